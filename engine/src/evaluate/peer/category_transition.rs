//! What sells in the categories that go with those of the known items.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::{Axis, Peer, Tallies};
use crate::evaluate::Training;
use crate::evaluate::pair_rows::SizeWeight;
use crate::words::{Catalog, ItemIndex, LEVEL};

pub(super) const AXES: [Axis; 1] = [Axis { name: "level", values: &[1.0, 2.0, 3.0], start: 3.0 }];

/// Orders weigh 1/(s − 1)^γ with this γ when categories are counted, so that each item of an order
/// speaks, and a large order not too loudly.
const SIZE_DISCOUNT: f32 = 0.5;

/// No category.
const UNFILED: u32 = u32::MAX;

/// score(j) = mean over the known items i of T(c_i → c_j) · share(j in c_j): T the share of what was
/// bought with items of c_i that was of c_j, share the part of its category's sales that is j's.
///
/// Source: the type transition of Hao and others, *P-Companion: A Principled Framework for Diversified
/// Complementary Product Recommendation*, CIKM 2020, pages 2517-2524, with counts in place of the network;
/// Yang and others, *Large Scale Product Graph Construction for Recommendation in E-commerce*,
/// arXiv 2010.05525 (the counts).
#[derive(Debug)]
pub(super) struct CategoryTransition {
    category_of: Vec<u32>,
    /// Where the categories that follow each category end in the two columns below.
    ends: Vec<usize>,
    followers: Vec<u32>,
    chances: Vec<f32>,
    share_of: Vec<f32>,
}

pub(super) fn fit(training: &Training, [level]: [f32; 1]) -> CategoryTransition {
    let (category_of, n_categories) =
        categories(&training.history().catalog, training.n_items(), level as usize);
    let rows = training.pair_rows(SizeWeight::Discounted(SIZE_DISCOUNT));
    let mut members = vec![Vec::new(); n_categories];
    for (item, &category) in (0_u32..).zip(&category_of) {
        if category != UNFILED {
            members[category as usize].push(item);
        }
    }
    let (mut ends, mut followers, mut chances) = (Vec::new(), Vec::new(), Vec::new());
    let mut sums = vec![0.0_f64; n_categories];
    for members in &members {
        sums.fill(0.0);
        for &anchor in members {
            for (item, weight) in rows.row(anchor) {
                if let Some(sum) = sums.get_mut(category_of[item as usize] as usize) {
                    *sum += f64::from(weight);
                }
            }
        }
        let all: f64 = sums.iter().sum();
        for (category, &sum) in (0_u32..).zip(&sums).filter(|&(_, &sum)| sum > 0.0) {
            followers.push(category);
            chances.push((sum / all) as f32);
        }
        ends.push(followers.len());
    }

    let sold: Vec<f32> = training.n_orders_with().iter().map(|&n| n as f32).collect();
    let mut sold_in = vec![0.0_f32; n_categories];
    for (&category, sold) in category_of.iter().zip(&sold) {
        if let Some(sum) = sold_in.get_mut(category as usize) {
            *sum += sold;
        }
    }
    let share = |(&category, &sold): (&u32, &f32)| match sold_in.get(category as usize) {
        Some(&all) if all > 0.0 => sold / all,
        Some(_) | None => 0.0,
    };
    let share_of = category_of.iter().zip(&sold).map(share).collect();
    CategoryTransition { category_of, ends, followers, chances, share_of }
}

impl Peer for CategoryTransition {
    fn score(&self, known: &[ItemIndex], tallies: &mut Tallies, scores: &mut [f32]) {
        let chances = &mut tallies.sums;
        chances.clear();
        chances.resize(self.ends.len(), 0.0);
        for anchor in known {
            let category = self.category_of[anchor.position()] as usize;
            let Some(&end) = self.ends.get(category) else { continue };
            let start = if category == 0 { 0 } else { self.ends[category - 1] };
            for at in start..end {
                chances[self.followers[at] as usize] += self.chances[at];
            }
        }
        let n_known = known.len().max(1) as f32;
        let of_items = self.category_of.iter().zip(&self.share_of);
        for (score, (&category, share)) in scores.iter_mut().zip(of_items) {
            if let Some(chance) = chances.get(category as usize) {
                *score = chance * share / n_known;
            }
        }
        chances.clear();
    }
}

/// The category of each item by the first `level` levels of its path, and how many categories
/// there are.
fn categories(catalog: &Catalog, n_items: usize, level: usize) -> (Vec<u32>, usize) {
    let paths = catalog.categories();
    let mut numbers: HashMap<&str, u32, FixedState> = HashMap::default();
    let number_of: Vec<u32> = (0..paths.len())
        .map(|row| {
            let path = paths.row(row);
            let end = path.match_indices(LEVEL).nth(level - 1).map_or(path.len(), |(at, _)| at);
            let next = numbers.len() as u32;
            *numbers.entry(&path[..end]).or_insert(next)
        })
        .collect();
    let number = |item: u32| match catalog.category_of(ItemIndex(item)) {
        Some(row) => number_of[row as usize],
        None => UNFILED,
    };
    ((0..n_items as u32).map(number).collect(), numbers.len())
}

#[cfg(test)]
mod tests {
    use crate::evaluate::Method;
    use crate::evaluate::shop::{filed_training, scores};

    #[test]
    fn the_chance_of_the_category_is_shared_by_what_sells_there() {
        // Items 0 and 2 are of one category, 1 and 3 of another.
        let orders: [&[u32]; 5] = [&[0, 1], &[0, 1, 2], &[0, 2], &[1], &[3]];
        let training = filed_training(&orders, &["food > tea", "table", "food > tea", "table"]);
        let found = scores(Method::CategoryTransition, &training, &[2.0], &[0]);
        // With items of food > tea: 0-1 1 and 1/√2, 0-2 1/√2 and 1 both ways, 1-2 1/√2.
        let root = 0.5_f32.sqrt();
        let (table, food) = (1.0 + root + root, 2.0 * (1.0 + root));
        let to_table = table / (table + food);
        // Of four orders with something of the table three hold item 1.
        assert!((found[1] - to_table * 3.0 / 4.0).abs() < 1e-6, "{found:?}");
        assert!((found[3] - to_table / 4.0).abs() < 1e-6);
        assert!((found[2] - (1.0 - to_table) * 2.0 / 5.0).abs() < 1e-6);
    }

    #[test]
    fn a_level_joins_what_is_filed_below_it() {
        let orders: [&[u32]; 5] = [&[0, 1], &[0, 1, 2], &[0, 2], &[1], &[3]];
        let training = filed_training(&orders, &["a > b", "a > c", "a > d", "a"]);
        let found = scores(Method::CategoryTransition, &training, &[1.0], &[0]);
        assert_eq!(found, [3.0 / 9.0, 3.0 / 9.0, 2.0 / 9.0, 1.0 / 9.0]);
    }
}
