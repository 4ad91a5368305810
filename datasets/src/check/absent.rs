//! What follows from a column that is not there.

use crate::layout::WantedColumn;
use crate::options::{FileKind, Preset};

/// A column that could be there and is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// The contract's column.
    pub column: &'static str,
    /// What follows from it.
    pub follows: &'static str,
}

/// What follows where files of orders lack a column.
const FROM_ORDERS: [(&str, &str); 7] = [
    (
        "customer_id",
        "returns cannot be settled across orders, and every order counts as that of a new buyer",
    ),
    (
        "timestamp",
        "orders do not age, nothing is rising (`latent`), and nothing is known to be bought first",
    ),
    ("quantity", "every row counts as one piece, and none as a return"),
    ("unit_price", "items have no price unless a file about items gives it"),
    ("status", "every row counts as paid: export paid orders only"),
    ("title", "items are shown by their id unless a file about items gives titles"),
    ("category", "no item has a family unless a file about items gives categories"),
];

/// What follows where files about items lack a column.
const FROM_ITEMS: [(&str, &str); 7] = [
    ("title", "items are shown by their id unless orders give titles"),
    ("category", "no item has a family unless orders give categories"),
    ("brand", "items have no brand to filter by"),
    ("price", "items have no price unless orders give it"),
    ("cost", "no margin is known"),
    ("stock", "nothing is known to be out of stock"),
    ("url", "items have no link to their page"),
];

/// What follows where files of views lack a column.
const FROM_VIEWS: [(&str, &str); 4] = [
    ("session_id", "what a customer views on one day counts as one visit"),
    ("customer_id", "views are not tied to the orders of their customers"),
    ("timestamp", "visits have no time, and those of a customer without a session count as one"),
    ("event", "every row counts as a view"),
];

/// What the exports lack as they are.
fn lacks(preset: Preset) -> &'static [&'static str] {
    match preset {
        Preset::OnlineRetail => &["category"],
        Preset::Tafeng => &["title"],
        Preset::Instacart => &["timestamp", "quantity", "unit_price"],
    }
}

/// What files of orders of a known export lack.
pub(super) fn from_export(preset: Preset) -> Vec<Absent> {
    let is_lacking = |column: &str| lacks(preset).contains(&column);
    told(&FROM_ORDERS, is_lacking)
}

/// What a file of `kind` lacks whose `wanted` columns stand at the places of `projection`.
pub(super) fn from_file(
    kind: FileKind,
    wanted: &[WantedColumn],
    projection: &[Option<usize>],
) -> Vec<Absent> {
    let follows: &[_] = match kind {
        FileKind::Orders => &FROM_ORDERS,
        FileKind::Items => &FROM_ITEMS,
        FileKind::Views => &FROM_VIEWS,
        FileKind::Queries | FileKind::Pairs => &[],
    };
    let is_lacking = |column: &str| {
        let place = wanted.iter().position(|wanted| wanted.name == column);
        place.is_some_and(|place| projection[place].is_none())
    };
    told(follows, is_lacking)
}

fn told(
    follows: &[(&'static str, &'static str)],
    is_lacking: impl Fn(&str) -> bool,
) -> Vec<Absent> {
    let lacking = follows.iter().filter(|(column, _)| is_lacking(column));
    lacking.map(|&(column, follows)| Absent { column, follows }).collect()
}
