//! Where each item leads, as numbers by item: the shape of every signal about pairs.

use crate::count::{Partners, RowsError, check_rows};
use crate::graph::Graph;

/// Values of pairs in rows, one row an item. Immutable.
///
/// Costs 8 bytes a pair and 8 an item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    ends: Vec<u64>,
    items: Vec<u32>,
    values: Vec<f32>,
}

/// [`Rows`], borrowed: those of the graph are columns of their own.
#[derive(Debug, Clone, Copy)]
pub struct RowsRef<'a> {
    ends: &'a [u64],
    items: &'a [u32],
    values: &'a [f32],
}

/// No signal says more of a pair: a strength is at most 1, a weight of the regression not much more. Sums
/// of squares of such values stay far from what a float cannot hold.
const LARGEST: f32 = 1e6;

impl Rows {
    /// Rows of `n_items` items from their columns. Costs one pass over them.
    ///
    /// # Errors
    ///
    /// Columns of different lengths, rows out of sequence, pairs that lead out of the vocabulary or
    /// have a value that is no number up to a million either way.
    pub fn new(
        ends: Vec<u64>,
        items: Vec<u32>,
        values: Vec<f32>,
        n_items: usize,
    ) -> Result<Self, RowsError> {
        check_rows(&ends, &items, values.len(), n_items)?;
        let is_value = |value: &f32| (-LARGEST..=LARGEST).contains(value);
        if let Some(pair) = values.iter().position(|value| !is_value(value)) {
            return Err(RowsError::Pair {
                pair,
                what: "a value that is no number up to a million",
            });
        }
        Ok(Self { ends, items, values })
    }

    /// Rows that are put together one after the other, from a sequence of pairs a row.
    #[must_use]
    pub fn of<R: IntoIterator<Item = (u32, f32)>>(rows: impl IntoIterator<Item = R>) -> Self {
        let mut all = Self::default();
        for row in rows {
            for (item, value) in row {
                all.items.push(item);
                all.values.push(value);
            }
            all.ends.push(all.items.len() as u64);
        }
        all
    }

    /// The rows, borrowed.
    #[must_use]
    pub fn borrow(&self) -> RowsRef<'_> {
        RowsRef { ends: &self.ends, items: &self.items, values: &self.values }
    }

    /// How many pairs there are.
    #[must_use]
    pub fn n_pairs(&self) -> usize {
        self.items.len()
    }

    /// The columns: where rows end, items, values.
    #[must_use]
    pub fn columns(&self) -> (&[u64], &[u32], &[f32]) {
        (&self.ends, &self.items, &self.values)
    }
}

impl From<Partners> for Rows {
    fn from(partners: Partners) -> Self {
        Self { ends: partners.ends, items: partners.items, values: partners.scores }
    }
}

impl<'a> RowsRef<'a> {
    /// The edges of a graph, each with its strength.
    #[must_use]
    pub fn of(graph: &'a Graph) -> Self {
        let columns = graph.columns();
        Self { ends: &columns.ends, items: &columns.items, values: &columns.scores }
    }

    /// Where `item` leads, each with its value.
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    pub(in crate::rank) fn row(&self, item: u32) -> impl Iterator<Item = (u32, f32)> + use<'a> {
        let item = item as usize;
        let start = if item == 0 { 0 } else { self.ends[item - 1] as usize };
        let range = start..self.ends[item] as usize;
        self.items[range.clone()].iter().copied().zip(self.values[range].iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_do_not_fit_are_refused_with_where_and_what() {
        let rows = |ends: &[u64], items: &[u32], values: &[f32]| {
            Rows::new(ends.to_vec(), items.to_vec(), values.to_vec(), 2).map_err(|e| e.to_string())
        };
        assert!(rows(&[1, 1], &[1], &[-0.5]).is_ok());
        assert!(rows(&[0, 0], &[], &[]).is_ok());
        let refusals = [
            (rows(&[1], &[1], &[0.5]), "1 rows, expected 2"),
            (rows(&[1, 1], &[1], &[]), "0 values, expected 1"),
            (rows(&[1, 0], &[1], &[0.5]), "row 1 ends at 0, expected 1 to 1"),
            (rows(&[1, 2], &[1], &[0.5]), "row 1 ends at 2, expected 1 to 1"),
            (rows(&[0, 0], &[1], &[0.5]), "pair 0 has no row"),
            (rows(&[1, 1], &[2], &[0.5]), "pair 0 has an item outside of the vocabulary"),
            (
                rows(&[1, 1], &[1], &[f32::NAN]),
                "pair 0 has a value that is no number up to a million",
            ),
        ];
        for (refused, says) in refusals {
            assert_eq!(refused.unwrap_err(), says);
        }
    }
}
