//! What the headers of pages say: how much a column takes once it is unpacked.

use std::io;
use std::sync::Arc;

use parquet::basic::Type;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::ChunkReader;

use super::lengths::{check_packed_lengths, is_of_packed_lengths};
use super::refused;
use super::shapes::{PAGE_HEADER, Role};
use super::thrift::{Compact, Listener};

/// What pages may take together in a file of any size: far beyond what writers make (a page is a
/// megabyte by default), and half of what a damaged file may cost. Unit: bytes.
const SURELY_FINE_BYTES: u64 = 128 << 20;
/// How many times its own size a larger file may take: no order compresses better.
const TIMES_THE_FILE: u64 = 64;
/// Rows that a byte of a file may stand for. Below a tenth of a bit for a row there is nothing in
/// it to learn from.
const ROWS_A_BYTE: u64 = 100;

/// How many pages without values a column of a row group may have. Writers make one at most.
const MOST_EMPTY_PAGES: u32 = 16;

/// What one page says in its header.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Claim {
    /// As parquet.thrift numbers them, as encodings are.
    page_type: i64,
    unpacked_bytes: i64,
    packed_bytes: i64,
    data: Option<Held>,
    dictionary: Option<Held>,
    new_data: Option<Held>,
    /// Of the header within the header that is walked through.
    held: Held,
}

/// What a page holds.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Held {
    n_values: i64,
    encoding: i64,
}

/// A page, by the one header within its header that its type asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Page {
    Data(Held),
    Dictionary(Held),
    Index,
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
    let mut walked_bytes = 0_u64;
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
            // Columns that lie in each other would be walked through over and over.
            walked_bytes = walked_bytes.saturating_add(length);
            if walked_bytes > size_bytes {
                return Err(refused("columns that lie in each other".to_owned()));
            }
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
    let mut n_empty = 0;
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
        match claim.page().map_err(refused)? {
            Page::Index => {}
            Page::Dictionary(Held { n_values, .. }) => {
                let n_values = u64::try_from(n_values).unwrap_or(u64::MAX);
                if n_values.saturating_mul(smallest_bytes(kind)) > unpacked {
                    let what = format!("a dictionary of {n_values} values in {unpacked} bytes");
                    return Err(refused(what));
                }
                dictionary = unpacked.max(dictionary);
            }
            Page::Data(Held { n_values, encoding }) => {
                let n_values = u64::try_from(n_values).unwrap_or(u64::MAX);
                if n_values > most_values {
                    let what = format!("a page of {n_values} values for {most_values} rows");
                    return Err(refused(what));
                }
                n_empty += u32::from(n_values == 0);
                has_packed_lengths |= is_of_packed_lengths(encoding);
                data = unpacked.max(data);
            }
        }
        if n_empty > MOST_EMPTY_PAGES {
            return Err(refused(format!("more than {MOST_EMPTY_PAGES} pages of nothing")));
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

impl Claim {
    /// What kind of page it is. The Parquet reader goes by the type and takes whatever header it finds
    /// for it, so that there must be no other.
    fn page(&self) -> Result<Page, String> {
        match (self.page_type, self.data, self.dictionary, self.new_data) {
            (0, Some(held), None, None) | (3, None, None, Some(held)) => Ok(Page::Data(held)),
            (2, None, Some(held), None) => Ok(Page::Dictionary(held)),
            (1, None, None, None) => Ok(Page::Index),
            _ => Err(format!("a page of type {} with the header of another", self.page_type)),
        }
    }
}

impl Listener for Claim {
    fn number(&mut self, of: Role, id: i64, number: i64) {
        match (of, id) {
            (Role::PageHeader, 1) => self.page_type = number,
            (Role::PageHeader, 2) => self.unpacked_bytes = number,
            (Role::PageHeader, 3) => self.packed_bytes = number,
            (Role::DataPage | Role::DictionaryPage | Role::NewDataPage, 1) => {
                self.held.n_values = number;
            }
            (Role::DataPage, 2) | (Role::NewDataPage, 4) => self.held.encoding = number,
            (
                Role::Footer
                | Role::SchemaElement
                | Role::PageHeader
                | Role::DataPage
                | Role::DictionaryPage
                | Role::NewDataPage
                | Role::Other,
                _,
            ) => {}
        }
    }

    fn end(&mut self, of: Role) -> io::Result<()> {
        let place = match of {
            Role::DataPage => &mut self.data,
            Role::DictionaryPage => &mut self.dictionary,
            Role::NewDataPage => &mut self.new_data,
            Role::Footer | Role::SchemaElement | Role::PageHeader | Role::Other => return Ok(()),
        };
        match place.replace(std::mem::take(&mut self.held)) {
            None => Ok(()),
            Some(_) => Err(io::Error::other("the same header twice")),
        }
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
            None => bytes.extend([0x0c, 10, 0x15, 2, 0x15, 0, 0x15, 0, 0x15, 0, 0]),
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

    /// Once, the header of a page of data, empty, stood behind that of a dictionary of two thousand
    /// million values, for which the Parquet reader set 34 GB aside.
    #[test]
    fn a_page_has_the_header_of_its_type_and_no_other() {
        let sized = |page_type: u8| vec![0x15, page_type << 1, 0x15, 16, 0x15, 16];
        let dictionary = [0x4c, 0x15, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0x15, 0, 0];
        let new_data = [0x15, 0, 0x15, 0, 0x15, 0, 0x15, 0, 0x15, 0, 0x15, 0, 0];
        let told = |parts: &[&[u8]]| {
            let page = [&parts.concat()[..], &[0], &[0; 8]].concat();
            largest(&page.into()).unwrap_err()
        };
        insta::assert_snapshot!(told(&[&sized(2), &dictionary, &[0x1c], &new_data]), @"Parquet error: claims a page of type 2 with the header of another");
        insta::assert_snapshot!(told(&[&sized(0), &dictionary]), @"Parquet error: claims a page of type 0 with the header of another");
        insta::assert_snapshot!(told(&[&sized(2), &dictionary, &[0x0c, 14], &dictionary[1..]]), @"Parquet error: claims a page's header: the same header twice");
        insta::assert_snapshot!(told(&[&[0x15, 4]]), @"Parquet error: claims a page's header: PageHeader without field 2");
    }

    #[test]
    fn pages_of_nothing_without_end_are_refused() {
        let nothing = [0x15, 0, 0x15, 0, 0x15, 0, 0x2c, 0x15, 0, 0x15, 0, 0x15, 0, 0x15, 0, 0, 0];
        assert_eq!(largest(&nothing.repeat(16).into()), Ok(0));
        insta::assert_snapshot!(largest(&nothing.repeat(17).into()).unwrap_err(), @"Parquet error: claims more than 16 pages of nothing");
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
