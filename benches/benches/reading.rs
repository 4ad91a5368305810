//! Reading orders into the engine, in rows per CPU-second: CSV and Parquet, each beside the format's
//! own reader that hands the same cells to nobody.
//!
//! The orders are those of a made-up shop. Sizes: `DAPEI_BENCH_SCALE` is `small` (1 M lines),
//! `medium` (10 M, the default) or `large` (50 M).

use std::fs::File;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{Float64Builder, Int64Builder, StringBuilder, TimestampSecondBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::ArrowError;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dapei_benches::{CpuTime, Scale, peak_memory_mib};
use datasets::synthetic::{ShopParams, generate};
use datasets::{ReadOptions, read_orders};
use engine::words::Intake;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

/// Lines of an order of the made-up shop, about.
const LINES_AN_ORDER: u64 = 3;
const ROWS_A_BATCH: usize = 8_192;

type Failure = Box<dyn std::error::Error>;

fn reading(criterion: &mut Criterion<CpuTime>) {
    if let Err(error) = measured(criterion) {
        panic!("the made-up orders must be readable: {error}");
    }
}

fn measured(criterion: &mut Criterion<CpuTime>) -> Result<(), Failure> {
    let scale = Scale::from_environment();
    let folder = tempfile::tempdir()?;
    let n_orders = scale.n_lines as u64 / LINES_AN_ORDER;
    generate(&ShopParams::new(n_orders, 1), folder.path(), &mut |_| ())?;
    let (csv, parquet) = (folder.path().join("orders.csv"), folder.path().join("orders.parquet"));
    let n_rows = as_parquet(&csv, &parquet)?;
    let mut group = criterion.benchmark_group(format!("reading/{}M lines", n_rows / 1_000_000));
    group.sample_size(10).throughput(Throughput::Elements(n_rows));
    for (name, file) in [("csv", &csv), ("parquet", &parquet)] {
        group.bench_function(name, |bencher| bencher.iter(|| read(file, n_rows)));
    }
    eprintln!("peak memory {} MiB", peak_memory_mib());
    group.bench_function("csv, its reader alone", |bencher| bencher.iter(|| csv_alone(&csv)));
    group.bench_function("parquet, its reader alone", |bencher| {
        bencher.iter(|| parquet_alone(&parquet));
    });
    group.finish();
    Ok(())
}

/// What is measured: every row read, every id mapped to its number.
fn read(file: &Path, n_rows: u64) -> Intake {
    let mut intake = Intake::new();
    match read_orders(&[file.into()], &ReadOptions::default(), &mut intake, &mut |_| ()) {
        Ok(report) => assert_eq!(report.accepted(), n_rows, "every row must count"),
        Err(error) => panic!("the made-up orders must be readable: {error}"),
    }
    intake
}

fn csv_alone(file: &Path) -> Result<u64, csv::Error> {
    let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 17).from_path(file)?;
    let mut record = csv::ByteRecord::new();
    let mut n_bytes = 0;
    while reader.read_byte_record(&mut record)? {
        n_bytes += record.iter().map(|cell| black_box(cell).len() as u64).sum::<u64>();
    }
    Ok(n_bytes)
}

fn parquet_alone(file: &Path) -> Result<usize, Failure> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(file)?)?;
    let mut n_rows = 0;
    for batch in builder.with_batch_size(ROWS_A_BATCH).build()? {
        n_rows += black_box(batch?).num_rows();
    }
    Ok(n_rows)
}

/// Columns of a batch as a data frame would type them.
#[derive(Default)]
struct Columns {
    orders: StringBuilder,
    customers: StringBuilder,
    times: TimestampSecondBuilder,
    items: StringBuilder,
    quantities: Int64Builder,
    prices: Float64Builder,
}

impl Columns {
    fn push(&mut self, row: &csv::StringRecord) -> Result<(), Failure> {
        let cell = |place: usize| row.get(place).filter(|cell| !cell.is_empty());
        self.orders.append_option(cell(0));
        self.customers.append_option(cell(1));
        let time = cell(2).map(str::parse::<jiff::Timestamp>).transpose()?;
        self.times.append_option(time.map(jiff::Timestamp::as_second));
        self.items.append_option(cell(3));
        self.quantities.append_option(cell(4).map(str::parse).transpose()?);
        self.prices.append_option(cell(5).map(str::parse).transpose()?);
        Ok(())
    }

    fn batch(&mut self) -> Result<RecordBatch, ArrowError> {
        let times: ArrayRef = Arc::new(self.times.finish().with_timezone_utc());
        let columns: [(&str, ArrayRef, bool); 6] = [
            ("order_id", Arc::new(self.orders.finish()), true),
            ("customer_id", Arc::new(self.customers.finish()), true),
            ("timestamp", times, true),
            ("item_id", Arc::new(self.items.finish()), true),
            ("quantity", Arc::new(self.quantities.finish()), true),
            ("unit_price", Arc::new(self.prices.finish()), true),
        ];
        RecordBatch::try_from_iter_with_nullable(columns)
    }
}

/// Writes the rows of `csv` as Parquet, with the writer's defaults, and counts them.
fn as_parquet(csv: &Path, parquet: &Path) -> Result<u64, Failure> {
    const ROWS_WRITTEN_AT_ONCE: u64 = 1 << 16;
    let mut reader = csv::Reader::from_path(csv)?;
    let header: Vec<&str> = reader.headers()?.iter().collect();
    let expected = ["order_id", "customer_id", "timestamp", "item_id", "quantity", "unit_price"];
    assert_eq!(header, expected, "the made-up shop must have these columns");
    let mut columns = Columns::default();
    let mut writer = ArrowWriter::try_new(File::create(parquet)?, columns.batch()?.schema(), None)?;
    let (mut row, mut n_rows) = (csv::StringRecord::new(), 0);
    while reader.read_record(&mut row)? {
        columns.push(&row)?;
        n_rows += 1;
        if n_rows % ROWS_WRITTEN_AT_ONCE == 0 {
            writer.write(&columns.batch()?)?;
        }
    }
    writer.write(&columns.batch()?)?;
    writer.close()?;
    Ok(n_rows)
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(CpuTime);
    targets = reading
}
criterion_main!(benches);
