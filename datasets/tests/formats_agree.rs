//! The same rows give the same history, whatever format they come in.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod files;

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use datasets::ReadOptions;
use engine::words::{History, Intake, IntakeReport};
use files::{Folder, gzip, parquet};
use proptest::prelude::*;

#[derive(Debug, Clone)]
struct Line {
    order: String,
    item: String,
    customer: Option<String>,
    seconds: Option<i64>,
    millionths: i64,
    pence: Option<i64>,
    status: &'static str,
    title: Option<String>,
}

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

fn line() -> impl Strategy<Value = Line> {
    let title = proptest::option::of("[ -~茶壶\n\"]{1,12}");
    let status = prop::sample::select(vec!["", "paid", "unpaid", "Cancelled", "refunded"]);
    (
        ("[0-9]{1,2}", "[0-9A-Za-z \",茶]{1,3}", proptest::option::of("[0-9]{1,2}")),
        proptest::option::of(0_i64..2_000_000_000),
        -5_000_000_i64..5_000_000,
        proptest::option::of(0_i64..1_000_000),
        status,
        title,
    )
        .prop_map(|((order, item, customer), seconds, millionths, pence, status, title)| {
            Line { order, item, customer, seconds, millionths, pence, status, title }
        })
}

fn fixed(number: i64, places: usize) -> String {
    let (sign, size) = (if number < 0 { "-" } else { "" }, number.unsigned_abs());
    let unit = 10_u64.pow(places as u32);
    format!("{sign}{}.{:0places$}", size / unit, size % unit)
}

const HEADER: [&str; 8] = [
    "order_id",
    "item_id",
    "customer_id",
    "timestamp",
    "quantity",
    "unit_price",
    "status",
    "title",
];

fn delimited(lines: &[Line], delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    writer.write_record(HEADER).unwrap();
    for line in lines {
        let time = line.seconds.map(|s| jiff::Timestamp::from_second(s).unwrap().to_string());
        writer
            .write_record([
                line.order.clone(),
                line.item.clone(),
                line.customer.clone().unwrap_or_default(),
                time.unwrap_or_default(),
                fixed(line.millionths, 6),
                line.pence.map(|pence| fixed(pence, 2)).unwrap_or_default(),
                line.status.to_owned(),
                line.title.clone().unwrap_or_default(),
            ])
            .unwrap();
    }
    writer.into_inner().unwrap()
}

fn batch(lines: &[Line]) -> RecordBatch {
    let texts = |cell: fn(&Line) -> Option<&str>| -> ArrayRef {
        Arc::new(lines.iter().map(cell).collect::<StringArray>())
    };
    let number = |text: String| text.parse::<f64>().unwrap();
    let times = lines.iter().map(|line| line.seconds.map(|seconds| seconds * 1_000_000));
    let columns: [ArrayRef; 8] = [
        texts(|line| Some(&line.order)),
        texts(|line| Some(&line.item)),
        texts(|line| line.customer.as_deref()),
        Arc::new(times.collect::<TimestampMicrosecondArray>()),
        Arc::new(
            lines.iter().map(|l| Some(number(fixed(l.millionths, 6)))).collect::<Float64Array>(),
        ),
        Arc::new(
            lines.iter().map(|l| l.pence.map(|p| number(fixed(p, 2)))).collect::<Float64Array>(),
        ),
        texts(|line| Some(line.status)),
        texts(|line| line.title.as_deref()),
    ];
    RecordBatch::try_from_iter(HEADER.into_iter().zip(columns)).unwrap()
}

fn history(folder: &Folder, names: &[&str]) -> (History, u64) {
    let mut intake = Intake::new();
    let report = folder.read_orders(names, &ReadOptions::default(), &mut intake).unwrap();
    assert_eq!(report.rows(), report.accepted() + report.not_counted() + report.refused());
    (intake.finish().unwrap(), report.not_counted())
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
        let text = delimited(&lines, b',');
        folder.write("orders.csv", &text);
        folder.write("orders.csv.gz", &gzip(&text));
        folder.write("orders.csv.zst", &zstd::encode_all(&text[..], 1).unwrap());
        folder.write("orders.tsv", &delimited(&lines, b'\t'));
        folder.write("orders.parquet", &parquet(&batch(&lines)));
        let (expected, n_not_counted) = history(&folder, &["orders.csv"]);
        let skipped = lines.iter().filter(|l| ["unpaid", "Cancelled"].contains(&l.status)).count();
        prop_assert_eq!(n_not_counted, skipped as u64);
        for name in ["orders.csv.gz", "orders.csv.zst", "orders.tsv", "orders.parquet"] {
            let (found, _) = history(&folder, &[name]);
            prop_assert_eq!(shape(&found), shape(&expected), "{}", name);
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
        folder.write("all.csv", &delimited(&lines, b','));
        folder.write("one.csv", &delimited(&lines[..cut], b','));
        folder.write("two.parquet", &parquet(&batch(&lines[cut..])));
        let (expected, _) = history(&folder, &["all.csv"]);
        let (found, _) = history(&folder, &["one.csv", "two.parquet"]);
        prop_assert_eq!(shape(&found), shape(&expected));
    }
}
