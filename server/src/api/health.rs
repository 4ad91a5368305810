//! `/healthz` and `/readyz`: whether the process lives, and from what it answers.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::error::{ApiError, Problem};
use super::json;
use crate::ending::Ending;
use crate::shop::{Shop, Shops};

/// The process lives.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Health)]
pub(super) struct HealthView {
    /// `ok`.
    status: &'static str,
    /// The release that runs.
    version: &'static str,
}

/// From what is answered.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = Readiness)]
pub(super) enum ReadyView {
    /// The process has one shop.
    One(OneShopView),
    /// The process has many shops.
    Many(ManyShopsView),
}

/// What the one shop serves.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OneShopReady)]
pub(super) struct OneShopView {
    /// `ready`.
    status: &'static str,
    /// The snapshot being served.
    snapshot_id: String,
    /// Its number in the directory.
    snapshot_number: u32,
    /// How long ago it was published.
    snapshot_age_seconds: u64,
    /// Items it knows.
    items: usize,
}

/// How many shops there are.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ManyShopsReady)]
pub(super) struct ManyShopsView {
    /// `ready`.
    status: &'static str,
    /// Shops that there are.
    shops: usize,
    /// How many of them are loaded; the others are when somebody asks.
    shops_loaded: usize,
}

/// Whether the process lives
#[utoipa::path(
    get,
    path = "/healthz",
    operation_id = "get_health",
    tag = "operation",
    responses((status = 200, description = "It lives", body = HealthView))
)]
pub(super) async fn healthy() -> HttpResponse {
    json::answer(&HealthView { status: "ok", version: env!("CARGO_PKG_VERSION") }, 64)
}

/// Whether requests are answered, and from which snapshot
#[utoipa::path(
    get,
    path = "/readyz",
    operation_id = "get_readiness",
    tag = "operation",
    responses(
        (status = 200, description = "Requests are answered", body = ReadyView),
        (status = 503, description = "`shop_unavailable`: no shop can be asked, or the service is about to end", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn ready(
    shops: web::Data<Shops>,
    ending: Option<web::Data<Ending>>,
) -> Result<HttpResponse, ApiError> {
    let places = shops.places();
    if places.is_empty() || ending.is_some_and(|ending| ending.has_begun()) {
        return Err(ApiError::ShopUnavailable { retry_seconds: 2 });
    }
    let loaded: Vec<_> = places.iter().filter_map(|place| place.shop()).collect();
    let view = match loaded.first() {
        Some(only) if !shops.are_many() => ReadyView::One(OneShopView::new(only)),
        _ => ReadyView::Many(ManyShopsView {
            status: "ready",
            shops: places.len(),
            shops_loaded: loaded.len(),
        }),
    };
    Ok(json::answer(&view, 256))
}

impl OneShopView {
    fn new(shop: &Shop) -> Self {
        let served = shop.live.current();
        Self {
            status: "ready",
            snapshot_id: served.id().to_owned(),
            snapshot_number: served.number().0,
            snapshot_age_seconds: served.age().as_secs(),
            items: served.snapshot.vocabulary().len(),
        }
    }
}
