//! What is bought with what, by category: where pairs of items are too few to tell.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::rows::Rows;
use crate::count::Baskets;
use crate::words::{Catalog, ItemIndex};

/// Orders that a category is believed to share with every other one before any is counted. Unit:
/// orders' weights. As good as any from 2 to 20 on earlier orders of a grocer.
const PRIOR_WEIGHT: f64 = 5.0;
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
    /// Counts the orders of `baskets`. Costs k² steps for each order of k categories.
    #[must_use]
    pub fn new(baskets: &Baskets, catalog: &Catalog) -> Self {
        let n_categories = catalog.categories().len();
        if n_categories == 0 {
            return Self::default();
        }
        let mut pairs: HashMap<(u32, u32), u64, FixedState> =
            HashMap::with_hasher(FixedState::default());
        let mut present: Vec<(u32, u64)> = Vec::new();
        baskets.each_order(|items, weight| {
            present.clear();
            let filed = items.iter().filter_map(|&item| catalog.category_of(ItemIndex(item)));
            present.extend(filed.map(|category| (category, 1)));
            present.sort_unstable();
            present.dedup_by(|later, first| {
                let is_same = later.0 == first.0;
                first.1 += if is_same { later.1 } else { 0 };
                is_same
            });
            for &(category, n) in &present {
                for &(other, m) in &present {
                    // No item is a pair with itself.
                    let n_pairs = n * if category == other { m - 1 } else { m };
                    if n_pairs > 0 {
                        *pairs.entry((category, other)).or_insert(0) += n_pairs * u64::from(weight);
                    }
                }
            }
        });
        let unit = 1.0 / f64::from(baskets.scale());
        let mut pairs: Vec<((u32, u32), f64)> =
            pairs.into_iter().map(|(pair, units)| (pair, units as f64 * unit)).collect();
        pairs.sort_unstable_by_key(|&(pair, _)| pair);
        let mut totals = vec![0.0_f64; n_categories];
        pairs.iter().for_each(|&((category, _), weight)| totals[category as usize] += weight);
        let all: f64 = totals.iter().sum();

        let mut rest = &pairs[..];
        let followers = Rows::of((0..n_categories).map(|category| {
            let end = rest.partition_point(|&((first, _), _)| first as usize <= category);
            let (row, after) = rest.split_at(end);
            rest = after;
            let chance = |weight: f64| (weight / (totals[category] + PRIOR_WEIGHT)) as f32;
            let mut row: Vec<(u32, f32)> =
                row.iter().map(|&((_, other), weight)| (other, chance(weight))).collect();
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
        let transition = Transition::new(&baskets, &catalog);
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
        assert_eq!(Transition::new(&baskets, &catalog), Transition::default());
    }
}
