//! How much each signal counts in this shop: fitted on orders that were held back.

use std::num::NonZeroUsize;
use std::ops::Range;

use super::gate::{self, Judged, Prior};
use super::params::CheckedTrainParams;
use super::{TrainError, graph_partners};
use crate::count::{Baskets, bought, in_pieces};
use crate::holdout::{Case, Mode, TEST_SHARE, questions, windows};
use crate::metric::Random;
use crate::rank::{
    Asker, Candidates, CartSize, Mixes, N_CART_SIZES, Questions, Rows, Signal, SignalTables,
    Signals, Voice,
};
use crate::words::History;

/// Orders before a window that are learnt from, at most, the newest ones: more of them would change the
/// weights little, and take as long as the training itself.
const MOST_LEARNT: usize = 300_000;
/// Draws what is hidden.
const SEED: u64 = 1;
/// Questions a thread takes at once.
const CASES_AT_ONCE: usize = 16;

/// What fitting was done on.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct FitReport {
    /// Questions about carts of one item, and of more.
    pub n_questions: [u64; 2],
    /// What came of each size of cart; nothing where nothing was asked.
    pub judged: [Option<Judged>; N_CART_SIZES],
    /// Questions of known customers whose answer is new to them.
    pub n_questions_of_customers: u64,
    /// The share of their answers found among the first ten without taste and with it; nothing where they are too few.
    pub hit_rates_of_tastes: Option<[f64; 2]>,
}

/// The mixes for `history`: its newest orders are asked about, window after window, by what the orders
/// before each say; the defaults where there are too few.
///
/// Costs a training without evidence for each window, and the fit.
pub(super) fn fitted(
    history: &History,
    params: &CheckedTrainParams,
    threads: NonZeroUsize,
) -> Result<(Mixes, FitReport), TrainError> {
    let mut report = FitReport::default();
    // Of visits that nobody told nothing can be heard.
    let unheard: &[Signal] = if history.views.is_empty() { &[Signal::Visits] } else { &[] };
    let defaults = Mixes::default().without(&[&params.without[..], unheard].concat());
    let mut mixes = defaults;
    let n_windows = usize::from(params.fit_windows);
    if n_windows == 0 || params.fit_questions == 0 {
        return Ok((mixes, report));
    }
    let Ok(splits) = windows(&history.orders, TEST_SHARE, n_windows, SEED) else {
        return Ok((mixes, report));
    };
    let most = (params.fit_questions as usize).div_ceil(n_windows);
    let mut asked = [Questions::default(), Questions::default()];
    let mut of_customers = Questions::default();
    for split in splits {
        let learnt = &split.train[split.train.len().saturating_sub(MOST_LEARNT)..];
        let part = history.part(learnt)?;
        let shop = Shop::learn(&part.history, params, threads)?;
        for (kind, mode) in [Mode::OneKnown, Mode::Rest].into_iter().enumerate() {
            let sold = shop.baskets.n_orders_with();
            let cases =
                questions(&history.orders, &split.test, &part.index_of, sold, mode, most, SEED);
            report.n_questions[kind] += cases.len() as u64;
            for [anonymous, known] in shop.ask(&cases, threads) {
                asked[kind].append(anonymous);
                of_customers.append(known);
            }
        }
    }
    let [one, several] = &asked;
    let mut judge = |size: CartSize, questions: &Questions, sizes: Range<usize>, prior: &Prior| {
        let (chosen, place) = (questions.about(sizes), size as usize);
        let default = &defaults.0[place];
        let (mix, judged) = gate::judged(questions, &chosen, prior, default, threads);
        mixes.0[place] = mix;
        report.judged[place] = Some(judged);
    };
    judge(CartSize::One, one, 0..2, &Prior::given(*defaults.of(1)));
    // Carts of one size are few: they are held to what serves all larger ones, and neighbours count.
    let all = several.about(2..usize::MAX);
    let whole = Prior::fitted(several, &all, defaults.of(2), threads);
    for (size, sizes) in [
        (CartSize::Two, 2..5),
        (CartSize::Few, 2..11),
        (CartSize::Several, 5..32),
        (CartSize::Many, 12..usize::MAX),
    ] {
        judge(size, several, sizes, &whole);
    }
    let (tastes, hit_rates) = gate::judged_tastes(&of_customers, &mixes, threads);
    mixes.0.iter_mut().for_each(|mix| mix.tastes = tastes);
    report.n_questions_of_customers = of_customers.len() as u64;
    report.hit_rates_of_tastes = hit_rates;
    Ok((mixes, report))
}

/// What ranking needs of a part of the orders.
struct Shop {
    baskets: Baskets,
    pairs: Rows,
    signals: Signals,
}

impl Shop {
    fn learn(
        history: &History,
        params: &CheckedTrainParams,
        threads: NonZeroUsize,
    ) -> Result<Self, TrainError> {
        let n_items = history.vocabulary.len();
        let rules = params.basket_rules();
        let baskets = Baskets::new(&history.orders, n_items, &rules)?;
        let pairs = Rows::from(graph_partners(&baskets, params, threads));
        let tables = SignalTables::learn(history, &baskets, &rules, params.ridge_items, threads)?;
        let n_with = baskets.n_orders_with();
        let signals = Signals::new(tables, pairs.borrow(), &history.catalog, n_with)?;
        Ok(Self { baskets, pairs, signals })
    }

    /// The candidates of each case as if nobody was known; and as its customer would be answered, where one
    /// is known to whom the answer is new.
    fn ask(&self, cases: &[Case], threads: NonZeroUsize) -> Vec<[Questions; 2]> {
        in_pieces(cases.len(), CASES_AT_ONCE, threads, Candidates::default, |candidates, range| {
            let mut found = [Questions::default(), Questions::default()];
            let mut purchases = Vec::new();
            for case in &cases[range] {
                let cart: Vec<Voice> = case.known.iter().map(|item| (item.0, 1.0)).collect();
                let hidden = case.hidden[0].0;
                let draw = |drawn, item: u32| Random::new(drawn, item.into()).draw();
                let draw = cart.iter().map(|&(item, _)| item).chain([hidden]).fold(SEED, draw);
                let asker = Asker { customer: case.customer, draw };
                let mut read = |bought: &[u32]| {
                    let blocked = cart.iter().map(|&(item, _)| item).chain(bought.iter().copied());
                    let pairs = self.pairs.borrow();
                    let (pool, _) = candidates.read(pairs, &self.signals, &cart, bought, blocked);
                    found[usize::from(!bought.is_empty())].push(pool, cart.len(), hidden, asker);
                };
                read(&[]);
                if case.is_named {
                    bought(&self.baskets, case.customer, &mut purchases);
                    let items: Vec<u32> = purchases.iter().map(|&(item, ..)| item).collect();
                    if !items.is_empty() && !items.contains(&hidden) {
                        read(&items);
                    }
                }
            }
            found
        })
    }
}
