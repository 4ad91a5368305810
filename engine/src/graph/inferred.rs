//! Inferred pairs: no edge joins the two, and they are something to each other all the same, by what they are.
//!
//! Source: Liben-Nowell, Kleinberg, *The Link-Prediction Problem for Social Networks*, Journal of the American
//! Society for Information Science and Technology 58(7), 2007, pages 1019-1031: what joins two nodes is told
//! from all else that is known of them.

use crate::count::{RowsError, check_rows};
use crate::relation::{Function, Grade};
use crate::words::ItemIndex;

/// Most inferred pairs in the row of an item.
pub const MOST_INFERRED: usize = 96;

/// Pairs without an edge that have a function, in rows by item, the surest first. Immutable.
///
/// A pair may stand in the row of either item or of both: rows are cut. Costs 7 bytes a pair and 8 an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inferred {
    columns: InferredColumns,
}

/// The columns of [`Inferred`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InferredColumns {
    /// Where the row of each item ends in the columns below.
    pub ends: Vec<u64>,
    /// The other item of each pair.
    pub items: Vec<u32>,
    /// The [`Function`] of each pair, by its place in [`Function::ALL`]; never none.
    pub functions: Vec<u8>,
    /// How probable that is, in 255ths.
    pub certainties: Vec<u8>,
    /// The [`Grade`] of each pair, by its place in [`Grade::ALL`].
    pub grades: Vec<u8>,
}

/// An inferred pair, seen from the item whose row it stands in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InferredPair {
    /// Whose row it stands in.
    pub anchor: ItemIndex,
    /// The other.
    pub item: ItemIndex,
    /// What they are to each other.
    pub function: Function,
    /// How probable that is. Range `0.0..=1.0`.
    pub certainty: f32,
    /// How much of what customers did says so.
    pub grade: Grade,
}

impl Inferred {
    /// Pairs of `n_items` items from their columns. Costs one pass over them.
    ///
    /// # Errors
    ///
    /// Columns of different lengths, rows out of sequence or longer than [`MOST_INFERRED`], pairs that lead out
    /// of the vocabulary, to their own item or to one that the row has already, that have no function, or stand behind
    /// a less probable one.
    pub fn new(columns: InferredColumns, n_items: usize) -> Result<Self, RowsError> {
        let InferredColumns { ends, items, functions, certainties, grades } = &columns;
        check_rows(ends, items, functions.len(), n_items)?;
        let expected = items.len();
        for (what, found) in [("certainties", certainties.len()), ("grades", grades.len())] {
            if found != expected {
                return Err(RowsError::Length { what, found, expected });
            }
        }
        let bad = |pair, what| Err(RowsError::Pair { pair, what });
        let is_function = |&function: &u8| function < Function::None as u8;
        if let Some(pair) = functions.iter().position(|function| !is_function(function)) {
            return bad(pair, "no function");
        }
        if let Some(pair) = grades.iter().position(|&grade| usize::from(grade) >= Grade::ALL.len())
        {
            return bad(pair, "an unknown grade");
        }
        // The row that met an item last.
        let mut seen = vec![u32::MAX; n_items];
        let mut start = 0;
        for (row, &end) in ends.iter().enumerate() {
            let range = start..end as usize;
            if range.len() > MOST_INFERRED {
                return bad(start, "more pairs beside it than a row may have");
            }
            for pair in range {
                let item = items[pair] as usize;
                if item == row || seen[item] == row as u32 {
                    return bad(pair, "its own item, or one that the row has already");
                }
                if pair > start && certainties[pair] > certainties[pair - 1] {
                    return bad(pair, "more certainty than the one before it");
                }
                seen[item] = row as u32;
            }
            start = end as usize;
        }
        Ok(Self { columns })
    }

    /// What [`Self::new`] takes.
    #[must_use]
    pub fn columns(&self) -> &InferredColumns {
        &self.columns
    }

    /// The pairs in the row of `anchor`, the surest first.
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    pub fn row(&self, anchor: ItemIndex) -> impl ExactSizeIterator<Item = InferredPair> + '_ {
        let ends = &self.columns.ends;
        let row = anchor.position();
        let start = if row == 0 { 0 } else { ends[row - 1] as usize };
        (start..ends[row] as usize).map(move |place| self.pair(anchor, place))
    }

    /// The pair of `anchor` and `item`, seen from the former, in whichever row it stands. Costs a pass over both.
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    #[must_use]
    pub fn between(&self, anchor: ItemIndex, item: ItemIndex) -> Option<InferredPair> {
        let forth = self.row(anchor).find(|pair| pair.item == item);
        forth
            .or_else(|| self.row(item).find(|pair| pair.item == anchor).map(InferredPair::reversed))
    }

    /// How many stand in all rows; one that stands in two counts twice.
    #[must_use]
    pub fn n_pairs(&self) -> usize {
        self.columns.items.len()
    }

    fn pair(&self, anchor: ItemIndex, place: usize) -> InferredPair {
        let columns = &self.columns;
        InferredPair {
            anchor,
            item: ItemIndex(columns.items[place]),
            function: Function::ALL[usize::from(columns.functions[place])],
            certainty: f32::from(columns.certainties[place]) / 255.0,
            grade: Grade::ALL[usize::from(columns.grades[place])],
        }
    }
}

impl InferredPair {
    /// The same, seen from the other item: functions hold both ways.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self { anchor: self.item, item: self.anchor, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> InferredColumns {
        InferredColumns {
            ends: vec![2, 2, 2],
            items: vec![2, 1],
            functions: vec![0, 2],
            certainties: vec![255, 51],
            grades: vec![2, 0],
        }
    }

    #[test]
    fn a_pair_is_found_from_either_item() {
        let inferred = Inferred::new(columns(), 3).unwrap();
        let pair = inferred.between(ItemIndex(2), ItemIndex(0)).unwrap();
        assert_eq!((pair.anchor, pair.item), (ItemIndex(2), ItemIndex(0)));
        assert_eq!(
            (pair.function, pair.certainty, pair.grade),
            (Function::Substitute, 1.0, Grade::C)
        );
        assert_eq!(inferred.between(ItemIndex(0), ItemIndex(1)).unwrap().certainty, 0.2);
        assert_eq!(inferred.between(ItemIndex(1), ItemIndex(2)), None);
        assert_eq!(inferred.row(ItemIndex(0)).len(), 2);
    }

    #[test]
    fn columns_that_do_not_fit_are_refused_with_where_and_what() {
        let refused = |columns| Inferred::new(columns, 3).unwrap_err().to_string();
        let short = InferredColumns { grades: vec![0], ..columns() };
        assert_eq!(refused(short), "1 grades, expected 2");
        let none = InferredColumns { functions: vec![0, 3], ..columns() };
        assert_eq!(refused(none), "pair 1 has no function");
        let grade = InferredColumns { grades: vec![3, 0], ..columns() };
        assert_eq!(refused(grade), "pair 0 has an unknown grade");
        let own = "pair 1 has its own item, or one that the row has already";
        assert_eq!(refused(InferredColumns { items: vec![2, 0], ..columns() }), own);
        assert_eq!(refused(InferredColumns { items: vec![2, 2], ..columns() }), own);
        let outside = InferredColumns { items: vec![2, 3], ..columns() };
        assert_eq!(refused(outside), "pair 1 has an item outside of the vocabulary");
        let rising = InferredColumns { certainties: vec![51, 255], ..columns() };
        assert_eq!(refused(rising), "pair 1 has more certainty than the one before it");
        let n = MOST_INFERRED as u32 + 2;
        let long = InferredColumns {
            ends: vec![u64::from(n) - 1; n as usize],
            items: (1..n).collect(),
            functions: vec![0; n as usize - 1],
            certainties: vec![9; n as usize - 1],
            grades: vec![2; n as usize - 1],
        };
        let refused = Inferred::new(long, n as usize).unwrap_err().to_string();
        assert_eq!(refused, "pair 0 has more pairs beside it than a row may have");
    }
}
