//! What goes wrong with a directory of snapshots.

use std::io;
use std::path::{Path, PathBuf};

use engine::snapshot::SnapshotError;
use thiserror::Error;

use super::number::SnapshotNumber;

/// Why a directory of snapshots does not give or take one.
#[derive(Debug, Error)]
pub enum ModelDirError {
    /// Nothing is there.
    #[error("no directory `{dir}`: make a model with `dapei train --orders FILE --model {dir}`", dir = .0.display())]
    Missing(PathBuf),
    /// Something else is there.
    #[error("`{}` is no directory, expected one of snapshots", .0.display())]
    NoDirectory(PathBuf),
    /// Nothing was published yet.
    #[error("no snapshot in `{dir}`: make one with `dapei train --orders FILE --model {dir}`", dir = .0.display())]
    Empty(PathBuf),
    /// The chosen snapshot is gone.
    #[error("`{}` names snapshot {number}, which is not there", .file.display())]
    ActiveMissing {
        /// The file that names it.
        file: PathBuf,
        /// The number it names.
        number: SnapshotNumber,
    },
    /// The choice is no number.
    #[error("`{}` holds `{found}`, expected the number of a snapshot", .file.display())]
    ActiveUnreadable {
        /// The file that should name a snapshot.
        file: PathBuf,
        /// What it holds.
        found: String,
    },
    /// No number is left for another one.
    #[error("`{}` has the last number there is: move it away, and publish again", .0.display())]
    LastNumber(PathBuf),
    /// A snapshot stands under its number, and may not stand there after a loss of power.
    #[error("snapshot {number} is published as `{}`, but may be lost if the power fails now", .path.display())]
    NotSynced {
        /// Its number.
        number: SnapshotNumber,
        /// Where it is.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file system refused.
    #[error("cannot {act} `{}`", .path.display())]
    Io {
        /// What was tried.
        act: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A device, a pipe or a directory stands where a snapshot should.
    #[error("`{}` is no plain file, expected a snapshot", .0.display())]
    NoFile(PathBuf),
    /// The file holds no snapshot that this build can use.
    #[error("cannot use snapshot `{}`", .path.display())]
    Snapshot {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        source: SnapshotError,
    },
}

impl ModelDirError {
    pub(super) fn io(act: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io { act, path: path.to_owned(), source }
    }

    /// Whether a file was gone.
    pub(super) fn is_not_found(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }
}
