//! What the columns of a file mean: the contract's own layouts, and how columns are found.
//!
//! In: a header, a mapping, rows of cells. Out: which column is which, and lines or facts.
//! Deliberately absent: file formats, and any particular export; those are presets.

mod binding;
mod known_names;
mod not_text;
mod suggestion;
mod orders;
mod order_columns;
mod items;
mod views;
mod questions;

use engine::words::OrderLine;

use crate::cell::{Problem, Uncounted};
use crate::format::RowProblem;

pub(crate) use binding::{Binding, Export, Search, WantedColumn, bind, listed, refuse_other_text};
pub(crate) use items::{ITEM_COLUMNS, ItemRows};
pub(crate) use known_names::{Guess, guess};
pub(crate) use order_columns::OrderColumns;
pub(crate) use orders::{ORDER_COLUMNS, OrderRows};
pub(crate) use questions::{
    LABEL_COLUMNS, LabelRow, PAIR_COLUMNS, PairRow, QUERY_COLUMNS, QueryRow,
};
pub(crate) use suggestion::of_other_encoding;
pub(crate) use views::{VIEW_COLUMNS, ViewRows};

/// What a row of orders turned out to be.
pub(crate) enum Reading<'a> {
    /// A line that counts.
    Line(OrderLine<'a>),
    /// What lines of the same order in other files need; no line itself.
    Header,
    /// A line that is right but does not count, and the status that says so.
    NotCounted(Uncounted),
}

/// Why a row is refused, and where it is at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) at: At,
    pub(crate) problem: Problem,
}

/// What of a row is at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    /// The whole of it.
    Row,
    /// The cell of the wanted column of this number.
    Slot(usize),
    /// The whole of it, for what stands in the column at this place of the header.
    Place(usize),
}

impl From<RowProblem> for Refusal {
    fn from(RowProblem { place, problem }: RowProblem) -> Self {
        Self { at: place.map_or(At::Row, At::Place), problem }
    }
}

/// Names the column of a problem.
pub(crate) trait InColumn<T> {
    fn in_column(self, slot: usize) -> Result<T, Refusal>;
}

impl<T> InColumn<T> for Result<T, Problem> {
    fn in_column(self, slot: usize) -> Result<T, Refusal> {
        self.map_err(|problem| Refusal { at: At::Slot(slot), problem })
    }
}
