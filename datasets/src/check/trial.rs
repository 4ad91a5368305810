//! Whether the cells of a column are what its name promises.
//!
//! A column that is guessed by its name and turns out to hold something else would refuse rows that
//! are right without it.

use crate::cell::{Cell, Problem, Slashed, excerpt};
use crate::layout::Guess;
use crate::read::OpenFile;
use crate::report::RefusedRow;

/// How many rows are looked at.
const ROWS_LOOKED_AT: u64 = 1_000;
/// At least one cell that fits for so many: of a right column, a few may be damaged.
const CELLS_FOR_A_MISFIT: u64 = 10;

/// A column that seemed to be meant until its cells were looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The contract's column that it seemed to be.
    pub column: &'static str,
    /// The file's column.
    pub source: String,
    /// What is wrong with it.
    pub reason: String,
    /// The first such row.
    pub example: RefusedRow,
    /// Whether it is left out for being an id that most rows lack, so that another may be meant.
    pub(super) is_mostly_empty: bool,
}

/// What was seen of one column.
#[derive(Default)]
struct Seen {
    filled: u64,
    empty: u64,
    misfits: u64,
    first_misfit: Option<(String, RefusedRow)>,
    first_empty: Option<RefusedRow>,
}

/// Looks at the first rows of `file`, keeps those of `guesses` that hold what they should, and gives
/// the others.
pub(super) fn leave_out(
    file: OpenFile<'_>,
    guesses: &mut Vec<Guess>,
    price_decimals: u8,
) -> Vec<LeftOut> {
    let place = |guess: &Guess| file.header().iter().position(|name| *name == guess.source);
    let projection: Vec<Option<usize>> = guesses.iter().map(place).collect();
    let mut seen: Vec<Seen> = guesses.iter().map(|_| Seen::default()).collect();
    // What ends the reading early is told when all of the file is read.
    let _ = file.look_at(&projection, ROWS_LOOKED_AT, |row| {
        for (slot, (guess, seen)) in guesses.iter().zip(&mut seen).enumerate() {
            let cell = row.cell(slot);
            let example = || RefusedRow { row: row.number, line: row.line(), value: excerpt(cell) };
            match is_filled(guess.column, cell, price_decimals) {
                Ok(true) => seen.filled += 1,
                Ok(false) => {
                    seen.empty += 1;
                    seen.first_empty.get_or_insert_with(example);
                }
                Err(problem) => {
                    seen.misfits += 1;
                    seen.first_misfit.get_or_insert_with(|| (problem, example()));
                }
            }
        }
    });
    let mut left_out = Vec::new();
    let mut seen = seen.into_iter();
    guesses.retain(|guess| {
        let Some(seen) = seen.next() else { return true };
        let is_mostly_empty = seen.lacks_ids(guess);
        let wrong = seen.wrong(guess);
        let is_right = wrong.is_none();
        left_out.extend(wrong.map(|(reason, example)| {
            let (column, source) = (guess.column, guess.source.clone());
            LeftOut { column, source, reason, example, is_mostly_empty }
        }));
        is_right
    });
    left_out
}

impl Seen {
    /// Whether most rows would be refused for want of the id that `guess` is.
    fn lacks_ids(&self, guess: &Guess) -> bool {
        matches!(guess.column, "order_id" | "item_id") && self.empty > self.filled
    }

    /// What speaks against `guess`.
    fn wrong(self, guess: &Guess) -> Option<(String, RefusedRow)> {
        // Under the contract's own name a few cells may be damaged, and empty ones are what the contract says.
        let is_strict = guess.needs_known_words() && !guess.is_own();
        let most_misfits = if is_strict { 0 } else { self.filled / CELLS_FOR_A_MISFIT };
        if self.misfits > most_misfits {
            return self.first_misfit;
        }
        if self.lacks_ids(guess) {
            let why = "empty in most rows, and a row without the id is refused";
            return self.first_empty.map(|example| (why.to_owned(), example));
        }
        let why = "empty in some rows, and a row without a status counts as paid";
        let empty = self.first_empty.filter(|_| guess.column == "status" && !guess.is_own());
        empty.map(|example| (why.to_owned(), example))
    }
}

/// Whether `cell` holds something, and what is wrong where that is not what `column` should hold.
fn is_filled(column: &str, cell: Cell<'_>, price_decimals: u8) -> Result<bool, String> {
    let mut scratch = String::new();
    let filled: Result<bool, Problem> = match column {
        "order_id" | "item_id" | "customer_id" | "session_id" => {
            cell.id(&mut scratch).map(|id| id.is_some())
        }
        "timestamp" => cell.time(Slashed::Refused).map(|time| time.is_some()),
        "quantity" | "stock" => cell.quantity().map(|quantity| quantity.is_some()),
        "unit_price" | "price" | "cost" => cell.price(price_decimals).map(|price| price.is_some()),
        "status" => cell.status().map(|status| status.is_some()),
        "event" => cell.event().map(|event| event.is_some()),
        _ => cell.text(&mut scratch).map(|text| text.is_some()),
    };
    filled.map_err(|problem| problem.to_string())
}
