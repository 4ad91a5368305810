//! A made-up shop in a folder that is removed with the test.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use datasets::synthetic::{ShopParams, ShopReport, generate};
use datasets::{ReadOptions, read_items, read_orders, read_views};
use engine::words::{History, Intake};
use tempfile::TempDir;

pub(crate) struct Shop {
    folder: TempDir,
    pub(crate) report: ShopReport,
}

/// The shops that are looked at: seeds 1 and 2, or those that `DAPEI_SHOP_SEEDS` names, as `5,6,7`.
pub(crate) fn seeds() -> Vec<u64> {
    let named = std::env::var("DAPEI_SHOP_SEEDS").unwrap_or_else(|_| "1,2".to_owned());
    named.split(',').map(|seed| seed.trim().parse().expect("a seed is a whole number")).collect()
}

/// A row of the truth table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) a: String,
    pub(crate) b: String,
    pub(crate) function: String,
    pub(crate) stratum: String,
}

impl Shop {
    pub(crate) fn new(params: &ShopParams) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let report = generate(params, folder.path(), &mut |_| {}).unwrap();
        Self { folder, report }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The rows of a file, its header left out.
    pub(crate) fn rows(&self, name: &str) -> Vec<Vec<String>> {
        let mut reader = csv::Reader::from_path(self.path(name)).unwrap();
        let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
        rows.collect()
    }

    pub(crate) fn pairs(&self) -> Vec<Pair> {
        let rows = self.rows("truth_relations.csv").into_iter();
        rows.map(|row| {
            let [a, b, function, stratum] = row.try_into().unwrap();
            Pair { a, b, function, stratum }
        })
        .collect()
    }

    /// The distinct items of each order; returns are no orders.
    pub(crate) fn orders(&self) -> HashMap<String, HashSet<String>> {
        let mut orders: HashMap<String, HashSet<String>> = HashMap::new();
        for mut row in self.rows("orders.csv") {
            if !row[4].starts_with('-') {
                let item = row.swap_remove(3);
                orders.entry(row.swap_remove(0)).or_default().insert(item);
            }
        }
        orders
    }

    /// The shop as the readers read it; not a row is refused.
    pub(crate) fn history(&self) -> History {
        let (mut intake, options) = (Intake::new(), ReadOptions::default());
        let files = [self.path("orders.csv")];
        let orders = read_orders(&files, &options, &mut intake, &mut |_| {}).unwrap();
        assert_eq!((orders.refused(), orders.accepted()), (0, self.report.n_lines));
        let files = [self.path("items.csv")];
        let items = read_items(&files, &options, &mut intake, &mut |_| {}).unwrap();
        assert_eq!((items.refused(), items.accepted()), (0, self.report.n_items));
        let files = [self.path("views.csv")];
        let views = read_views(&files, &options, &mut intake, &mut |_| {}).unwrap();
        assert_eq!((views.refused(), views.accepted()), (0, self.report.n_views));
        intake.finish().unwrap()
    }
}
