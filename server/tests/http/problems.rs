//! Every row of the table of problems.

use std::io::{Read, Write};
use std::net::TcpStream;

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::test_server::{TestServer, sent};

#[test]
fn a_problem_has_everything_that_is_promised() {
    let server = TestServer::start();
    let request = server.request(Method::GET, "/v1/items/nothing/related");
    let answer = sent(request.header("x-request-id", "ask-1"));
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let pretty = serde_json::to_string_pretty(&answer.json()).unwrap();
    insta::assert_snapshot!(pretty, @r#"
    {
      "code": "item_not_found",
      "detail": "the snapshot being served has no item `nothing`",
      "request_id": "ask-1",
      "status": 404,
      "title": "No such item",
      "type": "urn:dapei:problem:item_not_found"
    }
    "#);
}

#[test]
fn unknown_routes_methods_and_items_are_told_apart() {
    let server = TestServer::start();
    insta::assert_snapshot!(server.get("/v2/items").problem(), @"404 route_not_found: no route `/v2/items`; `/docs` lists all of them");
    insta::assert_snapshot!(server.get("/v1/items/tea/").problem(), @"404 route_not_found: no route `/v1/items/tea/`; `/docs` lists all of them");
    insta::assert_snapshot!(server.get("/docs/none.js").problem(), @"404 route_not_found: no route `/docs/none.js`; `/docs` lists all of them");
    insta::assert_snapshot!(server.item("no/thing").problem(), @"404 item_not_found: the snapshot being served has no item `no/thing`");
    let patch = sent(server.request(Method::PATCH, "/v1/items/tea"));
    insta::assert_snapshot!(patch.problem(), @"405 method_not_allowed: `PATCH` is not possible here, expected GET, HEAD, PUT, DELETE");
    assert_eq!(patch.header("allow"), "GET, HEAD, PUT, DELETE");
    let delete = sent(server.request(Method::DELETE, "/v1/items/tea/related"));
    insta::assert_snapshot!(delete.problem(), @"405 method_not_allowed: `DELETE` is not possible here, expected GET, HEAD");
    assert_eq!(delete.header("allow"), "GET, HEAD");
    let get = server.get("/v1/suggestions");
    insta::assert_snapshot!(get.problem(), @"405 method_not_allowed: `GET` is not possible here, expected POST");
    assert_eq!(get.header("allow"), "POST");
}

#[test]
fn a_wrong_parameter_is_named() {
    let server = TestServer::start();
    let problem = |parameters: &str| server.related("tea", parameters).problem();
    insta::assert_snapshot!(problem("?limt=1"), @"422 query_invalid: `limt`: unknown field `limt`, expected one of `relation`, `limit`, `filter`, `language`, `explain`");
    insta::assert_snapshot!(problem("?limit=0"), @"422 query_invalid: `limit`: `0`, expected 1 to 100");
    insta::assert_snapshot!(problem("?limit=101"), @"422 query_invalid: `limit`: `101`, expected 1 to 100");
    insta::assert_snapshot!(problem("?limit=many"), @"422 query_invalid: `limit`: `many`, expected 1 to 100");
    insta::assert_snapshot!(problem("?limit=1&limit=2"), @"422 query_invalid: duplicate field `limit`");
    insta::assert_snapshot!(problem("?relation=hot,warm"), @"422 query_invalid: `relation`: unknown variant `warm`, expected one of `substitute`, `extension`, `complementary`, `hot`, `latent`, `none`");
    insta::assert_snapshot!(problem("?relation="), @"422 query_invalid: `relation`: empty, expected at least one kind; without the field all kinds are listed");
    let long = "x".repeat(257);
    insta::assert_snapshot!(server.items(&format!("?query={long}")).problem(), @"422 query_invalid: `query`: 257 bytes long, expected at most 256");
}

#[test]
fn a_wrong_field_is_named_with_its_place() {
    let server = TestServer::start();
    let problem = |body| server.suggestions(&body).problem();
    insta::assert_snapshot!(problem(json!({"cart": ["tea"], "size": 3})), @"422 body_invalid: `size`: unknown field `size`, expected one of `cart`, `viewed`, `customer_id`, `stage`, `relations`, `exclude`, `filter`, `limit`, `explore`, `max_alike`, `language`, `explain` at line 1 column 22");
    insta::assert_snapshot!(problem(json!({"cart": "tea"})), @r#"422 body_invalid: `cart`: invalid type: string "tea", expected a sequence at line 1 column 13"#);
    insta::assert_snapshot!(problem(json!({"cart": ["tea", 7]})), @"422 body_invalid: `cart[1]`: invalid type: integer `7`, expected a string at line 1 column 16");
    insta::assert_snapshot!(problem(json!({"cart": ["tea"], "explore": 100})), @"422 body_invalid: `explore`: 100, expected 0 to 99 at line 1 column 30");
    insta::assert_snapshot!(problem(json!({"cart": ["tea"], "explore": 5})), @"422 body_invalid: `explore`: 5 leaves none of the places of `limit` 5 to other items, expected 0 to 4");
    insta::assert_snapshot!(problem(json!({"cart": ["tea"], "explore": 3, "limit": 2})), @"422 body_invalid: `explore`: 3 leaves none of the places of `limit` 2 to other items, expected 0 to 1");
    insta::assert_snapshot!(problem(json!({"cart": ["tea"], "explore": -1})), @"422 body_invalid: `explore`: -1, expected 0 to 99 at line 1 column 29");
    insta::assert_snapshot!(problem(json!({"cart": ["tea"], "max_alike": 6})), @"422 body_invalid: `max_alike`: 6, expected 0 to 5 at line 1 column 30");
    insta::assert_snapshot!(problem(json!({"cart": ["tea"], "limit": 0})), @"422 body_invalid: `limit`: 0, expected 1 to 100 at line 1 column 26");
    insta::assert_snapshot!(problem(json!({"cart": ["tea"], "limit": "5"})), @r#"422 body_invalid: `limit`: invalid type: string "5", expected a whole number at line 1 column 27"#);
    insta::assert_snapshot!(problem(json!({"cart": ["tea"], "stage": "asleep"})), @"422 body_invalid: `stage`: unknown variant `asleep`, expected one of `greeting`, `discovering`, `deciding`, `bargaining`, `ordered`, `paid`, `after_sale`, `ended` at line 1 column 33");
    insta::assert_snapshot!(problem(json!({"cart": ["tea"], "relations": ["warm"]})), @"422 body_invalid: `relations[0]`: unknown variant `warm`, expected one of `substitute`, `extension`, `complementary`, `hot`, `latent`, `none` at line 1 column 36");
    insta::assert_snapshot!(problem(json!({"cart": ["tea"], "relations": []})), @"422 body_invalid: `relations`: empty, expected at least one kind; without the field all kinds are listed");
    insta::assert_snapshot!(problem(json!({"cart": ["tea"], "filter": {"colour": "red"}})), @"422 body_invalid: `filter.colour`: unknown field `colour`, expected one of `category`, `brand`, `min_price`, `max_price`, `attributes`, `include_out_of_stock` at line 1 column 34");
    insta::assert_snapshot!(problem(json!({"cart": ["tea"], "filter": {"min_price": 1.5}})), @"422 body_invalid: `filter.min_price`: invalid value: floating point `1.5`, expected a whole number at line 1 column 41");
    let filter = json!({"cart": ["tea"], "filter": {"min_price": 2, "max_price": 1}});
    insta::assert_snapshot!(problem(filter), @"422 body_invalid: `filter.min_price`: 2 is above max_price 1");
    let filter = json!({"cart": ["tea"], "filter": {"category": " > "}});
    insta::assert_snapshot!(problem(filter), @"422 body_invalid: `filter.category`: names no level, expected a path such as `Home > Mugs`, or no `category`");
    insta::assert_snapshot!(problem(json!([["tea"]])), @"422 body_invalid: invalid type: sequence, expected an object at line 1 column 0");
    insta::assert_snapshot!(problem(json!({"cart": ["tea"], "filter": ["Kitchen"]})), @"422 body_invalid: `filter`: invalid type: sequence, expected an object at line 1 column 25");
}

#[test]
fn a_cart_needs_something_and_not_too_much() {
    let server = TestServer::start();
    insta::assert_snapshot!(server.suggestions(&json!({})).problem(), @"422 cart_empty: `cart` and `viewed` are both empty, expected at least one item id");
    insta::assert_snapshot!(server.suggestions(&json!({"cart": [], "viewed": []})).problem(), @"422 cart_empty: `cart` and `viewed` are both empty, expected at least one item id");
    let many = vec!["tea"; 501];
    insta::assert_snapshot!(server.suggestions(&json!({"cart": many})).problem(), @"422 too_many_items: `cart` lists 501 items, expected at most 500");
    let most = server.suggestions(&json!({"cart": many[1..]}));
    assert_eq!(most.status, StatusCode::OK);
}

#[test]
fn a_body_must_be_json_and_of_a_size() {
    let server = TestServer::start();
    insta::assert_snapshot!(server.suggestions_of_text("{\"cart\": [").problem(), @"400 json_malformed: the body is not JSON: EOF while parsing a list at line 1 column 10");
    insta::assert_snapshot!(server.suggestions_of_text("").problem(), @"400 json_malformed: the body is not JSON: EOF while parsing a value at line 1 column 0");
    insta::assert_snapshot!(server.suggestions_of_text("{} {}").problem(), @"400 json_malformed: the body is not JSON: trailing characters at line 1 column 4");
    insta::assert_snapshot!(server.suggestions_of_text(vec![b'"', 0xff, b'"']).problem(), @"400 json_malformed: the body is not JSON: invalid unicode code point at line 1 column 2");
    let deep = "[".repeat(10_000);
    insta::assert_snapshot!(server.suggestions_of_text(deep).problem(), @"422 body_invalid: invalid type: sequence, expected an object at line 1 column 0");
    let large = " ".repeat(64 * 1024 + 1);
    insta::assert_snapshot!(server.suggestions_of_text(large).problem(), @"413 body_too_large: the body is longer than 65536 bytes");
    let form = server.request(Method::POST, "/v1/suggestions");
    let form = form.header("content-type", "text/plain").body("cart=tea");
    insta::assert_snapshot!(sent(form).problem(), @"415 media_type_unsupported: the content-type is `text/plain`, expected `application/json`");
    let bare = server.request(Method::POST, "/v1/suggestions").body("{}");
    insta::assert_snapshot!(sent(bare).problem(), @"415 media_type_unsupported: the content-type is absent, expected `application/json`");
}

#[test]
fn a_content_type_may_have_parameters() {
    let server = TestServer::start();
    let request = server.request(Method::POST, "/v1/suggestions");
    let request = request.header("content-type", "Application/JSON; charset=utf-8");
    assert_eq!(sent(request.body(r#"{"cart": ["tea"]}"#)).status, StatusCode::OK);
}

#[test]
fn markup_in_an_id_stays_text() {
    let server = TestServer::start();
    let answer = server.item("<script>alert(1)</script>");
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    insta::assert_snapshot!(answer.problem(), @"404 item_not_found: the snapshot being served has no item `<script>alert(1)</script>`");
}

#[test]
fn an_id_that_is_no_text_is_no_item() {
    let server = TestServer::start();
    assert!(server.get("/v1/items/%FF%FE").problem().starts_with("404 item_not_found"));
}

#[test]
fn a_connection_is_of_use_after_a_refused_body() {
    let server = TestServer::start();
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream
        .write_all(
            b"POST /v1/suggestions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
              content-length: 2\r\n\r\n{}GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        )
        .unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).unwrap();
    assert!(answers.contains("422 Unprocessable"), "{answers}");
    assert!(answers.contains("HTTP/1.1 200 OK"), "{answers}");
}
