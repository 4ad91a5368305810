//! What was made, for people and as `shop.json`.

use std::fmt;

use serde_json::{Map, Value, json};

use super::cause::Cause;
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
    /// Rows that do not, by what led to them; each cause at the place of its number.
    pub lines_by_cause: [u64; Cause::ALL.len()],
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
    /// Lines that repeat an item of the customer's last order: rows of `truth_repeats.csv`.
    #[must_use]
    pub fn n_repeats(&self) -> u64 {
        self.lines_by_cause[Cause::Repeat as usize]
    }

    /// Lines that are noise.
    #[must_use]
    pub fn n_noise(&self) -> u64 {
        let noise = Cause::ALL.into_iter().filter(|cause| cause.is_noise());
        noise.map(|cause| self.lines_by_cause[cause as usize]).sum()
    }

    fn figures(&self) -> [(&'static str, u64); 13] {
        [
            ("orders", self.n_orders),
            ("lines", self.n_lines),
            ("returns", self.n_returns),
            ("repeats", self.n_repeats()),
            ("lines of noise", self.n_noise()),
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
    let by_cause: Map<String, Value> = Cause::ALL
        .iter()
        .zip(report.lines_by_cause)
        .map(|(cause, n_lines)| (cause.name().to_owned(), n_lines.into()))
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
        "lines_by_cause": by_cause,
    });
    format!("{shop:#}\n")
}
