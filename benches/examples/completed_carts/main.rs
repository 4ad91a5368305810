//! Brings real carts to a threshold (凑单), and holds what is found to what is promised.
//!
//! Learns from the older nine tenths of the orders; carts are orders of the newest tenth below the threshold, which is the median
//! worth of an order. `DAPEI_TAFENG` names the export that the preset `tafeng` reads; without it the orders that ship are asked
//! about. The exit code is 1 where a promise is broken.
//!
//! ```text
//! DAPEI_TAFENG=tafeng.parquet cargo run --release -p dapei-benches --example completed_carts
//! ```

#![expect(clippy::print_stdout, reason = "a program that prints what it found")]

use std::error::Error;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use datasets::{Preset, ReadOptions, read_orders, read_shipped_orders};
use engine::bundle::{Goal, MAX_ITEMS, Pricing, Wanted};
use engine::calibrate::train_calibrated;
use engine::holdout::{TEST_SHARE, windows};
use engine::offer::{Ask, DiscountKind, ShopTerms, complete_cart};
use engine::relation::{KindSet, RelationKind};
use engine::snapshot::Snapshot;
use engine::suggest::{MAX_LIMIT, Query, Scratch, suggest};
use engine::train::TrainParams;
use engine::words::{History, Intake, ItemIndex, Money};

/// Carts that are asked about.
const N_CARTS: usize = 1_000;
/// Most that the median overshoot may be of that of the cheapest single item.
const PROMISED_SHARE: f64 = 0.5;

/// A cart below the threshold.
struct Cart {
    items: Vec<ItemIndex>,
    total: i64,
}

/// What was found beside all carts.
#[derive(Default)]
struct Found {
    overshoots: Vec<i64>,
    /// Of the cheapest single related item that reaches the threshold, where there is one.
    of_single: Vec<i64>,
    /// Both, where both are.
    both: Vec<[i64; 2]>,
    by_reason: Vec<(&'static str, usize)>,
    n_items: [usize; MAX_ITEMS],
    n_short: usize,
    n_unrelated: usize,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut intake = Intake::new();
    match std::env::var_os("DAPEI_TAFENG") {
        Some(file) => {
            let preset = Some(Preset::Tafeng);
            let options = ReadOptions { preset, ..ReadOptions::default() };
            read_orders(&[PathBuf::from(file)], &options, &mut intake, &mut |_| {})?;
        }
        None => {
            read_shipped_orders(&ReadOptions::default(), &mut intake, &mut |_| {})?;
        }
    }
    let history = intake.finish()?;
    let split = windows(&history.orders, TEST_SHARE, 1, 1)?.remove(0);
    let part = history.part(&split.train)?;
    let past = History { catalog: part.history.catalog.clone().without_stock(), ..part.history };
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let params = TrainParams::default().check()?;
    let trained = train_calibrated(&past, &[], &params, threads, &|_| ())?.trained;
    let snapshot = Snapshot::decode(&trained.bytes)?;

    let worth = |items: &[ItemIndex]| -> i64 {
        let price = |item: &ItemIndex| past.catalog.item(*item).price.unwrap_or_default().0;
        items.iter().map(price).sum()
    };
    let carts = |positions: &[u32]| -> Vec<Cart> {
        let cart = |&position: &u32| {
            let order = history.orders.order(position as usize);
            let items: Vec<ItemIndex> = (order.items.iter())
                .map(|&item| ItemIndex(part.index_of[item as usize]))
                .filter(|&item| snapshot.n_orders_with(item) > 0)
                .collect();
            let total = worth(&items);
            (total > 0).then_some(Cart { items, total })
        };
        positions.iter().filter_map(cart).collect()
    };
    let mut worths: Vec<i64> = carts(&split.train).iter().map(|cart| cart.total).collect();
    worths.sort_unstable();
    let threshold = worths[worths.len() / 2];
    let mut below = carts(&split.test);
    below.retain(|cart| cart.total < threshold);
    below.truncate(N_CARTS);
    let found = complete(&snapshot, &below, threshold)?;
    Ok(found.tell(below.len(), threshold))
}

fn complete(snapshot: &Snapshot, carts: &[Cart], threshold: i64) -> Result<Found, Box<dyn Error>> {
    let terms = ShopTerms::new(Pricing::list_only());
    let limits = Wanted { max_items: MAX_ITEMS, ..Wanted::default() }.check()?;
    let (mut scratch, mut found) = (Scratch::default(), Found::default());
    for cart in carts {
        let related = related(snapshot, cart, &mut scratch);
        let gap = threshold - cart.total;
        let over = |&(_, price): &(ItemIndex, i64)| (price >= gap).then_some(price - gap);
        let single = related.iter().filter_map(over).min();
        found.of_single.extend(single);
        let ask = Ask {
            query: Query::for_cart(cart.items.clone(), 0),
            goal: Goal::Margin,
            kind: DiscountKind::Price,
            objected: Vec::new(),
            limit: 1,
        };
        let amounts = [Money(cart.total), Money(threshold)];
        let (completed, offers) =
            complete_cart(snapshot.into(), &ask, &limits, amounts, &terms, &mut scratch);
        let Some(best) = completed.first() else {
            let because = offers.none_because.map_or("no reason", |because| because.name());
            match found.by_reason.iter_mut().find(|(name, _)| *name == because) {
                Some((_, n)) => *n += 1,
                None => found.by_reason.push((because, 1)),
            }
            continue;
        };
        let items = &best.offer.bundle.items;
        let price = |item: &ItemIndex| snapshot.catalog().item(*item).price.unwrap_or_default().0;
        let sum: i64 = items.iter().map(price).sum();
        // Told anew, by the list of all that goes with the cart.
        found.n_short += usize::from(cart.total + sum < threshold);
        let is_related = |item: &ItemIndex| related.iter().any(|(other, _)| other == item);
        found.n_unrelated += items.iter().filter(|item| !is_related(item)).count();
        found.n_items[items.len() - 1] += 1;
        let overshoot = cart.total + sum - threshold;
        found.overshoots.push(overshoot);
        found.both.extend(single.map(|single| [overshoot, single]));
    }
    Ok(found)
}

/// All that is bought with the cart more than chance, each with its price.
fn related(snapshot: &Snapshot, cart: &Cart, scratch: &mut Scratch) -> Vec<(ItemIndex, i64)> {
    let mut query = Query::for_cart(cart.items.clone(), MAX_LIMIT);
    query.relations = KindSet::ALL.without(RelationKind::Substitute);
    let answer = suggest(snapshot, &query, scratch);
    let above_chance = answer.suggestions.iter().filter(|found| found.evidence.at_least > 1.0);
    let priced = above_chance.filter_map(|found| {
        let facts = snapshot.catalog().item(found.item);
        Some((found.item, facts.price.filter(|price| price.0 > 0)?.0))
    });
    priced.collect()
}

impl Found {
    fn tell(mut self, n_carts: usize, threshold: i64) -> ExitCode {
        let median = |numbers: &mut Vec<i64>| -> f64 {
            numbers.sort_unstable();
            numbers.get(numbers.len() / 2).map_or(f64::NAN, |&number| number as f64)
        };
        let n_completed = self.overshoots.len();
        let (own, single) = (median(&mut self.overshoots), median(&mut self.of_single));
        let mut own_of_both: Vec<i64> = self.both.iter().map(|both| both[0]).collect();
        let mut single_of_both: Vec<i64> = self.both.iter().map(|both| both[1]).collect();
        let of_both = [median(&mut own_of_both), median(&mut single_of_both)];
        println!("{n_carts} carts below a threshold of {threshold} minor units, the median order");
        println!("  completed by 1, 2, 3 and 4 items: {:?}", self.n_items);
        for (because, n) in &self.by_reason {
            println!("  without a completion: {n}, {because}");
        }
        println!(
            "  median overshoot {own:.0}; of the cheapest single related item {single:.0} ({} carts have one); where both are {:.0} and {:.0}",
            self.of_single.len(),
            of_both[0],
            of_both[1]
        );
        let n_without: usize = self.by_reason.iter().map(|(_, n)| n).sum();
        let promises = [
            ("carts", n_carts == N_CARTS),
            ("every completion reaches the threshold", self.n_short == 0),
            ("every item is bought with the cart more than chance", self.n_unrelated == 0),
            ("every cart is completed or told why not", n_completed + n_without == n_carts),
            ("a median overshoot of half a single item's at most", own <= PROMISED_SHARE * single),
            ("the same where both are", of_both[0] <= PROMISED_SHARE * of_both[1]),
        ];
        let mut is_kept = true;
        for (promise, is_true) in promises {
            println!("  {} {promise}", if is_true { "kept  " } else { "BROKEN" });
            is_kept &= is_true;
        }
        if is_kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
