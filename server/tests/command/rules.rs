//! `dapei rules`

use crate::shell::{Shell, stderr, stdout};

const RULES: &str = r#"{"rules":[
    {"id":"spring","action":"boost","factor":2,"items":{"category":"Home"},"until":"2020-01-01"},
    {"id":"pair","action":"force","items":{"item_ids":["cup"]},"with":{"item_ids":["tea"]},"note":"manual"}
]}"#;

#[test]
fn rules_are_checked_written_listed_and_shown_as_they_were_written() {
    let shell = Shell::with_model();
    shell.write("rules.json", RULES);
    let checked = stdout(&shell.dapei("rules check rules.json").success());
    assert_eq!(
        checked,
        "2 rules, 1 in force now\n  not now   boost    spring\n  in force  force    pair\n"
    );
    let none = shell.dapei("rules show --model model").failure();
    assert!(stderr(&none).contains("nothing was ever told to this shop"), "{}", stderr(&none));
    assert_eq!(stdout(&shell.dapei("rules put --model model rules.json").success()), "1\n");
    let shown = stdout(&shell.dapei("rules show --model model").success());
    shell.write("again.json", &shown);
    assert_eq!(
        stdout(&shell.dapei("rules put --model model again.json --expect 1").success()),
        "2\n"
    );
    assert_eq!(stdout(&shell.dapei("rules show --model model --version 2").success()), shown);
    let late = shell.dapei("rules put --model model rules.json --expect 1").failure();
    insta::assert_snapshot!(stderr(&late), @"dapei: the newest rules are version 2, not 1 as expected: read them, and write again");
    let listed = stdout(&shell.dapei("rules versions --model model").success());
    assert_eq!(listed.lines().filter(|line| line.contains("file")).count(), 2, "{listed}");
    let missing = shell.dapei("rules show --model model --version 7").failure();
    insta::assert_snapshot!(stderr(&missing), @"dapei: the store keeps no version 7 of the rules");
}

#[test]
fn a_file_that_holds_no_rules_is_refused_with_where() {
    let shell = Shell::with_model();
    let refused = |text: &str| {
        shell.write("rules.json", text);
        stderr(&shell.dapei("rules put --model model rules.json").failure())
    };
    insta::assert_snapshot!(refused(r#"{"rules":[{"id":"a","action":"hide","items":{"colour":"red"}}]}"#), @"dapei: `rules.json` is no document of rules: rules[0].items.colour: unknown field `colour`, expected one of `item_ids`, `category`, `brand`, `attributes` at line 1 column 53");
    insta::assert_snapshot!(refused(r#"{"rules":[{"id":"a","action":"boost","items":{"brand":"x"}}]}"#), @"dapei: `rules.json` cannot be used: `rules[0]` (`a`): `factor`: absent, `boost` takes one above 1, at most 1000");
    insta::assert_snapshot!(refused("{\"rules\":[]} {}"), @"dapei: `rules.json` goes on after its end: trailing characters at line 1 column 14");
    insta::assert_snapshot!(refused("[[]]"), @"dapei: `rules.json` is no document of rules: invalid type: sequence, expected an object at line 1 column 0");
    insta::assert_snapshot!(refused(""), @"dapei: `rules.json` is no document of rules: EOF while parsing a value at line 1 column 0");
    shell.write("rules.json", &format!("\u{feff}{RULES}"));
    shell.dapei("rules put --model model rules.json").success();
}
