//! When orders come: growth, weekends, three peaks a year.

use jiff::SignedDuration;
use jiff::civil::{Date, date};

use super::defaults as d;

/// The first day of the shop. The last is one and a half years later, in the first days of Double 11:
/// its items rise then, as they did the year before, and are no trend.
const FIRST_DAY: Date = date(2024, 5, 6);
/// Seconds of the day before which nobody orders.
const OPENING: u64 = d::OPENING_HOUR as u64 * 3600;
const DAY_SECONDS: u64 = 86_400;

/// A time of year with goods of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Season {
    Christmas,
    MidYear,
    DoubleEleven,
}

impl Season {
    pub(super) const ALL: [Self; 3] = [Self::Christmas, Self::MidYear, Self::DoubleEleven];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Christmas => "christmas",
            Self::MidYear => "618",
            Self::DoubleEleven => "double-11",
        }
    }
}

/// The days of the shop, and how many orders come until the end of each.
#[derive(Debug)]
pub(super) struct Calendar {
    days: Vec<Day>,
    ends: Vec<u64>,
}

/// One day.
#[derive(Debug, Clone)]
pub(super) struct Day {
    /// `2024-06-01`
    pub(super) text: String,
    pub(super) season: Option<Season>,
    /// Part of the price that is paid.
    pub(super) discount: f64,
}

/// A second of the shop's time: day and second of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment {
    pub(super) day: u32,
    pub(super) second: u32,
}

impl Calendar {
    /// The days on which `n_orders` orders come.
    pub(super) fn new(n_orders: u64) -> Self {
        let n_days = d::DAYS as i64;
        let dates = (0..n_days).map(|day| FIRST_DAY + SignedDuration::from_hours(24 * day));
        let (mut days, mut weights) = (Vec::new(), Vec::new());
        for (number, date) in dates.enumerate() {
            let (season, peak) = of_year(date.month(), date.day());
            let is_weekend = date.weekday().to_monday_zero_offset() >= 5;
            let weekend = if is_weekend { d::WEEKEND_PEAK } else { 1.0 };
            let growth = 1.0 + d::GROWTH * number as f64 / d::DAYS;
            weights.push(growth * weekend * peak);
            let discount = if peak >= d::DISCOUNT_PEAK { d::DISCOUNTED_PRICE } else { 1.0 };
            days.push(Day { text: date.to_string(), season, discount });
        }
        let total: f64 = weights.iter().sum();
        let mut sum = 0.0;
        let ends = weights.iter().map(|weight| {
            sum += weight;
            (n_orders as f64 * (sum / total)).round() as u64
        });
        let mut ends: Vec<u64> = ends.collect();
        ends.iter_mut().for_each(|end| *end = (*end).min(n_orders));
        if let Some(last) = ends.last_mut() {
            *last = n_orders;
        }
        Self { days, ends }
    }

    pub(super) fn day(&self, day: u32) -> &Day {
        &self.days[day as usize]
    }

    /// When order `number` comes, given that `day` was the day of the order before it.
    pub(super) fn moment(&self, number: u64, day: u32) -> Moment {
        let mut day = day as usize;
        while number >= self.ends[day] {
            day += 1;
        }
        let start = if day == 0 { 0 } else { self.ends[day - 1] };
        let n_of_day = self.ends[day] - start;
        let second = OPENING + (number - start) * (DAY_SECONDS - OPENING) / n_of_day;
        Moment { day: day as u32, second: second as u32 }
    }

    /// The last day and, by their numbers, those within `days` of it.
    pub(super) fn is_within_last(&self, day: u32, days: f64) -> bool {
        f64::from(day) >= self.days.len() as f64 - days
    }
}

impl Moment {
    /// A week and the like later.
    pub(super) fn plus_days(self, days: u32) -> Self {
        Self { day: self.day + days, second: self.second }
    }

    /// Some seconds earlier, but on the same day.
    pub(super) fn minus_seconds(self, seconds: u32) -> Self {
        Self { day: self.day, second: self.second.saturating_sub(seconds) }
    }
}

/// The season that a day of the year is in, and how many times more is ordered on it.
fn of_year(month: i8, day: i8) -> (Option<Season>, f64) {
    match (month, day) {
        (6, 16..=18) => (Some(Season::MidYear), d::MID_YEAR_PEAK),
        (6, 1..=15) => (Some(Season::MidYear), d::MID_YEAR_SEASON_PEAK),
        (11, 10..=11) => (Some(Season::DoubleEleven), d::DOUBLE_ELEVEN_PEAK),
        (11, 1..=9) => (Some(Season::DoubleEleven), d::DOUBLE_ELEVEN_SEASON_PEAK),
        (11, 24..=30) => (Some(Season::Christmas), d::CHRISTMAS_SEASON_PEAK),
        (12, 1..=24) => (Some(Season::Christmas), d::CHRISTMAS_PEAK),
        _ => (None, 1.0),
    }
}
