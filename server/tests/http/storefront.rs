//! What a shop puts into its pages, as a browser fetches it.

use reqwest::{Method, StatusCode};

use crate::test_server::{TestServer, sent};

#[test]
fn pages_of_every_origin_may_load_the_snippet_and_keep_it_for_a_while() {
    let server = TestServer::start();
    let answer = server.get("/storefront.js");
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
    let kept = "public, max-age=300, stale-while-revalidate=86400";
    assert_eq!(answer.header("cache-control"), kept);
    let known = answer.header("etag").to_owned();
    let again = server.request(Method::GET, "/storefront.js").header("if-none-match", known);
    let again = sent(again);
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert_eq!(again.header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(again.header("cache-control"), kept);
}

#[test]
fn the_snippet_writes_no_markup_and_loads_no_file() {
    let script = TestServer::start().get("/storefront.js").text;
    for way in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "import"]
    {
        assert!(!script.contains(way), "{way}");
    }
    for inline in ["setAttribute(\"style\"", ".cssText", "createElement(\"style\")", "<style"] {
        assert!(!script.contains(inline), "{inline}: a strict policy of the page refuses it");
    }
}

#[test]
fn the_page_that_shows_it_is_the_services_own_and_served_under_its_policy() {
    let server = TestServer::start();
    for (path, media_type) in [
        ("/storefront", "text/html; charset=utf-8"),
        ("/storefront-page.css", "text/css; charset=utf-8"),
        ("/storefront-page.js", "text/javascript; charset=utf-8"),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header("content-type"), media_type);
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'self';") && !policy.contains("unsafe"),
            "{policy}"
        );
    }
}
