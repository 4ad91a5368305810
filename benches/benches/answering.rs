//! Answering from a snapshot of 100,000 items: a cart of five, and reading the snapshot itself.

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::Instant;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dapei_benches::{Scale, synthetic_history};
use engine::rank::{Candidates, Voice};
use engine::snapshot::Snapshot;
use engine::suggest::{Query, Scratch, suggest};
use engine::train::{TrainParams, train};
use engine::words::ItemIndex;

/// Carts that are asked about in turn, so that no single one stays in the cache.
const N_CARTS: usize = 4096;

fn answering(criterion: &mut Criterion) {
    let history = synthetic_history(Scale::MEDIUM, 1);
    let carts: Vec<Vec<ItemIndex>> = history
        .orders
        .iter()
        .filter(|order| order.items.len() >= 5)
        .take(N_CARTS)
        .map(|order| order.indexes().step_by(order.items.len() / 5).take(5).collect())
        .collect();
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let params = TrainParams::default().check().expect("the defaults are in range");
    let trained = train(&history, &params, threads, &|_| ()).expect("the made-up shop trains");
    drop(history);
    let bytes = trained.bytes;

    let mut group = criterion.benchmark_group("snapshot");
    group.sample_size(10).throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("load", |bencher| bencher.iter(|| Snapshot::decode(&bytes).is_ok()));
    group.bench_function("checksum and copy alone", |bencher| {
        bencher.iter(|| (blake3::hash(&bytes), bytes.clone()));
    });
    group.finish();

    let snapshot = Snapshot::decode(&bytes).expect("what training wrote can be read");
    drop(bytes);
    let mut group = criterion.benchmark_group("cart of five, 100,000 items");
    group.throughput(Throughput::Elements(1));
    let (mut scratch, mut turn) = (Scratch::default(), 0);
    group.bench_function("suggest 10", |bencher| {
        bencher.iter(|| {
            turn = (turn + 1) % carts.len();
            suggest(&snapshot, &Query::for_cart(carts[turn].clone(), 10), &mut scratch)
        });
    });
    tell_slowest(&snapshot, &carts);
    let mut candidates = Candidates::default();
    group.bench_function("candidates alone", |bencher| {
        bencher.iter(|| {
            turn = (turn + 1) % carts.len();
            let cart: Vec<Voice> = carts[turn].iter().map(|item| (item.0, 1.0)).collect();
            let blocked = cart.iter().map(|&(item, _)| item);
            let (pairs, signals) = (snapshot.pairs(), snapshot.signals());
            let found = candidates.read(pairs, signals, &cart, &[], blocked);
            black_box(found.0.len())
        });
    });
    group.finish();
}

/// Prints what single answers take: criterion tells means and medians, and a caller waits for the slowest.
fn tell_slowest(snapshot: &Snapshot, carts: &[Vec<ItemIndex>]) {
    let mut scratch = Scratch::default();
    let mut nanoseconds: Vec<u128> = (carts.iter().cycle().take(5 * N_CARTS))
        .map(|cart| {
            let query = Query::for_cart(cart.clone(), 10);
            let began = Instant::now();
            black_box(suggest(snapshot, &query, &mut scratch));
            began.elapsed().as_nanos()
        })
        .collect();
    // The first round warms up.
    let mut nanoseconds = nanoseconds.split_off(N_CARTS.min(nanoseconds.len()));
    nanoseconds.sort_unstable();
    let at = |share: f64| {
        let place = (nanoseconds.len() as f64 * share) as usize;
        nanoseconds.get(place).map_or(f64::NAN, |&taken| taken as f64 / 1_000.0)
    };
    eprintln!(
        "single answers: median {:.0} µs, 99 of 100 within {:.0} µs, of {}",
        at(0.5),
        at(0.99),
        nanoseconds.len()
    );
}

criterion_group!(benches, answering);
criterion_main!(benches);
