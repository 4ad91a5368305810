//! Telling two items apart, on the shipped orders: all evidence of a pair, beside the look-up of
//! its edge alone; and weights from labels.

use std::hint::black_box;
use std::num::NonZeroUsize;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use datasets::{ReadOptions, read_shipped_orders};
use engine::classify::{Labelled, Weights};
use engine::snapshot::Snapshot;
use engine::train::{TrainParams, train};
use engine::words::{Intake, ItemIndex};

/// Pairs that are asked about in turn.
const N_PAIRS: u32 = 4_096;
/// About what somebody labels in a day.
const N_LABELS: usize = 400;

fn relations(criterion: &mut Criterion) {
    let mut intake = Intake::new();
    read_shipped_orders(&ReadOptions::default(), &mut intake, &mut |_| {}).expect("they are whole");
    let history = intake.finish().expect("they make a history");
    let params = TrainParams { fit_windows: 0, ridge_items: 0, ..TrainParams::default() };
    let params = params.check().expect("they are in range");
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let trained = train(&history, &params, threads, &|_| ()).expect("the shipped orders train");
    let snapshot = Snapshot::decode(&trained.bytes).expect("what training wrote can be read");
    let known = snapshot.known();
    let n_items = snapshot.vocabulary().len() as u32;
    // Steps of primes reach all over the catalogue.
    let pair = |turn: u32| [ItemIndex(turn * 7919 % n_items), ItemIndex(turn * 104_729 % n_items)];
    let pairs: Vec<[ItemIndex; 2]> = (1..=N_PAIRS).map(pair).collect();

    let mut group = criterion.benchmark_group("what a pair is");
    group.throughput(Throughput::Elements(u64::from(N_PAIRS)));
    group.bench_function("all evidence", |bencher| {
        bencher.iter(|| {
            let sure = pairs.iter().map(|&[a, b]| known.judge(a, b).confidence());
            black_box(sure.sum::<f64>())
        });
    });
    group.bench_function("the edge alone", |bencher| {
        bencher.iter(|| {
            let counted = pairs.iter().map(|&[a, b]| known.counted(a, b).together);
            black_box(counted.map(u64::from).sum::<u64>())
        });
    });
    group.finish();

    let labelled: Vec<Labelled> = pairs[..N_LABELS]
        .iter()
        .map(|&[a, b]| Labelled {
            features: known.features(a, b, &known.counted(a, b)),
            function: known.judge(a, b).function(),
        })
        .collect();
    let unlabelled = known.some_pairs();
    let mut group = criterion.benchmark_group("labels");
    group.sample_size(10);
    group.bench_function("weights of 400", |bencher| {
        bencher.iter(|| Weights::default().fitted(&labelled, N_LABELS, &unlabelled));
    });
    group.finish();
}

criterion_group!(benches, relations);
criterion_main!(benches);
