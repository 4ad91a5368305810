//! How well relations are told apart, beside what people say of pairs.

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::Path;

use anyhow::Context;
use datasets::{LabelledPair, Labels, read_labels};
use engine::classify::{Features, Judgement, Known, Labelled, Weights};
use engine::metric::{ClassTally, calibration_error, macro_f1};
use engine::relation::Function;
use engine::snapshot::Snapshot;
use engine::train::{N_LABEL_FOLDS, TrainParams, cross_fitted, train};
use engine::words::{History, ItemIndex};
use serde::Serialize;

use crate::command::labels::REPEATED;
use crate::command::table::Table;
use crate::command::tell::{tell, tell_text};
use crate::command::text::{Remarks, grouped};

/// Times that folds are drawn anew: with few pairs of a function one draw says little.
const N_TURNS: u64 = 5;
/// Shares of the pairs, the surest first, of which is told how many are right.
const ANSWERED: [f64; 5] = [0.2, 0.4, 0.6, 0.8, 1.0];

/// What came of it, by three ways of answering.
#[derive(Debug, Serialize)]
pub(super) struct RelationReport {
    /// As a shop without labels is answered.
    #[serde(flatten)]
    without_labels: RelationScores,
    /// Pairs that evidence decides.
    told_pairs: usize,
    /// Pairs of these that no labels of other items judge, however folds are drawn.
    unjudged_pairs: usize,
    /// By weights fitted on the labels of other items; of pairs that such judge.
    with_labels: RelationScores,
    /// By a regression on the words that both titles share, how surely the two are bought together,
    /// and how alike their partners are, fitted likewise: what is easily built.
    simple: RelationScores,
}

/// How good the answers are.
#[derive(Debug, Serialize)]
struct RelationScores {
    pairs: usize,
    /// Pairs that name an item which neither orders nor files about items do: answered none.
    unknown_pairs: usize,
    functions: Vec<FunctionScore>,
    /// The mean over the functions that any label or answer names.
    macro_f1: f64,
    /// How many functions that are.
    macro_f1_functions: usize,
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
) -> anyhow::Result<RelationReport> {
    let Labels { pairs, n_repeated } = read_labels(file)?;
    // Weights of the ranking tell nothing of relations.
    let params = TrainParams { fit_windows: 0, ..TrainParams::default() }.check()?;
    let trained = train(history, &params, threads, &|_| ()).context("training failed")?;
    let snapshot =
        Snapshot::decode(&trained.bytes).context("training made no readable snapshot")?;
    tell!("relations: {} pairs", grouped(pairs.len() as u64));
    let known = snapshot.known();
    let judged = Judged::new(&pairs, &snapshot, &known);
    let unknown = "pairs name an unknown item and are answered none";
    let report = judged.report();
    let unjudged = "pairs are of items in several folds in every draw: no labels judge them";
    let remarks = [
        (n_repeated, REPEATED),
        (judged.n_unknown() as u64, unknown),
        (report.unjudged_pairs as u64, unjudged),
    ];
    tell_text!("{}", Remarks(&remarks));
    Ok(report)
}

/// Pairs with what is known of them; nothing of pairs with an unknown item.
struct Judged<'p> {
    pairs: &'p [LabelledPair],
    /// As they are answered without labels.
    answers: Vec<Option<Judgement>>,
    /// What a regression is told of those that are not answered without one.
    features: Vec<Option<Features>>,
    /// What a simple regression is told.
    simple: Vec<Option<Features>>,
    /// What is known of pairs that stand for the whole shop.
    unlabelled: Vec<Features>,
}

impl<'p> Judged<'p> {
    fn new(pairs: &'p [LabelledPair], snapshot: &Snapshot, known: &Known<'_>) -> Self {
        let index = |id: &str| snapshot.vocabulary().index(id);
        let items = pairs.iter().map(|pair| index(&pair.item_a).zip(index(&pair.item_b)));
        let items: Vec<Option<(ItemIndex, ItemIndex)>> = items.collect();
        let told = |(a, b): (ItemIndex, ItemIndex)| {
            known.is_told_by_weights(a, b).then(|| known.features(a, b, &known.counted(a, b)))
        };
        let simple = |(a, b)| known.simple_features(a, b);
        Self {
            pairs,
            answers: items.iter().map(|items| items.map(|(a, b)| known.judge(a, b))).collect(),
            features: items.iter().map(|items| items.and_then(told)).collect(),
            simple: items.iter().map(|items| items.map(simple)).collect(),
            unlabelled: known.some_pairs(),
        }
    }

    fn n_unknown(&self) -> usize {
        self.answers.iter().filter(|answer| answer.is_none()).count()
    }

    fn report(&self) -> RelationReport {
        let table = Weights::default();
        let told = self.features.iter().flatten().count();
        let turns = 0..N_TURNS;
        let by_others: Vec<Vec<Option<Judgement>>> = turns
            .clone()
            .map(|turn| self.cross_fitted(&self.features, &table, &self.unlabelled, turn))
            .collect();
        let is_judged = |at: &usize| by_others.iter().any(|turn| turn[*at].is_some());
        let places = || 0..self.pairs.len();
        let judged = places().filter(is_judged).count();
        let by_labels = by_others
            .iter()
            .flat_map(|turn| places().filter(|&at| turn[at].is_some()).map(|at| (at, turn[at])));
        let simple = turns.flat_map(|turn| {
            let fitted = self.cross_fitted(&self.simple, &Weights::NONE, &[], turn);
            let answered = |at: &usize| fitted[*at].is_some();
            places().filter(answered).map(|at| (at, fitted[at])).collect::<Vec<_>>()
        });
        RelationReport {
            without_labels: self.scores(self.answers.iter().copied().enumerate()),
            told_pairs: told,
            unjudged_pairs: told - judged,
            with_labels: self.scores(by_labels),
            simple: self.scores(simple),
        }
    }

    /// What weights answer that are fitted on pairs of other items; nothing where there are none.
    fn cross_fitted(
        &self,
        features: &[Option<Features>],
        prior: &Weights,
        unlabelled: &[Features],
        turn: u64,
    ) -> Vec<Option<Judgement>> {
        let told = || (0..self.pairs.len()).filter_map(|at| Some((at, features[at]?)));
        let labelled: Vec<Labelled> = told()
            .map(|(at, features)| Labelled { features, function: self.pairs[at].function })
            .collect();
        let names = self.names_of(features);
        let mut answers = vec![None; self.pairs.len()];
        for ((at, features), weights) in
            told().zip(cross_fitted(prior, &labelled, &names, unlabelled, turn))
        {
            answers[at] = weights.map(|weights| weights.judge(&features));
        }
        answers
    }

    /// The ids of the pairs of which there are `features`.
    fn names_of(&self, features: &[Option<Features>]) -> Vec<[&str; 2]> {
        let told = self.pairs.iter().zip(features).filter(|(_, features)| features.is_some());
        told.map(|(pair, _)| [&*pair.item_a, &*pair.item_b]).collect()
    }

    /// How good `answers` are, each of the pair at its place; none, and sure of nothing, where there is no answer.
    fn scores(&self, answers: impl Iterator<Item = (usize, Option<Judgement>)>) -> RelationScores {
        let answered = answers.map(|(at, answer)| {
            let (function, confidence) = answer
                .map_or((Function::None, 0.0), |answer| (answer.function(), answer.confidence()));
            Answered { function, confidence, truth: self.pairs[at].function }
        });
        RelationScores::new(&answered.collect::<Vec<_>>(), self.n_unknown())
    }
}

/// An answer beside the truth.
struct Answered {
    function: Function,
    confidence: f64,
    truth: Function,
}

impl RelationScores {
    fn new(answers: &[Answered], unknown_pairs: usize) -> Self {
        let numbers =
            answers.iter().map(|answer| (answer.function as usize, answer.truth as usize));
        let tallies: [ClassTally; Function::ALL.len()] = ClassTally::all(numbers);
        let mut sure: Vec<(f64, bool)> = answers
            .iter()
            .map(|answer| (answer.confidence, answer.function == answer.truth))
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
            macro_f1_functions: tallies.iter().filter(|tally| tally.is_met()).count(),
            calibration_error,
            abstention: abstention.collect(),
        }
    }

    fn write(&self, out: &mut impl Write) -> anyhow::Result<()> {
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
        let Self { macro_f1, macro_f1_functions: named, calibration_error, .. } = self;
        let n = Function::ALL.len();
        let over = if *named < n {
            format!(" (over {named} of {n}: no label and no answer is any other)")
        } else {
            String::new()
        };
        writeln!(
            out,
            "  macro-F1 {macro_f1:.4}{over}, calibration error {calibration_error:.4}\n"
        )?;
        let mut table = Table::new(&[" surest", " confidence", " right"]);
        for Abstention { answered, least_confidence, accuracy } in &self.abstention {
            let share = format!("{:.0} %", 100.0 * answered);
            table.push([share, format!("{least_confidence:.4}"), format!("{accuracy:.4}")]);
        }
        Ok(table.write(out)?)
    }
}

impl RelationReport {
    /// Whether no pair was judged by labels of others.
    fn is_unjudged(&self) -> bool {
        self.unjudged_pairs > 0 && self.unjudged_pairs == self.told_pairs
    }

    /// Tables for people, or one JSON object.
    pub(super) fn write(&self, out: &mut impl Write, is_json: bool) -> anyhow::Result<()> {
        if is_json {
            serde_json::to_writer_pretty(&mut *out, self)?;
            return Ok(writeln!(out)?);
        }
        writeln!(out, "without labels")?;
        self.without_labels.write(out)?;
        if self.is_unjudged() {
            return Ok(writeln!(
                out,
                "\nwith these labels nothing can be judged: no pair has labels of other items beside it"
            )?);
        }
        writeln!(
            out,
            "\nwith these labels, in {N_LABEL_FOLDS} folds that share no item, drawn {N_TURNS} times"
        )?;
        self.with_labels.write(out)?;
        writeln!(
            out,
            "\na regression on shared words, lift (its lower bound) and shared partners alone, in the same folds"
        )?;
        self.simple.write(out)
    }
}
