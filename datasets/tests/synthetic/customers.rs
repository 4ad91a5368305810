//! What is known of customers shows in what they order, and repeats are repeats.

use std::collections::{HashMap, HashSet};

use datasets::synthetic::{Cause, ShopParams};

use crate::shop::Shop;

fn shop() -> Shop {
    Shop::new(&ShopParams::new(20_000, 3))
}

#[test]
fn repeats_are_the_first_item_of_the_customers_order_before() {
    let shop = shop();
    let column = |name: &str| shop.rows(name).into_iter().map(|mut row| row.swap_remove(0));
    let fakes: HashSet<String> = column("truth_orders.csv").collect();
    let mut repeats: HashMap<String, String> = HashMap::new();
    for row in shop.rows("truth_repeats.csv") {
        let [order, item] = row.try_into().unwrap();
        assert_eq!(repeats.insert(order, item), None, "an order repeats one item at most");
    }
    let n_repeats = repeats.len();
    assert_eq!(n_repeats as u64, shop.report.n_repeats());

    // The first item of each customer's latest order, and of the one before that.
    let mut last: HashMap<String, [String; 2]> = HashMap::new();
    let (mut order_before, mut n_later) = (String::new(), 0);
    for row in shop.rows("orders.csv") {
        let [order, customer, _, item, quantity, _] = row.try_into().unwrap();
        if customer.is_empty() || quantity.starts_with('-') || fakes.contains(&order) {
            continue;
        }
        if order != order_before {
            let before = last.remove(&customer).map(|[_, first]| first);
            n_later += u32::from(before.is_some());
            last.insert(customer.clone(), [before.unwrap_or_default(), item.clone()]);
            order_before.clone_from(&order);
        }
        if repeats.get(&order) == Some(&item) {
            assert_eq!(last[&customer][0], item, "{order}");
            repeats.remove(&order);
        }
    }
    assert!(repeats.is_empty(), "not in the orders: {repeats:?}");
    // 12 % by the defaults; a promised item may be the very one, or serve its need.
    let share = n_repeats as f64 / f64::from(n_later);
    assert!((0.10..0.13).contains(&share), "{n_repeats} of {n_later} later orders repeat an item");
}

#[test]
fn customers_buy_of_their_price_tier_and_of_their_families_more_than_others_do() {
    let shop = shop();
    let customers = shop.rows("truth_customers.csv");
    assert_eq!(customers.len() as u64, shop.report.n_customers);
    let of: HashMap<&str, &[String]> = customers.iter().map(|row| (&*row[0], &row[1..])).collect();
    assert_eq!(of.len(), customers.len());
    let tier: HashMap<String, String> = shop
        .rows("truth_items.csv")
        .into_iter()
        .map(|row| (row[0].clone(), row[5].clone()))
        .collect();
    let family: HashMap<String, String> = shop
        .rows("items.csv")
        .into_iter()
        .map(|row| (row[0].clone(), row[2].rsplit_once(" > ").unwrap().0.to_owned()))
        .collect();
    let paths: HashSet<&String> = family.values().collect();
    assert!(customers.iter().all(|row| row[2..].iter().all(|path| paths.contains(path))));
    for (name, parts) in [("cheap", 0.4), ("middle", 0.4), ("dear", 0.2)] {
        for (of_what, n, all) in [
            ("customers", customers.iter().filter(|row| row[1] == name).count(), customers.len()),
            ("items", tier.values().filter(|tier| **tier == name).count(), tier.len()),
        ] {
            let share = n as f64 / all as f64;
            assert!((share - parts).abs() < 0.08, "{share:.3} of the {of_what} are {name}");
        }
    }

    // Each line is also asked of the customer of some other order.
    let rows = shop.rows("orders.csv");
    let mut n_lines = 0;
    let (mut n_fit, mut n_fit_of_others) = ([0; 2], [0; 2]);
    for (row, other) in rows.iter().zip(rows.iter().skip(1_000)) {
        let (Some(own), Some(others)) = (of.get(&*row[1]), of.get(&*other[1])) else { continue };
        n_lines += 1;
        for (known, n) in [(own, &mut n_fit), (others, &mut n_fit_of_others)] {
            n[0] += u32::from(known[0] == tier[&row[3]]);
            n[1] += u32::from(known[1..].contains(&family[&row[3]]));
        }
    }
    let share = |n: u32| f64::from(n) / f64::from(n_lines);
    let ([tiers, families], [chance_tiers, chance_families]) =
        (n_fit.map(share), n_fit_of_others.map(share));
    println!(
        "of the customer's price tier {tiers:.3}, of another's {chance_tiers:.3}; of a favourite \
         family {families:.3}, of another's {chance_families:.3}"
    );
    assert!(tiers > chance_tiers + 0.05 && families > chance_families + 0.15);
}

#[test]
fn every_line_has_one_cause() {
    let report = shop().report;
    assert_eq!(report.lines_by_cause.iter().sum::<u64>(), report.n_lines - report.n_returns);
    let n = |cause: Cause| report.lines_by_cause[cause as usize];
    assert!(Cause::ALL.into_iter().all(|cause| n(cause) > 0), "{:?}", report.lines_by_cause);
    assert_eq!(n(Cause::ClickFarm), 2 * report.n_click_farm_orders);
    assert_eq!(report.n_noise(), n(Cause::Impulse) + n(Cause::Bulk) + n(Cause::Disguise));
}
