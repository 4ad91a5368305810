//! Damaged files of every kind, in every format.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use bytes::Bytes;
use datasets::{
    FileKind, InMemory, LoadReport, ReadError, ReadOptions, read_items_in_memory,
    read_orders_in_memory, read_pairs_in_memory, read_queries_in_memory, read_views_in_memory,
};
use engine::words::Intake;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use super::ceiling::under_ceiling;
use super::formats::{FORMATS, Format, GZIP, ZSTD, columns};
use super::harm::{Chance, Harm};
use super::subjects::{ITEMS, N_ROWS, ORDERS, PAIRS, QUERIES, Subject, VIEWS};

/// How many damaged files of each format.
const N_FILES: u64 = 200;

/// What a reader took of a file.
#[derive(Debug, PartialEq)]
enum Taken {
    /// The report, and the ids of all items.
    Rows(LoadReport, Vec<String>),
    /// Queries or pairs, each as it is shown; a bad row among them ends the reading.
    Questions(Vec<String>),
}

/// What became of damaged files.
#[derive(Debug, Default)]
struct Outcome {
    refused: u32,
    read_with_refused_rows: u32,
    read_whole: u32,
}

#[test]
fn damaged_orders_of_every_format_are_refused_or_accounted_for() {
    under_ceiling("inputs::damaged_orders_of_every_format_are_refused_or_accounted_for", || {
        damage_all(ORDERS)
    });
}

#[test]
fn damaged_items_of_every_format_are_refused_or_accounted_for() {
    under_ceiling("inputs::damaged_items_of_every_format_are_refused_or_accounted_for", || {
        damage_all(ITEMS)
    });
}

#[test]
fn damaged_views_of_every_format_are_refused_or_accounted_for() {
    under_ceiling("inputs::damaged_views_of_every_format_are_refused_or_accounted_for", || {
        damage_all(VIEWS)
    });
}

#[test]
fn damaged_queries_of_every_format_are_refused_or_accounted_for() {
    under_ceiling("inputs::damaged_queries_of_every_format_are_refused_or_accounted_for", || {
        damage_all(QUERIES)
    });
}

#[test]
fn damaged_pairs_of_every_format_are_refused_or_accounted_for() {
    under_ceiling("inputs::damaged_pairs_of_every_format_are_refused_or_accounted_for", || {
        damage_all(PAIRS)
    });
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
                n_refused += u32::from(read_orders(".parquet", &harmed, &which).is_err());
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
        for (ending, pack) in [(".csv.gz", GZIP.pack), (".csv.zst", ZSTD.pack)] {
            for (n, told) in [(4_000_000, "columns, expected at most"), (9_000_000, "longer than")]
            {
                let wide = pack(&b",".repeat(n));
                let error = read_orders(ending, &wide, "a wide header").unwrap_err();
                assert!(error.contains(told), "{error}");
                let row =
                    [b"order_id,item_id\n1,tea\n", &b",".repeat(n)[..], b"\n2,cup\n"].concat();
                match read_orders(ending, &pack(&row), "a wide row") {
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
            let error = read_orders(ending, &pack(&rows.concat()), "two wide rows").unwrap_err();
            assert!(error.contains("the row on line 4 is longer than 4 MiB"), "{error}");
        }
    });
}

/// A few packed bytes make a key of a megabyte on every line.
#[test]
fn long_keys_are_refused_before_they_fill_memory() {
    let test = "inputs::long_keys_are_refused_before_they_fill_memory";
    under_ceiling(test, || {
        let mut rows = String::from("{\"order_id\": 1, \"item_id\": 2}\n");
        for n in 0..60 {
            rows.push_str(&format!("{{\"{n}{}\": 1}}\n", "k".repeat(3 << 20)));
        }
        let error = read_orders(".jsonl.zst", &(ZSTD.pack)(rows.as_bytes()), "long keys");
        let error = error.unwrap_err();
        assert!(error.contains("keys have more than 1048576 bytes"), "{error}");
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
        assert_eq!(read_orders(".parquet", &file, "whole").unwrap().rows(), N_ROWS as u64);
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
        let error = read_orders(".parquet", &file, "forged").unwrap_err();
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
        let taken = read(subject, format.ending, &harmed, &which);
        if format.shows_its_end && !is_inside && matches!(harm, Harm::Cut | Harm::CutAtLine) {
            assert!(taken.is_err(), "{which}: taken as complete");
        }
        match taken {
            Err(error) => {
                assert!(error.starts_with(&name), "{which}: {error}");
                outcome.refused += 1;
            }
            Ok(taken) => {
                assert_as_any_reader(subject, format, &harmed, &taken, &which);
                let Taken::Rows(report, _) = taken else {
                    outcome.read_whole += 1;
                    continue;
                };
                let accounted = report.accepted() + report.not_counted() + report.refused();
                assert_eq!(report.rows(), accounted, "{which}: {report:?}");
                assert!(report.accepted() > 0, "{which}: {report:?}");
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
        let taken = read(subject, format.ending, &whole, "whole").unwrap();
        match (taken, subject.n_questions) {
            (Taken::Rows(report, _), None) => assert_eq!(report.rows(), N_ROWS as u64, "whole {n}"),
            (Taken::Questions(asked), Some(n_questions)) => {
                assert_eq!(asked.len(), n_questions, "whole {n}");
            }
            (taken, _) => panic!("whole {n}: {taken:?}"),
        }
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

/// Reads what the subject says in memory; a panic is told with what was read.
fn read(subject: Subject, ending: &str, bytes: &[u8], which: &str) -> Result<Taken, String> {
    let name = format!("{}{ending}", subject.name);
    let file = InMemory { name: Path::new(&name), bytes: Bytes::copy_from_slice(bytes) };
    let read = || -> Result<Taken, ReadError> {
        let (mut intake, options, mut asked) = (Intake::new(), ReadOptions::default(), Vec::new());
        let mut ask = |question: String| -> Result<(), ReadError> {
            asked.push(question);
            Ok(())
        };
        let report = match subject.kind {
            FileKind::Orders => read_orders_in_memory(file, &options, &mut intake, &mut |_| {})?,
            FileKind::Items => read_items_in_memory(file, &options, &mut intake, &mut |_| {})?,
            FileKind::Views => read_views_in_memory(file, &options, &mut intake, &mut |_| {})?,
            FileKind::Queries => {
                read_queries_in_memory(file, |query| ask(format!("{query:?}")))?;
                return Ok(Taken::Questions(asked));
            }
            FileKind::Pairs => {
                read_pairs_in_memory(file, |pair| ask(format!("{pair:?}")))?;
                return Ok(Taken::Questions(asked));
            }
        };
        let history = intake.finish().unwrap();
        let ids = history.vocabulary.indexes().map(|item| history.vocabulary.id(item).to_owned());
        Ok(Taken::Rows(report, ids.collect()))
    };
    let taken = catch_unwind(AssertUnwindSafe(read));
    let taken = taken.unwrap_or_else(|_| panic!("{which}: panicked"));
    taken.map_err(|error| {
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        cause.map_or(error.to_string(), |cause| format!("{error}: {cause}"))
    })
}

/// Reads orders in memory.
fn read_orders(ending: &str, bytes: &[u8], which: &str) -> Result<LoadReport, String> {
    match read(ORDERS, ending, bytes, which)? {
        Taken::Rows(report, _) => Ok(report),
        Taken::Questions(asked) => panic!("{which}: {asked:?}"),
    }
}

/// Holds a reading against one by other means: packed text against the same text unpacked, anything
/// else against a count of its records.
fn assert_as_any_reader(
    subject: Subject,
    format: &Format,
    bytes: &[u8],
    taken: &Taken,
    which: &str,
) {
    if let Some(packing) = format.packing {
        let text = (packing.unpack)(bytes);
        let text = text.unwrap_or_else(|| panic!("{which}: read, and does not unpack"));
        let (inside, _) = format.ending.rsplit_once('.').unwrap();
        let mut plain = read(subject, inside, &text, which).unwrap();
        if let Taken::Rows(report, _) = &mut plain {
            report.files[0].file = format!("{}{}", subject.name, format.ending);
        }
        assert_eq!(taken, &plain, "{which}");
    }
    let Some(n_rows) = format.n_rows else { return };
    match taken {
        Taken::Rows(report, ids) => {
            assert_eq!(report.rows(), n_rows(bytes), "{which}");
            let Some(texts) = format.texts else { return };
            let texts = texts(bytes);
            let strange = ids.iter().find(|&id| !texts.contains(id));
            assert_eq!(strange, None, "{which}: an item that no cell names");
        }
        Taken::Questions(asked) if subject.kind == FileKind::Pairs => {
            assert_eq!(asked.len() as u64, n_rows(bytes), "{which}");
        }
        Taken::Questions(asked) => assert!(asked.len() as u64 <= n_rows(bytes), "{which}"),
    }
}
