//! What is bought with what, by category: where pairs of items are too few to tell.

use std::num::NonZeroUsize;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::rows::Rows;
use crate::count::{Baskets, in_pieces};
use crate::words::{Catalog, ItemIndex, LEVEL};

/// Orders that a category is believed to share with every other one before any is counted. Unit:
/// orders' weights. Chosen by judgement, not tuned: small beside any category that sells.
const PRIOR_WEIGHT: f64 = 5.0;
/// Categories a thread takes at once.
const ROWS_AT_ONCE: usize = 16;
/// Categories kept for each: a query visits them all.
const MOST_FOLLOWERS: usize = 200;

/// T(c → d) = (W_cd + h T(c' → d)) / (W_c + h): the chance that what goes with an item of category c is of
/// category d. W is the weight of the orders' pairs, h the prior, c' the category above c on its path, with
/// all that is filed below it; above the first level T is p_d, the share of d in all pairs.
///
/// Only what comes before p is kept by pair; the rest is a number by category.
///
/// Source: the type transition of Hao and others, *P-Companion: A Principled Framework for Diversified
/// Complementary Product Recommendation*, CIKM 2020, pages 2517-2524, with counts in place of the
/// network; the shrinkage towards the mean is that of an empirical Bayes estimate of a multinomial.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Transition {
    /// T without p, by category.
    pub followers: Rows,
    /// What p counts, by category: how little is known of it and of those above. h / (W_c + h) where there are none.
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
        let above = Above::new(catalog, &rows);
        let mut unknown = Vec::with_capacity(n_categories);
        let followers = Rows::of(rows.iter().enumerate().map(|(category, own)| {
            let mut chances = Chances::default();
            chances.add(own);
            above.of(catalog, category).for_each(|row| chances.add(row));
            unknown.push(chances.unknown as f32);
            let sums = chances.sums.into_iter();
            let mut row: Vec<(u32, f32)> = sums.map(|(other, sum)| (other, sum as f32)).collect();
            row.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            row.truncate(MOST_FOLLOWERS);
            row
        }));
        Self {
            followers,
            unknown,
            base: totals.iter().map(|w| (w / all.max(f64::MIN_POSITIVE)) as f32).collect(),
        }
    }
}

/// The weights of the pairs of all that is filed under each category or below it.
struct Above<'c>(HashMap<&'c str, Vec<(u32, f64)>, FixedState>);

impl<'c> Above<'c> {
    /// Adds up `rows`, one a category.
    fn new(catalog: &'c Catalog, rows: &[Vec<(u32, f64)>]) -> Self {
        let mut sums: HashMap<&str, Vec<(u32, f64)>, FixedState> = HashMap::default();
        for (category, row) in rows.iter().enumerate() {
            let own = catalog.categories().row(category);
            for path in std::iter::once(own).chain(ancestors(own)) {
                sums.entry(path).or_default().extend_from_slice(row);
            }
        }
        for row in sums.values_mut() {
            row.sort_by_key(|&(follower, _)| follower);
            row.dedup_by(|later, first| {
                let is_same = later.0 == first.0;
                first.1 += if is_same { later.1 } else { 0.0 };
                is_same
            });
        }
        Self(sums)
    }

    /// The rows above `category`, the nearest first.
    fn of(&self, catalog: &'c Catalog, category: usize) -> impl Iterator<Item = &Vec<(u32, f64)>> {
        ancestors(catalog.categories().row(category)).filter_map(|path| self.0.get(path))
    }
}

/// The paths above `path`, the nearest first.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(path.rsplit_once(LEVEL), |(above, _)| above.rsplit_once(LEVEL))
        .map(|(above, _)| above)
}

/// The chances of what goes with a category, from its own pairs and then from those above.
#[derive(Debug)]
struct Chances {
    sums: HashMap<u32, f64, FixedState>,
    /// What the next row counts.
    unknown: f64,
    /// The weight of the row before.
    total: f64,
}

impl Default for Chances {
    fn default() -> Self {
        Self { sums: HashMap::default(), unknown: 1.0, total: -1.0 }
    }
}

impl Chances {
    fn add(&mut self, row: &[(u32, f64)]) {
        let total: f64 = row.iter().map(|&(_, weight)| weight).sum();
        // Where nothing else is filed below it, the category above knows nothing more.
        if total <= self.total {
            return;
        }
        let share = self.unknown / (total + PRIOR_WEIGHT);
        for &(follower, weight) in row {
            *self.sums.entry(follower).or_insert(0.0) += share * weight;
        }
        self.unknown = share * PRIOR_WEIGHT;
        self.total = total;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::BasketRules;
    use crate::words::Orders;

    fn baskets(orders: &Orders, n_items: usize) -> Baskets {
        let rules = BasketRules {
            size_discount: 1.0,
            half_life_days: None,
            max_basket: 100,
            max_customer_lines: 1000,
        };
        Baskets::new(orders, n_items, &rules).unwrap()
    }

    #[test]
    fn chances_are_as_on_paper() {
        let mut orders = Orders::with_capacity(3, 7, 0);
        // Items 0 and 1 are tea, 2 is a cup, 3 has no category.
        orders.push(&mut vec![0, 1, 2], None, None);
        orders.push(&mut vec![0, 2], None, None);
        orders.push(&mut vec![0, 3], None, None);
        let baskets = baskets(&orders, 4);
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
    fn what_is_above_a_category_speaks_where_little_is_known_of_it() {
        let mut orders = Orders::with_capacity(4, 8, 0);
        // Items 0 and 1 are foods of two kinds, 2 is a cup, 3 another kind of cup.
        orders.push(&mut vec![0, 2], None, None);
        (0..3).for_each(|_| orders.push(&mut vec![1, 2], None, None));
        let baskets = baskets(&orders, 4);
        let paths = ["food > tea > green", "food > jam", "cups", "cups > small"];
        let catalog = Catalog::of_categories(&paths);
        let transition = Transition::new(&baskets, &catalog, NonZeroUsize::MIN);
        let [green, jam, cups, small] = paths.map(|path| {
            let all = catalog.categories();
            (0..all.len()).find(|&row| all.row(row) == path).unwrap() as u32
        });
        let of = |from: u32, to: u32| {
            let mut row = transition.followers.borrow().row(from);
            row.find(|&(other, _)| other == to).map_or(0.0, |(_, chance)| chance)
        };
        // One pair of its own, none more of teas, four of foods.
        assert!((of(green, cups) - (1.0 / 6.0 + 5.0 / 6.0 * 4.0 / 9.0)).abs() < 1e-6);
        assert!((transition.unknown[green as usize] - 5.0 / 6.0 * 5.0 / 9.0).abs() < 1e-6);
        assert!((of(jam, cups) - (3.0 / 8.0 + 5.0 / 8.0 * 4.0 / 9.0)).abs() < 1e-6);
        // Never sold: what goes with cups goes with small ones.
        assert!((of(small, jam) - 3.0 / 9.0).abs() < 1e-6);
        assert!((of(cups, jam) - 3.0 / 9.0).abs() < 1e-6);
    }

    #[test]
    fn a_shop_without_categories_has_none_that_follow() {
        let mut orders = Orders::with_capacity(1, 2, 0);
        orders.push(&mut vec![0, 1], None, None);
        let baskets = baskets(&orders, 2);
        let catalog = Catalog::of_titles(&["a", "b"]);
        assert_eq!(
            Transition::new(&baskets, &catalog, NonZeroUsize::new(2).unwrap()),
            Transition::default()
        );
    }
}
