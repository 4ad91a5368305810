//! Orders that repeat each other within a minute, as whoever drives up sales with fake orders makes
//! them (刷单).

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

use super::netting::SortedLines;
use super::order_book::OrderBook;
use super::orders::NEVER;
use super::time::{Timestamp, tell_minutes};

/// Fewer alike in a minute are no rush. Unit: orders.
const FEWEST: u32 = 5;
/// Rushes that are told.
const MOST_TOLD: usize = 5;
/// More than so many times those that the minute's traffic and the basket's sales would give are.
const TIMES_CHANCE: f64 = 10.0;

/// What an order holds, whatever the sequence, and its minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Moment {
    basket: u64,
    minute: i64,
}

impl Moment {
    /// The same for the same basket and minute.
    fn mark(self) -> u64 {
        FixedState::default().hash_one(self)
    }
}

/// Orders that do not count.
#[derive(Debug, Default)]
pub(super) struct Rushes {
    /// Their numbers, rising.
    pub(super) orders: Vec<u32>,
    /// The largest rushes: the first order of each by its id, and how many there are.
    pub(super) largest: Vec<(u32, u32)>,
}

/// Orders that do not count because too many others of the same minute hold the same items. Of a
/// rush every customer who bought anything else counts once, and of the m others ⌈√m⌉, the first by
/// their ids. Nothing where times tell no minutes.
///
/// Costs a pass over the lines, 8 bytes an order and a sort of these; two more passes where there are
/// rushes.
pub(super) fn rushed(lines: &SortedLines, book: &OrderBook) -> Rushes {
    let times = book.facts().iter().map(|facts| facts.time).filter(|&time| time != NEVER);
    if !tell_minutes(times.map(Timestamp)) {
        return Rushes::default();
    }
    let mut marks: Vec<u64> = moments(lines, book).map(|(_, moment)| moment.mark()).collect();
    let n_orders = marks.len() as f64;
    marks.sort_unstable();
    let are_many = |alike: &&[u64]| alike.len() >= FEWEST as usize;
    let many: HashSet<u64, FixedState> =
        marks.chunk_by(|a, b| a == b).filter(are_many).map(|alike| alike[0]).collect();
    drop(marks);
    if many.is_empty() {
        return Rushes::default();
    }

    let mut alike: HashMap<Moment, Vec<u32>, FixedState> = HashMap::default();
    for (order, moment) in moments(lines, book) {
        if many.contains(&moment.mark()) {
            alike.entry(moment).or_default().push(order);
        }
    }
    let mut n_of_basket: HashMap<u64, u32, FixedState> =
        alike.keys().map(|moment| (moment.basket, 0)).collect();
    let mut n_of_minute: HashMap<i64, u32, FixedState> =
        alike.keys().map(|moment| (moment.minute, 0)).collect();
    let mut n_of_customer = vec![0_u32; book.customers.len()];
    for (order, moment) in moments(lines, book) {
        n_of_basket.entry(moment.basket).and_modify(|n| *n += 1);
        n_of_minute.entry(moment.minute).and_modify(|n| *n += 1);
        if let Some(n) = n_of_customer.get_mut(book.facts()[order as usize].customer as usize) {
            *n += 1;
        }
    }
    let mut rushes = Rushes::default();
    for (moment, mut orders) in alike {
        let n = orders.len() as u32;
        let others = |all: u32| f64::from(all - n + 1);
        let by_chance =
            others(n_of_basket[&moment.basket]) * others(n_of_minute[&moment.minute]) / n_orders;
        if n < FEWEST || f64::from(n) <= TIMES_CHANCE * by_chance {
            continue;
        }
        // Those of one customer behind each other, each customer's first by its id.
        let customer = |order: u32| book.facts()[order as usize].customer;
        orders.sort_unstable_by(|&a, &b| {
            let by_id = || book.ids.text(a).cmp(&book.ids.text(b));
            customer(a).cmp(&customer(b)).then_with(by_id)
        });
        let mut doubted = Vec::new();
        for of_customer in orders.chunk_by(|&a, &b| customer(a) == customer(b)) {
            let n_in_all = n_of_customer.get(customer(of_customer[0]) as usize);
            if n_in_all.is_some_and(|&n| n as usize > of_customer.len()) {
                rushes.orders.extend_from_slice(&of_customer[1..]);
            } else {
                doubted.extend_from_slice(of_customer);
            }
        }
        doubted.sort_unstable_by(|&a, &b| book.ids.text(a).cmp(&book.ids.text(b)));
        let n_kept = (doubted.len() as f64).sqrt().ceil() as usize;
        let left_out = &doubted[n_kept..];
        rushes.orders.extend_from_slice(left_out);
        let first = orders.iter().copied().min_by(|&a, &b| book.ids.text(a).cmp(&book.ids.text(b)));
        rushes.largest.extend(first.map(|first| (first, n)));
    }
    rushes.orders.sort_unstable();
    rushes.largest.sort_unstable_by(|&(a, more), &(b, n)| {
        n.cmp(&more).then_with(|| book.ids.text(a).cmp(&book.ids.text(b)))
    });
    rushes.largest.truncate(MOST_TOLD);
    rushes
}

/// Every order with an item left whose time is known.
fn moments<'l>(
    lines: &'l SortedLines,
    book: &'l OrderBook,
) -> impl Iterator<Item = (u32, Moment)> + 'l {
    (0_u32..).zip(book.facts()).filter(|(_, facts)| facts.time != NEVER).filter_map(
        move |(order, facts)| {
            let (mut n_items, mut basket) = (0, 0_u64);
            for item in lines.items_of(order as usize) {
                n_items += 1;
                basket = basket.wrapping_add(mixed(u64::from(item)));
            }
            let minute = facts.time.div_euclid(60);
            (n_items > 0).then_some((order, Moment { basket, minute }))
        },
    )
}

/// Spreads a number over all bits.
fn mixed(number: u64) -> u64 {
    FixedState::default().hash_one(number)
}
