//! What a step of the work cost.

use std::fmt;
use std::time::{Duration, Instant};

use crate::process::{cpu_time, peak_memory_bytes};

use super::text::size;

/// A moment from which cost is told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meter {
    at: Instant,
    cpu: Option<Duration>,
}

/// What was spent between two moments.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spent {
    wall: Duration,
    /// Nothing where the system does not tell.
    cpu: Option<Duration>,
}

impl Meter {
    /// This moment.
    pub(super) fn now() -> Self {
        Self { at: Instant::now(), cpu: cpu_time() }
    }

    /// What was spent up to `end`.
    pub(super) fn until(self, end: Self) -> Spent {
        let cpu = self.cpu.zip(end.cpu).map(|(begun, ended)| ended.saturating_sub(begun));
        Spent { wall: end.at.duration_since(self.at), cpu }
    }

    /// What was spent up to now.
    pub(super) fn spent(self) -> Spent {
        self.until(Self::now())
    }
}

impl fmt::Display for Spent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:.2} s", self.wall.as_secs_f64())?;
        match self.cpu {
            Some(cpu) => write!(formatter, " (CPU {:.2} s)", cpu.as_secs_f64()),
            None => Ok(()),
        }
    }
}

/// `, peak memory 853.3 MB`, or nothing where the system does not tell.
pub(super) fn peak_memory() -> String {
    peak_memory_bytes().map_or_else(String::new, |bytes| format!(", peak memory {}", size(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cost_is_told_on_the_wall_and_on_processors() {
        let spent = |cpu| Spent { wall: Duration::from_millis(1_234), cpu }.to_string();
        assert_eq!(spent(Some(Duration::from_millis(2_400))), "1.23 s (CPU 2.40 s)");
        assert_eq!(spent(None), "1.23 s");
    }
}
