//! Which value an item bears most often, where rows disagree.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::interner::{Interned, Interner};

/// Votes for a text of each item: the value on most of its rows wins, ties go to the text that
/// sorts first, so that the sequence of rows does not matter.
///
/// Costs each distinct text once and about 16 bytes for each distinct pair of item and text.
#[derive(Debug, Default)]
pub(super) struct TextTally {
    texts: Interner,
    votes: ValueTally<u32>,
}

impl TextTally {
    /// Counts one row on which `item` bears `text`; false when there are too many texts.
    pub(super) fn vote(&mut self, item: u32, text: &str) -> bool {
        // Most rows repeat what the row before said of the item.
        if let Some(number) = self.votes.last(item)
            && self.texts.text(number).as_str() == text
        {
            self.votes.vote(item, number);
            return true;
        }
        let Some(number) = self.texts.intern(text) else { return false };
        self.votes.vote(item, number);
        true
    }

    /// The text of each of `n_items` items, empty where none was seen.
    pub(super) fn winners(&self, n_items: usize) -> Vec<Interned<'_>> {
        let winners =
            self.votes.winners(n_items, |&new, &old| self.texts.text(new) < self.texts.text(old));
        let text = |number| self.texts.text(number);
        winners.into_iter().map(|winner| winner.map_or(Interned::Kept(""), text)).collect()
    }

    /// How many of `n_items` items bore more than one text.
    pub(super) fn n_disputed(&self, n_items: usize) -> usize {
        let mut n_values = vec![0_u32; n_items];
        self.votes.each(|item, _, _| n_values[item as usize] += 1);
        n_values.into_iter().filter(|&n| n > 1).count()
    }
}

/// Votes for a small value of each item. Costs no look-up where a row repeats the value that the
/// row before gave the item.
#[derive(Debug)]
pub(super) struct ValueTally<V> {
    /// The latest value of each item.
    runs: Vec<Run<V>>,
    /// Votes of the values before.
    counts: HashMap<(u32, V), u32, FixedState>,
    /// Rows of [`Self::vote_all`] that begin another run.
    turned: Vec<(u32, V)>,
}

/// A value, and its votes since it came up; no votes where nothing came.
#[derive(Debug, Clone, Copy, Default)]
struct Run<V> {
    value: V,
    votes: u32,
}

impl<V> Default for ValueTally<V> {
    fn default() -> Self {
        let counts = HashMap::with_hasher(FixedState::default());
        Self { runs: Vec::new(), counts, turned: Vec::new() }
    }
}

impl<V: Copy + Default + Eq + std::hash::Hash> ValueTally<V> {
    /// Counts one row on which `item` bears `value`.
    #[inline]
    pub(super) fn vote(&mut self, item: u32, value: V) {
        match self.runs.get_mut(item as usize) {
            Some(run) if run.value == value => run.votes = run.votes.saturating_add(1),
            Some(_) | None => self.turn(item, value),
        }
    }

    /// Counts rows on which each of `items`, all below `n_items`, bears the value beside it, if any.
    ///
    /// Rows that go on with a run are counted without a branch that may go wrong, so that several
    /// trips to memory are under way at once.
    pub(super) fn vote_all(
        &mut self,
        n_items: usize,
        items: &[u32],
        values: impl Iterator<Item = Option<V>>,
    ) {
        if self.runs.len() < n_items {
            self.runs.resize(n_items, Run::default());
        }
        let mut turned = std::mem::take(&mut self.turned);
        turned.resize(items.len(), (0, V::default()));
        let mut n_turned = 0;
        for (&item, value) in items.iter().zip(values) {
            let Some(value) = value else { continue };
            let run = &mut self.runs[item as usize];
            let goes_on = run.value == value;
            run.votes = run.votes.saturating_add(u32::from(goes_on));
            turned[n_turned] = (item, value);
            n_turned += usize::from(!goes_on);
        }
        for &(item, value) in &turned[..n_turned] {
            self.vote(item, value);
        }
        self.turned = turned;
    }

    /// Begins another run of `item`.
    #[cold]
    fn turn(&mut self, item: u32, value: V) {
        let place = item as usize;
        if self.runs.len() <= place {
            self.runs.resize(place + 1, Run::default());
        }
        let over = std::mem::replace(&mut self.runs[place], Run { value, votes: 1 });
        if over.votes > 0 {
            let before = self.counts.entry((item, over.value)).or_insert(0);
            *before = before.saturating_add(over.votes);
        }
    }

    /// The value that the latest row gave `item`.
    fn last(&self, item: u32) -> Option<V> {
        self.runs.get(item as usize).filter(|run| run.votes > 0).map(|run| run.value)
    }

    /// Visits each item's values, once each, with their votes, in no particular sequence.
    fn each(&self, mut visit: impl FnMut(u32, V, u32)) {
        let latest_votes = |item: u32, value: V| match self.runs.get(item as usize) {
            Some(run) if run.value == value => run.votes,
            _ => 0,
        };
        for (&(item, value), &votes) in &self.counts {
            visit(item, value, votes.saturating_add(latest_votes(item, value)));
        }
        for (item, run) in (0_u32..).zip(&self.runs) {
            if run.votes > 0 && !self.counts.contains_key(&(item, run.value)) {
                visit(item, run.value, run.votes);
            }
        }
    }

    /// The value of each of `n_items` items with the most votes; among equals the one that
    /// `precedes` the others.
    pub(super) fn winners(
        &self,
        n_items: usize,
        precedes: impl Fn(&V, &V) -> bool,
    ) -> Vec<Option<V>> {
        let mut best: Vec<Option<(u32, V)>> = vec![None; n_items];
        self.each(|item, value, votes| {
            let place = &mut best[item as usize];
            let wins = match place {
                None => true,
                Some((most, old)) => votes > *most || (votes == *most && precedes(&value, old)),
            };
            if wins {
                *place = Some((votes, value));
            }
        });
        best.into_iter().map(|place| place.map(|(_, value)| value)).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn votes_count_the_same_together_as_one_by_one(
            rows in prop::collection::vec((0..5_u32, prop::option::of(0..4_i64)), 0..200),
            together in 1..50_usize,
        ) {
            let (mut singly, mut jointly) = (ValueTally::default(), ValueTally::default());
            for &(item, value) in &rows {
                value.into_iter().for_each(|value| singly.vote(item, value));
            }
            for rows in rows.chunks(together) {
                let (items, values): (Vec<_>, Vec<_>) = rows.iter().copied().unzip();
                jointly.vote_all(5, &items, values.into_iter());
            }
            let first = |new: &i64, old: &i64| new < old;
            prop_assert_eq!(jointly.winners(5, first), singly.winners(5, first));
        }
    }

    #[test]
    fn the_text_on_most_rows_wins_and_ties_go_to_the_first_in_the_alphabet() {
        let mut tally = TextTally::default();
        for (item, text) in [(0, "MUG"), (0, "damaged"), (0, "MUG"), (1, "b"), (1, "a"), (3, "c")] {
            assert!(tally.vote(item, text));
        }
        let winners = tally.winners(4);
        let winners: Vec<&str> = winners.iter().map(Interned::as_str).collect();
        assert_eq!(winners, ["MUG", "a", "", "c"]);
        assert_eq!(tally.n_disputed(4), 2);
    }
}
