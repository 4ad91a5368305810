//! Which item of the cart speaks for a suggestion, and what may be said of the two.

use super::Anchor;
use super::answer::{Reason, Suggestion, Witness};
use crate::count::Evidence;
use crate::graph::{EdgeRef, InferredPair};
use crate::relation::{Claim, Function, Grade, RelationKind, shrink};
use crate::snapshot::Snapshot;
use crate::words::ItemIndex;

/// What speaks loudest for an item: an edge from an item of the query, or else one to it, or else what the two
/// are, or else nothing but its sales. What replaces an item that was chosen comes before all of them.
#[derive(Debug, Clone, Copy)]
pub(super) enum Loudest<'s> {
    /// An edge from an item of the query.
    Edge(EdgeRef<'s>),
    /// An edge back to an item of the query: it keeps its strongest edges only, the other may have kept
    /// the same pair.
    Back(EdgeRef<'s>),
    /// A pair that no edge joins, with a function all the same.
    Inferred(InferredPair),
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
    /// See [`voice`].
    voice: f32,
    /// Which anchor, and where in its row.
    anchor: u32,
    place: u32,
}

/// Voices of what replaces an item that was chosen are so many times louder: any strength above a trillionth
/// then is louder than any other.
const REPLACES: f32 = 18_446_744_073_709_551_616.0;
/// A weaker strength sounds no softer.
const SOFTEST: f32 = 1e-12;

impl Edges {
    /// Hears all edges of `anchors`, and forgets those of the query before. Of several to one item the one with
    /// the loudest [`voice`] counts; of equals the first anchor's. Costs a comparison an edge.
    pub(super) fn hear(&mut self, snapshot: &Snapshot, anchors: &[Anchor]) {
        for item in self.touched.drain(..) {
            self.spoken[item as usize] = Spoken::default();
        }
        self.spoken.resize(snapshot.vocabulary().len(), Spoken::default());
        for (number, anchor) in (0_u32..).zip(anchors) {
            let row = snapshot.graph().row(anchor.item);
            let edges = row.items().iter().zip(row.scores()).zip(row.functions());
            for (place, ((&item, &score), &function)) in (0_u32..).zip(edges) {
                let voice = voice(anchor, score, Function::ALL[usize::from(function)]);
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

/// How loud an edge of `anchor` is: loudest where it replaces what the buyer has chosen, above 0 with another
/// function, below without one; of each the stronger, louder is greater.
fn voice(anchor: &Anchor, score: f32, function: Function) -> f32 {
    let volume = (anchor.weight * score).max(SOFTEST);
    match function {
        Function::Substitute if anchor.is_chosen() => volume * REPLACES,
        Function::Substitute | Function::Extension | Function::Complementary => volume,
        Function::None => -volume.recip(),
    }
}

impl<'s> Loudest<'s> {
    /// What speaks for `item` beside `anchors`, of which `edges` has heard: what replaces a chosen item before
    /// any other function, a function before none; of each an edge to the item before one from it, and before what
    /// no edge says. Costs a pass over the edges of the item, and over the pairs without an edge of all.
    pub(super) fn of(
        snapshot: &'s Snapshot,
        anchors: &[Anchor],
        edges: &Edges,
        item: ItemIndex,
    ) -> Self {
        let forth = edges.to(snapshot, anchors, item).map(Self::Edge);
        let others = || {
            let back = back(snapshot, anchors, item).map(Self::Back);
            [back, inferred(snapshot, anchors, item).map(Self::Inferred)]
        };
        // Whatever else is known of two that an edge joins says the same.
        let others = if forth.is_some() && anchors.len() == 1 { [None; 2] } else { others() };
        let first = |best: Self, other: Self| {
            if other.rank(anchors) > best.rank(anchors) { other } else { best }
        };
        forth
            .into_iter()
            .chain(others.into_iter().flatten())
            .reduce(first)
            .unwrap_or_else(|| Self::sales(snapshot, anchors, item))
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

    /// How much what it says decides.
    fn rank(&self, anchors: &[Anchor]) -> Deciding {
        match *self {
            Self::Edge(edge) => Deciding::of(anchors, edge.anchor(), edge.function()),
            Self::Back(edge) => Deciding::of(anchors, edge.item(), edge.function()),
            Self::Inferred(pair) => Deciding::of(anchors, pair.anchor, pair.function),
            Self::Sales { .. } => Deciding::Nothing,
        }
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
            Self::Inferred(pair) => {
                RelationKind::of(pair.function, momentum(pair.anchor), momentum(pair.item))
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
            Self::Inferred(pair) => judged(snapshot, pair, score),
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

/// The loudest edge of `item` back to one of `anchors`, which are sorted by item.
fn back<'s>(snapshot: &'s Snapshot, anchors: &[Anchor], item: ItemIndex) -> Option<EdgeRef<'s>> {
    let mut best: Option<(f32, EdgeRef<'s>)> = None;
    for edge in snapshot.graph().row(item).iter() {
        if let Some(anchor) = find(anchors, edge.item()) {
            let voice = voice(anchor, edge.score(), edge.function());
            if best.is_none_or(|(loudest, _)| voice > loudest) {
                best = Some((voice, edge));
            }
        }
    }
    best.map(|(_, edge)| edge)
}

/// The surest pair of `item` and one of `anchors` that no edge joins, seen from the anchor; what replaces a
/// chosen one first.
fn inferred(snapshot: &Snapshot, anchors: &[Anchor], item: ItemIndex) -> Option<InferredPair> {
    let table = snapshot.inferred();
    let forth = anchors.iter().flat_map(|anchor| table.row(anchor.item));
    let forth = forth.filter(|pair| pair.item == item);
    let back = table.row(item).filter(|pair| find(anchors, pair.item).is_some());
    let pairs = forth.chain(back.map(InferredPair::reversed));
    let by_weight =
        |pair: &InferredPair| (Deciding::of(anchors, pair.anchor, pair.function), pair.certainty);
    pairs.reduce(|best, other| if by_weight(&other) > by_weight(&best) { other } else { best })
}

fn find(anchors: &[Anchor], item: ItemIndex) -> Option<&Anchor> {
    let number = anchors.binary_search_by_key(&item, |anchor| anchor.item).ok()?;
    anchors.get(number)
}

/// How much a pair decides what an item is to all that was asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Deciding {
    /// The two are nothing to each other.
    Nothing,
    /// They have a function.
    Function,
    /// The item replaces what the buyer has chosen, whatever it is beside the rest.
    ReplacesChosen,
}

impl Deciding {
    fn of(anchors: &[Anchor], anchor: ItemIndex, function: Function) -> Self {
        let is_chosen = || find(anchors, anchor).is_some_and(Anchor::is_chosen);
        match function {
            Function::None => Self::Nothing,
            Function::Substitute if is_chosen() => Self::ReplacesChosen,
            Function::Substitute | Function::Extension | Function::Complementary => Self::Function,
        }
    }
}

/// The suggestion of the second item of a pair that no edge joins.
fn judged(snapshot: &Snapshot, pair: InferredPair, score: f32) -> Suggestion {
    let InferredPair { anchor, item, function, certainty, grade } = pair;
    let momentum = snapshot.momentum(item);
    Suggestion {
        item,
        relation: RelationKind::of(function, snapshot.momentum(anchor), momentum),
        momentum,
        score,
        confidence: certainty,
        grade,
        reason: Reason::Judged { sold: snapshot.n_orders_with(item) },
        evidence: Witness {
            anchor: Some(anchor),
            orders_with_anchor: snapshot.n_orders_with(anchor),
            ..Witness::default()
        },
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
