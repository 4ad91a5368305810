//! The engine's answers as they are shown.

use engine::suggest::{Answer, Language, Sentence, Shelf, Suggestion, Witness};
use engine::words::Vocabulary;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::json::JsonText;
use super::names::{
    ConditionName, GradeName, MomentumName, NoneBecauseName, RelationName, StandingName,
};
use crate::rules::ActionName;
use crate::shop::Told;

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
    /// How probable its kind is, by all that is known of the two; of hot, latent and none, that they sell together more than chance.
    #[schema(minimum = 0, maximum = 1)]
    confidence: f32,
    /// How much of what customers did ties it to its anchor: A many on several days, B some, C only
    /// what the items are.
    grade: GradeName,
    /// Why it is listed, in one sentence that states counts only.
    #[schema(value_type = String)]
    reason: ReasonView,
    /// What was counted.
    evidence: EvidenceView<'a>,
    /// How it came to its place, where the answer was to be explained.
    #[serde(skip_serializing_if = "Option::is_none")]
    explained: Option<ExplainedView<'a>>,
}

/// How a listed item came to its place.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExplainedItem)]
pub(super) struct ExplainedView<'a> {
    /// `ranked` by its score, `back_off` to fill the list up, or `placed` by a rule.
    standing: StandingName,
    /// The shop's rules that moved or placed it.
    rules: Vec<RuleView<'a>>,
}

/// A rule of the shop that touched an answer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TouchingRule)]
pub(super) struct RuleView<'a> {
    /// What it is called.
    id: &'a str,
    /// What it does.
    action: ActionName,
}

/// The shop's rules, where an answer was to be explained.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExplainedRules)]
pub(super) struct RulesView<'a> {
    /// Their version; 0 where there never were any.
    version: u64,
    /// How many of them are in force.
    in_force: usize,
    /// Those that kept something out of the list.
    hiding: Vec<HidingView<'a>>,
}

/// A rule that kept items out of a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HidingRule)]
pub(super) struct HidingView<'a> {
    #[serde(flatten)]
    rule: RuleView<'a>,
    /// Items of wanted kinds that would else have had a place, or been in line for one.
    items: usize,
}

impl<'a> RulesView<'a> {
    /// What `answer` was made by, of what the shop `told`.
    pub(super) fn new(told: &'a Told, answer: &Answer) -> Self {
        let rule = |number: usize| RuleView::new(told, number);
        let hiding = answer.hiding.iter();
        let hiding =
            hiding.map(|hiding| HidingView { rule: rule(hiding.rule), items: hiding.n_items });
        let in_force = told.in_force.told.len();
        Self { version: told.rules_version, in_force, hiding: hiding.collect() }
    }
}

impl<'a> RuleView<'a> {
    fn new(told: &'a Told, number: usize) -> Self {
        let rule = &told.in_force.told[number];
        Self { id: &rule.id, action: rule.action }
    }
}

/// What was counted about an anchor and an item.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Evidence)]
pub(super) struct EvidenceView<'a> {
    /// The item that speaks loudest for the listed one; null for a back-off.
    #[schema(required)]
    anchor_item_id: Option<&'a str>,
    /// Orders with both; 0 where the pair was not counted, too.
    orders_together: u32,
    /// Orders with the anchor.
    orders_with_anchor: u32,
    /// Orders with both that chance alone would give.
    expected_by_chance: f32,
    /// How many times more than chance, the best estimate; 0 where the pair was not counted.
    times_more_than_chance: f32,
    /// How many times more than chance, at least (one-sided 95 %); 0 where the pair was not counted.
    at_least: f32,
}

/// Written as its sentence.
#[derive(Debug)]
pub(super) struct ReasonView(pub(super) Sentence);

impl Serialize for ReasonView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'a> RelatedView<'a> {
    /// All of `suggestions` as they are shown, with reasons in `language`; explained where it is `told` what rules there
    /// are.
    pub(super) fn list(
        shelf: Shelf<'a>,
        suggestions: &[Suggestion],
        language: Language,
        told: Option<&'a Told>,
    ) -> impl ExactSizeIterator<Item = Self> {
        let (vocabulary, catalog) = (shelf.snapshot.vocabulary(), shelf.catalog());
        // All names first: they lie far apart, and this way the waits for memory overlap.
        let name = |found: &Suggestion| (vocabulary.id(found.item), catalog.title(found.item));
        let names: Vec<_> = suggestions.iter().map(name).collect();
        names
            .into_iter()
            .zip(suggestions)
            .map(move |(name, found)| Self::new(vocabulary, name, found, (language, told)))
    }

    fn new(
        vocabulary: &'a Vocabulary,
        (item_id, title): (&'a str, Option<&'a str>),
        suggestion: &Suggestion,
        (language, told): (Language, Option<&'a Told>),
    ) -> Self {
        Self {
            item_id,
            title,
            relation: suggestion.relation.into(),
            momentum: suggestion.momentum.into(),
            score: suggestion.score,
            confidence: suggestion.confidence,
            grade: suggestion.grade.into(),
            reason: ReasonView(Sentence { reason: suggestion.reason, language }),
            evidence: EvidenceView::new(vocabulary, &suggestion.evidence),
            explained: told.map(|told| ExplainedView::new(told, suggestion)),
        }
    }
}

impl<'a> ExplainedView<'a> {
    fn new(told: &'a Told, suggestion: &Suggestion) -> Self {
        let rules = suggestion.rules.iter().map(|&number| RuleView::new(told, number));
        Self { standing: suggestion.standing.into(), rules: rules.collect() }
    }
}

impl RelatedView<'_> {
    /// Adds its members and the brace that ends them; not how it is explained.
    pub(super) fn write(&self, text: &mut JsonText) {
        text.member(r#""item_id":"#, &self.item_id);
        text.member(r#","title":"#, &self.title);
        text.word(r#","relation":"#, self.relation.0.name());
        text.word(r#","momentum":"#, self.momentum.0.name());
        text.member(r#","score":"#, &self.score);
        text.member(r#","confidence":"#, &self.confidence);
        text.word(r#","grade":"#, self.grade.0.name());
        text.sentence(r#","reason":"#, self.reason.0);
        text.raw(r#","evidence":{"#);
        self.evidence.write(text);
        text.raw("}");
    }
}

impl<'a> EvidenceView<'a> {
    pub(super) fn new(vocabulary: &'a Vocabulary, witness: &Witness) -> Self {
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

    fn write(&self, text: &mut JsonText) {
        text.member(r#""anchor_item_id":"#, &self.anchor_item_id);
        text.member(r#","orders_together":"#, &self.orders_together);
        text.member(r#","orders_with_anchor":"#, &self.orders_with_anchor);
        text.member(r#","expected_by_chance":"#, &self.expected_by_chance);
        text.member(r#","times_more_than_chance":"#, &self.times_more_than_chance);
        text.member(r#","at_least":"#, &self.at_least);
        text.raw("}");
    }
}

/// Why the list of `answer` is empty, where it is.
pub(super) fn none_because(answer: &Answer) -> Option<NoneBecauseName> {
    answer.none_because.map(NoneBecauseName::from)
}

/// The conditions that left nothing of `answer`, where a filter did.
pub(super) fn emptied_by(answer: &Answer) -> Vec<ConditionName> {
    answer.emptied_by.iter().map(ConditionName::from).collect()
}

/// One view for every reason, with facts present and absent and all that must be escaped.
#[cfg(test)]
pub(super) fn views_of_all_kinds() -> Vec<RelatedView<'static>> {
    use engine::relation::{Grade, Momentum, RelationKind};
    use engine::suggest::Reason;

    let reasons = [
        Reason::Together { orders: 214, at_least: 4.89 },
        Reason::Seen { orders: 1, sold: 40 },
        Reason::Instead { orders: 2, expected: 20.5 },
        Reason::Seldom { orders: 3, sold: 40 },
        Reason::Inferred { sold: 0 },
        Reason::Compared { sold: 7 },
        Reason::Inferred { sold: 12 },
        Reason::BothHot { sold: 9 },
        Reason::Rising { sold: 10 },
        Reason::CategorySeller { sold: 7 },
        Reason::ShopSeller { sold: 0 },
    ];
    let kinds = RelationKind::ALL.into_iter().cycle();
    let momenta = [Momentum::Hot, Momentum::Latent, Momentum::Steady].into_iter().cycle();
    let languages = Language::ALL.into_iter().cycle();
    let view =
        |(((reason, kind), momentum), language): (((Reason, RelationKind), Momentum), Language)| {
            let is_known = momentum == Momentum::Latent;
            RelatedView {
                item_id: "85123A",
                title: is_known.then_some("tab\t, quote\", slash\\ and \u{1}, \u{8336}"),
                relation: kind.into(),
                momentum: momentum.into(),
                score: 0.1,
                confidence: 1.0,
                grade: Grade::B.into(),
                reason: ReasonView(Sentence { reason, language }),
                evidence: EvidenceView {
                    anchor_item_id: is_known.then_some("a\"b"),
                    orders_together: 3,
                    orders_with_anchor: u32::MAX,
                    expected_by_chance: 1e-9,
                    times_more_than_chance: 3.4e38,
                    at_least: 0.0,
                },
                explained: None,
            }
        };
    reasons.into_iter().zip(kinds).zip(momenta).zip(languages).map(view).collect()
}
