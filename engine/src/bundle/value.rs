//! What a bundle is worth beyond what would have been bought anyway.

use super::Offered;

/// How much less each further item of one function is worth than the one before it: who has a teapot hardly needs another.
const SECOND_OF_A_FUNCTION: f64 = 0.5;

/// What is to be raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Goal {
    /// What the shop keeps above cost. Unit of values: minor units.
    #[default]
    Margin,
    /// What the buyer pays. Unit of values: minor units.
    Revenue,
    /// Pieces.
    Units,
}

impl Goal {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Margin, Self::Revenue, Self::Units];

    /// Its name over HTTP.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Margin => "margin",
            Self::Revenue => "revenue",
            Self::Units => "units",
        }
    }

    /// What offering one item at a price lower by `share` adds, in expectation.
    pub(super) fn gain(self, offered: &Offered, share: f64) -> f64 {
        self.gain_between(offered, share, share)
    }

    /// No less than [`Goal::gain`] at any share between `from` and `to`.
    pub(super) fn gain_between(self, offered: &Offered, from: f64, to: f64) -> f64 {
        let Offered { price, cost, uptake, .. } = offered;
        let (price, cost) = (price.0 as f64, cost.0 as f64);
        let (taken, unit, organic_unit) = match self {
            // What falls with the share is taken at its lower end, and what rises at its upper one.
            Self::Margin => {
                let unit = price * (1.0 - from) - cost;
                // Of a loss the fewer the better.
                let taken = if unit >= 0.0 { uptake.at(to) } else { uptake.at(from) };
                (taken, unit, price - cost)
            }
            Self::Revenue => (uptake.at(to), price * (1.0 - from), price),
            Self::Units => (uptake.at(to), 1.0, 1.0),
        };
        taken * unit - uptake.organic * organic_unit
    }

    /// What offering all of `items` at their list prices adds, in expectation.
    #[must_use]
    pub fn worth(self, items: &[Offered]) -> f64 {
        self.value(items, 0.0)
    }

    /// What giving `gift` away takes, in expectation, where that happens with such a probability.
    #[must_use]
    pub fn spent(self, probability: f64, gift: &Offered) -> f64 {
        match self {
            // It costs what it costs, and who would have bought it does not any more.
            Self::Margin => {
                let (price, cost) = (gift.price.0 as f64, gift.cost.0 as f64);
                probability * (cost + gift.uptake.organic * (price - cost))
            }
            Self::Revenue => probability * gift.uptake.organic * gift.price.0 as f64,
            Self::Units => probability * gift.uptake.organic,
        }
    }

    /// What offering all of `items` at prices lower by `share` adds, in expectation.
    #[must_use]
    pub fn value(self, items: &[Offered], share: f64) -> f64 {
        let mut gains: Vec<(u32, f64)> =
            items.iter().map(|item| (item.function, self.gain(item, share))).collect();
        // The best of each function first, so that it counts in full.
        gains.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        let mut value = 0.0;
        let (mut function, mut weight) = (None, 1.0);
        for (of, gain) in gains {
            weight = if function == Some(of) { weight * SECOND_OF_A_FUNCTION } else { 1.0 };
            function = Some(of);
            // A loss is one in full.
            value += if gain > 0.0 { weight * gain } else { gain };
        }
        value
    }
}
