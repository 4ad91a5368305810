//! Rows of every kind of file, as text and as columns.

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int64Array, StringArray};
use datasets::FileKind;

/// How many rows each file has.
pub(crate) const N_ROWS: usize = 300;

/// What the rows of a file are about.
#[derive(Clone, Copy)]
pub(crate) struct Subject {
    pub(crate) kind: FileKind,
    /// How the names of its files begin.
    pub(crate) name: &'static str,
    /// [`N_ROWS`] rows below a header, as CSV.
    pub(crate) rows: fn() -> String,
    /// The same number of rows in columns.
    pub(crate) columns: fn() -> Vec<(&'static str, ArrayRef)>,
    /// How many questions the rows ask; none where they ask nothing.
    pub(crate) n_questions: Option<usize>,
}

pub(crate) const ORDERS: Subject = Subject {
    kind: FileKind::Orders,
    name: "orders",
    rows: order_rows,
    columns: order_columns,
    n_questions: None,
};
pub(crate) const ITEMS: Subject = Subject {
    kind: FileKind::Items,
    name: "items",
    rows: item_rows,
    columns: item_columns,
    n_questions: None,
};
pub(crate) const VIEWS: Subject = Subject {
    kind: FileKind::Views,
    name: "views",
    rows: view_rows,
    columns: view_columns,
    n_questions: None,
};
pub(crate) const QUERIES: Subject = Subject {
    kind: FileKind::Queries,
    name: "queries",
    rows: query_rows,
    columns: query_columns,
    n_questions: Some(N_ROWS / 3),
};
pub(crate) const PAIRS: Subject = Subject {
    kind: FileKind::Pairs,
    name: "pairs",
    rows: pair_rows,
    columns: pair_columns,
    n_questions: Some(N_ROWS),
};

fn order_rows() -> String {
    let header = "order_id,item_id,customer_id,timestamp,quantity,unit_price,status,title\n";
    let rows = (0..N_ROWS).map(|n| {
        let (order, item, customer) = (n / 3, n * 7_919 % 50, n % 40);
        let status = ["paid", "", "unpaid", "refunded"][n % 4];
        let title = ["Green tea", "\"Cup \"\"white\"\"\"", "茶壶", ""][n % 4];
        let day = 1 + n % 28;
        format!("{order},item {item},c{customer},2026-01-{day:02},{n},{n}.50,{status},{title}\n")
    });
    std::iter::once(header.to_owned()).chain(rows).collect()
}

fn view_rows() -> String {
    let header = "session_id,item_id,customer_id,timestamp,event\n";
    let rows = (0..N_ROWS).map(|n| {
        let (visit, item) = (n / 4, n * 7_919 % 50);
        let session = if n % 9 == 0 { String::new() } else { format!("visit {visit}") };
        let event = ["view", "", "cart", "\"favorite\""][n % 4];
        format!("{session},茶 {item},c{visit},2026-01-{:02},{event}\n", 1 + n % 28)
    });
    std::iter::once(header.to_owned()).chain(rows).collect()
}

fn item_rows() -> String {
    let header = "item_id,title,category,price,stock,colour\n";
    let rows = (0..N_ROWS).map(|n| {
        let title = ["Green tea", "\"Cup \"\"white\"\"\"", "茶壶", ""][n % 4];
        let (category, colour) = (["Tea > Green", "", "茶"][n % 3], ["red", "", "蓝"][n % 3]);
        format!("item {},{title},{category},{n}.50,{},{colour}\n", n % 280, n % 7)
    });
    std::iter::once(header.to_owned()).chain(rows).collect()
}

fn query_rows() -> String {
    let header = "query_id,item_id,customer_id\n";
    let rows = (0..N_ROWS).map(|n| format!("q{},\"茶 {}\",c{}\n", n / 3, n * 7_919 % 50, n / 3));
    std::iter::once(header.to_owned()).chain(rows).collect()
}

fn pair_rows() -> String {
    let header = "item_a,item_b,function\n";
    let rows = (0..N_ROWS).map(|n| {
        let function = ["substitute", "", "none"][n % 3];
        format!("茶 {},\"item {}\",{function}\n", n * 7_919 % 50, n % 60)
    });
    std::iter::once(header.to_owned()).chain(rows).collect()
}

fn texts(text: fn(usize) -> String) -> ArrayRef {
    Arc::new(StringArray::from_iter_values((0..N_ROWS).map(text)))
}

fn order_columns() -> Vec<(&'static str, ArrayRef)> {
    vec![
        ("order_id", texts(|n| (n / 3).to_string())),
        ("item_id", texts(|n| format!("item {}", n * 7_919 % 50))),
        ("timestamp", Arc::new(Int64Array::from_iter_values((0..N_ROWS as i64).map(|n| n * 60)))),
        ("quantity", Arc::new(Int64Array::from_iter((0..300).map(|n| (n % 5 > 0).then_some(n))))),
        ("unit_price", Arc::new(Float64Array::from_iter_values((0..N_ROWS).map(|n| n as f64)))),
    ]
}

fn view_columns() -> Vec<(&'static str, ArrayRef)> {
    let customers = (0..N_ROWS as i64).map(|n| (n % 5 > 0).then_some(n / 7));
    vec![
        ("session_id", texts(|n| format!("visit {}", n / 4))),
        ("item_id", texts(|n| format!("item {}", n * 7_919 % 50))),
        ("timestamp", Arc::new(Int64Array::from_iter_values((0..N_ROWS as i64).map(|n| n * 60)))),
        ("customer_id", Arc::new(Int64Array::from_iter(customers))),
        ("event", texts(|n| ["view", "cart", "favorite"][n % 3].to_owned())),
    ]
}

fn item_columns() -> Vec<(&'static str, ArrayRef)> {
    vec![
        ("item_id", texts(|n| format!("item {}", n % 280))),
        ("title", texts(|n| ["Green tea", "茶壶", ""][n % 3].to_owned())),
        ("price", Arc::new(Float64Array::from_iter_values((0..N_ROWS).map(|n| n as f64)))),
        ("stock", Arc::new(Int64Array::from_iter((0..300).map(|n| (n % 5 > 0).then_some(n))))),
        ("colour", texts(|n| ["red", "蓝"][n % 2].to_owned())),
    ]
}

fn query_columns() -> Vec<(&'static str, ArrayRef)> {
    vec![
        ("query_id", texts(|n| format!("q{}", n / 3))),
        ("item_id", texts(|n| format!("item {}", n * 7_919 % 50))),
    ]
}

fn pair_columns() -> Vec<(&'static str, ArrayRef)> {
    vec![
        ("item_a", texts(|n| format!("item {}", n * 7_919 % 50))),
        ("item_b", texts(|n| format!("item {}", n % 60))),
    ]
}
