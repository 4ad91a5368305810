//! `dapei evaluate`

use serde_json::{Value, json};

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
          at most 2 flavours in five places: 1 of 3 questions hit, 1 without that cap, +0.0000 [+0.0000, +0.0000]
          told who asks: 0 of 1 answers new to a named customer hit, 0 without being told who asks, +0.0000 [+0.0000, +0.0000]; NDCG 0.0000, 0.0000 without; by leaving out alone what was bought: 0, NDCG 0.0000
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
    let numbers: Vec<_> = rounds.iter().map(|round| round["window"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [1, 1, 2, 2]);
    assert_eq!(
        rounds[0]["days_asked_about"],
        json!({ "first": "2026-03-09", "last": "2026-03-16" })
    );
    for round in rounds {
        assert_eq!(names(round).len(), 13);
        assert_eq!(names(round)[0], "dapei");
        // Five items fit into ten places.
        for row in round["rows"].as_array().unwrap() {
            assert_eq!(row["hit_rate"], 1.0, "{row}");
        }
    }
}

/// A guard against ranking that breaks without a test that fails: how good it is on real shops is in the
/// documents.
#[test]
fn dapei_finds_about_as_much_as_the_best_method_and_far_more_than_popularity() {
    let shell = Shell::new();
    shell.dapei("generate --orders 12000 --seed 29 --out shop").success();
    let words = "evaluate --orders shop/orders.csv --items shop/items.csv --json --mode rest,one \
                 --peers popularity,co-count,cosine,bm25,basket-knn,local-ridge";
    let found: Value = serde_json::from_str(&stdout(&shell.dapei(words).success())).unwrap();
    for round in found["rounds"].as_array().unwrap() {
        let hit_rate = |name: &str| {
            let rows = round["rows"].as_array().unwrap();
            rows.iter().find(|row| row["name"] == name).unwrap()["hit_rate"].as_f64().unwrap()
        };
        let dapei = hit_rate("dapei");
        let others = names(round).into_iter().filter(|name| *name != "dapei").map(hit_rate);
        let best = others.fold(0.0, f64::max);
        println!("{}: {dapei}, {best}", round["mode"]);
        assert!(dapei > 0.95 * best, "{}: {dapei} against {best}", round["mode"]);
        assert!(dapei > 2.0 * hit_rate("popularity"), "{}: {dapei}", round["mode"]);
    }
}

#[test]
fn several_windows_end_with_their_mean() {
    let shell = shell();
    let words =
        "--windows 2 --mode rest,one --questions 7 --k 1 --peers cosine,cosine,popularity,co-count";
    let found = json(&shell, words);
    let (rounds, means) = (&found["rounds"].as_array().unwrap(), &found["means"]);
    assert_eq!(means.as_array().unwrap().len(), 2);
    for mean in means.as_array().unwrap() {
        let windows: Vec<_> = rounds.iter().filter(|round| round["mode"] == mean["mode"]).collect();
        assert_eq!((windows.len(), &mean["windows"]), (2, &json!(2)));
        assert_eq!(mean["weighted_by"], "questions");
        let of_windows = |name: &str, measure: &str| {
            let (mut sum, mut n_questions) = (0.0, 0.0);
            for window in &windows {
                let rows = window["rows"].as_array().unwrap();
                let row = rows.iter().find(|row| row["name"] == *name).unwrap();
                let n = window["questions"].as_f64().unwrap();
                (sum, n_questions) = (sum + n * row[measure].as_f64().unwrap(), n_questions + n);
            }
            assert_eq!(mean["questions"].as_f64(), Some(n_questions));
            sum / n_questions
        };
        for row in mean["rows"].as_array().unwrap() {
            for measure in ["hit_rate", "ndcg", "mrr", "recall", "coverage", "gini"] {
                let weighted = of_windows(row["name"].as_str().unwrap(), measure);
                assert!((row[measure].as_f64().unwrap() - weighted).abs() < 1e-12, "{row}");
            }
        }
        let places: Vec<_> =
            mean["rows"].as_array().unwrap().iter().map(|row| &row["place"]).collect();
        assert_eq!(places[..2], [&Value::Null, &json!(1)]);
        assert!(names(mean)[1..].contains(&mean["best_peer"].as_str().unwrap()));
    }

    let table = stdout(&shell.dapei(&format!("evaluate --orders orders.csv {words}")).success());
    // Dapei's own row and prices are not held here: they change with the ranking.
    let lines = table[table.find("mean over").unwrap()..].lines();
    let is_own = |line: &&str| line.starts_with("  dapei") || line.starts_with("  at most");
    let means: Vec<_> = lines.filter(|line| !is_own(line)).collect();
    insta::assert_snapshot!(means.join("\n"), @r"
    mean over 2 windows, each weighing by its questions: 14 questions (the rest of the basket is known)
                  place      HR    NDCG     MRR  tail HR  new HR  coverage    Gini  categories    HR against the best peer
      cosine          1  1.0000  1.0000  1.0000   1.0000            0.9000  0.2857         1.0                   best peer
      co-count        1  1.0000  1.0000  1.0000   1.0000            0.9000  0.2857         1.0  +0.0000 [+0.0000, +0.0000]
      popularity      3  0.0000  0.0000  0.0000   0.0000            0.4000  0.6857         1.0  -1.0000 [-1.0000, -1.0000]
      places that count: 1; in brackets 95 % of resamples by customer, the questions of all windows together

    mean over 2 windows, each weighing by its questions: 14 questions (one item is known)
                  place      HR    NDCG     MRR  tail HR  new HR  coverage    Gini  categories    HR against the best peer
      cosine          1  0.5000  0.5000  0.5000   0.4167            0.6000  0.5429         1.0                   best peer
      co-count        1  0.5000  0.5000  0.5000   0.4167            0.6000  0.5429         1.0  +0.0000 [+0.0000, +0.0000]
      popularity      3  0.0000  0.0000  0.0000   0.0000            0.4000  0.7429         1.0  -0.5000 [-0.7143, -0.2857]
      places that count: 1; in brackets 95 % of resamples by customer, the questions of all windows together
    ");
    assert_eq!(table.matches("window 2 of 2: 7 questions").count(), 2);
}

#[test]
fn explored_places_and_flavours_are_told_with_their_price() {
    let shell = shell();
    // A kite of four orders, each with tea.
    let mut orders = std::fs::read_to_string(shell.path("orders.csv")).unwrap();
    for order in [0, 20, 40, 60] {
        orders.push_str(&format!("{order},kite,c0,2026-01-01,\n"));
    }
    shell.write("orders.csv", &orders);
    shell.write("q.csv", "query_id,item_id\n1,tea\n2,tea\n");
    shell.write("t.csv", "query_id,item_id\n1,kite\n2,lantern\n");
    let words = "--queries q.csv --truth t.csv --k 2 --explore 1 --max-alike 1 --peers popularity";
    let round = &json(&shell, words)["rounds"][0];
    assert_eq!(names(round), ["dapei", "dapei exploring", "popularity"]);
    let counts = |price: &Value| {
        ["questions", "hits", "hits_without"].map(|count| price[count].as_u64().unwrap())
    };
    // The lists are cup, lantern and cup, kite.
    let explored = &round["explored"];
    assert_eq!(explored["places"], 1);
    assert_eq!(counts(&explored["cold_targets"]), [1, 1, 0]);
    assert_eq!(counts(&explored["other_targets"]), [1, 0, 1]);
    assert_eq!(round["diversity"]["max_alike"], 1);
    assert_eq!(counts(&round["diversity"]), [2, 1, 1]);

    let table = stdout(&shell.dapei(&format!("evaluate --orders orders.csv {words}")).success());
    let lines: Vec<&str> = table.lines().skip_while(|line| !line.contains("places that")).collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
      places that count: 2; in brackets 95 % of resamples by customer
      at most 1 flavour in five places: 1 of 2 questions hit, 1 without that cap, +0.0000 [+0.0000, +0.0000]
      1 explored place: 1 of 1 cold targets hit, 0 without them, +1.0000 [+1.0000, +1.0000]
      1 explored place: 0 of 1 other targets hit, 1 without them, -1.0000 [-1.0000, -1.0000]
    ");
    let free = &json(&shell, "--mode rest --max-alike 0 --peers popularity")["rounds"][0];
    assert_eq!((&free["diversity"], &free["explored"]), (&Value::Null, &Value::Null));
}

#[test]
fn one_window_has_no_mean() {
    let shell = shell();
    assert_eq!(json(&shell, "--mode rest --peers popularity")["means"], json!([]));
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

/// What the report says, without its tags.
fn words(html: &str) -> String {
    let parts = html.split('<').filter_map(|part| part.split_once('>'));
    parts.map(|(_, text)| text).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_report_says_what_the_tables_say() {
    let shell = shell();
    let words_of = "evaluate --orders orders.csv --mode rest --peers cosine,popularity --k 1";
    let run = shell.dapei(&format!("{words_of} --html report.html")).success();
    assert!(stderr(&run).ends_with("the report is in report.html\n"));
    let html = std::fs::read_to_string(shell.path("report.html")).unwrap();
    let said = words(&html);
    let said: Vec<&str> = said.split_whitespace().collect();
    let table = stdout(&run);
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("  ")).collect();
    // Heads, three rows, the note and the price of diversity.
    assert_eq!(rows.len(), 6);
    for row in &rows[1..4] {
        let cells: Vec<&str> = row.split_whitespace().collect();
        assert!(said.windows(cells.len()).any(|part| part == cells), "{row}");
    }
    assert!(html.starts_with("<!doctype html>") && html.ends_with("</html>\n"));
    for outside in ["<script", "<link rel=\"stylesheet", "src=", "http:", "https:", "url("] {
        assert!(!html.contains(outside), "{outside}");
    }
}

#[test]
fn a_report_replaces_an_older_one_and_a_broken_run_leaves_nothing() {
    let shell = shell();
    shell.write("report.html", "old");
    shell.dapei("evaluate --orders few.csv --html report.html").code(1);
    assert_eq!(std::fs::read_to_string(shell.path("report.html")).unwrap(), "old");
    shell
        .dapei("evaluate --orders orders.csv --mode rest --peers cosine --html report.html")
        .success();
    assert!(std::fs::read_to_string(shell.path("report.html")).unwrap().len() > 1000);
    let entries = std::fs::read_dir(shell.path(".")).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["orders.csv", "report.html"]);
}

#[test]
fn a_report_that_cannot_be_written_is_told_before_the_orders_are_read() {
    let shell = shell();
    std::fs::create_dir(shell.path("folder")).unwrap();
    let refused = |file: &str| {
        let asserted = shell.dapei(&format!("evaluate --orders none.csv --html {file}")).code(1);
        assert_eq!(stdout(&asserted), "");
        stderr(&asserted)
    };
    insta::assert_snapshot!(refused("none/report.html"), @"dapei: cannot write the report `none/report.html`: folder `none`: No such file or directory (os error 2)");
    insta::assert_snapshot!(refused("folder"), @"dapei: cannot write the report `folder`: it is a folder, expected a file");
}

#[test]
fn a_report_never_takes_the_place_of_a_file_to_read() {
    let shell = shell();
    std::fs::create_dir(shell.path("folder")).unwrap();
    let inputs = [
        ("items.csv", "item_id,brand\ntea,Leaf\n"),
        ("views.csv", "session_id,item_id\ns,tea\n"),
        ("q.csv", "query_id,item_id\n1,tea\n"),
        ("t.csv", "query_id,item_id\n1,cup\n"),
    ];
    inputs.iter().for_each(|(name, text)| shell.write(name, text));
    let orders = std::fs::read_to_string(shell.path("orders.csv")).unwrap();
    let refused = |file: &str| {
        let words = "evaluate --orders orders.csv --items items.csv --views views.csv \
                     --queries q.csv --truth t.csv --peers cosine --html";
        let asserted = shell.dapei(&format!("{words} {file}")).code(2);
        assert_eq!(stdout(&asserted), "");
        stderr(&asserted).lines().next().unwrap().to_owned()
    };
    insta::assert_snapshot!(refused("orders.csv"), @"error: `--html orders.csv` is to be read, expected another file for the report");
    insta::assert_snapshot!(refused("folder/../orders.csv"), @"error: `--html folder/../orders.csv` is to be read, expected another file for the report");
    insta::assert_snapshot!(refused("bad.items.csv --rejects folder/../bad.csv"), @"error: `--html bad.items.csv` is where refused rows are written, expected another file for the report");
    for (name, text) in inputs {
        assert!(refused(name).contains(&format!("`--html {name}` is to be read")));
        assert_eq!(std::fs::read_to_string(shell.path(name)).unwrap(), text);
    }
    assert_eq!(std::fs::read_to_string(shell.path("orders.csv")).unwrap(), orders);
}

/// The same shop with prices, and costs of three fifths of them.
fn priced() -> Shell {
    let shell = shell();
    let prices = [("tea", 900), ("cup", 400), ("pot", 1500), ("honey", 600), ("lantern", 800)];
    let mut items = "item_id,price,cost\n".to_owned();
    for (item, price) in prices {
        items.push_str(&format!("{item},{}.00,{}.00\n", price / 100, price * 6 / 1000));
    }
    shell.write("items.csv", &items);
    shell
}

#[test]
fn offers_are_judged_beside_orders_held_back() {
    let found = json(&priced(), "--items items.csv --bundles --windows 2");
    let windows = found["windows"].as_array().unwrap();
    assert_eq!(windows.len(), 2);
    for window in windows {
        assert_eq!((&window["orders_asked"], &window["days"]), (&json!(8), &json!(8)));
        assert_eq!(window["costs_assumed"], 0.0);
        let lists = window["lists"].as_array().unwrap();
        assert_eq!(lists.len(), 11);
        let list = |name: &str| lists.iter().find(|list| list["list"] == name).unwrap();
        let accuracy = list("suggest, accuracy only");
        assert_eq!(
            (&accuracy["hits_ratio"], &accuracy["margin_ratio"]),
            (&json!(1.0), &json!(1.0))
        );
        assert_eq!(accuracy["margin_more"]["estimate"], 0.0);
        // Five items: three of four others hold all that was bought with the dearest.
        assert!(accuracy["hits"].as_f64().unwrap() >= 8.0, "{accuracy}");
        let calibration = &window["calibration"];
        let parts = calibration["parts"].as_array().unwrap();
        let n = |name: &str| parts.iter().map(|part| part[name].as_u64().unwrap()).sum::<u64>();
        assert_eq!(calibration["items"], n("items"));
        assert_eq!(calibration["bought"], n("bought"));
        let shares = window["roles"].as_array().unwrap().iter();
        let shares: f64 = shares.map(|role| role["share"].as_f64().unwrap()).sum();
        assert!((shares - 1.0).abs() < 1e-9);
        assert_eq!(window["solving"]["searches"], 8);
        assert_eq!(window["solving"]["proven_best"], 1.0);
    }
}

#[test]
fn offers_without_prices_are_refused_and_modes_are_no_part_of_them() {
    let shell = shell();
    let told = stderr(&shell.dapei("evaluate --orders orders.csv --bundles").code(1));
    insta::assert_snapshot!(told.lines().last().unwrap(), @"dapei: nothing can be offered: items have no prices, expected `unit_price` in orders or `price` in items");
    let told = stderr(&shell.dapei("evaluate --orders orders.csv --bundles --mode rest").code(2));
    insta::assert_snapshot!(told.lines().next().unwrap(), @"error: the argument '--bundles' cannot be used with '--mode <MODE>'");
}
