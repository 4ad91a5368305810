//! How long answers took.

use std::time::Duration;

/// All latencies of a run, each from when the request was *due*: one that had to wait behind a slow one counts its wait.
#[derive(Debug, Clone, Default)]
pub struct Latencies {
    /// Unit: microseconds.
    micros: Vec<u32>,
}

impl Latencies {
    /// One more.
    pub fn push(&mut self, latency: Duration) {
        self.micros.push(u32::try_from(latency.as_micros()).unwrap_or(u32::MAX));
    }

    /// All of `others`, too.
    pub fn extend(&mut self, others: Self) {
        self.micros.extend(others.micros);
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.micros.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.micros.is_empty()
    }

    /// The latency that a share of all, 0 to 1, did not exceed. Unit: milliseconds; zero where there are none.
    #[must_use]
    pub fn quantile(&mut self, share: f64) -> f64 {
        let Some(last) = self.micros.len().checked_sub(1) else { return 0.0 };
        let place = (share * self.micros.len() as f64).ceil() as usize;
        let (_, micros, _) = self.micros.select_nth_unstable(place.saturating_sub(1).min(last));
        f64::from(*micros) / 1000.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_the_latency_that_so_many_did_not_exceed() {
        let mut latencies = Latencies::default();
        (1..=200).rev().for_each(|ms| latencies.push(Duration::from_millis(ms)));
        assert_eq!(latencies.quantile(0.5), 100.0);
        assert_eq!(latencies.quantile(0.99), 198.0);
        assert_eq!(latencies.quantile(1.0), 200.0);
        assert_eq!(latencies.quantile(0.0), 1.0);
        assert_eq!(Latencies::default().quantile(0.99), 0.0);
    }
}
