//! The engine's answers as they are shown.

use engine::suggest::{Answer, Reason, Suggestion, Witness};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::names::{MomentumName, NoneBecauseName, RelationName};
use crate::live::Served;

/// Length of one entry as JSON, about: it decides how much room is taken at first.
pub(super) const ENTRY_BYTES: usize = 512;

/// An item that goes with another.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RelatedItem)]
pub(super) struct RelatedView<'a> {
    /// Which item.
    item_id: &'a str,
    /// What it is called, where the shop says it.
    #[schema(required)]
    title: Option<&'a str>,
    /// What it is to its anchor; `none` marks a back-off.
    relation: RelationName,
    /// How it sells.
    momentum: MomentumName,
    /// How well it goes with what was asked about; comparable inside one answer only. Above zero.
    score: f32,
    /// How sure it is that item and anchor sell together more than chance.
    #[schema(minimum = 0, maximum = 1)]
    confidence: f32,
    /// Why it is listed, in one sentence that states counts only.
    #[schema(value_type = String)]
    reason: ReasonView,
    /// What was counted.
    evidence: EvidenceView<'a>,
}

/// What was counted about an anchor and an item.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Evidence)]
pub(super) struct EvidenceView<'a> {
    /// The item that speaks loudest for the listed one; null for a back-off without one.
    #[schema(required)]
    anchor_item_id: Option<&'a str>,
    /// Orders with both.
    orders_together: u32,
    /// Orders with the anchor.
    orders_with_anchor: u32,
    /// Orders with both that chance alone would give.
    expected_by_chance: f32,
    /// How many times more than chance, the best estimate.
    times_more_than_chance: f32,
    /// How many times more than chance, at least (one-sided 95 %).
    at_least: f32,
}

/// Written as its sentence.
#[derive(Debug)]
pub(super) struct ReasonView(Reason);

impl Serialize for ReasonView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.sentence())
    }
}

impl<'a> RelatedView<'a> {
    pub(super) fn new(served: &'a Served, suggestion: &Suggestion) -> Self {
        let snapshot = &served.snapshot;
        Self {
            item_id: snapshot.vocabulary().id(suggestion.item),
            title: snapshot.catalog().title(suggestion.item),
            relation: suggestion.relation.into(),
            momentum: suggestion.momentum.into(),
            score: suggestion.score,
            confidence: suggestion.confidence,
            reason: ReasonView(suggestion.reason),
            evidence: EvidenceView::new(served, &suggestion.evidence),
        }
    }
}

impl<'a> EvidenceView<'a> {
    fn new(served: &'a Served, witness: &Witness) -> Self {
        let vocabulary = served.snapshot.vocabulary();
        Self {
            anchor_item_id: witness.anchor.map(|anchor| vocabulary.id(anchor)),
            orders_together: witness.orders_together,
            orders_with_anchor: witness.orders_with_anchor,
            // Seven digits are more than the counts know, and a third of the text.
            expected_by_chance: witness.expected_by_chance as f32,
            times_more_than_chance: witness.times_more_than_chance as f32,
            at_least: witness.at_least as f32,
        }
    }
}

/// Why the list of `answer` is empty, where it is.
pub(super) fn none_because(answer: &Answer) -> Option<NoneBecauseName> {
    answer.none_because.map(NoneBecauseName::from)
}
