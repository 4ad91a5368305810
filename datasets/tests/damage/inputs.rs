//! Damaged orders and views, in every format.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use bytes::Bytes;
use datasets::{
    InMemory, LoadReport, ReadError, ReadOptions, read_orders_in_memory, read_views_in_memory,
};
use engine::words::Intake;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};

use super::ceiling::under_ceiling;
use super::files::gzip;
use super::harm::{Chance, Harm};

/// How many damaged files of each format.
const N_FILES: u64 = 200;
const N_ROWS: usize = 300;

/// What the rows of a file are about.
#[derive(Clone, Copy)]
struct Subject {
    /// How the names of its files begin.
    name: &'static str,
    /// [`N_ROWS`] rows below a header, as CSV.
    rows: fn() -> String,
    /// The same number of rows in columns.
    columns: fn() -> Vec<(&'static str, ArrayRef)>,
}

const ORDERS: Subject = Subject { name: "orders", rows: order_rows, columns: order_columns };
const VIEWS: Subject = Subject { name: "views", rows: view_rows, columns: view_columns };

/// A format that rows come in.
struct Format {
    ending: &'static str,
    /// A whole file, unpacked; its argument varies the layout where there are several.
    whole: fn(Subject, u64) -> Vec<u8>,
    /// How many rows a file has, found by other means than ours.
    n_rows: Option<fn(&[u8]) -> u64>,
    packing: Option<Packing>,
    /// Whether a cut file can be told from a whole one.
    shows_its_end: bool,
}

#[derive(Clone, Copy)]
struct Packing {
    pack: fn(&[u8]) -> Vec<u8>,
    /// What is inside, where the file unpacks whole.
    unpack: fn(&[u8]) -> Option<Vec<u8>>,
}

const GZIP: Packing = Packing { pack: gzip, unpack: gunzip };
const ZSTD: Packing = Packing { pack: zst, unpack: unzst };

const FORMATS: [Format; 10] = [
    plain(".csv", csv, |bytes| n_records(bytes, b',')),
    packed(".csv.gz", csv, GZIP),
    packed(".csv.zst", csv, ZSTD),
    plain(".tsv", tsv, |bytes| n_records(bytes, b'\t')),
    packed(".tsv.gz", tsv, GZIP),
    packed(".tsv.zst", tsv, ZSTD),
    plain(".jsonl", json_lines, n_lines),
    packed(".jsonl.gz", json_lines, GZIP),
    packed(".jsonl.zst", json_lines, ZSTD),
    Format { ending: ".parquet", whole: columns, n_rows: None, packing: None, shows_its_end: true },
];

const fn plain(
    ending: &'static str,
    whole: fn(Subject, u64) -> Vec<u8>,
    n_rows: fn(&[u8]) -> u64,
) -> Format {
    Format { ending, whole, n_rows: Some(n_rows), packing: None, shows_its_end: false }
}

const fn packed(
    ending: &'static str,
    whole: fn(Subject, u64) -> Vec<u8>,
    packing: Packing,
) -> Format {
    Format { ending, whole, n_rows: None, packing: Some(packing), shows_its_end: true }
}

/// What became of damaged files.
#[derive(Debug, Default)]
struct Outcome {
    refused: u32,
    read_with_refused_rows: u32,
    read_whole: u32,
}

#[test]
fn damaged_inputs_of_every_format_are_refused_or_accounted_for() {
    let test = "inputs::damaged_inputs_of_every_format_are_refused_or_accounted_for";
    under_ceiling(test, || damage_all(ORDERS));
}

#[test]
fn damaged_views_of_every_format_are_refused_or_accounted_for() {
    let test = "inputs::damaged_views_of_every_format_are_refused_or_accounted_for";
    under_ceiling(test, || damage_all(VIEWS));
}

fn damage_all(subject: Subject) {
    for (at, format) in FORMATS.iter().enumerate() {
        let outcome = damage(subject, format, at as u64);
        println!("{}{}: {outcome:?}", subject.name, format.ending);
        assert!(outcome.refused > 0, "{}: nothing refused", format.ending);
    }
}

/// The largest number that Parquet's headers and footers can hold, written over every place of a
/// file: none is believed before memory is set aside for it.
#[test]
fn sizes_forged_at_every_place_of_a_parquet_file_cost_no_memory() {
    let test = "inputs::sizes_forged_at_every_place_of_a_parquet_file_cost_no_memory";
    under_ceiling(test, || {
        let forged = [0xfe, 0xff, 0xff, 0xff, 0x0f];
        let mut n_refused = 0;
        for layout in 0..6 {
            let whole = columns(ORDERS, layout);
            // Headers come first, the footer last; between them there is more of the same.
            let places = (0..400).chain(whole.len() - 1_500..whole.len() - forged.len());
            for place in places {
                let mut harmed = whole.clone();
                harmed[place..place + forged.len()].copy_from_slice(&forged);
                let which = format!("layout {layout}, place {place}");
                n_refused += u32::from(read("orders.parquet", &harmed, &which).is_err());
            }
        }
        println!("{n_refused} refused");
    });
}

/// Each delimiter costs eight bytes and more, and a few packed bytes make a million of them.
#[test]
fn rows_and_headers_of_nothing_but_delimiters_stay_below_the_ceiling() {
    let test = "inputs::rows_and_headers_of_nothing_but_delimiters_stay_below_the_ceiling";
    under_ceiling(test, || {
        for (name, pack) in [("orders.csv.gz", GZIP.pack), ("orders.csv.zst", ZSTD.pack)] {
            for (n, told) in [(4_000_000, "columns, expected at most"), (9_000_000, "longer than")]
            {
                let wide = pack(&b",".repeat(n));
                let error = read(name, &wide, "a wide header").unwrap_err();
                assert!(error.contains(told), "{error}");
                let row =
                    [b"order_id,item_id\n1,tea\n", &b",".repeat(n)[..], b"\n2,cup\n"].concat();
                match read(name, &pack(&row), "a wide row") {
                    Ok(report) => assert_eq!((report.accepted(), report.refused()), (2, 1)),
                    Err(error) => assert!(error.contains("longer than 4 MiB"), "{error}"),
                }
            }
            // A second wide row of which half is at hand while the first is taken.
            let rows = [
                b"order_id,item_id\n1,tea\n",
                &b",".repeat(4_190_000)[..],
                b"\n\"\"",
                &b",".repeat(12_500_000),
                b"\n2,cup\n",
            ];
            let error = read(name, &pack(&rows.concat()), "two wide rows").unwrap_err();
            assert!(error.contains("the row on line 4 is longer than 4 MiB"), "{error}");
        }
    });
}

/// A page whose header fits its place and its file, and promises two gigabytes.
#[test]
fn a_page_that_promises_gigabytes_is_refused_before_memory_is_set_aside() {
    let test = "inputs::a_page_that_promises_gigabytes_is_refused_before_memory_is_set_aside";
    under_ceiling(test, || {
        let ids =
            StringArray::from_iter_values((0..N_ROWS).map(|n| format!("a long id of {n:030}")));
        let ids: ArrayRef = Arc::new(ids);
        let batch = RecordBatch::try_from_iter([("order_id", ids.clone()), ("item_id", ids)]);
        let batch = batch.unwrap();
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_dictionary_enabled(false)
            .set_write_page_header_statistics(true)
            .set_statistics_enabled(EnabledStatistics::Page)
            .build();
        let mut writer =
            ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
        writer.write(&batch).unwrap();
        let total = writer.finish().unwrap().row_group(0).column(0).compressed_size() as usize;
        let mut file = writer.inner().clone();
        assert_eq!(read("orders.parquet", &file, "whole").unwrap().rows(), N_ROWS as u64);
        // Type of the page, its size unpacked and its size packed, each behind a byte that says so;
        // then what follows in a header without statistics, and a text that nobody knows, to fill.
        let (_, at) = varint(&file, 7);
        let (packed, end) = varint(&file, at + 1);
        let header_bytes = total - (packed >> 1);
        let mut forged = vec![0x15, 0, 0x15, 0xfe, 0xff, 0xff, 0xff, 0x0f];
        forged.extend_from_slice(&file[at..end]);
        forged.extend([0x2c, 0x15, 0xd8, 0x04, 0x15, 0, 0x15, 6, 0x15, 6, 0, 0xa8]);
        let fill = header_bytes - forged.len() - 2;
        forged.push(u8::try_from(fill).unwrap());
        forged.resize(header_bytes, 0);
        file[4..4 + header_bytes].copy_from_slice(&forged);
        let error = read("orders.parquet", &file, "forged").unwrap_err();
        assert!(error.ends_with("claims pages of 2048 MiB, expected at most 128 MiB"), "{error}");
    });
}

/// The number of seven bits a byte at `at`, and what is behind it.
fn varint(bytes: &[u8], mut at: usize) -> (usize, usize) {
    let (mut number, mut shift) = (0, 0);
    loop {
        number |= usize::from(bytes[at] & 0x7f) << shift;
        shift += 7;
        at += 1;
        if bytes[at - 1] & 0x80 == 0 {
            return (number, at);
        }
    }
}

fn damage(subject: Subject, format: &Format, seed: u64) -> Outcome {
    let mut outcome = Outcome::default();
    let name = format!("{}{}", subject.name, format.ending);
    for n in 0..N_FILES {
        let mut chance = Chance::new(seed << 32 | n);
        let harm = Harm::ALL[n as usize % Harm::ALL.len()];
        let (harmed, is_inside) = harmed(subject, format, n, harm, &mut chance);
        let which = format!("{name}, number {n}: {harm:?}, inside: {is_inside}");
        let report = read(&name, &harmed, &which);
        if format.shows_its_end && !is_inside && matches!(harm, Harm::Cut | Harm::CutAtLine) {
            assert!(report.is_err(), "{which}: taken as complete");
        }
        match report {
            Err(error) => {
                assert!(error.starts_with(&name), "{which}: {error}");
                outcome.refused += 1;
            }
            Ok(report) => {
                let accounted = report.accepted() + report.not_counted() + report.refused();
                assert_eq!(report.rows(), accounted, "{which}: {report:?}");
                assert!(report.accepted() > 0, "{which}: {report:?}");
                assert_as_any_reader(subject, format, &harmed, &report, &which);
                match report.refused() {
                    0 => outcome.read_whole += 1,
                    _ => outcome.read_with_refused_rows += 1,
                }
            }
        }
    }
    for n in 0..12 {
        let whole = (format.whole)(subject, n);
        let whole = format.packing.map_or(whole.clone(), |packing| (packing.pack)(&whole));
        assert_eq!(read(&name, &whole, "whole").unwrap().rows(), N_ROWS as u64, "whole {n}");
    }
    outcome
}

/// A damaged file; of the packed ones every fourth was damaged before it was packed, which is told
/// beside it.
fn harmed(
    subject: Subject,
    format: &Format,
    n: u64,
    harm: Harm,
    chance: &mut Chance,
) -> (Vec<u8>, bool) {
    let whole = (format.whole)(subject, n);
    match format.packing {
        None => (harm.done_to(&whole, chance), false),
        Some(packing) if n % 4 == 3 => ((packing.pack)(&harm.done_to(&whole, chance)), true),
        Some(packing) => (harm.done_to(&(packing.pack)(&whole), chance), false),
    }
}

/// Reads orders in memory, views where the name says so; a panic is told with what was read.
fn read(name: &str, bytes: &[u8], which: &str) -> Result<LoadReport, String> {
    let file = InMemory { name: Path::new(name), bytes: Bytes::copy_from_slice(bytes) };
    let (mut intake, options) = (Intake::new(), ReadOptions::default());
    let is_of_views = name.starts_with(VIEWS.name);
    let reader = if is_of_views { read_views_in_memory } else { read_orders_in_memory };
    let read = || reader(file, &options, &mut intake, &mut |_| {});
    let report = catch_unwind(AssertUnwindSafe(read));
    let report = report.unwrap_or_else(|_| panic!("{which}: panicked"));
    if report.is_ok() {
        intake.finish().unwrap();
    }
    report.map_err(|error: ReadError| {
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        cause.map_or(error.to_string(), |cause| format!("{error}: {cause}"))
    })
}

/// Holds a reading against one by other means: packed text against the same text unpacked, text
/// against a count of its records.
fn assert_as_any_reader(
    subject: Subject,
    format: &Format,
    bytes: &[u8],
    report: &LoadReport,
    which: &str,
) {
    if let Some(packing) = format.packing {
        let text = (packing.unpack)(bytes);
        let text = text.unwrap_or_else(|| panic!("{which}: read, and does not unpack"));
        let (inside, _) = format.ending.rsplit_once('.').unwrap();
        let mut plain = read(&format!("{}{inside}", subject.name), &text, which).unwrap();
        plain.files[0].file.clone_from(&report.files[0].file);
        assert_eq!(report, &plain, "{which}");
    }
    if let Some(n_rows) = format.n_rows {
        assert_eq!(report.rows(), n_rows(bytes), "{which}");
    }
}

fn n_records(bytes: &[u8], delimiter: u8) -> u64 {
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.delimiter(delimiter).flexible(true).from_reader(bytes);
    reader.into_byte_records().count() as u64
}

/// Lines that hold more than white space.
fn n_lines(bytes: &[u8]) -> u64 {
    bytes.split(|&byte| byte == b'\n').filter(|line| !line.trim_ascii_end().is_empty()).count()
        as u64
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

fn order_rows() -> String {
    let header = "order_id,item_id,customer_id,timestamp,quantity,unit_price,status,title\n";
    let rows = (0..N_ROWS).map(|n| {
        let (order, item, customer) = (n / 3, n * 7_919 % 50, n % 40);
        let status = ["paid", "", "unpaid", "refunded"][n % 4];
        let title = ["Green tea", "\"Cup \"\"white\"\"\"", "茶壶", ""][n % 4];
        let day = 1 + n % 28;
        format!("{order},item {item},c{customer},2026-01-{day:02},{n},{n}.50,{status},{title}\n")
    });
    std::iter::once(header.to_owned()).chain(rows).collect()
}

fn view_rows() -> String {
    let header = "session_id,item_id,customer_id,timestamp,event\n";
    let rows = (0..N_ROWS).map(|n| {
        let (visit, item) = (n / 4, n * 7_919 % 50);
        let session = if n % 9 == 0 { String::new() } else { format!("visit {visit}") };
        let event = ["view", "", "cart", "\"favorite\""][n % 4];
        format!("{session},茶 {item},c{visit},2026-01-{:02},{event}\n", 1 + n % 28)
    });
    std::iter::once(header.to_owned()).chain(rows).collect()
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

fn columns(subject: Subject, n: u64) -> Vec<u8> {
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

fn texts(text: fn(usize) -> String) -> ArrayRef {
    Arc::new(StringArray::from_iter_values((0..N_ROWS).map(text)))
}

fn order_columns() -> Vec<(&'static str, ArrayRef)> {
    vec![
        ("order_id", texts(|n| (n / 3).to_string())),
        ("item_id", texts(|n| format!("item {}", n * 7_919 % 50))),
        ("timestamp", Arc::new(Int64Array::from_iter_values((0..N_ROWS as i64).map(|n| n * 60)))),
        ("quantity", Arc::new(Int64Array::from_iter((0..300).map(|n| (n % 5 > 0).then_some(n))))),
        ("unit_price", Arc::new(Float64Array::from_iter_values((0..N_ROWS).map(|n| n as f64)))),
    ]
}

fn view_columns() -> Vec<(&'static str, ArrayRef)> {
    let customers = (0..N_ROWS as i64).map(|n| (n % 5 > 0).then_some(n / 7));
    vec![
        ("session_id", texts(|n| format!("visit {}", n / 4))),
        ("item_id", texts(|n| format!("item {}", n * 7_919 % 50))),
        ("timestamp", Arc::new(Int64Array::from_iter_values((0..N_ROWS as i64).map(|n| n * 60)))),
        ("customer_id", Arc::new(Int64Array::from_iter(customers))),
        ("event", texts(|n| ["view", "cart", "favorite"][n % 3].to_owned())),
    ]
}
