//! A shop that this process knows: loaded, or to be loaded when somebody asks.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;
use tracing::{error, info};

use super::answering::{Look, Shop};
use super::door::Door;
use super::settings::ShopSettings;
use crate::keys::KeysError;
use crate::model_dir::ModelDir;
use crate::watch::chain;

/// How long a shop that could not be loaded is not tried again, however many ask for it.
pub(super) const RETRY_AFTER: Duration = Duration::from_secs(2);

/// How often a store is opened anew at the most, whatever breaks it.
const MEND_EVERY: Duration = Duration::from_secs(5);

/// A shop that this process knows.
#[derive(Debug)]
pub(crate) struct Place {
    /// What it is called in logs.
    pub(super) name: String,
    pub(super) door: Door,
    model: ModelDir,
    /// The file of what it says.
    store: PathBuf,
    /// What answers, where it is loaded.
    shop: ArcSwapOption<Shop>,
    /// What answered last, for as long as a request has it: two that write to one store would not see each other.
    last: Mutex<Weak<Shop>>,
    /// Memory that it took when it was loaded last; 0 where it never was.
    last_bytes: AtomicU64,
    /// Its settings when it answered last.
    settings: Mutex<Option<Arc<ShopSettings>>>,
    /// When it could not be loaded.
    failed: Mutex<Option<Instant>>,
    /// When its store was opened anew, or could not be.
    mended: Mutex<Option<Instant>>,
    /// Why its rules could not be followed, so that it is told once.
    rules_failed: Mutex<Option<String>>,
    /// The same of its settings.
    settings_failed: Mutex<Option<String>>,
    /// The tick of the last request, and which request of all it was.
    asked_at: AtomicU64,
    asked_turn: AtomicU64,
}

impl Place {
    /// A shop that is not loaded.
    pub(super) fn new(name: String, model: ModelDir, store: PathBuf) -> Result<Self, KeysError> {
        Ok(Self {
            name,
            door: Door::open(model.path())?,
            model,
            store,
            shop: ArcSwapOption::empty(),
            last: Mutex::default(),
            last_bytes: AtomicU64::new(0),
            settings: Mutex::default(),
            failed: Mutex::new(None),
            mended: Mutex::new(None),
            rules_failed: Mutex::new(None),
            settings_failed: Mutex::new(None),
            asked_at: AtomicU64::new(0),
            asked_turn: AtomicU64::new(0),
        })
    }

    /// A shop that is loaded already.
    pub(super) fn of(shop: Shop) -> Result<Self, KeysError> {
        let place = Self::new(String::new(), shop.model().clone(), shop.store().to_owned())?;
        let shop = Arc::new(shop);
        *place.last.lock().unwrap_or_else(PoisonError::into_inner) = Arc::downgrade(&shop);
        place.shop.store(Some(shop));
        Ok(place)
    }

    /// What it is called; nothing where the process has one shop.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn model(&self) -> &ModelDir {
        &self.model
    }

    /// What answers, where it is loaded.
    pub(crate) fn shop(&self) -> Option<Arc<Shop>> {
        self.shop.load_full()
    }

    /// Somebody asks at `tick`, with the `turn`th request.
    pub(super) fn note_asked(&self, tick: u64, turn: u64) {
        self.asked_at.store(tick, Ordering::Relaxed);
        self.asked_turn.store(turn, Ordering::Relaxed);
    }

    pub(super) fn asked_at(&self) -> u64 {
        self.asked_at.load(Ordering::Relaxed)
    }

    pub(super) fn asked_turn(&self) -> u64 {
        self.asked_turn.load(Ordering::Relaxed)
    }

    /// Whether it could not be loaded just now, so that it is not tried again at once, however many ask.
    pub(super) fn failed_of_late(&self) -> bool {
        let failed = *self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.is_some_and(|failed| failed.elapsed() < RETRY_AFTER)
    }

    /// Memory that it will take once it is loaded, as far as that is known: what it took the last time, or else the
    /// sizes of its files, which are less. Unit: bytes.
    pub(super) fn coming_bytes(&self) -> u64 {
        // Where nothing can be loaded nobody has to go.
        let Ok(snapshot) = self.model.active() else { return 0 };
        let store = fs::metadata(&self.store).map_or(0, |store| store.len());
        self.last_bytes.load(Ordering::Relaxed).max(snapshot.size_bytes + store)
    }

    /// Size of the snapshot that is to be read beside the one that is served; 0 where there is none that may be of
    /// use, or nothing is served.
    /// Unit: bytes.
    pub(super) fn next_bytes(&self) -> u64 {
        let next = self.shop().and_then(|shop| shop.next());
        next.map_or(0, |next| next.size_bytes)
    }

    /// Loads it, for this and all later requests; nothing where it cannot be, which is logged. Reads the snapshot:
    /// never call it on a thread that answers requests.
    pub(super) fn load(&self) -> Option<Arc<Shop>> {
        let began = Instant::now();
        let note = |failed| *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = failed;
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shop) = last.upgrade() {
            self.shop.store(Some(Arc::clone(&shop)));
            return Some(shop);
        }
        // Until it succeeded it has failed: a panic on the way counts.
        note(Some(began));
        let settings = self.settings.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match Shop::open_again(self.model.clone(), &self.store, settings) {
            Ok(shop) => {
                let shop = Arc::new(shop);
                *last = Arc::downgrade(&shop);
                self.last_bytes.store(shop.memory_bytes(), Ordering::Relaxed);
                self.shop.store(Some(Arc::clone(&shop)));
                note(None);
                let duration_ms = began.elapsed().as_millis() as u64;
                info!(shop = self.name, duration_ms, "Loaded a shop");
                Some(shop)
            }
            Err(error) => {
                note(Some(Instant::now()));
                error!(shop = self.name, error = %chain(&error), "A shop cannot be loaded");
                None
            }
        }
    }

    /// Answers no more until somebody asks again; requests under way keep what they began with.
    pub(super) fn unload(&self, because: &'static str) {
        if let Some(shop) = self.shop.swap(None) {
            // More may have been told since.
            self.last_bytes.store(shop.memory_bytes(), Ordering::Relaxed);
            *self.settings.lock().unwrap_or_else(PoisonError::into_inner) = Some(shop.settings());
            info!(shop = self.name, because, "Dropped a shop");
        }
    }

    /// Memory of what is loaded, about: that of its snapshot, of what finds its items by name, of the lists that it
    /// keeps once all were asked for, and of what was told. Unit: bytes.
    pub(super) fn loaded_bytes(&self) -> Option<u64> {
        Some(self.shop()?.memory_bytes())
    }

    /// Follows its file of keys; says whether they are others than before. Reads: never call it on a thread that
    /// answers requests.
    pub(super) fn look_at_keys(&self) -> bool {
        match self.door.look() {
            Ok(None) => false,
            Ok(Some(n_keys)) => {
                info!(shop = self.name, n_keys, "Keys changed: {n_keys} are valid");
                true
            }
            Err(error) => {
                error!(shop = self.name, error = %chain(&error), "The keys stay as they were");
                false
            }
        }
    }

    /// Opens the store anew where its thread broke down. Reads it: never call it on a thread that answers requests.
    pub(crate) fn mend(&self) {
        let Some(shop) = self.shop() else { return };
        let mut mended = self.mended.lock().unwrap_or_else(PoisonError::into_inner);
        // What broke it may come again: it is not opened over and over.
        if mended.is_some_and(|mended| mended.elapsed() < MEND_EVERY) {
            return;
        }
        *mended = match shop.mend() {
            Ok(false) => None,
            Ok(true) => {
                info!(shop = self.name, "Opened the store anew");
                Some(Instant::now())
            }
            Err(error) => {
                error!(shop = self.name, error = %chain(&error), "The store cannot be opened anew");
                Some(Instant::now())
            }
        };
    }

    /// Follows the rules, where it is loaded. Reads the store: never call it on a thread that answers requests.
    pub(crate) fn look_at_rules(&self) {
        let Some(shop) = self.shop() else { return };
        let told = match shop.look_at_rules() {
            Ok(None) => None,
            Ok(Some(version)) => {
                let n_rules = shop.live.current().told.load().in_force.told.len();
                info!(shop = self.name, version, n_rules, "Rules changed: {n_rules} are in force");
                None
            }
            Err(error) => Some(chain(&error)),
        };
        self.tell_once(&self.rules_failed, told, "The rules stay as they were");
    }

    /// Follows the shop's own settings, where it is loaded. Reads: never call it on a thread that answers requests.
    pub(crate) fn look_at_settings(&self) {
        let Some(shop) = self.shop() else { return };
        let told = match shop.look_at_settings() {
            Ok(false) => None,
            Ok(true) => {
                info!(shop = self.name, "Settings changed");
                None
            }
            Err(error) => Some(chain(&error)),
        };
        self.tell_once(&self.settings_failed, told, "The settings stay as they were");
    }

    /// Whether it answers with settings that its file does not say any more, since that cannot be used.
    pub(crate) fn keeps_old_settings(&self) -> bool {
        self.settings_failed.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Logs what failed, where it did not fail so the last time.
    fn tell_once(&self, failed: &Mutex<Option<String>>, told: Option<String>, message: &str) {
        let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(error) = told.as_ref().filter(|&error| failed.as_ref() != Some(error)) {
            error!(shop = self.name, error, "{message}");
        }
        *failed = told;
    }

    /// Serves the active snapshot, where it is loaded and another one. Reads: never call it on a thread that answers
    /// requests.
    pub(crate) fn look_for_a_snapshot(&self) {
        let Some(shop) = self.shop() else { return };
        let began = Instant::now();
        match shop.look() {
            Ok(Look::Unchanged) => {}
            Ok(Look::Swapped { from, to }) => {
                let served = shop.live.current();
                info!(
                    shop = self.name,
                    snapshot.id = served.id(),
                    snapshot.number = to.0,
                    snapshot.previous = from.0,
                    duration_ms = began.elapsed().as_millis() as u64,
                    "Serving snapshot {to}"
                );
            }
            Err(error) => {
                let number = shop.live.current().number();
                error!(
                    shop = self.name,
                    error = %chain(&error),
                    "Still serving snapshot {number}"
                );
            }
        }
    }
}
