//! Files of queries and of pairs are read by the same formats and rules as orders.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod files;

use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use datasets::{Pair, Query, ReadError, read_pairs, read_queries};
use files::{Folder, gzip, parquet};

fn queries(folder: &Folder, name: &str, bytes: &[u8]) -> Result<Vec<Query>, ReadError> {
    folder.write(name, bytes);
    let mut queries = Vec::new();
    read_queries(&folder.path(name), |query| -> Result<(), ReadError> {
        queries.push(query);
        Ok(())
    })?;
    Ok(queries)
}

fn pairs(folder: &Folder, name: &str, bytes: &[u8]) -> Result<Vec<(String, String)>, ReadError> {
    folder.write(name, bytes);
    let mut pairs = Vec::new();
    read_pairs(&folder.path(name), |Pair { item_a, item_b, .. }| -> Result<(), ReadError> {
        pairs.push((item_a, item_b));
        Ok(())
    })?;
    Ok(pairs)
}

fn refusal<T: std::fmt::Debug>(folder: &Folder, read: Result<T, ReadError>) -> String {
    let folder = format!("{}/", folder.path("").display());
    read.unwrap_err().to_string().replace(folder.trim_end_matches('/'), "").replace('/', "")
}

fn query(query_id: &str, item_ids: &[&str], customer_id: Option<&str>) -> Query {
    Query {
        query_id: query_id.to_owned(),
        item_ids: item_ids.iter().map(ToString::to_string).collect(),
        customer_id: customer_id.map(str::to_owned),
    }
}

const TEXT: &str =
    "\u{feff}customer_id,query_id,item_id\r\n,1,007\r\n7,1,\"a,b\"\r\n,2,\r\n\r\n,3,茶";

#[test]
fn rows_of_a_query_make_its_basket_in_every_format() {
    let folder = Folder::new();
    let expected =
        [query("1", &["007", "a,b"], Some("7")), query("2", &[], None), query("3", &["茶"], None)];
    let csv = TEXT.as_bytes();
    let tsv = TEXT.replace("\"a,b\"", "a;b").replace(',', "\t").replace(';', ",").into_bytes();
    for (ending, text) in [("csv", csv), ("tsv", &tsv)] {
        let packed = [
            (format!("q.{ending}"), text.to_vec()),
            (format!("q.{ending}.gz"), gzip(text)),
            (format!("q.{ending}.zst"), zstd::encode_all(text, 1).unwrap()),
        ];
        for (name, bytes) in packed {
            assert_eq!(queries(&folder, &name, &bytes).unwrap(), expected, "{name}");
        }
    }
    let column = |cells: [Option<&str>; 4]| Arc::new(StringArray::from(cells.to_vec())) as ArrayRef;
    let batch = RecordBatch::try_from_iter([
        ("query_id", Arc::new(Int64Array::from(vec![1, 1, 2, 3])) as ArrayRef),
        ("customer_id", column([None, Some("7"), None, None])),
        ("item_id", column([Some("007"), Some("a,b"), None, Some("茶")])),
    ]);
    assert_eq!(queries(&folder, "q.parquet", &parquet(&batch.unwrap())).unwrap(), expected);
}

#[test]
fn pairs_come_in_the_sequence_of_the_file() {
    let folder = Folder::new();
    let text = "item_b,item_a\ncup,tea\ncup,tea\ntea,tea\n";
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let expected = [pair("tea", "cup"), pair("tea", "cup"), pair("tea", "tea")];
    assert_eq!(pairs(&folder, "p.csv", text.as_bytes()).unwrap(), expected);
    assert_eq!(pairs(&folder, "p.csv.gz", &gzip(text.as_bytes())).unwrap(), expected);
}

#[test]
fn a_bad_query_row_ends_the_reading_with_file_line_and_column() {
    let told = |text: &[u8]| {
        let folder = Folder::new();
        refusal(&folder, queries(&folder, "q.csv", text))
    };
    insta::assert_snapshot!(told(b"query_id,item_id\n1,a\n2,a\n1,b\n"), @"q.csv: row 3 (line 4), column `query_id`: query that ended before, expected all its rows together, found `1`");
    insta::assert_snapshot!(told(b"query_id,item_id,customer_id\n1,a,7\n1,b,8\n"), @"q.csv: row 2 (line 3), column `customer_id`: another customer than in an earlier row of the query, expected one a query, found `8`");
    insta::assert_snapshot!(told(b"query_id,item_id\n,a\n"), @"q.csv: row 1 (line 2), column `query_id`: empty, expected an id");
    insta::assert_snapshot!(told(b"query_id,item_id\n1,caf\xe9\n"), @"q.csv: row 1 (line 2), column `item_id`: not UTF-8, found `caf�`");
    insta::assert_snapshot!(told(b"query_id,item_id\n1,a\n2\n"), @"q.csv: row 2 (line 3): too few cells in the row, found `1 cells, expected 2`");
    insta::assert_snapshot!(told(b"query_id,item_id\n1,a,b\n"), @"q.csv: row 1 (line 2): too many cells in the row, found `3 cells, expected 2`");
}

#[test]
fn what_is_no_whole_file_of_queries_or_pairs_is_an_error() {
    let folder = Folder::new();
    let told = |name: &str, bytes: &[u8]| refusal(&folder, queries(&folder, name, bytes));
    insta::assert_snapshot!(told("q.csv", b"query,item_id\n1,a\n"), @"q.csv: no column `query_id`; found `query`, `item_id`; name it in the header, such as query_id,item_id");
    insta::assert_snapshot!(told("q.csv", b"query_id,item_id\n"), @"q.csv: no rows below the header");
    insta::assert_snapshot!(told("q.csv", b"query_id,item_id\n1,a\n2,\"b\n3,c\n"), @"q.csv: a quoted cell opens in the row on line 3 and never closes");
    assert!(told("q.txt", b"").starts_with("q.txt: unknown format"));
    let cut = &gzip(TEXT.as_bytes())[..20];
    assert!(told("q.csv.gz", cut).starts_with("q.csv.gz: cannot be read to its end"));
    let told = |text: &[u8]| refusal(&folder, pairs(&folder, "p.csv", text));
    insta::assert_snapshot!(told(b"item_a,item_b\ntea,cup\ntea,\n"), @"p.csv: row 2 (line 3), column `item_b`: empty, expected an id");
    insta::assert_snapshot!(told(b"item_a\ntea\n"), @"p.csv: no column `item_b`; found `item_a`; name it in the header, such as item_a,item_b");
}

#[test]
fn what_a_quoted_cell_that_never_closes_swallowed_is_no_pair() {
    let folder = Folder::new();
    folder.write("p.csv", b"item_a,item_b\ntea,cup\ntea,\"pot\ncup,pot\n");
    let mut pairs = Vec::new();
    let read = read_pairs(&folder.path("p.csv"), |pair| -> Result<(), ReadError> {
        pairs.push(pair);
        Ok(())
    });
    assert!(matches!(read, Err(ReadError::OpenQuote { line: 3, .. })), "{read:?}");
    let (item_a, item_b) = ("tea".to_owned(), "cup".to_owned());
    assert_eq!(pairs, [Pair { item_a, item_b }]);
}

#[test]
fn who_takes_queries_may_stop_with_an_error_of_their_own() {
    let folder = Folder::new();
    folder.write("q.csv", TEXT.as_bytes());
    let mut n_taken = 0;
    let stopped =
        read_queries(&folder.path("q.csv"), |_| -> Result<(), Box<dyn std::error::Error>> {
            n_taken += 1;
            Err("the pipe is closed".into())
        });
    assert_eq!((stopped.unwrap_err().to_string().as_str(), n_taken), ("the pipe is closed", 1));
}
