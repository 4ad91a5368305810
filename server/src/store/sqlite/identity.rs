//! Which file it is, whatever it is called: one that was taken away can be written still, and all of it is lost.

use std::fs;
use std::io;
use std::path::Path;

/// Which file it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Identity(Option<(u64, u64)>);

impl Identity {
    /// That of the file at `path`.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        fs::metadata(path).map(|found| Self(number(&found)))
    }

    /// Whether the same file is at `path`.
    pub(super) fn is_still(&self, path: &Path) -> bool {
        Self::of(path).is_ok_and(|found| found == *self)
    }
}

#[cfg(unix)]
fn number(found: &fs::Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((found.dev(), found.ino()))
}

/// Elsewhere an open file cannot be taken away.
#[cfg(not(unix))]
fn number(_: &fs::Metadata) -> Option<(u64, u64)> {
    None
}
