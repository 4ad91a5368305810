//! Lengths of texts, packed as differences in front of them: how many a page announces.

use std::io::{self, Read};
use std::sync::Arc;

use parquet::basic::Encoding;
use parquet::column::page::{Page, PageReader};
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::ChunkReader;
use parquet::file::serialized_reader::SerializedPageReader;

use super::refused;
use super::thrift::Compact;

/// Whether pages so encoded hold lengths packed as differences, in front of the texts.
pub(super) fn is_of_packed_lengths(encoding: i64) -> bool {
    encoding == Encoding::DELTA_LENGTH_BYTE_ARRAY as i64
        || encoding == Encoding::DELTA_BYTE_ARRAY as i64
}

/// Refuses pages of texts that announce more lengths than they have values. Costs unpacking them,
/// once more than reading does; few programs write texts so.
pub(super) fn check_packed_lengths<R: ChunkReader + 'static>(
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
        let mut lengths = Compact::new(buffer.get(n_level_bytes..).unwrap_or_default());
        // Texts that share their starts have two lengths each: of what is shared, and of the rest.
        let n_lists = if encoding == Encoding::DELTA_BYTE_ARRAY { 2 } else { 1 };
        for _ in 0..n_lists {
            let fits = step_over_differences(&mut lengths, u64::from(n_values));
            fits.map_err(|error| refused(format!("lengths of texts: {error}")))?;
        }
    }
    Ok(())
}

/// Steps over numbers packed as differences (DELTA_BINARY_PACKED), at most `most` of them. Their own
/// lengths are varints as Thrift's.
fn step_over_differences<R: Read>(packed: &mut Compact<R>, most: u64) -> io::Result<()> {
    let (a_block, n_parts, n_numbers) = (packed.varint()?, packed.varint()?, packed.varint()?);
    if n_numbers > most {
        return Err(io::Error::other(format!("{n_numbers}, expected at most {most}")));
    }
    packed.varint()?;
    let a_part = a_block.checked_div(n_parts).unwrap_or(0);
    if a_part == 0 || n_parts > a_block {
        return Err(io::Error::other("blocks of nothing"));
    }
    let mut n_left = n_numbers.saturating_sub(1);
    let mut widths = Vec::new();
    while n_left > 0 {
        packed.varint()?;
        widths.clear();
        for _ in 0..n_parts.min(n_left) {
            widths.push(packed.byte()?);
        }
        // Parts that hold nothing have a width and no bytes.
        packed.bytes(n_parts - widths.len() as u64)?;
        for &width in &widths {
            if n_left > 0 {
                packed.bytes((a_part.saturating_mul(u64::from(width))) / 8)?;
                n_left = n_left.saturating_sub(a_part);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks of 128 in 4 parts; three numbers, the first being 3; then what is least between them,
    /// the widths of the parts, and the one part that is needed.
    #[test]
    fn lengths_packed_as_differences_are_stepped_over_or_refused() {
        let whole = [128, 1, 4, 3, 6, 4, 1, 0, 0, 0, 0b10, 0, 0, 0];
        let stepped_over = |bytes: &[u8], most| {
            let mut packed = Compact::new(bytes);
            let done = step_over_differences(&mut packed, most);
            done.map(|()| bytes.len() as u64 - packed.n_read()).map_err(|e| e.to_string())
        };
        assert_eq!(stepped_over(&whole, 3), Ok(0));
        assert_eq!(stepped_over(&[&whole[..], &whole].concat(), 3), Ok(whole.len() as u64));
        assert_eq!(stepped_over(&whole, 2), Err("3, expected at most 2".to_owned()));
        let forged = [128, 1, 4, 0xff, 0xff, 0xff, 0xff, 0x0f, 6, 4, 0, 0, 0, 0];
        assert_eq!(stepped_over(&forged, 3), Err("4294967295, expected at most 3".to_owned()));
        assert!(stepped_over(&whole[..12], 3).is_err());
        assert!(stepped_over(&[0, 0, 3, 6], 3).is_err());
    }
}
