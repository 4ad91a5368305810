//! What a bundle may be: checked once, so that no search meets limits that contradict each other.

use thiserror::Error;

use super::{BASIS_POINTS, MAX_ITEMS, Offered};
use crate::words::{ItemIndex, Money};

/// What a bundle may be, as it is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// Fewest items, the anchor not among them. Range `1..=4`.
    pub min_items: usize,
    /// Most items, the anchor not among them. Range `1..=4`.
    pub max_items: usize,
    /// Most that is taken off the list price of the whole. Unit: hundredths of a percent, `0..=10_000`.
    pub max_discount: i64,
    /// Least that is taken off it: a buyer who bargains is to see something. Unit: as of the most.
    pub min_discount: i64,
    /// Up to where a discount needs nobody's approval. Unit: hundredths of a percent, `0..=10_000`.
    pub authority: i64,
    /// Least share of its price that the whole leaves above its cost. Unit: hundredths of a percent, below 10,000.
    pub min_margin: i64,
    /// Least share of its price that each item leaves above its cost. Unit: hundredths of a percent, below 10,000.
    pub min_line_margin: i64,
    /// Most that all items together may be listed at.
    pub max_list_price: Option<Money>,
    /// Fewest functions among items and anchor.
    pub min_functions: usize,
    /// The functions of the anchor.
    pub anchor_functions: Vec<u32>,
    /// Fewest of its items that are taken at their list prices, in expectation. Range `0.0..`.
    pub min_taken: f64,
    /// Items that stand in every bundle.
    pub must_have: Vec<ItemIndex>,
}

/// Limits that a bundle can be searched in.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits(Wanted);

/// Why limits cannot be searched in.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LimitsError {
    /// A number of items that no bundle has.
    #[error("`{field}`: {found}, expected 1 to {MAX_ITEMS}")]
    Items {
        /// Which.
        field: &'static str,
        /// What was asked for.
        found: usize,
    },
    /// The fewest are more than the most.
    #[error("`min_items`: {least}, more than `max_items`, which is {most}")]
    ItemsContradict {
        /// The fewest.
        least: usize,
        /// The most.
        most: usize,
    },
    /// The least discount is above the most.
    #[error(
        "`min_discount`: {least} hundredths of a percent, more than `max_discount`, which is {most}"
    )]
    DiscountsContradict {
        /// The least.
        least: i64,
        /// The most.
        most: i64,
    },
    /// Fewer items than none, or no number of them.
    #[error("`min_taken`: {0}, expected 0 or more")]
    Taken(String),
    /// A share that is none.
    #[error("`{field}`: {found} hundredths of a percent, expected {least} to {most}")]
    Share {
        /// Which.
        field: &'static str,
        /// What was asked for.
        found: i64,
        /// The least that can be.
        least: i64,
        /// The most that can be.
        most: i64,
    },
    /// More must be in it than may be.
    #[error("`must_have`: {found} items, more than `max_items`, which is {most}")]
    MustHaveTooMany {
        /// How many must.
        found: usize,
        /// How many may.
        most: usize,
    },
    /// An item is named twice.
    #[error("`must_have`: an item stands in it twice")]
    MustHaveTwice,
    /// There is less than nothing to spend.
    #[error("`max_list_price`: {0}, expected above zero")]
    ListPrice(i64),
}

impl Default for Wanted {
    /// Up to three items at their list price, of any functions, none below its cost.
    fn default() -> Self {
        Self {
            min_items: 1,
            max_items: 3,
            max_discount: 0,
            min_discount: 0,
            authority: BASIS_POINTS,
            min_margin: 0,
            min_line_margin: 0,
            max_list_price: None,
            min_functions: 1,
            anchor_functions: Vec::new(),
            min_taken: 0.0,
            must_have: Vec::new(),
        }
    }
}

impl Wanted {
    /// These, where a bundle can be searched in them.
    ///
    /// # Errors
    ///
    /// The first that is out of range or contradicts another.
    pub fn check(self) -> Result<Limits, LimitsError> {
        for (field, found) in [("min_items", self.min_items), ("max_items", self.max_items)] {
            if !(1..=MAX_ITEMS).contains(&found) {
                return Err(LimitsError::Items { field, found });
            }
        }
        if self.min_items > self.max_items {
            return Err(LimitsError::ItemsContradict {
                least: self.min_items,
                most: self.max_items,
            });
        }
        let whole = BASIS_POINTS;
        for (field, found, least, most) in [
            ("max_discount", self.max_discount, 0, whole),
            ("min_discount", self.min_discount, 0, whole),
            ("authority", self.authority, 0, whole),
            ("min_margin", self.min_margin, -whole, whole - 1),
            ("min_line_margin", self.min_line_margin, -whole, whole - 1),
        ] {
            if !(least..=most).contains(&found) {
                return Err(LimitsError::Share { field, found, least, most });
            }
        }
        if self.min_discount > self.max_discount {
            let (least, most) = (self.min_discount, self.max_discount);
            return Err(LimitsError::DiscountsContradict { least, most });
        }
        if !(self.min_taken >= 0.0 && self.min_taken.is_finite()) {
            return Err(LimitsError::Taken(self.min_taken.to_string()));
        }
        if let Some(Money(most)) = self.max_list_price
            && most <= 0
        {
            return Err(LimitsError::ListPrice(most));
        }
        let must = &self.must_have;
        if must.len() > self.max_items {
            return Err(LimitsError::MustHaveTooMany { found: must.len(), most: self.max_items });
        }
        if (1..must.len()).any(|place| must[..place].contains(&must[place])) {
            return Err(LimitsError::MustHaveTwice);
        }
        Ok(Limits(self))
    }
}

impl Limits {
    /// As they were asked for.
    #[must_use]
    pub fn get(&self) -> &Wanted {
        &self.0
    }

    /// Whether `price` for items that are listed at `list` and cost `cost` together keeps the limits of the whole.
    pub(super) fn allow(&self, list: i64, cost: i64, price: i64) -> bool {
        let Wanted { max_discount, min_discount, min_margin, .. } = self.0;
        let off = i128::from(list - price) * i128::from(BASIS_POINTS);
        let share = |share: i64| i128::from(list) * i128::from(share);
        (share(min_discount)..=share(max_discount)).contains(&off)
            && leaves(price, cost, min_margin)
    }

    /// Whether an item at `price` that costs `cost` keeps the limit of each.
    pub(super) fn allow_line(&self, price: i64, cost: i64) -> bool {
        leaves(price, cost, self.0.min_line_margin)
    }

    /// Whether `items` are of enough functions.
    pub(super) fn allow_functions(&self, items: &[Offered]) -> bool {
        let mut functions: Vec<u32> = items.iter().map(|item| item.function).collect();
        functions.extend(&self.0.anchor_functions);
        functions.sort_unstable();
        functions.dedup();
        functions.len() >= self.0.min_functions
    }
}

/// Whether `price` leaves `share` of itself above `cost`.
pub(crate) fn leaves(price: i64, cost: i64, share: i64) -> bool {
    let (price, cost) = (i128::from(price), i128::from(cost));
    (price - cost) * i128::from(BASIS_POINTS) >= price * i128::from(share)
}
