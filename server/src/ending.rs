//! Whether the service is about to end: asked by every answer, told once.

use std::sync::atomic::{AtomicBool, Ordering};

/// Not yet, or from now on.
///
/// A service that ends at once closes connections on which a request is on its way already. So it first tells each client
/// with its next answer that the connection closes, and ends a little later.
#[derive(Debug, Default)]
pub(crate) struct Ending(AtomicBool);

impl Ending {
    /// From now on.
    pub(crate) fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether answers are to be the last ones of their connections.
    pub(crate) fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
