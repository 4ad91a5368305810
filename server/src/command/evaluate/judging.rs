//! Everybody answers all rounds of a window, and the time is kept.

use std::time::Instant;

use anyhow::Context;
use engine::evaluate::{Asker, Contest, FitError, Method, Peer, Round, Row, Rules, Settings};
use engine::holdout::Mode;
use engine::snapshot::Snapshot;
use engine::suggest::Query;
use engine::train::{CheckedTrainParams, train};
use engine::words::Timestamp;

use crate::command::progress::Bar;
use crate::command::tell::tell;

/// What is learnt from, and what is asked.
#[derive(Debug)]
pub(super) struct Window {
    /// 1 for the oldest.
    pub(super) number: usize,
    pub(super) contest: Contest,
    pub(super) rounds: Vec<AskedRound>,
    pub(super) learnt_from: Extent,
    /// Nothing where files give the questions.
    pub(super) asked_about: Option<Extent>,
}

/// Orders: how many, and from when to when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    pub(super) n_orders: usize,
    /// Nothing where none has a time.
    pub(super) span: Option<(Timestamp, Timestamp)>,
}

/// Questions of one kind.
#[derive(Debug)]
pub(super) struct AskedRound {
    /// Nothing where files give the questions.
    pub(super) mode: Option<Mode>,
    pub(super) round: Round,
}

/// What everybody made of the questions of one kind and window.
#[derive(Debug)]
pub(super) struct JudgedRound {
    pub(super) mode: Option<Mode>,
    pub(super) window: usize,
    pub(super) learnt_from: Extent,
    pub(super) asked_about: Option<Extent>,
    /// Items that were ranked: the full catalogue.
    pub(super) n_items: usize,
    /// Questions that methods were tuned on.
    pub(super) n_tuning_cases: usize,
    /// Whose each question was.
    pub(super) customers: Vec<u32>,
    /// Whether what each question looked for is cold.
    pub(super) is_cold: Vec<bool>,
    /// Whether each question is a hit of Dapei without a cap on flavours, 0 or 1.
    pub(super) uncapped: Vec<f64>,
    /// Questions whose answer is new to a named customer: what is found where nobody says who asks, and where
    /// it is told.
    pub(super) told: Vec<Told>,
    /// Dapei first, then Dapei with explored places where some were asked for, then the methods.
    pub(super) judged: Vec<Judged>,
}

/// One question of a named customer to whom the answer is new.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    /// Whose it is.
    pub(super) customer: u32,
    /// Hit and NDCG where nobody says who asks.
    pub(super) untold: [f64; 2],
    /// The same where what the customer bought is left out and no more.
    pub(super) left_out: [f64; 2],
    /// The same where it is told.
    pub(super) told: [f64; 2],
}

/// Who ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ranker {
    /// Dapei itself.
    Dapei,
    /// Dapei with places kept for cold items.
    Exploring,
    /// A method of the literature.
    Peer(Method),
}

/// Places of Dapei's lists that are not given to the likeliest item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Places {
    /// How many are kept for cold items; 0 for no row of their own.
    pub(super) explore: usize,
    /// How many flavours five of them may hold; 0 for any number.
    pub(super) max_alike: usize,
}

/// One way of ranking, judged by one round.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) ranker: Ranker,
    pub(super) settings: Settings,
    pub(super) row: Row,
    pub(super) seconds: Seconds,
}

/// What it took. Unit: seconds on the wall.
#[derive(Debug, Clone, Copy, Default, serde::Serialize)]
pub(super) struct Seconds {
    /// To choose the settings, once for all rounds unless each is tuned by itself.
    pub(super) tune: f64,
    /// To learn with them, once for all rounds unless each is tuned by itself.
    pub(super) learn: f64,
    /// To answer all questions.
    pub(super) answer: f64,
}

/// Who is judged.
pub(super) struct Contestants {
    /// The methods beside Dapei.
    pub(super) methods: Vec<Method>,
    /// How Dapei is trained.
    pub(super) params: CheckedTrainParams,
    /// How Dapei gives places.
    pub(super) places: Places,
}

/// The rounds of `window`, judged: Dapei first, then `methods` in their sequence, those left out that
/// the shop has not enough for.
pub(super) fn judge(
    window: &Window,
    contestants: &Contestants,
    rules: Rules,
) -> anyhow::Result<Vec<JudgedRound>> {
    let bar = Bar::of_steps();
    let n_steps = (contestants.methods.len() + 1) as u64;
    bar.at("dapei", 0, n_steps);
    let mut rounds = dapei(window, contestants, rules)?;
    for (step, &method) in (1..).zip(&contestants.methods) {
        bar.at(method.name(), step, n_steps);
        let training = window.contest.training();
        if !method.applies_to(training) {
            tell!("{} is left out: the items have no categories", method.name());
            continue;
        }
        // What one round took to tune and to learn serves the next, unless it is tuned by itself.
        let mut ready: Option<(Settings, Box<dyn Peer + '_>, Seconds)> = None;
        for (asked, judged) in window.rounds.iter().zip(&mut rounds) {
            if !method.is_tuned_for_all() {
                ready = None;
            }
            let (settings, peer, seconds) = match ready.take() {
                Some(ready) => ready,
                None => match prepared(window, method, &asked.round) {
                    Ok(ready) => ready,
                    Err(error) => {
                        tell!("{} is left out: {error}", method.name());
                        break;
                    }
                },
            };
            let began = Instant::now();
            let verdicts = window.contest.ask(&*peer, &asked.round);
            let answer = began.elapsed().as_secs_f64();
            judged.judged.push(Judged {
                ranker: Ranker::Peer(method),
                settings: settings.clone(),
                row: window.contest.row(&verdicts, &asked.round),
                seconds: Seconds { answer, ..seconds },
            });
            ready = Some((settings, peer, seconds));
        }
    }
    Ok(rounds)
}

/// `method`, tuned and taught, with the time that took.
fn prepared<'w>(
    window: &'w Window,
    method: Method,
    round: &Round,
) -> Result<(Settings, Box<dyn Peer + 'w>, Seconds), FitError> {
    let began = Instant::now();
    let settings = window.contest.tune(method, round);
    let tuned = Instant::now();
    let peer = method.fit(window.contest.training(), &settings)?;
    let tune = (tuned - began).as_secs_f64();
    let seconds = Seconds { tune, learn: tuned.elapsed().as_secs_f64(), answer: 0.0 };
    Ok((settings, peer, seconds))
}

/// The rounds with Dapei's own rows.
fn dapei(
    window: &Window,
    contestants: &Contestants,
    rules: Rules,
) -> anyhow::Result<Vec<JudgedRound>> {
    let began = Instant::now();
    let contest = &window.contest;
    let history = contest.training().history();
    let trained =
        train(history, &contestants.params, rules.threads, &|_| ()).context("training failed")?;
    let snapshot =
        Snapshot::decode(&trained.bytes).context("training made no readable snapshot")?;
    let learn = began.elapsed().as_secs_f64();
    let Places { explore, max_alike } = contestants.places;
    let judged = |ranker: Ranker, round: &Round, explore: usize, max_alike: usize| {
        let query = Query { explore, max_alike, ..Query::for_cart(Vec::new(), rules.k) };
        let began = Instant::now();
        let verdicts = contest.ask_dapei(&snapshot, round, &query, Asker::Nobody);
        let answer = began.elapsed().as_secs_f64();
        let seconds = Seconds { tune: 0.0, learn, answer };
        let row = contest.row(&verdicts, round);
        (Judged { ranker, settings: Settings::new(), row, seconds }, verdicts)
    };
    let judged_round = |AskedRound { mode, round }: &AskedRound| {
        let (own, untold) = judged(Ranker::Dapei, round, 0, max_alike);
        let mut rows = vec![own];
        if explore > 0 {
            rows.push(judged(Ranker::Exploring, round, explore, max_alike).0);
        }
        let uncapped = match max_alike {
            0 => rows[0].row.hits.clone(),
            _ => judged(Ranker::Dapei, round, 0, 0).0.row.hits,
        };
        let query = Query { max_alike, ..Query::for_cart(Vec::new(), rules.k) };
        let ask = |asker| contest.ask_dapei(&snapshot, round, &query, asker);
        let [untold, left_out, told] = [untold, ask(Asker::Purchases), ask(Asker::Customer)]
            .map(|all| contest.new_to_customers(&all, round));
        let customers = round.customers();
        let told = (0..customers.len()).filter_map(|at| {
            let (untold, left_out, told) = (untold[at]?, left_out[at]?, told[at]?);
            Some(Told { customer: customers[at], untold, left_out, told })
        });
        JudgedRound {
            told: told.collect(),
            mode: *mode,
            window: window.number,
            learnt_from: window.learnt_from,
            asked_about: window.asked_about,
            n_items: contest.training().n_items(),
            n_tuning_cases: contest.n_tuning_cases(),
            customers,
            is_cold: contest.is_cold(round),
            uncapped,
            judged: rows,
        }
    };
    Ok(window.rounds.iter().map(judged_round).collect())
}
