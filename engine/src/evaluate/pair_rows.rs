//! All pairs of items that were bought together, row by row.

use super::training::Training;
use crate::count::in_pieces;
use crate::rank::PairWeights;

/// Rows a thread takes at once.
const ROWS_AT_ONCE: usize = 64;

/// How much an order weighs for each of its pairs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum SizeWeight {
    /// 1.
    One,
    /// 1/(s − 1)^γ for s items.
    Discounted(f32),
    /// 1/s^α for s items.
    Shared(f32),
    /// (ln n − ln(1 + s))² for s of n items, as BM25 weighs documents that hold many terms.
    Inverse,
}

impl SizeWeight {
    fn of(self, size: usize, n_items: usize) -> f32 {
        let size = size as f32;
        match self {
            Self::One => 1.0,
            Self::Discounted(power) => (size - 1.0).powf(-power),
            Self::Shared(power) => size.powf(-power),
            Self::Inverse => ((n_items as f32).ln() - size.ln_1p()).powi(2),
        }
    }
}

/// The weights of the orders with each item, added up; an order of one item weighs as one of two.
pub(super) fn own_weights(training: &Training, weight: SizeWeight) -> Vec<f32> {
    let n_items = training.n_items();
    let weight_at = |&place: &u32| weight.of(training.items_at(place).len().max(2), n_items);
    let own = |item| training.places_with(item).iter().map(weight_at).sum();
    (0..n_items as u32).map(own).collect()
}

/// For each item its partners, each with a number. Costs 8 bytes a pair, twice for each two items.
#[derive(Debug, Clone, Default)]
pub(super) struct PairRows {
    ends: Vec<usize>,
    items: Vec<u32>,
    weights: Vec<f32>,
}

impl PairRows {
    /// Adds up the weights of the orders with both items of each pair.
    ///
    /// Costs one addition for each two items of each order, and a sort of each row.
    pub(super) fn count(training: &Training, weight: SizeWeight) -> Self {
        let n_items = training.n_items();
        let start = || (vec![0.0_f32; n_items], Vec::new());
        let pieces = in_pieces(n_items, ROWS_AT_ONCE, training.threads(), start, |kept, rows| {
            let (sums, touched): &mut (Vec<f32>, Vec<u32>) = kept;
            let mut piece = Self::default();
            for anchor in rows.map(|row| row as u32) {
                for &place in training.places_with(anchor) {
                    let items = training.items_at(place);
                    if items.len() < 2 {
                        continue;
                    }
                    let weight = weight.of(items.len(), n_items);
                    for &item in items {
                        let sum = &mut sums[item as usize];
                        if *sum == 0.0 {
                            touched.push(item);
                        }
                        *sum += weight;
                    }
                }
                touched.sort_unstable();
                for item in touched.drain(..) {
                    let sum = std::mem::take(&mut sums[item as usize]);
                    if item != anchor {
                        piece.items.push(item);
                        piece.weights.push(sum);
                    }
                }
                piece.ends.push(piece.items.len());
            }
            piece
        });
        Self::joined(pieces)
    }

    /// The same pairs, each with what `strength` makes of anchor, item and weight.
    pub(super) fn map(
        &self,
        training: &Training,
        strength: impl Fn(u32, u32, f32) -> f32 + Sync,
    ) -> Self {
        let pieces = in_pieces(
            self.ends.len(),
            ROWS_AT_ONCE,
            training.threads(),
            || (),
            |(), rows| {
                let mut weights = Vec::new();
                for anchor in rows {
                    let row = self.row(anchor as u32);
                    weights.extend(row.map(|(item, weight)| strength(anchor as u32, item, weight)));
                }
                weights
            },
        );
        Self { ends: self.ends.clone(), items: self.items.clone(), weights: pieces.concat() }
    }

    /// The `n` strongest partners of each item; of equals the more often bought.
    pub(super) fn strongest(&self, training: &Training, n: usize) -> Self {
        let pieces =
            in_pieces(self.ends.len(), ROWS_AT_ONCE, training.threads(), Vec::new, |row, rows| {
                let mut kept = Self::default();
                for anchor in rows {
                    row.clear();
                    row.extend(self.row(anchor as u32));
                    let order =
                        |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
                    if n < row.len() {
                        row.select_nth_unstable_by(n, order);
                        row.truncate(n);
                    }
                    kept.items.extend(row.iter().map(|&(item, _)| item));
                    kept.weights.extend(row.iter().map(|&(_, weight)| weight));
                    kept.ends.push(kept.items.len());
                }
                kept
            });
        Self::joined(pieces)
    }

    /// The rows as they were counted, with what each item weighs by itself.
    pub(super) fn with_own<'a>(&'a self, own: &'a [f32]) -> PairWeights<'a> {
        PairWeights { ends: &self.ends, items: &self.items, weights: &self.weights, own }
    }

    /// The partners of `anchor` with their numbers: rising as they are counted, in no particular
    /// sequence once only the strongest are left.
    pub(super) fn row(&self, anchor: u32) -> impl Iterator<Item = (u32, f32)> + '_ {
        let anchor = anchor as usize;
        let start = if anchor == 0 { 0 } else { self.ends[anchor - 1] };
        let range = start..self.ends[anchor];
        self.items[range.clone()].iter().copied().zip(self.weights[range].iter().copied())
    }

    fn joined(pieces: Vec<Self>) -> Self {
        let n_pairs = pieces.iter().map(|piece| piece.items.len()).sum();
        let mut all = Self {
            ends: Vec::new(),
            items: Vec::with_capacity(n_pairs),
            weights: Vec::with_capacity(n_pairs),
        };
        for piece in pieces {
            let start = all.items.len();
            all.ends.extend(piece.ends.iter().map(|end| start + end));
            all.items.extend(piece.items);
            all.weights.extend(piece.weights);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::shop::training;

    fn row(rows: &PairRows, anchor: u32) -> Vec<(u32, f32)> {
        let mut row: Vec<_> = rows.row(anchor).collect();
        row.sort_by_key(|&(item, _)| item);
        row
    }

    #[test]
    fn pairs_are_counted_both_ways() {
        // Orders: 0 1 · 0 1 2 · 0 2 · 1 · 3
        let training = training(&[&[0, 1], &[0, 1, 2], &[0, 2], &[1], &[3]]);
        let rows = PairRows::count(&training, SizeWeight::One);
        assert_eq!(row(&rows, 0), [(1, 2.0), (2, 2.0)]);
        assert_eq!(row(&rows, 1), [(0, 2.0), (2, 1.0)]);
        assert_eq!(row(&rows, 3), []);
        let rows = PairRows::count(&training, SizeWeight::Discounted(1.0));
        assert_eq!(row(&rows, 0), [(1, 1.5), (2, 1.5)]);
        let rows = PairRows::count(&training, SizeWeight::Shared(1.0));
        assert_eq!(row(&rows, 2), [(0, 1.0 / 3.0 + 0.5), (1, 1.0 / 3.0)]);
    }

    #[test]
    fn the_strongest_are_kept() {
        let training = training(&[&[0, 1], &[0, 1, 2], &[0, 2], &[1], &[3]]);
        let rows = PairRows::count(&training, SizeWeight::One);
        assert_eq!(row(&rows.strongest(&training, 1), 1), [(0, 2.0)]);
        let doubled = rows.map(&training, |_, _, weight| 2.0 * weight);
        assert_eq!(row(&doubled, 1), [(0, 4.0), (2, 2.0)]);
    }
}
