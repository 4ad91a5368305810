//! Local ridge: what an item owes to each of its nearest items once the others are known.
//!
//! In: the weights of all pairs, and how near two items are. Out: edges with a weight, row by row of
//! the item they start from. A pair score says how often two items meet; this says how much of it
//! nothing else in the basket explains.
//! Deliberately absent: the dense matrix of all items by all, and any dependence on the threads.

mod pair_weights;
mod system;
mod neighbourhood;
#[cfg(test)]
mod laws;

use std::num::NonZeroUsize;

pub use self::pair_weights::PairWeights;

use self::neighbourhood::Neighbourhood;
use crate::count::{Strength, in_pieces};

/// [`LocalRidgeParams::own_share`] that serves: nearly the same from 0.1 to 0.5 on earlier orders of
/// a gift shop.
pub const OWN_SHARE: f32 = 0.2;
/// [`LocalRidgeParams::mean_share`] for a shop whose items meet often.
pub const LIGHT_RIDGE: f32 = 0.2;
/// [`LocalRidgeParams::mean_share`] for a shop whose items meet seldom: the counts are believed less.
pub const HEAVY_RIDGE: f32 = 4.0;

/// Targets a thread takes at once.
const TARGETS_AT_ONCE: usize = 16;

/// What shapes the regression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalRidgeParams {
    /// N: how many items a target is explained by, at most. Unit: items; at least 1. The cost grows with its
    /// cube.
    pub n_nearest: usize,
    /// ρ: what is added to each diagonal cell, as a share of the cell. Range `0.0..`; above 0 the
    /// arithmetic is safe.
    pub own_share: f32,
    /// μ: what is added to each diagonal cell, as a share of the mean one. Range `0.0..`. More of it
    /// takes from rare items first.
    pub mean_share: f32,
}

/// Edges i → j with a weight: what one more i in the basket adds to the expectation of j while the
/// other items of the basket are known. Immutable.
///
/// For each target j, with the N nearest of its partners,
/// (W_NN + diag(ρ W_ii + μ W̄)) w = W_Nj; w_i is the weight of i → j, and below 0 where i speaks against
/// j. Weights of one target are comparable with those of another, within one shop.
///
/// Costs 8 bytes an edge and 8 an item, at most N edges an item.
///
/// Source: Ning, Karypis, *SLIM: Sparse Linear Methods for Top-N Recommender Systems*, ICDM 2011, pages
/// 497-506 (items as a sparse regression on items); Steck, *Embarrassingly Shallow Autoencoders for
/// Sparse Data*, WWW 2019, pages 3251-3257 (the ridge in closed form, from counts alone); Bell, Koren,
/// *Scalable Collaborative Filtering with Jointly Derived Neighborhood Interpolation Weights*,
/// ICDM 2007, pages 43-52 (a small system for each neighbourhood).
///
/// ```
/// use std::num::NonZeroUsize;
/// use engine::rank::{AsymmetricCosine, LocalRidge, LocalRidgeParams, PairWeights, SimilarityParams};
/// // Orders: 0 1 2 · 0 1 · 0 · 0
/// let weights = PairWeights {
///     ends: &[2, 4, 6],
///     items: &[1, 2, 0, 2, 0, 1],
///     weights: &[2.0, 1.0, 2.0, 1.0, 1.0, 1.0],
///     own: &[4.0, 2.0, 1.0],
/// };
/// let cosine = SimilarityParams { anchor_power: 0.5, shrink_orders: 20.0 };
/// let nearness = AsymmetricCosine::new(&[4.0, 2.0, 1.0], &cosine);
/// // The mean order count is 7/3: a ridge of 1.
/// let params = LocalRidgeParams { n_nearest: 2, own_share: 0.0, mean_share: 3.0 / 7.0 };
/// let ridge = LocalRidge::fit(&weights, &nearness, &params, NonZeroUsize::MIN);
/// // Item 2 from items 0 and 1: (5 2 / 2 3) w = (1 1), w = (1 3)/11.
/// let mut scores = [0.0; 3];
/// ridge.score([0], &mut scores);
/// assert!((scores[2] - 1.0 / 11.0).abs() < 1e-6);
/// ridge.score([0, 1], &mut scores);
/// assert!((scores[2] - 4.0 / 11.0).abs() < 1e-6);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LocalRidge {
    ends: Vec<usize>,
    items: Vec<u32>,
    weights: Vec<f32>,
    n_unsolved: usize,
}

/// What targets that follow one another owe.
#[derive(Debug, Default)]
struct Solved {
    ends: Vec<usize>,
    anchors: Vec<u32>,
    weights: Vec<f32>,
    n_unsolved: usize,
}

impl LocalRidge {
    /// Solves every target; `nearness` says which of its partners are near, from the partner to the
    /// target.
    ///
    /// A target whose system is not positive definite, as far as 32-bit floats tell, gets no edges and
    /// is counted in [`Self::n_unsolved`]. With ρ a tenth or more and W as [`PairWeights`] wants it,
    /// there is none.
    ///
    /// Costs, for each target, N³/6 steps and a look at the partners that its nearest items have
    /// among more often bought ones. Memory beside W: 16 bytes an edge while they are turned round,
    /// and 4 (N + 8)² + 4 n for each thread. Each target is solved by one thread and the rows are put
    /// together in a fixed sequence: the bits do not depend on the threads.
    ///
    /// # Panics
    ///
    /// Where the columns of `weights` are shorter than its `ends` say, or name items it does not have.
    #[must_use]
    pub fn fit(
        weights: &PairWeights<'_>,
        nearness: &impl Strength,
        params: &LocalRidgeParams,
        threads: NonZeroUsize,
    ) -> Self {
        let n_items = weights.n_items();
        let mean_own = weights.mean_own();
        let start = || Neighbourhood::new(n_items);
        let pieces = in_pieces(n_items, TARGETS_AT_ONCE, threads, start, |around, targets| {
            let mut solved = Solved::default();
            for target in targets {
                match around.solve(target as u32, weights, nearness, params, mean_own) {
                    Some(owed) => owed.for_each(|(anchor, weight)| {
                        solved.anchors.push(anchor);
                        solved.weights.push(weight);
                    }),
                    None => solved.n_unsolved += 1,
                }
                solved.ends.push(solved.anchors.len());
            }
            solved
        });
        Self::turned_round(n_items, pieces)
    }

    /// From what each target owes to where each item leads.
    fn turned_round(n_items: usize, pieces: Vec<Solved>) -> Self {
        let mut ends = vec![0_usize; n_items];
        for &anchor in pieces.iter().flat_map(|piece| &piece.anchors) {
            ends[anchor as usize] += 1;
        }
        let mut n_edges = 0;
        let mut next: Vec<usize> = Vec::with_capacity(n_items);
        for end in &mut ends {
            next.push(n_edges);
            n_edges += *end;
            *end = n_edges;
        }
        let (mut items, mut weights) = (vec![0_u32; n_edges], vec![0.0_f32; n_edges]);
        let (mut target, mut n_unsolved) = (0_u32, 0);
        for piece in pieces {
            n_unsolved += piece.n_unsolved;
            let mut at = 0;
            for end in piece.ends {
                for (&anchor, &weight) in piece.anchors[at..end].iter().zip(&piece.weights[at..end])
                {
                    let place = &mut next[anchor as usize];
                    (items[*place], weights[*place]) = (target, weight);
                    *place += 1;
                }
                (at, target) = (end, target + 1);
            }
        }
        Self { ends, items, weights, n_unsolved }
    }

    /// Where `anchor` leads: the targets, rising, and the weight of each edge.
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    #[must_use]
    pub fn row(&self, anchor: u32) -> (&[u32], &[f32]) {
        let anchor = anchor as usize;
        let start = if anchor == 0 { 0 } else { self.ends[anchor - 1] };
        (&self.items[start..self.ends[anchor]], &self.weights[start..self.ends[anchor]])
    }

    /// Targets without edges because their system had no solution.
    #[must_use]
    pub fn n_unsolved(&self) -> usize {
        self.n_unsolved
    }

    /// Replaces `scores`, one an item, by what the items of the cart say together: the sum of their
    /// weights, 0 where they speak against an item or not of it.
    ///
    /// Costs an addition an edge and two passes over the scores.
    ///
    /// # Panics
    ///
    /// Where the cart holds an item that there is not, or `scores` is too short.
    pub fn score(&self, cart: impl IntoIterator<Item = u32>, scores: &mut [f32]) {
        scores.fill(0.0);
        for anchor in cart {
            let (items, weights) = self.row(anchor);
            for (&item, weight) in items.iter().zip(weights) {
                scores[item as usize] += weight;
            }
        }
        scores.iter_mut().for_each(|score| *score = score.max(0.0));
    }
}
