//! Lines without quotes, cut at their delimiters: most lines of most files.

use memchr::{memchr, memchr2, memchr3_iter};

use crate::format::LONGEST_ROW;
use crate::format::chunk::ROWS_A_CHUNK;
use crate::format::column::Column;
use crate::format::plain_cells::{PlainColumn, PlainLine};

/// Lines that follow one another, each with as many cells as the header and without quotes, and
/// where their cells end.
#[derive(Debug)]
pub(super) struct PlainLines {
    delimiter: u8,
    n_columns: usize,
    /// Where each cell begins, counted through all lines, and where the next line would. The byte
    /// before is a delimiter or a line break.
    starts: Vec<u32>,
    n_lines: usize,
}

impl PlainLines {
    pub(super) fn new(delimiter: u8, n_columns: usize) -> Self {
        Self { delimiter, n_columns, starts: Vec::new(), n_lines: 0 }
    }

    /// How many lines there are.
    pub(super) fn len(&self) -> usize {
        self.n_lines
    }

    /// How much of the text they are, with their breaks. Unit: bytes.
    pub(super) fn n_bytes(&self) -> usize {
        self.starts.last().map_or(0, |&start| start as usize)
    }

    /// Cuts the lines with which `text` begins, up to one that is not plain or not whole. Where there
    /// are carriage returns, they end lines together with line feeds; whether a line that is whole
    /// stopped the cutting.
    pub(super) fn cut(&mut self, text: &[u8], has_returns: bool) -> bool {
        self.starts.clear();
        self.starts.push(0);
        self.n_lines = 0;
        if has_returns && is_ended_by_return(text) {
            return true;
        }
        let mut line_start = 0;
        for at in memchr3_iter(self.delimiter, b'\n', b'"', text) {
            let Ok(next) = u32::try_from(at + 1) else { break };
            if text[at] == self.delimiter {
                self.starts.push(next);
                continue;
            }
            self.starts.push(next);
            let line = &text[line_start..at];
            let is_whole =
                text[at] == b'\n' && self.starts.len() == (self.n_lines + 1) * self.n_columns + 1;
            if !is_whole
                || LONGEST_ROW <= line.len()
                || line.is_empty()
                || (has_returns && !is_returned_from(line))
            {
                self.drop_unfinished();
                return true;
            }
            self.n_lines += 1;
            line_start = at + 1;
            if self.n_lines == ROWS_A_CHUNK {
                return false;
            }
        }
        self.drop_unfinished();
        false
    }

    /// The columns at `places` of `text`, which was cut.
    pub(super) fn columns<'t>(
        &'t self,
        text: &'t [u8],
        places: &[Option<usize>],
    ) -> Vec<Column<'t>> {
        let bytes = &text[..self.n_bytes()];
        let columns = PlainColumn::several(bytes, &self.starts, self.n_columns, places);
        columns.into_iter().map(|column| column.map_or(Column::Absent, Column::Plain)).collect()
    }

    /// Line `at` of `text`, which was cut and begins on line `first` of the file.
    pub(super) fn line<'t>(&self, text: &'t [u8], at: usize, first: u64) -> PlainLine<'t> {
        let start = self.starts[at * self.n_columns] as usize;
        let end = self.starts[(at + 1) * self.n_columns] as usize - 1;
        let bytes = &text[start..end];
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        PlainLine { bytes, number: first + at as u64 }
    }

    fn drop_unfinished(&mut self) {
        self.starts.truncate(self.n_lines * self.n_columns + 1);
    }
}

/// Whether the first line ends with a carriage return alone. A text of such lines has no line feed
/// that could be looked for.
fn is_ended_by_return(text: &[u8]) -> bool {
    memchr2(b'\r', b'\n', text)
        .is_some_and(|at| text[at] == b'\r' && text.get(at + 1) != Some(&b'\n'))
}

/// Whether the only carriage return of a line, if any, is its last byte, behind others.
fn is_returned_from(line: &[u8]) -> bool {
    match memchr(b'\r', line) {
        None => true,
        Some(place) => place > 0 && place + 1 == line.len(),
    }
}
