//! Prints what becomes of every row of the orders that ship with Dapei, or of the files named:
//! `cargo run --release -p dapei-datasets --example load_report -- [--preset P] [FILE…]`.

use std::error::Error;
use std::path::PathBuf;

use datasets::{ReadOptions, read_orders, read_shipped_orders};
use engine::words::Intake;

#[expect(clippy::print_stdout, reason = "printing the report is what this example is for")]
fn main() -> Result<(), Box<dyn Error>> {
    let mut options = ReadOptions::default();
    let mut files: Vec<PathBuf> = Vec::new();
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        if word == "--preset" {
            options.preset = Some(words.next().ok_or("--preset needs a name")?.parse()?);
        } else {
            files.push(word.into());
        }
    }
    let mut intake = Intake::new();
    let report = if files.is_empty() {
        read_shipped_orders(&options, &mut intake, &mut |_| {})?
    } else {
        read_orders(&files, &options, &mut intake, &mut |_| {})?
    };
    print!("{report}");
    let history = intake.finish()?;
    let netted = &history.report;
    let n_large = history.orders.iter().filter(|order| order.items.len() > 1_000).count();
    println!("after netting");
    for (count, what) in [
        (netted.n_lines_summed, "rows were added to another row of the same order and item"),
        (netted.n_returns, "rows, so summed, take back from an earlier order"),
        (netted.n_returns_unmatched, "of them find too few earlier pieces, or no customer"),
        (netted.n_lines_taken_back, "lines were taken back whole"),
        (netted.n_gifts, "items are given away"),
        (netted.n_lines_given_away, "lines are of items that are given away"),
        (netted.n_lines_rushed, "lines are of orders that were driven up"),
        (netted.n_orders_with_several_times, "orders name several times; the earliest counts"),
        (netted.n_items_with_several_titles, "items have several titles; the most frequent counts"),
        (n_large as u64, "orders hold more than 1,000 distinct items"),
        (netted.n_items, "items"),
        (history.orders.len() as u64, "orders of which something is left"),
        (netted.n_lines_kept, "pairs of an order and an item"),
    ] {
        println!("  {count:>9}  {what}");
    }
    Ok(())
}
