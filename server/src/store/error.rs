//! What goes wrong with a store.

use std::error::Error as StdError;
use std::io;
use std::sync::Arc;

use thiserror::Error;

/// Why a store did not open, keep or give something. Cheap to clone: writes that fail together all say why.
#[derive(Debug, Clone, Error)]
pub enum StoreError {
    /// The system refused.
    #[error("cannot {act} the store `{place}`")]
    Io {
        /// What was tried.
        act: &'static str,
        /// Where the store is.
        place: String,
        /// What the system said.
        #[source]
        source: Arc<io::Error>,
    },
    /// The database refused, for a reason that has no name here.
    #[error("cannot {act} the store `{place}`")]
    Database {
        /// What was tried.
        act: &'static str,
        /// Where the store is.
        place: String,
        /// What the database said.
        #[source]
        source: Arc<dyn StdError + Send + Sync>,
    },
    /// Another program writes and does not end.
    #[error(
        "cannot {act} the store `{place}`: another program has locked it for longer than {seconds} seconds"
    )]
    Locked {
        /// What was tried.
        act: &'static str,
        /// Where the store is.
        place: String,
        /// How long was waited.
        seconds: u64,
    },
    /// The file or its folder can be read only.
    #[error(
        "cannot {act} the store `{place}`: it can be read only, expected a file and a folder that can be written: \
         `--store sqlite:FILE` keeps it elsewhere"
    )]
    ReadOnly {
        /// What was tried.
        act: &'static str,
        /// Where the store is.
        place: String,
    },
    /// No room is left.
    #[error("cannot {act} the store `{place}`: its disk is full")]
    Full {
        /// What was tried.
        act: &'static str,
        /// Where the store is.
        place: String,
    },
    /// Something else stands at its place.
    #[error(
        "`{place}` is {found}, expected a store that Dapei wrote: move it away, or keep the store elsewhere"
    )]
    Foreign {
        /// Where the store should be.
        place: String,
        /// What is there.
        found: &'static str,
    },
    /// It is where no write-ahead log can be kept.
    #[error(
        "the store `{place}` is where SQLite keeps no write-ahead log, as on a network: keep it on a disk of this machine"
    )]
    NoLog {
        /// Where the store is.
        place: String,
    },
    /// A newer release wrote it.
    #[error(
        "the store `{place}` has schema {found}, this release knows schemas up to {known}: \
         use the release that wrote it, or a newer one"
    )]
    Newer {
        /// Where the store is.
        place: String,
        /// The schema it has.
        found: i64,
        /// The newest that is known.
        known: i64,
    },
    /// Its content is not what was written.
    #[error(
        "the store `{place}` is damaged: put a backup in its place, or move it away to begin with an empty one"
    )]
    Damaged {
        /// Where the store is.
        place: String,
        /// What the database said.
        #[source]
        source: Arc<dyn StdError + Send + Sync>,
    },
    /// What is kept of an item is nothing that this release would write.
    #[error("what the store keeps of item `{item_id}` cannot be read")]
    Unreadable {
        /// Which item.
        item_id: String,
        /// What is wrong.
        #[source]
        source: Arc<dyn StdError + Send + Sync>,
    },
    /// Its file was taken away while it was in use: what is written now would be lost.
    #[error(
        "the store `{place}` was moved or removed while it was in use, or cannot be reached any more"
    )]
    Gone {
        /// Where the store was.
        place: String,
    },
    /// Two would not see what the other is told.
    #[error(
        "the store `{place}` is in use by another service or another shop: end that one, or give each a store of its \
         own with `--store sqlite:FILE`"
    )]
    InUse {
        /// Where the store is.
        place: String,
    },
    /// More waits than is taken.
    #[error("too many writes wait for the store")]
    Busy,
    /// Its thread ended.
    #[error("the store takes nothing any more: its thread ended, the log says why")]
    Stopped,
    /// The rules are no longer those that the writer knew.
    #[error(
        "the newest rules are version {found}, not {expected} as expected: read them, and write again"
    )]
    RulesConflict {
        /// The newest version that the writer knew; 0 for none.
        expected: u64,
        /// The newest version; 0 for none.
        found: u64,
    },
    /// The rules are too long.
    #[error("the rules have {found} bytes, expected at most {most}")]
    RulesTooLong {
        /// Their length. Unit: bytes.
        found: usize,
        /// The greatest length. Unit: bytes.
        most: usize,
    },
}
