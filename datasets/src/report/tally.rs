//! Counts what becomes of the rows of one file.

use engine::words::Timestamp;

use crate::cell::{Problem, Uncounted};

use super::{
    ColumnUse, EXAMPLES_SHOWN, FileReport, NotCounted, OverLines, RefusedRow, RefusedRows, Times,
};

/// Beyond so many, refused rows are grouped by what is wrong with them, whatever the column.
const MOST_GROUPS: usize = 100;

/// Rows over so many lines are told: a quote that opens a cell and is meant otherwise makes them. Unit: lines.
const MANY_LINES: u64 = 10;

/// What became of the rows of one file so far.
#[derive(Debug, Default)]
pub(crate) struct FileTally {
    pub(crate) rows: u64,
    pub(crate) accepted: u64,
    pub(crate) not_counted: NotCounted,
    times: Option<Times>,
    over_lines: Option<OverLines>,
    refused: Vec<Refused>,
}

/// Where a refused row stands and what is wrong with it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RefusedCell<'a> {
    /// The file's column of the offending cell.
    pub(crate) column: Option<&'a str>,
    /// What is wrong.
    pub(crate) problem: Problem,
    /// Which row, from 1.
    pub(crate) row: u64,
    /// On which line it begins.
    pub(crate) line: Option<u64>,
}

#[derive(Debug)]
struct Refused {
    column: Option<String>,
    problem: Problem,
    rows: u64,
    examples: Vec<RefusedRow>,
}

impl FileTally {
    /// Counts a refused row; `value` is asked for only where the row becomes an example.
    pub(crate) fn refuse(&mut self, cell: RefusedCell<'_>, value: impl FnOnce() -> String) {
        let is_same = |refused: &Refused| {
            refused.problem == cell.problem && refused.column.as_deref() == cell.column
        };
        // A file of JSON may have thousands of columns, each with a problem of its own.
        let is_full = self.refused.len() >= MOST_GROUPS;
        let cell = if is_full { RefusedCell { column: None, ..cell } } else { cell };
        let place = match self.refused.iter().position(is_same) {
            Some(place) => place,
            None => {
                self.refused.push(Refused {
                    column: cell.column.map(str::to_owned),
                    problem: cell.problem,
                    rows: 0,
                    examples: Vec::new(),
                });
                self.refused.len() - 1
            }
        };
        let refused = &mut self.refused[place];
        refused.rows += 1;
        if refused.examples.len() < EXAMPLES_SHOWN {
            refused.examples.push(RefusedRow { row: cell.row, line: cell.line, value: value() });
        }
    }

    /// Looks at how many lines a row takes that begins on `line`.
    pub(crate) fn look_at_lines(&mut self, line: Option<u64>, n_lines: u64) {
        let (Some(line), true) = (line, n_lines >= MANY_LINES) else { return };
        let rows = self.over_lines.get_or_insert(OverLines { rows: 0, line, n_lines });
        rows.rows += 1;
        if n_lines > rows.n_lines {
            (rows.line, rows.n_lines) = (line, n_lines);
        }
    }

    /// Counts a row that does not count.
    pub(crate) fn set_aside(&mut self, status: Uncounted) {
        match status {
            Uncounted::Unpaid => self.not_counted.unpaid += 1,
            Uncounted::Cancelled => self.not_counted.cancelled += 1,
        }
    }

    /// Counts row number `row`, which was handed over to the engine, and looks at its `time`.
    pub(crate) fn accept(&mut self, row: u64, time: Option<Timestamp>) {
        self.accepted += 1;
        let Some(Timestamp(seconds)) = time else { return };
        let times = self.times.get_or_insert(Times {
            rows: 0,
            oldest: seconds,
            oldest_row: row,
            newest: seconds,
            newest_row: row,
        });
        times.rows += 1;
        if seconds < times.oldest {
            (times.oldest, times.oldest_row) = (seconds, row);
        }
        if times.newest < seconds {
            (times.newest, times.newest_row) = (seconds, row);
        }
    }

    /// Counts the next `n_rows` rows, which were handed over to the engine and name the same `time`.
    pub(crate) fn accept_all(&mut self, n_rows: usize, time: Option<Timestamp>) {
        let n_rows = n_rows as u64;
        self.accept(self.rows + 1, time);
        self.rows += n_rows;
        self.accepted += n_rows - 1;
        if let (Some(times), Some(_)) = (&mut self.times, time) {
            times.rows += n_rows - 1;
        }
    }

    /// The report on the file, once all its rows were counted.
    pub(crate) fn into_report(
        self,
        file: String,
        columns: Vec<ColumnUse>,
        ignored_columns: Vec<String>,
    ) -> FileReport {
        let mut refused: Vec<RefusedRows> = self
            .refused
            .into_iter()
            .map(|refused| RefusedRows {
                column: refused.column,
                reason: refused.problem.to_string(),
                rows: refused.rows,
                examples: refused.examples,
            })
            .collect();
        refused.sort_by(|a, b| {
            b.rows.cmp(&a.rows).then_with(|| (&a.column, &a.reason).cmp(&(&b.column, &b.reason)))
        });
        FileReport {
            file,
            rows: self.rows,
            accepted: self.accepted,
            not_counted: self.not_counted,
            times: self.times,
            over_lines: self.over_lines,
            refused,
            columns,
            ignored_columns,
        }
    }
}
