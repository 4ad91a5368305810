//! What was measured, as tables and as JSON.

use std::collections::BTreeMap;
use std::io::{self, Write};

use engine::evaluate::{Method, Row, Rules, against_the_best};
use engine::holdout::Mode;
use engine::metric::Interval;
use serde::Serialize;

use super::judging::{AskedRound, Judged, Seconds, Window};
use crate::command::table::Table;
use crate::command::text::grouped;

/// All that was measured.
#[derive(Debug, Serialize)]
pub(super) struct Evaluation {
    k: usize,
    seed: u64,
    rounds: Vec<RoundView>,
}

/// One round: questions of one kind, and what everybody made of them.
#[derive(Debug, Serialize)]
struct RoundView {
    /// What is known; nothing where files give the questions.
    mode: Option<&'static str>,
    #[serde(skip)]
    question: &'static str,
    orders_learnt_from: usize,
    orders_asked_about: Option<usize>,
    questions: usize,
    /// Questions that methods were tuned on.
    tuning_questions: usize,
    best_peer: Option<&'static str>,
    rows: Vec<RowView>,
}

/// One row of the table.
#[derive(Debug, Serialize)]
struct RowView {
    name: &'static str,
    /// By the name in the method's formula; `null` is infinite.
    settings: BTreeMap<&'static str, f32>,
    hit_rate: f64,
    ndcg: f64,
    mrr: f64,
    recall: f64,
    coverage: f64,
    gini: f64,
    tail_hit_rate: Option<f64>,
    new_to_customer_hit_rate: Option<f64>,
    categories_in_a_list: Option<f64>,
    against_best_peer: Option<AgainstView>,
    seconds: Seconds,
}

/// A difference of hit rates with its 95 % interval.
#[derive(Debug, Serialize)]
struct AgainstView {
    difference: f64,
    low: f64,
    high: f64,
}

impl Evaluation {
    pub(super) fn new(rules: Rules) -> Self {
        Self { k: rules.k, seed: rules.seed, rounds: Vec::new() }
    }

    /// Adds what was judged in each round of `window`.
    pub(super) fn push(&mut self, window: &Window, judged: Vec<Vec<Judged>>) {
        for (round, judged) in window.rounds.iter().zip(judged) {
            self.rounds.push(RoundView::new(window, round, judged, self.seed));
        }
    }

    pub(super) fn write_json(&self, out: &mut impl Write) -> anyhow::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out)?;
        Ok(())
    }

    pub(super) fn write_tables(&self, out: &mut impl Write) -> io::Result<()> {
        for (number, round) in self.rounds.iter().enumerate() {
            if number > 0 {
                writeln!(out)?;
            }
            round.write(self.k, out)?;
        }
        Ok(())
    }
}

impl RoundView {
    fn new(
        window: &Window,
        AskedRound { mode, round }: &AskedRound,
        judged: Vec<Judged>,
        seed: u64,
    ) -> Self {
        let is_peer: Vec<bool> = judged.iter().map(|judged| judged.method.is_some()).collect();
        let (seconds, rows): (Vec<_>, Vec<Row>) = judged
            .into_iter()
            .map(|judged| ((judged.method, judged.settings, judged.seconds), judged.row))
            .unzip();
        let (best, against) = against_the_best(&rows, &is_peer, &round.cases, seed);
        let name = |at: usize| seconds[at].0.map_or("dapei", Method::name);
        let views = rows.iter().zip(&against).enumerate().map(|(at, (row, against))| {
            let (method, settings, seconds) = &seconds[at];
            let axes = method.map_or(&[][..], Method::axes);
            RowView {
                name: name(at),
                settings: axes.iter().map(|axis| axis.name).zip(settings.iter().copied()).collect(),
                hit_rate: row.hit_rate,
                ndcg: row.ndcg,
                mrr: row.mrr,
                recall: row.recall,
                coverage: row.coverage,
                gini: row.gini,
                tail_hit_rate: row.tail_hit_rate,
                new_to_customer_hit_rate: row.new_hit_rate,
                categories_in_a_list: row.n_categories,
                against_best_peer: against.map(AgainstView::from),
                seconds: *seconds,
            }
        });
        Self {
            mode: mode.map(Mode::name),
            question: mode.map_or("from files", Mode::question),
            orders_learnt_from: window.n_train,
            orders_asked_about: window.n_test,
            questions: round.cases.len(),
            tuning_questions: window.contest.n_tuning_cases(),
            best_peer: best.map(name),
            rows: views.collect(),
        }
    }

    fn write(&self, k: usize, out: &mut impl Write) -> io::Result<()> {
        let count = |n: usize| grouped(n as u64);
        write!(out, "{} questions ({}), ", count(self.questions), self.question)?;
        if let Some(n_asked) = self.orders_asked_about {
            write!(out, "of the {} newest orders, ", count(n_asked))?;
        }
        write!(out, "learnt from {} orders", count(self.orders_learnt_from))?;
        match self.tuning_questions {
            0 => writeln!(out, ", nothing tuned")?,
            n => writeln!(out, ", tuned on {} earlier questions", count(n))?,
        }
        let head =
            [" HR", " NDCG", " MRR", " tail HR", " new HR", " coverage", " Gini", " categories"];
        let mut columns = vec![""];
        columns.extend(head);
        columns.extend([" HR against the best peer", " seconds", "settings"]);
        let mut table = Table::new(&columns);
        for row in &self.rows {
            let against = match &row.against_best_peer {
                Some(AgainstView { difference, low, high }) => {
                    format!("{difference:+.4} [{low:+.4}, {high:+.4}]")
                }
                None if self.best_peer == Some(row.name) => "best peer".to_owned(),
                None => String::new(),
            };
            let Seconds { tune, learn, answer } = row.seconds;
            let settings: Vec<String> =
                row.settings.iter().map(|(name, value)| format!("{name} {value}")).collect();
            table.push([
                row.name.to_owned(),
                share(row.hit_rate),
                share(row.ndcg),
                share(row.mrr),
                row.tail_hit_rate.map_or_else(String::new, share),
                row.new_to_customer_hit_rate.map_or_else(String::new, share),
                share(row.coverage),
                share(row.gini),
                row.categories_in_a_list.map_or_else(String::new, |n| format!("{n:.1}")),
                against,
                format!("{:.1}", tune + learn + answer),
                settings.join(", "),
            ]);
        }
        table.write(out)?;
        writeln!(out, "  places that count: {k}; in brackets 95 % of resamples by customer")
    }
}

impl From<Interval> for AgainstView {
    fn from(interval: Interval) -> Self {
        Self { difference: interval.estimate, low: interval.low, high: interval.high }
    }
}

fn share(share: f64) -> String {
    format!("{share:.4}")
}
