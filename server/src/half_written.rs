//! Files that are there whole or not at all: written beside their place, then renamed.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::random::random_number;

/// What the names of such files begin with while they are written.
pub(crate) const PREFIX: &str = ".half-written-";

/// A file that is not at its place yet; removed when dropped.
pub(crate) struct HalfWritten {
    path: PathBuf,
}

impl HalfWritten {
    /// Writes `bytes` into a new file in `dir`; they are on disk when this returns.
    pub(crate) fn write(dir: &Path, bytes: &[u8]) -> io::Result<Self> {
        let path = dir.join(format!("{PREFIX}{:032x}", random_number()));
        let mut file = OpenOptions::new().create_new(true).write(true).open(&path)?;
        let beside = Self { path };
        file.write_all(bytes).and_then(|()| file.sync_all())?;
        Ok(beside)
    }

    /// Puts it at `path`, which is in the same folder, in place of what was there.
    pub(crate) fn put(self, path: &Path) -> io::Result<()> {
        fs::rename(&self.path, path)
    }
}

impl Drop for HalfWritten {
    fn drop(&mut self) {
        // Fails where it was put at its place.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_put_whole_and_one_that_is_not_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().join("report.html");
        fs::write(&place, "old").unwrap();
        drop(HalfWritten::write(dir.path(), b"lost").unwrap());
        assert_eq!(fs::read(&place).unwrap(), b"old");
        HalfWritten::write(dir.path(), b"new").unwrap().put(&place).unwrap();
        assert_eq!(fs::read(&place).unwrap(), b"new");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
