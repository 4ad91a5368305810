//! Kinds of goods, and how they go together: what single pairs are too rare to tell.

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

use super::bound;
use super::clusters::clusters;
use super::feature::{Feature, Features, flag};
use super::titles::Titles;
use crate::count::{Evidence, Swing};
use crate::graph::Graph;
use crate::words::{Catalog, ItemIndex};

/// Either way. Unit: nats.
const MOST_LATER: f64 = 3.0;
/// Kinds that never meet, however much they sell, say no more. Unit: nats.
const MOST_APART: f64 = 2.0;

/// The kind of every item, and what orders say of each two kinds.
///
/// The kind is the category; of an item without one, the word of its title that says most of the
/// kind; where it has no title either, the cluster that visits put it into.
///
/// Source: Wang and others, *A Path-constrained Framework for Discriminating Substitutable and
/// Complementary Products in E-commerce*, WSDM 2018, pages 619-627: relations of categories carry
/// over to their items.
///
/// Costs 8 bytes an item, and 32 for each two kinds that ever met.
#[derive(Debug)]
pub(super) struct Kinds {
    kind_of: Vec<Option<u32>>,
    /// Orders with the items of each kind, summed, and the sum of their squares.
    sold: HashMap<u32, [f64; 2], FixedState>,
    both: HashMap<[u32; 2], Meetings, FixedState>,
    /// Orders of equal size that bring as many pairs.
    even_orders: f64,
    /// Whether the shop knows who bought what first.
    has_sequences: bool,
    /// Two kinds of which one is among those that go with the other, see [`Self::related`].
    related: HashSet<[u32; 2], FixedState>,
}

/// Sums over the pairs of two kinds. Unit: orders and customers.
#[derive(Debug, Clone, Copy, Default)]
struct Meetings {
    together: f64,
    later: f64,
}

/// How two kinds go together, without the pair that is asked about.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct KindsTogether {
    /// Whether both are of one kind.
    pub(super) is_same: bool,
    /// Logarithm of how many times more than chance they are in one order.
    pub(super) together: f32,
    /// Logarithm of how much more often one follows the other than stands beside it; 0 where nobody
    /// is named.
    pub(super) later: f32,
    /// Whether both are categories, and either is among those that go with the other; here the pair
    /// itself counts, too.
    pub(super) are_related: bool,
}

impl Kinds {
    /// Costs a pass over titles and edges, and a look for the way back of each edge.
    pub(super) fn new(
        graph: &Graph,
        catalog: &Catalog,
        titles: &Titles,
        swing: Option<&Swing>,
    ) -> Self {
        let n_categories = catalog.categories().len() as u32;
        let n_items = graph.columns().n_orders_with.len() as u32;
        let n_words = titles.n_words();
        let clusters = swing.map(|swing| clusters(swing, n_items as usize)).unwrap_or_default();
        let kind = |item: u32| {
            let item = ItemIndex(item);
            let word = || titles.kind_word(item).map(|word| n_categories + word);
            let cluster = || clusters.get(item.position()).copied().flatten();
            let other = || cluster().map(|cluster| n_categories + n_words + cluster);
            catalog.category_of(item).or_else(word).or_else(other)
        };
        Self::of_items((0..n_items).map(kind).collect(), n_categories, graph)
    }

    /// Of items that are of such kinds, the first `n_categories` of which are categories.
    fn of_items(kind_of: Vec<Option<u32>>, n_categories: u32, graph: &Graph) -> Self {
        let columns = graph.columns();
        let mut sold: HashMap<u32, [f64; 2], FixedState> = HashMap::default();
        for (kind, &n) in kind_of.iter().zip(&columns.n_orders_with) {
            let Some(kind) = kind else { continue };
            let [sum, squares] = sold.entry(*kind).or_default();
            *sum += f64::from(n);
            *squares += f64::from(n) * f64::from(n);
        }
        let mut both: HashMap<[u32; 2], Meetings, FixedState> = HashMap::default();
        for anchor in 0..kind_of.len() as u32 {
            for edge in graph.row(ItemIndex(anchor)).iter() {
                // Each pair once: the way back says the same.
                let item = edge.item();
                if item.0 < anchor && graph.edge(item, ItemIndex(anchor)).is_some() {
                    continue;
                }
                let kinds = [anchor, item.0].map(|item| kind_of[item as usize]);
                let [Some(a), Some(b)] = kinds else { continue };
                both.entry(unordered(a, b)).or_default().add(&edge.evidence(), 1.0);
            }
        }
        let has_sequences = both.values().any(|met| met.later > 0.0);
        let even_orders = columns.chance.even_orders().unwrap_or(f64::INFINITY);
        let related = HashSet::default();
        let kinds = Self { kind_of, sold, both, even_orders, has_sequences, related };
        Self { related: kinds.related(n_categories), ..kinds }
    }

    /// Two categories of which one goes with the other: of all that meet a category more often than by
    /// chance, the strongest, down to where the next is weaker by the largest factor. The words of titles
    /// are too many and too rough for that.
    ///
    /// Source: Yang and others, *Large Scale Product Graph Construction for Recommendation in
    /// E-commerce*, arXiv 2010.05525, 2020, section 4.1, where the next purchases of a customer count;
    /// here whatever stands in one order or follows.
    fn related(&self, n_categories: u32) -> HashSet<[u32; 2], FixedState> {
        let mut partners: HashMap<u32, Vec<(f64, u32)>, FixedState> = HashMap::default();
        for (&[a, b], met) in &self.both {
            let strength = bound(met.together + met.later, self.expected(a, b)).into();
            if a != b && b < n_categories && strength > 0.0 {
                partners.entry(a).or_default().push((strength, b));
                partners.entry(b).or_default().push((strength, a));
            }
        }
        let mut related = HashSet::default();
        for (kind, mut partners) in partners {
            partners.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let strengths: Vec<f64> = partners.iter().map(|&(strength, _)| strength).collect();
            let kept = &partners[..before_largest_drop(&strengths)];
            related.extend(kept.iter().map(|&(_, other)| unordered(kind, other)));
        }
        related
    }

    /// Orders that chance gives of pairs of two kinds.
    fn expected(&self, first: u32, second: u32) -> f64 {
        let sold = |kind: u32| self.sold.get(&kind).copied().unwrap_or_default();
        let ([one, squares], [two, _]) = (sold(first), sold(second));
        // Of one kind, no item meets itself, and each two once.
        let pairs = if first == second { (one * one - squares) / 2.0 } else { one * two };
        pairs / self.even_orders
    }

    /// How the kinds of both go together, beside what was `counted` of the two where that is among all pairs of
    /// theirs, into `features`.
    pub(super) fn read(
        &self,
        a: ItemIndex,
        b: ItemIndex,
        counted: Option<&Evidence>,
        features: &mut Features,
    ) {
        let kinds = self.of(a, b, counted);
        features[Feature::SameKind as usize] = flag(kinds.is_same);
        features[Feature::KindsTogether as usize] = kinds.together;
        features[Feature::KindsLater as usize] = kinds.later;
        features[Feature::KindsRelated as usize] = flag(kinds.are_related);
    }

    /// How the kinds of two items go together; nothing where a kind is not known. `kept` is what
    /// was counted of the two themselves, where either keeps the other.
    pub(super) fn of(&self, a: ItemIndex, b: ItemIndex, kept: Option<&Evidence>) -> KindsTogether {
        let kinds = [a, b].map(|item| self.kind_of[item.position()]);
        let [Some(first), Some(second)] = kinds else { return KindsTogether::default() };
        let mut met = self.both.get(&unordered(first, second)).copied().unwrap_or_default();
        let mut expected = self.expected(first, second);
        if let Some(kept) = kept {
            met.add(kept, -1.0);
            expected -= kept.expected();
        }
        let ratio = |more: f64, less: f64| ((more.max(0.0) + 1.0) / (less.max(0.0) + 1.0)).ln();
        let later = ratio(met.later, met.together).clamp(-MOST_LATER, MOST_LATER);
        KindsTogether {
            is_same: first == second,
            together: ratio(met.together, expected).max(-MOST_APART) as f32,
            later: if self.has_sequences { later as f32 } else { 0.0 },
            are_related: self.related.contains(&unordered(first, second)),
        }
    }
}

impl Meetings {
    fn add(&mut self, counted: &Evidence, times: f64) {
        self.together += times * counted.witnessed();
        self.later += times * f64::from(counted.anchor_first.max(counted.item_first));
    }
}

/// How many of `strengths`, falling logarithms, stand before the one that is weaker than the one before by
/// the largest difference; of equal ones the first. All where there are fewer than two.
fn before_largest_drop(strengths: &[f64]) -> usize {
    let drops = strengths.windows(2).map(|two| two[0] - two[1]);
    let mut largest = (0.0, strengths.len());
    for (place, drop) in drops.enumerate() {
        if drop > largest.0 {
            largest = (drop, place + 1);
        }
    }
    largest.1
}

fn unordered(a: u32, b: u32) -> [u32; 2] {
    [a.min(b), a.max(b)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::Chance;
    use crate::graph::GraphColumns;

    /// Teas 0 and 1, cups 2 and 3, and a stone; each tea was with cup 2 in ten orders, and only the
    /// first tea is kept by the cup. Chance gives two orders of each pair; 100 orders of two items.
    fn graph(followed: u32) -> Graph {
        let chance = Chance::from_columns(vec![[2.0, 100.0]], vec![0.1; 5]).unwrap();
        let columns = GraphColumns {
            n_orders: 100,
            chance,
            most_edges: 10,
            n_orders_with: vec![20, 20, 20, 20, 20],
            ends: vec![1, 2, 3, 3, 3],
            items: vec![2, 2, 0],
            scores: vec![0.5; 3],
            together: vec![10; 3],
            buyers: vec![10; 3],
            anchor_first: vec![followed, followed, 0],
            item_first: vec![0, 0, followed],
            age_days: vec![0; 3],
            by_chance: vec![2.0; 3],
            functions: vec![3; 3],
            certainties: vec![0; 3],
            grades: vec![2; 3],
            ..GraphColumns::default()
        };
        Graph::new(columns).unwrap()
    }

    fn kinds(graph: &Graph) -> Kinds {
        Kinds::of_items(vec![Some(0), Some(0), Some(1), Some(1), None], 2, graph)
    }

    #[test]
    fn other_pairs_of_the_same_kinds_speak_for_a_pair() {
        let graph = graph(3);
        let kinds = kinds(&graph);
        let between = |a: u32, b: u32| {
            let kept = graph.edge(ItemIndex(a), ItemIndex(b)).map(|edge| edge.evidence());
            kinds.of(ItemIndex(a), ItemIndex(b), kept.as_ref())
        };
        // 20 orders, and as many expected by 40 × 40 / (200² / 200): 8; less the pair's own.
        let found = between(0, 2);
        assert!(!found.is_same);
        assert!((found.together - (11.0_f32 / 7.0).ln()).abs() < 1e-6, "{found:?}");
        assert!((found.later - (4.0_f32 / 11.0).ln()).abs() < 1e-6, "{found:?}");
        // Kept by one of them only, and asked from the side that keeps it.
        assert_eq!(between(1, 2), found);
        // A pair that nobody keeps leaves all of the others.
        let other = between(0, 3);
        assert!((other.together - (21.0_f32 / 9.0).ln()).abs() < 1e-6, "{other:?}");
        assert_eq!(between(0, 4), KindsTogether::default());
    }

    #[test]
    fn of_one_kind_no_item_meets_itself() {
        let graph = graph(3);
        let found = kinds(&graph).of(ItemIndex(0), ItemIndex(1), None);
        // 20 × 20 / 200 orders are expected, and none was.
        assert!(found.is_same);
        assert!((found.together - (1.0_f32 / 3.0).ln()).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn kinds_are_related_down_to_the_largest_drop() {
        assert_eq!(before_largest_drop(&[3.0, 2.8, 0.9, 0.5]), 2);
        assert_eq!(before_largest_drop(&[3.0]), 1);
        assert_eq!(before_largest_drop(&[]), 0);
        assert_eq!(before_largest_drop(&[2.0, 2.0]), 2);
        let graph = graph(3);
        // The stone is of a kind that meets none.
        let are_related = |a: u32, b: u32, n_categories: u32| {
            let kind_of = vec![Some(0), Some(0), Some(1), Some(1), Some(2)];
            let kinds = Kinds::of_items(kind_of, n_categories, &graph);
            kinds.of(ItemIndex(a), ItemIndex(b), None).are_related
        };
        assert!(are_related(0, 3, 3) && are_related(3, 0, 3));
        assert!(!are_related(0, 1, 3) && !are_related(0, 4, 3));
        // The second kind is no category.
        assert!(!are_related(0, 3, 1));
    }

    #[test]
    fn where_nobody_is_named_no_kind_follows_another() {
        let graph = graph(0);
        assert_eq!(kinds(&graph).of(ItemIndex(0), ItemIndex(3), None).later, 0.0);
    }
}
