//! What is told of an item, as it is answered.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::catalogue::ToldFacts;

/// What is told of an item, besides what the snapshot says.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ToldItem)]
pub(super) struct ToldItemView<'a> {
    /// Which item.
    item_id: &'a str,
    told: ToldFactsView<'a>,
}

/// Facts that were told. One that is null was not, and what the snapshot says counts.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ToldFacts)]
pub(super) struct ToldFactsView<'a> {
    /// What it is called.
    #[schema(required)]
    title: Option<&'a str>,
    /// Where it is filed, from the widest to the narrowest, joined by ` > `.
    #[schema(required)]
    category: Option<&'a str>,
    /// Who makes it.
    #[schema(required)]
    brand: Option<&'a str>,
    /// What one piece is sold for, in minor units of the shop's currency.
    #[schema(required)]
    price: Option<i64>,
    /// What one piece costs the shop, in minor units of its currency.
    #[schema(required)]
    cost: Option<i64>,
    /// Pieces in stock; zero or less is out of stock.
    #[schema(required)]
    stock: Option<i64>,
    /// Where its page is.
    #[schema(required)]
    url: Option<&'a str>,
    /// Other facts: name and value.
    attributes: &'a BTreeMap<String, String>,
    /// Whether it is never listed.
    hidden: bool,
}

impl<'a> ToldItemView<'a> {
    pub(super) fn new(item_id: &'a str, facts: &'a ToldFacts) -> Self {
        let told = ToldFactsView {
            title: facts.title.as_deref(),
            category: facts.category.as_deref(),
            brand: facts.brand.as_deref(),
            price: facts.price,
            cost: facts.cost,
            stock: facts.stock,
            url: facts.url.as_deref(),
            attributes: &facts.attributes,
            hidden: facts.hidden,
        };
        Self { item_id, told }
    }
}
