//! How files are to be read: which preset, which columns, what to do with bad rows.
//!
//! In: what a person wrote on a command line. Out: checked options.
//! Deliberately absent: any look at a file.

mod bad_rows;
mod column_map;
mod file_kind;
mod preset;

use std::path::PathBuf;

pub use bad_rows::{BadRows, BadRowsError};
pub use column_map::{ColumnMap, ColumnMapError};
pub use file_kind::{FileKind, FileKindError};
pub use preset::{Preset, PresetError};

/// How files are to be read. The default reads the contract's columns, refuses bad rows and goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// The known export that the order files are; nothing where they bear the contract's columns.
    /// Files about items are read by the contract's columns, those that belong to the export excepted;
    /// files of views always are.
    pub preset: Option<Preset>,
    /// Which column of the files holds which column of the contract.
    pub columns: ColumnMap,
    /// What becomes of a row that cannot be read.
    pub bad_rows: BadRows,
    /// Where refused rows are written, as CSV. Each call that reads files replaces this file, so that
    /// orders, items and views need one each. It holds the rows that the last call refused; where that
    /// refused none, there is no such file. A file that does not hold refused rows is never replaced.
    pub rejects: Option<PathBuf>,
    /// Digits of the currency's minor unit: 2 for pence, 0 for yen.
    pub price_decimals: u8,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            preset: None,
            columns: ColumnMap::default(),
            bad_rows: BadRows::default(),
            rejects: None,
            price_decimals: 2,
        }
    }
}
