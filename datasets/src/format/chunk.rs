//! Some rows of a file of columns, taken column by column.

use std::ops::Range;

use crate::cell::Cell;

use super::column::Column;

/// Some rows that follow one another in a file of columns.
pub(crate) struct Chunk<'a> {
    pub(super) columns: &'a [Column],
    pub(super) places: Range<usize>,
}

impl<'a> Chunk<'a> {
    /// How many rows there are.
    pub(crate) fn n_rows(&self) -> usize {
        self.places.len()
    }

    /// Whether the wanted column number `slot` holds nothing but whole numbers.
    pub(crate) fn has_integers(&self, slot: usize) -> bool {
        matches!(self.columns[slot], Column::Integers(_))
    }

    /// Whether the file has no wanted column number `slot`.
    pub(crate) fn lacks(&self, slot: usize) -> bool {
        matches!(self.columns[slot], Column::Absent)
    }

    /// Hands the cells of the wanted column number `slot` to `take` until it takes one no more;
    /// whether it took all.
    #[inline]
    pub(crate) fn each_cell(&self, slot: usize, take: impl FnMut(Cell<'a>) -> bool) -> bool {
        self.columns[slot].each_cell(self.places.clone(), take)
    }
}
