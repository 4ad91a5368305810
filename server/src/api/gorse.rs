//! `GET /api/item/{item_id}/neighbors`: what goes with one item, in the shape that clients of Gorse read.
//!
//! Source: the REST API of Gorse, `GET /api/item/{item-id}/neighbors`.

use std::borrow::Cow;

use actix_web::{HttpResponse, web};
use engine::relation::KindSet;
use engine::suggest::{self, Filter, Suggestion};
use engine::words::{ItemIndex, category_path};
use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize};
use utoipa::openapi::{Object, ObjectBuilder, Type};
use utoipa::{IntoParams, ToSchema};

use super::error::{ApiError, Problem};
use super::json;
use super::limit::{Limit, MAX_LIMIT, limit_in_address};
use super::parameters::Parameters;
use crate::described::NAMES_A_LEVEL;
use crate::scratch::with_scratch;
use crate::shop::Begun;

/// What Gorse gives where it is not configured otherwise.
const DEFAULT_LIMIT: Limit = Limit::of(10);
/// Together with the longest list as far as the engine goes.
const MAX_OFFSET: usize = suggest::MAX_LIMIT - MAX_LIMIT;
const NEIGHBOR_BYTES: usize = 48;

/// Which part of the list is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct NeighborsParameters {
    /// Most items wanted, 10 where it is absent.
    #[serde(default, deserialize_with = "limit_in_address")]
    #[param(value_type = Option<Limit>)]
    n: Option<Limit>,
    /// Items of the list that are passed over, none where it is absent.
    #[serde(default, deserialize_with = "offset_in_address")]
    #[param(minimum = 0, maximum = 900)]
    offset: usize,
    /// Only items filed under this category path or below it, levels joined by `>`.
    #[param(schema_with = category_or_nothing)]
    category: Option<String>,
    /// Leaves out what this customer bought. One that the snapshot does not know bought nothing.
    #[serde(rename = "user-id")]
    user_id: Option<String>,
}

/// An item that goes with another.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = GorseNeighbor)]
pub(super) struct NeighborView<'a> {
    /// Which item.
    id: &'a str,
    /// How well it goes with the one asked about; comparable inside one answer only. Above zero.
    score: f32,
}

/// What goes with one item, in the shape of Gorse
///
/// The same items in the same sequence as `/v1/items/{item_id}/related`. As there, none is out of stock; other than there,
/// an item that the snapshot does not know has no neighbors, and is no problem. The engine lists a thousand items at the
/// most: far down the list of a customer who bought many things, an answer may be shorter than asked for.
#[utoipa::path(
    get,
    path = "/api/item/{item_id}/neighbors",
    operation_id = "list_neighbors",
    tag = "compatibility",
    security(("key" = ["storefront"])),
    params(("item_id" = String, Path, description = "The shop's id of the item"), NeighborsParameters),
    responses(
        (status = 200, description = "What goes with the item, best first", body = Vec<NeighborView>),
        (status = 422, description = "`query_invalid`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn neighbors(
    served: Begun,
    item_id: web::Path<String>,
    parameters: Parameters<NeighborsParameters>,
) -> Result<HttpResponse, ApiError> {
    let NeighborsParameters { n, offset, category, user_id } = parameters.0;
    let filter = Filter { categories: category_of(category)?, ..Filter::default() };
    let n = n.unwrap_or(DEFAULT_LIMIT).get();
    let found = match served.snapshot.vocabulary().index(&item_id) {
        Some(anchor) => listed(&served, anchor, &filter, user_id.as_deref(), offset + n),
        None => Vec::new(),
    };
    let neighbors: Vec<NeighborView<'_>> =
        found.iter().skip(offset).map(|found| NeighborView::new(&served, found)).collect();
    Ok(json::answer(&neighbors, NEIGHBOR_BYTES * (1 + neighbors.len())))
}

/// The first `limit` items that go with `anchor`, without those that the customer bought.
fn listed(
    served: &Begun,
    anchor: ItemIndex,
    filter: &Filter,
    customer: Option<&str>,
    limit: usize,
) -> Vec<Suggestion> {
    let purchases = served.snapshot.purchases();
    let customer = customer.and_then(|id| purchases.customer(id));
    let mut bought: Vec<ItemIndex> = customer
        .into_iter()
        .flat_map(|customer| purchases.of(customer))
        .map(|purchase| purchase.item)
        .collect();
    bought.sort_unstable();
    let asked = limit + bought.len();
    let answer = with_scratch(|scratch| {
        served.ready.related(served.shelf(), anchor, KindSet::ALL, filter, asked, scratch)
    });
    let new =
        answer.suggestions.into_iter().filter(|found| bought.binary_search(&found.item).is_err());
    new.take(limit).collect()
}

fn category_of(path: Option<String>) -> Result<Vec<String>, ApiError> {
    // A client that has no category to ask for sends an empty one.
    let Some(path) = path.filter(|path| !path.is_empty()) else { return Ok(Vec::new()) };
    match category_path(&path).into_owned() {
        path if path.is_empty() => {
            Err(ApiError::QueryInvalid("`category`: names no level".to_owned()))
        }
        path => Ok(vec![path]),
    }
}

/// As [`neighbors`] takes it: clients of Gorse send an empty one where they want none.
fn category_or_nothing() -> Object {
    let pattern = format!("^$|{NAMES_A_LEVEL}");
    ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).build()
}

fn offset_in_address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    let text = Cow::<str>::deserialize(deserializer)?;
    let places = text.parse().ok().filter(|&places| places <= MAX_OFFSET);
    places.ok_or_else(|| D::Error::custom(format_args!("`{text}`, expected 0 to {MAX_OFFSET}")))
}

impl<'a> NeighborView<'a> {
    fn new(served: &'a Begun, found: &Suggestion) -> Self {
        Self { id: served.snapshot.vocabulary().id(found.item), score: found.score }
    }
}
