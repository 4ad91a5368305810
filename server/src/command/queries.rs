//! Reads the baskets of a query file, one after the other.
//!
//! In: CSV or TSV with `query_id,item_id[,…]`, plain or compressed. Out: baskets in the sequence of
//! the file. Deliberately absent: orders; those are read by `datasets`.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use anyhow::{Context, bail};
use csv::StringRecord;

/// One basket to find items for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Basket {
    /// Its id in the file.
    pub(super) query_id: String,
    /// The ids of its items.
    pub(super) item_ids: Vec<String>,
}

/// The baskets of a file.
pub(super) struct Baskets {
    file: String,
    rows: csv::Reader<Box<dyn Read>>,
    query_column: usize,
    item_column: usize,
    record: StringRecord,
    begun: Option<Basket>,
    finished: HashSet<String>,
}

impl Baskets {
    /// Opens `path`, whose name tells its format.
    ///
    /// # Errors
    ///
    /// The file cannot be opened, is of another format or lacks a column.
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        let file = path.display().to_string();
        let opened = File::open(path).with_context(|| format!("cannot open {file}"))?;
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let (name, reader): (&str, Box<dyn Read>) = if let Some(inner) = name.strip_suffix(".gz") {
            (inner, Box::new(flate2::read::MultiGzDecoder::new(BufReader::new(opened))))
        } else if let Some(inner) = name.strip_suffix(".zst") {
            (inner, Box::new(zstd::Decoder::new(opened)?))
        } else {
            (name, Box::new(opened))
        };
        let delimiter = match name.rsplit_once('.') {
            Some((_, "csv")) => b',',
            Some((_, "tsv")) => b'\t',
            _ => bail!("{file}: expected a name that ends in .csv or .tsv, .gz or .zst behind it"),
        };
        let mut rows = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(reader);
        let header = rows.headers().with_context(|| format!("cannot read {file}"))?.clone();
        let column = |wanted: &str| {
            let is_wanted = |name: &str| name.trim_start_matches('\u{feff}').trim() == wanted;
            let found = header.iter().position(is_wanted);
            let names = || header.iter().collect::<Vec<_>>().join(", ");
            found.with_context(|| format!("{file}: no column `{wanted}`, found {}", names()))
        };
        let (query_column, item_column) = (column("query_id")?, column("item_id")?);
        Ok(Self {
            file,
            rows,
            query_column,
            item_column,
            record: StringRecord::new(),
            begun: None,
            finished: HashSet::new(),
        })
    }

    /// The next basket, or nothing at the end.
    ///
    /// # Errors
    ///
    /// A row that cannot be read, names no query, or belongs to a query that ended before.
    pub(super) fn next(&mut self) -> anyhow::Result<Option<Basket>> {
        loop {
            let file = &self.file;
            let is_row = self
                .rows
                .read_record(&mut self.record)
                .with_context(|| format!("cannot read {file}"))?;
            if !is_row {
                return Ok(self.begun.take());
            }
            let line = self.record.position().map_or(0, csv::Position::line);
            let query_id = self.record.get(self.query_column).unwrap_or_default();
            let item_id = self.record.get(self.item_column).unwrap_or_default();
            if query_id.is_empty() {
                bail!("{file}: line {line}, column `query_id`: empty, expected an id");
            }
            match &mut self.begun {
                Some(basket) if basket.query_id == query_id => basket.push(item_id),
                begun => {
                    if self.finished.contains(query_id) {
                        bail!(
                            "{file}: line {line}: query `{query_id}` comes again, expected all \
                             its rows together"
                        );
                    }
                    let ended = begun.take();
                    self.finished.extend(ended.iter().map(|basket| basket.query_id.clone()));
                    let mut basket = Basket { query_id: query_id.to_owned(), item_ids: Vec::new() };
                    basket.push(item_id);
                    *begun = Some(basket);
                    if ended.is_some() {
                        return Ok(ended);
                    }
                }
            }
        }
    }
}

impl Basket {
    /// An empty cell is an item that is absent.
    fn push(&mut self, item_id: &str) {
        if !item_id.is_empty() {
            self.item_ids.push(item_id.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::path::PathBuf;

    use super::*;

    fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        (dir, path)
    }

    fn read(path: &Path) -> anyhow::Result<Vec<(String, Vec<String>)>> {
        let mut baskets = Baskets::open(path)?;
        let mut read = Vec::new();
        while let Some(basket) = baskets.next()? {
            read.push((basket.query_id, basket.item_ids));
        }
        Ok(read)
    }

    const TEXT: &str = "\u{feff}customer_id,query_id,item_id\nc,1,007\nc,1,\"a,b\"\n,2,\n,3,茶\n";

    fn expected() -> Vec<(String, Vec<String>)> {
        let ids = |ids: &[&str]| ids.iter().map(ToString::to_string).collect::<Vec<String>>();
        vec![
            ("1".to_owned(), ids(&["007", "a,b"])),
            ("2".to_owned(), ids(&[])),
            ("3".to_owned(), ids(&["茶"])),
        ]
    }

    #[test]
    fn rows_of_a_query_make_its_basket_whatever_the_file_is_packed_in() {
        let (_dir, path) = file("q.csv", TEXT.as_bytes());
        assert_eq!(read(&path).unwrap(), expected());
        let tabs = TEXT.replace("\"a,b\"", "a;b").replace(',', "\t").replace(';', ",");
        let (_dir, path) = file("q.tsv", tabs.as_bytes());
        assert_eq!(read(&path).unwrap(), expected());
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(TEXT.as_bytes()).unwrap();
        let (_dir, path) = file("q.csv.gz", &gz.finish().unwrap());
        assert_eq!(read(&path).unwrap(), expected());
        let (_dir, path) = file("q.csv.zst", &zstd::encode_all(TEXT.as_bytes(), 1).unwrap());
        assert_eq!(read(&path).unwrap(), expected());
    }

    #[test]
    fn what_is_no_query_file_says_where_it_fails() {
        let message = |name: &str, text: &str| {
            let (dir, path) = file(name, text.as_bytes());
            let error = format!("{:#}", read(&path).unwrap_err());
            error.replace(&dir.path().display().to_string(), "DIR")
        };
        insta::assert_snapshot!(message("q.csv", "query,item_id\n"), @"DIR/q.csv: no column `query_id`, found query, item_id");
        insta::assert_snapshot!(message("q.txt", ""), @"DIR/q.txt: expected a name that ends in .csv or .tsv, .gz or .zst behind it");
        insta::assert_snapshot!(message("q.csv", "query_id,item_id\n1,a\n2,a\n1,b\n"), @"DIR/q.csv: line 4: query `1` comes again, expected all its rows together");
        insta::assert_snapshot!(message("q.csv", "query_id,item_id\n,a\n"), @"DIR/q.csv: line 2, column `query_id`: empty, expected an id");
    }
}
