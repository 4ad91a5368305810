//! The same rows give the same history, whatever format they come in.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod files;

use std::num::NonZeroUsize;
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use datasets::ReadOptions;
use engine::train::{TrainParams, train};
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

#[derive(Debug, Clone)]
struct View {
    session: Option<String>,
    customer: Option<String>,
    item: String,
    seconds: Option<i64>,
    event: &'static str,
}

/// Every ending that orders come in.
const ENDINGS: [&str; 10] = [
    "csv",
    "csv.gz",
    "csv.zst",
    "tsv",
    "tsv.gz",
    "tsv.zst",
    "jsonl",
    "jsonl.gz",
    "jsonl.zst",
    "parquet",
];

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

/// Few items, and some of any name: what nobody sees twice tells nothing.
fn item() -> impl Strategy<Value = String> {
    prop_oneof![3 => "[0-4]", 1 => "[0-9A-Za-z \",茶]{1,3}"]
}

/// Some of the four days that views are of, whole ones too, so that moments repeat.
fn moment() -> impl Strategy<Value = i64> {
    let days = (0_i64..4).prop_map(|day| FIRST_DAY + day * 86_400);
    prop_oneof![days, FIRST_DAY..FIRST_DAY + 4 * 86_400]
}

/// Midnight of a day in 2023. Unit: seconds since 1970 in UTC.
const FIRST_DAY: i64 = 1_700_006_400;

fn line() -> impl Strategy<Value = Line> {
    let title = proptest::option::of("[ -~茶壶\n\"]{1,12}");
    let status = prop::sample::select(vec!["", "paid", "unpaid", "Cancelled", "refunded"]);
    (
        ("[0-9]{1,2}", item(), proptest::option::of("[0-9]")),
        proptest::option::of(prop_oneof![3 => moment(), 1 => 0_i64..2_000_000_000]),
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

fn view() -> impl Strategy<Value = View> {
    let event = prop::sample::select(vec!["", "view", "Cart", "favorite"]);
    let session = proptest::option::of("[0-9]{1,2}");
    let customer = proptest::option::of("[0-9]");
    let seconds = proptest::option::of(moment());
    (session, customer, item(), seconds, event).prop_map(
        |(session, customer, item, seconds, event)| {
            let customer = if session.is_none() { customer.or(Some("0".into())) } else { customer };
            View { session, customer, item, seconds, event }
        },
    )
}

const VIEW_HEADER: [&str; 5] = ["session_id", "customer_id", "item_id", "timestamp", "event"];

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

fn delimited_views(views: &[View], delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    writer.write_record(VIEW_HEADER).unwrap();
    for view in views {
        let time = view.seconds.map(|s| jiff::Timestamp::from_second(s).unwrap().to_string());
        let cells = [&view.session, &view.customer, &Some(view.item.clone()), &time];
        let cells = cells.map(|cell| cell.as_deref().unwrap_or_default());
        writer.write_record(cells.into_iter().chain([view.event])).unwrap();
    }
    writer.into_inner().unwrap()
}

fn json_lines_of_views(views: &[View]) -> Vec<u8> {
    let rows = views.iter().map(|view| {
        let row = serde_json::json!({
            "session_id": view.session,
            "customer_id": view.customer,
            "item_id": view.item,
            "timestamp": view.seconds,
            "event": view.event,
        });
        format!("{row}\n")
    });
    rows.collect::<String>().into_bytes()
}

fn batch_of_views(views: &[View]) -> RecordBatch {
    let texts = |cell: fn(&View) -> Option<&str>| -> ArrayRef {
        Arc::new(views.iter().map(cell).collect::<StringArray>())
    };
    let times = views.iter().map(|view| view.seconds.map(|seconds| seconds * 1_000_000));
    let columns: [ArrayRef; 5] = [
        texts(|view| view.session.as_deref()),
        texts(|view| view.customer.as_deref()),
        texts(|view| Some(&view.item)),
        Arc::new(times.collect::<TimestampMicrosecondArray>()),
        texts(|view| Some(view.event)),
    ];
    RecordBatch::try_from_iter(VIEW_HEADER.into_iter().zip(columns)).unwrap()
}

fn json_lines(lines: &[Line]) -> Vec<u8> {
    let rows = lines.iter().map(|line| {
        let mut row = serde_json::json!({
            "order_id": line.order,
            "item_id": line.item,
            "quantity": fixed(line.millionths, 6).parse::<f64>().unwrap(),
            "status": line.status,
        });
        let mut tell = |key: &str, value: Option<serde_json::Value>| {
            if let Some(value) = value {
                row[key] = value;
            }
        };
        // Ids of digits alone may be numbers, where none of them begins with a zero.
        let customer = line.customer.as_deref().map(|id| match id.parse::<u64>() {
            Ok(number) if number.to_string() == id => number.into(),
            _ => id.into(),
        });
        tell("customer_id", customer);
        tell("timestamp", line.seconds.map(Into::into));
        tell("unit_price", line.pence.map(|pence| fixed(pence, 2).parse::<f64>().unwrap().into()));
        tell("title", line.title.as_deref().map(Into::into));
        row.to_string()
    });
    rows.collect::<Vec<_>>().join("\n").into_bytes()
}

/// A file of `lines` by the ending of its name.
fn file_of(lines: &[Line], ending: &str) -> Vec<u8> {
    let text = match ending.split('.').next() {
        Some("csv") => delimited(lines, b','),
        Some("tsv") => delimited(lines, b'\t'),
        Some("jsonl") => json_lines(lines),
        _ => parquet(&batch(lines)),
    };
    packed(text, ending)
}

/// A file of `views` by the ending of its name.
fn file_of_views(views: &[View], ending: &str) -> Vec<u8> {
    let text = match ending.split('.').next() {
        Some("csv") => delimited_views(views, b','),
        Some("tsv") => delimited_views(views, b'\t'),
        Some("jsonl") => json_lines_of_views(views),
        _ => parquet(&batch_of_views(views)),
    };
    packed(text, ending)
}

fn packed(text: Vec<u8>, ending: &str) -> Vec<u8> {
    match ending.rsplit('.').next().unwrap_or_default() {
        "gz" => gzip(&text),
        "zst" => zstd::encode_all(&text[..], 1).unwrap(),
        _ => text,
    }
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

/// The snapshot that training makes of the files of orders and of views.
fn snapshot(folder: &Folder, names: &[&str], views: &[&str]) -> Vec<u8> {
    let (mut intake, options) = (Intake::new(), ReadOptions::default());
    folder.read_orders(names, &options, &mut intake).unwrap();
    let report = folder.read_views(views, &options, &mut intake).unwrap();
    assert_eq!(report.rows(), report.accepted(), "{report}");
    let params = TrainParams::default().check().unwrap();
    train(&intake.finish().unwrap(), &params, NonZeroUsize::MIN, &|_| {}).unwrap().bytes
}

/// Writes a tenth of a file for each ending and gives the names, the last one first.
fn ten_files<T>(
    folder: &Folder,
    start: &str,
    rows: &[T],
    file_of: fn(&[T], &str) -> Vec<u8>,
) -> Vec<String> {
    let share = rows.len().div_ceil(ENDINGS.len());
    let mut names = Vec::new();
    for (part, ending) in rows.chunks(share).zip(ENDINGS) {
        let name = format!("{start}.{ending}");
        folder.write(&name, &file_of(part, ending));
        names.push(name);
    }
    names.reverse();
    names
}

/// Rows and the same in another sequence.
type Twice<T> = (Vec<T>, Vec<T>);

/// Views, and the same in another sequence.
fn visits() -> impl Strategy<Value = Twice<View>> {
    prop::collection::vec(view(), 1..120)
        .prop_flat_map(|views| (Just(views.clone()), Just(views).prop_shuffle()))
}

/// A store: lines that all count, and the same lines in another sequence. Every other store knows
/// neither refunds nor titles, as Parquet is taken column by column then.
fn store() -> impl Strategy<Value = Twice<Line>> {
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
    (prop::collection::vec(line(), 10..120), any::<bool>())
        .prop_map(count)
        .prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle()))
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
        folder.write("all.csv", &delimited(&lines, b','));
        folder.write("one.csv", &delimited(&lines[..cut], b','));
        folder.write("two.parquet", &parquet(&batch(&lines[cut..])));
        let (expected, _) = history(&folder, &["all.csv"]);
        let (found, _) = history(&folder, &["one.csv", "two.parquet"]);
        prop_assert_eq!(shape(&found), shape(&expected));
    }

    #[test]
    fn ten_files_of_ten_formats_and_shuffled_rows_give_the_same_snapshot(
        (lines, shuffled) in store(),
        (views, shuffled_views) in visits(),
    ) {
        let folder = Folder::new();
        folder.write("all.csv", &file_of(&lines, "csv"));
        folder.write("seen.csv", &file_of_views(&views, "csv"));
        let expected = snapshot(&folder, &["all.csv"], &["seen.csv"]);
        let names = ten_files(&folder, "part", &shuffled, file_of);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let seen = ten_files(&folder, "seen-part", &shuffled_views, file_of_views);
        let seen: Vec<&str> = seen.iter().map(String::as_str).collect();
        prop_assert!(snapshot(&folder, &names, &seen) == expected, "several files");
        for ending in ENDINGS {
            let (orders, seen) = (format!("shuffled.{ending}"), format!("seen-shuffled.{ending}"));
            folder.write(&orders, &file_of(&shuffled, ending));
            folder.write(&seen, &file_of_views(&shuffled_views, ending));
            prop_assert!(snapshot(&folder, &[&orders], &[&seen]) == expected, "{}", ending);
        }
    }
}
