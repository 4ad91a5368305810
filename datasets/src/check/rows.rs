//! Reads the rows of checked files, the way one training reads them.

use crate::error::ReadError;
use crate::options::ReadOptions;
use crate::preset::{Instacart, InstacartItems};
use crate::read::{
    Destination, FileReading, ItemReading, OpenFile, OrderReading, Progress, ViewReading,
};
use crate::report::{FileReport, LoadReport};

use super::{CheckOptions, CheckedFile, Outcome};

/// Reads `files` of orders together; those of which something failed before are passed over.
pub(super) fn read_orders(
    files: Vec<&mut CheckedFile>,
    options: &CheckOptions,
    progress: &mut dyn FnMut(Progress<'_>),
) {
    let files = pending(files, Instacart::goes_first);
    let options = read_options(&files, options);
    read(files, OrderReading::new(&[], &options, Destination::Nowhere, progress));
}

/// Reads `files` about items together.
pub(super) fn read_items(
    files: Vec<&mut CheckedFile>,
    options: &CheckOptions,
    progress: &mut dyn FnMut(Progress<'_>),
) {
    let files = pending(files, InstacartItems::goes_first);
    let options = read_options(&files, options);
    read(files, ItemReading::new(&[], &options, Destination::Nowhere, progress));
}

/// Reads `files` of views together.
pub(super) fn read_views(
    files: Vec<&mut CheckedFile>,
    options: &CheckOptions,
    progress: &mut dyn FnMut(Progress<'_>),
) {
    let files = pending(files, |_| false);
    let options = read_options(&files, options);
    read(files, ViewReading::new(&[], &options, Destination::Nowhere, progress));
}

/// Reads `files` one after the other.
fn read(mut files: Vec<&mut CheckedFile>, reading: Result<impl FileReading, ReadError>) {
    let Some(first) = files.first_mut() else { return };
    let mut reading = match reading {
        Ok(reading) => reading,
        Err(error) => return first.outcome = Outcome::Failed(error),
    };
    for file in &mut files {
        let read = OpenFile::on_disk(&file.file).and_then(|opened| reading.read(opened));
        file.outcome = outcome(read);
    }
    tell(files, reading.finish());
}

/// Those of `files` of which nothing failed yet, those first that others need.
fn pending(
    mut files: Vec<&mut CheckedFile>,
    goes_first: impl Fn(&[String]) -> bool,
) -> Vec<&mut CheckedFile> {
    files.retain(|file| matches!(file.outcome, Outcome::NotRead));
    files.sort_by_key(|file| !goes_first(&file.header));
    files
}

/// By what the first of `files` needs all of them are read.
fn read_options(files: &[&mut CheckedFile], options: &CheckOptions) -> ReadOptions {
    let first = files.first();
    ReadOptions {
        preset: first.and_then(|file| file.preset),
        columns: first.map(|file| file.mapping.clone()).unwrap_or_default(),
        price_decimals: options.price_decimals,
        ..ReadOptions::default()
    }
}

/// What the report of a file that was read will be put into.
fn outcome(read: Result<(), ReadError>) -> Outcome {
    match read {
        Ok(()) => Outcome::Read(FileReport::default(), Vec::new()),
        Err(error) => Outcome::Failed(error),
    }
}

/// Puts the reports where they belong, and the notes, which are on all files, with the last.
fn tell(files: Vec<&mut CheckedFile>, report: Result<LoadReport, ReadError>) {
    let read = files.into_iter().filter(|file| matches!(file.outcome, Outcome::Read(..)));
    let mut read: Vec<&mut CheckedFile> = read.collect();
    match (report, read.first_mut()) {
        (_, None) => {}
        (Err(error), Some(first)) => first.outcome = Outcome::Failed(error),
        (Ok(report), Some(_)) => {
            let mut notes = Some(report.notes);
            let last = read.len() - 1;
            for (place, (file, report)) in read.into_iter().zip(report.files).enumerate() {
                let notes = if place == last { notes.take() } else { None };
                file.outcome = Outcome::Read(report, notes.unwrap_or_default());
            }
        }
    }
}
