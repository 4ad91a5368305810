//! How many stores of this process are open, so that its end can wait until they are closed.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

static N_OPEN: Mutex<usize> = Mutex::new(0);
static CLOSED: Condvar = Condvar::new();

/// A store that is open, until it is dropped.
pub(super) struct Open(());

impl Open {
    pub(super) fn new() -> Self {
        *n_open() += 1;
        Self(())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        *n_open() -= 1;
        CLOSED.notify_all();
    }
}

/// Waits until all stores that were dropped are closed: what was handed over is kept then, and no log is left beside
/// their files. Says whether they are; where not, the system closes them, and nothing that was acknowledged is lost.
///
/// Never call it on a thread that answers requests.
#[must_use]
pub fn wait_until_closed(within: Duration) -> bool {
    let waited = CLOSED.wait_timeout_while(n_open(), within, |n_open| 0 < *n_open);
    let (n_open, _) = waited.unwrap_or_else(PoisonError::into_inner);
    *n_open == 0
}

fn n_open() -> MutexGuard<'static, usize> {
    N_OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}
