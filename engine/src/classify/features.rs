//! The evidence for and against each function, as numbers.

use super::bound;
use super::partners::Partners;
use super::titles::Titles;
use crate::count::{Evidence, VisitCounts};
use crate::graph::Graph;
use crate::words::{Catalog, ItemIndex, LEVEL};

/// What speaks for or against a function. The same seen from either item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// Always 1.
    Always,
    /// Likeness of the titles by words that tell the price, so the kind of a thing. Range `0.0..=1.0`.
    KindWords,
    /// Likeness of the titles by the other words. Range `0.0..=1.0`.
    ThemeWords,
    /// Whether both titles end in the same word.
    LastWord,
    /// How much of the kind a word says that only one title has. About `0.0..=1.0`.
    OddKind,
    /// How rare a word is that both titles have and that says nothing of the kind. About `0.0..=1.0`.
    SharedTheme,
    /// Distance of the logarithms of the prices. Range `0.0..=2.0`; 0.7 where either is unknown.
    PriceDistance,
    /// How many times more than chance they are bought together, at least: a logarithm.
    Together,
    /// How many times less than chance, at least: a logarithm, at most 0.
    Apart,
    /// Likeness of their other partners. Range `0.0..=1.0`.
    SharedPartners,
    /// The same where they are not bought together for certain.
    SharedApart,
    /// The same times [`Self::Together`] where they are, of at most 3.
    SharedTogether,
    /// How much more often one is bought on a later day than with the other: a logarithm; 0 where nobody did.
    /// Range `-3.0..=3.0`.
    Later,
    /// How many times more than chance they are looked at in one visit, at least: a logarithm; 0 without views.
    Seen,
    /// The same where both are filed alike.
    SeenInLeaf,
    /// Whether both are filed under the same category.
    Leaf,
    /// Whether their categories differ in the last level only.
    Family,
    /// Whether they share the first level.
    Department,
    /// [`Self::Together`] within a family.
    FamilyTogether,
    /// Whether they are of one brand.
    Brand,
    /// Whether visits are known.
    HasViews,
    /// Whether both have a category.
    HasCategories,
}

/// How many features there are.
pub const N_FEATURES: usize = 22;

/// The numbers of all features of a pair, in the sequence of [`Feature`].
pub type Features = [f32; N_FEATURES];

/// What is known of all items, ready to be asked about pairs.
///
/// Costs 4 bytes a word of a title and 8 for each of at most 60 partners an item.
#[derive(Debug)]
pub struct Known<'s> {
    graph: &'s Graph,
    catalog: &'s Catalog,
    visits: Option<(&'s VisitCounts, u64)>,
    titles: Titles,
    partners: Partners,
    /// Rows of the graph that are as long were cut.
    longest_row: usize,
}

/// A row that is shorter was not cut: it holds all partners that there are.
const SHORTEST_CUT: usize = 50;
const UNKNOWN_DISTANCE: f32 = 0.7;
const MOST_DISTANCE: f32 = 2.0;
const MOST_TOGETHER: f32 = 3.0;

impl<'s> Known<'s> {
    /// Of the items of `graph`; with what visits saw, and how many there were, where views are known.
    ///
    /// Costs a pass over the titles and edges.
    #[must_use]
    pub fn new(
        graph: &'s Graph,
        catalog: &'s Catalog,
        visits: Option<(&'s VisitCounts, u64)>,
    ) -> Self {
        let n_items = graph.columns().n_orders_with.len();
        let (titles, partners) = (Titles::new(catalog), Partners::new(graph, n_items));
        let rows = (0..n_items as u32).map(|item| graph.row(ItemIndex(item)).len());
        let longest_row = rows.max().unwrap_or(0);
        Self { graph, catalog, visits, titles, partners, longest_row }
    }

    /// The features of a pair, `counted` of it in orders; see [`Self::counted`].
    #[must_use]
    pub fn features(&self, a: ItemIndex, b: ItemIndex, counted: &Evidence) -> Features {
        let mut features = [0.0; N_FEATURES];
        let mut set = |feature: Feature, value: f32| features[feature as usize] = value;
        set(Feature::Always, 1.0);
        let titles = self.titles.likeness(a, b);
        set(Feature::KindWords, titles.kind);
        set(Feature::ThemeWords, titles.theme);
        set(Feature::LastWord, f32::from(u8::from(titles.is_last_shared)));
        set(Feature::OddKind, titles.odd_kind);
        set(Feature::SharedTheme, titles.shared_theme);
        let (left, right) = (self.catalog.item(a), self.catalog.item(b));
        let logarithm = |price: Option<crate::words::Money>| {
            price.filter(|price| price.0 > 0).map(|price| (price.0 as f32).ln())
        };
        let distance = logarithm(left.price).zip(logarithm(right.price));
        let distance = distance.map_or(UNKNOWN_DISTANCE, |(a, b)| (a - b).abs());
        set(Feature::PriceDistance, distance.min(MOST_DISTANCE));

        let expected = counted.expected();
        // One buyer's habit is no rule.
        let together = bound(f64::from(counted.together.min(counted.buyers)), expected);
        let most = f64::from(counted.together) + f64::from(counted.n_orders_cut);
        let apart = ((most + 1.0) / (expected + 1.0)).ln().min(0.0) as f32;
        set(Feature::Together, together);
        set(Feature::Apart, apart);
        let shared = self.partners.shared(a, b);
        set(Feature::SharedPartners, shared);
        set(Feature::SharedApart, if together < 0.0 { shared } else { 0.0 });
        set(Feature::SharedTogether, shared * together.clamp(0.0, MOST_TOGETHER));
        let later = counted.anchor_first.max(counted.item_first);
        if later > 0 {
            // Where nobody is named, no sequence of purchases is known.
            let ratio = (f64::from(later) + 1.0) / (f64::from(counted.together) + 1.0);
            set(Feature::Later, ratio.ln().clamp(-3.0, 3.0) as f32);
        }

        let filed = left.category.zip(right.category);
        let is_leaf = filed.is_some_and(|(a, b)| a == b);
        let is_family = filed.is_some_and(|(a, b)| a != b && is_sibling(a, b));
        let flag = |is: bool| f32::from(u8::from(is));
        if let Some((counts, n_visits)) = self.visits {
            let n = |item: ItemIndex| f64::from(counts.n_visits[item.position()]);
            let expected = n(a) * n(b) / n_visits.max(1) as f64;
            let seen = bound(f64::from(counts.both.n_visits(a, b)), expected);
            set(Feature::Seen, seen);
            set(Feature::SeenInLeaf, if is_leaf { seen } else { 0.0 });
            set(Feature::HasViews, 1.0);
        }
        set(Feature::Leaf, flag(is_leaf));
        set(Feature::Family, flag(is_family));
        let top = |path: &'s str| path.split(LEVEL).next();
        set(Feature::Department, flag(filed.is_some_and(|(a, b)| top(a) == top(b))));
        set(Feature::FamilyTogether, if is_family { together } else { 0.0 });
        let brands = left.brand.zip(right.brand);
        set(Feature::Brand, flag(brands.is_some_and(|(a, b)| a == b)));
        set(Feature::HasCategories, flag(filed.is_some()));
        features
    }

    /// What is known to have been counted of the two in orders, seen from `a`. Where neither keeps the other
    /// among its strongest partners although one has as many as are kept, they are taken to be together as
    /// often as by chance.
    #[must_use]
    pub fn counted(&self, a: ItemIndex, b: ItemIndex) -> Evidence {
        let edge = |a, b| self.graph.edge(a, b).map(|edge| edge.evidence());
        if let Some(found) = edge(a, b).or_else(|| edge(b, a).map(Evidence::reversed)) {
            return found;
        }
        let columns = self.graph.columns();
        let mut evidence = Evidence {
            with_anchor: self.graph.n_orders_with(a),
            with_item: self.graph.n_orders_with(b),
            n_orders: columns.n_orders,
            n_orders_cut: columns.n_orders_cut,
            ..Evidence::default()
        };
        let longest = [a, b].map(|item| self.graph.row(item).len()).into_iter().max();
        let is_cut = |length: usize| length >= self.longest_row.max(SHORTEST_CUT);
        if longest.is_some_and(is_cut) {
            evidence.together = evidence.expected().round() as u32;
            evidence.buyers = evidence.together;
        }
        evidence
    }
}

/// Whether two paths differ in their last level only.
fn is_sibling(a: &str, b: &str) -> bool {
    match (a.rsplit_once(LEVEL), b.rsplit_once(LEVEL)) {
        (Some((a, _)), Some((b, _))) => a == b,
        (None, _) | (_, None) => false,
    }
}
