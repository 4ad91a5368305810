//! What was made, for people and as `shop.json`.

use std::fmt;

use serde_json::{Map, Value, json};

use super::defaults;
use super::params::ShopParams;

/// What was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ShopReport {
    /// Orders, those of click farms among them.
    pub n_orders: u64,
    /// Rows of `orders.csv`, returns among them.
    pub n_lines: u64,
    /// Rows that take back.
    pub n_returns: u64,
    /// Orders of click farms.
    pub n_click_farm_orders: u64,
    /// Rows of `views.csv`.
    pub n_views: u64,
    /// Items.
    pub n_items: u64,
    /// Customers, some of whom may never come.
    pub n_customers: u64,
    /// Planted substitutes.
    pub n_substitutes: u64,
    /// Planted extensions.
    pub n_extensions: u64,
    /// Planted complements.
    pub n_complements: u64,
    /// Unrelated pairs of the truth table.
    pub n_unrelated: u64,
}

impl ShopReport {
    fn figures(&self) -> [(&'static str, u64); 11] {
        [
            ("orders", self.n_orders),
            ("lines", self.n_lines),
            ("returns", self.n_returns),
            ("click-farm orders", self.n_click_farm_orders),
            ("views", self.n_views),
            ("items", self.n_items),
            ("customers", self.n_customers),
            ("substitute pairs", self.n_substitutes),
            ("extension pairs", self.n_extensions),
            ("complementary pairs", self.n_complements),
            ("unrelated pairs", self.n_unrelated),
        ]
    }
}

impl fmt::Display for ShopReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, figure) in self.figures() {
            writeln!(f, "  {figure:>11}  {name}")?;
        }
        Ok(())
    }
}

/// All that a shop is made from, and what was made.
pub(super) fn shop_json(params: &ShopParams, report: &ShopReport) -> String {
    let figures = report.figures();
    let made: Map<String, Value> = figures
        .iter()
        .map(|&(name, figure)| (name.replace([' ', '-'], "_"), figure.into()))
        .collect();
    let constants: Map<String, Value> =
        defaults::ALL.iter().map(|&(name, value, _)| (name.to_lowercase(), value.into())).collect();
    let shop = json!({
        "parameters": {
            "orders": params.n_orders,
            "seed": params.seed,
            "items": params.n_items(),
            "language": params.language.name(),
            "click_farm_share": params.click_farm_share,
        },
        "defaults": constants,
        "made": made,
    });
    format!("{shop:#}\n")
}
