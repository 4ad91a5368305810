//! From items that go with a cart to one offer: which of them together, at which price, inside the limits of the shop.
//!
//! In: items with price, cost and how likely each is taken; limits. Out: bundles, the best first, each with the proof that
//! there is no better one, or by how much one could be better. Deliberately absent: where the likelihoods come from, and
//! clocks: a search is bounded by its steps.
//!
//! ```text
//! Offered ─► Limits (checked) ─► search over sets ─► prices of a set ─► value ─► Bundle
//! ```

mod uptake;
mod limits;
mod price;
mod value;
mod search;
mod complete;

pub use complete::{Completion, complete};
pub(crate) use limits::leaves;
pub use limits::{Limits, LimitsError, Wanted};
pub use price::{Ending, Pricing, PricingError, line_prices};
pub use search::{Bundle, Proof, best_bundle, bundles};
pub use uptake::Uptake;
pub use value::Goal;

use crate::words::{ItemIndex, Money};

/// Most items of one bundle, the anchor not among them.
pub const MAX_ITEMS: usize = 4;
/// Most items that a search chooses among: what it proves, it proves of these.
pub const MAX_OFFERED: usize = 30;

/// A hundredth of a percent, in which shares of money are told: ten thousand of them are the whole.
pub const BASIS_POINTS: i64 = 10_000;

/// An item that may stand in a bundle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Offered {
    /// Which.
    pub item: ItemIndex,
    /// What one piece is sold for. Above zero.
    pub price: Money,
    /// What one piece costs the shop.
    pub cost: Money,
    /// How likely it is taken.
    pub uptake: Uptake,
    /// What it is for: of two items of one function the second is worth less. Any number that only items of the same
    /// function share.
    pub function: u32,
}
