//! A store in one SQLite file, with its write-ahead log beside it.
//!
//! In: the interface of [`Database`]. Out: rows that outlive a loss of power once committed. Deliberately absent:
//! threads (the store has one), and what the texts mean.

mod opening;
mod failure;
mod identity;
mod alone;
mod read_only;

use std::path::PathBuf;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, params};

use self::alone::Alone;
use self::identity::Identity;
use super::database::{Database, Rules, RulesVersion, ToldRow};
use super::error::StoreError;

/// How long another program's lock is waited for.
pub(super) const LOCKED_WITHIN: Duration = Duration::from_secs(2);

/// A store's file, open.
pub(super) struct Sqlite {
    connection: Connection,
    path: PathBuf,
    /// Which file it was when it was opened.
    identity: Identity,
    locked_within: Duration,
    /// Given up after the connection is closed.
    #[expect(dead_code, reason = "it is a lock")]
    alone: Option<Alone>,
    /// The newest revision, in the transaction under way.
    revision: i64,
}

impl Database for Sqlite {
    fn begin(&mut self) -> Result<(), StoreError> {
        if !self.identity.is_still(&self.path) {
            return Err(StoreError::Gone { place: self.place() });
        }
        let begun = self.connection.execute_batch("BEGIN IMMEDIATE");
        begun.map_err(|error| self.failure("write", error))?;
        let revision = self.newest_revision();
        self.revision = revision.inspect_err(|_| self.roll_back())?;
        Ok(())
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        let kept = self
            .connection
            .prepare_cached("UPDATE revisions SET newest = ?1 WHERE newest <> ?1")
            .and_then(|mut update| update.execute([self.revision]))
            .and_then(|_| self.connection.execute_batch("COMMIT"));
        kept.map_err(|error| self.failure("write", error))
    }

    fn roll_back(&mut self) {
        // Fails where the database rolled back by itself, as it does where its disk is full.
        let _ = self.connection.execute_batch("ROLLBACK");
    }

    fn told(&mut self, item_id: &str) -> Result<Option<String>, StoreError> {
        let found = self
            .connection
            .prepare_cached("SELECT facts FROM told WHERE item_id = ?1")
            .and_then(|mut select| select.query_row([item_id], |row| row.get(0)).optional());
        found.map_err(|error| self.failure("read", error))
    }

    fn each_told(
        &mut self,
        take: &mut dyn FnMut(ToldRow<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let failure = |error| self.failure("read", error);
        let mut select = self
            .connection
            .prepare("SELECT item_id, facts, revision FROM told ORDER BY item_id")
            .map_err(failure)?;
        let mut rows = select.query([]).map_err(failure)?;
        while let Some(row) = rows.next().map_err(failure)? {
            let text = |column| row.get_ref(column).and_then(|value| Ok(value.as_str()?));
            let revision: i64 = row.get(2).map_err(failure)?;
            take(ToldRow {
                item_id: text(0).map_err(failure)?,
                facts: text(1).map_err(failure)?,
                revision: revision.unsigned_abs(),
            })?;
        }
        Ok(())
    }

    fn tell(&mut self, item_id: &str, facts: &str) -> Result<u64, StoreError> {
        let revision = self.revision + 1;
        let told = self
            .connection
            .prepare_cached(
                "INSERT OR REPLACE INTO told (item_id, facts, revision) VALUES (?1, ?2, ?3)",
            )
            .and_then(|mut insert| insert.execute(params![item_id, facts, revision]));
        told.map_err(|error| self.failure("write", error))?;
        self.revision = revision;
        Ok(revision.unsigned_abs())
    }

    fn forget(&mut self, item_id: &str) -> Result<(), StoreError> {
        let forgotten = self
            .connection
            .prepare_cached("DELETE FROM told WHERE item_id = ?1")
            .and_then(|mut delete| delete.execute([item_id]));
        forgotten.map_err(|error| self.failure("write", error))?;
        Ok(())
    }

    fn newest_rules_number(&mut self) -> Result<u64, StoreError> {
        let number = self
            .connection
            .prepare_cached("SELECT coalesce(max(number), 0) FROM rules")
            .and_then(|mut select| select.query_row([], |row| row.get::<_, i64>(0)));
        Ok(number.map_err(|error| self.failure("read", error))?.unsigned_abs())
    }

    fn rules(&mut self, number: u64) -> Result<Option<Rules>, StoreError> {
        let found = self
            .connection
            .prepare_cached("SELECT written_at, author, document FROM rules WHERE number = ?1")
            .and_then(|mut select| {
                let rules = select.query_row([as_row(number)], |row| {
                    Ok(Rules {
                        number,
                        written_at: row.get(0)?,
                        author: row.get(1)?,
                        document: row.get(2)?,
                    })
                });
                rules.optional()
            });
        found.map_err(|error| self.failure("read", error))
    }

    fn rules_versions(
        &mut self,
        before: Option<u64>,
        most: usize,
    ) -> Result<Vec<RulesVersion>, StoreError> {
        let before = before.map_or(i64::MAX, as_row);
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let found = self
            .connection
            .prepare_cached(
                "SELECT number, written_at, author, octet_length(document) FROM rules \
                 WHERE number < ?1 ORDER BY number DESC LIMIT ?2",
            )
            .and_then(|mut select| {
                let versions = select.query_map([before, most], |row| {
                    Ok(RulesVersion {
                        number: row.get::<_, i64>(0)?.unsigned_abs(),
                        written_at: row.get(1)?,
                        author: row.get(2)?,
                        size_bytes: row.get::<_, i64>(3)?.unsigned_abs(),
                    })
                });
                versions?.collect()
            });
        found.map_err(|error| self.failure("read", error))
    }

    fn add_rules(&mut self, rules: &Rules) -> Result<(), StoreError> {
        let added = self
            .connection
            .prepare_cached(
                "INSERT INTO rules (number, written_at, author, document) VALUES (?1, ?2, ?3, ?4)",
            )
            .and_then(|mut insert| {
                let Rules { number, written_at, author, document } = rules;
                insert.execute(params![as_row(*number), written_at, author, document])
            });
        added.map_err(|error| self.failure("write", error))?;
        Ok(())
    }

    fn drop_rules_before(&mut self, number: u64) -> Result<(), StoreError> {
        let dropped = self
            .connection
            .prepare_cached("DELETE FROM rules WHERE number < ?1")
            .and_then(|mut delete| delete.execute([as_row(number)]));
        dropped.map_err(|error| self.failure("write", error))?;
        Ok(())
    }
}

impl Sqlite {
    fn place(&self) -> String {
        self.path.display().to_string()
    }

    fn failure(&self, act: &'static str, error: rusqlite::Error) -> StoreError {
        failure::of(act, &self.path, self.locked_within, error)
    }

    fn newest_revision(&self) -> Result<i64, StoreError> {
        let newest = self
            .connection
            .prepare_cached("SELECT newest FROM revisions")
            .and_then(|mut select| select.query_row([], |row| row.get(0)));
        newest.map_err(|error| self.failure("read", error))
    }
}

/// A number as SQLite keeps it. Numbers count from 1, one by one: none is beyond.
fn as_row(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
