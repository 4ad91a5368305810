//! A file that cannot be read whole is an error that says why, never taken as complete.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod files;

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use datasets::{Preset, ReadOptions, read_orders};
use engine::words::Intake;
use files::{Folder, gzip, parquet};

fn told(name: &str, bytes: &[u8]) -> String {
    Folder::new().report(name, bytes, &ReadOptions::default())
}

fn orders() -> Vec<u8> {
    (0..3_000).fold(b"order_id,item_id\n".to_vec(), |mut text, n| {
        text.extend_from_slice(format!("{n},item {}\n", n * 7_919 % 1_000).as_bytes());
        text
    })
}

fn columns(n_rows: usize) -> Vec<u8> {
    let ids: ArrayRef = Arc::new(StringArray::from_iter_values((0..n_rows).map(|n| n.to_string())));
    parquet(&RecordBatch::try_from_iter([("order_id", ids.clone()), ("item_id", ids)]).unwrap())
}

#[test]
fn empty_files_and_files_without_rows_are_errors() {
    insta::assert_snapshot!(told("orders.csv", b""), @"orders.csv: empty, expected a header and rows");
    insta::assert_snapshot!(told("orders.csv", "\u{feff}".as_bytes()), @"orders.csv: empty, expected a header and rows");
    insta::assert_snapshot!(told("orders.tsv", "\u{feff}\r\n".as_bytes()), @"orders.tsv: empty, expected a header and rows");
    insta::assert_snapshot!(told("orders.jsonl", "\u{feff}".as_bytes()), @"orders.jsonl: empty, expected a header and rows");
    insta::assert_snapshot!(told("orders.csv", b"\n\n"), @"orders.csv: empty, expected a header and rows");
    insta::assert_snapshot!(told("orders.csv", b"order_id,item_id\n"), @"orders.csv: no rows below the header");
    insta::assert_snapshot!(told("orders.parquet", b""), @"orders.parquet: empty, expected a header and rows");
    insta::assert_snapshot!(told("orders.parquet", &columns(0)), @"orders.parquet: no rows below the header");
    insta::assert_snapshot!(told("orders.csv.zst", b""), @"orders.csv.zst: cannot be read to its end, after row 0: incomplete frame");
    assert!(told("orders.csv.gz", b"").starts_with("orders.csv.gz: "));
}

#[test]
fn a_file_that_is_something_else_is_told_by_what_it_is_and_not_printed() {
    insta::assert_snapshot!(told("orders.csv", &columns(3)), @"orders.csv: not what its name says: a Parquet file, expected under a name ending in .parquet");
    insta::assert_snapshot!(told("orders.csv", b"PK\x03\x04\x14\x00\x06\x00"), @"orders.csv: not what its name says: a spreadsheet (.xlsx) or another zip archive, expected CSV in UTF-8");
    insta::assert_snapshot!(told("orders.csv", &gzip(&orders())), @"orders.csv: not what its name says: packed by gzip, expected under a name ending in .gz");
    insta::assert_snapshot!(told("orders.csv", &zstd::encode_all(&orders()[..], 1).unwrap()), @"orders.csv: not what its name says: packed by zstd, expected under a name ending in .zst");
    insta::assert_snapshot!(told("orders.csv", b"\xff\xfeo\0r\0d\0e\0r\0"), @"orders.csv: not what its name says: text in UTF-16, expected UTF-8");
    insta::assert_snapshot!(told("orders.tsv", b"\x7fELF\x02\x01\x01\0\xb0"), @"orders.tsv: not what its name says: no text, expected CSV or TSV in UTF-8");
}

#[test]
fn a_header_in_another_encoding_and_json_under_another_name_say_what_to_do() {
    insta::assert_snapshot!(told("orders.csv", b"\xb6\xa9\xb5\xa5,\xca\xfd\n1,2\n"), @"orders.csv: no column `order_id`, `item_id`; found `����`, `��`; the header is not UTF-8: save the file as UTF-8, such as with `iconv -f GB18030 -t UTF-8`");
    insta::assert_snapshot!(told("orders.csv", b"{\"order_id\":1}\n"), @r#"orders.csv: no column `order_id`, `item_id`; found `{"order_id":1}`; this looks like JSON lines: name it `.jsonl`"#);
}

#[test]
fn a_file_without_a_usable_row_is_an_error() {
    insta::assert_snapshot!(told("orders.csv", b"order_id,item_id\n1,\n2,\n"), @"orders.csv: none of its 2 rows can be used; 2 refused: column `item_id`: empty, expected an id (line 2, line 3)");
    insta::assert_snapshot!(told("orders.csv", b"order_id,item_id,status\n1,tea,unpaid\n"), @"orders.csv: none of its 1 rows can be used; 1 unpaid and 0 cancelled rows do not count");
}

#[test]
fn a_quoted_cell_that_never_closes_is_an_error() {
    insta::assert_snapshot!(told("orders.csv", b"order_id,item_id\n1,tea\n2,\"cup\n3,pot\n"), @"orders.csv: a quoted cell opens in the row on line 3 and never closes");
    insta::assert_snapshot!(told("orders.csv", b"\"order_id,item_id\n1,tea\n"), @"orders.csv: a quoted cell opens in the row on line 1 and never closes");
    let mut endless = b"order_id,item_id\n1,\"tea".to_vec();
    endless.resize(20 << 20, b'x');
    insta::assert_snapshot!(told("orders.csv", &endless), @"orders.csv: the row on line 2 is longer than 4 MiB, expected shorter rows (does a quoted cell never close?)");
}

#[test]
fn a_row_may_be_so_long_and_no_longer_in_any_format() {
    let folder = Folder::new();
    for (size, is_read) in [(4 << 20, true), ((4 << 20) + 1, false)] {
        for quote in ["", "\""] {
            // The rest of the row, and the line break with it.
            let around = "2,\n".len() + 2 * quote.len();
            let id = "9".repeat(size - around);
            let text = format!("order_id,item_id\n1,tea\n2,{quote}{id}{quote}\n");
            for (name, bytes) in [
                ("orders.csv", text.clone().into_bytes()),
                ("orders.csv.gz", gzip(text.as_bytes())),
                ("orders.csv.zst", zstd::encode_all(text.as_bytes(), 1).unwrap()),
            ] {
                let told = folder.report(name, &bytes, &ReadOptions::default());
                assert_eq!(told.contains("longer than 4 MiB"), !is_read, "{name} {quote} {told}");
            }
        }
    }
}

/// Once, a file whose lines end with carriage returns alone was looked through for a line feed.
#[test]
fn lines_that_end_with_carriage_returns_alone_are_rows() {
    let lines: String = (0..400_000).map(|n| format!("{n},item {}\r", n % 7)).collect();
    let told = told("orders.csv", format!("order_id,item_id\r{lines}").as_bytes());
    insta::assert_snapshot!(told, @r"
    orders.csv: 400,000 rows = 400,000 taken + 0 not counted + 0 refused
      columns read: order_id, item_id
    ");
}

/// Once, such ids ended training.
#[test]
fn ids_that_share_a_character_are_no_text() {
    let told = told("orders.parquet", include_bytes!("found/split_character.parquet"));
    insta::assert_snapshot!(told, @r"orders.parquet: none of its 4 rows can be used; 3 refused: column `item_id`: not UTF-8 (row 1: `\u{0}\u{0}�`, row 2: `���`, row 3: `��t`)");
}

#[test]
fn a_header_wider_than_any_spreadsheet_is_an_error() {
    insta::assert_snapshot!(told("orders.csv", &b",".repeat(20_000)), @"orders.csv: 20001 columns, expected at most 16384 (is it the right delimiter?)");
}

#[test]
fn cut_files_are_errors_with_their_name() {
    let text = orders();
    insta::assert_snapshot!(told("orders.csv.gz", &gzip(&text)[..2_000]), @"orders.csv.gz: cannot be read to its end, after row 419: incomplete deflate stream");
    let frame = zstd::encode_all(&text[..], 3).unwrap();
    insta::assert_snapshot!(told("orders.csv.zst", &frame[..2_000]), @"orders.csv.zst: cannot be read to its end, after row 0: incomplete frame");
    insta::assert_snapshot!(told("orders.parquet", &columns(500)[..1_000]), @"orders.parquet: not a whole, readable Parquet file: Parquet error: Invalid Parquet file. Corrupt footer");
    insta::assert_snapshot!(told("orders.parquet", b"PAR1"), @"orders.parquet: not a whole, readable Parquet file: EOF: Parquet file too small. Size is 4 but need 8");
}

#[test]
fn a_damaged_parquet_file_is_refused_or_read_and_nothing_panics() {
    let whole = columns(300);
    let folder = Folder::new();
    for place in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[place] ^= 0x80;
        folder.write("orders.parquet", &damaged);
        let mut intake = Intake::new();
        let read = folder.read_orders(&["orders.parquet"], &ReadOptions::default(), &mut intake);
        let Ok(report) = read else { continue };
        let accounted = report.accepted() + report.not_counted() + report.refused();
        assert_eq!((report.rows(), accounted), (300, 300), "byte {place}: {report}");
    }
    for length in 0..whole.len() {
        folder.write("orders.parquet", &whole[..length]);
        let mut intake = Intake::new();
        let read = folder.read_orders(&["orders.parquet"], &ReadOptions::default(), &mut intake);
        assert!(read.is_err(), "cut to {length} bytes");
    }
}

#[test]
fn missing_files_folders_and_no_files_are_errors() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("folder.csv")).unwrap();
    let options = ReadOptions::default();
    assert!(folder.read_orders(&["none.csv"], &options, &mut Intake::new()).is_err());
    assert!(folder.read_orders(&["folder.csv"], &options, &mut Intake::new()).is_err());
    let error = read_orders(&[], &options, &mut Intake::new(), &mut |_| {}).unwrap_err();
    insta::assert_snapshot!(error, @"no file given, expected at least one");
}

#[test]
fn a_preset_and_a_mapping_of_order_columns_contradict_each_other() {
    let columns = "order_id=InvoiceNo".parse().unwrap();
    let options = ReadOptions { preset: Some(Preset::Tafeng), columns, ..ReadOptions::default() };
    insta::assert_snapshot!(Folder::new().report("orders.csv", b"", &options), @"column order_id is mapped, but preset tafeng reads the columns of its export as they are");
}
