//! What is wrong with a fact that was told.

use thiserror::Error;

/// A fact that cannot be, by the name of its field.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{field}`: {problem}")]
pub struct FieldError {
    /// Which field.
    pub field: String,
    /// What is wrong with it.
    pub problem: FieldProblem,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FieldProblem {
    /// A text without a character.
    #[error("empty, expected a text, or null to forget what was told")]
    Empty,
    /// A text that is too long.
    #[error("{found} bytes long, expected at most {most}")]
    TooLong {
        /// Its length. Unit: bytes.
        found: usize,
        /// The greatest length. Unit: bytes.
        most: usize,
    },
    /// A number that is too small or too large.
    #[error("{found}, expected {least} to {most}")]
    OutOfRange {
        /// The number.
        found: i64,
        /// The least.
        least: i64,
        /// The greatest.
        most: i64,
    },
    /// A category path of nothing but separators.
    #[error(
        "names no level, expected a path such as `Home > Mugs`, or null to forget what was told"
    )]
    NoLevel,
    /// An address of another kind.
    #[error("no address of a page, expected one such as `https://shop.example/mug`")]
    NoAddress,
}

impl FieldProblem {
    /// The problem of `field`.
    pub(super) fn of(self, field: impl Into<String>) -> FieldError {
        FieldError { field: field.into(), problem: self }
    }
}
