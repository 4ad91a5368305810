//! What the headers of pages say: how much a column takes once it is unpacked.

use std::io;
use std::sync::Arc;

use parquet::basic::Type;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::ChunkReader;

use super::lengths::{check_packed_lengths, is_of_packed_lengths};
use super::refused;
use super::shapes::PAGE_HEADER;
use super::thrift::{Compact, Listener};

/// What pages may take together in a file of any size: far beyond what writers make (a page is a
/// megabyte by default), and half of what a damaged file may cost. Unit: bytes.
const SURELY_FINE_BYTES: u64 = 128 << 20;
/// How many times its own size a larger file may take: no order compresses better.
const TIMES_THE_FILE: u64 = 64;
/// Rows that a byte of a file may stand for. Below a tenth of a bit for a row there is nothing in
/// it to learn from.
const ROWS_A_BYTE: u64 = 100;
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

/// Refuses a file whose wanted columns (by their places) claim what it cannot hold.
pub(in crate::format) fn check_pages<R: ChunkReader + 'static>(
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
            let claims = column_claims(source.as_ref(), start, end, chunk.column_type(), n_rows)?;
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
fn column_claims(
    source: &impl ChunkReader,
    start: u64,
    end: u64,
    kind: Type,
    most_values: u64,
) -> Result<Claims, ParquetError> {
    let (mut dictionary, mut data, mut has_packed_lengths) = (0, 0, false);
    let mut at = start;
    while at < end {
        let (mut header, mut claim) = (Compact::new(source.get_read(at)?), Claim::default());
        let walked = header.walk(&PAGE_HEADER, &mut claim);
        walked.map_err(|error| refused(format!("a page's header: {error}")))?;
        let unpacked = u64::try_from(claim.unpacked_bytes);
        let packed = u64::try_from(claim.packed_bytes);
        let (Ok(unpacked), Ok(packed)) = (unpacked, packed) else {
            return Err(refused("a page of less than no bytes".to_owned()));
        };
        at = at.saturating_add(header.n_read()).saturating_add(packed);
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

/// The least that a value of `kind` takes in a dictionary.
fn smallest_bytes(kind: Type) -> u64 {
    match kind {
        Type::BOOLEAN | Type::FIXED_LEN_BYTE_ARRAY => 1,
        Type::INT32 | Type::FLOAT | Type::BYTE_ARRAY => 4,
        Type::INT64 | Type::DOUBLE => 8,
        Type::INT96 => 12,
    }
}

/// The fields of a page's header that say how much there is.
impl Listener for Claim {
    fn number(&mut self, shape: &'static str, id: i64, number: i64) {
        match (shape, id) {
            ("PageHeader", 2) => self.unpacked_bytes = number,
            ("PageHeader", 3) => self.packed_bytes = number,
            ("DataPageHeader" | "DataPageHeaderV2" | "DictionaryPageHeader", 1) => {
                self.n_values = number;
            }
            // It stands in another place in the newer header of a page of data.
            ("DataPageHeader", 2) | ("DataPageHeaderV2", 4) => self.encoding = number,
            _ => {}
        }
    }

    fn end(&mut self, shape: &'static str) -> io::Result<()> {
        self.is_dictionary |= shape == "DictionaryPageHeader";
        Ok(())
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
        // A list of two structs, one of them with a text, that nobody knows; id 20.
        bytes.extend([0x09, 40, 0x2c, 0x18, 2, b'h', b'i', 0, 0]);
        match n_values {
            Some(n_values) => {
                // Id 7, behind a higher one.
                bytes.extend([0x0c, 14, 0x15]);
                integer(&mut bytes, n_values);
                bytes.extend([0x15, 0, 0]);
            }
            None => bytes.extend([0x0c, 10, 0x15, 2, 0x15, 0, 0]),
        }
        bytes.extend([0, 0xaa, 0xbb]);
        bytes.into()
    }

    fn largest(bytes: &Bytes) -> Result<u64, String> {
        let end = bytes.len() as u64;
        let claims = column_claims(bytes, 0, end, Type::INT64, 1_000);
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

    #[test]
    fn a_header_that_never_ends_is_refused() {
        for endless in [vec![0x15; 9], vec![0x1c; 100], vec![0x19; 100], vec![0x18, 0xff, 0xff]] {
            assert!(largest(&endless.into()).is_err());
        }
        let many = [0x19, 0xf1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
        assert!(largest(&Bytes::copy_from_slice(&many)).is_err());
    }
}
