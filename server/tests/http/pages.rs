//! The page, the documentation, and the headers that keep browsers careful.

use reqwest::{Method, StatusCode};

use crate::test_server::{TestServer, sent};

#[test]
fn the_pages_and_their_files_are_served_under_a_strict_policy() {
    let server = TestServer::start();
    for (path, media_type) in [
        ("/", "text/html; charset=utf-8"),
        ("/app.css", "text/css; charset=utf-8"),
        ("/app.js", "text/javascript; charset=utf-8"),
        ("/words.js", "text/javascript; charset=utf-8"),
        ("/elements.js", "text/javascript; charset=utf-8"),
        ("/frame.js", "text/javascript; charset=utf-8"),
        ("/asking.js", "text/javascript; charset=utf-8"),
        ("/showing.js", "text/javascript; charset=utf-8"),
        ("/finder.js", "text/javascript; charset=utf-8"),
        ("/bundles", "text/html; charset=utf-8"),
        ("/bundles.css", "text/css; charset=utf-8"),
        ("/bundles.js", "text/javascript; charset=utf-8"),
        ("/bundles-words.js", "text/javascript; charset=utf-8"),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-type"), media_type);
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}

#[test]
fn no_script_of_the_pages_writes_markup() {
    let server = TestServer::start();
    for path in ["/app.js", "/asking.js", "/bundles.js", "/elements.js", "/finder.js", "/frame.js"]
    {
        let script = server.get(path).text;
        for way in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
            assert!(!script.contains(way), "{path}: {way}");
        }
    }
}

#[test]
fn a_file_that_the_browser_has_is_not_sent_again() {
    let server = TestServer::start();
    let tag = server.get("/app.js").header("etag").to_owned();
    let again = |known: &str| {
        sent(server.request(Method::GET, "/app.js").header("if-none-match", known.to_owned()))
    };
    let answer = again(&tag);
    assert_eq!((answer.status, answer.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
    assert_eq!(answer.header("etag"), tag);
    assert_eq!(again("\"older\"").status, StatusCode::OK);
}

#[test]
fn the_documentation_needs_nothing_from_elsewhere() {
    let server = TestServer::start();
    let page = server.get("/docs");
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("swagger-ui"));
    assert!(!page.text.contains("http://") && !page.text.contains("https://"));
    for file in ["swagger-ui.css", "swagger-ui-bundle.js", "swagger-initializer.js"] {
        let answer = server.get(&format!("/docs/{file}"));
        assert_eq!(answer.status, StatusCode::OK, "{file}");
        assert!(!answer.text.is_empty());
    }
    let initializer = server.get("/docs/swagger-initializer.js").text;
    assert!(initializer.contains("/openapi.json"));
}

#[test]
fn browsers_that_ask_for_an_icon_are_not_refused() {
    let server = TestServer::start();
    assert_eq!(server.get("/favicon.ico").status, StatusCode::NO_CONTENT);
}
