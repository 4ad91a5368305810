//! What cells mean in each kind of column, and what a header may look like.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod files;

use std::sync::Arc;

use arrow_array::types::Int8Type;
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, DictionaryArray,
    Float32Array, Float64Array, Int32Array, LargeStringArray, ListArray, RecordBatch,
    StringViewArray, TimestampSecondArray, UInt64Array,
};
use datasets::ReadOptions;
use engine::words::{History, Intake};
use files::{Folder, parquet};

fn from_columns<const N: usize>(columns: [(&str, ArrayRef); N]) -> History {
    let folder = Folder::new();
    folder.write("orders.parquet", &parquet(&RecordBatch::try_from_iter(columns).unwrap()));
    let mut intake = Intake::new();
    folder.read_orders(&["orders.parquet"], &ReadOptions::default(), &mut intake).unwrap();
    intake.finish().unwrap()
}

fn from_text(text: &[u8]) -> History {
    let folder = Folder::new();
    folder.write("orders.csv", text);
    let mut intake = Intake::new();
    folder.read_orders(&["orders.csv"], &ReadOptions::default(), &mut intake).unwrap();
    intake.finish().unwrap()
}

fn ids(history: &History) -> Vec<&str> {
    history.vocabulary.indexes().map(|item| history.vocabulary.id(item)).collect()
}

fn price(history: &History, id: &str) -> i64 {
    history.catalog.item(history.vocabulary.index(id).unwrap()).price.unwrap().0
}

#[test]
fn ids_are_read_from_text_numbers_and_dictionaries() {
    let dictionary: DictionaryArray<Int8Type> = ["a", "b", "a"].into_iter().collect();
    let history = from_columns([
        ("order_id", Arc::new(Float64Array::from(vec![17850.0, 17851.0, 17850.0]))),
        ("item_id", Arc::new(dictionary)),
        ("customer_id", Arc::new(Float64Array::from(vec![Some(1.0), None, Some(f64::NAN)]))),
    ]);
    assert_eq!(ids(&history), ["a", "b"]);
    assert_eq!(history.report.n_orders, 2);
    assert_eq!(history.report.n_customers, 1);

    let history = from_columns([
        ("order_id", Arc::new(UInt64Array::from(vec![u64::MAX, 1]))),
        ("item_id", Arc::new(Int32Array::from(vec![7, -8]))),
    ]);
    assert_eq!(ids(&history), ["-8", "7"]);

    let history = from_columns([
        ("order_id", Arc::new(LargeStringArray::from(vec!["1", "2"]))),
        ("item_id", Arc::new(BinaryArray::from(vec![&b"007"[..], &b" x"[..]]))),
        ("title", Arc::new(StringViewArray::from(vec!["seven", "a title of more than twelve"]))),
    ]);
    assert_eq!(ids(&history), [" x", "007"]);
}

#[test]
fn prices_are_exact_from_every_kind_of_number() {
    let one: ArrayRef = Arc::new(Int32Array::from(vec![1, 1]));
    let item: ArrayRef = Arc::new(Int32Array::from(vec![1, 2]));
    let of = |prices: ArrayRef| {
        let history = from_columns([
            ("order_id", one.clone()),
            ("item_id", item.clone()),
            ("unit_price", prices),
        ]);
        [price(&history, "1"), price(&history, "2")]
    };
    assert_eq!(of(Arc::new(Float64Array::from(vec![2.55, 1.005]))), [255, 101]);
    assert_eq!(of(Arc::new(Float32Array::from(vec![2.55, 12_345.67]))), [255, 1_234_567]);
    let decimals = Decimal128Array::from(vec![2_550, 1_005]).with_precision_and_scale(10, 3);
    assert_eq!(of(Arc::new(decimals.unwrap())), [255, 101]);
    assert_eq!(of(Arc::new(Int32Array::from(vec![2, 3]))), [200, 300]);
    assert_eq!(of(Arc::new(LargeStringArray::from(vec!["2.55", "1.005"]))), [255, 101]);
}

#[test]
fn times_are_read_from_dates_timestamps_and_numbers() {
    let id: ArrayRef = Arc::new(Int32Array::from(vec![1]));
    let of = |time: ArrayRef| {
        let history =
            from_columns([("order_id", id.clone()), ("item_id", id.clone()), ("timestamp", time)]);
        history.orders.iter().next().unwrap().time.unwrap().0
    };
    assert_eq!(of(Arc::new(Date32Array::from(vec![14_944]))), 14_944 * 86_400);
    let there = TimestampSecondArray::from(vec![1_291_191_960]).with_timezone("+02:00");
    assert_eq!(of(Arc::new(there)), 1_291_191_960);
    assert_eq!(of(Arc::new(Float64Array::from(vec![1_291_191_960.0]))), 1_291_191_960);
    assert_eq!(of(Arc::new(LargeStringArray::from(vec!["2010-12-01T08:26:00Z"]))), 1_291_191_960);
}

#[test]
fn a_column_of_lists_is_no_column_of_ids() {
    let lists: ListArray =
        ListArray::from_iter_primitive::<arrow_array::types::Int32Type, _, _>([Some(vec![Some(
            1,
        )])]);
    let id: ArrayRef = Arc::new(Int32Array::from(vec![1]));
    let batch = RecordBatch::try_from_iter([("order_id", id), ("item_id", Arc::new(lists) as _)]);
    let told =
        Folder::new().report("orders.parquet", &parquet(&batch.unwrap()), &ReadOptions::default());
    insta::assert_snapshot!(told, @"orders.parquet: column `item_id` is of type List(Int32), expected text, numbers, dates or times");
}

#[test]
fn a_mark_at_the_start_and_windows_line_ends_do_not_matter() {
    let history = from_text(b"\xef\xbb\xbforder_id,item_id\r\n1,tea\r\n1,\"cup\"\r\n");
    assert_eq!(ids(&history), ["cup", "tea"]);
}

#[test]
fn columns_are_mapped_and_the_rest_is_told() {
    let folder = Folder::new();
    let options = ReadOptions {
        columns: "order_id=Invoice,item_id=Sku".parse().unwrap(),
        ..ReadOptions::default()
    };
    let told = folder.report("orders.csv", b"Invoice,Sku,agent_id\n1,tea,Li\n", &options);
    insta::assert_snapshot!(told, @r#"
    orders.csv: 1 row = 1 taken + 0 not counted + 0 refused
      columns read: order_id from Invoice, item_id from Sku
      columns not read: agent_id
    "#);
}

#[test]
fn facts_about_items_are_read_with_their_attributes() {
    let folder = Folder::new();
    let ids: ArrayRef = Arc::new(Int32Array::from(vec![1, 2]));
    let columns: [(&str, ArrayRef); 6] = [
        ("item_id", ids),
        ("title", Arc::new(LargeStringArray::from(vec![Some("Tea"), None]))),
        ("price", Arc::new(Float64Array::from(vec![3.5, 4.0]))),
        ("stock", Arc::new(Float64Array::from(vec![0.5, 0.0]))),
        ("is_new", Arc::new(BooleanArray::from(vec![true, false]))),
        ("weight", Arc::new(Float64Array::from(vec![Some(1.25), None]))),
    ];
    folder.write("items.parquet", &parquet(&RecordBatch::try_from_iter(columns).unwrap()));
    let mut intake = Intake::new();
    let options = ReadOptions::default();
    let report = folder.read_items(&["items.parquet"], &options, &mut intake).unwrap();
    assert_eq!(report.accepted(), 2);
    let history = intake.finish().unwrap();
    let item = history.vocabulary.index("1").unwrap();
    let facts = history.catalog.item(item);
    assert_eq!(
        (facts.title, facts.price.unwrap().0, facts.stock),
        (Some("Tea"), 350, Some(500_000))
    );
    let attributes: Vec<_> = history.catalog.attributes(item).collect();
    assert_eq!(attributes, [("is_new", "true"), ("weight", "1.25")]);
    assert!(history.catalog.is_out_of_stock(history.vocabulary.index("2").unwrap()));
}
