//! How an item sells: best-seller, rising, or neither.

use super::kind::Momentum;
use crate::count::SalesMatrix;
use crate::words::Catalog;

/// What counts as hot and as rising.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MomentumRules {
    /// Age at which a sale counts half for being hot. Unit: weeks; above 0.
    pub half_life_weeks: f64,
    /// The best-selling share of the shop that may be hot. Range `0.0..=1.0`.
    pub hot_share_of_shop: f64,
    /// The best-selling share of its category that an item must be in to be hot.
    pub hot_share_of_category: f64,
    /// The newest weeks that are held against those before. Unit: weeks; at least 1.
    pub recent_weeks: usize,
    /// The weeks before that they are held against. Unit: weeks; at least 1.
    pub earlier_weeks: usize,
    /// Fewer recent orders than this are no trend.
    pub min_recent_orders: u64,
}

impl Default for MomentumRules {
    fn default() -> Self {
        Self {
            half_life_weeks: 8.0,
            hot_share_of_shop: 0.1,
            hot_share_of_category: 0.2,
            recent_weeks: 4,
            earlier_weeks: 12,
            min_recent_orders: 10,
        }
    }
}

/// Recent sales of each item: orders, each counted by its age; all orders alike where the shop's
/// orders have no time.
#[must_use]
pub fn recent_sales(sales: &SalesMatrix, n_orders_with: &[u32], rules: &MomentumRules) -> Vec<f64> {
    if sales.n_weeks() == 0 {
        n_orders_with.iter().map(|&n| f64::from(n)).collect()
    } else {
        sales.decayed(rules.half_life_weeks)
    }
}

/// The momentum of each item. `recent` is what [`recent_sales`] gives.
///
/// Hot: among the best sellers of the shop and of its category; items that sell no better than the
/// first one outside of the share are not. Latent: not hot, and sold faster in the newest weeks
/// than before, so clearly that of all items found so at most 5 % are expected to be so by chance.
/// A season looks like a trend here.
#[must_use]
pub fn momenta(
    sales: &SalesMatrix,
    recent: &[f64],
    catalog: &Catalog,
    rules: &MomentumRules,
) -> Vec<Momentum> {
    let hot_in_shop = cut(recent.iter().copied(), rules.hot_share_of_shop);
    let mut by_category: Vec<Vec<f64>> = vec![Vec::new(); catalog.categories().len()];
    let category_of = |item: usize| {
        catalog.category_of(crate::words::ItemIndex(item as u32)).map(|number| number as usize)
    };
    for (item, &sold) in recent.iter().enumerate() {
        if let Some(category) = category_of(item) {
            by_category[category].push(sold);
        }
    }
    let hot_in_category: Vec<f64> = by_category
        .into_iter()
        .map(|sold| cut(sold.into_iter(), rules.hot_share_of_category))
        .collect();
    let is_rising = rising(sales, recent.len(), rules);
    let momentum = |(item, &sold): (usize, &f64)| {
        let cut = category_of(item).map_or(0.0, |category| hot_in_category[category]);
        if sold > hot_in_shop && sold > cut {
            Momentum::Hot
        } else if is_rising[item] {
            Momentum::Latent
        } else {
            Momentum::Steady
        }
    };
    recent.iter().enumerate().map(momentum).collect()
}

/// The sales of the best item outside of the best-selling `share` of the items that sell at all; 0
/// where there is none.
fn cut(sold: impl Iterator<Item = f64>, share: f64) -> f64 {
    let mut sold: Vec<f64> = sold.filter(|&sold| sold > 0.0).collect();
    sold.sort_unstable_by(|a, b| b.total_cmp(a));
    let n_hot = (sold.len() as f64 * share).ceil() as usize;
    if n_hot == 0 { f64::INFINITY } else { sold.get(n_hot).copied().unwrap_or(0.0) }
}

/// Share of false finds among the items said to rise.
const FALSE_DISCOVERY_RATE: f64 = 0.05;

/// Which of `n_items` items rise for certain.
///
/// Source: Benjamini, Hochberg, *Controlling the False Discovery Rate*, Journal of the Royal
/// Statistical Society B 57(1), 1995, pages 289-300.
fn rising(sales: &SalesMatrix, n_items: usize, rules: &MomentumRules) -> Vec<bool> {
    let mut tested: Vec<(f64, usize)> =
        (0..n_items).filter_map(|item| Some((chance_of_rise(sales, item, rules)?, item))).collect();
    tested.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let n_tested = tested.len() as f64;
    let is_below = |(rank, &(chance, _)): (usize, &(f64, usize))| {
        chance <= FALSE_DISCOVERY_RATE * (rank + 1) as f64 / n_tested
    };
    let n_found = tested.iter().enumerate().rposition(is_below).map_or(0, |last| last + 1);
    let mut is_rising = vec![false; n_items];
    tested[..n_found].iter().for_each(|&(_, item)| is_rising[item] = true);
    is_rising
}

/// How likely chance alone gives so many recent orders with `item`, or more, if its share of the
/// shop's orders did not change; nothing where there are too few to test.
///
/// Given all its orders in both spans, the recent ones are binomial; the normal approximation with
/// continuity correction. Source: Wilson, *Probable Inference, the Law of Succession, and
/// Statistical Inference*, Journal of the American Statistical Association 22(158), 1927, pages
/// 209-212 (the score test).
fn chance_of_rise(sales: &SalesMatrix, item: usize, rules: &MomentumRules) -> Option<f64> {
    let turn = rules.recent_weeks.min(sales.n_weeks());
    let end = (turn + rules.earlier_weeks).min(sales.n_weeks());
    let (recent, recent_orders) = sales.sold(item, 0..turn);
    let (earlier, earlier_orders) = sales.sold(item, turn..end);
    if recent < rules.min_recent_orders || recent_orders == 0 || earlier_orders == 0 {
        return None;
    }
    let n = (recent + earlier) as f64;
    // The share of its orders that would be recent at equal rates.
    let share = recent_orders as f64 / (recent_orders + earlier_orders) as f64;
    let deviate = (recent as f64 - 0.5 - n * share) / (n * share * (1.0 - share)).sqrt();
    Some(0.5 * libm::erfc(deviate / std::f64::consts::SQRT_2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Catalog, Orders, Timestamp};

    /// A shop of 20 items and 16 weeks: item 0 sells best, item 1 sells only in the newest weeks.
    fn shop() -> Orders {
        let mut orders = Orders::with_capacity(0, 0, 0);
        for day in 0..112_u32 {
            let time = Some(Timestamp(i64::from(day) * 86_400));
            for _ in 0..3 {
                orders.push(&mut vec![0], None, time);
            }
            orders.push(&mut vec![2 + day % 18], None, time);
            if day >= 84 && day % 2 == 0 {
                orders.push(&mut vec![1], None, time);
            }
        }
        orders
    }

    #[test]
    fn a_best_seller_is_hot_and_a_newcomer_that_sells_is_latent() {
        let sales = SalesMatrix::new(&shop(), 20);
        let rules = MomentumRules { hot_share_of_shop: 0.05, ..MomentumRules::default() };
        let recent = recent_sales(&sales, &[0; 20], &rules);
        let momenta = momenta(&sales, &recent, &empty_catalog(20), &rules);
        assert_eq!(momenta[0], Momentum::Hot);
        assert_eq!(momenta[1], Momentum::Latent);
        assert!(momenta[2..].iter().all(|&momentum| momentum == Momentum::Steady));
    }

    #[test]
    fn without_times_all_sales_count_alike_and_nothing_rises() {
        let sales = SalesMatrix::new(&Orders::default(), 3);
        let rules = MomentumRules { hot_share_of_shop: 0.3, ..MomentumRules::default() };
        let recent = recent_sales(&sales, &[9, 2, 0], &rules);
        let momenta = momenta(&sales, &recent, &empty_catalog(3), &rules);
        assert_eq!(momenta, [Momentum::Hot, Momentum::Steady, Momentum::Steady]);
    }

    #[test]
    fn where_all_sell_alike_none_is_hot() {
        let sales = SalesMatrix::new(&Orders::default(), 30);
        let recent = recent_sales(&sales, &[1; 30], &MomentumRules::default());
        let momenta = momenta(&sales, &recent, &empty_catalog(30), &MomentumRules::default());
        assert!(momenta.iter().all(|&momentum| momentum == Momentum::Steady));
    }

    fn empty_catalog(n_items: usize) -> Catalog {
        Catalog::blank(n_items)
    }
}
