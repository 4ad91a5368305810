//! Notices newly published snapshots while requests run.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::{MissedTickBehavior, interval};
use tracing::{error, info};

use crate::shop::{Look, Shop};

/// How often the directory is looked at: a publication is served well within the promised two
/// seconds, and a listing costs microseconds.
const EVERY: Duration = Duration::from_millis(500);

/// Follows the shop's directory until the task is dropped.
pub(crate) async fn watch(shop: Arc<Shop>) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let began = Instant::now();
        let looking = Arc::clone(&shop);
        look_at_keys(&shop).await;
        // Reading a large snapshot takes long: not on a thread that answers.
        match tokio::task::spawn_blocking(move || looking.look()).await {
            Ok(Ok(Look::Unchanged)) => {}
            Ok(Ok(Look::Swapped { from, to })) => {
                let served = shop.live.current();
                info!(
                    snapshot.id = served.id(),
                    snapshot.number = to.0,
                    snapshot.previous = from.0,
                    duration_ms = began.elapsed().as_millis() as u64,
                    "Serving snapshot {to}"
                );
            }
            Ok(Err(error)) => {
                let number = shop.live.current().number();
                error!(error = %chain(&error), "Still serving snapshot {number}");
            }
            Err(error) => error!(%error, "Looking for a new snapshot failed"),
        }
    }
}

async fn look_at_keys(shop: &Arc<Shop>) {
    let looking = Arc::clone(shop);
    match tokio::task::spawn_blocking(move || looking.look_at_keys()).await {
        Ok(Ok(None)) => {}
        Ok(Ok(Some(n_keys))) => info!(n_keys, "Keys changed: {n_keys} are valid"),
        Ok(Err(error)) => error!(error = %chain(&error), "The keys stay as they were"),
        Err(error) => error!(%error, "Looking for new keys failed"),
    }
}

/// An error and all that caused it, on one line.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
