//! `GET /v1/items` and `GET /v1/items/{item_id}`

use serde_json::json;

use crate::shop::{self, ODD_ID};
use crate::test_server::TestServer;

#[test]
fn an_item_is_shown_with_all_facts_but_its_cost() {
    let server = TestServer::start();
    insta::with_settings!({filters => vec![
        (r#""snapshot_id": "[0-9a-f]{16}""#, r#""snapshot_id": "[id]""#),
    ]}, {
        insta::assert_snapshot!(server.item("cup").pretty(), @r#"
        {
          "attributes": {
            "colour": "white"
          },
          "brand": "Kiln",
          "category": "Kitchen > Cups",
          "currency": "GBP",
          "currency_decimals": 2,
          "in_stock": true,
          "item_id": "cup",
          "momentum": "steady",
          "orders": 50,
          "price": 450,
          "snapshot_id": "[id]",
          "title": "White cup",
          "url": "https://shop.example/cup",
          "visits": null
        }
        "#);
    });
}

#[test]
fn unknown_facts_are_null() {
    let server = TestServer::start();
    let item = server.item(ODD_ID).json();
    assert_eq!(item["item_id"], ODD_ID);
    assert_eq!(item["title"], "绿茶");
    assert_eq!(item["price"], json!(null));
    assert_eq!(item["in_stock"], json!(null));
    assert_eq!(server.item("sold-out").json()["in_stock"], false);
}

#[test]
fn visits_are_told_where_views_were_given() {
    let server = TestServer::serving(&shop::viewed_snapshot());
    assert_eq!(server.item("cup").json()["visits"], 2);
    assert_eq!(server.item("lantern").json()["visits"], 0);
    let vase = server.item("vase").json();
    assert_eq!((&vase["visits"], &vase["orders"]), (&json!(1), &json!(0)));
}

#[test]
fn items_are_found_by_words_of_title_or_id_best_sellers_first() {
    let server = TestServer::start();
    let found = |parameters: &str| server.items(parameters).ids("items");
    assert_eq!(found("?query=WHITE"), ["lantern", "cup"]);
    assert_eq!(found("?query=cup%20white"), ["cup"]);
    assert_eq!(found("?query=cup+white"), ["cup"]);
    assert_eq!(found("?query=%E8%8C%B6"), [ODD_ID]);
    assert_eq!(found("?query=sold-out"), ["sold-out"]);
    assert_eq!(found("?query=lantern&limit=1"), ["lantern"]);
}

#[test]
fn without_words_the_best_sellers_are_listed() {
    let server = TestServer::start();
    assert_eq!(server.items("?limit=3").ids("items"), ["lantern", "cup", "tea"]);
}

#[test]
fn nothing_found_says_so() {
    let server = TestServer::start();
    let answer = server.items("?query=submarine");
    assert_eq!(answer.ids("items"), [] as [&str; 0]);
    assert_eq!(answer.json()["none_because"], "no_match");
}
