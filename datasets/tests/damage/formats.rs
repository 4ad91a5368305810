//! Every format that rows come in, and what other readers find in it.

use std::collections::HashSet;
use std::io::Read;

use arrow_array::RecordBatch;
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::reader::{FileReader, SerializedFileReader};

use super::files::gzip;
use super::subjects::{N_ROWS, Subject};

/// Finds every cell of a file.
type Texts = fn(&[u8]) -> HashSet<String>;

/// A format that rows come in.
pub(crate) struct Format {
    pub(crate) ending: &'static str,
    /// A whole file, unpacked; its argument varies the layout where there are several.
    pub(crate) whole: fn(Subject, u64) -> Vec<u8>,
    /// How many rows a file has, found by other means than ours.
    pub(crate) n_rows: Option<fn(&[u8]) -> u64>,
    /// Every cell, as another reader finds it.
    pub(crate) texts: Option<Texts>,
    pub(crate) packing: Option<Packing>,
    /// Whether a cut file can be told from a whole one.
    pub(crate) shows_its_end: bool,
}

#[derive(Clone, Copy)]
pub(crate) struct Packing {
    pub(crate) pack: fn(&[u8]) -> Vec<u8>,
    /// What is inside, where the file unpacks whole.
    pub(crate) unpack: fn(&[u8]) -> Option<Vec<u8>>,
}

pub(crate) const GZIP: Packing = Packing { pack: gzip, unpack: gunzip };
pub(crate) const ZSTD: Packing = Packing { pack: zst, unpack: unzst };

pub(crate) const FORMATS: [Format; 10] = [
    Format {
        texts: Some(|bytes| cells(bytes, b',')),
        ..plain(".csv", csv, |bytes| n_records(bytes, b','))
    },
    packed(".csv.gz", csv, GZIP),
    packed(".csv.zst", csv, ZSTD),
    Format {
        texts: Some(|bytes| cells(bytes, b'\t')),
        ..plain(".tsv", tsv, |bytes| n_records(bytes, b'\t'))
    },
    packed(".tsv.gz", tsv, GZIP),
    packed(".tsv.zst", tsv, ZSTD),
    plain(".jsonl", json_lines, n_lines),
    packed(".jsonl.gz", json_lines, GZIP),
    packed(".jsonl.zst", json_lines, ZSTD),
    Format { shows_its_end: true, ..plain(".parquet", columns, n_rows_of_footer) },
];

const fn plain(
    ending: &'static str,
    whole: fn(Subject, u64) -> Vec<u8>,
    n_rows: fn(&[u8]) -> u64,
) -> Format {
    Format { ending, whole, n_rows: Some(n_rows), texts: None, packing: None, shows_its_end: false }
}

const fn packed(
    ending: &'static str,
    whole: fn(Subject, u64) -> Vec<u8>,
    packing: Packing,
) -> Format {
    Format { ending, whole, n_rows: None, texts: None, packing: Some(packing), shows_its_end: true }
}

fn n_records(bytes: &[u8], delimiter: u8) -> u64 {
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.delimiter(delimiter).flexible(true).from_reader(bytes);
    reader.into_byte_records().count() as u64
}

fn cells(bytes: &[u8], delimiter: u8) -> HashSet<String> {
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.delimiter(delimiter).flexible(true).from_reader(bytes);
    let records: Vec<_> = reader.into_byte_records().map(|record| record.unwrap()).collect();
    let cells = records.iter().flatten().map(|cell| String::from_utf8_lossy(cell).into_owned());
    cells.collect()
}

/// Lines that hold more than white space.
fn n_lines(bytes: &[u8]) -> u64 {
    bytes.split(|&byte| byte == b'\n').filter(|line| !line.trim_ascii_end().is_empty()).count()
        as u64
}

/// The rows that all groups of rows say they have.
fn n_rows_of_footer(bytes: &[u8]) -> u64 {
    let reader = SerializedFileReader::new(Bytes::copy_from_slice(bytes)).unwrap();
    reader.metadata().row_groups().iter().map(|group| group.num_rows() as u64).sum()
}

/// The rows, each an object.
fn json_lines(subject: Subject, _: u64) -> Vec<u8> {
    let text = (subject.rows)();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        let cells = header.iter().zip(&row).map(|(key, cell)| (key.to_owned(), cell.into()));
        format!("{}\n", serde_json::Value::Object(cells.collect()))
    });
    rows.collect::<String>().into_bytes()
}

fn csv(subject: Subject, _: u64) -> Vec<u8> {
    (subject.rows)().into_bytes()
}

fn tsv(subject: Subject, _: u64) -> Vec<u8> {
    (subject.rows)().replace(',', "\t").into_bytes()
}

fn zst(text: &[u8]) -> Vec<u8> {
    // With the checksum that the program `zstd` writes.
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
    encoder.include_checksum(true).unwrap();
    std::io::Write::write_all(&mut encoder, text).unwrap();
    encoder.finish().unwrap()
}

fn gunzip(packed: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    flate2::bufread::MultiGzDecoder::new(packed).read_to_end(&mut text).ok()?;
    Some(text)
}

fn unzst(packed: &[u8]) -> Option<Vec<u8>> {
    zstd::decode_all(packed).ok()
}

pub(crate) fn columns(subject: Subject, n: u64) -> Vec<u8> {
    let codecs = [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::ZSTD(Default::default()),
        Compression::GZIP(Default::default()),
        Compression::LZ4_RAW,
        Compression::BROTLI(Default::default()),
    ];
    let properties = WriterProperties::builder()
        .set_compression(codecs[n as usize % codecs.len()])
        .set_dictionary_enabled(n % 4 < 2)
        .set_writer_version(match n % 4 {
            0 | 2 => WriterVersion::PARQUET_1_0,
            _ => WriterVersion::PARQUET_2_0,
        })
        .set_column_encoding("order_id".into(), Encoding::DELTA_LENGTH_BYTE_ARRAY)
        .set_column_encoding("session_id".into(), Encoding::DELTA_LENGTH_BYTE_ARRAY)
        .set_max_row_group_row_count(Some(if n.is_multiple_of(2) { 128 } else { N_ROWS }))
        .build();
    let batch = RecordBatch::try_from_iter((subject.columns)()).unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}
