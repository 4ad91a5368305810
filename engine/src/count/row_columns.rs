//! Columns of pairs in rows, one row an item: whether they fit together.

use thiserror::Error;

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
