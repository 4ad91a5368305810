//! `dapei evaluate`: how good the answers are, beside the methods of the literature.

mod questions;
mod judging;
mod prices;
mod measured;
mod cells;
mod tables;
mod relations;
mod offers;
mod html;

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use engine::evaluate::{Contest, Method, Rules};
use engine::holdout::{Mode, Split, TEST_SHARE, questions, windows};
use engine::rank::Signal;
use engine::suggest::{DEFAULT_MAX_ALIKE, MAX_LIMIT};
use engine::train::TrainParams;
use engine::words::{History, Orders};

use self::html::{ReportFile, Sources};
use self::judging::{AskedRound, Contestants, Extent, Places, Window, judge};
use self::measured::Evaluation;
use self::questions::read_questions;
use self::tables::write_tables;
use super::explored::check_explored;
use super::shop_files::ShopFiles;
use super::tell::tell;
use super::text::grouped;
use super::threads::{self, threads};

/// Most questions of a mode and window where nothing else is wanted.
const MOST_QUESTIONS: usize = 4_000;
/// Most orders of a window that offers are judged beside where nothing else is wanted.
const MOST_ORDERS: usize = 20_000;

/// Measure how good the answers are, beside twelve methods of the literature
///
/// Learns from the older nine tenths of the orders and asks about the newest tenth, or asks the
/// questions of `--queries` whose hidden items are in `--truth`. Each question hides an item of a basket, and
/// the full catalogue is ranked. The methods are tuned on the newest tenth of what is learnt from.
/// Dapei answers as `dapei recommend` does, with the defaults of `dapei train`; what is in stock today is
/// left aside.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dapei evaluate --orders orders.csv.gz --items items.csv
  dapei evaluate --orders orders.csv --windows 3 --mode rest,one --json > evaluation.json
  dapei evaluate --orders orders.csv --windows 3 --html evaluation.html
  dapei evaluate --orders orders.csv --windows 3 --explore 3
  dapei evaluate --orders orders.csv --queries questions.csv --truth hidden.csv
  dapei evaluate --orders orders.csv --items items.csv --views views.csv --relations pairs.csv
  dapei evaluate --orders orders.csv --items items.csv --bundles
  dapei evaluate --orders online_retail.parquet --preset online-retail --peers popularity,cosine")]
pub(super) struct Evaluate {
    #[command(flatten)]
    files: ShopFiles,
    /// File of baskets to ask about, as for `dapei recommend`; all orders are learnt from then
    #[arg(long, value_name = "FILE", requires = "truth")]
    queries: Option<PathBuf>,
    /// File with the hidden items of each query, in the columns query_id and item_id
    #[arg(long, value_name = "FILE", requires = "queries")]
    truth: Option<PathBuf>,
    /// File of pairs whose relation is known, in the columns item_a, item_b and function: judges how well
    /// relations are told apart, and nothing else
    #[arg(long, value_name = "FILE", conflicts_with_all = ["queries", "mode", "windows", "questions", "k", "peers", "without", "explore", "max_alike", "seed", "html"])]
    relations: Option<PathBuf>,
    /// Judge offers instead: beside the dearest item of each order held back, day after day, what bundles of three would have
    /// made, and whether the chances they are made by hold
    #[arg(long, conflicts_with_all = ["queries", "relations", "mode", "k", "peers", "without", "explore", "max_alike", "html"])]
    bundles: bool,
    /// What is known of a basket: the rest of it, one item, or the rest where the hidden item is
    /// cold (at most five orders); all three where it is not given
    #[arg(long, value_name = "MODE", value_delimiter = ',', value_parser = mode(), conflicts_with = "queries")]
    mode: Vec<Mode>,
    /// How many tenths of the orders are asked about, one after the other, each from what came
    /// before it; several end with their mean, every window weighing by its questions
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=8), conflicts_with = "queries")]
    windows: u8,
    /// Most questions of a mode and window, 4000 where it is not given; with --bundles most orders of a window, 20000
    #[arg(long, value_name = "N", conflicts_with = "queries")]
    questions: Option<NonZeroUsize>,
    /// Places that count, 1 to 1000
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=MAX_LIMIT as i64))]
    k: u16,
    /// The methods to compare with; all of them where it is not given
    #[arg(long, value_name = "METHOD", value_delimiter = ',', value_parser = method())]
    peers: Vec<Method>,
    /// Signals that count nothing in Dapei's own answers, to see what each is worth
    #[arg(long, value_name = "SIGNAL", value_delimiter = ',', value_parser = signal())]
    without: Vec<Signal>,
    /// Judge Dapei also with the last N places kept for cold items, fewer than --k, and tell what the cold gain and
    /// all others lose
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(..MAX_LIMIT as i64))]
    explore: u16,
    /// Most flavours of one thing in any five places of Dapei's lists, 0 for any number; what they cost is
    /// told
    #[arg(long, value_name = "N", default_value_t = DEFAULT_MAX_ALIKE as u8, value_parser = clap::value_parser!(u8).range(..=5))]
    max_alike: u8,
    /// What all chance is drawn from: which items are hidden, which orders where they have no time
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Threads that count and answer, 1 to 256; all cores where it is not given
    #[arg(long, value_name = "N", value_parser = threads::parser())]
    threads: Option<NonZeroUsize>,
    /// Print one JSON object instead of tables
    #[arg(long)]
    json: bool,
    /// Write a report for people to this file too: tables and charts on one page of HTML that loads
    /// nothing
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

impl Evaluate {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        if let Some(pairs) = &self.relations {
            let history = self.files.found()?.read()?.close()?;
            let scores = relations::judge(pairs, &history, threads(self.threads, usize::MAX))?;
            return scores.write(out, self.json);
        }
        if self.bundles {
            let files = self.files.found()?;
            // What files about items say of prices holds for all days.
            let are_told = files.tell_items();
            let (history, prices) = files.read_with_prices()?.close_with_prices()?;
            let prices = (!are_told).then_some(&prices);
            let n_windows = self.windows.into();
            let splits = windows(&history.orders, TEST_SHARE, n_windows, self.seed)?;
            let threads = threads(self.threads, usize::MAX);
            let most = self.questions.map_or(MOST_ORDERS, NonZeroUsize::get);
            let report = offers::judge(&history, prices, &splits, most, self.seed, threads)?;
            return report.write(out, self.json);
        }
        check_explored(self.explore, self.k)?;
        let rules = Rules {
            k: self.k.into(),
            seed: self.seed,
            // More threads than a machine has cores would only wait for one another.
            threads: threads(self.threads, usize::MAX),
        };
        let without = self.without;
        if !without.is_empty() {
            let names: Vec<&str> = without.iter().map(|signal| signal.name()).collect();
            tell!("Dapei answers without {}\n", names.join(", "));
        }
        let places = Places { explore: self.explore.into(), max_alike: self.max_alike.into() };
        let contestants = Contestants {
            places,
            methods: chosen(self.peers, &Method::ALL),
            params: TrainParams { without, ..TrainParams::default() }.check()?,
        };
        let files = self.files.found()?;
        let inputs: Vec<&Path> =
            files.all().chain(&self.queries).chain(&self.truth).map(PathBuf::as_path).collect();
        let (html, rejects) = (self.html, files.rejects());
        let report = html.map(|path| ReportFile::checked(path, &inputs, &rejects)).transpose()?;
        let sources = Sources {
            orders: files.orders().to_vec(),
            questions: self.queries.clone().zip(self.truth.clone()),
        };
        let rows = files.read()?;
        let judged = if let Some((queries, truth)) = self.queries.zip(self.truth) {
            let customers = rows.customers();
            let history = rows.close()?;
            let cases = read_questions(&queries, &truth, &history, &customers)?;
            let orders = &history.orders;
            let learnt_from = Extent { n_orders: orders.len(), span: orders.span() };
            let contest = Contest::new(history, rules)?;
            let rounds = vec![AskedRound { mode: None, round: contest.round(cases) }];
            let window = Window { number: 1, contest, rounds, learnt_from, asked_about: None };
            judge(&window, &contestants, rules)?
        } else {
            let modes = chosen(self.mode, &Mode::ALL);
            let history = rows.close()?;
            if history.orders.span().is_none() {
                tell!("no order has a time: a tenth of them is drawn and asked about\n");
            }
            let splits = windows(&history.orders, TEST_SHARE, self.windows.into(), rules.seed)?;
            let mut judged = Vec::new();
            for (number, split) in (1..).zip(splits) {
                let wanted = Wanted {
                    modes: &modes,
                    most: self.questions.map_or(MOST_QUESTIONS, NonZeroUsize::get),
                };
                let window = asked(&history, &split, number, wanted, rules)?;
                judged.extend(judge(&window, &contestants, rules)?);
            }
            judged
        };
        let evaluation = Evaluation::new(judged, self.windows.into(), places, rules);
        // Before the tables, which nobody may read to their end.
        if let Some(file) = &report {
            html::write(file, &evaluation, &sources)?;
        }
        match self.json {
            true => evaluation.write_json(out)?,
            false => write_tables(&evaluation, out)?,
        }
        Ok(())
    }
}

/// Which questions are wanted, and how many of each mode.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    modes: &'a [Mode],
    most: usize,
}

/// The window `number` that learns from one part of `split` and asks about the other.
fn asked(
    history: &History,
    split: &Split,
    number: usize,
    Wanted { modes, most }: Wanted<'_>,
    rules: Rules,
) -> anyhow::Result<Window> {
    let Split { train, test } = split;
    let part = history.part(train).context("the older orders make no history")?;
    let contest = Contest::new(part.history, rules)?;
    let mut rounds = Vec::new();
    for &mode in modes {
        let n_orders_with = contest.training().n_orders_with();
        let index_of = &part.index_of;
        let cases =
            questions(&history.orders, test, index_of, n_orders_with, mode, most, rules.seed);
        if cases.is_empty() {
            tell!("mode {} is left out: of no order {}\n", mode.name(), mode.question());
        } else {
            rounds.push(AskedRound { mode: Some(mode), round: contest.round(cases) });
        }
    }
    if rounds.is_empty() {
        let n_test = grouped(test.len() as u64);
        bail!(
            "the {n_test} orders that were held back ask nothing: it takes one that holds two items which sold before, and for `--mode cold` one of those in at most five orders"
        );
    }
    let learnt_from = extent(&history.orders, train);
    let asked_about = Some(extent(&history.orders, test));
    Ok(Window { number, contest, rounds, learnt_from, asked_about })
}

/// The orders at `positions`.
fn extent(orders: &Orders, positions: &[u32]) -> Extent {
    let times = || positions.iter().filter_map(|&position| orders.order(position as usize).time);
    Extent { n_orders: positions.len(), span: times().min().zip(times().max()) }
}

/// What was named, each once; all there is where nothing was.
fn chosen<T: Copy + PartialEq>(named: Vec<T>, all: &[T]) -> Vec<T> {
    if named.is_empty() { all.to_vec() } else { distinct(named) }
}

/// Each of `all` once, where it comes first.
fn distinct<T: PartialEq>(all: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut found = Vec::new();
    for one in all {
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

fn mode() -> impl TypedValueParser<Value = Mode> {
    PossibleValuesParser::new(Mode::ALL.map(Mode::name)).map(|name| {
        let named = Mode::ALL.into_iter().find(|mode| mode.name() == name);
        named.expect("only names of modes pass")
    })
}

fn signal() -> impl TypedValueParser<Value = Signal> {
    PossibleValuesParser::new(Signal::ALL.map(Signal::name)).map(|name| {
        let named = Signal::ALL.into_iter().find(|signal| signal.name() == name);
        named.expect("only names of signals pass")
    })
}

fn method() -> impl TypedValueParser<Value = Method> {
    PossibleValuesParser::new(Method::ALL.map(Method::name)).map(|name| {
        let named = Method::ALL.into_iter().find(|method| method.name() == name);
        named.expect("only names of methods pass")
    })
}
