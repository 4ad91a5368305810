//! Some rows of a file, taken column by column.

use std::ops::Range;

use crate::cell::Cell;

use super::column::Column;

/// As many rows as are taken together, or one by one where one of them is not plain. What is made
/// of them stays close to the processor.
pub(super) const ROWS_A_CHUNK: usize = 512;

/// Some rows that follow one another.
pub(crate) struct Chunk<'a> {
    pub(super) columns: &'a [Column<'a>],
    pub(super) places: Range<usize>,
}

impl<'a> Chunk<'a> {
    /// The rows, counted from 0.
    pub(crate) fn rows(&self) -> Range<usize> {
        0..self.places.len()
    }

    /// Some rows whose columns hold `n_rows` and no more.
    #[cfg(test)]
    pub(crate) fn whole(columns: &'a [Column<'a>], n_rows: usize) -> Self {
        Self { columns, places: 0..n_rows }
    }

    /// Whether the file has no wanted column number `slot`.
    pub(crate) fn lacks(&self, slot: usize) -> bool {
        matches!(self.columns[slot], Column::Absent)
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
            // Texts that are no UTF-8 are told apart row by row.
            Column::Plain(column) => column.text().is_some(),
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
            | Column::Days(_)
            | Column::Moments(_) => false,
        }
    }

    /// The first row, and those that may differ from the one before in one of the wanted columns
    /// number `slots`; the other rows are the same there.
    pub(crate) fn changes(&self, slots: &[usize]) -> Vec<usize> {
        let mut flags = vec![false; self.places.len()];
        if let Some(first) = flags.first_mut() {
            *first = true;
        }
        for &slot in slots {
            self.columns[slot].flag_changes(self.places.clone(), &mut flags);
        }
        let n_changes = flags.iter().filter(|&&flag| flag).count();
        let mut changes = Vec::with_capacity(n_changes);
        changes.extend((0..flags.len()).filter(|&row| flags[row]));
        changes
    }

    /// Hands the cells of the wanted column number `slot` in `rows` to `take` until it takes one no
    /// more; whether it took all.
    #[inline]
    pub(crate) fn each_cell(
        &self,
        slot: usize,
        rows: impl Iterator<Item = usize>,
        take: impl FnMut(Cell<'a>) -> bool,
    ) -> bool {
        self.columns[slot].each_cell(rows.map(|row| self.places.start + row), take)
    }
}
