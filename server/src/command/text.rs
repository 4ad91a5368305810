//! Numbers, sizes and times as people read them.

use std::fmt;

use datasets::Grouped;
use jiff::Timestamp;

/// A count with its thousands apart, as the load report has it.
pub(super) fn grouped(count: u64) -> String {
    Grouped(count).to_string()
}

/// A line for each remark that is about anything, how much of it in front.
pub(super) fn write_remarks(f: &mut fmt::Formatter<'_>, remarks: &[(u64, &str)]) -> fmt::Result {
    for &(count, remark) in remarks.iter().filter(|&&(count, _)| count > 0) {
        writeln!(f, "  {:>9}  {remark}", grouped(count))?;
    }
    Ok(())
}

/// Remarks as [`write_remarks`] writes them.
pub(super) struct Remarks<'a>(pub(super) &'a [(u64, &'a str)]);

impl fmt::Display for Remarks<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_remarks(f, self.0)
    }
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
