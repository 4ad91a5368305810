//! Columns taken as columns give what the same rows give one by one.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod files;

use std::sync::Arc;

use arrow_array::{
    ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray, TimestampSecondArray,
};
use datasets::{LoadReport, ReadOptions};
use engine::words::{History, Intake, Timestamp};
use files::{Folder, parquet};
use proptest::prelude::*;

#[derive(Debug, Clone)]
struct Line {
    order: i64,
    item: i64,
    customer: Option<i64>,
    seconds: Option<i64>,
    pieces: Option<i64>,
    /// Now and then below zero, which refuses the row.
    pence: Option<i64>,
}

fn line() -> impl Strategy<Value = Line> {
    (
        0_i64..400,
        0_i64..50,
        proptest::option::of(0_i64..40),
        proptest::option::of(1_700_000_000_i64..1_700_400_000),
        proptest::option::of(-2_i64..5),
        proptest::option::weighted(0.9, -1_i64..2_000),
    )
        .prop_map(|(order, item, customer, seconds, pieces, pence)| Line {
            order,
            item,
            customer,
            seconds,
            pieces,
            pence,
        })
}

/// How ids are held: as whole numbers, or as text with this before the number.
#[derive(Debug, Clone, Copy)]
enum Ids {
    Numbers,
    Texts(&'static str),
}

impl Ids {
    fn text(self, number: i64) -> String {
        match self {
            Self::Numbers => number.to_string(),
            Self::Texts(head) => format!("{head}{number:04}"),
        }
    }

    fn column(self, numbers: impl Iterator<Item = Option<i64>>) -> ArrayRef {
        match self {
            Self::Numbers => Arc::new(Int64Array::from_iter(numbers)),
            Self::Texts(_) => {
                Arc::new(StringArray::from_iter(numbers.map(|id| id.map(|id| self.text(id)))))
            }
        }
    }
}

fn as_csv(lines: &[Line], ids: Ids) -> Vec<u8> {
    // Quoted cells are read row by row.
    let mut writer = csv::WriterBuilder::new();
    let mut writer = writer.quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
    let header = ["order_id", "item_id", "customer_id", "timestamp", "quantity", "unit_price"];
    writer.write_record(header).unwrap();
    for line in lines {
        let written = |number: Option<i64>| number.map(|n| n.to_string()).unwrap_or_default();
        writer
            .write_record([
                ids.text(line.order),
                ids.text(line.item),
                line.customer.map(|customer| ids.text(customer)).unwrap_or_default(),
                written(line.seconds),
                written(line.pieces),
                line.pence.map(|pence| format!("{}e-2", pence)).unwrap_or_default(),
            ])
            .unwrap();
    }
    writer.into_inner().unwrap()
}

fn as_columns(lines: &[Line], ids: Ids) -> RecordBatch {
    let times = TimestampSecondArray::from_iter(lines.iter().map(|line| line.seconds));
    let pieces = Int64Array::from_iter(lines.iter().map(|line| line.pieces));
    let prices = lines.iter().map(|line| line.pence.map(|pence| pence as f64 / 100.0));
    let prices = Float64Array::from_iter(prices);
    RecordBatch::try_from_iter_with_nullable([
        ("order_id", ids.column(lines.iter().map(|line| Some(line.order))), true),
        ("item_id", ids.column(lines.iter().map(|line| Some(line.item))), true),
        ("customer_id", ids.column(lines.iter().map(|line| line.customer)), true),
        ("timestamp", Arc::new(times), true),
        ("quantity", Arc::new(pieces), true),
        ("unit_price", Arc::new(prices), true),
    ])
    .unwrap()
}

/// What was read, in a shape that can be compared: the history, and of the load report what does
/// not name the file.
fn read(folder: &Folder, name: &str) -> (String, String) {
    let mut intake = Intake::new();
    let report = folder.read_orders(&[name], &ReadOptions::default(), &mut intake).unwrap();
    (told(&intake.finish().unwrap()), rows(&report))
}

fn told(history: &History) -> String {
    let History { vocabulary, catalog, orders, report, .. } = history;
    let items: Vec<_> =
        vocabulary.indexes().map(|item| (vocabulary.id(item), catalog.item(item).price)).collect();
    let orders: Vec<_> = orders
        .iter()
        .map(|order| (order.items, order.customer, order.time.map(|Timestamp(time)| time)))
        .collect();
    format!("{report:?}\n{items:?}\n{orders:?}")
}

fn rows(report: &LoadReport) -> String {
    let file = &report.files[0];
    let refused: Vec<_> = file
        .refused
        .iter()
        .map(|refused| {
            let examples: Vec<u64> = refused.examples.iter().map(|row| row.row).collect();
            (refused.rows, refused.column.clone(), examples)
        })
        .collect();
    format!("{} {} {:?} {refused:?}", file.rows, file.accepted, file.times)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn columns_give_what_rows_give(
        lines in prop::collection::vec(line(), 1..3_000),
        ids in prop::sample::select(vec![Ids::Numbers, Ids::Texts("I"), Ids::Texts("茶-"), Ids::Texts("")]),
    ) {
        prop_assume!(lines.iter().any(|line| line.pence != Some(-1)));
        let folder = Folder::new();
        folder.write("orders.csv", &as_csv(&lines, ids));
        folder.write("orders.parquet", &parquet(&as_columns(&lines, ids)));
        prop_assert_eq!(read(&folder, "orders.csv"), read(&folder, "orders.parquet"));
    }

    /// Bad rows are rare in real files: whole chunks are taken as columns, others row by row.
    #[test]
    fn a_chunk_with_a_bad_row_stands_beside_good_ones(
        mut lines in prop::collection::vec(line(), 2_500..4_000),
        bad in 1_024_usize..2_048,
    ) {
        for line in &mut lines {
            line.pence = line.pence.map(|pence| pence.max(0));
        }
        lines[bad].pence = Some(-1);
        let folder = Folder::new();
        folder.write("orders.csv", &as_csv(&lines, Ids::Numbers));
        folder.write("orders.parquet", &parquet(&as_columns(&lines, Ids::Numbers)));
        let (history, rows) = read(&folder, "orders.parquet");
        prop_assert!(rows.contains(&format!("[{}]", bad + 1)), "{}", rows);
        prop_assert_eq!((history, rows), read(&folder, "orders.csv"));
    }
}
