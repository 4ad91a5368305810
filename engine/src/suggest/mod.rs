//! From a cart to suggestions, each with its reason.
//!
//! In: a [`Query`] in the snapshot's own numbers. Out: an [`Answer`], best first, in a fixed total
//! order: equal scores by item id.
//! Deliberately absent: training, names of the outside world, the offer's price.

mod query;
mod answer;
mod backoff;
mod witness;

pub use answer::{Answer, NoneBecause, Reason, Suggestion, Witness};
pub use query::{Filter, MAX_LIMIT, Query, Stage};

use foldhash::fast::FixedState;
use hashbrown::HashSet;

use crate::graph::EdgeRef;
use crate::rank::{Scores, merge};
use crate::relation::KindSet;
use crate::snapshot::Snapshot;
use crate::words::ItemIndex;

/// How much an item that was only looked at speaks, beside one in the cart. A view is a weaker
/// sign of need than a choice; a quarter keeps four views below one choice.
const VIEWED_WEIGHT: f32 = 0.25;

/// What answering keeps between queries, so that little is allocated on the way. One a thread.
#[derive(Debug, Default)]
pub struct Scratch {
    scores: Scores,
    candidates: Vec<Candidate>,
    blocked: HashSet<u32, FixedState>,
}

/// An item and its score.
type Candidate = (u32, f32);

/// An item that the query speaks of, and how loudly.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Anchor {
    item: ItemIndex,
    weight: f32,
}

/// What goes with one item: [`suggest`] for a cart of it alone.
pub fn related(
    snapshot: &Snapshot,
    anchor: ItemIndex,
    relations: KindSet,
    filter: &Filter,
    limit: usize,
    scratch: &mut Scratch,
) -> Answer {
    let query = Query { relations, filter: filter.clone(), ..Query::for_cart(vec![anchor], limit) };
    suggest(snapshot, &query, scratch)
}

/// What goes with a whole cart, in one merged list.
///
/// Never lists an item of the cart, an excluded or a filtered one. Where too few items are known to
/// go with the cart, the list is filled with what sells, marked as such by its reason and by the
/// kind `none` (or `hot` and `latent`, where both items sell that way). Costs one addition an edge
/// of the cart's items, and at most a sort of the items they lead to.
pub fn suggest(snapshot: &Snapshot, query: &Query, scratch: &mut Scratch) -> Answer {
    let limit = query.limit.min(MAX_LIMIT);
    if limit == 0 {
        return Answer::none(NoneBecause::Limit);
    }
    if query.stage.is_some_and(|stage| !stage.allows_offers()) {
        return Answer::none(NoneBecause::Stage);
    }
    let anchors = anchors(query);
    let Scratch { scores, candidates, blocked } = scratch;
    blocked.clear();
    blocked.extend(query.cart.iter().chain(&query.exclude).map(|item| item.0));

    candidates.clear();
    let (mut suggestions, mut found) = match anchors[..] {
        // One row is its own sum, and sorted already.
        [anchor] => {
            let row = snapshot.graph().row(anchor.item);
            let scores = row.scores().iter().map(|score| anchor.weight * score);
            let edges = row.items().iter().copied().zip(scores);
            candidates.extend(edges.filter(|(item, _)| !blocked.contains(item)));
            pick(snapshot, query, candidates, |item| row.find(item))
        }
        _ => {
            let row = |anchor: &Anchor| (snapshot.graph().row(anchor.item), anchor.weight);
            let merged = merge(scores, snapshot.vocabulary().len(), anchors.iter().map(row));
            candidates.extend(merged.iter().filter(|(item, _)| !blocked.contains(item)));
            let loudest = |item: ItemIndex| merged.heard(item.0).map(|heard| heard.loudest);
            pick(snapshot, query, candidates, loudest)
        }
    };
    if suggestions.len() < limit {
        // What has an edge was listed or left out for what it is: it is no back-off.
        blocked.extend(candidates.iter().map(|&(item, _)| item));
        backoff::fill(snapshot, query, &anchors, blocked, limit, &mut suggestions, &mut found);
    }
    let none_because = suggestions.is_empty().then(|| found.none_because());
    Answer { suggestions, none_because }
}

/// The best candidates that may be listed, and what was left out. `loudest` gives the edge that
/// speaks for an item.
fn pick<'r>(
    snapshot: &Snapshot,
    query: &Query,
    candidates: &mut [Candidate],
    loudest: impl Fn(ItemIndex) -> Option<EdgeRef<'r>>,
) -> (Vec<Suggestion>, Found) {
    let limit = query.limit.min(MAX_LIMIT);
    let mut found = Found { was_filtered: false, was_of_other_kind: false };
    let mut suggestions = Vec::with_capacity(limit);
    let mut listed = Vec::with_capacity(limit);
    let mut rest = candidates;
    let mut n_best = 2 * limit;
    while suggestions.len() < limit && !rest.is_empty() {
        let best;
        (best, rest) = split_best(snapshot, rest, n_best);
        // Each round is twice as long, so that all of them together cost no more than a sort.
        n_best *= 2;
        let mut best = best.iter();
        while suggestions.len() < limit && !best.as_slice().is_empty() {
            // First look up what decides, then work out what is said, so that the waits for memory
            // overlap.
            for &(item, score) in best.by_ref().take(limit - suggestions.len()) {
                if !query.filter.passes(snapshot.catalog(), ItemIndex(item)) {
                    found.was_filtered = true;
                    continue;
                }
                let Some(edge) = loudest(ItemIndex(item)) else { continue };
                if query.relations.contains(witness::kind(snapshot, &edge)) {
                    listed.push((edge, score));
                } else {
                    found.was_of_other_kind = true;
                }
            }
            let say = |(edge, score)| witness::linked(snapshot, &edge, score);
            suggestions.extend(listed.drain(..).map(say));
        }
    }
    (suggestions, found)
}

/// What was met and left out on the way.
#[derive(Debug)]
struct Found {
    was_filtered: bool,
    was_of_other_kind: bool,
}

impl Found {
    fn none_because(&self) -> NoneBecause {
        if self.was_of_other_kind {
            NoneBecause::NoRelation
        } else if self.was_filtered {
            NoneBecause::Filter
        } else {
            NoneBecause::NothingElse
        }
    }
}

/// The items that the query speaks of, each once, in a fixed sequence.
fn anchors(query: &Query) -> Vec<Anchor> {
    let chosen = query.cart.iter().map(|&item| Anchor { item, weight: 1.0 });
    let viewed = query.viewed.iter().map(|&item| Anchor { item, weight: VIEWED_WEIGHT });
    let mut anchors: Vec<Anchor> = chosen.chain(viewed).collect();
    // Chosen before viewed, so that an item that is both counts as chosen.
    anchors.sort_by(|a, b| a.item.cmp(&b.item).then(b.weight.total_cmp(&a.weight)));
    anchors.dedup_by_key(|anchor| anchor.item);
    anchors
}

/// The `n` best candidates in their final sequence, and the rest in none.
fn split_best<'c>(
    snapshot: &Snapshot,
    candidates: &'c mut [Candidate],
    n: usize,
) -> (&'c mut [Candidate], &'c mut [Candidate]) {
    let vocabulary = snapshot.vocabulary();
    let order = |a: &Candidate, b: &Candidate| {
        let id = |item: u32| vocabulary.id(ItemIndex(item));
        b.1.total_cmp(&a.1).then_with(|| id(a.0).cmp(id(b.0)))
    };
    let n = n.min(candidates.len());
    // As one row alone is, but for equals.
    if candidates.is_sorted_by(|a, b| order(a, b).is_le()) {
        return candidates.split_at_mut(n);
    }
    if n < candidates.len() {
        candidates.select_nth_unstable_by(n, order);
    }
    let (best, rest) = candidates.split_at_mut(n);
    best.sort_unstable_by(order);
    (best, rest)
}

impl Answer {
    fn none(because: NoneBecause) -> Self {
        Self { suggestions: Vec::new(), none_because: Some(because) }
    }
}
