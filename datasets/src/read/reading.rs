//! Files of one kind being read, one after the other.

use crate::error::ReadError;
use crate::report::LoadReport;

use super::file::OpenFile;

/// Files of one kind being read, one after the other.
pub(crate) trait FileReading: Sized {
    /// Reads `file` to its end.
    fn read(&mut self, file: OpenFile<'_>) -> Result<(), ReadError>;

    /// What was read.
    fn finish(self) -> Result<LoadReport, ReadError>;

    /// Reads `file` and no other.
    fn read_alone(mut self, file: OpenFile<'_>) -> Result<LoadReport, ReadError> {
        self.read(file)?;
        self.finish()
    }
}
