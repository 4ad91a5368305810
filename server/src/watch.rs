//! Notices what is published, and who may ask, while requests run.

use std::time::Duration;

use actix_web::web;
use tokio::time::{MissedTickBehavior, interval};
use tracing::error;

use crate::shop::Shops;

/// How often the shops' folders are looked at: a publication is served well within the promised two
/// seconds, and a listing costs microseconds.
pub(crate) const EVERY: Duration = Duration::from_millis(500);

/// Follows the shops' folders until the task is dropped.
pub(crate) async fn watch(shops: web::Data<Shops>) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let looking = web::Data::clone(&shops);
        // Reading a large snapshot takes long: not on a thread that answers.
        if let Err(error) = tokio::task::spawn_blocking(move || looking.look()).await {
            error!(%error, "Looking for what is new failed");
        }
    }
}

/// An error and all that caused it, on one line.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
