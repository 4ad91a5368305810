//! `/metrics`: what is counted of the service.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, HttpResponse, web};

use super::error::{ApiError, Problem};
use crate::metrics::Metrics;
use crate::shop::Shops;

/// The format in which the text is.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What is counted of the service
///
/// Requests by route, method and status, how long they took, how many are under way; shops, age of snapshots, memory and time on a
/// processor. Of all shops together, but for the snapshot and the version of the rules of the shop whose key asks.
#[utoipa::path(
    get,
    path = "/metrics",
    operation_id = "get_metrics",
    tag = "operation",
    security(("key" = ["admin"])),
    responses(
        (status = 200, description = "The counts, in the OpenMetrics format", body = String, content_type = "application/openmetrics-text"),
        (status = 500, description = "`internal`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn show(
    request: HttpRequest,
    shops: web::Data<Shops>,
    metrics: web::Data<Metrics>,
) -> Result<HttpResponse, ApiError> {
    let own = shops.of(&request)?.place;
    let text = metrics.text(&shops, &own);
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, OPEN_METRICS)).body(text))
}
