//! Which item of the cart speaks for a suggestion, and what may be said of the two.

use super::Anchor;
use super::answer::{Reason, Suggestion, Witness};
use crate::count::Evidence;
use crate::graph::EdgeRef;
use crate::relation::{Claim, Function, RelationKind, shrink};
use crate::snapshot::Snapshot;
use crate::words::ItemIndex;

/// What speaks loudest for an item: an edge from an item of the query, or else one to it, or else
/// nothing but its sales.
pub(super) enum Loudest<'s> {
    /// An edge from an item of the query.
    Edge(EdgeRef<'s>),
    /// An edge back to an item of the query: it keeps its strongest edges only, the other may have kept
    /// the same pair.
    Back(EdgeRef<'s>),
    /// No pair was kept. That does not mean that the two were never bought together. `is_akin` where the
    /// anchor is of the item's category.
    Sales { anchor: Option<ItemIndex>, item: ItemIndex, is_akin: bool },
}

impl<'s> Loudest<'s> {
    /// What speaks for `item` beside `anchors`: of several edges one with a function before all
    /// others, then the one with the greatest weighted strength; of equals the first anchor's. Costs
    /// a pass over the rows of the anchors, and where none leads to the item, over its own.
    pub(super) fn of(snapshot: &'s Snapshot, anchors: &[Anchor], item: ItemIndex) -> Self {
        let graph = snapshot.graph();
        let edges = anchors.iter().map(|anchor| (graph.edge(anchor.item, item), anchor.weight));
        if let Some(edge) = loudest(edges) {
            return Self::Edge(edge);
        }
        let row = graph.row(item);
        let edges = anchors.iter().map(|anchor| (row.find(anchor.item), anchor.weight));
        if let Some(edge) = loudest(edges) {
            return Self::Back(edge);
        }
        let category = snapshot.catalog().category_of(item);
        let is_akin = |anchor: &&Anchor| {
            category.is_some() && snapshot.catalog().category_of(anchor.item) == category
        };
        let akin = anchors.iter().find(is_akin);
        let anchor = akin.or(anchors.first()).map(|anchor| anchor.item);
        Self::Sales { anchor, item, is_akin: akin.is_some() }
    }

    /// What the item is, before anything else of the suggestion is worked out.
    pub(super) fn kind(&self, snapshot: &Snapshot) -> RelationKind {
        let momentum = |item| snapshot.momentum(item);
        match *self {
            Self::Edge(edge) => {
                RelationKind::of(edge.function(), momentum(edge.anchor()), momentum(edge.item()))
            }
            Self::Back(edge) => {
                RelationKind::of(edge.function(), momentum(edge.item()), momentum(edge.anchor()))
            }
            Self::Sales { anchor: Some(anchor), item, .. } => {
                RelationKind::of(Function::None, momentum(anchor), momentum(item))
            }
            Self::Sales { anchor: None, .. } => RelationKind::None,
        }
    }

    /// The suggestion that comes of it.
    pub(super) fn suggestion(&self, snapshot: &Snapshot, score: f32) -> Suggestion {
        match *self {
            Self::Edge(edge) => {
                let pair = (edge.anchor(), edge.item());
                counted(snapshot, pair, edge.function(), edge.evidence(), score)
            }
            // The same pair was counted, and functions hold both ways.
            Self::Back(edge) => {
                let pair = (edge.item(), edge.anchor());
                counted(snapshot, pair, edge.function(), edge.evidence().reversed(), score)
            }
            Self::Sales { anchor, item, is_akin } => {
                let signals = snapshot.signals();
                unlinked(snapshot, anchor, item, score, |sold| {
                    if is_akin && signals.is_best_of_category(item) {
                        Reason::CategorySeller { sold }
                    } else if signals.is_best_of_shop(item) {
                        Reason::ShopSeller { sold }
                    } else {
                        Reason::Unpaired { sold }
                    }
                })
            }
        }
    }
}

/// The edge that speaks loudest, each beside the weight of its anchor.
fn loudest<'s>(edges: impl Iterator<Item = (Option<EdgeRef<'s>>, f32)>) -> Option<EdgeRef<'s>> {
    let mut best: Option<(EdgeRef<'s>, bool, f32)> = None;
    for (edge, weight) in edges {
        let Some(edge) = edge else { continue };
        let (has_function, volume) = (edge.function() != Function::None, weight * edge.score());
        let is_louder = best.is_none_or(|(_, had_function, before)| {
            (has_function, volume) > (had_function, before)
        });
        if is_louder {
            best = Some((edge, has_function, volume));
        }
    }
    best.map(|(edge, _, _)| edge)
}

/// The suggestion of an item without an edge, for the reason of its sales.
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
