//! What SQLite refuses, in words.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Error, ErrorCode};

use crate::store::error::StoreError;

/// Why `act` failed on the file at `path`.
pub(super) fn of(
    act: &'static str,
    path: &Path,
    locked_within: Duration,
    error: Error,
) -> StoreError {
    let place = path.display().to_string();
    let is_other_type = matches!(
        error,
        Error::FromSqlConversionFailure(..)
            | Error::InvalidColumnType(..)
            | Error::Utf8Error(..)
            | Error::QueryReturnedNoRows
    );
    if is_other_type {
        return StoreError::Damaged { place, source: Arc::new(error) };
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            StoreError::Locked { act, place, seconds: locked_within.as_secs() }
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            StoreError::ReadOnly { act, place }
        }
        Some(ErrorCode::DiskFull) => StoreError::Full { act, place },
        Some(ErrorCode::NotADatabase) => StoreError::Foreign { place, found: "no SQLite database" },
        Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged { place, source: Arc::new(error) },
        // Theirs, with many values that say no more than their text.
        Some(_) | None => StoreError::Database { act, place, source: Arc::new(error) },
    }
}
