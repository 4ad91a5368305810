//! Lengths as SVG writes them.

use std::fmt;

/// A share of the width of a chart, which is not known before the page is laid out. Unit: percent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Percent(pub(crate) f64);

/// A length that is the same on every screen. Unit: CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pixels(pub(crate) f64);

impl Percent {
    /// How much further it is than `other`.
    pub(crate) fn since(self, other: &Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2}%", self.0)
    }
}

impl fmt::Display for Pixels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1}", self.0)
    }
}
