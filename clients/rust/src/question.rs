//! What can be asked. Every field may be left out: `..Default::default()`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::words::{DiscountKind, Goal, Language, RelationKind, Stage};

/// What of an item's relations is wanted.
#[derive(Debug, Clone, Default)]
pub struct Related {
    /// Kinds wanted; empty for all, ranked together.
    pub relations: Vec<RelationKind>,
    /// Most items wanted, 1 to 100; 10 where it is absent.
    pub limit: Option<u32>,
    /// Which items may be listed.
    pub filter: Option<Filter>,
    /// The language of reasons; that of the shop where it is absent.
    pub language: Option<Language>,
    /// Whether to tell how each item came to its place. Takes a key of scope `agent`.
    pub explain: bool,
}

/// What a buyer has before them. `cart` or `viewed` holds something.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Suggest {
    /// Items chosen, at most 500. Never suggested.
    pub cart: Vec<String>,
    /// Items looked at, at most 500: a weaker hint. May be suggested.
    pub viewed: Vec<String>,
    /// Items never to be suggested, at most 500.
    pub exclude: Vec<String>,
    /// Kinds wanted; absent for all, ranked together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relations: Option<Vec<RelationKind>>,
    /// Who buys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<String>,
    /// Where the conversation stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// Which items may be suggested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
    /// Places kept for items of at most five orders; fewer than `limit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explore: Option<u32>,
    /// Most flavours of one thing in any five places, 0 (any number) to 5; 2 where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_alike: Option<u32>,
    /// Most suggestions wanted, 1 to 100; 5 where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The language of reasons; that of the shop where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Whether to tell how each suggestion came to its place. Takes a key of scope `agent`.
    pub explain: bool,
}

/// A cart, and what is wished of the bundles beside it. `cart` holds something.
#[derive(Debug, Clone, Default, Serialize)]
pub struct OfferBundles {
    /// Items chosen, at most 500; one that stands there twice is two pieces. None of them is offered.
    pub cart: Vec<String>,
    /// Items looked at, at most 500: a weaker hint. May be offered.
    pub viewed: Vec<String>,
    /// Items never to be offered, at most 500.
    pub exclude: Vec<String>,
    /// Items that stand in every bundle, at most `max_items`.
    pub must_have: Vec<String>,
    /// Who buys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<String>,
    /// Where the conversation stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// Which items may be offered. Not with `include_out_of_stock`: what is sold out is in no bundle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
    /// What the buyer does not want of the dearest item: attributes with their values.
    pub objected: BTreeMap<String, Vec<String>>,
    /// Most items of a bundle, 1 to 4; 3 where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u32>,
    /// Fewest items of a bundle, 1 to 4; 1 where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_items: Option<u32>,
    /// Most that is taken off the list price. Unit: percent, 0 to 100, at most two decimals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_discount_percent: Option<f64>,
    /// Least that is taken off it. Unit: percent, as of the most. Takes a key of scope `agent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_discount_percent: Option<f64>,
    /// Least that is left above cost. Unit: percent of the price, 0 to 99.99. Takes a key of scope `agent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_margin_percent: Option<f64>,
    /// Most that the items are listed at together. Unit: minor units of the shop's currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_list_price: Option<i64>,
    /// What is raised; the margin where it is absent. Any other takes a key of scope `manager`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goal: Option<Goal>,
    /// What is given; a lower price where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount: Option<DiscountKind>,
    /// What the cart is to be brought to. Unit: minor units of the shop's currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<i64>,
    /// ISO 4217 code that amounts are in; refused unless it is the shop's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Most bundles wanted, 1 to 10; 3 where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The language of reasons; that of the shop where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

/// Which items may be listed: those that meet all conditions. An absent or empty one lets everything pass.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Filter {
    /// Under one of these category paths, levels joined by `>`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub category: Vec<String>,
    /// Of one of these brands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub brand: Vec<String>,
    /// Costs at least this. Unit: minor units of the shop's currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_price: Option<i64>,
    /// Costs at most this. Unit: minor units of the shop's currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_price: Option<i64>,
    /// Has each attribute with one of its values.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Vec<String>>,
    /// Also what is known to be out of stock.
    pub include_out_of_stock: bool,
}
