//! Finds items of a shop by what they are called now: titles that were told count in place of those that training saw, and
//! items that only were told of are found, too.
//!
//! In: a few words. Out: the item whose id is the words to the letter, then best-sellers first, then what the snapshot does
//! not know, by id. Without words all items in that sequence that are not sold out.

use std::collections::BinaryHeap;
use std::sync::Arc;

use engine::suggest::Shelf;
use engine::words::ItemIndex;

use crate::catalogue::{ToldFacts, ToldItems};
use crate::live::Served;
use crate::search::Words;
use crate::shop::Told;

/// From so many told items on a search may take longer than a thread that answers has time for.
const MANY: usize = 512;

/// An item that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// One that the snapshot knows.
    Known(ItemIndex),
    /// One that was only told of.
    Told(String, Arc<ToldFacts>),
}

/// Whether items are found that the shop hides from lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hidden {
    Found,
    PassedOver,
}

/// Where items are looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Names<'a> {
    /// What the snapshot knows.
    pub(crate) served: &'a Served,
    /// What was told, in the snapshot's numbers.
    pub(crate) told: &'a Told,
    /// What was told, by id.
    pub(crate) items: &'a ToldItems,
}

impl Names<'_> {
    /// Whether a search may take longer than a thread that answers has time for.
    pub(crate) fn are_many(&self) -> bool {
        self.served.search.is_long() || self.items.len() > MANY
    }

    fn shelf(&self) -> Shelf<'_> {
        let Told { changes, in_force, .. } = self.told;
        Shelf { snapshot: &self.served.snapshot, changes, rules: &in_force.rules }
    }

    /// The `limit` first items that hold every word of `query`.
    pub(crate) fn find(&self, query: &str, limit: usize, hidden: Hidden) -> Vec<Found> {
        let query = query.trim();
        let vocabulary = self.served.snapshot.vocabulary();
        let changed = |item| self.told.changes.of(item);
        let is_shown = |is_hidden: bool| hidden == Hidden::Found || !is_hidden;
        let hides = self.shelf().hides();
        let is_known_shown = |item: ItemIndex| is_shown(hides(item));
        let is_renamed = |item: ItemIndex| changed(item).is_some_and(|told| told.title.is_some());
        let words = Words::of(query);
        if words.is_empty() {
            // Nobody asked for one by name: what is sold out is in no list.
            let catalog = self.shelf().catalog();
            let is_there = |item| !catalog.is_out_of_stock(item);
            let known = vocabulary.indexes().filter(|&item| is_known_shown(item) && is_there(item));
            let others = self
                .items
                .iter()
                .filter(|(id, facts)| vocabulary.index(id).is_none() && is_shown(facts.hidden))
                .filter(|(_, facts)| facts.stock.is_none_or(|stock| stock > 0));
            let others = others.map(|(id, facts)| Found::Told(id.to_owned(), Arc::clone(facts)));
            return known.map(Found::Known).chain(others).take(limit).collect();
        }
        // Of those renamed the best sellers; of those unknown the first by id.
        let mut renamed = BinaryHeap::new();
        let mut unknown = Vec::new();
        for (id, facts) in self.items.called(&words) {
            match vocabulary.index(id) {
                Some(item) if is_renamed(item) && is_known_shown(item) => {
                    renamed.push(item.0);
                    if renamed.len() > limit {
                        renamed.pop();
                    }
                }
                Some(_) => {}
                None if is_shown(facts.hidden) && unknown.len() < limit => {
                    unknown.push(Found::Told(id.to_owned(), Arc::clone(facts)));
                }
                None => {}
            }
        }
        let exact = vocabulary.index(query).filter(|&item| is_known_shown(item));
        let exactly_told = match self.items.get(query) {
            Some(facts) if vocabulary.index(query).is_none() && is_shown(facts.hidden) => {
                Some(Found::Told(query.to_owned(), Arc::clone(facts)))
            }
            Some(_) | None => None,
        };
        let mut known: Vec<u32> = renamed.into_vec();
        let trained = self.served.search.rows(&words).map(|row| ItemIndex(row as u32));
        let trained = trained.filter(|&item| is_known_shown(item) && !is_renamed(item));
        known.extend(trained.take(limit).map(|item| item.0));
        known.sort_unstable();
        let known = known.into_iter().map(ItemIndex).filter(|&item| Some(item) != exact);
        let first = exact.map(Found::Known).or_else(|| exactly_told.clone());
        let unknown = unknown.into_iter().filter(|found| Some(found) != exactly_told.as_ref());
        first.into_iter().chain(known.map(Found::Known)).chain(unknown).take(limit).collect()
    }
}
