//! What was measured, as tables for people.

use std::io::{self, Write};

use super::judging::Seconds;
use super::measured::{Against, Evaluation, MeanView, RoundView, Standing};
use crate::command::table::Table;
use crate::command::text::grouped;

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

/// Writes a table for each round, then one for each mode over all windows.
pub(super) fn write_tables(evaluation: &Evaluation, out: &mut impl Write) -> io::Result<()> {
    for (number, round) in evaluation.rounds.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        write_round(round, evaluation, out)?;
    }
    for mean in &evaluation.means {
        writeln!(out)?;
        write_mean(mean, evaluation.k, out)?;
    }
    Ok(())
}

fn write_round(round: &RoundView, of: &Evaluation, out: &mut impl Write) -> io::Result<()> {
    if of.windows > 1 {
        write!(out, "window {} of {}: ", round.window, of.windows)?;
    }
    write!(out, "{} questions ({}), ", count(round.questions), round.question)?;
    if let Some(n_asked) = round.orders_asked_about {
        let which = if round.days_asked_about.is_some() { "newest" } else { "drawn" };
        write!(out, "of the {} {which} orders, ", count(n_asked))?;
    }
    write!(out, "learnt from {} orders", count(round.orders_learnt_from))?;
    match round.tuning_questions {
        0 => writeln!(out, ", nothing tuned")?,
        n => writeln!(out, ", tuned on {} earlier questions", count(n))?,
    }
    let mut table = Table::new(&[&[""], &MEASURES[..], &[" seconds", "settings"]].concat());
    for row in &round.rows {
        let Seconds { tune, learn, answer } = row.seconds;
        let settings = row.settings.iter().map(|(name, value)| format!("{name} {value}"));
        let mut cells = vec![row.standing.name.to_owned()];
        cells.extend(measures(&row.standing, round.best_peer));
        cells.push(format!("{:.1}", tune + learn + answer));
        cells.push(settings.collect::<Vec<_>>().join(", "));
        table.push(cells);
    }
    table.write(out)?;
    writeln!(out, "  places that count: {}; in brackets 95 % of resamples by customer", of.k)
}

fn write_mean(mean: &MeanView, k: usize, out: &mut impl Write) -> io::Result<()> {
    let (n_questions, windows) = (count(mean.questions), mean.windows);
    write!(out, "mean over {windows} windows, each weighing by its questions: ")?;
    writeln!(out, "{n_questions} questions ({})", mean.question)?;
    let mut table = Table::new(&[&["", " place"], &MEASURES[..]].concat());
    for row in &mean.rows {
        let place = row.place.map_or_else(String::new, |place| place.to_string());
        let mut cells = vec![row.standing.name.to_owned(), place];
        cells.extend(measures(&row.standing, mean.best_peer));
        table.push(cells);
    }
    table.write(out)?;
    write!(out, "  places that count: {k}; in brackets 95 % of resamples by customer, the ")?;
    writeln!(out, "questions of all windows together")?;
    if !mean.left_out.is_empty() {
        writeln!(out, "  not judged in every window: {}", mean.left_out.join(", "))?;
    }
    Ok(())
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

fn share(share: f64) -> String {
    format!("{share:.4}")
}

fn count(n: usize) -> String {
    grouped(n as u64)
}
