//! The methods of the literature that Dapei is measured against, each in its own file.
//!
//! In: a [`Training`]. Out: a [`Peer`], which scores the whole catalogue for a basket. What can be set
//! about a method is a short list of values, of which the training's own newest orders choose (see
//! `tune`). Deliberately absent: anything that serves; a peer may take memory and time that an
//! answer never may.

mod row_sum;
mod popularity;
mod co_count;
mod conditional;
mod cosine;
mod size_discounted_cosine;
mod bm25;
mod log_likelihood;
mod rp3beta;
mod category_transition;
mod basket_knn;
mod ease;
mod local_ridge;
#[cfg(test)]
mod suite;

pub use ease::MOST_ITEMS as MOST_EASE_ITEMS;

use thiserror::Error;

use super::training::Training;
use crate::words::ItemIndex;

/// A fitted method.
pub trait Peer: Sync {
    /// Adds to `scores`, one an item and all 0 before, how well each item goes with `known`. What
    /// nothing speaks for stays 0. What it says of known items is not heeded.
    fn score(&self, known: &[ItemIndex], tallies: &mut Tallies, scores: &mut [f32]);
}

/// What a peer keeps between questions, so that little is set aside on the way. One a thread.
#[derive(Debug, Default)]
pub struct Tallies {
    sums: Vec<f32>,
    touched: Vec<u32>,
}

/// The methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// What sells, whatever is known.
    Popularity,
    /// Orders with both.
    CoCount,
    /// Share of the known item's orders that hold the other.
    Conditional,
    /// Cosine of the items' orders, shrunk.
    Cosine,
    /// Log-likelihood ratio of pairs above chance.
    LogLikelihood,
    /// Linear regression of every item on all others, by one dense inverse.
    Ease,
    /// Linear regression of every item on its nearest items.
    LocalRidge,
    /// Asymmetric cosine, large orders discounted.
    SizeDiscountedCosine,
    /// Three steps of a random walk, popular items discounted.
    Rp3Beta,
    /// Items as documents, orders as terms.
    Bm25,
    /// What sells in the categories that follow the known ones.
    CategoryTransition,
    /// What the most similar orders hold.
    BasketKnn,
}

/// One thing that can be set about a method.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    /// Its name in the formula.
    pub name: &'static str,
    /// The values that are tried, in rising sequence.
    pub values: &'static [f32],
    /// The value to start from: the one most often best in the literature.
    pub start: f32,
}

/// A value for every axis of a method, in their sequence.
pub type Settings = Vec<f32>;

/// Why a method cannot learn from a training.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FitError {
    /// Rounding made the matrix one that has no such inverse.
    #[error("the pair counts of {n_items} items are too uneven for 32-bit floats: raise λ")]
    Uneven {
        /// Rows of the matrix.
        n_items: usize,
    },
}

impl Method {
    /// All methods, the simplest first; those that count pairs alike stand together.
    pub const ALL: [Self; 12] = [
        Self::Popularity,
        Self::CoCount,
        Self::Conditional,
        Self::Cosine,
        Self::LogLikelihood,
        Self::Ease,
        Self::LocalRidge,
        Self::SizeDiscountedCosine,
        Self::Rp3Beta,
        Self::Bm25,
        Self::CategoryTransition,
        Self::BasketKnn,
    ];

    /// Its name in results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Popularity => "popularity",
            Self::CoCount => "co-count",
            Self::Conditional => "conditional",
            Self::Cosine => "cosine",
            Self::LogLikelihood => "llr",
            Self::Ease => "ease",
            Self::LocalRidge => "local-ridge",
            Self::SizeDiscountedCosine => "size-discounted-cosine",
            Self::Rp3Beta => "rp3beta",
            Self::Bm25 => "bm25",
            Self::CategoryTransition => "category-transition",
            Self::BasketKnn => "basket-knn",
        }
    }

    /// What can be set about it.
    #[must_use]
    pub fn axes(self) -> &'static [Axis] {
        match self {
            Self::Popularity | Self::CoCount | Self::Conditional | Self::LogLikelihood => &[],
            Self::Cosine => &cosine::AXES,
            Self::Ease => &ease::AXES,
            Self::LocalRidge => &local_ridge::AXES,
            Self::SizeDiscountedCosine => &size_discounted_cosine::AXES,
            Self::Rp3Beta => &rp3beta::AXES,
            Self::Bm25 => &bm25::AXES,
            Self::CategoryTransition => &category_transition::AXES,
            Self::BasketKnn => &basket_knn::AXES,
        }
    }

    /// Where each axis starts.
    #[must_use]
    pub fn start(self) -> Settings {
        self.axes().iter().map(|axis| axis.start).collect()
    }

    /// Whether one choice of settings serves whole baskets and single items. BM25 asks for two: with
    /// b = 0 it counts what was bought together, which single items like and whole baskets do not.
    /// So do EASE and the local ridge: one item is answered best by a ridge ten times that of a whole
    /// basket.
    #[must_use]
    pub fn is_tuned_for_all(self) -> bool {
        match self {
            Self::Bm25 | Self::Ease | Self::LocalRidge => false,
            Self::Popularity
            | Self::CoCount
            | Self::Conditional
            | Self::Cosine
            | Self::LogLikelihood
            | Self::SizeDiscountedCosine
            | Self::Rp3Beta
            | Self::CategoryTransition
            | Self::BasketKnn => true,
        }
    }

    /// Whether `training` has what it takes.
    #[must_use]
    pub fn applies_to(self, training: &Training) -> bool {
        match self {
            Self::CategoryTransition => !training.history().catalog.categories().is_empty(),
            Self::Popularity
            | Self::CoCount
            | Self::Conditional
            | Self::Cosine
            | Self::LogLikelihood
            | Self::Ease
            | Self::LocalRidge
            | Self::SizeDiscountedCosine
            | Self::Rp3Beta
            | Self::Bm25
            | Self::BasketKnn => true,
        }
    }

    /// Learns from `training`.
    ///
    /// # Errors
    ///
    /// Numbers that are too far apart for the method's arithmetic.
    ///
    /// # Panics
    ///
    /// Where `settings` has not one value for each axis.
    pub fn fit<'t>(
        self,
        training: &'t Training,
        settings: &[f32],
    ) -> Result<Box<dyn Peer + 't>, FitError> {
        Ok(match self {
            Self::Popularity => Box::new(popularity::fit(training)),
            Self::CoCount => Box::new(co_count::fit(training)),
            Self::Conditional => Box::new(conditional::fit(training)),
            Self::Cosine => Box::new(cosine::fit(training, values(settings))),
            Self::LogLikelihood => Box::new(log_likelihood::fit(training)),
            Self::Ease => Box::new(ease::fit(training, values(settings), ease::MOST_ITEMS)?),
            Self::LocalRidge => Box::new(local_ridge::fit(training, values(settings))?),
            Self::SizeDiscountedCosine => {
                Box::new(size_discounted_cosine::fit(training, values(settings)))
            }
            Self::Rp3Beta => Box::new(rp3beta::fit(training, values(settings))),
            Self::Bm25 => Box::new(bm25::fit(training, values(settings))),
            Self::CategoryTransition => {
                Box::new(category_transition::fit(training, values(settings)))
            }
            Self::BasketKnn => Box::new(basket_knn::fit(training, values(settings))),
        })
    }

    /// Learns from `training` what choosing between settings takes: as [`Self::fit`], but for
    /// fewer items where the method's cost grows with the cube of them.
    pub(super) fn sketch<'t>(
        self,
        training: &'t Training,
        settings: &[f32],
    ) -> Result<Box<dyn Peer + 't>, FitError> {
        match self {
            Self::Ease => {
                let peer = ease::fit(training, values(settings), ease::MOST_SKETCHED_ITEMS)?;
                Ok(Box::new(peer))
            }
            Self::Popularity
            | Self::CoCount
            | Self::Conditional
            | Self::Cosine
            | Self::LogLikelihood
            | Self::LocalRidge
            | Self::SizeDiscountedCosine
            | Self::Rp3Beta
            | Self::Bm25
            | Self::CategoryTransition
            | Self::BasketKnn => self.fit(training, settings),
        }
    }
}

/// The settings of a method with so many axes.
fn values<const N: usize>(settings: &[f32]) -> [f32; N] {
    settings.try_into().expect("there is one value for each axis")
}
