//! What an offer adds to what the shop keeps, whatever it was chosen by.

use crate::bundle::{Bundle, Goal, Offered};

/// What offering `bundle`, which is of `offered`, adds to what the shop keeps above cost, in expectation. Where it has a gift,
/// that is the last of its items. Unit: minor units.
pub(super) fn added_margin(bundle: &Bundle, has_gift: bool, offered: &[Offered]) -> f64 {
    let list = bundle.list_price.0 as f64;
    let share = if list > 0.0 { 1.0 - bundle.price.0 as f64 / list } else { 0.0 };
    let of = |item| offered.iter().find(|it| it.item == item).copied();
    let mut items: Vec<Offered> = bundle.items.iter().filter_map(|&item| of(item)).collect();
    match items.pop() {
        Some(gift) if has_gift => {
            items.iter_mut().for_each(|it| it.uptake = it.uptake.lowered(share));
            Goal::Margin.worth(&items) - Goal::Margin.spent(bundle.probability, &gift)
        }
        last => {
            items.extend(last);
            Goal::Margin.value(&items, share)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::{Proof, Uptake};
    use crate::words::{ItemIndex, Money};

    fn offered(item: u32, price: i64, cost: i64) -> Offered {
        let uptake = Uptake { organic: 0.1, offered: 0.2, elasticity: 2.0 };
        let (price, cost) = (Money(price), Money(cost));
        Offered { item: ItemIndex(item), price, cost, uptake, function: item }
    }

    fn bundle(items: &[u32], [list, price]: [i64; 2], probability: f64) -> Bundle {
        Bundle {
            items: items.iter().map(|&item| ItemIndex(item)).collect(),
            list_price: Money(list),
            price: Money(price),
            lines: Vec::new(),
            cost: Money(0),
            probability,
            value: 0.0,
            proof: Proof::Best,
            needs_approval: false,
        }
    }

    #[test]
    fn what_would_be_bought_anyway_is_no_gain() {
        let all = [offered(0, 1000, 400), offered(1, 200, 100)];
        // Two of ten take what leaves 600, where one of ten would have.
        let added = added_margin(&bundle(&[0], [1000, 1000], 0.2), false, &all);
        assert!((added - 60.0).abs() < 1e-9, "{added}");
        // At a tenth less the odds against it are 4 times 0.81: 0.2358 take what leaves 500.
        let added = added_margin(&bundle(&[0], [1000, 900], 0.2358), false, &all);
        assert!((added - (500.0 / 4.24 - 60.0)).abs() < 1e-9, "{added}");
    }

    #[test]
    fn a_gift_takes_its_cost_and_makes_the_rest_likelier() {
        let all = [offered(0, 1000, 400), offered(1, 200, 100)];
        // A sixth is given: the odds against the other are 4 times 25 thirty-sixths. The gift costs 100, and one of ten would
        // have bought it for 100 more.
        let taken = 1.0 / (1.0 + 100.0 / 36.0);
        let added = added_margin(&bundle(&[0, 1], [1200, 1000], taken), true, &all);
        assert!(
            (added - (taken * 600.0 - 60.0 - taken * (100.0 + 0.1 * 100.0))).abs() < 1e-9,
            "{added}"
        );
    }
}
