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
/// More than so many times those that the minute's traffic and the basket's sales would give are.
const TIMES_CHANCE: f64 = 10.0;
/// What an order of several items holds, whatever the sequence, and its minute.
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

/// The numbers of orders that do not count because too many others of the same minute hold the
/// same items: of m of them ⌈√m⌉ count, the first by their ids. Nothing where times tell no minutes.
///
/// Costs a pass over the lines, 8 bytes an order of several items and a sort of these; two more
/// passes where there are rushes.
pub(super) fn rushed(lines: &SortedLines, book: &OrderBook) -> Vec<u32> {
    let times = book.facts().iter().map(|facts| facts.time).filter(|&time| time != NEVER);
    if !tell_minutes(times.map(Timestamp)) {
        return Vec::new();
    }
    let mut marks: Vec<u64> = moments(lines, book).map(|(_, moment)| moment.mark()).collect();
    let n_orders = marks.len() as f64;
    marks.sort_unstable();
    let are_many = |alike: &&[u64]| alike.len() >= FEWEST as usize;
    let many: HashSet<u64, FixedState> =
        marks.chunk_by(|a, b| a == b).filter(are_many).map(|alike| alike[0]).collect();
    drop(marks);
    if many.is_empty() {
        return Vec::new();
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
    for (_, moment) in moments(lines, book) {
        n_of_basket.entry(moment.basket).and_modify(|n| *n += 1);
        n_of_minute.entry(moment.minute).and_modify(|n| *n += 1);
    }
    let mut rushed = Vec::new();
    for (moment, mut orders) in alike {
        let n = orders.len() as u32;
        let others = |all: u32| f64::from(all - n + 1);
        let by_chance =
            others(n_of_basket[&moment.basket]) * others(n_of_minute[&moment.minute]) / n_orders;
        if n < FEWEST || f64::from(n) <= TIMES_CHANCE * by_chance {
            continue;
        }
        orders.sort_unstable_by(|&a, &b| book.ids.text(a).cmp(&book.ids.text(b)));
        let n_kept = f64::from(n).sqrt().ceil() as usize;
        rushed.extend_from_slice(&orders[n_kept..]);
    }
    rushed.sort_unstable();
    rushed
}

/// Every order of several items whose time is known.
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
            (n_items > 1).then_some((order, Moment { basket, minute }))
        },
    )
}

/// Spreads a number over all bits.
fn mixed(number: u64) -> u64 {
    FixedState::default().hash_one(number)
}
