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
