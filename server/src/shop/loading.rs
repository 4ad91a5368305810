//! Loading a shop that somebody asks for.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::web;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, timeout_at};
use tracing::error;

use super::Shops;
use super::answering::Shop;
use super::place::{Place, RETRY_AFTER};
use crate::api::ApiError;

/// Most requests that wait for shops to be loaded; more are turned away at once.
const MOST_WAITING: usize = 256;
/// Longest wait of a request for its shop. The loading goes on, for those who ask later.
const LOADED_WITHIN: Duration = Duration::from_secs(30);

/// Whose turn it is to load, and how many wait.
#[derive(Debug, Default)]
pub(super) struct Loading {
    /// Held while a shop is loaded: one at a time, so that no more memory is taken than room was made for.
    turn: Arc<tokio::sync::Mutex<()>>,
    n_waiting: AtomicUsize,
}

/// A request that waits, until it is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl Loading {
    /// Waits for the turn to load. Never call it on a thread that answers requests.
    pub(super) fn turn(&self) -> tokio::sync::OwnedMutexGuard<()> {
        Arc::clone(&self.turn).blocking_lock_owned()
    }

    fn wait(&self) -> Option<Waiting<'_>> {
        let waiting = Waiting(&self.n_waiting);
        (self.n_waiting.fetch_add(1, Ordering::Relaxed) < MOST_WAITING).then_some(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn unavailable() -> ApiError {
    ApiError::ShopUnavailable { retry_seconds: RETRY_AFTER.as_secs() }
}

/// What answers of `place`, loaded where it is not. A request that is given up leaves the loading to its end.
pub(super) async fn load(
    shops: web::Data<Shops>,
    place: Arc<Place>,
) -> Result<Arc<Shop>, ApiError> {
    // Those of a shop that cannot be loaded take no room from those of others.
    if place.failed_of_late() {
        return Err(unavailable());
    }
    let _waiting = shops.loading.wait().ok_or_else(unavailable)?;
    let given_up = Instant::now() + LOADED_WITHIN;
    let turn = Arc::clone(&shops.loading.turn).lock_owned();
    let turn = timeout_at(given_up, turn).await.map_err(|_| unavailable())?;
    if let Some(shop) = place.shop() {
        return Ok(shop);
    }
    if place.failed_of_late() {
        return Err(unavailable());
    }
    let making_room = web::Data::clone(&shops);
    let loading = spawn_blocking(move || {
        let _turn = turn;
        making_room.make_room(Some(&place), place.coming_bytes());
        let shop = place.load();
        // What it takes is known for certain only now.
        making_room.make_room(Some(&place), 0);
        shop
    });
    match timeout_at(given_up, loading).await {
        Ok(Ok(shop)) => shop.ok_or_else(unavailable),
        Ok(Err(error)) => {
            error!(%error, "Loading a shop broke down");
            Err(unavailable())
        }
        Err(_) => Err(unavailable()),
    }
}
