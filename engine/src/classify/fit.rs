//! Weights fitted on pairs of which somebody knows the function.

use super::features::{Features, N_FEATURES};
use super::table::{Weights, spread};
use crate::linear::solved;
use crate::relation::Function;

/// A pair of which somebody knows the function.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Labelled {
    /// What is known of the pair otherwise.
    pub features: Features,
    /// What it is.
    pub function: Function,
}

/// Functions that have weights; `none` is what they are held against.
const N_FUNCTIONS: usize = Function::ALL.len() - 1;
/// All weights in one row, function after function.
const N_WEIGHTS: usize = N_FUNCTIONS * N_FEATURES;
/// How firmly each weight, in units of its feature's spread, is held to the prior: as by so many
/// labels that are in doubt by half.
const HOLD: f64 = 0.3;
/// The weight of what is always 1 follows the labels so much more freely: how common a function is
/// differs from shop to shop.
const FREEDOM_OF_ALWAYS: f64 = 30.0;
/// With fewer independent labels than this the hold is firmer, by the square of how many fewer;
/// that of what is always 1 by the cube.
const FEW_LABELS: f64 = 50.0;
/// Steps of Newton's method; it takes about ten.
const MOST_STEPS: usize = 50;
/// A gain in log-likelihood below which nothing is left to gain.
const LEAST_GAIN: f64 = 1e-9;

impl Weights {
    /// The weights under which the functions of `labelled` are likeliest, held to `self`: closely
    /// where few of them are independent, of items that no other names. Nothing is remembered of a
    /// pair but what its features say of all pairs like it.
    ///
    /// The same whatever the sequence of `labelled`, but for rounding. Costs some million
    /// operations a step and as many again for each thousand labels.
    ///
    /// Source: multinomial logistic regression with a Gaussian prior, as in Genkin, Lewis, Madigan,
    /// *Large-Scale Bayesian Logistic Regression for Text Categorization*, Technometrics 49(3),
    /// 2007, pages 291-304; here by Newton's method with halved steps.
    #[must_use]
    pub fn fitted(&self, labelled: &[Labelled], n_independent: usize) -> Self {
        let few = (FEW_LABELS / n_independent.max(1) as f64).max(1.0);
        let holds = [HOLD * few.powi(2), HOLD / FREEDOM_OF_ALWAYS * few.powi(3)];
        let objective = Objective { labelled, prior: scaled(self), holds };
        let mut weights = objective.prior;
        let mut reached = objective.value(&weights);
        for _ in 0..MOST_STEPS {
            let (slope, curve) = objective.derivatives(&weights);
            let step = solved(curve, slope);
            let Some((next, value)) = objective.improved(&weights, &step, reached) else { break };
            let gain = value - reached;
            (weights, reached) = (next, value);
            if gain < LEAST_GAIN {
                break;
            }
        }
        unscaled(&weights)
    }
}

/// A log-likelihood with its prior; weights are in units of their features' spreads.
struct Objective<'l> {
    labelled: &'l [Labelled],
    prior: [f64; N_WEIGHTS],
    /// Of a weight, and of one of what is always 1.
    holds: [f64; 2],
}

impl Objective<'_> {
    fn hold(&self, weight: usize) -> f64 {
        // The first feature is the one that is always 1.
        self.holds[usize::from(weight.is_multiple_of(N_FEATURES))]
    }

    fn value(&self, weights: &[f64; N_WEIGHTS]) -> f64 {
        let likely = self.labelled.iter().map(|labelled| {
            probabilities(weights, &standardised(&labelled.features))[labelled.function as usize]
                .max(f64::MIN_POSITIVE)
                .ln()
        });
        let far = weights.iter().zip(&self.prior).enumerate();
        let held = far.map(|(at, (weight, prior))| self.hold(at) * (weight - prior).powi(2));
        likely.sum::<f64>() - 0.5 * held.sum::<f64>()
    }

    /// Its slope, and how fast the slope falls.
    fn derivatives(
        &self,
        weights: &[f64; N_WEIGHTS],
    ) -> ([f64; N_WEIGHTS], [[f64; N_WEIGHTS]; N_WEIGHTS]) {
        let (mut slope, mut curve) = ([0.0; N_WEIGHTS], [[0.0; N_WEIGHTS]; N_WEIGHTS]);
        for at in 0..N_WEIGHTS {
            slope[at] = -self.hold(at) * (weights[at] - self.prior[at]);
            curve[at][at] = self.hold(at);
        }
        for labelled in self.labelled {
            let features = standardised(&labelled.features);
            let likely = probabilities(weights, &features);
            for k in 0..N_FUNCTIONS {
                let is_it = f64::from(u8::from(labelled.function as usize == k));
                for (i, feature) in features.iter().enumerate() {
                    slope[k * N_FEATURES + i] += (is_it - likely[k]) * feature;
                }
                for other in 0..N_FUNCTIONS {
                    let own = if other == k { likely[k] } else { 0.0 };
                    let shared = own - likely[k] * likely[other];
                    for (i, feature) in features.iter().enumerate() {
                        let row = &mut curve[k * N_FEATURES + i][other * N_FEATURES..];
                        let cells = row.iter_mut().zip(&features);
                        cells.for_each(|(cell, second)| *cell += shared * feature * second);
                    }
                }
            }
        }
        (slope, curve)
    }

    /// The first of the whole step, its half, its quarter and so on that improves on `reached`.
    fn improved(
        &self,
        weights: &[f64; N_WEIGHTS],
        step: &[f64; N_WEIGHTS],
        reached: f64,
    ) -> Option<([f64; N_WEIGHTS], f64)> {
        (0..20).find_map(|halvings| {
            let part = 0.5_f64.powi(halvings);
            let mut next = *weights;
            next.iter_mut().zip(step).for_each(|(weight, step)| *weight += part * step);
            let value = self.value(&next);
            (value > reached).then_some((next, value))
        })
    }
}

fn standardised(features: &Features) -> [f64; N_FEATURES] {
    std::array::from_fn(|at| f64::from(features[at]) / spread(at))
}

fn probabilities(
    weights: &[f64; N_WEIGHTS],
    features: &[f64; N_FEATURES],
) -> [f64; Function::ALL.len()] {
    let mut sums = [0.0; Function::ALL.len()];
    for (sum, row) in sums.iter_mut().zip(weights.chunks_exact(N_FEATURES)) {
        *sum = row.iter().zip(features).map(|(weight, feature)| weight * feature).sum();
    }
    super::table::softmax(sums)
}

fn scaled(weights: &Weights) -> [f64; N_WEIGHTS] {
    std::array::from_fn(|at| {
        let (function, feature) = (at / N_FEATURES, at % N_FEATURES);
        f64::from(weights.rows()[feature][function]) * spread(feature)
    })
}

fn unscaled(weights: &[f64; N_WEIGHTS]) -> Weights {
    Weights::from_rows(std::array::from_fn(|feature| {
        std::array::from_fn(|function| {
            (weights[function * N_FEATURES + feature] / spread(feature)) as f32
        })
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::Feature;
    use crate::metric::Random;

    /// Pairs whose function is drawn as `weights` say, by three features.
    fn drawn(n: usize, weights: &Weights) -> Vec<Labelled> {
        let mut random = Random::new(3, 0);
        let of_pair = |_| {
            let mut features = [0.0; N_FEATURES];
            features[Feature::Always as usize] = 1.0;
            for feature in [Feature::KindWords, Feature::ThemeWords, Feature::Together] {
                features[feature as usize] = random.below(1_000) as f32 / 500.0 - 1.0;
            }
            let likely = weights.probabilities(&features);
            let mut left = random.below(1_000_000) as f64 / 1e6;
            let function = Function::ALL.into_iter().find(|&function| {
                left -= likely[function as usize];
                left < 0.0
            });
            Labelled { features, function: function.unwrap_or(Function::None) }
        };
        (0..n).map(of_pair).collect()
    }

    fn weights(of: &[(Feature, [f32; 3])]) -> Weights {
        let mut rows = [[0.0; 3]; N_FEATURES];
        of.iter().for_each(|&(feature, row)| rows[feature as usize] = row);
        Weights::from_rows(rows)
    }

    #[test]
    fn weights_are_found_again_from_what_they_drew() {
        let truth = weights(&[
            (Feature::Always, [0.5, -0.5, 0.0]),
            (Feature::KindWords, [2.0, 0.0, -1.0]),
            (Feature::Together, [0.0, 1.5, 3.0]),
        ]);
        let found = Weights::NONE.fitted(&drawn(20_000, &truth), 20_000);
        for (feature, function) in
            [(Feature::KindWords, 0), (Feature::KindWords, 2), (Feature::Together, 1)]
        {
            let (found, truth) = (found.rows()[feature as usize], truth.rows()[feature as usize]);
            assert!((found[function] - truth[function]).abs() < 0.15, "{found:?} for {truth:?}");
        }
    }

    #[test]
    fn without_labels_the_table_serves_and_a_few_move_it_little() {
        let table = Weights::default();
        assert_eq!(table.fitted(&[], 0), table);
        let mut odd = drawn(1, &Weights::NONE);
        odd[0].function = Function::Extension;
        let moved = table.fitted(&odd, 1);
        assert_ne!(moved, table);
        let asked = Features::from(drawn(50, &Weights::NONE)[49].features);
        let [before, after] = [&table, &moved].map(|weights| weights.probabilities(&asked));
        let change = before.iter().zip(after).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(change < 0.05, "{change}");
    }

    #[test]
    fn the_sequence_of_labels_does_not_matter() {
        let mut labelled = drawn(200, &Weights::default());
        let forward = Weights::default().fitted(&labelled, 200);
        labelled.reverse();
        let backward = Weights::default().fitted(&labelled, 200);
        for (a, b) in forward.rows().iter().flatten().zip(backward.rows().iter().flatten()) {
            assert!((a - b).abs() < 1e-3, "{a} and {b}");
        }
    }
}
