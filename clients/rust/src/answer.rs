//! What is answered. Fields that a later release adds are passed over.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::words::{
    BundleRole, Condition, DiscountGiven, Grade, Momentum, NoBundleBecause, NoneBecause, PaceBy,
    RelationKind, RuleAction, Standing,
};

/// Items found, an exact id first, then best-sellers first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Items {
    /// The snapshot that answered.
    pub snapshot_id: String,
    /// The items found.
    pub items: Vec<ItemFacts>,
    /// Why there is none, where there is none.
    #[serde(default)]
    pub none_because: Option<NoneBecause>,
}

/// What the shop says about an item, and how it sells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemFacts {
    /// Which item.
    pub item_id: String,
    /// What it is called.
    pub title: Option<String>,
    /// Where it is filed, from the widest to the narrowest, joined by ` > `.
    pub category: Option<String>,
    /// Who makes it.
    pub brand: Option<String>,
    /// What one piece is sold for. Unit: minor units of `currency`.
    pub price: Option<i64>,
    /// ISO 4217 code of the shop's currency.
    pub currency: Option<String>,
    /// Decimals of an amount: a price of 450 and 2 decimals is 4.50.
    pub currency_decimals: u32,
    /// Whether there is any.
    pub in_stock: Option<bool>,
    /// Where its page is, as the shop wrote it.
    pub url: Option<String>,
    /// How it sells.
    pub momentum: Momentum,
    /// Orders with it.
    pub orders: u32,
    /// Visits in which it was looked at, or more.
    pub visits: Option<u32>,
    /// Whether the shop hides it from buyers; absent where it does not.
    #[serde(default)]
    pub hidden: Option<bool>,
}

/// What is known of one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The snapshot that answered.
    pub snapshot_id: String,
    /// What the shop says about it, and how it sells.
    #[serde(flatten)]
    pub facts: ItemFacts,
    /// All other facts the shop told: name and value.
    pub attributes: BTreeMap<String, String>,
}

/// What goes with one item, best first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RelatedItems {
    /// The snapshot that answered.
    pub snapshot_id: String,
    /// The item asked about.
    pub item_id: String,
    /// What goes with it.
    pub related: Vec<RelatedItem>,
    /// Why there is none, where there is none.
    #[serde(default)]
    pub none_because: Option<NoneBecause>,
    /// Where the filter left nothing, the conditions that are to blame.
    #[serde(default)]
    pub emptied_by: Vec<Condition>,
    /// The shop's rules, where the answer was to be explained.
    #[serde(default)]
    pub rules: Option<ExplainedRules>,
}

/// An item that goes with another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RelatedItem {
    /// Which item.
    pub item_id: String,
    /// What it is called, where the shop says it.
    pub title: Option<String>,
    /// What it is to its anchor.
    pub relation: RelationKind,
    /// How it sells.
    pub momentum: Momentum,
    /// How well it goes with what was asked about; comparable inside one answer only. Above zero.
    pub score: f64,
    /// How probable its kind is; of hot, latent and none, that they sell together more than chance. 0 to 1.
    pub confidence: f64,
    /// How much of what customers did ties it to its anchor.
    pub grade: Grade,
    /// Why it is listed, in one sentence that states counts only.
    pub reason: String,
    /// What was counted.
    pub evidence: Evidence,
    /// How it came to its place, where the answer was to be explained.
    #[serde(default)]
    pub explained: Option<ExplainedItem>,
}

/// How a listed item came to its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExplainedItem {
    /// By its score, by a rule, or to fill the list up.
    pub standing: Standing,
    /// The shop's rules that moved or placed it.
    pub rules: Vec<TouchingRule>,
}

/// A rule of the shop that touched an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TouchingRule {
    /// What it is called.
    pub id: String,
    /// What it does.
    pub action: RuleAction,
}

/// The shop's rules, where an answer was to be explained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExplainedRules {
    /// Their version; 0 where there never were any.
    pub version: u64,
    /// How many of them are in force.
    pub in_force: u32,
    /// Those that kept something out of the list.
    pub hiding: Vec<HidingRule>,
}

/// A rule that kept items out of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HidingRule {
    /// Which one.
    #[serde(flatten)]
    pub rule: TouchingRule,
    /// Items that would else have had a place, or been in line for one.
    pub items: u32,
}

/// What was counted about an anchor and an item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The item that speaks loudest for the listed one; none for a back-off.
    pub anchor_item_id: Option<String>,
    /// Orders with both; 0 where the pair was not counted, too.
    pub orders_together: u32,
    /// Orders with the anchor.
    pub orders_with_anchor: u32,
    /// Orders with both that chance alone would give.
    pub expected_by_chance: f64,
    /// How many times more than chance, the best estimate; 0 where the pair was not counted.
    pub times_more_than_chance: f64,
    /// How many times more than chance, at least (one-sided 95 %); 0 where the pair was not counted.
    pub at_least: f64,
}

/// What goes with a cart, best first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suggestions {
    /// The snapshot that answered.
    pub snapshot_id: String,
    /// What goes with the cart.
    pub suggestions: Vec<Suggestion>,
    /// Why there is none, where there is none.
    #[serde(default)]
    pub none_because: Option<NoneBecause>,
    /// Where the filter left nothing, the conditions that are to blame.
    #[serde(default)]
    pub emptied_by: Vec<Condition>,
    /// Items of the question that the snapshot does not know; they were ignored.
    #[serde(default)]
    pub unknown_items: Vec<String>,
    /// The shop's rules, where the answer was to be explained.
    #[serde(default)]
    pub rules: Option<ExplainedRules>,
}

/// One suggested item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// Names this suggestion when telling what became of it. Never given twice.
    pub suggestion_id: String,
    /// The item, and what it is to its anchor.
    #[serde(flatten)]
    pub item: RelatedItem,
}

/// Bundles for a cart, best first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bundles {
    /// The snapshot that answered.
    pub snapshot_id: String,
    /// What the bundles are made around; none where nothing of the cart is known.
    pub anchor_item_id: Option<String>,
    /// The item of the cart that the anchor stands for, where the buyer cannot or will not have that one.
    #[serde(default)]
    pub instead_of_item_id: Option<String>,
    /// The bundles.
    pub bundles: Vec<Bundle>,
    /// Why there is none, where there is none.
    #[serde(default)]
    pub none_because: Option<NoBundleBecause>,
    /// Items of the question that the snapshot does not know.
    #[serde(default)]
    pub unknown_items: Vec<String>,
    /// What is taken to be left of a price whose cost is not known, where there is one and the key may see costs. Unit: percent.
    #[serde(default)]
    pub assumed_margin_percent: Option<f64>,
}

/// Items that are offered together at one price. Amounts are in minor units of `currency`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bundle {
    /// Names this bundle when telling what became of it. Never given twice.
    pub bundle_id: String,
    /// What is in it; of a gift, that is the last.
    pub items: Vec<BundleItem>,
    /// What the items are listed at together.
    pub list_price: i64,
    /// What they are offered for together.
    pub price: i64,
    /// What is given.
    pub discount: BundleDiscount,
    /// ISO 4217 code of the shop's currency.
    pub currency: Option<String>,
    /// How likely the buyer takes at least one of the items. 0 to 1.
    pub probability: f64,
    /// Which pairing of the trade it is.
    pub role: BundleRole,
    /// What fast and slow are told by, where the role is of such.
    #[serde(default)]
    pub role_by: Option<PaceBy>,
    /// Why it is offered.
    pub reason: String,
    /// Whether no bundle inside the same limits is better, of the items considered, which are at most thirty.
    pub proven_best: bool,
    /// Whether the discount is beyond what the key may give.
    pub needs_approval: bool,
    /// By how much the cart passes the threshold with it, where there is one.
    #[serde(default)]
    pub overshoot: Option<i64>,
    /// What is left above cost at the list price. To keys that may see costs.
    #[serde(default)]
    pub margin_before: Option<i64>,
    /// What is left above cost at the price. To keys that may see costs.
    #[serde(default)]
    pub margin_after: Option<i64>,
    /// What offering it adds beyond what is bought anyway, in expectation. To keys that may see costs.
    #[serde(default)]
    pub expected_incremental_margin: Option<i64>,
    /// Whether a cost is not known and was taken to be usual. To keys that may see costs.
    #[serde(default)]
    pub costs_assumed: Option<bool>,
    /// By how much a better one could be better, where it is not proven best. To keys that may see costs.
    #[serde(default)]
    pub gap: Option<f64>,
}

/// An item of a bundle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BundleItem {
    /// Which item.
    pub item_id: String,
    /// What it is called, where the shop says it.
    pub title: Option<String>,
    /// Pieces of it.
    pub quantity: u32,
    /// What one piece is listed at.
    pub list_price: i64,
    /// What of the bundle's price falls to it; 0 of a gift.
    pub price: i64,
    /// What it is to its anchor.
    pub relation: RelationKind,
    /// Why it goes with the cart, in one sentence that states counts only.
    pub reason: String,
    /// What was counted.
    pub evidence: Evidence,
}

/// What a bundle gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BundleDiscount {
    /// Which it is.
    pub kind: DiscountGiven,
    /// What is taken off the list price. Unit: percent, to two decimals.
    pub percent: f64,
    /// The same in minor units.
    pub amount: i64,
    /// The gift.
    #[serde(default)]
    pub gift_item_id: Option<String>,
}

/// What a customer may buy again, most promising first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReorderList {
    /// The snapshot that answered.
    pub snapshot_id: String,
    /// The customer asked about.
    pub customer_id: String,
    /// What was bought before and is not out of stock.
    pub reorder: Vec<ReorderItem>,
    /// Why there is none, where there is none.
    #[serde(default)]
    pub none_because: Option<NoneBecause>,
    /// Where all is out of stock: that.
    #[serde(default)]
    pub emptied_by: Option<Vec<Condition>>,
}

/// One item that the customer bought before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReorderItem {
    /// Which item.
    pub item_id: String,
    /// What it is called.
    pub title: Option<String>,
    /// The customer's orders with it.
    pub orders: u32,
    /// The orders, halved for every sixty days since the last one.
    pub score: f64,
    /// Days from the last of them to the shop's newest order, where it has a time.
    #[serde(default)]
    pub days_ago: Option<u32>,
}

/// The process lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// `ok`.
    pub status: String,
    /// The release that runs.
    pub version: String,
}

/// From what is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Readiness {
    /// The process has one shop.
    OneShop {
        /// `ready`.
        status: String,
        /// The snapshot being served.
        snapshot_id: String,
        /// Its number in the directory.
        snapshot_number: u32,
        /// How long ago it was published. Unit: seconds.
        snapshot_age_seconds: u64,
        /// Items it knows.
        items: u64,
    },
    /// The process has many shops.
    ManyShops {
        /// `ready`.
        status: String,
        /// Shops that there are.
        shops: u64,
        /// How many of them are loaded; the others are when somebody asks.
        shops_loaded: u64,
    },
}
