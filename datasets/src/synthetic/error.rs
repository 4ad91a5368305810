//! Why a shop is not made.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::params::ShopParamsError;

/// Why a shop is not made. What was written before stays.
#[derive(Debug, Error)]
pub enum ShopError {
    /// A parameter is out of its range.
    #[error(transparent)]
    Params(#[from] ShopParamsError),
    /// A file or its folder cannot be created.
    #[error("{path}: cannot be created", path = .path.display())]
    Create {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The disk is full, or fails.
    #[error("{path}: cannot be written to its end", path = .path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}
