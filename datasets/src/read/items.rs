//! Reads files of facts about items.

use std::path::PathBuf;

use engine::words::Intake;

use crate::error::ReadError;
use crate::format::Row;
use crate::layout::{ITEM_COLUMNS, ItemRows, ORDER_COLUMNS, Search, WantedColumn};
use crate::options::{ColumnMap, Preset, ReadOptions};
use crate::preset::{EXPORTS, InstacartItems};
use crate::report::{FileReport, LoadReport};

use super::destination::Destination;
use super::file::{OpenFile, Run, Setback, Taken};
use super::progress::Progress;
use super::reading::FileReading;

/// Most columns of a file that are attributes: each is kept for every item, and a few packed bytes make thousands.
const MOST_ATTRIBUTES: usize = 500;

/// Reads facts about items, one row an item, and hands them over to `intake`.
///
/// Columns that the contract does not name are attributes. Where rows about an item disagree,
/// the most frequent value counts, fact by fact.
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
    let destination = Destination::Intake(intake);
    let mut reading = ItemReading::new(files, options, destination, progress)?;
    if options.preset == Some(Preset::Instacart) {
        // Names come before the products that need them.
        let opened: Result<Vec<_>, _> = files.iter().map(|file| OpenFile::on_disk(file)).collect();
        let mut opened = opened?;
        opened.sort_by_key(|file| !InstacartItems::goes_first(file.header()));
        opened.into_iter().try_for_each(|file| reading.read(file))?;
    } else {
        for file in files {
            reading.read(OpenFile::on_disk(file)?)?;
        }
    }
    reading.finish()
}

/// Facts about items being read, file after file.
pub(crate) struct ItemReading<'r> {
    run: Run<'r>,
    destination: Destination<'r>,
    export: Option<InstacartItems>,
    report: LoadReport,
}

impl<'r> ItemReading<'r> {
    /// Gets ready to read `files`.
    pub(crate) fn new(
        files: &[PathBuf],
        options: &'r ReadOptions,
        destination: Destination<'r>,
        progress: &'r mut dyn FnMut(Progress<'_>),
    ) -> Result<Self, ReadError> {
        let run = Run::new(files, options, progress)?;
        let export = match options.preset {
            Some(Preset::Instacart) => Some(InstacartItems::default()),
            Some(Preset::OnlineRetail | Preset::Tafeng) | None => None,
        };
        Ok(Self { run, destination, export, report: LoadReport::default() })
    }

    fn read_contract(&mut self, file: OpenFile<'_>) -> Result<FileReport, ReadError> {
        let columns = &self.run.options.columns;
        let is_there = |column: &str| file.header().iter().any(|name| name == column);
        let also =
            ["quantity", "timestamp", "status", "customer_id"].into_iter().find(|c| is_there(c));
        if let (true, Some(also)) = (is_there("order_id"), also) {
            return Err(ReadError::ItemsAreOrders { file: file.path().into(), also });
        }
        let mut binding = file.bind(&item_search(&ITEM_COLUMNS, None, columns))?;
        let header = file.header();
        // What has no name is no attribute: data frames write their row numbers so.
        let named = binding.unread(header.len()).filter(|&place| !header[place].is_empty());
        let attributes = file.readable(named);
        let is_twice = |&&place: &&usize| {
            attributes.iter().any(|&other| other < place && header[other] == header[place])
        };
        if let Some(&place) = attributes.iter().find(is_twice) {
            let column = header[place].clone();
            return Err(ReadError::ColumnTwice { file: file.path().into(), column });
        }
        if attributes.len() > MOST_ATTRIBUTES {
            let (file, found) = (file.path().into(), attributes.len());
            return Err(ReadError::TooManyAttributes { file, found, limit: MOST_ATTRIBUTES });
        }
        let names = attributes.iter().map(|&place| file.header()[place].clone()).collect();
        binding.add_attributes(&attributes, file.header());
        let mut rows = ItemRows::new(self.run.options.price_decimals, names);
        let destination = &mut self.destination;
        file.read(&binding, &mut self.run, |row: &Row<'_>| {
            rows.read(row, |item, facts| destination.push_item(item, facts))??;
            Ok(Taken::Accepted(None))
        })
    }
}

impl FileReading for ItemReading<'_> {
    fn read(&mut self, file: OpenFile<'_>) -> Result<(), ReadError> {
        let wanted = self.export.as_mut().and_then(|export| export.begin(file.header()));
        let report = match (wanted, &mut self.export) {
            (Some(wanted), Some(export)) => {
                let binding = file.bind(&item_search(
                    wanted,
                    self.run.options.preset,
                    &ColumnMap::default(),
                ))?;
                let destination = &mut self.destination;
                file.read(&binding, &mut self.run, |row: &Row<'_>| {
                    export.read(row, |item, facts| -> Result<(), Setback> {
                        Ok(destination.push_item(item, facts)?)
                    })?;
                    Ok(Taken::Accepted(None))
                })?
            }
            (None, _) | (_, None) => self.read_contract(file)?,
        };
        self.report.files.push(report);
        Ok(())
    }

    fn finish(mut self) -> Result<LoadReport, ReadError> {
        self.report.notes = self.export.as_ref().map(InstacartItems::notes).unwrap_or_default();
        self.run.finish()?;
        Ok(self.report)
    }
}

/// What is looked for in the header of a file about items.
pub(crate) fn item_search<'s>(
    wanted: &'s [WantedColumn],
    preset: Option<Preset>,
    map: &'s ColumnMap,
) -> Search<'s> {
    Search {
        wanted,
        map: Some(map),
        option: "--columns",
        shared: &ORDER_COLUMNS,
        preset,
        exports: &EXPORTS,
    }
}
