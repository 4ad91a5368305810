//! What would be read of files is told before anything is trained on them.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod files;

use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use datasets::{
    CheckOptions, CheckReport, CheckedFile, FileKind, NoTraining, Outcome, Preset, ReadOptions,
    check,
};
use engine::words::Intake;
use files::{Folder, gzip, parquet};

const SHOPIFY: &str = "Name,Email,Financial Status,Paid at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Vendor,Notes\n\
#1001,a@shop.example,paid,2026-01-05 10:23:45 -0500,2,Green tea,3.50,TEA,Hill,\n\
#1001,a@shop.example,,,1,Cup,4.00,CUP,Hill,\n\
#1002,b@shop.example,pending,,1,Cup,4.00,,Hill,\n";

fn checked(folder: &Folder, names: &[&str], options: &CheckOptions) -> CheckReport {
    let files: Vec<PathBuf> = names.iter().map(|name| folder.path(name)).collect();
    check(&files, options, &mut |_| {})
}

fn one(name: &str, bytes: &[u8], options: &CheckOptions) -> CheckedFile {
    let folder = Folder::new();
    folder.write(name, bytes);
    checked(&folder, &[name], options).files.remove(0)
}

fn taken(file: &CheckedFile) -> u64 {
    match &file.outcome {
        Outcome::Read(report, _) => report.accepted,
        outcome => panic!("{outcome:?}"),
    }
}

fn failure(file: &CheckedFile) -> String {
    match &file.outcome {
        Outcome::Failed(error) => error.to_string().rsplit_once('/').unwrap().1.to_owned(),
        outcome => panic!("{outcome:?}"),
    }
}

#[test]
fn a_platforms_export_is_understood_and_read_by_the_guess() {
    let file = one("export.csv", SHOPIFY.as_bytes(), &CheckOptions::default());
    assert_eq!(file.kind, Some(FileKind::Orders));
    assert_eq!(file.format, "CSV");
    insta::assert_snapshot!(file.mapping, @"order_id=Name,item_id=Lineitem sku,customer_id=Email,timestamp=Paid at,quantity=Lineitem quantity,unit_price=Lineitem price,title=Lineitem name");
    assert_eq!(taken(&file), 2);
    assert_eq!(file.ignored, ["Financial Status", "Vendor", "Notes"]);
    assert_eq!(
        file.absent.iter().map(|absent| absent.column).collect::<Vec<_>>(),
        ["status", "category"]
    );
    let Outcome::Read(report, _) = &file.outcome else { panic!("{:?}", file.outcome) };
    insta::assert_snapshot!(report.refused[0], @"column `Lineitem sku`: empty, expected an id (line 4)");
}

/// A status that stands in the first row of an order only would let the others count.
#[test]
fn a_column_that_holds_something_else_is_not_guessed_by_its_name_alone() {
    let left_out = |text: &str| {
        let file = one("orders.csv", text.as_bytes(), &CheckOptions::default());
        assert_eq!(taken(&file), 2);
        let left_out = file.left_out.first().map(|left| {
            format!("{} → {}: {} ({})", left.source, left.column, left.reason, left.example)
        });
        left_out.unwrap_or_default()
    };
    insta::assert_snapshot!(left_out(SHOPIFY), @"Financial Status → status: not a status, expected paid, unpaid, cancelled or refunded (line 4: `pending`)");
    insta::assert_snapshot!(left_out("order_id,sku,order status\n1,tea,paid\n1,cup,\n"), @"order status → status: empty in some rows, and a row without a status counts as paid (line 3)");
    insta::assert_snapshot!(left_out("order_id,sku,order status\n1,tea,paid\n1,cup,Refunded\n"), @"");
    insta::assert_snapshot!(left_out("order_id,sku,date\n1,tea,01/02/2026\n1,cup,01/02/2026\n"), @"date → timestamp: not a time, expected RFC 3339, YYYY-MM-DD or Unix seconds (line 2: `01/02/2026`)");
    insta::assert_snapshot!(left_out("order_id,sku,price\n1,tea,£3\n1,cup,£4\n"), @"price → unit_price: not a number (line 2: `£3`)");
}

/// A shop's own words under the contract's name would refuse every row.
#[test]
fn a_status_in_the_platforms_words_is_left_unread() {
    let rows: String =
        (0..20).map(|n| format!("{n},tea,{}\n", ["completed", "refunded"][n % 2])).collect();
    let text = format!("order_id,item_id,status\n{rows}");
    let file = one("orders.csv", text.as_bytes(), &CheckOptions::default());
    assert_eq!((taken(&file), file.mapping.to_string()), (20, "status=".to_owned()));
    let damaged = text.replace("completed", "paid").replacen("paid", "pa id", 1);
    let file = one("orders.csv", damaged.as_bytes(), &CheckOptions::default());
    assert_eq!((taken(&file), file.mapping.to_string()), (19, String::new()));
}

/// Platforms export text with tabs without quoting, so that a title may begin with a quote.
#[test]
fn rows_that_a_stray_quote_swallowed_are_told() {
    let row = |n: usize| {
        let title = match n {
            5 => "\"Hello kitty",
            300 => "\"Hello\" kitty",
            _ => "cup",
        };
        format!("{n}\ttea\t{title}\n")
    };
    let text = format!("order_id\titem_id\ttitle\n{}", (0..400).map(row).collect::<String>());
    let file = one("orders.tsv", text.as_bytes(), &CheckOptions::default());
    let Outcome::Read(report, _) = &file.outcome else { panic!("{:?}", file.outcome) };
    let over_lines = report.over_lines.unwrap();
    assert_eq!((over_lines.rows, over_lines.line, over_lines.n_lines), (1, 7, 296));
    insta::assert_snapshot!(over_lines, @"1 row of many lines each, the longest of the 296 from line 7 on: is a quote part of a cell there? It stands doubled, inside of a quoted cell");
}

/// A shop that names few of its goods by a code of its own.
#[test]
fn of_two_ids_the_one_that_most_rows_have_is_guessed() {
    let rows: String =
        (0..20).map(|n| format!("{n},{},{}\n", if n < 5 { "A1" } else { "" }, 6_100 + n)).collect();
    let text = format!("订单编号,商家编码,商品ID\n{rows}");
    let file = one("orders.csv", text.as_bytes(), &CheckOptions::default());
    assert_eq!(file.mapping.to_string(), "order_id=订单编号,item_id=商品ID");
    assert_eq!(taken(&file), 20);
    let [left] = &file.left_out[..] else { panic!("{:?}", file.left_out) };
    assert_eq!((left.source.as_str(), left.column), ("商家编码", "item_id"));
    assert_eq!(left.reason, "empty in most rows, and a row without the id is refused");
}

#[test]
fn a_right_column_with_a_damaged_cell_stays_and_refuses_the_row() {
    let rows: String =
        (0..20).map(|row| format!("{row},tea,{}\n", if row == 7 { "two" } else { "1" })).collect();
    let file =
        one("orders.csv", format!("order,sku,qty\n{rows}").as_bytes(), &CheckOptions::default());
    assert_eq!((taken(&file), file.left_out.len()), (19, 0));
}

#[test]
fn what_is_checked_is_what_training_would_read_in_every_format() {
    let text = "Order ID,sku,qty\n1,tea,2\n1,,1\n2,cup,many\n2,cup,1\n"
        .replace("many", "")
        .as_bytes()
        .to_vec();
    let tsv = String::from_utf8(text.clone()).unwrap().replace(',', "\t").into_bytes();
    let json = b"{\"Order ID\":1,\"sku\":\"tea\",\"qty\":2}\n{\"Order ID\":1}\n{\"Order ID\":2,\"sku\":\"cup\"}\n{\"Order ID\":2,\"sku\":\"cup\",\"qty\":1}\n".to_vec();
    let skus: ArrayRef =
        Arc::new(StringArray::from(vec![Some("tea"), None, Some("cup"), Some("cup")]));
    let orders: ArrayRef = Arc::new(Int64Array::from(vec![1, 1, 2, 2]));
    let quantities: ArrayRef = Arc::new(Int64Array::from(vec![Some(2), Some(1), None, Some(1)]));
    let batch =
        RecordBatch::try_from_iter([("Order ID", orders), ("sku", skus), ("qty", quantities)]);
    let folder = Folder::new();
    for (name, bytes, format) in [
        ("o.csv", text.clone(), "CSV"),
        ("o.csv.gz", gzip(&text), "CSV, gzip"),
        ("o.csv.zst", zstd::encode_all(&text[..], 1).unwrap(), "CSV, zstd"),
        ("o.tsv", tsv, "TSV"),
        ("o.jsonl", json.clone(), "JSON lines"),
        ("o.jsonl.gz", gzip(&json), "JSON lines, gzip"),
        ("o.parquet", parquet(&batch.unwrap()), "Parquet"),
    ] {
        folder.write(name, &bytes);
        let report = checked(&folder, &[name], &CheckOptions::default());
        let file = &report.files[0];
        assert_eq!((file.format, taken(file)), (format, 3), "{name}");
        let training = report.training.as_ref().unwrap();
        let options = ReadOptions { columns: training.columns.clone(), ..ReadOptions::default() };
        let read = folder.read_orders(&[name], &options, &mut Intake::new()).unwrap();
        let Outcome::Read(report, _) = &file.outcome else { panic!("{name}") };
        assert_eq!(read.files.first(), Some(report), "{name}");
    }
}

#[test]
fn a_known_export_is_proposed_by_its_name() {
    let text = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n\
        536365,85123A,HEART,6,12/1/2010 8:26,2.55,17850.0,United Kingdom\nC5,POST,P,-1,12/1/2010 8:26,1,,\n";
    let folder = Folder::new();
    folder.write("x.csv", text.as_bytes());
    let report = checked(&folder, &["x.csv"], &CheckOptions::default());
    assert_eq!(report.files[0].preset, Some(Preset::OnlineRetail));
    assert_eq!(taken(&report.files[0]), 1);
    assert_eq!(report.training.unwrap().preset, Some(Preset::OnlineRetail));
    // Whoever maps the columns means something else.
    let columns = "order_id=InvoiceNo,item_id=StockCode".parse().unwrap();
    let report = checked(&folder, &["x.csv"], &CheckOptions { columns, ..CheckOptions::default() });
    assert_eq!(report.files[0].preset, None);
}

#[test]
fn another_delimiter_is_told_where_nothing_else_is_known_of_a_file() {
    let checked = one("export.csv", b"order_id;item_id\no1;a\n", &CheckOptions::default());
    let Outcome::Failed(error) = checked.outcome else { panic!("{:?}", checked.outcome) };
    assert!(error.to_string().contains("seems to be parted by semicolons"), "{error}");
}

#[test]
fn orders_and_items_get_one_mapping_where_that_reads_both_and_else_two() {
    let folder = Folder::new();
    folder.write("orders.csv", b"order,sku\n1,tea\n");
    folder.write("items.csv", b"sku,name\ntea,Green tea\n");
    folder.write("products.csv", b"Variant SKU,Title\ntea,Green tea\n");
    let training = |names: &[&str]| checked(&folder, names, &CheckOptions::default()).training;
    let together = training(&["orders.csv", "items.csv"]).unwrap();
    insta::assert_snapshot!(together.columns, @"order_id=order,item_id=sku,title=name");
    assert_eq!(together.item_columns, None);
    let apart = training(&["orders.csv", "products.csv"]).unwrap();
    insta::assert_snapshot!(apart.columns, @"order_id=order,item_id=sku");
    insta::assert_snapshot!(apart.item_columns.unwrap(), @"item_id=Variant SKU,title=Title");
    folder.write("more.csv", b"Order ID,product_id\n1,tea\n");
    assert!(matches!(
        training(&["orders.csv", "more.csv"]),
        Err(NoTraining::SeveralNamings { .. })
    ));
    folder.write("t.csv", b"TRANSACTION_DT,CUSTOMER_ID,PRODUCT_ID,AMOUNT\n2001-01-01,1,2,3\n");
    assert!(matches!(training(&["orders.csv", "t.csv"]), Err(NoTraining::SeveralExports { .. })));
}

#[test]
fn files_that_ask_are_told_apart_and_read_whole() {
    let file = one("q.csv", b"query_id,item_id\n1,tea\n1,cup\n2,tea\n", &CheckOptions::default());
    assert_eq!(file.kind, Some(FileKind::Queries));
    assert!(matches!(file.outcome, Outcome::Asked(2)), "{:?}", file.outcome);
    let file = one("p.csv", b"item_a,item_b\ntea,cup\n", &CheckOptions::default());
    assert_eq!(file.kind, Some(FileKind::Pairs));
    assert!(matches!(file.outcome, Outcome::Asked(1)), "{:?}", file.outcome);
    let file = one("q.csv", b"query_id,item_id\n,tea\n", &CheckOptions::default());
    insta::assert_snapshot!(failure(&file), @"q.csv: row 1 (line 2), column `query_id`: empty, expected an id");
}

#[test]
fn what_would_not_be_read_says_why_and_what_to_do() {
    let told = |name: &str, bytes: &[u8]| failure(&one(name, bytes, &CheckOptions::default()));
    insta::assert_snapshot!(told("a.csv", b"a,b\n1,2\n"), @"a.csv: neither orders nor items nor views, by its name and its columns; found `a`, `b`; say what it is and which column is which, such as `--as orders --columns order_id=…,item_id=…`");
    insta::assert_snapshot!(told("orders.csv", b"a,b\n1,2\n"), @"orders.csv: no column `order_id`, `item_id`; found `a`, `b`; say which column it is with `--columns order_id=…,item_id=…`");
    insta::assert_snapshot!(told("a.csv", b"PK\x03\x04\0"), @"a.csv: not what its name says: a spreadsheet (.xlsx) or another zip archive, expected CSV in UTF-8");
    insta::assert_snapshot!(told("orders.csv", b"order_id,item_id\n1,\n"), @"orders.csv: none of its 1 rows can be used; 1 refused: column `item_id`: empty, expected an id (line 2)");
    insta::assert_snapshot!(told("orders.txt", b""), @"orders.txt: unknown format, expected a name ending in .csv, .csv.gz, .csv.zst, .tsv, .tsv.gz, .tsv.zst, .jsonl, .jsonl.gz, .jsonl.zst, .parquet");
}

#[test]
fn a_kind_that_is_told_goes_before_what_columns_say() {
    let options = CheckOptions { kind: Some(FileKind::Items), ..CheckOptions::default() };
    let file = one("orders.csv", b"order_id,item_id,colour\n1,tea,green\n", &options);
    assert_eq!(file.kind, Some(FileKind::Items));
    assert_eq!(file.attributes, ["order_id", "colour"]);
    let options = CheckOptions { preset: Some(Preset::Tafeng), ..CheckOptions::default() };
    let file = one("orders.csv", b"order_id,item_id\n1,tea\n", &options);
    insta::assert_snapshot!(failure(&file), @"orders.csv: no column `TRANSACTION_DT`, `CUSTOMER_ID`, `PRODUCT_ID`, `AMOUNT`; found `order_id`, `item_id`; `--preset tafeng` reads that export as it is; leave it out for others");
}

#[test]
fn an_export_in_several_files_is_checked_as_it_is_trained_on() {
    let folder = Folder::new();
    folder
        .write("orders.csv", b"order_id,user_id,eval_set,order_number\n1,9,prior,1\n2,9,test,2\n");
    folder.write("lines.csv", b"order_id,product_id,add_to_cart_order,reordered\n1,5,1,0\n");
    folder.write("products.csv", b"product_id,product_name,aisle_id,department_id\n5,Soda,77,7\n");
    let names = ["lines.csv", "products.csv", "orders.csv"];
    let report = checked(&folder, &names, &CheckOptions::default());
    assert_eq!(report.files.iter().map(taken).collect::<Vec<_>>(), [1, 1, 2]);
    let training = report.training.unwrap();
    assert_eq!(training.preset, Some(Preset::Instacart));
    assert_eq!((training.orders.len(), training.items.len()), (2, 1));
    let alone = checked(&folder, &["orders.csv"], &CheckOptions::default());
    insta::assert_snapshot!(failure(&alone.files[0]), @"orders.csv: holds the headers of orders only, expected the files with their lines beside it, such as order_products__prior.csv");
}

#[test]
fn views_are_read_whole_and_get_a_mapping_of_their_own_where_they_need_one() {
    let folder = Folder::new();
    folder.write("orders.csv", b"order,sku,customer_id\n1,tea,ann\n");
    folder.write("views.csv", b"visitorid,sku,action\n1,tea,view\n1,cup,cart\n,cup,cart\n");
    folder.write("clicks.csv", b"user,item_id\nann,tea\n");
    let report = checked(&folder, &["orders.csv", "views.csv"], &CheckOptions::default());
    assert_eq!(report.files.iter().map(taken).collect::<Vec<_>>(), [1, 2]);
    let together = report.training.unwrap();
    insta::assert_snapshot!(together.columns, @"order_id=order,item_id=sku,session_id=visitorid,event=action");
    assert_eq!((together.views.len(), together.view_columns), (1, None));
    let apart = checked(&folder, &["orders.csv", "clicks.csv"], &CheckOptions::default());
    let apart = apart.training.unwrap();
    insta::assert_snapshot!(apart.columns, @"order_id=order,item_id=sku");
    insta::assert_snapshot!(apart.view_columns.unwrap(), @"customer_id=user");
    let export = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n\
        536365,85123A,HEART,6,12/1/2010 8:26,2.55,17850.0,United Kingdom\n";
    folder.write("x.csv", export.as_bytes());
    let preset = checked(&folder, &["x.csv", "views.csv"], &CheckOptions::default());
    let preset = preset.training.unwrap();
    assert!(preset.columns.is_empty());
    insta::assert_snapshot!(preset.view_columns.unwrap(), @"item_id=sku,session_id=visitorid,event=action");
}
