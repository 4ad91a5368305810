//! Which item bears which number.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use thiserror::Error;

use super::id::ItemIndex;
use super::texts::Texts;

/// The ids of a shop's items under dense numbers, and the way back.
///
/// Costs the text and about 10 bytes an item; both ways are found in constant time.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    ids: Texts,
    slots: HashTable<u32>,
    hasher: FixedState,
}

/// Why ids make no vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VocabularyError {
    /// Two items bear the same id.
    #[error("item `{0}` stands twice in the vocabulary, expected each id once")]
    Duplicate(String),
    /// More items than numbers.
    #[error("{0} items, expected fewer than 4,294,967,295")]
    TooMany(usize),
}

impl Vocabulary {
    /// A vocabulary of `ids`, numbered in their sequence.
    ///
    /// # Errors
    ///
    /// An id that stands twice, or more than 2³² − 1 of them.
    pub fn new(ids: Texts) -> Result<Self, VocabularyError> {
        let hasher = FixedState::default();
        let n_items = u32::try_from(ids.len())
            .ok()
            .filter(|&n_items| n_items < u32::MAX)
            .ok_or(VocabularyError::TooMany(ids.len()))?;
        let mut slots = HashTable::with_capacity(ids.len());
        for number in 0..n_items {
            let id = ids.row(number as usize);
            let hash = hasher.hash_one(id);
            if slots.find(hash, |&other: &u32| ids.row(other as usize) == id).is_some() {
                return Err(VocabularyError::Duplicate(id.to_owned()));
            }
            slots.insert_unique(hash, number, |&other| hasher.hash_one(ids.row(other as usize)));
        }
        Ok(Self { ids, slots, hasher })
    }

    /// The ids by number.
    #[must_use]
    pub fn ids(&self) -> &Texts {
        &self.ids
    }

    /// The number of the item that the shop calls `id`.
    #[must_use]
    pub fn index(&self, id: &str) -> Option<ItemIndex> {
        let hash = self.hasher.hash_one(id);
        self.slots.find(hash, |&number| self.ids.row(number as usize) == id).map(|&n| ItemIndex(n))
    }

    /// What the shop calls `item`.
    ///
    /// # Panics
    ///
    /// Where the number comes from another vocabulary and is too large for this one.
    #[must_use]
    pub fn id(&self, item: ItemIndex) -> &str {
        self.ids.row(item.position())
    }

    /// How many items there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no item.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// All numbers, most bought first.
    pub fn indexes(&self) -> impl Iterator<Item = ItemIndex> + use<> {
        (0..self.ids.len() as u32).map(ItemIndex)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_finds_its_number_and_back() {
        let ids = Texts::from_rows(["tea", "", "茶", "cup"]).unwrap();
        let vocabulary = Vocabulary::new(ids).unwrap();
        assert_eq!(vocabulary.index("茶"), Some(ItemIndex(2)));
        assert_eq!(vocabulary.id(ItemIndex(2)), "茶");
        assert_eq!(vocabulary.index(""), Some(ItemIndex(1)));
        assert_eq!(vocabulary.index("Tea"), None);
    }

    #[test]
    fn an_id_stands_once() {
        let ids = Texts::from_rows(["tea", "tea"]).unwrap();
        let error = Vocabulary::new(ids).unwrap_err();
        assert_eq!(error, VocabularyError::Duplicate("tea".to_owned()));
    }
}
