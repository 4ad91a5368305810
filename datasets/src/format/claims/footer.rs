//! Whether a footer can be read: every field of its type, and columns that can be.

use std::io::{self, Read};

use parquet::errors::ParquetError;
use parquet::file::reader::ChunkReader;

use super::refused;
use super::shapes::{FOOTER, Role};
use super::thrift::{Compact, Listener};

/// How deep columns may lie in each other, with room to spare: the Parquet reader calls itself for
/// each level, and there is only so much stack.
const DEEPEST_COLUMN: usize = 64;

/// Refuses a footer with fields of other types than Parquet's, and one whose columns claim more
/// children than there are columns: the Parquet reader would set aside room for them all.
pub(in crate::format) fn check_footer(source: &impl ChunkReader) -> Result<(), ParquetError> {
    const TAIL_BYTES: u64 = 8;
    let Some(tail_start) = source.len().checked_sub(TAIL_BYTES) else { return Ok(()) };
    let mut tail = [0; TAIL_BYTES as usize];
    source.get_read(tail_start)?.read_exact(&mut tail)?;
    let length = u64::from(u32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]]));
    // What is no footer at all is told by the reader itself.
    match tail_start.checked_sub(length) {
        Some(start) if tail.ends_with(b"PAR1") => {
            let mut footer = Compact::new(source.get_read(start)?.take(length));
            footer
                .walk(&FOOTER, &mut Columns::default())
                .map_err(|error| refused(format!("a footer that does not read: {error}")))
        }
        Some(_) | None => Ok(()),
    }
}

/// The columns of a footer, which lists a tree from its root on.
#[derive(Debug, Default)]
struct Columns {
    n_listed: u64,
    /// Of the column that is walked through.
    n_children: u64,
    /// Of all columns so far.
    total_children: u64,
    /// Of every column above the present one, how many children are still to come.
    above: Vec<u64>,
}

impl Listener for Columns {
    fn number(&mut self, of: Role, id: i64, number: i64) {
        if (of, id) == (Role::SchemaElement, 5) {
            // Less than none are more than there can be.
            self.n_children = u64::try_from(number).unwrap_or(u64::MAX);
        }
    }

    fn list(&mut self, of: Role, id: i64, length: u64) {
        if (of, id) == (Role::Footer, 2) {
            *self = Self { n_listed: length, ..Self::default() };
        }
    }

    fn end(&mut self, of: Role) -> io::Result<()> {
        if of != Role::SchemaElement {
            return Ok(());
        }
        let n_children = std::mem::take(&mut self.n_children);
        self.total_children = self.total_children.saturating_add(n_children);
        if self.total_children > self.n_listed {
            let (n_listed, total) = (self.n_listed, self.total_children);
            let what = format!("{n_listed} columns with {total} children and more");
            return Err(io::Error::other(what));
        }
        if let Some(to_come) = self.above.last_mut() {
            *to_come -= 1;
        }
        if n_children > 0 {
            self.above.push(n_children);
        }
        while self.above.last() == Some(&0) {
            self.above.pop();
        }
        if self.above.len() > DEEPEST_COLUMN {
            return Err(io::Error::other("columns nest too deep"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn file(fields: &[&[u8]]) -> Bytes {
        let footer = [&fields.concat()[..], &[0]].concat();
        let length = u32::try_from(footer.len()).unwrap().to_le_bytes();
        [&b"PAR1"[..], &footer, &length, b"PAR1"].concat().into()
    }

    /// No rows, and no row groups.
    const REST: &[u8] = &[0x16, 0, 0x19, 0x0c];

    fn told(fields: &[&[u8]]) -> String {
        check_footer(&file(fields)).unwrap_err().to_string()
    }

    /// Once, a footer of a few hundred bytes had the reader ask for nine gigabytes.
    #[test]
    fn a_column_of_more_children_than_columns_is_refused() {
        // Version 1; two columns, the first with children.
        let columns = |n_children: &[u8]| {
            [&[0x15, 2, 0x19, 0x2c, 0x48, 0, 0x15], n_children, &[0, 0x48, 0, 0], REST].concat()
        };
        assert!(check_footer(&file(&[&columns(&[2])])).is_ok());
        insta::assert_snapshot!(told(&[&columns(&[0xfe, 0xff, 0xff, 0xff, 0x0f])]), @"Parquet error: claims a footer that does not read: 2 columns with 2147483647 children and more");
        insta::assert_snapshot!(told(&[&columns(&[1])]), @"Parquet error: claims a footer that does not read: 2 columns with 18446744073709551615 children and more");
    }

    #[test]
    fn columns_that_lie_too_deep_in_each_other_are_refused() {
        let columns = |n_columns: u8| {
            let columns = [0x48, 0, 0x15, 2, 0].repeat(usize::from(n_columns) - 1);
            [&[0x15, 2, 0x19, 0xfc, n_columns][..], &columns, &[0x48, 0, 0], REST].concat()
        };
        assert!(check_footer(&file(&[&columns(65)])).is_ok());
        insta::assert_snapshot!(told(&[&columns(66)]), @"Parquet error: claims a footer that does not read: columns nest too deep");
    }

    /// Once, a footer of a few hundred bytes kept the reader busy for seconds: it took a number for a
    /// text, and read on in the middle of one.
    #[test]
    fn a_footer_of_other_types_is_refused_however_deep_they_lie() {
        insta::assert_snapshot!(told(&[&[0x64, 2]]), @"Parquet error: claims a footer that does not read: FileMetaData field 6 of type 4, expected a text");
        // A row group whose list of columns is a list of numbers; one whose column's metadata has a
        // text for its type; a key that is a struct.
        insta::assert_snapshot!(told(&[&[0x49, 0x1c, 0x19, 0x15, 2, 0, 0]]), @"Parquet error: claims a footer that does not read: RowGroup field 1 lists type 5, expected ColumnChunk");
        insta::assert_snapshot!(told(&[&[0x49, 0x1c, 0x19, 0x1c, 0x3c, 0x18, 0, 0, 0, 0]]), @"Parquet error: claims a footer that does not read: ColumnMetaData field 1 of type 8, expected a whole number");
        insta::assert_snapshot!(told(&[&[0x59, 0x1c, 0x1c, 0, 0]]), @"Parquet error: claims a footer that does not read: KeyValue field 1 of type 12, expected a text");
        // The same number in the lower 16 bits.
        insta::assert_snapshot!(told(&[&[0x08, 0x82, 0x80, 0x08, 0]]), @"Parquet error: claims a footer that does not read: a field of number 65537");
        // What only newer releases know: a count of what is no number, as text; a kind of column order
        // and a logical type that take no bytes.
        insta::assert_snapshot!(told(&[&[0x49, 0x1c, 0x19, 0x1c, 0x3c, 0xcc, 0x98, 1, 0]]), @"Parquet error: claims a footer that does not read: Statistics field 9 of type 8, expected a whole number");
        insta::assert_snapshot!(told(&[&[0x79, 0x1c, 0x31]]), @"Parquet error: claims a footer that does not read: ColumnOrder field 3 of type 1, expected an empty struct");
        insta::assert_snapshot!(told(&[&[0x29, 0x1c, 0xac, 0x01, 38]]), @"Parquet error: claims a footer that does not read: LogicalType field 19 of type 1, expected an empty struct");
        // Room would be set aside for all elements of a list, before the first is found to be empty.
        insta::assert_snapshot!(told(&[&[0x49, 0xfc, 0xff, 0xff, 0x03, 0]]), @"Parquet error: claims a footer that does not read: RowGroup without field 1");
    }

    /// Once, a footer claimed two thousand million of them, which take no bytes.
    #[test]
    fn lists_of_truth_values_are_refused() {
        for element in [1, 2] {
            let unknown = [0xf9, 0xf0 | element, 0xff, 0xff, 0xff, 0xff, 0x07];
            let told = told(&[&unknown]);
            assert!(told.ends_with("a list of truth values"), "{told}");
        }
        insta::assert_snapshot!(told(&[&[0x29, 0xf1, 0xff, 0xff, 0xff, 0xff, 0x07]]), @"Parquet error: claims a footer that does not read: FileMetaData field 2 lists type 1, expected SchemaElement");
    }
}
