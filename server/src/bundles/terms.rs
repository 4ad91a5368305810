//! What a shop says of its bundles: the table `[bundles]` of its settings.

use engine::bundle::{BASIS_POINTS, Ending, Pricing};
use engine::offer::{DEFAULT_MARGIN, LIFT, ShopTerms};
use serde::Deserialize;
use thiserror::Error;

use super::percent::Percent;
use crate::currency::decimals;
use crate::keys::Scope;

/// The discounts of a shop that names none: rising, and finer where most are given.
const DEFAULT_DISCOUNTS: [i64; 8] = [0, 3, 5, 8, 10, 12, 15, 20];
/// Most discounts of a shop: what one search tries.
const MOST_DISCOUNTS: usize = 32;
/// Up to where a page and an agent discount without asking where the shop says nothing else: as far as bundles go that nobody
/// asked to be cheaper. Unit: percent.
const DEFAULT_AUTHORITY: i64 = super::DEFAULT_MAX_DISCOUNT.hundredths() / 100;
/// Dearest that an item may be beside the dearest of the cart: a hundred times that. Unit: percent.
const MOST_PRICE: i64 = 10_000;
/// Most that an offer can be taken to multiply odds by.
const MOST_LIFT: f64 = 100.0;
/// Longest ending of prices. Unit: digits.
const MOST_DIGITS: usize = 9;

/// What a shop says of its bundles, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct BundleTerms {
    /// What the engine is told: prices, the margin where costs are not known, what an offer adds.
    pub shop: ShopTerms,
    /// Least share of its price that a bundle leaves above its cost, whoever asks. Unit: hundredths of a percent.
    pub min_margin: i64,
    /// The same of each item of it. Unit: hundredths of a percent.
    pub min_line_margin: i64,
    /// Up to where each may discount without approval. Unit: hundredths of a percent.
    pub(super) authority: Authority,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Authority {
    storefront: i64,
    agent: i64,
    manager: i64,
}

/// The table as it is written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct BundlesTable {
    discount_percents: Option<Vec<Percent>>,
    price_ending: Option<String>,
    default_margin_percent: Option<Percent>,
    max_price_percent: Option<Percent>,
    min_margin_percent: Option<Percent>,
    min_line_margin_percent: Option<Percent>,
    authority_percent: AuthorityTable,
    lift: Option<f64>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct AuthorityTable {
    storefront: Option<Percent>,
    agent: Option<Percent>,
    manager: Option<Percent>,
}

/// A field of the table that says something that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`bundles.{field}`: {found}, expected {expected}")]
pub struct TermsError {
    field: &'static str,
    found: String,
    expected: String,
}

impl Default for BundleTerms {
    /// Those of a shop that says nothing.
    fn default() -> Self {
        let discounts = DEFAULT_DISCOUNTS.map(|percent| Percent::of(percent).hundredths());
        let pricing = Pricing::new(discounts.to_vec(), None);
        let most = Percent::of(DEFAULT_AUTHORITY).hundredths();
        Self {
            shop: ShopTerms::new(pricing.expect("the usual discounts are shares")),
            min_margin: 0,
            min_line_margin: 0,
            authority: Authority { storefront: most, agent: most, manager: BASIS_POINTS },
        }
    }
}

impl BundleTerms {
    /// Up to where whoever asks with a key of `scope` may discount without approval; without a key as with one of a manager.
    /// Unit: hundredths of a percent.
    #[must_use]
    pub fn authority(&self, scope: Option<Scope>) -> i64 {
        match scope {
            Some(Scope::Storefront) => self.authority.storefront,
            Some(Scope::Agent) => self.authority.agent,
            Some(Scope::Manager | Scope::Admin) | None => self.authority.manager,
        }
    }

    /// What an item is taken to leave of its price where its cost is not known.
    #[must_use]
    pub fn default_margin(&self) -> Percent {
        Percent::of_hundredths(self.shop.default_margin)
    }
}

impl BundlesTable {
    /// What it says, with prices in `currency`.
    ///
    /// # Errors
    ///
    /// The first field that says something that cannot be.
    pub(crate) fn check(self, currency: Option<&str>) -> Result<BundleTerms, TermsError> {
        let usual = BundleTerms::default();
        let whole = Percent::of(100);
        let below_whole = Percent::of_hundredths(BASIS_POINTS - 1);
        let share = |field, found: Option<Percent>, least, most, usual| match found {
            None => Ok(usual),
            Some(found) if (least..=most).contains(&found) => Ok(found.hundredths()),
            Some(found) => Err(TermsError::new(field, found, format!("{least} to {most}"))),
        };
        let none = Percent::of(0);
        // What a loss leader leaves is below nothing.
        let floor =
            |field, found, usual| share(field, found, Percent::of(-100), below_whole, usual);
        let authority = |field, found, usual| share(field, found, none, whole, usual);
        let AuthorityTable { storefront, agent, manager } = self.authority_percent;
        let default_margin = self.default_margin_percent;
        let shop = ShopTerms {
            pricing: pricing(self.discount_percents, self.price_ending.as_deref(), currency)?,
            default_margin: share(
                "default_margin_percent",
                default_margin,
                none,
                below_whole,
                DEFAULT_MARGIN,
            )?,
            lift: lift(self.lift)?,
            max_price_share: share(
                "max_price_percent",
                self.max_price_percent,
                Percent::of(1),
                Percent::of(MOST_PRICE),
                usual.shop.max_price_share,
            )?,
            ..usual.shop
        };
        Ok(BundleTerms {
            shop,
            min_margin: floor("min_margin_percent", self.min_margin_percent, usual.min_margin)?,
            min_line_margin: floor(
                "min_line_margin_percent",
                self.min_line_margin_percent,
                usual.min_line_margin,
            )?,
            authority: Authority {
                storefront: authority(
                    "authority_percent.storefront",
                    storefront,
                    usual.authority.storefront,
                )?,
                agent: authority("authority_percent.agent", agent, usual.authority.agent)?,
                manager: authority("authority_percent.manager", manager, usual.authority.manager)?,
            },
        })
    }
}

impl TermsError {
    fn new(field: &'static str, found: impl ToString, expected: impl Into<String>) -> Self {
        Self { field, found: found.to_string(), expected: expected.into() }
    }
}

fn pricing(
    percents: Option<Vec<Percent>>,
    ending: Option<&str>,
    currency: Option<&str>,
) -> Result<Pricing, TermsError> {
    let field = "discount_percents";
    let usual = || DEFAULT_DISCOUNTS.map(Percent::of).to_vec();
    let percents = percents.unwrap_or_else(usual);
    if percents.is_empty() || percents.len() > MOST_DISCOUNTS {
        let found = format!("{} discounts", percents.len());
        return Err(TermsError::new(field, found, format!("1 to {MOST_DISCOUNTS} of them")));
    }
    let discounts = percents.iter().map(|percent| percent.hundredths()).collect();
    let ending = ending.map(|text| ending_of(text, currency)).transpose()?;
    // Which one is wrong is known here only.
    Pricing::new(discounts, ending).map_err(|_| {
        let all = Percent::of(0)..=Percent::of(100);
        let wrong = percents.iter().find(|percent| !all.contains(percent));
        TermsError::new(field, wrong.unwrap_or(&percents[0]), "0 to 100 each")
    })
}

/// What the last digits of a price are. A point stands before the decimals of the currency.
fn ending_of(text: &str, currency: Option<&str>) -> Result<Ending, TermsError> {
    let wrong = |expected: String| TermsError::new("price_ending", format!("`{text}`"), expected);
    let digits: String = text.chars().filter(|letter| *letter != '.').collect();
    let are_digits = digits.bytes().all(|digit| digit.is_ascii_digit());
    if !are_digits || digits.is_empty() || digits.len() > MOST_DIGITS {
        return Err(wrong(format!(
            "the last 1 to {MOST_DIGITS} digits of prices, such as \".99\" or \"00\""
        )));
    }
    if let Some((_, fraction)) = text.split_once('.') {
        let Some(code) = currency else {
            return Err(wrong("`currency` in the same file, which says how many decimals prices have; or the digits without a point".to_owned()));
        };
        let n_decimals = usize::from(decimals(code));
        if fraction.len() != n_decimals {
            return Err(wrong(format!("{n_decimals} decimals, as {code} has")));
        }
    }
    let rest = digits.parse().map_err(|_| wrong("digits".to_owned()))?;
    let every = digits.bytes().fold(1, |every, _| every * 10);
    Ending::new(rest, every).map_err(|error| wrong(error.to_string()))
}

fn lift(found: Option<f64>) -> Result<f64, TermsError> {
    match found {
        None => Ok(LIFT),
        Some(found) if (1.0..=MOST_LIFT).contains(&found) => Ok(found),
        Some(found) => Err(TermsError::new("lift", found, format!("1 to {MOST_LIFT}"))),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn read(text: &str, currency: Option<&str>) -> Result<BundleTerms, TermsError> {
        toml::from_str::<BundlesTable>(text).unwrap().check(currency)
    }

    fn told(text: &str) -> String {
        read(text, Some("CNY")).unwrap_err().to_string()
    }

    #[test]
    fn an_empty_table_says_what_is_usual() {
        assert_eq!(read("", None).unwrap(), BundleTerms::default());
    }

    /// The list for people and what is read are the same.
    #[test]
    fn every_field_is_documented_and_no_other() {
        let (_, documented) =
            include_str!("../../../docs/bundles.md").split_once("| key |").unwrap();
        let rows = documented.lines().filter_map(|line| line.strip_prefix("| `"));
        let documented: BTreeSet<&str> =
            rows.map(|row| row.split(['`', '.']).next().unwrap()).collect();
        let error = toml::from_str::<BundlesTable>("colour = 1").unwrap_err().to_string();
        let (_, expected) = error.split_once("expected one of ").unwrap();
        let expected: BTreeSet<&str> =
            expected.trim().split(", ").map(|name| name.trim_matches('`')).collect();
        assert_eq!(documented, expected);
    }

    #[test]
    fn every_field_is_heard() {
        let text = "discount_percents = [0, 7.5]\nprice_ending = \".99\"\ndefault_margin_percent = 22.5\n\
                    max_price_percent = 50\nmin_margin_percent = 12\nmin_line_margin_percent = -5\nlift = 1.5\n\
                    [authority_percent]\nstorefront = 0\nagent = 8\nmanager = 30";
        let terms = read(text, Some("CNY")).unwrap();
        let ending = Ending::new(99, 100).unwrap();
        assert_eq!(terms.shop.pricing, Pricing::new(vec![0, 750], Some(ending)).unwrap());
        assert_eq!(terms.shop.default_margin, 2_250);
        assert_eq!(terms.shop.max_price_share, 5_000);
        assert_eq!((terms.min_margin, terms.min_line_margin), (1_200, -500));
        assert_eq!(terms.shop.lift, 1.5);
        let scopes = Scope::ALL.map(|scope| terms.authority(Some(scope)));
        assert_eq!((scopes, terms.authority(None)), ([0, 800, 3_000, 3_000], 3_000));
    }

    #[test]
    fn prices_end_as_their_currency_writes_them() {
        let of =
            |text: &str, currency| ending_of(text, currency).map_err(|error| error.to_string());
        assert_eq!(of(".99", Some("GBP")), Ok(Ending::new(99, 100).unwrap()));
        assert_eq!(of(".00", Some("CNY")), Ok(Ending::new(0, 100).unwrap()));
        assert_eq!(of("9.90", Some("CNY")), Ok(Ending::new(990, 1000).unwrap()));
        assert_eq!(of("80", Some("JPY")), Ok(Ending::new(80, 100).unwrap()));
        assert_eq!(of("9", None), Ok(Ending::new(9, 10).unwrap()));
        insta::assert_snapshot!(of(".99", Some("JPY")).unwrap_err(), @"`bundles.price_ending`: `.99`, expected 0 decimals, as JPY has");
        insta::assert_snapshot!(of(".9", Some("CNY")).unwrap_err(), @"`bundles.price_ending`: `.9`, expected 2 decimals, as CNY has");
        insta::assert_snapshot!(of(".99", None).unwrap_err(), @"`bundles.price_ending`: `.99`, expected `currency` in the same file, which says how many decimals prices have; or the digits without a point");
        for text in ["", ".", "1.2.3", "ninety", "-9", "1234567890"] {
            assert!(of(text, Some("CNY")).is_err(), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_is_told_by_its_field() {
        insta::assert_snapshot!(told("discount_percents = [5, 101]"), @"`bundles.discount_percents`: 101, expected 0 to 100 each");
        insta::assert_snapshot!(told("discount_percents = []"), @"`bundles.discount_percents`: 0 discounts, expected 1 to 32 of them");
        insta::assert_snapshot!(told("default_margin_percent = 100"), @"`bundles.default_margin_percent`: 100, expected 0 to 99.99");
        insta::assert_snapshot!(told("max_price_percent = 0"), @"`bundles.max_price_percent`: 0, expected 1 to 10000");
        insta::assert_snapshot!(told("min_margin_percent = 100"), @"`bundles.min_margin_percent`: 100, expected -100 to 99.99");
        insta::assert_snapshot!(told("min_line_margin_percent = -101"), @"`bundles.min_line_margin_percent`: -101, expected -100 to 99.99");
        insta::assert_snapshot!(told("authority_percent = { agent = 120 }"), @"`bundles.authority_percent.agent`: 120, expected 0 to 100");
        insta::assert_snapshot!(told("lift = 0.5"), @"`bundles.lift`: 0.5, expected 1 to 100");
        insta::assert_snapshot!(told("lift = nan"), @"`bundles.lift`: NaN, expected 1 to 100");
    }
}
