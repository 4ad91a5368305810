//! What a bundle is made around: the dearest item of the cart, or what replaces it where the buyer cannot or will not have it.

use super::{Ask, NoOffer, dearest};
use crate::relation::{KindSet, RelationKind};
use crate::suggest::{Filter, Query, Scratch, Shelf, suggest};
use crate::words::ItemIndex;

/// Substitutes among which one is looked for that lacks what the buyer objects to.
const MOST_SUBSTITUTES: usize = 50;

/// The query to answer, the item that bundles are made around, and the one of the cart that it stands for, where that is
/// another.
pub(super) type Settled = (Query, ItemIndex, Option<ItemIndex>);

/// What is to be answered in place of `ask`.
///
/// # Errors
///
/// Nothing can be, and why; with the anchor where there is one.
pub(super) fn settled(
    shelf: Shelf<'_>,
    ask: &Ask,
    scratch: &mut Scratch,
) -> Result<Settled, (Option<ItemIndex>, NoOffer)> {
    let catalog = shelf.catalog();
    let Some(anchor) = dearest(shelf, &ask.query.cart) else {
        return Err((None, NoOffer::UnknownCart));
    };
    let is_objected = |item: ItemIndex| {
        catalog.attributes(item).any(|(name, value)| {
            let mut named = ask.objected.iter().filter(|(other, _)| other == name);
            named.any(|(_, values)| values.iter().any(|other| other == value))
        })
    };
    let is_wanted = !catalog.is_out_of_stock(anchor) && !is_objected(anchor);
    if is_wanted {
        return Ok((ask.query.clone(), anchor, None));
    }
    let asked = Query {
        relations: KindSet::of(&[RelationKind::Substitute]),
        limit: MOST_SUBSTITUTES,
        max_alike: 0,
        cart: vec![anchor],
        // What may be offered beside the cart says nothing of what stands in it.
        filter: Filter::default(),
        exclude: ask.query.exclude.iter().chain(&ask.query.cart).copied().collect(),
        ..ask.query.clone()
    };
    let answer = suggest(shelf, &asked, scratch);
    let mut items = answer.suggestions.iter().map(|found| found.item);
    let is_sold = |item: &ItemIndex| catalog.item(*item).price.is_some_and(|price| price.0 > 0);
    let Some(found) = items.find(|item| !is_objected(*item) && is_sold(item)) else {
        return Err((Some(anchor), NoOffer::NoSubstitute));
    };
    let mut query = ask.query.clone();
    query.exclude.push(anchor);
    query.cart.iter_mut().filter(|item| **item == anchor).for_each(|item| *item = found);
    Ok((query, found, Some(anchor)))
}
