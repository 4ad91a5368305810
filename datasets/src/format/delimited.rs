//! Text with one row a line and cells parted by a delimiter: CSV and TSV.

use std::cell::Cell as Shared;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use csv::ByteRecord;

use crate::error::ReadError;

use super::row::{Cells, Row};
use super::{LONGEST_ROW_MIB, MOST_COLUMNS, Projection, TakeRows};

const TEXT_BUFFER_BYTES: usize = 1 << 17;
/// What is read behind the text. Where [`END`] does not come back as a row of its own, a quoted cell
/// was open at the end of the text and swallowed it. Only where it stands makes it the end: a row of
/// the text that looks the same is a row.
const BEHIND_TEXT: &[u8] = b"\n\0end of file\0\n";
const END: &[u8] = b"\0end of file\0";

/// An open file of delimited text.
pub(crate) struct DelimitedFile {
    file: PathBuf,
    reader: csv::Reader<GuardedText>,
    row_start: Rc<Shared<u64>>,
    text_end: Rc<Shared<Option<u64>>>,
    header: Vec<String>,
    has_carriage_returns: bool,
}

/// The text and what stands behind it; refuses to read on where a row has become too long.
struct GuardedText {
    text: Box<dyn Read>,
    behind: &'static [u8],
    n_read: u64,
    row_start: Rc<Shared<u64>>,
    /// Size of the text in bytes, once it was read to its end.
    text_end: Rc<Shared<Option<u64>>>,
}

#[derive(Debug, thiserror::Error)]
#[error("row too long")]
struct RowTooLong;

impl Read for GuardedText {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.n_read.saturating_sub(self.row_start.get()) > LONGEST_ROW_MIB << 20 {
            return Err(io::Error::other(RowTooLong));
        }
        if self.text_end.get().is_none() {
            let n_read = self.text.read(buffer)?;
            self.n_read += n_read as u64;
            if n_read > 0 {
                return Ok(n_read);
            }
            self.text_end.set(Some(self.n_read));
        }
        self.behind.read(buffer)
    }
}

impl DelimitedFile {
    /// Reads the header of `text`.
    pub(super) fn open(file: &Path, text: Box<dyn Read>, delimiter: u8) -> Result<Self, ReadError> {
        let row_start = Rc::new(Shared::new(0));
        let text_end = Rc::new(Shared::new(None));
        let guard = GuardedText {
            text,
            behind: BEHIND_TEXT,
            n_read: 0,
            row_start: Rc::clone(&row_start),
            text_end: Rc::clone(&text_end),
        };
        let reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(TEXT_BUFFER_BYTES)
            .from_reader(guard);
        let mut opened = Self {
            file: file.into(),
            reader,
            row_start,
            text_end,
            header: Vec::new(),
            has_carriage_returns: false,
        };
        let mut record = ByteRecord::new();
        if !opened.read(&mut record, 0)? {
            return Err(ReadError::EmptyFile { file: file.into() });
        }
        if record.len() > MOST_COLUMNS {
            let (found, limit) = (record.len(), MOST_COLUMNS);
            return Err(ReadError::TooManyColumns { file: file.into(), found, limit });
        }
        let n_inside = record.as_slice().iter().filter(|&&byte| byte == b'\n').count() as u64;
        opened.has_carriage_returns = opened.reader.position().line() == 1 + n_inside;
        opened.header =
            record.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
        Ok(opened)
    }

    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    pub(super) fn for_each_row<E: From<ReadError>>(
        mut self,
        projection: &Projection,
        taker: &mut impl TakeRows<E>,
    ) -> Result<(), E> {
        let n_columns = self.header.len();
        let mut record = ByteRecord::new();
        let mut number = 0;
        while self.read(&mut record, number)? {
            number += 1;
            let line_behind = self.line();
            let cells = Cells::Text { record: &record, projection, n_columns, line_behind };
            taker.take_row(&Row { cells, number })?;
        }
        Ok(())
    }

    /// Reads the next row into `record`; false where there is none.
    fn read(&mut self, record: &mut ByteRecord, n_read: u64) -> Result<bool, ReadError> {
        self.row_start.set(self.reader.position().byte());
        let line = self.line();
        match self.reader.read_byte_record(record) {
            Ok(true) if !self.is_behind_text() => Ok(true),
            Ok(true) if record.len() == 1 && &record[0] == END => Ok(false),
            Ok(true) => Err(ReadError::OpenQuote { file: self.file.clone(), line }),
            Ok(false) => Ok(false),
            Err(error) => Err(self.read_error(error, line, n_read)),
        }
    }

    /// Whether the row read last reaches further than the text and the line break behind it.
    fn is_behind_text(&self) -> bool {
        let position = self.reader.position().byte();
        self.text_end.get().is_some_and(|text_end| text_end + 1 < position)
    }

    /// The line behind the row read last. The reader stops between the two bytes that end a line in
    /// files from Windows.
    fn line(&self) -> u64 {
        self.reader.position().line() + u64::from(self.has_carriage_returns)
    }

    fn read_error(&self, error: csv::Error, line: u64, rows: u64) -> ReadError {
        let file = self.file.clone();
        let source = match error.into_kind() {
            csv::ErrorKind::Io(source) => source,
            other => io::Error::other(format!("{other:?}")),
        };
        if source.get_ref().is_some_and(|inner| inner.is::<RowTooLong>()) {
            return ReadError::LongRow { file, line, limit_mib: LONGEST_ROW_MIB };
        }
        ReadError::Read { file, rows, source }
    }
}
