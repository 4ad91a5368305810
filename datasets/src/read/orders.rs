//! Reads files of orders.

use std::path::PathBuf;

use engine::words::{Intake, IntakeError};

use crate::error::ReadError;
use crate::format::{Chunk, Row};
use crate::layout::{ITEM_COLUMNS, ORDER_COLUMNS, Reading, Search, VIEW_COLUMNS, WantedColumn};
use crate::options::{ColumnMap, Preset, ReadOptions};
use crate::preset::{EXPORTS, Instacart};
use crate::report::{ColumnUse, LoadReport};

use super::destination::Destination;
use super::file::{OpenFile, Run, Setback, Taken, Taker, TimeOfRows};
use super::order_layout::OrderLayout;
use super::progress::Progress;
use super::reading::FileReading;

/// Reads orders, one row a line of an order, and hands every line that counts over to `intake`.
///
/// Lines of the same order id are one order, in whichever file they stand. Where an export keeps
/// headers and lines of orders apart, files of both are given together, in any sequence.
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
    let destination = Destination::Intake(intake);
    let mut reading = OrderReading::new(files, options, destination, progress)?;
    if options.preset == Some(Preset::Instacart) {
        // Headers come before the lines that need them.
        let opened: Result<Vec<_>, _> = files.iter().map(|file| OpenFile::on_disk(file)).collect();
        let mut opened = opened?;
        opened.sort_by_key(|file| !Instacart::goes_first(file.header()));
        opened.into_iter().try_for_each(|file| reading.read(file))?;
    } else {
        for file in files {
            reading.read(OpenFile::on_disk(file)?)?;
        }
    }
    reading.finish()
}

/// Orders being read, file after file.
pub(crate) struct OrderReading<'r> {
    layout: OrderLayout,
    run: Run<'r>,
    destination: Destination<'r>,
    report: LoadReport,
}

impl<'r> OrderReading<'r> {
    /// Gets ready to read `files`.
    pub(crate) fn new(
        files: &[PathBuf],
        options: &'r ReadOptions,
        mut destination: Destination<'r>,
        progress: &'r mut dyn FnMut(Progress<'_>),
    ) -> Result<Self, ReadError> {
        if let Some(preset) = options.preset {
            refuse_mapping(&options.columns, preset)?;
        }
        let layout = OrderLayout::new(options);
        if let Some(currency) = layout.currency() {
            destination.set_currency(currency);
        }
        let run = Run::new(files, options, progress)?;
        Ok(Self { layout, run, destination, report: LoadReport::default() })
    }
}

impl FileReading for OrderReading<'_> {
    fn read(&mut self, file: OpenFile<'_>) -> Result<(), ReadError> {
        let wanted = self.layout.begin(file.header());
        let search = order_search(wanted, self.run.options.preset, &self.run.options.columns);
        let binding = file.bind(&search)?;
        let taker = OrderTaker { layout: &mut self.layout, destination: &mut self.destination };
        let report = file.read(&binding, &mut self.run, taker)?;
        self.report.files.push(report);
        Ok(())
    }

    fn finish(mut self) -> Result<LoadReport, ReadError> {
        if let (false, Some(file)) = (self.layout.has_lines(), self.report.files.first()) {
            return Err(ReadError::NoLines { file: PathBuf::from(&file.file) });
        }
        self.report.notes = self.layout.notes();
        self.report.mapped_not_read = mapped_not_read(&self.run.options.columns);
        self.run.finish()?;
        Ok(self.report)
    }
}

/// What is looked for in the header of a file of orders.
pub(crate) fn order_search<'s>(
    wanted: &'s [WantedColumn],
    preset: Option<Preset>,
    map: &'s ColumnMap,
) -> Search<'s> {
    Search {
        wanted,
        map: Some(map),
        option: "--columns",
        // All but the item's id: that is never meant for the items' file alone.
        shared: &ITEM_COLUMNS[1..],
        preset,
        exports: &EXPORTS,
    }
}

/// Rows of orders on their way to the engine.
struct OrderTaker<'a, 'd> {
    layout: &'a mut OrderLayout,
    destination: &'a mut Destination<'d>,
}

impl Taker for OrderTaker<'_, '_> {
    fn take(&mut self, row: &Row<'_>) -> Result<Taken, Setback> {
        match self.layout.read(row)? {
            Reading::Line(line) => {
                self.destination.push_line(&line)?;
                Ok(Taken::Accepted(line.time))
            }
            Reading::Header => Ok(Taken::Accepted(None)),
            Reading::NotCounted(status) => Ok(Taken::NotCounted(status)),
        }
    }

    fn take_chunk(&mut self, chunk: &Chunk<'_>) -> Result<Option<Vec<TimeOfRows>>, IntakeError> {
        let Some(lines) = self.layout.read_chunk(chunk) else { return Ok(None) };
        self.destination.push_columns(&lines)?;
        Ok(Some(lines.parts().iter().map(|part| (part.n_lines, part.time)).collect()))
    }
}

/// What is mapped though neither orders nor items nor views have it.
fn mapped_not_read(map: &ColumnMap) -> Vec<ColumnUse> {
    let is_read = |column: &str| {
        let wanted = ORDER_COLUMNS.iter().chain(&ITEM_COLUMNS).chain(&VIEW_COLUMNS);
        wanted.into_iter().any(|wanted| wanted.name == column)
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
