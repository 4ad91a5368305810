//! What else two items are bought with: substitutes share their partners, and not their baskets.

use super::bound;
use super::feature::{Feature, Features};
use crate::graph::Graph;
use crate::words::ItemIndex;

/// Partners of an item that count, the surest.
const MOST_PARTNERS: usize = 60;
/// Fewer orders with both are chance.
const FEWEST_ORDERS: u32 = 3;
/// What is added to the product of both lengths, so that two short rows are not alike for one partner.
const LENGTH_PRIOR: f32 = 2.0;
/// More certainty to be together says no more beside shared partners. Unit: nats.
const MOST_TOGETHER: f32 = 3.0;

/// The surest partners of every item, each with how sure it is.
///
/// Costs 8 bytes for each of at most 60 partners an item.
#[derive(Debug)]
pub(super) struct Partners {
    ends: Vec<usize>,
    /// Sorted by the partner's number within a row.
    partners: Vec<(u32, f32)>,
}

/// By item, among whose surest partners it is, and how surely.
#[derive(Debug)]
pub struct Holders {
    rows: Vec<Vec<(u32, f32)>>,
    /// How long the row of each item's own partners is, as a vector.
    lengths: Vec<f32>,
}

/// Items that share partners with one and are told, the closest.
const MOST_SHARING: usize = 300;

/// A partner of more items tells none from another.
const MOST_HOLDERS: usize = 1_000;

impl Partners {
    /// Costs a pass over the edges, and a sort of each row.
    pub(super) fn new(graph: &Graph, n_items: usize) -> Self {
        let (mut ends, mut partners) = (Vec::with_capacity(n_items), Vec::new());
        let mut row: Vec<(u32, f32)> = Vec::new();
        for anchor in 0..n_items as u32 {
            row.clear();
            for edge in graph.row(ItemIndex(anchor)).iter() {
                let evidence = edge.evidence();
                let sure = bound(evidence.witnessed(), evidence.expected());
                if evidence.together >= FEWEST_ORDERS && sure > 0.0 {
                    row.push((edge.item().0, sure));
                }
            }
            if MOST_PARTNERS < row.len() {
                let order =
                    |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
                row.select_nth_unstable_by(MOST_PARTNERS, order);
                row.truncate(MOST_PARTNERS);
            }
            row.sort_unstable_by_key(|&(item, _)| item);
            partners.extend_from_slice(&row);
            ends.push(partners.len());
        }
        Self { ends, partners }
    }

    /// Cosine of the two items' partners, themselves left out, its length a little above that of both, so that
    /// one partner of few is not all; 0 to 1. Costs a pass over both rows.
    pub(super) fn shared(&self, a: ItemIndex, b: ItemIndex) -> f32 {
        let (left, right) = (self.row(a), self.row(b));
        let length = |row: &[(u32, f32)], other: ItemIndex| {
            let others = row.iter().filter(|&&(item, _)| item != other.0);
            others.map(|&(_, sure)| sure * sure).sum::<f32>().sqrt()
        };
        let product = length(left, b) * length(right, a);
        let (mut dot, mut at) = (0.0, 0);
        for &(item, sure) in left.iter().filter(|&&(item, _)| item != a.0 && item != b.0) {
            while at < right.len() && right[at].0 < item {
                at += 1;
            }
            if let Some(&(_, other)) = right.get(at).filter(|other| other.0 == item) {
                dot += sure * other;
            }
        }
        dot / (product + LENGTH_PRIOR)
    }

    /// The items that share partners with `item`, those that share the most first, as cosines would have it; `led` is
    /// all 0, before and after. Partners of very many items tie everything, and do not lead on.
    pub(super) fn sharing(&self, item: ItemIndex, holders: &Holders, led: &mut [f32]) -> Vec<u32> {
        let mut touched = Vec::new();
        for &(partner, sure) in self.row(item) {
            let others = &holders.rows[partner as usize];
            if others.len() > MOST_HOLDERS {
                continue;
            }
            for &(other, own) in others {
                if led[other as usize] == 0.0 {
                    touched.push(other);
                }
                led[other as usize] += sure * own;
            }
        }
        let own = holders.lengths[item.position()];
        let mut sharing: Vec<(u32, f32)> = touched
            .into_iter()
            .map(|other| {
                let dot = std::mem::take(&mut led[other as usize]);
                (other, dot / (own * holders.lengths[other as usize] + LENGTH_PRIOR))
            })
            .collect();
        let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if MOST_SHARING < sharing.len() {
            sharing.select_nth_unstable_by(MOST_SHARING, order);
            sharing.truncate(MOST_SHARING);
        }
        sharing.sort_unstable_by(order);
        sharing.into_iter().map(|(other, _)| other).filter(|&other| other != item.0).collect()
    }

    /// Costs a pass over all partners.
    pub(super) fn holders(&self) -> Holders {
        let mut rows = vec![Vec::new(); self.ends.len()];
        let mut lengths = Vec::with_capacity(self.ends.len());
        for item in 0..self.ends.len() as u32 {
            let row = self.row(ItemIndex(item));
            lengths.push(row.iter().map(|&(_, sure)| sure * sure).sum::<f32>().sqrt());
            for &(partner, sure) in row {
                rows[partner as usize].push((item, sure));
            }
        }
        Holders { rows, lengths }
    }

    /// Who else goes with both, which are `together` so surely, into `features`. What sells in other seasons is
    /// apart for that: `same_seasons` is 1 where both sell at the same times or nobody knows, and falls to 0.
    pub(super) fn read(
        &self,
        a: ItemIndex,
        b: ItemIndex,
        together: f32,
        same_seasons: f32,
        features: &mut Features,
    ) {
        let shared = self.shared(a, b);
        features[Feature::SharedPartners as usize] = shared;
        let apart = if together < 0.0 { shared * same_seasons } else { 0.0 };
        features[Feature::SharedApart as usize] = apart;
        features[Feature::SharedTogether as usize] = shared * together.clamp(0.0, MOST_TOGETHER);
    }

    fn row(&self, item: ItemIndex) -> &[(u32, f32)] {
        let item = item.position();
        let start = if item == 0 { 0 } else { self.ends[item - 1] };
        &self.partners[start..self.ends[item]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of 0 to 3: 0 and 1 go with 2 and 3, 2 with 0.
    fn partners() -> Partners {
        let rows: [&[(u32, f32)]; 4] =
            [&[(1, 5.0), (2, 1.0), (3, 2.0)], &[(0, 5.0), (2, 2.0), (3, 1.0)], &[(0, 1.0)], &[]];
        let mut all = Partners { ends: Vec::new(), partners: Vec::new() };
        for row in rows {
            all.partners.extend_from_slice(row);
            all.ends.push(all.partners.len());
        }
        all
    }

    #[test]
    fn what_both_go_with_makes_them_alike_and_they_themselves_do_not() {
        let shared = |a, b| partners().shared(ItemIndex(a), ItemIndex(b));
        // (1·2 + 2·1) / (√5·√5 + 2), whatever ties 0 and 1.
        assert!((shared(0, 1) - 4.0 / 7.0).abs() < 1e-6);
        assert_eq!(shared(0, 1), shared(1, 0));
        assert_eq!((shared(0, 2), shared(0, 3), shared(3, 3)), (0.0, 0.0, 0.0));
    }
}
