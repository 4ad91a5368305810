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
