//! Files of views: what is refused, which columns are needed, what becomes of the rows.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod files;

use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray, TimestampMillisecondArray};
use datasets::{BadRows, ReadOptions};
use engine::words::{History, Intake, ViewEvent};
use files::{Folder, parquet};

const ROWS: &[u8] = b"session_id,customer_id,item_id,timestamp,event,page\n\
s1,7,tea,2026-01-01T10:00:00Z,view,x\n\
s1,7,tea,2026-01-01T10:05:00Z,Cart,x\n\
,7,cup,2026-01-02,,x\n\
,,cup,2026-01-02,view,x\n\
s2,,,2026-01-02,view,x\n\
s2,,cup,2026-13-02,view,x\n\
s2,,cup,2026-01-02,purchase,x\n\
s2,,cup,2026-01-02,remove,x\n\
s2,,caf\xe9,2026-01-02,view,x\n\
s2,,cup\n\
s2,,pot,,favorite,\n";

fn mapped(columns: &str) -> ReadOptions {
    ReadOptions { columns: columns.parse().unwrap(), ..ReadOptions::default() }
}

fn history(folder: &Folder, names: &[&str], options: &ReadOptions) -> History {
    let mut intake = Intake::new();
    folder.read_views(names, options, &mut intake).unwrap();
    intake.finish().unwrap()
}

/// Each visit by its items and what was done with them.
fn visits(history: &History) -> Vec<String> {
    let shown = |(&item, event): (&u32, &ViewEvent)| {
        let ids = history.vocabulary.ids();
        format!("{} {event:?}", ids.row(item as usize))
    };
    let visits = history.views.iter().map(|visit| {
        let items: Vec<String> = visit.items.iter().zip(visit.events).map(shown).collect();
        format!("{:?} {}: {}", visit.customer, visit.time.map_or(0, |t| t.0), items.join(", "))
    });
    visits.collect()
}

#[test]
fn the_report_counts_every_row_by_what_became_of_it() {
    let folder = Folder::new();
    let report = folder.report_on_views("views.csv", ROWS, &ReadOptions::default());
    insta::assert_snapshot!(report, @"
    views.csv: 11 rows = 4 taken + 0 not counted + 7 refused
      columns read: item_id, session_id, customer_id, timestamp, event
      columns not read: page
      times from 2026-01-01 to 2026-01-02 in 3 rows; the oldest in row 1, the newest in row 3
              2  refused: column `event`: not an event, expected view, cart or favorite (line 8: `purchase`, line 9: `remove`)
              1  refused: too few cells in the row (line 11: `3 cells, expected 6`)
              1  refused: column `item_id`: empty, expected an id (line 6)
              1  refused: column `item_id`: not UTF-8 (line 10: `caf�`)
              1  refused: column `session_id`: empty, expected the id of a session or of a customer in every row (line 5)
              1  refused: column `timestamp`: not a time, expected RFC 3339, YYYY-MM-DD or Unix seconds (line 7: `2026-13-02`)
    ");
    let history = history(&folder, &["views.csv"], &ReadOptions::default());
    insta::assert_snapshot!(visits(&history).join("\n"), @"
    Some(0) 1767261600: tea Cart
    Some(0) 1767312000: cup View
    None 0: pot Favorite
    ");
    let report = history.report;
    assert_eq!((report.n_views, report.n_views_kept, report.n_visits), (4, 3, 3));
    assert_eq!((report.n_viewers, report.n_customers, report.n_items_only_viewed), (1, 0, 3));
}

#[test]
fn the_first_bad_row_stops_a_strict_reading() {
    let options = ReadOptions { bad_rows: BadRows::Fail, ..ReadOptions::default() };
    insta::assert_snapshot!(Folder::new().report_on_views("views.csv", ROWS, &options), @"views.csv: row 4 (line 5), column `session_id`: empty, expected the id of a session or of a customer in every row");
}

#[test]
fn refused_rows_are_written_out() {
    let folder = Folder::new();
    let rejects = Some(folder.path("rejects.csv"));
    let options = ReadOptions { rejects, ..ReadOptions::default() };
    let rows = b"visitorid,item_id,event\ns1,tea,view\n,tea,view\ns1,tea,bought\n";
    let options = ReadOptions { columns: mapped("session_id=visitorid").columns, ..options };
    folder.report_on_views("views.csv", rows, &options);
    let written = std::fs::read_to_string(folder.path("rejects.csv")).unwrap();
    let folder = folder.path("").display().to_string();
    insta::assert_snapshot!(written.replace(&folder, ""), @r#"
    file,row,line,column,reason,value,raw_row
    views.csv,2,3,visitorid,"empty, expected the id of a session or of a customer in every row",,",tea,view"
    views.csv,3,4,event,"not an event, expected view, cart or favorite",bought,"s1,tea,bought"
    "#);
}

#[test]
fn a_file_without_session_and_customer_says_that_one_of_them_is_missing() {
    let told = |rows: &[u8], columns: &str| {
        Folder::new().report_on_views("views.csv", rows, &mapped(columns))
    };
    insta::assert_snapshot!(told(b"item_id,event\ntea,view\n", ""), @"views.csv: no column `session_id` or `customer_id`; found `item_id`, `event`; say which column it is with `--view-columns session_id=…`");
    insta::assert_snapshot!(told(b"sku,visitorid\ntea,1\n", ""), @"views.csv: no column `item_id`, no column `session_id` or `customer_id`; found `sku`, `visitorid`; say which column it is with `--view-columns item_id=sku,session_id=visitorid`");
    insta::assert_snapshot!(told(b"item_id,Visit\ntea,1\n", "session_id=Visits"), @"views.csv: no column `Visits`, which was given as session_id; found `item_id`, `Visit`");
    insta::assert_snapshot!(told(b"item_id,session_id\n", ""), @"views.csv: no rows below the header");
    insta::assert_snapshot!(told(b"item_id,session_id\ntea,\n", ""), @"views.csv: none of its 1 rows can be used; 1 refused: column `session_id`: empty, expected the id of a session or of a customer in every row (line 2)");
    insta::assert_snapshot!(told(b"InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n", ""), @"views.csv: no column `item_id`, no column `session_id` or `customer_id`; found `InvoiceNo`, `StockCode`, `Description`, `Quantity`, `InvoiceDate`, `UnitPrice`, `CustomerID`, `Country`; this looks like the export that `--preset online-retail` reads");
}

#[test]
fn a_mapping_for_orders_does_not_disturb_views_under_the_contracts_names() {
    let folder = Folder::new();
    folder.write("views.csv", b"session_id,item_id,timestamp\ns1,tea,2026-01-01\n");
    let options = mapped("order_id=InvoiceNo,item_id=StockCode,timestamp=Date,customer_id=Who");
    assert_eq!(history(&folder, &["views.csv"], &options).views.n_views(), 1);
}

#[test]
fn a_visit_is_a_session_else_a_customers_day_else_the_customer() {
    let rows = b"session_id,customer_id,item_id,timestamp\n\
        s1,ann,tea,2026-01-01T23:00:00Z\n\
        s1,ann,cup,2026-01-02T01:00:00Z\n\
        ,ann,tea,2026-01-01T23:59:59Z\n\
        ,ann,cup,2026-01-02T00:00:00Z\n\
        ,ann,pot,2026-01-02T23:00:00Z\n\
        ,ann,tea,\n\
        ,ann,pot,\n\
        ann,,lantern,\n";
    let folder = Folder::new();
    folder.write("views.csv", rows);
    let history = history(&folder, &["views.csv"], &ReadOptions::default());
    insta::assert_snapshot!(visits(&history).join("\n"), @"
    Some(0) 1767308400: cup View, tea View
    Some(0) 1767311999: tea View
    Some(0) 1767312000: cup View, pot View
    Some(0) 0: pot View, tea View
    None 0: lantern View
    ");
}

#[test]
fn types_of_parquet_are_read_as_in_orders() {
    let visits: ArrayRef = Arc::new(Int64Array::from(vec![Some(7), Some(7), None]));
    let items: ArrayRef = Arc::new(StringArray::from(vec![Some("tea"), None, Some("cup")]));
    let times: ArrayRef = Arc::new(TimestampMillisecondArray::from(vec![1_500, 2_500, 3_500]));
    let columns = [("session_id", visits), ("item_id", items), ("timestamp", times)];
    let folder = Folder::new();
    let file = parquet(&RecordBatch::try_from_iter(columns).unwrap());
    insta::assert_snapshot!(folder.report_on_views("views.parquet", &file, &ReadOptions::default()), @"
    views.parquet: 3 rows = 1 taken + 0 not counted + 2 refused
      columns read: item_id, session_id, timestamp
      times from 1970-01-01 to 1970-01-01 in 1 row; the oldest in row 1, the newest in row 1
      all times lie in 1970: numbers are read as Unix seconds, expected dates such as 20240506 as 2024-05-06
              1  refused: column `item_id`: empty, expected an id (row 2)
              1  refused: column `session_id`: empty, expected the id of a session or of a customer in every row (row 3)
    ");
}

#[test]
fn windows_text_with_a_byte_order_mark_reads_the_same() {
    let folder = Folder::new();
    let text = "session_id,item_id\r\ns1,tea\r\ns1,cup\r\n";
    folder.write("views.csv", format!("\u{feff}{text}").as_bytes());
    assert_eq!(history(&folder, &["views.csv"], &ReadOptions::default()).views.n_views(), 2);
}
