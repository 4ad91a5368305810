//! From a cart to what the buyer is offered: bundles with a price, a role and a reason, or why there is none.
//!
//! In: an [`Ask`] in the snapshot's own numbers, and what the shop says of its prices. Out: [`Offers`], the best first.
//! Deliberately absent: the search itself (that is [`bundle`](crate::bundle)), training, and the words of the outside world.
//!
//! ```text
//! Ask ─► anchor, or what replaces it ─► considered (suggest, chances) ─► limits ─► bundles ─► role, reason
//! ```

mod shop_terms;
mod ask;
mod considered;
mod functions;
mod instead;
mod gift;
mod role;
mod sentence;
mod threshold;
mod worth;

pub use ask::{Ask, DiscountKind, MAX_OFFERS};
pub(crate) use considered::dearest;
pub use considered::{Considered, considered};
pub use role::{Pace, PaceBy, Role};
pub use sentence::OfferSentence;
pub use shop_terms::{DEFAULT_MARGIN, LIFT, MIN_FUNCTIONS, MIN_TAKEN_SHARE, ShopTerms};
pub use threshold::{Completed, complete_cart};

use self::functions::Functions;
use crate::bundle::{Bundle, Limits, Offered, Uptake, Wanted, bundles};
use crate::suggest::{NoneBecause, Scratch, Shelf, Suggestion};
use crate::words::{ItemIndex, Money};

/// Sets that one search looks at, at most: all searches of `cargo bench --bench bundles` end before.
pub const MOST_STEPS: usize = 20_000;

/// What a cart is offered.
#[derive(Debug, Clone, PartialEq)]
pub struct Offers {
    /// The dearest item of the cart, around which the bundles are made; nothing where none of the cart is known.
    pub anchor: Option<ItemIndex>,
    /// The item of the cart that the anchor stands for, where that one is out of stock or has what the buyer objects to.
    pub instead_of: Option<ItemIndex>,
    /// The best first.
    pub offers: Vec<Offer>,
    /// Why there are none; `Some` exactly where that is so.
    pub none_because: Option<NoOffer>,
}

/// A bundle, and what may be said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// Items, price and worth.
    pub bundle: Bundle,
    /// Its items, in the same sequence.
    pub items: Vec<OfferItem>,
    /// What goes with it for nothing: the last of its items.
    pub has_gift: bool,
    /// Which pairing of the trade it is.
    pub role: Role,
    /// What offering it adds to what the shop keeps above cost, in expectation, whatever the goal is. Unit: minor units.
    pub added_margin: f64,
}

/// An item of an offer.
#[derive(Debug, Clone, PartialEq)]
pub struct OfferItem {
    /// Why it is offered, and what speaks for it.
    pub suggestion: Suggestion,
    /// What one is sold for.
    pub list_price: Money,
    /// What of the bundle's price falls to it.
    pub price: Money,
    /// What one costs the shop.
    pub cost: Money,
    /// Whether the shop told that cost; else it is what the default margin leaves.
    pub is_cost_known: bool,
}

/// Why nothing is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoOffer {
    /// No item of the cart is known.
    UnknownCart,
    /// The dearest item of the cart has no price, or costs nothing.
    NoPrice,
    /// The item that the bundle is to be made around cannot be had, and nothing is known that replaces it.
    NoSubstitute,
    /// Nothing goes with the cart, for this reason.
    Nothing(NoneBecause),
    /// An item that must be in it does not go with the cart, cannot be had, or costs too much beside it.
    MustHave,
    /// Items go with the cart, and none has a price that is allowed beside it and leaves enough.
    Prices,
    /// Items go with the cart, and no bundle of them keeps all limits and adds anything.
    Limits,
    /// The cart is past the threshold already.
    Reached,
    /// No items that are bought with the cart more than chance reach the threshold.
    OutOfReach,
}

impl NoOffer {
    /// All of them, in the sequence in which they are told.
    pub const ALL: [Self; 12] = [
        Self::UnknownCart,
        Self::NoPrice,
        Self::NoSubstitute,
        Self::Nothing(NoneBecause::Stage),
        Self::Nothing(NoneBecause::NoRelation),
        Self::Nothing(NoneBecause::Filter),
        Self::Nothing(NoneBecause::NothingElse),
        Self::MustHave,
        Self::Prices,
        Self::Limits,
        Self::Reached,
        Self::OutOfReach,
    ];

    /// Its name over HTTP.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::UnknownCart => "unknown_cart",
            Self::NoPrice => "no_price",
            Self::NoSubstitute => "no_substitute",
            Self::Nothing(because) => because.name(),
            Self::MustHave => "must_have",
            Self::Prices => "prices",
            Self::Limits => "limits",
            Self::Reached => "reached",
            Self::OutOfReach => "out_of_reach",
        }
    }
}

impl Offers {
    fn none(anchor: Option<ItemIndex>, because: NoOffer) -> Self {
        Self { anchor, instead_of: None, offers: Vec::new(), none_because: Some(because) }
    }
}

/// What to offer beside the cart of `ask`: at most so many bundles, the best first, each of other items than those before it,
/// but for half of them.
///
/// What replaces an item of the cart stands in none of them, nor anything dearer than the shop's terms allow beside the
/// dearest item. Costs an answer of [`suggest`](crate::suggest::suggest()) and two searches a bundle.
#[must_use]
pub fn offer(
    shelf: Shelf<'_>,
    ask: &Ask,
    limits: &Limits,
    terms: &ShopTerms,
    scratch: &mut Scratch,
) -> Offers {
    let (query, anchor, instead_of) = match instead::settled(shelf, ask, scratch) {
        Ok(settled) => settled,
        Err((anchor, because)) => return Offers::none(anchor, because),
    };
    let found = match considered(shelf, &query, limits.get().min_line_margin, terms, scratch) {
        Ok(found) => found,
        Err(because) => return Offers { instead_of, ..Offers::none(Some(anchor), because) },
    };
    let none = |because| Offers { instead_of, ..Offers::none(Some(anchor), because) };
    if !limits.get().must_have.iter().all(|item| found.iter().any(|it| it.is(*item))) {
        return none(NoOffer::MustHave);
    }
    let attach = shelf.snapshot.attach();
    let chances: Vec<f64> = found.iter().map(|it| attach.chance(&it.signs)).collect();
    let (offered, anchor_functions) = offered_of(shelf, &[anchor], &found, &chances, terms);
    let wanted = Wanted { anchor_functions, ..limits.get().clone() };
    let sets = match ask.kind {
        DiscountKind::Price => priced(&offered, wanted, ask, terms),
        DiscountKind::Gift => gift::with_gifts(shelf, &offered, wanted, ask, terms),
    };
    let sets = match sets {
        Ok(sets) => sets,
        Err(because) => return none(because),
    };
    let shown = |(bundle, gift): (Bundle, bool)| {
        let items = bundle.items.iter().zip(&bundle.lines).filter_map(|(&item, &price)| {
            Some(found.iter().find(|it| it.is(item))?.shown(price, terms))
        });
        let items: Vec<OfferItem> = items.collect();
        let told =
            items.iter().map(|it| (it.suggestion.item, it.list_price, it.suggestion.relation));
        let anchor_price = shelf.catalog().item(anchor).price.unwrap_or_default();
        let role = Role::of(shelf.snapshot, (anchor, anchor_price), &told.collect::<Vec<_>>());
        let added_margin = worth::added_margin(&bundle, gift, &offered);
        Offer { bundle, items, has_gift: gift, role, added_margin }
    };
    let offers: Vec<Offer> = sets.into_iter().map(shown).collect();
    let none_because = offers.is_empty().then_some(NoOffer::Limits);
    Offers { anchor: Some(anchor), instead_of, offers, none_because }
}

/// What was considered as a search takes it, each with how likely it is bought anyway; and the functions of `beside`, such as the
/// dearest item of the cart.
#[must_use]
pub fn offered_of(
    shelf: Shelf<'_>,
    beside: &[ItemIndex],
    considered: &[Considered],
    chances: &[f64],
    terms: &ShopTerms,
) -> (Vec<Offered>, Vec<u32>) {
    let mut functions = Functions::new(shelf, beside);
    let of_cart = functions.of_cart();
    let both = considered.iter().zip(chances);
    let offered = both.map(|(it, &chance)| it.offered(chance, &mut functions, terms)).collect();
    (offered, of_cart)
}

/// Bundles with a price, none with a gift.
fn priced(
    offered: &[Offered],
    wanted: Wanted,
    ask: &Ask,
    terms: &ShopTerms,
) -> Result<Vec<(Bundle, bool)>, NoOffer> {
    let limits = wanted.check().map_err(|_| NoOffer::Limits)?;
    let wanted = (ask.limit.min(MAX_OFFERS), terms.min_taken_share);
    let found = bundles(offered, &limits, &terms.pricing, ask.goal, MOST_STEPS, wanted);
    Ok(found.into_iter().map(|bundle| (bundle, false)).collect())
}

impl Considered {
    fn is(&self, item: ItemIndex) -> bool {
        self.suggestion.item == item
    }

    /// As the search takes it, where `organic` is how likely it is bought anyway.
    fn offered(&self, organic: f64, functions: &mut Functions<'_>, terms: &ShopTerms) -> Offered {
        Offered {
            item: self.suggestion.item,
            price: self.price,
            cost: self.cost.unwrap_or_else(|| terms.usual_cost(self.price)),
            uptake: Uptake::new(organic, lifted(organic, terms.lift)),
            function: functions.of(self.suggestion.item),
        }
    }

    fn shown(&self, price: Money, terms: &ShopTerms) -> OfferItem {
        OfferItem {
            suggestion: self.suggestion.clone(),
            list_price: self.price,
            price,
            cost: self.cost.unwrap_or_else(|| terms.usual_cost(self.price)),
            is_cost_known: self.cost.is_some(),
        }
    }
}

/// How likely what is bought anyway with chance `organic` is bought where it is offered: its odds times `lift`.
fn lifted(organic: f64, lift: f64) -> f64 {
    let odds = organic / (1.0 - organic) * lift;
    odds / (1.0 + odds)
}
