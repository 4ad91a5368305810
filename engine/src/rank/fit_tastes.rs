//! How much a customer's taste counts in one shop, from carts of known customers.

use std::num::NonZeroUsize;

use super::fit::{HOLD, LEAST_SPREAD, LONGEST_STEP, PRIOR_CARTS, Questions};
use super::mix::{Mix, Mixes};
use super::taste::N_TASTES;
use crate::count::in_pieces;
use crate::linear::solved;

/// Steps of Newton's method: the likelihood has one peak, and is near a parabola there.
const STEPS: usize = 10;
/// Questions a thread takes at once.
const QUESTIONS_AT_ONCE: usize = 64;

/// Where the likelihood rises, and how it curves.
#[derive(Debug, Clone, Copy, Default)]
struct Slope {
    slope: [f64; N_TASTES],
    spread: [[f64; N_TASTES]; N_TASTES],
}

impl Questions {
    /// The exponents of [`Taste`](super::Taste) under which the answers to the `chosen` questions are most likely,
    /// all else as `mixes` have it, held to `prior` as [`Self::fit`] holds the others; `prior` itself where
    /// there are no questions.
    ///
    /// The same for any number of threads. Costs some ten operations a candidate and step.
    #[must_use]
    pub fn fit_tastes(
        &self,
        chosen: &[usize],
        mixes: &Mixes,
        prior: [f32; N_TASTES],
        threads: NonZeroUsize,
    ) -> [f32; N_TASTES] {
        let mut tastes = prior;
        let n_questions = chosen.len() as f64;
        for _ in 0..if chosen.is_empty() { 0 } else { STEPS } {
            let pieces = in_pieces(
                chosen.len(),
                QUESTIONS_AT_ONCE,
                threads,
                || (),
                |(), range| {
                    let mut sum = Slope::default();
                    for &number in &chosen[range] {
                        let mix = Mix { tastes, ..*mixes.of(self.size(number)) };
                        sum.listen(self, number, &mix);
                    }
                    sum
                },
            );
            let mut all = Slope::default();
            pieces.iter().for_each(|piece| all.add(piece));
            for row in 0..N_TASTES {
                let hold = (HOLD * n_questions + PRIOR_CARTS)
                    * (all.spread[row][row] / n_questions).max(LEAST_SPREAD);
                all.slope[row] -= hold * f64::from(tastes[row] - prior[row]);
                all.spread[row][row] += hold;
            }
            for (taste, step) in tastes.iter_mut().zip(solved(all.spread, all.slope)) {
                *taste += step.clamp(-LONGEST_STEP, LONGEST_STEP) as f32;
            }
        }
        tastes
    }
}

impl Slope {
    fn listen(&mut self, questions: &Questions, number: usize, mix: &Mix) {
        let (candidates, answer) = questions.get(number);
        let found = candidates[answer].tastes;
        let mut total = 0.0_f32;
        let mut means = [0.0_f32; N_TASTES];
        let mut squares = [[0.0_f32; N_TASTES]; N_TASTES];
        for candidate in candidates {
            let likely = mix.likely(candidate);
            total += likely;
            let mut tastes = candidate.tastes;
            tastes.iter_mut().zip(found).for_each(|(number, own)| *number -= own);
            for (row, &first) in tastes.iter().enumerate() {
                means[row] += likely * first;
                for (sum, second) in squares[row].iter_mut().zip(tastes) {
                    *sum += likely * first * second;
                }
            }
        }
        if !(total > 0.0 && total.is_finite()) {
            return;
        }
        let share = |part: f32| f64::from(part / total);
        for row in 0..N_TASTES {
            self.slope[row] -= share(means[row]);
            for column in 0..N_TASTES {
                self.spread[row][column] +=
                    share(squares[row][column]) - share(means[row]) * share(means[column]);
            }
        }
    }

    fn add(&mut self, other: &Self) {
        self.slope.iter_mut().zip(other.slope).for_each(|(sum, part)| *sum += part);
        let cells = self.spread.iter_mut().flatten().zip(other.spread.iter().flatten());
        cells.for_each(|(sum, part)| *sum += part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Random;
    use crate::rank::{Asker, Candidate, N_SIGNALS, N_TRAITS, Signal, Taste};

    /// Carts of twelve candidates of which chance alone speaks; an item of a wanted category is the answer
    /// twice as readily as any other.
    fn drawn(n: usize) -> Questions {
        let mut random = Random::new(8, 0);
        let mut questions = Questions::default();
        for _ in 0..n {
            let mut candidates: Vec<Candidate> = (0..12)
                .map(|item| {
                    let mut chances = [0.0; N_SIGNALS];
                    chances[Signal::Chance as usize] = 1.0 / 12.0;
                    let mut tastes = [0.0; N_TASTES];
                    tastes[Taste::Category as usize] = random.below(2) as f32;
                    Candidate { item, chances, traits: [0.0; N_TRAITS], tastes, cold: 0.0 }
                })
                .collect();
            let weight = |candidate: &Candidate| 1.0 + candidate.tastes[0];
            let total: f32 = candidates.iter().map(weight).sum();
            let mut at = random.below(1_000_000) as f32 / 1e6 * total;
            let answer = candidates.iter().position(|candidate| {
                at -= weight(candidate);
                at < 0.0
            });
            let answer = answer.unwrap_or(11) as u32;
            candidates.rotate_left(random.below(12));
            questions.push(&candidates, 1, answer, Asker { customer: 7, draw: 3 });
        }
        questions
    }

    #[test]
    fn the_taste_that_drew_the_answers_is_found() {
        let questions = drawn(20_000);
        let chosen = questions.about(0..2);
        let fit = |threads| {
            let threads = NonZeroUsize::new(threads).unwrap();
            questions.fit_tastes(&chosen, &Mixes::default(), [0.0; N_TASTES], threads)
        };
        let [category, brand, price] = fit(2);
        // Held to 0 by three hundredths.
        assert!((category - 2.0_f32.ln() / 1.03).abs() < 0.03, "{category}");
        assert_eq!([brand, price], [0.0; 2]);
        assert_eq!(fit(1), fit(3));
        let prior = [0.1, 0.2, 0.3];
        let unasked = questions.fit_tastes(&[], &Mixes::default(), prior, NonZeroUsize::MIN);
        assert_eq!(unasked, prior);
    }
}
