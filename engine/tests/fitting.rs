//! A shop large enough to fit its own weights.

#![expect(clippy::unwrap_used, reason = "a set-up that fails is a failed test")]

use std::num::NonZeroUsize;

use engine::metric::Random;
use engine::rank::{CartSize, Mixes, Signal};
use engine::snapshot::Snapshot;
use engine::train::{Serves, TrainParams, Trained, train};
use engine::words::{Id, Intake, OrderLine, Quantity, Timestamp, ViewEvent, ViewLine};

const N_ORDERS: u64 = 4_000;

/// Orders of 120 customers over 400 days: two to five items of one of thirty groups of four, and often one that
/// has nothing to do with them. Rows come in the sequence of `order_of`.
fn shop(params: &TrainParams, threads: usize, order_of: impl Fn(u64) -> u64) -> Trained {
    trained(told(order_of), params, threads)
}

fn told(order_of: impl Fn(u64) -> u64) -> Intake {
    let mut intake = Intake::new();
    for number in (0..N_ORDERS).map(order_of) {
        let mut random = Random::new(7, number);
        let group = random.below(30);
        let mut items: Vec<usize> = (0..4).map(|place| 4 * group + place).collect();
        items.rotate_left(random.below(4));
        items.truncate(2 + random.below(3));
        if random.below(2) == 0 {
            items.push(random.below(40).pow(2) / 14);
        }
        let (order, customer) = (format!("o{number}"), format!("c{}", random.below(120)));
        for item in items {
            let item = format!("item {item:03}");
            let category = format!("group {}", group % 5);
            intake
                .push_line(&OrderLine {
                    customer: Some(Id::parse(&customer).unwrap()),
                    time: Some(Timestamp((number / 10) as i64 * 86_400)),
                    quantity: Quantity::from_millionths(1_000_000).unwrap(),
                    title: Some(&item),
                    category: Some(&category),
                    ..OrderLine::one(Id::parse(&order).unwrap(), Id::parse(&item).unwrap())
                })
                .unwrap();
        }
    }
    intake
}

fn trained(intake: Intake, params: &TrainParams, threads: usize) -> Trained {
    let history = intake.finish().unwrap();
    let params = params.clone().check().unwrap();
    train(&history, &params, NonZeroUsize::new(threads).unwrap(), &|_| ()).unwrap()
}

#[test]
fn a_shop_that_can_fits_its_weights_whatever_the_threads_and_the_sequence_of_rows() {
    let params = TrainParams::default();
    let trained = shop(&params, 1, |number| number);
    let report = trained.report.fit;
    let [one, several] = report.n_questions;
    assert!(1_000 < one && one <= 4_000 && one == several, "{report:?}");
    let judged = report.judged[CartSize::One as usize].unwrap();
    let serves = report.judged.map(|judged| judged.map(|judged| judged.serves));
    assert!(judged.against_best.is_some(), "{judged:?}");
    assert!(serves.contains(&Some(Serves::Fitted)), "{serves:?}");
    let snapshot = Snapshot::decode(&trained.bytes).unwrap();
    assert_ne!(snapshot.mixes(), &Mixes::default());
    for mix in &snapshot.mixes().0 {
        assert!((mix.weights.iter().sum::<f32>() - 1.0).abs() < 1e-4);
    }
    assert_eq!(shop(&params, 3, |number| number).bytes, trained.bytes);
    assert_eq!(shop(&params, 2, |number| N_ORDERS - 1 - number).bytes, trained.bytes);
    assert_eq!(shop(&params, 2, |number| (number * 1_237) % N_ORDERS).bytes, trained.bytes);
}

/// The same shop, but that every forty days all look at another item, and half of the orders hold it from then on.
fn told_with_fashions(view_of: impl Fn(u64) -> u64) -> Intake {
    let mut intake = told(|number| number);
    let fashion = |forty_days: u64| format!("item {:03}", forty_days * 11 % 120);
    for number in (0..300).map(view_of) {
        let forty_days = number % 10;
        let (session, item) = (format!("s{number}"), fashion(forty_days));
        let view = ViewLine {
            session: Some(Id::parse(&session).unwrap()),
            customer: None,
            item: Id::parse(&item).unwrap(),
            time: Some(Timestamp((forty_days as i64 * 40 - 3) * 86_400)),
            event: ViewEvent::View,
        };
        intake.push_view(&view).unwrap();
    }
    for number in (0..N_ORDERS).filter(|number| number % 2 == 0) {
        let (order, item) = (format!("o{number}"), fashion(number / 400));
        let line = OrderLine {
            time: Some(Timestamp((number / 10) as i64 * 86_400)),
            ..OrderLine::one(Id::parse(&order).unwrap(), Id::parse(&item).unwrap())
        };
        intake.push_line(&line).unwrap();
    }
    intake
}

#[test]
fn visits_earn_their_weight_where_what_is_seen_is_bought_next() {
    let params = TrainParams { fit_questions: 1_000, ..TrainParams::default() };
    let seen = trained(told_with_fashions(|number| number), &params, 2);
    let mix = *Snapshot::decode(&seen.bytes).unwrap().mixes().of(1);
    let default = Mixes::default().of(1).weights[Signal::Visits as usize];
    assert!(mix.weights[Signal::Visits as usize] > 5.0 * default, "{mix:?}");
    // Views may come in any sequence, too.
    let turned = trained(told_with_fashions(|number| 299 - number), &params, 1);
    assert!(turned.bytes == seen.bytes);
    // Without views nothing is heard of them.
    let unseen = Snapshot::decode(&shop(&params, 2, |number| number).bytes).unwrap();
    assert_eq!(unseen.mixes().of(1).weights[Signal::Visits as usize], 0.0);
}

#[test]
fn no_budget_and_no_window_leave_the_defaults() {
    for params in [
        TrainParams { fit_questions: 0, ..TrainParams::default() },
        TrainParams { fit_windows: 0, ..TrainParams::default() },
    ] {
        let trained = shop(&params, 2, |number| number);
        assert_eq!(trained.report.fit.judged, [None; 5]);
        assert_eq!(
            Snapshot::decode(&trained.bytes).unwrap().mixes(),
            &Mixes::default().without(&[Signal::Visits])
        );
    }
}

#[test]
fn a_signal_that_is_left_out_counts_nothing() {
    let without = vec![Signal::Pairs, Signal::Chance];
    let trained = shop(&TrainParams { without, ..TrainParams::default() }, 2, |number| number);
    for mix in &Snapshot::decode(&trained.bytes).unwrap().mixes().0 {
        assert_eq!(mix.weights[Signal::Pairs as usize], 0.0);
        assert_eq!(mix.weights[Signal::Chance as usize], 0.0);
        assert!((mix.weights.iter().sum::<f32>() - 1.0).abs() < 1e-4);
    }
}

#[test]
fn more_questions_than_a_fit_may_hold_are_refused() {
    let params = TrainParams { fit_questions: 20_001, ..TrainParams::default() };
    let error = params.check().unwrap_err().to_string();
    assert_eq!(error, "parameter `fit_questions` is 20001, expected 0 to 20000");
}
