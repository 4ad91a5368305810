//! The rows of files that ask something: items of queries, and pairs of items.

use engine::relation::Function;

use crate::cell::Problem;
use crate::format::Row;

use super::binding::WantedColumn;
use super::{At, InColumn, Refusal};

const QUERY: usize = 0;
const ITEM: usize = 1;
const CUSTOMER: usize = 2;

/// The columns of query rows, in the sequence of the slots above.
pub(crate) const QUERY_COLUMNS: [WantedColumn; 3] = [
    WantedColumn::needed("query_id"),
    WantedColumn::needed("item_id"),
    WantedColumn::optional("customer_id"),
];

const ITEM_A: usize = 0;
const ITEM_B: usize = 1;
const FUNCTION: usize = 2;

/// The columns of pair rows, in the sequence of the slots above. A file of labels may be asked about, too: what it says
/// of its pairs is known for a column of such files, and not read.
pub(crate) const PAIR_COLUMNS: [WantedColumn; 3] = [
    WantedColumn::needed("item_a"),
    WantedColumn::needed("item_b"),
    WantedColumn::optional("function"),
];

/// The columns of rows of labels, in the sequence of the slots above.
pub(crate) const LABEL_COLUMNS: [WantedColumn; 3] = [
    WantedColumn::needed("item_a"),
    WantedColumn::needed("item_b"),
    WantedColumn::needed("function"),
];

/// One row of a file of queries.
pub(crate) struct QueryRow {
    pub(crate) query: String,
    pub(crate) item: Option<String>,
    pub(crate) customer: Option<String>,
}

/// One row of a file of pairs.
pub(crate) struct PairRow {
    pub(crate) item_a: String,
    pub(crate) item_b: String,
}

/// One row of a file of labels.
pub(crate) struct LabelRow {
    pub(crate) item_a: String,
    pub(crate) item_b: String,
    pub(crate) function: Function,
}

impl QueryRow {
    pub(crate) fn read(row: &Row<'_>) -> Result<Self, Refusal> {
        Ok(Self {
            query: needed(row, QUERY)?,
            item: optional(row, ITEM)?,
            customer: optional(row, CUSTOMER)?,
        })
    }

    /// The refusal of a row whose query ended before.
    pub(crate) const AGAIN: Refusal = Refusal { at: At::Slot(QUERY), problem: Problem::QueryAgain };

    /// The refusal of a row that names another customer than its query.
    pub(crate) const OTHER_CUSTOMER: Refusal =
        Refusal { at: At::Slot(CUSTOMER), problem: Problem::OtherCustomer };
}

impl PairRow {
    pub(crate) fn read(row: &Row<'_>) -> Result<Self, Refusal> {
        Ok(Self { item_a: needed(row, ITEM_A)?, item_b: needed(row, ITEM_B)? })
    }
}

impl LabelRow {
    /// The refusal of a row that says something else of its pair than an earlier one.
    pub(crate) const OTHER_FUNCTION: Refusal =
        Refusal { at: At::Slot(FUNCTION), problem: Problem::OtherFunction };

    pub(crate) fn read(row: &Row<'_>) -> Result<Self, Refusal> {
        let PairRow { item_a, item_b } = PairRow::read(row)?;
        if item_a == item_b {
            return Err(Refusal { at: At::Slot(ITEM_B), problem: Problem::OneItemTwice });
        }
        let function = row.cell(FUNCTION).function().in_column(FUNCTION)?;
        Ok(Self { item_a, item_b, function })
    }
}

fn needed(row: &Row<'_>, slot: usize) -> Result<String, Refusal> {
    let mut scratch = String::new();
    let id = row.cell(slot).needed_id(&mut scratch).in_column(slot)?;
    Ok(id.as_str().to_owned())
}

fn optional(row: &Row<'_>, slot: usize) -> Result<Option<String>, Refusal> {
    let mut scratch = String::new();
    let id = row.cell(slot).id(&mut scratch).in_column(slot)?;
    Ok(id.map(|id| id.as_str().to_owned()))
}
