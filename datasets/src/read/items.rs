//! Reads files of facts about items.

use std::path::PathBuf;

use engine::words::Intake;

use crate::error::ReadError;
use crate::format::Source;
use crate::layout::{ITEM_COLUMNS, ItemRows, ORDER_COLUMNS, Search};
use crate::options::ReadOptions;
use crate::report::{LoadReport, Rejects};

use super::file::{OpenFile, Run, Taken};
use super::progress::Progress;

/// Reads facts about items, one row an item, and hands them over to `intake`.
///
/// Columns that the contract does not name are attributes. The last row about an item wins, fact by
/// fact.
///
/// # Errors
///
/// As [`crate::read_orders`].
pub fn read_items(
    files: &[PathBuf],
    options: &ReadOptions,
    intake: &mut Intake,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<LoadReport, ReadError> {
    if files.is_empty() {
        return Err(ReadError::NoFiles);
    }
    let mut reading = ItemReading::new(files, options, intake, progress)?;
    for file in files {
        reading.read(OpenFile::open(file, Source::open(file)?)?)?;
    }
    reading.finish()
}

/// Facts about items being read, file after file.
pub(super) struct ItemReading<'r> {
    run: Run<'r>,
    intake: &'r mut Intake,
    report: LoadReport,
}

impl<'r> ItemReading<'r> {
    /// Gets ready to read `files`.
    pub(super) fn new(
        files: &[PathBuf],
        options: &'r ReadOptions,
        intake: &'r mut Intake,
        progress: &'r mut dyn FnMut(Progress<'_>),
    ) -> Result<Self, ReadError> {
        let rejects =
            options.rejects.as_deref().map(|path| Rejects::at(path, files)).transpose()?;
        Ok(Self { run: Run { options, rejects, progress }, intake, report: LoadReport::default() })
    }

    pub(super) fn read(&mut self, file: OpenFile<'_>) -> Result<(), ReadError> {
        let mut binding = file.bind(&Search {
            wanted: &ITEM_COLUMNS,
            map: Some(&self.run.options.columns),
            shared: &ORDER_COLUMNS,
            exports: &[],
        })?;
        let attributes = file.readable(binding.unread(file.header().len()));
        let names = attributes.iter().map(|&place| file.header()[place].clone()).collect();
        binding.add_attributes(&attributes, file.header());
        let mut rows = ItemRows::new(self.run.options.price_decimals, names);
        let intake = &mut *self.intake;
        self.report.files.push(file.read(&binding, &mut self.run, |row| {
            rows.read(row, |item, facts| intake.push_item(item, facts))??;
            Ok(Taken::Accepted(None))
        })?);
        Ok(())
    }

    /// What was read.
    pub(super) fn finish(self) -> Result<LoadReport, ReadError> {
        self.run.rejects.map_or(Ok(()), Rejects::finish)?;
        Ok(self.report)
    }
}
