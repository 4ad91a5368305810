//! `dapei evaluate`

use serde_json::Value;

use crate::shell::{Shell, stderr, stdout};

/// Eighty orders of a day each and of twenty customers: tea with cup, pot with honey, lantern with
/// either.
fn shell() -> Shell {
    let shell = Shell::new();
    let mut orders = "order_id,item_id,customer_id,timestamp,category\n".to_owned();
    for order in 0..80 {
        let items: &[&str] = match order % 4 {
            0 => &["tea", "cup"],
            1 => &["pot", "honey"],
            2 => &["tea", "cup", "lantern"],
            _ => &["pot", "honey", "lantern"],
        };
        for item in items {
            let category = if matches!(*item, "tea" | "honey") { "food" } else { "table" };
            let day = format!("2026-{:02}-{:02}", 1 + order / 28, 1 + order % 28);
            orders.push_str(&format!("{order},{item},c{},{day},{category}\n", order % 20));
        }
    }
    shell.write("orders.csv", &orders);
    shell
}

fn json(shell: &Shell, words: &str) -> Value {
    let asserted = shell.dapei(&format!("evaluate --orders orders.csv --json {words}")).success();
    serde_json::from_str(&stdout(&asserted)).unwrap()
}

fn names(round: &Value) -> Vec<&str> {
    round["rows"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect()
}

#[test]
fn given_questions_are_judged_in_a_table() {
    let shell = shell();
    shell.write("q.csv", "query_id,item_id,customer_id\n1,tea,c0\n2,pot,c99\n3,lantern,\n");
    shell.write("t.csv", "query_id,item_id\n1,cup\n2,lantern\n3,umbrella\n");
    let words = "evaluate --orders orders.csv --queries q.csv --truth t.csv --k 1 \
                 --peers popularity,co-count";
    let table = stdout(&shell.dapei(words).success());
    insta::with_settings!({filters => vec![(r"\b\d+\.\d\b", "[s]")]}, {
        insta::assert_snapshot!(table, @r"
        3 questions (from files), learnt from 80 orders, tuned on 40 earlier questions
                          HR    NDCG     MRR  tail HR  new HR  coverage    Gini  categories    HR against the best peer  seconds  settings
          dapei       0.3333  0.3333  0.3333   0.0000  0.0000    0.6000  0.4000         [s]  +0.0000 [+0.0000, +0.0000]      [s]
          popularity  0.0000  0.0000  0.0000   0.0000  0.0000    0.2000  0.8000         [s]  -0.3333 [-1.0000, +0.0000]      [s]
          co-count    0.3333  0.3333  0.3333   0.0000  0.0000    0.4000  0.6667         [s]                   best peer      [s]
          places that count: 1; in brackets 95 % of resamples by customer
        ");
    });
}

#[test]
fn every_method_is_judged_by_every_mode_and_window() {
    let shell = shell();
    let found = json(&shell, "--windows 2 --mode rest,one");
    let rounds = found["rounds"].as_array().unwrap();
    let modes: Vec<_> = rounds.iter().map(|round| round["mode"].as_str().unwrap()).collect();
    assert_eq!(modes, ["rest", "one", "rest", "one"]);
    assert_eq!(rounds[0]["orders_learnt_from"], 64);
    assert_eq!(rounds[2]["orders_learnt_from"], 72);
    for round in rounds {
        assert_eq!(names(round).len(), 13);
        assert_eq!(names(round)[0], "dapei");
        // Five items fit into ten places.
        for row in round["rows"].as_array().unwrap() {
            assert_eq!(row["hit_rate"], 1.0, "{row}");
        }
    }
}

#[test]
fn equal_seeds_measure_the_same_whatever_the_threads() {
    let shell = shell();
    let measured = |words: &str| {
        let mut found = json(&shell, &format!("--k 1 {words}"));
        for round in found["rounds"].as_array_mut().unwrap() {
            for row in round["rows"].as_array_mut().unwrap() {
                row["seconds"] = Value::Null;
            }
        }
        found
    };
    assert_eq!(measured("--threads 1"), measured("--threads 3"));
}

#[test]
fn without_times_and_categories_orders_are_drawn_and_what_cannot_be_is_told() {
    let shell = shell();
    shell.write("bare.csv", &(0..40).map(|n| format!("{n},a\n{n},b\n")).collect::<String>());
    shell.shell("sed -i '1i order_id,item_id' bare.csv").success();
    let asserted = shell.dapei("evaluate --orders bare.csv --mode rest,cold").success();
    let told = stderr(&asserted);
    assert!(
        told.contains("no order has a time: a tenth of them is drawn and asked about"),
        "{told}"
    );
    assert!(told.contains("mode cold is left out"), "{told}");
    assert!(
        told.contains("category-transition is left out: the items have no categories"),
        "{told}"
    );
}

#[test]
fn questions_without_answers_are_refused_in_one_line() {
    let shell = shell();
    let refused = |queries: &str, truth: &str| {
        shell.write("q.csv", &format!("query_id,item_id\n{queries}"));
        shell.write("t.csv", &format!("query_id,item_id\n{truth}"));
        let words = "evaluate --orders orders.csv --queries q.csv --truth t.csv";
        let asserted = shell.dapei(words).code(1);
        assert_eq!(stdout(&asserted), "");
        stderr(&asserted).lines().last().unwrap().to_owned()
    };
    insta::assert_snapshot!(refused("1,tea\n2,pot\n", "1,cup\n"), @"dapei: query `2` has no hidden item in t.csv, expected one for each query");
    insta::assert_snapshot!(refused("1,tea\n", "1,cup\n2,pot\n"), @"dapei: t.csv: query `2` is not in q.csv, expected the same queries in both");
    insta::assert_snapshot!(refused("1,tea\n", "1,tea\n"), @"dapei: t.csv: item `tea` of query `1` is not hidden: the query names it");
}

#[test]
fn too_few_orders_are_told() {
    let shell = Shell::new();
    shell.write("few.csv", "order_id,item_id\n1,tea\n1,cup\n");
    let told = stderr(&shell.dapei("evaluate --orders few.csv").code(1));
    insta::assert_snapshot!(told.lines().last().unwrap(), @"dapei: 1 orders cannot be split into 1 times 10 % to ask about and a rest to learn from, expected at least 10");
}

#[test]
fn questions_come_with_their_truth_and_without_a_mode() {
    let shell = Shell::new();
    for words in [
        "--queries q.csv",
        "--truth t.csv",
        "--queries q.csv --truth t.csv --mode rest",
        "--peers none",
    ] {
        shell.dapei(&format!("evaluate --orders o.csv {words}")).code(2);
    }
}
