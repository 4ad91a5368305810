//! What a shop says of the prices of its offers, beside what each caller asks.

use crate::bundle::{BASIS_POINTS, Pricing};
use crate::words::Money;

/// How many times the odds that an item is bought rise where it is offered.
///
/// Orders hold what was bought anyway and never what an offer adds to it, so that this is set until a shop's own offers say
/// more: at least three of four click-throughs on the recommendations of a large shop would have happened without them, so that
/// this is the most that can be claimed of what is bought likewise.
///
/// Source: Sharma, Hofman, Watts, *Estimating the Causal Impact of Recommendation Systems from Observational Data*, ACM
/// Conference on Economics and Computation 2015, pages 453-470.
pub const LIFT: f64 = 4.0 / 3.0;

/// What an item is taken to leave of its price where its cost is not known. Unit: hundredths of a percent. A guess:
/// whoever knows better says so.
pub const DEFAULT_MARGIN: i64 = 3_000;

/// Least share of the items that could be taken of a bundle that are taken of the one which earns most.
///
/// The largest of those tried by `dapei evaluate --bundles` at which bundles earned five in a hundred more than the list by
/// accuracy alone, on the tenth of a grocer's orders before the newest.
pub const MIN_TAKEN_SHARE: f64 = 0.85;

/// Fewest functions among a bundle and its cart, where the caller asks for no other number: two of one thing are no package.
pub const MIN_FUNCTIONS: usize = 2;

/// What a shop says of the prices of its offers.
#[derive(Debug, Clone, PartialEq)]
pub struct ShopTerms {
    /// Its discounts and how its prices end.
    pub pricing: Pricing,
    /// What is left of the price of an item whose cost is not known. Unit: hundredths of a percent, `0..10_000`.
    pub default_margin: i64,
    /// See [`LIFT`]. Range `1.0..`.
    pub lift: f64,
    /// Most that an item is sold for beside the dearest of the cart, as a share of that one's price. Unit: hundredths of a
    /// percent.
    pub max_price_share: i64,
    /// See [`MIN_TAKEN_SHARE`]. Range `0.0..=1.0`.
    pub min_taken_share: f64,
}

impl ShopTerms {
    /// Those of a shop that says nothing but what discounts it gives.
    #[must_use]
    pub fn new(pricing: Pricing) -> Self {
        Self {
            pricing,
            default_margin: DEFAULT_MARGIN,
            lift: LIFT,
            max_price_share: BASIS_POINTS,
            min_taken_share: MIN_TAKEN_SHARE,
        }
    }

    /// What an item of that price is taken to cost where it is not known.
    #[must_use]
    pub fn usual_cost(&self, price: Money) -> Money {
        let left = i128::from(price.0) * i128::from(BASIS_POINTS - self.default_margin);
        Money((left / i128::from(BASIS_POINTS)) as i64)
    }

    /// The most that an item is sold for beside one of that price.
    pub(super) fn most_beside(&self, anchor: Money) -> Money {
        let most = i128::from(anchor.0) * i128::from(self.max_price_share);
        Money(i64::try_from(most / i128::from(BASIS_POINTS)).unwrap_or(i64::MAX))
    }
}
