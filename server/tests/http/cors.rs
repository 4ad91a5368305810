//! Which pages of other origins may ask from a browser.

use std::net::SocketAddr;

use actix_web::rt::System;
use reqwest::{Method, StatusCode};
use server::config::Settings;
use server::keys::{KeyFile, Scope};
use server::model_dir::ModelDir;
use server::service::Service;
use server::shop::{Shop, Shops};

use crate::shop;
use crate::test_server::{Answer, TestServer, sent};

const SHOP: &str = "https://shop.example";
const OTHER: &str = "https://other.example";

fn allowing(origin: &str) -> TestServer {
    let mut settings = Settings::default();
    settings.cors.origins = vec![origin.to_owned()];
    TestServer::with(settings, |_| ())
}

fn preflight(server: &TestServer, origin: &str) -> Answer {
    let request = server.request(Method::OPTIONS, "/v1/suggestions").header("origin", origin);
    sent(
        request
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type,x-api-key"),
    )
}

fn get(server: &TestServer, origin: &str) -> Answer {
    sent(server.request(Method::GET, "/v1/items").header("origin", origin))
}

#[test]
fn the_pages_of_an_allowed_origin_may_ask_and_read() {
    let server = allowing(SHOP);
    let asked = preflight(&server, SHOP);
    assert_eq!((asked.status, asked.text.as_str()), (StatusCode::OK, ""));
    assert_eq!(asked.header("access-control-allow-origin"), SHOP);
    assert!(asked.header("access-control-allow-methods").contains("POST"));
    assert!(asked.header("access-control-allow-headers").contains("x-api-key"));
    assert_eq!(asked.header("access-control-max-age"), "600");
    let answer = get(&server, SHOP);
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("access-control-allow-origin"), SHOP);
    assert!(answer.header("access-control-expose-headers").contains("x-request-id"));
    assert_eq!(answer.header("access-control-allow-credentials"), "");
    // Nor why there is none: a page that may read answers may read problems.
    let missing = sent(server.request(Method::GET, "/v1/items/none").header("origin", SHOP));
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(missing.header("access-control-allow-origin"), SHOP);
    assert!(missing.header("access-control-expose-headers").contains("x-request-id"));
    // Neither header of the two that say what an answer depends on is lost.
    let vary: Vec<String> = answer
        .headers
        .get_all("vary")
        .iter()
        .map(|value| value.to_str().unwrap().to_lowercase())
        .collect();
    let vary = vary.join(", ");
    assert!(vary.contains("origin") && vary.contains("x-api-key"), "{vary}");
}

#[test]
fn the_pages_of_another_origin_may_not() {
    let server = allowing(SHOP);
    let asked = preflight(&server, OTHER);
    assert_eq!(asked.status, StatusCode::BAD_REQUEST);
    assert_eq!(asked.header("access-control-allow-origin"), "");
    assert!(asked.problem().starts_with("400 request_refused: "), "{}", asked.problem());
    let answer = get(&server, OTHER);
    assert_eq!(answer.header("access-control-allow-origin"), "");
    assert!(answer.header("vary").to_lowercase().contains("origin"));
}

#[test]
fn every_answer_keeps_browsers_careful() {
    let server = TestServer::start();
    for path in ["/", "/app.js", "/docs/", "/v1/items", "/healthz", "/nowhere"] {
        let answer = server.get(path);
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src '") && !policy.contains("unsafe"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(answer.header("permissions-policy").contains("geolocation=()"), "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
    }
}

#[test]
fn no_page_of_another_origin_may_ask_unless_told() {
    let server = TestServer::start();
    assert_eq!(preflight(&server, SHOP).status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(get(&server, SHOP).header("access-control-allow-origin"), "");
}

#[test]
fn any_origin_may_ask_where_that_is_said_and_beside_keys_only_where_that_is_said_too() {
    assert_eq!(get(&allowing("*"), OTHER).header("access-control-allow-origin"), "*");
    let dir = tempfile::tempdir().unwrap();
    let model = ModelDir::create(dir.path()).unwrap();
    model.publish(&shop::snapshot()).unwrap();
    KeyFile::of(model.path()).create("web", Scope::Storefront, "2026-11-27T00:00:00Z").unwrap();
    let mut settings = Settings::default();
    settings.cors.origins = vec!["*".to_owned()];
    let bind = |settings: &Settings| {
        let shops = Shops::one(Shop::open(model.clone()).unwrap()).unwrap();
        let settings = settings.clone().check().unwrap();
        System::new().block_on(async {
            let address = SocketAddr::from(([127, 0, 0, 1], 0));
            Service::with(shops, address, &settings).map(|_| ()).map_err(|error| error.to_string())
        })
    };
    insta::assert_snapshot!(bind(&settings).unwrap_err(), @"`cors.origins` is `*` and there are keys: name the origins whose pages may ask, or set `cors.any_origin_with_keys`");
    settings.cors.any_origin_with_keys = true;
    assert_eq!(bind(&settings), Ok(()));
}
