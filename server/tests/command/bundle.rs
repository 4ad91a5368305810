//! `dapei bundle`

use serde_json::Value;

use crate::shell::{Shell, stderr, stdout};

/// A kettle with what is bought with it, of all of which prices are known and of the tin no cost; and an oddment without a price.
fn with_prices() -> Shell {
    let shell = Shell::new();
    let mut orders = "order_id,item_id\n".to_owned();
    for (item, n_orders) in [("cup", 60), ("tea", 50), ("spoon", 40), ("tin", 30)] {
        (0..n_orders)
            .for_each(|n| orders.push_str(&format!("{item} {n},kettle\n{item} {n},{item}\n")));
    }
    for (item, n_orders) in [("tea", 30), ("tin", 20), ("spoon", 20)] {
        (0..n_orders).for_each(|n| {
            orders.push_str(&format!("with {item} {n},cup\nwith {item} {n},{item}\n"));
        });
    }
    (0..900).for_each(|n| orders.push_str(&format!("o{n},oddment\n")));
    shell.write("orders.csv", &orders);
    shell.write(
        "items.csv",
        "item_id,title,category,price,cost,stock\nkettle,Kettle,Kettles,99.00,60.00,5\ncup,Cup,Cups,12.00,5.00,9\n\
         tea,Tea,Teas,8.00,3.00,9\nspoon,Spoon,Spoons,3.00,0.60,9\ntin,Tin,Tins,15.00,,\n",
    );
    shell.write(
        "q.csv",
        "query_id,item_id\nq1,kettle\nq1,nothing\n\"q,2\",oddment\nq3,kettle\nq3,cup\n",
    );
    let words = "train --orders orders.csv --items items.csv --currency CNY --model model";
    shell.dapei(words).success();
    shell
}

/// The bundles of a run, and what was said beside.
fn bundles(shell: &Shell, words: &str) -> (Vec<Value>, String) {
    let run = shell.dapei(&format!("bundle --model model --queries q.csv {words}")).success();
    let lines = stdout(&run);
    (lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), stderr(&run))
}

fn ids(bundle: &Value) -> Vec<&str> {
    let items = bundle["items"].as_array().unwrap().iter();
    items.map(|item| item["item_id"].as_str().unwrap()).collect()
}

#[test]
fn each_basket_is_answered_with_bundles_and_those_without_are_counted_by_reason() {
    let shell = with_prices();
    let (found, told) = bundles(&shell, "--k 2 --max-items 2");
    insta::assert_snapshot!(told, @r#"
    3 baskets = 2 with 4 bundles + 1 without one
              1  baskets have none because of no_price: a price of the basket that it takes is not known
              2  bundles have items whose cost is not known: 30 % of their price are taken to be left (default_margin_percent in shop.toml)
              1  items of baskets are unknown and were ignored
    "#);
    let ranks: Vec<(&str, u64)> = found
        .iter()
        .map(|line| (line["query_id"].as_str().unwrap(), line["rank"].as_u64().unwrap()))
        .collect();
    assert_eq!(ranks, [("q1", 1), ("q1", 2), ("q3", 1), ("q3", 2)]);
    let first = found[0].as_object().unwrap();
    insta::assert_snapshot!(first.keys().cloned().collect::<Vec<_>>().join(" "), @"bundle_id costs_assumed currency discount expected_incremental_margin items list_price margin_after margin_before needs_approval price probability proven_best query_id rank reason role");
    assert_eq!(first["currency"], "CNY");
    assert!(found.iter().all(|line| !ids(line).contains(&"kettle")));
    assert!(ids(&found[2]).iter().all(|id| *id != "cup"));
}

#[test]
fn options_are_limits() {
    let shell = with_prices();
    let words = "--max-discount-percent 20 --min-discount-percent 12.5 --min-margin-percent 40 --min-items 2 --max-list-price 2500 --goal revenue";
    let (found, _) = bundles(&shell, words);
    assert!(!found.is_empty());
    for line in found {
        let number = |field: &str| line[field].as_i64().unwrap();
        let percent = line["discount"]["percent"].as_f64().unwrap();
        assert!((12.5..=20.0).contains(&percent), "{line}");
        assert!(number("margin_after") * 100 >= number("price") * 40, "{line}");
        assert!(number("list_price") <= 2_500 && ids(&line).len() >= 2, "{line}");
    }
    let (found, _) = bundles(&shell, "--discount gift --max-discount-percent 30");
    assert_eq!(found[0]["discount"]["kind"], "gift");
    let (found, _) = bundles(&shell, "--language zh --k 1");
    assert!(found[0]["reason"].as_str().unwrap().contains('笔'));
}

#[test]
fn baskets_are_brought_to_a_threshold() {
    let shell = with_prices();
    shell.write("q.csv", "query_id,item_id\nq1,kettle\nq2,kettle\nq2,kettle\n");
    let (found, told) = bundles(&shell, "--threshold 11000 --k 1");
    assert_eq!((ids(&found[0]), &found[0]["overshoot"]), (vec!["tea", "spoon"], &Value::from(0)));
    assert_eq!(found.len(), 1);
    assert!(told.contains("1  baskets have none because of reached"), "{told}");
}

#[test]
fn the_terms_of_the_shop_hold() {
    let shell = with_prices();
    let terms = "currency = \"CNY\"\n[bundles]\nmin_margin_percent = 62\nprice_ending = \".00\"\n";
    shell.write("model/shop.toml", terms);
    let (found, _) = bundles(&shell, "--min-discount-percent 0.01 --min-margin-percent 1");
    assert!(!found.is_empty());
    for line in found {
        assert_eq!(line["price"].as_i64().unwrap() % 100, 0);
        assert!(
            line["margin_after"].as_i64().unwrap() * 100 >= line["price"].as_i64().unwrap() * 62
        );
    }
    shell.write("model/shop.toml", "[bundles]\nlift = 0\n");
    let told = stderr(&shell.dapei("bundle --model model --queries q.csv").code(1));
    insta::assert_snapshot!(told, @"dapei: `model/shop.toml` cannot be used: `bundles.lift`: 0, expected 1 to 100");
}

#[test]
fn the_threads_do_not_change_the_answer_but_for_ids() {
    let shell = with_prices();
    let rows: String = (0..5000).map(|query| format!("{query},kettle\n")).collect();
    shell.write("q.csv", &format!("query_id,item_id\n{rows}"));
    let found = |threads: u8| {
        let (mut found, _) = bundles(&shell, &format!("--k 1 --threads {threads}"));
        found.iter_mut().for_each(|line| line["bundle_id"] = Value::Null);
        found
    };
    let one = found(1);
    assert_eq!(one.len(), 5000);
    assert!(one == found(3));
}

#[test]
fn what_cannot_be_is_wrong_usage() {
    let shell = Shell::new();
    let refused = |words: &str| {
        let told =
            stderr(&shell.dapei(&format!("bundle --model m --queries q.csv {words}")).code(2));
        told.lines().next().unwrap().to_owned()
    };
    insta::assert_snapshot!(refused("--max-items 5"), @"error: invalid value '5' for '--max-items <N>': 5 is not in 1..=4");
    insta::assert_snapshot!(refused("--k 11"), @"error: invalid value '11' for '--k <N>': 11 is not in 1..=10");
    insta::assert_snapshot!(refused("--max-discount-percent 101"), @"error: invalid value '101' for '--max-discount-percent <PERCENT>': expected 0 to 100");
    insta::assert_snapshot!(refused("--min-margin-percent 12.345"), @"error: invalid value '12.345' for '--min-margin-percent <PERCENT>': expected percent with at most two decimals");
    insta::assert_snapshot!(refused("--threshold 0"), @"error: invalid value '0' for '--threshold <AMOUNT>': 0 is not in 1..=1000000000000000");
    insta::assert_snapshot!(refused("--goal profit"), @"error: invalid value 'profit' for '--goal <GOAL>'");
    insta::assert_snapshot!(refused("--min-items 3 --max-items 2"), @"error: `min_items`: 3, more than `max_items`, which is 2");
    insta::assert_snapshot!(refused("--threshold 100 --discount gift"), @"error: `discount`: cannot stand beside `threshold`: a cart is brought to it by as few and as cheap items as reach it, at their list prices; leave one of the two out");
}
