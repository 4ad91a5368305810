//! Kinds of goods, and how they go together: what single pairs are too rare to tell.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::titles::Titles;
use crate::count::Evidence;
use crate::graph::Graph;
use crate::words::{Catalog, ItemIndex};

/// Either way. Unit: nats.
const MOST_LATER: f64 = 3.0;

/// The kind of every item, and what orders say of each two kinds.
///
/// The kind is the category; of an item without one, the word of its title that says most of the
/// kind.
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
}

impl Kinds {
    /// Costs a pass over titles and edges, and a look for the way back of each edge.
    pub(super) fn new(graph: &Graph, catalog: &Catalog, titles: &Titles) -> Self {
        let n_categories = catalog.categories().len() as u32;
        let n_items = graph.columns().n_orders_with.len() as u32;
        let kind = |item: u32| {
            let item = ItemIndex(item);
            let word = || titles.kind_word(item).map(|word| n_categories + word);
            catalog.category_of(item).or_else(word)
        };
        Self::of_items((0..n_items).map(kind).collect(), graph)
    }

    /// Of items that are of such kinds.
    fn of_items(kind_of: Vec<Option<u32>>, graph: &Graph) -> Self {
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
        Self { kind_of, sold, both, even_orders, has_sequences }
    }

    /// How the kinds of two items go together; nothing where a kind is not known. `kept` is what
    /// was counted of the two themselves, where either keeps the other.
    pub(super) fn of(&self, a: ItemIndex, b: ItemIndex, kept: Option<&Evidence>) -> KindsTogether {
        let kinds = [a, b].map(|item| self.kind_of[item.position()]);
        let [Some(first), Some(second)] = kinds else { return KindsTogether::default() };
        let mut met = self.both.get(&unordered(first, second)).copied().unwrap_or_default();
        let sold = |kind: u32| self.sold.get(&kind).copied().unwrap_or_default();
        let ([one, squares], [two, _]) = (sold(first), sold(second));
        // Of one kind, no item meets itself, and each two once.
        let pairs = if first == second { (one * one - squares) / 2.0 } else { one * two };
        let mut expected = pairs / self.even_orders;
        if let Some(kept) = kept {
            met.add(kept, -1.0);
            expected -= kept.expected();
        }
        let ratio = |more: f64, less: f64| ((more.max(0.0) + 1.0) / (less.max(0.0) + 1.0)).ln();
        let later = ratio(met.later, met.together).clamp(-MOST_LATER, MOST_LATER);
        KindsTogether {
            is_same: first == second,
            together: ratio(met.together, expected) as f32,
            later: if self.has_sequences { later as f32 } else { 0.0 },
        }
    }
}

impl Meetings {
    fn add(&mut self, counted: &Evidence, times: f64) {
        self.together += times * counted.witnessed();
        self.later += times * f64::from(counted.anchor_first.max(counted.item_first));
    }
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
        Kinds::of_items(vec![Some(0), Some(0), Some(1), Some(1), None], graph)
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
    fn where_nobody_is_named_no_kind_follows_another() {
        let graph = graph(0);
        assert_eq!(kinds(&graph).of(ItemIndex(0), ItemIndex(3), None).later, 0.0);
    }
}
