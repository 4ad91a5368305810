//! How much is told, so that no caller makes it grow without bound.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::facts::ToldFacts;
use super::memory;
use super::telling::Refused;
use super::view::ToldItems;

/// Says whether the snapshot has an item. It keeps alive what it looks into.
pub type IsKnown = Arc<dyn Fn(&str) -> bool + Send + Sync>;

/// How much may be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most items that the snapshot does not know.
    pub most_unknown: u64,
    /// Most bytes of ids and JSON in all.
    pub most_bytes: u64,
}

impl Default for Limits {
    /// A million items that the snapshot does not know, and a gibibyte.
    fn default() -> Self {
        Self { most_unknown: 1_000_000, most_bytes: 1 << 30 }
    }
}

/// How much is told, with the changes under way.
pub(super) struct Tally {
    n_unknown: i64,
    n_bytes: i64,
    /// Read by threads that answer, which wait for no lock.
    n_memory_bytes: Arc<AtomicI64>,
    is_known: IsKnown,
    limits: Limits,
}

/// What changes add to a tally.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Added {
    n_unknown: i64,
    n_bytes: i64,
    n_memory_bytes: i64,
}

/// What is told of an item, and how long that is; 0 bytes where it is nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Amount<'a> {
    pub(super) facts: &'a ToldFacts,
    pub(super) n_bytes: usize,
}

impl Tally {
    pub(super) fn new(
        items: &ToldItems,
        n_bytes: usize,
        is_known: IsKnown,
        limits: Limits,
    ) -> Self {
        let (n_unknown, n_memory_bytes) = sums(items, &is_known);
        let n_memory_bytes = Arc::new(AtomicI64::new(n_memory_bytes));
        Self { n_unknown, n_bytes: signed(n_bytes), n_memory_bytes, is_known, limits }
    }

    /// Another snapshot knows other items.
    pub(super) fn follow(&mut self, items: &ToldItems, is_known: IsKnown) {
        let (n_unknown, n_memory_bytes) = sums(items, &is_known);
        self.n_unknown = n_unknown;
        self.n_memory_bytes.store(n_memory_bytes, Ordering::Relaxed);
        self.is_known = is_known;
    }

    /// Counts that of `item_id` is told what is in `after`, where it was what is in `before`. Remembers in `added` what to
    /// take back if that is not kept.
    pub(super) fn count(
        &mut self,
        item_id: &str,
        before: Amount<'_>,
        after: Amount<'_>,
        added: &mut Added,
    ) -> Result<(), Refused> {
        let is_known = (self.is_known)(item_id);
        let n_unknown = match (is_known, before.n_bytes == 0, after.n_bytes == 0) {
            (true, _, _) | (false, true, true) | (false, false, false) => 0,
            (false, false, true) => -1,
            (false, true, false) => 1,
        };
        let n_bytes = signed(after.n_bytes) - signed(before.n_bytes);
        let memory = |amount: Amount<'_>| match amount.n_bytes {
            0 => 0,
            _ => memory::of_item(item_id, amount.facts, is_known).cast_signed(),
        };
        let n_memory_bytes = memory(after) - memory(before);
        let Limits { most_unknown, most_bytes } = self.limits;
        if n_unknown > 0 && is_beyond(self.n_unknown + n_unknown, most_unknown) {
            return Err(Refused::TooManyUnknown { most: most_unknown });
        }
        if n_bytes > 0 && is_beyond(self.n_bytes + n_bytes, most_bytes) {
            return Err(Refused::TooMuchTold { most_bytes });
        }
        self.n_unknown += n_unknown;
        self.n_bytes += n_bytes;
        self.n_memory_bytes.fetch_add(n_memory_bytes, Ordering::Relaxed);
        added.n_unknown += n_unknown;
        added.n_bytes += n_bytes;
        added.n_memory_bytes += n_memory_bytes;
        Ok(())
    }

    /// What was counted is not kept.
    pub(super) fn take_back(&mut self, added: Added) {
        self.n_unknown -= added.n_unknown;
        self.n_bytes -= added.n_bytes;
        self.n_memory_bytes.fetch_sub(added.n_memory_bytes, Ordering::Relaxed);
    }

    /// The memory of all that is told, as it is counted on.
    pub(super) fn memory(&self) -> Memory {
        Memory(Arc::clone(&self.n_memory_bytes))
    }
}

/// The memory of all that is told.
pub(super) struct Memory(Arc<AtomicI64>);

impl Memory {
    /// About. Unit: bytes.
    pub(super) fn bytes(&self) -> u64 {
        match u64::try_from(self.0.load(Ordering::Relaxed)).unwrap_or(0) {
            0 => 0,
            items => items + memory::PARTS_BYTES,
        }
    }
}

impl fmt::Debug for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tally")
            .field("n_unknown", &self.n_unknown)
            .field("n_bytes", &self.n_bytes)
            .finish_non_exhaustive()
    }
}

/// How many items are unknown, and the memory of all.
fn sums(items: &ToldItems, is_known: &IsKnown) -> (i64, i64) {
    items.iter().fold((0, 0), |(n_unknown, n_memory_bytes), (id, facts)| {
        let is_known = is_known(id);
        let memory = memory::of_item(id, facts, is_known).cast_signed();
        (n_unknown + i64::from(!is_known), n_memory_bytes + memory)
    })
}

/// Where another process writes to the same store, what it told is taken from the sum though it was never added.
fn is_beyond(sum: i64, most: u64) -> bool {
    u64::try_from(sum).is_ok_and(|sum| sum > most)
}

fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
