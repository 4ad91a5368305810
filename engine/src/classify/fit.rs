//! Weights fitted on pairs of which somebody knows the function.

use super::feature::{Features, N_FEATURES};
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
/// The features, and behind them whether the pair is labelled.
const N_COLUMNS: usize = N_FEATURES + 1;
/// All weights in one row, function after function.
const N_WEIGHTS: usize = N_FUNCTIONS * N_COLUMNS;
/// How firmly each weight, in units of its feature's spread, is held to the prior: as by so many
/// labels that are in doubt by half.
const HOLD: f64 = 0.3;
/// The weight of what is always 1 follows the labels so much more freely: how common a function is
/// differs from shop to shop.
const FREEDOM_OF_ALWAYS: f64 = 30.0;
/// With fewer independent labels than this the hold is firmer, by the square of how many fewer;
/// that of what is always 1 by the cube.
const FEW_LABELS: f64 = 50.0;
/// What the prior says of unlabelled pairs counts as much as so many labels, which are certain.
const UNLABELLED: f64 = 30.0;
/// How common a function is among the labels says how common it is in the shop only so far as pairs
/// of nothing and pairs of something are both among them: from about so many of either.
const MIXED_LABELS: f64 = 4.0;
/// What is held least is held by so much, so that there is always one best fit.
const LEAST_HOLD: f64 = 0.01;
/// Steps of Newton's method; it takes about ten.
const MOST_STEPS: usize = 50;
/// A gain in log-likelihood below which nothing is left to gain.
const LEAST_GAIN: f64 = 1e-9;

impl Weights {
    /// The weights under which the functions of `labelled` are likeliest, held to `self`: closely
    /// where few of them are independent, of items that no other names. Nothing is remembered of a
    /// pair but what its features say of all pairs like it. What `self` says of the `unlabelled` is
    /// held to as well: corrections of one kind of mistake are no sign that the whole shop is of that
    /// kind. How common functions are is taken from the labels only where they hold both pairs of
    /// something and pairs of nothing.
    ///
    /// The same whatever the sequence of `labelled`, but for rounding. Costs some million
    /// operations a step and ten for each thousand pairs.
    ///
    /// Source: multinomial logistic regression with a Gaussian prior, as in Genkin, Lewis, Madigan,
    /// *Large-Scale Bayesian Logistic Regression for Text Categorization*, Technometrics 49(3),
    /// 2007, pages 291-304; here by Newton's method with halved steps.
    #[must_use]
    pub fn fitted(
        &self,
        labelled: &[Labelled],
        n_independent: usize,
        unlabelled: &[Features],
    ) -> Self {
        let few = (FEW_LABELS / n_independent.max(1) as f64).max(1.0);
        let n_none = labelled.iter().filter(|label| label.function == Function::None).count();
        let n_of_either = n_none.min(labelled.len() - n_none) as f64;
        let holds = Holds {
            weight: HOLD * few.powi(2),
            always: HOLD / FREEDOM_OF_ALWAYS * few.powi(3),
            is_labelled: LEAST_HOLD + (n_of_either / MIXED_LABELS).powi(2),
        };
        let labelled = labelled.iter().map(Example::certain);
        let weight = UNLABELLED / unlabelled.len() as f64;
        let held = unlabelled.iter().map(|features| Example {
            features: columns(features, false),
            likely: self.probabilities(features),
            weight,
        });
        let examples = labelled.chain(held).collect();
        let objective = Objective { examples, prior: scaled(self), holds };
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

/// A pair and how likely its functions are to be.
struct Example {
    /// In units of their spreads.
    features: [f64; N_COLUMNS],
    likely: [f64; Function::ALL.len()],
    /// How many labels it counts.
    weight: f64,
}

impl Example {
    fn certain(labelled: &Labelled) -> Self {
        let mut likely = [0.0; Function::ALL.len()];
        likely[labelled.function as usize] = 1.0;
        Self { features: columns(&labelled.features, true), likely, weight: 1.0 }
    }
}

/// How firmly weights are held to the prior: any, that of what is always 1, and that of being labelled,
/// which takes in how labels were chosen and serves nobody.
struct Holds {
    weight: f64,
    always: f64,
    is_labelled: f64,
}

/// A log-likelihood with its prior; weights are in units of their features' spreads.
struct Objective {
    examples: Vec<Example>,
    prior: [f64; N_WEIGHTS],
    holds: Holds,
}

impl Objective {
    fn hold(&self, weight: usize) -> f64 {
        match weight % N_COLUMNS {
            // The first feature is the one that is always 1.
            0 => self.holds.always,
            N_FEATURES => self.holds.is_labelled,
            _ => self.holds.weight,
        }
    }

    fn value(&self, weights: &[f64; N_WEIGHTS]) -> f64 {
        let likely = self.examples.iter().map(|example| {
            let found = probabilities(weights, &example.features);
            let of_function =
                |(likely, found): (&f64, f64)| likely * found.max(f64::MIN_POSITIVE).ln();
            example.weight * example.likely.iter().zip(found).map(of_function).sum::<f64>()
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
        for Example { features, likely: wanted, weight } in &self.examples {
            let likely = probabilities(weights, features);
            for k in 0..N_FUNCTIONS {
                let missing = weight * (wanted[k] - likely[k]);
                for (i, feature) in features.iter().enumerate() {
                    slope[k * N_COLUMNS + i] += missing * feature;
                }
                for other in 0..N_FUNCTIONS {
                    let own = if other == k { likely[k] } else { 0.0 };
                    let shared = weight * (own - likely[k] * likely[other]);
                    for (i, feature) in features.iter().enumerate() {
                        let row = &mut curve[k * N_COLUMNS + i][other * N_COLUMNS..];
                        let cells = row.iter_mut().zip(features);
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

fn columns(features: &Features, is_labelled: bool) -> [f64; N_COLUMNS] {
    let label = f64::from(u8::from(is_labelled));
    std::array::from_fn(|at| features.get(at).map_or(label, |&value| f64::from(value) / spread(at)))
}

fn probabilities(
    weights: &[f64; N_WEIGHTS],
    columns: &[f64; N_COLUMNS],
) -> [f64; Function::ALL.len()] {
    let mut sums = [0.0; Function::ALL.len()];
    for (sum, row) in sums.iter_mut().zip(weights.chunks_exact(N_COLUMNS)) {
        *sum = row.iter().zip(columns).map(|(weight, column)| weight * column).sum();
    }
    super::table::softmax(sums)
}

fn scaled(weights: &Weights) -> [f64; N_WEIGHTS] {
    std::array::from_fn(|at| {
        let (function, column) = (at / N_COLUMNS, at % N_COLUMNS);
        let row = weights.rows().get(column);
        row.map_or(0.0, |row| f64::from(row[function]) * spread(column))
    })
}

fn unscaled(weights: &[f64; N_WEIGHTS]) -> Weights {
    Weights::from_rows(std::array::from_fn(|feature| {
        std::array::from_fn(|function| {
            (weights[function * N_COLUMNS + feature] / spread(feature)) as f32
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
        let found = Weights::NONE.fitted(&drawn(20_000, &truth), 20_000, &[]);
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
        assert_eq!(table.fitted(&[], 0, &[]), table);
        let mut odd = drawn(1, &Weights::NONE);
        odd[0].function = Function::Extension;
        let moved = table.fitted(&odd, 1, &[]);
        assert_ne!(moved, table);
        let asked = Features::from(drawn(50, &Weights::NONE)[49].features);
        let [before, after] = [&table, &moved].map(|weights| weights.probabilities(&asked));
        let change = before.iter().zip(after).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(change < 0.05, "{change}");
    }

    #[test]
    fn labels_of_one_function_do_not_spread_over_the_shop() {
        let truth =
            weights(&[(Feature::KindWords, [4.0, 0.0, 0.0]), (Feature::Together, [0.0, 0.0, 4.0])]);
        let (shop, asked) = (drawn(600, &truth), drawn(3_000, &truth));
        let unlabelled: Vec<Features> = shop[..300].iter().map(|pair| pair.features).collect();
        let substitutes = shop[300..].iter().filter(|pair| pair.function == Function::Substitute);
        let labelled: Vec<Labelled> = substitutes.copied().collect();
        assert!(labelled.len() > 80);
        let changed = |unlabelled: &[Features]| {
            let fitted = truth.fitted(&labelled, labelled.len(), unlabelled);
            let is_moved = |pair: &&Labelled| {
                fitted.judge(&pair.features).function() != truth.judge(&pair.features).function()
            };
            asked.iter().filter(is_moved).count()
        };
        assert!(changed(&unlabelled) < 60 && changed(&[]) > 1_000);
    }

    #[test]
    fn the_sequence_of_labels_does_not_matter() {
        let mut labelled = drawn(200, &Weights::default());
        let forward = Weights::default().fitted(&labelled, 200, &[]);
        labelled.reverse();
        let backward = Weights::default().fitted(&labelled, 200, &[]);
        for (a, b) in forward.rows().iter().flatten().zip(backward.rows().iter().flatten()) {
            assert!((a - b).abs() < 1e-3, "{a} and {b}");
        }
    }
}
