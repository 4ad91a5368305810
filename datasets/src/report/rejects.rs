//! Refused rows, written out as CSV.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use csv::{ByteRecord, Writer};

use crate::error::ReadError;

use super::RefusedCell;

/// The file that refused rows are written to.
pub(crate) struct Rejects {
    path: PathBuf,
    writer: Writer<File>,
}

impl Rejects {
    /// Creates or replaces `path`.
    pub(crate) fn create(path: &Path) -> Result<Self, ReadError> {
        Self::open(path, File::create(path))
    }

    /// Writes behind what stands in `path`; creates it where it does not exist.
    pub(crate) fn add_to(path: &Path) -> Result<Self, ReadError> {
        Self::open(path, OpenOptions::new().append(true).create(true).open(path))
    }

    /// Writes the header where nothing stands in the file.
    fn open(path: &Path, file: io::Result<File>) -> Result<Self, ReadError> {
        let refused = |source| ReadError::Rejects { file: path.into(), source };
        let file = file.map_err(refused)?;
        let is_empty = file.metadata().map_err(refused)?.len() == 0;
        let mut writer = Writer::from_writer(file);
        if !is_empty {
            return Ok(Self { path: path.into(), writer });
        }
        let header = ["file", "row", "line", "column", "reason", "value", "raw_row"];
        writer.write_record(header).map_err(|error| refused(io::Error::from(error)))?;
        Ok(Self { path: path.into(), writer })
    }

    /// Writes one refused row of `file`; `whole` are its cells where the format keeps them.
    pub(crate) fn write(
        &mut self,
        file: &str,
        cell: &RefusedCell<'_>,
        value: &str,
        whole: Option<&ByteRecord>,
    ) -> Result<(), ReadError> {
        let (row, line) = (cell.row.to_string(), cell.line.map(|line| line.to_string()));
        let reason = cell.problem.to_string();
        let written = match whole.map(as_one_line).transpose() {
            Ok(raw_row) => self.writer.write_record([
                file.as_bytes(),
                row.as_bytes(),
                line.as_deref().unwrap_or("").as_bytes(),
                cell.column.unwrap_or("").as_bytes(),
                reason.as_bytes(),
                value.as_bytes(),
                raw_row.as_deref().unwrap_or_default(),
            ]),
            Err(error) => Err(error),
        };
        written.map_err(|error| self.refused(io::Error::from(error)))
    }

    /// Writes what is still held back.
    pub(crate) fn finish(mut self) -> Result<(), ReadError> {
        self.writer.flush().map_err(|source| self.refused(source))
    }

    fn refused(&self, source: io::Error) -> ReadError {
        ReadError::Rejects { file: self.path.clone(), source }
    }
}

fn as_one_line(record: &ByteRecord) -> csv::Result<Vec<u8>> {
    let mut writer = Writer::from_writer(Vec::new());
    writer.write_byte_record(record)?;
    let mut line = writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    line.truncate(line.len().saturating_sub(1));
    Ok(line)
}
