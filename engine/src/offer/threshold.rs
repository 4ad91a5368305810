//! What brings a cart to a threshold: free shipping, or money back from an amount on (凑单).

use super::considered::considered_of;
use super::worth::added_margin;
use super::{Ask, NoOffer, Offer, Offers, Role, ShopTerms, instead, offered_of};
use crate::bundle::{Bundle, Completion, Limits, Offered, Proof, complete};
use crate::suggest::{Scratch, Shelf, Suggestion};
use crate::words::Money;

/// A bundle that brings a cart to its threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct Completed {
    /// The items, at their list prices.
    pub offer: Offer,
    /// By how much they pass the threshold.
    pub overshoot: Money,
}

/// What brings the cart of `ask` to `threshold`, where its items cost `total` together: at most so many bundles, the one that
/// passes the threshold by least first, each without the dearest item of those before it.
///
/// Every item is bought with the cart more than chance: its lower bound is above 1. How dear it may be beside the cart is not
/// limited by `terms`. Why there is none stands in the second place.
#[must_use]
pub fn complete_cart(
    shelf: Shelf<'_>,
    ask: &Ask,
    limits: &Limits,
    [total, threshold]: [Money; 2],
    terms: &ShopTerms,
    scratch: &mut Scratch,
) -> (Vec<Completed>, Offers) {
    let gap = Money(threshold.0.saturating_sub(total.0));
    let (query, anchor, instead_of) = match instead::settled(shelf, ask, scratch) {
        Ok(settled) => settled,
        Err((anchor, because)) => return (Vec::new(), Offers::none(anchor, because)),
    };
    let none = |because| (Vec::new(), Offers { instead_of, ..Offers::none(Some(anchor), because) });
    // The buyer pays for what stands for the dearest item, and not for that.
    let gap = instead_of.map_or(gap, |before| {
        let price = |item| shelf.catalog().item(item).price.unwrap_or_default().0;
        let n_pieces = ask.query.cart.iter().filter(|item| **item == before).count() as i64;
        Money(gap.0.saturating_add((price(before) - price(anchor)).saturating_mul(n_pieces)))
    });
    if gap.0 <= 0 {
        return none(NoOffer::Reached);
    }
    let any_price = ShopTerms { max_price_share: i64::MAX, ..terms.clone() };
    let is_related = |found: &Suggestion| found.evidence.at_least > 1.0;
    let min_margin = limits.get().min_line_margin;
    let found = considered_of(shelf, &query, min_margin, &any_price, &is_related, scratch);
    let found = match found {
        Ok(found) => found,
        Err(NoOffer::Prices) => return none(NoOffer::OutOfReach),
        Err(because) => return none(because),
    };
    let attach = shelf.snapshot.attach();
    let chances: Vec<f64> = found.iter().map(|it| attach.chance(&it.signs)).collect();
    let (mut offered, _) = offered_of(shelf, &query.cart, &found, &chances, terms);
    let mut completed = Vec::new();
    while completed.len() < ask.limit {
        let Some(completion) = complete(&offered, gap, limits.get().max_items) else { break };
        let bundle = bundle_of(&completion, &offered, ask);
        let shown = |(&item, &price): (&_, &_)| {
            Some(found.iter().find(|it| it.is(item))?.shown(price, terms))
        };
        let items = bundle.items.iter().zip(&bundle.lines).filter_map(shown).collect();
        let added_margin = added_margin(&bundle, false, &offered);
        let offer = Offer { bundle, items, has_gift: false, role: Role::Threshold, added_margin };
        completed.push(Completed { offer, overshoot: completion.overshoot });
        offered.retain(|it| Some(&it.item) != completion.items.first());
    }
    let none_because = completed.is_empty().then_some(NoOffer::OutOfReach);
    let offers = Offers { anchor: Some(anchor), instead_of, offers: Vec::new(), none_because };
    (completed, offers)
}

/// `completion` as a bundle at its list price.
fn bundle_of(completion: &Completion, offered: &[Offered], ask: &Ask) -> Bundle {
    let of = |item| offered.iter().find(|it| it.item == item).copied();
    let items: Vec<Offered> = completion.items.iter().filter_map(|&item| of(item)).collect();
    let none_taken: f64 = items.iter().map(|it| 1.0 - it.uptake.offered).product();
    Bundle {
        items: completion.items.clone(),
        list_price: completion.price,
        price: completion.price,
        lines: items.iter().map(|it| it.price).collect(),
        cost: Money(items.iter().map(|it| it.cost.0).sum()),
        probability: 1.0 - none_taken,
        value: ask.goal.worth(&items),
        // Of the overshoot, which is what completions are chosen by.
        proof: Proof::Best,
        needs_approval: false,
    }
}
