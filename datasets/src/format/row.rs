//! One row of a file, borrowed from the format that read it.

use std::borrow::Cow;
use std::io;

use csv::{ByteRecord, WriterBuilder};

use crate::cell::{Cell, Problem, excerpt};

use super::Projection;
use super::column::Column;
use super::json_lines::JsonRow;
use super::plain_cells::PlainLine;

/// One row: the wanted cells in the sequence of the projection, and where the row stands.
pub(crate) struct Row<'a> {
    pub(super) cells: Cells<'a>,
    /// Which row of the file, the first below the header being 1.
    pub(crate) number: u64,
}

/// What is wrong with a row as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RowProblem {
    /// The place in the header of the column that is at fault, where it is one.
    pub(crate) place: Option<usize>,
    pub(crate) problem: Problem,
}

/// Where the cells of a row lie.
pub(super) enum Cells<'a> {
    /// In a record of text, whose cells `delimiter` parted, that begins on `line`; the header has
    /// `n_columns`.
    Text {
        record: &'a ByteRecord,
        projection: &'a Projection,
        n_columns: usize,
        delimiter: u8,
        line: u64,
        /// The line behind its last one.
        end_line: u64,
    },
    /// On a line of text without quotes, at a place in columns, one for each wanted one.
    Plain { columns: &'a [Column<'a>], place: usize, line: PlainLine<'a> },
    /// In an object of JSON, on line `number`, which reads `line`.
    Json { row: &'a JsonRow, projection: &'a Projection, line: &'a [u8], number: u64 },
    /// At a place in columns, one for each wanted one.
    Columns { columns: &'a [Column<'a>], projection: &'a Projection, place: usize },
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
            Cells::Json { row, projection, .. } => {
                projection[slot].map_or(Cell::Absent, |place| row.cell(place))
            }
            Cells::Plain { columns, place, .. } | Cells::Columns { columns, place, .. } => {
                columns[slot].cell(*place)
            }
        }
    }

    /// On which line of the file the row begins; nothing where a format has no lines.
    pub(crate) fn line(&self) -> Option<u64> {
        match &self.cells {
            Cells::Text { line, .. } => Some(*line),
            Cells::Plain { line, .. } => Some(line.number),
            Cells::Json { number, .. } => Some(*number),
            Cells::Columns { .. } => None,
        }
    }

    /// How many lines of the file it takes; 1 where a format has no lines.
    pub(crate) fn n_lines(&self) -> u64 {
        match &self.cells {
            Cells::Text { line, end_line, .. } => end_line.saturating_sub(*line).max(1),
            Cells::Plain { .. } | Cells::Json { .. } | Cells::Columns { .. } => 1,
        }
    }

    /// What is wrong with the row as a whole.
    pub(crate) fn problem(&self) -> Option<RowProblem> {
        let whole = |problem| Some(RowProblem { place: None, problem });
        match &self.cells {
            Cells::Text { record, n_columns, .. } => match record.len().cmp(n_columns) {
                std::cmp::Ordering::Less => whole(Problem::TooFewCells),
                std::cmp::Ordering::Equal => None,
                std::cmp::Ordering::Greater => whole(Problem::TooManyCells),
            },
            Cells::Json { row, .. } => row.problem,
            Cells::Plain { .. } | Cells::Columns { .. } => None,
        }
    }

    /// What is shown of the row beside a problem with the whole of it.
    pub(crate) fn shown(&self) -> String {
        match &self.cells {
            Cells::Text { record, n_columns, .. } => {
                format!("{} cells, expected {n_columns}", record.len())
            }
            Cells::Json { line, .. } => excerpt(Cell::Bytes(line)),
            Cells::Plain { .. } | Cells::Columns { .. } => String::new(),
        }
    }

    /// The row as the file has it, quotes apart; of a format of columns the cells that are read, as
    /// CSV.
    pub(crate) fn raw(&self) -> io::Result<Cow<'a, [u8]>> {
        match &self.cells {
            Cells::Text { record, delimiter, .. } => as_record(record, *delimiter).map(Cow::Owned),
            Cells::Plain { line, .. } => Ok(Cow::Borrowed(line.bytes)),
            Cells::Json { line, .. } => Ok(Cow::Borrowed(line)),
            Cells::Columns { columns, projection, place } => {
                let mut scratch = String::new();
                let mut record = ByteRecord::new();
                let read = columns.iter().zip(*projection).filter(|(_, place)| place.is_some());
                for (column, _) in read {
                    record.push_field(column.cell(*place).bytes(&mut scratch));
                }
                as_record(&record, b',').map(Cow::Owned)
            }
        }
    }
}

fn as_record(record: &ByteRecord, delimiter: u8) -> io::Result<Vec<u8>> {
    let mut writer =
        WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(Vec::new());
    writer.write_byte_record(record)?;
    let mut line = writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    line.truncate(line.len().saturating_sub(1));
    Ok(line)
}
