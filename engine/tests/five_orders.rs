//! A shop of five orders, small enough to check every number by hand.

#![expect(clippy::unwrap_used, reason = "a set-up that fails is a failed test")]

use std::num::NonZeroUsize;

use engine::relation::measure::{self, PairTable};
use engine::relation::{KindSet, Momentum, RelationKind, shrink};
use engine::snapshot::Snapshot;
use engine::suggest::{NoneBecause, Query, Reason, Scratch, Stage, suggest};
use engine::train::{TrainParams, train};
use engine::words::{Id, Intake, ItemIndex, OrderLine};

/// 1: tea cup · 2: tea cup honey · 3: tea honey · 4: cup · 5: lantern
const ORDERS: [(&str, &[&str]); 5] = [
    ("1", &["tea", "cup"]),
    ("2", &["tea", "cup", "honey"]),
    ("3", &["tea", "honey"]),
    ("4", &["cup"]),
    ("5", &["lantern"]),
];

fn line<'a>(order: &'a str, item: &'a str) -> OrderLine<'a> {
    OrderLine::one(Id::parse(order).unwrap(), Id::parse(item).unwrap())
}

fn snapshot() -> Snapshot {
    let mut intake = Intake::new();
    for (order, items) in ORDERS {
        for item in items {
            intake.push_line(&line(order, item)).unwrap();
        }
    }
    let history = intake.finish().unwrap();
    let params = TrainParams::default().check().unwrap();
    let trained = train(&history, &params, NonZeroUsize::MIN, &|_| ()).unwrap();
    Snapshot::decode(&trained.bytes).unwrap()
}

fn index(snapshot: &Snapshot, id: &str) -> ItemIndex {
    snapshot.vocabulary().index(id).unwrap()
}

#[test]
fn items_are_numbered_by_how_often_they_sold_then_by_id() {
    let snapshot = snapshot();
    let ids: Vec<&str> =
        snapshot.vocabulary().indexes().map(|item| snapshot.vocabulary().id(item)).collect();
    assert_eq!(ids, ["cup", "tea", "honey", "lantern"]);
}

#[test]
fn tea_and_cup_are_counted_as_on_paper() {
    let snapshot = snapshot();
    let edge = snapshot.graph().edge(index(&snapshot, "tea"), index(&snapshot, "cup")).unwrap();
    let evidence = edge.evidence();
    assert_eq!((evidence.together, evidence.with_anchor, evidence.with_item), (2, 3, 3));
    assert_eq!((evidence.n_orders, evidence.buyers), (5, 2));
    // At a rate of 0.5538 an item is in three of these orders, and two such items in 1.915 of them.
    let in_order = |size: f64| 1.0 - (-0.553_832 * size).exp();
    let sizes = [2.0, 3.0, 2.0, 1.0, 1.0];
    assert!((sizes.map(in_order).iter().sum::<f64>() - 3.0).abs() < 1e-5);
    let expected: f64 = sizes.map(|size| in_order(size).powi(2)).iter().sum();
    assert!((evidence.expected() - expected).abs() < 1e-4);

    let table = PairTable::from(&evidence);
    assert!((measure::lift(table).unwrap() - 2.0 * 5.0 / 9.0).abs() < 1e-12);
    assert!((measure::confidence(table).unwrap() - 2.0 / 3.0).abs() < 1e-12);
    assert!((shrink::shrunk_ratio(2.0, expected) - 4.0 / (2.0 + expected)).abs() < 1e-12);

    // Order 1 counts 1, order 2 of three items counts 1/√2; both sold in 3 orders, 20 are added.
    let weight = 1.0 + 0.5_f64.sqrt();
    assert!((f64::from(edge.score()) - weight / (3.0 + 20.0)).abs() < 1e-5);
}

#[test]
fn two_orders_are_listed_and_no_claim_is_made() {
    let snapshot = snapshot();
    let query = Query::for_cart(vec![index(&snapshot, "tea")], 3);
    let answer = suggest(&snapshot, &query, &mut Scratch::default());
    let listed: Vec<&str> =
        answer.suggestions.iter().map(|s| snapshot.vocabulary().id(s.item)).collect();
    // Cup before honey: as often with tea, once alone with it, and sold more.
    assert_eq!(listed, ["cup", "honey", "lantern"]);
    assert_eq!(answer.suggestions[0].reason, Reason::Seen { orders: 2, sold: 3 });
    // Nothing is certain of any pair, and no item sells better than all others.
    assert!(answer.suggestions.iter().all(|s| s.relation == RelationKind::None));
    assert_eq!(answer.suggestions[2].reason, Reason::ShopSeller { sold: 1 });
}

#[test]
fn nothing_of_the_cart_is_suggested_and_an_empty_answer_says_why() {
    let snapshot = snapshot();
    let all: Vec<ItemIndex> = snapshot.vocabulary().indexes().collect();
    let because = |query: &Query| suggest(&snapshot, query, &mut Scratch::default()).none_because;
    assert_eq!(because(&Query::for_cart(all.clone(), 3)), Some(NoneBecause::NothingElse));
    assert_eq!(because(&Query::for_cart(vec![all[0]], 0)), Some(NoneBecause::Limit));
    let after_sale = Query { stage: Some(Stage::AfterSale), ..Query::for_cart(vec![all[0]], 3) };
    assert_eq!(because(&after_sale), Some(NoneBecause::Stage));
    let kinds = KindSet::of(&[RelationKind::Extension]);
    let extensions = Query { relations: kinds, ..Query::for_cart(vec![all[0]], 3) };
    assert_eq!(because(&extensions), Some(NoneBecause::NoRelation));
    let excluded = Query { exclude: all[1..].to_vec(), ..Query::for_cart(vec![all[0]], 3) };
    assert_eq!(because(&excluded), Some(NoneBecause::NothingElse));
}

#[test]
fn a_back_off_counts_no_pair() {
    let snapshot = snapshot();
    let query = Query::for_cart(vec![index(&snapshot, "tea")], 3);
    let answer = suggest(&snapshot, &query, &mut Scratch::default());
    assert_eq!(answer.suggestions[0].evidence.orders_together, 2);
    assert_eq!(answer.suggestions[2].evidence, engine::suggest::Witness::default());
}

#[test]
fn an_item_is_listed_under_its_own_kind_only() {
    let mut intake = Intake::new();
    for number in 0..400 {
        let order = format!("order {number}");
        if number < 50 {
            intake.push_line(&line(&order, "jacket")).unwrap();
            intake.push_line(&line(&order, "skirt")).unwrap();
        } else {
            intake.push_line(&line(&order, &format!("oddment {number}"))).unwrap();
        }
    }
    let params = TrainParams::default().check().unwrap();
    let history = intake.finish().unwrap();
    let trained = train(&history, &params, NonZeroUsize::MIN, &|_| ()).unwrap();
    let snapshot = Snapshot::decode(&trained.bytes).unwrap();
    let (jacket, skirt) = (index(&snapshot, "jacket"), index(&snapshot, "skirt"));
    let asked = |kind| {
        let kinds = KindSet::of(&[kind]);
        let query = Query { relations: kinds, ..Query::for_cart(vec![jacket], 5) };
        suggest(&snapshot, &query, &mut Scratch::default())
    };
    // Both are best-sellers, and what they are to each other goes before that.
    assert_eq!(snapshot.momentum(jacket), Momentum::Hot);
    assert_eq!(snapshot.momentum(skirt), Momentum::Hot);
    let complementary = asked(RelationKind::Complementary);
    assert_eq!(complementary.suggestions[0].item, skirt);
    assert_eq!(asked(RelationKind::Hot).none_because, Some(NoneBecause::NoRelation));
}

#[test]
fn a_pair_that_only_the_other_item_kept_is_told_with_its_counts() {
    let mut intake = Intake::new();
    for number in 0..60 {
        let order = format!("order {number}");
        intake.push_line(&line(&order, "jacket")).unwrap();
        // The jacket keeps one partner, the skirt; the belt keeps the jacket.
        intake.push_line(&line(&order, if number < 50 { "skirt" } else { "belt" })).unwrap();
        for other in 0..3 {
            intake.push_line(&line(&format!("other {number} {other}"), "oddment")).unwrap();
        }
    }
    let params = TrainParams { neighbours: 1, ..TrainParams::default() }.check().unwrap();
    let history = intake.finish().unwrap();
    let trained = train(&history, &params, NonZeroUsize::MIN, &|_| ()).unwrap();
    let snapshot = Snapshot::decode(&trained.bytes).unwrap();
    let query = Query::for_cart(vec![index(&snapshot, "jacket")], 3);
    let answer = suggest(&snapshot, &query, &mut Scratch::default());
    let belt = index(&snapshot, "belt");
    let belt = answer.suggestions.iter().find(|suggestion| suggestion.item == belt).unwrap();
    assert_eq!(belt.evidence.orders_together, 10);
    assert_eq!(belt.evidence.orders_with_anchor, 60);
    assert_eq!(belt.relation, RelationKind::Complementary);
}
