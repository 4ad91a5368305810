//! One row of a file, borrowed from the format that read it.

use csv::ByteRecord;

use crate::cell::{Cell, Problem};

use super::Projection;
use super::column::Column;

/// One row: the wanted cells in the sequence of the projection, and where the row stands.
pub(crate) struct Row<'a> {
    pub(super) cells: Cells<'a>,
    /// Which row of the file, the first below the header being 1.
    pub(crate) number: u64,
}

/// Where the cells of a row lie.
pub(super) enum Cells<'a> {
    /// In a record of text, on the line before `line_behind`; the header has `n_columns`.
    Text { record: &'a ByteRecord, projection: &'a Projection, n_columns: usize, line_behind: u64 },
    /// At a place in columns, one for each wanted one.
    Columns { columns: &'a [Column], place: usize },
}

impl<'a> Row<'a> {
    /// The cell of the wanted column number `slot`.
    pub(crate) fn cell(&self, slot: usize) -> Cell<'a> {
        match &self.cells {
            Cells::Text { record, projection, .. } => {
                match projection[slot].and_then(|place| record.get(place)) {
                    None | Some([]) => Cell::Absent,
                    Some(bytes) => Cell::Bytes(bytes),
                }
            }
            Cells::Columns { columns, place } => columns[slot].cell(*place),
        }
    }

    /// On which line of the file the row begins; nothing where a format has no lines.
    ///
    /// Costs a look at the whole row.
    pub(crate) fn line(&self) -> Option<u64> {
        match &self.cells {
            Cells::Text { record, line_behind, .. } => {
                let bytes = record.as_slice();
                let n_inside = bytes.iter().filter(|&&byte| byte == b'\n').count() as u64;
                Some(line_behind.saturating_sub(n_inside + 1))
            }
            Cells::Columns { .. } => None,
        }
    }

    /// What is wrong with the row as a whole.
    pub(crate) fn problem(&self) -> Option<Problem> {
        match &self.cells {
            Cells::Text { record, n_columns, .. } => match record.len().cmp(n_columns) {
                std::cmp::Ordering::Less => Some(Problem::TooFewCells),
                std::cmp::Ordering::Equal => None,
                std::cmp::Ordering::Greater => Some(Problem::TooManyCells),
            },
            Cells::Columns { .. } => None,
        }
    }

    /// How many cells the row has and ought to have, as the value of such a problem.
    pub(crate) fn size(&self) -> String {
        match &self.cells {
            Cells::Text { record, n_columns, .. } => {
                format!("{} cells, expected {n_columns}", record.len())
            }
            Cells::Columns { columns, .. } => format!("{} cells", columns.len()),
        }
    }

    /// All cells of the row as the file has them, where the format keeps them.
    pub(crate) fn whole(&self) -> Option<&'a ByteRecord> {
        match &self.cells {
            Cells::Text { record, .. } => Some(record),
            Cells::Columns { .. } => None,
        }
    }
}
