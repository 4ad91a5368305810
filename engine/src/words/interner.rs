//! Each distinct text once, under the number of its first appearance.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use super::digit_columns::{DigitColumns, Digits, WrittenText};

/// Distinct texts, found by content.
///
/// Costs 8 bytes for each distinct text; beyond that 4 to 56 bytes for one that ends in digits and
/// counts on from another, and up to 16 MiB, see [`DigitColumns`], a slot of 29 to 57 for one that
/// ends in digits far from all others, and that slot, 8 bytes and the text itself, in one block of
/// memory, for any other. A text of at most 19 bytes is found without a look at the block: most ids
/// are that short.
#[derive(Debug, Default)]
pub(super) struct Interner {
    /// What each text says, or where it stands in the block; told apart by [`Digits::from_bits`].
    kept: Vec<u64>,
    block: Block,
    digits: DigitColumns,
    slots: HashTable<Slot>,
    hasher: FixedState,
    /// How often a new text was looked for among the slots since [`Self::gather`].
    n_in_vain: usize,
    /// What texts say that are looked for together.
    read: Vec<Option<Digits>>,
}

/// Texts that say nothing by digits, one behind the other.
#[derive(Debug, Default)]
struct Block {
    text: String,
    ends: Vec<usize>,
}

/// An interned text: kept as it is, or written anew.
#[derive(Debug, Clone, Copy)]
pub(super) enum Interned<'a> {
    Kept(&'a str),
    Written(WrittenText),
}

/// Longest text that fits a slot. Unit: bytes.
const INLINE_BYTES: usize = 19;
/// Stands in place of a number that is not known yet; no text has it.
const UNKNOWN: u32 = u32::MAX;
/// Stands in place of a length where the text does not fit the slot.
const LONG: u8 = u8::MAX;

/// A number beside its text, or beside the hash of a text that is too long.
#[derive(Debug, Clone, Copy)]
struct Slot {
    number: u32,
    key: Key,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    length: u8,
    bytes: [u8; INLINE_BYTES],
}

impl Key {
    fn new(text: &str, hash: u64) -> Self {
        let mut bytes = [0; INLINE_BYTES];
        if let Some(place) = bytes.get_mut(..text.len()) {
            place.copy_from_slice(text.as_bytes());
            Self { length: text.len() as u8, bytes }
        } else {
            bytes[..8].copy_from_slice(&hash.to_le_bytes());
            Self { length: LONG, bytes }
        }
    }

    /// The hash of the text that the key stands for.
    fn hash(&self, hasher: &FixedState) -> u64 {
        match self.bytes.get(..usize::from(self.length)) {
            Some(text) => hash_of(hasher, text),
            None => {
                let mut hash = [0; 8];
                hash.copy_from_slice(&self.bytes[..8]);
                u64::from_le_bytes(hash)
            }
        }
    }
}

impl Interner {
    /// The number of `text`, given on its first appearance; nothing when all 2³² − 1 numbers are
    /// taken (the last one stands for "none" elsewhere).
    pub(super) fn intern(&mut self, text: &str) -> Option<u32> {
        let digits = self.digits.read(text);
        match digits.and_then(|digits| self.digits.number(digits)) {
            Some(number) => Some(number),
            None => self.intern_apart(text, digits),
        }
    }

    /// The number of a text that says `digits` and was not found by them.
    fn intern_apart(&mut self, text: &str, digits: Option<Digits>) -> Option<u32> {
        let Some(digits) = digits else { return self.intern_in_slots(text) };
        if self.digits.may_be_elsewhere(digits) {
            if let Some(number) = self.find(text) {
                self.digits.settle(digits, number);
                return Some(number);
            }
            self.n_in_vain += 1;
            if self.n_in_vain > self.slots.len() {
                self.gather();
            }
        }
        let number = self.next()?;
        if !self.digits.keep(digits, number) {
            self.insert(text, number);
        }
        self.kept.push(digits.to_bits());
        Some(number)
    }

    /// Moves numbers from slots to the columns that reach them by now: as long as one is left, each
    /// new text like it is looked for among the slots.
    fn gather(&mut self) {
        self.n_in_vain = 0;
        let Self { kept, digits: columns, slots, .. } = self;
        slots.retain(|slot| {
            let said = Digits::from_bits(kept[slot.number as usize]);
            !said.is_some_and(|said| columns.settle(said, slot.number))
        });
    }

    /// As [`Self::intern`] of one of `texts` after the other, into `numbers`; nothing where numbers are
    /// used up, with those before in `numbers`.
    ///
    /// Most were seen before: their numbers are fetched in a loop that does nothing else, so that
    /// several trips to memory are under way at once.
    pub(super) fn intern_all<'t>(
        &mut self,
        texts: impl Iterator<Item = &'t str> + Clone,
        numbers: &mut Vec<u32>,
    ) -> Option<()> {
        let mut read = std::mem::take(&mut self.read);
        read.clear();
        read.extend(texts.clone().map(|text| self.digits.read(text)));
        let first = numbers.len();
        let known = |digits: &Option<Digits>| digits.and_then(|d| self.digits.number(d));
        numbers.extend(read.iter().map(|digits| known(digits).unwrap_or(UNKNOWN)));
        let mut is_full = false;
        // Mostly all were.
        let unknown = if numbers[first..].contains(&UNKNOWN) { read.len() } else { 0 };
        for ((place, text), &digits) in (first..).zip(texts).zip(&read[..unknown]) {
            if numbers[place] != UNKNOWN {
                continue;
            }
            // A text may be new to these and come twice.
            let known = digits.and_then(|digits| self.digits.number(digits));
            match known.or_else(|| self.intern_apart(text, digits)) {
                Some(number) => numbers[place] = number,
                None => {
                    numbers.truncate(place);
                    is_full = true;
                    break;
                }
            }
        }
        self.read = read;
        if is_full { None } else { Some(()) }
    }

    fn intern_in_slots(&mut self, text: &str) -> Option<u32> {
        if let Some(number) = self.find(text) {
            return Some(number);
        }
        let number = self.next()?;
        self.insert(text, number);
        self.kept.push(self.block.push(text));
        Some(number)
    }

    /// Puts a text that is not there into a slot.
    fn insert(&mut self, text: &str, number: u32) {
        let hash = hash_of(&self.hasher, text.as_bytes());
        let (key, hasher) = (Key::new(text, hash), &self.hasher);
        self.slots.insert_unique(hash, Slot { number, key }, |slot| slot.key.hash(hasher));
    }

    /// The number that the next new text gets.
    fn next(&self) -> Option<u32> {
        u32::try_from(self.kept.len()).ok().filter(|&number| number < u32::MAX)
    }

    fn find(&self, text: &str) -> Option<u32> {
        let hash = hash_of(&self.hasher, text.as_bytes());
        let key = Key::new(text, hash);
        let is_it = |slot: &Slot| {
            slot.key == key && (key.length != LONG || self.text(slot.number).as_str() == text)
        };
        self.slots.find(hash, is_it).map(|slot| slot.number)
    }

    /// The text under `number`.
    ///
    /// # Panics
    ///
    /// Where the number was not given by this interner.
    pub(super) fn text(&self, number: u32) -> Interned<'_> {
        let kept = self.kept[number as usize];
        match Digits::from_bits(kept) {
            Some(digits) => Interned::Written(self.digits.text(digits)),
            None => Interned::Kept(self.block.text(kept)),
        }
    }

    /// How many distinct texts there are.
    pub(super) fn len(&self) -> usize {
        self.kept.len()
    }
}

impl Block {
    /// Where the text stands, for [`Self::text`].
    fn push(&mut self, text: &str) -> u64 {
        self.text.push_str(text);
        self.ends.push(self.text.len());
        self.ends.len() as u64 - 1
    }

    fn text(&self, place: u64) -> &str {
        let place = place as usize;
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.text[start..self.ends[place]]
    }
}

impl Interned<'_> {
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Kept(text) => text,
            Self::Written(text) => text.as_str(),
        }
    }
}

impl AsRef<str> for Interned<'_> {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq for Interned<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Interned<'_> {}

impl PartialOrd for Interned<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// As the texts are.
impl Ord for Interned<'_> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

fn hash_of(hasher: &FixedState, text: &[u8]) -> u64 {
    hasher.hash_one(text)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn short_and_long_texts_keep_their_numbers_through_growth() {
        let mut interner = Interner::default();
        let texts: Vec<String> =
            (0..5_000).map(|number| format!("{number}{}", "x".repeat(number % 40))).collect();
        for pass in 0..2 {
            for (number, text) in texts.iter().enumerate() {
                assert_eq!(interner.intern(text), Some(number as u32), "pass {pass}");
                assert_eq!(interner.text(number as u32).as_str(), text);
            }
        }
        assert_eq!(interner.len(), 5_000);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn numbers_are_those_of_a_plain_map(
            texts in prop::collection::vec("[AB茶]{0,2}[0-9]{0,18}|[0-9]{3,5}|C0000[0-9]{4}", 0..3_000),
        ) {
            let mut interner = Interner::default();
            let mut numbers: HashMap<&str, u32> = HashMap::new();
            for text in texts.iter().chain(&texts) {
                let next = numbers.len() as u32;
                let number = *numbers.entry(text).or_insert(next);
                prop_assert_eq!(interner.intern(text), Some(number), "{}", text);
                let kept = interner.text(number);
                prop_assert_eq!(kept.as_str(), text);
            }
            prop_assert_eq!(interner.len(), numbers.len());
            let mut together = Interner::default();
            let mut found = Vec::new();
            for some in texts.chunks(100) {
                together.intern_all(some.iter().map(String::as_str), &mut found).unwrap();
            }
            let expected: Vec<u32> = texts.iter().map(|text| numbers[&**text]).collect();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn numbers_stay_while_values_move_closer() {
        let mut interner = Interner::default();
        // From far away to near, so that slots come before the column.
        let texts: Vec<String> = (0..40_000).rev().map(|at| format!("C{:07}", at * 3)).collect();
        for _ in 0..2 {
            for (number, text) in texts.iter().enumerate() {
                assert_eq!(interner.intern(text), Some(number as u32));
            }
        }
        // All but the few that came last lie in the column.
        assert!(interner.slots.len() < 1_000, "{}", interner.slots.len());
        for (number, text) in texts.iter().enumerate() {
            assert_eq!(interner.text(number as u32).as_str(), text);
        }
    }

    #[test]
    fn texts_that_differ_only_in_trailing_zero_bytes_are_two() {
        let mut interner = Interner::default();
        assert_eq!(interner.intern("a"), Some(0));
        assert_eq!(interner.intern("a\0"), Some(1));
        assert_eq!(interner.intern(""), Some(2));
        assert_eq!(interner.intern("a"), Some(0));
    }
}
