//! Chances that are fitted at training, and orders held back that are walked through.

#![expect(clippy::unwrap_used, reason = "a set-up that fails is a failed test")]

use std::num::NonZeroUsize;
use std::ops::Range;

use engine::attach::Curve;
use engine::bundle::Pricing;
use engine::calibrate::train_calibrated;
use engine::evaluate::offers::{ListOf, Made, Replay, Walked, replay};
use engine::holdout::{TEST_SHARE, windows};
use engine::metric::{Random, calibration_line};
use engine::offer::{ShopTerms, considered};
use engine::snapshot::Snapshot;
use engine::suggest::{Query, Scratch};
use engine::train::TrainParams;
use engine::words::{History, Id, Intake, Money, OrderLine, Timestamp};

const N_ORDERS: u64 = 4_000;

/// Ten orders a day. Each holds a kettle of one of ten kinds, a filter of its kind in three of ten, and a cup in one of ten; what
/// `last` says of the days from 380 on.
fn shop(order_of: impl Fn(u64) -> u64, last: u64) -> History {
    let mut intake = Intake::new();
    for number in (0..N_ORDERS).map(order_of) {
        let day = number / 10;
        let mut random = Random::new(if day < 380 { 5 } else { last }, number);
        let kind = random.below(10);
        let mut items = vec![(format!("kettle {kind}"), 5_000)];
        if random.below(10) < 3 {
            items.push((format!("filter {kind}"), 900));
        }
        if random.below(10) < 1 {
            items.push((format!("cup {}", random.below(20)), 700));
        }
        let (order, customer) = (format!("o{number}"), format!("c{}", random.below(900)));
        for (item, price) in &items {
            let line = OrderLine {
                customer: Some(Id::parse(&customer).unwrap()),
                time: Some(Timestamp(day as i64 * 86_400)),
                unit_price: Some(Money(*price)),
                unit_cost: Some(Money(price * 6 / 10)),
                title: Some(item),
                ..OrderLine::one(Id::parse(&order).unwrap(), Id::parse(item).unwrap())
            };
            intake.push_line(&line).unwrap();
        }
    }
    intake.finish().unwrap()
}

fn bytes(history: &History, threads: usize) -> Vec<u8> {
    let params = TrainParams::default().check().unwrap();
    let threads = NonZeroUsize::new(threads).unwrap();
    train_calibrated(history, &[], &params, threads, &|_| ()).unwrap().trained.bytes
}

#[test]
fn chances_are_the_same_whatever_the_threads_and_the_sequence_of_rows() {
    let first = bytes(&shop(|number| number, 5), 1);
    assert_eq!(first, bytes(&shop(|number| number, 5), 3));
    assert_eq!(first, bytes(&shop(|number| N_ORDERS - 1 - number, 5), 2));
}

#[test]
fn a_filter_is_as_likely_beside_its_kettle_as_it_was_bought() {
    let snapshot = Snapshot::decode(&bytes(&shop(|number| number, 5), 2)).unwrap();
    assert_ne!(snapshot.attach().curves[0], Curve::USUAL[0]);
    let (terms, mut scratch) = (ShopTerms::new(Pricing::list_only()), Scratch::default());
    let index = |id: &str| snapshot.vocabulary().index(id).unwrap();
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for kind in 0..10 {
        let query = Query::for_cart(vec![index(&format!("kettle {kind}"))], 0);
        let found = considered((&snapshot).into(), &query, 0, &terms, &mut scratch).unwrap();
        for it in &found {
            let chance = snapshot.attach().chance(&it.signs);
            let is_own = it.suggestion.item == index(&format!("filter {kind}"));
            if is_own { own.push(chance) } else { others.push(chance) }
        }
    }
    let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len() as f64;
    assert_eq!(own.len(), 10);
    // Three of ten were bought, and one cup of twenty in one of ten.
    assert!((mean(&own) - 0.3).abs() < 0.06, "{own:?}");
    assert!(mean(&others) < 0.02, "{}", mean(&others));
}

#[test]
fn a_shop_of_few_orders_has_the_usual_chances() {
    let history = shop(|number| number, 5);
    let few: Vec<u32> = (0..30).collect();
    let part = history.part(&few).unwrap().history;
    let snapshot = Snapshot::decode(&bytes(&part, 1)).unwrap();
    assert_eq!(snapshot.attach().curves, Curve::USUAL);
}

#[test]
fn what_is_foretold_of_a_day_knows_nothing_of_later_ones() {
    let replayed = |last| {
        let history = shop(|number| number, last);
        let split = windows(&history.orders, TEST_SHARE, 1, 1).unwrap().remove(0);
        let params = TrainParams::default().check().unwrap();
        replay(&history, &split, None, &params, 1_000, NonZeroUsize::new(2).unwrap()).unwrap()
    };
    let (first, other) = (replayed(5), replayed(6));
    assert_eq!((first.n_nights, first.n_unknown), (40, 0));
    // Twenty days are the same; what is bought on the others is told of afterwards only. Orders of a day stand in another
    // sequence, and sums of theirs are rounded otherwise.
    let told = |replay: &Replay, orders: Range<usize>| {
        let one = |order: &Walked| {
            let id = |item| replay.snapshot.vocabulary().id(item).to_owned();
            let offered = order.offered.iter().map(|it| (id(it.item), it.uptake.organic));
            (id(order.anchor), offered.collect::<Vec<_>>())
        };
        let mut told: Vec<_> = replay.orders[orders].iter().map(one).collect();
        told.sort_by(|a, b| a.partial_cmp(b).unwrap());
        told
    };
    let are_alike = |orders: Range<usize>| {
        let both = told(&first, orders.clone()).into_iter().zip(told(&other, orders));
        both.into_iter().all(|((anchor, offered), (other_anchor, others))| {
            anchor == other_anchor
                && offered.len() == others.len()
                && offered.iter().zip(&others).all(|((item, chance), (other, others))| {
                    item == other && (chance / others - 1.0).abs() < 1e-6
                })
        })
    };
    assert!(are_alike(0..200));
    assert!(!are_alike(200..400));
}

#[test]
fn chances_hold_and_the_likeliest_list_is_hit_most() {
    let history = shop(|number| number, 5);
    let split = windows(&history.orders, TEST_SHARE, 1, 1).unwrap().remove(0);
    let params = TrainParams::default().check().unwrap();
    let replay =
        replay(&history, &split, None, &params, 1_000, NonZeroUsize::new(2).unwrap()).unwrap();
    let chances: Vec<(f64, bool)> = replay
        .orders
        .iter()
        .flat_map(|order| {
            order.offered.iter().map(|it| it.uptake.organic).zip(order.is_bought.clone())
        })
        .collect();
    let [slope, _] = calibration_line(&chances);
    assert!((0.8..1.25).contains(&slope), "{slope}");
    let made = |list| {
        let mut made = Made::default();
        replay.orders.iter().for_each(|order| made.add(order.made(list)));
        made
    };
    let (likeliest, earning) = (made(ListOf::Likeliest), made(ListOf::Earning(0.0)));
    assert!(likeliest.n_hits() > 80.0, "{}", likeliest.n_hits());
    assert!(earning.n_hits() <= likeliest.n_hits() && earning.margin() > 0.0);
}
