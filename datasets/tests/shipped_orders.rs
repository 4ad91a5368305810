//! The orders that ship with Dapei: every row and every known defect is accounted for.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

#[path = "../examples/known_defects/defects.rs"]
mod defects;

use datasets::{
    BadRows, Grouped, LoadReport, ReadOptions, SHIPPED_ORDERS_NAME, read_shipped_orders,
    shipped_orders,
};
use defects::Defects;
use engine::words::{History, Intake};

fn read(options: &ReadOptions) -> (LoadReport, History) {
    let mut intake = Intake::new();
    let report = read_shipped_orders(options, &mut intake, &mut |_| {}).unwrap();
    (report, intake.finish().unwrap())
}

#[test]
fn the_counts_add_up_to_every_row_of_the_export() {
    let (report, history) = read(&ReadOptions::default());
    assert_eq!(report.rows(), 541_909);
    assert_eq!(report.rows(), report.accepted() + report.not_counted() + report.refused());
    assert_eq!(history.report.n_lines, report.accepted());
    assert_eq!(history.report.n_orders_with_several_times, 43);
    assert_eq!(history.catalog.currency(), Some("GBP"));
    assert_eq!(report.files[0].file, SHIPPED_ORDERS_NAME);
}

#[test]
fn every_known_defect_is_told_with_the_count_that_the_readme_shows() {
    let (report, _) = read(&ReadOptions::default());
    let readme = include_str!("../README.md");
    assert!(readme.contains(&report.to_string()), "README.md shows another report than\n{report}");
}

#[test]
fn the_defects_of_the_raw_export_are_those_that_the_readme_shows() {
    let defects = Defects::count(shipped_orders()).unwrap();
    let readme = include_str!("../README.md");
    assert!(readme.contains(&defects.to_string()), "README.md shows other counts than\n{defects}");
    let n_no_items = defects.no_items.values().sum();
    for (defect, count) in [
        ("invoices `C…` cancel earlier lines", defects.cancelling),
        ("invoices `A…` adjust bad debt", defects.adjusting),
        ("lines entered by hand)", n_no_items),
        ("and free gifts", defects.zero_price + defects.nearly_zero_price),
        ("negative prices", defects.negative_price),
        ("lines without a customer", defects.without_customer),
        ("one code under several descriptions", defects.several_titles),
        ("codes in small letters", defects.folded),
        ("invoices with several times", defects.several_times),
        ("an order of more than 1,000 items", defects.large.len() as u64),
        ("the same code twice on an invoice", defects.repeated),
    ] {
        let cells = format!("{defect} | {} ", Grouped(count));
        assert!(readme.contains(&cells), "README.md does not say `{cells}`");
    }
}

#[test]
fn what_the_preset_mends_is_what_is_wrong_with_the_raw_export() {
    let defects = Defects::count(shipped_orders()).unwrap();
    let (report, history) = read(&ReadOptions::default());
    let notes: Vec<u64> = report.notes.iter().map(|note| note.rows).collect();
    assert_eq!(notes, [defects.without_customer, defects.cancelling, defects.folded]);
    let folded = format!("rows under {} stock codes with small letters", defects.folded_codes);
    assert!(report.notes[2].text.starts_with(&folded));
    assert_eq!(history.report.n_items_with_several_titles, defects.several_titles);
    assert_eq!(history.report.n_orders_with_several_times, defects.several_times);
    assert_eq!(history.report.n_lines_summed, defects.repeated);
    assert_eq!(defects.folded_codes, defects.with_twin + 2);
}

#[test]
fn defects_that_only_show_after_netting_are_counted_too() {
    let (_, history) = read(&ReadOptions::default());
    assert_eq!(history.report.n_orders_with_several_times, 43);
    assert_eq!(history.report.n_items_with_several_titles, 212);
    let n_large = history.orders.iter().filter(|order| order.items.len() > 1_000).count();
    assert_eq!(n_large, 1);
}

#[test]
fn a_code_with_a_small_letter_is_the_item_with_the_capital_one() {
    let (_, history) = read(&ReadOptions::default());
    assert!(history.vocabulary.index("85123a").is_none());
    let lights = history.vocabulary.index("85123A").unwrap();
    assert_eq!(history.catalog.title(lights), Some("WHITE HANGING HEART T-LIGHT HOLDER"));
}

#[test]
fn known_defects_do_not_stop_a_strict_reading() {
    let options = ReadOptions { bad_rows: BadRows::Fail, ..ReadOptions::default() };
    assert_eq!(read(&options).0, read(&ReadOptions::default()).0);
}

#[test]
fn the_program_carries_the_very_bytes_of_the_shipped_file() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/online_retail.parquet");
    assert!(std::fs::read(path).unwrap() == shipped_orders());
}

#[test]
fn progress_is_told_on_the_way_and_ends_at_the_end() {
    let mut told = Vec::new();
    let mut intake = Intake::new();
    read_shipped_orders(&ReadOptions::default(), &mut intake, &mut |progress| {
        told.push((progress.rows, progress.bytes_read, progress.bytes_total));
    })
    .unwrap();
    assert_eq!(told.len(), 9);
    assert_eq!(told[0].0, 65_536);
    assert!(told.is_sorted());
    let size = shipped_orders().len() as u64;
    assert_eq!(told[8], (541_909, size, size));
}
