//! Columns of pairs in rows, one row an item: whether they fit together.

use std::ops::Range;

use thiserror::Error;

use super::pairs::Partners;
use crate::words::ItemIndex;

/// Pairs of items in rows, one row an item, each pair with a value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct PairTable<T> {
    ends: Vec<u64>,
    items: Vec<u32>,
    values: Vec<T>,
}

impl<T: Copy> PairTable<T> {
    /// From columns of `n_items` rows, see [`check_rows`].
    pub(super) fn new(
        ends: Vec<u64>,
        items: Vec<u32>,
        values: Vec<T>,
        n_items: usize,
    ) -> Result<Self, RowsError> {
        check_rows(&ends, &items, values.len(), n_items)?;
        Ok(Self { ends, items, values })
    }

    /// From columns that counting made row by row.
    pub(super) fn counted(partners: Partners, values: Vec<T>) -> Self {
        Self { ends: partners.ends, items: partners.items, values }
    }

    /// Adds the row of the next item.
    pub(super) fn push(&mut self, row: &[(u32, T)]) {
        self.items.extend(row.iter().map(|&(item, _)| item));
        self.values.extend(row.iter().map(|&(_, value)| value));
        self.ends.push(self.items.len() as u64);
    }

    /// What [`Self::new`] takes.
    pub(super) fn columns(&self) -> (&[u64], &[u32], &[T]) {
        (&self.ends, &self.items, &self.values)
    }

    /// Where `anchor` leads, each with the value.
    pub(super) fn row(&self, anchor: ItemIndex) -> impl Iterator<Item = (ItemIndex, T)> + '_ {
        let range = self.range(anchor);
        let items = self.items[range.clone()].iter().copied().map(ItemIndex);
        items.zip(self.values[range].iter().copied())
    }

    /// The value of a pair, where `anchor` keeps it. Costs a pass over the row.
    pub(super) fn value(&self, anchor: ItemIndex, item: ItemIndex) -> Option<T> {
        self.row(anchor).find(|&(other, _)| other == item).map(|(_, value)| value)
    }

    /// How many pairs `anchor` keeps.
    pub(super) fn row_len(&self, anchor: ItemIndex) -> usize {
        self.range(anchor).len()
    }

    fn range(&self, anchor: ItemIndex) -> Range<usize> {
        let anchor = anchor.position();
        let start = if anchor == 0 { 0 } else { self.ends[anchor - 1] as usize };
        start..self.ends[anchor] as usize
    }
}

/// Why columns make no rows.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RowsError {
    /// A column is shorter or longer than it must be.
    #[error("{found} {what}, expected {expected}")]
    Length {
        /// What was counted.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there must be.
        expected: usize,
    },
    /// A row ends before it starts, or behind the last pair.
    #[error("row {row} ends at {found}, expected {start} to {n_pairs}")]
    End {
        /// Which row.
        row: usize,
        /// Where it ends.
        found: u64,
        /// Where it starts.
        start: u64,
        /// Pairs there are.
        n_pairs: usize,
    },
    /// A pair that leads nowhere or has no value.
    #[error("pair {pair} has {what}")]
    Pair {
        /// Which pair.
        pair: usize,
        /// What is wrong with it.
        what: &'static str,
    },
}

/// Makes sure that columns make rows of pairs: `ends` says where the row of each of `n_items` items ends, `items`
/// where each pair leads, and `n_values` pairs have a value. Costs a pass over both.
///
/// # Errors
///
/// Columns of different lengths, rows out of sequence, pairs that lead out of the vocabulary.
pub(crate) fn check_rows(
    ends: &[u64],
    items: &[u32],
    n_values: usize,
    n_items: usize,
) -> Result<(), RowsError> {
    if ends.len() != n_items {
        let (what, found) = ("rows", ends.len());
        return Err(RowsError::Length { what, found, expected: n_items });
    }
    let n_pairs = items.len();
    if n_values != n_pairs {
        return Err(RowsError::Length { what: "values", found: n_values, expected: n_pairs });
    }
    let mut start = 0;
    for (row, &found) in ends.iter().enumerate() {
        if found < start || (n_pairs as u64) < found {
            return Err(RowsError::End { row, found, start, n_pairs });
        }
        start = found;
    }
    if start != n_pairs as u64 {
        return Err(RowsError::Pair { pair: start as usize, what: "no row" });
    }
    match items.iter().position(|&item| item as usize >= n_items) {
        Some(pair) => Err(RowsError::Pair { pair, what: "an item outside of the vocabulary" }),
        None => Ok(()),
    }
}
