//! What the pages of a Parquet file claim about themselves, looked at before memory is set aside.
//!
//! A page tells in front of it how large it will be once unpacked and how many values it holds, and
//! the Parquet reader believes it: a few damaged bytes would have it ask for gigabytes, which ends
//! the program instead of the reading. So the headers of all wanted pages are read once beforehand;
//! that costs a look every megabyte or so.

use std::io::{self, Read};
use std::sync::Arc;

use parquet::basic::{Encoding, Type};
use parquet::column::page::{Page, PageReader};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use parquet::file::reader::ChunkReader;
use parquet::file::serialized_reader::SerializedPageReader;

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

/// How deep columns may lie in each other, with room to spare: the Parquet reader calls itself for
/// each level, and there is only so much stack.
const DEEPEST_COLUMN: usize = 64;

/// Fields of `FileMetaData` in parquet.thrift and their types. The Parquet reader does not ask for the
/// types of fields that it knows: it would read on in the wrong place, and there find lists of so many
/// truth values, which take no bytes, that it would not come to an end.
const FOOTER_FIELDS: [(i64, u8); 9] = [
    (1, thrift::I32),
    (2, thrift::LIST),
    (3, thrift::I64),
    (4, thrift::LIST),
    (5, thrift::LIST),
    (6, thrift::BINARY),
    (7, thrift::LIST),
    (8, thrift::STRUCT),
    (9, thrift::BINARY),
];

/// What one page says in its header.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Claim {
    unpacked_bytes: i64,
    packed_bytes: i64,
    is_dictionary: bool,
    n_values: i64,
    /// As parquet.thrift numbers them.
    encoding: i64,
}

/// What the pages of one column say together.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Claims {
    /// Of the largest dictionary and the largest page of data.
    unpacked_bytes: u64,
    /// Whether the lengths of texts stand in front of them, packed as differences.
    has_packed_lengths: bool,
}

/// Refuses a footer whose columns claim more children than there are columns: the Parquet reader
/// would set aside room for them all.
pub(super) fn check_schema(source: &impl ChunkReader) -> Result<(), ParquetError> {
    const TAIL_BYTES: u64 = 8;
    let Some(tail_start) = source.len().checked_sub(TAIL_BYTES) else { return Ok(()) };
    let mut tail = [0; TAIL_BYTES as usize];
    source.get_read(tail_start)?.read_exact(&mut tail)?;
    let length = u64::from(u32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]]));
    // What is no footer at all is told by the reader itself.
    match tail_start.checked_sub(length) {
        Some(start) if tail.ends_with(b"PAR1") => {
            let footer = Header { source: source.get_read(start)?.take(length), n_read: 0 };
            footer
                .schema()
                .map_err(|error| refused(format!("a footer that does not read: {error}")))
        }
        Some(_) | None => Ok(()),
    }
}

/// Refuses a file whose wanted columns (by their places) claim what it cannot hold.
pub(super) fn check<R: ChunkReader + 'static>(
    source: &Arc<R>,
    metadata: &ParquetMetaData,
    wanted: &[usize],
) -> Result<(), ParquetError> {
    let size_bytes = source.len();
    let rows = metadata.row_groups().iter().map(|group| u64::try_from(group.num_rows()));
    let n_rows = rows.fold(0_u64, |sum, rows| sum.saturating_add(rows.unwrap_or(u64::MAX)));
    if n_rows / ROWS_A_BYTE > size_bytes {
        return Err(refused(format!("{n_rows} rows in a file of {size_bytes} bytes")));
    }
    let limit = SURELY_FINE_BYTES.max(size_bytes.saturating_mul(TIMES_THE_FILE));
    let schema = metadata.file_metadata().schema_descr();
    for group in metadata.row_groups() {
        let n_rows = group.num_rows().unsigned_abs();
        let (mut total, mut with_packed_lengths) = (0_u64, Vec::new());
        for (leaf, chunk) in group.columns().iter().enumerate() {
            if !wanted.contains(&schema.get_column_root_idx(leaf)) {
                continue;
            }
            let (start, length) = chunk.byte_range();
            let end = start.checked_add(length).filter(|&end| end <= size_bytes);
            let Some(end) = end else {
                let column = chunk.column_path();
                return Err(refused(format!("column {column} reaches beyond the file's end")));
            };
            let claims = claims(source.as_ref(), start, end, chunk.column_type(), n_rows)?;
            total = total.saturating_add(claims.unpacked_bytes);
            if claims.has_packed_lengths {
                with_packed_lengths.push(chunk);
            }
        }
        if total > limit {
            let (total, limit) = (total >> 20, limit >> 20);
            return Err(refused(format!("pages of {total} MiB, expected at most {limit} MiB")));
        }
        for chunk in with_packed_lengths {
            check_packed_lengths(source, chunk, n_rows)?;
        }
    }
    Ok(())
}

/// What the pages between `start` and `end` say, none of more than `most_values`.
fn claims(
    source: &impl ChunkReader,
    start: u64,
    end: u64,
    kind: Type,
    most_values: u64,
) -> Result<Claims, ParquetError> {
    let (mut dictionary, mut data, mut has_packed_lengths) = (0, 0, false);
    let mut at = start;
    while at < end {
        let mut header = Header { source: source.get_read(at)?, n_read: 0 };
        let claim = header.claim().map_err(|error| refused(format!("a page's header: {error}")))?;
        let unpacked = u64::try_from(claim.unpacked_bytes);
        let packed = u64::try_from(claim.packed_bytes);
        let (Ok(unpacked), Ok(packed)) = (unpacked, packed) else {
            return Err(refused("a page of less than no bytes".to_owned()));
        };
        at = at.saturating_add(header.n_read).saturating_add(packed);
        if at > end {
            return Err(refused("a page that reaches beyond its column".to_owned()));
        }
        let n_values = u64::try_from(claim.n_values).unwrap_or(u64::MAX);
        if claim.is_dictionary {
            if n_values.saturating_mul(smallest_bytes(kind)) > unpacked {
                let what = format!("a dictionary of {n_values} values in {unpacked} bytes");
                return Err(refused(what));
            }
            dictionary = unpacked.max(dictionary);
        } else {
            if n_values > most_values {
                return Err(refused(format!("a page of {n_values} values for {most_values} rows")));
            }
            has_packed_lengths |= is_of_packed_lengths(claim.encoding);
            data = unpacked.max(data);
        }
    }
    Ok(Claims { unpacked_bytes: dictionary + data, has_packed_lengths })
}

/// Whether pages so encoded hold lengths packed as differences, in front of the texts.
fn is_of_packed_lengths(encoding: i64) -> bool {
    encoding == Encoding::DELTA_LENGTH_BYTE_ARRAY as i64
        || encoding == Encoding::DELTA_BYTE_ARRAY as i64
}

/// Refuses pages of texts that announce more lengths than they have values. Costs unpacking them,
/// once more than reading does; few programs write texts so.
fn check_packed_lengths<R: ChunkReader + 'static>(
    source: &Arc<R>,
    chunk: &ColumnChunkMetaData,
    n_rows: u64,
) -> Result<(), ParquetError> {
    let column = chunk.column_descr();
    let n_rows = usize::try_from(n_rows).unwrap_or(usize::MAX);
    let mut pages = SerializedPageReader::new(Arc::clone(source), chunk, n_rows, None)?;
    while let Some(page) = pages.get_next_page()? {
        let (buffer, n_values, encoding, n_level_bytes) = match &page {
            Page::DataPage { buf, num_values, encoding, .. } => {
                let mut at = 0_usize;
                for level in [column.max_rep_level(), column.max_def_level()] {
                    if level > 0 {
                        let length = buf.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
                        let length = u32::from_le_bytes(length.unwrap_or_default());
                        at = at.saturating_add(4).saturating_add(length as usize).min(buf.len());
                    }
                }
                (buf, *num_values, *encoding, at)
            }
            Page::DataPageV2 {
                buf,
                num_values,
                encoding,
                def_levels_byte_len,
                rep_levels_byte_len,
                ..
            } => {
                let n_level_bytes = def_levels_byte_len.saturating_add(*rep_levels_byte_len);
                (buf, *num_values, *encoding, n_level_bytes as usize)
            }
            Page::DictionaryPage { .. } => continue,
        };
        if !is_of_packed_lengths(encoding as i64) {
            continue;
        }
        let mut lengths =
            Header { source: buffer.get(n_level_bytes..).unwrap_or_default(), n_read: 0 };
        // Texts that share their starts have two lengths each: of what is shared, and of the rest.
        let n_lists = if encoding == Encoding::DELTA_BYTE_ARRAY { 2 } else { 1 };
        for _ in 0..n_lists {
            let fits = lengths.differences(u64::from(n_values));
            fits.map_err(|error| refused(format!("lengths of texts: {error}")))?;
        }
    }
    Ok(())
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

/// Reads headers and footers: structs in Thrift's compact protocol.
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
    /// Field 2 of `FileMetaData` in parquet.thrift, the columns as a list of a tree.
    fn schema(mut self) -> io::Result<()> {
        let mut id = 0;
        while let Some(kind) = self.field(&mut id)? {
            let is_other = |&&(field, expected): &&(i64, u8)| field == id && expected != kind;
            if let Some((_, expected)) = FOOTER_FIELDS.iter().find(is_other) {
                let what = format!("field {id} of type {kind}, expected {expected}");
                return Err(io::Error::other(what));
            }
            if id != 2 {
                self.step_over(kind, DEEPEST)?;
                continue;
            }
            let (kind, n_columns) = self.list()?;
            if kind != thrift::STRUCT {
                return Err(io::Error::other(format!("columns of type {kind}")));
            }
            let (mut total, mut n_left) = (0_u64, n_columns);
            // Of every column above the present one, how many children are still to come.
            let mut above: Vec<u64> = Vec::new();
            while n_left > 0 {
                n_left -= 1;
                let n_children = self.n_children()?;
                total = total.saturating_add(n_children);
                if total > n_columns {
                    let what = format!("{n_columns} columns with {total} children and more");
                    return Err(io::Error::other(what));
                }
                if let Some(to_come) = above.last_mut() {
                    *to_come -= 1;
                }
                if n_children > 0 {
                    above.push(n_children);
                }
                while above.last() == Some(&0) {
                    above.pop();
                }
                if above.len() > DEEPEST_COLUMN {
                    return Err(io::Error::other("columns nest too deep"));
                }
            }
        }
        Ok(())
    }

    /// Field 5 of a column; one of less than none has more than there can be.
    fn n_children(&mut self) -> io::Result<u64> {
        let (mut n_children, mut id) = (0, 0);
        while let Some(kind) = self.field(&mut id)? {
            match (id, kind) {
                (5, thrift::I32) => n_children = self.integer()?,
                _ => self.step_over(kind, DEEPEST)?,
            }
        }
        Ok(u64::try_from(n_children).unwrap_or(u64::MAX))
    }

    /// The type of a list's elements, and how many there are.
    fn list(&mut self) -> io::Result<(u8, u64)> {
        let byte = self.byte()?;
        let length = if byte >> 4 == 15 { self.varint()? } else { u64::from(byte >> 4) };
        Ok((byte & 0x0f, length))
    }

    /// The fields of `PageHeader` in parquet.thrift that say how much there is.
    fn claim(&mut self) -> io::Result<Claim> {
        let mut claim = Claim::default();
        let mut id = 0;
        while let Some(kind) = self.field(&mut id)? {
            match (id, kind) {
                (2, thrift::I32) => claim.unpacked_bytes = self.integer()?,
                (3, thrift::I32) => claim.packed_bytes = self.integer()?,
                // The encoding stands in another place in the newer header of a page of data.
                (5, thrift::STRUCT) => self.values(&mut claim, 2)?,
                (7, thrift::STRUCT) => {
                    claim.is_dictionary = true;
                    self.values(&mut claim, 2)?;
                }
                (8, thrift::STRUCT) => self.values(&mut claim, 4)?,
                _ => self.step_over(kind, DEEPEST)?,
            }
        }
        Ok(claim)
    }

    /// How many values a page has, and how they are encoded, by its own header.
    fn values(&mut self, claim: &mut Claim, encoding: i64) -> io::Result<()> {
        let mut id = 0;
        while let Some(kind) = self.field(&mut id)? {
            match (id, kind) {
                (1, thrift::I32) => claim.n_values = self.integer()?,
                (id, thrift::I32) if id == encoding => claim.encoding = self.integer()?,
                _ => self.step_over(kind, DEEPEST)?,
            }
        }
        Ok(())
    }

    /// Steps over numbers packed as differences (DELTA_BINARY_PACKED), at most `most` of them.
    fn differences(&mut self, most: u64) -> io::Result<()> {
        let (a_block, n_parts, n_numbers) = (self.varint()?, self.varint()?, self.varint()?);
        if n_numbers > most {
            return Err(io::Error::other(format!("{n_numbers}, expected at most {most}")));
        }
        self.varint()?;
        let a_part = a_block.checked_div(n_parts).unwrap_or(0);
        if a_part == 0 || n_parts > a_block {
            return Err(io::Error::other("blocks of nothing"));
        }
        let mut n_left = n_numbers.saturating_sub(1);
        while n_left > 0 {
            self.varint()?;
            let mut widths = vec![0; usize::try_from(n_parts.min(n_left)).unwrap_or(0)];
            self.source.read_exact(&mut widths)?;
            // Parts that hold nothing have a width and no bytes.
            self.bytes(n_parts - widths.len() as u64)?;
            for width in widths {
                if n_left > 0 {
                    self.bytes((a_part.saturating_mul(u64::from(width))) / 8)?;
                    n_left = n_left.saturating_sub(a_part);
                }
            }
        }
        Ok(())
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
                let (kind, length) = self.list()?;
                for _ in 0..length {
                    match kind {
                        // No header has them, and the Parquet reader steps over them as if they took
                        // no bytes.
                        thrift::TRUE | thrift::FALSE => {
                            return Err(io::Error::other("a list of truth values"));
                        }
                        _ => self.step_over(kind, depth)?,
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
        let claims = claims(bytes, 0, end, Type::INT64, 1_000);
        claims.map(|claims| claims.unpacked_bytes).map_err(|error| error.to_string())
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

    /// Blocks of 128 in 4 parts; three numbers, the first being 3; then what is least between them,
    /// the widths of the parts, and the one part that is needed.
    #[test]
    fn lengths_packed_as_differences_are_stepped_over_or_refused() {
        let whole = [128, 1, 4, 3, 6, 4, 1, 0, 0, 0, 0b10, 0, 0, 0];
        let stepped_over = |bytes: &[u8], most| {
            let mut header = Header { source: bytes, n_read: 0 };
            header.differences(most).map(|()| header.source.len()).map_err(|e| e.to_string())
        };
        assert_eq!(stepped_over(&whole, 3), Ok(0));
        assert_eq!(stepped_over(&[&whole[..], &whole].concat(), 3), Ok(whole.len()));
        assert_eq!(stepped_over(&whole, 2), Err("3, expected at most 2".to_owned()));
        let forged = [128, 1, 4, 0xff, 0xff, 0xff, 0xff, 0x0f, 6, 4, 0, 0, 0, 0];
        assert_eq!(stepped_over(&forged, 3), Err("4294967295, expected at most 3".to_owned()));
        assert!(stepped_over(&whole[..12], 3).is_err());
        assert!(stepped_over(&[0, 0, 3, 6], 3).is_err());
    }

    /// Once, a footer of a few hundred bytes had the reader ask for nine gigabytes.
    #[test]
    fn a_column_of_more_children_than_columns_is_refused() {
        let file = |n_children: &[u8]| -> Bytes {
            // Version 1; two columns, the first with children.
            let footer = [&[0x15, 2, 0x19, 0x2c, 0x55], n_children, &[0, 0, 0]].concat();
            let length = u32::try_from(footer.len()).unwrap().to_le_bytes();
            [&b"PAR1"[..], &footer, &length, b"PAR1"].concat().into()
        };
        assert!(check_schema(&file(&[2])).is_ok());
        let told = |n_children| check_schema(&file(n_children)).unwrap_err().to_string();
        insta::assert_snapshot!(told(&[0xfe, 0xff, 0xff, 0xff, 0x0f]), @"Parquet error: claims a footer that does not read: 2 columns with 2147483647 children and more");
        insta::assert_snapshot!(told(&[1]), @"Parquet error: claims a footer that does not read: 2 columns with 18446744073709551615 children and more");
    }

    #[test]
    fn columns_that_lie_too_deep_in_each_other_are_refused() {
        let file = |n_columns: u8| -> Bytes {
            let columns = [0x55, 2, 0].repeat(usize::from(n_columns) - 1);
            let footer = [&[0x15, 2, 0x19, 0xfc, n_columns][..], &columns, &[0, 0]].concat();
            let length = u32::try_from(footer.len()).unwrap().to_le_bytes();
            [&b"PAR1"[..], &footer, &length, b"PAR1"].concat().into()
        };
        assert!(check_schema(&file(65)).is_ok());
        let error = check_schema(&file(66)).unwrap_err().to_string();
        insta::assert_snapshot!(error, @"Parquet error: claims a footer that does not read: columns nest too deep");
    }

    /// Once, a footer of a few hundred bytes kept the reader busy for seconds: it took a number for a
    /// text, and read on in the middle of one.
    #[test]
    fn a_footer_of_other_types_or_of_lists_of_truth_values_is_refused() {
        let file = |fields: &[u8]| -> Bytes {
            let footer = [fields, &[0]].concat();
            let length = u32::try_from(footer.len()).unwrap().to_le_bytes();
            [&b"PAR1"[..], &footer, &length, b"PAR1"].concat().into()
        };
        let told = |fields: &[u8]| check_schema(&file(fields)).unwrap_err().to_string();
        insta::assert_snapshot!(told(&[0x64, 2]), @"Parquet error: claims a footer that does not read: field 6 of type 4, expected 8");
        insta::assert_snapshot!(told(&[0xf9, 0xf1, 0xff, 0xff, 0xff, 0xff, 0x07]), @"Parquet error: claims a footer that does not read: a list of truth values");
        assert!(check_schema(&file(&[0x15, 2, 0x26, 4])).is_ok());
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
