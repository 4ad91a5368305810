//! The `dapei` command: what a person types, and what they read.
//!
//! In: arguments. Out: results on standard output, everything else on standard error, and an exit
//! code: 0 done, 1 failed with one line that says why, 2 wrong usage. Deliberately absent: how
//! anything is done; a command names the rooms that do it.

mod demo;
mod train;
mod serve;
mod recommend;
mod inspect;
mod openapi;
mod logging;
mod progress;
mod queries;
mod closest;
mod table;
mod text;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Learns from a shop's orders what sells together, and answers what goes well with what.
#[derive(Debug, Parser)]
#[command(name = "dapei", version, max_term_width = 100, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  dapei demo
  dapei train --orders orders.csv.gz --items items.csv --model model
  dapei serve --model model
  dapei recommend --model model --queries carts.csv --k 20 > recommendations.csv
  dapei inspect --model model 85123A 22423";

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Demo),
    Train(Box<train::Train>),
    Serve(serve::Serve),
    Recommend(recommend::Recommend),
    Inspect(inspect::Inspect),
    Openapi(openapi::Openapi),
}

/// Runs the command that the process was started with.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut out = BufWriter::new(io::stdout().lock());
    let outcome = match cli.command {
        Command::Demo(demo) => demo.run(&mut out),
        Command::Train(train) => train.run(&mut out),
        Command::Serve(serve) => serve.run(&mut out),
        Command::Recommend(recommend) => recommend.run(&mut out),
        Command::Inspect(inspect) => inspect.run(&mut out),
        Command::Openapi(openapi) => openapi.run(&mut out),
    };
    match outcome.and_then(|()| Ok(out.flush()?)) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read the results has seen enough: `dapei recommend … | head`.
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("dapei: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let kinds = error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>());
    kinds.map(io::Error::kind).any(|kind| kind == io::ErrorKind::BrokenPipe)
}
