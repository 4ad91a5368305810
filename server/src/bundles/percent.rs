//! Shares of money as people write them: percent, with two decimals at the most.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// Hundredths of a percent in one percent.
const HUNDREDTHS: i64 = 100;
/// No share is so large; up to here hundredths are told apart.
const MOST: f64 = 1e9;
/// How far a number that was written with two decimals is from its hundredths, at most.
const ROUNDING: f64 = 1e-4;

/// A share, to the hundredth of a percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(i64);

impl Percent {
    /// So many whole percent.
    #[must_use]
    pub const fn of(percent: i64) -> Self {
        Self(percent * HUNDREDTHS)
    }

    /// So many hundredths of a percent.
    #[must_use]
    pub const fn of_hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// It in hundredths of a percent.
    #[must_use]
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// It as a number of percent, for JSON.
    #[must_use]
    pub fn number(self) -> f64 {
        self.0 as f64 / HUNDREDTHS as f64
    }

    /// That of a number of percent; nothing where it has more than two decimals.
    fn read(percent: f64) -> Option<Self> {
        let hundredths = percent * HUNDREDTHS as f64;
        let is_one = hundredths.abs() <= MOST && (hundredths - hundredths.round()).abs() < ROUNDING;
        is_one.then_some(Self(hundredths.round() as i64))
    }
}

/// With as many decimals as it needs.
impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number())
    }
}

impl FromStr for Percent {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().ok().and_then(Self::read).ok_or("expected percent with at most two decimals")
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_f64(PercentVisitor)
    }
}

struct PercentVisitor;

impl Visitor<'_> for PercentVisitor {
    type Value = Percent;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("percent with at most two decimals")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Percent, E> {
        self.visit_f64(number as f64)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Percent, E> {
        self.visit_f64(number as f64)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Percent, E> {
        Percent::read(number).ok_or_else(|| {
            E::custom(format_args!("{number}, expected percent with at most two decimals"))
        })
    }
}

/// Reads a field that is a share of `LEAST` to `MOST` hundredths of a percent, or null.
pub(crate) fn percent_or_none<'de, const LEAST: i64, const MOST: i64, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Percent>, D::Error> {
    let found = Option::<Percent>::deserialize(deserializer)?;
    let (least, most) = (Percent(LEAST), Percent(MOST));
    match found.filter(|found| !(least..=most).contains(found)) {
        Some(wrong) => {
            Err(D::Error::custom(format_args!("{wrong}, expected {least} to {most} percent")))
        }
        None => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_has_two_decimals_at_most() {
        for (text, hundredths, shown) in
            [("15", 1500, "15"), ("12.5", 1250, "12.5"), ("0.07", 7, "0.07"), ("-3", -300, "-3")]
        {
            let read: Percent = serde_json::from_str(text).unwrap();
            assert_eq!((read.hundredths(), text.parse()), (hundredths, Ok(read)), "{text}");
            assert_eq!(read.to_string(), shown);
        }
        for text in ["0.005", "12.345", "1e300", "NaN", "ten", "\"5\""] {
            assert!(serde_json::from_str::<Percent>(text).is_err(), "{text}");
        }
        assert!("12.345".parse::<Percent>().is_err() && "NaN".parse::<Percent>().is_err());
    }
}
