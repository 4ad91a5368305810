//! Which pages of other origins may ask from a browser.

use actix_cors::Cors;
use actix_web::http::Method;
use actix_web::http::header::{
    AUTHORIZATION, CONTENT_TYPE, ETAG, HeaderName, IF_MATCH, IF_NONE_MATCH, RETRY_AFTER,
};

use super::request_id::REQUEST_ID;
use crate::config::CorsSettings;

/// What asks, beside what every page may send.
const SENT: [HeaderName; 6] = [
    AUTHORIZATION,
    CONTENT_TYPE,
    IF_MATCH,
    IF_NONE_MATCH,
    HeaderName::from_static("x-api-key"),
    REQUEST_ID,
];
/// What a page may read of an answer, beside what every page may.
const READ: [HeaderName; 5] = [
    ETAG,
    RETRY_AFTER,
    HeaderName::from_static("ratelimit"),
    HeaderName::from_static("ratelimit-policy"),
    REQUEST_ID,
];
const METHODS: [Method; 5] = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE];

/// Answers the preflights of the origins that `settings` names, and lets their pages read answers. None where it names
/// none.
///
/// No cookie is ever looked at, so that none is asked for.
pub(crate) fn cors(settings: &CorsSettings) -> Option<Cors> {
    if settings.origins.is_empty() {
        return None;
    }
    let cors = Cors::default()
        .allowed_methods(METHODS)
        .allowed_headers(SENT)
        .expose_headers(READ)
        .max_age(settings.max_age_seconds);
    Some(settings.origins.iter().fold(cors, |cors, origin| match origin.as_str() {
        "*" => cors.allow_any_origin().send_wildcard(),
        origin => cors.allowed_origin(origin),
    }))
}
