//! Counts the known defects of Online Retail in the raw export, without the preset that mends them:
//! the two must agree.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::error::Error;
use std::fmt;

use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use arrow_array::{Array, RecordBatch, StringArray};
use datasets::Grouped;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

/// How many rows each title has.
type Titles = BTreeMap<String, u64>;

/// What is wrong with the raw export. Unit: rows, where nothing else is said.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Defects {
    pub(crate) rows: u64,
    pub(crate) cancelling: u64,
    pub(crate) cancelling_invoices: u64,
    pub(crate) adjusting: u64,
    pub(crate) negative_price: u64,
    /// Prices of zero on rows of any code.
    pub(crate) zero_price: u64,
    /// Prices that are not zero and less than half a penny.
    pub(crate) nearly_zero_price: u64,
    pub(crate) without_customer: u64,
    /// Rows of each code that does not start with five digits.
    pub(crate) no_items: BTreeMap<String, u64>,
    /// Codes with a small letter that are no items.
    pub(crate) small_no_items: BTreeSet<String>,
    /// Items' codes with a small letter.
    pub(crate) small: u64,
    /// Items' codes with a small letter that stand on rows of no price only.
    pub(crate) small_never_sold: BTreeSet<String>,
    /// Rows that count under a code with a small letter, and how many codes these are.
    pub(crate) folded: u64,
    pub(crate) folded_codes: u64,
    /// Of these codes, those that also count under capital letters.
    pub(crate) with_twin: u64,
    /// Of these, the codes whose most frequent title is not the twin's: code, title, twin's title.
    pub(crate) other_title: Vec<[String; 3]>,
    /// Items under more than one description.
    pub(crate) several_titles: u64,
    /// Invoices of more than one time.
    pub(crate) several_times: u64,
    /// Invoices of more than 1,000 distinct items, with the number of items.
    pub(crate) large: BTreeMap<String, u64>,
    /// Rows whose item stands on the same invoice before.
    pub(crate) repeated: u64,
}

/// The rows that count so far: those of items, at a price, on invoices that adjust nothing.
#[derive(Default)]
struct Counted {
    titles: BTreeMap<String, Titles>,
    folded_titles: HashMap<String, BTreeSet<String>>,
    items: HashMap<String, HashSet<String>>,
    times: HashMap<String, BTreeSet<i64>>,
}

impl Defects {
    /// Counts in `export`, the bytes of the Parquet file.
    pub(crate) fn count(export: &'static [u8]) -> Result<Self, Box<dyn Error>> {
        let bytes = bytes::Bytes::from_static(export);
        let mut defects = Self::default();
        let mut counted = Counted::default();
        let mut cancelling_invoices = HashSet::new();
        let (mut small, mut sold) = (BTreeSet::new(), BTreeSet::new());
        for batch in ParquetRecordBatchReaderBuilder::try_new(bytes)?.build()? {
            let batch = batch?;
            let invoices = texts(&batch, "InvoiceNo")?;
            let codes = texts(&batch, "StockCode")?;
            let descriptions = texts(&batch, "Description")?;
            let prices = column(&batch, "UnitPrice")?.as_primitive::<Float64Type>();
            let customers = column(&batch, "CustomerID")?;
            let times = column(&batch, "InvoiceDate")?.to_data();
            let times = times.buffer::<i64>(0).iter().take(batch.num_rows());
            for (row, &time) in times.enumerate() {
                let (invoice, code) = (invoices.value(row), codes.value(row));
                let price = prices.value(row);
                let has_price = (price * 100.0).round() > 0.0;
                let is_item = code.len() >= 5 && code.bytes().take(5).all(|b| b.is_ascii_digit());
                let is_small = code.bytes().any(|byte| byte.is_ascii_lowercase());
                defects.rows += 1;
                defects.without_customer += u64::from(customers.is_null(row));
                defects.negative_price += u64::from(price < 0.0);
                defects.zero_price += u64::from(price == 0.0);
                defects.nearly_zero_price += u64::from(0.0 < price && !has_price);
                if invoice.starts_with('C') {
                    defects.cancelling += 1;
                    cancelling_invoices.insert(invoice.to_owned());
                }
                defects.adjusting += u64::from(invoice.starts_with('A'));
                if !is_item {
                    *defects.no_items.entry(code.to_owned()).or_default() += 1;
                }
                if is_small && is_item {
                    small.insert(code.to_owned());
                } else if is_small {
                    defects.small_no_items.insert(code.to_owned());
                }
                if !is_item || !has_price || invoice.starts_with('A') {
                    continue;
                }
                if is_small {
                    defects.folded += 1;
                    sold.insert(code.to_owned());
                }
                let description = (!descriptions.is_null(row)).then(|| descriptions.value(row));
                let title = description.map_or("", str::trim);
                defects.repeated += u64::from(!counted.add(invoice, code, title, time));
            }
        }
        defects.cancelling_invoices = cancelling_invoices.len() as u64;
        defects.small = small.len() as u64;
        defects.folded_codes = sold.len() as u64;
        defects.small_never_sold = &small - &sold;
        defects.compare(&sold, &counted);
        Ok(defects)
    }

    fn compare(&mut self, folded: &BTreeSet<String>, counted: &Counted) {
        for code in folded {
            let Some(twin) = counted.titles.get(&code.to_ascii_uppercase()) else { continue };
            self.with_twin += 1;
            let titles = [most_frequent(&counted.titles[code]), most_frequent(twin)];
            if let [Some(own), Some(other)] = titles
                && own != other
            {
                self.other_title.push([code.clone(), own.to_owned(), other.to_owned()]);
            }
        }
        let several = |titles: &&BTreeSet<String>| titles.len() > 1;
        self.several_titles = counted.folded_titles.values().filter(several).count() as u64;
        self.several_times = counted.times.values().filter(|times| times.len() > 1).count() as u64;
        let large = counted.items.iter().filter(|(_, items)| items.len() > 1_000);
        self.large = large.map(|(id, items)| (id.clone(), items.len() as u64)).collect();
    }
}

impl Counted {
    /// Adds a row that counts; false where its item stands on the same invoice before.
    fn add(&mut self, invoice: &str, code: &str, title: &str, time: i64) -> bool {
        let item = code.to_ascii_uppercase();
        self.times.entry(invoice.to_owned()).or_default().insert(time);
        let titles = self.titles.entry(code.to_owned()).or_default();
        if !title.is_empty() {
            *titles.entry(title.to_owned()).or_default() += 1;
            self.folded_titles.entry(item.clone()).or_default().insert(title.to_owned());
        }
        self.items.entry(invoice.to_owned()).or_default().insert(item)
    }
}

/// The title of most rows, the first by its letters of several such.
fn most_frequent(titles: &Titles) -> Option<&str> {
    let by_rows = titles.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
    by_rows.map(|(title, _)| title.as_str())
}

fn column<'b>(batch: &'b RecordBatch, name: &str) -> Result<&'b dyn Array, String> {
    batch.column_by_name(name).map(AsRef::as_ref).ok_or_else(|| format!("no column {name}"))
}

fn texts<'b>(batch: &'b RecordBatch, name: &str) -> Result<&'b StringArray, String> {
    column(batch, name)?.as_string_opt().ok_or_else(|| format!("column {name} is no text"))
}

/// A colon and `codes`; nothing where there are none.
fn listed(codes: &BTreeSet<String>) -> String {
    let lead = |place| if place == 0 { ": " } else { ", " };
    codes.iter().enumerate().map(|(place, code)| format!("{}{code}", lead(place))).collect()
}

impl fmt::Display for Defects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let small = self.small + self.small_no_items.len() as u64;
        let lines = [
            (self.rows, "rows".to_owned()),
            (
                self.cancelling,
                format!("of {} invoices C…, which cancel", Grouped(self.cancelling_invoices)),
            ),
            (self.adjusting, "of invoices A…, which adjust bad debt".to_owned()),
            (self.negative_price, "with a negative price".to_owned()),
            (self.zero_price, "with a price of zero".to_owned()),
            (
                self.nearly_zero_price,
                "with a price that is not zero and less than half a penny".to_owned(),
            ),
            (self.without_customer, "without a customer".to_owned()),
            (
                self.no_items.values().sum(),
                format!("under {} codes that are no items, by code:", self.no_items.len()),
            ),
        ];
        for (count, what) in lines {
            writeln!(f, "{:>9}  {what}", Grouped(count))?;
        }
        for (code, rows) in &self.no_items {
            writeln!(f, "{:>9}    {code}", Grouped(*rows))?;
        }
        let lines = [
            (small, "codes with a small letter".to_owned()),
            (
                self.small_no_items.len() as u64,
                format!("of them no items{}", listed(&self.small_no_items)),
            ),
            (
                self.small_never_sold.len() as u64,
                format!("of them items never at a price{}", listed(&self.small_never_sold)),
            ),
            (
                self.folded_codes,
                format!(
                    "of them left: items, folded into capitals in {} rows",
                    Grouped(self.folded)
                ),
            ),
            (self.with_twin, "of the folded codes with a twin in capitals".to_owned()),
            (
                self.folded_codes - self.with_twin,
                "of the folded codes without a twin in capitals".to_owned(),
            ),
            (
                self.other_title.len() as u64,
                "of the twins bear another most frequent title:".to_owned(),
            ),
        ];
        for (count, what) in lines {
            writeln!(f, "{:>9}  {what}", Grouped(count))?;
        }
        for [code, own, twin] in &self.other_title {
            writeln!(f, "{:>11}{code}: {own} / {twin}", "")?;
        }
        let large = self.large.iter().map(|(id, n)| format!("{id} with {}", Grouped(*n)));
        let lines = [
            (self.several_titles, "items under several descriptions".to_owned()),
            (self.several_times, "invoices with several times".to_owned()),
            (
                self.large.len() as u64,
                format!(
                    "invoices of more than 1,000 distinct items: {}",
                    large.collect::<Vec<_>>().join(", ")
                ),
            ),
            (self.repeated, "rows whose item stands on the same invoice before".to_owned()),
        ];
        for (count, what) in lines {
            writeln!(f, "{:>9}  {what}", Grouped(count))?;
        }
        Ok(())
    }
}
