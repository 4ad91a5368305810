//! Lengths of texts, packed as differences in front of them: how many a page announces, and how much
//! text they unpack to.

use std::io::{self, Read};
use std::sync::Arc;

use parquet::basic::Encoding;
use parquet::column::page::{Page, PageReader};
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::ChunkReader;
use parquet::file::serialized_reader::SerializedPageReader;

use super::super::columnar::ROWS_A_BATCH;
use super::refused;
use super::thrift::Compact;

/// Whether pages so encoded hold lengths packed as differences, in front of the texts.
pub(super) fn is_of_packed_lengths(encoding: i64) -> bool {
    encoding == Encoding::DELTA_LENGTH_BYTE_ARRAY as i64
        || encoding == Encoding::DELTA_BYTE_ARRAY as i64
}

/// Texts of one page that share their starts; writers put some ten thousand into one.
const MOST_SHARED: u64 = 4 << 20;
/// More text than this is not unpacked at once. Unit: bytes.
const MOST_BYTES_AT_ONCE: u64 = 64 << 20;

/// Refuses pages of texts that announce more lengths than they have values, or unpack to more than
/// is read at once: texts that share their starts take a few bytes each, whatever their length.
/// Costs unpacking them, once more than reading does; few programs write texts so.
pub(super) fn check_packed_lengths<R: ChunkReader + 'static>(
    source: &Arc<R>,
    chunk: &ColumnChunkMetaData,
    n_rows: u64,
) -> Result<(), ParquetError> {
    let column = chunk.column_descr();
    let n_rows = usize::try_from(n_rows).unwrap_or(usize::MAX);
    let mut texts = Unpacked::default();
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
        let mut lengths = Compact::new(buffer.get(n_level_bytes..).unwrap_or_default());
        let most = u64::from(n_values);
        // Texts that share their starts have two lengths each: of what is shared, and of the rest.
        let mut shared = Vec::new();
        let fits = if encoding == Encoding::DELTA_BYTE_ARRAY {
            each_number(&mut lengths, most.min(MOST_SHARED), |length| shared.push(length)).and_then(
                |()| {
                    let mut place = 0;
                    texts.begin_page();
                    let mut fits = Ok(());
                    each_number(&mut lengths, most, |length| {
                        let shared = shared.get(place).copied().unwrap_or(0);
                        place += 1;
                        let told = texts.hear(shared, length);
                        fits = std::mem::replace(&mut fits, Ok(())).and(told);
                    })?;
                    fits
                },
            )
        } else {
            each_number(&mut lengths, most, drop)
        };
        fits.map_err(|error| refused(format!("lengths of texts: {error}")))?;
    }
    Ok(())
}

/// How much text was unpacked of those that are read at once.
#[derive(Default)]
struct Unpacked {
    n_texts: u64,
    n_bytes: u64,
    before: i64,
}

impl Unpacked {
    /// The first text of a page shares nothing.
    fn begin_page(&mut self) {
        self.before = 0;
    }

    /// Takes a text that shares its first bytes with the one before.
    fn hear(&mut self, shared: i64, own: i64) -> io::Result<()> {
        if shared < 0 || own < 0 || shared > self.before {
            let what = format!("{shared} bytes shared with a text of {}", self.before);
            return Err(io::Error::other(what));
        }
        self.before = shared.saturating_add(own);
        if self.n_texts.is_multiple_of(ROWS_A_BATCH as u64) {
            self.n_bytes = 0;
        }
        self.n_texts += 1;
        self.n_bytes = self.n_bytes.saturating_add(self.before.unsigned_abs());
        if self.n_bytes > MOST_BYTES_AT_ONCE {
            let most = MOST_BYTES_AT_ONCE >> 20;
            let what = format!("{ROWS_A_BATCH} texts of more than {most} MiB");
            return Err(io::Error::other(what));
        }
        Ok(())
    }
}

/// Hands numbers packed as differences (DELTA_BINARY_PACKED), at most `most` of them, over to `take`.
/// Their own lengths are varints as Thrift's.
fn each_number<R: Read>(
    packed: &mut Compact<R>,
    most: u64,
    mut take: impl FnMut(i64),
) -> io::Result<()> {
    let (a_block, n_parts, n_numbers) = (packed.varint()?, packed.varint()?, packed.varint()?);
    if n_numbers > most {
        return Err(io::Error::other(format!("{n_numbers}, expected at most {most}")));
    }
    let mut number = signed(packed.varint()?);
    let a_part = a_block.checked_div(n_parts).unwrap_or(0);
    if a_part == 0 || n_parts > a_block {
        return Err(io::Error::other("blocks of nothing"));
    }
    if n_numbers > 0 {
        take(number);
    }
    let mut n_left = n_numbers.saturating_sub(1);
    let mut widths = Vec::new();
    while n_left > 0 {
        let least = signed(packed.varint()?);
        widths.clear();
        for _ in 0..n_parts.min(n_left) {
            widths.push(packed.byte()?);
        }
        // Parts that hold nothing have a width and no bytes.
        packed.bytes(n_parts - widths.len() as u64)?;
        for &width in &widths {
            if n_left == 0 {
                break;
            }
            if width > 64 {
                return Err(io::Error::other(format!("{width} bits a number")));
            }
            let n_here = n_left.min(a_part);
            let (mut bits, mut n_bits) = (0_u128, 0);
            let mut n_bytes = a_part.saturating_mul(u64::from(width)) / 8;
            for _ in 0..n_here {
                while n_bits < u32::from(width) {
                    bits |= u128::from(packed.byte()?) << n_bits;
                    n_bits += 8;
                    n_bytes = n_bytes.saturating_sub(1);
                }
                let difference = (bits & ((1_u128 << width) - 1)) as i64;
                bits >>= width;
                n_bits -= u32::from(width);
                number = number.wrapping_add(least).wrapping_add(difference);
                take(number);
            }
            packed.bytes(n_bytes)?;
            n_left -= n_here;
        }
    }
    Ok(())
}

/// A number whose sign is its last bit.
fn signed(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks of 128 in 4 parts; three numbers, the first being 3; then what is least between them,
    /// the widths of the parts, and the one part that is needed.
    #[test]
    fn numbers_packed_as_differences_are_read_or_refused() {
        let whole = [128, 1, 4, 3, 6, 4, 1, 0, 0, 0, 0b10, 0, 0, 0];
        let read = |bytes: &[u8], most| {
            let mut packed = Compact::new(bytes);
            let mut numbers = Vec::new();
            let done = each_number(&mut packed, most, |number| numbers.push(number));
            let left = bytes.len() as u64 - packed.n_read();
            done.map(|()| (numbers, left)).map_err(|error| error.to_string())
        };
        // From 3 on, 2 more, and 2 and a bit of 1 more.
        assert_eq!(read(&whole, 3), Ok((vec![3, 5, 8], 0)));
        let twice = [&whole[..], &whole].concat();
        assert_eq!(read(&twice, 3), Ok((vec![3, 5, 8], whole.len() as u64)));
        assert_eq!(read(&whole, 2), Err("3, expected at most 2".to_owned()));
        let forged = [128, 1, 4, 0xff, 0xff, 0xff, 0xff, 0x0f, 6, 4, 0, 0, 0, 0];
        assert_eq!(read(&forged, 3), Err("4294967295, expected at most 3".to_owned()));
        assert!(read(&whole[..12], 3).is_err());
        assert!(read(&[0, 0, 3, 6], 3).is_err());
        let wide = [128, 1, 4, 3, 6, 4, 65, 0, 0, 0];
        assert_eq!(read(&wide, 3), Err("65 bits a number".to_owned()));
    }

    #[test]
    fn texts_that_share_a_long_start_are_refused_before_they_are_unpacked() {
        let mut texts = Unpacked::default();
        texts.hear(0, 1 << 20).unwrap();
        let refused = (1..100).find_map(|_| texts.hear(1 << 20, 0).err()).unwrap();
        assert_eq!(refused.to_string(), "2048 texts of more than 64 MiB");
        let mut texts = Unpacked::default();
        assert!((0..10_000).all(|n| {
            texts.hear(if n == 0 { 0 } else { 1_000 }, 1_000 * i64::from(n == 0)).is_ok()
        }));
        assert!(texts.hear(1_001, 0).is_err() && texts.hear(0, -1).is_err());
    }
}
