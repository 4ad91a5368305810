//! Items that are added to reach a threshold: bought beside anything, and hardly ever for
//! themselves.

use crate::graph::Graph;
use crate::relation::Grade;
use crate::relation::significance::poisson_tail;
use crate::words::{Catalog, ItemIndex, Orders};

/// Fewer orders are too few to tell by.
const FEWEST_ORDERS: u32 = 50;
/// They are bought alone at most as often as this share of what the shop's other items are.
const MOST_ALONE: f64 = 0.3;
/// How likely chance alone may leave an item out of the orders of one item.
const CHANCE: f64 = 1e-6;
/// They are among the cheapest items of the shop: this share of those with a price.
const CHEAPEST: f64 = 0.25;

/// The fillers of a shop, rising: cheap items in many orders that hardly anybody orders alone, and
/// that no other item goes with for certain. `graph` has its grades.
///
/// An accessory is hardly ever bought alone either, but something goes with it. Costs a pass over
/// the orders.
pub(super) fn fillers(orders: &Orders, graph: &Graph, catalog: &Catalog) -> Vec<u32> {
    let n_with = &graph.columns().n_orders_with;
    let mut n_alone = vec![0_u32; n_with.len()];
    for order in orders.iter() {
        if let [item] = order.items {
            n_alone[*item as usize] += 1;
        }
    }
    if !graph.columns().grades.contains(&(Grade::A as u8)) {
        // Where nothing is sure, nothing stands out for having no sure partner.
        return Vec::new();
    }
    let all_alone: u64 = n_alone.iter().map(|&n| u64::from(n)).sum();
    let share_alone = all_alone as f64 / orders.n_lines().max(1) as f64;
    let cheap = cheap_until(catalog, n_with);
    let is_filler = |&item: &u32| {
        let (n, alone) = (n_with[item as usize], n_alone[item as usize]);
        let price = catalog.item(ItemIndex(item)).price.map(|price| price.0);
        n >= FEWEST_ORDERS
            && price.zip(cheap).is_some_and(|(price, cheap)| price <= cheap)
            && is_hardly_ever_alone(n, alone, share_alone)
            && graph.row(ItemIndex(item)).iter().all(|edge| edge.grade() != Grade::A)
    };
    (0..n_with.len() as u32).filter(is_filler).collect()
}

/// Whether an item of `n` orders is `alone` in so few that chance would hardly leave it with so
/// few, where `share_alone` of all lines are.
fn is_hardly_ever_alone(n: u32, alone: u32, share_alone: f64) -> bool {
    let expected = f64::from(n) * share_alone;
    let at_most = 1.0 - poisson_tail(u64::from(alone) + 1, expected);
    f64::from(alone) <= MOST_ALONE * expected && at_most <= CHANCE
}

/// The highest price of the cheapest items that sold; nothing where no price is known.
fn cheap_until(catalog: &Catalog, n_with: &[u32]) -> Option<i64> {
    let sold = (0..).zip(n_with).filter(|&(_, &n)| n > 0);
    let mut prices: Vec<i64> =
        sold.filter_map(|(item, _)| Some(catalog.item(ItemIndex(item)).price?.0)).collect();
    let place = (CHEAPEST * prices.len() as f64) as usize;
    (place < prices.len()).then(|| *prices.select_nth_unstable(place).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_alone_as_often_as_others_is_no_filler() {
        // A fifth of all lines are alone: 100 of 500.
        assert!(is_hardly_ever_alone(500, 8, 0.2));
        assert!(!is_hardly_ever_alone(500, 80, 0.2));
        // Of large orders alone nothing can be told.
        assert!(!is_hardly_ever_alone(500, 0, 0.01));
    }
}
