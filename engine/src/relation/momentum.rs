//! How an item sells: best-seller, rising, or neither.

use crate::count::SalesMatrix;
use crate::relation::Momentum;
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
/// Hot: among the best sellers of the shop and of its category. Latent: not hot, and sold faster in
/// the newest weeks than before with 95 % certainty. A season looks like a trend here.
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
    let momentum = |(item, &sold): (usize, &f64)| {
        let cut = category_of(item).map_or(0.0, |category| hot_in_category[category]);
        if sold >= hot_in_shop && sold >= cut {
            Momentum::Hot
        } else if is_rising(sales, item, rules) {
            Momentum::Latent
        } else {
            Momentum::Steady
        }
    };
    recent.iter().enumerate().map(momentum).collect()
}

/// The least sales that belong to the best-selling `share` of the items that sell at all.
fn cut(sold: impl Iterator<Item = f64>, share: f64) -> f64 {
    let mut sold: Vec<f64> = sold.filter(|&sold| sold > 0.0).collect();
    sold.sort_unstable_by(|a, b| b.total_cmp(a));
    let n_hot = (sold.len() as f64 * share).ceil() as usize;
    n_hot.checked_sub(1).and_then(|last| sold.get(last)).copied().unwrap_or(f64::INFINITY)
}

/// Whether the share of orders with `item` rose for certain.
///
/// Given all its orders in both spans, the recent ones are binomial; the lower end of Wilson's
/// interval for their share, turned into a ratio of rates, must be above 1. Source: Wilson,
/// *Probable Inference, the Law of Succession, and Statistical Inference*, Journal of the American
/// Statistical Association 22(158), 1927, pages 209-212.
fn is_rising(sales: &SalesMatrix, item: usize, rules: &MomentumRules) -> bool {
    let turn = rules.recent_weeks.min(sales.n_weeks());
    let end = (turn + rules.earlier_weeks).min(sales.n_weeks());
    let (recent, recent_orders) = sales.sold(item, 0..turn);
    let (earlier, earlier_orders) = sales.sold(item, turn..end);
    if recent < rules.min_recent_orders || recent_orders == 0 || earlier_orders == 0 {
        return false;
    }
    let n = (recent + earlier) as f64;
    let z = 1.644_853_626_951_472_2_f64;
    let share = recent as f64 / n;
    let centre = share + z * z / (2.0 * n);
    let spread = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    let lowest = (centre - spread) / (1.0 + z * z / n);
    // The share that equal rates would give.
    lowest > recent_orders as f64 / (recent_orders + earlier_orders) as f64
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

    fn empty_catalog(n_items: usize) -> Catalog {
        Catalog::blank(n_items)
    }
}
