//! HTTP: what comes in is parsed here, and what goes out is shaped here.
//!
//! In: requests. Out: JSON, or a problem from the one table in [`error`]. One file a resource; a
//! handler parses, asks the engine and shows. Deliberately absent: ranking, training, disk.

pub mod error;
mod request_id;
mod edge;
mod cors;
mod refused;
mod parameters;
mod body;
mod names;
mod filter;
mod limit;
mod json;
mod answer;
mod related;
mod suggestions;
pub(crate) mod bundles;
mod customers;
mod rules;
mod gorse;
mod items;
pub mod catalogue;
mod health;
mod metrics;
mod page;
mod storefront;
pub mod openapi;
mod docs;

use actix_web::guard::{Any, Get, Head};
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Resource, Route};

use crate::keys::Scope;
use crate::shop::Needs;
use crate::store::MAX_RULES_BYTES;

use self::body::MostBytes;
pub(crate) use cors::cors;

pub(crate) use edge::{UnderTls, edge};
pub use error::ApiError;
pub(crate) use refused::problem_instead_of;

/// Largest body that is read. Unit: bytes.
pub const MAX_BODY_BYTES: usize = 64 * 1024;

/// All routes, each with the scope it needs, where it needs one. Each path stands here once, so that another method on it
/// is answered 405.
pub fn routes(config: &mut ServiceConfig) {
    config
        .app_data(web::PayloadConfig::new(MAX_BODY_BYTES))
        // Before those that read the same paths.
        .configure(catalogue::routes)
        .service(readable("/v1/items", read().to(items::find)).app_data(Needs(Scope::Storefront)))
        .service(
            web::resource("/v1/items/{item_id}")
                .app_data(Needs(Scope::Storefront))
                .route(read().to(items::show))
                .default_service(web::to(only_of_items)),
        )
        .service(
            readable("/v1/items/{item_id}/related", read().to(related::related))
                .app_data(Needs(Scope::Storefront)),
        )
        .service(
            readable("/v1/customers/{customer_id}/reorder", read().to(customers::reorder))
                .app_data(Needs(Scope::Agent)),
        )
        .service(
            web::resource("/v1/suggestions")
                .app_data(Needs(Scope::Storefront))
                .route(web::post().to(suggestions::suggest))
                .default_service(web::to(only_post)),
        )
        .service(
            web::resource("/v1/bundles")
                .app_data(Needs(Scope::Storefront))
                .route(web::post().to(bundles::bundles))
                .default_service(web::to(only_post)),
        )
        .service(
            web::resource("/v1/bundles/plot")
                .app_data(Needs(Scope::Manager))
                .route(web::post().to(bundles::plot))
                .default_service(web::to(only_post)),
        )
        .service(
            web::resource("/v1/rules")
                .app_data(Needs(Scope::Manager))
                .app_data(web::PayloadConfig::new(MAX_RULES_BYTES))
                .app_data(MostBytes(MAX_RULES_BYTES))
                .route(read().to(rules::show))
                .route(web::put().to(rules::write))
                .default_service(web::to(only_read_or_put)),
        )
        .service(
            readable("/v1/rules/versions", read().to(rules::list_versions))
                .app_data(Needs(Scope::Manager)),
        )
        .service(
            readable("/v1/rules/versions/{version}", read().to(rules::show_version))
                .app_data(Needs(Scope::Manager)),
        )
        .service(
            readable("/api/item/{item_id}/neighbors", read().to(gorse::neighbors))
                .app_data(Needs(Scope::Storefront)),
        )
        // As some of its clients ask.
        .service(
            readable("/api/item/{item_id}/neighbors/", read().to(gorse::neighbors))
                .app_data(Needs(Scope::Storefront)),
        )
        .service(readable("/healthz", read().to(health::healthy)))
        .service(readable("/readyz", read().to(health::ready)))
        .service(readable("/metrics", read().to(metrics::show)).app_data(Needs(Scope::Admin)))
        .service(readable("/openapi.json", read().to(openapi::show)))
        .service(readable("/docs", read().to(docs::enter)))
        .service(readable("/docs/{file:.*}", read().to(docs::show)))
        .service(readable("/", read().to(page::index)))
        .service(readable("/app.css", read().to(page::style)))
        .service(readable("/app.js", read().to(page::script)))
        .service(readable("/words.js", read().to(page::words)))
        .configure(page::files)
        .service(readable("/storefront.js", read().to(storefront::script)))
        .service(readable("/storefront", read().to(storefront::page)))
        .service(readable("/storefront-page.css", read().to(storefront::page_style)))
        .service(readable("/storefront-page.js", read().to(storefront::page_script)))
        .service(readable("/favicon.ico", read().to(page::no_icon)))
        .default_service(web::to(no_route));
}

fn readable(path: &str, route: Route) -> Resource {
    web::resource(path).route(route).default_service(web::to(only_read))
}

fn read() -> Route {
    web::route().guard(Any(Get()).or(Head()))
}

async fn only_read(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    Err(ApiError::MethodNotAllowed { method: request.method().clone(), allowed: "GET, HEAD" })
}

async fn only_of_items(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    // It may be an item's id, too.
    let is_bulk = request.path() == catalogue::BULK_PATH;
    let allowed = if is_bulk { "GET, HEAD, PUT, DELETE, POST" } else { "GET, HEAD, PUT, DELETE" };
    Err(ApiError::MethodNotAllowed { method: request.method().clone(), allowed })
}

async fn only_read_or_put(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    Err(ApiError::MethodNotAllowed { method: request.method().clone(), allowed: "GET, HEAD, PUT" })
}

async fn only_post(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    Err(ApiError::MethodNotAllowed { method: request.method().clone(), allowed: "POST" })
}

async fn no_route(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    Err(ApiError::RouteNotFound { path: request.path().to_owned() })
}
