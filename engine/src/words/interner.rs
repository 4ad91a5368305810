//! Each distinct text once, under the number of its first appearance.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// Distinct texts in one block of memory, found by content.
///
/// Costs the text itself and about 20 bytes for each distinct text.
#[derive(Debug, Default)]
pub(super) struct Interner {
    text: String,
    ends: Vec<usize>,
    slots: HashTable<Slot>,
    hasher: FixedState,
}

/// A number beside the upper half of its text's hash, so that growing the table and most misses
/// touch no text.
#[derive(Debug, Clone, Copy)]
struct Slot {
    fingerprint: u32,
    number: u32,
}

impl Interner {
    /// The number of `text`, given on its first appearance; nothing when all 2³² − 1 numbers are
    /// taken (the last one stands for "none" elsewhere).
    pub(super) fn intern(&mut self, text: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(text);
        let (bytes, ends) = (&self.text, &self.ends);
        if let Some(slot) = self.slots.find(hash, |slot| {
            slot.fingerprint == fingerprint(hash) && text_at(bytes, ends, slot.number) == text
        }) {
            return Some(slot.number);
        }
        let number = u32::try_from(self.ends.len()).ok().filter(|&number| number < u32::MAX)?;
        self.text.push_str(text);
        self.ends.push(self.text.len());
        let (bytes, ends, hasher) = (&self.text, &self.ends, &self.hasher);
        self.slots.insert_unique(hash, Slot { fingerprint: fingerprint(hash), number }, |slot| {
            hasher.hash_one(text_at(bytes, ends, slot.number))
        });
        Some(number)
    }

    /// The text under `number`.
    ///
    /// # Panics
    ///
    /// Where the number was not given by this interner.
    pub(super) fn text(&self, number: u32) -> &str {
        text_at(&self.text, &self.ends, number)
    }

    /// How many distinct texts there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }
}

fn fingerprint(hash: u64) -> u32 {
    // The table places entries by the low bits and tags them by the top seven; the middle is ours.
    (hash >> 16) as u32
}

fn text_at<'a>(text: &'a str, ends: &[usize], number: u32) -> &'a str {
    let number = number as usize;
    let start = if number == 0 { 0 } else { ends[number - 1] };
    &text[start..ends[number]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_number_through_growth() {
        let mut interner = Interner::default();
        for number in 0..5_000_u32 {
            assert_eq!(interner.intern(&format!("text {number}")), Some(number));
        }
        for number in 0..5_000_u32 {
            assert_eq!(interner.intern(&format!("text {number}")), Some(number));
            assert_eq!(interner.text(number), format!("text {number}"));
        }
        assert_eq!(interner.len(), 5_000);
    }
}
