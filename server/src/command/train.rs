//! `dapei train`: files of orders in, a published snapshot out.

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};

use anyhow::Context;
use clap::Args;
use datasets::{Labels, read_labels};
use engine::calibrate::train_calibrated;
use engine::snapshot::{Snapshot, SnapshotId};
use engine::train::{CheckedTrainParams, Phase, TrainParams, TrainProgress, plan};

use super::labels::labels_of;
use super::meter::{Meter, peak_memory};
use super::progress::Bar;
use super::shop_files::{Rows, ShopFiles};
use super::tell::tell;
use super::text::size;
use super::threads::{self, threads};
use super::wrong_usage;
use crate::model_dir::{ModelDir, Published};

/// Learn from a shop's orders and publish a snapshot
///
/// Orders have one row per line, with the columns order_id and item_id and, where known, customer_id,
/// timestamp, quantity, unit_price, status, title and category. Files are .csv, .tsv, .jsonl or
/// .parquet; text also as .gz and .zst. A bad row is refused, counted and shown; the rest is read.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dapei train --orders orders.csv.gz --model model
  dapei train --orders 2024.parquet 2025.parquet --items items.csv --model model
  dapei train --orders orders.csv --views 'views/*.parquet' --model model
  dapei train --orders orders.csv --labels corrections.csv --model model
  dapei train --orders export.csv --columns order_id=InvoiceNo,item_id=StockCode --model model
  dapei train --orders online_retail.parquet --preset online-retail --model model")]
pub(super) struct Train {
    #[command(flatten)]
    files: ShopFiles,
    /// Pairs of which the shop knows the function: item_a, item_b, function. They shift how all
    /// pairs are told apart
    #[arg(long, value_name = "FILE")]
    labels: Option<PathBuf>,
    /// Directory to publish in; it is made where it is not there
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    #[command(flatten)]
    effort: Effort,
    #[command(flatten)]
    parameters: Parameters,
}

/// What training may use, and what it leaves
#[derive(Debug, Args)]
pub(super) struct Effort {
    /// Threads that count, 1 to 256; all cores where it is not given
    #[arg(long, value_name = "N", value_parser = threads::parser())]
    threads: Option<NonZeroUsize>,
    /// Newest snapshots that are kept; the active one always is
    #[arg(long, value_name = "N", default_value = "5")]
    keep: NonZeroUsize,
}

/// What shapes the answers
#[derive(Debug, Args)]
#[command(next_help_heading = "Parameters of training")]
struct Parameters {
    /// Relations kept an item, 1 to 2000
    #[arg(long, value_name = "K", default_value_t = TrainParams::default().neighbours)]
    neighbours: u16,
    /// Age at which an order counts half; without it age does not matter
    #[arg(long, value_name = "D")]
    half_life_days: Option<f64>,
    /// How much less each pair of a large order counts, 0 (not at all) to 1
    #[arg(long, value_name = "G", default_value_t = TrainParams::default().size_discount)]
    size_discount: f64,
    /// Larger orders are cut into parts of at most this many items
    #[arg(long, value_name = "N", default_value_t = TrainParams::default().max_basket)]
    max_basket: u32,
    /// Questions about newer orders, of either kind, on which is fitted how much each signal counts; 0 takes the
    /// default weights, and much less time
    #[arg(long, value_name = "N", default_value_t = TrainParams::default().fit_questions)]
    fit_budget: u32,
    /// Most items that the regression of items on each other covers, the most bought ones: where
    /// there are so many, some thousandths of a second each, for the shop and for each window of the fit; fewer are
    /// explained by more of each other and cost as much in all; 0 leaves it out
    #[arg(long, value_name = "N", default_value_t = TrainParams::default().ridge_items)]
    ridge_items: u32,
    /// Memory that counting pairs may take, in MB; no limit where it is not given. Signals and weights take some
    /// hundred MB of their own after that: see `--fit-budget` and `--ridge-items`
    #[arg(long, value_name = "MB")]
    memory_limit: Option<u64>,
}

impl Train {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        let files = self.files.found()?;
        let params = self.parameters.check()?;
        let labels = self.labels.as_deref().map(read_labels).transpose()?.unwrap_or_default();
        let model = ModelDir::create(&self.model)?;
        let rows = files.read()?;
        let (published, id) = rows.learn(&labels, &params, &model, &self.effort)?;
        writeln!(out, "snapshot {} {id} {}", published.number, published.path.display())?;
        Ok(())
    }
}

impl Parameters {
    fn check(&self) -> anyhow::Result<CheckedTrainParams> {
        let params = TrainParams {
            neighbours: self.neighbours,
            half_life_days: self.half_life_days,
            size_discount: self.size_discount,
            max_basket: self.max_basket,
            fit_questions: self.fit_budget,
            ridge_items: self.ridge_items,
            memory_limit_bytes: self
                .memory_limit
                .map(|megabytes| megabytes.saturating_mul(1_000_000)),
            ..TrainParams::default()
        };
        params.check().map_err(|error| wrong_usage(format_args!("{error}")))
    }
}

impl Rows {
    /// Learns a snapshot, publishes it, removes old ones, and tells all of it.
    pub(super) fn learn(
        self,
        labels: &Labels,
        params: &CheckedTrainParams,
        model: &ModelDir,
        effort: &Effort,
    ) -> anyhow::Result<(Published, SnapshotId)> {
        let history = self.close()?;
        let threads = threads(effort.threads, history.report.n_items as usize);
        let plan = plan(&history, params, threads);
        tell!(
            "memory for counting: at most {} ({} for orders, {} for {threads} threads, {} for relations)\n",
            size(plan.total_bytes()),
            size(plan.baskets_bytes),
            size(plan.scratch_bytes),
            size(plan.partners_bytes)
        );
        let labels = labels_of(labels, &history.vocabulary);
        let steps = Steps::default();
        let told = |progress| steps.at(progress);
        let trained = train_calibrated(&history, &labels, params, threads, &told)
            .context("training failed")?
            .trained;
        drop(history);
        let costs = steps.finish();
        tell!("{}", trained.report);
        tell!("  {costs}{}\n", peak_memory());

        // Read back before it is published: what cannot be served must not become active.
        let id =
            Snapshot::decode(&trained.bytes).context("training made no readable snapshot")?.id();
        let published = model.publish(&trained.bytes)?;
        match model.prune(effort.keep) {
            Ok(removed) if removed.is_empty() => {}
            Ok(removed) => {
                let numbers: Vec<String> = removed.iter().map(ToString::to_string).collect();
                tell!("removed old snapshots: {}", numbers.join(", "));
            }
            Err(error) => tell!("old snapshots stay: {:#}", anyhow::Error::new(error)),
        }
        if let Ok(active) = model.active()
            && active.number != published.number
        {
            tell!("snapshot {} stays active, by the file `active`", active.number);
        }
        Ok((published, id))
    }
}

/// The steps of a training, with when each began.
#[derive(Default)]
struct Steps {
    begun: Mutex<Vec<(Phase, Meter)>>,
    bar: OnceLock<Bar>,
}

impl Steps {
    fn at(&self, progress: TrainProgress) {
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        if begun.iter().all(|&(phase, _)| phase != progress.phase) {
            begun.push((progress.phase, Meter::now()));
        }
        let bar = self.bar.get_or_init(Bar::of_steps);
        bar.at(progress.phase.name(), progress.done, progress.total);
    }

    /// Ends the last step and tells the cost of each.
    fn finish(self) -> String {
        let begun = self.begun.into_inner().unwrap_or_else(PoisonError::into_inner);
        let ends = begun.iter().skip(1).map(|&(_, at)| at).chain([Meter::now()]);
        let costs = begun
            .iter()
            .zip(ends)
            .map(|(&(phase, at), end)| format!("{} {}", phase.name(), at.until(end)));
        costs.collect::<Vec<_>>().join(", ")
    }
}
