//! One service at a store: of two, neither would see what the other is told.
//!
//! The lock is on a file beside the store's, since closing another handle of the store's own would give up the locks
//! that SQLite has on it. The system frees it when the process ends, however it ends.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crate::store::error::StoreError;

/// How often a lock is tried again.
const EVERY: Duration = Duration::from_millis(10);

/// That nobody else serves a store, until it is dropped.
#[derive(Debug)]
pub(super) struct Alone {
    _lock: File,
}

impl Alone {
    /// Waits for up to `within` until nobody else serves the store at `path`, which is there: a service that ends, or
    /// a shop that is dropped, closes its store a moment later.
    ///
    /// # Errors
    ///
    /// Somebody serves it still; or the lock's file cannot be made.
    pub(super) fn at(path: &Path, within: Duration) -> Result<Self, StoreError> {
        let place = || path.display().to_string();
        let io = |source: io::Error| StoreError::Io {
            act: "lock",
            place: place(),
            source: Arc::new(source),
        };
        // Whatever name leads to it.
        let mut name = path.canonicalize().map_err(io)?.into_os_string();
        name.push("-served");
        let lock = File::options().create(true).append(true).open(&name).map_err(io)?;
        let began = Instant::now();
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(Self { _lock: lock }),
                Err(TryLockError::WouldBlock) if began.elapsed() < within => thread::sleep(EVERY),
                Err(TryLockError::WouldBlock) => return Err(StoreError::InUse { place: place() }),
                Err(TryLockError::Error(error)) => return Err(io(error)),
            }
        }
    }
}
