//! What is left of the lines when returns and refunds have taken back.

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

use super::grouping::starts_of_groups;
use super::intake::IntakeReport;
use super::order_book::OrderBook;
use super::orders::{NEVER, NOBODY, Orders};
use super::quantities::Quantities;
use super::returns::{Purchase, Return, take_back};
use super::time::Timestamp;

/// Lines of orders as they came, in columns.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) orders: Vec<u32>,
    pub(super) items: Vec<u32>,
    pub(super) quantities: Quantities,
}

/// A refund: order, item, pieces in millionths.
pub(super) type Refund = (u32, u32, i64);

/// Stands in the column of items where a line was summed into another, or taken back.
const NOTHING: u32 = u32::MAX;

/// Lines of an order up to which comparing each with each is cheaper than sorting them.
const COMPARED_PAIRWISE: usize = 16;

/// All lines, sorted by order.
pub(super) struct SortedLines {
    ends: Vec<usize>,
    items: Vec<u32>,
    quantities: Quantities,
}

impl SortedLines {
    /// A counting sort by order; lines that stand sorted, as most exports have them, stay where they
    /// are.
    pub(super) fn new(lines: Lines, n_orders: usize) -> Self {
        if lines.orders.is_sorted() {
            let Lines { orders, items, quantities } = lines;
            let mut ends = starts_of_groups(&orders, n_orders);
            // Each order ends where the next one starts.
            if let Some(first) = ends.first_mut() {
                *first = items.len();
                ends.rotate_left(1);
            }
            return Self { ends, items, quantities };
        }
        // Each moves from the order's start to its end while lines are laid down.
        let mut ends = starts_of_groups(&lines.orders, n_orders);
        let mut items = vec![0; lines.items.len()];
        let mut quantities = lines.quantities.zeros_like(lines.items.len());
        for (line, (&order, &item)) in lines.orders.iter().zip(&lines.items).enumerate() {
            let place = &mut ends[order as usize];
            items[*place] = item;
            quantities.set(*place, lines.quantities.get(line));
            *place += 1;
        }
        Self { ends, items, quantities }
    }

    /// Orders with each of `n_items` items.
    pub(super) fn n_orders_with(&self, n_items: usize) -> Vec<u32> {
        let mut n_orders_with = vec![0; n_items];
        for &item in self.items.iter().filter(|&&item| item != NOTHING) {
            n_orders_with[item as usize] += 1;
        }
        n_orders_with
    }

    /// Leaves out the lines with any of `items`; how many there are. Costs a pass over the lines.
    pub(super) fn leave_out(&mut self, items: &[u32]) -> u64 {
        if items.is_empty() {
            return 0;
        }
        let mut n_left_out = 0;
        for item in &mut self.items {
            if items.binary_search(item).is_ok() {
                *item = NOTHING;
                n_left_out += 1;
            }
        }
        n_left_out
    }

    /// The items of `order` that are left.
    pub(super) fn items_of(&self, order: usize) -> impl Iterator<Item = u32> + '_ {
        self.items[self.range(order)].iter().copied().filter(|&item| item != NOTHING)
    }

    /// Leaves out every line of `orders`; how many there were.
    pub(super) fn leave_out_orders(&mut self, orders: &[u32]) -> u64 {
        let mut n_left_out = 0;
        for &order in orders {
            n_left_out += self.items_of(order as usize).count() as u64;
            let range = self.range(order as usize);
            self.items[range].fill(NOTHING);
        }
        n_left_out
    }

    fn range(&self, order: usize) -> std::ops::Range<usize> {
        let start = if order == 0 { 0 } else { self.ends[order - 1] };
        start..self.ends[order]
    }

    /// Sums the lines of an order with the same item and takes refunds back inside the order;
    /// what is below zero then is a return to be settled against earlier orders.
    pub(super) fn net(
        &mut self,
        book: &OrderBook,
        refunded: &[Refund],
        report: &mut IntakeReport,
    ) -> Vec<Return> {
        let mut refunds: HashMap<(u32, u32), i128, FixedState> =
            HashMap::with_hasher(FixedState::default());
        for &(order, item, quantity) in refunded {
            *refunds.entry((order, item)).or_insert(0) += i128::from(quantity);
        }
        let mut returns = Vec::new();
        let mut order_lines: Vec<(u32, i64)> = Vec::new();
        for order in 0..self.ends.len() {
            let range = self.range(order);
            if refunds.is_empty() && self.is_net(range.clone()) {
                continue;
            }
            order_lines.clear();
            let lines = range.clone().map(|line| (self.items[line], self.quantities.get(line)));
            order_lines.extend(lines);
            order_lines.sort_unstable();
            let mut place = range.start;
            for lines in order_lines.chunk_by(|a, b| a.0 == b.0) {
                let item = lines[0].0;
                report.n_lines_summed += lines.len() as u64 - 1;
                let sum: i128 = lines.iter().map(|line| i128::from(line.1)).sum();
                let takes_back = lines[0].1 < 0;
                let refund = refunds.get(&(order as u32, item)).copied();
                let left = sum - refund.unwrap_or(0);
                if sum < 0 {
                    report.n_returns += 1;
                    let customer = book.facts()[order].customer;
                    if customer == NOBODY {
                        report.n_returns_unmatched += 1;
                    } else {
                        let time = book.facts()[order].time;
                        let time = if time == NEVER { i64::MAX } else { time };
                        let (order, quantity) = (order as u32, within_i64(-sum));
                        returns.push(Return { customer, item, time, order, quantity });
                    }
                } else if left > 0 || (left == 0 && !takes_back && refund.is_none()) {
                    self.items[place] = item;
                    self.quantities.set(place, within_i64(left));
                    place += 1;
                } else {
                    report.n_lines_taken_back += 1;
                    // More was refunded than the order holds.
                    report.n_returns_unmatched += u64::from(left < 0);
                }
            }
            self.items[place..range.end].fill(NOTHING);
        }
        report.n_lines_taken_back += refunded.len() as u64;
        returns
    }

    /// Whether an order of few lines, where nothing was refunded, is what it was: no item comes twice
    /// and no line takes back.
    fn is_net(&self, range: std::ops::Range<usize>) -> bool {
        let items = &self.items[range.clone()];
        items.len() <= COMPARED_PAIRWISE
            && items.iter().enumerate().all(|(place, item)| !items[..place].contains(item))
            && range.into_iter().all(|line| self.quantities.get(line) >= 0)
    }

    /// Lets returns take back lines of earlier orders.
    pub(super) fn settle(
        &mut self,
        book: &OrderBook,
        returns: Vec<Return>,
        report: &mut IntakeReport,
    ) {
        if returns.is_empty() {
            return;
        }
        let mut wanted: HashSet<(u32, u32), FixedState> =
            HashSet::with_hasher(FixedState::default());
        let mut is_returner = vec![false; book.customers.len()];
        for back in &returns {
            wanted.insert((back.customer, back.item));
            is_returner[back.customer as usize] = true;
        }
        let mut purchases = Vec::new();
        for order in 0..self.ends.len() {
            let customer = book.facts()[order].customer;
            if customer == NOBODY || !is_returner[customer as usize] {
                continue;
            }
            for line in self.range(order) {
                let item = self.items[line];
                if item != NOTHING && wanted.contains(&(customer, item)) {
                    let (time, remaining) = (book.facts()[order].time, self.quantities.get(line));
                    let order = order as u32;
                    purchases.push(Purchase { customer, item, time, order, line, remaining });
                }
            }
        }
        let taken = take_back(purchases, returns, &book.ids);
        report.n_returns_unmatched += taken.n_unmatched;
        report.n_lines_taken_back += taken.lines.len() as u64;
        for line in taken.lines {
            self.items[line] = NOTHING;
        }
    }

    pub(super) fn into_orders(
        self,
        book: &OrderBook,
        index_of: &[u32],
        report: &mut IntakeReport,
    ) -> Orders {
        let n_kept = self.items.iter().filter(|&&item| item != NOTHING).count();
        report.n_lines_kept = n_kept as u64;
        let n_customers = book.customers.len() as u32;
        let mut orders = Orders::with_capacity(self.ends.len(), n_kept, n_customers);
        let mut kept: Vec<u32> = Vec::new();
        for order in 0..self.ends.len() {
            let lines = self.items[self.range(order)].iter();
            kept.clear();
            kept.extend(lines.filter(|&&item| item != NOTHING).map(|&i| index_of[i as usize]));
            if kept.is_empty() {
                report.n_orders_emptied += 1;
                continue;
            }
            let customer = Some(book.facts()[order].customer).filter(|&c| c != NOBODY);
            let time = Some(book.facts()[order].time).filter(|&t| t != NEVER).map(Timestamp);
            orders.push(&mut kept, customer, time);
        }
        orders
    }
}

/// The nearest quantity that a column holds.
fn within_i64(quantity: i128) -> i64 {
    quantity.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
}
