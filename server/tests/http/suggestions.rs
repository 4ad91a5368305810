//! `POST /v1/suggestions`

use std::collections::HashSet;

use serde_json::json;

use crate::shop::{ODD_ID, flavoured_snapshot};
use crate::test_server::{TestServer, encoded};

#[test]
fn a_cart_is_answered_with_what_goes_with_all_of_it() {
    let server = TestServer::start();
    let answer = server.suggestions(&json!({"cart": ["tea"], "limit": 1}));
    insta::with_settings!({filters => vec![
        (r#""snapshot_id": "[0-9a-f]{16}""#, r#""snapshot_id": "[id]""#),
        (r#""suggestion_id": "[0-9a-f]{12}-[0-9a-f]{32}""#, r#""suggestion_id": "[id]""#),
        (r#""score": [0-9.e-]+"#, r#""score": "[score]""#),
    ]}, {
        insta::assert_snapshot!(answer.pretty(), @r#"
        {
          "snapshot_id": "[id]",
          "suggestions": [
            {
              "confidence": 0.58431375,
              "evidence": {
                "anchor_item_id": "tea",
                "at_least": 2.0031693,
                "expected_by_chance": 13.943752,
                "orders_together": 40,
                "orders_with_anchor": 50,
                "times_more_than_chance": 2.6342607
              },
              "grade": "A",
              "item_id": "cup",
              "momentum": "steady",
              "reason": "Bought together in 40 orders, at least 2.0 times more than chance.",
              "relation": "complementary",
              "score": "[score]",
              "suggestion_id": "[id]",
              "title": "White cup"
            }
          ]
        }
        "#);
    });
}

#[test]
fn no_item_of_the_cart_and_no_excluded_one_is_suggested() {
    let server = TestServer::start();
    let query = json!({"cart": ["tea", "cup"], "exclude": ["lantern"], "limit": 100});
    let ids = server.suggestions(&query).ids("suggestions");
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
    assert_eq!(ids, ["honey", ODD_ID]);
}

#[test]
fn every_suggestion_has_an_id_of_its_own_that_names_the_snapshot() {
    let server = TestServer::start();
    let mut seen = HashSet::new();
    for _ in 0..3 {
        let answer = server.suggestions(&json!({"cart": ["tea"], "limit": 100})).json();
        let snapshot = answer["snapshot_id"].as_str().unwrap()[..12].to_owned();
        for suggestion in answer["suggestions"].as_array().unwrap() {
            let id = suggestion["suggestion_id"].as_str().unwrap().to_owned();
            assert!(id.starts_with(&snapshot), "{id}");
            assert!(seen.insert(id));
        }
    }
    assert!(!seen.is_empty());
}

#[test]
fn unknown_items_are_named_and_the_known_ones_answered() {
    let server = TestServer::start();
    let answer =
        server.suggestions(&json!({"cart": ["tea", "nothing"], "viewed": ["茶"], "limit": 1}));
    assert_eq!(answer.ids("suggestions"), ["cup"]);
    assert_eq!(answer.json()["unknown_items"], json!(["nothing", "茶"]));
}

#[test]
fn a_cart_of_only_unknown_items_is_answered_from_what_sells() {
    let server = TestServer::start();
    let answer = server.suggestions(&json!({"cart": ["nothing"], "limit": 1}));
    assert_eq!(answer.ids("suggestions"), ["lantern"]);
    let suggestion = &answer.json()["suggestions"][0];
    assert_eq!(suggestion["relation"], "none");
    assert_eq!(suggestion["evidence"]["anchor_item_id"], json!(null));
    assert_eq!(suggestion["reason"], "Sells well in this shop: sold in 120 orders.");
}

#[test]
fn what_was_viewed_is_enough_to_go_by() {
    let server = TestServer::start();
    let answer = server.suggestions(&json!({"viewed": ["tea"], "limit": 1}));
    assert_eq!(answer.ids("suggestions"), ["cup"]);
}

#[test]
fn a_filter_keeps_category_brand_price_and_stock() {
    let server = TestServer::start();
    let filtered = |filter| {
        let query = json!({"cart": ["tea"], "filter": filter, "limit": 100});
        server.suggestions(&query).ids("suggestions")
    };
    assert_eq!(filtered(json!({"category": "Kitchen"})), ["cup"]);
    assert_eq!(filtered(json!({"brand": "Kiln"})), ["cup"]);
    assert_eq!(filtered(json!({"min_price": 451})), ["honey"]);
    assert_eq!(filtered(json!({"min_price": 450, "max_price": 450})), ["cup"]);
    assert_eq!(
        filtered(json!({"brand": ["None", "Kiln"], "category": ["Home", "Kitchen"]})),
        ["cup"]
    );
    assert_eq!(filtered(json!({"attributes": {"colour": "white"}})), ["cup"]);
    assert_eq!(filtered(json!({"attributes": {"colour": ["red", "white"]}})), ["cup"]);
    assert_eq!(filtered(json!({"attributes": {"colour": "white", "size": "S"}})), [] as [&str; 0]);
    let all = filtered(json!({"include_out_of_stock": true}));
    assert!(all.contains(&"sold-out".to_owned()));
    assert!(!filtered(json!({})).contains(&"sold-out".to_owned()));
}

#[test]
fn last_places_are_explored_and_flavours_parted_where_it_is_asked_for() {
    let server = TestServer::serving(&flavoured_snapshot());
    let listed = |words: serde_json::Value| {
        let mut query = json!({"cart": ["tea"], "limit": 4});
        query.as_object_mut().unwrap().extend(words.as_object().unwrap().clone());
        server.suggestions(&query).ids("suggestions")
    };
    let free = ["mug 1", "mug 2", "mug 3", "lamp"];
    assert_eq!(listed(json!({"max_alike": 0})), free);
    assert_eq!(listed(json!({"max_alike": 1}))[..2], ["mug 1", "lamp"]);
    assert_eq!(listed(json!({})), listed(json!({"max_alike": 2, "explore": 0})));
    assert_eq!(listed(json!({"max_alike": null, "explore": null})), listed(json!({})));
    assert_eq!(listed(json!({"max_alike": 0, "explore": 1})), ["mug 1", "mug 2", "mug 3", "bell"]);
    assert_eq!(listed(json!({"explore": 3}))[..2], ["mug 1", "bell"]);
}

#[test]
fn an_empty_list_says_why() {
    let server = TestServer::start();
    let because = |body| {
        let answer = server.suggestions(&body);
        assert_eq!(answer.ids("suggestions"), [] as [&str; 0]);
        answer.json()["none_because"].as_str().unwrap().to_owned()
    };
    assert_eq!(because(json!({"cart": ["tea"], "stage": "after_sale"})), "stage");
    assert_eq!(because(json!({"cart": ["tea"], "filter": {"brand": "None"}})), "filter");
    assert_eq!(because(json!({"cart": ["tea"], "relations": ["substitute"]})), "no_relation");
}

#[test]
fn a_list_that_a_filter_emptied_says_by_which_condition() {
    let server = TestServer::start();
    let emptied_by = |filter: serde_json::Value| {
        let by_cart = server.suggestions(&json!({"cart": ["tea"], "filter": filter})).json();
        let parameter = encoded(&filter.to_string());
        let by_item = server.related("tea", &format!("?filter={parameter}")).json();
        assert_eq!(by_cart["none_because"], "filter");
        assert_eq!(by_cart["emptied_by"], by_item["emptied_by"]);
        by_cart["emptied_by"].clone()
    };
    let found = emptied_by(json!({"brand": "None", "include_out_of_stock": true}));
    assert_eq!(found, json!(["brand"]));
    assert_eq!(emptied_by(json!({"brand": "None"})), json!(["brand"]));
    let found = emptied_by(json!({"attributes": {"colour": "red"}, "min_price": 100}));
    assert_eq!(found, json!(["attributes"]));
    let full = server.suggestions(&json!({"cart": ["tea"], "filter": {"brand": "Kiln"}})).json();
    assert_eq!(full["emptied_by"], json!(null));
}

#[test]
fn a_filter_that_is_no_json_or_names_a_thing_twice_is_refused() {
    let server = TestServer::start();
    let problem =
        |text: &str| server.related("tea", &format!("?filter={}", encoded(text))).problem();
    insta::assert_snapshot!(problem("%7B%7D"), @"422 query_invalid: `filter`: expected value at line 1 column 1; expected JSON such as {\"brand\":\"Acme\"}, percent-encoded once");
    insta::assert_snapshot!(problem(""), @"422 query_invalid: `filter`: EOF while parsing a value at line 1 column 0; expected JSON such as {\"brand\":\"Acme\"}, percent-encoded once");
    insta::assert_snapshot!(problem(r#"{"attributes":{"size":"S","size":"M"}}"#), @"422 query_invalid: `filter.attributes`: `size` stands twice at line 1 column 37");
}

#[test]
fn a_wrong_filter_is_named_the_same_in_a_body_and_in_an_address() {
    let server = TestServer::start();
    let problem = |filter: serde_json::Value| {
        let in_body = server.suggestions(&json!({"cart": ["tea"], "filter": filter})).problem();
        let parameter = encoded(&filter.to_string());
        let in_address = server.related("tea", &format!("?filter={parameter}")).problem();
        // Where in the text it stands differs.
        let told = |problem: String| problem.split(" at line ").next().unwrap().to_owned();
        let in_address = told(in_address).replace("query_invalid", "body_invalid");
        assert_eq!(told(in_body), in_address);
        in_address
    };
    insta::assert_snapshot!(problem(json!({"colour": "red"})), @"422 body_invalid: `filter.colour`: unknown field `colour`, expected one of `category`, `brand`, `min_price`, `max_price`, `attributes`, `include_out_of_stock`");
    insta::assert_snapshot!(problem(json!({"brand": []})), @"422 body_invalid: `filter.brand`: invalid length 0, expected a string or a list of 1 to 100 strings");
    insta::assert_snapshot!(problem(json!({"brand": 7})), @"422 body_invalid: `filter.brand`: invalid type: integer `7`, expected a string or a list of 1 to 100 strings");
    insta::assert_snapshot!(problem(json!({"attributes": {"size": ["S", 1]}})), @"422 body_invalid: `filter.attributes.size[1]`: invalid type: integer `1`, expected a string");
    insta::assert_snapshot!(problem(json!({"min_price": 2, "max_price": 1})), @"422 body_invalid: `filter.min_price`: 2 is above max_price 1");
    insta::assert_snapshot!(problem(json!({"category": ["Home", ">"]})), @"422 body_invalid: `filter.category`: names no level, expected a path such as `Home > Mugs`, or no `category`");
    insta::assert_snapshot!(problem(json!(["Home"])), @"422 body_invalid: `filter`: invalid type: sequence, expected an object");
}

#[test]
fn a_customer_may_be_named_already() {
    let server = TestServer::start();
    let answer = server.suggestions(&json!({"cart": ["tea"], "customer_id": "c-1", "limit": 1}));
    assert_eq!(answer.ids("suggestions"), ["cup"]);
}
