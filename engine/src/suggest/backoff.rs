//! What to list where too little is known: what sells, first where the anchors are filed.

use foldhash::fast::FixedState;
use hashbrown::HashSet;

use super::answer::Reason;
use super::listing::{Asked, Listing};
use super::witness::{self, Loudest};
use crate::relation::RelationKind;
use crate::words::ItemIndex;

/// The score below which back-offs stand, where nothing stands above them.
const CEILING: f32 = 1e-6;

/// Fills `listing`. `blocked` holds what must not be listed, and what was looked at already.
pub(super) fn fill(listing: &mut Listing<'_>, blocked: &mut HashSet<u32, FixedState>) {
    let Asked { snapshot, query, anchors, .. } = listing.asked;
    // Without an edge there is no function, so that only these kinds can come of it.
    let possible = [RelationKind::Hot, RelationKind::Latent, RelationKind::None];
    if !possible.iter().any(|&kind| query.relations.contains(kind)) {
        listing.found.was_of_other_kind = true;
        return;
    }
    let ceiling = listing.suggestions.last().map_or(CEILING, |last| last.score.min(CEILING));
    let n_listed = listing.suggestions.len();
    let mut offer = |item: ItemIndex, reason: fn(u32) -> Reason| {
        if !listing.is_full() && blocked.insert(item.0) {
            let n_filled = (listing.suggestions.len() - n_listed) as u16;
            let score = ceiling / (2.0 + f32::from(n_filled));
            listing.back_off(item, score.max(f32::MIN_POSITIVE), reason);
        }
        listing.is_full()
    };
    for anchor in anchors {
        let Some(category) = snapshot.catalog().category_of(anchor.item) else { continue };
        for item in snapshot.category_sellers(category) {
            if offer(item, |sold| Reason::CategorySeller { sold }) {
                return;
            }
        }
    }
    for item in snapshot.sellers() {
        if offer(item, |sold| Reason::ShopSeller { sold }) {
            return;
        }
    }
}

impl Listing<'_> {
    /// Lists `item`, where it may be listed, for its sales or for a pair that it kept.
    fn back_off(&mut self, item: ItemIndex, score: f32, reason: fn(u32) -> Reason) {
        let Asked { snapshot, query, anchors, edges, .. } = self.asked;
        if !query.filter.passes(snapshot.catalog(), item) {
            self.found.was_filtered = true;
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
        self.list(match witness {
            Loudest::Sales { anchor, .. } => {
                witness::unlinked(snapshot, anchor, item, score, reason)
            }
            Loudest::Edge(_) | Loudest::Back(_) => witness.suggestion(snapshot, score),
        });
    }
}
