//! Files in, rows handed over to the engine, a report out.
//!
//! In: files and options. Out: rows in an [`Intake`] and a [`LoadReport`].
//! Deliberately absent: formats (see `format`), and what a row's cells mean (see `layout` and
//! `preset`).

mod progress;

use std::path::PathBuf;

use engine::words::Intake;

use crate::error::ReadError;
use crate::options::ReadOptions;
use crate::report::LoadReport;

pub use progress::Progress;

/// The name under which the shipped orders appear in reports.
pub const SHIPPED_ORDERS_NAME: &str = "online_retail.parquet (shipped with Dapei)";

/// The bytes of the orders that ship with Dapei: UCI Online Retail, the raw export, unchanged
/// (CC BY 4.0; attribution in `datasets/README.md`).
#[must_use]
pub fn shipped_orders() -> &'static [u8] {
    include_bytes!("../../data/online_retail.parquet")
}

/// Reads orders, one row a line of an order, and hands every line that counts over to `intake`.
///
/// Lines of the same order id are one order, in whichever file they stand.
///
/// # Errors
///
/// The first file that cannot be read whole, lacks a column, or has no row that can be used; with
/// [`crate::BadRows::Fail`] the first bad row. `intake` holds what was read before.
pub fn read_orders(
    files: &[PathBuf],
    options: &ReadOptions,
    intake: &mut Intake,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<LoadReport, ReadError> {
    let _ = (files, options, intake, progress);
    Err(ReadError::NoFiles)
}

/// Reads the orders that ship with Dapei, under their preset; of `options` only what becomes of
/// bad rows is heeded.
///
/// # Errors
///
/// As [`read_orders`].
pub fn read_shipped_orders(
    options: &ReadOptions,
    intake: &mut Intake,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<LoadReport, ReadError> {
    let _ = (options, intake, progress);
    Err(ReadError::NoFiles)
}

/// Reads facts about items, one row an item, and hands them over to `intake`.
///
/// # Errors
///
/// As [`read_orders`].
pub fn read_items(
    files: &[PathBuf],
    options: &ReadOptions,
    intake: &mut Intake,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<LoadReport, ReadError> {
    let _ = (files, options, intake, progress);
    Err(ReadError::NoFiles)
}
