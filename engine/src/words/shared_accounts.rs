//! Ids of customers that many people bear: guests, a till.

use super::attribution::Attribution;
use super::interner::Interner;
use super::orders::NOBODY;

/// An id with fewer orders may be one customer's. Unit: orders.
const FEWEST_ORDERS: u64 = 1_000;
/// An id that nearly all orders name is no one customer's with so many, either. Unit: orders.
const FEWEST_OF_ALL: u64 = 200;
/// So many of all orders are nearly all.
const NEARLY_ALL: f64 = 0.9;
/// So many times the orders of the next customer are no one customer's.
const TIMES_THE_NEXT: u64 = 20;
/// A shop has at most so many of them: one for guests, some for tills and marketplaces.
const MOST_SHARED: usize = 5;
/// Several large accounts beside fewer others may be all the customers of a wholesaler. Unit: customers.
const FEWEST_OTHERS: usize = 100;

/// An id of a customer with too many orders for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedAccount {
    /// What the shop calls the customer.
    pub id: String,
    /// Orders that name it.
    pub n_orders: u64,
}

/// The numbers of shared accounts with how many of the `orders` name each, the most first: down to the last
/// with a gap below it. None where the customers' numbers of orders leave no gap.
///
/// Costs a pass over the orders, 8 bytes a customer and a partial sort of these.
pub(super) fn shared_accounts(orders: &[Attribution], customers: &Interner) -> Vec<(u32, u64)> {
    let mut n_orders: Vec<(u64, u32)> = (0..customers.len() as u32).map(|c| (0, c)).collect();
    for order in orders.iter().filter(|order| order.customer != NOBODY) {
        n_orders[order.customer as usize].0 += 1;
    }
    let n_looked_at = n_orders.len().min(MOST_SHARED + 1);
    if n_looked_at == 0 {
        return Vec::new();
    }
    // Only numbers of orders decide, so that it does not matter which of equal ones come first.
    n_orders.select_nth_unstable_by(n_looked_at - 1, |a, b| b.cmp(a));
    n_orders.truncate(n_looked_at);
    n_orders.sort_unstable_by(|a, b| b.cmp(a));
    let next = |place: usize| n_orders.get(place + 1).map_or(0, |&(n, _)| n);
    let is_gap = |&place: &usize| {
        let (n, _) = n_orders[place];
        let has_others = place == 0 || customers.len() > place + FEWEST_OTHERS;
        let is_nearly_all = n as f64 >= NEARLY_ALL * orders.len() as f64;
        let fewest = if is_nearly_all { FEWEST_OF_ALL } else { FEWEST_ORDERS };
        has_others && n >= fewest && n >= TIMES_THE_NEXT * next(place)
    };
    let n_shared = (0..n_orders.len().min(MOST_SHARED)).rev().find(is_gap).map_or(0, |at| at + 1);
    n_orders[..n_shared].iter().map(|&(n, customer)| (customer, n)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Orders of customers, so many of each.
    fn found(n_orders: &[u64]) -> Vec<(u32, u64)> {
        let mut customers = Interner::default();
        let mut orders = vec![Attribution::NONE; 7];
        for (number, &n) in n_orders.iter().enumerate() {
            let customer = customers.intern(&number.to_string()).unwrap();
            orders.extend((0..n).map(|_| Attribution { customer, ..Attribution::NONE }));
        }
        shared_accounts(&orders, &customers)
    }

    #[test]
    fn an_id_far_above_all_others_is_shared() {
        assert_eq!(found(&[3, 1000, 50, 2]), [(1, 1000)]);
        let mut of_all = vec![1; 102];
        (of_all[40], of_all[70], of_all[2]) = (4_000, 1_001, 50);
        assert_eq!(found(&of_all), [(40, 4_000), (70, 1_001)]);
        assert_eq!(found(&[1000]), [(0, 1000)]);
        // Nearly all orders of a small shop.
        assert_eq!(found(&[3, 200]), [(1, 200)]);
    }

    #[test]
    fn large_customers_are_customers() {
        let mut of_all = vec![1; 500];
        of_all[7] = 999;
        assert_eq!(found(&of_all), []);
        assert_eq!(found(&[199]), []);
        // Nineteen times the next.
        assert_eq!(found(&[1000, 51]), []);
        // As many large ones as no shop has tills.
        assert_eq!(found(&[2000, 1900, 1800, 1700, 1600, 1500, 3]), []);
        // A wholesaler's two to five customers, and a few that tried.
        assert_eq!(found(&[3000, 2500, 2000]), []);
        assert_eq!(found(&[2000, 1900, 1800, 1700, 1600, 3]), []);
        assert_eq!(found(&[]), []);
    }
}
