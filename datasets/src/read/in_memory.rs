//! Reads files that are held in memory, as they come over a network.

use std::path::Path;

use bytes::Bytes;
use engine::words::Intake;

use crate::error::ReadError;
use crate::format::Source;
use crate::options::ReadOptions;
use crate::report::LoadReport;

use super::destination::Destination;
use super::file::OpenFile;
use super::items::ItemReading;
use super::orders::OrderReading;
use super::pairs::{Pair, read_opened_pairs};
use super::progress::Progress;
use super::queries::{Query, read_opened_queries};
use super::reading::FileReading;
use super::views::ViewReading;

/// A file in memory: its bytes, and the name that tells their format and appears in reports.
#[derive(Debug, Clone)]
pub struct InMemory<'n> {
    /// The name, whose ending tells the format; nothing need be there on any disk.
    pub name: &'n Path,
    /// What such a file would hold.
    pub bytes: Bytes,
}

impl<'n> InMemory<'n> {
    fn opened(self) -> Result<OpenFile<'n>, ReadError> {
        OpenFile::open(self.name, Source::Memory(self.bytes))
    }
}

/// Reads one file of orders from memory, by the rules of [`crate::read_orders`].
///
/// ```
/// use std::path::Path;
///
/// use datasets::{InMemory, ReadOptions, read_orders_in_memory};
/// use engine::words::Intake;
///
/// let name = Path::new("orders.csv");
/// let file = InMemory { name, bytes: "order_id,item_id\n1,tea\n1,cup\n".into() };
/// let options = ReadOptions::default();
/// let report = read_orders_in_memory(file, &options, &mut Intake::new(), &mut |_| {})?;
/// assert_eq!(report.accepted(), 2);
/// # Ok::<(), datasets::ReadError>(())
/// ```
///
/// # Errors
///
/// As [`crate::read_orders`].
pub fn read_orders_in_memory(
    file: InMemory<'_>,
    options: &ReadOptions,
    intake: &mut Intake,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<LoadReport, ReadError> {
    let reading = OrderReading::new(&[], options, Destination::Intake(intake), progress)?;
    reading.read_alone(file.opened()?)
}

/// Reads one file of facts about items from memory, by the rules of [`crate::read_items`].
///
/// # Errors
///
/// As [`crate::read_items`].
pub fn read_items_in_memory(
    file: InMemory<'_>,
    options: &ReadOptions,
    intake: &mut Intake,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<LoadReport, ReadError> {
    let reading = ItemReading::new(&[], options, Destination::Intake(intake), progress)?;
    reading.read_alone(file.opened()?)
}

/// Reads one file of views from memory, by the rules of [`crate::read_views`].
///
/// # Errors
///
/// As [`crate::read_views`].
pub fn read_views_in_memory(
    file: InMemory<'_>,
    options: &ReadOptions,
    intake: &mut Intake,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<LoadReport, ReadError> {
    let reading = ViewReading::new(&[], options, Destination::Intake(intake), progress)?;
    reading.read_alone(file.opened()?)
}

/// Reads one file of queries from memory, by the rules of [`crate::read_queries`].
///
/// # Errors
///
/// As [`crate::read_queries`].
pub fn read_queries_in_memory<E: From<ReadError>>(
    file: InMemory<'_>,
    take: impl FnMut(Query) -> Result<(), E>,
) -> Result<(), E> {
    read_opened_queries(file.opened()?, take)
}

/// Reads one file of pairs from memory, by the rules of [`crate::read_pairs`].
///
/// # Errors
///
/// As [`crate::read_pairs`].
pub fn read_pairs_in_memory<E: From<ReadError>>(
    file: InMemory<'_>,
    take: impl FnMut(Pair) -> Result<(), E>,
) -> Result<(), E> {
    read_opened_pairs(file.opened()?, take)
}
