//! File formats: from bytes on a disk to rows of cells.
//!
//! In: a file, and which of its columns are wanted. Out: its header, then row after row, borrowed.
//! Deliberately absent: what a column means. A format knows no orders and no presets.

mod name;
mod source;
mod plain_cells;
mod column;
mod chunk;
mod row;
mod unpack;
mod delimited;
mod json_lines;
mod claims;
mod contained;
mod columnar;

use std::path::Path;

use crate::error::ReadError;

pub(crate) use chunk::Chunk;
pub(crate) use name::{Format, Packing};
pub(crate) use row::{Row, RowProblem};
pub(crate) use source::{BytesRead, Source};

use columnar::ColumnarFile;
use delimited::DelimitedFile;
use json_lines::JsonLinesFile;

/// Longest row that is read: far beyond any order line, short of filling the memory even where it is
/// nothing but delimiters, each of which costs eight bytes and more.
const LONGEST_ROW_MIB: u64 = 4;
/// The same. Unit: bytes.
const LONGEST_ROW: usize = (LONGEST_ROW_MIB as usize) << 20;
/// What some programs write in front of text in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// Most columns that are read: as many as a spreadsheet has.
const MOST_COLUMNS: usize = 16_384;

/// Where each wanted column stands in the file; nothing where the file has no such column.
pub(crate) type Projection = [Option<usize>];

/// Takes the rows of a file; a closure takes them one by one.
pub(crate) trait TakeRows<E> {
    /// Takes a row.
    fn take_row(&mut self, row: &Row<'_>) -> Result<(), E>;

    /// Takes rows column by column; false where they are to come one by one.
    fn take_chunk(&mut self, _chunk: &Chunk<'_>) -> Result<bool, E> {
        Ok(false)
    }
}

impl<E, F: FnMut(&Row<'_>) -> Result<(), E>> TakeRows<E> for F {
    fn take_row(&mut self, row: &Row<'_>) -> Result<(), E> {
        self(row)
    }
}

/// An open file whose header was read.
pub(crate) enum Table {
    Delimited(Box<DelimitedFile>),
    JsonLines(Box<JsonLinesFile>),
    Columnar(Box<ColumnarFile>),
}

impl Table {
    /// Opens `source` and reads its header.
    pub(crate) fn open(
        file: &Path,
        source: Source,
        bytes_read: &BytesRead,
    ) -> Result<Self, ReadError> {
        let (format, packing) = Format::of(file)?;
        match format {
            Format::Csv => Self::delimited(file, source, packing, b',', bytes_read),
            Format::Tsv => Self::delimited(file, source, packing, b'\t', bytes_read),
            Format::JsonLines => JsonLinesFile::open(file, source, packing, bytes_read)
                .map(Box::new)
                .map(Self::JsonLines),
            Format::Parquet => {
                ColumnarFile::open(file, source, bytes_read).map(Box::new).map(Self::Columnar)
            }
        }
    }

    /// The names of the file's columns.
    pub(crate) fn header(&self) -> &[String] {
        match self {
            Self::Delimited(table) => table.header(),
            Self::JsonLines(table) => table.header(),
            Self::Columnar(table) => table.header(),
        }
    }

    /// Whether the column at `place` holds cells, not lists or records.
    pub(crate) fn has_cells(&self, place: usize) -> bool {
        match self {
            Self::Delimited(_) => true,
            Self::JsonLines(table) => table.has_cells(place),
            Self::Columnar(table) => table.has_cells(place),
        }
    }

    /// Hands every row to `taker`, with the columns that `projection` names, until
    /// one of them is not taken.
    pub(crate) fn for_each_row<E: From<ReadError>>(
        self,
        projection: &Projection,
        taker: &mut impl TakeRows<E>,
    ) -> Result<(), E> {
        match self {
            Self::Delimited(table) => table.for_each_row(projection, taker),
            Self::JsonLines(table) => table.for_each_row(projection, taker),
            Self::Columnar(table) => table.for_each_row(projection, taker),
        }
    }

    fn delimited(
        file: &Path,
        source: Source,
        packing: Packing,
        delimiter: u8,
        bytes_read: &BytesRead,
    ) -> Result<Self, ReadError> {
        let unpacked = unpack::unpacked(source, packing, bytes_read);
        let unpacked = unpacked.map_err(|source| ReadError::Open { file: file.into(), source })?;
        DelimitedFile::open(file, unpacked, delimiter).map(Box::new).map(Self::Delimited)
    }
}

/// Columns with the cells of `arrays`, absent where there is none.
#[cfg(test)]
pub(crate) fn columns_of(arrays: &[Option<arrow_array::ArrayRef>]) -> Vec<column::Column<'static>> {
    let column = |array: &Option<arrow_array::ArrayRef>| match array {
        Some(array) => column::Column::new(array.as_ref()).expect("a kind that is understood"),
        None => column::Column::Absent,
    };
    arrays.iter().map(column).collect()
}
