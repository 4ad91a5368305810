//! Reads a file of pairs of items.

use std::path::Path;

use crate::error::ReadError;
use crate::format::Source;
use crate::layout::{PAIR_COLUMNS, PairRow, Search};

use super::file::{OpenFile, Stop};

/// Two items whose relation is asked for; the first leads to the second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The item that leads; never empty.
    pub item_a: String,
    /// Where it leads; never empty.
    pub item_b: String,
}

/// Reads `file`, with the columns `item_a` and `item_b`, and hands every pair over to `take`, one a row, in the
/// sequence of the file. What a column `function` says is for [`crate::read_labels`].
///
/// Formats and rules are those of [`crate::read_queries`]: a bad row ends the reading, because every
/// pair is to be answered.
///
/// # Errors
///
/// The file cannot be read whole, lacks a column or has no rows; a row has too few or too many cells
/// or names no item; and whatever `take` fails with.
pub fn read_pairs<E: From<ReadError>>(
    file: &Path,
    take: impl FnMut(Pair) -> Result<(), E>,
) -> Result<(), E> {
    read_opened_pairs(OpenFile::open(file, Source::open(file)?)?, take)
}

/// Reads the pairs of a file, wherever its bytes are.
pub(super) fn read_opened_pairs<E: From<ReadError>>(
    opened: OpenFile<'_>,
    mut take: impl FnMut(Pair) -> Result<(), E>,
) -> Result<(), E> {
    let binding = opened.bind(&Search::exactly(&PAIR_COLUMNS))?;
    opened.read_strictly(&binding, |row| {
        let PairRow { item_a, item_b } = PairRow::read(row)?;
        take(Pair { item_a, item_b }).map_err(Stop::Taker)
    })
}
