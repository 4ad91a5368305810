//! The same rows give the same history, whatever format they come in.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

#[path = "../files/mod.rs"]
mod files;
mod written;
mod lines;
mod facts;
mod views;

use std::num::NonZeroUsize;

use datasets::ReadOptions;
use engine::train::{TrainParams, train};
use engine::words::{History, Intake, IntakeReport};
use facts::fact;
use files::Folder;
use lines::{Line, line};
use proptest::prelude::*;
use views::view;
use written::{ENDINGS, Row, file_of, ten_files};

/// A history in a shape that can be compared.
type Shape = (Vec<String>, Vec<(Vec<u32>, Option<u32>, Option<i64>)>, IntakeReport, Vec<String>);

fn shape(history: &History) -> Shape {
    let vocabulary = &history.vocabulary;
    let ids = vocabulary.indexes().map(|item| vocabulary.id(item).to_owned()).collect();
    let orders = history
        .orders
        .iter()
        .map(|order| (order.items.to_vec(), order.customer, order.time.map(|time| time.0)))
        .collect();
    let facts = vocabulary.indexes().map(|item| format!("{:?}", history.catalog.item(item)));
    (ids, orders, history.report.clone(), facts.collect())
}

fn history(folder: &Folder, names: &[&str]) -> (History, u64) {
    let mut intake = Intake::new();
    let report = folder.read_orders(names, &ReadOptions::default(), &mut intake).unwrap();
    assert_eq!(report.rows(), report.accepted() + report.not_counted() + report.refused());
    (intake.finish().unwrap(), report.not_counted())
}

/// The snapshot that training makes of files of orders, of items and of views.
fn snapshot(folder: &Folder, [orders, items, views]: [&[String]; 3]) -> Vec<u8> {
    let (mut intake, options) = (Intake::new(), ReadOptions::default());
    folder.read_orders(&names(orders), &options, &mut intake).unwrap();
    for report in [
        folder.read_items(&names(items), &options, &mut intake).unwrap(),
        folder.read_views(&names(views), &options, &mut intake).unwrap(),
    ] {
        assert_eq!(report.rows(), report.accepted(), "{report}");
    }
    let params = TrainParams::default().check().unwrap();
    train(&intake.finish().unwrap(), &params, NonZeroUsize::MIN, &|_| {}).unwrap().bytes
}

fn names(files: &[String]) -> Vec<&str> {
    files.iter().map(String::as_str).collect()
}

/// Writes a file of `rows` and gives its name.
fn one_file<R: Row>(folder: &Folder, start: &str, rows: &[R], ending: &str) -> Vec<String> {
    let name = format!("{start}.{ending}");
    folder.write(&name, &file_of(rows, ending));
    vec![name]
}

/// Rows and the same in another sequence.
type Twice<T> = (Vec<T>, Vec<T>);

fn twice<R: Row + std::fmt::Debug + 'static>(
    rows: impl Strategy<Value = Vec<R>>,
) -> impl Strategy<Value = Twice<R>> {
    rows.prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
}

/// A store: lines that all count. Every other store knows neither refunds nor titles, as Parquet is
/// taken column by column then.
fn store() -> impl Strategy<Value = Vec<Line>> {
    let count = |(mut lines, is_plain): (Vec<Line>, bool)| {
        for line in &mut lines {
            line.status = if line.status == "refunded" && !is_plain { "refunded" } else { "paid" };
            line.title = line.title.take().filter(|_| !is_plain);
        }
        // What nobody known bought, nobody takes back: no store is empty in the end.
        let (order, status) = ("kept".to_owned(), "paid");
        lines[0] =
            Line { order, customer: None, millionths: 1_000_000, status, ..lines[0].clone() };
        lines
    };
    (prop::collection::vec(line(), 10..120), any::<bool>()).prop_map(count)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_same_rows_give_the_same_history_in_every_format(
        mut lines in prop::collection::vec(line(), 1..60),
    ) {
        // A file needs one row that counts.
        lines[0].status = "paid";
        let folder = Folder::new();
        for ending in ENDINGS {
            folder.write(&format!("orders.{ending}"), &file_of(&lines, ending));
        }
        let (expected, n_not_counted) = history(&folder, &["orders.csv"]);
        let skipped = lines.iter().filter(|l| ["unpaid", "Cancelled"].contains(&l.status)).count();
        prop_assert_eq!(n_not_counted, skipped as u64);
        for ending in ENDINGS {
            let (found, _) = history(&folder, &[&format!("orders.{ending}")]);
            prop_assert_eq!(shape(&found), shape(&expected), "{}", ending);
        }
    }

    #[test]
    fn one_file_or_two_give_the_same_history(
        mut lines in prop::collection::vec(line(), 2..60),
        cut in 1_usize..59,
    ) {
        let cut = cut.min(lines.len() - 1);
        lines[0].status = "paid";
        lines[cut].status = "paid";
        let folder = Folder::new();
        folder.write("all.csv", &file_of(&lines, "csv"));
        folder.write("one.csv", &file_of(&lines[..cut], "csv"));
        folder.write("two.parquet", &file_of(&lines[cut..], "parquet"));
        let (expected, _) = history(&folder, &["all.csv"]);
        let (found, _) = history(&folder, &["one.csv", "two.parquet"]);
        prop_assert_eq!(shape(&found), shape(&expected));
    }

    #[test]
    fn ten_files_of_ten_formats_and_shuffled_rows_give_the_same_snapshot(
        (orders, shuffled_orders) in twice(store()),
        (items, shuffled_items) in twice(prop::collection::vec(fact(), 1..40)),
        (views, shuffled_views) in twice(prop::collection::vec(view(), 1..120)),
    ) {
        let folder = Folder::new();
        let expected = snapshot(&folder, [
            &one_file(&folder, "orders", &orders, "csv"),
            &one_file(&folder, "items", &items, "csv"),
            &one_file(&folder, "views", &views, "csv"),
        ]);
        let several = snapshot(&folder, [
            &ten_files(&folder, "orders-part", &shuffled_orders),
            &ten_files(&folder, "items-part", &shuffled_items),
            &ten_files(&folder, "views-part", &shuffled_views),
        ]);
        prop_assert!(several == expected, "several files");
        for ending in ENDINGS {
            let shuffled = snapshot(&folder, [
                &one_file(&folder, "orders-shuffled", &shuffled_orders, ending),
                &one_file(&folder, "items-shuffled", &shuffled_items, ending),
                &one_file(&folder, "views-shuffled", &shuffled_views, ending),
            ]);
            prop_assert!(shuffled == expected, "{}", ending);
        }
    }
}
