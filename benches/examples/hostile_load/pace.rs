//! Acting at a fixed rate.

use std::thread;
use std::time::{Duration, Instant};

/// A timetable.
pub(crate) struct Pace {
    due: Instant,
    every: Duration,
}

impl Pace {
    /// So often a second, from now on.
    pub(crate) fn a_second(times: f64) -> Self {
        Self { due: Instant::now(), every: Duration::from_secs_f64(1.0 / times) }
    }

    /// Waits until the next time; what was late is not made up for.
    pub(crate) fn wait(&mut self) {
        let now = Instant::now();
        thread::sleep(self.due.saturating_duration_since(now));
        self.due = self.due.max(now) + self.every;
    }
}
