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
    let rejects = options.rejects.as_deref().map(|path| Rejects::at(path, files)).transpose()?;
    let mut run = Run { options, rejects, progress };
    let mut report = LoadReport::default();
    let search = Search {
        wanted: &ITEM_COLUMNS,
        map: Some(&options.columns),
        shared: &ORDER_COLUMNS,
        exports: &[],
    };
    for file in files {
        let opened = OpenFile::open(file, Source::open(file)?)?;
        let mut binding = opened.bind(&search)?;
        let attributes = opened.readable(binding.unread(opened.header().len()));
        let names = attributes.iter().map(|&place| opened.header()[place].clone()).collect();
        binding.add_attributes(&attributes, opened.header());
        let mut rows = ItemRows::new(options.price_decimals, names);
        report.files.push(opened.read(&binding, &mut run, |row| {
            rows.read(row, |item, facts| intake.push_item(item, facts))??;
            Ok(Taken::Accepted(None))
        })?);
    }
    run.rejects.map_or(Ok(()), Rejects::finish)?;
    Ok(report)
}
