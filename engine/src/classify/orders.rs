//! What orders say of two items themselves: how surely together or apart.

use super::bound;
use super::feature::{Feature, Features};
use super::known::Known;
use crate::count::Evidence;
use crate::words::ItemIndex;

/// What sells much and never together is no less a pair than what sells little. Unit: nats.
const MOST_APART: f64 = 1.0;

impl Known<'_> {
    /// How surely the two are together or apart, as `counted`; the former is returned as well.
    pub(super) fn read_orders(&self, counted: &Evidence, features: &mut Features) -> f32 {
        let expected = counted.expected();
        let most = f64::from(counted.together) + f64::from(counted.n_orders_cut);
        let apart = ((most + 1.0) / (expected + 1.0)).ln().clamp(-MOST_APART, 0.0) as f32;
        let together = bound(counted.witnessed(), expected);
        features[Feature::Together as usize] = together;
        features[Feature::Apart as usize] = apart;
        together
    }

    /// What is known to have been counted of the two in orders, seen from `a`. Where neither keeps
    /// the other among its strongest partners and both have as many as are kept, they are taken to
    /// be together as often as by chance.
    #[must_use]
    pub fn counted(&self, a: ItemIndex, b: ItemIndex) -> Evidence {
        let edge = |a, b| self.graph.edge(a, b).map(|edge| edge.evidence());
        if let Some(found) = edge(a, b).or_else(|| edge(b, a).map(Evidence::reversed)) {
            return found;
        }
        let mut evidence = self.graph.without_edge(a, b);
        if self.graph.is_cut(a) && self.graph.is_cut(b) {
            evidence.together = evidence.expected().round() as u32;
            evidence.buyers = evidence.together;
        }
        evidence
    }
}
