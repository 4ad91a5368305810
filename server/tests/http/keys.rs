//! Keys and scopes, on every route that the description has.

use std::fmt::Write;

use reqwest::{Method, StatusCode};
use serde_json::json;
use server::keys::{KeyFile, Scope};

use crate::operations::{Named, operations};
use crate::shop::customers_snapshot;
use crate::test_server::{Answer, TestServer, sent, wait_until};

const NOW: &str = "2026-11-27T00:00:00Z";

/// Waits until the service follows its file of keys: until a request is answered with `status`.
fn wait_for(server: &TestServer, key: &str, status: StatusCode) {
    wait_until("the keys are not followed", || with_key(server, key).status == status);
}

fn with_key(server: &TestServer, key: &str) -> Answer {
    sent(server.request(Method::GET, "/v1/items").header("x-api-key", key))
}

#[test]
fn each_key_opens_the_routes_of_its_scope_and_no_others() {
    let server = TestServer::serving(&customers_snapshot());
    let elsewhere = tempfile::tempdir().unwrap();
    let file = KeyFile::of(elsewhere.path());
    let keys = Scope::ALL.map(|scope| file.create("test", scope, NOW).unwrap().0.to_string());
    // All of them at once, so that no look finds some.
    std::fs::rename(file.path(), KeyFile::of(server.model.path()).path()).unwrap();
    let strange = KeyFile::of(elsewhere.path());
    let strange =
        Scope::ALL.map(|scope| strange.create("other", scope, NOW).unwrap().0.to_string());
    // Until the file is followed whoever asks is answered.
    wait_until("the keys are not followed", || server.items("").status == StatusCode::UNAUTHORIZED);
    let mut table = String::new();
    let named = Named { shop: "north", item: "tea", customer: "阿花/1" };
    let manage = |method, path: &str| {
        let request = server.request(method, path).bearer_auth(&keys[3]);
        sent(request.json(&json!({"rules": []}))).status
    };
    assert_eq!(manage(Method::PUT, "/v1/rules"), StatusCode::OK);
    for operation in operations(&server) {
        let (path, method) = (operation.real_path(&named), &operation.method);
        let needed = operation.needed;
        let success = operation.success().as_u16();
        let status = |key: Option<&str>| {
            let request = operation.request(&server, &named);
            let request = match key {
                Some(key) => request.bearer_auth(key),
                None => request,
            };
            let answer = sent(request);
            if answer.status.is_client_error() {
                answer.problem();
            }
            answer.status.as_u16()
        };
        write!(table, "{method} {path}: none {}", status(None)).unwrap();
        assert_eq!(status(None), if needed.is_some() { 401 } else { success }, "{path}");
        for (scope, key) in Scope::ALL.into_iter().zip(&keys) {
            let found = status(Some(key));
            write!(table, ", {scope} {found}").unwrap();
            let is_allowed = needed.is_none_or(|needed| needed <= scope);
            assert_eq!(found, if is_allowed { success } else { 403 }, "{scope} {path}");
        }
        for key in &strange {
            let found = status(Some(key));
            assert_eq!(found, if needed.is_some() { 401 } else { success }, "{path}");
        }
        writeln!(table, ", of another shop {}", status(Some(&strange[3]))).unwrap();
    }
    println!("{table}");
}

#[test]
fn a_request_without_its_key_is_told_what_is_missing() {
    let server = TestServer::serving(&customers_snapshot());
    let file = KeyFile::of(server.model.path());
    let (key, entry) = file.create("web", Scope::Storefront, NOW).unwrap();
    let key = key.to_string();
    wait_for(&server, "none", StatusCode::UNAUTHORIZED);
    let missing = server.get("/v1/items");
    assert_eq!(missing.header("www-authenticate"), "Bearer");
    insta::assert_snapshot!(missing.problem(), @"401 key_missing: no key, expected `Authorization: Bearer KEY` or `X-API-Key: KEY`");
    insta::assert_snapshot!(with_key(&server, "dapei_0_0").problem(), @"401 key_unknown: the key is unknown or was revoked");
    let by = |name: &str, value: &str| {
        sent(server.request(Method::GET, "/v1/customers/x/reorder").header(name, value)).problem()
    };
    insta::assert_snapshot!(by("x-api-key", &key), @"403 scope_insufficient: the key's scope is `storefront`, expected `agent`");
    insta::assert_snapshot!(by("authorization", &format!("bearer  {key}")), @"403 scope_insufficient: the key's scope is `storefront`, expected `agent`");
    insta::assert_snapshot!(by("authorization", "Basic d2ViOg=="), @"401 key_missing: no key, expected `Authorization: Bearer KEY` or `X-API-Key: KEY`");
    // What cannot be parsed is not even looked at.
    let unread = sent(server.request(Method::POST, "/v1/suggestions").body("{"));
    assert_eq!(unread.status, StatusCode::UNAUTHORIZED);
    assert_eq!(server.get("/readyz").status, StatusCode::OK);
    file.revoke(&entry.id).unwrap();
    wait_for(&server, &key, StatusCode::UNAUTHORIZED);
}

#[test]
fn a_shop_that_asked_for_keys_never_stops_to() {
    let server = TestServer::start();
    let file = KeyFile::of(server.model.path());
    assert_eq!(server.items("").status, StatusCode::OK);
    let key = file.create("web", Scope::Storefront, NOW).unwrap().0.to_string();
    wait_for(&server, "none", StatusCode::UNAUTHORIZED);
    assert_eq!(with_key(&server, &key).status, StatusCode::OK);
    std::fs::remove_file(file.path()).unwrap();
    wait_for(&server, &key, StatusCode::UNAUTHORIZED);
    assert_eq!(server.items("").status, StatusCode::UNAUTHORIZED);
}
