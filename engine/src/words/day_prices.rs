//! For what items were sold, day by day: to judge by what was known on a day, and by what was made on it.

use super::id::ItemIndex;
use super::money::Money;

/// Days on which an item was sold last, of which most lines tell what it is sold for: one line of one day may be any price.
const LAST_DAYS: usize = 7;
/// No amount, in the column of costs.
const UNKNOWN: i64 = i64::MIN;

/// A line's item, day, price and cost.
pub(super) type PricedLine = (u32, i64, i64, i64);

/// For what each item was sold on each day: what most of its lines of that day say, of equals the lower price.
///
/// Costs 24 bytes for each item and day.
#[derive(Debug, Clone, Default)]
pub struct DayPrices {
    ends: Vec<usize>,
    days: Vec<i64>,
    prices: Vec<i64>,
    costs: Vec<i64>,
    /// Lines of the day at that price.
    n_lines: Vec<u32>,
}

/// What one piece of an item was sold for, and what it cost the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SoldFor {
    /// The price.
    pub price: Money,
    /// The cost, where the lines tell it.
    pub cost: Option<Money>,
}

/// A line as it is kept until then.
pub(super) fn priced(item: u32, day: i64, price: Money, cost: Option<Money>) -> PricedLine {
    (item, day, price.0, cost.map_or(UNKNOWN, |cost| cost.0))
}

impl DayPrices {
    /// Of these lines, whose items get the numbers of `index_of`. Costs a sort of them.
    pub(super) fn new(mut lines: Vec<PricedLine>, index_of: &[u32]) -> Self {
        lines.iter_mut().for_each(|line| line.0 = index_of[line.0 as usize]);
        lines.sort_unstable();
        let mut found = Self { ends: vec![0; index_of.len()], ..Self::default() };
        for of_day in lines.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let alike = of_day.chunk_by(|a, b| a == b);
            let most =
                alike.reduce(|most, other| if other.len() > most.len() { other } else { most });
            let n_lines = most.map_or(0, <[PricedLine]>::len) as u32;
            let Some(&(item, day, price, cost)) = most.and_then(|most| most.first()) else {
                continue;
            };
            found.n_lines.push(n_lines);
            found.days.push(day);
            found.prices.push(price);
            found.costs.push(cost);
            found.ends[item as usize] = found.days.len();
        }
        // An item that was never sold ends where the one before does.
        let mut end = 0;
        for own in &mut found.ends {
            end = end.max(*own);
            *own = end;
        }
        found
    }

    /// For what `item` was sold before `day`: by most lines of the last seven days on which it was sold, of equals as late as may
    /// be.
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    #[must_use]
    pub fn before(&self, item: ItemIndex, day: i64) -> Option<SoldFor> {
        let (start, end) = self.range(item);
        let n_before = self.days[start..end].partition_point(|&sold| sold < day);
        let last = start + n_before.saturating_sub(LAST_DAYS)..start + n_before;
        let n_at = |sold: SoldFor| -> u32 {
            let alike = last.clone().filter(|&place| self.at(place) == sold);
            alike.map(|place| self.n_lines[place]).sum()
        };
        last.clone().map(|place| self.at(place)).max_by_key(|&sold| n_at(sold))
    }

    /// For what `item` was sold on `day`.
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    #[must_use]
    pub fn on(&self, item: ItemIndex, day: i64) -> Option<SoldFor> {
        let (start, end) = self.range(item);
        let place = self.days[start..end].binary_search(&day).ok()?;
        Some(self.at(start + place))
    }

    fn range(&self, item: ItemIndex) -> (usize, usize) {
        let place = item.position();
        (place.checked_sub(1).map_or(0, |before| self.ends[before]), self.ends[place])
    }

    fn at(&self, place: usize) -> SoldFor {
        let cost = Some(self.costs[place]).filter(|&cost| cost != UNKNOWN).map(Money);
        SoldFor { price: Money(self.prices[place]), cost }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_the_price_of_most_of_its_lines() {
        let line = |item, day, price| priced(item, day, Money(price), Some(Money(price / 2)));
        let lines = vec![
            line(1, 5, 900),
            line(1, 5, 800),
            line(1, 5, 900),
            line(1, 9, 700),
            priced(0, 6, Money(100), None),
        ];
        // The items change places, and one was never sold.
        let prices = DayPrices::new(lines, &[2, 0, 1]);
        let sold = |price: i64| Some(SoldFor { price: Money(price), cost: Some(Money(price / 2)) });
        assert_eq!(prices.on(ItemIndex(0), 5), sold(900));
        assert_eq!(prices.on(ItemIndex(0), 6), None);
        assert_eq!(prices.before(ItemIndex(0), 5), None);
        assert_eq!(prices.before(ItemIndex(0), 9), sold(900));
        // Two lines against one, and three of a later day against two.
        assert_eq!(prices.before(ItemIndex(0), 99), sold(900));
        let lines = [5, 5, 9, 9, 9].map(|day| line(0, day, if day == 5 { 900 } else { 700 }));
        let prices_of_two = DayPrices::new(lines.to_vec(), &[0]);
        assert_eq!(prices_of_two.before(ItemIndex(0), 99), sold(700));
        assert_eq!(prices.before(ItemIndex(1), 99), None);
        let free = Some(SoldFor { price: Money(100), cost: None });
        assert_eq!(prices.before(ItemIndex(2), 7), free);
    }
}
