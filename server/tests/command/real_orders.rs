//! `dapei evaluate` on real orders: the first weeks of those that ship with Dapei.

use std::fmt::Write;
use std::fs;

use datasets::{ReadOptions, read_shipped_orders};
use engine::words::{Intake, Timestamp};
use serde_json::Value;

use crate::shell::{Shell, stdout};

/// 2010-12-12: as many orders as an unoptimised build learns from in seconds.
const END: Timestamp = Timestamp(1_292_112_000);

const WORDS: &str = "evaluate --orders orders.csv --mode rest,one \
                     --peers popularity,co-count,cosine,size-discounted-cosine,rp3beta";

/// Numbers of a row that are shares, as the JSON names them.
const SHARES: [&str; 6] = ["hit_rate", "ndcg", "mrr", "recall", "coverage", "gini"];

/// The shipped orders before [`END`], as netted: one row an order and item.
fn first_weeks() -> String {
    let mut intake = Intake::new();
    read_shipped_orders(&ReadOptions::default(), &mut intake, &mut |_| {}).unwrap();
    let history = intake.finish().unwrap();
    let mut csv = "order_id,item_id,customer_id,timestamp\n".to_owned();
    for (number, order) in history.orders.iter().enumerate() {
        let Some(time) = order.time.filter(|&time| time < END) else { continue };
        let customer = order.customer.map_or_else(String::new, |customer| format!("c{customer}"));
        for item in order.indexes() {
            let id = history.vocabulary.id(item);
            writeln!(csv, "o{number},{id},{customer},{}", time.0).unwrap();
        }
    }
    csv
}

fn number(row: &Value, name: &str) -> f64 {
    row[name].as_f64().unwrap_or_else(|| panic!("{name} of {row}"))
}

fn rows(table: &Value) -> &[Value] {
    table["rows"].as_array().unwrap()
}

/// The tables of an evaluation, those over all windows last.
fn tables(found: &Value) -> Vec<&Value> {
    ["rounds", "means"].iter().flat_map(|kind| found[*kind].as_array().unwrap()).collect()
}

/// The JSON text without what the clock said.
fn timeless(found: &Value) -> String {
    let mut found = found.clone();
    for round in found["rounds"].as_array_mut().unwrap() {
        for row in round["rows"].as_array_mut().unwrap() {
            row["seconds"] = Value::Null;
        }
    }
    found.to_string()
}

/// A shell with these orders.
fn shell() -> Shell {
    let shell = Shell::new();
    shell.write("orders.csv", &first_weeks());
    shell
}

fn json(shell: &Shell, words: &str) -> Value {
    let run = shell.dapei(&format!("{WORDS} --json {words}")).success();
    serde_json::from_str(&stdout(&run)).unwrap()
}

#[test]
fn numbers_on_real_orders_keep_the_laws() {
    let found = json(&shell(), "--windows 2");
    assert_eq!(tables(&found).len(), 6);
    for table in tables(&found) {
        shares_are_shares(table);
        differences_are_to_the_best_peer(table);
        pairs_tell_more_than_popularity(table);
    }
}

#[test]
fn real_orders_give_the_same_bytes_in_every_run_as_json_table_and_report() {
    let shell = shell();
    let found = json(&shell, "--threads 1 --html one.html");
    let again = json(&shell, "--threads 2");
    assert_eq!(timeless(&again), timeless(&found));
    let table = stdout(&shell.dapei(&format!("{WORDS} --threads 2 --html two.html")).success());
    the_table_says_what_the_json_says(&table, &found);
    let [one, two] = ["one.html", "two.html"].map(|file| charts(&shell, file));
    assert_eq!(one.len(), 2 * 2);
    assert_eq!(one, two);
}

/// The charts of a report: it has the clock in its tables only.
fn charts(shell: &Shell, file: &str) -> Vec<String> {
    let page = fs::read_to_string(shell.path(file)).unwrap();
    let figures = page.split("<figure>").skip(1);
    figures.map(|figure| figure.split("</figure>").next().unwrap().to_owned()).collect()
}

fn shares_are_shares(table: &Value) {
    for row in rows(table) {
        for name in SHARES {
            assert!((0.0..=1.0).contains(&number(row, name)), "{name} of {row}");
        }
        let hits = number(row, "hit_rate") * number(table, "questions");
        assert!((hits - hits.round()).abs() < 1e-6, "{hits} hits of {row}");
        // One item is hidden; the better its place, the more it counts, and never above a hit.
        assert!((number(row, "hit_rate") - number(row, "recall")).abs() < 1e-9);
        assert!(number(row, "mrr") <= number(row, "ndcg"));
        assert!(number(row, "ndcg") <= number(row, "hit_rate"));
    }
}

fn differences_are_to_the_best_peer(table: &Value) {
    let best = table["best_peer"].as_str().unwrap();
    let best_row = rows(table).iter().find(|row| row["name"] == best).unwrap();
    for row in rows(table) {
        let against = &row["against_best_peer"];
        assert_eq!(against.is_null(), row["name"] == best);
        if !against.is_null() {
            let difference = number(row, "hit_rate") - number(best_row, "hit_rate");
            assert!((number(against, "difference") - difference).abs() < 1e-9, "{row}");
            assert!(number(against, "low") <= number(against, "difference"));
            assert!(number(against, "difference") <= number(against, "high"));
            assert!(row["name"] == "dapei" || difference <= 0.0, "{row}");
        }
    }
}

fn pairs_tell_more_than_popularity(table: &Value) {
    let named = |name: &str| rows(table).iter().find(|row| row["name"] == name).unwrap();
    let popularity = named("popularity");
    for pairs in ["dapei", "cosine", "size-discounted-cosine", "rp3beta"] {
        for measure in ["hit_rate", "ndcg", "coverage"] {
            assert!(
                number(popularity, measure) < number(named(pairs), measure),
                "{pairs}: {measure}"
            );
        }
    }
}

fn the_table_says_what_the_json_says(text: &str, found: &Value) {
    let mut lines = text.lines().filter(|line| !line.contains("places that count"));
    for table in tables(found) {
        let head = lines.find(|line| line.contains("coverage")).unwrap();
        let has_places = head.contains("place");
        for row in rows(table) {
            let cells: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
            assert_eq!(cells[0], row["name"]);
            let first = if has_places && !row["place"].is_null() { 2 } else { 1 };
            let shown = |value: &Value| format!("{:.4}", value.as_f64().unwrap());
            let told = [
                "hit_rate",
                "ndcg",
                "mrr",
                "tail_hit_rate",
                "new_to_customer_hit_rate",
                "coverage",
                "gini",
            ];
            assert_eq!(cells[first..first + told.len()], told.map(|name| shown(&row[name])));
            if let Some(difference) = row["against_best_peer"]["difference"].as_f64() {
                assert_eq!(cells[first + told.len()], format!("{difference:+.4}"));
            }
        }
    }
}
