//! One JSON object a line: what is read, what is refused.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod files;

use datasets::{BadRows, ReadOptions};
use engine::words::Intake;
use files::{Folder, gzip};

const ROWS: &str = r#"{"order_id": 1, "item_id": "tea", "customer_id": 17850.0, "quantity": 2, "unit_price": 3.5}

{"order_id": "1", "item_id": "cup", "customer_id": null, "timestamp": "", "note": {"by": ["us"]}}
{"order_id": 2, "item_id": "caf\u00e9", "quantity": "3", "status": "paid"}
{"order_id": 2, "item_id": ["tea"]}
{"order_id": 2, "item_id": "tea", "item_id": "cup"}
{"order_id": 2, "item_id": "tea"
["2", "tea"]
{"order_id": 2, "item_id": "tea"} {"order_id": 3, "item_id": "tea"}
{"order_id": 12345678901234567890123, "item_id": "tea"}
{"order_id": 18446744073709551615, "item_id": "tea", "quantity": true}
{"order_id": 18446744073709551615, "item_id": "tea", "late": 1}
"#;

#[test]
fn every_row_is_read_or_refused_with_its_line() {
    let report = Folder::new().report("orders.jsonl", ROWS.as_bytes(), &ReadOptions::default());
    insta::assert_snapshot!(report, @r#"
    orders.jsonl: 11 rows = 4 taken + 0 not counted + 7 refused
      columns read: order_id, item_id, customer_id, timestamp, quantity, unit_price, status
      columns not read: note, late
              3  refused: not a JSON object (line 7: `{"order_id": 2, "item_id": "tea"`, line 8: `["2", "tea"]`, line 9: `{"order_id": 2, "item_id": "tea"} {"orde…`)
              1  refused: column `item_id`: a list or an object in place of a value (line 5: `{"order_id": 2, "item_id": ["tea"]}`)
              1  refused: column `item_id`: stands twice in the row (line 6: `{"order_id": 2, "item_id": "tea", "item_…`)
              1  refused: column `order_id`: a number too large to be kept exactly, expected an id as text (line 10: `12345678901234568000000`)
              1  refused: column `quantity`: not a number (line 11: `true`)
    "#);
}

#[test]
fn a_byte_order_mark_and_line_ends_of_windows_are_no_part_of_the_text() {
    let text =
        "\u{feff}{\"order_id\":1,\"item_id\":\"tea\"}\r\n\r\n{\"order_id\":1,\"item_id\":\"cup\"}";
    let report = Folder::new().report("orders.jsonl", text.as_bytes(), &ReadOptions::default());
    insta::assert_snapshot!(report, @r#"
    orders.jsonl: 2 rows = 2 taken + 0 not counted + 0 refused
      columns read: order_id, item_id
    "#);
}

#[test]
fn a_file_that_is_none_says_so() {
    let told =
        |name: &str, bytes: &[u8]| Folder::new().report(name, bytes, &ReadOptions::default());
    insta::assert_snapshot!(told("orders.jsonl", b"order_id,item_id\n1,tea\n"), @"orders.jsonl: no line holds a JSON object, expected one a line");
    insta::assert_snapshot!(told("orders.jsonl", b" \n"), @"orders.jsonl: empty, expected a header and rows");
    insta::assert_snapshot!(told("orders.jsonl", b"{\"order\": 1, \"item_id\": 2}"), @"orders.jsonl: no column `order_id`; found `order`, `item_id`; say which column it is with `--columns order_id=order`");
    let list = b"[\n{\"order_id\": 1, \"item_id\": 2},\n{\"order_id\": 1, \"item_id\": 3}\n]\n";
    insta::assert_snapshot!(told("orders.jsonl", list), @"orders.jsonl: a list, expected one JSON object a line and no list around them (`jq -c '.[]'` writes them so)");
    let list = b"[{\"order_id\": 1, \"item_id\": 2}]\n";
    insta::assert_snapshot!(told("orders.jsonl", list), @"orders.jsonl: a list, expected one JSON object a line and no list around them (`jq -c '.[]'` writes them so)");
    let packed = gzip(ROWS.as_bytes());
    insta::assert_snapshot!(told("orders.jsonl.gz", &packed[..packed.len() - 9]), @"orders.jsonl.gz: cannot be read to its end, after row 11: incomplete deflate stream");
    let long = format!("{{\"order_id\": 1, \"item_id\": \"{}\"}}", "x".repeat(5 << 20));
    insta::assert_snapshot!(told("orders.jsonl", long.as_bytes()), @"orders.jsonl: the row on line 1 is longer than 4 MiB, expected shorter rows (does a quoted cell never close?)");
}

#[test]
fn the_first_bad_row_stops_a_strict_reading() {
    let options = ReadOptions { bad_rows: BadRows::Fail, ..ReadOptions::default() };
    insta::assert_snapshot!(Folder::new().report("orders.jsonl", ROWS.as_bytes(), &options), @r#"orders.jsonl: row 4 (line 5), column `item_id`: a list or an object in place of a value, found `{"order_id": 2, "item_id": ["tea"]}`"#);
}

#[test]
fn refused_rows_are_written_out_as_they_stand() {
    let folder = Folder::new();
    let rejects = Some(folder.path("rejects.csv"));
    let options = ReadOptions { rejects, ..ReadOptions::default() };
    folder.write("orders.jsonl", b"{\"order_id\":1,\"item_id\":\"tea\"}\n{\"order_id\":1}\n[1]\n");
    folder.read_orders(&["orders.jsonl"], &options, &mut Intake::new()).unwrap();
    let written = std::fs::read_to_string(folder.path("rejects.csv")).unwrap();
    let folder_name = folder.path("").display().to_string();
    insta::assert_snapshot!(written.replace(&folder_name, ""), @r#"
    file,row,line,column,reason,value,raw_row
    orders.jsonl,2,2,item_id,"empty, expected an id",,"{""order_id"":1}"
    orders.jsonl,3,3,,not a JSON object,[1],[1]
    "#);
}

#[test]
fn attributes_that_first_appear_on_the_last_row_are_kept_and_lists_are_not_read() {
    let folder = Folder::new();
    let mut rows: String =
        (0..3_000).map(|n| format!("{{\"item_id\": {n}, \"tags\": [\"x\"]}}\n")).collect();
    rows.push_str("{\"item_id\": \"last\", \"colour\": \"red\", \"title\": \"Cup\"}\n");
    folder.write("items.jsonl", rows.as_bytes());
    let mut intake = Intake::new();
    let report = folder.read_items(&["items.jsonl"], &ReadOptions::default(), &mut intake).unwrap();
    assert_eq!((report.accepted(), report.refused()), (3_001, 0));
    assert_eq!(report.files[0].ignored_columns, ["tags"]);
    let history = intake.finish().unwrap();
    let last = history.vocabulary.index("last").unwrap();
    assert_eq!(history.catalog.title(last), Some("Cup"));
    assert_eq!(history.catalog.attributes(last).collect::<Vec<_>>(), [("colour", "red")]);
}
