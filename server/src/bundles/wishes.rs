//! What a caller wishes of bundles, held against itself and against what the shop allows.

use engine::bundle::{Goal, Limits, LimitsError, MAX_ITEMS, Wanted};
use engine::offer::{DiscountKind, MAX_OFFERS, MIN_FUNCTIONS};
use engine::words::{ItemIndex, Money};
use thiserror::Error;

use super::percent::Percent;
use super::terms::BundleTerms;
use super::{DEFAULT_BUNDLES, DEFAULT_MAX_DISCOUNT};

/// Most bundles of one answer.
pub(crate) const MAX_BUNDLES: usize = MAX_OFFERS;
/// Most items of a bundle where nobody says otherwise.
const DEFAULT_MAX_ITEMS: usize = 3;

/// What is wished of bundles, each number in its range. What is absent is as it is usual.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wishes {
    /// Most items, `1..=4`.
    pub(crate) max_items: Option<usize>,
    /// Fewest items, `1..=4`.
    pub(crate) min_items: Option<usize>,
    /// Most that is taken off the list price, 0 to 100.
    pub(crate) max_discount: Option<Percent>,
    /// Least that is taken off it, 0 to 100.
    pub(crate) min_discount: Option<Percent>,
    /// Least share of its price that is left above cost, 0 to 99.99; never below the shop's own.
    pub(crate) min_margin: Option<Percent>,
    /// Most that all items are listed at. Above zero.
    pub(crate) max_list_price: Option<Money>,
    /// What is raised.
    pub(crate) goal: Goal,
    /// What is given.
    pub(crate) kind: DiscountKind,
    /// What the cart is brought to. Above zero.
    pub(crate) threshold: Option<Money>,
    /// Items that must be in every bundle, those among them that nobody knows, too.
    pub(crate) n_must_have: usize,
    /// Most bundles, `1..=10`.
    pub(crate) limit: Option<usize>,
}

/// Wishes that can be searched.
#[derive(Debug, Clone)]
pub(crate) struct CheckedWishes {
    pub(crate) limits: Limits,
    pub(crate) goal: Goal,
    pub(crate) kind: DiscountKind,
    pub(crate) threshold: Option<Money>,
    pub(crate) limit: usize,
}

/// Wishes that contradict each other.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum WishesError {
    #[error("`min_items`: {least}, more than `max_items`, which is {most}")]
    Items { least: usize, most: usize },
    #[error("`min_discount_percent`: {least}, more than `max_discount_percent`, which is {most}")]
    Discounts { least: Percent, most: Percent },
    #[error("`must_have`: {found} items, more than `max_items`, which is {most}")]
    MustHave { found: usize, most: usize },
    #[error(
        "`discount`: a gift is one of the items, so that `max_items` {most} leaves {left} to be bought, expected at least {needed}, \
         as `min_items` and `must_have` need"
    )]
    Gift { most: usize, left: usize, needed: usize },
    #[error(
        "`{field}`: cannot stand beside `threshold`: a cart is brought to it by as few and as cheap items as reach it, at their list \
         prices; leave one of the two out"
    )]
    Threshold { field: &'static str },
    #[error(transparent)]
    Limits(#[from] LimitsError),
}

impl Wishes {
    /// These, with the items known that every bundle must have, inside what `terms` allow; what is discounted beyond `authority`
    /// (hundredths of a percent) needs approval.
    ///
    /// # Errors
    ///
    /// The first that contradicts another.
    pub(crate) fn check(
        &self,
        must_have: &[ItemIndex],
        terms: &BundleTerms,
        authority: i64,
    ) -> Result<CheckedWishes, WishesError> {
        if self.threshold.is_some()
            && let Some(field) = self.not_beside_a_threshold()
        {
            return Err(WishesError::Threshold { field });
        }
        let max_items =
            self.max_items.unwrap_or(DEFAULT_MAX_ITEMS.max(self.min_items.unwrap_or(1)));
        let min_items = self.min_items.unwrap_or(1);
        if min_items > max_items {
            return Err(WishesError::Items { least: min_items, most: max_items });
        }
        if self.n_must_have > max_items {
            return Err(WishesError::MustHave { found: self.n_must_have, most: max_items });
        }
        let (left, needed) = (max_items - 1, min_items.max(self.n_must_have));
        if self.kind == DiscountKind::Gift && left < needed {
            return Err(WishesError::Gift { most: max_items, left, needed });
        }
        let least = self.min_discount.unwrap_or(Percent::of(0));
        let most = self.max_discount.unwrap_or_else(|| {
            // A page that nobody asks for approval is offered what needs none.
            DEFAULT_MAX_DISCOUNT.min(Percent::of_hundredths(authority)).max(least)
        });
        if least > most {
            return Err(WishesError::Discounts { least, most });
        }
        let asked = self.min_margin.map_or(i64::MIN, Percent::hundredths);
        let min_margin = asked.max(terms.min_margin);
        let min_line_margin = match self.threshold {
            // At list prices the whole leaves as much as each does at the least.
            Some(_) => terms.min_line_margin.max(min_margin),
            None => terms.min_line_margin,
        };
        let limits = Wanted {
            min_items,
            max_items,
            max_discount: most.hundredths(),
            min_discount: least.hundredths(),
            authority,
            min_margin,
            min_line_margin,
            max_list_price: self.max_list_price,
            min_functions: MIN_FUNCTIONS,
            must_have: must_have.to_vec(),
            ..Wanted::default()
        };
        Ok(CheckedWishes {
            limits: limits.check()?,
            goal: self.goal,
            kind: self.kind,
            threshold: self.threshold,
            limit: self.limit.unwrap_or(DEFAULT_BUNDLES),
        })
    }

    /// What is wished and means nothing where a cart is brought to a threshold.
    fn not_beside_a_threshold(&self) -> Option<&'static str> {
        let wished = [
            ("must_have", self.n_must_have > 0),
            ("min_items", self.min_items.is_some_and(|least| least > 1)),
            ("min_discount_percent", self.min_discount.is_some_and(|least| least > Percent::of(0))),
            ("max_list_price", self.max_list_price.is_some()),
            ("discount", self.kind == DiscountKind::Gift),
        ];
        wished.into_iter().find(|(_, is_wished)| *is_wished).map(|(field, _)| field)
    }
}

const _: () = assert!(DEFAULT_MAX_ITEMS <= MAX_ITEMS && DEFAULT_BUNDLES <= MAX_BUNDLES);

#[cfg(test)]
mod tests {
    use super::*;

    fn check(wishes: Wishes) -> Result<CheckedWishes, WishesError> {
        wishes.check(&[], &BundleTerms::default(), 1_000)
    }

    #[test]
    fn what_is_not_wished_is_usual_and_stays_inside_the_authority() {
        let usual = check(Wishes::default()).unwrap();
        let wanted = usual.limits.get();
        assert_eq!((wanted.min_items, wanted.max_items, usual.limit), (1, 3, 3));
        assert_eq!((wanted.min_discount, wanted.max_discount, wanted.authority), (0, 1_000, 1_000));
        let narrow = Wishes::default().check(&[], &BundleTerms::default(), 300).unwrap();
        assert_eq!(narrow.limits.get().max_discount, 300);
        let least = Wishes { min_discount: Some(Percent::of(12)), ..Wishes::default() };
        assert_eq!(check(least).unwrap().limits.get().max_discount, 1_200);
        let four = Wishes { min_items: Some(4), ..Wishes::default() };
        assert_eq!(check(four).unwrap().limits.get().max_items, 4);
    }

    #[test]
    fn nobody_goes_below_the_floors_of_the_shop() {
        let terms = BundleTerms { min_margin: 2_000, ..BundleTerms::default() };
        let least = |asked: Option<i64>| {
            let wishes = Wishes { min_margin: asked.map(Percent::of), ..Wishes::default() };
            wishes.check(&[], &terms, 0).unwrap().limits.get().min_margin
        };
        assert_eq!([None, Some(5), Some(30)].map(least), [2_000, 2_000, 3_000]);
    }

    #[test]
    fn what_completes_a_cart_keeps_the_margin_item_by_item() {
        let wishes = Wishes {
            threshold: Some(Money(10_000)),
            min_margin: Some(Percent::of(15)),
            ..Wishes::default()
        };
        assert_eq!(check(wishes).unwrap().limits.get().min_line_margin, 1_500);
    }
}
