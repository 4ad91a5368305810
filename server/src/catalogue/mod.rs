//! What a shop tells of its items while it sells: stock, prices and all other facts, seen by the next answer.
//!
//! In: changes of items, merged into what was told before. Out: what is told of every item now, immutable, and a call
//! for each change. A change is written to the store first and only then seen. Deliberately absent: what the snapshot
//! says of an item (what is told goes before it, fact by fact, where both are shown), HTTP, and any training.

mod field_error;
mod item_id;
mod change;
mod line;
mod facts;
mod view;
mod memory;
mod tally;
mod telling;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use tokio::sync::{Semaphore, SemaphorePermit, oneshot};

pub use change::{Attributes, Fact, ItemChange, ItemChangeBody, MAX_ATTRIBUTES};
pub use facts::{MAX_FACTS_BYTES, ToldFacts};
pub use field_error::{FieldError, FieldProblem};
pub use item_id::ItemId;
pub use line::{ItemLine, LineError};
pub use tally::{IsKnown, Limits};
pub use telling::{Change, Outcome, Refused};
pub use view::ToldItems;

use self::tally::{Memory, Tally};
use self::telling::Telling;
use crate::store::{Store, StoreError};

/// Told what changed, right after it is seen by answers: items, each with what is told of it now; nothing where nothing
/// is told any more. It is called on the store's thread, one change after the other, and must not wait for the store.
pub type Listener = Arc<dyn Fn(&[(String, Option<Arc<ToldFacts>>)]) + Send + Sync>;

/// How many bulks of a shop are read at once: each holds its body.
const BULKS_AT_ONCE: usize = 2;

/// What a shop told of its items.
pub struct Catalogue {
    seen: Arc<Seen>,
    store: Arc<Store>,
    bulks: Semaphore,
    memory: Memory,
}

/// What answers see, changed on the store's thread only.
struct Seen {
    items: ArcSwap<ToldItems>,
    /// Held while a change comes to be seen and is told.
    listener: Mutex<Option<Listener>>,
    tally: Mutex<Tally>,
}

impl Catalogue {
    /// All that `store` keeps. `is_known` says which items the snapshot has; [`Catalogue::follow`] gives that of the
    /// next one.
    ///
    /// Reads the store: never call it on a thread that answers requests.
    ///
    /// # Errors
    ///
    /// The store cannot be read, or keeps what this release would not write.
    pub fn open(store: Arc<Store>, is_known: IsKnown, limits: Limits) -> Result<Self, StoreError> {
        let (items, n_bytes) = store.read_now(|database| {
            let mut entries: Vec<(Arc<str>, Arc<ToldFacts>)> = Vec::new();
            let mut n_bytes = 0;
            database.each_told(&mut |row| {
                let facts = ToldFacts::kept(row.item_id, row.facts)?;
                n_bytes += row.item_id.len() + row.facts.len();
                entries.push((row.item_id.into(), Arc::new(facts)));
                Ok(())
            })?;
            // Databases differ in what comes first.
            entries.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
            Ok((ToldItems::of_sorted(entries), n_bytes))
        })?;
        let tally = Tally::new(&items, n_bytes, is_known, limits);
        let memory = tally.memory();
        let seen = Seen {
            items: ArcSwap::from_pointee(items),
            listener: Mutex::new(None),
            tally: Mutex::new(tally),
        };
        Ok(Self { seen: Arc::new(seen), store, bulks: Semaphore::new(BULKS_AT_ONCE), memory })
    }

    /// What is told of each item at this moment. Cheap: no lock, no copy.
    #[must_use]
    pub fn items(&self) -> Arc<ToldItems> {
        self.seen.items.load_full()
    }

    /// Calls `listener` after every later change, in place of the one before; returns what is told now, so that between
    /// the two no change is missed and none comes twice.
    pub fn listen(&self, listener: Listener) -> Arc<ToldItems> {
        let mut listening = self.seen.listener.lock().unwrap_or_else(PoisonError::into_inner);
        *listening = Some(listener);
        self.items()
    }

    /// Another snapshot is served: `is_known` says which items it has. Costs one look at every item that is told.
    pub fn follow(&self, is_known: IsKnown) {
        let items = self.items();
        self.seen.tally().follow(&items, is_known);
    }

    /// Changes what is told: each of `changes` after the other, all in one write. What this returns is on disk, and seen
    /// by every answer that begins afterwards. Where the caller stops waiting, the change is made nevertheless.
    ///
    /// # Errors
    ///
    /// The store took nothing, and nothing changed. What is refused of one item, though the store is well, stands in the
    /// place of its outcome.
    pub async fn change(&self, changes: Vec<(ItemId, Change)>) -> Result<Vec<Outcome>, StoreError> {
        let (reply, replied) = oneshot::channel();
        let telling = Telling::new(changes, Arc::clone(&self.seen), reply);
        self.store.write(Box::new(telling))?;
        replied.await.unwrap_or(Err(StoreError::Stopped))
    }

    /// The store it is kept in.
    #[must_use]
    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// Memory of what is told, about. Unit: bytes.
    #[must_use]
    pub fn memory_bytes(&self) -> u64 {
        self.memory.bytes()
    }

    /// The turn to read a bulk, until it is dropped; nothing where as many are read as may be at once.
    #[must_use]
    pub fn bulk_turn(&self) -> Option<SemaphorePermit<'_>> {
        self.bulks.try_acquire().ok()
    }
}

impl fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n_items = self.items().len();
        f.debug_struct("Catalogue").field("n_items", &n_items).finish_non_exhaustive()
    }
}

impl Seen {
    fn tally(&self) -> std::sync::MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on answers see `changed`; then it is told.
    fn show(&self, changed: Vec<(String, Option<Arc<ToldFacts>>)>) {
        if changed.is_empty() {
            return;
        }
        let listening = self.listener.lock().unwrap_or_else(PoisonError::into_inner);
        self.items.store(Arc::new(self.items.load().amended(&changed)));
        if let Some(listener) = &*listening {
            listener(&changed);
        }
    }
}

#[cfg(test)]
mod tests;
