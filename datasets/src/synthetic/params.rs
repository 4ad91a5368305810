//! What can be set about a made-up shop.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::defaults::{CLICK_FARM_SHARE, FEWEST_ITEMS, MOST_ITEMS, ORDERS_AN_ITEM};

/// What can be set about a made-up shop; all else is fixed.
#[derive(Debug, Clone, PartialEq)]
pub struct ShopParams {
    /// Orders, those of click farms among them; returns come on top. `1..=100_000_000`.
    pub n_orders: u64,
    /// Another seed, another shop.
    pub seed: u64,
    /// Items, where not as many as the orders call for. `300..=2_000_000`.
    pub n_items: Option<u32>,
    /// Languages of the titles.
    pub language: Language,
    /// Share of orders that click farms make. Range `0.0..=0.5`.
    pub click_farm_share: f64,
}

/// Languages of the titles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
    /// A brand writes all its titles in the one or the other.
    #[default]
    Both,
}

/// A parameter out of its range.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("parameter `{name}` is {found}, expected {expected}")]
pub struct ShopParamsError {
    /// Which parameter.
    pub name: &'static str,
    /// Its value.
    pub found: String,
    /// Its range, in words.
    pub expected: &'static str,
}

/// A word that names no language.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("unknown language `{0}`, expected zh, en or both")]
pub struct LanguageError(String);

impl ShopParams {
    /// A shop of `n_orders` orders with all defaults.
    #[must_use]
    pub fn new(n_orders: u64, seed: u64) -> Self {
        Self {
            n_orders,
            seed,
            n_items: None,
            language: Language::Both,
            click_farm_share: CLICK_FARM_SHARE,
        }
    }

    /// Items of the shop: as asked for, or one for 50 orders, at least 300 and at most 200,000.
    ///
    /// ```
    /// use datasets::synthetic::ShopParams;
    /// assert_eq!(ShopParams::new(100_000, 1).n_items(), 2_000);
    /// assert_eq!(ShopParams::new(1_000, 1).n_items(), 300);
    /// assert_eq!(ShopParams::new(30_000_000, 1).n_items(), 200_000);
    /// ```
    #[must_use]
    pub fn n_items(&self) -> u32 {
        let called_for = self.n_orders as f64 / ORDERS_AN_ITEM;
        self.n_items.unwrap_or(called_for.clamp(FEWEST_ITEMS, MOST_ITEMS) as u32)
    }

    pub(super) fn check(&self) -> Result<(), ShopParamsError> {
        let refused = |name, found, expected| Err(ShopParamsError { name, found, expected });
        if !(1..=100_000_000).contains(&self.n_orders) {
            return refused("orders", self.n_orders.to_string(), "1 to 100,000,000");
        }
        if !(300..=2_000_000).contains(&self.n_items()) {
            return refused("items", self.n_items().to_string(), "300 to 2,000,000");
        }
        if !(0.0..=0.5).contains(&self.click_farm_share) {
            return refused("click_farm_share", self.click_farm_share.to_string(), "0 to 0.5");
        }
        Ok(())
    }
}

impl Language {
    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
            Self::Both => "both",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Language {
    type Err = LanguageError;

    fn from_str(name: &str) -> Result<Self, LanguageError> {
        let all = [Self::Zh, Self::En, Self::Both];
        let found = all.into_iter().find(|language| language.name() == name);
        found.ok_or_else(|| LanguageError(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_out_of_range_is_named_with_its_value() {
        let shop = ShopParams { n_items: Some(7), ..ShopParams::new(1000, 1) };
        insta::assert_snapshot!(
            shop.check().unwrap_err(),
            @"parameter `items` is 7, expected 300 to 2,000,000"
        );
        let shop = ShopParams { click_farm_share: f64::NAN, ..ShopParams::new(1000, 1) };
        insta::assert_snapshot!(
            shop.check().unwrap_err(),
            @"parameter `click_farm_share` is NaN, expected 0 to 0.5"
        );
        insta::assert_snapshot!(
            "cn".parse::<Language>().unwrap_err(),
            @"unknown language `cn`, expected zh, en or both"
        );
    }
}
