//! `/docs`: the description to browse and try, from files inside the binary.

use std::sync::{Arc, LazyLock};

use actix_web::http::header::{CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION};
use actix_web::{HttpResponse, web};
use utoipa_swagger_ui::Config;

use super::error::ApiError;

/// Swagger UI draws from `data:`; scripts and styles come from here only. The one style that it sets inline is
/// refused, and not missed.
const CONTENT_POLICY: &str = "default-src 'self'; style-src 'self'; \
                              img-src 'self' data:; object-src 'none'; base-uri 'none'; \
                              frame-ancestors 'none'";

static CONFIG: LazyLock<Arc<Config<'static>>> =
    LazyLock::new(|| Arc::new(Config::from("/openapi.json").validator_url("none")));

/// To where relative addresses lead to the files.
pub(super) async fn enter() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, "/docs/")).finish()
}

pub(super) async fn show(file: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let found = utoipa_swagger_ui::serve(&file, Arc::clone(&CONFIG))
        .map_err(|error| ApiError::Internal(error.to_string().into()))?
        .ok_or_else(|| ApiError::RouteNotFound { path: format!("/docs/{file}") })?;
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CONTENT_TYPE, found.content_type))
        .insert_header((CONTENT_SECURITY_POLICY, CONTENT_POLICY));
    if found.gzpipped {
        response.insert_header((CONTENT_ENCODING, "gzip"));
    }
    Ok(response.body(found.bytes.into_owned()))
}
