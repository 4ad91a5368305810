//! A store that can be read only: on a volume that others write, or in a folder that is not ours.
//!
//! It is opened anew for every read, so that rules which somebody wrote elsewhere are found. Without a log beside it the
//! file is whole by itself and is read as it is: SQLite would want to make files beside it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::{Sqlite, failure};
use crate::store::database::{Database, Rules, RulesVersion, ToldRow};
use crate::store::error::StoreError;

/// A store's file that nothing is written to.
pub(super) struct ReadOnly {
    path: PathBuf,
    locked_within: Duration,
}

impl ReadOnly {
    /// The store at `path`.
    ///
    /// # Errors
    ///
    /// It is not there, cannot be read, or is none.
    pub(super) fn open(path: &Path, locked_within: Duration) -> Result<Self, StoreError> {
        let store = Self { path: path.to_owned(), locked_within };
        // What cannot be read now is told now.
        store.read()?.newest_rules_number()?;
        Ok(store)
    }

    fn read(&self) -> Result<Sqlite, StoreError> {
        let failure = |error| failure::of("open", &self.path, self.locked_within, error);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = match whole(&self.path) {
            Some(address) => {
                Connection::open_with_flags(address, flags | OpenFlags::SQLITE_OPEN_URI)
            }
            None => Connection::open_with_flags(&self.path, flags),
        };
        Sqlite::of(connection.map_err(failure)?, &self.path, self.locked_within)
    }

    fn refused(&self) -> StoreError {
        StoreError::ReadOnly { act: "write", place: self.path.display().to_string() }
    }
}

/// Tells SQLite that nobody changes the file, where nothing waits beside it to be written into it.
fn whole(path: &Path) -> Option<String> {
    let mut log = path.to_owned().into_os_string();
    log.push("-wal");
    if fs::metadata(log).is_ok_and(|log| log.len() > 0) {
        return None;
    }
    let mut address = "file:".to_owned();
    for byte in path.to_str()?.bytes() {
        match byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            true => address.push(byte.into()),
            false => address.push_str(&format!("%{byte:02X}")),
        }
    }
    Some(address + "?immutable=1")
}

impl Database for ReadOnly {
    fn begin(&mut self) -> Result<(), StoreError> {
        Err(self.refused())
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        Err(self.refused())
    }

    fn roll_back(&mut self) {}

    fn told(&mut self, item_id: &str) -> Result<Option<String>, StoreError> {
        self.read()?.told(item_id)
    }

    fn each_told(
        &mut self,
        take: &mut dyn FnMut(ToldRow<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.read()?.each_told(take)
    }

    fn tell(&mut self, _: &str, _: &str) -> Result<u64, StoreError> {
        Err(self.refused())
    }

    fn forget(&mut self, _: &str) -> Result<(), StoreError> {
        Err(self.refused())
    }

    fn newest_rules_number(&mut self) -> Result<u64, StoreError> {
        self.read()?.newest_rules_number()
    }

    fn rules(&mut self, number: u64) -> Result<Option<Rules>, StoreError> {
        self.read()?.rules(number)
    }

    fn rules_versions(
        &mut self,
        before: Option<u64>,
        most: usize,
    ) -> Result<Vec<RulesVersion>, StoreError> {
        self.read()?.rules_versions(before, most)
    }

    fn add_rules(&mut self, _: &Rules) -> Result<(), StoreError> {
        Err(self.refused())
    }

    fn drop_rules_before(&mut self, _: u64) -> Result<(), StoreError> {
        Err(self.refused())
    }
}
