//! Reads a file of queries, one basket after the other.

use std::collections::HashSet;
use std::path::Path;

use crate::error::ReadError;
use crate::format::{Row, Source};
use crate::layout::{QUERY_COLUMNS, QueryRow, Refusal, Search};

use super::file::{OpenFile, Stop};

/// A basket that something is asked about, or in a truth file what the answer should have held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Its id in the file; never empty.
    pub query_id: String,
    /// The ids of its items in the sequence of the file, repeated where the file repeats them. None
    /// where the file leaves every item of the query empty.
    pub item_ids: Vec<String>,
    /// Whose basket it is, where a row says so.
    pub customer_id: Option<String>,
}

/// Reads `file`, with the columns `query_id`, `item_id` and, where known, `customer_id`, and hands
/// every query over to `take`, in the sequence of the file and each whole.
///
/// Formats are those of orders: `.csv` and `.tsv`, also `.gz` and `.zst`, and `.parquet`; the name
/// tells which. Columns cannot be mapped; columns beyond those three are left unread. An empty item
/// is absent, not bad. Nothing is dropped: a bad row ends the reading, because a query without one of
/// its items would be another question. The queries before it were taken by then.
///
/// Keeps the ids of the queries that ended, to notice one that comes again, and one query.
///
/// ```
/// use datasets::{ReadError, read_queries};
///
/// let folder = tempfile::tempdir()?;
/// let file = folder.path().join("queries.csv");
/// std::fs::write(&file, "query_id,item_id\n1,tea\n1,cup\n2,pot\n")?;
/// let mut queries = Vec::new();
/// read_queries(&file, |query| -> Result<(), ReadError> {
///     queries.push((query.query_id, query.item_ids.len()));
///     Ok(())
/// })?;
/// assert_eq!(queries, [("1".to_owned(), 2), ("2".to_owned(), 1)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// The file cannot be read whole, lacks a column or has no rows; a row has too few or too many
/// cells, names no query or one that ended before, or another customer than its query; and whatever
/// `take` fails with.
pub fn read_queries<E: From<ReadError>>(
    file: &Path,
    take: impl FnMut(Query) -> Result<(), E>,
) -> Result<(), E> {
    read_opened_queries(OpenFile::open(file, Source::open(file)?)?, take)
}

/// Reads the queries of a file, wherever its bytes are.
pub(super) fn read_opened_queries<E: From<ReadError>>(
    opened: OpenFile<'_>,
    mut take: impl FnMut(Query) -> Result<(), E>,
) -> Result<(), E> {
    let binding = opened.bind(&Search::exactly(&QUERY_COLUMNS))?;
    let mut queries = Queries::default();
    opened.read_strictly(&binding, |row| match queries.push(row)? {
        Some(ended) => take(ended).map_err(Stop::Taker),
        None => Ok(()),
    })?;
    queries.begun.map_or(Ok(()), take)
}

/// Rows of queries on their way to whole queries.
#[derive(Default)]
struct Queries {
    begun: Option<Query>,
    ended: HashSet<String>,
}

impl Queries {
    /// Adds `row` to its query; the query before it where one has ended.
    fn push(&mut self, row: &Row<'_>) -> Result<Option<Query>, Refusal> {
        let QueryRow { query: query_id, item, customer } = QueryRow::read(row)?;
        if let Some(begun) = self.begun.as_mut().filter(|begun| begun.query_id == query_id) {
            if begun.customer_id.is_some() && customer.is_some() && begun.customer_id != customer {
                return Err(QueryRow::OTHER_CUSTOMER);
            }
            begun.customer_id = begun.customer_id.take().or(customer);
            begun.item_ids.extend(item);
            return Ok(None);
        }
        if self.ended.contains(&query_id) {
            return Err(QueryRow::AGAIN);
        }
        let item_ids = item.into_iter().collect();
        let ended = self.begun.replace(Query { query_id, item_ids, customer_id: customer });
        self.ended.extend(ended.iter().map(|ended| ended.query_id.clone()));
        Ok(ended)
    }
}
