//! The bytes of a snapshot's file, checked before they are kept.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

use engine::snapshot::SnapshotCheck;

use super::error::ModelDirError;

/// Looked at in one go before anything is kept. Unit: bytes.
const PIECE_BYTES: usize = 1 << 20;

/// The bytes of the file at `path`, which has a snapshot's header, length and checksum. Reads the
/// file twice, so that one that is no snapshot takes little memory, however large it is.
pub(super) fn checked_bytes(path: &Path) -> Result<Vec<u8>, ModelDirError> {
    let failed = |source| ModelDirError::io("read", path, source);
    let refused = |source| ModelDirError::Snapshot { path: path.to_owned(), source };
    // A pipe would be waited for when it is opened.
    if !path.metadata().map_err(failed)?.is_file() {
        return Err(ModelDirError::NoFile(path.to_owned()));
    }
    let mut file = File::open(path).map_err(failed)?;
    let n_bytes = file.metadata().map_err(failed)?.len();
    let mut header = Vec::with_capacity(SnapshotCheck::HEADER_BYTES);
    (&file).take(SnapshotCheck::HEADER_BYTES as u64).read_to_end(&mut header).map_err(failed)?;
    let mut check = SnapshotCheck::new(&header, n_bytes).map_err(refused)?;
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        match file.read(&mut piece) {
            Ok(0) => break,
            Ok(n_read) => check.update(&piece[..n_read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(failed(error)),
        }
    }
    check.finish().map_err(refused)?;
    file.rewind().map_err(failed)?;
    let mut bytes = Vec::with_capacity(n_bytes as usize);
    file.take(n_bytes).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}
