//! What is told of pairs that no edge joins, and what comes first where a cart says several things of an item.

#![expect(clippy::unwrap_used, reason = "a set-up that fails is a failed test")]

use std::num::NonZeroUsize;

use engine::relation::{KindSet, RelationKind};
use engine::snapshot::Snapshot;
use engine::suggest::{Query, Reason, Scratch, Suggestion, suggest};
use engine::train::{TrainParams, train};
use engine::words::{Id, Intake, ItemFacts, ItemView, Money, OrderLine, Timestamp};

const MUGS: &str = "home > table > mugs";

/// Orders of two items each: a mug of either colour with a spoon, and pairs of other things, so that chance
/// gives few of them.
fn history() -> engine::words::History {
    let mut intake = Intake::new();
    let mut sell = |order: u32, items: [&str; 2]| {
        let (order_id, customer) = (format!("o{order}"), format!("c{order}"));
        for item in items {
            let line = OrderLine {
                customer: Some(Id::parse(&customer).unwrap()),
                time: Some(Timestamp(i64::from(order % 90) * 86_400)),
                unit_price: Some(Money(500)),
                title: Some(item),
                ..OrderLine::one(Id::parse(&order_id).unwrap(), Id::parse(item).unwrap())
            };
            intake.push_line(&line).unwrap();
        }
    };
    for order in 0..240 {
        sell(order, [["red mug", "blue mug"][order as usize % 2], "spoon"]);
    }
    for order in 240..1_200 {
        let (one, other) = (format!("thing {}", order % 24), format!("stuff {}", order % 32));
        sell(order, [&one, &other]);
    }
    for (id, category) in [
        ("red mug", MUGS),
        ("blue mug", MUGS),
        ("green mug", MUGS),
        ("spoon", "home > table > spoons"),
    ] {
        let known = ItemView {
            title: Some(id),
            category: Some(category),
            price: Some(Money(500)),
            ..ItemView::default()
        };
        intake.push_item(Id::parse(id).unwrap(), &ItemFacts { known, attributes: &[] }).unwrap();
    }
    intake.finish().unwrap()
}

fn learnt(threads: usize) -> Vec<u8> {
    let params = TrainParams { fit_windows: 0, ..TrainParams::default() }.check().unwrap();
    train(&history(), &params, NonZeroUsize::new(threads).unwrap(), &|_| ()).unwrap().bytes
}

fn snapshot() -> Snapshot {
    Snapshot::decode(&learnt(1)).unwrap()
}

/// What is told of `item` beside a cart and what was viewed, if it is listed.
fn told(
    snapshot: &Snapshot,
    [cart, viewed]: [&[&str]; 2],
    kinds: KindSet,
    item: &str,
) -> Option<(usize, Suggestion)> {
    let index = |id: &&str| snapshot.vocabulary().index(id).unwrap();
    let [cart, viewed] = [cart, viewed].map(|ids| ids.iter().map(index).collect::<Vec<_>>());
    let query = Query { viewed, relations: kinds, ..Query::for_cart(cart, 1_000) };
    let answer = suggest(snapshot, &query, &mut Scratch::default());
    let place = answer.suggestions.iter().position(|found| found.item == index(&item))?;
    Some((place, answer.suggestions[place].clone()))
}

#[test]
fn what_was_never_bought_with_an_item_replaces_it_all_the_same() {
    let snapshot = snapshot();
    let (_, found) = told(&snapshot, [&["red mug"], &[]], KindSet::ALL, "blue mug").unwrap();
    assert_eq!(found.relation, RelationKind::Substitute);
    assert!(matches!(found.reason, Reason::Inferred { sold: 120 }), "{:?}", found.reason);
    let evidence = found.evidence;
    assert_eq!((evidence.orders_together, evidence.orders_with_anchor), (0, 120));
    assert!(evidence.expected_by_chance > 1.0 && evidence.times_more_than_chance < 1.0);
    // Never sold, and known all the same.
    let (_, found) = told(&snapshot, [&["red mug"], &[]], KindSet::ALL, "green mug").unwrap();
    assert_eq!(found.relation, RelationKind::Substitute);
    let kinds = KindSet::of(&[RelationKind::Substitute]);
    assert!(told(&snapshot, [&["red mug"], &[]], kinds, "green mug").is_some());
}

#[test]
fn what_replaces_a_chosen_item_is_a_substitute_whatever_it_is_beside_the_rest() {
    let snapshot = snapshot();
    let with_spoon = |cart: &[&str], viewed: &[&str]| {
        told(&snapshot, [cart, viewed], KindSet::ALL, "blue mug").unwrap().1.relation
    };
    let beside_spoon = with_spoon(&["spoon"], &[]);
    assert!(
        matches!(beside_spoon, RelationKind::Complementary | RelationKind::Extension),
        "{beside_spoon:?}"
    );
    assert_eq!(with_spoon(&["spoon", "red mug"], &[]), RelationKind::Substitute);
    // Beside what was only looked at, what goes with the chosen item counts.
    assert_eq!(with_spoon(&["spoon"], &["red mug"]), beside_spoon);
    // Chosen and looked at is chosen.
    assert_eq!(with_spoon(&["spoon", "red mug"], &["red mug"]), RelationKind::Substitute);
    let kinds = KindSet::of(&[RelationKind::Complementary, RelationKind::Extension]);
    assert!(told(&snapshot, [&["spoon"], &[]], kinds, "blue mug").is_some());
    assert!(told(&snapshot, [&["spoon", "red mug"], &[]], kinds, "blue mug").is_none());
}

#[test]
fn inferred_pairs_are_the_same_whatever_the_threads() {
    assert_eq!(learnt(1), learnt(3));
    let snapshot = snapshot();
    let index = |id: &str| snapshot.vocabulary().index(id).unwrap();
    let pair = snapshot.inferred().between(index("green mug"), index("red mug")).unwrap();
    assert_eq!((pair.anchor, pair.item), (index("green mug"), index("red mug")));
    assert!(snapshot.inferred().n_pairs() > 0);
}
