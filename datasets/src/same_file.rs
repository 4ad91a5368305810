//! Whether what is written would take the place of what is read.

use std::fs;
use std::path::{Path, PathBuf};

/// Whether `path` is one of `files`, by whatever name: what is written there would overwrite it. Files that
/// are not there yet are told by their folders, which are.
#[must_use]
pub fn is_one_of<P: AsRef<Path>>(path: &Path, files: &[P]) -> bool {
    let Some(own) = place(path) else { return false };
    files.iter().any(|file| place(file.as_ref()).is_some_and(|file| file == own))
}

/// Where the file is, or will be; nothing without a folder for it.
fn place(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok().or_else(|| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        Some(fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?.join(path.file_name()?))
    })
}
