//! The contract's order rows, read column by column where a file holds them so.

use std::fmt::Write;

use engine::words::{Id, LineColumns, Quantity};

use crate::cell::{Cell, Slashed};
use crate::format::Chunk;

use super::orders::{CATEGORY, CUSTOMER, ITEM, ORDER, PRICE, QUANTITY, STATUS, TIME, TITLE};

/// Reads chunks of order rows in the contract's columns.
#[derive(Debug)]
pub(crate) struct OrderColumns {
    price_decimals: u8,
    orders: WrittenIds,
    items: WrittenIds,
    customers: WrittenIds,
}

/// Ids that a file holds as numbers, written out.
#[derive(Debug, Default)]
struct WrittenIds {
    text: String,
    /// Where each ends; nothing where a row has none.
    ends: Vec<Option<usize>>,
}

impl OrderColumns {
    pub(crate) fn new(price_decimals: u8) -> Self {
        Self {
            price_decimals,
            orders: WrittenIds::default(),
            items: WrittenIds::default(),
            customers: WrittenIds::default(),
        }
    }

    /// What `chunk` says; nothing where its rows are to be read one by one: where one of them is
    /// bad, does not count, or says more than [`LineColumns`] hold.
    pub(crate) fn read<'a>(&'a mut self, chunk: &Chunk<'a>) -> Option<LineColumns<'a>> {
        if ![STATUS, TITLE, CATEGORY].into_iter().all(|slot| chunk.lacks(slot)) {
            return None;
        }
        let n_rows = chunk.n_rows();
        let mut lines = LineColumns {
            orders: Vec::with_capacity(n_rows),
            items: Vec::with_capacity(n_rows),
            customers: Vec::with_capacity(n_rows),
            times: Vec::with_capacity(n_rows),
            quantities: Vec::with_capacity(n_rows),
            unit_prices: Vec::with_capacity(n_rows),
        };
        let needed = |ids: &mut Vec<Id<'a>>, id: Option<Id<'a>>| {
            ids.extend(id);
            id.is_some()
        };
        let decimals = self.price_decimals;
        let is_read = self.orders.each_id(chunk, ORDER, |id| needed(&mut lines.orders, id))
            && self.items.each_id(chunk, ITEM, |id| needed(&mut lines.items, id))
            && self.customers.each_id(chunk, CUSTOMER, |id| {
                lines.customers.push(id);
                true
            })
            && chunk.each_cell(TIME, |cell| kept(cell.time(Slashed::Refused), &mut lines.times))
            && chunk.each_cell(QUANTITY, |cell| {
                let pieces = cell.quantity().map(|pieces| pieces.unwrap_or(Quantity::ONE));
                kept(pieces, &mut lines.quantities)
            })
            && chunk.each_cell(PRICE, |cell| kept(cell.price(decimals), &mut lines.unit_prices));
        is_read.then_some(lines)
    }
}

/// Keeps what a cell holds; false where it is bad.
#[inline]
fn kept<T, E>(read: Result<T, E>, column: &mut Vec<T>) -> bool {
    read.is_ok_and(|value| {
        column.push(value);
        true
    })
}

impl WrittenIds {
    /// Hands the ids in column `slot` to `take` until it takes one no more; whether it took all.
    /// Cells that are neither text nor whole numbers are left to whoever reads row by row.
    #[inline]
    fn each_id<'a>(
        &'a mut self,
        chunk: &Chunk<'a>,
        slot: usize,
        mut take: impl FnMut(Option<Id<'a>>) -> bool,
    ) -> bool {
        if !chunk.has_integers(slot) {
            return chunk.each_cell(slot, |cell| match cell {
                Cell::Absent => take(None),
                Cell::Text(text) => Id::parse(text).is_ok_and(|id| take(Some(id))),
                Cell::Bytes(_)
                | Cell::Integer(_)
                | Cell::Float(_)
                | Cell::Decimal { .. }
                | Cell::Moment(_) => false,
            });
        }
        self.write(chunk, slot);
        let mut start = 0;
        self.ends.iter().all(|&end| match end {
            None => take(None),
            Some(end) => {
                let id = Id::parse(&self.text[start..end]);
                start = end;
                id.is_ok_and(|id| take(Some(id)))
            }
        })
    }

    fn write(&mut self, chunk: &Chunk<'_>, slot: usize) {
        self.text.clear();
        self.ends.clear();
        chunk.each_cell(slot, |cell| {
            let end = match cell {
                Cell::Integer(number) => {
                    // Writing into a `String` cannot fail.
                    let _ = write!(self.text, "{number}");
                    Some(self.text.len())
                }
                Cell::Absent
                | Cell::Text(_)
                | Cell::Bytes(_)
                | Cell::Float(_)
                | Cell::Decimal { .. }
                | Cell::Moment(_) => None,
            };
            self.ends.push(end);
            true
        });
    }
}
