//! Which item of the cart speaks for a suggestion, and what may be said of the two.

use super::answer::{Reason, Suggestion, Witness};
use crate::count::Evidence;
use crate::graph::EdgeRef;
use crate::relation::{Claim, Function, RelationKind, shrink};
use crate::snapshot::Snapshot;
use crate::words::ItemIndex;

/// The suggestion of an item without an edge, for the reason of its sales. Nothing is said of a
/// pair: that no edge was kept does not mean that the two were never bought together.
pub(super) fn unlinked(
    snapshot: &Snapshot,
    anchor: Option<ItemIndex>,
    item: ItemIndex,
    score: f32,
    reason: impl FnOnce(u32) -> Reason,
) -> Suggestion {
    let sold = snapshot.n_orders_with(item);
    let momentum = snapshot.momentum(item);
    let relation = anchor.map_or(RelationKind::None, |anchor| {
        RelationKind::of(Function::None, snapshot.momentum(anchor), momentum)
    });
    let reason = match relation {
        RelationKind::Hot => Reason::BothHot { sold },
        RelationKind::Latent => Reason::Rising { sold },
        RelationKind::Substitute
        | RelationKind::Extension
        | RelationKind::Complementary
        | RelationKind::None => reason(sold),
    };
    let evidence = Witness::default();
    Suggestion { item, relation, momentum, score, confidence: 0.0, reason, evidence }
}

/// What the edge makes of its item, before anything else of the suggestion is worked out.
pub(super) fn kind(snapshot: &Snapshot, edge: &EdgeRef<'_>) -> RelationKind {
    let momentum = |item| snapshot.momentum(item);
    RelationKind::of(edge.function(), momentum(edge.anchor()), momentum(edge.item()))
}

/// The suggestion of the item that `edge` leads to.
pub(super) fn linked(snapshot: &Snapshot, edge: &EdgeRef<'_>, score: f32) -> Suggestion {
    counted(snapshot, (edge.anchor(), edge.item()), edge.function(), edge.evidence(), score)
}

/// The suggestion of the item that `edge` starts from, to whoever has chosen what it leads to: the
/// same pair was counted, and functions hold both ways.
pub(super) fn linked_back(snapshot: &Snapshot, edge: &EdgeRef<'_>, score: f32) -> Suggestion {
    let pair = (edge.item(), edge.anchor());
    counted(snapshot, pair, edge.function(), edge.evidence().reversed(), score)
}

/// The suggestion of the second item of a pair that was counted.
fn counted(
    snapshot: &Snapshot,
    (anchor, item): (ItemIndex, ItemIndex),
    function: Function,
    counted: Evidence,
    score: f32,
) -> Suggestion {
    let (together, expected) = (f64::from(counted.together), counted.expected());
    let momentum = snapshot.momentum(item);
    let relation = RelationKind::of(function, snapshot.momentum(anchor), momentum);
    let evidence = Witness {
        anchor: Some(anchor),
        orders_together: counted.together,
        orders_with_anchor: counted.with_anchor,
        expected_by_chance: expected,
        times_more_than_chance: shrink::shrunk_ratio(together, expected),
        at_least: shrink::lower_bound(together, expected),
    };
    let sold = counted.with_item;
    let reason = match (Claim::of(&counted), relation) {
        (Claim::Together, _) => {
            Reason::Together { orders: counted.together, at_least: evidence.at_least }
        }
        (Claim::Apart, RelationKind::Substitute) => {
            Reason::Instead { orders: counted.together, expected }
        }
        (Claim::Apart | Claim::Unclear, RelationKind::Hot) => Reason::BothHot { sold },
        (Claim::Apart | Claim::Unclear, RelationKind::Latent) => Reason::Rising { sold },
        (Claim::Apart, _) => Reason::Seldom { orders: counted.together, sold },
        (Claim::Unclear, _) => Reason::Seen { orders: counted.together, sold },
    };
    let above = shrink::certainty_above_chance(together, expected);
    let confidence = match relation {
        RelationKind::Substitute => 1.0 - above,
        RelationKind::Extension
        | RelationKind::Complementary
        | RelationKind::Hot
        | RelationKind::Latent
        | RelationKind::None => above,
    };
    Suggestion { item, relation, momentum, score, confidence: confidence as f32, reason, evidence }
}
