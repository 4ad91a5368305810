//! Which item of the cart speaks for a suggestion, and what may be said of the two.

use super::Anchor;
use super::answer::{Reason, Suggestion, Witness};
use crate::count::Evidence;
use crate::graph::EdgeRef;
use crate::relation::{Claim, Function, Grade, RelationKind, shrink};
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

/// The edges of a query's items, found by where they lead: the loudest to each item. Kept between queries; 12
/// bytes an item.
#[derive(Debug, Default)]
pub(super) struct Edges {
    spoken: Vec<Spoken>,
    touched: Vec<u32>,
}

/// The loudest edge to one item; no voice where there is none.
#[derive(Debug, Clone, Copy, Default)]
struct Spoken {
    /// Edges with a function are louder than all others.
    voice: f32,
    /// Which anchor, and where in its row.
    anchor: u32,
    place: u32,
}

impl Edges {
    /// Hears all edges of `anchors`, and forgets those of the query before. Of several to one item one with a
    /// function goes before all others, then the one with the greatest weighted strength; of equals the
    /// first anchor's. Costs a comparison an edge.
    pub(super) fn hear(&mut self, snapshot: &Snapshot, anchors: &[Anchor]) {
        for item in self.touched.drain(..) {
            self.spoken[item as usize] = Spoken::default();
        }
        self.spoken.resize(snapshot.vocabulary().len(), Spoken::default());
        for (number, anchor) in (0_u32..).zip(anchors) {
            let row = snapshot.graph().row(anchor.item);
            let edges = row.items().iter().zip(row.scores()).zip(row.functions());
            for (place, ((&item, &score), &function)) in (0_u32..).zip(edges) {
                let voice = voice(anchor.weight * score, function != Function::None as u8);
                let spoken = &mut self.spoken[item as usize];
                let is_first = spoken.voice == 0.0;
                if is_first {
                    self.touched.push(item);
                }
                if is_first || voice > spoken.voice {
                    *spoken = Spoken { voice, anchor: number, place };
                }
            }
        }
    }

    /// The loudest edge from one of `anchors`, the ones that were heard, to `item`.
    fn to<'s>(
        &self,
        snapshot: &'s Snapshot,
        anchors: &[Anchor],
        item: ItemIndex,
    ) -> Option<EdgeRef<'s>> {
        let spoken = self.spoken.get(item.position()).filter(|spoken| spoken.voice != 0.0)?;
        let anchor = anchors.get(spoken.anchor as usize)?;
        snapshot.graph().row(anchor.item).get(spoken.place as usize)
    }
}

/// How loud an edge is: above 0 with a function, below without one; louder is greater either way.
fn voice(volume: f32, has_function: bool) -> f32 {
    let volume = volume.max(f32::MIN_POSITIVE);
    if has_function { volume } else { -volume.recip() }
}

impl<'s> Loudest<'s> {
    /// What speaks for `item` beside `anchors`, of which `edges` has heard. Costs a look at where the item
    /// leads, where no anchor leads to it.
    pub(super) fn of(
        snapshot: &'s Snapshot,
        anchors: &[Anchor],
        edges: &Edges,
        item: ItemIndex,
    ) -> Self {
        if let Some(edge) = edges.to(snapshot, anchors, item) {
            return Self::Edge(edge);
        }
        let mut best: Option<(f32, EdgeRef<'s>)> = None;
        for edge in snapshot.graph().row(item).iter() {
            // Anchors are sorted by item.
            if let Ok(number) = anchors.binary_search_by_key(&edge.item(), |anchor| anchor.item) {
                let volume = anchors[number].weight * edge.score();
                let voice = voice(volume, edge.function() != Function::None);
                if best.is_none_or(|(loudest, _)| voice > loudest) {
                    best = Some((voice, edge));
                }
            }
        }
        match best {
            Some((_, edge)) => Self::Back(edge),
            None => Self::sales(snapshot, anchors, item),
        }
    }

    /// What speaks for `item` where no pair does. What was only looked at is no anchor of itself.
    pub(super) fn sales(snapshot: &Snapshot, anchors: &[Anchor], item: ItemIndex) -> Self {
        let mut others = anchors.iter().filter(|anchor| anchor.item != item);
        let category = snapshot.catalog().category_of(item);
        let is_akin = |anchor: &&Anchor| {
            category.is_some() && snapshot.catalog().category_of(anchor.item) == category
        };
        let akin = others.clone().find(is_akin);
        let anchor = akin.or(others.next()).map(|anchor| anchor.item);
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
                counted(snapshot, pair, told(edge), edge.evidence(), score)
            }
            // The same pair was counted, and functions hold both ways.
            Self::Back(edge) => {
                let pair = (edge.item(), edge.anchor());
                counted(snapshot, pair, told(edge), edge.evidence().reversed(), score)
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
    let (confidence, grade, evidence) = (0.0, Grade::C, Witness::default());
    Suggestion { item, relation, momentum, score, confidence, grade, reason, evidence }
}

/// What was told of an edge when it was learnt.
struct Told {
    function: Function,
    certainty: f32,
    grade: Grade,
}

fn told(edge: EdgeRef<'_>) -> Told {
    Told { function: edge.function(), certainty: edge.certainty(), grade: edge.grade() }
}

/// The suggestion of the second item of a pair that was counted.
fn counted(
    snapshot: &Snapshot,
    (anchor, item): (ItemIndex, ItemIndex),
    Told { function, certainty, grade }: Told,
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
        at_least: shrink::lower_bound(counted.witnessed(), expected),
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
    let confidence = match function {
        Function::Substitute | Function::Extension | Function::Complementary => certainty,
        Function::None => shrink::certainty_above_chance(counted.witnessed(), expected) as f32,
    };
    Suggestion { item, relation, momentum, score, confidence, grade, reason, evidence }
}
