//! What is known of all items, and the evidence for and against each function of a pair, as numbers.

use super::feature::{Feature, Features, N_FEATURES};
use super::kinds::Kinds;
use super::letters::Letters;
use super::partners::{Holders, Partners};
use super::table::Weights;
use super::titles::Titles;
use super::variants::Variants;
use crate::count::{Evidence, VisitCounts};
use crate::graph::Graph;
use crate::words::{Catalog, ItemIndex};

/// What is known of all items, ready to be asked about pairs.
///
/// Source: McAuley, Pandey, Leskovec, *Inferring Networks of Substitutable and Complementary Products*, KDD 2015,
/// pages 785-794: what is looked at together replaces, what is bought together completes. There from texts and
/// links that were given; here from whatever a shop has.
///
/// Costs 4 bytes a word of a title, 4 a letter, and 8 for each of at most 60 partners an item.
#[derive(Debug)]
pub struct Known<'s> {
    pub(super) graph: &'s Graph,
    pub(super) catalog: &'s Catalog,
    pub(super) visits: Option<(&'s VisitCounts, u64)>,
    pub(super) titles: Titles,
    pub(super) letters: Letters,
    pub(super) partners: Partners,
    pub(super) kinds: Kinds,
    pub(super) variants: Variants,
    weights: &'s Weights,
    /// Items that relate to nothing, rising.
    fillers: &'s [u32],
}

impl<'s> Known<'s> {
    /// Of the items of `graph`; with what visits saw, and how many there were, where views are
    /// known; and how much each feature speaks.
    ///
    /// Costs three passes over the titles, one over the edges, and up to twenty over what ties visitors.
    #[must_use]
    pub fn new(
        graph: &'s Graph,
        catalog: &'s Catalog,
        visits: Option<(&'s VisitCounts, u64)>,
        weights: &'s Weights,
    ) -> Self {
        let n_items = graph.columns().n_orders_with.len();
        let (titles, partners) = (Titles::new(catalog), Partners::new(graph, n_items));
        let swing = visits.map(|(counts, _)| &counts.swing);
        let kinds = Kinds::new(graph, catalog, &titles, swing);
        let (variants, letters) = (Variants::new(catalog), Letters::new(catalog));
        Self {
            graph,
            catalog,
            visits,
            titles,
            letters,
            partners,
            kinds,
            variants,
            weights,
            fillers: &[],
        }
    }

    /// The same, but `weights` judge.
    #[must_use]
    pub fn with_weights(self, weights: &'s Weights) -> Self {
        Self { weights, ..self }
    }

    /// The same, but `fillers`, rising, relate to nothing: they are bought to reach a threshold.
    #[must_use]
    pub fn without_fillers(self, fillers: &'s [u32]) -> Self {
        Self { fillers, ..self }
    }

    /// Whose partner each item is, for [`Self::sharing`]. Costs a pass over all partners.
    #[must_use]
    pub fn holders(&self) -> Holders {
        self.partners.holders()
    }

    /// The items that share partners with `item`, those that share the most first; `led` is all 0 by item, before and
    /// after; at most 300. Costs a step for each partner that another shares.
    ///
    /// # Panics
    ///
    /// Where there is no such item, or `led` is shorter than the items are many.
    pub fn sharing(&self, item: ItemIndex, holders: &Holders, led: &mut [f32]) -> Vec<u32> {
        self.partners.sharing(item, holders, led)
    }

    pub(super) fn is_filler(&self, item: ItemIndex) -> bool {
        self.fillers.binary_search(&item.0).is_ok()
    }

    /// How much each feature speaks for each function.
    pub(super) fn weights(&self) -> &Weights {
        self.weights
    }

    /// What a simple regression would be told of a pair: how many of their words both titles share,
    /// how surely they are bought together, and how alike their other partners are. To be held
    /// against.
    #[must_use]
    pub fn simple_features(&self, a: ItemIndex, b: ItemIndex) -> Features {
        let all = self.features(a, b, &self.counted(a, b));
        let mut simple = [0.0; N_FEATURES];
        for feature in [Feature::Always, Feature::Together, Feature::SharedPartners] {
            simple[feature as usize] = all[feature as usize];
        }
        simple[Feature::KindWords as usize] = self.titles.overlap(a, b);
        simple
    }

    /// The features of a pair, `counted` of it in orders; see [`Self::counted`].
    #[must_use]
    pub fn features(&self, a: ItemIndex, b: ItemIndex, counted: &Evidence) -> Features {
        let mut features = [0.0; N_FEATURES];
        features[Feature::Always as usize] = 1.0;
        let titles = self.titles.read(a, b, &mut features);
        self.letters.read(a, b, &titles, &mut features);
        let together = self.read_orders(counted, &mut features);
        self.read_sequence(counted, &mut features);
        let factor = self.graph.columns().seasons.factor(a.position(), b.position());
        self.partners.read(a, b, together, factor.min(1.0) as f32, &mut features);
        self.variants.read(a, b, self.graph, together, &mut features);
        let is_kept = self.graph.edge(a, b).is_some() || self.graph.edge(b, a).is_some();
        self.kinds.read(a, b, Some(counted).filter(|_| is_kept), &mut features);
        self.read_catalog(a, b, &mut features);
        self.read_visits(a, b, &mut features);
        features
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use super::*;
    use crate::snapshot::Snapshot;
    use crate::train::{TrainParams, train};
    use crate::words::{
        Id, Intake, ItemFacts, ItemView, Money, OrderLine, Timestamp, ViewEvent, ViewLine,
    };

    fn id(text: &str) -> Id<'_> {
        Id::parse(text).unwrap()
    }

    /// An item of an order, under its id as title.
    fn line<'a>(order: &'a str, item: &'a str) -> OrderLine<'a> {
        OrderLine { title: Some(item), ..OrderLine::one(id(order), id(item)) }
    }

    /// Forty customers: red or blue mug, each with a spoon, and a pot a week later; views compare the mugs.
    fn snapshot() -> Snapshot {
        let mut intake = Intake::new();
        for number in 0..40_i64 {
            let mug = if number % 2 == 0 { "red mug" } else { "blue mug" };
            let (order, later) = (format!("o{number}"), format!("p{number}"));
            for (order, item, day) in [(&order, mug, 0), (&order, "spoon", 0), (&later, "pot", 7)] {
                let customer = Some(Id::parse(&order[1..]).unwrap());
                let time = Some(Timestamp((number + day) * 86_400));
                let line = OrderLine { customer, time, ..line(order, item) };
                intake.push_line(&line).unwrap();
            }
            for item in ["red mug", "blue mug"] {
                let view = ViewLine {
                    session: Some(Id::parse(&order).unwrap()),
                    customer: Some(Id::parse(&order[1..]).unwrap()),
                    item: id(item),
                    time: Some(Timestamp(number * 86_400)),
                    event: ViewEvent::View,
                };
                intake.push_view(&view).unwrap();
            }
        }
        for (item, category, price, brand) in [
            ("red mug", "home > table > mugs", 500, "Leaf"),
            ("blue mug", "home > table > mugs", 1_000, "Leaf"),
            ("spoon", "home > table > spoons", 0, "Fork"),
        ] {
            let known = ItemView {
                category: Some(category),
                brand: Some(brand),
                price: Some(Money(price)),
                ..ItemView::default()
            };
            intake.push_item(id(item), &ItemFacts { known, attributes: &[] }).unwrap();
        }
        trained(intake)
    }

    fn trained(intake: Intake) -> Snapshot {
        let params = TrainParams { fit_windows: 0, ..TrainParams::default() }.check().unwrap();
        let history = intake.finish().unwrap();
        let trained = train(&history, &params, NonZeroUsize::MIN, &|_| ()).unwrap();
        Snapshot::decode(&trained.bytes).unwrap()
    }

    fn of(snapshot: &Snapshot, a: &str, b: &str) -> impl Fn(Feature) -> f32 + use<> {
        let index = |id: &str| snapshot.vocabulary().index(id).unwrap();
        let known = snapshot.known();
        let (a, b) = (index(a), index(b));
        let features = known.features(a, b, &known.counted(a, b));
        assert_eq!(known.features(b, a, &known.counted(b, a)), features);
        move |feature| features[feature as usize]
    }

    fn expected(snapshot: &Snapshot, a: &str, b: &str) -> f32 {
        let [a, b] = [a, b].map(|id| snapshot.vocabulary().index(id).unwrap());
        snapshot.known().counted(a, b).expected() as f32
    }

    /// Twenty orders where so many are expected.
    fn surely_20(expected: f32) -> f32 {
        ((20.5 - 1.3 * 20.5_f32.sqrt()) / (expected + 0.5)).ln()
    }

    #[test]
    fn two_of_one_kind_are_seen_together_and_share_their_partners() {
        let mugs = of(&snapshot(), "red mug", "blue mug");
        // All 40 visits saw both: 40.5 less 1.3 of its root, against 40.5; 40 of 50 visits.
        let seen = 0.8 * ((40.5 - 1.3 * 40.5_f64.sqrt()) / 40.5).ln() as f32;
        assert!((mugs(Feature::Seen) - seen).abs() < 1e-6);
        assert_eq!(mugs(Feature::SeenInLeaf), mugs(Feature::Seen));
        assert_eq!((mugs(Feature::HasViews), mugs(Feature::HasCategories)), (0.8, 1.0));
        assert_eq!((mugs(Feature::Leaf), mugs(Feature::Family)), (1.0, 0.0));
        assert_eq!((mugs(Feature::Department), mugs(Feature::Brand)), (1.0, 1.0));
        assert!((mugs(Feature::PriceDistance) - 2.0_f32.ln()).abs() < 1e-6);
        // Never in one order, where chance gives some of the 40 orders of two items, in the same seasons.
        let expected_apart = expected(&snapshot(), "red mug", "blue mug");
        assert!((expected_apart - 5.641).abs() < 1e-2, "{expected_apart}");
        assert!((1.0 / (expected_apart + 1.0)).ln() < -1.0);
        assert_eq!(mugs(Feature::Apart), -1.0);
        assert!((mugs(Feature::Together) - (0.05 / (expected_apart + 0.5)).ln()).abs() < 1e-6);
        // Both go with the spoon alone: in 20 orders each.
        let sure = |mug| surely_20(expected(&snapshot(), mug, "spoon")).powi(2);
        let (red, blue) = (sure("red mug"), sure("blue mug"));
        let sure = (red * blue).sqrt();
        assert!((mugs(Feature::SharedPartners) - sure / (sure + 2.0)).abs() < 1e-6);
        assert_eq!(mugs(Feature::SharedApart), mugs(Feature::SharedPartners));
        assert_eq!(mugs(Feature::SharedTogether), 0.0);
        assert_eq!((mugs(Feature::LastWord), mugs(Feature::HasTitles)), (1.0, 1.0));
        assert_eq!(mugs(Feature::SameKind), 1.0);
    }

    #[test]
    fn what_visitors_compare_and_leave_for_the_other_competes() {
        let mugs = of(&snapshot(), "red mug", "blue mug");
        // 780 pairs of visits that saw two items each, both of them, and the weight of a pair is 1/2 over 1 + 2.
        let swing = 780.0 / 6.0 / (780.0 / 6.0 + 1.0);
        assert!((mugs(Feature::Swing) - 0.8 * swing).abs() < 1e-5, "{}", mugs(Feature::Swing));
        // Each of 40 orders left one mug for the other; chance has it so in 20 · 20 / 40, either way.
        let instead = 0.8 * ((40.5 - 1.3 * 40.5_f32.sqrt()) / 20.5).ln();
        assert!((mugs(Feature::BoughtInstead) - instead).abs() < 1e-5);
        // The spoon was never looked at, and left by nobody.
        let other = of(&snapshot(), "red mug", "spoon");
        assert_eq!((other(Feature::Swing), other(Feature::HasViews)), (0.0, 0.0));
    }

    #[test]
    fn variants_witness_for_each_other_and_their_categories_are_related() {
        let mugs = of(&snapshot(), "red mug", "blue mug");
        assert_eq!((mugs(Feature::Variants), mugs(Feature::KindsRelated)), (1.0, 0.0));
        assert_eq!(mugs(Feature::VariantsTogether), mugs(Feature::Together));
        let pair = of(&snapshot(), "red mug", "spoon");
        assert_eq!((pair(Feature::Variants), pair(Feature::KindsRelated)), (0.0, 1.0));
        // Twenty orders with either mug; a buyer may have been a witness of both.
        let expected = ["red mug", "blue mug"].map(|mug| expected(&snapshot(), mug, "spoon"));
        let together = surely_20((expected[0] + expected[1]) / 2.0);
        assert!((pair(Feature::VariantsTogether) - together).abs() < 1e-5);
        // No variant of a thing is less together than itself.
        assert!(pair(Feature::VariantsTogether) >= pair(Feature::Together));
    }

    #[test]
    fn a_mug_and_its_spoon_are_of_one_family_and_together() {
        let pair = of(&snapshot(), "red mug", "spoon");
        let expected = expected(&snapshot(), "red mug", "spoon");
        assert!((expected - 11.27).abs() < 0.05, "{expected}");
        let together = surely_20(expected);
        assert!((pair(Feature::Together) - together).abs() < 1e-6);
        assert_eq!(pair(Feature::FamilyTogether), pair(Feature::Together));
        assert_eq!((pair(Feature::Leaf), pair(Feature::Family)), (0.0, 1.0));
        assert_eq!((pair(Feature::Apart), pair(Feature::Brand)), (0.0, 0.0));
        // Of mugs and spoons the other mug is left: 40 × 40 / (120² / 80) less the pair's own.
        let kinds = (21.0 / ((1_600.0_f32 / 180.0 - expected).max(0.0) + 1.0)).ln();
        assert!((pair(Feature::KindsTogether) - kinds).abs() < 1e-5);
        assert_eq!((pair(Feature::SameKind), pair(Feature::KindsLater)), (0.0, 0.0));
        let titles = [Feature::ThemeWords, Feature::OddKind].map(&pair);
        assert_eq!(pair(Feature::OtherOfRange), titles[0] * titles[1]);
        // A gift has no price to compare.
        assert_eq!(pair(Feature::PriceDistance), 0.7);
        assert_eq!((pair(Feature::SharedApart), pair(Feature::Later)), (0.0, 0.0));
    }

    #[test]
    fn what_nobody_filed_has_no_category_in_common() {
        let pair = of(&snapshot(), "spoon", "pot");
        let filed = [Feature::HasCategories, Feature::Leaf, Feature::Family, Feature::Department];
        assert_eq!(filed.map(pair), [0.0; 4]);
    }

    #[test]
    fn a_purchase_on_a_later_day_counts_against_those_in_one_order() {
        let snapshot = snapshot();
        let (a, b) = (ItemIndex(0), ItemIndex(1));
        let counted = Evidence {
            together: 4,
            buyers: 4,
            anchor_first: 9,
            item_first: 1,
            with_anchor: 40,
            with_item: 40,
            n_orders: 80,
            by_chance: 8.9,
            ..Evidence::default()
        };
        let features = snapshot.known().features(a, b, &counted);
        assert!((features[Feature::Later as usize] - 2.0_f32.ln()).abs() < 1e-6);
        assert!((features[Feature::OneWay as usize] - 5.0_f32.ln()).abs() < 1e-6);
        // One buyer's four orders are one.
        let alone = snapshot.known().features(a, b, &Evidence { buyers: 1, ..counted });
        let together = |features: Features| features[Feature::Together as usize];
        assert!(together(alone) < together(features));
    }

    #[test]
    fn letters_say_what_words_do_not() {
        let mut intake = Intake::new();
        for title in ["red mug", "red mugs", "blue mug", "spoon", "red-mug"] {
            intake.push_line(&line("1", title)).unwrap();
        }
        let snapshot = trained(intake);
        let letters = |a, b| of(&snapshot, a, b)(Feature::Letters);
        assert!(letters("red mug", "red mugs") > 0.1, "{}", letters("red mug", "red mugs"));
        // The words say as much already.
        assert_eq!(letters("red mug", "red-mug"), 0.0);
        assert_eq!(letters("red mug", "spoon"), 0.0);
    }
}
