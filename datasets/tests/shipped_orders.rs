//! The orders that ship with Dapei: every row and every known defect is accounted for.

use datasets::{
    BadRows, LoadReport, ReadOptions, SHIPPED_ORDERS_NAME, read_shipped_orders, shipped_orders,
};
use engine::words::{History, Intake};

fn read(options: &ReadOptions) -> (LoadReport, History) {
    let mut intake = Intake::new();
    let report = read_shipped_orders(options, &mut intake, &mut |_| {}).unwrap();
    (report, intake.finish().unwrap())
}

#[test]
fn the_counts_add_up_to_every_row_of_the_export() {
    let (report, history) = read(&ReadOptions::default());
    assert_eq!(report.rows(), 541_909);
    assert_eq!(report.rows(), report.accepted() + report.not_counted() + report.refused());
    assert_eq!(history.report.n_lines, report.accepted());
    assert_eq!(history.report.n_orders_with_several_times, 43);
    assert_eq!(history.catalog.currency(), Some("GBP"));
    assert_eq!(report.files[0].file, SHIPPED_ORDERS_NAME);
}

#[test]
fn every_known_defect_is_told_with_its_count() {
    let (report, _) = read(&ReadOptions::default());
    insta::assert_snapshot!(report, @r#"
    datasets/data/online_retail.parquet: 541,909 rows = 536,429 taken + 0 not counted + 5,480 refused
      columns read: InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID
      columns not read: Country
          2,485  refused: column `UnitPrice`: zero price: stock write-off or free gift (row 623: `0`, row 1971: `0`, row 1972: `0`)
          1,256  refused: column `StockCode`: not an item: POST (row 46: `POST`, row 387: `POST`, row 1124: `POST`)
            710  refused: column `StockCode`: not an item: DOT (row 1815: `DOT`, row 3042: `DOT`, row 5451: `DOT`)
            572  refused: column `StockCode`: not an item: M (row 2240: `M`, row 2251: `M`, row 5685: `M`)
            144  refused: column `StockCode`: not an item: C2 (row 1424: `C2`, row 12120: `C2`, row 12453: `C2`)
             77  refused: column `StockCode`: not an item: D (row 142: `D`, row 9039: `D`, row 14499: `D`)
             63  refused: column `StockCode`: not an item: S (row 14437: `S`, row 14438: `S`, row 96681: `S`)
             45  refused: column `StockCode`: not an item: DCGS (row 21327: `DCGS0076`, row 24907: `DCGS0003`, row 36461: `DCGS0003`)
             37  refused: column `StockCode`: not an item: BANK CHARGES (row 4407: `BANK CHARGES`, row 14436: `BANK CHARGES`, row 28993: `BANK CHARGES`)
             34  refused: column `StockCode`: not an item: AMAZONFEE (row 14515: `AMAZONFEE`, row 15017: `AMAZONFEE`, row 15018: `AMAZONFEE`)
             34  refused: column `StockCode`: not an item: gift_ (row 38249: `gift_0001_40`, row 42058: `gift_0001_50`, row 44726: `gift_0001_30`)
             16  refused: column `StockCode`: not an item: CRUK (row 317509: `CRUK`, row 324024: `CRUK`, row 333780: `CRUK`)
              4  refused: column `StockCode`: not an item: PADS (row 157196: `PADS`, row 279046: `PADS`, row 358656: `PADS`)
              3  refused: column `InvoiceNo`: adjustment, not an order (row 299983: `A563185`, row 299984: `A563186`, row 299985: `A563187`)
    notes
        135,080  rows without a customer, 131553 of them taken: their orders count, but no return is settled against them
          9,288  rows of cancelling invoices (C…), 8704 of them taken: they take back from the same customer's earlier orders
          1,942  rows under 111 stock codes with small letters, taken under capital letters (85123a as 85123A)
    "#);
}

#[test]
fn a_code_with_a_small_letter_is_the_item_with_the_capital_one() {
    let (_, history) = read(&ReadOptions::default());
    assert!(history.vocabulary.index("85123a").is_none());
    let lights = history.vocabulary.index("85123A").unwrap();
    assert_eq!(history.catalog.title(lights), Some("WHITE HANGING HEART T-LIGHT HOLDER"));
}

#[test]
fn known_defects_do_not_stop_a_strict_reading() {
    let options = ReadOptions { bad_rows: BadRows::Fail, ..ReadOptions::default() };
    assert_eq!(read(&options).0, read(&ReadOptions::default()).0);
}

#[test]
fn the_program_carries_the_very_bytes_of_the_shipped_file() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/online_retail.parquet");
    assert!(std::fs::read(path).unwrap() == shipped_orders());
}

#[test]
fn progress_is_told_on_the_way_and_ends_at_the_end() {
    let mut told = Vec::new();
    let mut intake = Intake::new();
    read_shipped_orders(&ReadOptions::default(), &mut intake, &mut |progress| {
        told.push((progress.rows, progress.bytes_read, progress.bytes_total));
    })
    .unwrap();
    assert_eq!(told.len(), 9);
    assert_eq!(told[0].0, 65_536);
    assert!(told.is_sorted());
    let size = shipped_orders().len() as u64;
    assert_eq!(told[8], (541_909, size, size));
}
