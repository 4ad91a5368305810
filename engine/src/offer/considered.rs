//! Which items are considered beside a cart, and what is known of each.

use super::{NoOffer, ShopTerms};
use crate::attach::Signs;
use crate::bundle::{MAX_OFFERED, leaves};
use crate::relation::{KindSet, RelationKind};
use crate::suggest::{
    Condition, Filter, MAX_LIMIT, NoneBecause, Query, Scratch, Shelf, Suggestion, suggest,
};
use crate::words::{ItemIndex, Money};

/// So many times more are asked for than are considered: some leave too little.
const MORE: usize = 2;
/// So many are asked for where few of them may serve.
const MANY: usize = 400;

/// An item that is considered beside a cart.
#[derive(Debug, Clone, PartialEq)]
pub struct Considered {
    /// Why it is suggested.
    pub suggestion: Suggestion,
    /// What it is sold for. Above zero.
    pub price: Money,
    /// What it costs the shop, where it told.
    pub cost: Option<Money>,
    /// What tells how likely it is bought with the cart.
    pub signs: Signs,
}

/// The items that may be offered beside the cart of `query`, at most [`MAX_OFFERED`], the best first: none that replaces an item
/// of it, none without a price, none dearer than `terms` allow beside the dearest of it, none that leaves less than
/// `min_margin` (hundredths of a percent) of its list price.
///
/// # Errors
///
/// There is none, and why.
pub fn considered(
    shelf: Shelf<'_>,
    query: &Query,
    min_margin: i64,
    terms: &ShopTerms,
    scratch: &mut Scratch,
) -> Result<Vec<Considered>, NoOffer> {
    listed(shelf, query, min_margin, terms, (MORE * MAX_OFFERED, &|_| true), scratch)
}

/// The same of those alone that `serve`.
pub(super) fn considered_of(
    shelf: Shelf<'_>,
    query: &Query,
    min_margin: i64,
    terms: &ShopTerms,
    serves: &dyn Fn(&Suggestion) -> bool,
    scratch: &mut Scratch,
) -> Result<Vec<Considered>, NoOffer> {
    listed(shelf, query, min_margin, terms, (MANY.min(MAX_LIMIT), serves), scratch)
}

fn listed(
    shelf: Shelf<'_>,
    query: &Query,
    min_margin: i64,
    terms: &ShopTerms,
    (limit, serves): (usize, &dyn Fn(&Suggestion) -> bool),
    scratch: &mut Scratch,
) -> Result<Vec<Considered>, NoOffer> {
    let (snapshot, catalog) = (shelf.snapshot, shelf.catalog());
    let anchor = dearest(shelf, &query.cart).ok_or(NoOffer::UnknownCart)?;
    let anchor_price = catalog.item(anchor).price.filter(|price| price.0 > 0);
    let most = terms.most_beside(anchor_price.ok_or(NoOffer::NoPrice)?);
    let mut asked = Query { limit, ..query.clone() };
    asked.relations = query.relations.without(RelationKind::Substitute);
    if asked.relations == KindSet::NONE {
        return Err(NoOffer::Nothing(NoneBecause::NoRelation));
    }
    asked.filter.min_price = Some(query.filter.min_price.unwrap_or(Money(1)).max(Money(1)));
    asked.filter.max_price = Some(query.filter.max_price.map_or(most, |price| price.min(most)));
    let answer = suggest(shelf, &asked, scratch);
    if let Some(because) = answer.none_because {
        let Filter { min_price, max_price, .. } = query.filter;
        let is_own = min_price.is_none() && max_price.is_none();
        // Where nobody asked for prices, they are not why the caller's filter left nothing.
        return Err(match is_own && answer.emptied_by.contains(Condition::Price) {
            true => NoOffer::Prices,
            false => NoOffer::Nothing(because),
        });
    }
    let n_orders = f64::from(snapshot.graph().n_orders().max(1));
    let n_in_cart = distinct(&query.cart);
    let mut found: Vec<Considered> = Vec::with_capacity(MAX_OFFERED);
    for suggestion in answer.suggestions {
        let facts = catalog.item(suggestion.item);
        let Some(price) = facts.price else { continue };
        let cost = facts.cost.unwrap_or_else(|| terms.usual_cost(price));
        if !leaves(price.0, cost.0, min_margin) || !serves(&suggestion) {
            continue;
        }
        let evidence = suggestion.evidence;
        let signs = Signs {
            score: suggestion.score,
            rank: found.len() + 1,
            kind: suggestion.relation,
            momentum: suggestion.momentum,
            base: f64::from(snapshot.n_orders_with(suggestion.item)) / n_orders,
            level: f64::from(snapshot.attach().levels[suggestion.item.position()]),
            price: Some(price),
            anchor_price,
            n_in_cart,
            orders_together: evidence.orders_together,
            orders_with_anchor: evidence.orders_with_anchor,
            at_least: evidence.at_least,
            confidence: suggestion.confidence,
        };
        found.push(Considered { suggestion, price, cost: facts.cost, signs });
        if found.len() == MAX_OFFERED {
            break;
        }
    }
    if found.is_empty() { Err(NoOffer::Prices) } else { Ok(found) }
}

/// The dearest item of `cart`, of equals the one that stands first; one without a price after all others.
pub(crate) fn dearest(shelf: Shelf<'_>, cart: &[ItemIndex]) -> Option<ItemIndex> {
    let catalog = shelf.catalog();
    let price = |item: ItemIndex| catalog.item(item).price.map_or(i64::MIN, |price| price.0);
    let dearer = |a: ItemIndex, b: ItemIndex| if price(b) > price(a) { b } else { a };
    cart.iter().copied().reduce(dearer)
}

fn distinct(cart: &[ItemIndex]) -> usize {
    let mut items = cart.to_vec();
    items.sort_unstable();
    items.dedup();
    items.len()
}
