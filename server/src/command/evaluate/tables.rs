//! What was measured, as tables for people.

use std::io::{self, Write};

use super::cells::Cells;
use super::measured::{Evaluation, MeanView, RoundView};
use super::prices::Prices;
use crate::command::table::Table;
use crate::command::text::grouped;

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
        write!(out, "of the {} {} orders, ", count(n_asked), round.asked_orders())?;
    }
    write!(out, "learnt from {} orders", count(round.orders_learnt_from))?;
    match round.tuning_questions {
        0 => writeln!(out, ", nothing tuned")?,
        n => writeln!(out, ", tuned on {} earlier questions", count(n))?,
    }
    write_cells(Cells::of_round(round), out)?;
    writeln!(out, "  places that count: {}; in brackets 95 % of resamples by customer", of.k)?;
    write_prices(&round.prices, out)
}

fn write_mean(mean: &MeanView, k: usize, out: &mut impl Write) -> io::Result<()> {
    let (n_questions, windows) = (count(mean.questions), mean.windows);
    write!(out, "mean over {windows} windows, each weighing by its questions: ")?;
    writeln!(out, "{n_questions} questions ({})", mean.question)?;
    write_cells(Cells::of_mean(mean), out)?;
    write!(out, "  places that count: {k}; in brackets 95 % of resamples by customer, the ")?;
    writeln!(out, "questions of all windows together")?;
    if !mean.left_out.is_empty() {
        writeln!(out, "  not judged in every window: {}", mean.left_out.join(", "))?;
    }
    write_prices(&mean.prices, out)
}

fn write_prices(prices: &Prices, out: &mut impl Write) -> io::Result<()> {
    prices.lines().iter().try_for_each(|line| writeln!(out, "  {line}"))
}

fn write_cells(cells: Cells, out: &mut impl Write) -> io::Result<()> {
    let mut table = Table::new(&cells.heads);
    cells.rows.into_iter().for_each(|row| table.push(row));
    table.write(out)
}

fn count(n: usize) -> String {
    grouped(n as u64)
}
