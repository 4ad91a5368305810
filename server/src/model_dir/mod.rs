//! The directory of a shop's numbered snapshots, and which of them is served.
//!
//! In: snapshots to publish. Out: the active one, read and checked. A file appears under its
//! number whole and on disk, or not at all. Deliberately absent: training, serving, and any memory
//! of what the directory held before; every question is answered by looking.

mod number;
mod error;
mod read;
mod publish;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use engine::snapshot::Snapshot;

pub use error::ModelDirError;
pub use number::SnapshotNumber;
use read::checked_bytes;

/// Names the snapshot that is served where it is not the newest.
const ACTIVE_FILE: &str = "active";

/// A directory of snapshots.
#[derive(Debug, Clone)]
pub struct ModelDir {
    path: PathBuf,
}

/// The snapshot to start serving from, and newer ones that are none.
#[derive(Debug)]
pub struct Usable {
    /// Which one it is.
    pub published: Published,
    /// It, read and checked.
    pub snapshot: Snapshot,
    /// Newer ones, each with what is wrong with it, newest first.
    pub passed_over: Vec<(Published, ModelDirError)>,
}

/// One published snapshot, as the directory shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Its number.
    pub number: SnapshotNumber,
    /// Where it is.
    pub path: PathBuf,
    /// Its size. Unit: bytes.
    pub size_bytes: u64,
    /// When it was written.
    pub written: SystemTime,
}

impl ModelDir {
    /// The directory at `path`, which must be there.
    ///
    /// # Errors
    ///
    /// No directory at `path`.
    pub fn open(path: &Path) -> Result<Self, ModelDirError> {
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => Ok(Self { path: path.to_owned() }),
            Ok(_) => Err(ModelDirError::NoDirectory(path.to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(ModelDirError::Missing(path.to_owned()))
            }
            Err(source) => Err(ModelDirError::io("look at", path, source)),
        }
    }

    /// The directory at `path`, made where it is not there.
    ///
    /// # Errors
    ///
    /// The directory cannot be made.
    pub fn create(path: &Path) -> Result<Self, ModelDirError> {
        fs::create_dir_all(path).map_err(|source| ModelDirError::io("make", path, source))?;
        let model = Self::open(path)?;
        // Found out now, and not when an hour of training is to be written down.
        drop(model.lock()?);
        Ok(model)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// All published snapshots, oldest first.
    ///
    /// # Errors
    ///
    /// The directory cannot be listed.
    pub fn list(&self) -> Result<Vec<Published>, ModelDirError> {
        let failed = |source| ModelDirError::io("list", &self.path, source);
        let mut published = Vec::new();
        for entry in fs::read_dir(&self.path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let Some(number) = entry.file_name().to_str().and_then(SnapshotNumber::of_file) else {
                continue;
            };
            match self.published(number) {
                Ok(found) => published.push(found),
                // Pruned between listing and looking.
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(error),
            }
        }
        published.sort_unstable_by_key(|snapshot| snapshot.number);
        Ok(published)
    }

    /// The number that was chosen to be served, where one was.
    ///
    /// # Errors
    ///
    /// The file that names it cannot be read, or holds no number.
    pub fn chosen(&self) -> Result<Option<SnapshotNumber>, ModelDirError> {
        let file = self.path.join(ACTIVE_FILE);
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(ModelDirError::io("read", &file, source)),
        };
        match SnapshotNumber::parse(text.trim()) {
            Some(number) => Ok(Some(number)),
            None => Err(ModelDirError::ActiveUnreadable { file, found: text.trim().to_owned() }),
        }
    }

    /// The snapshot to serve: the chosen one, or else the newest.
    ///
    /// # Errors
    ///
    /// There is none, or the chosen one is gone.
    pub fn active(&self) -> Result<Published, ModelDirError> {
        if let Some(number) = self.chosen()? {
            let file = self.path.join(ACTIVE_FILE);
            return self.published(number).map_err(|error| match error.is_not_found() {
                true => ModelDirError::ActiveMissing { file, number },
                false => error,
            });
        }
        self.list()?.pop().ok_or_else(|| ModelDirError::Empty(self.path.clone()))
    }

    /// Reads a published snapshot whole and checks it. What is none is found before any of it is
    /// kept, however large it is.
    ///
    /// # Errors
    ///
    /// The file cannot be read, is no plain file, is damaged, or was written by another release.
    pub fn load(&self, published: &Published) -> Result<Snapshot, ModelDirError> {
        let path = &published.path;
        let bytes = checked_bytes(path)?;
        Snapshot::decode(&bytes)
            .map_err(|source| ModelDirError::Snapshot { path: path.clone(), source })
    }

    /// The snapshot to serve, read and checked.
    ///
    /// # Errors
    ///
    /// As [`ModelDir::active`] and [`ModelDir::load`].
    pub fn load_active(&self) -> Result<(Published, Snapshot), ModelDirError> {
        let active = self.active()?;
        match self.load(&active) {
            // A trainer published and pruned between the two: look once more.
            Err(error) if error.is_not_found() => {
                let active = self.active()?;
                let snapshot = self.load(&active)?;
                Ok((active, snapshot))
            }
            loaded => Ok((active, loaded?)),
        }
    }

    /// The chosen snapshot, or else the newest that can be used: where nobody chose, an older
    /// answer is better than none.
    ///
    /// # Errors
    ///
    /// There is none, the chosen one cannot be used, or no one can; then what is wrong with the
    /// newest.
    pub fn load_usable(&self) -> Result<Usable, ModelDirError> {
        if self.chosen()?.is_some() {
            let (published, snapshot) = self.load_active()?;
            return Ok(Usable { published, snapshot, passed_over: Vec::new() });
        }
        let mut passed_over = Vec::new();
        for published in self.list()?.into_iter().rev() {
            match self.load(&published) {
                Ok(snapshot) => return Ok(Usable { published, snapshot, passed_over }),
                Err(error @ (ModelDirError::Snapshot { .. } | ModelDirError::NoFile(_))) => {
                    passed_over.push((published, error))
                }
                // Pruned between listing and reading.
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(error),
            }
        }
        let newest = passed_over.into_iter().next();
        Err(newest.map_or_else(|| ModelDirError::Empty(self.path.clone()), |(_, error)| error))
    }

    fn published(&self, number: SnapshotNumber) -> Result<Published, ModelDirError> {
        let path = self.path.join(number.file_name());
        let failed = |source| ModelDirError::io("look at", &path, source);
        let found = fs::metadata(&path).map_err(failed)?;
        let written = found.modified().map_err(failed)?;
        Ok(Published { number, size_bytes: found.len(), written, path })
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::os::unix::fs::symlink;

    use engine::snapshot::{FORMAT, SnapshotError};

    use super::*;

    fn with_files(names: &[&str]) -> (tempfile::TempDir, ModelDir) {
        let dir = tempfile::tempdir().unwrap();
        for name in names {
            fs::write(dir.path().join(name), name).unwrap();
        }
        let model = ModelDir::open(dir.path()).unwrap();
        (dir, model)
    }

    fn numbers(model: &ModelDir) -> Vec<u32> {
        model.list().unwrap().iter().map(|snapshot| snapshot.number.0).collect()
    }

    #[test]
    fn the_newest_snapshot_is_active_and_other_files_are_none() {
        let (_dir, model) = with_files(&[
            "snapshot-000002.dapei",
            "snapshot-000010.dapei",
            "snapshot-000009.dapei",
            "snapshot-11.dapei",
            "snapshot-000012.dapei.tmp",
            "notes.txt",
        ]);
        assert_eq!(numbers(&model), [2, 9, 10]);
        assert_eq!(model.active().unwrap().number, SnapshotNumber(10));
    }

    #[test]
    fn a_chosen_snapshot_is_active_before_newer_ones() {
        let (dir, model) = with_files(&["snapshot-000001.dapei", "snapshot-000002.dapei"]);
        fs::write(dir.path().join("active"), "1\n").unwrap();
        assert_eq!(model.active().unwrap().number, SnapshotNumber(1));
    }

    #[test]
    fn a_choice_that_cannot_be_followed_is_an_error_that_names_its_file() {
        let (dir, model) = with_files(&["snapshot-000001.dapei"]);
        let message = |model: &ModelDir| {
            let text = model.active().unwrap_err().to_string();
            text.replace(&dir.path().display().to_string(), "DIR")
        };
        fs::write(dir.path().join("active"), "7").unwrap();
        assert_eq!(message(&model), "`DIR/active` names snapshot 7, which is not there");
        fs::write(dir.path().join("active"), "newest").unwrap();
        insta::assert_snapshot!(message(&model), @"`DIR/active` holds `newest`, expected the number of a snapshot");
    }

    #[test]
    fn a_directory_without_a_snapshot_says_what_to_do() {
        let (dir, model) = with_files(&[]);
        let text = |error: ModelDirError| {
            error.to_string().replace(&dir.path().display().to_string(), "DIR")
        };
        insta::assert_snapshot!(text(model.active().unwrap_err()),
            @"no snapshot in `DIR`: make one with `dapei train --orders FILE --model DIR`");
        insta::assert_snapshot!(text(ModelDir::open(&dir.path().join("none")).unwrap_err()),
            @"no directory `DIR/none`: make a model with `dapei train --orders FILE --model DIR/none`");
        fs::write(dir.path().join("file"), "").unwrap();
        insta::assert_snapshot!(text(ModelDir::open(&dir.path().join("file")).unwrap_err()),
            @"`DIR/file` is no directory, expected one of snapshots");
    }

    #[test]
    fn a_damaged_snapshot_is_named() {
        let (dir, model) = with_files(&["snapshot-000001.dapei"]);
        let error = model.load_active().unwrap_err();
        let file = dir.path().join("snapshot-000001.dapei");
        assert_eq!(error.to_string(), format!("cannot use snapshot `{}`", file.display()));
        assert!(std::error::Error::source(&error).is_some());
    }

    #[test]
    fn what_is_no_snapshot_is_refused_by_its_first_bytes_however_large_it_is() {
        let (held, dir) = with_files(&[]);
        let path = held.path().join("snapshot-000001.dapei");
        let loaded = |header: &[u8]| {
            fs::write(&path, header).unwrap();
            // No byte of it is on the disk.
            File::options().write(true).open(&path).unwrap().set_len(1 << 40).unwrap();
            let ModelDirError::Snapshot { source, .. } =
                dir.load(&dir.list().unwrap()[0]).unwrap_err()
            else {
                panic!("the file was not looked at")
            };
            source
        };
        assert!(matches!(loaded(b"other"), SnapshotError::Foreign));
        let header = |format: u32, length: u64| {
            [&b"DAPEISNP"[..], &format.to_le_bytes(), &[0; 4], &length.to_le_bytes()].concat()
        };
        assert!(matches!(loaded(&header(FORMAT + 1, 7)), SnapshotError::Format { .. }));
        assert!(matches!(loaded(&header(FORMAT, 7)), SnapshotError::Length { expected: 7, .. }));
    }

    #[test]
    fn what_is_no_plain_file_is_not_read() {
        let (held, dir) = with_files(&[]);
        symlink("/dev/zero", held.path().join("snapshot-000001.dapei")).unwrap();
        let refused = dir.load(&dir.list().unwrap()[0]).unwrap_err();
        assert!(matches!(refused, ModelDirError::NoFile(_)), "{refused}");
    }
}
