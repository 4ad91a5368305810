//! The contract's rows of views: one a look at an item.

use engine::words::{ViewEvent, ViewLine};

use crate::cell::{Problem, Slashed};
use crate::format::Row;

use super::binding::{Binding, WantedColumn};
use super::{At, InColumn, Refusal};

const ITEM: usize = 0;
const SESSION: usize = 1;
const CUSTOMER: usize = 2;
const TIME: usize = 3;
const EVENT: usize = 4;

/// The columns of rows of views, in the sequence of the slots above.
pub(crate) const VIEW_COLUMNS: [WantedColumn; 5] = [
    WantedColumn::needed("item_id"),
    WantedColumn::either("session_id"),
    WantedColumn::either("customer_id"),
    WantedColumn::optional("timestamp"),
    WantedColumn::optional("event"),
];

/// Reads rows of views in the contract's columns.
#[derive(Debug)]
pub(crate) struct ViewRows {
    /// The column that is at fault where a row names nobody.
    nobody_slot: usize,
    item: String,
    session: String,
    customer: String,
}

impl ViewRows {
    /// For a file whose columns stand where `binding` says.
    pub(crate) fn new(binding: &Binding) -> Self {
        Self {
            nobody_slot: if binding.projection[SESSION].is_some() { SESSION } else { CUSTOMER },
            item: String::new(),
            session: String::new(),
            customer: String::new(),
        }
    }

    /// What `row` says.
    pub(crate) fn read<'a>(&'a mut self, row: &Row<'a>) -> Result<ViewLine<'a>, Refusal> {
        let line = ViewLine {
            session: row.cell(SESSION).id(&mut self.session).in_column(SESSION)?,
            customer: row.cell(CUSTOMER).id(&mut self.customer).in_column(CUSTOMER)?,
            item: row.cell(ITEM).needed_id(&mut self.item).in_column(ITEM)?,
            time: row.cell(TIME).time(Slashed::Refused).in_column(TIME)?,
            event: row.cell(EVENT).event().in_column(EVENT)?.unwrap_or(ViewEvent::View),
        };
        if line.session.is_none() && line.customer.is_none() {
            return Err(Refusal { at: At::Slot(self.nobody_slot), problem: Problem::NobodyViews });
        }
        Ok(line)
    }
}
