//! What is wished of bundles and what a shop says of them, made into what the engine is asked.
//!
//! In: numbers of a body or of a command's options, and the table `[bundles]` of a shop's settings. Out: offers, the best
//! first, or why there are none. Deliberately absent: JSON (that is `api`), and who may ask for what.

mod percent;
mod terms;
mod wishes;

use engine::offer::{Ask, Completed, NoOffer, Offer, Offers, complete_cart, offer};
use engine::suggest::{Query, Scratch, Shelf};
use engine::words::{ItemIndex, Money};

pub use percent::Percent;
pub(crate) use percent::percent_or_none;
pub(crate) use terms::BundlesTable;
pub use terms::{BundleTerms, TermsError};
pub(crate) use wishes::{CheckedWishes, MAX_BUNDLES, Wishes};

/// Most that is taken off a bundle where nobody says otherwise.
pub(crate) const DEFAULT_MAX_DISCOUNT: Percent = Percent::of(10);
/// Bundles of an answer where nobody says otherwise.
pub(crate) const DEFAULT_BUNDLES: usize = 3;

/// What a cart is offered: bundles, or why there are none.
#[derive(Debug)]
pub(crate) struct Found {
    /// What the bundles are made around.
    pub(crate) anchor: Option<ItemIndex>,
    /// The item of the cart that the anchor stands for.
    pub(crate) instead_of: Option<ItemIndex>,
    /// The best first; each with what it passes the threshold by, where it is to reach one.
    pub(crate) offers: Vec<(Offer, Option<Money>)>,
    /// `Some` exactly where there are none.
    pub(crate) none_because: Option<NoOffer>,
}

impl Found {
    /// Nothing, for this reason.
    pub(crate) fn none(because: NoOffer) -> Self {
        Self { anchor: None, instead_of: None, offers: Vec::new(), none_because: Some(because) }
    }

    fn new(found: Offers, offers: Vec<(Offer, Option<Money>)>) -> Self {
        let Offers { anchor, instead_of, none_because, .. } = found;
        Self { anchor, instead_of, offers, none_because }
    }
}

/// Bundles for the cart of `query` as they are `wished`, by the `terms` of its shop. `objected` is what the buyer does not want of the dearest
/// item, `total` what the whole cart costs, where that is known.
///
/// Bounded by steps, not by time.
pub(crate) fn find(
    shelf: Shelf<'_>,
    (query, objected): (Query, Vec<(String, Vec<String>)>),
    wished: &CheckedWishes,
    total: Option<Money>,
    terms: &BundleTerms,
    scratch: &mut Scratch,
) -> Found {
    let CheckedWishes { limits, goal, kind, limit, threshold } = wished;
    let ask = Ask { query, goal: *goal, kind: *kind, objected, limit: *limit };
    let Some(threshold) = *threshold else {
        let mut found = offer(shelf, &ask, limits, &terms.shop, scratch);
        let offers = std::mem::take(&mut found.offers);
        return Found::new(found, offers.into_iter().map(|offer| (offer, None)).collect());
    };
    // What is missing is not known where a price is not.
    let Some(total) = total else { return Found::none(NoOffer::NoPrice) };
    let (completed, found) =
        complete_cart(shelf, &ask, limits, [total, threshold], &terms.shop, scratch);
    let passed = |Completed { offer, overshoot }| (offer, Some(overshoot));
    Found::new(found, completed.into_iter().map(passed).collect())
}

/// What the items of `cart` cost together, an item as often as it stands there; nothing where one of them has no price.
pub(crate) fn total(shelf: Shelf<'_>, cart: &[ItemIndex]) -> Option<Money> {
    let catalog = shelf.catalog();
    let prices = cart.iter().map(|&item| catalog.item(item).price);
    prices.into_iter().try_fold(Money(0), |sum, price| Some(Money(sum.0.saturating_add(price?.0))))
}
