//! Reads files of views.

use std::path::PathBuf;

use engine::words::Intake;

use crate::error::ReadError;
use crate::format::Row;
use crate::layout::{ORDER_COLUMNS, Search, VIEW_COLUMNS, ViewRows};
use crate::options::{ColumnMap, ReadOptions};
use crate::preset::EXPORTS;
use crate::report::LoadReport;

use super::destination::Destination;
use super::file::{OpenFile, Run, Taken};
use super::progress::Progress;
use super::reading::FileReading;

/// Reads views, one row a look at an item, and hands them over to `intake`.
///
/// A file needs a column of items, and one of sessions or of customers; in each row one of the
/// latter two must be filled. Views are in the contract's columns whatever preset `options` name:
/// none of the known exports has views.
///
/// # Errors
///
/// As [`crate::read_orders`].
pub fn read_views(
    files: &[PathBuf],
    options: &ReadOptions,
    intake: &mut Intake,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<LoadReport, ReadError> {
    if files.is_empty() {
        return Err(ReadError::NoFiles);
    }
    let mut reading = ViewReading::new(files, options, Destination::Intake(intake), progress)?;
    for file in files {
        reading.read(OpenFile::on_disk(file)?)?;
    }
    reading.finish()
}

/// Views being read, file after file.
pub(crate) struct ViewReading<'r> {
    run: Run<'r>,
    destination: Destination<'r>,
    report: LoadReport,
}

impl<'r> ViewReading<'r> {
    /// Gets ready to read `files`.
    pub(crate) fn new(
        files: &[PathBuf],
        options: &'r ReadOptions,
        destination: Destination<'r>,
        progress: &'r mut dyn FnMut(Progress<'_>),
    ) -> Result<Self, ReadError> {
        let run = Run::new(files, options, progress)?;
        Ok(Self { run, destination, report: LoadReport::default() })
    }
}

impl FileReading for ViewReading<'_> {
    fn read(&mut self, file: OpenFile<'_>) -> Result<(), ReadError> {
        let binding = file.bind(&view_search(&self.run.options.columns, "--view-columns"))?;
        let mut rows = ViewRows::new(&binding);
        let destination = &mut self.destination;
        let report = file.read(&binding, &mut self.run, |row: &Row<'_>| {
            let view = rows.read(row)?;
            destination.push_view(&view)?;
            Ok(Taken::Accepted(view.time))
        })?;
        self.report.files.push(report);
        Ok(())
    }

    fn finish(self) -> Result<LoadReport, ReadError> {
        self.run.finish()?;
        Ok(self.report)
    }
}

/// What is looked for in the header of a file of views, its columns mapped by `option`.
pub(crate) fn view_search<'s>(map: &'s ColumnMap, option: &'static str) -> Search<'s> {
    Search {
        wanted: &VIEW_COLUMNS,
        map: Some(map),
        option,
        shared: &ORDER_COLUMNS,
        preset: None,
        exports: &EXPORTS,
    }
}
