//! A list on the way: which of the ranked items may stand in it, and where.

use super::answer::{Answer, Hiding, NoneBecause, Standing, Suggestion};
use super::filter::{Condition, Conditions};
use super::query::Query;
use super::rules::{Place, RulesBeside};
use super::witness::{Edges, Loudest};
use super::{Anchor, Ranked};
use crate::relation::KindSet;
use crate::snapshot::Snapshot;
use crate::words::{CatalogNow, ItemIndex};

/// Titles this alike or more are those of one thing in several flavours: its colours, sizes and prints.
///
/// Chosen by eye on the pairs of a gift shop's titles: from here on nearly all are such, as `SET OF 16 VINTAGE RED
/// CUTLERY` beside `SKY BLUE` (0.73) or `36 PENCILS TUBE WOODLAND` beside `RED RETROSPOT` (0.77); below many are
/// different things of one print, as `DOORMAT NEW ENGLAND` beside `TUMBLER` (0.67).
const FLAVOUR: f32 = 0.7;
/// Places in which flavours are counted: what is seen at a glance.
const GLANCE: usize = 5;
/// Flavours in the cart that show a buyer who collects them.
const COLLECTED: usize = 2;

/// What is asked of whom.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) snapshot: &'a Snapshot,
    /// The facts as they are now.
    pub(super) catalog: CatalogNow<'a>,
    pub(super) query: &'a Query,
    /// What the shop wants of lists beside such a cart.
    pub(super) rules: &'a RulesBeside<'a>,
    /// The items that the query speaks of.
    pub(super) anchors: &'a [Anchor],
    /// Their edges.
    pub(super) edges: &'a Edges,
    /// Most suggestions that are given.
    pub(super) limit: usize,
}

impl<'a> Asked<'a> {
    /// The conditions that `item` does not meet, of the query and of the shop.
    pub(super) fn unmet(&self, item: ItemIndex) -> Conditions {
        let unmet = self.query.filter.unmet(self.catalog, item);
        match self.rules.is_hidden(item) {
            true => unmet.union(Conditions::of(Condition::Rules)),
            false => unmet,
        }
    }

    /// What speaks loudest for `item`.
    fn loudest(&self, item: ItemIndex) -> Loudest<'a> {
        Loudest::of(self.snapshot, self.anchors, self.edges, item)
    }

    /// Whether `item` may be listed, as far as its facts, its kind and the shop's rules go.
    pub(super) fn may_be_listed(&self, item: ItemIndex) -> bool {
        self.unmet(item).is_empty()
            && (self.query.relations == KindSet::ALL
                || self.query.relations.contains(self.loudest(item).kind(self.snapshot)))
    }
}

/// A list on the way.
pub(super) struct Listing<'a> {
    pub(super) asked: Asked<'a>,
    pub(super) suggestions: Vec<Suggestion>,
    /// What may be listed once there is room for its flavour, the first in line first.
    waiting: Vec<Suggestion>,
    pub(super) found: Found,
}

/// What was met and left out on the way.
#[derive(Debug)]
pub(super) struct Found {
    /// The conditions that something of a wanted kind did not meet.
    pub(super) unmet: Conditions,
    /// The conditions that alone kept something of a wanted kind out.
    pub(super) unmet_alone: Conditions,
    pub(super) was_of_other_kind: bool,
    /// The rules that kept something of a wanted kind out, in no sequence.
    hiding: Vec<Hiding>,
}

impl<'a> Listing<'a> {
    pub(super) fn new(asked: Asked<'a>) -> Self {
        let found = Found {
            unmet: Conditions::NONE,
            unmet_alone: Conditions::NONE,
            was_of_other_kind: false,
            hiding: Vec::new(),
        };
        Self { asked, suggestions: Vec::with_capacity(asked.limit), waiting: Vec::new(), found }
    }

    pub(super) fn is_full(&self) -> bool {
        self.suggestions.len() == self.asked.limit
    }

    /// Lists the best of `ranked` that may be listed.
    pub(super) fn pick(&mut self, ranked: &mut [Ranked]) {
        let mut rest = ranked;
        let mut n_best = 2 * self.asked.limit;
        while !self.is_full() && !rest.is_empty() {
            let best;
            (best, rest) = split_best(self.asked.snapshot, rest, n_best);
            // Each round is twice as long, so that all of them together cost no more than a sort.
            n_best *= 2;
            for &(item, score) in best.iter() {
                if self.is_full() {
                    break;
                }
                let (item, asked) = (ItemIndex(item), self.asked);
                self.consider(item, score, || asked.loudest(item));
            }
        }
    }

    /// Lists `item` where it may be listed. `loudest` tells what speaks loudest for it.
    pub(super) fn consider(
        &mut self,
        item: ItemIndex,
        score: f32,
        loudest: impl FnOnce() -> Loudest<'a>,
    ) {
        let Asked { snapshot, query, .. } = self.asked;
        let unmet = self.asked.unmet(item);
        if !unmet.is_empty() && query.relations == KindSet::ALL {
            // The usual case, told without a look at what the item is.
            self.note(unmet, item);
            return;
        }
        let witness = loudest();
        if !query.relations.contains(witness.kind(snapshot)) {
            self.found.was_of_other_kind = true;
        } else if unmet.is_empty() {
            self.list(witness.suggestion(snapshot, score));
        } else {
            self.note(unmet, item);
        }
    }

    /// `item`, of a wanted kind, did not meet these conditions.
    pub(super) fn note(&mut self, unmet: Conditions, item: ItemIndex) {
        self.found.note(unmet);
        if unmet.contains(Condition::Rules) {
            for rule in self.asked.rules.hiding(item) {
                let known = self.found.hiding.iter_mut().find(|hiding| hiding.rule == rule);
                match known {
                    Some(hiding) => hiding.n_items += 1,
                    None => self.found.hiding.push(Hiding { rule, n_items: 1 }),
                }
            }
        }
    }

    /// Lists `suggestion` in the first place from here on that has room for its flavour.
    pub(super) fn list(&mut self, suggestion: Suggestion) {
        if self.is_crowded(suggestion.item) {
            // No more of them can be listed than there are places.
            if self.waiting.len() < self.asked.limit {
                self.waiting.push(suggestion);
            }
            return;
        }
        self.push(suggestion);
        while !self.is_full() {
            let mut waiting = self.waiting.iter();
            let Some(next) = waiting.position(|other| !self.is_crowded(other.item)) else { break };
            let next = self.waiting.remove(next);
            self.push(next);
        }
    }

    /// Lists what found no room, where nothing else is left.
    pub(super) fn list_what_waits(&mut self) {
        let n_free = self.asked.limit - self.suggestions.len();
        let waiting = std::mem::take(&mut self.waiting);
        waiting.into_iter().take(n_free).for_each(|suggestion| self.push(suggestion));
    }

    /// Gives the last places to the best of `cold`, of which `likely` and `others` tell the scores. Those
    /// that they do not fill stay with what stood there.
    pub(super) fn explore(&mut self, cold: &mut [Ranked], likely: &[Ranked], others: &[Ranked]) {
        let Asked { snapshot, query, limit, .. } = self.asked;
        let n_kept = limit - query.explore.min(limit.saturating_sub(1));
        let replaced = self.suggestions.split_off(n_kept.min(self.suggestions.len()));
        let (best, _) = split_best(snapshot, cold, cold.len());
        let mut scores: Vec<Ranked> = likely.iter().chain(others).copied().collect();
        scores.sort_unstable_by_key(|&(item, _)| item);
        for &(item, _) in best.iter() {
            if self.is_full() {
                break;
            }
            if self.suggestions.iter().all(|listed| listed.item.0 != item) {
                let place = scores.binary_search_by_key(&item, |&(other, _)| other);
                let score = place.map_or(f32::MIN_POSITIVE, |place| scores[place].1);
                let (item, asked) = (ItemIndex(item), self.asked);
                self.consider(item, score, || asked.loudest(item));
            }
        }
        self.waiting.clear();
        for suggestion in replaced {
            if self.is_full() {
                break;
            }
            if self.suggestions.iter().all(|listed| listed.item != suggestion.item) {
                self.list(suggestion);
            }
        }
        self.list_what_waits();
    }

    /// Puts the items of `places` where they belong: what stands first before all, the others at their places.
    pub(super) fn give_places(&mut self, places: &[Place]) {
        if places.is_empty() {
            return;
        }
        let Asked { snapshot, .. } = self.asked;
        let suggestion = |place: &Place| {
            let found = self.asked.loudest(place.item).suggestion(snapshot, f32::MIN_POSITIVE);
            Suggestion { standing: Standing::Placed, rules: vec![place.rule], ..found }
        };
        let first = places.iter().filter(|place| place.at.is_none()).map(suggestion);
        let mut list: Vec<Suggestion> = first.collect();
        list.append(&mut self.suggestions);
        let mut pinned: Vec<(usize, &Place)> =
            places.iter().filter_map(|place| Some((place.at?, place))).collect();
        // Of two at one place the later rule stands behind the earlier.
        pinned.sort_by_key(|&(at, _)| at);
        let mut next = 0;
        for (at, place) in pinned {
            next = next.max(at - 1).min(list.len());
            list.insert(next, suggestion(place));
            next += 1;
        }
        // Scores fall from place to place, whatever the reason for a place is.
        let mut floor = f32::MIN_POSITIVE;
        for suggestion in list.iter_mut().rev() {
            floor = floor.max(suggestion.score);
            suggestion.score = floor;
        }
        self.suggestions = list;
    }

    /// The answer that the list is.
    pub(super) fn into_answer(self) -> Answer {
        let Self { asked, mut suggestions, mut found, .. } = self;
        if asked.rules.scale {
            let ranked = suggestions.iter_mut().filter(|found| found.standing == Standing::Ranked);
            ranked.for_each(|found| found.rules = asked.rules.scaling(found.item));
        }
        found.hiding.sort_unstable_by_key(|hiding| hiding.rule);
        let none_because = suggestions.is_empty().then(|| found.none_because());
        let is_emptied = none_because == Some(NoneBecause::Filter);
        let emptied_by = if is_emptied { found.emptied_by() } else { Conditions::NONE };
        Answer { suggestions, none_because, emptied_by, hiding: found.hiding }
    }

    /// Gives `suggestion` the next place. No score is above the one before it, so that they fall from place to
    /// place whatever the reason for a place is.
    fn push(&mut self, suggestion: Suggestion) {
        let ceiling = self.suggestions.last().map_or(f32::INFINITY, |before| before.score);
        let score = suggestion.score.min(ceiling);
        self.suggestions.push(Suggestion { score, ..suggestion });
    }

    /// Whether the places before the next one hold as many flavours of `item` as they may.
    fn is_crowded(&self, item: ItemIndex) -> bool {
        let Query { max_alike, cart, .. } = self.asked.query;
        if *max_alike == 0 || self.suggestions.len() < *max_alike {
            return false;
        }
        let flavours = |item| {
            let alike = self.asked.snapshot.signals().alike(item);
            alike.take_while(|&(_, likeness)| likeness >= FLAVOUR).map(|(other, _)| other)
        };
        // The row of either may be too short to hold the other.
        let is_flavour = |listed: &ItemIndex| {
            flavours(item).any(|other| other == *listed)
                || flavours(*listed).any(|other| other == item)
        };
        let at_a_glance = self.suggestions.iter().rev().take(GLANCE - 1);
        let n_listed = at_a_glance.map(|listed| listed.item).filter(is_flavour).count();
        let collected = || {
            let mut distinct: Vec<ItemIndex> = cart.iter().copied().filter(is_flavour).collect();
            distinct.sort_unstable();
            distinct.dedup();
            distinct.len()
        };
        n_listed >= *max_alike && collected() < COLLECTED
    }
}

impl Found {
    /// Something of a wanted kind did not meet these conditions.
    pub(super) fn note(&mut self, unmet: Conditions) {
        self.unmet = self.unmet.union(unmet);
        if unmet.is_single() {
            self.unmet_alone = self.unmet_alone.union(unmet);
        }
    }

    /// The conditions of which each, dropped alone, would list something; where there is none, all that kept
    /// something out.
    fn emptied_by(&self) -> Conditions {
        if self.unmet_alone.is_empty() { self.unmet } else { self.unmet_alone }
    }

    pub(super) fn none_because(&self) -> NoneBecause {
        if !self.unmet.is_empty() {
            NoneBecause::Filter
        } else if self.was_of_other_kind {
            NoneBecause::NoRelation
        } else {
            NoneBecause::NothingElse
        }
    }
}

/// The `n` best in their final sequence, and the rest in none.
pub(super) fn split_best<'r>(
    snapshot: &Snapshot,
    ranked: &'r mut [Ranked],
    n: usize,
) -> (&'r mut [Ranked], &'r mut [Ranked]) {
    let vocabulary = snapshot.vocabulary();
    // Where nothing else tells two apart, the one that earns more; what nobody knows earns nothing.
    let profit = |item: u32| {
        let facts = snapshot.catalog().item(ItemIndex(item));
        let of_both = facts.price.zip(facts.cost);
        of_both.map_or(0, |(price, cost)| price.0.saturating_sub(cost.0))
    };
    let order = |a: &Ranked, b: &Ranked| {
        let id = |item: u32| vocabulary.id(ItemIndex(item));
        b.1.total_cmp(&a.1)
            .then_with(|| profit(b.0).cmp(&profit(a.0)))
            .then_with(|| id(a.0).cmp(id(b.0)))
    };
    let n = n.min(ranked.len());
    if n < ranked.len() {
        ranked.select_nth_unstable_by(n, order);
    }
    let (best, rest) = ranked.split_at_mut(n);
    best.sort_unstable_by(order);
    (best, rest)
}
