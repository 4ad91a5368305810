//! The page about relations says what the code does.

use std::fs;
use std::path::Path;

use engine::classify::TABLE;

#[test]
fn the_page_lists_the_weights() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/relations.md");
    let page = fs::read_to_string(page).unwrap();
    let rows: Vec<Vec<&str>> = page
        .lines()
        .map(|line| line.split(" | ").map(|cell| cell.trim_matches(['|', ' '])).collect())
        .filter(|cells: &Vec<&str>| cells.len() == 5)
        .collect();
    for (feature, weights, _) in TABLE {
        let name = format!("{feature:?}");
        let row = rows.iter().find(|cells| cells[0] == name);
        let row = row.unwrap_or_else(|| panic!("no row for {name}"));
        assert_eq!(row[2..], weights.map(|weight| format!("{weight:.2}")), "{name}");
    }
}

#[test]
fn no_figure_is_left_open() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/relations.md");
    assert!(!fs::read_to_string(page).unwrap().contains('@'), "a place for a figure");
}
