//! What can be wrong with a row.

use engine::words::MAX_ID_BYTES;
use thiserror::Error;

/// No title, category or other fact is longer; a few bytes of a packed file could repeat a long one
/// on every row. Unit: bytes.
pub(crate) const MAX_TEXT_BYTES: usize = 64 << 10;

/// Why a row is refused. Few and fixed, so that rows can be counted by reason; the offending value
/// is shown beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub(crate) enum Problem {
    #[error("empty, expected an id")]
    EmptyId,
    #[error("empty, expected a name")]
    EmptyName,
    #[error("too long, expected an id of at most {MAX_ID_BYTES} bytes")]
    LongId,
    #[error("too long, expected a text of at most {MAX_TEXT_BYTES} bytes")]
    LongText,
    #[error("a number with a fraction, expected an id")]
    FractionalId,
    #[error("a number too large to be kept exactly, expected an id as text")]
    InexactId,
    #[error("a date or time, expected an id")]
    TimeAsId,
    #[error("not UTF-8")]
    NotUtf8,
    #[error("not a number")]
    NotANumber,
    #[error("beyond a thousand million either way, expected a quantity")]
    QuantityTooLarge,
    #[error("too large for an amount of money")]
    AmountTooLarge,
    #[error("negative price")]
    NegativePrice,
    #[error("not a time, expected RFC 3339, YYYY-MM-DD or Unix seconds")]
    NotATime,
    #[error("outside of the years 1 to 9999, expected Unix seconds, not milliseconds")]
    TimeOutOfRange,
    #[error("not a status, expected paid, unpaid, cancelled or refunded")]
    NotAStatus,
    #[error("not an event, expected view, cart or favorite")]
    NotAnEvent,
    #[error("not a function, expected substitute, extension, complementary or none")]
    NotAFunction,
    #[error("empty, expected the id of a session or of a customer in every row")]
    NobodyViews,
    #[error("too few cells in the row")]
    TooFewCells,
    #[error("too many cells in the row")]
    TooManyCells,
    #[error("not a JSON object")]
    NotAnObject,
    #[error("stands twice in the row")]
    KeyTwice,
    #[error("a list or an object in place of a value")]
    Nested,
    #[error("query that ended before, expected all its rows together")]
    QueryAgain,
    #[error("another customer than in an earlier row of the query, expected one a query")]
    OtherCustomer,
    #[error("the same item as in `item_a`, expected another")]
    OneItemTwice,
    #[error("another function than in an earlier row of the pair, expected one a pair")]
    OtherFunction,
    #[error("adjustment, not an order")]
    Adjustment,
    #[error("not an item: {0}")]
    NotAnItem(&'static str),
    #[error("zero price: stock write-off or free gift")]
    ZeroPrice,
}

impl Problem {
    /// Whether the row is a known defect of a preset's export, not a row that was damaged.
    pub(crate) fn is_known_defect(self) -> bool {
        matches!(self, Self::Adjustment | Self::NotAnItem(_) | Self::ZeroPrice)
    }
}
