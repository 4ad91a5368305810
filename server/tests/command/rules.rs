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
    insta::assert_snapshot!(checked, @"");
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
    insta::assert_snapshot!(stderr(&late), @"");
    let listed = stdout(&shell.dapei("rules versions --model model").success());
    assert_eq!(listed.lines().filter(|line| line.contains("file")).count(), 2, "{listed}");
    let missing = shell.dapei("rules show --model model --version 7").failure();
    insta::assert_snapshot!(stderr(&missing), @"");
}

#[test]
fn a_file_that_holds_no_rules_is_refused_with_where() {
    let shell = Shell::with_model();
    let refused = |text: &str| {
        shell.write("rules.json", text);
        stderr(&shell.dapei("rules put --model model rules.json").failure())
    };
    insta::assert_snapshot!(refused(r#"{"rules":[{"id":"a","action":"hide","items":{"colour":"red"}}]}"#), @"");
    insta::assert_snapshot!(refused(r#"{"rules":[{"id":"a","action":"boost","items":{"brand":"x"}}]}"#), @"");
    insta::assert_snapshot!(refused("{\"rules\":[]} {}"), @"");
    insta::assert_snapshot!(refused(""), @"");
}
