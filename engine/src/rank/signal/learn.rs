//! From orders to the tables of all signals.

use std::num::NonZeroUsize;

use super::{Demand, LateBaskets, Rows, SignalTables, Transition};
use crate::count::{AllPairs, BasketRules, Baskets, CountError, strongest};
use crate::rank::{
    AsymmetricCosine, LIGHT_RIDGE, LocalRidge, LocalRidgeParams, OWN_SHARE, PairWeights,
    SimilarityParams,
};
use crate::relation::TitleIndex;
use crate::words::History;

/// Most items that the regression covers, the most bought ones, where nothing else is set. Its cost is
/// some thousandths of a second an item where it covers so many; where it covers fewer, as much in all at most.
pub const RIDGE_ITEMS: u32 = 20_000;
/// Most bytes that the pairs of the regression take; it covers fewer items where they would take more.
const RIDGE_BYTES: u64 = 1 << 28;

/// Age at which an order counts half among the late ones. Unit: days. A fortnight to two months served
/// nearly alike on earlier orders of a gift shop and a grocer, the shorter a little better.
const RECENT_HALF_LIFE: f64 = 14.0;
const RECENT_COSINE: SimilarityParams = SimilarityParams { anchor_power: 0.8, shrink_orders: 5.0 };
/// An order of s items counts 1/(s − 1) for each pair: each order as much as any other.
const FOCUSED_DISCOUNT: f64 = 1.0;
const FOCUSED_COSINE: SimilarityParams = SimilarityParams { anchor_power: 0.6, shrink_orders: 5.0 };
/// Partners kept in either table: a query visits them all.
const PARTNERS: u16 = 100;

/// Which items are near in the regression.
const NEARNESS: SimilarityParams = SimilarityParams { anchor_power: 0.5, shrink_orders: 20.0 };
/// Items that explain a target where the regression covers [`RIDGE_ITEMS`] items or more.
const FEWEST_NEAREST: usize = 150;
/// Targets kept for each item: a query visits them all.
const TARGETS: usize = 400;

/// Items kept for each by the likeness of their titles.
const MOST_ALIKE: usize = 30;
/// Titles less alike than this share a word by chance.
const LEAST_LIKENESS: f32 = 0.15;

impl SignalTables {
    /// Learns the signals of `history`, of which `baskets` are the orders by `rules`; the regression
    /// covers at most `ridge_items` items.
    ///
    /// The same for any number of threads. Costs Σ s² increments over all orders of s items three
    /// times, and the regression ([`LocalRidge::fit`]).
    ///
    /// # Errors
    ///
    /// More lines than 32-bit positions reach.
    pub fn learn(
        history: &History,
        baskets: &Baskets,
        rules: &BasketRules,
        ridge_items: u32,
        threads: NonZeroUsize,
    ) -> Result<Self, CountError> {
        let n_items = history.vocabulary.len();
        let strongest = |rules: &BasketRules, cosine: &SimilarityParams| {
            let baskets = Baskets::new(&history.orders, n_items, rules)?;
            let cosine = AsymmetricCosine::new(baskets.decayed_orders_with(), cosine);
            Ok(Rows::from(strongest(&baskets, PARTNERS, &cosine, threads, &|_| ())))
        };
        let recent = BasketRules { half_life_days: Some(RECENT_HALF_LIFE), ..*rules };
        let focused =
            BasketRules { size_discount: FOCUSED_DISCOUNT, half_life_days: None, ..*rules };
        let titles = TitleIndex::new(&history.catalog, n_items);
        Ok(Self {
            recent: strongest(&recent, &RECENT_COSINE)?,
            focused: strongest(&focused, &FOCUSED_COSINE)?,
            ridge: ridge_rows(baskets, ridge_items, threads),
            titles: Rows::of(titles.alike(MOST_ALIKE, LEAST_LIKENESS, threads)),
            demand: Demand::new(&history.orders, &history.views, n_items),
            transition: Transition::new(baskets, &history.catalog, threads),
            late_baskets: LateBaskets::new(&history.orders, n_items),
        })
    }
}

/// How many items explain a target, of `n_items` that are covered where at most `most_items` are. A target costs the
/// cube of them: a shop of fewer items has each explained by more, and its regression costs never more than that of
/// `most_items`. All are explained by all up to some five hundred items.
fn n_nearest(n_items: usize, most_items: u32) -> usize {
    let per_item = f64::from(most_items.min(RIDGE_ITEMS)) / n_items.max(1) as f64;
    let n_affordable = (FEWEST_NEAREST as f64 * per_item.cbrt()) as usize;
    n_affordable.max(FEWEST_NEAREST).min(n_items.max(1))
}

/// What items owe to each other, by the item that is known: the weightiest of each.
fn ridge_rows(baskets: &Baskets, most_items: u32, threads: NonZeroUsize) -> Rows {
    let n_sold = baskets.n_orders_with().partition_point(|&n| n > 0);
    let n_items = AllPairs::items_within(baskets, n_sold.min(most_items as usize), RIDGE_BYTES);
    let pairs = AllPairs::count(baskets, n_items, threads);
    let nearness = AsymmetricCosine::new(&baskets.decayed_orders_with()[..n_items], &NEARNESS);
    let weights = PairWeights {
        ends: &pairs.ends,
        items: &pairs.items,
        weights: &pairs.weights,
        own: &pairs.own,
    };
    let params = LocalRidgeParams {
        n_nearest: n_nearest(n_items, most_items),
        own_share: OWN_SHARE,
        mean_share: LIGHT_RIDGE,
    };
    let ridge = LocalRidge::fit(&weights, &nearness, &params, threads);
    Rows::of((0..baskets.n_items() as u32).map(|anchor| {
        let mut row: Vec<(u32, f32)> = Vec::new();
        if (anchor as usize) < n_items {
            let (items, weights) = ridge.row(anchor);
            row.extend(items.iter().copied().zip(weights.iter().copied()));
        }
        let order =
            |a: &(u32, f32), b: &(u32, f32)| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0));
        if TARGETS < row.len() {
            row.select_nth_unstable_by(TARGETS, order);
            row.truncate(TARGETS);
        }
        row.sort_unstable_by(order);
        row
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_items_are_explained_by_more_and_cost_no_more() {
        assert_eq!(n_nearest(20_000, RIDGE_ITEMS), 150);
        assert_eq!(n_nearest(100_000, 100_000), 150);
        assert_eq!(n_nearest(500, RIDGE_ITEMS), 500);
        // As many as where no more are wanted.
        assert_eq!(n_nearest(2_000, 2_000), 150);
        assert_eq!((n_nearest(1, RIDGE_ITEMS), n_nearest(0, RIDGE_ITEMS)), (1, 1));
        let steps = |n: usize| n * n_nearest(n, RIDGE_ITEMS).pow(3);
        assert!((1..20_000).step_by(97).all(|n| steps(n) <= steps(20_000)));
    }
}
