//! Whether fitted weights may serve: not where the best signal alone is better for certain.

use std::num::NonZeroUsize;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::metric::{Interval, paired_interval};
use crate::rank::{Asker, Mix, Mixes, N_SIGNALS, N_TASTES, Questions, Signal};

/// Places that count.
const PLACES: usize = 10;
/// Questions below which nothing is fitted and nothing is told apart: the defaults know more.
const FEWEST_QUESTIONS: usize = 100;
/// What is left of the mixes that hear less: all but what sells or is looked at whatever the cart, and pairs
/// alone; chance, so that what they do not know can be listed too. Where much is bought at random, the likeliest mix
/// hears what sells, and that drives what goes with the cart out of the first places.
const LESS: [(Serves, &[Signal]); 2] = [
    (
        Serves::WithoutSales,
        &[
            Signal::Pairs,
            Signal::RecentPairs,
            Signal::FocusedPairs,
            Signal::Owed,
            Signal::OwedAtAll,
            Signal::BasketKnn,
            Signal::Category,
            Signal::Chance,
        ],
    ),
    (Serves::Pairs, &[Signal::Pairs, Signal::Owed, Signal::OwedAtAll, Signal::Chance]),
];
/// Draws the interval.
const SEED: u64 = 1;

/// Which weights serve carts of a size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Serves {
    /// Those fitted on the shop's own orders.
    Fitted,
    /// The same without what sells or is looked at whatever the cart: they found more.
    WithoutSales,
    /// The same of pairs alone, with a little of chance: they found more in either half of the customers.
    Pairs,
    /// The defaults: too few orders were held back, or they found no less than the best signal where the
    /// fitted ones found less for certain.
    Defaults,
    /// The best signal alone, with a little of chance: fitted weights found less for certain, and the
    /// defaults less.
    Signal(Signal),
}

/// What was found on the way to a mix. Hits are of questions that no weight was fitted on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// Questions whose answer is among the candidates.
    pub n_questions: usize,
    /// The share of them that each finds among the first ten: fitted weights, the defaults, the best signal.
    pub hit_rates: [f64; 3],
    /// That signal.
    pub best: Signal,
    /// Fitted weights against it, paired, by customer; nothing where none were fitted.
    pub against_best: Option<Interval>,
    /// What serves.
    pub serves: Serves,
}

/// What the fit of a size is held to: by which half of the customers it was fitted on, and by all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prior {
    /// By the questions of the first half alone, and of the second.
    pub(super) halves: [Mix; 2],
    /// By all questions.
    pub(super) all: Mix,
}

impl Prior {
    /// Without any question: the same for everybody.
    pub(super) fn given(mix: Mix) -> Self {
        Self { halves: [mix; 2], all: mix }
    }

    /// What serves all the `chosen` questions, held to `given`.
    pub(super) fn fitted(
        questions: &Questions,
        chosen: &[usize],
        given: &Mix,
        threads: NonZeroUsize,
    ) -> Self {
        let halves = halves(questions, chosen);
        Self {
            halves: halves.map(|half| questions.fit(&half, given, threads)),
            all: questions.fit(chosen, given, threads),
        }
    }
}

/// The questions of either half of the customers. All questions of a customer are in one half, which depends on
/// what they ask and not on who comes first in a file.
fn halves(questions: &Questions, chosen: &[usize]) -> [Vec<usize>; 2] {
    let mut draw_of: HashMap<u32, u64, FixedState> = HashMap::default();
    for number in 0..questions.len() {
        let Asker { customer, draw } = questions.asker(number);
        let least = draw_of.entry(customer).or_insert(draw);
        *least = draw.min(*least);
    }
    let is_first = |number: &usize| draw_of[&questions.asker(*number).customer].is_multiple_of(2);
    let (first, second) = chosen.iter().partition(|number| is_first(number));
    [first, second]
}

/// The mix for the `chosen` questions, held to `prior`, unless the best signal alone finds more for certain:
/// the paired interval of the difference lies below 0. Then it is `defaults` where they find no less than that
/// signal, else the signal. Where all signals together are not better than the best one for certain, it is
/// the mix without what sells if that finds more, or that of pairs alone if it finds still more, and more than all
/// in either half of the customers.
///
/// Both halves of the customers are asked with the weights fitted on the other half. Costs three fits, or seven.
pub(super) fn judged(
    questions: &Questions,
    chosen: &[usize],
    prior: &Prior,
    defaults: &Mix,
    threads: NonZeroUsize,
) -> (Mix, Judged) {
    let mut scores = Vec::new();
    let mut hits = |numbers: &[usize], mix: &Mix| -> Vec<f64> {
        let is_hit = |&number: &usize| questions.is_hit(number, mix, PLACES, &mut scores);
        numbers.iter().map(is_hit).map(|is_hit| f64::from(u8::from(is_hit))).collect()
    };
    let [first, second] = halves(questions, chosen);
    let all = [first.clone(), second.clone()].concat();
    // An empty sum is -0.
    let rate = |hits: &[f64]| (0.0 + hits.iter().sum::<f64>()) / hits.len().max(1) as f64;

    let (mut best, mut of_best) = (Signal::Chance, hits(&all, &Mix::of(Signal::Chance)));
    // What counts nothing by intent is no rival either.
    let counts = |signal: &Signal| defaults.weights[*signal as usize] > 0.0;
    for signal in Signal::ALL.into_iter().filter(counts) {
        let of_signal = hits(&all, &Mix::of(signal));
        if rate(&of_signal) > rate(&of_best) {
            (best, of_best) = (signal, of_signal);
        }
    }
    let of_defaults = hits(&all, defaults);
    let mut judged = Judged {
        n_questions: all.len(),
        hit_rates: [0.0, rate(&of_defaults), rate(&of_best)],
        best,
        against_best: None,
        serves: Serves::Defaults,
    };
    if all.len() < FEWEST_QUESTIONS {
        return (*defaults, judged);
    }
    let mut of_halves = |[by_first, by_second]: &[Mix; 2]| {
        let fitted = |half: &[usize], prior: &Mix| questions.fit(half, prior, threads);
        [hits(&first, &fitted(&second, by_second)), hits(&second, &fitted(&first, by_first))]
    };
    let customers: Vec<u32> = all.iter().map(|&n| questions.asker(n).customer).collect();
    let against_best = |of_fitted: &[Vec<f64>; 2]| {
        let of_fitted = of_fitted.iter().flatten();
        let differences: Vec<f64> = of_fitted.zip(&of_best).map(|(a, b)| a - b).collect();
        paired_interval(&differences, &customers, SEED)
    };
    let mut of_fitted = of_halves(&prior.halves);
    judged.against_best = against_best(&of_fitted);
    let (mut fits, mut held_to) = (Serves::Fitted, prior.all);
    // Where all signals together are better than the best one for certain, nothing else is tried.
    if judged.against_best.is_some_and(|against| against.low <= 0.0) {
        let of_all = of_fitted.each_ref().map(|hits| rate(hits));
        for (serves, kept) in LESS {
            let less = |mix: &Mix| of_signals(mix, kept);
            let [Some(by_first), Some(by_second)] = prior.halves.each_ref().map(less) else {
                continue;
            };
            let Some(by_all) = less(&prior.all) else { continue };
            let found = of_halves(&[by_first, by_second]);
            let is_more = |(less, all): (&Vec<f64>, f64)| rate(less) > all;
            // Pairs alone know the least: both halves are to say so.
            let is_sure = serves != Serves::Pairs || found.iter().zip(of_all).all(is_more);
            if is_sure && rate(&found.concat()) > rate(&of_fitted.concat()) {
                judged.against_best = against_best(&found);
                (fits, held_to, of_fitted) = (serves, by_all, found);
            }
        }
    }
    judged.hit_rates[0] = rate(&of_fitted.concat());
    let [_, by_defaults, by_signal] = judged.hit_rates;
    // The best of many signals is in part the luckiest, and so is one of two mixes: fitted weights are
    // worse only where the whole interval says so.
    let is_worse = judged.against_best.is_some_and(|against| against.high < 0.0);
    if !is_worse {
        judged.serves = fits;
        (questions.fit(chosen, &held_to, threads), judged)
    } else if by_defaults >= by_signal {
        (*defaults, judged)
    } else {
        judged.serves = Serves::Signal(best);
        (nearly(best, defaults), judged)
    }
}

/// How much taste counts: as the questions of known customers say, where it finds no fewer of what is new to
/// them than none would; else not at all. With the hits, without taste and with it, of customers that no exponent was
/// fitted on.
pub(super) fn judged_tastes(
    questions: &Questions,
    mixes: &Mixes,
    threads: NonZeroUsize,
) -> ([f32; N_TASTES], Option<[f64; 2]>) {
    let prior = mixes.0[0].tastes;
    let all: Vec<usize> = (0..questions.len()).collect();
    if all.len() < FEWEST_QUESTIONS {
        return (prior, None);
    }
    let mut scores = Vec::new();
    let mut n_hits = |numbers: &[usize], tastes: [f32; N_TASTES]| {
        let is_hit = |&&number: &&usize| {
            let mix = Mix { tastes, ..*mixes.of(questions.size(number)) };
            questions.is_hit(number, &mix, PLACES, &mut scores)
        };
        numbers.iter().filter(is_hit).count() as f64
    };
    let [first, second] = halves(questions, &all);
    let fit = |numbers: &[usize]| questions.fit_tastes(numbers, mixes, prior, threads);
    let without = n_hits(&all, [0.0; N_TASTES]);
    let with = n_hits(&first, fit(&second)) + n_hits(&second, fit(&first));
    let tastes = if with < without { [0.0; N_TASTES] } else { fit(&all) };
    let n_questions = all.len() as f64;
    (tastes, Some([without / n_questions, with / n_questions]))
}

/// `mix` of the `kept` signals alone, their weights 1 together; nothing where they count nothing.
fn of_signals(mix: &Mix, kept: &[Signal]) -> Option<Mix> {
    let mut of_kept = Mix { weights: [0.0; N_SIGNALS], ..*mix };
    kept.iter().for_each(|&signal| of_kept.weights[signal as usize] = mix.weights[signal as usize]);
    let total: f32 = of_kept.weights.iter().sum();
    of_kept.weights.iter_mut().for_each(|weight| *weight /= total);
    (total > mix.weights[Signal::Chance as usize]).then_some(of_kept)
}

/// What one signal says, and what `defaults` give to chance, so that what it does not know can be listed too.
fn nearly(signal: Signal, defaults: &Mix) -> Mix {
    let chance = defaults.weights[Signal::Chance as usize];
    let mut mix = Mix { tastes: defaults.tastes, ..Mix::of(signal) };
    mix.weights[signal as usize] -= chance;
    mix.weights[Signal::Chance as usize] += chance;
    mix
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Random;
    use crate::rank::{Candidate, N_TRAITS};

    const THREADS: NonZeroUsize = NonZeroUsize::MIN;

    /// Questions about twenty candidates each, every one of a customer of its own. `answer` says which candidate is
    /// the answer of a question; `says` what the signals say of a candidate.
    fn questions(
        n: usize,
        answer: impl Fn(usize) -> u32,
        says: impl Fn(usize, u32) -> Vec<(Signal, f32)>,
    ) -> Questions {
        let mut questions = Questions::default();
        for number in 0..n {
            let candidate = |item: u32| {
                let mut chances = [0.0; N_SIGNALS];
                says(number, item).into_iter().for_each(|(s, chance)| chances[s as usize] = chance);
                chances[Signal::Chance as usize] = 0.05;
                Candidate {
                    item,
                    chances,
                    traits: [0.0; N_TRAITS],
                    tastes: [0.0; N_TASTES],
                    cold: 0.0,
                }
            };
            let candidates: Vec<Candidate> = (0..20).map(candidate).collect();
            let draw = Random::new(number as u64, 0).draw();
            let asker = Asker { customer: number as u32, draw };
            questions.push(&candidates, 1, answer(number), asker);
        }
        questions
    }

    fn judge(questions: &Questions, defaults: Mix) -> (Mix, Judged) {
        let chosen = questions.about(0..9);
        judged(questions, &chosen, &Prior::given(defaults), &defaults, THREADS)
    }

    /// The first ten candidates are what sales say, the last ten what pairs say; the answer is the third of
    /// either, by turns.
    fn of_two_kinds(n: usize) -> Questions {
        let says = |_, item: u32| {
            let is_pair = item >= 10;
            vec![(if is_pair { Signal::Pairs } else { Signal::Sales }, 0.1)]
        };
        questions(n, |number| if number % 4 == 0 { 2 } else { 12 }, says)
    }

    #[test]
    fn fitted_weights_serve_where_no_signal_alone_is_better_for_certain() {
        let (mix, judged) = judge(&of_two_kinds(400), *Mixes::defaults(1));
        assert_eq!(judged.serves, Serves::Fitted, "{judged:?}");
        assert_eq!((judged.n_questions, judged.best), (400, Signal::Pairs));
        assert!(judged.hit_rates[0] >= judged.hit_rates[2]);
        assert!(judged.against_best.is_some());
        assert!(mix.weights[Signal::Pairs as usize] > mix.weights[Signal::Sales as usize]);
    }

    #[test]
    fn a_mix_without_sales_serves_where_what_sells_drives_them_out_of_the_first_places() {
        // Pairs put the answer of every other question at the tenth place; the others are anything that
        // sells.
        let says = |_, item: u32| match item {
            0 => vec![(Signal::Pairs, 0.08)],
            1..=10 => vec![(Signal::Sales, 0.1)],
            _ => vec![(Signal::Pairs, 0.92 / 9.0)],
        };
        let answer = |n: usize| if n.is_multiple_of(2) { 0 } else { 1 + (n / 2 % 10) as u32 };
        let (mix, judged) = judge(&questions(400, answer, says), *Mixes::defaults(1));
        assert_eq!(judged.serves, Serves::WithoutSales, "{judged:?}");
        assert_eq!((judged.best, judged.hit_rates[0]), (Signal::Pairs, judged.hit_rates[2]));
        assert_eq!(mix.weights[Signal::Sales as usize], 0.0);
        assert!((mix.weights.iter().sum::<f32>() - 1.0).abs() < 1e-6);
    }

    /// In one half of the questions pairs are sure of the answer, the first candidate, and sales of eleven others; in
    /// the other half it is the other way round. Late pairs are a little sure of the answer, always.
    fn of_two_halves(number: usize, item: u32) -> Vec<(Signal, f32)> {
        let is_first = Random::new(number as u64, 0).draw().is_multiple_of(2);
        let (own, other) =
            if is_first { (Signal::Pairs, Signal::Sales) } else { (Signal::Sales, Signal::Pairs) };
        match item {
            0 => vec![(own, 1.0), (Signal::RecentPairs, 1e-3)],
            1..12 => vec![(other, 1.0 / 11.0)],
            _ => Vec::new(),
        }
    }

    /// A mix that each half leads away from the answers of the other.
    fn mostly_pairs() -> Mix {
        let mut mix = Mix::of(Signal::Pairs);
        for (signal, weight) in [(Signal::Sales, 1e-4), (Signal::RecentPairs, 0.01)] {
            mix.weights[signal as usize] = weight;
        }
        mix
    }

    #[test]
    fn a_signal_serves_alone_where_it_finds_more_than_any_mix() {
        let (mix, judged) = judge(&questions(400, |_| 0, of_two_halves), mostly_pairs());
        assert_eq!(judged.serves, Serves::Signal(Signal::RecentPairs), "{judged:?}");
        assert!(judged.hit_rates[0] < judged.hit_rates[2]);
        assert!(mix.weights[Signal::RecentPairs as usize] > 0.9);
    }

    #[test]
    fn the_defaults_serve_where_they_find_no_less_than_the_best_signal_and_fitted_weights_less() {
        let questions = questions(400, |_| 0, of_two_halves);
        let mut defaults = Mix::of(Signal::RecentPairs);
        for (signal, weight) in [(Signal::Pairs, 1e-6), (Signal::Sales, 1e-6)] {
            defaults.weights[signal as usize] = weight;
        }
        // The fit is held to what either half leads astray.
        let (prior, chosen) = (Prior::given(mostly_pairs()), questions.about(0..9));
        let (mix, judged) = judged(&questions, &chosen, &prior, &defaults, THREADS);
        assert_eq!((judged.serves, judged.best), (Serves::Defaults, Signal::RecentPairs));
        let [by_fitted, by_defaults, by_best] = judged.hit_rates;
        assert!(by_fitted < by_best && by_defaults >= by_best, "{judged:?}");
        assert!(judged.against_best.is_some_and(|against| against.high < 0.0), "{judged:?}");
        assert_eq!(mix, defaults);
    }

    #[test]
    fn few_questions_leave_the_defaults() {
        let (mix, judged) = judge(&of_two_kinds(FEWEST_QUESTIONS - 1), *Mixes::defaults(1));
        assert_eq!((mix, judged.serves), (*Mixes::defaults(1), Serves::Defaults));
        assert_eq!(judged.against_best, None);
    }

    #[test]
    fn who_comes_first_changes_no_half() {
        let questions = of_two_kinds(50);
        let [first, second] = halves(&questions, &questions.about(0..9));
        assert_eq!(first.len() + second.len(), 50);
        assert!(!first.is_empty() && !second.is_empty());
        let is_first = |number: usize| questions.asker(number).draw.is_multiple_of(2);
        assert!(first.iter().all(|&number| is_first(number)));
        assert!(second.iter().all(|&number| !is_first(number)));
    }
}
