//! Numbers to fixed point, exactly: what is written is what is kept, rounded half away from zero
//! where more digits are written than are kept.

use std::io::Write;

/// Why a cell makes no number in fixed point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DecimalError {
    /// It is no decimal number.
    NotANumber,
    /// It does not fit into 64 bits.
    TooLarge,
}

/// The number that `text` writes, in units of 10^-`places`.
///
/// Digits with an optional sign, fraction and exponent; no spaces, no thousands separators.
pub(crate) fn fixed_from_text(text: &[u8], places: u8) -> Result<i64, DecimalError> {
    let (is_negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let size = match short_decimal(digits, places) {
        Some(size) => size,
        None => Decimal::split(digits)?.fixed(places)?,
    };
    Ok(if is_negative { -size } else { size })
}

/// `number` in units of 10^-`places`.
#[inline(always)]
pub(crate) fn fixed_from_integer(number: i64, places: u8) -> Result<i64, DecimalError> {
    let unit = 10_i64.checked_pow(u32::from(places)).ok_or(DecimalError::TooLarge)?;
    number.checked_mul(unit).ok_or(DecimalError::TooLarge)
}

/// `digits` × 10^-`scale` in units of 10^-`places`.
pub(crate) fn fixed_from_decimal(digits: i128, scale: i8, places: u8) -> Result<i64, DecimalError> {
    let shift = i32::from(places) - i32::from(scale);
    let power = 10_i128.checked_pow(shift.unsigned_abs());
    let fixed = match (shift < 0, power) {
        (false, Some(power)) => digits.checked_mul(power).ok_or(DecimalError::TooLarge)?,
        (false, None) if digits == 0 => 0,
        (false, None) => return Err(DecimalError::TooLarge),
        (true, Some(power)) => divide_rounded(digits, power),
        (true, None) => 0,
    };
    i64::try_from(fixed).map_err(|_| DecimalError::TooLarge)
}

/// 10^n, as far as money and quantities have decimals.
const POWERS: [f64; 7] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6];

/// The shortest decimal number that `number` stands for, in units of 10^-`places`.
///
/// Most numbers in files have no more decimals than are kept, and most of the rest at most six:
/// those are found by one multiplication, proven by the division that must give `number` back (with
/// 15 digits or fewer there is one such decimal only). The rest is written out and read as text.
#[inline(always)]
pub(crate) fn fixed_from_float(number: f64, places: u8) -> Result<i64, DecimalError> {
    match POWERS.get(usize::from(places)).and_then(|&unit| proven(number, unit)) {
        Some(fixed) => Ok(fixed),
        None => fixed_from_long_float(number, places),
    }
}

/// The same of a number with more decimals than are kept.
#[cold]
fn fixed_from_long_float(number: f64, places: u8) -> Result<i64, DecimalError> {
    if let Some(millionths) = proven(number, 1e6) {
        return fixed_from_decimal(i128::from(millionths), 6, places);
    }
    if !number.is_finite() {
        return Err(DecimalError::NotANumber);
    }
    let mut text = [0_u8; 32];
    let mut rest = &mut text[..];
    write!(rest, "{number:e}").map_err(|_| DecimalError::NotANumber)?;
    let n_free = rest.len();
    fixed_from_text(&text[..text.len() - n_free], places)
}

/// `number` in units of 1/`unit`, where that is a whole number of at most 15 digits.
#[inline(always)]
fn proven(number: f64, unit: f64) -> Option<i64> {
    let scaled = number * unit;
    // Also false where it is not a number.
    let is_short = scaled.abs() <= 1e15;
    let whole = (scaled + 0.5_f64.copysign(scaled)) as i64;
    (is_short && whole as f64 / unit == number).then_some(whole)
}

/// `dividend` / `divisor`, rounded half away from zero.
///
/// # Panics
///
/// Where `divisor` is zero.
pub(crate) fn divide_rounded(dividend: i128, divisor: i128) -> i128 {
    let quotient = dividend / divisor;
    let remainder = (dividend % divisor).unsigned_abs();
    let is_up = remainder >= divisor.unsigned_abs() - remainder;
    let is_negative = (dividend < 0) != (divisor < 0);
    match (is_up, is_negative) {
        (false, _) => quotient,
        (true, false) => quotient + 1,
        (true, true) => quotient - 1,
    }
}

/// Unsigned digits with at most `places` decimals and 18 digits in all; anything else is left to
/// [`Decimal`].
fn short_decimal(digits: &[u8], places: u8) -> Option<i64> {
    let mut value = 0_u64;
    let mut n_digits = 0_u32;
    let mut point = None;
    // 19 digits still fit into 64 unsigned bits.
    if digits.len() > 19 {
        return None;
    }
    for &byte in digits {
        match byte {
            b'0'..=b'9' => {
                value = value * 10 + u64::from(byte - b'0');
                n_digits += 1;
            }
            b'.' if point.is_none() => point = Some(n_digits),
            _ => return None,
        }
    }
    let n_decimals = n_digits - point.unwrap_or(n_digits);
    if n_digits == 0 || n_digits > 18 {
        return None;
    }
    let missing = u32::from(places).checked_sub(n_decimals)?;
    (value as i64).checked_mul(10_i64.checked_pow(missing)?)
}

/// An unsigned decimal number of any length, as it is written.
struct Decimal<'a> {
    whole: &'a [u8],
    fraction: &'a [u8],
    exponent: i64,
}

impl<'a> Decimal<'a> {
    fn split(text: &'a [u8]) -> Result<Self, DecimalError> {
        let e = text.iter().position(|byte| byte.eq_ignore_ascii_case(&b'e'));
        let (mantissa, exponent) = match e {
            Some(at) => (&text[..at], Self::exponent(&text[at + 1..])?),
            None => (text, 0),
        };
        let (whole, fraction) = match mantissa.iter().position(|&byte| byte == b'.') {
            Some(at) => (&mantissa[..at], &mantissa[at + 1..]),
            None => (mantissa, &mantissa[..0]),
        };
        let is_digits = whole.iter().chain(fraction).all(u8::is_ascii_digit);
        if !is_digits || whole.is_empty() && fraction.is_empty() {
            return Err(DecimalError::NotANumber);
        }
        Ok(Self { whole, fraction, exponent })
    }

    /// Beyond a million either way the size does not matter any more.
    fn exponent(text: &[u8]) -> Result<i64, DecimalError> {
        let (sign, digits) = match text {
            [b'-', rest @ ..] => (-1, rest),
            [b'+', rest @ ..] => (1, rest),
            _ => (1, text),
        };
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return Err(DecimalError::NotANumber);
        }
        let size = digits
            .iter()
            .fold(0_i64, |size, byte| (size * 10 + i64::from(byte - b'0')).min(1_000_000));
        Ok(sign * size)
    }

    fn fixed(&self, places: u8) -> Result<i64, DecimalError> {
        // How many digits stand before the last one that is kept; the next one decides rounding.
        let n_kept = self.whole.len() as i64 + self.exponent + i64::from(places);
        let mut value = 0_i64;
        let mut n_read = 0_i64;
        for byte in self.whole.iter().chain(self.fraction) {
            let digit = i64::from(byte - b'0');
            if n_read >= n_kept {
                let rounds_up = n_read == n_kept && digit >= 5;
                return value.checked_add(i64::from(rounds_up)).ok_or(DecimalError::TooLarge);
            }
            value = push_digit(value, digit)?;
            n_read += 1;
        }
        while value != 0 && n_read < n_kept {
            value = push_digit(value, 0)?;
            n_read += 1;
        }
        Ok(value)
    }
}

fn push_digit(value: i64, digit: i64) -> Result<i64, DecimalError> {
    let shifted = value.checked_mul(10).and_then(|value| value.checked_add(digit));
    shifted.ok_or(DecimalError::TooLarge)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(text: &str, places: u8) -> Result<i64, DecimalError> {
        fixed_from_text(text.as_bytes(), places)
    }

    #[test]
    fn what_is_written_is_what_is_kept() {
        assert_eq!(text("2.55", 2), Ok(255));
        assert_eq!(text("-2.5", 2), Ok(-250));
        assert_eq!(text("+.5", 2), Ok(50));
        assert_eq!(text("5.", 2), Ok(500));
        assert_eq!(text("1e3", 6), Ok(1_000_000_000));
        assert_eq!(text("1.25E-2", 6), Ok(12_500));
        assert_eq!(text("000000000000000000000000012", 0), Ok(12));
        assert_eq!(text("0e999999999999999999999", 6), Ok(0));
    }

    #[test]
    fn more_digits_than_are_kept_are_rounded_half_away_from_zero() {
        assert_eq!(text("0.005", 2), Ok(1));
        assert_eq!(text("-0.005", 2), Ok(-1));
        assert_eq!(text("0.00499999999999999999999999", 2), Ok(0));
        assert_eq!(text("2.675", 2), Ok(268));
        assert_eq!(text("5e-3", 2), Ok(1));
        assert_eq!(text("5e-4", 2), Ok(0));
        assert_eq!(text("9e-99999999999", 2), Ok(0));
        assert_eq!(fixed_from_float(2.675, 2), Ok(268));
        assert_eq!(fixed_from_float(-1e-7, 6), Ok(0));
        assert_eq!(fixed_from_float(5e-7, 6), Ok(1));
        assert_eq!(fixed_from_decimal(25, 1, 0), Ok(3));
        assert_eq!(fixed_from_decimal(-25, 1, 0), Ok(-3));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for bad in
            ["", "-", ".", "e5", "1e", "1e+", "1,5", "1 5", "--1", "1.2.3", "NaN", "inf", "٣"]
        {
            assert_eq!(text(bad, 2), Err(DecimalError::NotANumber), "{bad}");
        }
        assert_eq!(fixed_from_float(f64::NAN, 2), Err(DecimalError::NotANumber));
        assert_eq!(fixed_from_float(f64::INFINITY, 2), Err(DecimalError::NotANumber));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for large in ["9223372036854775808", "1e19", "99999999999999999999999", "1e1000000000"] {
            assert_eq!(text(large, 0), Err(DecimalError::TooLarge), "{large}");
        }
        assert_eq!(text("9223372036854775807", 0), Ok(i64::MAX));
        assert_eq!(text("9223372036854775807.5", 0), Err(DecimalError::TooLarge));
        assert_eq!(fixed_from_float(1e300, 2), Err(DecimalError::TooLarge));
        assert_eq!(fixed_from_integer(i64::MAX, 2), Err(DecimalError::TooLarge));
        assert_eq!(fixed_from_decimal(i128::MAX, -100, 2), Err(DecimalError::TooLarge));
        assert_eq!(fixed_from_decimal(i128::MAX, 100, 2), Ok(0));
    }

    proptest! {
        #[test]
        fn six_decimals_survive_as_text_float_and_decimal(
            millionths in -1_000_000_000_000_000_i64..=1_000_000_000_000_000,
        ) {
            let size = millionths.unsigned_abs();
            let sign = if millionths < 0 { "-" } else { "" };
            let written = format!("{sign}{}.{:06}", size / 1_000_000, size % 1_000_000);
            prop_assert_eq!(text(&written, 6), Ok(millionths));
            prop_assert_eq!(fixed_from_decimal(i128::from(millionths), 6, 6), Ok(millionths));
            let number: f64 = written.parse().unwrap();
            prop_assert_eq!(fixed_from_float(number, 6), Ok(millionths));
        }

        #[test]
        fn a_float_means_its_shortest_text(number: f64, places in 0_u8..=8) {
            prop_assume!(number.is_finite());
            let expected = text(&format!("{number:e}"), places);
            prop_assert_eq!(fixed_from_float(number, places), expected);
        }

        #[test]
        fn the_short_way_and_the_long_way_agree(whole in "[0-9]{0,12}", fraction in "[0-9]{0,8}", places in 0_u8..=6) {
            let written = format!("{whole}.{fraction}");
            let long = Decimal::split(written.as_bytes()).and_then(|d| d.fixed(places));
            prop_assert_eq!(text(&written, places), long);
        }

        #[test]
        fn no_text_makes_the_reader_panic(written: Vec<u8>, places: u8) {
            let _ = fixed_from_text(&written, places);
        }
    }
}
