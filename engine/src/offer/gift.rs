//! Bundles that come with a gift: the items at their list price, and one more for nothing.

use super::{Ask, MAX_OFFERS, MOST_STEPS, NoOffer, ShopTerms};
use crate::bundle::{
    BASIS_POINTS, Bundle, Offered, Pricing, Proof, Wanted, best_bundle, bundles, leaves,
};
use crate::suggest::Shelf;
use crate::words::Money;

/// Gifts that are tried beside a bundle: those that cost the shop least.
const MOST_GIFTS: usize = 5;
/// Bundles that gifts are tried beside, for each that is wanted.
const BUNDLES_TRIED: usize = 3;

/// Bundles of `offered` at their list price, each with the gift that it is worth most with; the best first. The gift is the last
/// of the items, and nothing of the price falls to it.
///
/// A gift is of what costs the shop least, told by it, and of what it has in stock, told too. It counts as a discount of its
/// price on the whole, and its cost as one of the bundle. That a bundle is the best of all is not shown: gifts are tried beside
/// the best bundles without one.
pub(super) fn with_gifts(
    shelf: Shelf<'_>,
    offered: &[Offered],
    wanted: Wanted,
    ask: &Ask,
    terms: &ShopTerms,
) -> Result<Vec<(Bundle, bool)>, NoOffer> {
    let catalog = shelf.catalog();
    let is_gift = |it: &&Offered| {
        let facts = catalog.item(it.item);
        facts.cost.is_some() && facts.stock.is_some_and(|stock| stock > 0)
    };
    let mut gifts: Vec<Offered> = offered.iter().filter(is_gift).copied().collect();
    gifts.sort_by_key(|it| (it.cost, it.item));
    gifts.truncate(MOST_GIFTS);
    // The gift is one of the items that the buyer gets, and the only thing that is taken off.
    let most = wanted.max_items - 1;
    if most < wanted.min_items || gifts.is_empty() {
        return Err(NoOffer::Limits);
    }
    let at_list = Wanted { max_items: most, min_discount: 0, ..wanted.clone() };
    let limits = at_list.check().map_err(|_| NoOffer::Limits)?;
    let limit = ask.limit.min(MAX_OFFERS);
    let wanted_bundles = (BUNDLES_TRIED * limit, terms.min_taken_share);
    let list_only = Pricing::list_only();
    let tried = bundles(offered, &limits, &list_only, ask.goal, MOST_STEPS, wanted_bundles);
    let mut found: Vec<Bundle> = Vec::new();
    for bundle in &tried {
        let best = gifts
            .iter()
            .filter(|gift| !bundle.items.contains(&gift.item))
            .filter_map(|gift| given(bundle, gift, offered, &wanted, ask))
            .max_by(|a, b| a.value.total_cmp(&b.value));
        found.extend(best);
    }
    found.sort_by(|a, b| b.value.total_cmp(&a.value).then_with(|| a.items.cmp(&b.items)));
    found.truncate(limit);
    // No gift makes items likelier than the largest discount would, and none costs less than nothing.
    let most_share = wanted.max_discount as f64 / BASIS_POINTS as f64;
    let likelier = |it: &Offered| Offered { uptake: it.uptake.lowered(most_share), ..*it };
    let lifted: Vec<Offered> = offered.iter().map(likelier).collect();
    let best = best_bundle(&lifted, &limits, &list_only, ask.goal, MOST_STEPS);
    let most = best.map_or(0.0, |bundle| match bundle.proof {
        Proof::Best => bundle.value,
        Proof::Within(gap) => bundle.value + gap,
    });
    let gap = |value: f64| (most - value).max(0.0);
    found.iter_mut().for_each(|bundle| bundle.proof = Proof::Within(gap(bundle.value)));
    Ok(found.into_iter().map(|bundle| (bundle, true)).collect())
}

/// `bundle` with `gift`, where that keeps the limits and adds anything.
fn given(
    bundle: &Bundle,
    gift: &Offered,
    offered: &[Offered],
    wanted: &Wanted,
    ask: &Ask,
) -> Option<Bundle> {
    let list = bundle.list_price.0 + gift.price.0;
    let cost = bundle.cost.0 + gift.cost.0;
    let price = bundle.list_price.0;
    let off = i128::from(gift.price.0) * i128::from(BASIS_POINTS);
    let is_within = |share: i64| off <= i128::from(list) * i128::from(share);
    let is_allowed = is_within(wanted.max_discount)
        && off >= i128::from(list) * i128::from(wanted.min_discount)
        && leaves(price, cost, wanted.min_margin)
        && wanted.max_list_price.is_none_or(|Money(most)| list <= most);
    if !is_allowed {
        return None;
    }
    let share = gift.price.0 as f64 / list as f64;
    let items: Vec<Offered> = offered
        .iter()
        .filter(|it| bundle.items.contains(&it.item))
        // The price stays: only that it is taken for the gift is as if it had fallen.
        .map(|it| Offered { uptake: it.uptake.lowered(share), ..*it })
        .collect();
    let none_taken: f64 = items.iter().map(|it| 1.0 - it.uptake.offered).product();
    let probability = 1.0 - none_taken;
    let value = ask.goal.worth(&items) - ask.goal.spent(probability, gift);
    let mut given = Bundle {
        list_price: Money(list),
        cost: Money(cost),
        probability,
        value,
        needs_approval: !is_within(wanted.authority),
        ..bundle.clone()
    };
    given.items.push(gift.item);
    given.lines.push(Money(0));
    (value > 0.0).then_some(given)
}
