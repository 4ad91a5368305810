//! What was measured: the numbers that the tables, the JSON and the report have in common.

use std::collections::BTreeMap;
use std::io::Write;

use engine::evaluate::{Method, PartMean, Row, Rules, against_the_best, places as places_among};
use engine::holdout::Mode;
use engine::metric::Interval;
use serde::Serialize;

use super::distinct;
use super::judging::{Extent, Judged, JudgedRound, Places, Ranker, Seconds, Told};
use super::prices::{Hits, Prices};
use crate::command::text::day;

/// Dapei's own name among the rows.
pub(super) const DAPEI: &str = "dapei";
/// The name of Dapei with places kept for cold items.
pub(super) const EXPLORING: &str = "dapei exploring";

/// All that was measured.
#[derive(Debug, Serialize)]
pub(super) struct Evaluation {
    pub(super) k: usize,
    pub(super) seed: u64,
    pub(super) windows: usize,
    pub(super) rounds: Vec<RoundView>,
    /// One a mode, where there are several windows.
    pub(super) means: Vec<MeanView>,
}

/// One round: questions of one kind and window, and what everybody made of them.
#[derive(Debug, Serialize)]
pub(super) struct RoundView {
    /// What is known; nothing where files give the questions.
    pub(super) mode: Option<&'static str>,
    #[serde(skip)]
    pub(super) question: &'static str,
    /// 1 for the oldest.
    pub(super) window: usize,
    pub(super) orders_learnt_from: usize,
    pub(super) days_learnt_from: Option<Days>,
    pub(super) orders_asked_about: Option<usize>,
    pub(super) days_asked_about: Option<Days>,
    pub(super) items_ranked: usize,
    pub(super) questions: usize,
    /// Questions that methods were tuned on.
    pub(super) tuning_questions: usize,
    pub(super) best_peer: Option<&'static str>,
    #[serde(flatten)]
    pub(super) prices: Prices,
    pub(super) rows: Vec<RowView>,
}

/// The first and the last day of orders.
#[derive(Debug, Serialize)]
pub(super) struct Days {
    pub(super) first: String,
    pub(super) last: String,
}

/// One row of a round's table.
#[derive(Debug, Serialize)]
pub(super) struct RowView {
    #[serde(flatten)]
    pub(super) standing: Standing,
    /// By the name in the method's formula; `null` is infinite.
    pub(super) settings: BTreeMap<&'static str, f32>,
    pub(super) seconds: Seconds,
}

/// All windows of a mode together.
#[derive(Debug, Serialize)]
pub(super) struct MeanView {
    pub(super) mode: Option<&'static str>,
    #[serde(skip)]
    pub(super) question: &'static str,
    /// Windows that asked such questions.
    pub(super) windows: usize,
    /// What each window weighs by.
    pub(super) weighted_by: &'static str,
    pub(super) questions: usize,
    pub(super) best_peer: Option<&'static str>,
    /// Methods that not every window could judge.
    pub(super) left_out: Vec<&'static str>,
    #[serde(flatten)]
    pub(super) prices: Prices,
    /// Dapei first, then the peers by their hit rate.
    pub(super) rows: Vec<MeanRowView>,
}

/// One row of the table over all windows.
#[derive(Debug, Serialize)]
pub(super) struct MeanRowView {
    /// The place among the peers; Dapei is none.
    pub(super) place: Option<usize>,
    #[serde(flatten)]
    pub(super) standing: Standing,
}

/// How good one way of ranking is.
#[derive(Debug, Serialize)]
pub(super) struct Standing {
    pub(super) name: &'static str,
    pub(super) hit_rate: f64,
    pub(super) ndcg: f64,
    pub(super) mrr: f64,
    pub(super) recall: f64,
    pub(super) coverage: f64,
    pub(super) gini: f64,
    pub(super) tail_hit_rate: Option<f64>,
    pub(super) new_to_customer_hit_rate: Option<f64>,
    pub(super) categories_in_a_list: Option<f64>,
    pub(super) against_best_peer: Option<Against>,
}

/// A difference of hit rates with its 95 % interval.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Against {
    pub(super) difference: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Evaluation {
    /// What `judged`, the rounds of `n_windows` windows, comes to.
    pub(super) fn new(
        judged: Vec<JudgedRound>,
        n_windows: usize,
        places: Places,
        rules: Rules,
    ) -> Self {
        let round = |round| RoundView::new(round, places, rules.seed);
        let mut modes = distinct(judged.iter().map(|round| round.mode));
        modes.retain(|_| n_windows > 1);
        let mean = |mode: &Option<Mode>| {
            let of_mode: Vec<_> = judged.iter().filter(|round| round.mode == *mode).collect();
            MeanView::new(*mode, &of_mode, places, rules.seed)
        };
        Self {
            k: rules.k,
            seed: rules.seed,
            windows: n_windows,
            means: modes.iter().map(mean).collect(),
            rounds: judged.into_iter().map(round).collect(),
        }
    }

    pub(super) fn write_json(&self, out: &mut impl Write) -> anyhow::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out)?;
        Ok(())
    }
}

impl RoundView {
    fn new(round: JudgedRound, places: Places, seed: u64) -> Self {
        let (others, rows): (Vec<_>, Vec<Row>) = round
            .judged
            .into_iter()
            .map(|Judged { ranker, settings, row, seconds }| ((ranker, settings, seconds), row))
            .unzip();
        let rankers: Vec<Ranker> = others.iter().map(|(ranker, ..)| *ranker).collect();
        let (best_peer, standings) = standings(&rankers, &rows, &round.customers, seed);
        let (uncapped, is_cold) = (&round.uncapped, &round.is_cold);
        let hits = hits(&rankers, &rows, uncapped, is_cold, &round.customers);
        let prices = Prices::new(places, hits, &round.told, seed);
        let row = |(standing, (ranker, settings, seconds)): (Standing, (Ranker, _, _))| {
            let axes = ranker.peer().map_or(&[][..], Method::axes);
            let settings = axes.iter().map(|axis| axis.name).zip::<Vec<f32>>(settings).collect();
            RowView { standing, settings, seconds }
        };
        Self {
            mode: round.mode.map(Mode::name),
            question: question(round.mode),
            window: round.window,
            orders_learnt_from: round.learnt_from.n_orders,
            days_learnt_from: days(round.learnt_from),
            orders_asked_about: round.asked_about.map(|asked| asked.n_orders),
            days_asked_about: round.asked_about.and_then(days),
            items_ranked: round.n_items,
            questions: round.customers.len(),
            tuning_questions: round.n_tuning_cases,
            best_peer,
            prices,
            rows: standings.into_iter().zip(others).map(row).collect(),
        }
    }
}

impl RoundView {
    /// Which orders are asked about, in a word.
    pub(super) fn asked_orders(&self) -> &'static str {
        if self.days_asked_about.is_some() { "newest" } else { "drawn" }
    }
}

impl MeanView {
    /// What `rounds`, those of `mode`, come to together.
    fn new(mode: Option<Mode>, rounds: &[&JudgedRound], places: Places, seed: u64) -> Self {
        let all = rounds.iter().flat_map(|round| &round.judged);
        let rankers = distinct(all.map(|judged| judged.ranker));
        let of_ranker = |ranker: &Ranker| -> Vec<&Row> {
            let judged = rounds.iter().flat_map(|round| &round.judged);
            judged.filter(|judged| judged.ranker == *ranker).map(|judged| &judged.row).collect()
        };
        let (everywhere, elsewhere): (Vec<_>, Vec<_>) =
            rankers.into_iter().partition(|ranker| of_ranker(ranker).len() == rounds.len());
        let rows: Vec<Row> =
            everywhere.iter().map(|ranker| Row::over_windows(&of_ranker(ranker))).collect();
        let customers: Vec<u32> =
            rounds.iter().flat_map(|round| &round.customers).copied().collect();
        let (best_peer, standings) = standings(&everywhere, &rows, &customers, seed);
        let uncapped: Vec<f64> = rounds.iter().flat_map(|round| &round.uncapped).copied().collect();
        let is_cold: Vec<bool> = rounds.iter().flat_map(|round| &round.is_cold).copied().collect();
        let hits = hits(&everywhere, &rows, &uncapped, &is_cold, &customers);
        let told: Vec<Told> = rounds.iter().flat_map(|round| &round.told).copied().collect();
        let prices = Prices::new(places, hits, &told, seed);
        let mut rows: Vec<MeanRowView> = places_among(&rows, &is_peer(&everywhere))
            .into_iter()
            .zip(standings)
            .map(|(place, standing)| MeanRowView { place, standing })
            .collect();
        rows.sort_by_key(|row| row.place);
        Self {
            mode: mode.map(Mode::name),
            question: question(mode),
            windows: rounds.len(),
            weighted_by: "questions",
            questions: customers.len(),
            best_peer,
            left_out: elsewhere.into_iter().map(Ranker::name).collect(),
            prices,
            rows,
        }
    }
}

/// What each question was to Dapei, of whose rows `rows` are some.
fn hits<'h>(
    rankers: &[Ranker],
    rows: &'h [Row],
    uncapped: &'h [f64],
    is_cold: &'h [bool],
    customers: &'h [u32],
) -> Hits<'h> {
    let of = |ranker| {
        let at = rankers.iter().position(|other| *other == ranker);
        at.map(|at| &rows[at].hits[..])
    };
    let own = of(Ranker::Dapei).unwrap_or_default();
    Hits { own, uncapped, explored: of(Ranker::Exploring), is_cold, customers }
}

/// The name of the best peer, and how good each of `rankers` is beside it.
fn standings(
    rankers: &[Ranker],
    rows: &[Row],
    customers: &[u32],
    seed: u64,
) -> (Option<&'static str>, Vec<Standing>) {
    let (best, against) = against_the_best(rows, &is_peer(rankers), customers, seed);
    let standing = |((&ranker, row), against): ((&Ranker, &Row), Option<Interval>)| {
        let part = |part: Option<PartMean>| part.map(|part| part.mean);
        Standing {
            name: ranker.name(),
            hit_rate: row.hit_rate,
            ndcg: row.ndcg,
            mrr: row.mrr,
            recall: row.recall,
            coverage: row.coverage,
            gini: row.gini,
            tail_hit_rate: part(row.tail_hit_rate),
            new_to_customer_hit_rate: part(row.new_hit_rate),
            categories_in_a_list: part(row.n_categories),
            against_best_peer: against.map(Against::from),
        }
    };
    (
        best.map(|at| rankers[at].name()),
        rankers.iter().zip(rows).zip(against).map(standing).collect(),
    )
}

fn is_peer(rankers: &[Ranker]) -> Vec<bool> {
    rankers.iter().map(|ranker| ranker.peer().is_some()).collect()
}

impl Ranker {
    fn peer(self) -> Option<Method> {
        match self {
            Self::Dapei | Self::Exploring => None,
            Self::Peer(method) => Some(method),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Dapei => DAPEI,
            Self::Exploring => EXPLORING,
            Self::Peer(method) => method.name(),
        }
    }
}

fn question(mode: Option<Mode>) -> &'static str {
    mode.map_or("from files", Mode::question)
}

fn days(extent: Extent) -> Option<Days> {
    extent.span.map(|(first, last)| Days { first: day(first.0), last: day(last.0) })
}

impl From<Interval> for Against {
    fn from(interval: Interval) -> Self {
        Self { difference: interval.estimate, low: interval.low, high: interval.high }
    }
}
