//! Everybody answers all rounds of a window, and the time is kept.

use std::time::Instant;

use anyhow::Context;
use engine::evaluate::{Contest, Method, Mode, Round, Row, Rules, Settings};
use engine::snapshot::Snapshot;
use engine::train::{TrainParams, train};

use crate::command::progress::Bar;
use crate::command::tell::tell;

/// What is learnt from, and what is asked.
#[derive(Debug)]
pub(super) struct Window {
    pub(super) contest: Contest,
    pub(super) rounds: Vec<AskedRound>,
    /// Orders that are learnt from.
    pub(super) n_train: usize,
    /// Orders that are asked about, where questions are made of orders.
    pub(super) n_test: Option<usize>,
}

/// Questions of one kind.
#[derive(Debug)]
pub(super) struct AskedRound {
    /// Nothing where files give the questions.
    pub(super) mode: Option<Mode>,
    pub(super) round: Round,
}

/// One way of ranking, judged by one round.
#[derive(Debug)]
pub(super) struct Judged {
    /// Nothing for Dapei itself.
    pub(super) method: Option<Method>,
    pub(super) settings: Settings,
    pub(super) row: Row,
    pub(super) seconds: Seconds,
}

/// What it took. Unit: seconds on the wall.
#[derive(Debug, Clone, Copy, Default, serde::Serialize)]
pub(super) struct Seconds {
    /// To choose the settings, once for all rounds.
    pub(super) tune: f64,
    /// To learn with them, once for all rounds.
    pub(super) learn: f64,
    /// To answer all questions.
    pub(super) answer: f64,
}

/// The judged of each round: Dapei first, then `methods` in their sequence, those left out that
/// the shop has not enough for.
pub(super) fn judge(
    window: &Window,
    methods: &[Method],
    rules: Rules,
) -> anyhow::Result<Vec<Vec<Judged>>> {
    let bar = Bar::of_steps();
    let n_steps = (methods.len() + 1) as u64;
    bar.at("dapei", 0, n_steps);
    let mut judged = dapei(window, rules)?;
    for (step, &method) in (1..).zip(methods) {
        bar.at(method.name(), step, n_steps);
        let training = window.contest.training();
        if !method.applies_to(training) {
            tell!("{} is left out: the items have no categories", method.name());
            continue;
        }
        let began = Instant::now();
        let settings = window.contest.tune(method);
        let tuned = Instant::now();
        let peer = match method.fit(training, &settings) {
            Ok(peer) => peer,
            Err(error) => {
                tell!("{} is left out: {error}", method.name());
                continue;
            }
        };
        let (tune, learn) = ((tuned - began).as_secs_f64(), tuned.elapsed().as_secs_f64());
        for (round, judged) in window.rounds.iter().zip(&mut judged) {
            let began = Instant::now();
            let verdicts = window.contest.ask(&*peer, &round.round);
            let seconds = Seconds { tune, learn, answer: began.elapsed().as_secs_f64() };
            let row = window.contest.row(&verdicts, &round.round);
            judged.push(Judged { method: Some(method), settings: settings.clone(), row, seconds });
        }
    }
    Ok(judged)
}

/// Dapei's own row of each round.
fn dapei(window: &Window, rules: Rules) -> anyhow::Result<Vec<Vec<Judged>>> {
    let began = Instant::now();
    let params = TrainParams::default().check()?;
    let history = window.contest.training().history();
    let trained = train(history, &params, rules.threads, &|_| ()).context("training failed")?;
    let snapshot =
        Snapshot::decode(&trained.bytes).context("training made no readable snapshot")?;
    let learn = began.elapsed().as_secs_f64();
    let judged = |AskedRound { round, .. }: &AskedRound| {
        let began = Instant::now();
        let verdicts = window.contest.ask_dapei(&snapshot, round);
        let answer = began.elapsed().as_secs_f64();
        let seconds = Seconds { tune: 0.0, learn, answer };
        let row = window.contest.row(&verdicts, round);
        vec![Judged { method: None, settings: Settings::new(), row, seconds }]
    };
    Ok(window.rounds.iter().map(judged).collect())
}
