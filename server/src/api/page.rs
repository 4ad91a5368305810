//! `/` and `/bundles`: the pages that explore a shop and bundle its items, embedded in the binary.

use std::future::ready;
use std::sync::LazyLock;

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, EntityTag, Header, IfNoneMatch,
};
use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, HttpResponse};

use super::{read, readable};

const STYLE_TYPE: &str = "text/css; charset=utf-8";
const SCRIPT_TYPE: &str = "text/javascript; charset=utf-8";

/// Nothing from elsewhere, nothing inline, no frame around it.
const CONTENT_POLICY: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; \
                              form-action 'self'; frame-ancestors 'none'";

/// A file of a page.
pub(super) struct Asset {
    text: &'static str,
    media_type: &'static str,
    tag: EntityTag,
}

static INDEX: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(include_str!("../../assets/index.html"), "text/html; charset=utf-8")
});
static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new(include_str!("../../assets/app.css"), "text/css; charset=utf-8"));
static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(include_str!("../../assets/app.js"), "text/javascript; charset=utf-8")
});
static WORDS: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(include_str!("../../assets/words.js"), "text/javascript; charset=utf-8")
});

/// What both pages are made of, and the page of bundles.
static FILES: LazyLock<[(&str, Asset); 9]> = LazyLock::new(|| {
    let script = |text| Asset::new(text, SCRIPT_TYPE);
    [
        ("/elements.js", script(include_str!("../../assets/elements.js"))),
        ("/frame.js", script(include_str!("../../assets/frame.js"))),
        ("/asking.js", script(include_str!("../../assets/asking.js"))),
        ("/showing.js", script(include_str!("../../assets/showing.js"))),
        ("/finder.js", script(include_str!("../../assets/finder.js"))),
        (
            "/bundles",
            Asset::new(include_str!("../../assets/bundles.html"), "text/html; charset=utf-8"),
        ),
        ("/bundles.css", Asset::new(include_str!("../../assets/bundles.css"), STYLE_TYPE)),
        ("/bundles.js", script(include_str!("../../assets/bundles.js"))),
        ("/bundles-words.js", script(include_str!("../../assets/bundles-words.js"))),
    ]
});

/// The routes of these files.
pub(super) fn files(config: &mut ServiceConfig) {
    for (path, asset) in FILES.iter() {
        let answer = move |request: HttpRequest| ready(asset.answer(&request));
        config.service(readable(path, read().to(answer)));
    }
}

pub(super) async fn index(request: HttpRequest) -> HttpResponse {
    INDEX.answer(&request)
}

pub(super) async fn style(request: HttpRequest) -> HttpResponse {
    STYLE.answer(&request)
}

pub(super) async fn script(request: HttpRequest) -> HttpResponse {
    SCRIPT.answer(&request)
}

pub(super) async fn words(request: HttpRequest) -> HttpResponse {
    WORDS.answer(&request)
}

/// Browsers ask for an icon unasked; there is none, and that is no problem.
pub(super) async fn no_icon() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

impl Asset {
    pub(super) fn new(text: &'static str, media_type: &'static str) -> Self {
        let tag = EntityTag::new_strong(format!("{:016x}", fingerprint(text.as_bytes())));
        Self { text, media_type, tag }
    }

    pub(super) fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let mut response = match self.is_known_to(request) {
            true => HttpResponse::NotModified(),
            false => HttpResponse::Ok(),
        };
        response
            .insert_header((ETAG, self.tag.to_string()))
            .insert_header((CACHE_CONTROL, "no-cache"))
            .insert_header((CONTENT_SECURITY_POLICY, CONTENT_POLICY))
            .insert_header((CONTENT_TYPE, self.media_type));
        if self.is_known_to(request) { response.finish() } else { response.body(self.text) }
    }

    fn is_known_to(&self, request: &HttpRequest) -> bool {
        match IfNoneMatch::parse(request) {
            Ok(IfNoneMatch::Any) => request.headers().contains_key("if-none-match"),
            Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|tag| tag.weak_eq(&self.tag)),
            Err(_) => false,
        }
    }
}

/// FNV-1a: tells one build's file from another's, no more.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
