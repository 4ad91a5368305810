//! Notices what is published, and who may ask, while requests run.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use actix_web::web;
use tokio::time::{Interval, MissedTickBehavior, interval};
use tracing::{error, warn};

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

/// Follows the shops' snapshots, until this is dropped.
#[must_use]
#[derive(Debug)]
pub(crate) struct WatchedSnapshots {
    _until_dropped: mpsc::Sender<()>,
}

/// Follows the shops' snapshots on a thread of its own, one shop after the other, so that two are never read at once. The
/// thread has its turn after those that answer: reading a snapshot keeps a processor busy for a while, and nobody waits
/// for it.
///
/// # Errors
///
/// The system gives no thread.
pub(crate) fn watch_snapshots(shops: web::Data<Shops>) -> io::Result<WatchedSnapshots> {
    let (until_dropped, ended) = mpsc::channel();
    thread::Builder::new().name("snapshots".to_owned()).spawn(move || {
        give_way();
        while ended.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
            let look = || shops.look_for_snapshots();
            // What is locked in a panic is taken as it is by whoever locks it next.
            if catch_unwind(AssertUnwindSafe(look)).is_err() {
                error!("Looking for a new snapshot broke down");
            }
        }
    })?;
    Ok(WatchedSnapshots { _until_dropped: until_dropped })
}

/// By how much the thread that reads snapshots is nicer than others: it has a tenth of a processor that others want, too.
#[cfg(target_os = "linux")]
const NICER: i32 = 10;

/// Lets other threads have their turn before this one.
fn give_way() {
    // Here, and nowhere else, it is of the thread and not of the whole process.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(NICER) {
        warn!(%error, "Reading snapshots may slow down answers");
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
