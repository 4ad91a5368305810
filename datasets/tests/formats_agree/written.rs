//! Rows as a file of any format.

use arrow_array::RecordBatch;

use super::files::{Folder, gzip, parquet};

/// Every ending that rows come in.
pub(crate) const ENDINGS: [&str; 10] = [
    "csv",
    "csv.gz",
    "csv.zst",
    "tsv",
    "tsv.gz",
    "tsv.zst",
    "jsonl",
    "jsonl.gz",
    "jsonl.zst",
    "parquet",
];

/// A row that can be written in every format.
pub(crate) trait Row: Clone {
    /// The names of its columns.
    const HEADER: &'static [&'static str];

    /// Its cells as text.
    fn cells(&self) -> Vec<String>;

    /// The row as JSON.
    fn object(&self) -> serde_json::Value;

    /// Rows as columns.
    fn batch(rows: &[Self]) -> RecordBatch;
}

/// A file of `rows` by the ending of its name.
pub(crate) fn file_of<R: Row>(rows: &[R], ending: &str) -> Vec<u8> {
    let bytes = match ending.split('.').next() {
        Some("csv") => delimited(rows, b','),
        Some("tsv") => delimited(rows, b'\t'),
        Some("jsonl") => {
            let rows = rows.iter().map(|row| row.object().to_string());
            rows.collect::<Vec<_>>().join("\n").into_bytes()
        }
        _ => parquet(&R::batch(rows)),
    };
    match ending.rsplit('.').next().unwrap_or_default() {
        "gz" => gzip(&bytes),
        "zst" => zstd::encode_all(&bytes[..], 1).unwrap(),
        _ => bytes,
    }
}

fn delimited<R: Row>(rows: &[R], delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    writer.write_record(R::HEADER).unwrap();
    for row in rows {
        writer.write_record(row.cells()).unwrap();
    }
    writer.into_inner().unwrap()
}

/// Writes a tenth of a file for each ending and gives the names, the last one first.
pub(crate) fn ten_files<R: Row>(folder: &Folder, start: &str, rows: &[R]) -> Vec<String> {
    let share = rows.len().div_ceil(ENDINGS.len());
    let mut names = Vec::new();
    for (part, ending) in rows.chunks(share).zip(ENDINGS) {
        let name = format!("{start}.{ending}");
        folder.write(&name, &file_of(part, ending));
        names.push(name);
    }
    names.reverse();
    names
}

/// A time as text, nothing where there is none.
pub(crate) fn time(seconds: Option<i64>) -> String {
    let time = seconds.map(|seconds| jiff::Timestamp::from_second(seconds).unwrap().to_string());
    time.unwrap_or_default()
}

/// A number of so many of the unit of so many decimal places.
pub(crate) fn fixed(number: i64, places: usize) -> String {
    let (sign, size) = (if number < 0 { "-" } else { "" }, number.unsigned_abs());
    let unit = 10_u64.pow(places as u32);
    format!("{sign}{}.{:0places$}", size / unit, size % unit)
}
