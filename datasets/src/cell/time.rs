//! Times as files write them, to seconds since 1970 in UTC.

use super::decimal::fixed_from_text;
use super::problem::Problem;

/// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z. Unit: seconds since 1970.
const FIRST_SECOND: i64 = -62_135_596_800;
const LAST_SECOND: i64 = 253_402_300_799;
/// 9999-12-31 as spreadsheets number days.
const LAST_DAY_OF_SPREADSHEETS: i64 = 2_958_465;

/// The moment that `text` writes: RFC 3339 with `T` or a space, with an offset (a space may stand
/// before it), `Z`, ` UTC` or nothing (which means UTC); `YYYY-MM-DD`; or Unix seconds. Fractions of a second are cut off.
pub(crate) fn seconds_from_text(text: &[u8]) -> Result<i64, Problem> {
    match text {
        [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, rest @ ..] => {
            let year = pair(*y1, *y2)? * 100 + pair(*y3, *y4)?;
            let days = days_from_civil(year, pair(*m1, *m2)?, pair(*d1, *d2)?)?;
            checked(days * 86_400 + seconds_of_day(rest)?)
        }
        _ => seconds_from_unix(text),
    }
}

/// The moment that `text` writes the way spreadsheets in the United States do: `12/1/2010 8:26`,
/// with or without a time of day, which may have seconds.
pub(crate) fn seconds_from_slashed(text: &[u8]) -> Result<i64, Problem> {
    let (date, clock) = match text.iter().position(|&byte| byte == b' ') {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let [month, day, year] =
        numbers(date, b'/').filter(|&[_, _, year]| year >= 1_000).ok_or(Problem::NotATime)?;
    let days = days_from_civil(year, month, day)?;
    let [hour, minute, second] = match clock {
        None => [0; 3],
        Some(clock) => numbers(clock, b':')
            .or_else(|| numbers(clock, b':').map(|[hour, minute]: [i64; 2]| [hour, minute, 0]))
            .ok_or(Problem::NotATime)?,
    };
    checked(days * 86_400 + clock_seconds(hour, minute, second)?)
}

/// Whole seconds since 1970, which must lie in the years 1 to 9999.
pub(crate) fn checked(seconds: i64) -> Result<i64, Problem> {
    if (FIRST_SECOND..=LAST_SECOND).contains(&seconds) {
        Ok(seconds)
    } else {
        Err(Problem::TimeOutOfRange)
    }
}

/// Seconds since 1970 of a number in millionths of a second; a fraction of a second is cut off.
///
/// A small number with a fraction is how spreadsheets write a date and a time of day, as days since
/// 1900: no time that could be told from Unix seconds.
pub(crate) fn seconds_from_millionths(millionths: i64) -> Result<i64, Problem> {
    let seconds = millionths.div_euclid(1_000_000);
    let is_whole = millionths.rem_euclid(1_000_000) == 0;
    if is_whole || seconds.abs() > LAST_DAY_OF_SPREADSHEETS {
        checked(seconds)
    } else {
        Err(Problem::NotATime)
    }
}

fn seconds_from_unix(text: &[u8]) -> Result<i64, Problem> {
    match fixed_from_text(text, 6) {
        Ok(millionths) => seconds_from_millionths(millionths),
        Err(super::DecimalError::TooLarge) => Err(Problem::TimeOutOfRange),
        Err(super::DecimalError::NotANumber) => Err(Problem::NotATime),
    }
}

/// What stands behind the date, as seconds to add: a time of day and an offset from UTC.
fn seconds_of_day(text: &[u8]) -> Result<i64, Problem> {
    let (hour, minute, rest) = match text {
        [] => return Ok(0),
        [b'T' | b't' | b' ', h1, h2, b':', m1, m2, rest @ ..] => {
            (pair(*h1, *h2)?, pair(*m1, *m2)?, rest)
        }
        _ => return Err(Problem::NotATime),
    };
    let (second, rest) = match rest {
        [b':', s1, s2, rest @ ..] => (pair(*s1, *s2)?, without_fraction(rest)?),
        _ => (0, rest),
    };
    Ok(clock_seconds(hour, minute, second)? - offset_seconds(rest)?)
}

fn without_fraction(text: &[u8]) -> Result<&[u8], Problem> {
    let [b'.' | b',', digits @ ..] = text else { return Ok(text) };
    let n_digits = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if n_digits == 0 { Err(Problem::NotATime) } else { Ok(&digits[n_digits..]) }
}

fn offset_seconds(text: &[u8]) -> Result<i64, Problem> {
    let (sign, hour, minute) = match text {
        [] | [b'Z' | b'z'] | b" UTC" => return Ok(0),
        [b' ', rest @ ..] if matches!(rest, [b'+' | b'-', ..]) => return offset_seconds(rest),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] | [sign @ (b'+' | b'-'), h1, h2, m1, m2] => {
            (sign, pair(*h1, *h2)?, pair(*m1, *m2)?)
        }
        [sign @ (b'+' | b'-'), h1, h2] => (sign, pair(*h1, *h2)?, 0),
        _ => return Err(Problem::NotATime),
    };
    let size = clock_seconds(hour, minute, 0)?;
    Ok(if *sign == b'-' { -size } else { size })
}

/// A leap second counts as the one before it.
fn clock_seconds(hour: i64, minute: i64, second: i64) -> Result<i64, Problem> {
    if hour < 24 && minute < 60 && second <= 60 {
        Ok(hour * 3_600 + minute * 60 + second.min(59))
    } else {
        Err(Problem::NotATime)
    }
}

/// Days since 1970-01-01 in the Gregorian calendar.
///
/// Source: Hinnant, *chrono-Compatible Low-Level Date Algorithms*, 2013, `days_from_civil`.
fn days_from_civil(year: i64, month: i64, day: i64) -> Result<i64, Problem> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let n_days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return Err(Problem::NotATime),
    };
    if day < 1 || n_days < day {
        return Err(Problem::NotATime);
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Ok(era * 146_097 + day_of_era - 719_468)
}

fn pair(tens: u8, ones: u8) -> Result<i64, Problem> {
    if tens.is_ascii_digit() && ones.is_ascii_digit() {
        Ok(i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
    } else {
        Err(Problem::NotATime)
    }
}

/// `N` numbers of one to four digits, parted by `separator`.
fn numbers<const N: usize>(text: &[u8], separator: u8) -> Option<[i64; N]> {
    let mut found = [0; N];
    let mut parts = text.split(|&byte| byte == separator);
    for place in &mut found {
        let digits = parts.next().filter(|digits| (1..=4).contains(&digits.len()))?;
        for digit in digits {
            *place = *place * 10 + i64::from(digit.is_ascii_digit().then(|| digit - b'0')?);
        }
    }
    parts.next().is_none().then_some(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seconds(text: &str) -> Result<i64, Problem> {
        seconds_from_text(text.as_bytes())
    }

    #[test]
    fn every_way_to_write_a_moment_gives_the_same_second() {
        let written = [
            "2010-12-01T08:26:00Z",
            "2010-12-01T08:26:00",
            "2010-12-01 08:26",
            "2010-12-01t08:26:00.999z",
            "2010-12-01 10:26:00+02:00",
            "2010-12-01T03:26:00.000000-0500",
            "2010-12-01 08:26:00 UTC",
            "2010-12-01 03:26:00 -0500",
            "1291191960",
            "1291191960.0",
            "1.29119196e9",
            "1291191960.75",
        ];
        for text in written {
            assert_eq!(seconds(text), Ok(1_291_191_960), "{text}");
        }
        assert_eq!(seconds_from_slashed(b"12/1/2010 8:26"), Ok(1_291_191_960));
        assert_eq!(seconds_from_slashed(b"12/01/2010 08:26:00"), Ok(1_291_191_960));
        assert_eq!(seconds_from_slashed(b"12/1/2010"), Ok(1_291_161_600));
        assert_eq!(seconds("2010-12-01"), Ok(1_291_161_600));
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        let written = [
            "",
            "yesterday",
            "2010-13-01",
            "2010-02-29",
            "2010-12-01T24:00:00Z",
            "2010-12-01T",
            "2010-12-01T08:26:00.Z",
            "2010-12-01T08:26:00+2",
            "2010-12-01 08:26:00 ",
            "2010-12-01 08:26:00  +0200",
            "2010-12-01 08:26:00 +",
            "2010-12-01T08:26:00[Europe/London]",
            "12/1/2010 8:26",
            "2010-12-1",
            "40513.351388",
        ];
        for text in written {
            assert_eq!(seconds(text), Err(Problem::NotATime), "{text}");
        }
        for text in ["13/1/2010", "12/1/2010 8", "12/1/2010 8:61", "12/1/10", "1/2/3/4", ""] {
            assert_eq!(seconds_from_slashed(text.as_bytes()), Err(Problem::NotATime), "{text}");
        }
        assert_eq!(seconds("1291191960000"), Err(Problem::TimeOutOfRange));
        assert_eq!(seconds("99999999999999999999"), Err(Problem::TimeOutOfRange));
        assert_eq!(seconds("0000-01-01"), Err(Problem::TimeOutOfRange));
    }

    proptest! {
        #[test]
        fn the_calendar_is_the_one_of_jiff(expected in FIRST_SECOND + 86_400..LAST_SECOND - 86_400) {
            let written = jiff::Timestamp::from_second(expected).unwrap().to_string();
            prop_assert_eq!(seconds(&written), Ok(expected));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text: Vec<u8>) {
            let _ = seconds_from_text(&text);
            let _ = seconds_from_slashed(&text);
        }
    }
}
