//! Writes what the fuzzer starts from into `corpus/<target>/`: small files of every kind, right ones
//! and ones with something odd in them.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use engine::train::{TrainParams, train};
use engine::words::Intake;
use flate2::{Compression, write::GzEncoder};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression as Codec, Encoding};
use parquet::file::properties::{WriterProperties, WriterVersion};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

const ORDERS: &str =
    "order_id,item_id,customer_id,timestamp,quantity,unit_price,status,title,category
1,tea,ann,2026-01-02,2,3.50,paid,Green tea,Kitchen > Tea
1,cup,ann,2026-01-02,1,4.25,,\"Cup, white\",Kitchen > Cups
2,tea,bo,2026-01-03T10:00:00Z,1,3.5,paid,茶,
2,cup,bo,2026-01-03T10:00:00+08:00,-1,4.25,refunded,,
3,pot,,1767400000,1,19.99,unpaid,,
4,tea,cy,,1e1,,cancelled,,
5,,cy,never,0,-1,lost,,
";
const ITEMS: &str = "item_id,title,category,brand,price,cost,stock,url,colour
tea,Green tea,Kitchen > Tea,Leaf,3.50,1.10,12,https://shop.example/tea,green
cup,\"Cup, \"\"white\"\"\",Kitchen,,4.25,,0,,
pot,,,,x,,-3,,
";
const JSON_LINES: &str = r#"{"order_id":1,"item_id":"tea","customer_id":17850.0,"timestamp":1767400000,"unit_price":3.5}

{"order_id":"1","item_id":"caf\u00e9 茶","timestamp":null,"quantity":-1,"note":{"by":[1,2]}}
{"order_id":2,"item_id":["tea"]}
{"order_id":2,"item_id":"tea","item_id":true}
{"order_id":12345678901234567890123,"item_id":"tea","late":1e400}
[1
"#;
const VIEWS: &str = "session_id,customer_id,item_id,timestamp,event
s1,ann,tea,2026-01-02T09:00:00Z,view
s1,ann,tea,2026-01-02T09:01:00Z,cart
,bo,茶,2026-01-03,Favorite
,bo,cup,,
,,cup,2026-01-03,view
s2,,cup,1767400000,bought
";
const QUERIES: &str = "query_id,item_id,customer_id
1,tea,ann
1,cup,
2,pot,bo
";

fn main() -> Outcome {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let seed = |target: &str, name: &str, bytes: &[u8]| -> Outcome {
        fs::create_dir_all(corpus.join(target))?;
        Ok(fs::write(corpus.join(target).join(name), bytes)?)
    };
    let windows = format!("\u{feff}{}", ORDERS.replace('\n', "\r\n"));
    for target in ["orders_csv", "trained"] {
        seed(target, "orders", ORDERS.as_bytes())?;
        seed(target, "windows", windows.as_bytes())?;
        seed(target, "open_quote", b"order_id,item_id\n1,tea\n2,\"cup\n")?;
    }
    let tabs = ORDERS.replace("\"Cup, white\"", "\"Cup\twhite\"").replace(',', "\t");
    seed("orders_tsv", "orders", tabs.as_bytes())?;
    seed("orders_jsonl", "orders", JSON_LINES.as_bytes())?;
    seed("items_csv", "items", ITEMS.as_bytes())?;
    seed("views_csv", "views", VIEWS.as_bytes())?;
    let windows = format!("\u{feff}{}", VIEWS.replace('\n', "\r\n"));
    seed("views_csv", "windows", windows.as_bytes())?;
    seed("views_csv", "visitors", b"customer_id,item_id\nann,tea\nann,\"tea\"\n")?;
    seed("queries", "queries", QUERIES.as_bytes())?;
    let mut member = GzEncoder::new(vec![0], Compression::default());
    member.write_all(ORDERS.as_bytes())?;
    seed("packed", "gz", &member.finish()?)?;
    // Not compressed, only packed: what is changed inside stays readable.
    let mut stored = GzEncoder::new(vec![0], Compression::none());
    stored.write_all(b"order_id,item_id\n1,tea\n1,cup\n")?;
    seed("packed", "gz_stored", &stored.finish()?)?;
    let frame = zstd::encode_all(ORDERS.as_bytes(), 3)?;
    seed("packed", "zst", &[&[1], &frame[..]].concat())?;
    for (name, properties) in layouts() {
        seed("orders_parquet", name, &columns(properties)?)?;
    }
    let texts = StringArray::from_iter_values(["O100", "O100", "O101"]);
    seed("orders_parquet", "good_rows", &good_rows(Arc::new(texts))?)?;
    let numbers = Int64Array::from_iter_values([100, 100, -101]);
    seed("orders_parquet", "good_numbers", &good_rows(Arc::new(numbers))?)?;
    seed("snapshot", "three_orders", &snapshot()?)
}

/// Ways to lay out a Parquet file that differ in what reads them.
fn layouts() -> Vec<(&'static str, WriterProperties)> {
    let plain = || WriterProperties::builder().set_dictionary_enabled(false);
    let packed = |codec| WriterProperties::builder().set_compression(codec).build();
    let version_2 = || plain().set_writer_version(WriterVersion::PARQUET_2_0);
    vec![
        ("dictionary", WriterProperties::builder().build()),
        ("plain", plain().build()),
        ("delta", version_2().build()),
        ("lengths", version_2().set_encoding(Encoding::DELTA_LENGTH_BYTE_ARRAY).build()),
        ("snappy", packed(Codec::SNAPPY)),
        ("zstd", packed(Codec::ZSTD(Default::default()))),
        ("gzip", packed(Codec::GZIP(Default::default()))),
        ("lz4", packed(Codec::LZ4_RAW)),
        ("brotli", packed(Codec::BROTLI(Default::default()))),
    ]
}

fn columns(properties: WriterProperties) -> Outcome<Vec<u8>> {
    let is_of_lengths = properties
        .encoding(&"order_id".into())
        .is_some_and(|encoding| encoding == Encoding::DELTA_LENGTH_BYTE_ARRAY);
    let texts = |texts: [Option<&str>; 4]| -> ArrayRef { Arc::new(StringArray::from_iter(texts)) };
    let mut columns: Vec<(&str, ArrayRef)> = vec![
        ("order_id", texts([Some("1"), Some("1"), Some("2"), None])),
        ("item_id", texts([Some("tea"), Some("cup"), Some("tea"), Some("pot")])),
    ];
    if !is_of_lengths {
        let numbers = [Some(1_767_400_000), None, Some(1_767_500_000), Some(0)];
        columns.push(("timestamp", Arc::new(Int64Array::from_iter(numbers))));
        let prices = [3.5, 4.25, f64::NAN, -0.0];
        columns.push(("unit_price", Arc::new(Float64Array::from_iter_values(prices))));
    }
    let batch = RecordBatch::try_from_iter(columns)?;
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties))?;
    writer.write(&batch)?;
    Ok(writer.into_inner()?)
}

/// Rows that are all taken, as columns: none is bad.
fn good_rows(orders: ArrayRef) -> Outcome<Vec<u8>> {
    let items = StringArray::from_iter_values(["I007", "cup", "I007"]);
    let customers = StringArray::from_iter([Some("ann"), Some("ann"), None]);
    let pieces = Int64Array::from_iter([Some(2), None, Some(-1)]);
    let columns: [(&str, ArrayRef, bool); 4] = [
        ("order_id", orders, true),
        ("item_id", Arc::new(items), true),
        ("customer_id", Arc::new(customers), true),
        ("quantity", Arc::new(pieces), true),
    ];
    let batch = RecordBatch::try_from_iter_with_nullable(columns)?;
    let properties = WriterProperties::builder().set_dictionary_enabled(false).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties))?;
    writer.write(&batch)?;
    Ok(writer.into_inner()?)
}

fn snapshot() -> Outcome<Vec<u8>> {
    let mut intake = Intake::new();
    let file = |name, text: &'static str| datasets::InMemory {
        name: Path::new(name),
        bytes: text.as_bytes().into(),
    };
    let options = datasets::ReadOptions::default();
    let orders = file("orders.csv", ORDERS);
    datasets::read_orders_in_memory(orders, &options, &mut intake, &mut |_| {})?;
    let items = file("items.csv", ITEMS);
    datasets::read_items_in_memory(items, &options, &mut intake, &mut |_| {})?;
    let views = file("views.csv", VIEWS);
    datasets::read_views_in_memory(views, &options, &mut intake, &mut |_| {})?;
    let params = TrainParams::default().check()?;
    let history = intake.finish()?;
    Ok(train(&history, &params, std::num::NonZeroUsize::MIN, &|_| ())?.bytes)
}
