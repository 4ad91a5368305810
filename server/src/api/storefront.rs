//! `/storefront.js`: what a shop puts into its own pages, and `/storefront`, a page to see it on.
//!
//! In: nothing. Out: files that are part of the binary. Deliberately absent: any answer; the script asks the same routes as
//! everybody else.

use std::sync::LazyLock;

use actix_web::http::header::{CACHE_CONTROL, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};

use super::page::Asset;

/// Says whose pages may load a file.
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
/// Everybody's: the shop's pages have another origin than the service.
const ANYBODY: HeaderValue = HeaderValue::from_static("cross-origin");
/// A visitor goes from product to product: within five minutes without asking, within a day with the old one at hand.
const FIVE_MINUTES: HeaderValue =
    HeaderValue::from_static("public, max-age=300, stale-while-revalidate=86400");

static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(include_str!("../../assets/storefront.js"), "text/javascript; charset=utf-8")
});
static PAGE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(include_str!("../../assets/storefront.html"), "text/html; charset=utf-8")
});
static PAGE_STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(include_str!("../../assets/storefront-page.css"), "text/css; charset=utf-8")
});
static PAGE_SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(include_str!("../../assets/storefront-page.js"), "text/javascript; charset=utf-8")
});

pub(super) async fn script(request: HttpRequest) -> HttpResponse {
    let mut response = SCRIPT.answer(&request);
    response.headers_mut().insert(RESOURCE_POLICY, ANYBODY);
    response.headers_mut().insert(CACHE_CONTROL, FIVE_MINUTES);
    response
}

pub(super) async fn page(request: HttpRequest) -> HttpResponse {
    PAGE.answer(&request)
}

pub(super) async fn page_style(request: HttpRequest) -> HttpResponse {
    PAGE_STYLE.answer(&request)
}

pub(super) async fn page_script(request: HttpRequest) -> HttpResponse {
    PAGE_SCRIPT.answer(&request)
}
