//! Text with one row a line and cells parted by a delimiter: CSV and TSV.
//!
//! In: text, unpacked. Out: its header, then its rows: lines without quotes by the hundred, all
//! others one by one, as the CSV standard reads them. Deliberately absent: what a cell means.

mod text;
mod plain;

use std::io::Read;
use std::path::{Path, PathBuf};

use csv::ByteRecord;
use csv_core::ReadRecordResult;

use crate::error::ReadError;

use super::chunk::Chunk;
use super::row::{Cells, Row};
use super::{BYTE_ORDER_MARK, LONGEST_ROW, LONGEST_ROW_MIB, MOST_COLUMNS, Projection, TakeRows};

use plain::PlainLines;
use text::Text;

/// An open file of delimited text.
pub(crate) struct DelimitedFile {
    file: PathBuf,
    delimiter: u8,
    text: Text,
    records: csv_core::Reader,
    /// The cells of a record, run together, and where each ends.
    cells: Vec<u8>,
    ends: Vec<usize>,
    header: Vec<String>,
    n_rows: u64,
}

impl DelimitedFile {
    /// Reads the header of `text`.
    pub(super) fn open(file: &Path, text: Box<dyn Read>, delimiter: u8) -> Result<Self, ReadError> {
        let mut opened = Self {
            file: file.into(),
            delimiter,
            text: Text::new(text),
            records: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            cells: vec![0; 1 << 10],
            ends: vec![0; 1 << 6],
            header: Vec::new(),
            n_rows: 0,
        };
        loop {
            while opened.text.rest().len() < BYTE_ORDER_MARK.len() && !opened.text.is_complete() {
                opened.read_more(1)?;
            }
            if !opened.text.rest().starts_with(BYTE_ORDER_MARK) {
                break;
            }
            opened.text.take(BYTE_ORDER_MARK.len());
        }
        if !opened.has_row()? {
            return Err(ReadError::EmptyFile { file: file.into() });
        }
        let mut record = ByteRecord::new();
        opened.read_record(&mut record)?;
        if record.len() > MOST_COLUMNS {
            let (found, limit) = (record.len(), MOST_COLUMNS);
            return Err(ReadError::TooManyColumns { file: file.into(), found, limit });
        }
        opened.header =
            record.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
        opened.n_rows = 0;
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
        let mut plain = PlainLines::new(self.delimiter, n_columns);
        let mut record = ByteRecord::new();
        while self.has_row()? {
            let is_stopped = plain.cut(self.text.rest(), self.text.has_returns());
            if plain.len() > 0 {
                self.take_plain(&plain, projection, taker)?;
                self.n_rows += plain.len() as u64;
                self.text.take(plain.n_bytes());
            } else if is_stopped || self.text.is_complete() {
                let line = self.text.line();
                self.read_record(&mut record)?;
                let cells = Cells::Text {
                    record: &record,
                    projection,
                    n_columns,
                    delimiter: self.delimiter,
                    line,
                    end_line: self.text.line(),
                };
                taker.take_row(&Row { cells, number: self.n_rows })?;
            } else {
                self.read_more(self.text.line())?;
            }
        }
        Ok(())
    }

    /// Hands plain lines over together, or one by one where they are not taken so.
    fn take_plain<E: From<ReadError>>(
        &self,
        plain: &PlainLines,
        projection: &Projection,
        taker: &mut impl TakeRows<E>,
    ) -> Result<(), E> {
        let text = self.text.rest();
        let columns = plain.columns(text, projection);
        let places = 0..plain.len();
        if taker.take_chunk(&Chunk { columns: &columns, places: places.clone() })? {
            return Ok(());
        }
        for place in places {
            let line = plain.line(text, place, self.text.line());
            let cells = Cells::Plain { columns: &columns, place, line };
            taker.take_row(&Row { cells, number: self.n_rows + 1 + place as u64 })?;
        }
        Ok(())
    }

    /// Takes line breaks away; whether there is a row behind them.
    fn has_row(&mut self) -> Result<bool, ReadError> {
        loop {
            self.text.take_breaks();
            if !self.text.rest().is_empty() {
                return Ok(true);
            }
            if self.text.is_complete() {
                return Ok(false);
            }
            self.read_more(self.text.line())?;
        }
    }

    /// Takes the row with which the rest begins into `record`, whatever is quoted in it.
    fn read_record(&mut self, record: &mut ByteRecord) -> Result<(), ReadError> {
        record.clear();
        let first_line = self.text.line();
        let (mut n_bytes, mut n_ends, mut n_taken) = (0, 0, 0);
        loop {
            // Without text the reader of records would take the row for the last one.
            if self.text.rest().is_empty() && !self.text.is_complete() {
                self.read_more(first_line)?;
            }
            // A line break that the last row lacks ends it, unless a quoted cell swallows it.
            let is_at_end = self.text.rest().is_empty();
            let n_left = (LONGEST_ROW + 1 - n_taken).min(self.text.rest().len());
            let (result, n_in, n_out, n_new) = self.records.read_record(
                if is_at_end { b"\n" } else { &self.text.rest()[..n_left] },
                &mut self.cells[n_bytes..],
                &mut self.ends[n_ends..],
            );
            n_bytes += n_out;
            n_ends += n_new;
            if !is_at_end {
                self.text.take(n_in);
                n_taken += n_in;
            }
            if n_taken > LONGEST_ROW {
                return Err(self.long_row(first_line));
            }
            match result {
                ReadRecordResult::Record | ReadRecordResult::End => break,
                ReadRecordResult::InputEmpty if is_at_end => {
                    let (file, line) = (self.file.clone(), first_line);
                    return Err(ReadError::OpenQuote { file, line });
                }
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.cells.resize(self.cells.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
            }
        }
        let mut start = 0;
        for &end in &self.ends[..n_ends] {
            record.push_field(&self.cells[start..end]);
            start = end;
        }
        self.n_rows += 1;
        Ok(())
    }

    /// Reads more of a row that begins on `line`.
    fn read_more(&mut self, line: u64) -> Result<(), ReadError> {
        if self.text.rest().len() > LONGEST_ROW {
            return Err(self.long_row(line));
        }
        let (file, rows) = (&self.file, self.n_rows);
        let read = self.text.read_more();
        read.map_err(|source| ReadError::Read { file: file.clone(), rows, source })
    }

    fn long_row(&self, line: u64) -> ReadError {
        ReadError::LongRow { file: self.file.clone(), line, limit_mib: LONGEST_ROW_MIB }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use proptest::prelude::*;

    use super::*;
    use crate::cell::Cell;

    /// Text that comes in small pieces.
    struct Pieces {
        text: io::Cursor<Vec<u8>>,
        size: usize,
    }

    impl Read for Pieces {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let size = buffer.len().min(self.size);
            self.text.read(&mut buffer[..size])
        }
    }

    /// Two cells of each row; nothing where a row has another number of them.
    type Rows = Vec<Option<[Vec<u8>; 2]>>;

    /// Takes rows, together where it may.
    struct Taker {
        rows: Rows,
        takes_chunks: bool,
    }

    fn bytes(cell: Cell<'_>) -> Vec<u8> {
        match cell {
            Cell::Text(text) => text.as_bytes().to_vec(),
            Cell::Bytes(bytes) => bytes.to_vec(),
            _ => Vec::new(),
        }
    }

    impl TakeRows<ReadError> for Taker {
        fn take_row(&mut self, row: &Row<'_>) -> Result<(), ReadError> {
            let cells = row.problem().is_none().then(|| [0, 1].map(|slot| bytes(row.cell(slot))));
            self.rows.push(cells);
            assert_eq!(row.number, self.rows.len() as u64);
            Ok(())
        }

        fn take_chunk(&mut self, chunk: &Chunk<'_>) -> Result<bool, ReadError> {
            if self.takes_chunks {
                let mut cells = [Vec::new(), Vec::new()];
                for (slot, cells) in cells.iter_mut().enumerate() {
                    chunk.each_cell(slot, chunk.rows(), |cell| {
                        cells.push(bytes(cell));
                        true
                    });
                }
                let [first, second] = cells;
                self.rows.extend(first.into_iter().zip(second).map(|(a, b)| Some([a, b])));
            }
            Ok(self.takes_chunks)
        }
    }

    fn read(text: &str, size: usize, takes_chunks: bool) -> Result<Rows, String> {
        let source = Pieces { text: io::Cursor::new(text.as_bytes().to_vec()), size };
        let file = DelimitedFile::open(Path::new("t.csv"), Box::new(source), b',');
        let mut taker = Taker { rows: Vec::new(), takes_chunks };
        let read = file.and_then(|file| file.for_each_row(&[Some(0), Some(1)], &mut taker));
        read.map(|()| taker.rows).map_err(|error| error.to_string())
    }

    /// The same as the crate `csv` reads it; nothing where a quoted cell never closes.
    fn expected(text: &str) -> Option<Rows> {
        let behind = format!("{text}\nthe end\n");
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader.flexible(true).from_reader(behind.as_bytes());
        let mut records: Vec<ByteRecord> = reader.byte_records().map(Result::unwrap).collect();
        let last = records.pop()?;
        (last.len() == 1 && &last[0] == b"the end").then(|| {
            let two = |record: &ByteRecord| [record[0].to_vec(), record[1].to_vec()];
            records.iter().map(|record| (record.len() == 2).then(|| two(record))).collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn rows_are_those_of_the_crate_csv(
            lines in prop::collection::vec(r#"[ab茶]{0,2},[a ]{0,2}|[a,"]{0,6}|"[a,"\r\n]{0,4}","# , 0..12),
            ends in prop::collection::vec(prop::sample::select(vec!["\n", "\r\n", "\r", "\n\n"]), 12),
            is_ended in any::<bool>(),
            size in 1_usize..40,
        ) {
            let mut text = "x,y\n".to_owned();
            for (line, end) in lines.iter().zip(&ends) {
                text += line;
                text += end;
            }
            if !is_ended {
                text.truncate(text.trim_end_matches(['\r', '\n']).len().max(4));
            }
            for takes_chunks in [true, false] {
                match (read(&text, size, takes_chunks), expected(&text)) {
                    (Ok(found), Some(expected)) => prop_assert_eq!(found, expected, "{:?}", text),
                    (found, expected) => {
                        let told = found.unwrap_err();
                        prop_assert!(told.contains("never closes"), "{told} {text:?}");
                        prop_assert!(expected.is_none(), "{text:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn rows_are_told_by_the_lines_on_which_they_begin() {
        let lines = |text: &str, size| {
            let source = Pieces { text: io::Cursor::new(text.as_bytes().to_vec()), size };
            let file = DelimitedFile::open(Path::new("t.csv"), Box::new(source), b',').unwrap();
            let mut lines = Vec::new();
            let take = &mut |row: &Row<'_>| -> Result<(), ReadError> {
                lines.extend(row.line());
                Ok(())
            };
            file.for_each_row(&[Some(0)], take).unwrap();
            lines
        };
        for size in [1, 2, 3, 100] {
            let mixed = "x,y\r\n\r\na,b\r\n\n\"c\n\",d\ne,f\ng\n";
            assert_eq!(lines(mixed, size), [3, 5, 7, 8]);
            // Carriage returns alone are line breaks, too.
            assert_eq!(lines("x,y\ra,b\r\rc,d\r\"e\r\",f\rg", size), [2, 4, 5, 7]);
        }
    }
}
