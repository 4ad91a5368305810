//! Health, request ids, and the description of the routes.

use std::collections::BTreeSet;

use engine::bundle::Goal;
use engine::offer::{NoOffer, Role};
use engine::relation::{Momentum, RelationKind};
use engine::suggest::{Condition, Stage};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::operations::{Named, operations};
use crate::shop::customers_snapshot;
use crate::test_server::{TestServer, sent};

#[test]
fn health_and_readiness_tell_what_is_served() {
    let server = TestServer::start();
    assert_eq!(server.get("/healthz").json()["status"], "ok");
    let ready = server.get("/readyz").json();
    assert_eq!(ready["status"], "ready");
    assert_eq!(ready["snapshot_id"], server.related("tea", "").json()["snapshot_id"]);
    assert_eq!(ready["snapshot_number"], 1);
    assert_eq!(ready["items"], 6);
    assert!(ready["snapshot_age_seconds"].is_u64());
}

#[test]
fn a_harmless_request_id_comes_back_and_another_is_replaced() {
    let server = TestServer::start();
    let id = |given: &str| {
        let request = server.request(Method::GET, "/healthz").header("x-request-id", given);
        sent(request).header("x-request-id").to_owned()
    };
    assert_eq!(id("shop-7.a"), "shop-7.a");
    assert_eq!(id("a b").len(), 32);
    assert_ne!(id("<b>"), id("<b>"));
}

#[test]
fn what_can_be_read_can_be_asked_for_by_head() {
    let server = TestServer::start();
    for path in ["/", "/healthz", "/v1/items/tea/related", "/openapi.json"] {
        let answer = sent(server.request(Method::HEAD, path));
        assert_eq!((answer.status, answer.text.as_str()), (StatusCode::OK, ""), "{path}");
    }
}

#[test]
fn the_description_kept_beside_the_code_is_current() {
    let kept = include_str!("../../openapi.json");
    assert!(
        kept == server::api::openapi::text(),
        "server/openapi.json is not what the code says: run `make openapi`"
    );
    let server = TestServer::start();
    assert_eq!(server.get("/openapi.json").text, kept);
}

/// Names once stood here, in the engine and in the description, and could part.
#[test]
fn the_description_lists_the_names_of_the_engine() {
    let server = TestServer::start();
    let description = server.get("/openapi.json").json();
    let described = |schema: &str| description["components"]["schemas"][schema]["enum"].clone();
    assert_eq!(described("RelationKind"), json!(RelationKind::ALL.map(RelationKind::name)));
    assert_eq!(described("Momentum"), json!(Momentum::ALL.map(Momentum::name)));
    assert_eq!(described("Stage"), json!(Stage::ALL.map(Stage::name)));
    assert_eq!(described("Condition"), json!(Condition::ALL.map(Condition::name)));
    assert_eq!(described("NoBundleBecause"), json!(NoOffer::ALL.map(NoOffer::name)));
    assert_eq!(described("BundleRole"), json!(Role::ALL.map(Role::name)));
    assert_eq!(described("Goal"), json!(Goal::ALL.map(Goal::name)));
    let because = ["stage", "no_relation", "filter", "limit", "nothing_else"];
    assert_eq!(described("NoneBecause"), json!(because));
}

#[test]
fn what_was_answered_is_counted() {
    let server = TestServer::start();
    server.related("tea", "");
    server.related("tea", "?limit=3");
    server.related("nothing", "");
    server.get("/nowhere");
    sent(server.request(Method::from_bytes(b"MADE-UP").unwrap(), "/v1/items"));
    let answer = server.get("/metrics");
    let counted = |line: &str| assert!(answer.text.lines().any(|found| found == line), "{line}");
    let related = r#"route="/v1/items/{item_id}/related""#;
    counted(&format!(r#"dapei_http_requests_total{{{related},method="GET",status="200"}} 2"#));
    counted(&format!(r#"dapei_http_requests_total{{{related},method="GET",status="404"}} 1"#));
    counted(r#"dapei_http_requests_total{route="none",method="GET",status="404"} 1"#);
    counted(r#"dapei_http_requests_total{route="/v1/items",method="other",status="405"} 1"#);
    counted(&format!("dapei_http_request_duration_seconds_count{{{related}}} 3"));
    counted("dapei_http_requests_in_flight 1");
    counted("dapei_shops 1");
    counted("dapei_shops_loaded 1");
    assert_eq!(answer.text.lines().last(), Some("# EOF"));
    assert!(!answer.text.contains("tea"));
}

#[test]
fn what_is_served_and_what_waits_can_be_counted() {
    let server = TestServer::start();
    let counted = |line: &str| {
        let text = server.get("/metrics").text;
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    };
    let id = server.get("/readyz").json()["snapshot_id"].as_str().unwrap().to_owned();
    counted(&format!("dapei_snapshot_info{{shop=\"\",snapshot=\"{id}\"}} 1"));
    counted("dapei_rules_version 0");
    counted("dapei_ready_lists 0");
    counted("dapei_store_waiting 0");
    counted("dapei_shops_with_old_settings 0");
    server.related("tea", "");
    server.related("tea", "?limit=3");
    server.related("cup", "");
    counted("dapei_ready_lists 2");
    let rules = server.request(Method::PUT, "/v1/rules").json(&json!({"rules": []}));
    assert_eq!(sent(rules).status, StatusCode::OK);
    counted("dapei_rules_version 1");
}

/// The list for people and what is counted are the same.
#[test]
fn every_metric_is_documented_and_no_other() {
    let server = TestServer::start();
    server.related("tea", "");
    let text = server.get("/metrics").text;
    let counted: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE "))
        .map(|line| line.split(' ').next().unwrap())
        .collect();
    let documented = include_str!("../../../docs/metrics.md");
    let rows = documented.lines().filter_map(|line| line.strip_prefix("| `"));
    let documented: BTreeSet<&str> =
        rows.map(|row| row.split(['`', '{']).next().unwrap().trim_end_matches("_total")).collect();
    assert_eq!(documented, counted);
}

#[test]
fn every_described_route_is_there_and_takes_its_methods_only() {
    let server = TestServer::serving(&customers_snapshot());
    let named = Named { shop: "north", item: "tea", customer: "阿花/1" };
    let rules = server.request(Method::PUT, "/v1/rules").json(&json!({"rules": []}));
    assert_eq!(sent(rules).status, StatusCode::OK);
    let all = operations(&server);
    assert_eq!(all.len(), 19);
    for operation in all {
        let (method, real) = (&operation.method, operation.real_path(&named));
        let answer = sent(operation.request(&server, &named));
        assert_eq!(answer.status, operation.success(), "{method} {real}: {}", answer.text);
        let wrong = sent(server.request(Method::PATCH, &real));
        assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED, "{real}");
        let allowed = wrong.header("allow");
        assert!(allowed.contains(method.as_str()), "{method} {real}: {allowed}");
    }
}

#[test]
fn every_field_of_an_answer_is_described() {
    let server = TestServer::start();
    let schemas = server.get("/openapi.json").json()["components"]["schemas"].clone();
    let described = |schema: &str, entry: &serde_json::Value| {
        let schema = &schemas[schema];
        let parts = schema["allOf"].as_array().cloned().unwrap_or_else(|| vec![schema.clone()]);
        let mut names: Vec<String> = Vec::new();
        for part in parts {
            let name = part["$ref"].as_str().and_then(|path| path.rsplit('/').next());
            let part = name.map_or(part.clone(), |name| schemas[name].clone());
            names.extend(
                part["required"].as_array().unwrap().iter().map(|n| n.as_str().unwrap().to_owned()),
            );
        }
        names.sort();
        let mut found: Vec<String> = entry.as_object().unwrap().keys().cloned().collect();
        found.sort();
        assert_eq!(found, names);
    };
    let related = server.related("tea", "").json();
    described("Related", &related);
    described("RelatedItem", &related["related"][0]);
    described("Evidence", &related["related"][0]["evidence"]);
    let suggestions = server.suggestions(&json!({"cart": ["tea"]})).json();
    described("Suggestions", &suggestions);
    described("Suggestion", &suggestions["suggestions"][0]);
    described("Item", &server.item("cup").json());
    described("OneShopReady", &server.get("/readyz").json());
}
