//! One cell of a foreign file, and what it says as an id, a number, a time, a status or an event.
//!
//! In: a cell as a format gives it. Out: the engine's words, exact, or the problem with the cell.
//! Deliberately absent: where the cell stands; whoever reads the row knows that.

mod problem;
mod decimal;
mod time;
mod status;
mod event;
mod function;
mod excerpt;

use std::fmt::Write;

use engine::relation::Function;
use engine::words::{Id, IdError, Money, Quantity, Timestamp, ViewEvent};

pub(crate) use decimal::{DecimalError, divide_rounded, fixed_from_decimal};
pub(crate) use excerpt::excerpt;
pub(crate) use problem::{MAX_TEXT_BYTES, Problem};
pub(crate) use status::{Status, Uncounted};

/// Decimals of a quantity that are kept.
const QUANTITY_PLACES: u8 = 6;
/// Largest float up to which every integer is a float of its own: 2^53.
const EXACT_FLOAT: f64 = 9_007_199_254_740_992.0;
/// The same of a narrow float: 2^24.
const EXACT_NARROW_FLOAT: f32 = 16_777_216.0;

/// One cell, as a format gives it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell<'a> {
    /// Nothing: empty, null, or the file has no such column.
    Absent,
    /// Text.
    Text(&'a str),
    /// Text that was not checked to be UTF-8.
    Bytes(&'a [u8]),
    /// A whole number.
    Integer(i64),
    /// A binary fraction; it stands for the shortest decimal that gives it.
    Float(f64),
    /// A binary fraction of half the width: seven digits, so that whole numbers are apart up to 2^24.
    NarrowFloat(f32),
    /// `digits` × 10^-`scale`.
    Decimal {
        /// All digits.
        digits: i128,
        /// How many of them are decimals.
        scale: i8,
    },
    /// A date. Unit: days since 1970.
    Day(i64),
    /// A time. Unit: seconds since 1970 in UTC.
    Moment(i64),
}

/// The moment at which a day begins, in UTC; of days that no calendar has, one that it does not have either.
fn seconds_of(days: i64) -> i64 {
    days.saturating_mul(86_400)
}

/// How slashed dates are treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slashed {
    /// `12/1/2010` is no time: it may be January or December.
    Refused,
    /// `12/1/2010` is the first of December.
    MonthFirst,
}

impl<'a> Cell<'a> {
    /// The id that the cell holds. Text is kept byte for byte, whole numbers are written without
    /// fraction, into `scratch`.
    pub(crate) fn id<'b>(self, scratch: &'b mut String) -> Result<Option<Id<'b>>, Problem>
    where
        'a: 'b,
    {
        let text: &'b str = match self {
            Self::Absent => return Ok(None),
            Self::Text(text) => text,
            Self::Bytes(bytes) => utf8(bytes)?,
            Self::Integer(number) => written(scratch, format_args!("{number}")),
            Self::Float(number) if number.fract() != 0.0 || !number.is_finite() => {
                return Err(Problem::FractionalId);
            }
            Self::Float(number) if number.abs() > EXACT_FLOAT => return Err(Problem::InexactId),
            // An id of nine digits was rounded before it came here.
            Self::NarrowFloat(number) if number.abs() > EXACT_NARROW_FLOAT => {
                return Err(Problem::InexactId);
            }
            Self::NarrowFloat(number) => return Self::Float(f64::from(number)).id(scratch),
            Self::Float(number) => written(scratch, format_args!("{}", number as i64)),
            Self::Decimal { digits, scale } => {
                let power = 10_i128.checked_pow(u32::from(scale.unsigned_abs()));
                let whole = match power {
                    Some(power) if scale > 0 && digits % power == 0 => Some(digits / power),
                    Some(power) if scale <= 0 => digits.checked_mul(power),
                    _ => None,
                };
                let whole = whole.ok_or(Problem::FractionalId)?;
                written(scratch, format_args!("{whole}"))
            }
            Self::Day(_) | Self::Moment(_) => return Err(Problem::TimeAsId),
        };
        match Id::parse(text) {
            Ok(id) => Ok(Some(id)),
            Err(IdError::Empty) => Ok(None),
            Err(IdError::TooLong { .. }) => Err(Problem::LongId),
        }
    }

    /// The id that must be there.
    pub(crate) fn needed_id<'b>(self, scratch: &'b mut String) -> Result<Id<'b>, Problem>
    where
        'a: 'b,
    {
        self.id(scratch)?.ok_or(Problem::EmptyId)
    }

    /// What the cell says as text; numbers and times are written out, into `scratch`.
    pub(crate) fn text<'b>(self, scratch: &'b mut String) -> Result<Option<&'b str>, Problem>
    where
        'a: 'b,
    {
        let text: &'b str = match self {
            Self::Absent => return Ok(None),
            Self::Text(text) => text,
            Self::Bytes(bytes) => utf8(bytes)?,
            Self::Integer(number) => written(scratch, format_args!("{number}")),
            Self::Float(number) => written(scratch, format_args!("{number}")),
            Self::NarrowFloat(number) => written(scratch, format_args!("{number}")),
            Self::Decimal { digits, scale } => write_decimal(scratch, digits, scale),
            Self::Day(days) => match jiff::Timestamp::from_second(seconds_of(days)) {
                Ok(moment) => written(scratch, format_args!("{}", moment.strftime("%F"))),
                Err(_) => return Err(Problem::TimeOutOfRange),
            },
            Self::Moment(seconds) => match jiff::Timestamp::from_second(seconds) {
                Ok(moment) => written(scratch, format_args!("{moment}")),
                Err(_) => return Err(Problem::TimeOutOfRange),
            },
        };
        if text.len() > MAX_TEXT_BYTES {
            return Err(Problem::LongText);
        }
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    /// What the cell holds, whatever it is; numbers and times are written out, into `scratch`.
    pub(crate) fn bytes<'b>(self, scratch: &'b mut String) -> &'b [u8]
    where
        'a: 'b,
    {
        match self {
            Self::Absent => b"",
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
            Self::Day(number) | Self::Moment(number) if self.text(&mut String::new()).is_err() => {
                written(scratch, format_args!("{number}")).as_bytes()
            }
            Self::Integer(_)
            | Self::Float(_)
            | Self::NarrowFloat(_)
            | Self::Decimal { .. }
            | Self::Day(_)
            | Self::Moment(_) => self.text(scratch).ok().flatten().unwrap_or_default().as_bytes(),
        }
    }

    /// The number in the cell in units of 10^-`places`.
    // Where the kind of cell is known, as in a column, nothing of it is left but the one case.
    #[inline(always)]
    pub(crate) fn fixed(self, places: u8) -> Result<Option<i64>, DecimalError> {
        let fixed = match self {
            Self::Absent => return Ok(None),
            Self::Text(text) => return fixed_or_absent(text.as_bytes(), places),
            Self::Bytes(bytes) => return fixed_or_absent(bytes, places),
            Self::Integer(number) => decimal::fixed_from_integer(number, places),
            Self::Float(number) => decimal::fixed_from_float(number, places),
            Self::NarrowFloat(number) => decimal::fixed_from_float(widened(number), places),
            Self::Decimal { digits, scale } => fixed_from_decimal(digits, scale, places),
            Self::Day(_) | Self::Moment(_) => Err(DecimalError::NotANumber),
        };
        fixed.map(Some)
    }

    /// How many pieces the cell says.
    #[inline(always)]
    pub(crate) fn quantity(self) -> Result<Option<Quantity>, Problem> {
        let millionths = self.fixed(QUANTITY_PLACES).map_err(|error| match error {
            DecimalError::NotANumber => Problem::NotANumber,
            DecimalError::TooLarge => Problem::QuantityTooLarge,
        })?;
        match millionths {
            None => Ok(None),
            Some(millionths) => {
                Quantity::from_millionths(millionths).map(Some).ok_or(Problem::QuantityTooLarge)
            }
        }
    }

    /// The price in the cell, in minor units of 10^-`places`; never negative.
    #[inline(always)]
    pub(crate) fn price(self, places: u8) -> Result<Option<Money>, Problem> {
        match self.fixed(places) {
            Ok(Some(amount)) if amount < 0 => Err(Problem::NegativePrice),
            Ok(amount) => Ok(amount.map(Money)),
            Err(DecimalError::NotANumber) => Err(Problem::NotANumber),
            Err(DecimalError::TooLarge) => Err(Problem::AmountTooLarge),
        }
    }

    /// The moment in the cell.
    #[inline]
    pub(crate) fn time(self, slashed: Slashed) -> Result<Option<Timestamp>, Problem> {
        let seconds = match self {
            Self::Absent => return Ok(None),
            Self::Text(text) => seconds_or_absent(text.as_bytes(), slashed)?,
            Self::Bytes(bytes) => seconds_or_absent(bytes, slashed)?,
            Self::Day(days) => Some(time::checked(seconds_of(days))?),
            Self::Moment(seconds) => Some(time::checked(seconds)?),
            Self::Integer(seconds) => Some(time::checked(seconds)?),
            Self::Float(_) | Self::NarrowFloat(_) | Self::Decimal { .. } => match self.fixed(6) {
                Ok(Some(millionths)) => Some(time::seconds_from_millionths(millionths)?),
                Ok(None) => None,
                Err(DecimalError::NotANumber) => return Err(Problem::NotATime),
                Err(DecimalError::TooLarge) => return Err(Problem::TimeOutOfRange),
            },
        };
        Ok(seconds.map(Timestamp))
    }

    /// The status in the cell.
    pub(crate) fn status(self) -> Result<Option<Status>, Problem> {
        match self {
            Self::Absent => Ok(None),
            Self::Text(text) => Status::parse(text.as_bytes().trim_ascii()),
            Self::Bytes(bytes) => Status::parse(bytes.trim_ascii()),
            Self::Integer(_)
            | Self::Float(_)
            | Self::NarrowFloat(_)
            | Self::Decimal { .. }
            | Self::Day(_)
            | Self::Moment(_) => Err(Problem::NotAStatus),
        }
    }

    /// What the cell says that two items are to each other.
    pub(crate) fn function(self) -> Result<Function, Problem> {
        match self {
            Self::Text(text) => function::function_named(text.as_bytes().trim_ascii()),
            Self::Bytes(bytes) => function::function_named(bytes.trim_ascii()),
            Self::Absent
            | Self::Integer(_)
            | Self::Float(_)
            | Self::NarrowFloat(_)
            | Self::Decimal { .. }
            | Self::Day(_)
            | Self::Moment(_) => Err(Problem::NotAFunction),
        }
    }

    /// What the cell says that a visitor did.
    pub(crate) fn event(self) -> Result<Option<ViewEvent>, Problem> {
        match self {
            Self::Absent => Ok(None),
            Self::Text(text) => event::event_named(text.as_bytes().trim_ascii()),
            Self::Bytes(bytes) => event::event_named(bytes.trim_ascii()),
            Self::Integer(_)
            | Self::Float(_)
            | Self::NarrowFloat(_)
            | Self::Decimal { .. }
            | Self::Day(_)
            | Self::Moment(_) => Err(Problem::NotAnEvent),
        }
    }
}

/// The float of twice the width that has the same shortest decimal: 2.55 stays 2.55.
fn widened(narrow: f32) -> f64 {
    let wide = f64::from(narrow);
    // Up to six digits, each decimal has a narrow float of its own.
    let shortened = (wide * 1e4).round() / 1e4;
    if shortened as f32 == narrow && narrow.abs() < 100.0 {
        return shortened;
    }
    narrow.to_string().parse().unwrap_or(wide)
}

fn utf8(bytes: &[u8]) -> Result<&str, Problem> {
    std::str::from_utf8(bytes).map_err(|_| Problem::NotUtf8)
}

fn fixed_or_absent(text: &[u8], places: u8) -> Result<Option<i64>, DecimalError> {
    match text.trim_ascii() {
        [] => Ok(None),
        text => decimal::fixed_from_text(text, places).map(Some),
    }
}

fn seconds_or_absent(text: &[u8], slashed: Slashed) -> Result<Option<i64>, Problem> {
    let text = text.trim_ascii();
    if text.is_empty() {
        return Ok(None);
    }
    let seconds = if slashed == Slashed::MonthFirst && text.contains(&b'/') {
        time::seconds_from_slashed(text)
    } else {
        time::seconds_from_text(text)
    };
    seconds.map(Some)
}

fn written<'b>(scratch: &'b mut String, text: std::fmt::Arguments<'_>) -> &'b str {
    scratch.clear();
    // Writing into a `String` cannot fail.
    let _ = scratch.write_fmt(text);
    scratch
}

fn write_decimal(scratch: &mut String, digits: i128, scale: i8) -> &str {
    if scale <= 0 {
        let zeros = "0".repeat(usize::from(scale.unsigned_abs()));
        return written(scratch, format_args!("{digits}{}", if digits == 0 { "" } else { &zeros }));
    }
    let n_decimals = usize::from(scale.unsigned_abs());
    let sign = if digits < 0 { "-" } else { "" };
    let mut size = digits.unsigned_abs().to_string();
    if size.len() <= n_decimals {
        size.insert_str(0, &"0".repeat(n_decimals + 1 - size.len()));
    }
    let (whole, decimals) = size.split_at(size.len() - n_decimals);
    let decimals = decimals.trim_end_matches('0');
    let point = if decimals.is_empty() { "" } else { "." };
    written(scratch, format_args!("{sign}{whole}{point}{decimals}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(cell: Cell<'_>) -> Result<Option<String>, Problem> {
        let mut scratch = String::new();
        cell.id(&mut scratch).map(|id| id.map(|id| id.as_str().to_owned()))
    }

    #[test]
    fn a_text_longer_than_any_title_is_refused() {
        let mut scratch = String::new();
        let long = "x".repeat(MAX_TEXT_BYTES + 1);
        assert_eq!(Cell::Text(&long).text(&mut scratch), Err(Problem::LongText));
        assert_eq!(Cell::Text(&long[1..]).text(&mut scratch), Ok(Some(&long[1..])));
    }

    #[test]
    fn text_ids_are_kept_byte_for_byte() {
        assert_eq!(id(Cell::Text(" 007aB ")), Ok(Some(" 007aB ".to_owned())));
        assert_eq!(id(Cell::Bytes(b"17850.0")), Ok(Some("17850.0".to_owned())));
        assert_eq!(id(Cell::Bytes(b"caf\xe9")), Err(Problem::NotUtf8));
        assert_eq!(id(Cell::Text("")), Ok(None));
    }

    #[test]
    fn whole_numbers_are_ids_without_fraction() {
        assert_eq!(id(Cell::Float(17850.0)), Ok(Some("17850".to_owned())));
        assert_eq!(id(Cell::Integer(-3)), Ok(Some("-3".to_owned())));
        assert_eq!(id(Cell::Decimal { digits: 1_785_000, scale: 2 }), Ok(Some("17850".to_owned())));
        assert_eq!(id(Cell::Decimal { digits: 17, scale: -1 }), Ok(Some("170".to_owned())));
        assert_eq!(id(Cell::Float(1.5)), Err(Problem::FractionalId));
        assert_eq!(id(Cell::Decimal { digits: 15, scale: 1 }), Err(Problem::FractionalId));
        assert_eq!(id(Cell::Float(1e17)), Err(Problem::InexactId));
        assert_eq!(id(Cell::NarrowFloat(17850.0)), Ok(Some("17850".to_owned())));
        assert_eq!(id(Cell::NarrowFloat(123_456_790.0)), Err(Problem::InexactId));
        assert_eq!(id(Cell::NarrowFloat(0.5)), Err(Problem::FractionalId));
        assert_eq!(id(Cell::Moment(0)), Err(Problem::TimeAsId));
    }

    #[test]
    fn numbers_and_times_are_texts_too() {
        let mut scratch = String::new();
        let mut text = |cell: Cell<'_>| cell.text(&mut scratch).unwrap().unwrap().to_owned();
        assert_eq!(text(Cell::Float(1.50)), "1.5");
        assert_eq!(text(Cell::Decimal { digits: -150, scale: 2 }), "-1.5");
        assert_eq!(text(Cell::Decimal { digits: 5, scale: 3 }), "0.005");
        assert_eq!(text(Cell::Decimal { digits: 12, scale: -2 }), "1200");
        assert_eq!(text(Cell::Moment(1_291_191_960)), "2010-12-01T08:26:00Z");
        assert_eq!(text(Cell::Day(14_944)), "2010-12-01");
        assert_eq!(text(Cell::Day(-1)), "1969-12-31");
    }

    #[test]
    fn an_empty_cell_is_absent_and_a_bad_one_is_a_problem() {
        assert_eq!(Cell::Text(" ").quantity(), Ok(None));
        assert_eq!(Cell::Text("two").quantity(), Err(Problem::NotANumber));
        assert_eq!(Cell::Text("1e10").quantity(), Err(Problem::QuantityTooLarge));
        assert_eq!(Cell::Text("-0.01").price(2), Err(Problem::NegativePrice));
        assert_eq!(Cell::Float(1e17).price(2), Err(Problem::AmountTooLarge));
        assert_eq!(Cell::Text("").time(Slashed::Refused), Ok(None));
        assert_eq!(Cell::Text("12/1/2010").time(Slashed::Refused), Err(Problem::NotATime));
        assert_eq!(Cell::Text("").status(), Ok(None));
    }
}
