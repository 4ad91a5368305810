//! A moment, as the orders tell it.

/// Seconds of a day.
const DAY_SECONDS: i64 = 86_400;

/// A moment. Unit: seconds since 1970-01-01T00:00:00Z, may be negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Its date (UTC). Unit: days since 1970-01-01, may be negative.
    #[must_use]
    pub fn day(self) -> i64 {
        self.0.div_euclid(DAY_SECONDS)
    }

    /// Days from the date of `earlier` to the date of this moment (UTC), 0 where this one is not the
    /// later. Two moments of one date are 0 days apart, whatever the hours between them.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> u32 {
        let days = self.day().saturating_sub(earlier.day()).max(0);
        u32::try_from(days).unwrap_or(u32::MAX)
    }
}

/// Where one minute of the hour has a larger share of the orders, times are dates, rounded, or of one nightly
/// run.
const MOST_IN_A_MINUTE: f64 = 0.1;
const MINUTES_AN_HOUR: usize = 60;

/// Whether times of orders are spread over the minutes of the hour, so that what comes in one minute
/// stands out.
pub(crate) fn tell_minutes(times: impl IntoIterator<Item = Timestamp>) -> bool {
    let mut n_orders = [0_u64; MINUTES_AN_HOUR];
    for time in times {
        // Below the minutes of an hour.
        n_orders[time.0.div_euclid(60).rem_euclid(MINUTES_AN_HOUR as i64) as usize] += 1;
    }
    let most = n_orders.iter().copied().max().unwrap_or(0);
    let all: u64 = n_orders.iter().sum();
    (most as f64) < MOST_IN_A_MINUTE * all as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_dates_apart() {
        let late = Timestamp(86_399);
        let early_next = Timestamp(86_400);
        assert_eq!(early_next.days_since(late), 1);
        assert_eq!(late.days_since(Timestamp(0)), 0);
        assert_eq!(late.days_since(early_next), 0);
        assert_eq!(Timestamp(0).days_since(Timestamp(-1)), 1);
    }
}
