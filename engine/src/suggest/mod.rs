//! From a cart to suggestions, each with its reason.
//!
//! In: a [`Query`] in the snapshot's own numbers. Out: an [`Answer`], best first, in a fixed total
//! order: of equal scores what earns more, then by item id.
//! Deliberately absent: training, names of the outside world, the offer's price.

mod shelf;
mod wanted;
mod filter;
mod rules;
mod query;
mod answer;
mod sentence;
mod witness;
mod listing;
mod backoff;
mod terms;
mod reorder;
mod ready;

pub use answer::{Answer, Hiding, NoneBecause, Reason, Standing, Suggestion, Witness};
pub use filter::{Condition, Conditions, Filter};
pub use query::{DEFAULT_MAX_ALIKE, MAX_LIMIT, Query, Stage};
pub use ready::ReadyLists;
pub use reorder::{Reorder, reorder};
pub use rules::{Action, Rule, RuleError, Rules, Selector};
pub use sentence::{Language, Sentence};
pub use shelf::Shelf;
pub use terms::{Terms, terms};

use foldhash::fast::FixedState;
use hashbrown::HashSet;

use self::listing::{Asked, Listing, split_best};
use self::rules::{Place, RulesBeside, places};
use self::witness::Edges;
use crate::rank::{Candidate, Candidates, Mix, Signal, Voice, n_speaking};
use crate::relation::KindSet;
use crate::snapshot::Snapshot;
use crate::words::ItemIndex;

/// How much an item that was only looked at speaks, beside one in the cart. A view is a weaker
/// sign of need than a choice; a quarter keeps four views below one choice.
const VIEWED_WEIGHT: f32 = 0.25;

/// Best sellers among which a rule finds the item that it gives a place, beside those that are ranked: a rule that means
/// what hardly sells would have every answer look at the whole shop.
const MOST_SELLERS_PLACED: usize = 1_000;

/// What answering keeps between queries, so that little is allocated on the way. One a thread.
#[derive(Debug, Default)]
pub struct Scratch {
    candidates: Candidates,
    scores: Vec<f32>,
    likely: Vec<Ranked>,
    others: Vec<Ranked>,
    cold: Vec<Ranked>,
    edges: Edges,
    blocked: HashSet<u32, FixedState>,
    /// What the customer bought before.
    bought: Vec<u32>,
}

/// An item and its score.
type Ranked = (u32, f32);

/// An item that the query speaks of, and how loudly.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Anchor {
    item: ItemIndex,
    sign: Sign,
}

/// How the buyer showed an interest, the stronger sign first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    /// In the cart.
    Chosen,
    /// Looked at.
    Viewed,
}

impl Anchor {
    /// How much it speaks beside the others.
    fn weight(&self) -> f32 {
        match self.sign {
            Sign::Chosen => 1.0,
            Sign::Viewed => VIEWED_WEIGHT,
        }
    }
}

/// What goes with one item: as [`suggest`] for a cart of it alone, but that what was bought with it comes
/// before all that is likely for other reasons.
pub fn related<'a>(
    shelf: impl Into<Shelf<'a>>,
    anchor: ItemIndex,
    relations: KindSet,
    filter: &Filter,
    limit: usize,
    scratch: &mut Scratch,
) -> Answer {
    let query = Query { relations, filter: filter.clone(), ..Query::for_cart(vec![anchor], limit) };
    answer(shelf.into(), &query, Sequence::PairsFirst, scratch)
}

/// What goes with a whole cart, in one list.
///
/// Never lists an item of the cart, an excluded or a filtered one, nor one that the customer bought by the
/// snapshot's [`Purchases`](crate::count::Purchases): those are for [`reorder`](reorder()). Items are ranked by the
/// snapshot's [`Mix`] for carts of that size; where fewer are known than wanted, the list is filled with
/// what sells. Costs one addition an edge and signal of the cart's items, some fifty operations for each
/// item they lead to, and a closer look at the best of them.
pub fn suggest<'a>(shelf: impl Into<Shelf<'a>>, query: &Query, scratch: &mut Scratch) -> Answer {
    answer(shelf.into(), query, Sequence::Likeliest, scratch)
}

/// What comes first in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sequence {
    /// What is likeliest to be bought next, for whatever reason.
    Likeliest,
    /// What was bought with an item of the query, the likeliest first; then the rest.
    PairsFirst,
}

fn answer(shelf: Shelf<'_>, query: &Query, sequence: Sequence, scratch: &mut Scratch) -> Answer {
    let snapshot = shelf.snapshot;
    let limit = query.limit.min(MAX_LIMIT);
    if limit == 0 {
        return Answer::none(NoneBecause::Limit);
    }
    if query.stage.is_some_and(|stage| !stage.allows_offers()) {
        return Answer::none(NoneBecause::Stage);
    }
    let anchors = anchors(query);
    scratch.edges.hear(snapshot, &anchors);
    rank(snapshot, query, &anchors, sequence, scratch);
    let Scratch { likely, others, cold, edges, blocked, bought, .. } = scratch;
    let rules = RulesBeside::new(shelf, &query.cart);
    let (catalog, anchors) = (shelf.catalog(), &anchors[..]);
    let asked = Asked { snapshot, catalog, query, rules: &rules, anchors, edges, limit };
    if rules.scale {
        // A factor may lift what is less likely above what is likely.
        likely.append(others);
        for (item, score) in likely.iter_mut().chain(cold.iter_mut()) {
            let moved = *score * rules.factor(ItemIndex(*item));
            *score = moved.clamp(f32::MIN_POSITIVE, f32::MAX);
        }
    }
    let places = match rules.place() {
        true => take_places(asked, [likely, others, cold], bought),
        false => Vec::new(),
    };
    let mut listing = Listing::new(Asked { limit: limit - places.len(), ..asked });
    listing.pick(likely);
    if !listing.is_full() {
        listing.pick(others);
    }
    if !listing.is_full() {
        // What was ranked was listed or left out for what it is: it is no back-off.
        blocked.clear();
        blocked.extend(query.cart.iter().chain(&query.exclude).map(|item| item.0));
        blocked.extend(bought.iter().copied());
        blocked.extend(places.iter().map(|place| place.item.0));
        blocked.extend(likely.iter().chain(others.iter()).map(|&(item, _)| item));
        backoff::fill(&mut listing, blocked);
    }
    listing.list_what_waits();
    if !cold.is_empty() {
        listing.explore(cold, likely, others);
    }
    listing.give_places(&places);
    listing.into_answer()
}

/// The places that rules give, whose items are then no more among the `ranked`.
fn take_places(asked: Asked<'_>, ranked: [&mut Vec<Ranked>; 3], bought: &[u32]) -> Vec<Place> {
    let Asked { snapshot, query, rules, limit, .. } = asked;
    let [likely, others, cold] = ranked;
    for list in [&mut *likely, &mut *others] {
        let n = list.len();
        split_best(snapshot, list, n);
    }
    let in_sequence = likely.iter().chain(others.iter()).map(|&(item, _)| ItemIndex(item));
    let in_sequence = in_sequence.chain(snapshot.sellers().take(MOST_SELLERS_PLACED));
    let found = places(rules, limit, in_sequence, |item| {
        let is_taken =
            query.cart.contains(&item) || query.exclude.contains(&item) || bought.contains(&item.0);
        !is_taken && asked.may_be_listed(item)
    });
    for list in [likely, others, cold] {
        list.retain(|&(item, _)| found.iter().all(|place| place.item.0 != item));
    }
    found
}

/// The likeliest candidates with their scores, and the others, each with a lower one than any of those; the cold ones
/// among all of them, each with what it is beside the other cold ones, where such are wanted. All in no particular
/// sequence. None where nothing is known of the query's items.
fn rank(
    snapshot: &Snapshot,
    query: &Query,
    anchors: &[Anchor],
    sequence: Sequence,
    scratch: &mut Scratch,
) {
    let Scratch { candidates, scores, likely, others, cold, bought, .. } = scratch;
    likely.clear();
    others.clear();
    cold.clear();
    note_bought(snapshot, query, bought);
    if anchors.is_empty() {
        return;
    }
    let voices = voices(anchors);
    let listed = query.cart.iter().chain(&query.exclude).map(|item| item.0);
    let blocked = listed.chain(bought.iter().copied());
    let (pairs, signals) = (snapshot.pairs(), snapshot.signals());
    let (pool, rest) = candidates.read(pairs, signals, &voices, bought, blocked);
    snapshot.mixes().of(n_speaking(&voices)).score(pool, scores);
    if sequence == Sequence::PairsFirst {
        let is_paired = |candidate: &Candidate| candidate.chances[Signal::Pairs as usize] > 0.0;
        let both = scores.iter().zip(pool);
        let paired = both.filter(|(_, candidate)| is_paired(candidate)).map(|(&score, _)| score);
        let floor = paired.fold(1.0, f32::min);
        for (score, _) in scores.iter_mut().zip(pool).filter(|(_, other)| !is_paired(other)) {
            *score *= 0.5 * floor;
        }
    }
    likely.extend(pool.iter().map(|candidate| candidate.item).zip(scores.iter().copied()));
    let floor = scores.iter().copied().fold(1.0, f32::min);
    let best = rest.iter().fold(f32::MIN_POSITIVE, |best, &(_, likely)| best.max(likely));
    let below = |likely: f32| (0.5 * floor * likely / best).max(f32::MIN_POSITIVE);
    others.extend(rest.iter().map(|&(item, likely)| (item, below(likely))));
    if query.explore > 0 {
        let found = candidates.cold(snapshot.signals(), &voices);
        Mix::COLD.score(found, scores);
        cold.extend(found.iter().map(|candidate| candidate.item).zip(scores.iter().copied()));
    }
}

/// What the customer of `query` bought before, into `bought`: nothing where nobody is known.
fn note_bought(snapshot: &Snapshot, query: &Query, bought: &mut Vec<u32>) {
    bought.clear();
    if let Some(customer) = query.customer {
        bought.extend(snapshot.purchases().of(customer).map(|purchase| purchase.item.0));
    }
}

/// The items that the query speaks of, each once, in a fixed sequence.
fn anchors(query: &Query) -> Vec<Anchor> {
    let chosen = query.cart.iter().map(|&item| Anchor { item, sign: Sign::Chosen });
    let viewed = query.viewed.iter().map(|&item| Anchor { item, sign: Sign::Viewed });
    let mut anchors: Vec<Anchor> = chosen.chain(viewed).collect();
    // Chosen before viewed, so that an item that is both counts as chosen.
    anchors.sort_unstable_by_key(|anchor| (anchor.item, anchor.sign));
    anchors.dedup_by_key(|anchor| anchor.item);
    anchors
}

/// The anchors, as ranking hears them.
fn voices(anchors: &[Anchor]) -> Vec<Voice> {
    anchors.iter().map(|anchor| (anchor.item.0, anchor.weight())).collect()
}

impl Answer {
    fn none(because: NoneBecause) -> Self {
        Self {
            suggestions: Vec::new(),
            none_because: Some(because),
            emptied_by: Conditions::NONE,
            hiding: Vec::new(),
        }
    }
}
