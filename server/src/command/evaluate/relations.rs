//! How well relations are told apart, beside what people say of pairs.

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::Path;

use anyhow::{Context, bail};
use datasets::{Pair, read_pairs};
use engine::classify::Judgement;
use engine::metric::{ClassTally, calibration_error, macro_f1};
use engine::relation::Function;
use engine::snapshot::Snapshot;
use engine::train::{TrainParams, train};
use engine::words::History;
use serde::Serialize;

use crate::command::table::Table;
use crate::command::tell::{tell, tell_text};
use crate::command::text::{Remarks, grouped};

/// Shares of the pairs, the surest first, of which is told how many are right.
const ANSWERED: [f64; 5] = [0.2, 0.4, 0.6, 0.8, 1.0];

/// What came of it.
#[derive(Debug, Serialize)]
pub(super) struct RelationScores {
    pairs: usize,
    /// Pairs that name an item which neither orders nor files about items do: answered none.
    unknown_pairs: usize,
    functions: Vec<FunctionScore>,
    macro_f1: f64,
    calibration_error: f64,
    abstention: Vec<Abstention>,
}

#[derive(Debug, Serialize)]
struct FunctionScore {
    function: &'static str,
    pairs: u64,
    answered: u64,
    right: u64,
    precision: f64,
    recall: f64,
    f1: f64,
}

/// What is right where only the surest answers are given.
#[derive(Debug, Serialize)]
struct Abstention {
    answered: f64,
    least_confidence: f64,
    accuracy: f64,
}

/// Judges the pairs in `file`, whose column `function` says what they are, by what is learnt of `history`.
pub(super) fn judge(
    file: &Path,
    history: &History,
    threads: NonZeroUsize,
) -> anyhow::Result<RelationScores> {
    let mut pairs: Vec<(Pair, Function)> = Vec::new();
    read_pairs(file, |pair| -> anyhow::Result<()> {
        let function = function_of(&pair).with_context(|| file.display().to_string())?;
        pairs.push((pair, function));
        Ok(())
    })?;
    // Weights of the ranking tell nothing of relations.
    let params = TrainParams { fit_windows: 0, ..TrainParams::default() }.check()?;
    let trained = train(history, &params, threads, &|_| ()).context("training failed")?;
    let snapshot =
        Snapshot::decode(&trained.bytes).context("training made no readable snapshot")?;
    let known = snapshot.known();
    let index = |id: &str| snapshot.vocabulary().index(id);
    let mut unknown_pairs = 0;
    let answers: Vec<(Judgement, Function)> = pairs
        .iter()
        .map(|(pair, truth)| {
            let items = index(&pair.item_a).zip(index(&pair.item_b));
            unknown_pairs += usize::from(items.is_none());
            (items.map_or(Judgement::UNKNOWN, |(a, b)| known.judge(a, b)), *truth)
        })
        .collect();
    tell!("relations: {} pairs", grouped(pairs.len() as u64));
    let unknown = "pairs name an unknown item and are answered none";
    tell_text!("{}", Remarks(&[(unknown_pairs as u64, unknown)]));
    Ok(RelationScores::new(&answers, unknown_pairs))
}

fn function_of(pair: &Pair) -> anyhow::Result<Function> {
    let Pair { item_a, item_b, function } = pair;
    let names = Function::ALL.map(Function::name).join(", ");
    let Some(told) = function else {
        bail!(
            "pair `{item_a}`, `{item_b}` has no function, expected one of {names} in the column `function`"
        );
    };
    let named = Function::ALL.into_iter().find(|function| function.name() == told);
    named.with_context(|| {
        format!("pair `{item_a}`, `{item_b}`: `{told}` is no function, expected one of {names}")
    })
}

impl RelationScores {
    fn new(answers: &[(Judgement, Function)], unknown_pairs: usize) -> Self {
        let numbers =
            answers.iter().map(|(judged, truth)| (judged.function() as usize, *truth as usize));
        let tallies: [ClassTally; Function::ALL.len()] = ClassTally::all(numbers);
        let mut sure: Vec<(f64, bool)> = answers
            .iter()
            .map(|(judged, truth)| (judged.confidence(), judged.function() == *truth))
            .collect();
        let calibration_error = calibration_error(&sure);
        sure.sort_by(|a, b| b.0.total_cmp(&a.0));
        let abstention = ANSWERED.into_iter().filter_map(|answered| {
            let n = (answered * sure.len() as f64).round() as usize;
            let least_confidence = sure[..n].last()?.0;
            let n_right = sure[..n].iter().filter(|(_, is_right)| *is_right).count();
            Some(Abstention { answered, least_confidence, accuracy: n_right as f64 / n as f64 })
        });
        let functions = Function::ALL.into_iter().zip(&tallies).map(|(function, tally)| {
            let ClassTally { n_true: pairs, n_answered: answered, n_right: right } = *tally;
            let function = function.name();
            let (precision, recall, f1) = (tally.precision(), tally.recall(), tally.f1());
            FunctionScore { function, pairs, answered, right, precision, recall, f1 }
        });
        Self {
            pairs: answers.len(),
            unknown_pairs,
            functions: functions.collect(),
            macro_f1: macro_f1(&tallies),
            calibration_error,
            abstention: abstention.collect(),
        }
    }

    /// Tables for people, or one JSON object.
    pub(super) fn write(&self, out: &mut impl Write, is_json: bool) -> anyhow::Result<()> {
        if is_json {
            serde_json::to_writer_pretty(&mut *out, self)?;
            return Ok(writeln!(out)?);
        }
        let mut table = Table::new(&[
            "function",
            " pairs",
            " answered",
            " right",
            " precision",
            " recall",
            " F1",
        ]);
        for score in &self.functions {
            let FunctionScore { function, pairs, answered, right, precision, recall, f1 } = score;
            let counts = [*pairs, *answered, *right].map(grouped);
            let shares = [*precision, *recall, *f1].map(|share| format!("{share:.4}"));
            table.push([(*function).to_owned()].into_iter().chain(counts).chain(shares));
        }
        table.write(out)?;
        let Self { macro_f1, calibration_error, .. } = self;
        writeln!(out, "  macro-F1 {macro_f1:.4}, calibration error {calibration_error:.4}\n")?;
        let mut table = Table::new(&[" surest", " confidence", " right"]);
        for Abstention { answered, least_confidence, accuracy } in &self.abstention {
            let share = format!("{:.0} %", 100.0 * answered);
            table.push([share, format!("{least_confidence:.4}"), format!("{accuracy:.4}")]);
        }
        Ok(table.write(out)?)
    }
}
