//! How items sell of late, against how they ever sold.

use crate::words::{OrderRef, Orders};

/// Days after which an order counts half: a promotion lasts a few days, and what sold yesterday is what sells today.
/// On two windows of a grocer seven days foretold worse, and one day was calibrated worse on the first.
const HALF_LIFE_DAYS: f64 = 3.0;
/// Orders older than this count next to nothing: a millionth.
const MOST_DAYS: i64 = 60;
/// Orders as which an item's usual sales count: of what is hardly ever sold, a few days say little.
const USUAL_ORDERS: f64 = 3.0;

/// Orders of the last days, the older ones counting less.
#[derive(Debug, Clone)]
pub struct Levels {
    /// By item.
    faded: Vec<f64>,
    total: f64,
    /// The newest day heard. Unit: days since 1970 (UTC).
    today: Option<i64>,
}

impl Levels {
    /// None heard yet, of a shop of so many items.
    #[must_use]
    pub fn new(n_items: usize) -> Self {
        Self { faded: vec![0.0; n_items], total: 0.0, today: None }
    }

    /// Those of `orders`, of the last of them; none are heard where none has a time. Costs a sort of the late ones, and a pass
    /// over all items for each of their days.
    #[must_use]
    pub fn of_orders(orders: &Orders, n_items: usize) -> Self {
        let mut levels = Self::new(n_items);
        let Some((_, newest)) = orders.span() else { return levels };
        let first = newest.day() - MOST_DAYS;
        let mut late: Vec<(i64, OrderRef<'_>)> = orders
            .iter()
            .filter_map(|order| Some((order.time?.day(), order)))
            .filter(|&(day, _)| day >= first)
            .collect();
        late.sort_by_key(|&(day, _)| day);
        late.iter().for_each(|(day, order)| levels.hear(order.items.iter().copied(), *day));
        levels
    }

    /// Hears an order of these items. Days never fall. Costs a pass over all items where the day is a new one.
    ///
    /// # Panics
    ///
    /// Where there is no such item, or the day is before one that was heard.
    pub fn hear(&mut self, items: impl IntoIterator<Item = u32>, day: i64) {
        let passed = self.today.map_or(0, |today| day - today);
        assert!(passed >= 0, "orders are heard in the sequence of their days");
        if passed > 0 {
            let share = (-(passed as f64) / HALF_LIFE_DAYS).exp2();
            self.faded.iter_mut().for_each(|sum| *sum *= share);
            self.total *= share;
        }
        self.today = Some(day);
        self.total += 1.0;
        for item in items {
            self.faded[item as usize] += 1.0;
        }
    }

    /// How the sales of `item`, which a share of `base` of all orders hold, compare of late: 1 as ever.
    ///
    /// ```
    /// use engine::attach::Levels;
    ///
    /// let mut levels = Levels::new(2);
    /// (0..12).for_each(|_| levels.hear([0], 100));
    /// // 12 orders where 6 are usual, and three orders stand for what is usual: 15 against 9.
    /// assert!((levels.of(0, 0.5) - 15.0 / 9.0).abs() < 1e-12);
    /// // None where 6 are usual: 3 against 9.
    /// assert!((levels.of(1, 0.5) - 3.0 / 9.0).abs() < 1e-12);
    /// // Three days later these orders count half.
    /// (0..6).for_each(|_| levels.hear([], 103));
    /// assert!((levels.of(0, 0.5) - 9.0 / 9.0).abs() < 1e-12);
    /// ```
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    #[must_use]
    pub fn of(&self, item: u32, base: f64) -> f64 {
        (self.faded[item as usize] + USUAL_ORDERS) / (self.total * base + USUAL_ORDERS)
    }
}
