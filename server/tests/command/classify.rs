//! `dapei classify`, and how well it tells relations apart.

use serde_json::Value;

use crate::shell::{Shell, stderr, stdout};

#[test]
fn every_pair_is_answered_in_its_sequence_with_probabilities_that_are_one() {
    let shell = Shell::with_model();
    shell.write("p.csv", "item_a,item_b\ntea,cup\n\"a,b\",tea\ncup,tea\ntea,lantern\ntea,tea\n");
    let asserted = shell.dapei("classify --model model --pairs p.csv").success();
    let told = stderr(&asserted);
    insta::assert_snapshot!(told, @"
    pairs answered: 5
              1  pairs name an unknown item and are none, with confidence 0
    ");
    let answer = stdout(&asserted);
    let mut rows = answer.lines().map(|row| row.rsplitn(8, ',').collect::<Vec<_>>());
    let head = rows.next().unwrap();
    assert_eq!(head[0], "p_none");
    let rows: Vec<Vec<&str>> = rows.collect();
    let functions: Vec<(&str, &str)> = rows.iter().map(|row| (row[7], row[6])).collect();
    assert_eq!(
        functions.iter().map(|(items, _)| *items).collect::<Vec<_>>(),
        ["tea,cup", "\"a,b\",tea", "cup,tea", "tea,lantern", "tea,tea"]
    );
    assert_eq!(
        functions.iter().map(|(_, function)| *function).collect::<Vec<_>>(),
        ["complementary", "none", "complementary", "none", "substitute"]
    );
    assert_eq!(rows[1][..6], ["1.000000", "0.000000", "0.000000", "0.000000", "0.000000", "none"]);
    // The same both ways.
    assert_eq!(rows[0][..5], rows[2][..5]);
    for row in rows {
        let millionths: u32 =
            row[..4].iter().map(|p| p.replace('.', "").parse::<u32>().unwrap()).sum();
        assert_eq!(millionths, 1_000_000, "{row:?}");
    }
}

#[test]
fn what_is_no_pair_or_no_function_is_told() {
    let shell = Shell::with_model();
    shell.write("p.csv", "item_a\ntea\n");
    let told = stderr(&shell.dapei("classify --model model --pairs p.csv").code(1));
    insta::assert_snapshot!(told, @"dapei: p.csv: no column `item_b`; found `item_a`; name it in the header, such as item_a,item_b");
    shell.write("p.csv", "item_a,item_b\ntea,cup\ntea,\n");
    let asserted = shell.dapei("classify --model model --pairs p.csv").code(1);
    assert_eq!(stdout(&asserted), "", "a file that cannot be answered whole is not answered");
    insta::assert_snapshot!(stderr(&asserted), @"dapei: p.csv: row 2 (line 3), column `item_b`: empty, expected an id");
    let relations = |text: &str| {
        shell.write("p.csv", text);
        let asserted = shell.dapei("evaluate --orders orders.csv --relations p.csv").code(1);
        stderr(&asserted).lines().last().unwrap().to_owned()
    };
    insta::assert_snapshot!(relations("item_a,item_b,function\ntea,cup,friend\n"), @"dapei: p.csv: row 1 (line 2), column `function`: not a function, expected substitute, extension, complementary or none, found `friend`");
    insta::assert_snapshot!(relations("item_a,item_b\ntea,cup\n"), @"dapei: p.csv: no column `function`; found `item_a`, `item_b`; name it in the header, such as item_a,item_b,function");
}

#[test]
fn relations_are_judged_in_three_ways_and_pairs_that_hang_together_are_told() {
    let shell = Shell::new();
    shell.dapei("generate --orders 2000 --seed 90021 --out shop").success();
    let judged = |rows: &[String]| {
        shell.write("p.csv", &format!("item_a,item_b,function\n{}\n", rows.join("\n")));
        let words = "evaluate --orders shop/orders.csv --items shop/items.csv --relations p.csv";
        let asserted = shell.dapei(words).success();
        (stderr(&asserted), stdout(&asserted))
    };
    let truth = std::fs::read_to_string(shell.path("shop/truth_relations.csv")).unwrap();
    let planted: Vec<Vec<&str>> =
        truth.lines().skip(1).take(60).map(|row| row.split(',').collect()).collect();
    let mut rows: Vec<String> = planted.iter().map(|row| row[..3].join(",")).collect();
    rows.push("nobody,sells,none".to_owned());
    let (told, text) = judged(&rows);
    assert!(told.contains("1  pairs name an unknown item and are answered none"), "{told}");
    let begin =
        |start: &str| text.lines().filter(|row| row.trim_start().starts_with(start)).count();
    for row in ["substitute ", "extension ", "complementary ", "none ", "macro-F1 ", "100 % "] {
        assert_eq!(begin(row), 3, "{row}: {text}");
    }

    // Pairs of one item with all others: each has an item in another fold, or the one item in its own.
    let hub: Vec<String> =
        planted.iter().skip(1).map(|row| format!("{},{},none", planted[0][0], row[1])).collect();
    let (told, text) = judged(&hub[..3]);
    assert!(text.contains("with these labels nothing can be judged"), "{text}");
    assert_eq!(text.matches("macro-F1").count(), 1, "{text}");
    assert!(text.contains(" of 4: no label and no answer is any other)"), "{text}");
    assert!(told.contains("3  pairs are of items in several folds in every draw"), "{told}");
}

/// The macro-F1 of the relations planted in a made-up shop whose seed no weight was fitted on.
#[test]
fn planted_relations_are_told_apart_by_whatever_is_known() {
    let shell = Shell::new();
    shell.dapei("generate --orders 20000 --seed 90020 --out shop").success();
    let macro_f1 = |files: &str| {
        let words = format!(
            "evaluate --orders shop/orders.csv {files} --relations shop/truth_relations.csv --json"
        );
        let found: Value = serde_json::from_str(&stdout(&shell.dapei(&words).success())).unwrap();
        println!("{files}: {}", found["macro_f1"]);
        found["macro_f1"].as_f64().unwrap()
    };
    assert!(macro_f1("--items shop/items.csv --views shop/views.csv") > 0.92);
    assert!(macro_f1("--items shop/items.csv") > 0.85);
}
