//! Whether what is written would take the place of what is read.

use std::fs;
use std::path::Path;

/// Whether `path` is one of `files`, by whatever name: what is written there would overwrite it. A file that
/// is not there is none of them.
#[must_use]
pub fn is_one_of<P: AsRef<Path>>(path: &Path, files: &[P]) -> bool {
    let Ok(own) = fs::canonicalize(path) else { return false };
    files.iter().any(|file| fs::canonicalize(file).is_ok_and(|file| file == own))
}
