//! The contract's order rows, read column by column where a file holds them so.

use std::fmt::Write;

use engine::words::{Id, LineColumns, OrderPart, Quantity};

use crate::cell::{Cell, Slashed, Status};
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
    /// bad or not paid, names a title or category, or has an id that is neither text nor a whole
    /// number.
    pub(crate) fn read<'a>(&'a mut self, chunk: &Chunk<'a>) -> Option<LineColumns<'a>> {
        let rows = || chunk.rows();
        let is_plain = [ORDER, ITEM, CUSTOMER].into_iter().all(|slot| chunk.has_ids(slot))
            && [TITLE, CATEGORY].into_iter().all(|slot| {
                chunk.lacks(slot) || chunk.each_cell(slot, rows(), |cell| cell == Cell::Absent)
            })
            && (chunk.lacks(STATUS)
                || chunk.each_cell(STATUS, rows(), |cell| {
                    matches!(cell.status(), Ok(None | Some(Status::Paid)))
                }));
        if !is_plain {
            return None;
        }
        let n_rows = rows().len();
        let (mut items, mut pieces) = (Vec::with_capacity(n_rows), Vec::with_capacity(n_rows));
        let mut prices = Vec::with_capacity(n_rows);
        let decimals = self.price_decimals;
        // The lines of an order mostly stand together, and say the same of it.
        let starts = chunk.changes(&[ORDER, CUSTOMER, TIME]);
        let firsts = || starts.iter().copied();
        let (mut orders, mut customers) =
            (Vec::with_capacity(starts.len()), Vec::with_capacity(starts.len()));
        let mut times = Vec::with_capacity(starts.len());
        let needed = |id: Option<Id<'a>>, ids: &mut Vec<Id<'a>>| {
            ids.extend(id);
            id.is_some()
        };
        let is_read = self.orders.each_id(chunk, ORDER, firsts(), |id| needed(id, &mut orders))
            && self.items.each_id(chunk, ITEM, rows(), |id| needed(id, &mut items))
            && self.customers.each_id(chunk, CUSTOMER, firsts(), |id| {
                customers.push(id);
                true
            })
            && chunk
                .each_cell(TIME, firsts(), |cell| kept(cell.time(Slashed::Refused), &mut times))
            && chunk.each_cell(QUANTITY, rows(), |cell| {
                kept(cell.quantity().map(|n| n.unwrap_or(Quantity::ONE)), &mut pieces)
            })
            && chunk.each_cell(PRICE, rows(), |cell| kept(cell.price(decimals), &mut prices));
        if !is_read {
            return None;
        }
        let ends = firsts().skip(1).chain([n_rows]);
        let said = orders.into_iter().zip(customers).zip(times);
        let parts =
            firsts().zip(ends).zip(said).map(|((start, end), ((order, customer), time))| {
                OrderPart { order, customer, time, n_lines: end - start }
            });
        LineColumns::new(parts.collect(), items, pieces, prices)
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
    /// Hands the ids in column `slot` of `rows` to `take` until it takes one no more; whether it took
    /// all. Cells that are neither text nor whole numbers are left to whoever reads row by row.
    #[inline]
    fn each_id<'a>(
        &'a mut self,
        chunk: &Chunk<'a>,
        slot: usize,
        rows: impl Iterator<Item = usize>,
        mut take: impl FnMut(Option<Id<'a>>) -> bool,
    ) -> bool {
        if !chunk.has_integers(slot) {
            return chunk.each_cell(slot, rows, |cell| match cell {
                Cell::Absent => take(None),
                Cell::Text(text) => Id::parse(text).is_ok_and(|id| take(Some(id))),
                Cell::Bytes(_)
                | Cell::Integer(_)
                | Cell::Float(_)
                | Cell::NarrowFloat(_)
                | Cell::Decimal { .. }
                | Cell::Day(_)
                | Cell::Moment(_) => false,
            });
        }
        self.write(chunk, slot, rows);
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

    fn write(&mut self, chunk: &Chunk<'_>, slot: usize, rows: impl Iterator<Item = usize>) {
        self.text.clear();
        self.ends.clear();
        chunk.each_cell(slot, rows, |cell| {
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
                | Cell::NarrowFloat(_)
                | Cell::Decimal { .. }
                | Cell::Day(_)
                | Cell::Moment(_) => None,
            };
            self.ends.push(end);
            true
        });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, Float64Array, Int64Array, StringArray};

    use super::*;
    use crate::format::columns_of;

    /// Whether two rows with these columns in place of plain ones are taken as columns.
    fn is_taken(others: &[(usize, ArrayRef)]) -> bool {
        let mut arrays: [Option<ArrayRef>; 9] = Default::default();
        arrays[ORDER] = Some(Arc::new(StringArray::from(vec!["1", "1"])));
        arrays[ITEM] = Some(Arc::new(Int64Array::from(vec![7, 8])));
        for (slot, array) in others {
            arrays[*slot] = Some(Arc::clone(array));
        }
        let columns = columns_of(&arrays);
        let chunk = Chunk::whole(&columns, 2);
        OrderColumns::new(2).read(&chunk).is_some()
    }

    #[test]
    fn plain_rows_are_taken_as_columns_and_others_are_not() {
        let texts = |texts: [&str; 2]| Arc::new(StringArray::from(texts.to_vec())) as ArrayRef;
        let floats = |floats: [f64; 2]| Arc::new(Float64Array::from(floats.to_vec())) as ArrayRef;
        assert!(is_taken(&[]));
        assert!(is_taken(&[(CUSTOMER, texts(["a", ""])), (PRICE, floats([1.0, f64::NAN]))]));
        assert!(is_taken(&[(STATUS, texts(["paid", ""])), (TITLE, texts(["", ""]))]));
        assert!(is_taken(&[(TIME, texts(["2026-01-05", "2026-01-05T10:00:00Z"]))]));
        assert!(!is_taken(&[(STATUS, texts(["paid", "refunded"]))]));
        assert!(!is_taken(&[(TITLE, texts(["Tea", ""]))]));
        assert!(!is_taken(&[(ORDER, texts(["1", ""]))]));
        assert!(!is_taken(&[(CUSTOMER, floats([1.0, 2.0]))]));
        assert!(!is_taken(&[(PRICE, floats([1.0, -1.0]))]));
        assert!(!is_taken(&[(QUANTITY, texts(["1", "two"]))]));
    }
}
