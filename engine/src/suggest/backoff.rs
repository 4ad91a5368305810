//! What to list where too little is known: what sells, first where the anchors are filed.

use foldhash::fast::FixedState;
use hashbrown::HashSet;

use super::answer::{Reason, Suggestion};
use super::query::Query;
use super::witness::{self, Loudest};
use super::{Anchor, Found};
use crate::relation::RelationKind;
use crate::snapshot::Snapshot;
use crate::words::ItemIndex;

/// The score below which back-offs stand, where nothing stands above them.
const CEILING: f32 = 1e-6;

/// Fills `suggestions` up to `limit`. `blocked` holds what must not be listed, and what is listed
/// already.
pub(super) fn fill(
    snapshot: &Snapshot,
    query: &Query,
    anchors: &[Anchor],
    blocked: &mut HashSet<u32, FixedState>,
    limit: usize,
    suggestions: &mut Vec<Suggestion>,
    found: &mut Found,
) {
    // Without an edge there is no function, so that only these kinds can come of it.
    let possible = [RelationKind::Hot, RelationKind::Latent, RelationKind::None];
    if !possible.iter().any(|&kind| query.relations.contains(kind)) {
        found.was_of_other_kind = true;
        return;
    }
    let ceiling = suggestions.last().map_or(CEILING, |last| last.score.min(CEILING));
    let mut n_filled = 0_u16;
    let mut offer = |anchor: Option<ItemIndex>, item: ItemIndex, reason: fn(u32) -> Reason| {
        if suggestions.len() == limit || !blocked.insert(item.0) {
            return suggestions.len() == limit;
        }
        if !query.filter.passes(snapshot.catalog(), item) {
            found.was_filtered = true;
            return false;
        }
        let score = ceiling / (2.0 + f32::from(n_filled));
        let suggestion = match witness::Loudest::of(snapshot, anchors, item) {
            Loudest::Sales { .. } => witness::unlinked(snapshot, anchor, item, score, reason),
            paired => paired.suggestion(snapshot, score),
        };
        if query.relations.contains(suggestion.relation) {
            suggestions.push(suggestion);
            n_filled += 1;
        } else {
            found.was_of_other_kind = true;
        }
        suggestions.len() == limit
    };
    for anchor in anchors {
        let Some(category) = snapshot.catalog().category_of(anchor.item) else { continue };
        for item in snapshot.category_sellers(category) {
            let reason = |sold| Reason::CategorySeller { sold };
            if offer(Some(anchor.item), item, reason) {
                return;
            }
        }
    }
    let anchor = anchors.first().map(|anchor| anchor.item);
    for item in snapshot.sellers() {
        if offer(anchor, item, |sold| Reason::ShopSeller { sold }) {
            return;
        }
    }
}
