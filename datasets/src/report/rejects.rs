//! Refused rows, written out as CSV.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use csv::Writer;

use crate::error::ReadError;
use crate::same_file::is_one_of;

use super::RefusedCell;

/// The first line of every file of refused rows, by which one is known again.
const HEADER: &str = "file,row,line,column,reason,value,raw_row\n";

/// Endings of names under which nobody would look for CSV.
const OTHER_ENDINGS: [&str; 6] = ["gz", "zst", "parquet", "jsonl", "tsv", "xlsx"];

/// The file that refused rows are written to, from the first one on.
pub(crate) struct Rejects {
    path: PathBuf,
    writer: Option<Writer<File>>,
}

impl Rejects {
    /// Makes sure that `path` may be written to while `inputs` are read, and removes what an earlier
    /// run left there.
    pub(crate) fn at(path: &Path, inputs: &[PathBuf]) -> Result<Self, ReadError> {
        let refused = |source| ReadError::Rejects { file: path.into(), source };
        let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default();
        if OTHER_ENDINGS.iter().any(|other| ending.eq_ignore_ascii_case(other)) {
            let ending = format!(".{ending}");
            return Err(ReadError::RejectsAreCsv { file: path.into(), ending });
        }
        let own = match fs::canonicalize(path) {
            Ok(own) => own,
            Err(error) if error.kind() == io::ErrorKind::NotFound => path.into(),
            Err(error) => return Err(refused(error)),
        };
        if is_one_of(path, inputs) {
            return Err(ReadError::RejectsAreInput { file: path.into() });
        }
        // A device or a pipe holds nothing that could be lost or be old.
        if fs::metadata(&own).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
            return Ok(Self { path: path.into(), writer: None });
        }
        // A path that cannot be written to is told now, not at the first refused row.
        let opened = OpenOptions::new().read(true).append(true).create(true).open(&own);
        if !holds_refused_rows(opened.map_err(refused)?).map_err(refused)? {
            return Err(ReadError::RejectsAreOther { file: path.into() });
        }
        fs::remove_file(&own).map_err(refused)?;
        Ok(Self { path: path.into(), writer: None })
    }

    /// Writes one refused row of `file`; `raw` is the row as the file has it.
    pub(crate) fn write(
        &mut self,
        file: &str,
        cell: &RefusedCell<'_>,
        value: &str,
        raw: io::Result<Cow<'_, [u8]>>,
    ) -> Result<(), ReadError> {
        let (row, line) = (cell.row.to_string(), cell.line.map(|line| line.to_string()));
        let reason = cell.problem.to_string();
        let writer = match &mut self.writer {
            Some(writer) => writer,
            None => self.writer.insert(created(&self.path)?),
        };
        let written = match raw {
            Ok(raw_row) => writer.write_record([
                file.as_bytes(),
                row.as_bytes(),
                line.as_deref().unwrap_or("").as_bytes(),
                cell.column.unwrap_or("").as_bytes(),
                reason.as_bytes(),
                value.as_bytes(),
                &raw_row,
            ]),
            Err(error) => Err(error.into()),
        };
        written.map_err(|error| self.refused(error.into()))
    }

    /// Writes what is still held back.
    pub(crate) fn finish(mut self) -> Result<(), ReadError> {
        let flushed = self.writer.as_mut().map_or(Ok(()), Writer::flush);
        flushed.map_err(|source| self.refused(source))
    }

    fn refused(&self, source: io::Error) -> ReadError {
        ReadError::Rejects { file: self.path.clone(), source }
    }
}

/// Creates `path`, with its header.
fn created(path: &Path) -> Result<Writer<File>, ReadError> {
    let refused = |source| ReadError::Rejects { file: path.into(), source };
    let mut file = File::create(path).map_err(refused)?;
    file.write_all(HEADER.as_bytes()).map_err(refused)?;
    Ok(Writer::from_writer(file))
}

/// Whether `file` is one of refused rows, or empty.
fn holds_refused_rows(file: File) -> io::Result<bool> {
    let mut start = Vec::new();
    file.take(HEADER.len() as u64).read_to_end(&mut start)?;
    Ok(start.is_empty() || start == HEADER.as_bytes())
}
