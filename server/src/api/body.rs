//! JSON bodies, parsed with the wrong field named.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::MAX_BODY_BYTES;
use super::error::ApiError;
use crate::object::Object;

/// A body of 64 KiB arrives in a moment even over a telephone line.
const MAX_WAIT: Duration = Duration::from_secs(10);

/// How long a body may be on a route that takes longer ones than others; what reads it is told the same.
#[derive(Debug, Clone, Copy)]
pub(super) struct MostBytes(pub(super) usize);

/// The body of a request, parsed.
#[derive(Debug)]
pub(super) struct Body<T>(pub(super) T);

/// The body of a request that is said to be JSON, read to its end: for bodies so long that no thread that answers has
/// the time to parse them.
#[derive(Debug)]
pub(super) struct Unparsed(Bytes);

impl Unparsed {
    /// What it says. May take milliseconds.
    pub(super) fn parse<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        parse(&self.0)
    }
}

impl<T: DeserializeOwned> FromRequest for Body<T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let reading = Unparsed::from_request(request, payload);
        Box::pin(async move { reading.await?.parse().map(Self) })
    }
}

impl FromRequest for Unparsed {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_json = check_media_type(request);
        let reading = Bytes::from_request(request, payload);
        let most_bytes = request.app_data::<MostBytes>().map_or(MAX_BODY_BYTES, |most| most.0);
        Box::pin(async move {
            is_json?;
            let bytes = match tokio::time::timeout(MAX_WAIT, reading).await {
                Ok(Ok(bytes)) => bytes,
                Ok(Err(error)) => return Err(unreadable(&error, most_bytes)),
                Err(_) => return Err(ApiError::BodyTooSlow { seconds: MAX_WAIT.as_secs() }),
            };
            Ok(Self(bytes))
        })
    }
}

fn check_media_type(request: &HttpRequest) -> Result<(), ApiError> {
    let Some(header) = request.headers().get(CONTENT_TYPE) else {
        return Err(ApiError::MediaTypeUnsupported { found: "absent".to_owned() });
    };
    let found = String::from_utf8_lossy(header.as_bytes()).into_owned();
    let essence = found.split(';').next().unwrap_or_default().trim();
    match essence.eq_ignore_ascii_case("application/json") {
        true => Ok(()),
        false => Err(ApiError::MediaTypeUnsupported { found: format!("`{found}`") }),
    }
}

fn unreadable(error: &actix_web::Error, most_bytes: usize) -> ApiError {
    match error.as_error::<PayloadError>() {
        Some(PayloadError::Overflow) => ApiError::BodyTooLarge { most_bytes },
        _ => ApiError::BodyUnreadable(error.to_string()),
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let Object(parsed) = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let problem = error.into_inner();
        match problem.classify() {
            Category::Data if path != "." => ApiError::BodyInvalid(format!("`{path}`: {problem}")),
            Category::Data => ApiError::BodyInvalid(problem.to_string()),
            Category::Io | Category::Syntax | Category::Eof => {
                ApiError::JsonMalformed(problem.to_string())
            }
        }
    })?;
    json.end().map_err(|problem| ApiError::JsonMalformed(problem.to_string()))?;
    Ok(parsed)
}
