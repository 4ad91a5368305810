//! Lists of what goes with single items, ranked once and kept: pages ask for the same items again and again.
//!
//! In: an item. Out: what [`related`] answers, to the letter. What is kept is the sequence and where it was counted
//! what speaks for each place; filters, kinds, rules and facts of the moment are looked at anew in every answer.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::answer::Answer;
use super::filter::Filter;
use super::listing::{Asked, Listing, split_best};
use super::query::{MAX_LIMIT, Query};
use super::rules::RulesBeside;
use super::shelf::Shelf;
use super::witness::{Edges, Loudest, Speaking};
use super::{Anchor, Scratch, Sequence, Sign, rank, related};
use crate::relation::KindSet;
use crate::snapshot::Snapshot;
use crate::words::{ItemIndex, Vocabulary};

/// Places that are kept of a list: what a page shows, and some more in case a few are sold out.
const MOST_READY: usize = 32;
/// Items whose lists are kept, the best sellers: 67 MiB at most.
const MOST_ITEMS: usize = 1 << 17;

/// One place of a kept list.
#[derive(Debug, Clone, Copy)]
struct Entry {
    item: ItemIndex,
    score: f32,
    speaking: Speaking,
}

/// The lists of one snapshot's best sellers, each ranked when it is first asked for.
///
/// Costs 24 bytes an item, and 512 more for each that was asked for.
#[derive(Debug)]
pub struct ReadyLists {
    lists: Box<[OnceLock<Box<[Entry]>>]>,
    n_kept: AtomicUsize,
}

impl ReadyLists {
    /// No list yet, for the items of `snapshot`.
    #[must_use]
    pub fn new(snapshot: &Snapshot) -> Self {
        let n_items = snapshot.vocabulary().len().min(MOST_ITEMS);
        let lists = (0..n_items).map(|_| OnceLock::new()).collect();
        Self { lists, n_kept: AtomicUsize::new(0) }
    }

    /// How many lists are kept: of so many items somebody asked.
    #[must_use]
    pub fn n_kept(&self) -> usize {
        self.n_kept.load(Ordering::Relaxed)
    }

    /// Memory of all lists once all are asked for. Unit: bytes.
    #[must_use]
    pub fn most_bytes(&self) -> usize {
        self.lists.len() * (size_of::<OnceLock<Box<[Entry]>>>() + MOST_READY * size_of::<Entry>())
    }

    /// Ranks beforehand what was asked for before: the lists of `snapshot`, for which these are, that `earlier` has of
    /// the snapshot of `earlier_items`. Best sellers come first, and it ends where `goes_on` says no.
    ///
    /// Costs what [`related`] costs, for each.
    pub fn prepare(
        &self,
        snapshot: &Snapshot,
        earlier: &Self,
        earlier_items: &Vocabulary,
        mut goes_on: impl FnMut() -> bool,
    ) {
        let mut scratch = Scratch::default();
        let asked_for = earlier_items.indexes().zip(&earlier.lists);
        let asked_for = asked_for.filter(|(_, list)| list.get().is_some()).map(|(item, _)| item);
        for item in asked_for {
            if !goes_on() {
                break;
            }
            let now = snapshot.vocabulary().index(earlier_items.id(item));
            if let Some(item) = now {
                self.list(snapshot, item, &mut scratch);
            }
        }
    }

    /// The list of `anchor`, ranked where it is not yet; nothing where none is kept of it.
    fn list(
        &self,
        snapshot: &Snapshot,
        anchor: ItemIndex,
        scratch: &mut Scratch,
    ) -> Option<&[Entry]> {
        let list = self.lists.get(anchor.position())?;
        Some(list.get_or_init(|| {
            self.n_kept.fetch_add(1, Ordering::Relaxed);
            rank_list(snapshot, anchor, scratch)
        }))
    }

    /// What [`related`] answers; `shelf` is of the snapshot that these lists are for.
    ///
    /// Costs a look at each place of the answer where the list is kept and long enough for it, and else what
    /// [`related`] costs.
    pub fn related<'a>(
        &self,
        shelf: impl Into<Shelf<'a>>,
        anchor: ItemIndex,
        relations: KindSet,
        filter: &Filter,
        limit: usize,
        scratch: &mut Scratch,
    ) -> Answer {
        let shelf = shelf.into();
        if (1..=MOST_READY).contains(&limit)
            && let Some(list) = self.list(shelf.snapshot, anchor, scratch)
        {
            let filter = filter.clone();
            let query = Query { relations, filter, ..Query::for_cart(vec![anchor], limit) };
            if let Some(answer) = answer(shelf, &query, list) {
                return answer;
            }
        }
        related(shelf, anchor, relations, filter, limit, scratch)
    }
}

/// The first places of all that is ranked beside `anchor`.
fn rank_list(snapshot: &Snapshot, anchor: ItemIndex, scratch: &mut Scratch) -> Box<[Entry]> {
    let query = Query::for_cart(vec![anchor], MAX_LIMIT);
    let anchors = [Anchor { item: anchor, sign: Sign::Chosen }];
    scratch.edges.hear(snapshot, &anchors);
    rank(snapshot, &query, &anchors, Sequence::PairsFirst, scratch);
    let Scratch { likely, others, edges, .. } = scratch;
    let n_others = MOST_READY.saturating_sub(likely.len());
    let (likely, _) = split_best(snapshot, likely, MOST_READY);
    let (others, _) = split_best(snapshot, others, n_others);
    let entry = |&(item, score): &(u32, f32)| {
        let item = ItemIndex(item);
        let speaking = Loudest::of(snapshot, &anchors, edges, item).speaking(snapshot)?;
        Some(Entry { item, score, speaking })
    };
    // A list ends before a place that cannot be kept; whoever asks for more is answered in full.
    likely.iter().chain(others.iter()).map_while(entry).collect()
}

/// The answer that `list` gives; nothing where it is too short for it, or a rule changes its sequence.
fn answer(shelf: Shelf<'_>, query: &Query, list: &[Entry]) -> Option<Answer> {
    let snapshot = shelf.snapshot;
    let rules = RulesBeside::new(shelf, &query.cart);
    if rules.scale || rules.place() {
        return None;
    }
    let anchor = *query.cart.first()?;
    let anchors = &[Anchor { item: anchor, sign: Sign::Chosen }];
    let (catalog, edges, limit) = (shelf.catalog(), &Edges::default(), query.limit);
    let asked = Asked { snapshot, catalog, query, rules: &rules, anchors, edges, limit };
    let mut listing = Listing::new(asked);
    for &Entry { item, score, speaking } in list {
        if listing.is_full() {
            break;
        }
        listing.consider(item, score, || speaking.loudest(snapshot, anchor, item));
    }
    listing.is_full().then(|| listing.into_answer())
}
