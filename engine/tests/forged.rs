//! Snapshots whose checksum holds and whose content was changed: refused or harmless, never a panic.

#![expect(clippy::unwrap_used, reason = "a set-up that fails is a failed test")]

use std::error::Error;
use std::num::NonZeroUsize;

use engine::classify::Judgement;
use engine::rank::{Mix, N_SIGNALS, Rows, SignalTables, Signals};
use engine::relation::{KindSet, RelationKind};
use engine::snapshot::Snapshot;
use engine::suggest::{Query, Scratch, reorder, suggest};
use engine::train::{TrainParams, train};
use engine::words::{Id, Intake, ItemFacts, ItemView, Money, OrderLine, ViewEvent, ViewLine};
use proptest::prelude::*;

/// Where the body starts, and where its checksum stands in the header.
const BODY: usize = 56;
const CHECKSUM: std::ops::Range<usize> = 24..56;

fn snapshot_bytes() -> Vec<u8> {
    let mut intake = Intake::new();
    for order in 0..40_u32 {
        for item in 0..4_u32 {
            let customer = format!("c{}", order % 3);
            let (order, item) = (format!("o{order}"), format!("i{}", (order * item) % 9));
            let line = OrderLine {
                customer: Some(Id::parse(&customer).unwrap()),
                unit_price: Some(Money(250)),
                title: Some("茶 tea"),
                category: Some("Kitchen > Tea"),
                ..OrderLine::one(Id::parse(&order).unwrap(), Id::parse(&item).unwrap())
            };
            intake.push_line(&line).unwrap();
        }
    }
    for visit in 0..9_u32 {
        let (session, item) = (format!("s{}", visit / 2), format!("i{visit}"));
        let view = ViewLine {
            session: Some(Id::parse(&session).unwrap()),
            customer: None,
            item: Id::parse(&item).unwrap(),
            time: None,
            event: ViewEvent::Cart,
        };
        intake.push_view(&view).unwrap();
    }
    let attributes = [("colour", "red"), ("size", "L")];
    let facts = ItemFacts { known: ItemView::default(), attributes: &attributes };
    intake.push_item(Id::parse("i1").unwrap(), &facts).unwrap();
    let params = TrainParams::default().check().unwrap();
    train(&intake.finish().unwrap(), &params, NonZeroUsize::MIN, &|_| ()).unwrap().bytes
}

fn sign(bytes: &mut [u8]) {
    let checksum = blake3::hash(&bytes[BODY..]);
    bytes[CHECKSUM].copy_from_slice(checksum.as_bytes());
}

/// Uses whatever was read in every way that answering does.
fn answer_all(snapshot: &Snapshot) {
    let mut scratch = Scratch::default();
    let purchases = snapshot.purchases();
    let ids = purchases.columns().ids;
    let ids = (0..ids.len()).map(|row| ids.row(row));
    let customers: Vec<_> = ids.map(|id| purchases.customer(id).unwrap()).collect();
    for &customer in &customers {
        std::hint::black_box(reorder(snapshot, customer, &[], 20));
    }
    for item in snapshot.vocabulary().indexes() {
        let facts = snapshot.catalog().item(item);
        let attributes = snapshot.catalog().attributes(item).count();
        let visits = snapshot.visits(item);
        assert!(visits.is_none_or(|visits| visits.n_wanted <= visits.n_visits));
        let listed = (facts.title.map(str::len), attributes, snapshot.momentum(item), visits);
        std::hint::black_box(listed);
        for other in snapshot.vocabulary().indexes() {
            assert_is_judgement(snapshot.known().judge(item, other));
        }
        for kinds in [KindSet::ALL, KindSet::of(&[RelationKind::Hot])] {
            let query = Query { relations: kinds, ..Query::for_cart(vec![item], 20) };
            std::hint::black_box(suggest(snapshot, &query, &mut scratch));
        }
        for &customer in &customers {
            let query =
                Query { customer: Some(customer), explore: 2, ..Query::for_cart(vec![item], 5) };
            let answer = suggest(snapshot, &query, &mut scratch);
            assert!(answer.suggestions.len() <= 5);
            let is_offered = |item| answer.suggestions.iter().any(|found| found.item == item);
            let mut bought = purchases.of(customer);
            assert!(!is_offered(item) && !bought.any(|bought| is_offered(bought.item)));
        }
    }
}

/// Whatever weights and visits say, four probabilities are one together.
fn assert_is_judgement(judgement: Judgement) {
    let sum: f64 = judgement.probabilities.iter().sum();
    let is_one = (sum - 1.0).abs() < 1e-6;
    let are_shares = judgement.probabilities.iter().all(|share| (0.0..=1.0).contains(share));
    assert!(is_one && are_shares, "{:?}", judgement.probabilities);
}

#[test]
fn the_untouched_snapshot_reads() {
    let mut bytes = snapshot_bytes();
    sign(&mut bytes);
    let snapshot = Snapshot::decode(&bytes).unwrap();
    // What is changed below is there.
    assert!(snapshot.inferred().n_pairs() > 0);
    answer_all(&snapshot);
}

/// The refusal of `bytes` and its cause.
fn refusal(bytes: &mut [u8]) -> String {
    sign(bytes);
    let error = Snapshot::decode(bytes).unwrap_err();
    let (mut told, mut cause) = (error.to_string(), error.source());
    while let Some(because) = cause {
        told = format!("{told}: {because}");
        cause = because.source();
    }
    told
}

/// Where `wanted` first stands in `bytes`.
fn place(bytes: &[u8], wanted: &[u8]) -> usize {
    bytes.windows(wanted.len()).position(|found| found == wanted).unwrap()
}

fn bytes_of(numbers: &[f32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// A mix as the snapshot writes it down.
fn bytes_of_mix(mix: &Mix) -> Vec<u8> {
    bytes_of(&[&mix.weights[..], &mix.exponents, &mix.tastes, &[mix.cold]].concat())
}

#[test]
fn weights_that_cannot_be_are_refused_with_their_mix() {
    let untouched = snapshot_bytes();
    let mixes = Snapshot::decode(&untouched).unwrap().mixes().0;
    let told = |number: usize, change: fn(&mut Mix)| {
        let mut bytes = untouched.clone();
        let (mut mix, own) = (mixes[number], bytes_of_mix(&mixes[number]));
        change(&mut mix);
        // One behind the other, from that of the smallest carts on.
        let at = place(&bytes, &bytes_of_mix(&mixes[0])) + number * own.len();
        assert_eq!(bytes[at..at + own.len()], own);
        bytes[at..at + own.len()].copy_from_slice(&bytes_of_mix(&mix));
        refusal(&mut bytes)
    };
    insta::assert_snapshot!(told(0, |mix| mix.weights[0] = f32::NAN), @"weight NaN of mix 0, expected numbers from 0 to 1 that are 1 together, and exponents up to 100 either way; train again");
    let refused = |number, found| {
        format!(
            "weight {found} of mix {number}, expected numbers from 0 to 1 that are 1 together, and exponents up to 100 either way; train again"
        )
    };
    assert_eq!(told(1, |mix| mix.weights[2] = -0.5), refused(1, "-0.5"));
    assert_eq!(told(2, |mix| mix.cold = 1.5), refused(2, "1.5"));
    assert_eq!(told(3, |mix| mix.exponents[0] = 100.5), refused(3, "100.5"));
    assert_eq!(told(4, |mix| mix.tastes[1] = f32::NEG_INFINITY), refused(4, "-inf"));
    // Each of them could be, all together are not 1.
    assert_eq!(told(4, |mix| mix.weights = [0.0; N_SIGNALS]), refused(4, "0"));
}

#[test]
fn tables_of_another_size_or_with_numbers_that_cannot_be_are_no_signals() {
    let snapshot = Snapshot::decode(&snapshot_bytes()).unwrap();
    let parts = snapshot.parts();
    let told = |change: fn(&mut SignalTables)| {
        let mut tables = parts.signals.tables().clone();
        change(&mut tables);
        let n_orders_with = &parts.graph.columns().n_orders_with;
        Signals::new(tables, snapshot.pairs(), &parts.catalog, n_orders_with)
            .unwrap_err()
            .to_string()
    };
    fn none() -> Rows {
        Rows::default()
    }
    insta::assert_snapshot!(told(|tables| tables.recent = none()), @"table `recent` has 0 rows, expected 9");
    insta::assert_snapshot!(told(|tables| tables.focused = none()), @"table `focused` has 0 rows, expected 9");
    insta::assert_snapshot!(told(|tables| tables.ridge = none()), @"table `ridge` has 0 rows, expected 9");
    insta::assert_snapshot!(told(|tables| tables.titles = none()), @"table `titles` has 0 rows, expected 9");
    insta::assert_snapshot!(told(|tables| tables.demand.faded.truncate(8)), @"table `demand` has 8 rows, expected 9");
    insta::assert_snapshot!(told(|tables| tables.late_baskets = Default::default()), @"table `late_baskets` has 0 rows, expected 9");
    insta::assert_snapshot!(told(|tables| tables.transition.followers = none()), @"table `followers` has 0 rows, expected 1");
    insta::assert_snapshot!(told(|tables| tables.transition.unknown.clear()), @"table `unknown` has 0 rows, expected 1");
    insta::assert_snapshot!(told(|tables| tables.transition.base.push(0.0)), @"table `base` has 2 rows, expected 1");
    insta::assert_snapshot!(told(|tables| tables.demand.faded[3][1] = f32::NAN), @"row 3 of table `demand` has a number below 0 or without end");
    insta::assert_snapshot!(told(|tables| tables.demand.visits.truncate(8)), @"table `visits` has 8 rows, expected 9");
    insta::assert_snapshot!(told(|tables| tables.demand.visits[2] = -1.0), @"row 2 of table `visits` has a number below 0 or without end");
    insta::assert_snapshot!(told(|tables| tables.transition.unknown[0] = -1.0), @"row 0 of table `unknown` has a number below 0 or without end");
    insta::assert_snapshot!(told(|tables| tables.transition.base[0] = f32::INFINITY), @"row 0 of table `base` has a number below 0 or without end");
}

#[test]
fn rows_and_late_orders_that_cannot_be_are_refused_with_their_table() {
    let untouched = snapshot_bytes();
    let snapshot = Snapshot::decode(&untouched).unwrap();
    let (_, _, values) = snapshot.signals().tables().focused.columns();
    let mut bytes = untouched.clone();
    let at = place(&bytes, &bytes_of(values));
    bytes[at..at + 4].copy_from_slice(&f32::NAN.to_le_bytes());
    insta::assert_snapshot!(refusal(&mut bytes), @"the snapshot's signals do not fit together; train again: table `focused` does not fit: pair 0 has a value that is no number up to a million");
    // The items of the late orders stand before the mixes.
    let mut bytes = untouched.clone();
    let behind = place(&bytes, &bytes_of_mix(&snapshot.mixes().0[0]));
    bytes[behind - 4..behind].copy_from_slice(&u32::MAX.to_le_bytes());
    insta::assert_snapshot!(refusal(&mut bytes), @"the snapshot's signals do not fit together; train again: table `late_baskets` does not fit: line 130 has an item outside of the vocabulary");
}

#[test]
fn purchases_that_cannot_be_are_refused_with_their_customer() {
    let untouched = snapshot_bytes();
    let purchases = Snapshot::decode(&untouched).unwrap().purchases().clone();
    let items = purchases.columns().items;
    let mut bytes = untouched.clone();
    let column: Vec<u8> = items.iter().flat_map(|item| item.to_le_bytes()).collect();
    let at = place(&bytes, &column);
    bytes.copy_within(at..at + 4, at + 4);
    insta::assert_snapshot!(refusal(&mut bytes), @"the snapshot's purchases do not fit together; train again: purchase 1 repeats an item of customer 0, expected each item once");
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        cases: 2000,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_changed_and_signed_body_is_refused_or_harmless(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        static UNTOUCHED: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(snapshot_bytes);
        let mut bytes = UNTOUCHED.clone();
        for (place, value) in changes {
            let length = bytes.len() - BODY;
            bytes[BODY + place.index(length)] = value;
        }
        sign(&mut bytes);
        if let Ok(snapshot) = Snapshot::decode(&bytes) {
            answer_all(&snapshot);
        }
    }
}
