//! Kinds of goods, and how they go together: what single pairs are too rare to tell.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::titles::Titles;
use crate::count::Evidence;
use crate::graph::Graph;
use crate::words::{Catalog, ItemIndex};

/// The kind of every item, and what orders say of each two kinds.
///
/// The kind is the category; of an item without one, the word of its title that says most of the kind.
///
/// Source: Wang et al., *A Path-constrained Framework for Discriminating Substitutable and Complementary Products
/// in E-commerce*, WSDM 2018, pages 619-627: relations of categories carry over to their items.
///
/// Costs 4 bytes an item, and 24 for each two kinds that ever met.
#[derive(Debug)]
pub(super) struct Kinds {
    kind_of: Vec<Option<u32>>,
    n_orders_with: HashMap<u32, f32, FixedState>,
    both: HashMap<[u32; 2], Meetings, FixedState>,
    n_even_orders: f32,
}

/// Sums over the edges between two kinds.
#[derive(Debug, Clone, Copy, Default)]
struct Meetings {
    together: f32,
    later: f32,
}

/// How two kinds go together, without the pair that is asked about.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct KindsTogether {
    /// Whether both are of one kind.
    pub(super) is_same: bool,
    /// Logarithm of how many times more than chance they are in one order.
    pub(super) together: f32,
    /// Logarithm of how much more often one follows the other than stands beside it.
    pub(super) later: f32,
}

impl Kinds {
    /// Costs a pass over titles and edges.
    pub(super) fn new(graph: &Graph, catalog: &Catalog, titles: &Titles) -> Self {
        let columns = graph.columns();
        let n_categories = catalog.categories().len() as u32;
        let kind = |item: u32| {
            let item = ItemIndex(item);
            let word = || titles.kind_word(item).map(|word| n_categories + word);
            catalog.category_of(item).or_else(word)
        };
        let kind_of: Vec<Option<u32>> = (0..columns.n_orders_with.len() as u32).map(kind).collect();
        let mut n_orders_with = HashMap::default();
        for (kind, &n) in kind_of.iter().zip(&columns.n_orders_with) {
            if let Some(kind) = kind {
                *n_orders_with.entry(*kind).or_default() += n as f32;
            }
        }
        let mut both: HashMap<[u32; 2], Meetings, FixedState> = HashMap::default();
        for anchor in 0..columns.n_orders_with.len() as u32 {
            for edge in graph.row(ItemIndex(anchor)).iter() {
                let kinds = [anchor, edge.item().0].map(|item| kind_of[item as usize]);
                let [Some(a), Some(b)] = kinds else { continue };
                // Mostly the other row has the edge, too.
                both.entry(unordered(a, b)).or_default().add(&edge.evidence(), 0.5);
            }
        }
        let n_even_orders = columns.n_even_orders as f32;
        Self { kind_of, n_orders_with, both, n_even_orders }
    }

    /// How the kinds of two items go together; nothing where a kind is not known. `counted` is what was counted
    /// of the two themselves.
    pub(super) fn of(&self, a: ItemIndex, b: ItemIndex, counted: &Evidence) -> KindsTogether {
        let kinds = [a, b].map(|item| self.kind_of[item.position()]);
        let [Some(first), Some(second)] = kinds else { return KindsTogether::default() };
        let mut met = self.both.get(&unordered(first, second)).copied().unwrap_or_default();
        met.add(counted, -1.0);
        let n = |kind: u32| self.n_orders_with.get(&kind).copied().unwrap_or(0.0);
        let pairs = if first == second { 0.5 } else { 1.0 };
        let expected = pairs * n(first) * n(second) / self.n_even_orders;
        let ratio = |more: f32, less: f32| ((more.max(0.0) + 1.0) / (less.max(0.0) + 1.0)).ln();
        KindsTogether {
            is_same: first == second,
            together: ratio(met.together, expected - counted.expected() as f32),
            later: ratio(met.later, met.together),
        }
    }
}

impl Meetings {
    fn add(&mut self, counted: &Evidence, times: f32) {
        self.together += times * counted.together.min(counted.buyers) as f32;
        self.later += times * counted.anchor_first.max(counted.item_first) as f32;
    }
}

fn unordered(a: u32, b: u32) -> [u32; 2] {
    [a.min(b), a.max(b)]
}
