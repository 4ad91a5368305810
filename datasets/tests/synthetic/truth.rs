//! The truth table says what is in the files.

use std::collections::{HashMap, HashSet};

use datasets::synthetic::{ShopParams, defaults};

use crate::shop::Shop;

const N_ORDERS: u64 = 20_000;

fn shop() -> Shop {
    Shop::new(&ShopParams::new(N_ORDERS, 3))
}

#[test]
fn no_pair_has_two_functions_and_every_item_is_sold_by_the_shop() {
    let shop = shop();
    let items: HashSet<String> =
        shop.rows("items.csv").into_iter().map(|mut row| row.swap_remove(0)).collect();
    let (mut seen, mut n_partners) = (HashSet::new(), HashMap::<String, u32>::new());
    let mut counts = HashMap::<String, u64>::new();
    for pair in shop.pairs() {
        assert_ne!(pair.a, pair.b);
        assert!(items.contains(&pair.a) && items.contains(&pair.b), "{pair:?}");
        let mut unordered = [pair.a.clone(), pair.b.clone()];
        unordered.sort();
        assert!(seen.insert(unordered), "{pair:?} stands twice");
        if ["extension", "complementary"].contains(&&*pair.function) {
            *n_partners.entry(pair.a).or_default() += 1;
            *n_partners.entry(pair.b).or_default() += 1;
        }
        *counts.entry(pair.function).or_default() += 1;
    }
    assert!(n_partners.values().all(|&n| n <= 10), "at most ten partners an anchor");
    let report = shop.report;
    for (function, n) in [
        ("substitute", report.n_substitutes),
        ("extension", report.n_extensions),
        ("complementary", report.n_complements),
        ("none", report.n_unrelated),
    ] {
        assert_eq!(counts[function], n, "{function}");
        assert!(n > 150, "{n} pairs of {function}");
    }
}

#[test]
fn functions_agree_with_the_categories() {
    let shop = shop();
    let category: HashMap<String, String> =
        shop.rows("items.csv").into_iter().map(|row| (row[0].clone(), row[2].clone())).collect();
    let family = |path: &str| path.rsplit_once(" > ").unwrap().0.to_owned();
    for pair in shop.pairs() {
        let (a, b) = (&category[&pair.a], &category[&pair.b]);
        match &*pair.function {
            "substitute" => assert_eq!(a, b),
            "extension" => assert!(a != b && family(a) == family(b), "{a} and {b}"),
            "complementary" => assert_ne!(family(a), family(b)),
            _ => {}
        }
    }
}

#[test]
fn momenta_fillers_gifts_and_seasons_are_there_in_their_shares() {
    let rows = shop().rows("truth_items.csv");
    let n = |column: usize, value: &str| rows.iter().filter(|row| row[column] == value).count();
    assert_eq!(rows.len(), 400);
    assert_eq!(n(1, "hot"), 40);
    assert_eq!(n(1, "latent"), 12);
    assert_eq!((n(2, "true"), n(3, "true")), (3, 2));
    let is_extra = |row: &&Vec<String>| row[2] == "true" || row[3] == "true";
    assert!(rows.iter().filter(is_extra).all(|row| row[1].is_empty()), "they have no momentum");
    // What rising items bring along is left open.
    assert!((10..40).contains(&(n(1, "") - 5)), "{} items are carried", n(1, "") - 5);
    assert_eq!([n(4, "christmas"), n(4, "618"), n(4, "double-11")], [4, 4, 4]);
}

#[test]
fn fillers_are_cheap_gifts_are_free_and_returns_name_an_earlier_order() {
    let shop = shop();
    let truth = shop.rows("truth_items.csv");
    let of = |column: usize| -> HashSet<&str> {
        truth.iter().filter(|row| row[column] == "true").map(|row| &*row[0]).collect()
    };
    let (fillers, gifts) = (of(2), of(3));
    let mut bought = HashMap::new();
    let (mut n_given, mut n_filled, mut n_returns) = (0, 0, 0);
    let mut last = String::new();
    for row in shop.rows("orders.csv") {
        let [order, customer, time, item, quantity, price] = row.try_into().unwrap();
        let price: f64 = price.parse().unwrap();
        if let Some(back) = quantity.strip_prefix('-') {
            n_returns += 1;
            let key = (format!("O{}", &order[1..]), customer, item);
            assert!(bought.get(&key).is_some_and(|n| n == back), "{key:?}");
            continue;
        }
        // A burst of fake orders may run a minute ahead of the order behind it.
        assert!(last[..last.len().min(10)] <= *time, "{time} after {last}");
        n_given += u32::from(price == 0.0);
        assert!(price > 0.0 || gifts.contains(&*item), "{item} is given away");
        assert!(!fillers.contains(&*item) || price < 30.0, "a filler for {price}");
        n_filled += u32::from(fillers.contains(&*item));
        last = time;
        bought.insert((order, customer, item), quantity);
    }
    assert_eq!(n_returns, shop.report.n_returns);
    assert!(
        n_returns > 1_000 && n_given > 300 && n_filled > 300,
        "{n_returns} {n_given} {n_filled}"
    );
}

#[test]
fn click_farm_orders_are_listed_and_push_their_pair_within_a_minute() {
    let shop = shop();
    let fakes = shop.rows("truth_orders.csv");
    assert_eq!(fakes.len() as u64, N_ORDERS / 50);
    assert_eq!(fakes.len() as u64, shop.report.n_click_farm_orders);
    let orders = shop.orders();
    assert_eq!(orders.len() as u64, N_ORDERS);
    let minute: HashMap<String, String> = shop
        .rows("orders.csv")
        .into_iter()
        .map(|row| (row[0].clone(), row[2][..16].to_owned()))
        .collect();
    let mut buyers: HashMap<&String, HashSet<&String>> = HashMap::new();
    for burst in fakes.chunks(10) {
        let minutes: HashSet<&String> = burst.iter().map(|fake| &minute[&fake[0]]).collect();
        assert_eq!(minutes.len(), 1);
        for fake in burst {
            assert!(orders[&fake[0]].contains(&fake[2]) && orders[&fake[0]].contains(&fake[3]));
        }
    }
    let rows = shop.rows("orders.csv");
    let pair_of: HashMap<&String, &String> =
        fakes.iter().map(|fake| (&fake[0], &fake[2])).collect();
    for row in &rows {
        if let Some(pair) = pair_of.get(&row[0]) {
            buyers.entry(pair).or_default().insert(&row[1]);
        }
    }
    assert_eq!(buyers.len(), 10);
    assert!(buyers.values().all(|buyers| buyers.len() <= 3));
    let pushed = shop.pairs().into_iter().filter(|pair| pair.stratum == "click-farm").count();
    assert_eq!(pushed, 10);
}

#[test]
fn without_click_farms_no_order_is_fake() {
    let params = ShopParams { click_farm_share: 0.0, ..ShopParams::new(1_000, 3) };
    let shop = Shop::new(&params);
    assert!(shop.rows("truth_orders.csv").is_empty());
    assert_eq!(shop.orders().len(), 1_000);
}

#[test]
fn the_readers_take_every_row_and_know_the_attributes() {
    let shop = shop();
    let history = shop.history();
    let item = history.vocabulary.index("I0000001").unwrap();
    let names: Vec<&str> = history.catalog.attributes(item).map(|(name, _)| name).collect();
    assert_eq!(names, ["colour", "size"]);
    assert!(history.catalog.item(item).price.is_some());
    assert_eq!(history.report.n_returns, shop.report.n_returns);
    assert_eq!(history.report.n_returns_unmatched, 0);
    let views = shop.rows("views.csv");
    assert_eq!(views.len() as u64, shop.report.n_views);
    assert!(views.iter().all(|row| ["view", "cart", "favorite"].contains(&&*row[4])));
}

#[test]
fn the_page_lists_the_defaults() {
    let page = include_str!("../../../docs/synthetic.md");
    for (name, value, meaning) in defaults() {
        let row = format!("| {} | {value} | {} |", name.to_lowercase(), meaning.trim());
        assert!(page.contains(&row), "docs/synthetic.md lacks: {row}");
    }
}
