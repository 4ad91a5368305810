//! Notices what is published, and who may ask, while requests run.

use std::time::Duration;

use actix_web::web;
use tokio::time::{Interval, MissedTickBehavior, interval};
use tracing::error;

use crate::shop::Shops;

/// How often the shops' folders are looked at: a publication is served well within the promised two
/// seconds, and a listing costs microseconds.
pub(crate) const EVERY: Duration = Duration::from_millis(500);

/// Follows who may ask, and which shops there are, until the task is dropped. It waits for no snapshot: a key that was
/// revoked is none soon, whatever else is read.
pub(crate) async fn watch_keys(shops: web::Data<Shops>) {
    let mut ticks = ticks();
    loop {
        ticks.tick().await;
        let looking = web::Data::clone(&shops);
        look(move || looking.look_at_keys()).await;
    }
}

/// Follows the shops' snapshots until the task is dropped, one shop after the other, so that two are never read at once.
pub(crate) async fn watch_snapshots(shops: web::Data<Shops>) {
    let mut ticks = ticks();
    loop {
        ticks.tick().await;
        for place in shops.places() {
            look(move || place.look_for_a_snapshot()).await;
        }
        // What is served now may be larger.
        let looking = web::Data::clone(&shops);
        look(move || looking.make_room(None, 0)).await;
    }
}

/// Follows the shops' rules and settings, and mends their stores, until the task is dropped: their days begin and end, and others may write them.
pub(crate) async fn watch_rules(shops: web::Data<Shops>) {
    let mut ticks = ticks();
    loop {
        ticks.tick().await;
        for place in shops.places() {
            look(move || {
                place.mend();
                place.look_at_settings();
                place.look_at_rules();
            })
            .await;
        }
    }
}

fn ticks() -> Interval {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// Looks at files, which may take long: not on a thread that answers.
async fn look(act: impl FnOnce() + Send + 'static) {
    if let Err(error) = tokio::task::spawn_blocking(act).await {
        error!(%error, "Looking for what is new failed");
    }
}

/// An error and all that caused it, on one line.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
