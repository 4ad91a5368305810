//! `/openapi.json`: the whole of the API, described from the code.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_TYPE;
use utoipa::OpenApi;

use super::{customers, gorse, health, items, related, suggestions};

/// All that is described; a test holds it against the routes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Dapei",
        description = "What goes well together in a shop, and why: suggestions learned from its orders.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(
        items::find,
        items::show,
        related::related,
        suggestions::suggest,
        customers::reorder,
        gorse::neighbors,
        health::healthy,
        health::ready,
        show
    ),
    tags(
        (name = "items", description = "What the shop sells, and what goes with one item"),
        (name = "suggestions", description = "What goes with a whole cart"),
        (name = "customers", description = "What a customer may buy again"),
        (name = "compatibility", description = "What clients of other engines ask for, in their shape"),
        (name = "operation", description = "For those who run the service")
    )
)]
struct Description;

static TEXT: LazyLock<String> = LazyLock::new(|| {
    let mut text = Description::openapi().to_pretty_json().expect("a description is plain data");
    text.push('\n');
    text
});

/// The description as it is served and kept in `server/openapi.json`.
#[must_use]
pub fn text() -> &'static str {
    &TEXT
}

/// This description
#[utoipa::path(
    get,
    path = "/openapi.json",
    operation_id = "get_description",
    tag = "operation",
    responses((status = 200, description = "The description of all routes, OpenAPI 3.1"))
)]
pub(super) async fn show() -> HttpResponse {
    HttpResponse::Ok().insert_header((CONTENT_TYPE, "application/json")).body(text())
}
