//! Instacart Market Basket: headers and lines of orders in files of their own, in any sequence.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod files;

use datasets::{LoadReport, Preset, ReadOptions};
use engine::words::{History, Intake};
use files::{Folder, gzip};

const HEADERS: &str = "order_id,user_id,eval_set,order_number,order_dow,order_hour_of_day,days_since_prior_order\n\
2539329,1,prior,1,2,08,\n\
2398795,1,prior,2,3,07,15.0\n\
1187899,1,train,3,4,08,14.0\n\
17,2,test,1,6,11,\n\
2398795,9,prior,2,3,07,15.0\n\
18,,prior,1,6,11,\n";
const PRIOR: &str = "order_id,product_id,add_to_cart_order,reordered\n\
2539329,196,1,0\n2539329,14084,2,0\n2398795,196,1,1\n99,196,1,0\n";
const TRAIN: &str = "order_id,product_id,add_to_cart_order,reordered\n\
1187899,196,1,1\n1187899,25133,2,1\n1187899,,3,1\n";
const PRODUCTS: &str = "product_id,product_name,aisle_id,department_id\n\
196,Soda,77,7\n14084,\"Organic Unsweetened Vanilla, Almond Milk\",91,16\n25133,Organic String Cheese,,16\n";
const AISLES: &str = "aisle_id,aisle\n77,soft drinks\n";
const DEPARTMENTS: &str = "department_id,department\n7,beverages\n16,dairy eggs\n";

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("orders.csv", HEADERS.as_bytes());
    folder.write("order_products__prior.csv.gz", &gzip(PRIOR.as_bytes()));
    folder.write("order_products__train.csv", TRAIN.as_bytes());
    folder.write("products.csv", PRODUCTS.as_bytes());
    folder.write("aisles.csv", AISLES.as_bytes());
    folder.write("departments.csv", DEPARTMENTS.as_bytes());
    folder
}

fn options() -> ReadOptions {
    ReadOptions { preset: Some(Preset::Instacart), ..ReadOptions::default() }
}

fn shown(folder: &Folder, report: &LoadReport) -> String {
    report
        .to_string()
        .replace(&format!("{}/", folder.path("").display().to_string().trim_end_matches('/')), "")
}

fn history(names: &[&str]) -> History {
    let (folder, mut intake) = (folder(), Intake::new());
    folder.read_orders(names, &options(), &mut intake).unwrap();
    intake.finish().unwrap()
}

#[test]
fn headers_and_lines_are_joined_and_those_that_miss_each_other_are_told() {
    let (folder, mut intake) = (folder(), Intake::new());
    let names = ["order_products__train.csv", "order_products__prior.csv.gz", "orders.csv"];
    let report = folder.read_orders(&names, &options(), &mut intake).unwrap();
    insta::assert_snapshot!(shown(&folder, &report), @r"
    orders.csv: 6 rows = 5 taken + 0 not counted + 1 refused
      columns read: order_id, user_id
      columns not read: eval_set, order_number, order_dow, order_hour_of_day, days_since_prior_order
              1  refused: column `user_id`: empty, expected an id (line 7)
    order_products__train.csv: 3 rows = 2 taken + 0 not counted + 1 refused
      columns read: order_id, product_id
      columns not read: add_to_cart_order, reordered
              1  refused: column `product_id`: empty, expected an id (line 4)
    order_products__prior.csv.gz: 4 rows = 4 taken + 0 not counted + 0 refused
      columns read: order_id, product_id
      columns not read: add_to_cart_order, reordered
    all files: 13 rows = 11 taken + 0 not counted + 2 refused
    notes
              5  header rows of orders, 3 of them with lines: each gives its lines their customer
              1  header rows name another customer for an order than one before: the first by its letters counts
              1  header rows without lines: no orders
              1  lines without a header row: they count, without a customer
    ");
    let history = intake.finish().unwrap();
    assert_eq!((history.report.n_orders, history.report.n_customers), (4, 1));
    assert_eq!(history.report.n_orders_without_customer, 1);
}

#[test]
fn the_sequence_of_the_files_does_not_matter() {
    let one = history(&["orders.csv", "order_products__prior.csv.gz", "order_products__train.csv"]);
    let other =
        history(&["order_products__train.csv", "order_products__prior.csv.gz", "orders.csv"]);
    assert_eq!(one.report, other.report);
    let ids = |history: &History| {
        let vocabulary = &history.vocabulary;
        vocabulary.indexes().map(|item| vocabulary.id(item).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&one), ids(&other));
}

#[test]
fn lines_without_any_headers_count_and_headers_without_lines_do_not() {
    let history = history(&["order_products__prior.csv.gz"]);
    assert_eq!((history.report.n_orders, history.report.n_customers), (3, 0));
    let folder = folder();
    let told = folder.read_orders(&["orders.csv"], &options(), &mut Intake::new()).unwrap_err();
    let told = told.to_string();
    assert!(told.ends_with("orders.csv: holds the headers of orders only, expected the files with their lines beside it, such as order_products__prior.csv"), "{told}");
}

#[test]
fn products_are_filed_by_department_and_aisle() {
    let (folder, mut intake) = (folder(), Intake::new());
    folder.read_orders(&["order_products__prior.csv.gz"], &options(), &mut intake).unwrap();
    let names = ["products.csv", "aisles.csv", "departments.csv"];
    let report = folder.read_items(&names, &options(), &mut intake).unwrap();
    insta::assert_snapshot!(shown(&folder, &report), @r"
    aisles.csv: 1 row = 1 taken + 0 not counted + 0 refused
      columns read: aisle_id, aisle
    departments.csv: 2 rows = 2 taken + 0 not counted + 0 refused
      columns read: department_id, department
    products.csv: 3 rows = 3 taken + 0 not counted + 0 refused
      columns read: product_id, product_name, aisle_id, department_id
    all files: 6 rows = 6 taken + 0 not counted + 0 refused
    notes
              1  products filed under the number of their aisle or department, whose name no file gives
    ");
    let history = intake.finish().unwrap();
    let of = |id: &str| {
        let item = history.vocabulary.index(id).unwrap();
        let item = history.catalog.item(item);
        (item.title.unwrap_or_default().to_owned(), item.category.unwrap_or_default().to_owned())
    };
    assert_eq!(of("196"), ("Soda".to_owned(), "beverages > soft drinks".to_owned()));
    assert_eq!(of("14084").1, "dairy eggs > 91");
    assert_eq!(of("25133").1, "dairy eggs");
}

#[test]
fn a_file_of_the_export_without_the_preset_or_in_another_place_says_what_to_do() {
    let folder = folder();
    let told = |options: &ReadOptions, name: &str| {
        let error = folder.read_orders(&[name], options, &mut Intake::new()).unwrap_err();
        error.to_string().splitn(3, "; ").nth(2).unwrap().to_owned()
    };
    let none = ReadOptions::default();
    assert_eq!(
        told(&none, "orders.csv"),
        "this looks like the export that `--preset instacart` reads"
    );
    assert_eq!(
        told(&none, "order_products__train.csv"),
        "this looks like the export that `--preset instacart` reads"
    );
    assert_eq!(told(&options(), "products.csv"), "this looks like one of the files for `--items`");
    folder.write("other.csv", b"invoice,sku\n1,2\n");
    assert_eq!(
        told(&options(), "other.csv"),
        "`--preset instacart` reads that export as it is; leave it out for others"
    );
}

#[test]
fn files_about_items_in_the_contracts_columns_are_read_beside_the_export() {
    let (folder, mut intake) = (folder(), Intake::new());
    folder.write("prices.csv", b"item_id,price,colour\n196,1.5,red\n");
    let names = ["products.csv", "prices.csv"];
    let report = folder.read_items(&names, &options(), &mut intake).unwrap();
    assert_eq!(report.accepted(), 4);
}
