//! Which value an item bears most often, where rows disagree.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::interner::Interner;

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
        let Some(number) = self.texts.intern(text) else { return false };
        self.votes.vote(item, number);
        true
    }

    /// The text of each of `n_items` items, empty where none was seen.
    pub(super) fn winners(&self, n_items: usize) -> Vec<&str> {
        let winners =
            self.votes.winners(n_items, |&new, &old| self.texts.text(new) < self.texts.text(old));
        winners.into_iter().map(|w| w.map_or("", |number| self.texts.text(number))).collect()
    }

    /// How many items bore more than one text.
    pub(super) fn n_disputed(&self, n_items: usize) -> usize {
        let mut n_values = vec![0_u32; n_items];
        for &(item, _) in self.votes.counts.keys() {
            n_values[item as usize] += 1;
        }
        n_values.into_iter().filter(|&n| n > 1).count()
    }
}

/// Votes for a small value of each item.
#[derive(Debug)]
pub(super) struct ValueTally<V> {
    counts: HashMap<(u32, V), u32, FixedState>,
}

impl<V> Default for ValueTally<V> {
    fn default() -> Self {
        Self { counts: HashMap::with_hasher(FixedState::default()) }
    }
}

impl<V: Copy + Eq + std::hash::Hash> ValueTally<V> {
    /// Counts one row on which `item` bears `value`.
    pub(super) fn vote(&mut self, item: u32, value: V) {
        let votes = self.counts.entry((item, value)).or_insert(0);
        *votes = votes.saturating_add(1);
    }

    /// The value of each of `n_items` items with the most votes; among equals the one that
    /// `precedes` the others.
    pub(super) fn winners(
        &self,
        n_items: usize,
        precedes: impl Fn(&V, &V) -> bool,
    ) -> Vec<Option<V>> {
        let mut best: Vec<Option<(u32, V)>> = vec![None; n_items];
        for (&(item, value), &votes) in &self.counts {
            let place = &mut best[item as usize];
            let wins = match place {
                None => true,
                Some((most, old)) => votes > *most || (votes == *most && precedes(&value, old)),
            };
            if wins {
                *place = Some((votes, value));
            }
        }
        best.into_iter().map(|place| place.map(|(_, value)| value)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_on_most_rows_wins_and_ties_go_to_the_first_in_the_alphabet() {
        let mut tally = TextTally::default();
        for (item, text) in [(0, "MUG"), (0, "damaged"), (0, "MUG"), (1, "b"), (1, "a")] {
            assert!(tally.vote(item, text));
        }
        assert_eq!(tally.winners(3), ["MUG", "a", ""]);
        assert_eq!(tally.n_disputed(3), 2);
    }
}
