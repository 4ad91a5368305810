//! `dapei recommend`

use std::process::Stdio;

use crate::shell::{Shell, stderr, stdout};

const QUERIES: &str = "query_id,item_id\nq1,tea\nq1,nothing\n\"q,2\",nothing\nq3,cup\nq3,tea\n";

#[test]
fn each_query_is_answered_with_ranks_from_one() {
    let shell = Shell::with_model();
    shell.write("q.csv", QUERIES);
    let rows = stdout(&shell.dapei("recommend --model model --queries q.csv --k 2").success());
    insta::with_settings!({filters => vec![(r"0\.\d+", "[score]")]}, {
        insta::assert_snapshot!(rows, @r#"
        query_id,rank,item_id,score,relation
        q1,1,cup,[score],complementary
        q1,2,lantern,[score],none
        "q,2",1,lantern,[score],none
        "q,2",2,cup,[score],none
        q3,1,honey,[score],none
        q3,2,lantern,[score],none
        "#);
    });
}

#[test]
fn scores_fall_and_no_item_of_the_query_is_listed() {
    let shell = Shell::with_model();
    shell.write("q.csv", QUERIES);
    let rows = stdout(&shell.dapei("recommend --model model --queries q.csv --k 1000").success());
    let rows: Vec<Vec<&str>> = rows.lines().skip(1).map(|row| row.split(',').collect()).collect();
    let of = |query: &str| rows.iter().filter(|row| row[0] == query).collect::<Vec<_>>();
    assert_eq!(of("q3").iter().map(|row| row[2]).collect::<Vec<_>>(), ["honey", "lantern"]);
    let scores: Vec<f32> = of("q1").iter().map(|row| row[3].parse().unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
}

#[test]
fn only_the_kinds_asked_for_are_listed() {
    let shell = Shell::with_model();
    shell.write("q.csv", "query_id,item_id\nq1,tea\n");
    let words =
        "recommend --model model --queries q.csv --relation complementary --relation extension";
    let rows = stdout(&shell.dapei(words).success());
    assert!(rows.lines().count() > 1);
    assert!(
        rows.lines()
            .skip(1)
            .all(|row| row.ends_with(",complementary") || row.ends_with(",extension")),
        "{rows}"
    );
}

/// Mugs of one title, and items that hardly sold, all bought with tea.
fn with_flavours() -> Shell {
    let shell = Shell::new();
    let mut orders = "order_id,item_id,title\n".to_owned();
    let with_tea = [("mug 1", 60), ("mug 2", 50), ("mug 3", 40), ("lamp", 30), ("bell", 3)];
    for (item, n_orders) in with_tea {
        let title = if item.starts_with("mug") { "Striped mug" } else { item };
        for order in 0..n_orders {
            orders.push_str(&format!("{item} {order},tea,Tea\n{item} {order},{item},{title}\n"));
        }
    }
    (0..200).for_each(|order| orders.push_str(&format!("o{order},oddment,Oddment\n")));
    shell.write("orders.csv", &orders);
    shell.dapei("train --orders orders.csv --model model").success();
    shell.write("q.csv", "query_id,item_id\nq,tea\n");
    shell
}

#[test]
fn flavours_and_places_for_cold_items_are_chosen_by_number() {
    let shell = with_flavours();
    let items = |words: &str| {
        let asked = format!("recommend --model model --queries q.csv --k 4 {words}");
        let rows = stdout(&shell.dapei(&asked).success());
        let rows: Vec<Vec<&str>> =
            rows.lines().skip(1).map(|row| row.split(',').collect()).collect();
        let scores: Vec<f32> = rows.iter().map(|row| row[3].parse().unwrap()).collect();
        assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
        let ranks: Vec<&str> = rows.iter().map(|row| row[1]).collect();
        assert_eq!(ranks, ["1", "2", "3", "4"]);
        rows.iter().map(|row| row[2]).collect::<Vec<_>>().join(", ")
    };
    assert!(items("--max-alike 0").starts_with("mug 1, mug 2, mug 3"));
    let by_default = items("");
    assert!(by_default.starts_with("mug 1, mug 2, ") && !by_default.contains("mug 3"));
    assert_eq!(items("--max-alike 2"), by_default);
    assert_eq!(items("--explore 1 --max-alike 0"), "mug 1, mug 2, mug 3, bell");
    for words in ["--max-alike 6", "--explore 1001", "--explore -1"] {
        let asked = format!("recommend --model model --queries q.csv {words}");
        shell.dapei(&asked).code(2);
    }
}

#[test]
fn the_threads_do_not_change_the_answer() {
    let shell = Shell::with_model();
    let queries: String = (0..9000).map(|query| format!("{query},tea\n")).collect();
    shell.write("q.csv", &format!("query_id,item_id\n{queries}"));
    let rows = |threads: u8| {
        let words = format!("recommend --model model --queries q.csv --k 2 --threads {threads}");
        stdout(&shell.dapei(&words).success())
    };
    let one = rows(1);
    assert_eq!(one.lines().count(), 18_001);
    assert!(one == rows(3));
}

#[test]
fn a_customer_gets_nothing_that_the_customer_has() {
    let shell = Shell::new();
    let orders: String = (0..60)
        .map(|order| format!("{order},tea,\n{order},{},\n", ["cup", "pot"][order % 2]))
        .collect();
    shell.write("o.csv", &format!("order_id,item_id,customer_id\n{orders}a,cup,ann\n"));
    stdout(&shell.dapei("train --orders o.csv --model model").success());
    shell.write("q.csv", "query_id,item_id,customer_id\n1,tea,ann\n2,tea,bo\n");
    let rows = stdout(&shell.dapei("recommend --model model --queries q.csv --k 5").success());
    let items = |query: &str| -> Vec<String> {
        let of_query = rows.lines().filter_map(|row| row.strip_prefix(query));
        of_query.filter_map(|row| row.split(',').nth(1)).map(str::to_owned).collect()
    };
    assert_eq!(items("1,"), ["pot"]);
    assert_eq!(items("2,").len(), 2);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let shell = Shell::with_model();
    let queries: String = (0..20_000).map(|query| format!("{query},tea\n")).collect();
    shell.write("q.csv", &format!("query_id,item_id\n{queries}"));
    let mut command = shell.command("recommend --model model --queries q.csv");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn a_kind_that_does_not_exist_is_wrong_usage() {
    let shell = Shell::new();
    let words = "recommend --model model --queries q.csv --relation warm";
    let refused = shell.dapei(words).code(2);
    assert!(stderr(&refused).contains("substitute, extension, complementary, hot, latent, none"));
}
