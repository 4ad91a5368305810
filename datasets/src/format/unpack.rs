//! Packed text, unpacked while it is read. A file that ends inside a packed part is an error.

use std::io::{self, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

use super::name::Packing;
use super::source::{BytesRead, Source};

/// How much packed text is read at once. Unit: bytes.
const PACKED_BUFFER_BYTES: usize = 1 << 17;

/// The text of `source`.
pub(super) fn unpacked(
    source: Source,
    packing: Packing,
    bytes_read: &BytesRead,
) -> io::Result<Box<dyn Read>> {
    let packed = source.into_reader(bytes_read);
    Ok(match packing {
        Packing::Plain => Box::new(packed),
        Packing::Gzip => {
            Box::new(MultiGzDecoder::new(BufReader::with_capacity(PACKED_BUFFER_BYTES, packed)))
        }
        Packing::Zstd => Box::new(zstd::Decoder::with_buffer(BufReader::with_capacity(
            PACKED_BUFFER_BYTES,
            packed,
        ))?),
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use bytes::Bytes;
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn read(packed: &[u8], packing: Packing) -> io::Result<Vec<u8>> {
        let source = Source::Memory(Bytes::copy_from_slice(packed));
        let mut text = Vec::new();
        unpacked(source, packing, &BytesRead::default())?.read_to_end(&mut text)?;
        Ok(text)
    }

    fn text() -> Vec<u8> {
        (0..2_000)
            .flat_map(|n| format!("order {n},item {}\n", n * 7919 % 1000).into_bytes())
            .collect()
    }

    #[test]
    fn all_members_and_frames_are_read() {
        let text = text();
        let twice = [text.clone(), text.clone()].concat();
        let members = [gzip(&text), gzip(&text)].concat();
        assert_eq!(read(&members, Packing::Gzip).unwrap(), twice);
        let frame = zstd::encode_all(&text[..], 3).unwrap();
        assert_eq!(read(&[frame.clone(), frame].concat(), Packing::Zstd).unwrap(), twice);
    }

    #[test]
    fn a_cut_file_is_never_taken_as_complete() {
        let text = text();
        let member = gzip(&text);
        let frame = zstd::encode_all(&text[..], 3).unwrap();
        for (packed, packing) in [(member, Packing::Gzip), (frame, Packing::Zstd)] {
            for length in 1..packed.len() {
                assert!(read(&packed[..length], packing).is_err(), "{packing:?} {length}");
                let second = [&packed[..], &packed[..length]].concat();
                assert!(read(&second, packing).is_err(), "second {packing:?} {length}");
            }
        }
    }

    #[test]
    fn a_wrong_checksum_or_trailing_rubbish_is_an_error() {
        let mut member = gzip(&text());
        let place = member.len() - 8;
        member[place] ^= 1;
        assert!(read(&member, Packing::Gzip).is_err());
        assert!(read(&[gzip(&text()), b"rubbish".to_vec()].concat(), Packing::Gzip).is_err());
        let frame = zstd::encode_all(&text()[..], 3).unwrap();
        assert!(read(&[frame, b"rubbish".to_vec()].concat(), Packing::Zstd).is_err());
        assert!(read(b"not packed", Packing::Gzip).is_err());
        assert!(read(b"not packed", Packing::Zstd).is_err());
    }
}
