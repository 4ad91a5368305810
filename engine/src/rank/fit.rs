//! Weights for one shop, from carts of which the next item is known.

use std::num::NonZeroUsize;
use std::ops::Range;

use super::candidates::{Candidate, N_SIGNALS, N_TRAITS};
use super::mix::Mix;
use crate::count::in_pieces;
use crate::linear::solved;

/// Carts that the default weights count as: with so many questions of its own, a shop's weights are
/// half its own.
pub(super) const PRIOR_CARTS: f64 = 30.0;
/// How strongly the exponents are held to their defaults, as a share of what a question says of them.
pub(super) const HOLD: f64 = 0.03;
/// Steps of the fit. On three windows of a gift shop twenty found nearly as many answers as forty.
const STEPS: usize = 30;
/// Questions a thread takes at once.
const QUESTIONS_AT_ONCE: usize = 64;

/// Carts, each with its candidates and which of them came next.
///
/// Costs 84 bytes a candidate.
#[derive(Debug, Default)]
pub struct Questions {
    candidates: Vec<Candidate>,
    ends: Vec<usize>,
    /// Where in its own candidates each question's answer stands.
    answers: Vec<usize>,
    /// Items of each cart.
    sizes: Vec<usize>,
    /// Whose each cart is.
    askers: Vec<Asker>,
}

/// Who asks, and what of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asker {
    /// Whoever asks: a number that other questions of the same one share.
    pub customer: u32,
    /// Drawn from what the cart and its answer are, and from nothing else.
    pub draw: u64,
}

impl Questions {
    /// Adds a cart of so many items with its candidates; nothing where `answer` is not among them.
    pub fn push(&mut self, candidates: &[Candidate], size: usize, answer: u32, asker: Asker) {
        let place = candidates.iter().position(|candidate| candidate.item == answer);
        if let Some(place) = place {
            self.candidates.extend_from_slice(candidates);
            self.ends.push(self.candidates.len());
            self.answers.push(place);
            self.sizes.push(size);
            self.askers.push(asker);
        }
    }

    /// Adds all questions of `other`.
    pub fn append(&mut self, other: Self) {
        let start = self.candidates.len();
        self.candidates.extend(other.candidates);
        self.ends.extend(other.ends.into_iter().map(|end| start + end));
        self.answers.extend(other.answers);
        self.sizes.extend(other.sizes);
        self.askers.extend(other.askers);
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub(super) fn get(&self, number: usize) -> (&[Candidate], usize) {
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        (&self.candidates[start..self.ends[number]], self.answers[number])
    }

    /// How many items the cart of the question has.
    ///
    /// # Panics
    ///
    /// Where there is no such question.
    #[must_use]
    pub fn size(&self, number: usize) -> usize {
        self.sizes[number]
    }

    /// The numbers of the questions about carts of these sizes.
    #[must_use]
    pub fn about(&self, sizes: Range<usize>) -> Vec<usize> {
        (0..self.len()).filter(|&number| sizes.contains(&self.sizes[number])).collect()
    }

    /// Who asks the question.
    ///
    /// # Panics
    ///
    /// Where there is no such question.
    #[must_use]
    pub fn asker(&self, number: usize) -> Asker {
        self.askers[number]
    }

    /// Whether `mix` ranks the answer of the question among the first `k`: with as many candidates that are
    /// equal to it before as behind it.
    ///
    /// # Panics
    ///
    /// Where there is no such question.
    #[must_use]
    pub fn is_hit(&self, number: usize, mix: &Mix, k: usize, scores: &mut Vec<f32>) -> bool {
        let (candidates, answer) = self.get(number);
        mix.score(candidates, scores);
        let own = scores[answer];
        let n_before = scores.iter().filter(|&&score| score > own).count();
        let n_equal = scores.iter().filter(|&&score| score == own).count();
        2 * n_before + n_equal < 2 * k
    }

    /// The mix under which the answers to the `chosen` questions are most likely, held to `prior`: the
    /// more questions, the less; `prior` itself where there are none.
    ///
    /// A step replaces the weights by the maximum of a function that lies below the likelihood and meets
    /// it where the weights are, so that the new weights make the answers no less likely; and moves the exponents
    /// by Newton's method, cut short where it would go far.
    ///
    /// The same for any number of threads. Costs some hundred operations a candidate and step.
    ///
    /// Source: Dempster, Laird, Rubin, *Maximum Likelihood from Incomplete Data via the EM Algorithm*,
    /// Journal of the Royal Statistical Society B 39(1), 1977, pages 1-38 (weights of a mixture); Hunter,
    /// Lange, *A Tutorial on MM Algorithms*, The American Statistician 58(1), 2004, pages 30-37 (its
    /// normalisation); the likelihood of a list's first place: Cao and others, *Learning to Rank: From
    /// Pairwise Approach to Listwise Approach*, ICML 2007, pages 129-136.
    #[must_use]
    pub fn fit(&self, chosen: &[usize], prior: &Mix, threads: NonZeroUsize) -> Mix {
        let mut mix = *prior;
        if chosen.is_empty() {
            return mix;
        }
        for _ in 0..STEPS {
            let heard = self.hear(&mix, chosen, threads);
            mix = heard.next(&mix, prior, chosen.len());
        }
        mix
    }

    /// What one pass over the `chosen` questions says about `mix`.
    fn hear(&self, mix: &Mix, chosen: &[usize], threads: NonZeroUsize) -> Heard {
        let pieces =
            in_pieces(chosen.len(), QUESTIONS_AT_ONCE, threads, Vec::new, |factors, range| {
                let mut heard = Heard::default();
                for &number in &chosen[range] {
                    let (candidates, answer) = self.get(number);
                    heard.listen(mix, candidates, answer, factors);
                }
                heard
            });
        let mut all = Heard::default();
        pieces.iter().for_each(|piece| all.add(piece));
        all
    }
}

/// Sums over questions.
#[derive(Debug, Clone, Default)]
struct Heard {
    /// How much of each answer's chance is each signal's.
    of_answers: [f64; N_SIGNALS],
    /// How much of all candidates' chances would be each signal's, were its weight 1.
    of_all: [f64; N_SIGNALS],
    /// Where the likelihood rises, by exponent.
    slope: [f64; N_TRAITS],
    /// How the traits vary together, as the mix sees the candidates.
    spread: [[f64; N_TRAITS]; N_TRAITS],
}

impl Heard {
    fn listen(
        &mut self,
        mix: &Mix,
        candidates: &[Candidate],
        answer: usize,
        factors: &mut Vec<f32>,
    ) {
        factors.clear();
        factors.extend(candidates.iter().map(|candidate| mix.factor(&candidate.traits)));
        let found = &candidates[answer];
        let mut by_signal = [0.0_f32; N_SIGNALS];
        let mut total = 0.0_f32;
        let mut means = [0.0_f32; N_TRAITS];
        let mut squares = [[0.0_f32; N_TRAITS]; N_TRAITS];
        for (candidate, &factor) in candidates.iter().zip(factors.iter()) {
            let likely = mix.chance(&candidate.chances) * factor;
            total += likely;
            for (sum, chance) in by_signal.iter_mut().zip(candidate.chances) {
                *sum += chance * factor;
            }
            // From the answer's own numbers on, so that no small difference of large numbers is left.
            let mut traits = candidate.traits;
            traits.iter_mut().zip(found.traits).for_each(|(number, own)| *number -= own);
            for (row, &first) in traits.iter().enumerate() {
                let weighted = likely * first;
                means[row] += weighted;
                for (sum, second) in squares[row].iter_mut().zip(traits) {
                    *sum += weighted * second;
                }
            }
        }
        let own = mix.chance(&found.chances);
        // A cart of which no signal knows anything says nothing of the weights.
        if !(total > 0.0 && own > 0.0) {
            return;
        }
        let share = |part: f32| f64::from(part / total);
        let spoken = mix.weights.iter().zip(found.chances);
        for (sum, (weight, chance)) in self.of_answers.iter_mut().zip(spoken) {
            *sum += f64::from(weight * chance / own);
        }
        self.of_all.iter_mut().zip(by_signal).for_each(|(sum, part)| *sum += share(part));
        for row in 0..N_TRAITS {
            self.slope[row] -= share(means[row]);
            for column in 0..N_TRAITS {
                self.spread[row][column] +=
                    share(squares[row][column]) - share(means[row]) * share(means[column]);
            }
        }
    }

    fn add(&mut self, other: &Self) {
        let add = |sum: &mut f64, part: &f64| *sum += part;
        self.of_answers.iter_mut().zip(&other.of_answers).for_each(|(s, p)| add(s, p));
        self.of_all.iter_mut().zip(&other.of_all).for_each(|(s, p)| add(s, p));
        self.slope.iter_mut().zip(&other.slope).for_each(|(s, p)| add(s, p));
        let cells = self.spread.iter_mut().flatten().zip(other.spread.iter().flatten());
        cells.for_each(|(s, p)| add(s, p));
    }

    /// The mix after one step.
    fn next(&self, mix: &Mix, prior: &Mix, n_questions: usize) -> Mix {
        let mut weights = prior.weights.map(|weight| PRIOR_CARTS * f64::from(weight));
        let heard = self.of_answers.iter().zip(&self.of_all);
        for (weight, (of_answers, of_all)) in weights.iter_mut().zip(heard) {
            *weight = (*weight + of_answers) / (of_all + PRIOR_CARTS);
        }
        let total: f64 = weights.iter().sum();

        let mut slope = self.slope;
        let mut spread = self.spread;
        for row in 0..N_TRAITS {
            // In units of the trait's own spread, and as if some more questions had spoken for the prior.
            let hold = (HOLD * n_questions as f64 + PRIOR_CARTS)
                * (self.spread[row][row] / n_questions as f64).max(LEAST_SPREAD);
            slope[row] -= hold * f64::from(mix.exponents[row] - prior.exponents[row]);
            spread[row][row] += hold;
        }
        let step = solved(spread, slope);
        let mut next = *mix;
        for (weight, fitted) in next.weights.iter_mut().zip(weights) {
            *weight = (fitted / total) as f32;
        }
        for (exponent, step) in next.exponents.iter_mut().zip(step) {
            *exponent += step.clamp(-LONGEST_STEP, LONGEST_STEP) as f32;
        }
        next
    }
}

/// A trait that does not vary is held where it is.
pub(super) const LEAST_SPREAD: f64 = 1e-4;
/// Newton's steps are cut where the likelihood is not yet like a parabola.
pub(super) const LONGEST_STEP: f64 = 0.5;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Random;
    use crate::rank::{Mixes, N_TASTES, Signal, Trait};

    const ASKER: Asker = Asker { customer: 7, draw: 3 };

    /// Carts of one item with twelve candidates each. Two signals speak of them by chance; the answer is
    /// drawn by the first three times of four, by the second else, and twice as readily where its price
    /// is near.
    fn drawn(n: usize) -> Questions {
        let mut random = Random::new(5, 0);
        let mut questions = Questions::default();
        for _ in 0..n {
            let mut candidates: Vec<Candidate> = (0..12_u32)
                .map(|item| Candidate {
                    item,
                    chances: [0.0; N_SIGNALS],
                    traits: [0.0; N_TRAITS],
                    tastes: [0.0; N_TASTES],
                    cold: 0.0,
                })
                .collect();
            for signal in [Signal::Pairs, Signal::Sales] {
                let numbers: Vec<f32> = (0..12).map(|_| random.below(100).pow(2) as f32).collect();
                let total: f32 = numbers.iter().sum();
                for (candidate, number) in candidates.iter_mut().zip(numbers) {
                    candidate.chances[signal as usize] = number / total;
                }
            }
            for candidate in &mut candidates {
                candidate.traits[Trait::PriceDistance as usize] = random.below(2) as f32;
            }
            let weight = |candidate: &Candidate| {
                let [pairs, sales] =
                    [Signal::Pairs, Signal::Sales].map(|s| candidate.chances[s as usize]);
                let is_far = candidate.traits[Trait::PriceDistance as usize] > 0.0;
                (0.75 * pairs + 0.25 * sales) * if is_far { 0.5 } else { 1.0 }
            };
            let total: f32 = candidates.iter().map(weight).sum();
            let mut at = random.below(1_000_000) as f32 / 1e6 * total;
            let answer = candidates.iter().position(|candidate| {
                at -= weight(candidate);
                at < 0.0
            });
            questions.push(&candidates, 1, answer.unwrap_or(11) as u32, ASKER);
        }
        questions
    }

    fn fit(questions: &Questions, threads: usize) -> Mix {
        let threads = NonZeroUsize::new(threads).unwrap();
        questions.fit(&questions.about(0..2), Mixes::defaults(1), threads)
    }

    /// The weight of the first signal that speaks, of both: none where the weight of the others goes.
    fn share_of_pairs(mix: &Mix) -> f32 {
        let [pairs, sales] = [Signal::Pairs, Signal::Sales].map(|s| mix.weights[s as usize]);
        pairs / (pairs + sales)
    }

    /// The mean logarithm of the answers' chances.
    fn likelihood(questions: &Questions, mix: &Mix) -> f64 {
        let mut scores = Vec::new();
        let of = |number: usize| {
            let (candidates, answer) = questions.get(number);
            Mix { cold: 0.0, ..*mix }.score(candidates, &mut scores);
            f64::from(scores[answer]).ln()
        };
        (0..questions.len()).map(of).sum::<f64>() / questions.len() as f64
    }

    #[test]
    fn the_weights_that_drew_the_answers_are_found() {
        let prior = Mixes::defaults(1);
        let mix = fit(&drawn(20_000), 2);
        assert!((share_of_pairs(&mix) - 0.75).abs() < 0.03, "{mix:?}");
        let price = mix.exponents[Trait::PriceDistance as usize];
        assert!((price + 2.0_f32.ln()).abs() < 0.05, "{price}");
        // Of signals and traits that no question has, nothing is learnt.
        let ratio =
            |mix: &Mix| mix.weights[Signal::Category as usize] / mix.weights[Signal::Owed as usize];
        assert!((ratio(&mix) - ratio(prior)).abs() < 1e-3);
        assert_eq!(mix.exponents[Trait::WeekTrend as usize], prior.exponents[1]);
    }

    #[test]
    fn fitting_makes_the_answers_likelier_on_other_carts_too() {
        let (learnt, others) = (drawn(600), drawn(2_000));
        let (prior, mix) = (Mixes::defaults(1), fit(&learnt, 1));
        assert!(likelihood(&learnt, &mix) > likelihood(&learnt, prior));
        assert!(likelihood(&others, &mix) > likelihood(&others, prior));
    }

    #[test]
    fn the_threads_change_nothing() {
        let questions = drawn(300);
        assert_eq!(fit(&questions, 1), fit(&questions, 3));
    }

    #[test]
    fn few_questions_leave_what_is_believed_without_any() {
        let prior = Mixes::defaults(1);
        assert_eq!(fit(&Questions::default(), 1), *prior);
        let (near, far) = (fit(&drawn(50), 1), fit(&drawn(5_000), 1));
        let (prior, near, far) =
            (share_of_pairs(prior), share_of_pairs(&near), share_of_pairs(&far));
        assert!(far < near && near < prior, "{prior} {near} {far}");
    }

    #[test]
    fn an_answer_is_a_hit_among_the_first_with_half_of_its_equals_before_it() {
        let candidate = |item: u32, chance: f32| {
            let mut chances = [0.0; N_SIGNALS];
            chances[Signal::Pairs as usize] = chance;
            Candidate { item, chances, traits: [0.0; N_TRAITS], tastes: [0.0; N_TASTES], cold: 0.0 }
        };
        let candidates: Vec<Candidate> =
            [(0, 0.4), (1, 0.2), (2, 0.2), (3, 0.2), (4, 0.0)].map(|(i, c)| candidate(i, c)).into();
        let mut questions = Questions::default();
        for answer in [0, 2, 4] {
            questions.push(&candidates, 1, answer, ASKER);
        }
        let mix = Mix::of(Signal::Pairs);
        let hits = |k| [0, 1, 2].map(|number| questions.is_hit(number, &mix, k, &mut Vec::new()));
        assert_eq!(hits(1), [true, false, false]);
        assert_eq!(hits(2), [true, false, false]);
        assert_eq!(hits(3), [true, true, false]);
        assert_eq!(hits(5), [true; 3]);
        assert_eq!((questions.about(1..2), questions.asker(2)), (vec![0, 1, 2], ASKER));
        assert!(questions.about(2..9).is_empty());
    }

    #[test]
    fn an_answer_that_is_no_candidate_asks_nothing() {
        let mut questions = Questions::default();
        questions.push(&[], 1, 3, ASKER);
        assert!(questions.is_empty());
    }
}
