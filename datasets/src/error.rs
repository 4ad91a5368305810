//! Why reading stops.

use std::io;
use std::path::PathBuf;

use engine::words::IntakeError;
use parquet::errors::ParquetError;
use thiserror::Error;

use crate::cell::{Cell, excerpt};
use crate::options::Preset;

/// Why reading stopped. Rows that are merely bad do not stop it unless that was asked for.
#[derive(Debug, Error)]
pub enum ReadError {
    /// No file was named.
    #[error("no file given, expected at least one")]
    NoFiles,
    /// The name does not tell the format.
    #[error("{file}: unknown format, expected a name ending in {expected}", file = .file.display())]
    UnknownFormat {
        /// The file as it was named.
        file: PathBuf,
        /// The endings that are read.
        expected: String,
    },
    /// The file cannot be opened.
    #[error("{file}: cannot be opened", file = .file.display())]
    Open {
        /// The file as it was named.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A pipe or a device, where a file is looked at before it is read.
    #[error("{file}: can be read only once, expected a file that stays: save it, and check that", file = .file.display())]
    ReadOnce {
        /// The file as it was named.
        file: PathBuf,
    },
    /// The file ends early, its compression is damaged, or the disk fails.
    #[error("{file}: cannot be read to its end, after row {rows}", file = .file.display())]
    Read {
        /// The file as it was named.
        file: PathBuf,
        /// Rows that were read before.
        rows: u64,
        /// What the system or the decompressor says.
        source: io::Error,
    },
    /// The Parquet file is cut or damaged, or uses what this build cannot read.
    #[error("{file}: not a whole, readable Parquet file", file = .file.display())]
    Parquet {
        /// The file as it was named.
        file: PathBuf,
        /// What the Parquet reader says.
        source: ParquetError,
    },
    /// A Parquet file holds another number of rows than it promises.
    #[error("{file}: holds {found} rows, expected {expected} as its footer says", file = .file.display())]
    RowCount {
        /// The file as it was named.
        file: PathBuf,
        /// Rows read.
        found: u64,
        /// Rows promised.
        expected: u64,
    },
    /// A column's type holds nothing that is understood.
    #[error("{file}: column `{column}` is of type {found}, expected text, numbers, dates or times", file = .file.display())]
    ColumnType {
        /// The file as it was named.
        file: PathBuf,
        /// The column.
        column: String,
        /// Its Arrow type.
        found: String,
    },
    /// A quoted cell opens and never closes.
    #[error("{file}: a quoted cell opens in the row on line {line} and never closes", file = .file.display())]
    OpenQuote {
        /// The file as it was named.
        file: PathBuf,
        /// The line on which the row begins.
        line: u64,
    },
    /// A row is so long that it cannot be one.
    #[error("{file}: the row on line {line} is longer than {limit_mib} MiB, expected shorter rows (does a quoted cell never close?)", file = .file.display())]
    LongRow {
        /// The file as it was named.
        file: PathBuf,
        /// The line on which the row begins.
        line: u64,
        /// The longest row that is read. Unit: MiB.
        limit_mib: u64,
    },
    /// A header so wide that it cannot be one.
    #[error("{file}: {found} columns, expected at most {limit} (is it the right delimiter?)", file = .file.display())]
    TooManyColumns {
        /// The file as it was named.
        file: PathBuf,
        /// Columns found.
        found: usize,
        /// The most columns that are read.
        limit: usize,
    },
    /// More attributes than an item has.
    #[error("{file}: {found} columns would be attributes of items, expected at most {limit}: leave out those that say nothing", file = .file.display())]
    TooManyAttributes {
        /// The file as it was named.
        file: PathBuf,
        /// Columns found.
        found: usize,
        /// The most that are kept.
        limit: usize,
    },
    /// No line of a file of JSON lines is one.
    #[error("{file}: no line holds a JSON object, expected one a line", file = .file.display())]
    NoObjects {
        /// The file as it was named.
        file: PathBuf,
    },
    /// The keys of a file of JSON lines take too much memory.
    #[error("{file}: its keys have more than {limit} bytes in all, expected the names of columns", file = .file.display())]
    LongKeys {
        /// The file as it was named.
        file: PathBuf,
        /// What they may have.
        limit: usize,
    },
    /// One list of JSON objects, on one line or several.
    #[error("{file}: a list, expected one JSON object a line and no list around them (`jq -c '.[]'` writes them so)", file = .file.display())]
    JsonArray {
        /// The file as it was named.
        file: PathBuf,
    },
    /// Not even a header.
    #[error("{file}: empty, expected a header and rows", file = .file.display())]
    EmptyFile {
        /// The file as it was named.
        file: PathBuf,
    },
    /// A header and nothing below it.
    #[error("{file}: no rows below the header", file = .file.display())]
    NoRows {
        /// The file as it was named.
        file: PathBuf,
    },
    /// Headers of orders without any file that holds what was bought.
    #[error("{file}: holds the headers of orders only, expected the files with their lines beside it, such as order_products__prior.csv", file = .file.display())]
    NoLines {
        /// The file as it was named.
        file: PathBuf,
    },
    /// Every row was refused or does not count.
    #[error("{file}: none of its {rows} rows can be used; {most}", file = .file.display())]
    NoUsableRow {
        /// The file as it was named.
        file: PathBuf,
        /// Rows read.
        rows: u64,
        /// What most rows have in common.
        most: String,
    },
    /// Nothing tells what the rows are about.
    #[error("{file}: neither orders nor items nor views, by its name and its columns; found {found}; say what it is and which column is which, such as `--as orders --columns order_id=…,item_id=…`", file = .file.display())]
    UnknownKind {
        /// The file as it was named.
        file: PathBuf,
        /// The columns that are there.
        found: String,
    },
    /// The file is something else than its name says.
    #[error("{file}: not what its name says: {found}", file = .file.display())]
    NotText {
        /// The file as it was named.
        file: PathBuf,
        /// What it is instead, and what is expected.
        found: &'static str,
    },
    /// The header is one column that looks like several.
    #[error("{file}: one column, `{header}`, which seems to be parted by {found}; expected commas in .csv, tabs in .tsv", file = .file.display())]
    OtherDelimiter {
        /// The file as it was named.
        file: PathBuf,
        /// The header, shortened.
        header: String,
        /// What parts it.
        found: &'static str,
    },
    /// A file about items has the lines of orders.
    #[error("{file}: has the columns `order_id` and `{also}`, as orders have, expected one row an item; give it as orders, or leave `order_id` out", file = .file.display())]
    ItemsAreOrders {
        /// The file as it was named.
        file: PathBuf,
        /// The other column that orders have.
        also: &'static str,
    },
    /// Columns that must be there are not.
    #[error("{file}: no column {missing}; found {found}; {way_out}", file = .file.display())]
    MissingColumns {
        /// The file as it was named.
        file: PathBuf,
        /// The columns that are missing.
        missing: String,
        /// The columns that are there.
        found: String,
        /// How to map them.
        way_out: String,
    },
    /// A mapping names a column that is not there.
    #[error("{file}: no column `{source_name}`, which was given as {column}; found {found}", file = .file.display())]
    MappedColumnMissing {
        /// The file as it was named.
        file: PathBuf,
        /// The contract's column.
        column: &'static str,
        /// The column it was mapped to.
        source_name: String,
        /// The columns that are there.
        found: String,
    },
    /// Two columns bear the name that is to be read.
    #[error("{file}: two columns are called `{column}`, expected one", file = .file.display())]
    ColumnTwice {
        /// The file as it was named.
        file: PathBuf,
        /// Their name.
        column: String,
    },
    /// A preset knows its export's columns; a mapping beside it contradicts it.
    #[error(
        "column {column} is mapped, but preset {preset} reads the columns of its export as they are"
    )]
    MappedUnderPreset {
        /// The contract's column.
        column: &'static str,
        /// The preset.
        preset: Preset,
    },
    /// A bad row, where reading was to stop at the first.
    #[error(transparent)]
    BadRow(#[from] RowError),
    /// The file for refused rows is one of the files to read.
    #[error("{file}: is to be read, expected another file for refused rows", file = .file.display())]
    RejectsAreInput {
        /// The file for refused rows.
        file: PathBuf,
    },
    /// The file for refused rows is there and holds something else.
    #[error("{file}: is there and holds no refused rows, expected a new file for them or one of an earlier run", file = .file.display())]
    RejectsAreOther {
        /// The file for refused rows.
        file: PathBuf,
    },
    /// The file for refused rows is named for another format.
    #[error("{file}: refused rows are written as plain CSV, expected a name that does not end in {ending}", file = .file.display())]
    RejectsAreCsv {
        /// The file for refused rows.
        file: PathBuf,
        /// How its name ends.
        ending: String,
    },
    /// Refused rows cannot be written out.
    #[error("{file}: refused rows cannot be written", file = .file.display())]
    Rejects {
        /// The file for refused rows.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The engine takes no more.
    #[error("{file}: the rows do not fit", file = .file.display())]
    Intake {
        /// The file as it was named.
        file: PathBuf,
        /// What the engine says.
        source: IntakeError,
    },
}

/// A row that cannot be read, where it stands and why.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}: row {row}{}{}: {problem}{}", on_line(*.line), in_column(.column.as_deref()), showing(.value), file = .file.display())]
pub struct RowError {
    /// The file as it was named.
    pub file: PathBuf,
    /// Which row of the file, the first below the header being 1.
    pub row: u64,
    /// On which line of the file it begins; nothing for Parquet.
    pub line: Option<u64>,
    /// The file's column that holds the offending cell.
    pub column: Option<String>,
    /// What is wrong.
    pub problem: String,
    /// The offending cell, shortened.
    pub value: String,
}

fn on_line(line: Option<u64>) -> String {
    line.map_or_else(String::new, |line| format!(" (line {line})"))
}

fn in_column(column: Option<&str>) -> String {
    let shown = |column| format!(", column `{}`", excerpt(Cell::Text(column)));
    column.map_or_else(String::new, shown)
}

fn showing(value: &str) -> String {
    if value.is_empty() { String::new() } else { format!(", found `{value}`") }
}
