//! What became of every row of every file.
//!
//! In: rows as they are taken, set aside or refused. Out: counts that add up, with examples.
//! Deliberately absent: what became of the accepted rows later; the engine's intake reports that.

mod grouped;
mod display;
mod tally;
mod rejects;

use serde::Serialize;

pub use grouped::Grouped;
pub(crate) use rejects::Rejects;
pub(crate) use tally::{FileTally, RefusedCell};

/// How many refused rows of each reason are shown in full.
pub const EXAMPLES_SHOWN: usize = 3;

/// What became of the rows of all files of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LoadReport {
    /// The files in the sequence in which they were read.
    pub files: Vec<FileReport>,
    /// What a preset did to rows that it took, with the number of rows.
    pub notes: Vec<Note>,
    /// Columns of the contract that were mapped and that nothing reads.
    pub mapped_not_read: Vec<ColumnUse>,
}

/// What became of the rows of one file: `rows == accepted + not_counted.rows() + refused rows`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FileReport {
    /// The file as it was named.
    pub file: String,
    /// Rows read, the header not counted.
    pub rows: u64,
    /// Rows handed over to the engine.
    pub accepted: u64,
    /// Rows that are right but do not count.
    pub not_counted: NotCounted,
    /// From when to when the rows handed over are; nothing where none of them says.
    pub times: Option<Times>,
    /// Rows over ten lines and more; nothing where there is none.
    pub over_lines: Option<OverLines>,
    /// Rows that were refused, by reason, the most frequent first.
    pub refused: Vec<RefusedRows>,
    /// Which column was read as which.
    pub columns: Vec<ColumnUse>,
    /// Columns of the file that were not read.
    pub ignored_columns: Vec<String>,
}

/// Rows of delimited text that take many lines, by line breaks inside of a quoted cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct OverLines {
    /// How many there are.
    pub rows: u64,
    /// On which line the longest begins.
    pub line: u64,
    /// How many lines that one takes.
    pub n_lines: u64,
}

/// The oldest and the newest time in the rows of one file that were handed over.
///
/// It does not say that a time is right: one row dated wrongly decides what is newest, which is why
/// people are told which row it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Times {
    /// How many rows name a time.
    pub rows: u64,
    /// The oldest time. Unit: seconds since 1970 in UTC.
    pub oldest: i64,
    /// The first row that bears it, from 1.
    pub oldest_row: u64,
    /// The newest time. Unit: seconds since 1970 in UTC.
    pub newest: i64,
    /// The first row that bears it, from 1.
    pub newest_row: u64,
}

/// Rows whose status says that they do not count. Unit: rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct NotCounted {
    /// Ordered and not paid.
    pub unpaid: u64,
    /// Cancelled before they were paid.
    pub cancelled: u64,
}

/// Rows refused for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedRows {
    /// The file's column that holds the offending cell; nothing where the whole row is at fault.
    pub column: Option<String>,
    /// What is wrong.
    pub reason: String,
    /// How many rows.
    pub rows: u64,
    /// The first few of them, at most [`EXAMPLES_SHOWN`].
    pub examples: Vec<RefusedRow>,
}

/// One refused row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedRow {
    /// Which row of the file, the first below the header being 1.
    pub row: u64,
    /// On which line of the file it begins, the header's being 1; nothing for Parquet.
    pub line: Option<u64>,
    /// The offending cell, shortened.
    pub value: String,
}

/// Which column of a file was read as which column of the layout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnUse {
    /// What it was read as.
    pub column: String,
    /// Its name in the file.
    pub source: String,
}

/// Something that was done to rows that were taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// How many rows.
    pub rows: u64,
    /// What these rows are and what became of them.
    pub text: String,
}

impl LoadReport {
    /// Rows read from all files.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.files.iter().map(|file| file.rows).sum()
    }

    /// Rows handed over to the engine.
    #[must_use]
    pub fn accepted(&self) -> u64 {
        self.files.iter().map(|file| file.accepted).sum()
    }

    /// Rows that are right but do not count.
    #[must_use]
    pub fn not_counted(&self) -> u64 {
        self.files.iter().map(|file| file.not_counted.rows()).sum()
    }

    /// Rows that were refused.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.files.iter().map(FileReport::n_refused).sum()
    }
}

impl FileReport {
    /// Rows that were refused, for any reason.
    #[must_use]
    pub fn n_refused(&self) -> u64 {
        self.refused.iter().map(|refused| refused.rows).sum()
    }
}

impl NotCounted {
    /// Rows of any such status.
    #[must_use]
    pub fn rows(self) -> u64 {
        self.unpaid + self.cancelled
    }
}
