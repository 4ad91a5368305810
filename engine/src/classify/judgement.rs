//! What two items are to each other, and how sure that is.

use super::feature::{Feature, Features};
use super::known::Known;
use super::table::{TABLE, Weights};
use crate::count::Evidence;
use crate::relation::Function;
use crate::words::ItemIndex;

/// The probabilities of the functions of a pair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// In the sequence of [`Function::ALL`], 1 together.
    pub probabilities: [f64; Function::ALL.len()],
}

/// What one feature of a pair says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reason {
    /// Which.
    pub feature: Feature,
    /// Its number.
    pub number: f32,
    /// How much that speaks for substitute, extension and complementary against none: logarithms.
    pub says: [f32; 3],
}

/// Which function two items have that are as likely to have either.
const PRECEDENCE: [Function; 4] =
    [Function::Complementary, Function::Substitute, Function::Extension, Function::None];

impl Judgement {
    /// Of a pair of which nothing can be said: with an item that no file names, or that is bought
    /// beside anything.
    pub const UNKNOWN: Self = Self { probabilities: [0.0, 0.0, 0.0, 1.0] };

    /// The likeliest function; of equals the first of complementary, substitute, extension, none.
    #[must_use]
    pub fn function(&self) -> Function {
        let likely = |function: Function| self.probabilities[function as usize];
        let likelier = |best, at| if likely(at) > likely(best) { at } else { best };
        let [first, others @ ..] = PRECEDENCE;
        others.into_iter().fold(first, likelier)
    }

    /// The probability of [`Self::function`].
    #[must_use]
    pub fn confidence(&self) -> f64 {
        self.probabilities[self.function() as usize]
    }
}

impl Weights {
    /// What a pair with such `features` is.
    #[must_use]
    pub fn judge(&self, features: &Features) -> Judgement {
        Judgement { probabilities: self.probabilities(features) }
    }
}

impl Known<'_> {
    /// What the two are to each other, the same both ways; an item replaces itself for certain.
    /// Costs a pass over both rows of the graph, of the visits and of the partners, over both titles,
    /// and over the rows of the variants of either.
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    #[must_use]
    pub fn judge(&self, a: ItemIndex, b: ItemIndex) -> Judgement {
        if a == b {
            return Judgement { probabilities: [1.0, 0.0, 0.0, 0.0] };
        }
        self.judge_counted(a, b, &self.counted(a, b))
    }

    /// Whether evidence decides what the two are: they are two, and neither fills orders up.
    #[must_use]
    pub fn is_told_by_weights(&self, a: ItemIndex, b: ItemIndex) -> bool {
        a != b && !self.is_filler(a) && !self.is_filler(b)
    }

    /// What [`Self::judge`] adds up: every feature whose number is not 0. Nothing where no evidence decides.
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    #[must_use]
    pub fn reasons(&self, a: ItemIndex, b: ItemIndex) -> Vec<Reason> {
        if !self.is_told_by_weights(a, b) {
            return Vec::new();
        }
        let features = self.features(a, b, &self.counted(a, b));
        let rows = TABLE.iter().zip(features).zip(self.weights().rows());
        rows.filter(|((_, number), _)| *number != 0.0)
            .map(|((&(feature, ..), number), weights)| {
                let says = weights.map(|weight| weight * number);
                Reason { feature, number, says }
            })
            .collect()
    }

    /// The same as [`Self::judge`] of two items of which orders `counted` so much, seen from `a`.
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    #[must_use]
    pub fn judge_counted(&self, a: ItemIndex, b: ItemIndex, counted: &Evidence) -> Judgement {
        if !self.is_told_by_weights(a, b) {
            return Judgement::UNKNOWN;
        }
        self.weights().judge(&self.features(a, b, counted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_function_counts_and_of_equals_the_first_by_precedence() {
        let judged = |probabilities| {
            let judgement = Judgement { probabilities };
            (judgement.function(), judgement.confidence())
        };
        assert_eq!(judged([0.1, 0.2, 0.4, 0.3]), (Function::Complementary, 0.4));
        assert_eq!(judged([0.4, 0.4, 0.1, 0.1]), (Function::Substitute, 0.4));
        assert_eq!(judged([0.3, 0.3, 0.3, 0.1]), (Function::Complementary, 0.3));
        assert_eq!(judged([0.1, 0.4, 0.1, 0.4]), (Function::Extension, 0.4));
        assert_eq!(judged([0.25; 4]), (Function::Complementary, 0.25));
        assert_eq!(Judgement::UNKNOWN.function(), Function::None);
    }
}
