//! Writes the orders of a made-up shop as Parquet, the way data frames write them: texts in
//! dictionaries, pieces as whole numbers, prices as floats, times as moments.
//!
//! ```text
//! cargo run --release -p dapei-benches --example as_parquet -- shop/orders.csv shop/orders.parquet
//! ```

use std::error::Error;
use std::fs::File;
use std::sync::Arc;

use arrow_array::builder::{Float64Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch, TimestampMicrosecondArray};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

const ROWS_A_BATCH: usize = 1 << 18;
const TEXTS: [&str; 3] = ["order_id", "customer_id", "item_id"];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(from), Some(to)) = (arguments.next(), arguments.next()) else {
        return Err("usage: as_parquet ORDERS.csv ORDERS.parquet".into());
    };
    let mut reader = csv::Reader::from_path(from)?;
    let header = reader.headers()?.clone();
    let place = |name: &str| {
        header.iter().position(|column| column == name).ok_or(format!("no column `{name}`"))
    };
    let mut texts_at = [0; 3];
    for (at, name) in texts_at.iter_mut().zip(TEXTS) {
        *at = place(name)?;
    }
    let [time, pieces, price] = [place("timestamp")?, place("quantity")?, place("unit_price")?];

    let mut file = Some(File::create(to)?);
    let mut writer: Option<ArrowWriter<File>> = None;
    let mut row = csv::StringRecord::new();
    loop {
        let mut texts: [StringBuilder; 3] = Default::default();
        let (mut times, mut quantities) = (Vec::new(), Int64Builder::new());
        let mut prices = Float64Builder::new();
        while times.len() < ROWS_A_BATCH && reader.read_record(&mut row)? {
            for (builder, &at) in texts.iter_mut().zip(&texts_at) {
                builder.append_option(Some(&row[at]).filter(|cell| !cell.is_empty()));
            }
            times.push(row[time].parse::<jiff::Timestamp>()?.as_microsecond());
            quantities.append_value(row[pieces].parse()?);
            prices.append_value(row[price].parse()?);
        }
        if times.is_empty() {
            break;
        }
        let [orders, customers, items] = texts.map(|mut builder| Arc::new(builder.finish()) as _);
        let columns: [(&str, ArrayRef); 6] = [
            ("order_id", orders),
            ("customer_id", customers),
            ("timestamp", Arc::new(TimestampMicrosecondArray::from(times))),
            ("item_id", items),
            ("quantity", Arc::new(quantities.finish())),
            ("unit_price", Arc::new(prices.finish())),
        ];
        let nullable = columns.map(|(name, column)| (name, column, true));
        let batch = RecordBatch::try_from_iter_with_nullable(nullable)?;
        if let Some(file) = file.take() {
            let properties = WriterProperties::builder()
                .set_compression(Compression::SNAPPY)
                .set_max_row_group_row_count(Some(1 << 20))
                .build();
            writer = Some(ArrowWriter::try_new(file, batch.schema(), Some(properties))?);
        }
        if let Some(writer) = &mut writer {
            writer.write(&batch)?;
        }
    }
    let writer = writer.ok_or("no rows")?;
    writer.close()?;
    Ok(())
}
