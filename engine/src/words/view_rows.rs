//! Rows of views, sorted by visit, repeats taken out.

use std::cmp::Reverse;

use super::grouping::starts_of_groups;
use super::views::ViewEvent;

/// Rows as they came, in columns.
#[derive(Debug, Default)]
pub(super) struct ViewRows {
    pub(super) visits: Vec<u32>,
    pub(super) items: Vec<u32>,
    pub(super) events: Vec<ViewEvent>,
}

/// Rows by visit, each item of a visit once.
pub(super) struct DistinctViews {
    pub(super) ends: Vec<usize>,
    pub(super) items: Vec<u32>,
    pub(super) events: Vec<ViewEvent>,
}

impl ViewRows {
    /// Leaves out the rows of these `visits`, and the visits among `facts`: the others move up. How many rows that
    /// were. Costs a pass over the rows, where there are such visits.
    pub(super) fn leave_out<T>(&mut self, facts: &mut Vec<T>, visits: &[u32]) -> u64 {
        if visits.is_empty() {
            return 0;
        }
        let mut is_left_out = vec![false; facts.len()];
        visits.iter().for_each(|&visit| is_left_out[visit as usize] = true);
        let mut next = 0;
        let numbers: Vec<u32> = is_left_out
            .iter()
            .map(|&is_out| {
                let number = next;
                next += u32::from(!is_out);
                number
            })
            .collect();
        let mut place = 0;
        for at in 0..self.visits.len() {
            let visit = self.visits[at] as usize;
            if !is_left_out[visit] {
                self.visits[place] = numbers[visit];
                self.items[place] = self.items[at];
                self.events[place] = self.events[at];
                place += 1;
            }
        }
        let n_left_out = self.visits.len() - place;
        self.visits.truncate(place);
        self.items.truncate(place);
        self.events.truncate(place);
        let mut is_out = is_left_out.into_iter();
        facts.retain(|_| !is_out.next().unwrap_or(false));
        n_left_out as u64
    }

    /// A counting sort by visit; of rows about one item the strongest event stays.
    pub(super) fn distinct(self, n_visits: usize) -> DistinctViews {
        let n_rows = self.items.len();
        let mut ends = starts_of_groups(&self.visits, n_visits);
        let mut items = vec![0; n_rows];
        let mut events = vec![ViewEvent::View; n_rows];
        for ((&visit, &item), &event) in self.visits.iter().zip(&self.items).zip(&self.events) {
            let place = &mut ends[visit as usize];
            items[*place] = item;
            events[*place] = event;
            *place += 1;
        }
        drop(self);
        let mut of_visit: Vec<(u32, Reverse<ViewEvent>)> = Vec::new();
        let (mut start, mut n_kept) = (0, 0);
        for end in &mut ends {
            let range = start..*end;
            let seen = items[range.clone()].iter().copied();
            let done = events[range.clone()].iter().copied().map(Reverse);
            of_visit.clear();
            of_visit.extend(seen.zip(done));
            of_visit.sort_unstable();
            of_visit.dedup_by_key(|&mut (item, _)| item);
            for &(item, Reverse(event)) in &of_visit {
                items[n_kept] = item;
                events[n_kept] = event;
                n_kept += 1;
            }
            start = range.end;
            *end = n_kept;
        }
        items.truncate(n_kept);
        events.truncate(n_kept);
        items.shrink_to_fit();
        events.shrink_to_fit();
        DistinctViews { ends, items, events }
    }
}
