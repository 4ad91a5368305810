//! Reads every foreign format into the engine's words, and says what it refused.
//!
//! In: files of orders, items and views, in the contract's columns or as a known export. Out: lines and
//! facts in an [`engine::words::Intake`], and a [`LoadReport`] whose counts add up. Files of queries
//! and of pairs come out as they are, one [`Query`] or [`Pair`] after the other. Of files that nobody
//! knows yet, [`check`] says what they are and what would be read.
//! Deliberately absent: netting, counting, learning; printing.
//!
//! ```no_run
//! use datasets::{ReadOptions, read_orders};
//! use engine::words::Intake;
//!
//! let options = ReadOptions { columns: "order_id=InvoiceNo".parse()?, ..ReadOptions::default() };
//! let mut intake = Intake::new();
//! let report = read_orders(&["orders.csv.gz".into()], &options, &mut intake, &mut |_| {})?;
//! assert_eq!(report.rows(), report.accepted() + report.not_counted() + report.refused());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod options;
mod cell;
mod error;
mod same_file;
mod report;
mod format;
mod layout;
mod preset;
mod read;
mod check;
pub mod synthetic;

pub use check::{
    Absent, CheckOptions, CheckReport, CheckedFile, LeftOut, NoTraining, Outcome, Training, check,
};
pub use error::{ReadError, RowError};
pub use options::{
    BadRows, BadRowsError, ColumnMap, ColumnMapError, FileKind, FileKindError, Preset, PresetError,
    ReadOptions,
};
pub use read::{
    InMemory, LabelledPair, Labels, Pair, Progress, Query, SHIPPED_ORDERS_NAME, read_items,
    read_items_in_memory, read_labels, read_orders, read_orders_in_memory, read_pairs,
    read_pairs_in_memory, read_queries, read_queries_in_memory, read_shipped_orders, read_views,
    read_views_in_memory, shipped_orders,
};
pub use report::{
    ColumnUse, EXAMPLES_SHOWN, FileReport, Grouped, LoadReport, NotCounted, Note, OverLines,
    RefusedRow, RefusedRows, Times,
};
pub use same_file::is_one_of;
