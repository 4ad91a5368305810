//! The items that rules give a place, before any other is listed.

use super::{Action, Rule, RulesBeside};
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
///
/// Costs at most one walk over what is ranked, however many rules there are.
pub(in crate::suggest) fn places(
    rules: &RulesBeside<'_>,
    most: usize,
    ranked: impl Iterator<Item = ItemIndex>,
    may_be_listed: impl Fn(ItemIndex) -> bool,
) -> Vec<Place> {
    let best = best_of_each(rules, most, ranked, &may_be_listed);
    let mut best = best.iter();
    let mut places: Vec<Place> = Vec::new();
    for (number, rule) in rules.held() {
        let (at, takes_all_named) = match rule.action {
            Action::Pin(place) => (Some(place), false),
            Action::Force => (None, true),
            Action::Scale(_) | Action::Hide => continue,
        };
        let (meant, is_named) = match rule.items.items.as_deref() {
            Some(named) => (named, true),
            None => (best.next().map_or(&[][..], |best| &best.found), false),
        };
        let n_taken = if takes_all_named && is_named { most } else { 1 };
        let mut n_left = n_taken.min(most - places.len());
        for &item in meant {
            if n_left == 0 {
                break;
            }
            let is_wanted =
                !is_named || rule.items.fits(rules.catalog, item) && may_be_listed(item);
            if is_wanted && places.iter().all(|place| place.item != item) {
                places.push(Place { item, rule: number, at });
                n_left -= 1;
            }
        }
    }
    places
}

/// What ranks highest of the items that a rule means without naming them.
struct Best {
    rule: usize,
    found: Vec<ItemIndex>,
    /// How many are enough: one, and as many as rules before this one can take from it.
    enough: usize,
}

/// The best items of each rule that gives a place and names no item, in the sequence of the rules.
fn best_of_each(
    rules: &RulesBeside<'_>,
    most: usize,
    ranked: impl Iterator<Item = ItemIndex>,
    may_be_listed: impl Fn(ItemIndex) -> bool,
) -> Vec<Best> {
    let mut all: Vec<Best> = Vec::new();
    let mut n_taken_before = 0;
    for (rule, Rule { action, items, .. }) in rules.held() {
        n_taken_before += match (action, &items.items) {
            (Action::Scale(_) | Action::Hide, _) => continue,
            (Action::Pin(_), Some(_)) => 1,
            (Action::Force, Some(named)) => named.len(),
            (Action::Pin(_) | Action::Force, None) => {
                all.push(Best { rule, found: Vec::new(), enough: most.min(1 + n_taken_before) });
                1
            }
        };
    }
    let mut n_open = all.iter().filter(|best| best.enough > 0).count();
    for item in ranked {
        if n_open == 0 {
            break;
        }
        let mut may_be = None;
        rules.each(item, |rule, _| {
            let Ok(place) = all.binary_search_by_key(&rule, |best| best.rule) else { return };
            let Best { found, enough, .. } = &mut all[place];
            // What is ranked may come again among what sells.
            let is_wanted = found.len() < *enough
                && !found.contains(&item)
                && *may_be.get_or_insert_with(|| may_be_listed(item));
            if is_wanted {
                found.push(item);
                n_open -= usize::from(found.len() == *enough);
            }
        });
    }
    all
}
