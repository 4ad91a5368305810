//! What training did, for people.

use std::fmt;

use crate::count::BasketReport;
use crate::relation::{Function, Momentum};

/// What training did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrainReport {
    /// What became of the orders.
    pub baskets: BasketReport,
    /// Edges kept.
    pub n_edges: u64,
    /// Edges of each function, in the sequence of [`Function::ALL`].
    pub n_edges_by_function: [u64; Function::ALL.len()],
    /// Items of each momentum, in the sequence of [`Momentum::ALL`].
    pub n_items_by_momentum: [u64; Momentum::ALL.len()],
}

impl fmt::Display for TrainReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let baskets = &self.baskets;
        let [substitute, extension, complementary, none] = self.n_edges_by_function;
        let [hot, latent, steady] = self.n_items_by_momentum;
        writeln!(f, "orders {}, of them", baskets.n_orders)?;
        writeln!(f, "  of one item (no pair)            {}", baskets.n_single)?;
        writeln!(
            f,
            "  repeats by the same customer     {} (m alike weigh as √m)",
            baskets.n_repeated
        )?;
        writeln!(
            f,
            "  cut for their size               {} (into {} parts; largest order {} items)",
            baskets.n_oversized, baskets.n_parts, baskets.largest
        )?;
        writeln!(
            f,
            "steps of counting pairs            {} (the squares of the orders' sizes, summed)",
            baskets.n_visits
        )?;
        writeln!(
            f,
            "customers too large for a sequence {} (their orders count all the same)",
            baskets.n_crowds
        )?;
        writeln!(
            f,
            "edges {}: substitute {substitute}, extension {extension}, complementary {complementary}, none {none}",
            self.n_edges
        )?;
        write!(f, "items: hot {hot}, latent {latent}, steady {steady}")
    }
}
