//! `GET /v1/customers/{customer_id}/reorder`: what a customer may buy again.

use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpResponse, web};
use engine::suggest::{NoneBecause, Reorder, Shelf, reorder as find_reorder};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::ENTRY_BYTES;
use super::error::{ApiError, Problem};
use super::json;
use super::limit::{Limit, limit_in_address};
use super::names::{ConditionName, NoneBecauseName};
use super::parameters::Parameters;
use crate::shop::Begun;

const DEFAULT_LIMIT: Limit = Limit::of(10);

/// How much is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ReorderParameters {
    /// Most items wanted, 10 where it is absent.
    #[serde(default, deserialize_with = "limit_in_address")]
    #[param(value_type = Option<Limit>)]
    limit: Option<Limit>,
}

/// What a customer may buy again, most promising first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReorderList)]
pub(super) struct ReorderListView<'a> {
    /// The snapshot that answered.
    snapshot_id: &'a str,
    /// The customer asked about.
    customer_id: &'a str,
    /// What was bought before and is not out of stock.
    reorder: Vec<ReorderView<'a>>,
    /// Why the list is empty, where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    none_because: Option<NoneBecauseName>,
    /// Where all is out of stock: `stock`; else absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    emptied_by: Option<Vec<ConditionName>>,
}

/// One item that the customer bought before.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReorderItem)]
pub(super) struct ReorderView<'a> {
    item_id: &'a str,
    /// Null where the shop gives none.
    title: Option<&'a str>,
    /// The customer's orders with it.
    orders: u16,
    /// Days from the last of them to the shop's newest order; null where it has no time, or is of 65,535 days ago
    /// or more.
    days_ago: Option<u16>,
    /// The orders, halved for every sixty days since the last one.
    score: f32,
}

/// What a customer may buy again
///
/// The snapshot knows the million customers who bought last, but none with more than 10,000 order lines (each order
/// counts as three more). Any other is not found. Takes a key of scope
/// `agent`: it tells what somebody bought.
#[utoipa::path(
    get,
    path = "/v1/customers/{customer_id}/reorder",
    operation_id = "list_reorder_items",
    tag = "customers",
    security(("key" = ["agent"])),
    params(("customer_id" = String, Path, description = "The shop's id of the customer"), ReorderParameters),
    responses(
        (status = 200, description = "What the customer may buy again, most promising first", body = ReorderListView),
        (status = 404, description = "`customer_not_found`", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`query_invalid`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn reorder(
    served: Begun,
    customer_id: web::Path<String>,
    parameters: Parameters<ReorderParameters>,
) -> Result<HttpResponse, ApiError> {
    let Some(customer) = served.snapshot.purchases().customer(&customer_id) else {
        return Err(ApiError::CustomerNotFound(customer_id.into_inner()));
    };
    let limit = parameters.0.limit.unwrap_or(DEFAULT_LIMIT).get();
    let (found, left_out) = find_reorder(served.shelf(), customer, &[], limit);
    // A customer who is known bought something.
    let none_because = found.is_empty().then(|| NoneBecause::Filter.into());
    let view = ReorderListView {
        snapshot_id: served.id(),
        customer_id: &customer_id,
        reorder: found.iter().map(|found| ReorderView::new(served.shelf(), found)).collect(),
        none_because,
        emptied_by: found.is_empty().then(|| left_out.iter().map(Into::into).collect()),
    };
    let mut answer = json::answer(&view, ENTRY_BYTES * (1 + view.reorder.len()));
    // What somebody bought is nobody else's business.
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

impl<'a> ReorderView<'a> {
    fn new(shelf: Shelf<'a>, found: &Reorder) -> Self {
        let Reorder { purchase, score } = *found;
        Self {
            item_id: shelf.snapshot.vocabulary().id(purchase.item),
            title: shelf.catalog().title(purchase.item),
            orders: purchase.n_orders,
            days_ago: purchase.days_ago,
            score,
        }
    }
}
