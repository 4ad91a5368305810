//! Reads files of orders.

use std::path::PathBuf;

use engine::words::Intake;

use crate::error::ReadError;
use crate::format::{Row, Source};
use crate::layout::{Export, ITEM_COLUMNS, ORDER_COLUMNS, Reading, Search};
use crate::options::{ColumnMap, Preset, ReadOptions};
use crate::preset;
use crate::report::{ColumnUse, LoadReport, Rejects};

use super::file::{OpenFile, Run, Setback, Taken};
use super::order_layout::OrderLayout;
use super::progress::Progress;

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
    if files.is_empty() {
        return Err(ReadError::NoFiles);
    }
    let mut reading = OrderReading::new(files, options, intake, progress)?;
    for file in files {
        reading.read(OpenFile::open(file, Source::open(file)?)?)?;
    }
    reading.finish()
}

/// Orders being read, file after file.
pub(super) struct OrderReading<'r> {
    layout: OrderLayout,
    run: Run<'r>,
    intake: &'r mut Intake,
    report: LoadReport,
}

impl<'r> OrderReading<'r> {
    /// Gets ready to read `files`.
    pub(super) fn new(
        files: &[PathBuf],
        options: &'r ReadOptions,
        intake: &'r mut Intake,
        progress: &'r mut dyn FnMut(Progress<'_>),
    ) -> Result<Self, ReadError> {
        if let Some(preset) = options.preset {
            refuse_mapping(&options.columns, preset)?;
        }
        let layout = OrderLayout::new(options);
        if let Some(currency) = layout.currency() {
            intake.set_currency(currency);
        }
        let rejects =
            options.rejects.as_deref().map(|path| Rejects::at(path, files)).transpose()?;
        let run = Run { options, rejects, progress };
        Ok(Self { layout, run, intake, report: LoadReport::default() })
    }

    pub(super) fn read(&mut self, file: OpenFile<'_>) -> Result<(), ReadError> {
        let exports = Preset::ALL.map(|preset| (preset, preset::columns(preset)));
        let binding = file.bind(&self.search(&exports))?;
        let (layout, intake) = (&mut self.layout, &mut *self.intake);
        let report = file.read(&binding, &mut self.run, |row| take(row, layout, intake))?;
        self.report.files.push(report);
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<LoadReport, ReadError> {
        self.report.notes = self.layout.notes();
        self.report.mapped_not_read = mapped_not_read(&self.run.options.columns);
        self.run.rejects.map_or(Ok(()), Rejects::finish)?;
        Ok(self.report)
    }

    fn search<'s>(&'s self, exports: &'s [Export]) -> Search<'s> {
        let columns = self.layout.columns();
        Search {
            wanted: columns,
            map: Some(&self.run.options.columns),
            // All but the item's id: that is never meant for the items' file alone.
            shared: &ITEM_COLUMNS[1..],
            exports,
        }
    }
}

fn take(row: &Row<'_>, layout: &mut OrderLayout, intake: &mut Intake) -> Result<Taken, Setback> {
    match layout.read(row)? {
        Reading::Line(line) => {
            intake.push_line(&line)?;
            Ok(Taken::Accepted(line.time))
        }
        Reading::NotCounted(status) => Ok(Taken::NotCounted(status)),
    }
}

/// What is mapped though neither orders nor items have it.
fn mapped_not_read(map: &ColumnMap) -> Vec<ColumnUse> {
    let is_read = |column: &str| {
        ORDER_COLUMNS.iter().chain(&ITEM_COLUMNS).any(|wanted| wanted.name == column)
    };
    map.pairs()
        .filter(|(column, _)| !is_read(column))
        .map(|(column, source)| ColumnUse { column: column.to_owned(), source: source.to_owned() })
        .collect()
}

/// A preset reads its export's columns as they are; only columns of other files may be mapped.
fn refuse_mapping(map: &ColumnMap, preset: Preset) -> Result<(), ReadError> {
    let is_of_items = |column: &str| ITEM_COLUMNS.iter().any(|item| item.name == column);
    let is_of_orders = |column: &str| ORDER_COLUMNS.iter().any(|order| order.name == column);
    let mapped = map.pairs().map(|(column, _)| column);
    match mapped.into_iter().find(|column| is_of_orders(column) && !is_of_items(column)) {
        Some(column) => Err(ReadError::MappedUnderPreset { column, preset }),
        None => Ok(()),
    }
}
