//! What holds for every shop.

use std::num::NonZeroUsize;

use ndarray::{Array1, Array2};
use proptest::prelude::*;

use super::{LocalRidge, LocalRidgeParams, PairWeights};
use crate::rank::{AsymmetricCosine, SimilarityParams};

/// Most items of a shop here.
const MOST_ITEMS: u32 = 14;

/// W with its owners.
#[derive(Debug)]
struct Shop {
    /// All items by all.
    dense: Array2<f32>,
    n_orders_with: Vec<f32>,
    ends: Vec<usize>,
    items: Vec<u32>,
    weights: Vec<f32>,
    own: Vec<f32>,
}

impl Shop {
    /// Of orders that weigh so much, as many items as were named.
    fn new(n_items: usize, orders: &[(f32, Vec<u32>)]) -> Self {
        let mut dense = Array2::<f32>::zeros((n_items, n_items));
        let mut n_orders_with = vec![0.0; n_items];
        for (weight, order) in orders {
            for &a in order {
                n_orders_with[a as usize] += 1.0;
                order.iter().for_each(|&b| dense[[a as usize, b as usize]] += weight);
            }
        }
        let (mut ends, mut items, mut weights) = (Vec::new(), Vec::new(), Vec::new());
        for (anchor, row) in dense.outer_iter().enumerate() {
            for (item, &weight) in row.iter().enumerate() {
                if item != anchor && weight > 0.0 {
                    items.push(item as u32);
                    weights.push(weight);
                }
            }
            ends.push(items.len());
        }
        let own = dense.diag().to_vec();
        Self { dense, n_orders_with, ends, items, weights, own }
    }

    fn fit(&self, params: &LocalRidgeParams, threads: usize) -> LocalRidge {
        let weights = PairWeights {
            ends: &self.ends,
            items: &self.items,
            weights: &self.weights,
            own: &self.own,
        };
        let threads = NonZeroUsize::new(threads).unwrap();
        LocalRidge::fit(&weights, &self.nearness(), params, threads)
    }

    fn nearness(&self) -> AsymmetricCosine {
        let params = SimilarityParams { anchor_power: 0.5, shrink_orders: 20.0 };
        AsymmetricCosine::new(&self.n_orders_with, &params)
    }

    /// What `target` owes to all its partners, by elimination in 64-bit floats.
    fn solved_densely(&self, target: usize, params: &LocalRidgeParams) -> Vec<(usize, f64)> {
        let n_sold = self.own.iter().filter(|own| **own > 0.0).count() as f64;
        let mean: f64 = self.own.iter().map(|own| f64::from(*own)).sum::<f64>() / n_sold;
        let partner = |&item: &usize| item != target && self.dense[[item, target]] > 0.0;
        let partners: Vec<usize> = (0..self.own.len()).filter(partner).collect();
        let n = partners.len();
        let (own_share, mean_share) = (f64::from(params.own_share), f64::from(params.mean_share));
        let mut matrix = Array2::from_shape_fn((n, n), |(a, b)| {
            let cell = f64::from(self.dense[[partners[a], partners[b]]]);
            if a == b { cell * (1.0 + own_share) + mean_share * mean } else { cell }
        });
        let mut right = Array1::from_shape_fn(n, |a| f64::from(self.dense[[partners[a], target]]));
        for pivot in 0..n {
            let row = matrix.row(pivot).mapv(|cell| cell / matrix[[pivot, pivot]]);
            right[pivot] /= matrix[[pivot, pivot]];
            matrix.row_mut(pivot).assign(&row);
            for other in (0..n).filter(|&other| other != pivot) {
                let factor = matrix[[other, pivot]];
                matrix.row_mut(other).scaled_add(-factor, &row);
                right[other] -= factor * right[pivot];
            }
        }
        partners.into_iter().zip(right).collect()
    }
}

/// The weight of `anchor` → `item`; 0 where there is no edge.
fn edge(ridge: &LocalRidge, anchor: u32, item: u32) -> f32 {
    let (items, weights) = ridge.row(anchor);
    items.iter().position(|&found| found == item).map_or(0.0, |at| weights[at])
}

/// Orders of different weights.
fn orders() -> impl Strategy<Value = Vec<(f32, Vec<u32>)>> {
    let order = proptest::collection::btree_set(0..MOST_ITEMS, 1..6);
    let order =
        (0.1_f32..1.0, order).prop_map(|(weight, items)| (weight, items.into_iter().collect()));
    proptest::collection::vec(order, 1..40)
}

const LIGHT: LocalRidgeParams =
    LocalRidgeParams { n_nearest: MOST_ITEMS as usize, own_share: 0.2, mean_share: 0.2 };

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_target_owes_what_a_dense_solution_says(orders in orders()) {
        let shop = Shop::new(MOST_ITEMS as usize, &orders);
        let ridge = shop.fit(&LIGHT, 2);
        prop_assert_eq!(ridge.n_unsolved(), 0);
        for target in 0..MOST_ITEMS {
            for (anchor, owed) in shop.solved_densely(target as usize, &LIGHT) {
                let found = f64::from(edge(&ridge, anchor as u32, target));
                prop_assert!((found - owed).abs() < 1e-4, "{anchor} → {target}: {found}, not {owed}");
            }
        }
    }

    #[test]
    fn renaming_items_renames_edges(
        orders in orders(),
        names in Just((0..MOST_ITEMS).collect::<Vec<u32>>()).prop_shuffle(),
        n_nearest in 1..8_usize,
    ) {
        let params = LocalRidgeParams { n_nearest, ..LIGHT };
        let mut shop = Shop::new(MOST_ITEMS as usize, &orders);
        let rename = |items: &Vec<u32>| items.iter().map(|&item| names[item as usize]).collect();
        let orders: Vec<(f32, Vec<u32>)> =
            orders.iter().map(|(weight, items)| (*weight, rename(items))).collect();
        let mut renamed = Shop::new(MOST_ITEMS as usize, &orders);
        // No two items are equally near: then it is their numbers that decide.
        for (item, &name) in names.iter().enumerate() {
            shop.n_orders_with[item] += 0.01 * item as f32;
            renamed.n_orders_with[name as usize] = shop.n_orders_with[item];
        }
        let (ridge, renamed) = (shop.fit(&params, 1), renamed.fit(&params, 1));
        for (anchor, item) in (0..MOST_ITEMS).flat_map(|a| (0..MOST_ITEMS).map(move |b| (a, b))) {
            let (one, other) =
                (edge(&ridge, anchor, item), edge(&renamed, names[anchor as usize], names[item as usize]));
            prop_assert!((one - other).abs() < 1e-4, "{anchor} → {item}: {one}, renamed {other}");
        }
    }

    #[test]
    fn the_threads_change_no_bit_and_no_target_has_more_edges_than_it_may(
        orders in orders(), n_nearest in 1..8_usize,
    ) {
        let params = LocalRidgeParams { n_nearest, ..LIGHT };
        let shop = Shop::new(MOST_ITEMS as usize, &orders);
        let one = shop.fit(&params, 1);
        prop_assert_eq!(&one, &shop.fit(&params, 3));
        for target in 0..MOST_ITEMS {
            let n_edges = (0..MOST_ITEMS).filter(|&anchor| one.row(anchor).0.contains(&target)).count();
            prop_assert!(n_edges <= n_nearest);
        }
    }
}

#[test]
fn a_target_without_a_solution_has_no_edges_and_is_counted() {
    // Items 0 and 1 always come together: without a ridge nothing tells what item 2 owes to which.
    let shop = Shop::new(4, &[(1.0, vec![0, 1, 2]), (1.0, vec![0, 1]), (1.0, vec![2, 3])]);
    let ridge = shop.fit(&LocalRidgeParams { own_share: 0.0, mean_share: 0.0, ..LIGHT }, 1);
    assert_eq!(ridge.n_unsolved(), 1);
    assert!((0..4).all(|anchor| edge(&ridge, anchor, 2) == 0.0));
    assert_eq!(edge(&ridge, 2, 3), 0.5);
    assert_eq!(shop.fit(&LIGHT, 1).n_unsolved(), 0);
}

#[test]
fn what_another_item_explains_counts_little_and_what_speaks_against_counts_as_nothing() {
    // Item 2 comes with item 1, which comes with item 0; and seldom with item 0 alone.
    let shop =
        Shop::new(3, &[(4.0, vec![0, 1, 2]), (2.0, vec![0, 1]), (5.0, vec![0]), (3.0, vec![1, 2])]);
    let ridge = shop.fit(&LocalRidgeParams { own_share: 0.0, mean_share: 0.01, ..LIGHT }, 1);
    assert!(edge(&ridge, 0, 2) < 0.0 && 0.7 < edge(&ridge, 1, 2));
    let mut scores = [9.0; 3];
    ridge.score([0], &mut scores);
    assert_eq!(scores[2], 0.0);
    assert_eq!(scores[0], 0.0);
    assert!(scores[1] > 0.0);
}
