//! Whether fitted weights may serve: never worse than the best signal alone.

use std::num::NonZeroUsize;

use crate::metric::{Interval, Random, paired_interval};
use crate::rank::{Mix, Questions, Signal};

/// Places that count.
const PLACES: usize = 10;
/// Questions below which nothing is fitted and nothing is told apart: the defaults know more.
const FEWEST_QUESTIONS: usize = 100;
/// Draws the two halves of the customers, and the interval.
const SEED: u64 = 1;

/// Which weights serve carts of a size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Serves {
    /// Those fitted on the shop's own orders.
    Fitted,
    /// The defaults: too few orders were held back, or the fitted ones found less than the best signal alone.
    Defaults,
    /// The best signal alone, with a little of chance: the defaults too found less.
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

/// The mix for the `chosen` questions, held to `prior`, where it is not worse than the best signal: else
/// `defaults`, and where they are worse too, that signal.
///
/// Both halves of the customers are asked with the weights fitted on the other half. Costs three fits.
pub(super) fn judged(
    questions: &Questions,
    chosen: &[usize],
    prior: &Mix,
    defaults: &Mix,
    threads: NonZeroUsize,
) -> (Mix, Judged) {
    let mut scores = Vec::new();
    let mut hits = |numbers: &[usize], mix: &Mix| -> Vec<f64> {
        let is_hit = |&number: &usize| questions.is_hit(number, mix, PLACES, &mut scores);
        numbers.iter().map(is_hit).map(|is_hit| f64::from(u8::from(is_hit))).collect()
    };
    let is_first =
        |number: &usize| Random::new(SEED, questions.customer(*number).into()).below(2) == 0;
    // The first half of the customers, then the other.
    let (first, second): (Vec<usize>, Vec<usize>) = chosen.iter().partition(|n| is_first(n));
    let all = [first.clone(), second.clone()].concat();
    let rate = |hits: &[f64]| hits.iter().sum::<f64>() / hits.len().max(1) as f64;

    let (mut best, mut of_best) = (Signal::Pairs, hits(&all, &Mix::of(Signal::Pairs)));
    // What counts nothing by intent is no rival either.
    let counts = |signal: &Signal| prior.weights[*signal as usize] > 0.0;
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
    let mut of_fitted = hits(&first, &questions.fit(&second, prior, threads));
    of_fitted.extend(hits(&second, &questions.fit(&first, prior, threads)));
    let differences: Vec<f64> = of_fitted.iter().zip(&of_best).map(|(a, b)| a - b).collect();
    let customers: Vec<u32> = all.iter().map(|&number| questions.customer(number)).collect();
    judged.hit_rates[0] = rate(&of_fitted);
    judged.against_best = paired_interval(&differences, &customers, SEED);
    let [fitted, by_defaults, by_signal] = judged.hit_rates;
    if fitted >= by_signal {
        judged.serves = Serves::Fitted;
        (questions.fit(chosen, prior, threads), judged)
    } else if by_defaults >= by_signal {
        (*defaults, judged)
    } else {
        judged.serves = Serves::Signal(best);
        (nearly(best), judged)
    }
}

/// What one signal says, and a little of chance, so that what it does not know can be listed too.
fn nearly(signal: Signal) -> Mix {
    const CHANCE: f32 = 0.03;
    let mut mix = Mix::of(signal);
    mix.weights[signal as usize] -= CHANCE;
    mix.weights[Signal::Chance as usize] += CHANCE;
    mix
}
