//! A score for each pair, added up over the known items.

use super::{Peer, Tallies};
use crate::evaluate::pair_rows::PairRows;
use crate::words::ItemIndex;

/// score(j) = Σ_i s(i → j) over the known items i.
#[derive(Debug)]
pub(super) struct RowSum(pub(super) PairRows);

impl Peer for RowSum {
    fn score(&self, known: &[ItemIndex], _: &mut Tallies, scores: &mut [f32]) {
        for anchor in known {
            for (item, strength) in self.0.row(anchor.0) {
                scores[item as usize] += strength;
            }
        }
    }
}
