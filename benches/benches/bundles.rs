//! The best bundle: of thirty made-up items, beside a walk over every set of them; and of carts of real orders, held to what is
//! promised.
//!
//! `DAPEI_TAFENG` names the export that the preset `tafeng` reads; without it the orders that ship are asked about.

#![expect(clippy::print_stdout, reason = "what is promised is told beside what criterion tells")]

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process;
use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use datasets::{Preset, ReadOptions, read_orders, read_shipped_orders};
use engine::bundle::{
    Bundle, Goal, Limits, MAX_ITEMS, MAX_OFFERED, Offered, Pricing, Proof, Uptake, Wanted, bundles,
};
use engine::calibrate::train_calibrated;
use engine::holdout::oldest_first;
use engine::metric::Random;
use engine::offer::{
    MIN_FUNCTIONS, MIN_TAKEN_SHARE, MOST_STEPS, ShopTerms, considered, offered_of,
};
use engine::snapshot::Snapshot;
use engine::suggest::{Query, Scratch};
use engine::train::TrainParams;
use engine::words::{History, Intake, ItemIndex, Money};

/// Discounts that are tried, in hundredths of a percent.
const DISCOUNTS: [i64; 8] = [0, 300, 500, 800, 1_000, 1_200, 1_500, 2_000];
/// The newest orders whose dearest items are carts.
const N_CARTS: usize = 2_000;
/// What is promised of one search, in milliseconds: the median, and what ninety-nine of a hundred take at most.
const PROMISED_MS: [f64; 2] = [1.0, 5.0];
/// Least share of the carts whose bundle is proven best.
const PROMISED_PROVEN: f64 = 0.99;

fn pricing() -> Pricing {
    Pricing::new(DISCOUNTS.to_vec(), None).expect("the discounts are in range")
}

fn limits(anchor_functions: Vec<u32>) -> Limits {
    let wanted = Wanted {
        max_items: MAX_ITEMS,
        max_discount: 1_000,
        min_margin: 500,
        min_functions: MIN_FUNCTIONS,
        anchor_functions,
        ..Wanted::default()
    };
    wanted.check().expect("the limits are in range")
}

fn search(offered: &[Offered], limits: &Limits, pricing: &Pricing) -> Option<Bundle> {
    let wanted = (1, MIN_TAKEN_SHARE);
    bundles(offered, limits, pricing, Goal::Margin, MOST_STEPS, wanted).into_iter().next()
}

/// Thirty items of six functions, as dear and as likely as chance has it.
fn made_up() -> Vec<Offered> {
    let mut random = Random::new(1, 0);
    let one = |item| {
        let price = 200 + random.below(20_000) as i64;
        let margin = 5 + random.below(40) as i64;
        let organic = 0.001 + random.below(1_000) as f64 / 20_000.0;
        Offered {
            item: ItemIndex(item),
            price: Money(price),
            cost: Money(price * (100 - margin) / 100),
            uptake: Uptake::new(organic, organic * 4.0 / 3.0),
            function: random.below(6) as u32,
        }
    };
    (0..MAX_OFFERED as u32).map(one).collect()
}

/// The worth of the best set at its list price, every set of one to four looked at.
fn every_set(offered: &[Offered]) -> f64 {
    let mut best = 0.0_f64;
    let mut chosen: Vec<Offered> = Vec::with_capacity(MAX_ITEMS);
    fn walk(offered: &[Offered], from: usize, chosen: &mut Vec<Offered>, best: &mut f64) {
        for place in from..offered.len() {
            chosen.push(offered[place]);
            *best = best.max(Goal::Margin.worth(chosen));
            if chosen.len() < MAX_ITEMS {
                walk(offered, place + 1, chosen, best);
            }
            chosen.pop();
        }
    }
    walk(offered, 0, &mut chosen, &mut best);
    best
}

fn orders() -> History {
    let mut intake = Intake::new();
    match std::env::var_os("DAPEI_TAFENG") {
        Some(file) => {
            let preset = Some(Preset::Tafeng);
            let options = ReadOptions { preset, ..ReadOptions::default() };
            read_orders(&[PathBuf::from(file)], &options, &mut intake, &mut |_| {})
        }
        None => read_shipped_orders(&ReadOptions::default(), &mut intake, &mut |_| {}),
    }
    .expect("the orders can be read");
    let history = intake.finish().expect("the orders make a history");
    History { catalog: history.catalog.without_stock(), ..history }
}

/// Holds searches beside carts of real orders to what is promised; ends the process with 1 where they do not keep it.
fn promises() {
    let history = orders();
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let params = TrainParams::default().check().expect("the defaults are in range");
    let calibrated = train_calibrated(&history, &[], &params, threads, &|_| ());
    let bytes = calibrated.expect("the orders train").trained.bytes;
    let snapshot = Snapshot::decode(&bytes).expect("what training wrote can be read");
    let terms = ShopTerms::new(pricing());
    let (mut scratch, mut milliseconds) = (Scratch::default(), Vec::new());
    let (mut n_proven, mut n_found, mut n_full) = (0_usize, 0_usize, 0_usize);
    for &position in oldest_first(&history.orders, 1).iter().rev().take(N_CARTS) {
        let order = history.orders.order(position as usize);
        let price = |item: ItemIndex| history.catalog.item(item).price;
        let Some(anchor) = order.indexes().max_by_key(|&item| price(item)) else { continue };
        let query = Query::for_cart(vec![anchor], 0);
        let Ok(found) = considered((&snapshot).into(), &query, 0, &terms, &mut scratch) else {
            continue;
        };
        let chances: Vec<f64> =
            found.iter().map(|it| snapshot.attach().chance(&it.signs)).collect();
        let (offered, functions) =
            offered_of((&snapshot).into(), &query.cart, &found, &chances, &terms);
        let limits = limits(functions);
        let began = Instant::now();
        let bundle = black_box(search(&offered, &limits, &terms.pricing));
        milliseconds.push(1e3 * began.elapsed().as_secs_f64());
        n_full += usize::from(offered.len() == MAX_OFFERED);
        if let Some(bundle) = bundle {
            n_found += 1;
            n_proven += usize::from(bundle.proof == Proof::Best);
        }
    }
    milliseconds.sort_by(f64::total_cmp);
    let at = |share: f64| milliseconds[((milliseconds.len() - 1) as f64 * share) as usize];
    let (median, p99, proven) = (at(0.5), at(0.99), n_proven as f64 / n_found.max(1) as f64);
    println!(
        "carts {}, {n_full} of them with {MAX_OFFERED} items, {n_found} with a bundle of up to {MAX_ITEMS}: median {median:.3} ms, p99 {p99:.3} ms, at most {:.3} ms; proven best {:.2} %",
        milliseconds.len(),
        at(1.0),
        100.0 * proven
    );
    let [most_median, most_p99] = PROMISED_MS;
    let is_kept = median <= most_median && p99 <= most_p99 && proven >= PROMISED_PROVEN;
    println!(
        "promised: median {most_median} ms, p99 {most_p99} ms, proven best {:.0} %: {}",
        100.0 * PROMISED_PROVEN,
        if is_kept { "kept" } else { "BROKEN" }
    );
    if !is_kept {
        process::exit(1);
    }
}

fn of_thirty(criterion: &mut Criterion) {
    let (offered, pricing) = (made_up(), pricing());
    let limits = limits(vec![0]);
    let mut group = criterion.benchmark_group("four of thirty");
    group.bench_function("search, eight discounts", |bencher| {
        bencher.iter(|| search(&offered, &limits, &pricing));
    });
    group.sample_size(10);
    group.bench_function("every set, at its list price", |bencher| {
        bencher.iter(|| every_set(&offered));
    });
    group.finish();
    promises();
}

criterion_group!(benches, of_thirty);
criterion_main!(benches);
