//! From a history to a snapshot, in one pure step.
//!
//! In: a [`History`] and checked parameters. Out: the bytes of a snapshot, and a report. The same
//! input gives the same bytes, whatever the thread count.
//! Deliberately absent: clocks and files; the caller is told of progress and keeps the time.

mod params;
mod report;
mod gate;
mod fillers;
mod fitting;
mod grading;
mod inferring;
mod labels;

use std::num::NonZeroUsize;

pub use fitting::FitReport;
pub use gate::{Judged, Serves};
use grading::{Graded, Moments};
pub use labels::{Label, LabelReport, N_LABEL_FOLDS, cross_fitted};
pub use params::{CheckedTrainParams, TrainParams, TrainParamsError};
pub use report::TrainReport;
use thiserror::Error;

use crate::attach::{Attach, Levels};
use crate::classify::{Known, Weights};
use crate::count::{
    Baskets, Chance, CountError, Counts, PairPlan, Partners, Purchases, RowsError, SalesMatrix,
    Seasons, VisitCounts, in_pieces, strongest, strongest_counted,
};
use crate::graph::{EdgeRef, Graph, GraphColumns, GraphError};
use crate::rank::{AsymmetricCosine, Mixes, RowsRef, SignalError, SignalTables, Signals};
use crate::relation::{Function, Grade, Momentum, momenta, recent_sales};
use crate::snapshot::{Provenance, Snapshot, SnapshotError, SnapshotParts};
use crate::words::{History, IntakeError, ItemIndex, TextsError};

/// Items a thread takes at once, to tell what their edges are.
const ANCHORS_AT_ONCE: usize = 64;

/// What training made.
#[derive(Debug)]
pub struct Trained {
    /// The snapshot, as [`Snapshot::decode`] reads it.
    pub bytes: Vec<u8>,
    /// What was done on the way.
    pub report: TrainReport,
}

/// A step of training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Orders are compressed for counting.
    Compress,
    /// Pairs are counted, and the strongest kept.
    Count,
    /// Sales are read by week.
    Sales,
    /// Visits are counted by item.
    Visits,
    /// Signals beside the pairs are learnt.
    Signals,
    /// Pairs are told apart.
    Relate,
    /// Weights of the signals are fitted on orders held back.
    Fit,
    /// Chances that items are taken are fitted on orders held back.
    Calibrate,
    /// Everything is written into bytes.
    Encode,
}

impl Phase {
    /// Its name, as a verb with its object.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Compress => "compress orders",
            Self::Count => "count pairs",
            Self::Sales => "read sales",
            Self::Visits => "count visits",
            Self::Signals => "learn signals",
            Self::Relate => "tell relations apart",
            Self::Fit => "fit weights",
            Self::Calibrate => "fit chances",
            Self::Encode => "encode snapshot",
        }
    }
}

/// How far training is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrainProgress {
    /// The step under way.
    pub phase: Phase,
    /// Items of the step that are done.
    pub done: u64,
    /// Items of the step in all.
    pub total: u64,
}

/// Why training stopped.
#[derive(Debug, Error)]
pub enum TrainError {
    /// No order counts.
    #[error("no order counts, expected at least one; see what the load report refused")]
    NoOrders,
    /// The plan exceeds the limit.
    #[error(
        "counting needs up to {needed} bytes, more than the limit of {limit}; raise the limit, keep fewer neighbours or use fewer threads"
    )]
    Memory {
        /// Bytes needed, at most.
        needed: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// The orders cannot be counted.
    #[error("the orders cannot be counted")]
    Count(#[from] CountError),
    /// The part of the orders that weights are fitted on makes no history; a defect of this program.
    #[error("the orders before those held back make no history")]
    Part(#[from] IntakeError),
    /// The tables make no signals; a defect of this program.
    #[error("the tables make no signals")]
    Signals(#[from] SignalError),
    /// The customers' ids are too long.
    #[error("the customers' ids do not fit")]
    Customers(#[from] TextsError),
    /// Judging gave no rows of pairs; a defect of this program.
    #[error("the inferred pairs make no rows")]
    Inferred(#[source] RowsError),
    /// Counting gave no graph; a defect of this program.
    #[error("the counts make no graph")]
    Graph(#[from] GraphError),
    /// The parts make no snapshot; a defect of this program.
    #[error("the parts make no snapshot")]
    Snapshot(#[from] SnapshotError),
}

/// Memory that counting pairs takes beside the history, at most. Visits are counted from a copy of
/// the views, of 4 bytes each, and what chance gives by season takes up to 104 bytes an item.
/// Signals, inferred pairs and weights are learnt after that, in memory of their own: pairs of the regression up to
/// 256 MiB, up to 4 kB an item for a moment while pairs are inferred, and 22 KB for each question that weights are fitted on, twice that where its customer is
/// known. Costs one pass over the lines.
#[must_use]
pub fn plan(history: &History, params: &CheckedTrainParams, threads: NonZeroUsize) -> PairPlan {
    PairPlan::new(&history.orders, history.vocabulary.len(), params.neighbours, threads)
}

/// Learns a snapshot from `history`.
///
/// Costs Σ s² increments over all orders of s items, about as much again for the closer look at the
/// kept pairs, the signals ([`SignalTables::learn`]), and for each window that weights are fitted on
/// pairs and signals once more: of most shops the larger part.
///
/// # Errors
///
/// No order at all, a plan above the memory limit, or more lines than 32-bit positions reach.
pub fn train(
    history: &History,
    params: &CheckedTrainParams,
    threads: NonZeroUsize,
    progress: &(dyn Fn(TrainProgress) + Sync),
) -> Result<Trained, TrainError> {
    train_labelled(history, &[], params, threads, progress)
}

/// As [`train`], with pairs of which the shop says what they are: they shift the weights by which
/// all pairs are told apart ([`Weights::fitted`]), where they make better answers about items that
/// they do not name.
///
/// # Errors
///
/// As [`train`].
///
/// # Panics
///
/// Where a label names an item that `history` does not have.
pub fn train_labelled(
    history: &History,
    labels: &[Label],
    params: &CheckedTrainParams,
    threads: NonZeroUsize,
    progress: &(dyn Fn(TrainProgress) + Sync),
) -> Result<Trained, TrainError> {
    learn(history, labels, params, None, threads, progress)?.encode(progress)
}

/// All parts of a snapshot, which were learnt and are not bytes yet.
#[derive(Debug)]
pub struct Learnt {
    /// The parts; how likely items are bought is told by what is usual.
    pub parts: SnapshotParts,
    /// What was done on the way.
    pub report: TrainReport,
}

impl Learnt {
    /// As bytes.
    ///
    /// # Errors
    ///
    /// The parts make no snapshot; a defect of this program.
    pub fn encode(self, progress: &(dyn Fn(TrainProgress) + Sync)) -> Result<Trained, TrainError> {
        let tell = |done| progress(TrainProgress { phase: Phase::Encode, done, total: 1 });
        tell(0);
        let bytes = Snapshot::encode(&self.parts)?;
        tell(1);
        Ok(Trained { bytes, report: self.report })
    }
}

/// Learns the parts of a snapshot from `history`, as [`train_labelled`]; with these `mixes` instead of fitted ones, where they
/// are given.
///
/// # Errors
///
/// As [`train`].
///
/// # Panics
///
/// As [`train_labelled`].
pub fn learn(
    history: &History,
    labels: &[Label],
    params: &CheckedTrainParams,
    mixes: Option<Mixes>,
    threads: NonZeroUsize,
    progress: &(dyn Fn(TrainProgress) + Sync),
) -> Result<Learnt, TrainError> {
    if history.orders.is_empty() {
        return Err(TrainError::NoOrders);
    }
    if let Some(limit) = params.memory_limit_bytes {
        let needed = plan(history, params, threads).total_bytes();
        if needed > limit {
            return Err(TrainError::Memory { needed, limit });
        }
    }
    let n_items = history.vocabulary.len();
    let tell = |phase, done, total| progress(TrainProgress { phase, done, total });

    tell(Phase::Compress, 0, 1);
    let baskets = Baskets::new(&history.orders, n_items, &params.basket_rules())?;
    let similarity = AsymmetricCosine::new(baskets.decayed_orders_with(), &params.similarity());
    tell(Phase::Count, 0, n_items as u64);
    let told = |done| tell(Phase::Count, done, n_items as u64);
    let (partners, mut counts) =
        strongest_counted(&baskets, params.neighbours, &similarity, threads, &told);

    tell(Phase::Sales, 0, 1);
    let sales = SalesMatrix::new(&history.orders, n_items, params.max_customer_lines);
    let recent = recent_sales(&sales, baskets.n_orders_with(), &params.momentum);
    let mut momenta = momenta(&sales, &recent, &history.catalog, &params.momentum);
    drop(sales);

    if !history.views.is_empty() {
        tell(Phase::Visits, 0, 1);
    }
    let visits = VisitCounts::new(&history.views, &history.orders, n_items, threads)?;

    tell(Phase::Signals, 0, 1);
    let rules = params.basket_rules();
    let tables = SignalTables::learn(history, &baskets, &rules, params.ridge_items, threads)?;

    tell(Phase::Relate, 0, 1);
    let moments = Moments {
        n_days: std::mem::take(&mut counts.n_days),
        n_minutes: std::mem::take(&mut counts.n_minutes),
    };
    let chance = Chance::new(&history.orders, baskets.n_orders_with(), params.max_basket);
    let seasons = Seasons::new(&history.orders, n_items, params.max_basket);
    let by_chance = {
        let n_with = baskets.n_orders_with();
        grading::by_chance(&partners, &chance, &seasons, n_with, threads)
    };
    let columns = graph_columns(&baskets, partners, counts, params);
    let graph = Graph::new(GraphColumns { chance, seasons, by_chance, ..columns })?;
    let by_visits =
        visits.as_ref().map(|visits| grading::ByVisits::new(&graph, history, visits, threads));
    let Graded { graph, pushed } =
        grading::graded(graph, history, &moments, by_visits.as_ref(), threads)?;
    let fillers = fillers::fillers(&history.orders, &graph, &history.catalog);
    // What is added to reach a threshold is not wanted, however much it sells.
    fillers.iter().for_each(|&filler| momenta[filler as usize] = Momentum::Steady);
    let seen = visits.as_ref().map(|counts| (counts, history.views.len() as u64));
    let table = Weights::default();
    let known = Known::new(&graph, &history.catalog, seen, &table).without_fillers(&fillers);
    let (weights, label_report) = labels::weights_of(&known, labels, &history.vocabulary);
    let known = known.with_weights(&weights);
    let (functions, certainties) = functions(&known, &graph, threads);
    let n_with = baskets.n_orders_with();
    let signals = Signals::new(tables, RowsRef::of(&graph), &history.catalog, n_with)?;
    let inferred =
        inferring::inferred(&known, &graph, &signals, history, by_visits.as_ref(), threads)
            .map_err(TrainError::Inferred)?;
    drop(by_visits);
    drop(known);
    let id = |item| history.vocabulary.id(item).to_owned();
    let mut report = TrainReport {
        baskets: *baskets.report(),
        n_edges: graph.n_edges() as u64,
        labels: label_report,
        fillers: fillers.iter().map(|&item| id(ItemIndex(item))).collect(),
        n_pushed: pushed.len() as u64,
        pushed: pushed.into_iter().take(report::MOST_LISTED).map(|pair| pair.map(id)).collect(),
        ..TrainReport::default()
    };
    report.count(&functions, &graph.columns().grades, &momenta);
    for &function in &inferred.columns().functions {
        report.n_inferred_by_function[usize::from(function)] += 1;
    }
    let graph = graph.with_functions(functions, certainties)?;

    let mixes = match mixes {
        Some(mixes) => mixes,
        None => {
            tell(Phase::Fit, 0, 1);
            let (mixes, fit) = fitting::fitted(history, params, threads)?;
            report.fit = fit;
            mixes
        }
    };
    let parts = SnapshotParts {
        provenance: provenance(history, labels.len(), params, &baskets),
        vocabulary: history.vocabulary.clone(),
        catalog: history.catalog.clone(),
        graph,
        inferred,
        weights,
        fillers,
        momenta,
        sellers: sellers(&recent, baskets.n_orders_with()),
        visits,
        signals,
        mixes,
        purchases: Purchases::new(&baskets, &history.customer_ids)?,
        attach: Attach { levels: levels(history, &baskets), ..Attach::usual(0) },
    };
    Ok(Learnt { parts, report })
}

/// How each item sells of late.
fn levels(history: &History, baskets: &Baskets) -> Vec<f32> {
    let heard = Levels::of_orders(&history.orders, history.vocabulary.len());
    let n_orders = f64::from(baskets.n_orders().max(1));
    let level = |(item, &n): (u32, &u32)| heard.of(item, f64::from(n) / n_orders) as f32;
    (0..).zip(baskets.n_orders_with()).map(level).collect()
}

/// The partners of the graph, without evidence.
fn graph_partners(
    baskets: &Baskets,
    params: &CheckedTrainParams,
    threads: NonZeroUsize,
) -> Partners {
    let similarity = AsymmetricCosine::new(baskets.decayed_orders_with(), &params.similarity());
    strongest(baskets, params.neighbours, &similarity, threads, &|_| ())
}

/// What each edge of `graph` is, by all that is `known`, and how probable that is in 255ths.
fn functions(known: &Known<'_>, graph: &Graph, threads: NonZeroUsize) -> (Vec<u8>, Vec<u8>) {
    let n_items = graph.columns().n_orders_with.len();
    let pieces = in_pieces(
        n_items,
        ANCHORS_AT_ONCE,
        threads,
        || (),
        |(), anchors| {
            let rows = anchors.map(|anchor| graph.row(ItemIndex(anchor as u32)));
            let of_edge = |edge: EdgeRef<'_>| {
                let judged = known.judge_counted(edge.anchor(), edge.item(), &edge.evidence());
                let certainty = (judged.confidence() * 255.0).round();
                // A share of 255 fits.
                (judged.function() as u8, certainty as u8)
            };
            rows.flat_map(|row| row.iter().map(of_edge)).unzip::<u8, u8, Vec<_>, Vec<_>>()
        },
    );
    let (functions, certainties): (Vec<_>, Vec<_>) = pieces.into_iter().unzip();
    (functions.concat(), certainties.concat())
}

/// Neither functions nor grades yet: they need the graph.
fn graph_columns(
    baskets: &Baskets,
    partners: Partners,
    counts: Counts,
    params: &CheckedTrainParams,
) -> GraphColumns {
    let n_edges = partners.items.len();
    GraphColumns {
        n_orders: baskets.n_orders(),
        n_orders_cut: baskets.n_orders_cut(),
        most_edges: params.neighbours.into(),
        n_orders_with: baskets.n_orders_with().to_vec(),
        ends: partners.ends,
        items: partners.items,
        scores: partners.scores,
        together: counts.together,
        buyers: counts.buyers,
        anchor_first: counts.anchor_first,
        item_first: counts.item_first,
        age_days: counts.age_days,
        functions: vec![Function::None as u8; n_edges],
        certainties: vec![0; n_edges],
        grades: vec![Grade::C as u8; n_edges],
        ..GraphColumns::default()
    }
}

fn provenance(
    history: &History,
    n_labels: usize,
    params: &CheckedTrainParams,
    baskets: &Baskets,
) -> Provenance {
    let span = history.orders.span();
    let n_shared = history.report.shared_accounts.len() as u64;
    Provenance {
        n_orders: history.orders.len() as u64,
        n_orders_cut: baskets.report().n_oversized,
        n_lines: history.orders.n_lines() as u64,
        n_items: history.vocabulary.len() as u64,
        n_items_sold: baskets.n_orders_with().iter().filter(|&&n| n > 0).count() as u64,
        n_customers: u64::from(history.orders.n_customers()) - n_shared,
        n_visits: history.views.len() as u64,
        n_views: history.views.n_views() as u64,
        first_order: span.map(|(first, _)| first.0),
        newest_order: span.map(|(_, newest)| newest.0),
        params: [("labels".to_owned(), n_labels.to_string())]
            .into_iter()
            .chain(params.listed())
            .collect(),
    }
}

/// All items that sold, best recent seller first, equals by how often they ever sold.
fn sellers(recent: &[f64], n_orders_with: &[u32]) -> Vec<u32> {
    let mut sellers: Vec<u32> =
        (0..recent.len() as u32).filter(|&item| n_orders_with[item as usize] > 0).collect();
    sellers.sort_by(|&a, &b| recent[b as usize].total_cmp(&recent[a as usize]).then(a.cmp(&b)));
    sellers
}

impl TrainReport {
    fn count(&mut self, functions: &[u8], grades: &[u8], momenta: &[Momentum]) {
        for (&function, &grade) in functions.iter().zip(grades) {
            self.n_edges_by_function[usize::from(function)] += 1;
            if function != Function::None as u8 {
                self.n_claims_by_grade[usize::from(grade)] += 1;
            }
        }
        for &momentum in momenta {
            self.n_items_by_momentum[momentum as usize] += 1;
        }
    }
}
