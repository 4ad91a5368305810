//! `POST /v1/bundles`: what to offer beside a whole cart, at one price.
//!
//! In: a cart and what is wished of bundles. Out: bundles, the best first, or why there are none. Deliberately absent: which
//! sets are tried and what they are worth (that is `engine::offer`).

mod body;
mod view;
mod plot;

use actix_web::{HttpResponse, web};
use tracing::Span;

pub(super) use self::plot::{__path_plot, plot};
pub(crate) use self::view::{BundleView, Shown, are_costs_assumed};

use self::body::BundlesBody;
use self::view::BundlesView;
use super::answer::ENTRY_BYTES;
use super::body::Body;
use super::error::{ApiError, Problem};
use super::json::JsonText;
use crate::scratch::with_scratch;
use crate::shop::Begun;

/// What to offer beside a whole cart
///
/// What items cost the shop, and what it keeps of a price, is shown to keys of scope `manager` and `admin`, and where there are no keys. A
/// `goal` other than `margin`, which would tell it at once, takes a key of scope `manager`. `min_margin_percent` and `min_discount_percent` take one of scope
/// `agent`, which can find costs out by asking again and again; a key of scope `storefront` cannot.
#[utoipa::path(
    post,
    path = "/v1/bundles",
    operation_id = "offer_bundles",
    tag = "bundles",
    security(("key" = ["storefront"])),
    request_body = BundlesBody,
    responses(
        (status = 200, description = "Bundles for the cart, best first", body = BundlesView),
        (status = 400, description = "`json_malformed`, `body_unreadable`", body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "`body_too_slow`", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "`body_too_large`", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "`media_type_unsupported`", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`body_invalid`, `cart_empty`, `too_many_items`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn bundles(
    served: Begun,
    body: Body<BundlesBody>,
) -> Result<HttpResponse, ApiError> {
    let settings = served.settings();
    let asked = body.0.asked(&served, &settings)?;
    let search = move || {
        let found = with_scratch(|scratch| asked.find(&served, &settings.bundles, scratch));
        let view = BundlesView::new(&served, &settings, &asked, &found);
        Ok(JsonText::of(&view, ENTRY_BYTES * (1 + 4 * found.offers.len())))
    };
    Ok(elsewhere(search).await?.answer())
}

/// Searches on a thread that nobody waits for, in the span of the request: a search may take longer than a thread that answers
/// has time.
async fn elsewhere<T: Send + 'static>(
    search: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    let span = Span::current();
    let searching = web::block(move || span.in_scope(search));
    searching.await.map_err(|error| ApiError::Internal(error.into()))?
}
