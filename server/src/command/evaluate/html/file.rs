//! Where the report is written to.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use datasets::is_one_of;

use crate::command::wrong_usage;
use crate::half_written::HalfWritten;

/// A place that a report can be written to: there is nothing of it before it is whole.
#[derive(Debug)]
pub(in crate::command::evaluate) struct ReportFile {
    path: PathBuf,
}

impl ReportFile {
    /// Makes sure that `path` can be written and is none of `inputs` and `rejects`, so that this is known before the work
    /// begins.
    ///
    /// # Errors
    ///
    /// A folder of this name, or one to write into that is not there or refuses; a file that is to be read, or
    /// that refused rows are written to.
    pub(in crate::command::evaluate) fn checked(
        path: PathBuf,
        inputs: &[&Path],
        rejects: &[PathBuf],
    ) -> anyhow::Result<Self> {
        if is_one_of(&path, inputs) {
            return Err(wrong_usage(format_args!(
                "`--html {}` is to be read, expected another file for the report",
                path.display()
            )));
        }
        if is_one_of(&path, rejects) {
            return Err(wrong_usage(format_args!(
                "`--html {}` is where refused rows are written, expected another file for the report",
                path.display()
            )));
        }
        if path.is_dir() || path.file_name().is_none() {
            bail!("cannot write the report `{}`: it is a folder, expected a file", path.display());
        }
        let file = Self { path };
        file.beside(b"")?;
        Ok(file)
    }

    /// Puts `report` there, in place of what was.
    ///
    /// # Errors
    ///
    /// The folder refuses, or is full.
    pub(super) fn write(&self, report: &str) -> anyhow::Result<()> {
        let beside = self.beside(report.as_bytes())?;
        beside.put(&self.path).with_context(|| self.failed())
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// A file beside it that holds `bytes`, and is gone when dropped.
    fn beside(&self, bytes: &[u8]) -> anyhow::Result<HalfWritten> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        HalfWritten::write(folder, bytes)
            .with_context(|| format!("{}: folder `{}`", self.failed(), folder.display()))
    }

    fn failed(&self) -> String {
        format!("cannot write the report `{}`", self.path.display())
    }
}
