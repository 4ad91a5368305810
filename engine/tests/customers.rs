//! Customers with a past: their taste shifts the list, what they have is for another list.

#![expect(clippy::unwrap_used, reason = "a set-up that fails is a failed test")]

use std::num::NonZeroUsize;

use engine::snapshot::Snapshot;
use engine::suggest::{Query, Scratch, reorder, suggest};
use engine::train::{TrainParams, train};
use engine::words::{Id, Intake, ItemIndex, LineStatus, OrderLine, Quantity, Timestamp};

/// Forty orders of a pot with a cup or a tea, by turns; Ann buys three teas of other sorts, one of them twice, Bo
/// three cups.
fn snapshot() -> Snapshot {
    let mut intake = Intake::new();
    let mut n_orders = 0;
    let mut order = |day: i64, customer: Option<&str>, items: &[(&str, &str)]| {
        n_orders += 1;
        let id = n_orders.to_string();
        for &(item, category) in items {
            let line = OrderLine {
                order: Id::parse(&id).unwrap(),
                item: Id::parse(item).unwrap(),
                customer: customer.map(|id| Id::parse(id).unwrap()),
                time: Some(Timestamp(day * 86_400)),
                quantity: Quantity::ONE,
                status: LineStatus::Paid,
                unit_price: None,
                unit_cost: None,
                title: None,
                category: Some(category),
            };
            intake.push_line(&line).unwrap();
        }
    };
    for day in 0..40 {
        let other = if day % 2 == 0 { ("cup", "cups") } else { ("tea", "teas") };
        order(day, None, &[("pot", "pots"), other]);
    }
    order(10, Some("ann"), &[("tea a", "teas"), ("tea b", "teas")]);
    order(20, Some("ann"), &[("tea c", "teas"), ("tea a", "teas")]);
    order(30, Some("bo"), &[("cup a", "cups"), ("cup b", "cups"), ("cup c", "cups")]);
    let history = intake.finish().unwrap();
    let params = TrainParams::default().check().unwrap();
    let trained = train(&history, &params, NonZeroUsize::MIN, &|_| ()).unwrap();
    Snapshot::decode(&trained.bytes).unwrap()
}

fn index(snapshot: &Snapshot, id: &str) -> ItemIndex {
    snapshot.vocabulary().index(id).unwrap()
}

fn suggested(snapshot: &Snapshot, customer: Option<&str>, limit: usize) -> Vec<String> {
    let query = Query {
        customer: customer.and_then(|id| snapshot.purchases().customer(id)),
        ..Query::for_cart(vec![index(snapshot, "pot")], limit)
    };
    let answer = suggest(snapshot, &query, &mut Scratch::default());
    answer.suggestions.iter().map(|s| snapshot.vocabulary().id(s.item).to_owned()).collect()
}

#[test]
fn what_a_customer_bought_shifts_the_list_and_is_not_in_it() {
    let snapshot = snapshot();
    assert_eq!(suggested(&snapshot, Some("ann"), 1), ["tea"]);
    assert_eq!(suggested(&snapshot, Some("bo"), 1), ["cup"]);
    let all = suggested(&snapshot, Some("ann"), 100);
    assert_eq!(all.len(), 5);
    assert!(!all.iter().any(|id| id.starts_with("tea ")), "{all:?}");
    // Nobody and somebody unknown are answered alike, with everything.
    assert_eq!(suggested(&snapshot, None, 100).len(), 8);
    assert_eq!(suggested(&snapshot, Some("cy"), 100), suggested(&snapshot, None, 100));
}

#[test]
fn what_is_bought_often_and_of_late_comes_first_in_the_list_of_its_own() {
    let snapshot = snapshot();
    let ann = snapshot.purchases().customer("ann").unwrap();
    let list = |without: &[ItemIndex], limit| -> Vec<(String, u16, Option<u16>)> {
        let found = reorder(&snapshot, ann, without, limit);
        assert!(found.is_sorted_by(|a, b| a.score >= b.score));
        let row = |r: &engine::suggest::Reorder| {
            let id = snapshot.vocabulary().id(r.purchase.item).to_owned();
            (id, r.purchase.n_orders, r.purchase.days_ago)
        };
        found.iter().map(row).collect()
    };
    let (a, b, c) = ("tea a".to_owned(), "tea b".to_owned(), "tea c".to_owned());
    assert_eq!(list(&[], 9), [(a, 2, Some(19)), (c.clone(), 1, Some(19)), (b, 1, Some(29))]);
    assert_eq!(list(&[index(&snapshot, "tea a")], 1), [(c, 1, Some(19))]);
}
