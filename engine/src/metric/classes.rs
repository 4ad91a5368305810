//! How well classes are told apart.

/// How often each class was answered, was right, and was the truth.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ClassTally {
    /// Times it was the truth. Unit: pairs.
    pub n_true: u64,
    /// Times it was answered. Unit: pairs.
    pub n_answered: u64,
    /// Times it was both. Unit: pairs.
    pub n_right: u64,
}

impl ClassTally {
    /// One for each of `N` classes, of answers and truths by the number of the class.
    #[must_use]
    pub fn all<const N: usize>(pairs: impl IntoIterator<Item = (usize, usize)>) -> [Self; N] {
        let mut tallies = [Self::default(); N];
        for (answer, truth) in pairs {
            tallies[answer].n_answered += 1;
            tallies[truth].n_true += 1;
            tallies[truth].n_right += u64::from(answer == truth);
        }
        tallies
    }

    /// Whether it was ever the truth or an answer.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.n_true + self.n_answered > 0
    }

    /// Precision: the share of the answers that are right; 0 where there is none.
    #[must_use]
    pub fn precision(&self) -> f64 {
        self.n_right as f64 / self.n_answered.max(1) as f64
    }

    /// Recall: the share of the truth that was answered; 0 where there is none.
    #[must_use]
    pub fn recall(&self) -> f64 {
        self.n_right as f64 / self.n_true.max(1) as f64
    }

    /// F1, the harmonic mean of precision and recall; 0 where nothing is right.
    ///
    /// Source: van Rijsbergen, *Information Retrieval*, 2nd edition, Butterworths 1979, chapter 7.
    ///
    /// ```
    /// use engine::metric::ClassTally;
    /// // Three of four answers are right, three of five truths were found.
    /// let tally = ClassTally { n_true: 5, n_answered: 4, n_right: 3 };
    /// assert!((tally.f1() - 2.0 / 3.0).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn f1(&self) -> f64 {
        2.0 * self.n_right as f64 / (self.n_true + self.n_answered).max(1) as f64
    }
}

/// Macro-F1: the mean F1 of the classes that are ever the truth or an answer, each as much as any other; 0
/// where there is none.
///
/// ```
/// use engine::metric::{ClassTally, macro_f1};
/// let tallies: [ClassTally; 3] = ClassTally::all([(0, 0), (0, 1), (1, 1)]);
/// // F1 is 2/3 for the first two; the third class is of no pair.
/// assert!((macro_f1(&tallies) - 2.0 / 3.0).abs() < 1e-12);
/// ```
#[must_use]
pub fn macro_f1(tallies: &[ClassTally]) -> f64 {
    let used = || tallies.iter().filter(|tally| tally.is_met());
    used().map(ClassTally::f1).sum::<f64>() / used().count().max(1) as f64
}

/// Expected calibration error: how far confidence is from the share that is right, over ten bins of equal
/// width, each by its answers. Range `0.0..=1.0`; 0 where there is no answer.
///
/// Source: Naeini, Cooper, Hauskrecht, *Obtaining Well Calibrated Probabilities Using Bayesian Binning*, AAAI
/// 2015, pages 2901-2907.
///
/// ```
/// use engine::metric::calibration_error;
/// // Sure of 0.8, and right in one of two: 0.3 off; sure of 0.1, and wrong: 0.1 off.
/// let answers = [(0.8, true), (0.8, false), (0.1, false), (0.1, false)];
/// assert!((calibration_error(&answers) - 0.2).abs() < 1e-12);
/// ```
#[must_use]
pub fn calibration_error(answers: &[(f64, bool)]) -> f64 {
    const N_BINS: usize = 10;
    let mut bins = [(0.0, 0.0); N_BINS];
    for &(confidence, is_right) in answers {
        let bin = ((confidence * N_BINS as f64) as usize).min(N_BINS - 1);
        bins[bin].0 += confidence;
        bins[bin].1 += f64::from(u8::from(is_right));
    }
    bins.iter().map(|(sure, right)| (sure - right).abs()).sum::<f64>() / answers.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_asked_is_nothing_found() {
        let tallies: [ClassTally; 2] = ClassTally::all([]);
        assert_eq!((macro_f1(&tallies), calibration_error(&[])), (0.0, 0.0));
        assert_eq!((tallies[0].precision(), tallies[0].recall(), tallies[0].f1()), (0.0, 0.0, 0.0));
    }

    #[test]
    fn what_is_always_right_and_sure_has_no_error() {
        let tallies: [ClassTally; 3] = ClassTally::all([(0, 0), (1, 1), (2, 2), (2, 2)]);
        assert_eq!(macro_f1(&tallies), 1.0);
        assert_eq!(calibration_error(&[(1.0, true), (1.0, true)]), 0.0);
    }
}
