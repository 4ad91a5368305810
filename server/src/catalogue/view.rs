//! What is told of each item, by id: immutable, cheap to amend, and searched by what items are called.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use super::facts::ToldFacts;
use crate::search::{Search, Words};

/// Most items of a part; one with more is cut in halves.
const MAX_PART: usize = 512;

type Entry = (Arc<str>, Arc<ToldFacts>);

/// Items of which something is told, by id. An amended copy shares all parts in which nothing changed: one change of a
/// million items copies one part and the list of parts.
#[derive(Debug, Clone, Default)]
pub struct ToldItems {
    /// By id, and each by id; none of them empty.
    parts: Vec<Arc<Part>>,
    n_items: usize,
}

/// Some of the items, by id.
#[derive(Debug)]
struct Part {
    entries: Vec<Entry>,
    /// Finds them by id and told title. Made when somebody searches, and once for each change in the part.
    search: OnceLock<Search>,
}

impl Part {
    fn of(entries: Vec<Entry>) -> Self {
        Self { entries, search: OnceLock::new() }
    }

    /// Its entries, to be changed.
    fn change(&mut self) -> &mut Vec<Entry> {
        self.search = OnceLock::new();
        &mut self.entries
    }

    fn search(&self) -> &Search {
        self.search.get_or_init(|| {
            let names = self.entries.iter();
            Search::of(names.map(|(id, facts)| (&**id, facts.title.as_deref().unwrap_or_default())))
        })
    }
}

impl Clone for Part {
    /// To be changed: what finds the items is left behind.
    fn clone(&self) -> Self {
        Self::of(self.entries.clone())
    }
}

impl ToldItems {
    /// Those of `entries`, which rise by id and name none twice.
    pub(super) fn of_sorted(entries: Vec<Entry>) -> Self {
        let n_items = entries.len();
        // Half full, so that the next ones do not cut all of them.
        let parts =
            entries.chunks(MAX_PART / 2).map(|part| Arc::new(Part::of(part.to_vec()))).collect();
        Self { parts, n_items }
    }

    /// What is told of `item_id`.
    #[must_use]
    pub fn get(&self, item_id: &str) -> Option<&Arc<ToldFacts>> {
        let part = &self.parts.get(self.part_of(item_id))?.entries;
        let place = part.binary_search_by(|(id, _)| (**id).cmp(item_id)).ok()?;
        Some(&part[place].1)
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Arc<ToldFacts>)> {
        self.parts.iter().flat_map(|part| part.entries.iter()).map(|(id, facts)| (&**id, facts))
    }

    /// Those whose id and told title together hold all of `words`, by id. Costs a pass over their names, and more where
    /// something was told since the last search.
    pub(crate) fn called<'a>(
        &'a self,
        words: &'a Words,
    ) -> impl Iterator<Item = (&'a str, &'a Arc<ToldFacts>)> + 'a {
        self.parts.iter().flat_map(move |part| {
            part.search().rows(words).map(move |row| {
                let (id, facts) = &part.entries[row];
                (&**id, facts)
            })
        })
    }

    /// The items of which something else is told here than in `earlier`, with what it is now, some of them twice; others of
    /// their parts may be among them. Costs a look at each part, and at the items of those that are not the same.
    pub(crate) fn changed_since<'a>(
        &'a self,
        earlier: &'a Self,
    ) -> impl Iterator<Item = (&'a str, Option<&'a Arc<ToldFacts>>)> {
        let parts = |items: &Self| -> HashSet<_> { items.parts.iter().map(Arc::as_ptr).collect() };
        let (now, before) = (parts(self), parts(earlier));
        let gone = earlier.parts.iter().filter(move |part| !now.contains(&Arc::as_ptr(part)));
        let new = self.parts.iter().filter(move |part| !before.contains(&Arc::as_ptr(part)));
        let ids = gone.chain(new).flat_map(|part| part.entries.iter().map(|(id, _)| &**id));
        ids.map(|id| (id, self.get(id)))
    }

    /// How many items something is told of.
    #[must_use]
    pub fn len(&self) -> usize {
        self.n_items
    }

    /// Whether nothing is told of any item.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.n_items == 0
    }

    /// The same with `changed`, one after the other: items with what is told of them now, nothing where they are told
    /// of no more.
    pub(super) fn amended(&self, changed: &[(String, Option<Arc<ToldFacts>>)]) -> Self {
        let mut amended = self.clone();
        for (item_id, facts) in changed {
            match facts {
                Some(facts) => amended.put(item_id, Arc::clone(facts)),
                None => amended.remove(item_id),
            }
        }
        amended
    }

    /// The part that would hold `item_id`.
    fn part_of(&self, item_id: &str) -> usize {
        self.parts.partition_point(|part| *part.entries[0].0 <= *item_id).saturating_sub(1)
    }

    fn put(&mut self, item_id: &str, facts: Arc<ToldFacts>) {
        let number = self.part_of(item_id);
        let Some(part) = self.parts.get_mut(number) else {
            self.parts.push(Arc::new(Part::of(vec![(item_id.into(), facts)])));
            self.n_items += 1;
            return;
        };
        let part = Arc::make_mut(part).change();
        match part.binary_search_by(|(id, _)| (**id).cmp(item_id)) {
            Ok(place) => part[place].1 = facts,
            Err(place) => {
                part.insert(place, (item_id.into(), facts));
                self.n_items += 1;
            }
        }
        if part.len() > MAX_PART {
            let upper = part.split_off(MAX_PART / 2);
            self.parts.insert(number + 1, Arc::new(Part::of(upper)));
        }
    }

    fn remove(&mut self, item_id: &str) {
        let number = self.part_of(item_id);
        let Some(part) = self.parts.get_mut(number) else { return };
        let found = part.entries.binary_search_by(|(id, _)| (**id).cmp(item_id));
        let Ok(place) = found else { return };
        let part = Arc::make_mut(part).change();
        part.remove(place);
        self.n_items -= 1;
        if part.is_empty() {
            self.parts.remove(number);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn facts(stock: i64) -> Arc<ToldFacts> {
        Arc::new(ToldFacts { stock: Some(stock), ..ToldFacts::default() })
    }

    fn check(items: &ToldItems, expected: &BTreeMap<String, i64>) {
        let found = items.iter().map(|(id, facts)| (id, facts.stock.unwrap()));
        assert!(found.eq(expected.iter().map(|(id, &stock)| (id.as_str(), stock))));
        assert_eq!(items.len(), expected.len());
        assert_eq!(items.is_empty(), expected.is_empty());
        assert!(items.parts.iter().all(|part| (1..=MAX_PART).contains(&part.entries.len())));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn an_amended_view_is_an_ordered_map_and_leaves_the_old_one(
            begin in prop::collection::btree_map("[a-c]{0,6}", 0..9_i64, 0..1500),
            batches in prop::collection::vec(
                prop::collection::vec(("[a-c]{0,6}", prop::option::of(0..9_i64)), 0..400), 0..4),
        ) {
            let mut expected: BTreeMap<String, i64> = begin;
            let entries = expected.iter().map(|(id, &stock)| (id.as_str().into(), facts(stock)));
            let mut items = ToldItems::of_sorted(entries.collect());
            check(&items, &expected);
            for batch in batches {
                let (before, was) = (items.clone(), expected.clone());
                for (id, stock) in &batch {
                    match stock {
                        Some(stock) => expected.insert(id.clone(), *stock),
                        None => expected.remove(id),
                    };
                }
                let changed = batch.iter().map(|(id, stock)| (id.clone(), stock.map(facts)));
                items = items.amended(&changed.collect::<Vec<_>>());
                check(&items, &expected);
                check(&before, &was);
                let mut followed = was;
                for (id, facts) in items.changed_since(&before) {
                    match facts {
                        Some(facts) => followed.insert(id.to_owned(), facts.stock.unwrap()),
                        None => followed.remove(id),
                    };
                }
                prop_assert_eq!(&followed, &expected);
                for (id, _) in &batch {
                    prop_assert_eq!(items.get(id).map(|facts| facts.stock.unwrap()), expected.get(id).copied());
                }
            }
        }
    }

    #[test]
    fn one_change_of_many_items_copies_one_part() {
        let entries = (0..100_000).map(|item| (format!("{item:06}").into(), facts(1)));
        let items = ToldItems::of_sorted(entries.collect());
        let amended = items.amended(&[("050000".to_owned(), Some(facts(2)))]);
        let shared = items.parts.iter().zip(&amended.parts).filter(|(a, b)| Arc::ptr_eq(a, b));
        assert_eq!(shared.count(), items.parts.len() - 1);
        assert_eq!(amended.get("050000").unwrap().stock, Some(2));
    }
}
