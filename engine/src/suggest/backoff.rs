//! What to list where too little is known: what is something to the anchors by all but orders, and what sells, first
//! where they are filed.

use foldhash::fast::FixedState;
use hashbrown::HashSet;

use super::Anchor;
use super::answer::{Reason, Standing, Suggestion};
use super::listing::{Asked, Listing};
use super::witness::{self, Loudest};
use crate::graph::InferredPair;
use crate::relation::{Function, KindSet, RelationKind};
use crate::snapshot::Snapshot;
use crate::words::ItemIndex;

/// The score below which back-offs stand, where nothing stands above them.
const CEILING: f32 = 1e-6;

/// Fills `listing`: with what is inferred to go with an anchor, then with what sells, and with what is inferred to
/// replace an anchor last. `blocked` holds what must not be listed, and what was looked at already.
pub(super) fn fill(listing: &mut Listing<'_>, blocked: &mut HashSet<u32, FixedState>) {
    let Asked { snapshot, catalog, query, anchors, .. } = listing.asked;
    let (replacing, others) = inferred(snapshot, anchors);
    let mut filler = Filler::new(listing, blocked);
    // Neither inferred nor sold are they met before their turn.
    let replacing: Vec<ItemIndex> =
        replacing.into_iter().filter(|item| filler.blocked.insert(item.0)).collect();
    filler.offer_all(others, |sold| Reason::Inferred { sold });
    // Without a pair there is no function, so that only these kinds can come of sales.
    let possible = [RelationKind::Hot, RelationKind::Latent, RelationKind::None];
    if possible.iter().any(|&kind| query.relations.contains(kind)) {
        for anchor in anchors {
            if let Some(category) = catalog.category_of(anchor.item) {
                let sellers = snapshot.category_sellers(category);
                filler.offer_all(sellers, |sold| Reason::CategorySeller { sold });
            }
        }
        for path in &query.filed {
            if let Some(category) = snapshot.catalog().category_number(path) {
                let sellers = snapshot.category_sellers(category);
                filler.offer_all(sellers, |sold| Reason::CategorySeller { sold });
            }
        }
        filler.offer_all(snapshot.sellers(), |sold| Reason::ShopSeller { sold });
    } else {
        filler.listing.found.was_of_other_kind = true;
    }
    for item in replacing {
        filler.offer(item, |sold| Reason::Inferred { sold });
    }
}

/// What is inferred of others beside `anchors`, the surest first: those that replace one, and the rest.
fn inferred(snapshot: &Snapshot, anchors: &[Anchor]) -> (Vec<ItemIndex>, Vec<ItemIndex>) {
    let rows = anchors.iter().flat_map(|anchor| snapshot.inferred().row(anchor.item));
    let mut pairs: Vec<InferredPair> = rows.collect();
    pairs.sort_by(|a, b| b.certainty.total_cmp(&a.certainty).then(a.item.cmp(&b.item)));
    let (replacing, others): (Vec<_>, Vec<_>) =
        pairs.into_iter().partition(|pair| pair.function == Function::Substitute);
    let items = |pairs: Vec<InferredPair>| pairs.into_iter().map(|pair| pair.item).collect();
    (items(replacing), items(others))
}

/// Puts items behind those that a list has.
struct Filler<'l, 's> {
    listing: &'l mut Listing<'s>,
    blocked: &'l mut HashSet<u32, FixedState>,
    /// What the first scores less than half of.
    ceiling: f32,
    /// Items that were there before.
    n_listed: usize,
}

impl<'l, 's> Filler<'l, 's> {
    fn new(listing: &'l mut Listing<'s>, blocked: &'l mut HashSet<u32, FixedState>) -> Self {
        let ceiling = listing.suggestions.last().map_or(CEILING, |last| last.score.min(CEILING));
        let n_listed = listing.suggestions.len();
        Self { listing, blocked, ceiling, n_listed }
    }

    /// Lists the next of `items`, as long as there is room.
    fn offer_all(&mut self, items: impl IntoIterator<Item = ItemIndex>, reason: fn(u32) -> Reason) {
        for item in items {
            if self.listing.is_full() {
                return;
            }
            if self.blocked.insert(item.0) {
                self.offer(item, reason);
            }
        }
    }

    /// Lists `item`, where there is room, though it may be blocked.
    fn offer(&mut self, item: ItemIndex, reason: fn(u32) -> Reason) {
        if !self.listing.is_full() {
            let n_filled = (self.listing.suggestions.len() - self.n_listed) as u16;
            let score = self.ceiling / (2.0 + f32::from(n_filled));
            self.listing.back_off(item, score.max(f32::MIN_POSITIVE), reason);
        }
    }
}

impl Listing<'_> {
    /// Lists `item`, where it may be listed, for its sales or for a pair that it kept.
    fn back_off(&mut self, item: ItemIndex, score: f32, reason: fn(u32) -> Reason) {
        let Asked { snapshot, query, anchors, edges, .. } = self.asked;
        let unmet = self.asked.unmet(item);
        if !unmet.is_empty() && query.relations == KindSet::ALL {
            self.note(unmet, item);
            return;
        }
        // Most are of no wanted kind: that is told from how the two sell before any row is read.
        let by_sales = Loudest::sales(snapshot, anchors, item);
        let functions =
            [RelationKind::Substitute, RelationKind::Extension, RelationKind::Complementary];
        let may_have_function = functions.iter().any(|&kind| query.relations.contains(kind));
        if !may_have_function && !query.relations.contains(by_sales.kind(snapshot)) {
            self.found.was_of_other_kind = true;
            return;
        }
        let witness = Loudest::of(snapshot, anchors, edges, item);
        if !query.relations.contains(witness.kind(snapshot)) {
            self.found.was_of_other_kind = true;
            return;
        }
        if !unmet.is_empty() {
            self.note(unmet, item);
            return;
        }
        let found = match witness {
            Loudest::Sales { anchor, .. } => {
                witness::unlinked(snapshot, anchor, item, score, reason)
            }
            Loudest::Edge(_) | Loudest::Back(_) | Loudest::Inferred(_) => {
                witness.suggestion(snapshot, score)
            }
        };
        self.list(Suggestion { standing: Standing::BackOff, ..found });
    }
}
