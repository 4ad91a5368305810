//! One shop's snapshots: which of them answers.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use engine::snapshot::Snapshot;
use thiserror::Error;
use tracing::warn;

use super::kept::{Kept, KeptError};
use super::settings::{SettingsError, ShopSettings};
use super::told::Told;
use crate::catalogue::Catalogue;
use crate::live::{Live, Served};
use crate::model_dir::{ModelDir, ModelDirError, Published, SnapshotNumber, Usable};
use crate::store::{STORE_FILE, StoreError};
use crate::watch::chain;

/// How long lists are ranked before a snapshot is served: a publication is to be seen soon.
const PREPARED_WITHIN: Duration = Duration::from_millis(300);

/// A shop that answers: where its snapshots are published, and which of them is served.
#[derive(Debug)]
pub struct Shop {
    /// What answers now.
    pub live: Arc<Live>,
    /// What it said that outlives the process; or why nothing can be kept.
    kept: ArcSwap<Result<Arc<Kept>, StoreError>>,
    /// Held while another snapshot comes to be served, or the store is opened anew.
    turn: Mutex<()>,
    settings: ArcSwap<ShopSettings>,
    model: ModelDir,
    store: PathBuf,
    /// Why the directory could not be followed, so that it is told once.
    failed: Mutex<Option<Failure>>,
    /// What was served, for as long as requests answer from it: freed at a look, and not on a thread that answers.
    leaving: Mutex<Vec<Arc<Served>>>,
}

/// Why a shop cannot answer.
#[derive(Debug, Error)]
pub enum ShopError {
    /// There is no snapshot that can be used.
    #[error(transparent)]
    Model(#[from] ModelDirError),
    /// What the shop said cannot be read: answers could hold what it hides.
    #[error(transparent)]
    Kept(#[from] KeptError),
    /// Its settings cannot be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),
}

/// What a look at the directory led to.
#[derive(Debug, PartialEq, Eq)]
pub enum Look {
    /// Served is what the directory says.
    Unchanged,
    /// Another snapshot is served from now on.
    Swapped {
        /// Which was served until now.
        from: SnapshotNumber,
        /// Which is served from now on.
        to: SnapshotNumber,
    },
}

/// What was tried in vain.
#[derive(Debug, PartialEq, Eq)]
enum Failure {
    /// No active snapshot was found, and why.
    NoneActive(String),
    /// The system did not give the file. It may give it at the next look.
    Unreadable(Published),
    /// The file was read and is no usable snapshot. It stays one until another is published.
    Unusable(Published),
}

impl Shop {
    /// A shop that serves the chosen snapshot of `model`, or else the newest that can be used;
    /// those passed over are logged.
    ///
    /// # Errors
    ///
    /// There is none, or the chosen one cannot be used; or what the shop said cannot be read.
    pub fn open(model: ModelDir) -> Result<Self, ShopError> {
        let store = model.path().join(STORE_FILE);
        Self::with_store(model, &store)
    }

    /// The same, with what the shop says kept in the file `store`.
    ///
    /// # Errors
    ///
    /// As [`Shop::open`] has them.
    pub fn with_store(model: ModelDir, store: &Path) -> Result<Self, ShopError> {
        Self::open_again(model, store, None)
    }

    /// The same where it answered before, with the settings of `before`: these stay where the file of settings cannot be
    /// used.
    pub(super) fn open_again(
        model: ModelDir,
        store: &Path,
        before: Option<Arc<ShopSettings>>,
    ) -> Result<Self, ShopError> {
        let Usable { published, snapshot, passed_over } = model.load_usable()?;
        let used = published.number;
        for (Published { number, .. }, error) in &passed_over {
            warn!(
                snapshot.number = number.0,
                snapshot.used = used.0,
                error = %chain(error),
                "Snapshot {number} cannot be used, the older {used} is"
            );
        }
        let newest = passed_over.into_iter().next();
        let failed = newest.map(|(published, _)| Failure::Unusable(published));
        let live = Arc::new(Live::new(Served::new(published, snapshot)));
        // Whoever follows the file tells what is wrong with it.
        let settings = ArcSwap::new(match (ShopSettings::read(model.path()), before) {
            (Ok(settings), _) => Arc::new(settings),
            (Err(_), Some(before)) => before,
            (Err(error), None) => return Err(error.into()),
        });
        let kept = ArcSwap::from_pointee(keep(store, &live)?.map(Arc::new));
        Ok(Self {
            live,
            kept,
            turn: Mutex::new(()),
            settings,
            model,
            store: store.to_owned(),
            failed: Mutex::new(failed),
            leaving: Mutex::default(),
        })
    }

    /// What the shop said that outlives the process.
    ///
    /// # Errors
    ///
    /// Nothing can be kept, and why.
    pub fn kept(&self) -> Result<Arc<Kept>, StoreError> {
        (**self.kept.load()).clone()
    }

    /// What the shop told of its items.
    ///
    /// # Errors
    ///
    /// Nothing can be kept, and why.
    pub fn catalogue(&self) -> Result<Arc<Catalogue>, StoreError> {
        self.kept().map(|kept| Arc::clone(&kept.catalogue))
    }

    /// Opens the store anew where its thread broke down; says whether it did. Answers see what is kept from then on.
    ///
    /// Reads the store: never call it on a thread that answers requests.
    ///
    /// # Errors
    ///
    /// It cannot be opened. What was told stays seen, and nothing can be told.
    pub fn mend(&self) -> Result<bool, KeptError> {
        let _turn = self.turn();
        match self.kept() {
            Ok(kept) if kept.catalogue.store().has_stopped() => {
                let kept = Kept::open(&self.store, &self.live)?;
                self.kept.store(Arc::new(Ok(Arc::new(kept))));
                Ok(true)
            }
            Ok(_) | Err(_) => Ok(false),
        }
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Follows the rules; says the version where another is in force, or other rules of it are.
    ///
    /// Reads the store: never call it on a thread that answers requests.
    ///
    /// # Errors
    ///
    /// The store cannot be read, or its rules cannot be used. Those in force stay.
    pub fn look_at_rules(&self) -> Result<Option<u64>, KeptError> {
        match self.kept() {
            Ok(kept) => kept.look_at_rules(&self.live),
            Err(_) => Ok(None),
        }
    }

    /// Its own settings, as they are now.
    #[must_use]
    pub fn settings(&self) -> Arc<ShopSettings> {
        self.settings.load_full()
    }

    /// Follows the file of settings; says whether they are others than before.
    ///
    /// Reads the file: never call it on a thread that answers requests.
    ///
    /// # Errors
    ///
    /// They cannot be read or used. Those before stay.
    pub fn look_at_settings(&self) -> Result<bool, SettingsError> {
        let now = ShopSettings::read(self.model.path())?;
        let is_other = **self.settings.load() != now;
        if is_other {
            self.settings.store(Arc::new(now));
        }
        Ok(is_other)
    }

    /// Memory that it takes, about. Unit: bytes.
    #[must_use]
    pub fn memory_bytes(&self) -> u64 {
        let told = self.kept().map_or(0, |kept| kept.catalogue.memory_bytes());
        self.live.current().memory_bytes() + told
    }

    /// The file of what it says.
    pub(super) fn store(&self) -> &Path {
        &self.store
    }

    pub(super) fn model(&self) -> &ModelDir {
        &self.model
    }

    /// Serves the active snapshot where that is not served already. What is served stays where the
    /// directory cannot be followed.
    ///
    /// Costs a listing; and reading the snapshot where it is another one: never call it on a
    /// thread that answers requests.
    ///
    /// # Errors
    ///
    /// There is no active snapshot or it cannot be used. The same failure is returned once; what
    /// the system did not give is asked for again at every look.
    pub fn look(&self) -> Result<Look, ModelDirError> {
        self.follow(|active| self.model.load(active))
    }

    /// The active snapshot, where another one is served and it is not known to be of no use.
    pub(super) fn next(&self) -> Option<Published> {
        let active = self.model.active().ok()?;
        let is_next = active != self.live.current().published && !self.is_known_unusable(&active);
        is_next.then_some(active)
    }

    fn follow(
        &self,
        load: impl FnOnce(&Published) -> Result<Snapshot, ModelDirError>,
    ) -> Result<Look, ModelDirError> {
        self.let_go();
        let served = self.live.current();
        let active = match self.model.active() {
            Ok(active) => active,
            Err(error) => return self.fail(Failure::NoneActive(chain(&error)), error),
        };
        if active == served.published {
            self.succeed();
            return Ok(Look::Unchanged);
        }
        if self.is_known_unusable(&active) {
            return Ok(Look::Unchanged);
        }
        match load(&active) {
            Ok(snapshot) => {
                let (from, to) = (served.number(), active.number);
                let next = Served::new(active, snapshot);
                next.prepare(&served, PREPARED_WITHIN);
                drop(served);
                self.serve(next);
                self.succeed();
                Ok(Look::Swapped { from, to })
            }
            Err(error @ (ModelDirError::Snapshot { .. } | ModelDirError::NoFile(_))) => {
                self.fail(Failure::Unusable(active), error)
            }
            Err(error) => self.fail(Failure::Unreadable(active), error),
        }
    }

    fn serve(&self, next: Served) {
        let _turn = self.turn();
        let before = match self.kept() {
            Ok(kept) => {
                // Before anybody waits: nothing can be told while it is swapped.
                let made = kept.make(&next.snapshot);
                let before = self.live.swap(next, |snapshot| kept.finish(made, snapshot));
                kept.follow(&self.live);
                before
            }
            Err(_) => self.live.swap(next, |_| Told::default()),
        };
        self.leaving.lock().unwrap_or_else(PoisonError::into_inner).push(before);
    }

    /// Frees what was served and nobody answers from any more.
    fn let_go(&self) {
        let mut leaving = self.leaving.lock().unwrap_or_else(PoisonError::into_inner);
        leaving.retain(|served| Arc::strong_count(served) > 1);
    }

    fn is_known_unusable(&self, active: &Published) -> bool {
        match &*self.failed.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(Failure::Unusable(known)) => known == active,
            Some(Failure::Unreadable(_) | Failure::NoneActive(_)) | None => false,
        }
    }

    fn fail(&self, failure: Failure, error: ModelDirError) -> Result<Look, ModelDirError> {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        if failed.as_ref() == Some(&failure) {
            return Ok(Look::Unchanged);
        }
        *failed = Some(failure);
        Err(error)
    }

    fn succeed(&self) {
        *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// What the store at `path` keeps. Where there is none and none can be made, answers go on, and nothing can be told.
fn keep(path: &Path, live: &Arc<Live>) -> Result<Result<Kept, StoreError>, KeptError> {
    match Kept::open(path, live) {
        Ok(kept) => Ok(Ok(kept)),
        Err(KeptError::Store(error)) if is_absent(path) => {
            warn!(error = %chain(&error), "Nothing can be kept: items and rules cannot be told");
            Ok(Err(error))
        }
        Err(error) => Err(error),
    }
}

fn is_absent(path: &Path) -> bool {
    let found = path.symlink_metadata();
    found.is_err_and(|error| matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory))
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::num::NonZeroUsize;

    use engine::train::{TrainParams, train};
    use engine::words::{Id, Intake, ItemIndex, OrderLine};

    use super::*;
    use crate::catalogue::{Change, ItemChangeBody, ItemId};

    /// The snapshot of a shop with one order.
    fn snapshot() -> Vec<u8> {
        let params = TrainParams::default().check().unwrap();
        let mut intake = Intake::new();
        let line = OrderLine::one(Id::parse("1").unwrap(), Id::parse("tea").unwrap());
        intake.push_line(&line).unwrap();
        let history = intake.finish().unwrap();
        train(&history, &params, NonZeroUsize::MIN, &|_| ()).unwrap().bytes
    }

    #[actix_web::test]
    async fn a_store_whose_thread_broke_down_is_opened_anew_and_has_lost_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let model = ModelDir::create(dir.path()).unwrap();
        model.publish(&snapshot()).unwrap();
        let shop = Shop::open(model.clone()).unwrap();
        let tell = async |stock: i64| {
            let change: ItemChangeBody =
                serde_json::from_str(&format!("{{\"stock\":{stock}}}")).unwrap();
            let change = Change::Merge(change.check().unwrap());
            let item = ItemId::parse("tea".to_owned()).unwrap();
            shop.catalogue().unwrap().change(vec![(item, change)]).await
        };
        tell(3).await.unwrap();
        assert!(!shop.mend().unwrap(), "it is well");
        let store = Arc::clone(shop.catalogue().unwrap().store());
        let broken: Result<(), _> = store.read(|_| panic!("as if a write were wrong")).await;
        assert!(matches!(broken, Err(StoreError::Stopped)));
        assert!(matches!(tell(4).await, Err(StoreError::Stopped)));
        while !store.has_stopped() {
            std::thread::yield_now();
        }
        // Another snapshot comes in between.
        model.publish(&snapshot()).unwrap();
        shop.look().unwrap();
        assert!(shop.mend().unwrap());
        let stock = || {
            let told = shop.live.current().told.load_full();
            told.changes.of(ItemIndex(0)).unwrap().stock.unwrap() / 1_000_000
        };
        assert_eq!(stock(), 3);
        tell(5).await.unwrap();
        assert_eq!(stock(), 5);
    }

    #[test]
    fn a_snapshot_that_the_system_did_not_give_is_asked_for_again_and_told_once() {
        let dir = tempfile::tempdir().unwrap();
        let model = ModelDir::create(dir.path()).unwrap();
        model.publish(&snapshot()).unwrap();
        let shop = Shop::open(model.clone()).unwrap();
        model.publish(&snapshot()).unwrap();
        let too_many_files = |published: &Published| {
            Err(ModelDirError::Io {
                act: "read",
                path: published.path.clone(),
                source: io::Error::other("too many open files"),
            })
        };
        assert!(shop.follow(too_many_files).is_err());
        assert_eq!(shop.follow(too_many_files).unwrap(), Look::Unchanged);
        // Once read as failed for ever: the same file is served as soon as it can be read.
        let swapped = Look::Swapped { from: SnapshotNumber(1), to: SnapshotNumber(2) };
        assert_eq!(shop.look().unwrap(), swapped);
    }

    #[test]
    fn what_was_served_is_freed_at_the_first_look_after_its_last_answer() {
        let dir = tempfile::tempdir().unwrap();
        let model = ModelDir::create(dir.path()).unwrap();
        model.publish(&snapshot()).unwrap();
        let shop = Shop::open(model.clone()).unwrap();
        let answering = shop.live.current();
        model.publish(&snapshot()).unwrap();
        shop.look().unwrap();
        let kept = Arc::downgrade(&answering);
        drop(answering);
        assert!(kept.upgrade().is_some(), "the last answer freed it");
        shop.look().unwrap();
        assert!(kept.upgrade().is_none(), "it is kept for ever");
    }

    /// Once others made room for it at every look, again and again.
    #[test]
    fn a_snapshot_that_is_of_no_use_is_no_next_one() {
        let dir = tempfile::tempdir().unwrap();
        let model = ModelDir::create(dir.path()).unwrap();
        model.publish(&snapshot()).unwrap();
        let shop = Shop::open(model.clone()).unwrap();
        assert_eq!(shop.next(), None);
        let published = model.publish(&snapshot()).unwrap();
        assert_eq!(shop.next().unwrap().number, published.number);
        std::fs::write(&published.path, "damaged").unwrap();
        assert!(shop.look().is_err());
        assert_eq!(shop.next(), None);
    }
}
