//! What a customer buys again: a list of its own, never mixed with what goes with a cart.

use super::filter::{Condition, Conditions, Filter};
use super::rules::RulesBeside;
use super::shelf::Shelf;
use crate::count::{CustomerIndex, Purchase};
use crate::words::ItemIndex;

/// Days after which an order with an item says half as much of the next.
const HALF_LIFE_DAYS: f32 = 60.0;

/// An item that the customer may buy again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reorder {
    /// What was bought, how often and when last.
    pub purchase: Purchase,
    /// How much speaks for it: the customer's orders with it, halved for every sixty days since the last one.
    pub score: f32,
}

/// What `customer` bought before, most promising first, equals by item id: at most `limit` items, none of `without`,
/// none that is known to be out of stock, and none that the shop hides; and the conditions that some did not meet.
///
/// Costs a sort of the customer's items.
#[must_use]
pub fn reorder<'a>(
    shelf: impl Into<Shelf<'a>>,
    customer: CustomerIndex,
    without: &[ItemIndex],
    limit: usize,
) -> (Vec<Reorder>, Conditions) {
    let shelf = shelf.into();
    let (snapshot, catalog) = (shelf.snapshot, shelf.catalog());
    let (rules, filter) = (RulesBeside::new(shelf, &[]), Filter::default());
    // Of an order without a time nobody knows that it is of late, unless none has one.
    let has_times = snapshot.purchases().of(customer).any(|bought| bought.days_ago.is_some());
    let of_unknown = if has_times { f32::INFINITY } else { 0.0 };
    let scored = |purchase: Purchase| {
        let days = purchase.days_ago.map_or(of_unknown, f32::from);
        let score = f32::from(purchase.n_orders) * (-days / HALF_LIFE_DAYS).exp2();
        // Of long ago, and above nothing all the same.
        Reorder { purchase, score: score.max(f32::MIN_POSITIVE) }
    };
    let mut left_out = Conditions::NONE;
    let mut found: Vec<Reorder> = snapshot
        .purchases()
        .of(customer)
        .filter(|purchase| !without.contains(&purchase.item))
        .filter(|purchase| {
            let mut unmet = filter.unmet(catalog, purchase.item);
            if rules.is_hidden(purchase.item) {
                unmet = unmet.union(Conditions::of(Condition::Rules));
            }
            left_out = left_out.union(unmet);
            unmet.is_empty()
        })
        .map(scored)
        .collect();
    let id = |of: &Reorder| snapshot.vocabulary().id(of.purchase.item);
    found.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then_with(|| id(a).cmp(id(b))));
    found.truncate(limit);
    (found, left_out)
}
