//! A shop small enough to count by hand.

use std::num::NonZeroUsize;

use engine::train::{TrainParams, train};
use engine::words::{Id, Intake, ItemFacts, ItemView, Money, OrderLine, ViewEvent, ViewLine};

/// An id that must be encoded in an address: Chinese, a slash, a space, a percent sign, a plus.
pub(crate) const ODD_ID: &str = "茶/1 50%+";

/// Items bought together, and in how many orders: 200 orders in all.
const ORDERS: [(&[&str], usize); 7] = [
    (&["tea", "cup"], 30),
    (&["tea", "cup", "honey"], 10),
    (&["tea"], 10),
    (&["cup"], 10),
    (&[ODD_ID, "honey"], 20),
    (&["lantern"], 100),
    (&["lantern", "sold-out"], 20),
];

const TITLES: [(&str, &str); 6] = [
    ("tea", "Green <b>tea</b>"),
    ("cup", "White cup"),
    ("honey", "Honey"),
    (ODD_ID, "绿茶"),
    ("lantern", "White lantern"),
    ("sold-out", "Lantern oil"),
];

/// The snapshot of a shop that has none of these items: a vase and a lamp.
pub(crate) fn other_snapshot() -> Vec<u8> {
    let mut intake = Intake::new();
    for number in 0..50 {
        let order = number.to_string();
        ["vase", "lamp"].iter().for_each(|item| intake.push_line(&line(&order, item)).unwrap());
    }
    trained(intake)
}

/// The snapshot of this shop, as bytes.
pub(crate) fn snapshot() -> Vec<u8> {
    learn(&ORDERS)
}

/// The snapshot of the same shop after many more orders.
pub(crate) fn later_snapshot() -> Vec<u8> {
    let more = ORDERS.map(|(items, n_orders)| (items, n_orders * 3));
    learn(&more)
}

/// The snapshot of a shop in which three flavours of a mug, a lamp and a bell of three orders were bought with tea.
pub(crate) fn flavoured_snapshot() -> Vec<u8> {
    let mut intake = intake(&[
        (&["tea", "mug 1"], 60),
        (&["tea", "mug 2"], 50),
        (&["tea", "mug 3"], 40),
        (&["tea", "lamp"], 30),
        (&["tea", "bell"], 3),
        (&["oddment"], 200),
    ]);
    for id in ["mug 1", "mug 2", "mug 3"] {
        let known = ItemView { title: Some("Striped mug"), ..ItemView::default() };
        intake.push_item(Id::parse(id).unwrap(), &ItemFacts { known, attributes: &[] }).unwrap();
    }
    trained(intake)
}

/// The snapshot of the first shop, with two visits: to cup and vase, and to cup.
pub(crate) fn viewed_snapshot() -> Vec<u8> {
    let mut intake = intake(&ORDERS);
    for (session, item) in [("s1", "cup"), ("s1", "vase"), ("s2", "cup"), ("s2", "cup")] {
        let view = ViewLine {
            session: Some(Id::parse(session).unwrap()),
            customer: None,
            item: Id::parse(item).unwrap(),
            time: None,
            event: ViewEvent::View,
        };
        intake.push_view(&view).unwrap();
    }
    trained(intake)
}

/// The snapshot of the same shop, with a customer who bought honey twice, once with a lantern, and sold-out.
pub(crate) fn customers_snapshot() -> Vec<u8> {
    let mut intake = intake(&ORDERS);
    let customer = Some(Id::parse("阿花/1").unwrap());
    for (order, item) in [("c1", "honey"), ("c2", "honey"), ("c2", "lantern"), ("c3", "sold-out")] {
        intake.push_line(&OrderLine { customer, ..line(order, item) }).unwrap();
    }
    trained(intake)
}

/// What stands in the catalogue of the shop with prices: title, category, colour, price, cost, pieces in stock.
type Priced = (&'static str, [&'static str; 3], [Option<i64>; 3]);
const PRICED: [Priced; 9] = [
    (
        "kettle",
        ["Steel kettle red", "Kitchen > Kettles", "red"],
        [Some(9_900), Some(6_000), Some(5)],
    ),
    (
        "kettle 2",
        ["Steel kettle blue", "Kitchen > Kettles", "blue"],
        [Some(9_500), Some(6_000), Some(5)],
    ),
    ("cup", ["Cup", "Kitchen > Cups", ""], [Some(1_200), Some(500), Some(100)]),
    ("tea", ["Green tea", "Food > Tea", ""], [Some(800), Some(300), Some(100)]),
    ("spoon", ["Spoon", "Kitchen > Spoons", ""], [Some(300), Some(60), Some(40)]),
    ("tin", ["Tin", "Kitchen > Tins", ""], [Some(1_500), None, None]),
    ("filter", ["Filter", "Kitchen > Filters", ""], [Some(2_000), Some(2_500), Some(9)]),
    ("lamp", ["Lamp", "Home > Lamps", ""], [Some(20_000), Some(9_000), Some(9)]),
    ("oddment", ["Oddment", "Home > Oddments", ""], [None, None, None]),
];

/// The snapshot of a shop with prices and costs: kettles in two colours, what is bought with them (a filter sold below its cost,
/// a tin of which no cost is known, a lamp dearer than any kettle), and an oddment that is bought alone and has no price.
pub(crate) fn priced_snapshot() -> Vec<u8> {
    let mut intake = lines_of(&[
        (&["kettle", "cup"], 60),
        (&["kettle", "tea"], 50),
        (&["kettle", "spoon"], 40),
        (&["kettle", "tin"], 30),
        (&["kettle", "filter"], 30),
        (&["kettle", "lamp"], 20),
        (&["kettle 2", "cup"], 30),
        (&["kettle 2", "tea"], 30),
        (&["kettle 2", "spoon"], 20),
        (&["cup", "tea"], 30),
        (&["oddment"], 2_000),
    ]);
    for (id, [title, category, colour], [price, cost, stock]) in PRICED {
        let known = ItemView {
            title: Some(title),
            category: Some(category),
            price: price.map(Money),
            cost: cost.map(Money),
            stock: stock.map(|pieces| pieces * 1_000_000),
            ..ItemView::default()
        };
        let colour = [("colour", colour)];
        let attributes = if colour[0].1.is_empty() { &[][..] } else { &colour[..] };
        intake.push_item(Id::parse(id).unwrap(), &ItemFacts { known, attributes }).unwrap();
    }
    trained(intake)
}

fn learn(orders: &[(&[&str], usize)]) -> Vec<u8> {
    trained(intake(orders))
}

fn trained(intake: Intake) -> Vec<u8> {
    let (history, params) = (intake.finish().unwrap(), TrainParams::default().check().unwrap());
    train(&history, &params, NonZeroUsize::MIN, &|_| ()).unwrap().bytes
}

fn intake(orders: &[(&[&str], usize)]) -> Intake {
    let mut intake = lines_of(orders);
    for (id, title) in TITLES {
        let known = ItemView { title: Some(title), ..facts(id) };
        let attributes: &[(&str, &str)] = if id == "cup" { &[("colour", "white")] } else { &[] };
        intake.push_item(Id::parse(id).unwrap(), &ItemFacts { known, attributes }).unwrap();
    }
    intake
}

fn lines_of(orders: &[(&[&str], usize)]) -> Intake {
    let mut intake = Intake::new();
    intake.set_currency("GBP");
    let mut number = 0;
    for &(items, n_orders) in orders {
        for _ in 0..n_orders {
            number += 1;
            let order = number.to_string();
            items.iter().for_each(|item| intake.push_line(&line(&order, item)).unwrap());
        }
    }
    intake
}

fn facts(id: &str) -> ItemView<'static> {
    match id {
        "cup" => ItemView {
            category: Some("Kitchen > Cups"),
            brand: Some("Kiln"),
            price: Some(Money(450)),
            stock: Some(12_000_000),
            url: Some("https://shop.example/cup"),
            ..ItemView::default()
        },
        "honey" => ItemView { price: Some(Money(900)), ..ItemView::default() },
        "sold-out" => ItemView { stock: Some(0), ..ItemView::default() },
        _ => ItemView::default(),
    }
}

fn line<'a>(order: &'a str, item: &'a str) -> OrderLine<'a> {
    OrderLine::one(Id::parse(order).unwrap(), Id::parse(item).unwrap())
}
