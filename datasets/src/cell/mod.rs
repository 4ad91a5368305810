//! One cell of a foreign file, and what it says as an id, a number, a time or a status.
//!
//! In: a cell as a format gives it. Out: the engine's words, exact, or the problem with the cell.
//! Deliberately absent: where the cell stands; whoever reads the row knows that.

mod problem;

pub(crate) use problem::Problem;
