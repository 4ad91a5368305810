//! Parquet files that other programs wrote, of the same four rows.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod files;

use datasets::ReadOptions;
use engine::words::{Intake, Money};
use files::Folder;

/// By pyarrow (with sorted columns and an index of pages; of old times; of newer pages and packed
/// texts), polars, DuckDB and fastparquet.
const WRITTEN: [(&str, &[u8]); 7] = [
    ("pyarrow", include_bytes!("writers/pyarrow.parquet")),
    ("pyarrow_v1_int96", include_bytes!("writers/pyarrow_v1_int96.parquet")),
    ("pyarrow_pages_2", include_bytes!("writers/pyarrow_pages_2.parquet")),
    ("polars", include_bytes!("writers/polars.parquet")),
    ("duckdb", include_bytes!("writers/duckdb.parquet")),
    ("duckdb_v2", include_bytes!("writers/duckdb_v2.parquet")),
    ("fastparquet", include_bytes!("writers/fastparquet.parquet")),
];

#[test]
fn files_of_other_writers_are_read_alike() {
    let folder = Folder::new();
    for (writer, bytes) in WRITTEN {
        let name = format!("{writer}.parquet");
        folder.write(&name, bytes);
        let mut intake = Intake::new();
        let report = folder.read_orders(&[&name], &ReadOptions::default(), &mut intake).unwrap();
        assert_eq!((report.rows(), report.accepted()), (4, 4), "{report}");
        let times = report.files[0].times.as_ref().unwrap();
        assert_eq!((times.oldest, times.newest), (1_767_607_200, 1_769_904_000), "{writer}");
        let history = intake.finish().unwrap();
        let orders: Vec<(usize, Option<u32>)> =
            history.orders.iter().map(|order| (order.items.len(), order.customer)).collect();
        assert_eq!(orders, [(2, Some(0)), (1, None)], "{writer}");
        let tea = history.vocabulary.index("tea").unwrap();
        assert_eq!(history.catalog.item(tea).price, Some(Money(350)), "{writer}");
        assert_eq!(history.report.n_returns_unmatched, 1, "{writer}");
    }
}
