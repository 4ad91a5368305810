use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, HttpRequest};
use serde_json::{Value, json};
use tempfile::TempDir;
use utoipa::OpenApi;

use super::*;
use crate::api::{MAX_BODY_BYTES, edge};
use crate::catalogue::{Catalogue, Limits};
use crate::store::{STORE_FILE, Store};

/// The one catalogue there is, for whoever has the key.
struct Only(Arc<Catalogue>);

impl Catalogues for Only {
    fn catalogue_of(&self, request: &HttpRequest) -> Finding {
        let needed = request.app_data::<Needs>().map_or(Scope::Admin, |needs| needs.0);
        assert_eq!(needed, Scope::Manager);
        let has_key = request.headers().get("x-api-key").is_some_and(|key| key == "manager");
        let of_shop = OfShop::new(Arc::clone(&self.0), None);
        Box::pin(async move { if has_key { Ok(of_shop) } else { Err(ApiError::KeyUnknown) } })
    }
}

/// A service with one catalogue, whose snapshot knows `tea`.
struct Shop {
    catalogue: Arc<Catalogue>,
    dir: TempDir,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Shop {
    fn open() -> Self {
        Self::with(Limits::default())
    }

    fn with(limits: Limits) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::sqlite(&dir.path().join(STORE_FILE)).unwrap());
        let is_known = Arc::new(|id: &str| id == "tea");
        let catalogue = Arc::new(Catalogue::open(store, is_known, limits).unwrap());
        Self { catalogue, dir }
    }

    async fn ask(&self, request: TestRequest) -> Answer {
        self.ask_with_key(request, "manager").await
    }

    async fn ask_with_key(&self, request: TestRequest, key: &str) -> Answer {
        let catalogues: Arc<dyn Catalogues> = Arc::new(Only(Arc::clone(&self.catalogue)));
        let app = App::new()
            .app_data(web::Data::from(catalogues))
            .app_data(web::PayloadConfig::new(MAX_BODY_BYTES))
            .configure(routes)
            .wrap(from_fn(edge));
        let app = init_service(app).await;
        let request = request.insert_header(("x-api-key", key));
        let response = call_service(&app, request.to_request()).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = read_body(response).await;
        Answer { status, headers, body: String::from_utf8(body.to_vec()).unwrap() }
    }

    async fn put(&self, item: &str, body: &Value) -> Answer {
        let request = TestRequest::put().uri(&format!("/v1/items/{item}"));
        self.ask(request.set_json(body)).await
    }

    async fn delete(&self, item: &str) -> Answer {
        self.ask(TestRequest::delete().uri(&format!("/v1/items/{item}"))).await
    }

    async fn bulk(&self, body: impl Into<web::Bytes>) -> Answer {
        self.bulk_as("application/x-ndjson", body).await
    }

    async fn bulk_as(&self, media_type: &str, body: impl Into<web::Bytes>) -> Answer {
        let request = TestRequest::post().uri("/v1/items/bulk");
        self.ask(request.insert_header(("content-type", media_type)).set_payload(body)).await
    }

    /// What is told now, as JSON by id.
    fn told(&self) -> Value {
        let items = self.catalogue.items();
        items
            .iter()
            .map(|(id, facts)| (id.to_owned(), serde_json::to_value(&**facts).unwrap()))
            .collect()
    }
}

impl Answer {
    fn json(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.body);
        serde_json::from_str(&self.body).unwrap()
    }

    fn problem(&self) -> String {
        let json: Value = serde_json::from_str(&self.body).unwrap();
        assert_eq!(json["status"], self.status.as_u16());
        format!(
            "{} {}: {}",
            self.status.as_u16(),
            json["code"].as_str().unwrap(),
            json["detail"].as_str().unwrap()
        )
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

#[actix_web::test]
async fn what_is_put_is_merged_answered_and_kept() {
    let shop = Shop::open();
    let first = shop
        .put("tea", &json!({"stock": 3, "category": "Food>Tea", "attributes": {"size": "1"}}))
        .await;
    insta::assert_snapshot!(first.body, @r#"{"item_id":"tea","told":{"title":null,"category":"Food > Tea","brand":null,"price":null,"cost":null,"stock":3,"url":null,"attributes":{"size":"1"},"hidden":false}}"#);
    assert_eq!(first.header("content-type"), "application/json");
    let second = shop.put("tea", &json!({"stock": 0, "category": null, "hidden": true})).await;
    assert_eq!(second.json()["told"]["stock"], 0);
    assert_eq!(second.json()["told"]["category"], Value::Null);
    assert_eq!(second.json()["told"]["attributes"], json!({"size": "1"}));
    assert_eq!(
        shop.told(),
        json!({"tea": {"stock": 0, "attributes": {"size": "1"}, "hidden": true}})
    );
    let none = shop.put("tea", &json!({})).await;
    assert_eq!(none.json(), second.json());
}

#[actix_web::test]
async fn any_id_can_be_told_of() {
    let shop = Shop::open();
    for (written, meant) in
        [("%E7%BB%BF%E8%8C%B6%2F1", "绿茶/1"), ("bulk", "bulk"), ("a%00b", "a\0b")]
    {
        assert_eq!(shop.put(written, &json!({"stock": 1})).await.json()["item_id"], meant);
        assert!(shop.catalogue.items().get(meant).is_some());
        assert_eq!(shop.delete(written).await.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(shop.told(), json!({}));
    insta::assert_snapshot!(shop.put("%FF", &json!({})).await.problem(), @"422 item_id_invalid: `item_id`: invalid utf-8 sequence of 1 bytes from index 0");
    insta::assert_snapshot!(shop.delete(&"x".repeat(513)).await.problem(), @"422 item_id_invalid: `item_id`: 513 bytes long, expected an id of at most 512");
}

#[actix_web::test]
async fn what_is_deleted_is_forgotten_and_may_be_deleted_again() {
    let shop = Shop::open();
    shop.put("tea", &json!({"stock": 3, "title": "Tea"})).await;
    for _ in 0..2 {
        let answer = shop.delete("tea").await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::NO_CONTENT, ""));
        assert_eq!(shop.told(), json!({}));
    }
}

#[actix_web::test]
async fn what_cannot_be_is_refused_and_changes_nothing() {
    let shop = Shop::open();
    shop.put("tea", &json!({"stock": 3})).await;
    insta::assert_snapshot!(shop.put("tea", &json!({"stock": 4, "colour": "red"})).await.problem(), @"422 body_invalid: `colour`: unknown field `colour`, expected one of `title`, `category`, `brand`, `price`, `cost`, `stock`, `url`, `attributes`, `hidden` at line 1 column 9");
    insta::assert_snapshot!(shop.put("tea", &json!({"stock": 4, "item_id": "tea"})).await.problem(), @"422 body_invalid: `item_id`: unknown field `item_id`, expected one of `title`, `category`, `brand`, `price`, `cost`, `stock`, `url`, `attributes`, `hidden` at line 1 column 10");
    insta::assert_snapshot!(shop.put("tea", &json!({"stock": 4, "price": -1})).await.problem(), @"422 body_invalid: `price`: -1, expected 0 to 1000000000000000");
    insta::assert_snapshot!(shop.put("tea", &json!({"stock": "4"})).await.problem(), @r#"422 body_invalid: `stock`: invalid type: string "4", expected a whole number at line 1 column 12"#);
    insta::assert_snapshot!(shop.put("tea", &json!({"attributes": {"size": ["S"]}})).await.problem(), @"422 body_invalid: `attributes.size`: invalid type: sequence, expected a string at line 1 column 22");
    insta::assert_snapshot!(shop.put("tea", &json!(["stock"])).await.problem(), @"422 body_invalid: invalid type: sequence, expected an object at line 1 column 0");
    let put = || TestRequest::put().uri("/v1/items/tea");
    insta::assert_snapshot!(shop.ask(put().set_payload("{}")).await.problem(), @"415 media_type_unsupported: the content-type is absent, expected `application/json`");
    let text =
        |body: String| put().insert_header(("content-type", "application/json")).set_payload(body);
    insta::assert_snapshot!(shop.ask(text("{".to_owned())).await.problem(), @"400 json_malformed: the body is not JSON: EOF while parsing an object at line 1 column 1");
    insta::assert_snapshot!(shop.ask(text(" ".repeat(MAX_BODY_BYTES + 1))).await.problem(), @"413 body_too_large: the body is longer than 65536 bytes");
    assert_eq!(shop.told(), json!({"tea": {"stock": 3}}));
}

#[actix_web::test]
async fn without_the_key_nothing_is_looked_at() {
    let shop = Shop::open();
    for request in [
        TestRequest::put().uri("/v1/items/tea").set_payload("{"),
        TestRequest::delete().uri("/v1/items/tea"),
        TestRequest::post().uri("/v1/items/bulk").set_payload("{"),
    ] {
        let answer = shop.ask_with_key(request, "storefront").await;
        assert!(answer.problem().starts_with("401 key_unknown"), "{}", answer.body);
    }
}

#[actix_web::test]
async fn other_methods_are_left_to_other_routes() {
    let shop = Shop::open();
    for request in [
        TestRequest::get().uri("/v1/items/bulk"),
        TestRequest::get().uri("/v1/items/tea"),
        TestRequest::post().uri("/v1/items/tea"),
        TestRequest::patch().uri("/v1/items/tea"),
    ] {
        // No route is left here.
        assert_eq!(shop.ask(request).await.status, StatusCode::NOT_FOUND);
    }
}

#[actix_web::test]
async fn good_lines_are_taken_though_others_are_refused() {
    let shop = Shop::open();
    shop.put("tea", &json!({"price": 450})).await;
    let long = format!("{{\"item_id\":\"{}\"}}", "x".repeat(64 * 1024));
    let body = [
        r#"{"item_id":"tea","stock":3}"#,
        r#"{"item_id":"cup","price":-1}"#,
        "",
        r#"{"item_id":"cup","stock":1}"#,
        "no JSON",
        &long,
        r#"{"item_id":"cup","stock":2,"title":"Cup"}"#,
        r#"{"stock":2}"#,
    ];
    let answer = shop.bulk(body.join("\r\n")).await;
    insta::assert_snapshot!(serde_json::to_string_pretty(&answer.json()).unwrap(), @r#"
    {
      "n_refused": 4,
      "n_refused_not_listed": 0,
      "n_taken": 3,
      "refused": [
        {
          "code": "body_invalid",
          "detail": "`price`: -1, expected 0 to 1000000000000000",
          "line": 2
        },
        {
          "code": "json_malformed",
          "detail": "the line is not JSON: expected ident at column 2",
          "line": 5
        },
        {
          "code": "line_too_long",
          "detail": "65550 bytes long, expected at most 65536",
          "line": 6
        },
        {
          "code": "body_invalid",
          "detail": "missing field `item_id` at column 11",
          "line": 8
        }
      ]
    }
    "#);
    assert_eq!(
        shop.told(),
        json!({"tea": {"price": 450, "stock": 3}, "cup": {"stock": 2, "title": "Cup"}})
    );
    // All once more, as after a lost answer.
    let again = shop.bulk_as("Application/JSONL; charset=utf-8", body.join("\n")).await;
    assert_eq!(again.json(), answer.json());
    assert_eq!(shop.bulk("").await.json()["n_taken"], 0);
}

#[actix_web::test]
async fn refused_lines_are_listed_in_their_sequence_up_to_a_thousand() {
    let shop = Shop::with(Limits { most_unknown: 1, ..Limits::default() });
    let lines = (0..5000).map(|item| match item % 2 {
        0 => format!("{{\"item_id\":\"{item}\",\"stock\":1}}\n"),
        _ => "{}\n".to_owned(),
    });
    let answer = shop.bulk(lines.collect::<String>()).await.json();
    assert_eq!((&answer["n_taken"], &answer["n_refused"]), (&json!(1), &json!(4999)));
    assert_eq!(answer["n_refused_not_listed"], 3999);
    let listed = answer["refused"].as_array().unwrap();
    assert!(listed.iter().map(|refused| refused["line"].as_u64().unwrap()).eq(2..=1001));
    assert_eq!(
        (&listed[0]["code"], &listed[1]["code"]),
        (&json!("body_invalid"), &json!("catalogue_full"))
    );
    insta::assert_snapshot!(listed[1]["detail"].as_str().unwrap(), @"1 items are told of that the snapshot does not know, which is the most there may be: forget some with DELETE, or train with the orders that name them");
}

#[actix_web::test]
async fn a_refused_line_is_never_repeated_at_length() {
    let shop = Shop::open();
    let line = format!("{{\"item_id\":\"a\",\"{}\":1}}", "茶".repeat(20_000));
    let answer = shop.bulk(line).await.json();
    let detail = answer["refused"][0]["detail"].as_str().unwrap();
    assert_eq!(detail.chars().count(), 301);
}

#[actix_web::test]
async fn a_bulk_has_a_type_and_a_length() {
    let shop = Shop::open();
    let line = r#"{"item_id":"tea","stock":3}"#;
    insta::assert_snapshot!(shop.bulk_as("application/json", line).await.problem(), @"415 media_type_unsupported: the content-type is `application/json`, expected `application/x-ndjson` or `application/jsonl`");
    let bare = TestRequest::post().uri("/v1/items/bulk").set_payload(line);
    insta::assert_snapshot!(shop.ask(bare).await.problem(), @"415 media_type_unsupported: the content-type is absent, expected `application/x-ndjson` or `application/jsonl`");
    // Longer than it may be, whether it says so or not.
    let long = format!("{line}\n{}", "\n".repeat(10 << 20));
    insta::assert_snapshot!(shop.bulk(long.clone()).await.problem(), @"413 body_too_large: the body is longer than 10485760 bytes; send the lines in several requests");
    let told = TestRequest::post()
        .uri("/v1/items/bulk")
        .insert_header(("content-type", "application/jsonl"))
        .insert_header(("content-length", long.len().to_string()));
    insta::assert_snapshot!(shop.ask(told).await.problem(), @"413 body_too_large: the body is longer than 10485760 bytes; send the lines in several requests");
    assert_eq!(shop.told(), json!({}));
    let most = format!("{line}{}", "\n".repeat((10 << 20) - line.len()));
    assert_eq!(shop.bulk(most).await.json()["n_taken"], 1);
}

#[actix_web::test]
async fn past_its_capacity_a_bulk_is_turned_away_at_once() {
    let shop = Shop::open();
    let turns = [shop.catalogue.bulk_turn(), shop.catalogue.bulk_turn()];
    assert!(turns.iter().all(Option::is_some));
    let line = r#"{"item_id":"tea","stock":3}"#;
    let answer = shop.bulk(line).await;
    assert_eq!(answer.header("retry-after"), "1");
    insta::assert_snapshot!(answer.problem(), @"503 store_busy: what was sent was not kept: too much waits to be; send it again in 1 s");
    drop(turns);
    assert_eq!(shop.bulk(line).await.json()["n_taken"], 1);
}

#[actix_web::test]
async fn as_many_unknown_items_are_told_as_may_be() {
    let shop = Shop::with(Limits { most_unknown: 1, ..Limits::default() });
    assert_eq!(shop.put("new", &json!({"stock": 1})).await.status, StatusCode::OK);
    insta::assert_snapshot!(shop.put("newer", &json!({"stock": 1})).await.problem(), @"422 catalogue_full: 1 items are told of that the snapshot does not know, which is the most there may be: forget some with DELETE, or train with the orders that name them");
    assert_eq!(shop.put("tea", &json!({"stock": 1})).await.status, StatusCode::OK);
    assert_eq!(shop.put("new", &json!({"stock": 2})).await.status, StatusCode::OK);
}

#[cfg(unix)]
#[actix_web::test]
async fn where_the_store_fails_it_is_said_and_nothing_changes() {
    let shop = Shop::open();
    shop.put("tea", &json!({"stock": 3})).await;
    let file = shop.dir.path().join(STORE_FILE);
    std::fs::rename(&file, shop.dir.path().join("elsewhere")).unwrap();
    let told = [
        shop.put("tea", &json!({"stock": 4})).await,
        shop.delete("tea").await,
        shop.bulk(r#"{"item_id":"tea","stock":5}"#).await,
    ];
    for answer in told {
        insta::allow_duplicates! {
            insta::assert_snapshot!(answer.problem(), @"503 store_unavailable: the shop's store fails: nothing was read from it or kept in it; the request id finds the cause in the log");
        }
    }
    assert_eq!(shop.told(), json!({"tea": {"stock": 3}}));
}

/// What stands in the description once these routes are in it.
#[derive(OpenApi)]
#[openapi(paths(tell, forget, bulk::tell_many))]
struct Described;

#[test]
fn every_field_of_an_answer_is_described_and_every_route_needs_a_manager() {
    let described: Value = serde_json::from_str(&Described::openapi().to_json().unwrap()).unwrap();
    let fields = |schema: &str| {
        let properties = described["components"]["schemas"][schema]["properties"].as_object();
        properties.unwrap().keys().cloned().collect::<Vec<_>>().join(" ")
    };
    insta::assert_snapshot!(fields("ItemChange"), @"attributes brand category cost hidden price stock title url");
    insta::assert_snapshot!(fields("ToldItem"), @"item_id told");
    insta::assert_snapshot!(fields("ToldFacts"), @"attributes brand category cost hidden price stock title url");
    insta::assert_snapshot!(fields("BulkOutcome"), @"n_refused n_refused_not_listed n_taken refused");
    insta::assert_snapshot!(fields("RefusedLine"), @"code detail line");
    let mut statuses = String::new();
    for (path, operations) in described["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            assert_eq!(operation["security"], json!([{"key": ["manager"]}]), "{method} {path}");
            let responses = operation["responses"].as_object().unwrap();
            let each: Vec<&str> = responses.keys().map(String::as_str).collect();
            statuses += &format!("{method} {path} {}\n", each.join(" "));
        }
    }
    insta::assert_snapshot!(statuses, @r#"
    post /v1/items/bulk 200 400 408 413 415 503
    delete /v1/items/{item_id} 204 422 503
    put /v1/items/{item_id} 200 400 408 413 415 422 503
    "#);
}
