//! `/v1/items`: what the shop says about its items, and how to find one.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::{HttpResponse, web};
use engine::relation::Momentum;
use engine::suggest::Shelf;
use engine::words::ItemIndex;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::error::{ApiError, Problem};
use super::json;
use super::limit::{Limit, limit_in_address};
use super::names::MomentumName;
use super::parameters::Parameters;
use crate::catalogue::ToldFacts;
use crate::currency::{DEFAULT_DECIMALS, decimals};
use crate::finding::{Found, Hidden, Names};
use crate::shop::Begun;

const DEFAULT_LIMIT: Limit = Limit::of(10);
/// Longest search, so that one is never dearer than a page of answers. Unit: bytes.
const MAX_QUERY_BYTES: usize = 256;
const FACTS_BYTES: usize = 256;

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct FindParameters {
    /// Words that title or id must hold, all of them, in any case and sequence; at most 256 bytes.
    /// Of more than eight words the eight longest count. Without it the best-sellers are listed.
    #[serde(default)]
    query: String,
    /// Most items wanted, 10 where it is absent.
    #[serde(default, deserialize_with = "limit_in_address")]
    #[param(value_type = Option<Limit>)]
    limit: Option<Limit>,
}

/// Items found, an exact id first, then best-sellers first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Items)]
pub(super) struct ItemsView<'a> {
    /// The snapshot that answered.
    snapshot_id: &'a str,
    /// The items found.
    items: Vec<FactsView<'a>>,
    /// Why the list is empty, where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    none_because: Option<NoMatch>,
}

/// Why no item was found.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum NoMatch {
    /// No title and no id holds all the words.
    NoMatch,
}

/// What is known of one item.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Item)]
pub(super) struct ItemView<'a> {
    /// The snapshot that answered.
    snapshot_id: &'a str,
    #[serde(flatten)]
    facts: FactsView<'a>,
    /// All other facts the shop told: name and value.
    attributes: BTreeMap<&'a str, &'a str>,
}

/// What the shop says about an item, and how it sells. An unknown fact is null.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ItemFacts)]
pub(super) struct FactsView<'a> {
    /// Which item.
    item_id: &'a str,
    /// What it is called.
    #[schema(required)]
    title: Option<&'a str>,
    /// Where it is filed, from the widest to the narrowest, joined by ` > `.
    #[schema(required)]
    category: Option<&'a str>,
    /// Who makes it.
    #[schema(required)]
    brand: Option<&'a str>,
    /// What one piece is sold for, in minor units of `currency`.
    #[schema(required)]
    price: Option<i64>,
    /// ISO 4217 code of the shop's currency.
    #[schema(required)]
    currency: Option<&'a str>,
    /// Decimals of an amount in `currency`: a price of 450 and 2 decimals is 4.50.
    #[schema(minimum = 0, maximum = 4)]
    currency_decimals: u8,
    /// Whether there is any.
    #[schema(required)]
    in_stock: Option<bool>,
    /// Where its page is.
    #[schema(required)]
    url: Option<&'a str>,
    /// How it sells.
    momentum: MomentumName,
    /// Orders with it.
    orders: u32,
    /// Visits in which it was looked at, or more; unknown where the shop gave no views.
    #[schema(required)]
    visits: Option<u32>,
    /// `true` where the shop hides it from buyers, and absent where not.
    #[serde(skip_serializing_if = "Option::is_none")]
    hidden: Option<bool>,
}

impl<'a> FactsView<'a> {
    fn new(shelf: Shelf<'a>, currency: Option<&'a str>, item: ItemIndex) -> Self {
        let snapshot = shelf.snapshot;
        let facts = shelf.catalog().item(item);
        Self {
            item_id: snapshot.vocabulary().id(item),
            title: facts.title,
            category: facts.category,
            brand: facts.brand,
            price: facts.price.map(|price| price.0),
            currency,
            currency_decimals: currency.map_or(DEFAULT_DECIMALS, decimals),
            in_stock: facts.stock.map(|stock| stock > 0),
            url: facts.url,
            momentum: snapshot.momentum(item).into(),
            orders: snapshot.n_orders_with(item),
            visits: snapshot.visits(item).map(|visits| visits.n_visits),
            hidden: shelf.catalog().is_hidden(item).then_some(true),
        }
    }
}

impl<'a> FactsView<'a> {
    /// What the shop tells of an item that the snapshot does not know.
    fn told(currency: Option<&'a str>, item_id: &'a str, told: &'a ToldFacts) -> Self {
        Self {
            item_id,
            title: told.title.as_deref(),
            category: told.category.as_deref(),
            brand: told.brand.as_deref(),
            price: told.price,
            currency,
            currency_decimals: currency.map_or(DEFAULT_DECIMALS, decimals),
            in_stock: told.stock.map(|stock| stock > 0),
            url: told.url.as_deref(),
            momentum: Momentum::Steady.into(),
            orders: 0,
            visits: None,
            hidden: told.hidden.then_some(true),
        }
    }
}

/// Finds items by title or id
///
/// By what the shop tells at this moment: a title that was told counts in place of the one that training saw, and items that it
/// only told of are found, after the others. Items that it hides, by what it tells of them or by a rule, are found with keys of scope `manager` and
/// `admin` only. What is out of stock is found by its name or id, and says so; without
/// `query` it is not listed.
#[utoipa::path(
    get,
    path = "/v1/items",
    operation_id = "find_items",
    tag = "items",
    security(("key" = ["storefront"])),
    params(FindParameters),
    responses(
        (status = 200, description = "Items found: an exact id first, then best-sellers first", body = ItemsView),
        (status = 422, description = "`query_invalid`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn find(
    served: Begun,
    parameters: Parameters<FindParameters>,
) -> Result<HttpResponse, ApiError> {
    let FindParameters { query, limit } = parameters.0;
    if query.len() > MAX_QUERY_BYTES {
        let found = query.len();
        return Err(ApiError::QueryInvalid(format!(
            "`query`: {found} bytes long, expected at most {MAX_QUERY_BYTES}"
        )));
    }
    let limit = limit.unwrap_or(DEFAULT_LIMIT).get();
    let told = served.told_items();
    let hidden = match served.asked().1.is_some() && served.sees_hidden() {
        true => Hidden::Found,
        false => Hidden::PassedOver,
    };
    let names = Names { served: &served, told: served.told(), items: &told };
    let found = if names.are_many() {
        let (served, told) = (served.clone(), Arc::clone(&told));
        let search = move || {
            let names = Names { served: &served, told: served.told(), items: &told };
            names.find(&query, limit, hidden)
        };
        web::block(search).await.map_err(|error| ApiError::Internal(error.into()))?
    } else {
        names.find(&query, limit, hidden)
    };
    let settings = served.settings();
    let currency = settings.currency.as_deref().or(served.snapshot.catalog().currency());
    let view = ItemsView {
        snapshot_id: served.id(),
        items: found
            .iter()
            .map(|found| match found {
                Found::Known(item) => FactsView::new(served.shelf(), currency, *item),
                Found::Told(item_id, told) => FactsView::told(currency, item_id, told),
            })
            .collect(),
        none_because: found.is_empty().then_some(NoMatch::NoMatch),
    };
    Ok(json::answer(&view, FACTS_BYTES * (1 + view.items.len())))
}

/// What is known of one item
///
/// One that the shop hides from buyers is shown with `hidden`, to keys of scope `manager` and `admin`, and where there are no keys; to
/// any other it is not there.
#[utoipa::path(
    get,
    path = "/v1/items/{item_id}",
    operation_id = "get_item",
    tag = "items",
    security(("key" = ["storefront"])),
    params(("item_id" = String, Path, description = "The shop's id of the item")),
    responses(
        (status = 200, description = "What the shop says about the item, and how it sells", body = ItemView),
        (status = 404, description = "`item_not_found`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn show(
    served: Begun,
    item_id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let snapshot = &served.snapshot;
    let settings = served.settings();
    let currency = settings.currency.as_deref().or(snapshot.catalog().currency());
    let Some(item) = snapshot.vocabulary().index(&item_id) else {
        let told = served.told_of(&item_id).filter(|told| !told.hidden || served.sees_hidden());
        let Some(told) = told else {
            return Err(ApiError::ItemNotFound(item_id.into_inner()));
        };
        let attributes = told.attributes.iter();
        let view = ItemView {
            snapshot_id: served.id(),
            facts: FactsView::told(currency, &item_id, &told),
            attributes: attributes.map(|(name, value)| (&**name, &**value)).collect(),
        };
        return Ok(json::answer(&view, 2 * FACTS_BYTES));
    };
    if served.shelf().catalog().is_hidden(item) && !served.sees_hidden() {
        return Err(ApiError::ItemNotFound(item_id.into_inner()));
    }
    let view = ItemView {
        snapshot_id: served.id(),
        facts: FactsView::new(served.shelf(), currency, item),
        attributes: served.shelf().catalog().attributes(item).collect(),
    };
    Ok(json::answer(&view, 2 * FACTS_BYTES))
}
