//! Measures of a pair: from four counts to a number with a unit.

use crate::count::Evidence;

/// How often two things were bought together, alone, and not at all. Unit: orders.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairTable {
    /// Orders with both.
    pub both: f64,
    /// Orders with the first only.
    pub only_a: f64,
    /// Orders with the second only.
    pub only_b: f64,
    /// Orders with neither.
    pub neither: f64,
}

impl From<&Evidence> for PairTable {
    fn from(evidence: &Evidence) -> Self {
        let (both, a, b) = (evidence.together, evidence.with_anchor, evidence.with_item);
        Self {
            both: f64::from(both),
            only_a: f64::from(a.saturating_sub(both)),
            only_b: f64::from(b.saturating_sub(both)),
            neither: (f64::from(evidence.n_orders) - f64::from(a) - f64::from(b) + f64::from(both))
                .max(0.0),
        }
    }
}

impl PairTable {
    fn a(&self) -> f64 {
        self.both + self.only_a
    }

    fn b(&self) -> f64 {
        self.both + self.only_b
    }

    fn all(&self) -> f64 {
        self.both + self.only_a + self.only_b + self.neither
    }
}

/// Support: the share of all orders that hold both.
///
/// Range `0.0..=1.0`. It says how much a pair matters, not whether it is one.
///
/// Source: Agrawal, Imieliński, Swami, *Mining Association Rules between Sets of Items in Large
/// Databases*, SIGMOD 1993, pages 207-216.
///
/// ```
/// # use engine::relation::measure::*;
/// // 1000 orders: bread in 100, butter in 50, both in 20.
/// let table = PairTable { both: 20.0, only_a: 80.0, only_b: 30.0, neither: 870.0 };
/// assert_eq!(support(table), Some(0.02));
/// ```
#[must_use]
pub fn support(table: PairTable) -> Option<f64> {
    ratio(table.both, table.all())
}

/// Confidence: the share of the first one's orders that hold the second, P(b | a).
///
/// Range `0.0..=1.0`. It favours whatever sells anyway.
///
/// Source: Agrawal, Imieliński, Swami 1993, as for [`support`].
///
/// ```
/// # use engine::relation::measure::*;
/// let table = PairTable { both: 20.0, only_a: 80.0, only_b: 30.0, neither: 870.0 };
/// assert_eq!(confidence(table), Some(0.2));
/// ```
#[must_use]
pub fn confidence(table: PairTable) -> Option<f64> {
    ratio(table.both, table.a())
}

/// Lift: how many times more often than chance, P(a, b) / (P(a) P(b)).
///
/// Range `0.0..`; 1 is chance. Unshrunk: of rare items it says next to nothing.
///
/// Source: Brin, Motwani, Ullman, Tsur, *Dynamic Itemset Counting and Implication Rules for Market
/// Basket Data*, SIGMOD 1997, pages 255-264 (there called interest).
///
/// ```
/// # use engine::relation::measure::*;
/// let table = PairTable { both: 20.0, only_a: 80.0, only_b: 30.0, neither: 870.0 };
/// assert_eq!(lift(table), Some(4.0));
/// ```
#[must_use]
pub fn lift(table: PairTable) -> Option<f64> {
    ratio(table.both * table.all(), table.a() * table.b())
}

/// Leverage: the share of orders by which the pair exceeds chance, P(a, b) − P(a) P(b).
///
/// Range `-0.25..=0.25`; 0 is chance.
///
/// Source: Piatetsky-Shapiro, *Discovery, Analysis, and Presentation of Strong Rules*, in Knowledge
/// Discovery in Databases, AAAI/MIT Press 1991, pages 229-248.
///
/// ```
/// # use engine::relation::measure::*;
/// let table = PairTable { both: 20.0, only_a: 80.0, only_b: 30.0, neither: 870.0 };
/// assert!((leverage(table).unwrap() - 0.015).abs() < 1e-12);
/// ```
#[must_use]
pub fn leverage(table: PairTable) -> Option<f64> {
    let all = table.all();
    Some(ratio(table.both, all)? - ratio(table.a(), all)? * ratio(table.b(), all)?)
}

/// Log-likelihood ratio G² of a pair: how surprising its joint count is if the two were bought
/// independently.
///
/// Unit: nats, doubled; range `0.0..`; 0 means exactly as often as chance. It says nothing about
/// the direction: a pair bought *less* often than chance also scores high, so read it together
/// with [`lift`].
///
/// Source: Dunning, *Accurate Methods for the Statistics of Surprise and Coincidence*,
/// Computational Linguistics 19(1), 1993, pages 61-74.
///
/// ```
/// # use engine::relation::measure::*;
/// let table = PairTable { both: 20.0, only_a: 80.0, only_b: 30.0, neither: 870.0 };
/// assert!((log_likelihood_ratio(table) - 33.89).abs() < 0.01);
/// ```
#[must_use]
pub fn log_likelihood_ratio(table: PairTable) -> f64 {
    let cells = [table.both, table.only_a, table.only_b, table.neither];
    let rows = [table.a(), table.only_b + table.neither];
    let columns = [table.b(), table.only_a + table.neither];
    let sum = |counts: &[f64]| counts.iter().map(|&count| x_ln_x(count)).sum::<f64>();
    // Rounding may leave a hair below zero at independence.
    (2.0 * (sum(&cells) + x_ln_x(table.all()) - sum(&rows) - sum(&columns))).max(0.0)
}

/// Jaccard index: orders with both, as a share of orders with either.
///
/// Range `0.0..=1.0`, the same both ways.
///
/// Source: Jaccard, *The Distribution of the Flora in the Alpine Zone*, New Phytologist 11(2),
/// 1912, pages 37-50.
///
/// ```
/// # use engine::relation::measure::*;
/// let table = PairTable { both: 20.0, only_a: 80.0, only_b: 30.0, neither: 870.0 };
/// assert!((jaccard(table).unwrap() - 20.0 / 130.0).abs() < 1e-12);
/// ```
#[must_use]
pub fn jaccard(table: PairTable) -> Option<f64> {
    ratio(table.both, table.both + table.only_a + table.only_b)
}

/// Cosine of the two items' order vectors, n_ab / √(n_a n_b).
///
/// Range `0.0..=1.0`, the same both ways.
///
/// Source: Linden, Smith, York, *Amazon.com Recommendations: Item-to-Item Collaborative Filtering*,
/// IEEE Internet Computing 7(1), 2003, pages 76-80.
///
/// ```
/// # use engine::relation::measure::*;
/// let table = PairTable { both: 20.0, only_a: 80.0, only_b: 30.0, neither: 870.0 };
/// assert!((cosine(table).unwrap() - 0.2828).abs() < 1e-4);
/// ```
#[must_use]
pub fn cosine(table: PairTable) -> Option<f64> {
    ratio(table.both, (table.a() * table.b()).sqrt())
}

fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

fn x_ln_x(x: f64) -> f64 {
    if x > 0.0 { x * x.ln() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tables() -> impl Strategy<Value = PairTable> {
        (0_u32..500, 0_u32..500, 0_u32..500, 1_u32..5000).prop_map(|(both, a, b, neither)| {
            PairTable {
                both: both.into(),
                only_a: a.into(),
                only_b: b.into(),
                neither: neither.into(),
            }
        })
    }

    proptest! {
        #[test]
        fn a_doubled_shop_changes_no_ratio(table in tables()) {
            let twice = PairTable {
                both: 2.0 * table.both,
                only_a: 2.0 * table.only_a,
                only_b: 2.0 * table.only_b,
                neither: 2.0 * table.neither,
            };
            for measure in [support, confidence, lift, leverage, jaccard, cosine] {
                match (measure(table), measure(twice)) {
                    (Some(once), Some(doubled)) => prop_assert!((once - doubled).abs() < 1e-9),
                    (once, doubled) => prop_assert_eq!(once, doubled),
                }
            }
            let (once, doubled) = (log_likelihood_ratio(table), log_likelihood_ratio(twice));
            prop_assert!((2.0 * once - doubled).abs() < 1e-6 * (1.0 + doubled));
        }

        #[test]
        fn every_measure_keeps_to_its_range(table in tables()) {
            for share in [support, confidence, jaccard, cosine] {
                prop_assert!(share(table).is_none_or(|s| (0.0..=1.0 + 1e-12).contains(&s)));
            }
            prop_assert!(lift(table).is_none_or(|l| l >= 0.0));
            prop_assert!(leverage(table).is_none_or(|l| (-0.25..=0.25).contains(&l)));
            prop_assert!(log_likelihood_ratio(table) >= 0.0);
        }
    }

    #[test]
    fn nothing_follows_from_no_orders() {
        let table = PairTable { both: 0.0, only_a: 0.0, only_b: 0.0, neither: 0.0 };
        assert_eq!(lift(table), None);
        assert_eq!(support(table), None);
        assert_eq!(log_likelihood_ratio(table), 0.0);
    }
}
