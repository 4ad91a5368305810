//! What the pages of a Parquet file claim about themselves, looked at before memory is set aside.
//!
//! A page tells in front of it how large it will be once unpacked and how many values it holds, and
//! the Parquet reader believes it: a few damaged bytes would have it ask for gigabytes, which ends
//! the program instead of the reading. So the headers of all wanted pages are read once beforehand;
//! that costs a look every megabyte or so.

use std::io::{self, Read};

use parquet::basic::Type;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::ChunkReader;

/// What pages may take together in a file of any size: far beyond what writers make (a page is a
/// megabyte by default), and half of what a damaged file may cost. Unit: bytes.
const SURELY_FINE_BYTES: u64 = 128 << 20;
/// How many times its own size a larger file may take: no order compresses better.
const TIMES_THE_FILE: u64 = 64;
/// Rows that a byte of a file may stand for. Below a tenth of a bit for a row there is nothing in
/// it to learn from.
const ROWS_A_BYTE: u64 = 100;
/// How deep a page's header nests, with room to spare.
const DEEPEST: u32 = 16;

/// What one page says in its header.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Page {
    unpacked_bytes: i64,
    packed_bytes: i64,
    n_values_in_dictionary: Option<i64>,
}

/// Refuses a file whose wanted columns (by their places) claim what it cannot hold.
pub(super) fn check(
    source: &impl ChunkReader,
    metadata: &ParquetMetaData,
    wanted: &[usize],
) -> Result<(), ParquetError> {
    let size_bytes = source.len();
    let n_rows = u64::try_from(metadata.file_metadata().num_rows()).unwrap_or(u64::MAX);
    if n_rows / ROWS_A_BYTE > size_bytes {
        return Err(refused(format!("{n_rows} rows in a file of {size_bytes} bytes")));
    }
    let limit = SURELY_FINE_BYTES.max(size_bytes.saturating_mul(TIMES_THE_FILE));
    for group in metadata.row_groups() {
        let mut total = 0_u64;
        for (leaf, chunk) in group.columns().iter().enumerate() {
            if !wanted.contains(&metadata.file_metadata().schema_descr().get_column_root_idx(leaf))
            {
                continue;
            }
            let (start, length) = chunk.byte_range();
            let end = start.checked_add(length).filter(|&end| end <= size_bytes);
            let Some(end) = end else {
                let column = chunk.column_path();
                return Err(refused(format!("column {column} reaches beyond the file's end")));
            };
            let needed = largest_pages(source, start, end, chunk.column_type())?;
            total = total.saturating_add(needed);
        }
        if total > limit {
            let (total, limit) = (total >> 20, limit >> 20);
            return Err(refused(format!("pages of {total} MiB, expected at most {limit} MiB")));
        }
    }
    Ok(())
}

/// What the largest dictionary and the largest page between `start` and `end` take, unpacked.
fn largest_pages(
    source: &impl ChunkReader,
    start: u64,
    end: u64,
    kind: Type,
) -> Result<u64, ParquetError> {
    let (mut dictionary, mut data) = (0, 0);
    let mut at = start;
    while at < end {
        let mut header = Header { source: source.get_read(at)?, n_read: 0 };
        let page = header.page().map_err(|error| refused(format!("a page's header: {error}")))?;
        let unpacked = u64::try_from(page.unpacked_bytes);
        let packed = u64::try_from(page.packed_bytes);
        let (Ok(unpacked), Ok(packed)) = (unpacked, packed) else {
            return Err(refused("a page of less than no bytes".to_owned()));
        };
        at = at.saturating_add(header.n_read).saturating_add(packed);
        if at > end {
            return Err(refused("a page that reaches beyond its column".to_owned()));
        }
        match page.n_values_in_dictionary {
            Some(n_values) => {
                let n_values = u64::try_from(n_values).unwrap_or(u64::MAX);
                if n_values.saturating_mul(smallest_bytes(kind)) > unpacked {
                    let what = format!("a dictionary of {n_values} values in {unpacked} bytes");
                    return Err(refused(what));
                }
                dictionary = unpacked.max(dictionary);
            }
            None => data = unpacked.max(data),
        }
    }
    Ok(dictionary + data)
}

/// The least that a value of `kind` takes in a dictionary.
fn smallest_bytes(kind: Type) -> u64 {
    match kind {
        Type::BOOLEAN | Type::FIXED_LEN_BYTE_ARRAY => 1,
        Type::INT32 | Type::FLOAT | Type::BYTE_ARRAY => 4,
        Type::INT64 | Type::DOUBLE => 8,
        Type::INT96 => 12,
    }
}

fn refused(claim: String) -> ParquetError {
    ParquetError::General(format!("claims {claim}"))
}

/// Reads a page's header: a struct in Thrift's compact protocol.
struct Header<R> {
    source: R,
    n_read: u64,
}

/// Types of Thrift's compact protocol that are read or stepped over.
mod thrift {
    pub(super) const TRUE: u8 = 1;
    pub(super) const FALSE: u8 = 2;
    pub(super) const I8: u8 = 3;
    pub(super) const I16: u8 = 4;
    pub(super) const I32: u8 = 5;
    pub(super) const I64: u8 = 6;
    pub(super) const DOUBLE: u8 = 7;
    pub(super) const BINARY: u8 = 8;
    pub(super) const LIST: u8 = 9;
    pub(super) const SET: u8 = 10;
    pub(super) const STRUCT: u8 = 12;
}

impl<R: Read> Header<R> {
    /// The fields of `PageHeader` in parquet.thrift that say how much there is.
    fn page(&mut self) -> io::Result<Page> {
        let mut page = Page::default();
        let mut id = 0;
        while let Some(kind) = self.field(&mut id)? {
            match (id, kind) {
                (2, thrift::I32) => page.unpacked_bytes = self.integer()?,
                (3, thrift::I32) => page.packed_bytes = self.integer()?,
                (7, thrift::STRUCT) => page.n_values_in_dictionary = Some(self.n_values()?),
                _ => self.step_over(kind, DEEPEST)?,
            }
        }
        Ok(page)
    }

    /// Field 1 of a dictionary page's own header.
    fn n_values(&mut self) -> io::Result<i64> {
        let (mut n_values, mut id) = (0, 0);
        while let Some(kind) = self.field(&mut id)? {
            match (id, kind) {
                (1, thrift::I32) => n_values = self.integer()?,
                _ => self.step_over(kind, DEEPEST)?,
            }
        }
        Ok(n_values)
    }

    /// The type of the next field, whose number goes into `id`; nothing at the end of the struct.
    fn field(&mut self, id: &mut i64) -> io::Result<Option<u8>> {
        let byte = self.byte()?;
        let (step, kind) = (byte >> 4, byte & 0x0f);
        if kind == 0 {
            return Ok(None);
        }
        *id = if step == 0 { self.integer()? } else { id.saturating_add(i64::from(step)) };
        Ok(Some(kind))
    }

    fn step_over(&mut self, kind: u8, depth: u32) -> io::Result<()> {
        let Some(depth) = depth.checked_sub(1) else {
            return Err(io::Error::other("nests too deep"));
        };
        match kind {
            thrift::TRUE | thrift::FALSE => Ok(()),
            thrift::I8 => self.byte().map(drop),
            thrift::I16 | thrift::I32 | thrift::I64 => self.varint().map(drop),
            thrift::DOUBLE => self.bytes(8),
            thrift::BINARY => {
                let length = self.varint()?;
                self.bytes(length)
            }
            thrift::LIST | thrift::SET => {
                let byte = self.byte()?;
                let length = if byte >> 4 == 15 { self.varint()? } else { u64::from(byte >> 4) };
                for _ in 0..length {
                    match byte & 0x0f {
                        // In a list they take a byte each.
                        thrift::TRUE | thrift::FALSE => self.bytes(1)?,
                        kind => self.step_over(kind, depth)?,
                    }
                }
                Ok(())
            }
            thrift::STRUCT => {
                let mut id = 0;
                while let Some(kind) = self.field(&mut id)? {
                    self.step_over(kind, depth)?;
                }
                Ok(())
            }
            other => Err(io::Error::other(format!("a field of type {other}"))),
        }
    }

    fn integer(&mut self) -> io::Result<i64> {
        let zigzag = self.varint()?;
        Ok((zigzag >> 1) as i64 ^ -((zigzag & 1) as i64))
    }

    fn varint(&mut self) -> io::Result<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(io::Error::other("a number of more than 64 bits"))
    }

    fn byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.source.read_exact(&mut byte)?;
        self.n_read += 1;
        Ok(byte[0])
    }

    fn bytes(&mut self, length: u64) -> io::Result<()> {
        let n_read = io::copy(&mut self.source.by_ref().take(length), &mut io::sink())?;
        self.n_read += n_read;
        if n_read < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    /// A page as it lies in a file: its header claims `unpacked` bytes and, for a dictionary,
    /// `n_values`; it holds two bytes.
    fn page(unpacked: i32, n_values: Option<i32>) -> Bytes {
        fn integer(bytes: &mut Vec<u8>, number: i32) {
            let mut zigzag = (i64::from(number) << 1 ^ i64::from(number) >> 63) as u64;
            while zigzag > 0x7f {
                bytes.push(zigzag as u8 | 0x80);
                zigzag >>= 7;
            }
            bytes.push(zigzag as u8);
        }
        // Type: a dictionary is 2, a page of data 0.
        let mut bytes = vec![0x15, if n_values.is_some() { 4 } else { 0 }, 0x15];
        integer(&mut bytes, unpacked);
        bytes.push(0x15);
        integer(&mut bytes, 2);
        // A list of two structs, one of them with a text, that nobody knows; id 4.
        bytes.extend([0x19, 0x2c, 0x18, 2, b'h', b'i', 0, 0]);
        match n_values {
            Some(n_values) => {
                bytes.extend([0x3c, 0x15]);
                integer(&mut bytes, n_values);
                bytes.extend([0x15, 0, 0]);
            }
            None => bytes.extend([0x1c, 0x15, 2, 0x15, 0, 0]),
        }
        bytes.extend([0, 0xaa, 0xbb]);
        bytes.into()
    }

    fn largest(bytes: &Bytes) -> Result<u64, String> {
        let end = bytes.len() as u64;
        largest_pages(bytes, 0, end, Type::INT64).map_err(|error| error.to_string())
    }

    #[test]
    fn the_largest_dictionary_and_the_largest_page_count() {
        let pages = [page(800, Some(100)), page(5_000, None), page(70, None)].concat();
        assert_eq!(largest(&pages.into()), Ok(5_800));
    }

    #[test]
    fn forged_sizes_are_found_before_memory_is_set_aside() {
        assert_eq!(largest(&page(i32::MAX, None)), Ok(i32::MAX as u64));
        insta::assert_snapshot!(largest(&page(-1, None)).unwrap_err(), @"Parquet error: claims a page of less than no bytes");
        insta::assert_snapshot!(largest(&page(8, Some(2))).unwrap_err(), @"Parquet error: claims a dictionary of 2 values in 8 bytes");
        insta::assert_snapshot!(largest(&page(8, Some(-1))).unwrap_err(), @"Parquet error: claims a dictionary of 18446744073709551615 values in 8 bytes");
        let whole = page(8, None);
        let cut = whole.slice(..whole.len() - 1);
        insta::assert_snapshot!(largest(&cut).unwrap_err(), @"Parquet error: claims a page that reaches beyond its column");
    }

    #[test]
    fn a_header_that_never_ends_is_refused() {
        for endless in [vec![0x15; 9], vec![0x1c; 100], vec![0x19; 100], vec![0x18, 0xff, 0xff]] {
            assert!(largest(&endless.into()).is_err());
        }
        let many = [0x19, 0xf1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
        assert!(largest(&Bytes::copy_from_slice(&many)).is_err());
    }
}
