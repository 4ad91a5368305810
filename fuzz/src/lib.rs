//! What each fuzz target asserts, beyond that nothing panics.
//!
//! In: any bytes. Out: whether anything was taken, or a panic that names what does not hold. Deliberately absent: the
//! fuzzer itself, so that this builds with any compiler.

use std::fmt::Debug;
use std::io::Read;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use datasets::{
    CheckOptions, FileKind, InMemory, LoadReport, Outcome, Pair, Preset, ReadError, ReadOptions,
    read_items, read_items_in_memory, read_orders, read_orders_in_memory, read_pairs_in_memory,
    read_queries_in_memory, read_views, read_views_in_memory,
};
use engine::relation::{KindSet, RelationKind};
use engine::snapshot::{FORMAT, Snapshot};
use engine::suggest::{Query, Scratch, reorder, suggest};
use engine::train::{TrainParams, train};
use engine::words::{History, Intake};

/// Where the body of a snapshot starts.
pub const BODY: usize = 56;

/// Orders in a file of that name: read alike twice, every row accounted for, whatever was taken
/// made into a history.
pub fn orders(name: &str, bytes: &[u8]) -> bool {
    let (report, history) = orders_in_memory(name, bytes);
    let (again, _) = orders_in_memory(name, bytes);
    assert_eq!(report, again, "a second reading differs");
    let Ok(report) = report else { return false };
    assert_adds_up(&report);
    assert!(history.is_some(), "orders were accepted and make no history");
    true
}

/// Facts about items, the first byte telling the format, held to the same.
pub fn items(bytes: &[u8]) -> bool {
    let Some((ending, bytes)) = ending(bytes) else { return false };
    let name = format!("items{ending}");
    let read = || {
        let (options, mut intake) = (ReadOptions::default(), Intake::new());
        let report = read_items_in_memory(file(&name, bytes), &options, &mut intake, &mut |_| {});
        (report.map_err(told), intake.finish().ok())
    };
    let (report, history) = read();
    assert_eq!(report, read().0, "a second reading differs");
    if let Ok(report) = &report {
        assert_adds_up(report);
        let described = history.expect("items were accepted and make no history").report;
        let n_rows = described.n_items_described + described.n_item_rows_repeated;
        assert_eq!(report.accepted(), n_rows, "rows about items are lost");
        assert!(described.n_items_with_rows_that_disagree <= described.n_item_rows_repeated);
    }
    report.is_ok()
}

/// Views, the first byte telling the format, held to the same; whatever was taken is in a visit, and
/// no visit holds an item twice.
pub fn views(bytes: &[u8]) -> bool {
    let Some((ending, bytes)) = ending(bytes) else { return false };
    let name = format!("views{ending}");
    let read = || {
        let (options, mut intake) = (ReadOptions::default(), Intake::new());
        let report = read_views_in_memory(file(&name, bytes), &options, &mut intake, &mut |_| {});
        (report.map_err(told), intake.finish().expect("views make a history"))
    };
    let (report, history) = read();
    assert_eq!(report, read().0, "a second reading differs");
    if let Ok(report) = &report {
        assert_adds_up(report);
        assert_eq!(report.accepted(), history.report.n_views, "views are lost");
        assert_eq!(history.report.n_items as usize, history.vocabulary.len(), "items are lost");
    }
    let n_views: usize = history.views.iter().map(|visit| visit.items.len()).sum();
    assert_eq!(n_views, history.views.n_views(), "visits and views differ");
    for visit in history.views.iter() {
        assert!(visit.items.is_sorted_by(|a, b| a < b), "an item twice in one visit");
        assert_eq!(visit.items.len(), visit.events.len(), "an event for each item");
    }
    report.is_ok()
}

/// Queries or pairs, the first byte telling which and the format: read alike twice, none without an
/// id, no query twice.
pub fn questions(bytes: &[u8]) -> bool {
    let Some((ending, bytes)) = ending(bytes) else { return false };
    if bytes.first().is_some_and(|byte| byte & 1 == 1) {
        return pairs(&format!("pairs{ending}"), &bytes[1..]);
    }
    queries(&format!("queries{ending}"), bytes.get(1..).unwrap_or_default())
}

fn queries(name: &str, bytes: &[u8]) -> bool {
    let read = || {
        let mut queries = Vec::new();
        let ended = read_queries_in_memory(file(name, bytes), |query| {
            queries.push(query);
            Ok::<(), ReadError>(())
        });
        (queries, ended.map_err(told))
    };
    let (queries, ended) = read();
    assert_eq!((&queries, &ended), (&read().0, &read().1), "a second reading differs");
    let mut ids: Vec<&str> = queries.iter().map(|query| query.query_id.as_str()).collect();
    assert!(ids.iter().all(|id| !id.is_empty()), "a query without an id");
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "a query came twice");
    ended.is_ok()
}

fn pairs(name: &str, bytes: &[u8]) -> bool {
    let read = || {
        let mut pairs = Vec::new();
        let ended = read_pairs_in_memory(file(name, bytes), |pair| {
            pairs.push(pair);
            Ok::<(), ReadError>(())
        });
        (pairs, ended.map_err(told))
    };
    let (pairs, ended) = read();
    assert_eq!((&pairs, &ended), (&read().0, &read().1), "a second reading differs");
    let is_named = |pair: &Pair| !pair.item_a.is_empty() && !pair.item_b.is_empty();
    assert!(pairs.iter().all(is_named), "a pair without an item");
    ended.is_ok()
}

/// An export that is read as it is, the first byte telling which and the format. Files of one export
/// stand behind each other, between them a byte that no text has.
pub fn presets(bytes: &[u8]) -> bool {
    let Some((&which, bytes)) = bytes.split_first() else { return false };
    let preset = [Preset::OnlineRetail, Preset::Tafeng, Preset::Instacart][usize::from(which % 3)];
    let options = ReadOptions { preset: Some(preset), ..ReadOptions::default() };
    let ending = [".csv", ".tsv", ".jsonl", ".parquet"][usize::from(which / 3 % 4)];
    let are_items = which / 12 % 2 == 1;
    let parts = if ending == ".parquet" {
        vec![bytes]
    } else {
        bytes.split(|&byte| byte == 0xff).collect()
    };
    let folder = Scratchpad::new();
    let files: Vec<PathBuf> = (0..)
        .zip(&parts)
        .take(6)
        .map(|(n, part)| folder.write(&format!("{n}{ending}"), part))
        .collect();
    let read = |files: &[PathBuf]| {
        let mut intake = Intake::new();
        let reader = if are_items { read_items } else { read_orders };
        let report = reader(files, &options, &mut intake, &mut |_| {});
        (report.map_err(told), intake.finish().ok())
    };
    let (report, history) = read(&files);
    assert_eq!(report, read(&files).0, "a second reading differs");
    let Ok(report) = report else { return false };
    assert_adds_up(&report);
    let history = history.expect("rows were accepted and make a history");
    let backwards: Vec<PathBuf> = files.iter().rev().cloned().collect();
    let (report, backwards) = read(&backwards);
    let backwards = backwards.expect("the files in another sequence make a history");
    assert!(report.is_ok(), "the files in another sequence are refused: {report:?}");
    assert_eq!(shape(&history), shape(&backwards), "the sequence of files matters");
    true
}

/// What a history says, in a shape that can be compared.
fn shape(history: &History) -> impl PartialEq + Debug + use<> {
    let vocabulary = &history.vocabulary;
    let mut orders: Vec<_> = history
        .orders
        .iter()
        .map(|order| {
            let customer = order.customer.map(|number| history.customer_ids.row(number as usize));
            (order.items.to_vec(), customer.map(str::to_owned), order.time)
        })
        .collect();
    orders.sort_unstable();
    let items = vocabulary
        .indexes()
        .map(|item| (vocabulary.id(item).to_owned(), format!("{:?}", history.catalog.item(item))));
    (orders, items.collect::<Vec<_>>())
}

/// A file of whatever there may be, the first byte telling the format: what `check` says of it is
/// the same twice, and where it knows how to read it, training reads as many rows.
pub fn check(bytes: &[u8]) -> bool {
    let Some((ending, bytes)) = ending(bytes) else { return false };
    let folder = Scratchpad::new();
    let path = folder.write(&format!("file{ending}"), bytes);
    let look =
        || datasets::check(std::slice::from_ref(&path), &CheckOptions::default(), &mut |_| {});
    let report = look();
    assert_eq!(format!("{report:?}"), format!("{:?}", look()), "a second look differs");
    let [checked] = &report.files[..] else { panic!("one file was given") };
    let Outcome::Read(read, _) = &checked.outcome else { return false };
    let options = ReadOptions {
        preset: checked.preset,
        columns: checked.mapping.clone(),
        ..ReadOptions::default()
    };
    let reader = match checked.kind {
        Some(FileKind::Orders) => read_orders,
        Some(FileKind::Items) => read_items,
        Some(FileKind::Views) => read_views,
        _ => panic!("rows are read of orders, items and views"),
    };
    let trained = reader(std::slice::from_ref(&path), &options, &mut Intake::new(), &mut |_| {});
    let trained = trained.expect("what check reads, training reads");
    assert_eq!(trained.files[0].rows, read.rows, "training reads other rows than check");
    assert_eq!(trained.files[0].accepted, read.accepted, "training takes other rows than check");
    true
}

/// A folder that goes away with what is in it.
struct Scratchpad(PathBuf);

impl Scratchpad {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("dapei-fuzz-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder for files");
        Self(folder)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).expect("a file");
        path
    }
}

impl Drop for Scratchpad {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).expect("the folder goes away");
    }
}

/// What the first byte says of the format, and the bytes behind it.
fn ending(bytes: &[u8]) -> Option<(&'static str, &[u8])> {
    let (&which, bytes) = bytes.split_first()?;
    Some(([".csv", ".tsv", ".jsonl", ".parquet"][usize::from(which % 4)], bytes))
}

/// Packed orders, the first byte telling how: read exactly where they unpack whole, and then as the
/// same text unpacked; never with their last byte missing.
pub fn packed(bytes: &[u8]) -> bool {
    let Some((&how, packed)) = bytes.split_first() else { return false };
    let mut text = Vec::new();
    let (name, unpacked) = if how & 1 == 0 {
        let whole = flate2::bufread::MultiGzDecoder::new(packed).read_to_end(&mut text);
        ("orders.csv.gz", whole.is_ok())
    } else {
        let whole = zstd::Decoder::with_buffer(packed)
            .and_then(|mut decoder| decoder.read_to_end(&mut text));
        ("orders.csv.zst", whole.is_ok())
    };
    let (report, _) = orders_in_memory(name, packed);
    let Ok(mut report) = report else { return false };
    assert!(unpacked, "read, and does not unpack");
    assert_adds_up(&report);
    "orders.csv".clone_into(&mut report.files[0].file);
    assert_eq!(Ok(report), orders_in_memory("orders.csv", &text).0, "packed and plain differ");
    let cut = &packed[..packed.len() - 1];
    // A packed part of no bytes may end a file, and a file may end before it.
    let ends_before =
        flate2::bufread::MultiGzDecoder::new(cut).read_to_end(&mut Vec::new()).is_ok()
            || zstd::decode_all(cut).is_ok();
    assert!(ends_before || orders_in_memory(name, cut).0.is_err(), "read though it is cut");
    true
}

/// Orders in a file of that name, trained, written down, read back and asked.
pub fn trained(name: &str, bytes: &[u8]) -> bool {
    let (Ok(_), Some(history)) = orders_in_memory(name, bytes) else { return false };
    let params = TrainParams::default().check().expect("the defaults are in range");
    let Ok(trained) = train(&history, &params, NonZeroUsize::MIN, &|_| ()) else { return false };
    let snapshot = Snapshot::decode(&trained.bytes).expect("what was trained reads");
    assert_writes_back(&snapshot, &trained.bytes);
    answer_all(&snapshot);
    true
}

/// A snapshot, as it is and with a header that fits it: refused, or written back the same and asked
/// in every way.
pub fn snapshot(bytes: &[u8]) -> bool {
    let _ = Snapshot::decode(bytes);
    let mut signed = bytes.to_vec();
    if !sign(&mut signed) {
        return false;
    }
    let Ok(snapshot) = Snapshot::decode(&signed) else { return false };
    assert_writes_back(&snapshot, &signed);
    answer_all(&snapshot);
    true
}

/// Writes a header before the body that says of it what is true; false where there is no room.
pub fn sign(bytes: &mut [u8]) -> bool {
    let Some((header, body)) = bytes.split_at_mut_checked(BODY) else { return false };
    header[0..8].copy_from_slice(b"DAPEISNP");
    header[8..12].copy_from_slice(&FORMAT.to_le_bytes());
    header[12..16].fill(0);
    header[16..24].copy_from_slice(&(body.len() as u64).to_le_bytes());
    header[24..BODY].copy_from_slice(blake3::hash(body).as_bytes());
    true
}

fn file<'n>(name: &'n str, bytes: &[u8]) -> InMemory<'n> {
    InMemory { name: Path::new(name), bytes: Bytes::copy_from_slice(bytes) }
}

fn orders_in_memory(name: &str, bytes: &[u8]) -> (Result<LoadReport, String>, Option<History>) {
    let (options, mut intake) = (ReadOptions::default(), Intake::new());
    let report = read_orders_in_memory(file(name, bytes), &options, &mut intake, &mut |_| {});
    (report.map_err(told), intake.finish().ok())
}

/// An error and its cause as people see them.
fn told(error: ReadError) -> String {
    let cause = std::error::Error::source(&error).map(ToString::to_string);
    let message = error.to_string();
    assert!(!message.is_empty() && message.is_ascii() | message.contains(char::is_alphabetic));
    format!("{message}: {cause:?}")
}

fn assert_adds_up(report: &LoadReport) {
    let accounted = report.accepted() + report.not_counted() + report.refused();
    assert_eq!(report.rows(), accounted, "rows are lost: {report:?}");
    assert!(report.accepted() > 0, "read without one usable row");
}

pub fn assert_writes_back(snapshot: &Snapshot, bytes: &[u8]) {
    let written = Snapshot::encode(snapshot.parts()).expect("what was read can be written");
    assert!(written == bytes, "written back differently");
}

/// Uses whatever was read in every way that answering does.
pub fn answer_all(snapshot: &Snapshot) {
    fn seen(value: impl Debug) {
        std::hint::black_box(format!("{value:?}"));
    }
    let mut scratch = Scratch::default();
    let purchases = snapshot.purchases();
    let ids = purchases.columns().ids;
    // A damaged snapshot may name thousands of customers and items; a few of them are as good as all.
    let ids = (0..ids.len()).take(32).map(|row| ids.row(row));
    let customers: Vec<_> = ids.map(|id| purchases.customer(id).expect("an id is found")).collect();
    let has = |customer, item| purchases.of(customer).any(|bought| bought.item == item);
    for &customer in &customers {
        let (list, _) = reorder(snapshot, customer, &[], 20);
        assert!(list.is_sorted_by(|a, b| a.score >= b.score), "scores rise");
        assert!(list.iter().all(|found| has(customer, found.purchase.item)), "never bought");
        seen(list);
    }
    let mut customers_by_turns = customers.iter().cycle();
    for item in snapshot.vocabulary().indexes().take(32) {
        seen(snapshot.catalog().item(item));
        seen(snapshot.catalog().attributes(item).count());
        seen(snapshot.momentum(item));
        seen(snapshot.visits(item));
        for other in snapshot.vocabulary().indexes().take(8) {
            let probabilities = snapshot.known().judge(item, other).probabilities;
            let sum: f64 = probabilities.iter().sum();
            assert!((sum - 1.0).abs() < 1e-6, "probabilities of {sum} together");
        }
        for relations in [KindSet::ALL, KindSet::of(&[RelationKind::Hot])] {
            let query = Query { relations, ..Query::for_cart(vec![item], 20) };
            seen(suggest(snapshot, &query, &mut scratch));
        }
        // The more places are kept for cold items, the later the number of the item.
        let explore = item.position() % 20;
        let customer = customers_by_turns.next().copied();
        let query = Query { customer, explore, ..Query::for_cart(vec![item], 20) };
        let answer = suggest(snapshot, &query, &mut scratch);
        assert!(answer.suggestions.len() <= 20, "more than was asked for");
        for found in &answer.suggestions {
            assert!(found.item != item, "an item of the cart is suggested");
            assert!(!customer.is_some_and(|customer| has(customer, found.item)), "bought already");
        }
        seen(answer);
        if let Some(customer) = customer {
            let (list, _) = reorder(snapshot, customer, &[item], 20);
            assert!(list.iter().all(|found| found.purchase.item != item), "not wanted");
        }
    }
}
