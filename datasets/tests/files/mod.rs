//! Files that tests write and read.

// Each test program uses a part of this.
#![allow(dead_code)]

use std::io::Write;
use std::path::PathBuf;

use arrow_array::RecordBatch;
use datasets::{LoadReport, ReadError, ReadOptions, read_items, read_orders, read_views};
use engine::words::Intake;
use flate2::Compression;
use flate2::write::GzEncoder;
use parquet::arrow::ArrowWriter;
use tempfile::TempDir;

/// A folder that is removed with the test.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn read_orders(
        &self,
        names: &[&str],
        options: &ReadOptions,
        intake: &mut Intake,
    ) -> Result<LoadReport, ReadError> {
        let files: Vec<PathBuf> = names.iter().map(|name| self.path(name)).collect();
        read_orders(&files, options, intake, &mut |_| {})
    }

    pub(crate) fn read_items(
        &self,
        names: &[&str],
        options: &ReadOptions,
        intake: &mut Intake,
    ) -> Result<LoadReport, ReadError> {
        let files: Vec<PathBuf> = names.iter().map(|name| self.path(name)).collect();
        read_items(&files, options, intake, &mut |_| {})
    }

    pub(crate) fn read_views(
        &self,
        names: &[&str],
        options: &ReadOptions,
        intake: &mut Intake,
    ) -> Result<LoadReport, ReadError> {
        let files: Vec<PathBuf> = names.iter().map(|name| self.path(name)).collect();
        read_views(&files, options, intake, &mut |_| {})
    }

    /// What reading one file of orders reports, the folder's own name left out.
    pub(crate) fn report(&self, name: &str, bytes: &[u8], options: &ReadOptions) -> String {
        self.write(name, bytes);
        self.told(self.read_orders(&[name], options, &mut Intake::new()))
    }

    /// What reading one file of views reports, the folder's own name left out.
    pub(crate) fn report_on_views(
        &self,
        name: &str,
        bytes: &[u8],
        options: &ReadOptions,
    ) -> String {
        self.write(name, bytes);
        self.told(self.read_views(&[name], options, &mut Intake::new()))
    }

    fn told(&self, read: Result<LoadReport, ReadError>) -> String {
        let told = match read {
            Ok(report) => report.to_string(),
            Err(error) => {
                let cause = std::error::Error::source(&error);
                cause.map_or(error.to_string(), |cause| format!("{error}: {cause}"))
            }
        };
        told.replace(&format!("{}/", self.0.path().display()), "")
    }
}

pub(crate) fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn parquet(batch: &RecordBatch) -> Vec<u8> {
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}
