//! What happens to every request on its way in and out: its id, its line in the log, the headers
//! that keep browsers careful, and the one place where a failure becomes a problem.

use std::time::{Duration, Instant};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, CROSS_ORIGIN_OPENER_POLICY,
    CROSS_ORIGIN_RESOURCE_POLICY, HeaderMap, HeaderName, HeaderValue, PERMISSIONS_POLICY,
    REFERRER_POLICY, RETRY_AFTER, STRICT_TRANSPORT_SECURITY, VARY, WWW_AUTHENTICATE,
    X_CONTENT_TYPE_OPTIONS,
};
use actix_web::http::{ConnectionType, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpResponse, web};
use tracing::{error, info};

use super::error::ApiError;
use super::json;
use super::request_id::{REQUEST_ID, RequestId};
use crate::connection::Between;
use crate::ending::Ending;
use crate::limits::{Limits, Standing};
use crate::metrics::{Metrics, Refusal};
use crate::shop::Needs;
use crate::telemetry::Spans;
use crate::watch::chain;

/// For what is no page: nothing in it may be run or shown elsewhere.
const NO_PAGE: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
const NO_SNIFFING: HeaderValue = HeaderValue::from_static("nosniff");
const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");
const BY_KEY: HeaderValue = HeaderValue::from_static("authorization, x-api-key");
const NO_STORE: HeaderValue = HeaderValue::from_static("private, no-store");
const BEARER: HeaderValue = HeaderValue::from_static("Bearer");
const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");
/// No page of ours looks, listens or asks where somebody is.
const NO_PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
);
const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");
/// A year, as browsers' lists ask for at the least. Other names of the domain are not ours to speak for.
const TLS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Marks a service that speaks TLS.
#[derive(Debug, Clone, Copy)]
pub(crate) struct UnderTls;

/// Wraps every route.
pub(crate) async fn edge<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let began = Instant::now();
    let _answering = request.conn_data::<Between>().map(Between::answer);
    let id = RequestId::of(&request);
    let metrics = request.app_data::<web::Data<Metrics>>().cloned();
    let _under_way = metrics.as_ref().map(|metrics| metrics.begin());
    let limits = request.app_data::<web::Data<Limits>>();
    let turn = limits.map(|limits| Limits::turn(limits, request.path())).transpose();
    let answered = match turn {
        Ok(_turn) => next.call(request).await?.map_into_left_body(),
        Err(refused) => request.error_response(refused).map_into_right_body(),
    };
    if let Some(metrics) = &metrics {
        count_refusal(metrics, answered.response());
    }
    let mut answered = match problem_of(answered.response(), &id) {
        Some(mut problem) => {
            keep_cors(answered.headers(), problem.headers_mut());
            answered.into_response(problem).map_into_right_body()
        }
        None => answered,
    };
    let duration = began.elapsed();
    if let Some(metrics) = metrics {
        let request = answered.request();
        let route = request.match_pattern();
        metrics.answered(route.as_deref(), request.method(), answered.status(), duration);
    }
    log(&answered, &id, duration);
    if let Some(spans) = answered.request().app_data::<web::Data<Spans>>() {
        spans.answered(answered.request(), answered.status(), id.as_str(), duration);
    }
    let ending = answered.request().app_data::<web::Data<Ending>>();
    let is_last = answered.status() == StatusCode::PAYLOAD_TOO_LARGE
        || ending.is_some_and(|ending| ending.has_begun());
    if is_last {
        answered.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    let request = answered.request();
    let is_by_key = request.app_data::<Needs>().is_some();
    let is_under_tls = request.app_data::<UnderTls>().is_some();
    let standing = request.extensions().get::<Standing>().cloned();
    let headers = answered.headers_mut();
    if is_by_key {
        // The same address is another shop's with another key: no cache between may mix them.
        headers.append(VARY, BY_KEY);
        if !headers.contains_key(CACHE_CONTROL) {
            headers.insert(CACHE_CONTROL, NO_STORE);
        }
    }
    if let Some(Standing { policy, state }) = standing {
        headers.insert(RATE_LIMIT_POLICY, policy);
        headers.insert(RATE_LIMIT, state);
    }
    keep_careful(headers);
    if is_under_tls {
        headers.insert(STRICT_TRANSPORT_SECURITY, TLS_ONLY);
    }
    headers.insert(REQUEST_ID, id.into_header());
    Ok(answered)
}

/// A page that may read answers may read why there is none.
fn keep_cors(from: &HeaderMap, to: &mut HeaderMap) {
    let kept = from
        .iter()
        .filter(|(name, _)| **name == VARY || name.as_str().starts_with("access-control-"));
    kept.for_each(|(name, value)| to.append(name.clone(), value.clone()));
}

/// The headers that keep browsers careful. A route that knows better sets its own.
fn keep_careful(headers: &mut HeaderMap) {
    headers.insert(X_CONTENT_TYPE_OPTIONS, NO_SNIFFING);
    headers.insert(REFERRER_POLICY, NO_REFERRER);
    headers.insert(PERMISSIONS_POLICY, NO_PERMISSIONS);
    headers.insert(CROSS_ORIGIN_OPENER_POLICY, SAME_ORIGIN);
    for (name, value) in
        [(CONTENT_SECURITY_POLICY, NO_PAGE), (CROSS_ORIGIN_RESOURCE_POLICY, SAME_ORIGIN)]
    {
        if !headers.contains_key(&name) {
            headers.insert(name, value);
        }
    }
}

fn count_refusal<B>(metrics: &Metrics, answer: &HttpResponse<B>) {
    match answer.error().and_then(|failure| failure.as_error::<ApiError>()) {
        Some(ApiError::RateLimited { .. }) => metrics.refused(Refusal::RateLimited),
        Some(ApiError::Overloaded { .. }) => metrics.refused(Refusal::Overloaded),
        Some(_) | None => {}
    }
}

/// The problem to send instead of `answer`, where it is a failure.
fn problem_of<B>(answer: &HttpResponse<B>, id: &RequestId) -> Option<HttpResponse> {
    let status = answer.status();
    let refused = |reason: String| match status.is_server_error() {
        true => ApiError::Internal(reason.into()),
        false => ApiError::Refused { status, reason },
    };
    match answer.error() {
        Some(failure) => Some(match failure.as_error::<ApiError>() {
            Some(known) => problem(known, id),
            None => problem(&refused(failure.to_string()), id),
        }),
        None if status.is_client_error() || status.is_server_error() => {
            Some(problem(&refused(status.to_string()), id))
        }
        None => None,
    }
}

fn problem(failure: &ApiError, id: &RequestId) -> HttpResponse {
    if let ApiError::Internal(cause) = failure {
        error!(request_id = id.as_str(), error = %chain(&**cause), "A request failed inside");
    }
    if let ApiError::StoreUnavailable(cause) = failure {
        error!(request_id = id.as_str(), error = %chain(&**cause), "The store kept nothing");
    }
    let mut response = json::answer(&failure.problem(id.as_str()), 512);
    *response.status_mut() = failure.status();
    response.headers_mut().insert(CONTENT_TYPE, PROBLEM_JSON);
    if let ApiError::MethodNotAllowed { allowed, .. } = failure {
        response.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    }
    if let ApiError::ShopUnavailable { retry_seconds }
    | ApiError::RateLimited { retry_seconds }
    | ApiError::Overloaded { retry_seconds }
    | ApiError::StoreBusy { retry_seconds } = failure
    {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(*retry_seconds));
    }
    if failure.status() == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(WWW_AUTHENTICATE, BEARER);
    }
    response
}

fn log<B>(answered: &ServiceResponse<B>, id: &RequestId, duration: Duration) {
    let request = answered.request();
    info!(
        method = request.method().as_str(),
        route = request.match_pattern().as_deref().unwrap_or("none"),
        status = answered.status().as_u16(),
        duration_ms = duration.as_micros() as f64 / 1000.0,
        request_id = id.as_str(),
        "Answered"
    );
}
