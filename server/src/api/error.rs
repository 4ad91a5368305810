//! Every failure a caller can meet, in one table, as RFC 9457 tells it.

use std::error::Error as StdError;
use std::fmt;

use actix_web::http::{Method, StatusCode};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use thiserror::Error;
use utoipa::ToSchema;

use crate::keys::Scope;

/// Why a request was not answered. Its text is the problem's `detail`.
#[derive(Debug, Error)]
pub enum ApiError {
    /// No such path.
    #[error("no route `{path}`; `/docs` lists all of them")]
    RouteNotFound {
        /// The path asked for.
        path: String,
    },
    /// The path is there, for other methods.
    #[error("`{method}` is not possible here, expected {allowed}")]
    MethodNotAllowed {
        /// The method asked for.
        method: Method,
        /// The methods there are.
        allowed: &'static str,
    },
    /// The shop has keys, and the request carries none.
    #[error("no key, expected `Authorization: Bearer KEY` or `X-API-Key: KEY`")]
    KeyMissing,
    /// The request carries a key that is none of the shop's, or no longer.
    #[error("the key is unknown or was revoked")]
    KeyUnknown,
    /// The key does not allow this.
    #[error("the key's scope is `{found}`, expected `{needed}`")]
    ScopeInsufficient {
        /// The narrowest scope that allows it.
        needed: Scope,
        /// The key's.
        found: Scope,
    },
    /// The key does not allow to ask for this.
    #[error("`{field}`: {why}, so that it takes a key of scope `{needed}`; the key's is `{found}`")]
    FieldNeedsScope {
        /// Which field of the body.
        field: &'static str,
        /// Why not everybody may.
        why: &'static str,
        /// The narrowest scope that allows it.
        needed: Scope,
        /// The key's.
        found: Scope,
    },
    /// The caller asked for more than its rate allows.
    #[error(
        "more requests than the rate allows; the headers `RateLimit-Policy` and `RateLimit` tell it, `Retry-After` when to ask again"
    )]
    RateLimited {
        /// After how long to ask again.
        retry_seconds: u64,
    },
    /// As many requests are answered as can be at once.
    #[error("too many requests are answered at this moment; nothing waits in a queue, ask again")]
    Overloaded {
        /// After how long to ask again.
        retry_seconds: u64,
    },
    /// The shop's snapshot cannot be loaded now.
    #[error("the shop cannot answer now; the request id finds the time in the log")]
    ShopUnavailable {
        /// After how long to ask again.
        retry_seconds: u64,
    },
    /// There is no such version of the rules, or no longer.
    #[error("the store keeps no version `{0}` of the rules")]
    RulesVersionNotFound(String),
    /// The rules are no longer those that the caller knew.
    #[error("{0}")]
    RulesConflict(String),
    /// A header says something that cannot be.
    #[error("{0}")]
    HeaderInvalid(String),
    /// The shop knows no such item.
    #[error("the snapshot being served has no item `{0}`")]
    ItemNotFound(String),
    /// Nothing was bought by such a customer.
    #[error("the snapshot being served has no purchases of customer `{0}`")]
    CustomerNotFound(String),
    /// Something after the `?` of the address is wrong.
    #[error("{0}")]
    QueryInvalid(String),
    /// The body is no JSON.
    #[error("the body is not JSON: {0}")]
    JsonMalformed(String),
    /// The body is JSON and says something that cannot be.
    #[error("{0}")]
    BodyInvalid(String),
    /// The body is too long.
    #[error("the body is longer than {most_bytes} bytes")]
    BodyTooLarge {
        /// How long it may be.
        most_bytes: usize,
    },
    /// The body did not arrive whole.
    #[error("the body could not be read: {0}")]
    BodyUnreadable(String),
    /// The body arrives too slowly.
    #[error("the body did not arrive within {seconds} seconds")]
    BodyTooSlow {
        /// How long was waited.
        seconds: u64,
    },
    /// The body is said to be something else.
    #[error("the content-type is {found}, expected `application/json`")]
    MediaTypeUnsupported {
        /// What it is said to be.
        found: String,
    },
    /// Nothing to go by.
    #[error("`cart` and `viewed` are both empty, expected at least one item id")]
    CartEmpty,
    /// Nothing that a bundle could be made around.
    #[error(
        "`cart` is empty, expected at least one item id: bundles are made around the dearest item of it"
    )]
    NothingChosen,
    /// More items than a cart holds.
    #[error("`{field}` lists {found} items, expected at most {most}")]
    TooManyItems {
        /// Which list.
        field: &'static str,
        /// How many it lists.
        found: usize,
        /// How many it may list.
        most: usize,
    },
    /// What the address names is no item's id.
    #[error("{0}")]
    ItemIdInvalid(String),
    /// The lines are too long in all.
    #[error("the body is longer than {most_bytes} bytes; send the lines in several requests")]
    BulkTooLarge {
        /// The greatest length. Unit: bytes.
        most_bytes: usize,
    },
    /// The body is said to be something else than lines of JSON.
    #[error("the content-type is {found}, expected `application/x-ndjson` or `application/jsonl`")]
    BulkTypeUnsupported {
        /// What it is said to be.
        found: String,
    },
    /// As much is told of items as may be.
    #[error("{0}")]
    CatalogueFull(String),
    /// What was sent could not be kept. The cause is logged and never shown.
    #[error(
        "the shop's store fails: nothing was read from it or kept in it; the request id finds the cause in the log"
    )]
    StoreUnavailable(#[source] Box<dyn StdError + Send + Sync>),
    /// Nothing can be kept where the store is to be.
    #[error(
        "the shop has no store that can be written to, so that nothing can be told: `dapei serve --store sqlite:FILE` keeps \
         what is told where the service may write"
    )]
    StoreReadOnly,
    /// Too much waits to be kept.
    #[error("what was sent was not kept: too much waits to be; send it again in {retry_seconds} s")]
    StoreBusy {
        /// After how long to send it again.
        retry_seconds: u64,
    },
    /// The request as such was refused before any route saw it.
    #[error("the request was refused: {reason}")]
    Refused {
        /// With which status.
        status: StatusCode,
        /// Why.
        reason: String,
    },
    /// Our own fault. The cause is logged and never shown.
    #[error("something went wrong inside; the request id finds it in the log")]
    Internal(#[source] Box<dyn StdError + Send + Sync>),
}

/// A problem as it is sent, `application/problem+json` (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem<'a> {
    /// Names the kind of problem: `urn:dapei:problem:` and the code.
    #[schema(value_type = String, examples("urn:dapei:problem:item_not_found"))]
    pub r#type: ProblemType,
    /// The kind of problem in words.
    #[schema(value_type = String, examples("No such item"))]
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong with this request: where, what was expected, what was found.
    pub detail: String,
    /// The kind of problem for programs; it never changes its meaning.
    #[schema(value_type = String, examples("item_not_found"))]
    pub code: &'static str,
    /// The id of this request in the log.
    pub request_id: &'a str,
}

/// The `type` of a problem.
#[derive(Debug)]
pub struct ProblemType(&'static str);

impl fmt::Display for ProblemType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "urn:dapei:problem:{}", self.0)
    }
}

impl Serialize for ProblemType {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl ApiError {
    /// The table: code, status, title.
    fn row(&self) -> (&'static str, StatusCode, &'static str) {
        match self {
            Self::RouteNotFound { .. } => {
                ("route_not_found", StatusCode::NOT_FOUND, "No such route")
            }
            Self::MethodNotAllowed { .. } => {
                ("method_not_allowed", StatusCode::METHOD_NOT_ALLOWED, "Method not possible here")
            }
            Self::KeyMissing => ("key_missing", StatusCode::UNAUTHORIZED, "Key needed"),
            Self::KeyUnknown => ("key_unknown", StatusCode::UNAUTHORIZED, "Key not valid"),
            Self::ScopeInsufficient { .. } | Self::FieldNeedsScope { .. } => {
                ("scope_insufficient", StatusCode::FORBIDDEN, "Not allowed with this key")
            }
            Self::RateLimited { .. } => {
                ("rate_limited", StatusCode::TOO_MANY_REQUESTS, "Too many requests")
            }
            Self::Overloaded { .. } => {
                ("overloaded", StatusCode::SERVICE_UNAVAILABLE, "Too much to do")
            }
            Self::ShopUnavailable { .. } => {
                ("shop_unavailable", StatusCode::SERVICE_UNAVAILABLE, "Shop cannot answer now")
            }
            Self::RulesVersionNotFound(_) => {
                ("rules_version_not_found", StatusCode::NOT_FOUND, "No such version of the rules")
            }
            Self::RulesConflict(_) => {
                ("rules_conflict", StatusCode::PRECONDITION_FAILED, "Rules written in between")
            }
            Self::HeaderInvalid(_) => {
                ("header_invalid", StatusCode::UNPROCESSABLE_ENTITY, "Header not usable")
            }
            Self::ItemNotFound(_) => ("item_not_found", StatusCode::NOT_FOUND, "No such item"),
            Self::CustomerNotFound(_) => {
                ("customer_not_found", StatusCode::NOT_FOUND, "No such customer")
            }
            Self::QueryInvalid(_) => {
                ("query_invalid", StatusCode::UNPROCESSABLE_ENTITY, "Query parameter not usable")
            }
            Self::JsonMalformed(_) => {
                ("json_malformed", StatusCode::BAD_REQUEST, "Body is not JSON")
            }
            Self::BodyInvalid(_) => {
                ("body_invalid", StatusCode::UNPROCESSABLE_ENTITY, "Body not usable")
            }
            Self::BodyTooLarge { .. } => {
                ("body_too_large", StatusCode::PAYLOAD_TOO_LARGE, "Body too large")
            }
            Self::BodyUnreadable(_) => {
                ("body_unreadable", StatusCode::BAD_REQUEST, "Body did not arrive")
            }
            Self::BodyTooSlow { .. } => {
                ("body_too_slow", StatusCode::REQUEST_TIMEOUT, "Body arrives too slowly")
            }
            Self::MediaTypeUnsupported { .. } => (
                "media_type_unsupported",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Body of another type than JSON",
            ),
            Self::CartEmpty | Self::NothingChosen => {
                ("cart_empty", StatusCode::UNPROCESSABLE_ENTITY, "Nothing in the cart")
            }
            Self::TooManyItems { .. } => {
                ("too_many_items", StatusCode::UNPROCESSABLE_ENTITY, "Too many items")
            }
            Self::ItemIdInvalid(_) => {
                ("item_id_invalid", StatusCode::UNPROCESSABLE_ENTITY, "Id not usable")
            }
            Self::BulkTooLarge { .. } => {
                ("body_too_large", StatusCode::PAYLOAD_TOO_LARGE, "Body too large")
            }
            Self::BulkTypeUnsupported { .. } => (
                "media_type_unsupported",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Body of another type than lines of JSON",
            ),
            Self::CatalogueFull(_) => {
                ("catalogue_full", StatusCode::UNPROCESSABLE_ENTITY, "Too much is told of items")
            }
            Self::StoreUnavailable(_) | Self::StoreReadOnly => {
                ("store_unavailable", StatusCode::SERVICE_UNAVAILABLE, "Store fails")
            }
            Self::StoreBusy { .. } => {
                ("store_busy", StatusCode::SERVICE_UNAVAILABLE, "Store is busy")
            }
            Self::Refused { status, .. } => ("request_refused", *status, "Request refused"),
            Self::Internal(_) => {
                ("internal", StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong inside")
            }
        }
    }

    /// The problem for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.row().0
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.row().1
    }

    /// The problem as it is sent.
    #[must_use]
    pub fn problem<'a>(&self, request_id: &'a str) -> Problem<'a> {
        let (code, status, title) = self.row();
        Problem {
            r#type: ProblemType(code),
            title,
            status: status.as_u16(),
            detail: self.to_string(),
            code,
            request_id,
        }
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    /// Bare: the edge, which knows the request's id, writes the body.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}
