//! Whether chances that were foretold are what was found.

use crate::linear::solved;

/// No chance is taken to be nearer to 0 or 1: one miss would be infinitely wrong.
const NEAREST: f64 = 1e-9;
/// Steps of Newton's method.
const STEPS: usize = 25;

/// What was foretold in a part of all cases, and what was found.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Part {
    /// How many cases.
    pub n: usize,
    /// How many of them came true.
    pub n_true: usize,
    /// The mean of their chances.
    pub foretold: f64,
}

impl Part {
    /// The share that came true.
    #[must_use]
    pub fn found(&self) -> f64 {
        self.n_true as f64 / self.n as f64
    }
}

/// Log-loss: how surprising it is, in the mean, what came true of `chances`. Unit: nats; 0 where each was sure and right.
///
/// Source: Good, *Rational Decisions*, Journal of the Royal Statistical Society B 14(1), 1952, pages 107-114.
///
/// ```
/// # use engine::metric::log_loss;
/// // Half a chance says nothing, whatever comes: ln 2.
/// assert!((log_loss(&[(0.5, true), (0.5, false)]) - 2.0_f64.ln()).abs() < 1e-12);
/// assert!((log_loss(&[(0.8, true)]) - 1.25_f64.ln()).abs() < 1e-12);
/// ```
#[must_use]
pub fn log_loss(chances: &[(f64, bool)]) -> f64 {
    let loss = |&(chance, is_true): &(f64, bool)| {
        let chance = if is_true { chance } else { 1.0 - chance };
        -chance.clamp(NEAREST, 1.0).ln()
    };
    chances.iter().map(loss).sum::<f64>() / chances.len() as f64
}

/// Calibration slope and intercept: of a logistic regression of what came true on the log-odds of `chances`. A slope of 1 and an
/// intercept of 0 where they are as they should be; a slope below 1 where they lie too far apart.
///
/// Source: Cox, *Two Further Applications of a Model for Binary Regression*, Biometrika 45(3/4), 1958, pages 562-565.
///
/// ```
/// # use engine::metric::calibration_line;
/// // Foretold 1 to 4 and 4 to 1, found so: right.
/// let found = |chance: f64, n_true: usize| (0..5).map(move |i| (chance, i < n_true));
/// let right: Vec<_> = found(0.2, 1).chain(found(0.8, 4)).collect();
/// let [slope, intercept] = calibration_line(&right);
/// assert!((slope - 1.0).abs() < 1e-9 && intercept.abs() < 1e-9);
/// // The same found where 1 to 16 and 16 to 1 were foretold: twice too far apart.
/// let bold: Vec<_> = found(1.0 / 17.0, 1).chain(found(16.0 / 17.0, 4)).collect();
/// assert!((calibration_line(&bold)[0] - 0.5).abs() < 1e-9);
/// ```
#[must_use]
pub fn calibration_line(chances: &[(f64, bool)]) -> [f64; 2] {
    let log_odds = |chance: f64| {
        let chance = chance.clamp(NEAREST, 1.0 - NEAREST);
        (chance / (1.0 - chance)).ln()
    };
    let mut line = [1.0, 0.0];
    for _ in 0..STEPS {
        let (mut slope, mut curvature) = ([0.0; 2], [[0.0; 2]; 2]);
        for &(chance, is_true) in chances {
            let number = log_odds(chance);
            let told = 1.0 / (1.0 + (-(line[0] * number + line[1])).exp());
            let (missed, weight) = (f64::from(u8::from(is_true)) - told, told * (1.0 - told));
            slope[0] += missed * number;
            slope[1] += missed;
            curvature[0][0] += weight * number * number;
            curvature[0][1] += weight * number;
            curvature[1][0] += weight * number;
            curvature[1][1] += weight;
        }
        // Chances that are all alike have no slope of their own.
        curvature[0][0] += NEAREST;
        let step = solved(curvature, slope);
        line.iter_mut().zip(step).for_each(|(number, step)| *number += step);
        if step.iter().all(|step| step.abs() < NEAREST) {
            break;
        }
    }
    line
}

/// Reliability: `n` parts of `chances` as large as each other, the lowest chances first, each with what was foretold and found.
///
/// Source: Murphy, Winkler, *Reliability of Subjective Probability Forecasts of Precipitation and Temperature*, Journal of the Royal
/// Statistical Society C 26(1), 1977, pages 41-47.
///
/// ```
/// # use engine::metric::reliability;
/// let parts = reliability(&[(0.4, true), (0.1, false), (0.3, false), (0.2, false)], 2);
/// assert_eq!((parts[0].n, parts[0].n_true), (2, 0));
/// assert!((parts[1].foretold - 0.35).abs() < 1e-12);
/// assert_eq!(parts[1].found(), 0.5);
/// ```
#[must_use]
pub fn reliability(chances: &[(f64, bool)], n: usize) -> Vec<Part> {
    let mut sorted = chances.to_vec();
    // What is equally likely is of no sequence but that of what came true, lest cases decide by where they stand.
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let end = |part: usize| part * sorted.len() / n;
    let part = |number: usize| {
        let cases = &sorted[end(number)..end(number + 1)];
        let foretold: f64 = cases.iter().map(|(chance, _)| chance).sum();
        let n_true = cases.iter().filter(|(_, is_true)| *is_true).count();
        Part { n: cases.len(), n_true, foretold: foretold / cases.len().max(1) as f64 }
    };
    (0..n).map(part).collect()
}
