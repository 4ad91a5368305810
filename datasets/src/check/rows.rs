//! Reads the rows of checked files, the way one training reads them.

use crate::error::ReadError;
use crate::options::ReadOptions;
use crate::preset::{Instacart, InstacartItems};
use crate::read::{Destination, ItemReading, OpenFile, OrderReading, Progress};
use crate::report::{FileReport, LoadReport};

use super::{CheckOptions, CheckedFile, Outcome};

/// Reads `files` of orders together; those of which something failed before are passed over.
pub(super) fn read_orders(
    files: Vec<&mut CheckedFile>,
    options: &CheckOptions,
    progress: &mut dyn FnMut(Progress<'_>),
) {
    let mut files = pending(files, Instacart::goes_first);
    let Some(first) = files.first_mut() else { return };
    let options = read_options(first, options);
    let mut reading = match OrderReading::new(&[], &options, Destination::Nowhere, progress) {
        Ok(reading) => reading,
        Err(error) => return first.outcome = Outcome::Failed(error),
    };
    for file in &mut files {
        let read = OpenFile::on_disk(&file.file).and_then(|opened| reading.read(opened));
        file.outcome = outcome(read);
    }
    tell(files, reading.finish());
}

/// Reads `files` about items together.
pub(super) fn read_items(
    files: Vec<&mut CheckedFile>,
    options: &CheckOptions,
    progress: &mut dyn FnMut(Progress<'_>),
) {
    let mut files = pending(files, InstacartItems::goes_first);
    let Some(first) = files.first_mut() else { return };
    let options = read_options(first, options);
    let mut reading = match ItemReading::new(&[], &options, Destination::Nowhere, progress) {
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

fn read_options(file: &CheckedFile, options: &CheckOptions) -> ReadOptions {
    ReadOptions {
        preset: file.preset,
        columns: file.mapping.clone(),
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
