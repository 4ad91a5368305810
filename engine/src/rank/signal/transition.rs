//! What is bought with what, by category: where pairs of items are too few to tell.

use std::num::NonZeroUsize;

use super::rows::Rows;
use crate::count::{Baskets, in_pieces};
use crate::words::{Catalog, ItemIndex};

/// Orders that a category is believed to share with every other one before any is counted. Unit:
/// orders' weights. Chosen by judgement, not tuned: small beside any category that sells.
const PRIOR_WEIGHT: f64 = 5.0;
/// Categories a thread takes at once.
const ROWS_AT_ONCE: usize = 16;
/// Categories kept for each: a query visits them all.
const MOST_FOLLOWERS: usize = 200;

/// T(c → d) = (W_cd + h p_d) / (W_c + h): the chance that what goes with an item of category c is of
/// category d. W is the weight of the orders' pairs, p the share of d in all of them, h the prior.
///
/// Only W_cd / (W_c + h) is kept by pair; the rest is a number by category.
///
/// Source: the type transition of Hao and others, *P-Companion: A Principled Framework for Diversified
/// Complementary Product Recommendation*, CIKM 2020, pages 2517-2524, with counts in place of the
/// network; the shrinkage towards the mean is that of an empirical Bayes estimate of a multinomial.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Transition {
    /// W_cd / (W_c + h), by category.
    pub followers: Rows,
    /// h / (W_c + h), by category: how little is known of it.
    pub unknown: Vec<f32>,
    /// p, by category.
    pub base: Vec<f32>,
}

impl Transition {
    /// Counts the orders of `baskets`. Costs a step a visit, as counting pairs of items does, and 12 bytes a category
    /// and thread; the same for any number of threads.
    #[must_use]
    pub fn new(baskets: &Baskets, catalog: &Catalog, threads: NonZeroUsize) -> Self {
        let n_categories = catalog.categories().len();
        let category_of = |item: u32| catalog.category_of(ItemIndex(item));
        let mut members = vec![Vec::new(); n_categories];
        for item in 0..baskets.n_items() as u32 {
            if let Some(category) = category_of(item) {
                members[category as usize].push(item);
            }
        }
        let unit = 1.0 / f64::from(baskets.scale());
        let start = || (vec![0_u64; n_categories], Vec::new());
        let rows = in_pieces(n_categories, ROWS_AT_ONCE, threads, start, |(sums, met), range| {
            range
                .map(|category| {
                    for &item in &members[category] {
                        baskets.each_order_of(item, |others, weight| {
                            for other in others.iter().filter(|&&other| other != item) {
                                let Some(follower) = category_of(*other) else { continue };
                                let sum = &mut sums[follower as usize];
                                if *sum == 0 {
                                    met.push(follower);
                                }
                                *sum += u64::from(weight);
                            }
                        });
                    }
                    let weighed = |category: u32| {
                        let units = std::mem::take(&mut sums[category as usize]);
                        (category, units as f64 * unit)
                    };
                    met.drain(..).map(weighed).collect::<Vec<(u32, f64)>>()
                })
                .collect::<Vec<_>>()
        });
        let rows: Vec<Vec<(u32, f64)>> = rows.into_iter().flatten().collect();
        // Weights are whole units: exact, in whatever sequence they are added.
        let totals: Vec<f64> =
            rows.iter().map(|row| row.iter().map(|&(_, weight)| weight).sum()).collect();
        let all: f64 = totals.iter().sum();
        let followers = Rows::of(rows.into_iter().zip(&totals).map(|(row, total)| {
            let chance = |weight: f64| (weight / (total + PRIOR_WEIGHT)) as f32;
            let mut row: Vec<(u32, f32)> =
                row.into_iter().map(|(other, weight)| (other, chance(weight))).collect();
            row.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            row.truncate(MOST_FOLLOWERS);
            row
        }));
        Self {
            followers,
            unknown: totals.iter().map(|w| (PRIOR_WEIGHT / (w + PRIOR_WEIGHT)) as f32).collect(),
            base: totals.iter().map(|w| (w / all.max(f64::MIN_POSITIVE)) as f32).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::BasketRules;
    use crate::words::Orders;

    #[test]
    fn chances_are_as_on_paper() {
        let mut orders = Orders::with_capacity(3, 7, 0);
        // Items 0 and 1 are tea, 2 is a cup, 3 has no category.
        orders.push(&mut vec![0, 1, 2], None, None);
        orders.push(&mut vec![0, 2], None, None);
        orders.push(&mut vec![0, 3], None, None);
        let rules = BasketRules {
            size_discount: 1.0,
            half_life_days: None,
            max_basket: 100,
            max_customer_lines: 1000,
        };
        let baskets = Baskets::new(&orders, 4, &rules).unwrap();
        let catalog = Catalog::of_categories(&["tea", "tea", "cup", ""]);
        let transition = Transition::new(&baskets, &catalog, NonZeroUsize::new(2).unwrap());
        let [tea, cup] = ["tea", "cup"].map(|name| {
            let paths = catalog.categories();
            (0..paths.len()).find(|&row| paths.row(row) == name).unwrap()
        });
        // The order of three weighs a half: tea-tea 1, both ways; tea-cup 1 + 1, and back.
        let of = |from: usize, to: usize| {
            let mut row = transition.followers.borrow().row(from as u32);
            row.find(|&(other, _)| other as usize == to).map_or(0.0, |(_, chance)| chance)
        };
        assert!((of(tea, tea) - 1.0 / 8.0).abs() < 1e-6);
        assert!((of(tea, cup) - 2.0 / 8.0).abs() < 1e-6);
        assert!((of(cup, tea) - 2.0 / 7.0).abs() < 1e-6);
        assert_eq!(of(cup, cup), 0.0);
        assert!((transition.unknown[tea] - 5.0 / 8.0).abs() < 1e-6);
        assert!((transition.base[tea] - 3.0 / 5.0).abs() < 1e-6);
        assert!((transition.base[cup] - 2.0 / 5.0).abs() < 1e-6);
    }

    #[test]
    fn a_shop_without_categories_has_none_that_follow() {
        let mut orders = Orders::with_capacity(1, 2, 0);
        orders.push(&mut vec![0, 1], None, None);
        let rules = BasketRules {
            size_discount: 1.0,
            half_life_days: None,
            max_basket: 100,
            max_customer_lines: 1000,
        };
        let baskets = Baskets::new(&orders, 2, &rules).unwrap();
        let catalog = Catalog::of_titles(&["a", "b"]);
        assert_eq!(
            Transition::new(&baskets, &catalog, NonZeroUsize::new(2).unwrap()),
            Transition::default()
        );
    }
}
