//! `POST /v1/items/bulk`: facts of many items, one on a line.

use std::time::Duration;

use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::lines::{LineProblem, Lines, MAX_LINE_BYTES, Parsed};
use super::of_shop::OfShop;
use super::{RETRY_SECONDS, next, not_kept, refused};
use crate::api::error::{ApiError, Problem};
use crate::api::json;
use crate::catalogue::{Catalogue, Change, LineError};

/// Longest body. Unit: bytes.
pub(super) const MAX_BULK_BYTES: usize = 10 << 20;
/// Most refused lines that an answer lists.
const MAX_LISTED: usize = 1000;
/// Longest word on a refused line, however long the name is that is wrong in it. Unit: characters.
const MAX_DETAIL_CHARS: usize = 300;
/// 10 MiB arrive within this even at 3 Mbit/s.
const MAX_WAIT: Duration = Duration::from_secs(30);
/// What lines of JSON are called.
const MEDIA_TYPES: [&str; 2] = ["application/x-ndjson", "application/jsonl"];

/// What became of the lines.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = BulkOutcome)]
pub(super) struct BulkView {
    /// Lines that were taken, also where nothing changed.
    n_taken: u64,
    /// Lines that were refused; the others were taken nevertheless.
    n_refused: u64,
    /// The first 1,000 of the refused lines.
    refused: Vec<RefusedLineView>,
    /// Refused lines that are not listed.
    n_refused_not_listed: u64,
}

/// A line that was refused.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RefusedLine)]
pub(super) struct RefusedLineView {
    /// Which line; the first is 1.
    line: u64,
    /// Why, for programs: `json_malformed`, `body_invalid`, `line_too_long` or `catalogue_full`.
    #[schema(value_type = String, examples("body_invalid"))]
    code: &'static str,
    /// What is wrong with it: where, what was expected, what was found.
    detail: String,
}

/// Tell facts of many items
///
/// One JSON object a line: `item_id`, and what the body of `PUT /v1/items/{item_id}` has. Lines are taken one after the
/// other, and a line that is refused hinders no other. What was taken may be sent again and changes nothing then; after a
/// 503 some lines may have been taken: send all of them again.
#[utoipa::path(
    post,
    path = "/v1/items/bulk",
    operation_id = "post_items",
    tag = "items",
    security(("key" = ["manager"])),
    request_body(
        description = "Lines of JSON, at most 10 MiB in all and 64 KiB each; also as `application/jsonl`",
        content = String,
        content_type = "application/x-ndjson",
        example = json!("{\"item_id\":\"85123A\",\"stock\":12,\"price\":295}\n{\"item_id\":\"22423\",\"stock\":0}\n")
    ),
    responses(
        (status = 200, description = "What became of the lines", body = BulkView),
        (status = 400, description = "`body_unreadable`", body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "`body_too_slow`", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "`body_too_large`: no line was taken", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "`media_type_unsupported`", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "`store_unavailable`, `store_busy`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::api) async fn tell_many(
    request: HttpRequest,
    of_shop: OfShop,
    payload: web::Payload,
) -> Result<HttpResponse, ApiError> {
    check_media_type(&request)?;
    check_length(&request)?;
    let catalogue = &of_shop.catalogue;
    // Before the body is there: as many of them are held in memory as have their turn.
    let busy = || ApiError::StoreBusy { retry_seconds: RETRY_SECONDS };
    let _turn = catalogue.bulk_turn().ok_or_else(busy)?;
    let mut lines = Lines::of(read(payload).await?);
    let mut view = BulkView::default();
    while !lines.is_empty() {
        let parsing = web::block(move || {
            let parsed = lines.parse_piece();
            (lines, parsed)
        });
        let (rest, parsed) = parsing.await.map_err(|error| ApiError::Internal(Box::new(error)))?;
        lines = rest;
        view.count(catalogue, parsed).await?;
    }
    Ok(json::answer(&view, 64 + 128 * view.refused.len()))
}

impl BulkView {
    /// Tells `catalogue` what the lines of a piece say, and counts what becomes of them.
    async fn count(&mut self, catalogue: &Catalogue, parsed: Vec<Parsed>) -> Result<(), ApiError> {
        let mut changes = Vec::with_capacity(parsed.len());
        let mut places = Vec::with_capacity(parsed.len());
        for (place, said) in parsed {
            let problem = match said {
                Ok(line) => {
                    changes.push((line.item_id, Change::Merge(line.change)));
                    None
                }
                Err(problem) => Some(problem),
            };
            places.push((place, problem));
        }
        let mut outcomes = match changes.is_empty() {
            true => Vec::new(),
            false => catalogue.change(changes).await.map_err(not_kept)?,
        }
        .into_iter();
        for (place, problem) in places {
            match problem {
                Some(LineProblem::TooLong { found }) => {
                    let detail = format!("{found} bytes long, expected at most {MAX_LINE_BYTES}");
                    self.refuse(place, "line_too_long", &detail);
                }
                Some(LineProblem::Error(error @ LineError::Malformed(_))) => {
                    self.refuse(place, "json_malformed", &error.to_string());
                }
                Some(LineProblem::Error(error @ LineError::Invalid(_))) => {
                    self.refuse(place, "body_invalid", &error.to_string());
                }
                None => match next(&mut outcomes)?.map_err(refused) {
                    Ok(_) => self.n_taken += 1,
                    Err(problem) => self.refuse(place, problem.code(), &problem.to_string()),
                },
            }
        }
        Ok(())
    }

    fn refuse(&mut self, line: u64, code: &'static str, detail: &str) {
        self.n_refused += 1;
        if self.refused.len() == MAX_LISTED {
            self.n_refused_not_listed += 1;
            return;
        }
        self.refused.push(RefusedLineView { line, code, detail: shortened(detail) });
    }
}

fn shortened(detail: &str) -> String {
    match detail.char_indices().nth(MAX_DETAIL_CHARS) {
        Some((end, _)) => format!("{}…", &detail[..end]),
        None => detail.to_owned(),
    }
}

fn check_media_type(request: &HttpRequest) -> Result<(), ApiError> {
    let Some(header) = request.headers().get(CONTENT_TYPE) else {
        return Err(ApiError::BulkTypeUnsupported { found: "absent".to_owned() });
    };
    let found = String::from_utf8_lossy(header.as_bytes());
    let essence = found.split(';').next().unwrap_or_default().trim();
    match MEDIA_TYPES.iter().any(|known| essence.eq_ignore_ascii_case(known)) {
        true => Ok(()),
        false => Err(ApiError::BulkTypeUnsupported { found: format!("`{found}`") }),
    }
}

/// Refuses at once what says that it is too long.
fn check_length(request: &HttpRequest) -> Result<(), ApiError> {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    match length.and_then(|length| length.parse::<u64>().ok()) {
        Some(bytes) if bytes > MAX_BULK_BYTES as u64 => Err(too_large()),
        Some(_) | None => Ok(()),
    }
}

async fn read(payload: web::Payload) -> Result<Bytes, ApiError> {
    let reading = payload.to_bytes_limited(MAX_BULK_BYTES);
    match tokio::time::timeout(MAX_WAIT, reading).await {
        Ok(Ok(Ok(bytes))) => Ok(bytes),
        Ok(Ok(Err(error))) => Err(match error.as_error::<PayloadError>() {
            Some(PayloadError::Overflow) => too_large(),
            _ => ApiError::BodyUnreadable(error.to_string()),
        }),
        Ok(Err(_)) => Err(too_large()),
        Err(_) => Err(ApiError::BodyTooSlow { seconds: MAX_WAIT.as_secs() }),
    }
}

fn too_large() -> ApiError {
    ApiError::BulkTooLarge { most_bytes: MAX_BULK_BYTES }
}
