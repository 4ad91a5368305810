//! Amounts that add up exactly: money in minor units, quantities in millionths.

/// An amount of money. Unit: minor units of the shop's currency (pence, fen, cents).
///
/// It does not name its currency: a shop has one, kept in its catalogue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(pub i64);

/// How many pieces (or kilograms, or metres) of an item a line holds; negative where the line
/// takes back. Unit: millionths of a piece, so that sums do not depend on the order of lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(i64);

impl Quantity {
    /// One piece: what a line without a quantity means.
    pub const ONE: Self = Self(1_000_000);
    /// Largest size of a quantity either way: a thousand million pieces, in millionths. More is
    /// a mistake in the file, and thousands of such lines still sum without overflow.
    pub const LIMIT_MILLIONTHS: i64 = 1_000_000_000_000_000;

    /// A quantity of so many millionths, or nothing where it is beyond
    /// [`Quantity::LIMIT_MILLIONTHS`] either way.
    #[must_use]
    pub fn from_millionths(millionths: i64) -> Option<Self> {
        (millionths.unsigned_abs() <= Self::LIMIT_MILLIONTHS.unsigned_abs())
            .then_some(Self(millionths))
    }

    /// The quantity in millionths of a piece.
    #[must_use]
    pub fn millionths(self) -> i64 {
        self.0
    }
}
