//! What sells, whatever is known.

use super::{Peer, Tallies};
use crate::evaluate::Training;
use crate::words::ItemIndex;

/// score(j) = n_j, the orders with j.
///
/// Source: the baseline of Cremonesi, Koren, Turrin, *Performance of Recommender Algorithms on Top-N
/// Recommendation Tasks*, RecSys 2010, pages 39-46 (there TopPop).
#[derive(Debug)]
pub(super) struct Popularity<'t>(&'t [u32]);

pub(super) fn fit(training: &Training) -> Popularity<'_> {
    Popularity(training.n_orders_with())
}

impl Peer for Popularity<'_> {
    fn score(&self, _: &[ItemIndex], _: &mut Tallies, scores: &mut [f32]) {
        for (score, &n_orders) in scores.iter_mut().zip(self.0) {
            *score = n_orders as f32;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::evaluate::Method;
    use crate::evaluate::shop::{scores, training};

    #[test]
    fn what_is_known_changes_nothing() {
        let training = training(&[&[0, 1], &[0, 1, 2], &[0, 2], &[1], &[3]]);
        assert_eq!(scores(Method::Popularity, &training, &[], &[0]), [3.0, 3.0, 2.0, 1.0]);
        assert_eq!(scores(Method::Popularity, &training, &[], &[]), [3.0, 3.0, 2.0, 1.0]);
    }
}
