//! A bad row is refused, counted by reason and shown with file, line and column.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod files;

use datasets::{BadRows, Preset, ReadOptions};
use engine::words::Intake;
use files::Folder;

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
    folder.write("items.csv", b"item_id,price\ntea,1\ncup,free\n");
    folder.read_items(&["items.csv"], &options, &mut Intake::new()).unwrap();
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
    items.csv,2,3,price,not a number,free,"cup,free"
    "#);
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
