//! Opening a store's file: whose it is, how it is kept, and which schema it has.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use tracing::warn;

use super::alone::Alone;
use super::identity::Identity;
use super::read_only::ReadOnly;
use super::{Sqlite, failure};
use crate::store::database::Database;
use crate::store::error::StoreError;
use crate::watch::chain;

/// Says in the file's head whose it is: `Dape`.
const APPLICATION_ID: i64 = 0x4461_7065;
/// Each step from one schema to the next; the file's `user_version` says how many were made. What stands here stays as
/// it is: files have been written with it.
const STEPS: [&str; 1] = ["
    CREATE TABLE told (
        item_id TEXT NOT NULL PRIMARY KEY,
        facts TEXT NOT NULL,
        revision INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE revisions (newest INTEGER NOT NULL) STRICT;
    INSERT INTO revisions (newest) VALUES (0);
    CREATE TABLE rules (
        number INTEGER NOT NULL PRIMARY KEY,
        written_at TEXT NOT NULL,
        author TEXT NOT NULL,
        document TEXT NOT NULL
    ) STRICT;
"];
/// The newest schema.
pub(super) const SCHEMA: i64 = STEPS.len() as i64;
/// How much of the log stays on disk after it was written back. Unit: bytes.
const LOG_BYTES: i64 = 16 << 20;

impl Sqlite {
    /// The store at `path`, made where there is none; a lock is waited for `locked_within`.
    ///
    /// # Errors
    ///
    /// The file cannot be made, read or written, is locked or damaged, is no store, or one of a newer release.
    pub(in crate::store) fn open(path: &Path, locked_within: Duration) -> Result<Self, StoreError> {
        make_if_absent(path)?;
        Self::connect(path, locked_within)
    }

    /// The same for a service: nobody else may serve it meanwhile. What is there and can be read only is read.
    ///
    /// # Errors
    ///
    /// As [`Sqlite::open`] has them; or another service or shop has it.
    pub(in crate::store) fn open_to_serve(
        path: &Path,
        locked_within: Duration,
    ) -> Result<Box<dyn Database>, StoreError> {
        let alone = make_if_absent(path).and_then(|()| Alone::at(path, locked_within));
        let opened = alone.and_then(|alone| {
            let store = Self::connect(path, locked_within)?;
            Ok(Box::new(Self { alone: Some(alone), ..store }) as Box<dyn Database>)
        });
        opened.or_else(|error| {
            let may_be_read = matches!(
                error,
                StoreError::Io { .. } | StoreError::ReadOnly { .. } | StoreError::Database { .. }
            );
            let read = may_be_read.then(|| ReadOnly::open(path, locked_within));
            // What kept it from being written is what helps.
            let Some(Ok(read)) = read else { return Err(error) };
            warn!(
                error = %chain(&error),
                "The store can be read only: items and rules cannot be told"
            );
            Ok(Box::new(read))
        })
    }

    fn connect(path: &Path, locked_within: Duration) -> Result<Self, StoreError> {
        // No URI: a path is a path, whatever it looks like.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let failure = |error| failure::of("open", path, locked_within, error);
        let connection = Connection::open_with_flags(path, flags).map_err(failure)?;
        let store = Self::of(connection, path, locked_within)?;
        let connection = &store.connection;
        if !has_log(connection).map_err(failure)? {
            return Err(StoreError::NoLog { place: store.place() });
        }
        keep_well(connection).map_err(failure)?;
        bring_up_to_date(connection).map_err(failure)?;
        Ok(store)
    }

    /// What is open at `path`, where it is a store.
    pub(super) fn of(
        connection: Connection,
        path: &Path,
        locked_within: Duration,
    ) -> Result<Self, StoreError> {
        let failure = |error| failure::of("open", path, locked_within, error);
        connection.busy_timeout(locked_within).map_err(failure)?;
        check_owner(&connection, path, locked_within)?;
        let identity = Identity::of(path).map_err(|error| io("open", path, error))?;
        let path = path.to_owned();
        Ok(Self { connection, path, identity, locked_within, alone: None, revision: 0 })
    }
}

fn io(act: &'static str, path: &Path, source: io::Error) -> StoreError {
    StoreError::Io { act, place: path.display().to_string(), source: Arc::new(source) }
}

/// Makes an empty file where nothing is.
fn make_if_absent(path: &Path) -> Result<(), StoreError> {
    match fs::metadata(path) {
        // A pipe would keep us waiting.
        Ok(found) if !found.is_file() => {
            let place = path.display().to_string();
            return Err(StoreError::Foreign { place, found: "no plain file" });
        }
        Ok(_) => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(io("open", path, error)),
    }
    // SQLite would say no more than that it cannot.
    let made = File::options().create(true).append(true).open(path);
    made.map_err(|error| io("make", path, error))?;
    // The folder too, or a power failure takes the whole file away.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let synced = File::open(folder.unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all());
    synced.map_err(|error| io("make", path, error))
}

/// Looks whose file it is, before anything in it is changed.
fn check_owner(
    connection: &Connection,
    path: &Path,
    locked_within: Duration,
) -> Result<(), StoreError> {
    let number = |sql: &str| {
        let found = connection.query_row(sql, [], |row| row.get::<_, i64>(0));
        found.map_err(|error| failure::of("open", path, locked_within, error))
    };
    let place = || path.display().to_string();
    let owner = number("PRAGMA application_id")?;
    let is_empty = owner == 0 && number("SELECT count(*) FROM sqlite_schema")? == 0;
    if owner != APPLICATION_ID && !is_empty {
        let found = "a database of another program";
        return Err(StoreError::Foreign { place: place(), found });
    }
    let found = number("PRAGMA user_version")?;
    match found > SCHEMA {
        true => Err(StoreError::Newer { place: place(), found, known: SCHEMA }),
        false => Ok(()),
    }
}

/// Whether what is written goes to a log first, from now on.
fn has_log(connection: &Connection) -> rusqlite::Result<bool> {
    let mode = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0));
    mode.map(|mode| mode == "wal")
}

/// What is committed is on disk, and what is read is not trusted more than a file can be.
fn keep_well(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update_and_check(None, "journal_size_limit", LOG_BYTES, |_| Ok(()))
}

/// Makes the steps that are missing, all or none.
fn bring_up_to_date(connection: &Connection) -> rusqlite::Result<()> {
    let schema = || connection.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0));
    if schema()? == SCHEMA {
        return Ok(());
    }
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let made = schema().and_then(|schema| {
        // Another process may have made them meanwhile.
        let n_made = usize::try_from(schema).unwrap_or(0);
        for step in STEPS.iter().skip(n_made) {
            connection.execute_batch(step)?;
        }
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
        connection.pragma_update(None, "user_version", SCHEMA)?;
        connection.execute_batch("COMMIT")
    });
    made.inspect_err(|_| {
        let _ = connection.execute_batch("ROLLBACK");
    })
}
