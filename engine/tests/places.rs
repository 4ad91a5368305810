//! Who gets which place of a list: flavours of one thing, and items that hardly sold yet.

#![expect(clippy::unwrap_used, reason = "a set-up that fails is a failed test")]

use std::num::NonZeroUsize;

use engine::snapshot::Snapshot;
use engine::suggest::{Answer, Query, Scratch, suggest};
use engine::train::{TrainParams, train};
use engine::words::{Id, Intake, ItemIndex, Money, OrderLine};

/// Items that were bought with tea, in how many orders, and their titles: four mugs are flavours of one thing, three
/// others are not, and two are cold.
const WITH_TEA: [(&str, usize, &str); 9] = [
    ("mug 1", 60, "Striped mug"),
    ("mug 2", 50, "Striped mug"),
    ("mug 3", 44, "mug, striped"),
    ("mug 4", 38, "Striped mug"),
    ("lamp", 30, "Oil lamp"),
    ("jar", 24, "Honey jar"),
    ("vase", 18, "Tall vase"),
    ("bell", 4, "Door bell"),
    ("comb", 2, "Horn comb"),
];

fn snapshot(with_tea: &[(&str, usize, &str)]) -> Snapshot {
    let mut intake = Intake::new();
    let mut n_orders = 0;
    let mut order = |items: &[(&str, &str)]| {
        n_orders += 1;
        for &(item, title) in items {
            intake.push_line(&line(&format!("order {n_orders}"), item, title)).unwrap();
        }
    };
    for &(item, n_with_tea, title) in with_tea {
        (0..n_with_tea).for_each(|_| order(&[("tea", "Green tea"), (item, title)]));
    }
    // Sold beside nothing that leads anywhere: where the shop falls back on.
    for number in 0..300 {
        order(&[(&format!("oddment {}", number % 30), &format!("Oddment {}", number % 30))]);
    }
    let history = intake.finish().unwrap();
    let params = TrainParams::default().check().unwrap();
    let trained = train(&history, &params, NonZeroUsize::MIN, &|_| ()).unwrap();
    Snapshot::decode(&trained.bytes).unwrap()
}

fn line<'a>(order: &'a str, item: &'a str, title: &'a str) -> OrderLine<'a> {
    OrderLine {
        title: Some(title),
        ..OrderLine::one(Id::parse(order).unwrap(), Id::parse(item).unwrap())
    }
}

/// The answer to `query` with `items` for its cart.
fn ask(snapshot: &Snapshot, items: &[&str], query: Query) -> Answer {
    let cart = items.iter().map(|id| snapshot.vocabulary().index(id).unwrap()).collect();
    suggest(snapshot, &Query { cart, ..query }, &mut Scratch::default())
}

fn ids<'s>(snapshot: &'s Snapshot, answer: &Answer) -> Vec<&'s str> {
    let scores: Vec<f32> = answer.suggestions.iter().map(|found| found.score).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b) && scores.iter().all(|&s| s > 0.0), "{scores:?}");
    answer.suggestions.iter().map(|found| snapshot.vocabulary().id(found.item)).collect()
}

fn capped(max_alike: usize, limit: usize) -> Query {
    Query { max_alike, ..Query::for_cart(Vec::new(), limit) }
}

fn explored(explore: usize, limit: usize) -> Query {
    Query { explore, ..capped(0, limit) }
}

/// The place of `id`, the first being 0.
fn place(ids: &[&str], id: &str) -> usize {
    ids.iter().position(|other| *other == id).unwrap()
}

#[test]
fn five_places_hold_two_flavours_and_the_others_follow_in_their_sequence() {
    let snapshot = snapshot(&WITH_TEA);
    let free = ask(&snapshot, &["tea"], capped(0, 40));
    let free = ids(&snapshot, &free);
    let mugs: Vec<&str> = free[..4].to_vec();
    assert!(mugs.iter().all(|id| id.starts_with("mug")), "{free:?}");

    let kept = ask(&snapshot, &["tea"], capped(2, 40));
    let kept = ids(&snapshot, &kept);
    let is_mug = |id: &&&str| id.starts_with("mug");
    assert!(kept.windows(5).all(|five| five.iter().filter(is_mug).count() <= 2), "{kept:?}");
    let others: Vec<&str> = free[4..].to_vec();
    // As soon as five places have room again, whatever stands behind.
    assert_eq!(kept[..5], [mugs[0], mugs[1], others[0], others[1], others[2]]);
    assert_eq!(kept[5..8], [mugs[2], mugs[3], others[3]]);
    assert_eq!(kept.len(), free.len());
    let one = ask(&snapshot, &["tea"], capped(1, 6));
    assert_eq!(
        ids(&snapshot, &one),
        [mugs[0], others[0], others[1], others[2], others[3], mugs[1]]
    );
    let by_default = ask(&snapshot, &["tea"], Query::for_cart(Vec::new(), 40));
    assert_eq!(ids(&snapshot, &by_default), kept);
}

#[test]
fn a_buyer_with_two_flavours_in_the_cart_collects_them() {
    let snapshot = snapshot(&WITH_TEA);
    let listed = |cart: &[&str], max_alike| {
        let answer = ask(&snapshot, cart, capped(max_alike, 5));
        ids(&snapshot, &answer).join(", ")
    };
    let collects = ["tea", "mug 3", "mug 4"];
    assert_eq!(listed(&collects, 1), listed(&collects, 0));
    // One alone is no collection, nor is the same one twice.
    for cart in [&["tea", "mug 4"][..], &["tea", "mug 4", "mug 4"]] {
        assert_ne!(listed(cart, 1), listed(cart, 0));
    }
}

#[test]
fn flavours_are_listed_where_nothing_else_is_left() {
    let snapshot = snapshot(&WITH_TEA);
    let mugs = ["mug 1", "mug 2", "mug 3", "mug 4"];
    let all: Vec<ItemIndex> = snapshot.vocabulary().indexes().collect();
    let id = |item: &ItemIndex| snapshot.vocabulary().id(*item);
    let exclude = all.into_iter().filter(|item| !mugs.contains(&id(item))).collect();
    let answer = ask(&snapshot, &["tea"], Query { exclude, ..capped(2, 10) });
    let mut listed = ids(&snapshot, &answer);
    listed.sort_unstable();
    assert_eq!(listed, mugs);
}

#[test]
fn the_last_places_go_to_cold_items_likeliest_first() {
    let snapshot = snapshot(&WITH_TEA);
    let without = ask(&snapshot, &["tea"], explored(0, 6));
    let without = ids(&snapshot, &without);
    assert!(!without.contains(&"bell") && !without.contains(&"comb"));
    let with = ask(&snapshot, &["tea"], explored(2, 6));
    let with = ids(&snapshot, &with);
    assert_eq!(with[..4], without[..4]);
    assert_eq!(with[4..], ["bell", "comb"]);
    // What stands in the list already takes none of the places.
    let long = ask(&snapshot, &["tea"], explored(1, 40));
    let long = ids(&snapshot, &long);
    assert!(place(&long, "bell") < place(&long, "comb"));
    assert_eq!(long.iter().filter(|id| **id == "bell").count(), 1);
    // The first place is never given away.
    let all = ask(&snapshot, &["tea"], explored(9, 3));
    assert_eq!(ids(&snapshot, &all), ["mug 1", "bell", "comb"]);
}

#[test]
fn places_that_no_cold_item_fills_stay_with_the_others() {
    let (cold, warm) = (snapshot(&WITH_TEA), snapshot(&WITH_TEA[..7]));
    let listed = |snapshot: &Snapshot, query| {
        let answer = ask(snapshot, &["tea"], query);
        ids(snapshot, &answer).join(", ")
    };
    assert_eq!(listed(&warm, explored(3, 5)), listed(&warm, explored(0, 5)));
    assert_eq!(listed(&cold, explored(3, 5)), "mug 1, mug 2, bell, comb, mug 3");
    let comb = cold.vocabulary().index("comb").unwrap();
    let exclude = Query { exclude: vec![comb], ..explored(3, 5) };
    assert_eq!(listed(&cold, exclude), "mug 1, mug 2, bell, mug 3, mug 4");
}

#[test]
fn nothing_is_explored_where_nothing_is_known_of_the_cart() {
    let snapshot = snapshot(&WITH_TEA);
    // An answer before leaves its candidates behind.
    let mut scratch = Scratch::default();
    let tea = snapshot.vocabulary().index("tea").unwrap();
    suggest(&snapshot, &Query { cart: vec![tea], ..explored(2, 5) }, &mut scratch);
    let unknown = suggest(&snapshot, &explored(2, 5), &mut scratch);
    assert_eq!(unknown, suggest(&snapshot, &explored(0, 5), &mut Scratch::default()));
}

#[test]
fn of_two_that_are_as_likely_the_one_that_earns_more_comes_first() {
    let first_of = |costs: [Option<Money>; 2]| {
        let mut intake = Intake::new();
        for order in 0..40 {
            let id = format!("order {order}");
            let (item, cost) = [("cup", costs[0]), ("pot", costs[1])][order % 2];
            intake.push_line(&line(&id, "tea", "")).unwrap();
            let unit_price = Some(Money(1_000));
            let other = OrderLine { unit_price, unit_cost: cost, ..line(&id, item, "") };
            intake.push_line(&other).unwrap();
        }
        let params = TrainParams::default().check().unwrap();
        let history = intake.finish().unwrap();
        let trained = train(&history, &params, NonZeroUsize::MIN, &|_| ()).unwrap();
        let snapshot = Snapshot::decode(&trained.bytes).unwrap();
        let tea = snapshot.vocabulary().index("tea").unwrap();
        let answer = suggest(&snapshot, &Query::for_cart(vec![tea], 2), &mut Scratch::default());
        let [first, second] = &answer.suggestions[..] else { panic!("{answer:?}") };
        assert_eq!(first.score, second.score);
        snapshot.vocabulary().id(first.item).to_owned()
    };
    assert_eq!(first_of([None, None]), "cup");
    assert_eq!(first_of([Some(Money(800)), Some(Money(500))]), "pot");
    assert_eq!(first_of([Some(Money(500)), Some(Money(800))]), "cup");
    // Of what nobody knows nothing is hoped for.
    assert_eq!(first_of([None, Some(Money(999))]), "pot");
}
