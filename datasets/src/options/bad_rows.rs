//! What becomes of a row that cannot be read.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// What becomes of a row that cannot be read.
///
/// It says nothing about the known defects of a preset's export: those rows are always refused and
/// counted, because setting them aside is what the preset is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BadRows {
    /// The row is refused, counted and shown; the rest is read.
    #[default]
    Refuse,
    /// Reading stops at the first one with an error.
    Fail,
}

/// A word that names no way to treat bad rows.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no way to treat bad rows, expected refuse or fail")]
pub struct BadRowsError(String);

impl BadRows {
    /// Every way there is.
    pub const ALL: [Self; 2] = [Self::Refuse, Self::Fail];
}

impl fmt::Display for BadRows {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Refuse => "refuse",
            Self::Fail => "fail",
        })
    }
}

impl FromStr for BadRows {
    type Err = BadRowsError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = Self::ALL.into_iter().find(|way| way.to_string() == text);
        named.ok_or_else(|| BadRowsError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_is_found_by_its_name_and_no_other() {
        for way in BadRows::ALL {
            assert_eq!(way.to_string().parse(), Ok(way));
        }
        insta::assert_snapshot!("skip".parse::<BadRows>().unwrap_err(), @"`skip` is no way to treat bad rows, expected refuse or fail");
    }
}
