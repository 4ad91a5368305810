//! A list on the way: which of the ranked items may stand in it.

use super::answer::{NoneBecause, Suggestion};
use super::query::Query;
use super::witness::{Edges, Loudest};
use super::{Anchor, Ranked};
use crate::snapshot::Snapshot;
use crate::words::ItemIndex;

/// What is asked of whom.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) query: &'a Query,
    /// The items that the query speaks of.
    pub(super) anchors: &'a [Anchor],
    /// Their edges.
    pub(super) edges: &'a Edges,
    /// Most suggestions that are given.
    pub(super) limit: usize,
}

/// A list on the way.
pub(super) struct Listing<'a> {
    pub(super) asked: Asked<'a>,
    pub(super) suggestions: Vec<Suggestion>,
    pub(super) found: Found,
}

/// What was met and left out on the way.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) was_filtered: bool,
    pub(super) was_of_other_kind: bool,
}

impl<'a> Listing<'a> {
    pub(super) fn new(asked: Asked<'a>) -> Self {
        let found = Found { was_filtered: false, was_of_other_kind: false };
        Self { asked, suggestions: Vec::with_capacity(asked.limit), found }
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
                self.consider(ItemIndex(item), score);
            }
        }
    }

    fn consider(&mut self, item: ItemIndex, score: f32) {
        let Asked { snapshot, query, anchors, edges, .. } = self.asked;
        if !query.filter.passes(snapshot.catalog(), item) {
            self.found.was_filtered = true;
            return;
        }
        let witness = Loudest::of(snapshot, anchors, edges, item);
        if query.relations.contains(witness.kind(snapshot)) {
            self.suggestions.push(witness.suggestion(snapshot, score));
        } else {
            self.found.was_of_other_kind = true;
        }
    }
}

impl Found {
    pub(super) fn none_because(&self) -> NoneBecause {
        if self.was_of_other_kind {
            NoneBecause::NoRelation
        } else if self.was_filtered {
            NoneBecause::Filter
        } else {
            NoneBecause::NothingElse
        }
    }
}

/// The `n` best in their final sequence, and the rest in none.
fn split_best<'r>(
    snapshot: &Snapshot,
    ranked: &'r mut [Ranked],
    n: usize,
) -> (&'r mut [Ranked], &'r mut [Ranked]) {
    let vocabulary = snapshot.vocabulary();
    let order = |a: &Ranked, b: &Ranked| {
        let id = |item: u32| vocabulary.id(ItemIndex(item));
        b.1.total_cmp(&a.1).then_with(|| id(a.0).cmp(id(b.0)))
    };
    let n = n.min(ranked.len());
    if n < ranked.len() {
        ranked.select_nth_unstable_by(n, order);
    }
    let (best, rest) = ranked.split_at_mut(n);
    best.sort_unstable_by(order);
    (best, rest)
}
