//! How much each item is wanted: bought, in the long run and of late, and looked at of late.

use crate::count::NO_AGE;
use crate::words::{Orders, Timestamp, Views};

/// Half-lives of the columns of a [`Demand`]. Unit: days. A month follows the season, a week a
/// promotion, three days its end.
pub const HALF_LIVES: [f64; 3] = [28.0, 7.0, 3.0];

/// Age at which a visit counts half. Unit: days. What is looked at follows a promotion as sales do.
const VISIT_HALF_LIFE: f64 = 7.0;

/// Units of an order or a visit of today, so that sums are whole and do not depend on their sequence.
const UNITS: f64 = (1_u64 << 32) as f64;

/// Orders with each item, an order of age d counted 2^(−d / half-life): for each item, one number for each
/// of [`HALF_LIVES`].
///
/// Unit: orders. Where no order has a time, each counts fully. Visits likewise, beside the newest visit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Demand {
    /// By item.
    pub faded: Vec<[f32; HALF_LIVES.len()]>,
    /// Visits that saw the item, by item; empty where no views were given. Unit: visits.
    pub visits: Vec<f32>,
}

impl Demand {
    /// Counts all `orders` and `views` of a shop with `n_items` items. Costs one pass over both.
    #[must_use]
    pub fn new(orders: &Orders, views: &Views, n_items: usize) -> Self {
        let newest = orders.span().map(|(_, newest)| newest);
        let mut sums = vec![[0_u64; HALF_LIVES.len()]; n_items];
        for order in orders.iter() {
            let age_days = age_days(newest, order.time);
            let units = HALF_LIVES.map(|half_life| faded_units(age_days, half_life));
            for &item in order.items {
                let sums = &mut sums[item as usize];
                sums.iter_mut().zip(units).for_each(|(sum, units)| *sum += units);
            }
        }
        let faded = sums.into_iter().map(|sums| sums.map(|sum| (sum as f64 / UNITS) as f32));
        Self { faded: faded.collect(), visits: faded_visits(views, n_items) }
    }
}

/// The visits that saw each item, an earlier one counting less; nothing where there is none.
fn faded_visits(views: &Views, n_items: usize) -> Vec<f32> {
    if views.is_empty() {
        return Vec::new();
    }
    let newest = views.iter().filter_map(|visit| visit.time).max();
    let mut sums = vec![0_u64; n_items];
    for visit in views.iter() {
        let units = faded_units(age_days(newest, visit.time), VISIT_HALF_LIFE);
        visit.items.iter().for_each(|&item| sums[item as usize] += units);
    }
    sums.into_iter().map(|sum| (sum as f64 / UNITS) as f32).collect()
}

/// Days before `newest`; of what has no time in a shop that knows times, [`NO_AGE`].
fn age_days(newest: Option<Timestamp>, time: Option<Timestamp>) -> u32 {
    match (newest, time) {
        (Some(newest), Some(time)) => newest.days_since(time),
        (Some(_), None) => NO_AGE,
        (None, _) => 0,
    }
}

/// What counts 1 today, after so many days.
fn faded_units(age_days: u32, half_life: f64) -> u64 {
    ((-f64::from(age_days) / half_life).exp2() * UNITS) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Id, Intake, ViewEvent, ViewLine};

    #[test]
    fn an_order_counts_half_at_each_half_life() {
        let mut orders = Orders::with_capacity(3, 4, 0);
        let day = |day: i64| Some(Timestamp(day * 86_400));
        orders.push(&mut vec![0], None, day(28));
        orders.push(&mut vec![0, 1], None, day(0));
        orders.push(&mut vec![2], None, None);
        let demand = Demand::new(&orders, &Views::default(), 3);
        assert_eq!(demand.faded[1][..2], [0.5, 0.0625]);
        assert!((demand.faded[1][2] - (-28.0_f32 / 3.0).exp2()).abs() < 1e-6);
        assert_eq!(demand.faded[0][0], 1.5);
        // Whatever its age is, it is not of today.
        assert_eq!(demand.faded[2], [0.0; 3]);
        // Nobody looked, as far as is known.
        assert!(demand.visits.is_empty());
    }

    #[test]
    fn a_visit_of_a_week_ago_counts_half() {
        let mut intake = Intake::new();
        let visits = [("s1", "a", 7), ("s1", "b", 7), ("s2", "b", 14), ("s2", "b", 14)];
        for (session, item, day) in visits {
            let view = ViewLine {
                session: Some(Id::parse(session).unwrap()),
                customer: None,
                item: Id::parse(item).unwrap(),
                time: Some(Timestamp(day * 86_400)),
                event: ViewEvent::View,
            };
            intake.push_view(&view).unwrap();
        }
        let history = intake.finish().unwrap();
        let of = |id| history.vocabulary.index(id).unwrap().position();
        let visits = Demand::new(&history.orders, &history.views, 2).visits;
        // Twice in one visit is one visit.
        assert_eq!([visits[of("a")], visits[of("b")]], [0.5, 1.5]);
    }

    #[test]
    fn without_times_each_order_counts_fully() {
        let mut orders = Orders::with_capacity(2, 3, 0);
        orders.push(&mut vec![0], None, None);
        orders.push(&mut vec![0, 1], None, None);
        assert_eq!(Demand::new(&orders, &Views::default(), 2).faded, [[2.0; 3], [1.0; 3]]);
    }
}
