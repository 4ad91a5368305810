//! What would be read of a file: which columns as what, which rows not, and how to train on it.
//!
//! In: files, and what is known of them. Out: a [`CheckReport`]. Rows are read to the end the way
//! training reads them, and go nowhere. Deliberately absent: printing, and any keeping of rows.

mod kind;
mod meaning;
mod absent;
mod trial;
mod file;
mod rows;
mod training;

use std::path::PathBuf;

use crate::error::ReadError;
use crate::options::{ColumnMap, FileKind, Preset, ReadOptions};
use crate::read::{Progress, read_pairs, read_queries};
use crate::report::{ColumnUse, FileReport, Note};

pub use absent::Absent;
pub use training::{NoTraining, Training};
pub use trial::LeftOut;

/// What is known of files before they are looked at. The default knows nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckOptions {
    /// What the rows of every file are about; nothing where columns and names are to tell.
    pub kind: Option<FileKind>,
    /// The known export that the files are; nothing where columns are to tell.
    pub preset: Option<Preset>,
    /// Which column of the files holds which column of the contract; those that are not named are
    /// guessed where they do not bear the contract's own name.
    pub columns: ColumnMap,
    /// Digits of the currency's minor unit: 2 for pence, 0 for yen.
    pub price_decimals: u8,
}

/// What would be read of files, and how.
#[derive(Debug)]
pub struct CheckReport {
    /// What would be read of each file, in the sequence in which they were given.
    pub files: Vec<CheckedFile>,
    /// How to train on those that would be read.
    pub training: Result<Training, NoTraining>,
}

/// What would be read of one file.
#[derive(Debug)]
pub struct CheckedFile {
    /// The file as it was named.
    pub file: PathBuf,
    /// What the bytes are, for people: `CSV, gzip`.
    pub format: &'static str,
    /// What its rows are about; nothing where that cannot be told.
    pub kind: Option<FileKind>,
    /// The known export that it belongs to.
    pub preset: Option<Preset>,
    /// Which column would be read as which; of a known export, what it is in the contract's words.
    pub columns: Vec<ColumnUse>,
    /// Columns that would be attributes of items, each under its own name.
    pub attributes: Vec<String>,
    /// Columns that would not be read.
    pub ignored: Vec<String>,
    /// The mapping that is needed to read it so, as far as it was not given.
    pub guessed: ColumnMap,
    /// The mapping that was given and that which was guessed.
    pub mapping: ColumnMap,
    /// Columns that seemed to be meant until their cells were looked at.
    pub left_out: Vec<LeftOut>,
    /// Columns that could be there and are not, and what follows.
    pub absent: Vec<Absent>,
    /// What became of the rows.
    pub outcome: Outcome,
    header: Vec<String>,
}

/// What became of the rows of a file.
#[derive(Debug)]
pub enum Outcome {
    /// Every row was read, and what training would take was taken.
    Read(FileReport, Vec<Note>),
    /// So many baskets or pairs are asked about.
    Asked(u64),
    /// Nothing would be read, because of this.
    Failed(ReadError),
    /// Nobody looked at its rows yet; what [`check`] gives does not hold this.
    NotRead,
}

impl Default for CheckOptions {
    fn default() -> Self {
        let ReadOptions { price_decimals, .. } = ReadOptions::default();
        Self { kind: None, preset: None, columns: ColumnMap::default(), price_decimals }
    }
}

impl CheckReport {
    /// Whether anything would be read of any file.
    #[must_use]
    pub fn is_anything_read(&self) -> bool {
        self.files.iter().any(CheckedFile::is_read)
    }
}

impl CheckedFile {
    /// Whether anything would be read of it.
    #[must_use]
    pub fn is_read(&self) -> bool {
        matches!(self.outcome, Outcome::Read(..) | Outcome::Asked(_))
    }

    fn ask(&mut self, asked: Result<u64, ReadError>) {
        // A file that failed before says better why.
        if let Outcome::NotRead = self.outcome {
            self.outcome = asked.map_or_else(Outcome::Failed, Outcome::Asked);
        }
    }
}

/// Reads `files` to their ends the way training and asking do, and says what would come of it.
///
/// Memory is bounded: no row is kept. Queries cost their ids; an export that keeps headers and lines
/// of orders apart costs the ids of its orders.
///
/// ```
/// use datasets::{CheckOptions, check};
///
/// let folder = tempfile::tempdir()?;
/// let file = folder.path().join("export.csv");
/// std::fs::write(&file, "InvoiceNo,sku,qty\n1,tea,2\n1,cup,1\n")?;
/// let report = check(&[file], &CheckOptions::default(), &mut |_| {});
/// assert_eq!(report.files[0].mapping.to_string(), "order_id=InvoiceNo,item_id=sku,quantity=qty");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn check(
    files: &[PathBuf],
    options: &CheckOptions,
    progress: &mut dyn FnMut(Progress<'_>),
) -> CheckReport {
    let mut files: Vec<CheckedFile> =
        files.iter().map(|file| file::looked_at(file, options)).collect();
    // Files of this export need each other, every other file is read by itself.
    let is_part = |file: &CheckedFile| file.preset == Some(Preset::Instacart);
    for file in files.iter_mut().filter(|file| !is_part(file)) {
        match file.kind {
            Some(FileKind::Orders) => rows::read_orders(vec![file], options, progress),
            Some(FileKind::Items) => rows::read_items(vec![file], options, progress),
            Some(FileKind::Queries) => {
                let mut asked = 0;
                let read = read_queries(&file.file, |_| count(&mut asked));
                file.ask(read.map(|()| asked));
            }
            Some(FileKind::Pairs) => {
                let mut asked = 0;
                let read = read_pairs(&file.file, |_| count(&mut asked));
                file.ask(read.map(|()| asked));
            }
            Some(FileKind::Views) => rows::read_views(vec![file], options, progress),
            None => {}
        }
    }
    let (orders, items): (Vec<_>, Vec<_>) = files
        .iter_mut()
        .filter(|file| is_part(file))
        .partition(|file| file.kind == Some(FileKind::Orders));
    rows::read_orders(orders, options, progress);
    rows::read_items(items, options, progress);
    let training = training::of(&files);
    CheckReport { files, training }
}

fn count(asked: &mut u64) -> Result<(), ReadError> {
    *asked += 1;
    Ok(())
}
