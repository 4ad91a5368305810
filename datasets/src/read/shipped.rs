//! The orders that ship with Dapei, inside the program itself.

use std::path::Path;

use bytes::Bytes;
use engine::words::Intake;

use crate::error::ReadError;
use crate::format::Source;
use crate::options::{ColumnMap, Preset, ReadOptions};
use crate::report::LoadReport;

use super::destination::Destination;
use super::file::OpenFile;
use super::orders::OrderReading;
use super::progress::Progress;
use super::reading::FileReading;

/// The name under which the shipped orders appear in reports.
pub const SHIPPED_ORDERS_NAME: &str = "datasets/data/online_retail.parquet";

/// The bytes of the orders that ship with Dapei: UCI Online Retail, the raw export, unchanged
/// (CC BY 4.0; attribution in `datasets/README.md`).
#[must_use]
pub fn shipped_orders() -> &'static [u8] {
    include_bytes!("../../data/online_retail.parquet")
}

/// Reads the orders that ship with Dapei, under their own preset and columns whatever `options`
/// say of these.
///
/// # Errors
///
/// As [`crate::read_orders`].
pub fn read_shipped_orders(
    options: &ReadOptions,
    intake: &mut Intake,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<LoadReport, ReadError> {
    let options = ReadOptions {
        preset: Some(Preset::OnlineRetail),
        columns: ColumnMap::default(),
        ..options.clone()
    };
    let reading = OrderReading::new(&[], &options, Destination::Intake(intake), progress)?;
    let source = Source::Memory(Bytes::from_static(shipped_orders()));
    reading.read_alone(OpenFile::open(Path::new(SHIPPED_ORDERS_NAME), source)?)
}
