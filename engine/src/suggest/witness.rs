//! Which item of the cart speaks for a suggestion, and what may be said of the two.

use super::answer::{Reason, Standing, Suggestion, Witness};
use super::{Anchor, Sign};
use crate::count::Evidence;
use crate::graph::{EdgeRef, InferredPair};
use crate::relation::{Claim, Function, Grade, RelationKind, shrink};
use crate::snapshot::Snapshot;
use crate::words::ItemIndex;

/// What speaks loudest for an item. What replaces a chosen item comes before any other function, a function before
/// none, an edge before a pair without one, and of equals the louder.
#[derive(Debug, Clone, Copy)]
pub(super) enum Loudest<'s> {
    /// An edge from an item of the query.
    Edge(EdgeRef<'s>),
    /// An edge back to an item of the query: it keeps its strongest edges only, the other may have kept
    /// the same pair.
    Back(EdgeRef<'s>),
    /// A pair that no edge joins, seen from an item of the query.
    Inferred(InferredPair),
    /// No pair was kept. That does not mean that the two were never bought together. `is_akin` where the
    /// anchor is of the item's category.
    Sales { anchor: Option<ItemIndex>, item: ItemIndex, is_akin: bool },
}

/// What speaks loudest for an item beside one anchor, in few bytes: where it stands, not what it says.
#[derive(Debug, Clone, Copy)]
pub(super) enum Speaking {
    /// The edge at this place of all edges, which leads from the anchor.
    Edge(u32),
    /// The one at this place, which leads to the anchor.
    Back(u32),
    /// The inferred pair at this place of the anchor's row.
    Inferred(u8),
    /// The one at this place of the item's row.
    InferredBack(u8),
    /// No pair.
    Sales { is_akin: bool },
}

impl Speaking {
    /// What it is that speaks for `item` beside `anchor`.
    ///
    /// # Panics
    ///
    /// Where it is from another snapshot, or of two other items.
    pub(super) fn loudest(
        self,
        snapshot: &Snapshot,
        anchor: ItemIndex,
        item: ItemIndex,
    ) -> Loudest<'_> {
        let (graph, inferred) = (snapshot.graph(), snapshot.inferred());
        let known = "kept of the same snapshot";
        match self {
            Self::Edge(place) => Loudest::Edge(graph.edge_at(anchor, place as usize)),
            Self::Back(place) => Loudest::Back(graph.edge_at(item, place as usize)),
            Self::Inferred(place) => {
                Loudest::Inferred(inferred.row(anchor).nth(place.into()).expect(known))
            }
            Self::InferredBack(place) => {
                let pair = inferred.row(item).nth(place.into()).expect(known);
                Loudest::Inferred(pair.reversed())
            }
            Self::Sales { is_akin } => Loudest::Sales { anchor: Some(anchor), item, is_akin },
        }
    }
}

/// How much a pair decides what an item is to all that was asked about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Deciding {
    /// The two are nothing to each other.
    #[default]
    Nothing,
    /// They have a function.
    Function,
    /// The item replaces what the buyer has chosen, whatever it is beside the rest.
    ReplacesChosen,
}

/// A substitute that is less probable is as likely none: it does not silence what else is known.
const SURELY: f32 = 0.5;

impl Deciding {
    fn of(sign: Sign, function: Function, certainty: f32) -> Self {
        match (function, sign) {
            (Function::None, _) => Self::Nothing,
            (Function::Substitute, Sign::Chosen) if certainty >= SURELY => Self::ReplacesChosen,
            (Function::Substitute | Function::Extension | Function::Complementary, _) => {
                Self::Function
            }
        }
    }
}

/// How loudly a pair speaks, by what comes first: what it decides, whether it is an edge, its weighted strength or
/// certainty. The least speaks not at all.
#[derive(Debug, Clone, Copy, Default, PartialEq, PartialOrd)]
struct Loudness {
    deciding: Deciding,
    is_edge: bool,
    volume: f32,
}

impl Loudness {
    fn of_edge(anchor: &Anchor, score: f32, function: Function, certainty: f32) -> Self {
        let deciding = Deciding::of(anchor.sign, function, certainty);
        Self { deciding, is_edge: true, volume: anchor.weight() * score }
    }

    fn of_inferred(anchor: &Anchor, pair: &InferredPair) -> Self {
        let deciding = Deciding::of(anchor.sign, pair.function, pair.certainty);
        Self { deciding, is_edge: false, volume: anchor.weight() * pair.certainty }
    }
}

/// The pairs of a query's items, found by where they lead: the loudest to each item. Kept between queries; 20
/// bytes an item.
#[derive(Debug, Default)]
pub(super) struct Edges {
    spoken: Vec<Spoken>,
    touched: Vec<u32>,
    /// By item, the place among the anchors from 1; 0 of any other.
    anchors: Vec<u32>,
    anchored: Vec<u32>,
}

/// The loudest pair of one item; the least loudness where there is none.
#[derive(Debug, Clone, Copy, Default)]
struct Spoken {
    loudness: Loudness,
    /// Which anchor, and where in its row.
    anchor: u32,
    place: u32,
}

impl Edges {
    /// Hears all pairs of `anchors`, and forgets those of the query before. Of several to one item the loudest
    /// counts; of equals the first anchor's. Costs a comparison a pair.
    pub(super) fn hear(&mut self, snapshot: &Snapshot, anchors: &[Anchor]) {
        for item in self.touched.drain(..) {
            self.spoken[item as usize] = Spoken::default();
        }
        for item in self.anchored.drain(..) {
            self.anchors[item as usize] = 0;
        }
        self.spoken.resize(snapshot.vocabulary().len(), Spoken::default());
        self.anchors.resize(snapshot.vocabulary().len(), 0);
        for (number, anchor) in (0_u32..).zip(anchors) {
            self.anchors[anchor.item.position()] = number + 1;
            self.anchored.push(anchor.item.0);
            let row = snapshot.graph().row(anchor.item);
            let judged = row.functions().iter().zip(row.certainties());
            let edges = row.items().iter().zip(row.scores()).zip(judged);
            for (place, ((&item, &score), (&function, &certainty))) in (0_u32..).zip(edges) {
                let function = Function::ALL[usize::from(function)];
                let certainty = f32::from(certainty) / 255.0;
                let loudness = Loudness::of_edge(anchor, score, function, certainty);
                self.speak(ItemIndex(item), Spoken { loudness, anchor: number, place });
            }
            for (place, pair) in (0_u32..).zip(snapshot.inferred().row(anchor.item)) {
                let loudness = Loudness::of_inferred(anchor, &pair);
                self.speak(pair.item, Spoken { loudness, anchor: number, place });
            }
        }
    }

    fn speak(&mut self, item: ItemIndex, spoken: Spoken) {
        let loudest = &mut self.spoken[item.position()];
        if loudest.loudness == Loudness::default() {
            self.touched.push(item.0);
        }
        if spoken.loudness > loudest.loudness {
            *loudest = spoken;
        }
    }

    /// The loudest pair from one of `anchors`, the ones that were heard, to `item`.
    fn to<'s>(
        &self,
        snapshot: &'s Snapshot,
        anchors: &[Anchor],
        item: ItemIndex,
    ) -> Option<(Loudness, Loudest<'s>)> {
        let Spoken { loudness, anchor, place } = *self.spoken.get(item.position())?;
        let anchor = anchors.get(anchor as usize).filter(|_| loudness != Loudness::default())?;
        let found = if loudness.is_edge {
            Loudest::Edge(snapshot.graph().row(anchor.item).get(place as usize)?)
        } else {
            Loudest::Inferred(snapshot.inferred().row(anchor.item).nth(place as usize)?)
        };
        Some((loudness, found))
    }

    /// The loudest pair in the row of `item` itself that leads back to one of `anchors`.
    fn back<'s>(
        &self,
        snapshot: &'s Snapshot,
        anchors: &[Anchor],
        item: ItemIndex,
    ) -> Option<(Loudness, Loudest<'s>)> {
        let anchor = |item: ItemIndex| {
            let place = self.anchors.get(item.position()).and_then(|place| place.checked_sub(1));
            place.and_then(|place| anchors.get(place as usize))
        };
        let edges = snapshot.graph().row(item).iter().filter_map(|edge| {
            let (score, function) = (edge.score(), edge.function());
            let loudness =
                Loudness::of_edge(anchor(edge.item())?, score, function, edge.certainty());
            Some((loudness, Loudest::Back(edge)))
        });
        let inferred = snapshot.inferred().row(item).filter_map(|pair| {
            let loudness = Loudness::of_inferred(anchor(pair.item)?, &pair);
            Some((loudness, Loudest::Inferred(pair.reversed())))
        });
        edges.chain(inferred).reduce(louder)
    }
}

/// The louder of two, the first where neither is.
fn louder<'s>(
    first: (Loudness, Loudest<'s>),
    second: (Loudness, Loudest<'s>),
) -> (Loudness, Loudest<'s>) {
    if second.0 > first.0 { second } else { first }
}

impl<'s> Loudest<'s> {
    /// What speaks for `item` beside `anchors`, of which `edges` has heard. Costs a pass over the row of the item,
    /// unless an edge of an anchor decides.
    pub(super) fn of(
        snapshot: &'s Snapshot,
        anchors: &[Anchor],
        edges: &Edges,
        item: ItemIndex,
    ) -> Self {
        let forth = edges.to(snapshot, anchors, item);
        // Whatever else is known of two says the same of them.
        let is_decided = |&(loudness, _): &(Loudness, Self)| {
            let replaces = loudness.deciding == Deciding::ReplacesChosen && loudness.is_edge;
            anchors.len() == 1 || replaces
        };
        if let Some((_, found)) = forth.filter(is_decided) {
            return found;
        }
        let back = edges.back(snapshot, anchors, item);
        let loudest = forth.into_iter().chain(back).reduce(louder);
        loudest.map_or_else(|| Self::sales(snapshot, anchors, item), |(_, found)| found)
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

    /// Where it stands, beside the one anchor there is; nothing where that takes more than a few bytes.
    pub(super) fn speaking(&self, snapshot: &Snapshot) -> Option<Speaking> {
        let place_of = |row: ItemIndex, other: ItemIndex| {
            let mut row = snapshot.inferred().row(row);
            row.position(|pair| pair.item == other).and_then(|place| u8::try_from(place).ok())
        };
        Some(match *self {
            Self::Edge(edge) => Speaking::Edge(u32::try_from(edge.place()).ok()?),
            Self::Back(edge) => Speaking::Back(u32::try_from(edge.place()).ok()?),
            Self::Inferred(pair) => match place_of(pair.anchor, pair.item) {
                Some(place) => Speaking::Inferred(place),
                None => Speaking::InferredBack(place_of(pair.item, pair.anchor)?),
            },
            Self::Sales { anchor, is_akin, .. } => {
                anchor?;
                Speaking::Sales { is_akin }
            }
        })
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
            Self::Inferred(pair) => inferred(snapshot, pair, score),
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

/// The suggestion of the second item of a pair that no edge joins.
fn inferred(snapshot: &Snapshot, pair: InferredPair, score: f32) -> Suggestion {
    let InferredPair { anchor, item, function, certainty, grade } = pair;
    let momentum = snapshot.momentum(item);
    let graph = snapshot.graph();
    let counted = graph.without_edge(anchor, item);
    let expected = counted.expected();
    // Where both rows were cut, nobody counted whether any order holds both.
    let was_counted = !graph.is_cut(anchor) || !graph.is_cut(item);
    let at_most = |ratio: f64| if was_counted { ratio } else { 0.0 };
    let sold = counted.with_item;
    Suggestion {
        item,
        relation: RelationKind::of(function, snapshot.momentum(anchor), momentum),
        momentum,
        score,
        confidence: certainty,
        grade,
        reason: match grade {
            Grade::A | Grade::B => Reason::Compared { sold },
            Grade::C => Reason::Inferred { sold },
        },
        evidence: Witness {
            anchor: Some(anchor),
            orders_together: 0,
            orders_with_anchor: counted.with_anchor,
            expected_by_chance: expected,
            times_more_than_chance: at_most(shrink::shrunk_ratio(0.0, expected)),
            at_least: at_most(shrink::lower_bound(0.0, expected)),
        },
        standing: Standing::Ranked,
        rules: Vec::new(),
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
    Suggestion {
        item,
        relation,
        momentum,
        score,
        confidence: 0.0,
        grade: Grade::C,
        reason,
        evidence: Witness::default(),
        standing: Standing::Ranked,
        rules: Vec::new(),
    }
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
    Suggestion {
        item,
        relation,
        momentum,
        score,
        confidence,
        grade,
        reason,
        evidence,
        standing: Standing::Ranked,
        rules: Vec::new(),
    }
}
