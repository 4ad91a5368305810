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
pub(super) const FEWEST_BOUGHT: usize = 20;

/// One item that could have been offered beside a cart, and whether it was bought with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// What was known of it.
    pub signs: Signs,
    /// Whether it was bought.
    pub is_bought: bool,
}

/// What the signs of `rows` are worth, held to the `usual` curve: the more rows, the less. That one itself where hardly any was
/// bought.
///
/// Logistic regression by Newton's method, and a second one of what it foretells, bent where that misses what was found. The
/// same for any number of threads. Costs some four hundred operations a row and step.
///
/// Source: McCullagh, Nelder, *Generalized Linear Models*, Chapman & Hall 1989, section 4.4 (the regression); Platt,
/// *Probabilistic Outputs for Support Vector Machines*, Advances in Large Margin Classifiers, MIT Press 2000, pages 61-74
/// (calibration by a second one).
#[must_use]
pub fn fitted(rows: &[Row], usual: &Curve, threads: NonZeroUsize) -> Curve {
    if rows.iter().filter(|row| row.is_bought).count() < FEWEST_BOUGHT {
        return *usual;
    }
    let bought: Vec<bool> = rows.iter().map(|row| row.is_bought).collect();
    let numbers: Vec<[f64; N_SIGNS]> = rows.iter().map(|row| row.signs.numbers()).collect();
    let weights = regressed(&numbers, &bought, usual.weights, USUAL_ROWS, threads);
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
    // A row bought as often as not says a quarter of its spread.
    let holds = spreads(numbers).map(|spread| held * 0.25 * spread);
    let hear = |weights: &[f64; N]| {
        let piece = |range: Range<usize>| {
            let mut heard = Heard::new();
            let rows = numbers[range.clone()].iter().zip(&bought[range]);
            rows.for_each(|(numbers, &is_bought)| heard.listen(weights, numbers, is_bought));
            heard
        };
        let n = numbers.len();
        let pieces = in_pieces(n, ROWS_AT_ONCE, threads, || (), |(), range| piece(range));
        let mut heard = Heard::new();
        pieces.iter().for_each(|piece| heard.add(piece));
        heard.hold(weights, &usual, &holds);
        heard
    };
    let mut weights = usual;
    let mut heard = hear(&weights);
    for _ in 0..STEPS {
        let mut step = solved(heard.curvature, heard.slope);
        // A step that makes what was bought less likely goes too far.
        let next = loop {
            let moved = std::array::from_fn(|place| weights[place] + step[place]);
            let next = hear(&moved);
            if next.likelihood >= heard.likelihood {
                weights = moved;
                break Some(next);
            }
            step.iter_mut().for_each(|step| *step *= 0.5);
            if step.iter().all(|step| step.abs() < STILL) {
                break None;
            }
        };
        match next {
            Some(next) => heard = next,
            None => break,
        }
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
    /// How likely what was bought is under them. A logarithm.
    likelihood: f64,
    slope: [f64; N],
    curvature: [[f64; N]; N],
}

impl<const N: usize> Heard<N> {
    fn new() -> Self {
        Self { likelihood: 0.0, slope: [0.0; N], curvature: [[0.0; N]; N] }
    }

    fn listen(&mut self, weights: &[f64; N], numbers: &[f64; N], is_bought: bool) {
        let log_odds: f64 =
            weights.iter().zip(numbers).map(|(weight, number)| weight * number).sum();
        // The logarithm of the chance of what came, which no large number runs over.
        let against = if is_bought { -log_odds } else { log_odds };
        self.likelihood -= against.max(0.0) + (-against.abs()).exp().ln_1p();
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

    /// Holds `weights` to the usual ones.
    fn hold(&mut self, weights: &[f64; N], usual: &[f64; N], holds: &[f64; N]) {
        for place in 0..N {
            let away = weights[place] - usual[place];
            self.likelihood -= 0.5 * holds[place] * away * away;
            self.slope[place] -= holds[place] * away;
            self.curvature[place][place] += holds[place];
        }
    }

    fn add(&mut self, other: &Self) {
        self.likelihood += other.likelihood;
        self.slope.iter_mut().zip(other.slope).for_each(|(sum, part)| *sum += part);
        let cells = self.curvature.iter_mut().flatten().zip(other.curvature.iter().flatten());
        cells.for_each(|(sum, part)| *sum += part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Random;
    use crate::relation::{Momentum, RelationKind};

    /// Items whose chances are one in 1 + e² for the first and fall as the square root of the score.
    fn drawn(n: usize) -> Vec<Row> {
        let mut random = Random::new(3, 0);
        let row = |_| {
            let score = [1.0_f32, 0.1, 0.01][random.below(3)];
            let signs = Signs {
                score,
                rank: 1,
                kind: RelationKind::None,
                momentum: Momentum::Steady,
                base: 0.01,
                level: 1.0,
                price: None,
                anchor_price: None,
                n_in_cart: 1,
                orders_together: 0,
                orders_with_anchor: 0,
                at_least: 1.0,
                confidence: 0.0,
            };
            let chance = chance_of(-2.0 + 0.5 * f64::from(score).ln());
            Row { signs, is_bought: (random.below(1_000_000) as f64) < chance * 1e6 }
        };
        (0..n).map(row).collect()
    }

    fn fit(rows: &[Row], threads: usize) -> Curve {
        fitted(rows, &Curve::USUAL[0], NonZeroUsize::new(threads).unwrap())
    }

    #[test]
    fn the_chances_that_drew_what_was_bought_are_found() {
        let rows = drawn(60_000);
        let curve = fit(&rows, 2);
        for row in &rows[..50] {
            let drawn = chance_of(-2.0 + 0.5 * f64::from(row.signs.score).ln());
            let found = curve.chance(&row.signs);
            assert!((found / drawn - 1.0).abs() < 0.1, "{found} {drawn}");
        }
    }

    #[test]
    fn threads_change_no_bit() {
        let rows = drawn(20_000);
        assert_eq!(fit(&rows, 1), fit(&rows, 3));
    }

    #[test]
    fn where_hardly_anything_was_bought_the_usual_serves() {
        let rows = drawn(100);
        let n_bought = rows.iter().filter(|row| row.is_bought).count();
        assert!(n_bought < FEWEST_BOUGHT, "{n_bought}");
        assert_eq!(fit(&rows, 1), Curve::USUAL[0]);
        assert_eq!(fit(&[], 1), Curve::USUAL[0]);
    }

    #[test]
    fn what_was_always_bought_is_no_certainty() {
        let rows: Vec<Row> =
            drawn(500).into_iter().map(|row| Row { is_bought: true, ..row }).collect();
        let chance = fit(&rows, 1).chance(&rows[0].signs);
        assert!(chance > 0.5 && chance < 1.0, "{chance}");
    }
}
