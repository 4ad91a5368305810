//! JSON answers, written straight from borrowed structs.

use std::fmt;
use std::io::Write;

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use serde::Serialize;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const NEVER_FAILS: &str = "views hold strings, numbers, lists and maps, and memory takes all";

/// `view` as a 200. `size_bytes` is how long the text will be, about; a good guess saves copies.
///
/// # Panics
///
/// Where a view cannot be JSON, which is a mistake in that view.
pub(super) fn answer(view: &impl Serialize, size_bytes: usize) -> HttpResponse {
    JsonText::of(view, size_bytes).answer()
}

/// JSON written by hand, for long lists of small objects: serde looks through every name of every
/// entry for what must be escaped, and writes it in five pieces.
#[derive(Debug)]
pub(super) struct JsonText(Vec<u8>);

impl JsonText {
    /// `view` as text; [`answer`] for what is so long that it is written elsewhere.
    pub(super) fn of(view: &impl Serialize, size_bytes: usize) -> Self {
        let mut text = Self::with_room(size_bytes);
        text.value(view);
        text
    }

    pub(super) fn with_room(size_bytes: usize) -> Self {
        Self(Vec::with_capacity(size_bytes))
    }

    /// Adds what is JSON already, or a piece of it.
    pub(super) fn raw(&mut self, json: &str) {
        self.0.extend_from_slice(json.as_bytes());
    }

    /// Adds `before`, and `value` as serde writes it.
    pub(super) fn member(&mut self, before: &str, value: &impl Serialize) {
        self.raw(before);
        self.value(value);
    }

    /// Adds `before`, and `word` in quotes, which must hold nothing to escape.
    pub(super) fn word(&mut self, before: &str, word: &str) {
        [before, "\"", word, "\""].into_iter().for_each(|piece| self.raw(piece));
    }

    /// Adds `before`, and `sentence` in quotes, which must hold nothing to escape.
    pub(super) fn sentence(&mut self, before: &str, sentence: impl fmt::Display) {
        self.raw(before);
        write!(self.0, "\"{sentence}\"").expect(NEVER_FAILS);
    }

    /// The text as a 200.
    pub(super) fn answer(self) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        response.insert_header((CONTENT_TYPE, JSON));
        response.body(self.0)
    }

    #[cfg(test)]
    pub(super) fn as_str(&self) -> &str {
        str::from_utf8(&self.0).expect("JSON is text")
    }

    fn value(&mut self, value: &impl Serialize) {
        serde_json::to_writer(&mut self.0, value).expect(NEVER_FAILS);
    }
}
