//! The items that rules give a place, before any other is listed.

use super::{Action, RulesBeside};
use crate::words::ItemIndex;

/// An item that a rule gives a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::suggest) struct Place {
    pub(in crate::suggest) item: ItemIndex,
    /// The number of the rule.
    pub(in crate::suggest) rule: usize,
    /// Which place, from 1; of what stands first, none.
    pub(in crate::suggest) at: Option<usize>,
}

/// At most `most` items that rules give a place, in the sequence of the rules, each once. `ranked` tells all items, the
/// best first; `may_be_listed` is asked of each that a rule means.
pub(in crate::suggest) fn places<I: Iterator<Item = ItemIndex>>(
    rules: &RulesBeside<'_>,
    most: usize,
    ranked: impl Fn() -> I,
    may_be_listed: impl Fn(ItemIndex) -> bool,
) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for (number, rule) in rules.held() {
        if places.len() == most {
            break;
        }
        let (at, takes_all_named) = match rule.action {
            Action::Pin(place) => (Some(place), false),
            Action::Force => (None, true),
            Action::Scale(_) | Action::Hide => continue,
        };
        let is_free = |item: &ItemIndex| places.iter().all(|place| place.item != *item);
        let is_meant = |item: &ItemIndex| rule.items.selects(rules.catalog, *item);
        let is_wanted = |item: &ItemIndex| is_free(item) && is_meant(item) && may_be_listed(*item);
        let found: Vec<ItemIndex> = match &rule.items.items {
            Some(named) => {
                let n_taken = if takes_all_named { most } else { 1 };
                let mut found: Vec<ItemIndex> = Vec::new();
                for item in named.iter().filter(|item| is_wanted(item)) {
                    if found.len() < n_taken && !found.contains(item) {
                        found.push(*item);
                    }
                }
                found
            }
            None => ranked().find(is_wanted).into_iter().collect(),
        };
        for item in found {
            if places.len() < most {
                places.push(Place { item, rule: number, at });
            }
        }
    }
    places
}
