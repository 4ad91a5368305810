//! Publishing at fixed times.

use std::error::Error;
use std::num::NonZeroUsize;
use std::thread;
use std::time::{Duration, Instant};

use server::model_dir::ModelDir;

/// Snapshots that stay on disk: more than the service can still be reading.
const KEPT: NonZeroUsize = NonZeroUsize::new(4).expect("above zero");

/// What the contract promises of a publication.
const SERVED_WITHIN: Duration = Duration::from_secs(2);

/// Publishes the snapshots in turn, `n_publications` in `within`, the way training does; what is served already comes
/// last. Returns once the last one is to be served.
pub(crate) fn publish_in_turn(
    model: &ModelDir,
    snapshots: &[Vec<u8>; 2],
    n_publications: usize,
    within: Duration,
) -> Result<(), Box<dyn Error>> {
    let began = Instant::now();
    let every = within / n_publications as u32;
    // The service has the last one: where the number is even it has the same again after each minute.
    for (nth, snapshot) in snapshots.iter().cycle().take(n_publications).enumerate() {
        model.publish(snapshot)?;
        model.prune(KEPT)?;
        let next = every * (nth as u32 + 1);
        thread::sleep(next.saturating_sub(began.elapsed()));
    }
    thread::sleep(SERVED_WITHIN);
    Ok(())
}
