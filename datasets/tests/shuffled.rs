//! Where chance alone dealt the orders out, next to nothing is claimed.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

use std::num::NonZeroUsize;
use std::path::PathBuf;

use datasets::{Preset, ReadOptions, read_orders, read_shipped_orders};
use engine::metric::Random;
use engine::relation::Grade;
use engine::snapshot::Snapshot;
use engine::train::{TrainParams, train};
use engine::words::{History, Intake, Orders};

/// Each line changes places about so often.
const SWAPS_A_LINE: usize = 10;

fn shipped() -> History {
    let mut intake = Intake::new();
    read_shipped_orders(&ReadOptions::default(), &mut intake, &mut |_| {}).unwrap();
    intake.finish().unwrap()
}

/// The orders in the file that `DAPEI_TAFENG` names: the grocer's export that the preset `tafeng`
/// reads, where it is at hand.
fn tafeng() -> Option<History> {
    let file = PathBuf::from(std::env::var_os("DAPEI_TAFENG")?);
    let (mut intake, options) =
        (Intake::new(), ReadOptions { preset: Some(Preset::Tafeng), ..ReadOptions::default() });
    read_orders(&[file], &options, &mut intake, &mut |_| {}).unwrap();
    Some(intake.finish().unwrap())
}

/// The same orders with their items dealt out anew: each order keeps its size, customer and time,
/// and each item its number of orders. Two lines change places wherever neither order has the
/// other's item.
fn shuffled(orders: &Orders) -> Orders {
    let mut dealt: Vec<Vec<u32>> = orders.iter().map(|order| order.items.to_vec()).collect();
    let lines: Vec<(u32, u32)> = (0..)
        .zip(&dealt)
        .flat_map(|(order, items)| (0..items.len() as u32).map(move |place| (order, place)))
        .collect();
    let mut random = Random::new(9, 0);
    for _ in 0..SWAPS_A_LINE * lines.len() {
        let [one, two] = [0; 2].map(|_| lines[random.below(lines.len())]);
        let item = |(order, place): (u32, u32)| dealt[order as usize][place as usize];
        let (first, second) = (item(one), item(two));
        let has = |(order, _): (u32, u32), item| dealt[order as usize].contains(&item);
        if !has(one, second) && !has(two, first) {
            dealt[one.0 as usize][one.1 as usize] = second;
            dealt[two.0 as usize][two.1 as usize] = first;
        }
    }
    let mut all = Orders::with_capacity(dealt.len(), lines.len(), orders.n_customers());
    for (mut items, order) in dealt.into_iter().zip(orders.iter()) {
        all.push(&mut items, order.customer, order.time);
    }
    all
}

/// Edges by grade: all of them, and those that have a function.
fn graded(history: &History) -> [[u64; Grade::ALL.len()]; 2] {
    let params = TrainParams { fit_windows: 0, ridge_items: 0, ..TrainParams::default() };
    let params = params.check().unwrap();
    let trained = train(history, &params, NonZeroUsize::new(2).unwrap(), &|_| {}).unwrap();
    let snapshot = Snapshot::decode(&trained.bytes).unwrap();
    let mut all = [0; Grade::ALL.len()];
    snapshot.graph().columns().grades.iter().for_each(|&grade| all[usize::from(grade)] += 1);
    [all, trained.report.n_claims_by_grade]
}

#[test]
fn shuffled_orders_make_next_to_no_claim_at_grade_a_or_b() {
    if tafeng().is_none() {
        println!("Ta-Feng is not looked at: DAPEI_TAFENG names no file");
    }
    for (name, history) in [("Online Retail", Some(shipped())), ("Ta-Feng", tafeng())] {
        let Some(mut history) = history else { continue };
        let found = graded(&history);
        let orders = shuffled(&history.orders);
        assert_eq!(orders.n_lines(), history.orders.n_lines());
        history.orders = orders;
        let by_chance = graded(&history);
        for (what, [a, b, _], [chance_a, chance_b, _]) in
            [("edges", found[0], by_chance[0]), ("claims", found[1], by_chance[1])]
        {
            println!(
                "{name}: {a} {what} at grade A and {b} at B; {chance_a} and {chance_b} of \
                 shuffled orders"
            );
            assert!(a + b > 1_000, "{name}: hardly any {what} at all");
            assert!(100 * (chance_a + chance_b) <= a + b, "{name}, {what}");
        }
    }
}
