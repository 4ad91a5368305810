//! The `dapei` command: what a person types, and what they read.
//!
//! In: arguments. Out: results on standard output, everything else on standard error, and an exit
//! code: 0 done, 1 failed with one line that says why, 2 wrong usage. Deliberately absent: how
//! anything is done; a command names the rooms that do it.

mod demo;
mod train;
mod check;
mod serve;
mod config;
mod configured;
mod open_files;
mod keys;
mod rules;
mod recommend;
mod bundle;
mod classify;
mod evaluate;
mod inspect;
mod generate;
mod openapi;
mod labels;
mod logging;
mod tell;
mod progress;
mod closest;
mod table;
mod text;
mod meter;
mod files;
mod shop_files;
mod threads;
mod explored;
mod results;
mod printable;

use std::fmt;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};

use self::tell::tell;

use crate::store::wait_until_closed;
use printable::{Printable, printable};
use results::{Results, nobody_reads};

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
  dapei check orders.csv.gz items.csv
  dapei train --orders orders.csv.gz --items items.csv --model model
  dapei serve --model model
  dapei recommend --model model --queries carts.csv --k 20 > recommendations.csv
  dapei bundle --model model --queries carts.csv --k 3 > bundles.jsonl
  dapei classify --model model --pairs pairs.csv > kinds.csv
  dapei evaluate --orders orders.csv.gz --items items.csv
  dapei inspect --model model 85123A 22423";

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Demo),
    Train(Box<train::Train>),
    Check(check::Check),
    Serve(serve::Serve),
    Config(config::ConfigCommand),
    Keys(keys::KeysCommand),
    Rules(rules::RulesCommand),
    Recommend(recommend::Recommend),
    Bundle(Box<bundle::Bundle>),
    Classify(classify::Classify),
    Evaluate(Box<evaluate::Evaluate>),
    Inspect(inspect::Inspect),
    Generate(generate::Generate),
    Openapi(openapi::Openapi),
}

/// How long the stores that a command used are waited for in its end.
const CLOSED_WITHIN: Duration = Duration::from_secs(2);

/// Runs the command that the process was started with.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut out = BufWriter::new(Results(io::stdout().lock()));
    let outcome = match cli.command {
        Command::Demo(demo) => demo.run(&mut out),
        Command::Train(train) => train.run(&mut out),
        Command::Check(check) => check.run(&mut Printable(&mut out)),
        Command::Serve(serve) => serve.run(&mut out),
        Command::Config(config) => config.run(&mut Printable(&mut out)),
        Command::Keys(keys) => keys.run(&mut Printable(&mut out)),
        Command::Rules(rules) => rules.run(&mut out),
        Command::Recommend(recommend) => recommend.run(&mut out),
        Command::Bundle(bundle) => bundle.run(&mut out),
        Command::Classify(classify) => classify.run(&mut out),
        Command::Evaluate(evaluate) => evaluate.run(&mut Printable(&mut out)),
        Command::Inspect(inspect) => inspect.run(&mut Printable(&mut out)),
        Command::Generate(generate) => generate.run(&mut out),
        Command::Openapi(openapi) => openapi.run(&mut out),
    };
    // Where they are not, the system closes them.
    let _ = wait_until_closed(CLOSED_WITHIN);
    match outcome.and_then(|()| Ok(out.flush()?)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if nobody_reads(&error) => ExitCode::SUCCESS,
        Err(error) => match error.downcast::<clap::Error>() {
            Ok(wrong_usage) => wrong_usage.exit(),
            Err(error) => {
                tell!("dapei: {}", printable(&format!("{error:#}")));
                ExitCode::FAILURE
            }
        },
    }
}

/// Arguments that cannot be meant so, told as clap tells any other wrong usage.
fn wrong_usage(told: fmt::Arguments<'_>) -> anyhow::Error {
    Cli::command().error(ErrorKind::ArgumentConflict, told).into()
}
