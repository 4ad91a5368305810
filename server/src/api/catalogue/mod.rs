//! `PUT` and `DELETE /v1/items/{item_id}`, `POST /v1/items/bulk`: what the shop tells of its items while it sells.
//!
//! What is answered is on disk and seen by the next answer. Where the catalogue of a request's shop comes from is told
//! by [`Catalogues`].

mod address;
mod of_shop;
pub(super) mod bulk;
mod lines;
mod view;

use actix_web::HttpResponse;
use actix_web::guard::{Any, Delete, Post, Put};
use actix_web::web::{self, ServiceConfig};

pub use of_shop::{Catalogues, Finding, OfShop};

use self::address::ItemInAddress;
use self::view::ToldItemView;
use super::body::Body;
use super::error::{ApiError, Problem};
use super::json;
use crate::catalogue::{Change, ItemChangeBody, Outcome, Refused};
use crate::keys::Scope;
use crate::shop::Needs;
use crate::store::StoreError;

/// After how long to send again what the store had no room for. Unit: seconds.
const RETRY_SECONDS: u64 = 1;
/// Where bulks go.
pub(super) const BULK_PATH: &str = "/v1/items/bulk";
const TOLD_BYTES: usize = 512;

/// The routes, before those that read the same paths: what is not meant for these goes on to them. The app is given its
/// [`Catalogues`].
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(
            web::resource(BULK_PATH)
                .guard(Post())
                .app_data(Needs(Scope::Manager))
                .route(web::post().to(bulk::tell_many)),
        )
        .service(
            web::resource("/v1/items/{item_id}")
                .guard(Any(Put()).or(Delete()))
                .app_data(Needs(Scope::Manager))
                .route(web::put().to(tell))
                .route(web::delete().to(forget)),
        );
}

/// Tell facts of an item
///
/// What stands in the body goes before what the snapshot says, from the next answer on and after every restart. A field
/// that is absent stays as it was told; null forgets it. The item need not be in the snapshot.
#[utoipa::path(
    put,
    path = "/v1/items/{item_id}",
    operation_id = "put_item",
    tag = "items",
    security(("key" = ["manager"])),
    params(("item_id" = String, Path, description = "The shop's id of the item", min_length = 1, max_length = 512)),
    request_body = ItemChangeBody,
    responses(
        (status = 200, description = "All that is told of the item now", body = ToldItemView),
        (status = 400, description = "`json_malformed`, `body_unreadable`", body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "`body_too_slow`", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "`body_too_large`", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "`media_type_unsupported`", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`body_invalid`, `item_id_invalid`, `catalogue_full`", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "`store_unavailable`, `store_busy`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn tell(
    of_shop: OfShop,
    ItemInAddress(item_id): ItemInAddress,
    Body(change): Body<ItemChangeBody>,
) -> Result<HttpResponse, ApiError> {
    let change = change.check().map_err(|error| ApiError::BodyInvalid(error.to_string()))?;
    let changes = vec![(item_id.clone(), Change::Merge(change))];
    let outcomes = of_shop.catalogue.change(changes).await.map_err(not_kept)?;
    let facts = next(&mut outcomes.into_iter())?.map_err(refused)?;
    Ok(json::answer(&ToldItemView::new(item_id.as_str(), &facts), TOLD_BYTES))
}

/// Forget what was told of an item
///
/// What the snapshot says of it counts again. Of an item of which nothing is told nothing is forgotten.
#[utoipa::path(
    delete,
    path = "/v1/items/{item_id}",
    operation_id = "delete_item",
    tag = "items",
    security(("key" = ["manager"])),
    params(("item_id" = String, Path, description = "The shop's id of the item", min_length = 1, max_length = 512)),
    responses(
        (status = 204, description = "Nothing is told of the item any more"),
        (status = 422, description = "`item_id_invalid`", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "`store_unavailable`, `store_busy`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn forget(
    of_shop: OfShop,
    ItemInAddress(item_id): ItemInAddress,
) -> Result<HttpResponse, ApiError> {
    let changes = vec![(item_id, Change::Forget)];
    let outcomes = of_shop.catalogue.change(changes).await.map_err(not_kept)?;
    next(&mut outcomes.into_iter())?.map_err(refused)?;
    Ok(HttpResponse::NoContent().finish())
}

/// The outcome of the next change: each has one.
fn next(outcomes: &mut impl Iterator<Item = Outcome>) -> Result<Outcome, ApiError> {
    outcomes.next().ok_or_else(|| ApiError::Internal("a change without an outcome".into()))
}

/// Why an item's change was refused, though the store is well.
fn refused(refused: Refused) -> ApiError {
    match refused {
        Refused::TooManyAttributes { .. } | Refused::TooLong { .. } => {
            ApiError::BodyInvalid(refused.to_string())
        }
        Refused::TooManyUnknown { .. } | Refused::TooMuchTold { .. } => {
            ApiError::CatalogueFull(refused.to_string())
        }
    }
}

/// Why the store kept nothing.
pub(super) fn not_kept(error: StoreError) -> ApiError {
    match error {
        StoreError::Busy => ApiError::StoreBusy { retry_seconds: RETRY_SECONDS },
        StoreError::ReadOnly { .. } => ApiError::StoreReadOnly,
        StoreError::Io { .. }
        | StoreError::Database { .. }
        | StoreError::Locked { .. }
        | StoreError::InUse { .. }
        | StoreError::Full { .. }
        | StoreError::Foreign { .. }
        | StoreError::NoLog { .. }
        | StoreError::Newer { .. }
        | StoreError::Damaged { .. }
        | StoreError::Unreadable { .. }
        | StoreError::Gone { .. }
        | StoreError::Stopped
        | StoreError::RulesConflict { .. }
        | StoreError::RulesTooLong { .. } => ApiError::StoreUnavailable(Box::new(error)),
    }
}

#[cfg(test)]
mod tests;
