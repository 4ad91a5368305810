//! JSON answers, written straight from borrowed structs.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use serde::Serialize;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// `view` as a 200. `size_bytes` is how long the text will be, about; a good guess saves copies.
///
/// # Panics
///
/// Where a view cannot be JSON, which is a mistake in that view.
pub(super) fn answer(view: &impl Serialize, size_bytes: usize) -> HttpResponse {
    let mut text = Vec::with_capacity(size_bytes);
    serde_json::to_writer(&mut text, view).expect("views hold strings, numbers, lists and maps");
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, JSON));
    response.body(text)
}
