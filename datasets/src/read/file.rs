//! Reads one file to its end and accounts for every row.

use std::path::{Path, PathBuf};

use engine::words::{IntakeError, Timestamp};

use crate::cell::{Uncounted, excerpt};
use crate::error::{ReadError, RowError};
use crate::format::{BytesRead, Chunk, Row, Source, Table, TakeRows};
use crate::layout::{At, Binding, Refusal, Search, bind};
use crate::options::{BadRows, ReadOptions};
use crate::report::{FileReport, FileTally, RefusedCell, Rejects};

use super::progress::Progress;

/// How often progress is told. Unit: rows; a power of two.
const ROWS_A_STEP: u64 = 1 << 16;

/// What became of a row that was taken.
pub(super) enum Taken {
    /// With the time that it names.
    Accepted(Option<Timestamp>),
    NotCounted(Uncounted),
}

/// Why a row was not taken.
pub(super) enum Setback {
    Refused(Refusal),
    Full(IntakeError),
}

impl From<Refusal> for Setback {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<IntakeError> for Setback {
    fn from(error: IntakeError) -> Self {
        Self::Full(error)
    }
}

/// How many rows name one time, or none.
pub(super) type TimeOfRows = (usize, Option<Timestamp>);

/// Takes rows of a file whose columns were found; a closure takes them one by one.
pub(super) trait Taker {
    /// Takes a row.
    fn take(&mut self, row: &Row<'_>) -> Result<Taken, Setback>;

    /// Takes rows column by column and says how many of them, one after the other, name which time;
    /// nothing where they are to come one by one.
    fn take_chunk(&mut self, _chunk: &Chunk<'_>) -> Result<Option<Vec<TimeOfRows>>, IntakeError> {
        Ok(None)
    }
}

impl<F: FnMut(&Row<'_>) -> Result<Taken, Setback>> Taker for F {
    fn take(&mut self, row: &Row<'_>) -> Result<Taken, Setback> {
        self(row)
    }
}

/// A file whose columns were found, about to be read.
pub(crate) struct OpenFile<'f> {
    file: &'f Path,
    table: Table,
    header: Vec<String>,
    size_bytes: u64,
    bytes_read: BytesRead,
}

/// One call that reads files of one kind: what all of them share.
pub(super) struct Run<'r> {
    pub(super) options: &'r ReadOptions,
    rejects: Option<Rejects>,
    progress: &'r mut dyn FnMut(Progress<'_>),
}

impl<'r> Run<'r> {
    /// Gets ready to read `files`.
    pub(super) fn new(
        files: &[PathBuf],
        options: &'r ReadOptions,
        progress: &'r mut dyn FnMut(Progress<'_>),
    ) -> Result<Self, ReadError> {
        let rejects =
            options.rejects.as_deref().map(|path| Rejects::at(path, files)).transpose()?;
        Ok(Self { options, rejects, progress })
    }

    /// Makes sure that refused rows are written.
    pub(super) fn finish(self) -> Result<(), ReadError> {
        self.rejects.map_or(Ok(()), Rejects::finish)
    }
}

impl<'f> OpenFile<'f> {
    /// Opens `file`, which is on a disk, and reads its header.
    pub(crate) fn on_disk(file: &'f Path) -> Result<Self, ReadError> {
        Self::open(file, Source::open(file)?)
    }

    /// Opens `file` and reads its header.
    pub(crate) fn open(file: &'f Path, source: Source) -> Result<Self, ReadError> {
        let size_bytes = source.size_bytes();
        let bytes_read = BytesRead::default();
        let table = Table::open(file, source, &bytes_read)?;
        let header = table.header().to_vec();
        Ok(Self { file, table, header, size_bytes, bytes_read })
    }

    pub(super) fn path(&self) -> &Path {
        self.file
    }

    pub(crate) fn header(&self) -> &[String] {
        &self.header
    }

    /// Finds the columns of `search` in the header.
    pub(super) fn bind(&self, search: &Search<'_>) -> Result<Binding, ReadError> {
        bind(self.file, &self.header, search)
    }

    /// Those of `places` whose columns hold cells that can be read, not lists or records.
    pub(crate) fn readable(&self, places: impl Iterator<Item = usize>) -> Vec<usize> {
        places.filter(|&place| self.table.has_cells(place)).collect()
    }

    /// Hands the first `n_rows` rows to `look`, with the columns that `projection` names.
    pub(crate) fn look_at(
        self,
        projection: &[Option<usize>],
        n_rows: u64,
        mut look: impl FnMut(&Row<'_>),
    ) -> Result<(), ReadError> {
        let looked = self.table.for_each_row(projection, &mut |row: &Row<'_>| {
            look(row);
            if row.number < n_rows { Ok(()) } else { Err(Looked::Enough) }
        });
        match looked {
            Ok(()) | Err(Looked::Enough) => Ok(()),
            Err(Looked::Failed(error)) => Err(error),
        }
    }

    /// Hands every row to `taker` and accounts for what becomes of it.
    pub(super) fn read(
        self,
        binding: &Binding,
        run: &mut Run<'_>,
        taker: impl Taker,
    ) -> Result<FileReport, ReadError> {
        let Self { file, table, header, size_bytes, bytes_read } = self;
        let account = Account { file, header: &header, binding };
        let tally = FileTally::default();
        let mut rows = Accounted { taker, account, tally, run, bytes_read, size_bytes };
        table.for_each_row(&binding.projection, &mut rows)?;
        rows.tell_progress();
        let Accounted { tally, .. } = rows;
        let ignored = binding.unread(header.len()).map(|place| header[place].clone()).collect();
        let (rows, accepted) = (tally.rows, tally.accepted);
        let report = tally.into_report(file.display().to_string(), binding.uses.clone(), ignored);
        if rows == 0 {
            return Err(ReadError::NoRows { file: file.into() });
        }
        if accepted == 0 {
            return Err(ReadError::NoUsableRow { file: file.into(), rows, most: most(&report) });
        }
        Ok(report)
    }
}

/// Rows on their way to a taker, with what became of those before.
struct Accounted<'a, 'r, T> {
    taker: T,
    account: Account<'a>,
    tally: FileTally,
    run: &'a mut Run<'r>,
    bytes_read: BytesRead,
    size_bytes: u64,
}

impl<T: Taker> Accounted<'_, '_, T> {
    fn full(&self, source: IntakeError) -> ReadError {
        ReadError::Intake { file: self.account.file.into(), source }
    }

    fn tell_progress(&mut self) {
        (self.run.progress)(Progress {
            file: self.account.file,
            rows: self.tally.rows,
            bytes_read: self.bytes_read.get(),
            bytes_total: self.size_bytes,
        });
    }
}

impl<T: Taker> TakeRows<ReadError> for Accounted<'_, '_, T> {
    fn take_row(&mut self, row: &Row<'_>) -> Result<(), ReadError> {
        self.tally.rows += 1;
        self.tally.look_at_lines(row.line(), row.n_lines());
        let taken = match row.problem() {
            None => self.taker.take(row),
            Some(problem) => Err(Setback::Refused(problem.into())),
        };
        match taken {
            Ok(Taken::Accepted(time)) => self.tally.accept(row.number, time),
            Ok(Taken::NotCounted(status)) => self.tally.set_aside(status),
            Err(Setback::Refused(refusal)) => {
                self.account.refuse(row, refusal, &mut self.tally, self.run)?;
            }
            Err(Setback::Full(source)) => return Err(self.full(source)),
        }
        if self.tally.rows.is_multiple_of(ROWS_A_STEP) {
            self.tell_progress();
        }
        Ok(())
    }

    fn take_chunk(&mut self, chunk: &Chunk<'_>) -> Result<bool, ReadError> {
        let taken = self.taker.take_chunk(chunk).map_err(|source| self.full(source))?;
        let Some(times) = taken else { return Ok(false) };
        let steps = self.tally.rows / ROWS_A_STEP;
        for (n_rows, time) in times {
            self.tally.accept_all(n_rows, time);
        }
        if self.tally.rows / ROWS_A_STEP > steps {
            self.tell_progress();
        }
        Ok(true)
    }
}

/// Why a look at the first rows ends.
enum Looked {
    Enough,
    Failed(ReadError),
}

impl From<ReadError> for Looked {
    fn from(error: ReadError) -> Self {
        Self::Failed(error)
    }
}

/// Why a strict reading stops at a row.
pub(super) enum Stop<E> {
    /// The row is bad.
    Refused(Refusal),
    /// Whoever takes the rows has had enough.
    Taker(E),
}

impl<E> From<Refusal> for Stop<E> {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl OpenFile<'_> {
    /// Hands every row to `take`; the first bad one is an error.
    pub(super) fn read_strictly<E: From<ReadError>>(
        self,
        binding: &Binding,
        mut take: impl FnMut(&Row<'_>) -> Result<(), Stop<E>>,
    ) -> Result<(), E> {
        let Self { file, table, header, .. } = self;
        let account = Account { file, header: &header, binding };
        let mut has_rows = false;
        table.for_each_row(&binding.projection, &mut |row: &Row<'_>| {
            has_rows = true;
            let taken = match row.problem() {
                None => take(row),
                Some(problem) => Err(Stop::Refused(problem.into())),
            };
            taken.map_err(|stop| match stop {
                Stop::Refused(refusal) => ReadError::from(account.error(row, refusal)).into(),
                Stop::Taker(error) => error,
            })
        })?;
        if has_rows { Ok(()) } else { Err(ReadError::NoRows { file: file.into() }.into()) }
    }
}

/// What is needed to say where a refused row stands.
struct Account<'a> {
    file: &'a Path,
    header: &'a [String],
    binding: &'a Binding,
}

impl Account<'_> {
    fn refuse(
        &self,
        row: &Row<'_>,
        refusal: Refusal,
        tally: &mut FileTally,
        run: &mut Run<'_>,
    ) -> Result<(), ReadError> {
        let problem = refusal.problem;
        let value = || shown(row, refusal);
        let cell = RefusedCell {
            column: self.column(refusal),
            problem,
            row: row.number,
            line: row.line(),
        };
        if run.options.bad_rows == BadRows::Fail && !problem.is_known_defect() {
            return Err(self.error(row, refusal).into());
        }
        if let Some(rejects) = &mut run.rejects {
            let file = self.file.display().to_string();
            rejects.write(&file, &cell, &value(), row.raw())?;
        }
        tally.refuse(cell, value);
        Ok(())
    }

    /// The column that is at fault, by its name in the file.
    fn column(&self, refusal: Refusal) -> Option<&str> {
        match refusal.at {
            At::Row => None,
            At::Slot(slot) => self.binding.source_name(slot, self.header),
            At::Place(place) => self.header.get(place).map(String::as_str),
        }
    }

    fn error(&self, row: &Row<'_>, refusal: Refusal) -> RowError {
        RowError {
            file: self.file.into(),
            row: row.number,
            line: row.line(),
            column: self.column(refusal).map(str::to_owned),
            problem: refusal.problem.to_string(),
            value: shown(row, refusal),
        }
    }
}

/// What of `row` is shown beside its problem.
fn shown(row: &Row<'_>, refusal: Refusal) -> String {
    match refusal.at {
        At::Slot(slot) => excerpt(row.cell(slot)),
        At::Row | At::Place(_) => row.shown(),
    }
}

/// What most rows of a file without a usable row have in common.
fn most(report: &FileReport) -> String {
    match report.refused.first() {
        Some(refused) => format!("{} refused: {refused}", refused.rows),
        None => format!(
            "{} unpaid and {} cancelled rows do not count",
            report.not_counted.unpaid, report.not_counted.cancelled
        ),
    }
}
