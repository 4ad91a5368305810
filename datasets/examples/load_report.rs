//! Prints what becomes of every row of the orders that ship with Dapei, or of the files named:
//! `cargo run --release -p dapei-datasets --example load_report [-- --preset P FILE…]`.

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
    println!("{:#?}", intake.finish()?.report);
    Ok(())
}
