//! Prints how often each known defect stands in the orders that ship with Dapei, counted in the raw
//! export itself: `cargo run --release -p dapei-datasets --example known_defects`.

mod defects;

#[expect(clippy::print_stdout, reason = "printing the counts is what this example is for")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    print!("{}", defects::Defects::count(datasets::shipped_orders())?);
    Ok(())
}
