//! The name of a request, in its answer, in a problem and in the log.

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{HeaderName, HeaderValue};

use crate::random::random_number;

/// The header that carries the id both ways.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Room for a UUID and a prefix; longer ids only fill logs.
const MAX_BYTES: usize = 128;

/// The id of a request: the caller's where it is harmless to repeat, otherwise a new one.
#[derive(Debug, Clone)]
pub(super) struct RequestId(HeaderValue);

impl RequestId {
    pub(super) fn of(request: &ServiceRequest) -> Self {
        let given = request.headers().get(&REQUEST_ID).filter(|id| is_harmless(id.as_bytes()));
        given.cloned().map_or_else(Self::new, Self)
    }

    /// One that no other request has.
    pub(super) fn new() -> Self {
        let id = format!("{:032x}", random_number());
        Self(HeaderValue::try_from(id).expect("hexadecimal digits make a header"))
    }

    pub(super) fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }

    pub(super) fn into_header(self) -> HeaderValue {
        self.0
    }
}

/// Letters, digits and the marks that ids are made of: never markup, never another log line.
fn is_harmless(id: &[u8]) -> bool {
    let is_usual = |&byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:/+=".contains(&byte);
    (1..=MAX_BYTES).contains(&id.len()) && id.iter().all(is_usual)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_could_be_taken_for_something_else_is_not_repeated() {
        assert!(is_harmless(b"4bf92f3577b34da6-a3ce929d"));
        assert!(!is_harmless(b""));
        assert!(!is_harmless(b"<b>"));
        assert!(!is_harmless(b"a b"));
        assert!(!is_harmless("\u{8336}".as_bytes()));
        assert!(!is_harmless(&[b'a'; MAX_BYTES + 1]));
    }
}
