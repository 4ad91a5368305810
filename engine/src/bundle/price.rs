//! Which prices a bundle can have, and what of its price falls to each item.

use thiserror::Error;

use super::BASIS_POINTS;
use crate::words::Money;

/// How the prices of a shop end: .99, or whole yuan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// A price is the rest beside a multiple of this. Unit: minor units, above zero.
    every: i64,
    /// The rest.
    rest: i64,
}

/// How a shop sets the price of a bundle.
#[derive(Debug, Clone, PartialEq)]
pub struct Pricing {
    /// The discounts that it gives, rising. Unit: hundredths of a percent.
    discounts: Vec<i64>,
    ending: Option<Ending>,
}

/// Why prices cannot be set so.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PricingError {
    /// A discount that is none.
    #[error("a discount of {0} hundredths of a percent, expected 0 to {BASIS_POINTS}")]
    Discount(i64),
    /// More discounts than are tried.
    #[error("{0} discounts, expected at most {MAX_DISCOUNTS}")]
    Discounts(usize),
    /// An ending that no price has.
    #[error(
        "an ending of {rest} of every {every}, expected 0 or more of 1 or more, and less of it"
    )]
    Ending {
        /// The rest.
        rest: i64,
        /// Of what.
        every: i64,
    },
}

/// Most discounts that are tried for one bundle.
pub(super) const MAX_DISCOUNTS: usize = 32;

impl Ending {
    /// Prices that leave `rest` beside a multiple of `every`, in minor units: 99 of every 100 is `.99`.
    ///
    /// # Errors
    ///
    /// No price ends so.
    pub fn new(rest: i64, every: i64) -> Result<Self, PricingError> {
        match every >= 1 && (0..every).contains(&rest) {
            true => Ok(Self { every, rest }),
            false => Err(PricingError::Ending { rest, every }),
        }
    }

    /// The highest price that ends so and is no higher than `price`.
    fn below(self, price: i64) -> i64 {
        price - (price - self.rest).rem_euclid(self.every)
    }

    /// The lowest price that ends so and is no lower than `price`.
    fn above(self, price: i64) -> i64 {
        price + (self.rest - price).rem_euclid(self.every)
    }
}

impl Pricing {
    /// Prices by these discounts, in hundredths of a percent, that end so where they are no list price.
    ///
    /// # Errors
    ///
    /// A discount is no share, or there are too many.
    pub fn new(mut discounts: Vec<i64>, ending: Option<Ending>) -> Result<Self, PricingError> {
        if let Some(&wrong) = discounts.iter().find(|share| !(0..=BASIS_POINTS).contains(*share)) {
            return Err(PricingError::Discount(wrong));
        }
        discounts.sort_unstable();
        discounts.dedup();
        if discounts.len() > MAX_DISCOUNTS {
            return Err(PricingError::Discounts(discounts.len()));
        }
        Ok(Self { discounts, ending })
    }

    /// The discounts, rising, each once. Unit: hundredths of a percent.
    #[must_use]
    pub fn discounts(&self) -> &[i64] {
        &self.discounts
    }

    /// List prices alone.
    #[must_use]
    pub fn list_only() -> Self {
        Self { discounts: Vec::new(), ending: None }
    }

    /// The prices that items listed at `list` together can have, each once: the list price, and for each discount the
    /// nearest prices of the ending on both sides. None is above the list price, none below one. They depend on nothing
    /// else, so that a limit takes prices away and never adds one.
    pub(super) fn prices(&self, list: i64) -> Vec<i64> {
        let mut prices = vec![list];
        for discount in self.discounts.iter().filter(|&&discount| discount > 0) {
            let off = i128::from(list) * i128::from(*discount) / i128::from(BASIS_POINTS);
            let wanted = list - off as i64;
            match self.ending {
                Some(ending) => prices.extend([ending.below(wanted), ending.above(wanted)]),
                None => prices.push(wanted),
            }
        }
        prices.retain(|price| (1..=list).contains(price));
        prices.sort_unstable();
        prices.dedup();
        prices
    }
}

/// What of `price` falls to each of `list_prices`, in their sequence: the same share of each, and the minor units that
/// rounding leaves to those that lose most by it, of equals to the first. The sum is `price`.
///
/// ```
/// use engine::bundle::line_prices;
/// use engine::words::Money;
///
/// let lines = line_prices(&[Money(1000), Money(500), Money(500)], Money(1799));
/// assert_eq!(lines, [Money(899), Money(450), Money(450)]);
/// ```
#[must_use]
pub fn line_prices(list_prices: &[Money], price: Money) -> Vec<Money> {
    let list: i128 = list_prices.iter().map(|price| i128::from(price.0)).sum();
    if list == 0 {
        return vec![Money(0); list_prices.len()];
    }
    let exact = |of: &Money| i128::from(of.0) * i128::from(price.0);
    let mut lines: Vec<Money> =
        list_prices.iter().map(|of| Money((exact(of) / list) as i64)).collect();
    let given: i64 = lines.iter().map(|line| line.0).sum();
    let mut by_loss: Vec<usize> = (0..lines.len()).collect();
    by_loss.sort_by_key(|&place| std::cmp::Reverse(exact(&list_prices[place]) % list));
    for &place in by_loss.iter().take((price.0 - given) as usize) {
        lines[place].0 += 1;
    }
    lines
}
