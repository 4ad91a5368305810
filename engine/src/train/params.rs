//! What can be set about training: free to write, checked once.

use thiserror::Error;

use crate::count::{BasketRules, MAX_BASKET_LIMIT};
use crate::rank::{RIDGE_ITEMS, Signal, SimilarityParams};
use crate::relation::MomentumRules;

/// What can be set about training.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainParams {
    /// Edges kept an item. Unit: edges; 1 to 2000.
    pub neighbours: u16,
    /// γ: an order of s items counts 1/(s − 1)^γ for each of its pairs. Range `0.0..=1.0`.
    pub size_discount: f64,
    /// How much of a pair's normalisation is the anchor's. Range `0.0..=1.0`.
    pub anchor_power: f64,
    /// Orders added to the normalisation. Unit: orders; `0.0..`.
    pub shrink_orders: f64,
    /// Age at which an order counts half, if age matters. Unit: days; above 0.
    pub half_life_days: Option<f64>,
    /// Larger orders are cut into parts of at most this. Unit: items; 2 to 65535.
    pub max_basket: u32,
    /// Customers with more lines are no one person, and the sequence of their orders is not read.
    /// Unit: lines, each order counted as three more; at least 1.
    pub max_customer_lines: u32,
    /// Most items that the regression of items on each other covers, the most bought ones; 0 for none.
    pub ridge_items: u32,
    /// Windows of a tenth of the orders that weights are fitted on, the newest ones; 0 for the default
    /// weights. 0 to 5.
    pub fit_windows: u8,
    /// Most questions of each kind that weights are fitted on; with none the defaults serve. Each
    /// takes 22 KB, and 22 more where its customer is known. 0 to 20,000.
    pub fit_questions: u32,
    /// Signals that count nothing: to see what each is worth.
    pub without: Vec<Signal>,
    /// What counts as hot and as rising.
    pub momentum: MomentumRules,
    /// Memory that counting may take beside the history, if limited. Unit: bytes.
    pub memory_limit_bytes: Option<u64>,
}

/// More than any shop was seen to gain from.
const MOST_FIT_QUESTIONS: u32 = 20_000;

impl Default for TrainParams {
    fn default() -> Self {
        Self {
            neighbours: 200,
            size_discount: 0.5,
            anchor_power: 0.6,
            shrink_orders: 20.0,
            half_life_days: None,
            max_basket: 2_000,
            max_customer_lines: 10_000,
            ridge_items: RIDGE_ITEMS,
            fit_windows: 2,
            fit_questions: 4_000,
            without: Vec::new(),
            momentum: MomentumRules::default(),
            memory_limit_bytes: None,
        }
    }
}

/// Parameters that passed [`TrainParams::check`]; the trainer takes no others.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedTrainParams(TrainParams);

/// A parameter out of its range.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("parameter `{name}` is {found}, expected {expected}")]
pub struct TrainParamsError {
    /// Which parameter.
    pub name: &'static str,
    /// Its value.
    pub found: String,
    /// Its range, in words.
    pub expected: &'static str,
}

impl TrainParams {
    /// Takes the parameters as they are, if each is in its range.
    ///
    /// # Errors
    ///
    /// The first one out of its range, with the value found there.
    pub fn check(self) -> Result<CheckedTrainParams, TrainParamsError> {
        let share = |value: f64| (0.0..=1.0).contains(&value);
        let positive = |value: f64| value > 0.0 && value.is_finite();
        let m = &self.momentum;
        let checks: [(&'static str, f64, bool, &'static str); 16] = [
            (
                "neighbours",
                self.neighbours.into(),
                (1..=2000).contains(&self.neighbours),
                "1 to 2000",
            ),
            ("size_discount", self.size_discount, share(self.size_discount), "0 to 1"),
            ("anchor_power", self.anchor_power, share(self.anchor_power), "0 to 1"),
            (
                "shrink_orders",
                self.shrink_orders,
                self.shrink_orders >= 0.0 && self.shrink_orders.is_finite(),
                "0 or more",
            ),
            (
                "half_life_days",
                self.half_life_days.unwrap_or(1.0),
                self.half_life_days.is_none_or(positive),
                "above 0",
            ),
            (
                "max_basket",
                self.max_basket.into(),
                (2..=MAX_BASKET_LIMIT).contains(&self.max_basket),
                "2 to 65535",
            ),
            (
                "max_customer_lines",
                self.max_customer_lines.into(),
                self.max_customer_lines > 0,
                "at least 1",
            ),
            (
                "fit_questions",
                self.fit_questions.into(),
                self.fit_questions <= MOST_FIT_QUESTIONS,
                "0 to 20000",
            ),
            ("fit_windows", self.fit_windows.into(), self.fit_windows <= 5, "0 to 5"),
            ("momentum.half_life_weeks", m.half_life_weeks, positive(m.half_life_weeks), "above 0"),
            (
                "momentum.hot_share_of_shop",
                m.hot_share_of_shop,
                share(m.hot_share_of_shop),
                "0 to 1",
            ),
            (
                "momentum.hot_share_of_category",
                m.hot_share_of_category,
                share(m.hot_share_of_category),
                "0 to 1",
            ),
            (
                "momentum.recent_weeks",
                m.recent_weeks as f64,
                (1..=52).contains(&m.recent_weeks),
                "1 to 52",
            ),
            (
                "momentum.earlier_weeks",
                m.earlier_weeks as f64,
                (1..=52).contains(&m.earlier_weeks),
                "1 to 52",
            ),
            (
                "momentum.min_recent_orders",
                m.min_recent_orders as f64,
                m.min_recent_orders > 0,
                "at least 1",
            ),
            (
                "memory_limit_bytes",
                self.memory_limit_bytes.unwrap_or(1) as f64,
                self.memory_limit_bytes.is_none_or(|limit| limit > 0),
                "at least 1",
            ),
        ];
        for (name, found, is_good, expected) in checks {
            if !is_good {
                return Err(TrainParamsError { name, found: found.to_string(), expected });
            }
        }
        Ok(CheckedTrainParams(self))
    }
}

impl std::ops::Deref for CheckedTrainParams {
    type Target = TrainParams;

    fn deref(&self) -> &TrainParams {
        &self.0
    }
}

impl CheckedTrainParams {
    /// How much an order counts.
    #[must_use]
    pub fn basket_rules(&self) -> BasketRules {
        BasketRules {
            size_discount: self.size_discount,
            half_life_days: self.half_life_days,
            max_basket: self.max_basket,
            max_customer_lines: self.max_customer_lines,
        }
    }

    /// How strong a pair is.
    #[must_use]
    pub fn similarity(&self) -> SimilarityParams {
        SimilarityParams { anchor_power: self.anchor_power, shrink_orders: self.shrink_orders }
    }

    /// Every parameter that shapes the content, by name; the memory limit does not.
    #[must_use]
    pub fn listed(&self) -> Vec<(String, String)> {
        let TrainParams {
            neighbours,
            size_discount,
            anchor_power,
            shrink_orders,
            half_life_days,
            max_basket,
            max_customer_lines,
            ridge_items,
            fit_windows,
            fit_questions,
            without,
            momentum,
            memory_limit_bytes: _,
        } = &self.0;
        let MomentumRules {
            half_life_weeks,
            hot_share_of_shop,
            hot_share_of_category,
            recent_weeks,
            earlier_weeks,
            min_recent_orders,
        } = momentum;
        let half_life = half_life_days.map_or("none".to_owned(), |days| days.to_string());
        [
            ("neighbours", neighbours.to_string()),
            ("size_discount", size_discount.to_string()),
            ("anchor_power", anchor_power.to_string()),
            ("shrink_orders", shrink_orders.to_string()),
            ("half_life_days", half_life),
            ("max_basket", max_basket.to_string()),
            ("max_customer_lines", max_customer_lines.to_string()),
            ("ridge_items", ridge_items.to_string()),
            ("fit_windows", fit_windows.to_string()),
            ("fit_questions", fit_questions.to_string()),
            ("without", names(without)),
            ("momentum.half_life_weeks", half_life_weeks.to_string()),
            ("momentum.hot_share_of_shop", hot_share_of_shop.to_string()),
            ("momentum.hot_share_of_category", hot_share_of_category.to_string()),
            ("momentum.recent_weeks", recent_weeks.to_string()),
            ("momentum.earlier_weeks", earlier_weeks.to_string()),
            ("momentum.min_recent_orders", min_recent_orders.to_string()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec()
    }
}

/// The names of signals in one text, `none` where there is none.
fn names(signals: &[Signal]) -> String {
    let names: Vec<&str> = signals.iter().map(|signal| signal.name()).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(",") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_in_range() {
        assert!(TrainParams::default().check().is_ok());
    }

    #[test]
    fn a_parameter_out_of_range_is_named_with_its_value() {
        let params = TrainParams { half_life_days: Some(f64::NAN), ..TrainParams::default() };
        insta::assert_snapshot!(
            params.check().unwrap_err(),
            @"parameter `half_life_days` is NaN, expected above 0"
        );
        let params = TrainParams { neighbours: 0, ..TrainParams::default() };
        insta::assert_snapshot!(
            params.check().unwrap_err(),
            @"parameter `neighbours` is 0, expected 1 to 2000"
        );
    }
}
