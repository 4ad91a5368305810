//! Problems for requests that no route ever saw.
//!
//! The HTTP library answers a head that it cannot read by itself, with a status and nothing else. Every answer of ours has
//! the header `x-request-id`, by which the library's own are told apart, and written as problems instead.

use actix_web::http::StatusCode;
use memchr::memmem;

use super::error::ApiError;
use super::request_id::RequestId;

const HEAD_END: &[u8] = b"\r\n\r\n";

/// The problem to write instead of `bytes`, where these are a bare refusal of the HTTP library.
pub(crate) fn problem_instead_of(bytes: &[u8]) -> Option<Vec<u8>> {
    let status = bytes.strip_prefix(b"HTTP/1.1 ").or_else(|| bytes.strip_prefix(b"HTTP/1.0 "))?;
    if !status.starts_with(b"4") {
        return None;
    }
    let head = &bytes[..memmem::find(bytes, HEAD_END)?];
    let is_bare = bytes.len() == head.len() + HEAD_END.len();
    if !is_bare || memmem::find(head, b"x-request-id: ").is_some() {
        return None;
    }
    let status = StatusCode::from_bytes(status.get(..3)?).ok()?;
    let reason = match status {
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => "its head is too large",
        StatusCode::REQUEST_TIMEOUT => "its head did not come in time",
        StatusCode::BAD_REQUEST => "it is not HTTP",
        other => other.canonical_reason().unwrap_or("it cannot be read"),
    };
    let id = RequestId::new();
    let failure = ApiError::Refused { status, reason: reason.to_owned() };
    let problem = serde_json::to_string(&failure.problem(id.as_str())).ok()?;
    let answer = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/problem+json\r\ncontent-length: {}\r\n\
         x-request-id: {}\r\nx-content-type-options: nosniff\r\nconnection: close\r\n\r\n{problem}",
        problem.len(),
        id.as_str()
    );
    Some(answer.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bare_refusals_are_replaced() {
        let bare = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        let problem = String::from_utf8(problem_instead_of(bare).unwrap()).unwrap();
        assert!(problem.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{problem}");
        assert!(problem.contains(r#""code":"request_refused""#), "{problem}");
        for other in [
            &b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"[..],
            b"HTTP/1.1 404 Not Found\r\nx-request-id: 7\r\ncontent-length: 0\r\n\r\n",
            b"HTTP/1.1 404 Not Found\r\ncontent-length: 1\r\n\r\nx",
            b"HTTP/1.1 4",
            b"",
        ] {
            assert_eq!(problem_instead_of(other), None);
        }
    }
}
