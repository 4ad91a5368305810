//! Which value an item bears most often, where rows disagree.

use std::hash::Hash;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::intake::IntakeError;
use super::interner::{Interned, Interner};

/// Votes for a text of each item: the value on most of its rows wins, ties go to the text that
/// sorts first, so that the sequence of rows does not matter.
///
/// Costs each distinct text once, 8 bytes an item, and about 16 for each distinct pair of item and
/// text but the latest.
#[derive(Debug, Default)]
pub(super) struct TextTally {
    texts: Interner,
    votes: ValueTally<u32>,
}

impl TextTally {
    /// Counts one row on which `item` bears `text`, if any; an error that names `what` the texts are
    /// where there are too many of them.
    pub(super) fn hear(
        &mut self,
        item: u32,
        text: Option<&str>,
        what: &'static str,
    ) -> Result<(), IntakeError> {
        let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(()) };
        // Most rows repeat what the row before said of the item.
        let number = match self.votes.last(item) {
            Some(number) if self.texts.text(number).as_str() == text => number,
            Some(_) | None => self.texts.intern(text).ok_or(IntakeError::TooMany { what })?,
        };
        self.votes.vote(item, number);
        Ok(())
    }

    /// The text of each of `n_items` items, empty where none was seen.
    pub(super) fn winners(&self, n_items: usize) -> Vec<Interned<'_>> {
        let winners =
            self.votes.winners(n_items, |&new, &old| self.texts.text(new) < self.texts.text(old));
        let text = |number| self.texts.text(number);
        winners.into_iter().map(|winner| winner.map_or(Interned::Kept(""), text)).collect()
    }

    /// Visits those of `n_items` items that bore more than one text.
    pub(super) fn each_disputed(&self, n_items: usize, visit: impl FnMut(u32)) {
        self.votes.each_disputed(n_items, visit);
    }
}

/// Votes for a value of each item. Costs no look-up where a row repeats the value that the row before
/// gave the item, as long as it is from 0 to 2³² − 1: runs that are read all over the catalogue are as
/// narrow as most prices allow.
#[derive(Debug)]
pub(super) struct ValueTally<V> {
    /// The latest value of each item that a run holds.
    runs: Vec<Run>,
    /// Votes of the values before, and of those that no run holds.
    counts: HashMap<(u32, V), u32, FixedState>,
    /// What the runs of the rows of [`Self::vote_all`] are of, and the rows that go on with none.
    latest: Vec<u32>,
    turned: Vec<(u32, V)>,
}

/// A value, and its votes since it came up; no votes where nothing came.
#[derive(Debug, Clone, Copy, Default)]
struct Run {
    value: u32,
    votes: u32,
}

impl<V> Default for ValueTally<V> {
    fn default() -> Self {
        let counts = HashMap::with_hasher(FixedState::default());
        Self { runs: Vec::new(), counts, latest: Vec::new(), turned: Vec::new() }
    }
}

impl<V: Copy + Default + Eq + Hash + From<u32> + TryInto<u32>> ValueTally<V> {
    /// Counts one row on which `item` bears `value`.
    #[inline]
    pub(super) fn vote(&mut self, item: u32, value: V) {
        match self.runs.get_mut(item as usize) {
            Some(run) if V::from(run.value) == value => run.votes = run.votes.saturating_add(1),
            Some(_) | None => self.turn(item, value),
        }
    }

    /// Counts one row on which `item` bears `value`, if any.
    pub(super) fn hear(&mut self, item: u32, value: Option<V>) {
        value.into_iter().for_each(|value| self.vote(item, value));
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
        // The trips to memory first, in a loop that does nothing else.
        let mut latest = std::mem::take(&mut self.latest);
        latest.clear();
        latest.extend(items.iter().map(|&item| self.runs[item as usize].value));
        let mut turned = std::mem::take(&mut self.turned);
        turned.resize(items.len(), (0, V::default()));
        let mut n_turned = 0;
        for ((&item, &latest), value) in items.iter().zip(&latest).zip(values) {
            let goes_on = value == Some(V::from(latest));
            let votes = &mut self.runs[item as usize].votes;
            *votes = votes.saturating_add(u32::from(goes_on));
            turned[n_turned] = (item, value.unwrap_or_default());
            n_turned += usize::from(value.is_some() && !goes_on);
        }
        for &(item, value) in &turned[..n_turned] {
            self.vote(item, value);
        }
        (self.latest, self.turned) = (latest, turned);
    }

    /// Begins another run of `item`, or counts a value that no run holds.
    #[cold]
    fn turn(&mut self, item: u32, value: V) {
        let place = item as usize;
        if self.runs.len() <= place {
            self.runs.resize(place + 1, Run::default());
        }
        match value.try_into() {
            Ok(value) => {
                let over = std::mem::replace(&mut self.runs[place], Run { value, votes: 1 });
                self.count(item, V::from(over.value), over.votes);
            }
            Err(_) => self.count(item, value, 1),
        }
    }

    /// Keeps votes apart from the runs.
    fn count(&mut self, item: u32, value: V, votes: u32) {
        if votes > 0 {
            let before = self.counts.entry((item, value)).or_insert(0);
            *before = before.saturating_add(votes);
        }
    }

    /// The value that the latest run of `item` is of.
    fn last(&self, item: u32) -> Option<V> {
        self.runs.get(item as usize).filter(|run| run.votes > 0).map(|run| V::from(run.value))
    }

    /// Visits each item's values, once each, with their votes, in no particular sequence.
    pub(super) fn each(&self, mut visit: impl FnMut(u32, V, u32)) {
        let latest_votes = |item: u32, value: V| match self.runs.get(item as usize) {
            Some(run) if V::from(run.value) == value => run.votes,
            Some(_) | None => 0,
        };
        for (&(item, value), &votes) in &self.counts {
            visit(item, value, votes.saturating_add(latest_votes(item, value)));
        }
        for (item, run) in (0_u32..).zip(&self.runs) {
            let value = V::from(run.value);
            if run.votes > 0 && !self.counts.contains_key(&(item, value)) {
                visit(item, value, run.votes);
            }
        }
    }

    /// Visits those of `n_items` items that bore more than one value.
    pub(super) fn each_disputed(&self, n_items: usize, visit: impl FnMut(u32)) {
        let mut n_values = vec![0_u32; n_items];
        self.each(|item, _, _| n_values[item as usize] += 1);
        (0..).zip(n_values).filter(|&(_, n)| n > 1).map(|(item, _)| item).for_each(visit);
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
    use std::cmp::Reverse;
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// Few values, some of which no run holds.
    fn value() -> impl Strategy<Value = i64> {
        prop::sample::select(vec![0, 1, 2, 4_294_967_295, 4_294_967_296, i64::MAX, -1])
    }

    proptest! {
        #[test]
        fn votes_are_counted_together_as_one_by_one(
            rows in prop::collection::vec((0..5_u32, prop::option::of(value())), 0..200),
            together in 1..50_usize,
        ) {
            let mut plainly: BTreeMap<u32, BTreeMap<i64, u32>> = BTreeMap::new();
            for &(item, value) in &rows {
                let votes = plainly.entry(item).or_default();
                value.into_iter().for_each(|value| *votes.entry(value).or_default() += 1);
            }
            let most = |votes: &BTreeMap<i64, u32>| {
                votes.iter().max_by_key(|&(&value, &votes)| (votes, Reverse(value))).map(|vote| *vote.0)
            };
            let winners: Vec<_> = (0..5).map(|item| plainly.get(&item).and_then(most)).collect();
            let (mut singly, mut jointly) = (ValueTally::default(), ValueTally::default());
            for &(item, value) in &rows {
                value.into_iter().for_each(|value| singly.vote(item, value));
            }
            for rows in rows.chunks(together) {
                let (items, values): (Vec<_>, Vec<_>) = rows.iter().copied().unzip();
                jointly.vote_all(5, &items, values.into_iter());
            }
            let first = |new: &i64, old: &i64| new < old;
            prop_assert_eq!(&jointly.winners(5, first), &winners);
            prop_assert_eq!(singly.winners(5, first), winners);
        }
    }

    #[test]
    fn the_text_on_most_rows_wins_and_ties_go_to_the_first_in_the_alphabet() {
        let mut tally = TextTally::default();
        for (item, text) in [(0, "MUG"), (0, "damaged"), (0, "MUG"), (1, "b"), (1, "a"), (3, "c")] {
            tally.hear(item, Some(text), "texts").unwrap();
        }
        let winners = tally.winners(4);
        let winners: Vec<&str> = winners.iter().map(Interned::as_str).collect();
        assert_eq!(winners, ["MUG", "a", "", "c"]);
        let mut disputed = Vec::new();
        tally.each_disputed(4, |item| disputed.push(item));
        assert_eq!(disputed, [0, 1]);
    }
}
