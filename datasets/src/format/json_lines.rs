//! Text with one JSON object a line, its keys the columns.
//!
//! A file has no header, so that it is read twice: once for its keys, once for its rows. A key that
//! first appears on the last line is a column like any other.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::cell::{Cell, Problem};
use crate::error::ReadError;

use super::name::Packing;
use super::row::{Cells, Row, RowProblem};
use super::source::{BytesRead, Source};
use super::unpack::unpacked;
use super::{BYTE_ORDER_MARK, LONGEST_ROW_MIB, MOST_COLUMNS, Projection, TakeRows};

const TEXT_BUFFER_BYTES: usize = 1 << 17;
/// Keys are kept to the end of the file, some of them several times. Unit: bytes.
const LONGEST_KEYS_BYTES: usize = 1 << 20;

/// An open file of JSON lines, its keys known.
pub(crate) struct JsonLinesFile {
    lines: Lines,
    keys: Keys,
}

/// The lines of a text that hold something.
struct Lines {
    file: PathBuf,
    text: BufReader<Box<dyn Read>>,
    line: Vec<u8>,
    /// Lines read so far, blank ones among them.
    number: u64,
    /// Rows read so far.
    n_rows: u64,
}

/// The keys of a file in the sequence in which they first appear.
#[derive(Default)]
struct Keys {
    names: Vec<String>,
    /// Bytes of all names.
    n_bytes: usize,
    places: HashMap<String, usize>,
    /// Whether somewhere a list or an object stands under the key.
    is_nested: Vec<bool>,
}

/// One value of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum JsonCell {
    Absent,
    /// From where to where it stands in the row's text.
    Text(usize, usize),
    Boolean(bool),
    Integer(i128),
    Float(f64),
    Nested,
}

/// The values of one row.
#[derive(Default)]
pub(super) struct JsonRow {
    /// By the places of the columns; absent where a column is not wanted.
    cells: Vec<JsonCell>,
    text: String,
    pub(super) problem: Option<RowProblem>,
}

impl JsonLinesFile {
    /// Reads the keys of `source`.
    pub(super) fn open(
        file: &Path,
        source: Source,
        packing: Packing,
        bytes_read: &BytesRead,
    ) -> Result<Self, ReadError> {
        let failed = |source| ReadError::Open { file: file.into(), source };
        let (first, second) = match source {
            Source::Disk(disk) => {
                (Source::Disk(disk.try_clone().map_err(failed)?), Source::Disk(disk))
            }
            Source::Memory(bytes) => (Source::Memory(bytes.clone()), Source::Memory(bytes)),
        };
        let text = unpacked(first, packing, &BytesRead::default()).map_err(failed)?;
        let keys = Keys::read(Lines::new(file, text))?;
        if let Source::Disk(disk) = &second {
            // Both share one place in the file.
            rewound(disk).map_err(failed)?;
        }
        let text = unpacked(second, packing, bytes_read).map_err(failed)?;
        Ok(Self { lines: Lines::new(file, text), keys })
    }

    pub(super) fn header(&self) -> &[String] {
        &self.keys.names
    }

    /// Whether the column at `place` never holds a list or an object.
    pub(super) fn has_cells(&self, place: usize) -> bool {
        self.keys.is_nested.get(place).is_some_and(|is_nested| !is_nested)
    }

    pub(super) fn for_each_row<E: From<ReadError>>(
        self,
        projection: &Projection,
        taker: &mut impl TakeRows<E>,
    ) -> Result<(), E> {
        let Self { mut lines, keys } = self;
        let mut is_wanted = vec![false; keys.names.len()];
        for &place in projection.iter().flatten() {
            is_wanted[place] = true;
        }
        let mut row = JsonRow::default();
        let mut last_row_of = vec![0; keys.names.len()];
        while lines.advance()? {
            let number = lines.n_rows;
            row.read(&lines.line, &keys, &is_wanted, &mut last_row_of, number);
            let cells =
                Cells::Json { row: &row, projection, line: &lines.line, number: lines.number };
            taker.take_row(&Row { cells, number })?;
        }
        Ok(())
    }
}

fn rewound(mut disk: &File) -> io::Result<()> {
    disk.rewind()
}

impl Lines {
    fn new(file: &Path, text: Box<dyn Read>) -> Self {
        let text = BufReader::with_capacity(TEXT_BUFFER_BYTES, text);
        Self { file: file.into(), text, line: Vec::new(), number: 0, n_rows: 0 }
    }

    /// Reads the next line that is not blank; false where there is none.
    fn advance(&mut self) -> Result<bool, ReadError> {
        loop {
            self.line.clear();
            let limit = LONGEST_ROW_MIB << 20;
            let mut guarded = (&mut self.text).take(limit + 1);
            let n_read = guarded.read_until(b'\n', &mut self.line).map_err(|source| {
                ReadError::Read { file: self.file.clone(), rows: self.n_rows, source }
            })?;
            if n_read == 0 {
                return Ok(false);
            }
            self.number += 1;
            if n_read as u64 > limit {
                let (file, line) = (self.file.clone(), self.number);
                return Err(ReadError::LongRow { file, line, limit_mib: LONGEST_ROW_MIB });
            }
            if self.number == 1 && self.line.starts_with(BYTE_ORDER_MARK) {
                self.line.drain(..BYTE_ORDER_MARK.len());
            }
            self.line.truncate(self.line.trim_ascii_end().len());
            if !self.line.is_empty() {
                self.n_rows += 1;
                return Ok(true);
            }
        }
    }
}

impl Keys {
    fn read(mut lines: Lines) -> Result<Self, ReadError> {
        let mut keys = Self::default();
        let mut found = Vec::new();
        let mut has_objects = false;
        while lines.advance()? {
            found.clear();
            // A row that is a list would be no row; the first line of a list is none either.
            if lines.n_rows == 1 && lines.line.trim_ascii_start().starts_with(b"[") {
                return Err(ReadError::JsonArray { file: lines.file });
            }
            if object(&lines.line, KeysOfRow { keys: &keys, found: &mut found }).is_err() {
                // Refused with its line when the rows are read.
                continue;
            }
            has_objects = true;
            for (key, is_nested) in found.drain(..) {
                let place = keys.place_of(key);
                keys.is_nested[place] |= is_nested;
            }
            if keys.n_bytes > LONGEST_KEYS_BYTES {
                return Err(ReadError::LongKeys { file: lines.file, limit: LONGEST_KEYS_BYTES });
            }
            if keys.names.len() > MOST_COLUMNS {
                let (found, limit) = (keys.names.len(), MOST_COLUMNS);
                return Err(ReadError::TooManyColumns { file: lines.file, found, limit });
            }
        }
        match lines.n_rows {
            0 => Err(ReadError::EmptyFile { file: lines.file }),
            _ if !has_objects => Err(ReadError::NoObjects { file: lines.file }),
            _ => Ok(keys),
        }
    }

    fn place_of(&mut self, key: Key) -> usize {
        match key {
            Key::Known(place) => place,
            Key::New(name) => *self.places.entry(name).or_insert_with_key(|name| {
                self.names.push(name.clone());
                self.n_bytes += name.len();
                self.is_nested.push(false);
                self.names.len() - 1
            }),
        }
    }
}

impl JsonRow {
    fn read(
        &mut self,
        line: &[u8],
        keys: &Keys,
        is_wanted: &[bool],
        last_row_of: &mut [u64],
        number: u64,
    ) {
        self.cells.clear();
        self.cells.resize(keys.names.len(), JsonCell::Absent);
        self.text.clear();
        self.problem = None;
        let values = ValuesOfRow { row: self, keys, is_wanted, last_row_of, number };
        if object(line, values).is_err() {
            let is_text = std::str::from_utf8(line).is_ok();
            let problem = if is_text { Problem::NotAnObject } else { Problem::NotUtf8 };
            self.problem = Some(RowProblem { place: None, problem });
        }
    }

    /// The value in the column at `place`.
    pub(super) fn cell(&self, place: usize) -> Cell<'_> {
        match self.cells[place] {
            JsonCell::Absent | JsonCell::Nested => Cell::Absent,
            JsonCell::Text(start, end) if start == end => Cell::Absent,
            JsonCell::Text(start, end) => Cell::Text(&self.text[start..end]),
            JsonCell::Boolean(true) => Cell::Text("true"),
            JsonCell::Boolean(false) => Cell::Text("false"),
            JsonCell::Integer(number) => match i64::try_from(number) {
                Ok(number) => Cell::Integer(number),
                Err(_) => Cell::Decimal { digits: number, scale: 0 },
            },
            JsonCell::Float(number) => Cell::Float(number),
        }
    }
}

/// Hands the one object of `line` to `visitor`.
fn object<'l, V: Visitor<'l>>(line: &'l [u8], visitor: V) -> serde_json::Result<V::Value> {
    let mut deserializer = serde_json::Deserializer::from_slice(line);
    let value = deserializer.deserialize_map(visitor)?;
    deserializer.end()?;
    Ok(value)
}

/// A key of a row.
enum Key {
    Known(usize),
    New(String),
}

/// Reads a key.
struct KeySeed<'k>(&'k Keys);

impl<'l> DeserializeSeed<'l> for KeySeed<'_> {
    type Value = Key;

    fn deserialize<D: Deserializer<'l>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Key;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Key, E> {
        let known = self.0.places.get(key).copied();
        Ok(known.map_or_else(|| Key::New(key.to_owned()), Key::Known))
    }
}

/// Reads the keys of a row, and whether the values under them are nested.
struct KeysOfRow<'k> {
    keys: &'k Keys,
    found: &'k mut Vec<(Key, bool)>,
}

impl<'l> Visitor<'l> for KeysOfRow<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'l>>(self, mut map: A) -> Result<(), A::Error> {
        let mut text = String::new();
        while let Some(key) = map.next_key_seed(KeySeed(self.keys))? {
            text.clear();
            let value = map.next_value_seed(ValueSeed { text: &mut text })?;
            self.found.push((key, value == JsonCell::Nested));
        }
        Ok(())
    }
}

/// Reads the wanted values of a row.
struct ValuesOfRow<'r> {
    row: &'r mut JsonRow,
    keys: &'r Keys,
    is_wanted: &'r [bool],
    /// The last row on which each key stood.
    last_row_of: &'r mut [u64],
    number: u64,
}

impl<'l> Visitor<'l> for ValuesOfRow<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'l>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(KeySeed(self.keys))? {
            // All keys were read before; a new one means that the file has changed in between.
            let Key::Known(place) = key else {
                return Err(A::Error::custom("a key that was not there before"));
            };
            if std::mem::replace(&mut self.last_row_of[place], self.number) == self.number {
                self.row.problem =
                    Some(RowProblem { place: Some(place), problem: Problem::KeyTwice });
            }
            if self.is_wanted[place] {
                let value = map.next_value_seed(ValueSeed { text: &mut self.row.text })?;
                if value == JsonCell::Nested {
                    let problem = Problem::Nested;
                    self.row.problem = Some(RowProblem { place: Some(place), problem });
                }
                self.row.cells[place] = value;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// Reads a value; a text goes into `text`.
struct ValueSeed<'t> {
    text: &'t mut String,
}

impl<'l> DeserializeSeed<'l> for ValueSeed<'_> {
    type Value = JsonCell;

    fn deserialize<D: Deserializer<'l>>(self, deserializer: D) -> Result<JsonCell, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'l> Visitor<'l> for ValueSeed<'_> {
    type Value = JsonCell;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<JsonCell, E> {
        Ok(JsonCell::Absent)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<JsonCell, E> {
        Ok(JsonCell::Boolean(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<JsonCell, E> {
        Ok(JsonCell::Integer(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<JsonCell, E> {
        Ok(JsonCell::Integer(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<JsonCell, E> {
        Ok(JsonCell::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<JsonCell, E> {
        let start = self.text.len();
        self.text.push_str(value);
        Ok(JsonCell::Text(start, self.text.len()))
    }

    fn visit_seq<A: SeqAccess<'l>>(self, mut list: A) -> Result<JsonCell, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(JsonCell::Nested)
    }

    fn visit_map<A: MapAccess<'l>>(self, mut map: A) -> Result<JsonCell, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(JsonCell::Nested)
    }
}
