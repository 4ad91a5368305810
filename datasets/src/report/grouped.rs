//! Counts as people read them.

use std::fmt;

/// A count that is shown with its thousands apart; width and alignment of the format apply.
///
/// ```
/// use datasets::Grouped;
/// assert_eq!(Grouped(541_909).to_string(), "541,909");
/// assert_eq!(format!("{:>7}", Grouped(1_000)), "  1,000");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grouped(pub u64);

impl fmt::Display for Grouped {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        let mut grouped = String::with_capacity(digits.len() * 4 / 3);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        formatter.pad_integral(true, "", &grouped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        let shown = [0, 999, 1_000, 541_909, 1_000_000].map(|count| Grouped(count).to_string());
        assert_eq!(shown, ["0", "999", "1,000", "541,909", "1,000,000"]);
    }
}
