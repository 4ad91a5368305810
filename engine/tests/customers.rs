//! Customers with a past: their taste shifts the list, what they have is for another list.

#![expect(clippy::unwrap_used, reason = "a set-up that fails is a failed test")]

use std::num::NonZeroUsize;

use engine::evaluate::{Asker, Contest, Rules};
use engine::holdout::{Mode, TEST_SHARE, questions, windows};
use engine::rank::CartSize;
use engine::snapshot::Snapshot;
use engine::suggest::{Query, Scratch, reorder, suggest, terms};
use engine::train::{TrainParams, train};
use engine::words::{
    History, Id, Intake, ItemFacts, ItemIndex, ItemView, Money, OrderLine, SharedAccount,
    Timestamp, ViewEvent, ViewLine,
};

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
                customer: customer.map(|id| Id::parse(id).unwrap()),
                time: Some(Timestamp(day * 86_400)),
                category: Some(category),
                ..OrderLine::one(Id::parse(&id).unwrap(), Id::parse(item).unwrap())
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
        let (found, left_out) = reorder(&snapshot, ann, without, limit);
        assert!(left_out.is_empty());
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

/// What tells the groups of items apart.
#[derive(Debug, Clone, Copy)]
enum Told {
    Category,
    Brand,
    Price,
}

const N_GROUPS: i64 = 8;
const N_OF_A_GROUP: i64 = 12;
const N_CUSTOMERS: i64 = 64;
/// Orders of each customer: the newest of all customers are the newest tenth.
const N_ORDERS_EACH: i64 = 10;

/// Sixty-four customers, each of whom buys a pot and, every time, another item of the one group that the customer
/// likes. All items sell alike, so that nothing but the group that `told` tells says what comes next.
fn shop_of_tastes(told: Told) -> History {
    let mut intake = Intake::new();
    let mut push = |number: i64, customer: &str, item: &str, price: i64, category: Option<&str>| {
        let order = number.to_string();
        let line = OrderLine {
            customer: Some(Id::parse(customer).unwrap()),
            time: Some(Timestamp(number * 21_600)),
            unit_price: Some(Money(price)),
            category,
            ..OrderLine::one(Id::parse(&order).unwrap(), Id::parse(item).unwrap())
        };
        intake.push_line(&line).unwrap();
    };
    for number in 0..N_CUSTOMERS * N_ORDERS_EACH {
        let (round, customer) = (number / N_CUSTOMERS, number % N_CUSTOMERS);
        let (group, first) = (customer % N_GROUPS, customer / N_GROUPS);
        let (who, which) = (format!("c{customer}"), (first + round) % N_OF_A_GROUP);
        let (item, category) = (format!("{group} {which}"), format!("group {group}"));
        let category = matches!(told, Told::Category).then_some(&*category);
        let price = if matches!(told, Told::Price) { 100 << group } else { 100 };
        push(number, &who, &item, price, category);
        push(number, &who, "pot", 100, None);
    }
    if matches!(told, Told::Brand) {
        for (group, which) in (0..N_GROUPS).flat_map(|g| (0..N_OF_A_GROUP).map(move |w| (g, w))) {
            let (item, brand) = (format!("{group} {which}"), format!("brand {group}"));
            let known = ItemView { brand: Some(&brand), ..ItemView::default() };
            let facts = ItemFacts { known, attributes: &[] };
            intake.push_item(Id::parse(&item).unwrap(), &facts).unwrap();
        }
    }
    intake.finish().unwrap()
}

/// The mean NDCG of answers new to the customers of the newest tenth: told who asks, told only what to leave out, and
/// told nothing.
fn told_and_untold(told: Told) -> [f64; 3] {
    let whole = shop_of_tastes(told);
    let split = windows(&whole.orders, TEST_SHARE, 1, 1).unwrap().remove(0);
    let part = whole.part(&split.train).unwrap();
    let rules = Rules { k: 10, seed: 1, threads: NonZeroUsize::MIN };
    let contest = Contest::new(part.history, rules).unwrap();
    let n = contest.training().n_orders_with();
    let cases = questions(&whole.orders, &split.test, &part.index_of, n, Mode::Rest, 1_000, 1);
    let round = contest.round(cases);
    let params = TrainParams::default().check().unwrap();
    let trained = train(contest.training().history(), &params, rules.threads, &|_| ()).unwrap();
    let snapshot = Snapshot::decode(&trained.bytes).unwrap();
    let query = Query::for_cart(Vec::new(), rules.k);
    [Asker::Customer, Asker::Purchases, Asker::Nobody].map(|asker| {
        let verdicts = contest.ask_dapei(&snapshot, &round, &query, asker);
        let new: Vec<[f64; 2]> =
            contest.new_to_customers(&verdicts, &round).into_iter().flatten().collect();
        // The item of every customer's newest order; the pot is new to nobody.
        assert_eq!(new.len() as i64, N_CUSTOMERS);
        new.iter().map(|[_, ndcg]| ndcg).sum::<f64>() / new.len() as f64
    })
}

#[test]
fn what_is_new_to_a_customer_is_found_by_the_customers_taste() {
    for told in [Told::Category, Told::Brand, Told::Price] {
        let [with, left_out, without] = told_and_untold(told);
        assert!(with > 2.0 * without, "{told:?}: {with} told, {without} not told");
        assert!(with > 1.5 * left_out, "{told:?}: {with} told, {left_out} by leaving out alone");
    }
}

#[test]
fn what_was_looked_at_makes_a_cart_no_larger_than_it_is_heard() {
    let snapshot = snapshot();
    let size = |viewed: &[&str]| {
        let viewed = viewed.iter().map(|id| index(&snapshot, id)).collect();
        let query = Query { viewed, ..Query::for_cart(vec![index(&snapshot, "pot")], 5) };
        terms(&snapshot, &query, index(&snapshot, "tea"), &mut Scratch::default()).unwrap().size
    };
    assert_eq!([size(&[]), size(&["cup"])], [CartSize::One; 2]);
    assert_eq!(size(&["cup", "cup a"]), CartSize::Two);
}

/// A thousand orders whose customer is `till`, and forty of Ann; three of the till's visits.
fn shop_of_a_till(till: Option<&str>) -> History {
    let mut intake = Intake::new();
    fn named(id: &str) -> Id<'_> {
        Id::parse(id).unwrap()
    }
    for number in 0..1_040_i64 {
        let (id, customer) = (number.to_string(), if number < 1_000 { till } else { Some("ann") });
        for item in ["pot", if number % 3 == 0 { "cup" } else { "tea" }] {
            let line = OrderLine {
                customer: customer.map(named),
                time: Some(Timestamp(number * 8_640)),
                ..OrderLine::one(named(&id), named(item))
            };
            intake.push_line(&line).unwrap();
        }
    }
    let mut view = |session: Option<&str>, customer: Option<&str>, item| {
        let (session, customer) = (session.map(named), customer.map(named));
        let (item, time, event) = (named(item), Some(Timestamp(8_640)), ViewEvent::View);
        intake.push_view(&ViewLine { session, customer, item, time, event }).unwrap();
    };
    for session in ["1", "2", "3"] {
        view(Some(session), till, "pot");
    }
    // Without a session nobody knows how many people that was.
    if till.is_some() {
        ["pot", "cup", "pot"].into_iter().for_each(|item| view(None, till, item));
    }
    view(None, Some("ann"), "tea");
    intake.finish().unwrap()
}

#[test]
fn an_account_that_everybody_shares_is_nobodys() {
    let (of_till, of_nobody) = (shop_of_a_till(Some("TILL 1")), shop_of_a_till(None));
    let till = SharedAccount { id: "TILL 1".to_owned(), n_orders: 1_000 };
    assert_eq!(of_till.report.shared_accounts, [till]);
    assert_eq!(of_nobody.report.shared_accounts, []);
    let n_named = |history: &History| {
        let n_orders = history.orders.iter().filter(|order| order.customer.is_some()).count();
        let n_visits = history.views.iter().filter(|visit| visit.customer.is_some()).count();
        (n_orders, n_visits)
    };
    assert_eq!((n_named(&of_till), of_till.views.len()), ((40, 1), 4));
    assert_eq!((of_till.report.n_views, of_till.report.n_views_of_shared), (7, 3));
    assert_eq!(of_till.report.n_viewers, 1);
    let bytes = |history: &History| {
        let params = TrainParams::default().check().unwrap();
        train(history, &params, NonZeroUsize::MIN, &|_| ()).unwrap().bytes
    };
    assert!(bytes(&of_till) == bytes(&of_nobody), "the till was heard as a customer");
}
