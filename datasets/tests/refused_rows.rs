//! A bad row is refused, counted by reason and shown with file, line and column.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod files;

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use datasets::{BadRows, Preset, ReadOptions};
use engine::words::Intake;
use files::{Folder, parquet};

const ROWS: &[u8] = b"order_id,item_id,customer_id,timestamp,quantity,unit_price,status,note\n\
1,tea,7,2026-01-01,2,3.50,paid,x\n\
,tea,7,2026-01-01,1,3.50,,x\n\
2,\"tea\ncup\",7,2026-01-01,1,3.50,,x\n\
2,cup,7,2026-13-01,1,3.50,,x\n\
2,cup,7,2026-01-01,many,3.50,,x\n\
2,cup,7,2026-01-01,lots,3.50,,x\n\
2,cup,7,2026-01-01,1,-3.50,,x\n\
2,cup,7,2026-01-01,1,3.50,lost,x\n\
2,caf\xe9,7,2026-01-01,1,3.50,,x\n\
2,cup\n\
2,cup,7,2026-01-01,1,3.50,,x,y\n\
3,cup,7,2026-01-01,1,3.50,unpaid,x\n\
3,cup,7,2026-01-01,1,3.50,canceled,x\n\
4,cup,,,,,,\n";

#[test]
fn the_report_counts_every_row_by_what_became_of_it() {
    let report = Folder::new().report("orders.csv", ROWS, &ReadOptions::default());
    insta::assert_snapshot!(report, @r#"
    orders.csv: 14 rows = 3 taken + 2 not counted + 9 refused
      columns read: order_id, item_id, customer_id, timestamp, quantity, unit_price, status
      columns not read: note
      times from 2026-01-01 to 2026-01-01 in 2 rows; the oldest in row 1, the newest in row 1
              1  not counted: unpaid
              1  not counted: cancelled
              2  refused: column `quantity`: not a number (line 7: `many`, line 8: `lots`)
              1  refused: too few cells in the row (line 12: `2 cells, expected 8`)
              1  refused: too many cells in the row (line 13: `9 cells, expected 8`)
              1  refused: column `item_id`: not UTF-8 (line 11: `caf�`)
              1  refused: column `order_id`: empty, expected an id (line 3)
              1  refused: column `status`: not a status, expected paid, unpaid, cancelled or refunded (line 10: `lost`)
              1  refused: column `timestamp`: not a time, expected RFC 3339, YYYY-MM-DD or Unix seconds (line 6: `2026-13-01`)
              1  refused: column `unit_price`: negative price (line 9: `-3.50`)
    "#);
}

#[test]
fn the_first_bad_row_stops_a_strict_reading() {
    let options = ReadOptions { bad_rows: BadRows::Fail, ..ReadOptions::default() };
    insta::assert_snapshot!(Folder::new().report("orders.csv", ROWS, &options), @"orders.csv: row 2 (line 3), column `order_id`: empty, expected an id");
    let short = b"order_id,item_id\n1,tea\n2\n";
    insta::assert_snapshot!(Folder::new().report("orders.csv", short, &options), @"orders.csv: row 2 (line 3): too few cells in the row, found `1 cells, expected 2`");
}

#[test]
fn refused_rows_are_written_out() {
    let folder = Folder::new();
    let rejects = Some(folder.path("rejects.csv"));
    let options = ReadOptions { rejects, ..ReadOptions::default() };
    folder.report("orders.csv", ROWS, &options);
    let written = std::fs::read(folder.path("rejects.csv")).unwrap();
    let written = String::from_utf8_lossy(&written).into_owned();
    let folder = folder.path("").display().to_string();
    insta::assert_snapshot!(written.replace(&folder, ""), @r#"
    file,row,line,column,reason,value,raw_row
    orders.csv,2,3,order_id,"empty, expected an id",,",tea,7,2026-01-01,1,3.50,,x"
    orders.csv,4,6,timestamp,"not a time, expected RFC 3339, YYYY-MM-DD or Unix seconds",2026-13-01,"2,cup,7,2026-13-01,1,3.50,,x"
    orders.csv,5,7,quantity,not a number,many,"2,cup,7,2026-01-01,many,3.50,,x"
    orders.csv,6,8,quantity,not a number,lots,"2,cup,7,2026-01-01,lots,3.50,,x"
    orders.csv,7,9,unit_price,negative price,-3.50,"2,cup,7,2026-01-01,1,-3.50,,x"
    orders.csv,8,10,status,"not a status, expected paid, unpaid, cancelled or refunded",lost,"2,cup,7,2026-01-01,1,3.50,lost,x"
    orders.csv,9,11,item_id,not UTF-8,caf�,"2,caf�,7,2026-01-01,1,3.50,,x"
    orders.csv,10,12,,too few cells in the row,"2 cells, expected 8","2,cup"
    orders.csv,11,13,,too many cells in the row,"9 cells, expected 8","2,cup,7,2026-01-01,1,3.50,,x,y"
    "#);
}

#[test]
fn refused_rows_of_columns_are_written_out_cell_by_cell() {
    let folder = Folder::new();
    let rejects = Some(folder.path("rejects.csv"));
    let options = ReadOptions { rejects, ..ReadOptions::default() };
    let batch = RecordBatch::try_from_iter([
        ("order_id", Arc::new(StringArray::from_iter_values(["1", "2", "3"])) as ArrayRef),
        ("item_id", Arc::new(StringArray::from_iter([Some("tea"), None, Some("a \"cup\"")]))),
        ("note", Arc::new(StringArray::from_iter_values(["x", "y", "z"]))),
        ("unit_price", Arc::new(Float64Array::from_iter_values([3.5, 4.0, -4.25]))),
    ]);
    folder.report("orders.parquet", &parquet(&batch.unwrap()), &options);
    let written = std::fs::read_to_string(folder.path("rejects.csv")).unwrap();
    let folder = folder.path("").display().to_string();
    insta::assert_snapshot!(written.replace(&folder, ""), @r#"
    file,row,line,column,reason,value,raw_row
    orders.parquet,2,,item_id,"empty, expected an id",,"2,,4"
    orders.parquet,3,,unit_price,negative price,-4.25,"3,""a """"cup"""""",-4.25"
    "#);
}

#[test]
fn a_second_run_over_items_does_not_add_to_the_refused_rows_of_the_first() {
    let folder = Folder::new();
    let rejects = Some(folder.path("rejects.csv"));
    let options = ReadOptions { rejects, ..ReadOptions::default() };
    folder.write("items.csv", b"item_id,price\ntea,1\ncup,free\n");
    for _ in 0..2 {
        folder.read_items(&["items.csv"], &options, &mut Intake::new()).unwrap();
        let written = std::fs::read_to_string(folder.path("rejects.csv")).unwrap();
        assert_eq!(written.lines().count(), 2, "{written}");
        assert!(written.ends_with("items.csv,2,3,price,not a number,free,\"cup,free\"\n"));
    }
}

#[test]
fn refused_rows_of_an_earlier_run_do_not_stay_as_if_current() {
    let folder = Folder::new();
    let rejects = Some(folder.path("rejects.csv"));
    let options = ReadOptions { rejects, ..ReadOptions::default() };
    folder.report("orders.csv", ROWS, &options);
    assert!(folder.path("rejects.csv").exists());
    folder.report("orders.csv", b"order_id,item_id\n1,tea\n", &options);
    assert!(!folder.path("rejects.csv").exists());
    folder.report("orders.csv", ROWS, &options);
    folder.report("orders.csv", b"no,such,columns\n1,2,3\n", &options);
    assert!(!folder.path("rejects.csv").exists());
}

#[test]
fn a_file_for_refused_rows_never_overwrites_an_input_or_anything_else() {
    let folder = Folder::new();
    folder.write("orders.csv", ROWS);
    folder.write("notes.txt", b"dear diary");
    let told = |rejects: std::path::PathBuf| {
        let options = ReadOptions { rejects: Some(rejects), ..ReadOptions::default() };
        let told = folder.report("orders.csv", ROWS, &options);
        assert_eq!(std::fs::read(folder.path("orders.csv")).unwrap(), ROWS);
        told
    };
    insta::assert_snapshot!(told(folder.path("orders.csv")), @"orders.csv: is to be read, expected another file for refused rows");
    let roundabout = folder.path("sub/../orders.csv");
    std::fs::create_dir(folder.path("sub")).unwrap();
    insta::assert_snapshot!(told(roundabout), @"sub/../orders.csv: is to be read, expected another file for refused rows");
    std::fs::hard_link(folder.path("orders.csv"), folder.path("linked.csv")).unwrap();
    insta::assert_snapshot!(told(folder.path("linked.csv")), @"linked.csv: is there and holds no refused rows, expected a new file for them or one of an earlier run");
    insta::assert_snapshot!(told(folder.path("notes.txt")), @"notes.txt: is there and holds no refused rows, expected a new file for them or one of an earlier run");
    assert_eq!(std::fs::read(folder.path("notes.txt")).unwrap(), b"dear diary");
    insta::assert_snapshot!(told(folder.path("rejects.csv.gz")), @"rejects.csv.gz: refused rows are written as plain CSV, expected a name that does not end in .gz");
    assert!(told(folder.path("none/rejects.csv")).contains("refused rows cannot be written"));
}

#[test]
fn refused_rows_keep_the_delimiter_of_their_file() {
    let folder = Folder::new();
    let rejects = Some(folder.path("rejects.csv"));
    let options = ReadOptions { rejects, ..ReadOptions::default() };
    let rows = b"order_id\titem_id\tquantity\n1\ttea\ttwo\n2\t\"a\tcup\"\ttwo\n3\tpot\t1\n";
    folder.report("orders.tsv", rows, &options);
    let written = std::fs::read_to_string(folder.path("rejects.csv")).unwrap();
    let raw: Vec<&str> = written
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(",two,"))
        .map(|(_, raw)| raw)
        .collect();
    assert_eq!(raw, ["1\ttea\ttwo", "\"2\t\"\"a\tcup\"\"\ttwo\""]);
}

/// Once, training failed where `check` had found nothing.
#[test]
fn a_column_of_items_without_a_name_is_not_read_and_two_of_one_name_are_refused() {
    let folder = Folder::new();
    let (options, mut intake) = (ReadOptions::default(), Intake::new());
    folder.write("items.csv", b",item_id,colour\n0,tea,red\n1,cup,blue\n");
    let report = folder.read_items(&["items.csv"], &options, &mut intake).unwrap();
    insta::assert_snapshot!(report.to_string().replace(&folder.path("").display().to_string(), ""), @r"
    items.csv: 2 rows = 2 taken + 0 not counted + 0 refused
      columns read: item_id, attribute colour from colour
      columns not read: (without a name)
    ");
    let history = intake.finish().unwrap();
    let tea = history.vocabulary.index("tea").unwrap();
    assert_eq!(history.catalog.attributes(tea).collect::<Vec<_>>(), [("colour", "red")]);
    folder.write("items.csv", b"item_id,colour,colour\ntea,red,blue\n");
    let read = folder.read_items(&["items.csv"], &options, &mut Intake::new());
    let error = read.unwrap_err().to_string().replace(&folder.path("").display().to_string(), "");
    insta::assert_snapshot!(error, @"items.csv: two columns are called `colour`, expected one");
}

#[test]
fn orders_given_as_items_are_not_taken_for_items() {
    let folder = Folder::new();
    folder.write("orders.csv", ROWS);
    let options = ReadOptions::default();
    let read = folder.read_items(&["orders.csv"], &options, &mut Intake::new());
    let error = read.unwrap_err().to_string().replace(&folder.path("").display().to_string(), "");
    insta::assert_snapshot!(error, @"orders.csv: has the columns `order_id` and `quantity`, as orders have, expected one row an item; give it as orders, or leave `order_id` out");
}

#[test]
fn a_row_that_looks_like_the_end_of_the_file_is_a_row() {
    let end = "\0end of file\0";
    let folder = Folder::new();
    for (bom, line_break, behind) in
        [("", "\n", "\n"), ("", "\r\n", "\r\n"), ("\u{feff}", "\n", "\n"), ("", "\n", "")]
    {
        let rows = ["order_id,item_id", "1,tea", end, "2,tea", "3,tea", end];
        let text = format!("{bom}{}{behind}", rows.join(line_break));
        let told = folder.report("orders.csv", text.as_bytes(), &ReadOptions::default());
        assert!(
            told.starts_with("orders.csv: 5 rows = 3 taken + 0 not counted + 2 refused"),
            "{told}"
        );
        assert!(told.contains("too few cells in the row (line 3: `1 cells"), "{told}");
    }
}

#[test]
fn times_show_the_row_that_is_dated_wrongly() {
    let rows = b"order_id,item_id,timestamp\n1,tea,2026-01-02\n2,tea,9999-12-31\n3,tea,\n4,tea,2026-01-01\n";
    let report = Folder::new().report("orders.csv", rows, &ReadOptions::default());
    insta::assert_snapshot!(report, @r"
    orders.csv: 4 rows = 4 taken + 0 not counted + 0 refused
      columns read: order_id, item_id, timestamp
      times from 2026-01-01 to 9999-12-31 in 3 rows; the oldest in row 4, the newest in row 2
    ");
}

#[test]
fn a_mapped_column_that_nothing_reads_is_told() {
    let columns = "agent_id=Seller,event=Action".parse().unwrap();
    let options = ReadOptions { columns, ..ReadOptions::default() };
    let rows = b"order_id,item_id,Seller\n1,tea,ann\n";
    insta::assert_snapshot!(Folder::new().report("orders.csv", rows, &options), @r"
    orders.csv: 1 row = 1 taken + 0 not counted + 0 refused
      columns read: order_id, item_id
      columns not read: Seller
    mapped, but read by nothing in this release: agent_id from Seller
    ");
}

#[test]
fn a_line_is_counted_as_an_editor_counts_it() {
    let unix = "order_id,item_id\n1,tea\n\n\n2,\n\"3\n3\",\n4,\n";
    let folder = Folder::new();
    let told = folder.report("orders.csv", unix.as_bytes(), &ReadOptions::default());
    assert!(told.contains("(line 5, line 6, line 8)"), "{told}");
    let windows = unix.replace('\n', "\r\n");
    let told = folder.report("orders.csv", windows.as_bytes(), &ReadOptions::default());
    assert!(told.contains("(line 5, line 6, line 8)"), "{told}");
}

#[test]
fn the_presets_refuse_what_is_no_sale() {
    let raw = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n\
        536365,85123A,WHITE HANGING HEART,6,12/1/2010 8:26,2.55,17850.0,UK\n\
        536365,85123a, WHITE HANGING HEART ,6,12/1/2010 8:26,2.55,17850,UK\n\
        536366,POST,POSTAGE,1,12/1/2010 8:26,18,17850.0,UK\n\
        536367,22423,,56,12/1/2010 8:26,0,,UK\n\
        A563185,B,Adjust bad debt,1,8/12/2011 14:50,11062.06,,UK\n\
        C536379,85123A,WHITE HANGING HEART,-12,12/2/2010 9:41,2.55,17850.0,UK\n";
    let folder = Folder::new();
    folder.write("raw.csv", raw.as_bytes());
    let options = ReadOptions { preset: Some(Preset::OnlineRetail), ..ReadOptions::default() };
    insta::assert_snapshot!(folder.report("raw.csv", raw.as_bytes(), &options), @r#"
    raw.csv: 6 rows = 3 taken + 0 not counted + 3 refused
      columns read: InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID
      columns not read: Country
      times from 2010-12-01 to 2010-12-02 in 3 rows; the oldest in row 1, the newest in row 6
              1  refused: column `InvoiceNo`: adjustment, not an order (line 6: `A563185`)
              1  refused: column `StockCode`: not an item: POST (line 4: `POST`)
              1  refused: column `UnitPrice`: zero price: stock write-off or free gift (line 5: `0`)
    notes
              2  rows without a customer, 0 of them taken: their orders count, but no return is settled against them
              1  rows of cancelling invoices (C…), 1 of them taken: they take back from the same customer's earlier orders
              1  rows under 1 stock codes with small letters, taken under capital letters (85123a as 85123A)
    "#);
    let mut intake = Intake::new();
    folder.read_orders(&["raw.csv"], &options, &mut intake).unwrap();
    let history = intake.finish().unwrap();
    assert_eq!(history.report.n_returns_unmatched, 0);
    assert_eq!(history.report.n_lines_kept, 0);
}

#[test]
fn ta_feng_prices_are_totals_and_orders_are_days() {
    let raw = "TRANSACTION_DT,CUSTOMER_ID,AGE_GROUP,PIN_CODE,PRODUCT_SUBCLASS,PRODUCT_ID,AMOUNT,ASSET,SALES_PRICE\n\
        11/1/2000,00038317,A,115,590507,tea,6,100,313\n\
        11/1/2000,00038317,A,115,590507,cup,0,0,0\n\
        11/2/2000,00038317,A,115,5905,pot,1,10,12\n";
    let folder = Folder::new();
    folder.write("raw.csv", raw.as_bytes());
    let options = ReadOptions { preset: Some(Preset::Tafeng), ..ReadOptions::default() };
    let mut intake = Intake::new();
    folder.read_orders(&["raw.csv"], &options, &mut intake).unwrap();
    let history = intake.finish().unwrap();
    let item = |id: &str| history.catalog.item(history.vocabulary.index(id).unwrap());
    assert_eq!(item("tea").price.unwrap().0, 5217);
    assert_eq!(item("tea").cost.unwrap().0, 1667);
    assert_eq!(item("tea").category, Some("59 > 5905 > 590507"));
    assert_eq!(item("cup").price, None);
    assert_eq!(item("pot").category, Some("5905"));
    assert_eq!(history.report.n_orders, 2);
    assert_eq!(history.catalog.currency(), Some("TWD"));
}
