//! A moment, as the orders tell it.

/// A moment. Unit: seconds since 1970-01-01T00:00:00Z, may be negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Whole days from `earlier` to this moment, 0 where this moment is not the later one.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> u32 {
        let days = self.0.saturating_sub(earlier.0).max(0) / 86_400;
        u32::try_from(days).unwrap_or(u32::MAX)
    }
}
