//! `/healthz` and `/readyz`: whether the process lives, and from what it answers.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::json;
use crate::shop::Shops;

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
#[schema(as = Readiness)]
pub(super) struct ReadyView<'a> {
    /// `ready`.
    status: &'static str,
    /// The snapshot being served.
    snapshot_id: &'a str,
    /// Its number in the directory.
    snapshot_number: u32,
    /// How long ago it was published.
    snapshot_age_seconds: u64,
    /// Items it knows.
    items: usize,
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
    responses((status = 200, description = "Requests are answered", body = ReadyView))
)]
pub(super) async fn ready(shops: web::Data<Shops>) -> HttpResponse {
    let served = shops.only().live.current();
    let view = ReadyView {
        status: "ready",
        snapshot_id: served.id(),
        snapshot_number: served.number().0,
        snapshot_age_seconds: served.age().as_secs(),
        items: served.snapshot.vocabulary().len(),
    };
    json::answer(&view, 256)
}
