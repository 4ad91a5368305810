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
const PAIRS: &str = "item_a,item_b,function
tea,cup,complementary
cup,tea,
pot,茶,none
";
const ITEM_JSON_LINES: &str = r#"{"item_id":1,"title":"Green tea","price":3.5,"stock":2,"colour":"green"}
{"item_id":"1","title":"茶","price":"x","tags":["a",{"b":1}]}
{"item_id":"cup","stock":null,"organic":true}
"#;
const VIEW_JSON_LINES: &str = r#"{"session_id":7,"item_id":"tea","timestamp":1767400000,"event":"cart"}
{"customer_id":"bo","item_id":"茶","timestamp":"2026-01-03"}
{"item_id":"cup"}
"#;
const ONLINE_RETAIL: &str =
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
536365,85123A,WHITE HEART,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
C536379,D,Discount,-1,2010-12-01 09:41:00,27.5,14527.0,United Kingdom
536414,22139,,56,2010-12-01 11:52:00,0.0,,United Kingdom
";
const TAFENG: &str = "TRANSACTION_DT,CUSTOMER_ID,AGE_GROUP,PIN_CODE,PRODUCT_SUBCLASS,PRODUCT_ID,AMOUNT,ASSET,SALES_PRICE
11/1/2000,1104905,45-49,115,110411,4710199010372,2,24,30
2000-11-02,1104905,,,,4710199010372,0,1e3,x
";
const INSTACART_ORDERS: [&str; 3] = [
    "order_id,user_id,eval_set,order_number\n1,7,prior,1\n2,7,train,2\n",
    "order_id,product_id,add_to_cart_order,reordered\n1,33,1,0\n1,34,2,0\n",
    "order_id,product_id,add_to_cart_order,reordered\n2,33,1,1\n3,34,1,0\n",
];
const INSTACART_ITEMS: [&str; 3] = [
    "product_id,product_name,aisle_id,department_id\n33,Tea,1,2\n34,Cup,9,2\n",
    "aisle_id,aisle\n1,tea\n1,coffee\n",
    "department_id,department\n2,drinks\n",
];

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
    let lines = |text: &str| text.replace(',', "\t");
    // The first byte tells the format.
    let behind = |first: &[u8], text: &str| [first, text.as_bytes()].concat();
    seed("items", "csv", &behind(&[0], ITEMS))?;
    seed("items", "tsv", &behind(&[1], &lines(ITEMS)))?;
    seed("items", "jsonl", &behind(&[2], ITEM_JSON_LINES))?;
    seed("items", "twice", &behind(&[0], "item_id,stock\ntea,3\ntea,4\ntea,4\ncup,0\n"))?;
    seed("views", "csv", &behind(&[0], VIEWS))?;
    let windows = format!("\u{feff}{}", VIEWS.replace('\n', "\r\n"));
    seed("views", "windows", &behind(&[0], &windows))?;
    seed("views", "tsv", &behind(&[1], &lines(VIEWS)))?;
    seed("views", "jsonl", &behind(&[2], VIEW_JSON_LINES))?;
    seed("views", "visitors", b"\0customer_id,item_id\nann,tea\nann,\"tea\"\n")?;
    for (name, format, text) in [("csv", 0, QUERIES.to_owned()), ("tsv", 1, lines(QUERIES))] {
        seed("questions", &format!("queries_{name}"), &behind(&[format, 0], &text))?;
    }
    for (name, format, text) in [("csv", 0, PAIRS.to_owned()), ("tsv", 1, lines(PAIRS))] {
        seed("questions", &format!("pairs_{name}"), &behind(&[format, 1], &text))?;
    }
    seed("questions", "queries_jsonl", b"\x02\0{\"query_id\":1,\"item_id\":\"tea\"}\n")?;
    seed("questions", "pairs_jsonl", b"\x02\x01{\"item_a\":\"tea\",\"item_b\":\"cup\"}\n")?;
    seed("presets", "online_retail", &behind(&[0], ONLINE_RETAIL))?;
    seed("presets", "tafeng", &behind(&[1], TAFENG))?;
    seed("presets", "instacart", &apart(&[2], &INSTACART_ORDERS))?;
    seed("presets", "instacart_items", &apart(&[14], &INSTACART_ITEMS))?;
    for (name, text) in [("orders", ORDERS), ("items", ITEMS), ("views", VIEWS)] {
        seed("check", name, &behind(&[0], text))?;
    }
    seed("check", "online_retail", &behind(&[0], ONLINE_RETAIL))?;
    seed("check", "tafeng", &behind(&[0], TAFENG))?;
    seed(
        "check",
        "shop",
        &behind(
            &[0],
            "Name,Lineitem sku,Created at,Lineitem quantity,Lineitem price\n#1,tea,2026-01-02 10:00:00 +0800,2,3.50\n#1,cup,,1,4.25\n",
        ),
    )?;
    seed("check", "json", &behind(&[2], JSON_LINES))?;
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
        let file = columns(properties)?;
        seed("orders_parquet", name, &file)?;
        seed("check", &format!("parquet_{name}"), &[&[3], &file[..]].concat())?;
    }
    seed("items", "parquet", &[&[3], &texts_of(&["item_id", "title", "colour"])?[..]].concat())?;
    seed("views", "parquet", &[&[3], &texts_of(&["session_id", "item_id"])?[..]].concat())?;
    seed(
        "questions",
        "queries_parquet",
        &[&[3, 0], &texts_of(&["query_id", "item_id"])?[..]].concat(),
    )?;
    seed("questions", "pairs_parquet", &[&[3, 1], &texts_of(&["item_a", "item_b"])?[..]].concat())?;
    let tafeng = ["TRANSACTION_DT", "CUSTOMER_ID", "PRODUCT_ID", "AMOUNT"];
    seed("presets", "tafeng_parquet", &[&[10], &texts_of(&tafeng)?[..]].concat())?;
    let texts = StringArray::from_iter_values(["O100", "O100", "O101"]);
    seed("orders_parquet", "good_rows", &good_rows(Arc::new(texts))?)?;
    let numbers = Int64Array::from_iter_values([100, 100, -101]);
    seed("orders_parquet", "good_numbers", &good_rows(Arc::new(numbers))?)?;
    seed("snapshot", "three_orders", &snapshot()?)
}

/// Files of one export behind each other.
fn apart(first: &[u8], files: &[&str]) -> Vec<u8> {
    let files: Vec<&[u8]> = files.iter().map(|file| file.as_bytes()).collect();
    [first, &files.join(&0xff)[..]].concat()
}

/// A file of three rows of short texts in columns of these names.
fn texts_of(names: &[&str]) -> Outcome<Vec<u8>> {
    let texts: ArrayRef = Arc::new(StringArray::from_iter_values(["1", "2", "2"]));
    let batch = RecordBatch::try_from_iter(names.iter().map(|&name| (name, texts.clone())))?;
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None)?;
    writer.write(&batch)?;
    Ok(writer.into_inner()?)
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
