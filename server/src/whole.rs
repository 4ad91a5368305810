//! Whole numbers as JSON writes them.
//!
//! JSON Schema calls 5.0 an integer, and there are clients that write all numbers so.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};

/// Up to here every whole number is a float of its own.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// A whole number, written with or without a fraction of zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Whole(pub(crate) i64);

struct WholeVisitor;

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_i64(WholeVisitor)
    }
}

impl Visitor<'_> for WholeVisitor {
    type Value = Whole;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Whole, E> {
        Ok(Whole(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Whole, E> {
        let wrong = || E::invalid_value(Unexpected::Unsigned(number), &self);
        i64::try_from(number).map(Whole).map_err(|_| wrong())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Whole, E> {
        match number.fract() == 0.0 && number.abs() <= MAX_EXACT {
            true => Ok(Whole(number as i64)),
            false => Err(E::invalid_value(Unexpected::Float(number), &self)),
        }
    }
}

/// Reads a field that is a whole number of a smaller kind, or null.
pub(crate) fn whole_or_none<'de, N: TryFrom<i64>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<N>, D::Error> {
    let found = Option::<Whole>::deserialize(deserializer)?;
    let wrong = |found| D::Error::invalid_value(Unexpected::Signed(found), &"a smaller number");
    found.map(|Whole(found)| N::try_from(found).map_err(|_| wrong(found))).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fraction_of_zero_is_none() {
        for (text, number) in [("5", 5), ("5.0", 5), ("-5.0", -5), ("1e3", 1000), ("0.0", 0)] {
            assert_eq!(serde_json::from_str::<Whole>(text).unwrap(), Whole(number), "{text}");
        }
    }

    #[test]
    fn what_is_not_whole_is_refused() {
        for text in ["0.5", "1e300", "\"5\"", "null", "18446744073709551615"] {
            assert!(serde_json::from_str::<Whole>(text).is_err(), "{text}");
        }
    }
}
