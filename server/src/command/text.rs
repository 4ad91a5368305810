//! Numbers, sizes and times as people read them.

use jiff::Timestamp;

/// A count with its thousands apart.
///
/// ```text
/// 541909 → 541,909
/// ```
pub(super) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A size in the unit that leaves one to three digits before the point.
pub(super) fn size(bytes: u64) -> String {
    let units = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut size = bytes as f64 / 1000.0;
    let mut unit = 0;
    while size >= 999.95 && unit + 1 < units.len() {
        size /= 1000.0;
        unit += 1;
    }
    format!("{size:.1} {}", units[unit])
}

/// The day of a moment given in seconds since 1970.
pub(super) fn day(seconds: i64) -> String {
    match Timestamp::from_second(seconds) {
        Ok(moment) => moment.strftime("%Y-%m-%d").to_string(),
        Err(_) => format!("{seconds} s since 1970"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(541_909), "541,909");
        assert_eq!(grouped(1_000_000), "1,000,000");
    }

    #[test]
    fn sizes_have_the_unit_that_fits() {
        assert_eq!(size(999), "999 B");
        assert_eq!(size(1_000), "1.0 kB");
        assert_eq!(size(999_960), "1.0 MB");
        assert_eq!(size(5_588_898), "5.6 MB");
    }

    #[test]
    fn a_day_is_a_date() {
        assert_eq!(day(1_291_191_960), "2010-12-01");
    }
}
