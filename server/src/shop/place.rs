//! A shop that this process knows: loaded, or to be loaded when somebody asks.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;
use tokio::task::spawn_blocking;
use tracing::{error, info};

use super::answering::{Look, Shop};
use super::door::Door;
use crate::api::ApiError;
use crate::keys::KeysError;
use crate::model_dir::ModelDir;
use crate::watch::chain;

/// How long a shop that could not be loaded is not tried again, however many ask for it.
const RETRY_AFTER: Duration = Duration::from_secs(2);

/// A shop that this process knows.
#[derive(Debug)]
pub(crate) struct Place {
    /// What it is called in logs.
    pub(super) name: String,
    pub(super) door: Door,
    model: ModelDir,
    /// What answers, where it is loaded.
    shop: ArcSwapOption<Shop>,
    /// Held while it is loaded, so that of many who ask at once one loads.
    loading: tokio::sync::Mutex<()>,
    /// When it could not be loaded.
    failed: Mutex<Option<Instant>>,
    /// The tick of the last request.
    asked: AtomicU64,
}

impl Place {
    /// A shop that is not loaded.
    pub(super) fn new(name: String, model: ModelDir) -> Result<Self, KeysError> {
        Ok(Self {
            name,
            door: Door::open(model.path())?,
            model,
            shop: ArcSwapOption::empty(),
            loading: tokio::sync::Mutex::new(()),
            failed: Mutex::new(None),
            asked: AtomicU64::new(0),
        })
    }

    /// A shop that is loaded already.
    pub(super) fn of(shop: Shop) -> Result<Self, KeysError> {
        let place = Self::new(String::new(), shop.model().clone())?;
        place.shop.store(Some(Arc::new(shop)));
        Ok(place)
    }

    pub(super) fn model(&self) -> &ModelDir {
        &self.model
    }

    /// What answers, where it is loaded.
    pub(crate) fn shop(&self) -> Option<Arc<Shop>> {
        self.shop.load_full()
    }

    /// Somebody asks at `tick`.
    pub(super) fn note_asked(&self, tick: u64) {
        self.asked.store(tick, Ordering::Relaxed);
    }

    pub(super) fn asked(&self) -> u64 {
        self.asked.load(Ordering::Relaxed)
    }

    /// What answers, loaded where it is not.
    pub(super) async fn load(self: &Arc<Self>) -> Result<Arc<Shop>, ApiError> {
        let _turn = self.loading.lock().await;
        if let Some(shop) = self.shop() {
            return Ok(shop);
        }
        let unavailable = || ApiError::ShopUnavailable { retry_seconds: RETRY_AFTER.as_secs() };
        let failed = *self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        if failed.is_some_and(|failed| failed.elapsed() < RETRY_AFTER) {
            return Err(unavailable());
        }
        let began = Instant::now();
        let model = self.model.clone();
        let opened = spawn_blocking(move || Shop::open(model)).await;
        match opened.map_err(|error| ApiError::Internal(error.into()))? {
            Ok(shop) => {
                let shop = Arc::new(shop);
                self.shop.store(Some(Arc::clone(&shop)));
                *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = None;
                let duration_ms = began.elapsed().as_millis() as u64;
                info!(shop = self.name, duration_ms, "Loaded a shop");
                Ok(shop)
            }
            Err(error) => {
                error!(shop = self.name, error = %chain(&error), "A shop cannot be loaded");
                *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
                Err(unavailable())
            }
        }
    }

    /// Answers no more until somebody asks again; requests under way keep what they began with.
    pub(super) fn unload(&self, because: &'static str) {
        if self.shop.swap(None).is_some() {
            info!(shop = self.name, because, "Dropped a shop");
        }
    }

    /// Size of what is loaded: that of its snapshot. Unit: bytes.
    pub(super) fn loaded_bytes(&self) -> u64 {
        self.shop().map_or(0, |shop| shop.live.current().published.size_bytes)
    }

    /// Follows its files. Reads: never call it on a thread that answers requests.
    ///
    /// Returns whether its keys are others than before.
    pub(super) fn look(&self) -> bool {
        let are_others = match self.door.look() {
            Ok(None) => false,
            Ok(Some(n_keys)) => {
                info!(shop = self.name, n_keys, "Keys changed: {n_keys} are valid");
                true
            }
            Err(error) => {
                error!(shop = self.name, error = %chain(&error), "The keys stay as they were");
                false
            }
        };
        if let Some(shop) = self.shop() {
            self.look_for_a_snapshot(&shop);
        }
        are_others
    }

    fn look_for_a_snapshot(&self, shop: &Shop) {
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
