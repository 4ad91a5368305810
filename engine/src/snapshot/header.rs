//! The first bytes of a snapshot, which tell whether the rest is one.

use super::{FORMAT, SnapshotError, SnapshotId};

const MAGIC: [u8; 8] = *b"DAPEISNP";
/// Magic, format (u32), zero (u32), length of the body (u64), BLAKE3 of the body; numbers are
/// little-endian.
pub(super) const HEADER_BYTES: usize = 8 + 4 + 4 + 8 + 32;

/// Looks through a snapshot piece by piece, keeping none of it: whether its header is one of this
/// format, whether it is as long as it says, and whether it was damaged. So a file of any size is
/// refused in little memory.
///
/// ```
/// use engine::snapshot::{SnapshotCheck, SnapshotError};
/// let header = [0; SnapshotCheck::HEADER_BYTES];
/// assert!(matches!(SnapshotCheck::new(&header, 1 << 40), Err(SnapshotError::Foreign)));
/// ```
#[derive(Debug)]
pub struct SnapshotCheck {
    checksum: [u8; 32],
    body: blake3::Hasher,
}

impl SnapshotCheck {
    /// How many bytes [`Self::new`] asks for.
    pub const HEADER_BYTES: usize = HEADER_BYTES;

    /// Reads `header`, the first [`Self::HEADER_BYTES`] bytes, fewer where there are no more, of
    /// `n_bytes` in all.
    ///
    /// # Errors
    ///
    /// Bytes that are cut, foreign, of another format, or more or fewer than the header says.
    pub fn new(header: &[u8], n_bytes: u64) -> Result<Self, SnapshotError> {
        if header.len() < HEADER_BYTES {
            let is_start = header.starts_with(&MAGIC) || MAGIC.starts_with(header);
            let (found, expected) = (header.len(), HEADER_BYTES);
            return Err(match is_start {
                true => SnapshotError::TooShort { found, expected },
                false => SnapshotError::Foreign,
            });
        }
        if header[0..8] != MAGIC {
            return Err(SnapshotError::Foreign);
        }
        let format = u32::from_le_bytes([header[8], header[9], header[10], header[11]]);
        if format != FORMAT {
            return Err(SnapshotError::Format { found: format });
        }
        let mut length = [0; 8];
        length.copy_from_slice(&header[16..24]);
        let (found, expected) =
            (n_bytes.saturating_sub(HEADER_BYTES as u64), u64::from_le_bytes(length));
        if found != expected {
            return Err(SnapshotError::Length { found, expected });
        }
        if header[12..16] != [0; 4] {
            return Err(SnapshotError::Checksum);
        }
        let mut checksum = [0; 32];
        checksum.copy_from_slice(&header[24..HEADER_BYTES]);
        Ok(Self { checksum, body: blake3::Hasher::new() })
    }

    /// Takes the next bytes behind the header.
    pub fn update(&mut self, bytes: &[u8]) {
        self.body.update(bytes);
    }

    /// The name of the snapshot, once all bytes were taken.
    ///
    /// # Errors
    ///
    /// The bytes changed after they were written.
    pub fn finish(self) -> Result<SnapshotId, SnapshotError> {
        if self.body.finalize().as_bytes() != &self.checksum {
            return Err(SnapshotError::Checksum);
        }
        let mut id = [0; 8];
        id.copy_from_slice(&self.checksum[..8]);
        Ok(SnapshotId(id))
    }
}

/// Writes the header of the body behind it into the first bytes.
pub(super) fn write(bytes: &mut [u8]) {
    let (header, body) = bytes.split_at_mut(HEADER_BYTES);
    header.fill(0);
    header[0..8].copy_from_slice(&MAGIC);
    header[8..12].copy_from_slice(&FORMAT.to_le_bytes());
    header[16..24].copy_from_slice(&(body.len() as u64).to_le_bytes());
    header[24..].copy_from_slice(blake3::hash(body).as_bytes());
}
