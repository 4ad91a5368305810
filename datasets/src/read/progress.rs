//! How far reading has come.

use std::path::Path;

/// How far reading has come; told every 65,536 rows and at the end of each file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The file that is being read.
    pub file: &'a Path,
    /// Rows read of this file.
    pub rows: u64,
    /// Bytes read of this file, as it lies on disk; for Parquet in proportion to the rows.
    pub bytes_read: u64,
    /// Size of this file on disk. Unit: bytes.
    pub bytes_total: u64,
}
