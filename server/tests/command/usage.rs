//! Exit codes and help.

use crate::shell::{Shell, stderr, stdout};

#[test]
fn wrong_usage_is_2_and_help_is_0() {
    let shell = Shell::new();
    for words in
        ["", "fly", "train", "recommend --model m", "train --orders f --model m --preset x"]
    {
        shell.dapei(words).code(2);
    }
    for words in ["--help", "--version", "train --help", "demo --help"] {
        shell.dapei(words).code(0);
    }
}

#[test]
fn a_number_of_threads_is_1_to_256() {
    let shell = Shell::new();
    for command in [
        "train --orders o.csv --model m",
        "recommend --queries q.csv --model m",
        "evaluate --orders o.csv",
        "demo --model m",
    ] {
        for threads in ["0", "257", "1000000"] {
            let refused = shell.dapei(&format!("{command} --threads {threads}")).code(2);
            let told = stderr(&refused);
            assert!(told.contains(&format!("{threads} is not in 1..=256")), "{told}");
        }
    }
}

#[test]
fn a_currency_and_other_decimals_than_its_own_are_wrong_usage() {
    let shell = Shell::new();
    let refused = |words: &str| {
        let told = stderr(&shell.dapei(&format!("train --orders o.csv --model m {words}")).code(2));
        told.lines().next().unwrap().to_owned()
    };
    insta::assert_snapshot!(refused("--currency JPY --price-decimals 2"), @"error: `--price-decimals 2` contradicts the 0 decimals of `--currency JPY`");
    insta::assert_snapshot!(refused("--price-decimals 0"), @"error: `--price-decimals 0` contradicts the 2 decimals of prices without `--currency`");
}

#[test]
fn a_parameter_out_of_its_range_is_wrong_usage() {
    let assert = Shell::new().dapei("train --orders o.csv --neighbours 0 --model model").code(2);
    let told = stderr(&assert);
    let first = told.lines().next().unwrap();
    insta::assert_snapshot!(first, @"error: parameter `neighbours` is 0, expected 1 to 2000");
}

/// Once, places that were asked for and not there were left out without a word.
#[test]
fn as_many_explored_places_as_there_are_is_wrong_usage() {
    let shell = Shell::new();
    let refused = |words: &str| {
        let told = stderr(&shell.dapei(words).code(2));
        told.lines().next().unwrap().to_owned()
    };
    let recommend = "recommend --model m --queries q.csv";
    insta::assert_snapshot!(refused(&format!("{recommend} --k 10 --explore 12")), @"error: `--explore 12` leaves none of the places of `--k 10` to other items, expected 0 to 9");
    insta::assert_snapshot!(refused(&format!("{recommend} --explore 20")), @"error: `--explore 20` leaves none of the places of `--k 20` to other items, expected 0 to 19");
    insta::assert_snapshot!(refused("evaluate --orders o.csv --k 1 --explore 1"), @"error: `--explore 1` leaves none of the places of `--k 1` to other items, expected 0 to 0");
    insta::assert_snapshot!(refused("evaluate --orders o.csv --explore 999"), @"error: `--explore 999` leaves none of the places of `--k 10` to other items, expected 0 to 9");
    // One place less is no wrong usage: the next thing that is missing is told.
    shell.dapei(&format!("{recommend} --k 10 --explore 9")).code(1);
    shell.dapei("evaluate --orders o.csv --k 10 --explore 9").code(1);
}

#[test]
fn every_command_helps_with_examples() {
    let shell = Shell::new();
    for command in ["demo", "train", "check", "serve", "recommend", "evaluate", "inspect"] {
        let help = stdout(&shell.dapei(&format!("{command} --help")));
        assert!(help.contains(&format!("Examples:\n  dapei {command}")), "{help}");
    }
}

#[test]
fn a_failure_is_1_and_one_line_that_says_what_to_do() {
    let shell = Shell::new();
    let failure = |words: &str| {
        let assert = shell.dapei(words).code(1);
        assert_eq!(stdout(&assert), "");
        stderr(&assert)
    };
    insta::assert_snapshot!(failure("serve --model none"), @"dapei: no directory `none`: make a model with `dapei train --orders FILE --model none`");
    insta::assert_snapshot!(failure("inspect --model none"), @"dapei: no directory `none`: make a model with `dapei train --orders FILE --model none`");
    insta::assert_snapshot!(failure("train --orders none.csv --model model"), @"dapei: cannot read the orders: none.csv: cannot be opened: No such file or directory (os error 2)");
    std::fs::create_dir(shell.path("empty")).unwrap();
    insta::assert_snapshot!(failure("serve --model empty"), @"dapei: no snapshot in `empty`: make one with `dapei train --orders FILE --model empty`");
    shell.write(
        "empty/snapshot-000001.dapei",
        "damaged, and longer than any header is, by a good measure",
    );
    insta::assert_snapshot!(failure("serve --model empty"), @"dapei: cannot use snapshot `empty/snapshot-000001.dapei`: not a snapshot: it does not start with `DAPEISNP`; point at a file made by `dapei train`");
}

#[test]
fn the_description_is_printed_as_it_is_kept() {
    let printed = stdout(&Shell::new().dapei("openapi").success());
    assert_eq!(printed, include_str!("../../openapi.json"));
}
