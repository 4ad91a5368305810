//! The cells of a table, the same on a terminal and in the report.

use super::judging::Seconds;
use super::measured::{Against, MeanRowView, MeanView, RoundView, RowView, Standing};

/// A table: heads, and rows of as many cells.
#[derive(Debug)]
pub(super) struct Cells {
    /// One that starts with a space is that of numbers.
    pub(super) heads: Vec<&'static str>,
    pub(super) rows: Vec<Vec<String>>,
}

/// Heads of what [`measures`] writes.
const MEASURES: [&str; 9] = [
    " HR",
    " NDCG",
    " MRR",
    " tail HR",
    " new HR",
    " coverage",
    " Gini",
    " categories",
    " HR against the best peer",
];

impl Cells {
    pub(super) fn of_round(round: &RoundView) -> Self {
        let row = |row: &RowView| {
            let Seconds { tune, learn, answer } = row.seconds;
            let settings = row.settings.iter().map(|(name, value)| format!("{name} {value}"));
            let mut cells = vec![row.standing.name.to_owned()];
            cells.extend(measures(&row.standing, round.best_peer));
            cells.push(format!("{:.1}", tune + learn + answer));
            cells.push(settings.collect::<Vec<_>>().join(", "));
            cells
        };
        let heads = [&[""], &MEASURES[..], &[" seconds", "settings"]].concat();
        Self { heads, rows: round.rows.iter().map(row).collect() }
    }

    pub(super) fn of_mean(mean: &MeanView) -> Self {
        let row = |row: &MeanRowView| {
            let place = row.place.map_or_else(String::new, |place| place.to_string());
            let mut cells = vec![row.standing.name.to_owned(), place];
            cells.extend(measures(&row.standing, mean.best_peer));
            cells
        };
        let heads = [&["", " place"], &MEASURES[..]].concat();
        Self { heads, rows: mean.rows.iter().map(row).collect() }
    }
}

/// The cells under [`MEASURES`].
fn measures(standing: &Standing, best_peer: Option<&str>) -> [String; MEASURES.len()] {
    let optional = |value: Option<f64>| value.map_or_else(String::new, share);
    let against = match standing.against_best_peer {
        Some(Against { difference, low, high }) => {
            format!("{difference:+.4} [{low:+.4}, {high:+.4}]")
        }
        None if best_peer == Some(standing.name) => "best peer".to_owned(),
        None => String::new(),
    };
    [
        share(standing.hit_rate),
        share(standing.ndcg),
        share(standing.mrr),
        optional(standing.tail_hit_rate),
        optional(standing.new_to_customer_hit_rate),
        share(standing.coverage),
        share(standing.gini),
        standing.categories_in_a_list.map_or_else(String::new, |n| format!("{n:.1}")),
        against,
    ]
}

/// A share with as many digits as all tables have.
pub(super) fn share(share: f64) -> String {
    format!("{share:.4}")
}
