//! What signs are worth in one shop: by what was bought beside carts of which nothing was learnt.

use std::num::NonZeroUsize;
use std::ops::Range;

use super::bends::{BENDS_AT, Bends, N_BENDS};
use super::{Curve, N_SIGNS, Signs, chance_of};
use crate::count::in_pieces;
use crate::linear::solved;

/// Items that the usual weights count as, each shown beside a cart and bought as often as not: a shop with as many that were
/// bought goes half its own way.
const USUAL_ROWS: f64 = 20.0;
/// The same of bends.
const USUAL_BENT_ROWS: f64 = 50.0;
/// Steps of Newton's method; on all shops at hand it stood still after seven.
const STEPS: usize = 12;
/// It stands still where no weight moves further.
const STILL: f64 = 1e-6;
/// Rows a thread takes at once.
const ROWS_AT_ONCE: usize = 4096;
/// A sign that does not vary is held where it is.
const LEAST_SPREAD: f64 = 1e-4;
/// Fewest bought items that anything is fitted on.
pub const FEWEST_BOUGHT: usize = 20;

/// One item that could have been offered beside a cart, and whether it was bought with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// What was known of it.
    pub signs: Signs,
    /// Whether it was bought.
    pub is_bought: bool,
}

/// What the signs of `rows` are worth, held to [`Curve::USUAL`]: the more rows, the less. The usual where hardly any was bought.
///
/// Logistic regression by Newton's method, and a second one of what it foretells, bent where that misses what was found. The
/// same for any number of threads. Costs some four hundred operations a row and step.
///
/// Source: McCullagh, Nelder, *Generalized Linear Models*, Chapman & Hall 1989, section 4.4 (the regression); Platt,
/// *Probabilistic Outputs for Support Vector Machines*, Advances in Large Margin Classifiers, MIT Press 2000, pages 61-74
/// (calibration by a second one).
#[must_use]
pub fn fitted(rows: &[Row], threads: NonZeroUsize) -> Curve {
    if rows.iter().filter(|row| row.is_bought).count() < FEWEST_BOUGHT {
        return Curve::USUAL;
    }
    let bought: Vec<bool> = rows.iter().map(|row| row.is_bought).collect();
    let numbers: Vec<[f64; N_SIGNS]> = rows.iter().map(|row| row.signs.numbers()).collect();
    let weights = regressed(&numbers, &bought, Curve::USUAL.weights, USUAL_ROWS, threads);
    let straight = Curve { weights, bends: Bends::NONE };
    let foretold: Vec<f64> = numbers.iter().map(|numbers| straight.log_odds(numbers)).collect();
    let mut sorted = foretold.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    let places = BENDS_AT.map(|share| sorted[(share * (sorted.len() - 1) as f64) as usize]);
    let numbers: Vec<[f64; N_BENDS]> =
        foretold.iter().map(|&log_odds| Bends::numbers(&places, log_odds)).collect();
    let weights = regressed(&numbers, &bought, Bends::NONE.weights, USUAL_BENT_ROWS, threads);
    let bends = Bends { places, weights };
    Curve { bends: if bends.rises() { bends } else { Bends::NONE }, ..straight }
}

/// The weights of `numbers` under which what was `bought` is likeliest, held to `usual` as by so many rows.
fn regressed<const N: usize>(
    numbers: &[[f64; N]],
    bought: &[bool],
    usual: [f64; N],
    held: f64,
    threads: NonZeroUsize,
) -> [f64; N] {
    let spreads = spreads(numbers);
    let mut weights = usual;
    for _ in 0..STEPS {
        let hear = |range: Range<usize>| {
            let mut heard = Heard::new();
            let rows = numbers[range.clone()].iter().zip(&bought[range]);
            rows.for_each(|(numbers, &is_bought)| heard.listen(&weights, numbers, is_bought));
            heard
        };
        let pieces =
            in_pieces(numbers.len(), ROWS_AT_ONCE, threads, || (), |(), range| hear(range));
        let mut heard = Heard::new();
        pieces.iter().for_each(|piece| heard.add(piece));
        for place in 0..N {
            // A row bought as often as not says a quarter of its spread.
            let hold = held * 0.25 * spreads[place];
            heard.slope[place] -= hold * (weights[place] - usual[place]);
            heard.curvature[place][place] += hold;
        }
        let step = solved(heard.curvature, heard.slope);
        weights.iter_mut().zip(step).for_each(|(weight, step)| *weight += step);
        if step.iter().all(|step| step.abs() < STILL) {
            break;
        }
    }
    weights
}

/// How much each number varies over rows; of one that is always the same, its square, so that it is held at all.
fn spreads<const N: usize>(rows: &[[f64; N]]) -> [f64; N] {
    let n = rows.len() as f64;
    let (mut sums, mut squares) = ([0.0; N], [0.0; N]);
    for numbers in rows {
        for (place, number) in numbers.iter().enumerate() {
            sums[place] += number;
            squares[place] += number * number;
        }
    }
    std::array::from_fn(|place| {
        let mean = sums[place] / n;
        let spread = squares[place] / n - mean * mean;
        if spread > LEAST_SPREAD { spread } else { (mean * mean).max(LEAST_SPREAD) }
    })
}

/// What rows say of weights.
struct Heard<const N: usize> {
    slope: [f64; N],
    curvature: [[f64; N]; N],
}

impl<const N: usize> Heard<N> {
    fn new() -> Self {
        Self { slope: [0.0; N], curvature: [[0.0; N]; N] }
    }

    fn listen(&mut self, weights: &[f64; N], numbers: &[f64; N], is_bought: bool) {
        let log_odds = weights.iter().zip(numbers).map(|(weight, number)| weight * number).sum();
        let chance = chance_of(log_odds);
        let missed = f64::from(u8::from(is_bought)) - chance;
        let weight = chance * (1.0 - chance);
        for (row, &number) in numbers.iter().enumerate() {
            self.slope[row] += missed * number;
            let weighted = weight * number;
            let cells = self.curvature[row].iter_mut().zip(numbers);
            cells.for_each(|(cell, other)| *cell += weighted * other);
        }
    }

    fn add(&mut self, other: &Self) {
        self.slope.iter_mut().zip(other.slope).for_each(|(sum, part)| *sum += part);
        let cells = self.curvature.iter_mut().flatten().zip(other.curvature.iter().flatten());
        cells.for_each(|(sum, part)| *sum += part);
    }
}
