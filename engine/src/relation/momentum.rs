//! How an item sells: best-seller, rising, or neither.

use super::kind::Momentum;
use super::significance::{binomial_tail, n_discoveries};
use crate::count::SalesMatrix;
use crate::words::Catalog;

/// What counts as hot and as rising.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MomentumRules {
    /// Age at which a sale counts half for being hot. Unit: weeks; above 0. Much longer than
    /// `recent_weeks`, so that what has only begun to rise is not hot yet.
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
            half_life_weeks: 16.0,
            hot_share_of_shop: 0.1,
            hot_share_of_category: 0.2,
            recent_weeks: 4,
            earlier_weeks: 24,
            min_recent_orders: 5,
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
/// than before, so clearly that of all items found so at most a twentieth is expected to be so by
/// chance. What sold as well in the same weeks a year ago, as far as the orders go back, has its
/// season and does not rise.
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
/// Fewer orders in both spans can show no rise, and are not tested.
const FEWEST_TESTED: u64 = 10;
/// What is likelier than this by last year's sales is a season.
const SEASON_CHANCE: f64 = 0.2;
/// Weeks of a year.
const YEAR_WEEKS: usize = 52;

/// Which of `n_items` items rise for certain, and not for the time of year.
fn rising(sales: &SalesMatrix, n_items: usize, rules: &MomentumRules) -> Vec<bool> {
    let turn = rules.recent_weeks.min(sales.n_weeks());
    let earlier = turn..(turn + rules.earlier_weeks).min(sales.n_weeks());
    let chance = |item| Some((chance_of_rise(sales, item, turn, earlier.clone())?, item));
    let mut tested: Vec<(f64, usize)> = (0..n_items).filter_map(chance).collect();
    tested.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let chances = tested.iter().map(|&(chance, _)| chance);
    let n_found = n_discoveries(chances, tested.len() as u64, FALSE_DISCOVERY_RATE);
    let mut is_rising = vec![false; n_items];
    for &(_, item) in &tested[..n_found] {
        let (recent, _) = sales.sold(item, 0..turn);
        is_rising[item] = recent >= rules.min_recent_orders && !is_season(sales, item, turn);
    }
    is_rising
}

/// How likely chance alone gives so many orders with `item` in the newest weeks before `turn`, or
/// more, if its share of the shop's orders was that of the `earlier` weeks; nothing where there are
/// too few to test.
///
/// Given all its orders in both spans, the recent ones are binomial. Which items are tested depends
/// on that sum alone, so that chance does not choose what it is held against.
fn chance_of_rise(
    sales: &SalesMatrix,
    item: usize,
    turn: usize,
    earlier: std::ops::Range<usize>,
) -> Option<f64> {
    let (recent, recent_orders) = sales.sold(item, 0..turn);
    let (before, orders_before) = sales.sold(item, earlier);
    if recent + before < FEWEST_TESTED || recent_orders == 0 || orders_before == 0 {
        return None;
    }
    // The share of its orders that would be recent at equal rates.
    let share = recent_orders as f64 / (recent_orders + orders_before) as f64;
    Some(binomial_tail(recent, recent + before, share))
}

/// Whether the newest weeks before `turn` sold no more of `item` than the same weeks a year ago
/// did, as far as chance can tell.
fn is_season(sales: &SalesMatrix, item: usize, turn: usize) -> bool {
    let year_ago = YEAR_WEEKS..(YEAR_WEEKS + turn).min(sales.n_weeks());
    if year_ago.is_empty() {
        return false;
    }
    chance_of_rise(sales, item, turn, year_ago).is_some_and(|chance| chance > SEASON_CHANCE)
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
        let sales = SalesMatrix::new(&shop(), 20, u32::MAX);
        let rules = MomentumRules { hot_share_of_shop: 0.05, ..MomentumRules::default() };
        let recent = recent_sales(&sales, &[0; 20], &rules);
        let momenta = momenta(&sales, &recent, &empty_catalog(20), &rules);
        assert_eq!(momenta[0], Momentum::Hot);
        assert_eq!(momenta[1], Momentum::Latent);
        assert!(momenta[2..].iter().all(|&momentum| momentum == Momentum::Steady));
    }

    #[test]
    fn without_times_all_sales_count_alike_and_nothing_rises() {
        let sales = SalesMatrix::new(&Orders::default(), 3, u32::MAX);
        let rules = MomentumRules { hot_share_of_shop: 0.3, ..MomentumRules::default() };
        let recent = recent_sales(&sales, &[9, 2, 0], &rules);
        let momenta = momenta(&sales, &recent, &empty_catalog(3), &rules);
        assert_eq!(momenta, [Momentum::Hot, Momentum::Steady, Momentum::Steady]);
    }

    #[test]
    fn where_all_sell_alike_none_is_hot() {
        let sales = SalesMatrix::new(&Orders::default(), 30, u32::MAX);
        let recent = recent_sales(&sales, &[1; 30], &MomentumRules::default());
        let momenta = momenta(&sales, &recent, &empty_catalog(30), &MomentumRules::default());
        assert!(momenta.iter().all(|&momentum| momentum == Momentum::Steady));
    }

    /// 60 weeks with twenty items a day; item 1 sells in the newest weeks and `before` a year ago,
    /// item 2 in the newest weeks to one customer again and again.
    fn rising_in(before: std::ops::Range<u32>) -> Vec<Momentum> {
        let mut orders = Orders::with_capacity(0, 0, 1);
        for day in 0..420_u32 {
            let time = Some(Timestamp(i64::from(day) * 86_400));
            for item in 3..23 {
                orders.push(&mut vec![item], None, time);
            }
            if day >= 392 {
                orders.push(&mut vec![2], Some(0), time);
            }
            if day >= 392 || before.contains(&day) {
                orders.push(&mut vec![1], None, time);
            }
        }
        let sales = SalesMatrix::new(&orders, 23, u32::MAX);
        let rules = MomentumRules { hot_share_of_shop: 0.0, ..MomentumRules::default() };
        let recent = recent_sales(&sales, &[0; 23], &rules);
        momenta(&sales, &recent, &empty_catalog(23), &rules)
    }

    #[test]
    fn what_sold_as_well_a_year_ago_has_its_season_and_one_buyer_is_no_trend() {
        // Weeks 52 to 56 before the newest order are days 28 to 55.
        let found = |before| rising_in(before)[1..3].to_vec();
        assert_eq!(found(0..0), [Momentum::Latent, Momentum::Steady]);
        assert_eq!(found(28..56), [Momentum::Steady, Momentum::Steady]);
        // At another time of the year it says nothing.
        assert_eq!(found(140..168), [Momentum::Latent, Momentum::Steady]);
    }

    fn empty_catalog(n_items: usize) -> Catalog {
        Catalog::blank(n_items)
    }
}
