//! `/v1/rules`: what the shop wants of its lists, in versions.

use std::borrow::Cow;

use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, HeaderValue, IF_MATCH};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use tracing::error;
use utoipa::{IntoParams, ToSchema};

use super::body::Unparsed;
use super::catalogue::not_kept;
use super::error::{ApiError, Problem};
use super::json::{self, JsonText};
use super::limit::{Limit, limit_in_address};
use super::parameters::Parameters;
use crate::rules::{Moment, RulesDocument};
use crate::shop::Begun;
use crate::store::{Rules, RulesVersion, StoreError};
use crate::watch::chain;

const DEFAULT_LIMIT: Limit = Limit::of(20);
const VERSION_BYTES: usize = 160;

/// A version of the shop's rules.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RulesOfVersion)]
pub(super) struct RulesView {
    /// Which version; 0 where none was ever written. It is the `ETag`, too.
    version: u64,
    /// When it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    written_at: Option<String>,
    /// Who wrote it: the name of a key, or `file`.
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<String>,
    /// The rules.
    rules: RulesDocument,
    /// The ids of those in force at this moment, were this version the newest.
    in_force: Vec<String>,
}

/// What became of a document of rules.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RulesWritten)]
pub(super) struct WrittenView {
    /// The version that it is now.
    version: u64,
    /// Items that rules name and the snapshot does not know: these rules pass them over.
    unknown_items: Vec<String>,
}

/// Versions of the rules, the newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RulesVersions)]
pub(super) struct VersionsView {
    /// The versions that are kept.
    versions: Vec<VersionView>,
}

/// A version of the rules, without them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RulesVersion)]
pub(super) struct VersionView {
    /// Which version.
    version: u64,
    /// When it was written.
    written_at: String,
    /// Who wrote it: the name of a key, or `file`.
    author: String,
    /// Length of the document. Unit: bytes.
    size_bytes: u64,
}

/// Which versions are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct VersionsParameters {
    /// Only versions before this one.
    #[serde(default, deserialize_with = "version_in_address")]
    #[param(value_type = Option<u64>)]
    before: Option<u64>,
    /// Most versions wanted, 20 where it is absent.
    #[serde(default, deserialize_with = "limit_in_address")]
    #[param(value_type = Option<Limit>)]
    limit: Option<Limit>,
}

/// The shop's rules
#[utoipa::path(
    get,
    path = "/v1/rules",
    operation_id = "get_rules",
    tag = "rules",
    security(("key" = ["manager"])),
    responses(
        (status = 200, description = "The newest version; its number is the `ETag`", body = RulesView),
        (status = 503, description = "`store_unavailable`, `store_busy`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn show(begun: Begun) -> Result<HttpResponse, ApiError> {
    let kept = begun.kept()?;
    let store = kept.catalogue.store();
    let newest = store.read(|database| database.newest_rules()).await.map_err(not_kept)?;
    let (text, version) = written(newest).await?;
    Ok(tagged(text.answer(), version))
}

/// A version of the shop's rules
#[utoipa::path(
    get,
    path = "/v1/rules/versions/{version}",
    operation_id = "get_rules_version",
    tag = "rules",
    security(("key" = ["manager"])),
    params(("version" = u64, Path, description = "Which version", example = 1)),
    responses(
        (status = 200, description = "That version", body = RulesView),
        (status = 404, description = "`rules_version_not_found`", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "`store_unavailable`, `store_busy`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn show_version(
    begun: Begun,
    version: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let not_found = || ApiError::RulesVersionNotFound(version.clone());
    let number: u64 = version.parse().map_err(|_| not_found())?;
    let kept = begun.kept()?;
    let store = kept.catalogue.store();
    let found = store.read(move |database| database.rules(number)).await.map_err(not_kept)?;
    let (text, _) = written(Some(found.ok_or_else(not_found)?)).await?;
    Ok(text.answer())
}

/// Versions of the shop's rules
#[utoipa::path(
    get,
    path = "/v1/rules/versions",
    operation_id = "list_rules_versions",
    tag = "rules",
    security(("key" = ["manager"])),
    params(VersionsParameters),
    responses(
        (status = 200, description = "The versions that are kept, the newest first", body = VersionsView),
        (status = 422, description = "`query_invalid`", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "`store_unavailable`, `store_busy`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn list_versions(
    begun: Begun,
    parameters: Parameters<VersionsParameters>,
) -> Result<HttpResponse, ApiError> {
    let VersionsParameters { before, limit } = parameters.0;
    let most = limit.unwrap_or(DEFAULT_LIMIT).get();
    let kept = begun.kept()?;
    let store = kept.catalogue.store();
    let found = store.read(move |database| database.rules_versions(before, most)).await;
    let versions: Vec<VersionView> =
        found.map_err(not_kept)?.into_iter().map(VersionView::from).collect();
    let size_bytes = VERSION_BYTES * (1 + versions.len());
    Ok(json::answer(&VersionsView { versions }, size_bytes))
}

/// Write the shop's rules
///
/// In place of all that were there. What is answered is on disk and in force. To write back an older version, read it and
/// write its `rules`.
#[utoipa::path(
    put,
    path = "/v1/rules",
    operation_id = "put_rules",
    tag = "rules",
    security(("key" = ["manager"])),
    params(("If-Match" = Option<String>, Header, pattern = r#"^"[0-9]{1,19}"$"#, description = "The version that these rules were made from, as its `ETag`; without it they are written whatever is there")),
    request_body = RulesDocument,
    responses(
        (status = 200, description = "The version that it is now", body = WrittenView),
        (status = 400, description = "`json_malformed`, `body_unreadable`", body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "`body_too_slow`", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "`rules_conflict`: somebody wrote in between", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "`body_too_large`", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "`media_type_unsupported`", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`body_invalid`, `header_invalid`", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "`store_unavailable`, `store_busy`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn write(
    request: HttpRequest,
    begun: Begun,
    body: Unparsed,
) -> Result<HttpResponse, ApiError> {
    let expected = expected(&request)?;
    let kept = begun.kept()?;
    let asked = begun.clone();
    let (document, unknown_items) = elsewhere(move || read(&body, &asked)).await?;
    let (shop, key) = begun.asked();
    let author = key.map_or("nobody", |key| &key.name);
    let written = kept.write_rules(document, author, expected).await;
    let version = written.map_err(|error| match error {
        StoreError::RulesConflict { .. } => ApiError::RulesConflict(error.to_string()),
        // As it is kept it may be longer than it came.
        StoreError::RulesTooLong { .. } => ApiError::BodyInvalid(error.to_string()),
        other => not_kept(other),
    })?;
    // In force before it is answered.
    let shop = shop.clone();
    let looking = web::block(move || shop.look_at_rules()).await;
    // They are written: that they could not be read again now is told in the log, and tried again twice a second.
    if let Err(error) = looking.map_err(|error| ApiError::Internal(Box::new(error)))? {
        error!(error = %chain(&error), "Rules that were written could not be read again");
    }
    let size_bytes = 64 + 16 * unknown_items.len();
    Ok(tagged(json::answer(&WrittenView { version, unknown_items }, size_bytes), version))
}

/// The rules that `body` says, as they are kept, and the items in them that the snapshot does not know.
fn read(body: &Unparsed, begun: &Begun) -> Result<(String, Vec<String>), ApiError> {
    let document: RulesDocument = body.parse()?;
    let rules = document.check().map_err(|error| ApiError::BodyInvalid(error.to_string()))?;
    let document = serde_json::to_string(rules.document());
    let document = document.map_err(|error| ApiError::Internal(Box::new(error)))?;
    Ok((document, rules.unknown_items(&begun.snapshot)))
}

/// The answer that shows `kept`, and its version.
async fn written(kept: Option<Rules>) -> Result<(JsonText, u64), ApiError> {
    elsewhere(move || {
        let size_bytes = 1024 + kept.as_ref().map_or(0, |kept| kept.document.len());
        let view = kept.map_or_else(|| Ok(RulesView::none()), RulesView::new)?;
        Ok((JsonText::of(&view, size_bytes), view.version))
    })
    .await
}

/// Does what takes milliseconds of a document as long as it may be, on a thread that nobody waits for.
async fn elsewhere<T: Send + 'static>(
    act: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    web::block(act).await.map_err(|error| ApiError::Internal(Box::new(error)))?
}

/// Reads a version from an address. The largest is that of the stores, which is that of the description's `int64`.
fn version_in_address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let text = Cow::<str>::deserialize(deserializer)?;
    let version = text.parse().ok().filter(|&version: &i64| 0 <= version);
    let wrong = || D::Error::custom(format_args!("`{text}`, expected 0 to {}", i64::MAX));
    version.map(|version| Some(version.unsigned_abs())).ok_or_else(wrong)
}

/// The version that a request says its rules were made from.
fn expected(request: &HttpRequest) -> Result<Option<u64>, ApiError> {
    let Some(header) = request.headers().get(IF_MATCH) else { return Ok(None) };
    let text = header.to_str().unwrap_or_default();
    let number = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let is_digit = |c: char| c.is_ascii_digit();
    let number = number.filter(|number| number.chars().all(is_digit));
    let number = number.and_then(|number| number.parse().ok());
    number.map(Some).ok_or_else(|| {
        let found: String = text.chars().filter(|letter| !letter.is_control()).collect();
        ApiError::HeaderInvalid(format!("`If-Match`: {found}, expected an `ETag` such as \"3\""))
    })
}

fn tagged(mut answer: HttpResponse, version: u64) -> HttpResponse {
    debug_assert_eq!(answer.status(), StatusCode::OK);
    let tag = HeaderValue::from_str(&format!("\"{version}\""));
    answer.headers_mut().insert(ETAG, tag.expect("digits and quotes"));
    answer
}

impl RulesView {
    /// There never were any.
    fn none() -> Self {
        let (rules, in_force) = (RulesDocument::default(), Vec::new());
        Self { version: 0, written_at: None, author: None, rules, in_force }
    }

    fn new(kept: Rules) -> Result<Self, ApiError> {
        let Rules { number, written_at, author, document } = kept;
        let unusable = |error| ApiError::StoreUnavailable(error);
        let rules: RulesDocument =
            serde_json::from_str(&document).map_err(|error| unusable(Box::new(error)))?;
        let rules = rules.check().map_err(|error| unusable(Box::new(error)))?;
        let in_force = rules.ids_in_force(Moment::now()).map(str::to_owned).collect();
        Ok(Self {
            version: number,
            written_at: Some(written_at),
            author: Some(author),
            rules: rules.document().clone(),
            in_force,
        })
    }
}

impl From<RulesVersion> for VersionView {
    fn from(kept: RulesVersion) -> Self {
        let RulesVersion { number, written_at, author, size_bytes } = kept;
        Self { version: number, written_at, author, size_bytes }
    }
}
