//! `GET /api/item/{item_id}/neighbors`

use serde_json::json;

use crate::shop::customers_snapshot;
use crate::test_server::TestServer;

#[test]
fn neighbors_are_what_is_related_in_the_same_sequence() {
    let server = TestServer::start();
    let related = server.related("tea", "?limit=100").json();
    let expected: Vec<_> = related["related"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| json!({"Id": item["item_id"], "Score": item["score"]}))
        .collect();
    assert!(expected.len() >= 3);
    let neighbors =
        |parameters: &str| server.get(&format!("/api/item/tea/neighbors{parameters}")).json();
    assert_eq!(neighbors(""), json!(expected));
    assert_eq!(neighbors("?n=2&offset=1"), json!(expected[1..3]));
    assert_eq!(neighbors("?offset=900"), json!([]));
    let of_kitchen = neighbors("?category=Kitchen");
    assert_eq!(of_kitchen[0]["Id"], "cup");
    assert_eq!(of_kitchen.as_array().unwrap().len(), 1);
    assert_eq!(neighbors("?category="), json!(expected));
}

#[test]
fn an_unknown_item_has_no_neighbors() {
    let server = TestServer::start();
    let answer = server.get("/api/item/nothing/neighbors");
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, "[]"));
}

#[test]
fn what_a_customer_bought_can_be_left_out() {
    let server = TestServer::serving(&customers_snapshot());
    let ids = |parameters: &str| -> Vec<String> {
        let found = server.get(&format!("/api/item/tea/neighbors{parameters}")).json();
        let id = |entry: &serde_json::Value| entry["Id"].as_str().unwrap().to_owned();
        found.as_array().unwrap().iter().map(id).collect()
    };
    let mut left = ids("?n=100");
    left.retain(|id| id != "honey" && id != "lantern");
    assert_eq!(ids("?n=100&user-id=%E9%98%BF%E8%8A%B1%2F1"), left);
    assert_eq!(ids("?n=1&user-id=%E9%98%BF%E8%8A%B1%2F1"), left[..1]);
    assert_eq!(ids("?n=100&user-id=nobody"), ids("?n=100"));
}

#[test]
fn a_wrong_parameter_is_named() {
    let server = TestServer::start();
    let problem =
        |parameters: &str| server.get(&format!("/api/item/tea/neighbors{parameters}")).problem();
    insta::assert_snapshot!(problem("?n=0"), @"422 query_invalid: `n`: `0`, expected 1 to 100");
    insta::assert_snapshot!(problem("?offset=-1"), @"422 query_invalid: `offset`: `-1`, expected 0 to 900");
    insta::assert_snapshot!(problem("?offset=901"), @"422 query_invalid: `offset`: `901`, expected 0 to 900");
    insta::assert_snapshot!(problem("?category=%3E"), @"422 query_invalid: `category`: names no level");
}
