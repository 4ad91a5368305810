//! Counting with top-50 selection, in basket visits per CPU-second, beside bare increments.
//!
//! A visit is one item of one order looked at for one item of the same order: Σ s² over the orders.
//! Sizes: `DAPEI_BENCH_SCALE` is `small` (1 M lines), `medium` (10 M, the default) or `large` (50 M).

use std::hint::black_box;
use std::num::NonZeroUsize;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use dapei_benches::{CpuTime, Scale, peak_memory_mib, synthetic_orders};
use engine::count::{BasketRules, Baskets, strongest, strongest_counted};
use engine::rank::{AsymmetricCosine, SimilarityParams};

fn counting(criterion: &mut Criterion<CpuTime>) {
    let scale = Scale::from_environment();
    let orders = synthetic_orders(scale, 1);
    let before = peak_memory_mib();
    let rules = BasketRules {
        size_discount: 0.5,
        half_life_days: None,
        max_basket: 2_000,
        max_customer_lines: 10_000,
    };
    let baskets = match Baskets::new(&orders, scale.n_items, &rules) {
        Ok(baskets) => baskets,
        Err(error) => panic!("the made-up orders must be countable: {error}"),
    };
    drop(orders);
    let params = SimilarityParams { anchor_power: 0.5, shrink_orders: 0.0 };
    let cosine = AsymmetricCosine::new(baskets.decayed_orders_with(), &params);
    let n_visits = baskets.report().n_visits;

    let mut group =
        criterion.benchmark_group(format!("counting/{}M lines", scale.n_lines / 1_000_000));
    group.sample_size(10).throughput(Throughput::Elements(n_visits));
    for threads in [NonZeroUsize::MIN, NonZeroUsize::MIN.saturating_add(1)] {
        let id = BenchmarkId::new("top 50", format!("{threads} threads"));
        group.bench_function(id, |bencher| {
            bencher.iter(|| strongest(&baskets, 50, &cosine, threads, &|_| ()));
        });
    }
    eprintln!("peak memory {} MiB, of it {before} MiB before counting", peak_memory_mib());
    let id = BenchmarkId::new("top 50 with evidence", "1 threads");
    group.bench_function(id, |bencher| {
        bencher.iter(|| strongest_counted(&baskets, 50, &cosine, NonZeroUsize::MIN, &|_| ()));
    });
    // As many increments of as many counters, without any order to look at.
    let mut counters = vec![0_u32; scale.n_items];
    group.bench_function("bare increments", |bencher| {
        bencher.iter(|| {
            let mut state = 1_u32;
            for _ in 0..n_visits {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let place = ((u64::from(state) * scale.n_items as u64) >> 32) as usize;
                counters[place] = counters[place].wrapping_add(1);
            }
            black_box(&counters);
        });
    });
    group.finish();
    eprintln!("peak memory {} MiB with evidence", peak_memory_mib());
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(CpuTime);
    targets = counting
}
criterion_main!(benches);
