//! What is served now, and the one act that changes it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use arc_swap::ArcSwap;
use engine::snapshot::Snapshot;
use engine::suggest::ReadyLists;

use crate::model_dir::{Published, SnapshotNumber};
use crate::search::Search;
use crate::shop::Told;

/// A snapshot and what every answer from it needs, worked out once.
#[derive(Debug)]
pub struct Served {
    /// What answers.
    pub snapshot: Snapshot,
    /// Finds its items by what they are called.
    pub search: Search,
    /// Lists of its items that were asked for before.
    pub ready: ReadyLists,
    /// What the shop said since it was made.
    pub told: ArcSwap<Told>,
    /// Which file it came from.
    pub published: Published,
    id: String,
}

impl Served {
    /// Makes `snapshot` ready to answer. Costs a pass over all titles.
    #[must_use]
    pub fn new(published: Published, snapshot: Snapshot) -> Self {
        let search = Search::new(snapshot.vocabulary(), snapshot.catalog());
        let ready = ReadyLists::new(&snapshot);
        let id = snapshot.id().to_string();
        Self { snapshot, search, ready, told: ArcSwap::default(), published, id }
    }

    /// Ranks beforehand, for `within` at the longest, the lists that were asked for of `earlier`: or else all would be
    /// ranked at once, at the time of the questions.
    pub fn prepare(&self, earlier: &Self, within: Duration) {
        let began = Instant::now();
        let items = earlier.snapshot.vocabulary();
        self.ready.prepare(&self.snapshot, &earlier.ready, items, || began.elapsed() < within);
    }

    /// The snapshot's id as it stands in every answer.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its number in the directory.
    #[must_use]
    pub fn number(&self) -> SnapshotNumber {
        self.published.number
    }

    /// Memory that it takes, about: its file's size, what finds its items, and the lists that are kept once all are.
    /// Unit: bytes.
    #[must_use]
    pub fn memory_bytes(&self) -> u64 {
        let kept = self.search.size_bytes() + self.ready.most_bytes();
        self.published.size_bytes + kept as u64
    }

    /// How long ago it was published.
    #[must_use]
    pub fn age(&self) -> Duration {
        SystemTime::now().duration_since(self.published.written).unwrap_or_default()
    }
}

/// The snapshot being served. Requests under way keep the one they began with.
#[derive(Debug)]
pub struct Live {
    served: ArcSwap<Served>,
    /// Held while what is served or what is told of it changes, so that nothing is told to a snapshot that goes.
    changing: Mutex<()>,
}

impl Live {
    /// Serves `first`.
    #[must_use]
    pub fn new(first: Served) -> Self {
        Self { served: ArcSwap::from_pointee(first), changing: Mutex::new(()) }
    }

    /// The snapshot to answer one request from. Cheap: no lock, no copy of the graph.
    #[must_use]
    pub fn current(&self) -> Arc<Served> {
        self.served.load_full()
    }

    /// Serves `next` from now on, with what `told` says was told of its items; returns what was served until now.
    pub fn swap(&self, next: Served, told: impl FnOnce(&Snapshot) -> Told) -> Arc<Served> {
        let _turn = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        next.told.store(Arc::new(told(&next.snapshot)));
        self.served.swap(Arc::new(next))
    }

    /// From now on answers see what `change` makes of what was told.
    pub fn tell(&self, change: impl FnOnce(&Told, &Snapshot) -> Told) {
        let _turn = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let served = self.served.load();
        served.told.store(Arc::new(change(&served.told.load(), &served.snapshot)));
    }
}
