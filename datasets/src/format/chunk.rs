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

    /// Some rows whose columns hold `n_rows` and no more.
    #[cfg(test)]
    pub(crate) fn whole(columns: &'a [Column], n_rows: usize) -> Self {
        Self { columns, places: 0..n_rows }
    }

    /// Whether the cells of the wanted column number `slot` are whole numbers, or absent.
    pub(crate) fn has_integers(&self, slot: usize) -> bool {
        matches!(self.columns[slot], Column::Integers(_))
    }

    /// Whether the cells of the wanted column number `slot` are texts or whole numbers, or absent.
    pub(crate) fn has_ids(&self, slot: usize) -> bool {
        match &self.columns[slot] {
            Column::Absent
            | Column::Text(_)
            | Column::LargeText(_)
            | Column::TextView(_)
            | Column::Integers(_) => true,
            Column::Dictionary { values, .. } => {
                matches!(**values, Column::Text(_) | Column::LargeText(_) | Column::TextView(_))
            }
            Column::Bytes(_)
            | Column::LargeBytes(_)
            | Column::BytesView(_)
            | Column::Booleans(_)
            | Column::Floats(_)
            | Column::NarrowFloats(_)
            | Column::Decimals { .. }
            | Column::Moments(_) => false,
        }
    }

    /// Hands the cells of the wanted column number `slot` to `take` until it takes one no more;
    /// whether it took all.
    #[inline]
    pub(crate) fn each_cell(&self, slot: usize, take: impl FnMut(Cell<'a>) -> bool) -> bool {
        self.columns[slot].each_cell(self.places.clone(), take)
    }
}
