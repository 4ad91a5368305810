//! Sales by item and week.

use ndarray::Array2;

use super::baskets::halved;
use crate::words::{OrderRef, Orders, Timestamp};

/// Days of one column of a [`SalesMatrix`].
pub const WEEK_DAYS: u32 = 7;
/// Weeks that are looked at, counted back from the newest order: a year and its start again.
const MAX_WEEKS: usize = 56;

/// Orders with each item by week, counted back from the newest order, and all orders; of one
/// customer's orders of a week one, so that a few accounts make no trend.
///
/// Shape: items × weeks, column 0 the newest seven days. Orders without a time, and orders older
/// than the last column, are not in it.
#[derive(Debug, Clone, PartialEq)]
pub struct SalesMatrix {
    orders: Array2<u32>,
    shop: Vec<u64>,
}

/// The weeks of a shop, counted back from its newest order.
#[derive(Debug, Clone, Copy)]
struct Weeks {
    newest: Timestamp,
    n: usize,
}

impl Weeks {
    /// The week of an order; nothing where it has no time, or is older than all weeks.
    fn of(self, order: &OrderRef<'_>) -> Option<usize> {
        let week = (self.newest.days_since(order.time?) / WEEK_DAYS) as usize;
        (week < self.n).then_some(week)
    }
}

impl SalesMatrix {
    /// Counts all `orders` of a shop with `n_items` items. Customers with more than
    /// `max_customer_lines` lines are no one person: all their orders count.
    ///
    /// Costs one pass over the lines, 4 bytes an order and customer, and a sort of each customer's
    /// lines.
    #[must_use]
    pub fn new(orders: &Orders, n_items: usize, max_customer_lines: u32) -> Self {
        let Some((oldest, newest)) = orders.span() else {
            return Self { orders: Array2::zeros((n_items, 0)), shop: Vec::new() };
        };
        let n = (newest.days_since(oldest) / WEEK_DAYS + 1).min(MAX_WEEKS as u32) as usize;
        let weeks = Weeks { newest, n };
        let mut matrix = Self { orders: Array2::zeros((n_items, weeks.n)), shop: vec![0; weeks.n] };
        let (positions, ends) = by_customer(orders);
        let mut start = 0;
        let (mut bought, mut came) = (Vec::new(), Vec::new());
        for (customer, &end) in ends.iter().enumerate() {
            bought.clear();
            came.clear();
            for &position in &positions[start..end] {
                let order = orders.order(position as usize);
                let Some(week) = weeks.of(&order) else { continue };
                came.push(week);
                bought.extend(order.items.iter().map(|&item| (item, week)));
            }
            let is_person = customer < orders.n_customers() as usize
                && bought.len() <= max_customer_lines as usize;
            if is_person && end - start > 1 {
                bought.sort_unstable();
                bought.dedup();
                came.sort_unstable();
                came.dedup();
            }
            came.iter().for_each(|&week| matrix.shop[week] += 1);
            for &(item, week) in &bought {
                matrix.orders[[item as usize, week]] += 1;
            }
            start = end;
        }
        matrix
    }

    /// How many weeks there are.
    #[must_use]
    pub fn n_weeks(&self) -> usize {
        self.shop.len()
    }

    /// Orders with `item` in the weeks of `range`, and all orders in them.
    ///
    /// # Panics
    ///
    /// Where there is no such item or week.
    #[must_use]
    pub fn sold(&self, item: usize, range: std::ops::Range<usize>) -> (u64, u64) {
        let row = self.orders.row(item);
        let sold = range.clone().map(|week| u64::from(row[week])).sum();
        (sold, self.shop[range].iter().sum())
    }

    /// Orders with each item, a week of age w counted 2^(−w / `half_life_weeks`).
    #[must_use]
    pub fn decayed(&self, half_life_weeks: f64) -> Vec<f64> {
        let weights: Vec<f64> =
            (0..self.n_weeks()).map(|week| halved(week as f64, half_life_weeks)).collect();
        let decayed = |row: ndarray::ArrayView1<'_, u32>| {
            row.iter().zip(&weights).map(|(&n, weight)| f64::from(n) * weight).sum()
        };
        self.orders.rows().into_iter().map(decayed).collect()
    }
}

/// Positions of the orders, customer after customer, and where each customer's end; last those of
/// nobody.
fn by_customer(orders: &Orders) -> (Vec<u32>, Vec<usize>) {
    let n_customers = orders.n_customers();
    let customer = |order: OrderRef<'_>| order.customer.unwrap_or(n_customers) as usize;
    let mut ends = vec![0_usize; n_customers as usize + 1];
    orders.iter().for_each(|order| ends[customer(order)] += 1);
    let mut sum = 0;
    for end in &mut ends {
        // For now where the customer's orders begin.
        sum += std::mem::replace(end, sum);
    }
    let mut positions = vec![0_u32; orders.len()];
    for (position, order) in (0..).zip(orders.iter()) {
        let place = &mut ends[customer(order)];
        positions[*place] = position;
        *place += 1;
    }
    (positions, ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_counts_once_a_week_and_a_crowd_and_nobody_every_time() {
        let mut orders = Orders::with_capacity(0, 0, 2);
        // Customer 0 twice in the newest week and once a week earlier; customer 1 thrice, and
        // another item; nobody twice.
        for (customer, day) in
            [(0, 20), (0, 20), (0, 12), (1, 20), (1, 20), (1, 20), (2, 20), (2, 20)]
        {
            let mut items = if customer == 1 { vec![0, 1] } else { vec![0] };
            let time = Some(Timestamp(day * 86_400));
            orders.push(&mut items, Some(customer).filter(|&customer| customer < 2), time);
        }
        let sales = SalesMatrix::new(&orders, 2, 100);
        assert_eq!((sales.sold(0, 0..1), sales.sold(0, 1..2)), ((4, 4), (1, 1)));
        assert_eq!(sales.sold(1, 0..1), (1, 4));
        // With at most five lines a person, customer 1 is none.
        let sales = SalesMatrix::new(&orders, 2, 5);
        assert_eq!((sales.sold(0, 0..1), sales.sold(1, 0..1)), ((6, 6), (3, 6)));
    }
}
