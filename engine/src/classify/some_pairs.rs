//! Pairs of a shop as they come, to stand for all.

use super::feature::Features;
use super::known::Known;
use crate::words::ItemIndex;

/// Pairs that are taken of either sort.
const N_TAKEN: usize = 500;
/// Steps through the edges and items, as shares of all: multiples of them leave no part out.
///
/// Source: Niederreiter, *Random Number Generation and Quasi-Monte Carlo Methods*, 1992, chapter 3:
/// multiples of irrational numbers, here 1/φ and √2 − 1, without their whole parts.
const STEPS: [f64; 2] = [0.618_033_988_749_894_9, 0.414_213_562_373_095_1];

impl Known<'_> {
    /// The features of pairs taken evenly from the edges of the graph, and of pairs of two different
    /// items taken evenly from all; none where there are fewer than two items.
    ///
    /// Costs what asking about a thousand pairs costs.
    #[must_use]
    pub fn some_pairs(&self) -> Vec<Features> {
        let columns = self.graph.columns();
        let (n_items, n_edges) = (columns.n_orders_with.len(), self.graph.n_edges());
        let mut taken = Vec::with_capacity(2 * N_TAKEN);
        for turn in 1..=N_TAKEN {
            if n_edges > 0 {
                let place = at(turn, STEPS[0], n_edges);
                let anchor = columns.ends.partition_point(|&end| end as usize <= place);
                taken.push((anchor, columns.items[place] as usize));
            }
            if n_items > 1 {
                let item = at(turn, STEPS[0], n_items);
                let other = (item + 1 + at(turn, STEPS[1], n_items - 1)) % n_items;
                taken.push((item, other));
            }
        }
        let index = |item: usize| ItemIndex(item as u32);
        let features = |(a, b): (usize, usize)| {
            let (a, b) = (index(a), index(b));
            self.features(a, b, &self.counted(a, b))
        };
        taken.into_iter().map(features).collect()
    }
}

/// The place below `n` that `turn` steps lead to.
fn at(turn: usize, step: f64, n: usize) -> usize {
    ((turn as f64 * step).fract() * n as f64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_taken_evenly() {
        for (step, n) in [(STEPS[0], 10), (STEPS[1], 7)] {
            let mut taken = vec![0_usize; n];
            (1..=700).for_each(|turn| taken[at(turn, step, n)] += 1);
            assert!(taken.iter().all(|&times| times.abs_diff(700 / n) <= 2), "{taken:?}");
        }
    }
}
