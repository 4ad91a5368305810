//! `POST /v1/bundles`

use std::collections::HashSet;
use std::fs;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::keys::{KeyFile, Scope};
use server::shop::SETTINGS_FILE;

use crate::shop::priced_snapshot;
use crate::test_server::{Answer, TestServer, encoded, sent, wait_until};

const NOW: &str = "2026-11-27T00:00:00Z";

fn start() -> TestServer {
    TestServer::serving(&priced_snapshot())
}

/// What is asked beside a cart of a kettle.
fn beside_kettle(words: Value) -> Value {
    let mut body = json!({"cart": ["kettle"]});
    body.as_object_mut().unwrap().extend(words.as_object().unwrap().clone());
    body
}

fn bundles(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.json()["bundles"].as_array().unwrap().clone()
}

fn ids(bundle: &Value) -> Vec<&str> {
    let items = bundle["items"].as_array().unwrap().iter();
    items.map(|item| item["item_id"].as_str().unwrap()).collect()
}

fn number(bundle: &Value, field: &str) -> i64 {
    bundle[field].as_i64().unwrap_or_else(|| panic!("no {field} in {bundle}"))
}

fn tell(server: &TestServer, item: &str, facts: &Value) {
    let path = format!("/v1/items/{}", encoded(item));
    let answer = sent(server.request(Method::PUT, &path).json(facts));
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
}

/// Writes the shop's settings, and waits until `is_heard` of an answer for a kettle.
fn settle(server: &TestServer, text: &str, is_heard: impl Fn(&Answer) -> bool) {
    fs::write(server.model.path().join(SETTINGS_FILE), text).unwrap();
    wait_until("the settings are not followed", || {
        is_heard(&server.bundles(&beside_kettle(json!({}))))
    });
}

/// With a key of each scope, that the service follows.
fn with_keys(server: &TestServer) -> [String; 4] {
    let elsewhere = tempfile::tempdir().unwrap();
    let file = KeyFile::of(elsewhere.path());
    let keys = Scope::ALL.map(|scope| file.create("test", scope, NOW).unwrap().0.to_string());
    fs::rename(file.path(), KeyFile::of(server.model.path()).path()).unwrap();
    wait_until("the keys are not followed", || server.items("").status == StatusCode::UNAUTHORIZED);
    keys
}

fn asked_with(server: &TestServer, key: &str, body: &Value) -> Answer {
    sent(server.request(Method::POST, "/v1/bundles").bearer_auth(key).json(body))
}

#[test]
fn a_cart_is_offered_bundles_with_price_role_reason_and_margin() {
    let server = start();
    let answer = server.bundles(&beside_kettle(json!({"max_items": 2, "limit": 1})));
    insta::with_settings!({filters => vec![
        (r#""snapshot_id": "[0-9a-f]{16}""#, r#""snapshot_id": "[id]""#),
        (r#""bundle_id": "[0-9a-f]{12}-[0-9a-f]{32}""#, r#""bundle_id": "[id]""#),
    ]}, {
        insta::assert_snapshot!(answer.pretty(), @r#"
        {
          "anchor_item_id": "kettle",
          "bundles": [
            {
              "bundle_id": "[id]",
              "costs_assumed": false,
              "currency": "GBP",
              "discount": {
                "amount": 0,
                "kind": "none",
                "percent": 0.0
              },
              "expected_incremental_margin": 85,
              "items": [
                {
                  "evidence": {
                    "anchor_item_id": "kettle",
                    "at_least": 3.357495,
                    "expected_by_chance": 12.785234,
                    "orders_together": 60,
                    "orders_with_anchor": 230,
                    "times_more_than_chance": 4.1933727
                  },
                  "item_id": "cup",
                  "list_price": 1200,
                  "price": 1200,
                  "quantity": 1,
                  "reason": "Bought together in 60 orders, at least 3.3 times more than chance.",
                  "relation": "extension",
                  "title": "Cup"
                },
                {
                  "evidence": {
                    "anchor_item_id": "kettle",
                    "at_least": 2.9683034,
                    "expected_by_chance": 11.722946,
                    "orders_together": 50,
                    "orders_with_anchor": 230,
                    "times_more_than_chance": 3.7892737
                  },
                  "item_id": "tea",
                  "list_price": 800,
                  "price": 800,
                  "quantity": 1,
                  "reason": "Bought together in 50 orders, at least 2.9 times more than chance.",
                  "relation": "complementary",
                  "title": "Green tea"
                }
              ],
              "list_price": 2000,
              "margin_after": 1200,
              "margin_before": 1200,
              "needs_approval": false,
              "price": 2000,
              "probability": 0.7959013,
              "proven_best": true,
              "reason": "What goes with the main item. Bought together in 60 orders, at least 3.3 times more than chance.",
              "role": "main_accessory"
            }
          ],
          "snapshot_id": "[id]"
        }
        "#);
    });
}

#[test]
fn bundles_share_half_of_their_items_at_most_and_each_has_an_id_of_its_own() {
    let server = start();
    let mut seen = HashSet::new();
    for _ in 0..3 {
        let answer = server.bundles(&beside_kettle(json!({"max_items": 2})));
        let found = bundles(&answer);
        assert!(found.len() > 1, "{}", answer.text);
        let snapshot = answer.json()["snapshot_id"].as_str().unwrap()[..12].to_owned();
        for bundle in &found {
            let id = bundle["bundle_id"].as_str().unwrap().to_owned();
            assert!(id.starts_with(&snapshot) && seen.insert(id));
        }
        let sets: Vec<HashSet<&str>> =
            found.iter().map(|it| ids(it).into_iter().collect()).collect();
        for (place, set) in sets.iter().enumerate() {
            for other in &sets[..place] {
                assert!(2 * set.intersection(other).count() <= set.len().min(other.len()));
            }
        }
    }
}

#[test]
fn lines_add_up_and_limits_are_kept() {
    let server = start();
    for words in [
        json!({"max_discount_percent": 20, "limit": 10}),
        json!({"max_discount_percent": 20, "min_discount_percent": 5, "limit": 10}),
        json!({"min_margin_percent": 55, "max_discount_percent": 20, "limit": 10}),
        json!({"min_items": 2, "max_items": 2, "goal": "units", "max_discount_percent": 12.5}),
        json!({"max_list_price": 2_000, "goal": "revenue"}),
    ] {
        let answer = server.bundles(&beside_kettle(words.clone()));
        let found = bundles(&answer);
        assert!(!found.is_empty(), "{words}: {}", answer.text);
        for bundle in found {
            let [list, price] = ["list_price", "price"].map(|field| number(&bundle, field));
            let items = bundle["items"].as_array().unwrap();
            let sum = |field: &str| items.iter().map(|it| number(it, field)).sum::<i64>();
            assert_eq!((sum("list_price"), sum("price")), (list, price), "{bundle}");
            let given = &bundle["discount"];
            assert_eq!(number(given, "amount"), list - price);
            let most = words["max_discount_percent"].as_f64().unwrap_or(10.0);
            let least = words["min_discount_percent"].as_f64().unwrap_or(0.0);
            let off = 100.0 * (list - price) as f64 / list as f64;
            assert!((least..=most).contains(&off), "{bundle}");
            let margin = words["min_margin_percent"].as_f64().unwrap_or(0.0);
            assert!(number(&bundle, "margin_after") as f64 * 100.0 >= margin * price as f64);
            assert_eq!(
                number(&bundle, "margin_before") - number(&bundle, "margin_after"),
                list - price
            );
            assert!(list <= words["max_list_price"].as_i64().unwrap_or(i64::MAX));
            let least = words["min_items"].as_u64().unwrap_or(1) as usize;
            let most = words["max_items"].as_u64().unwrap_or(3) as usize;
            assert!((least..=most).contains(&items.len()));
            // Of a filter nothing is left, a lamp is dearer than the kettle, and a kettle replaces one.
            let never = ["filter", "lamp", "kettle", "kettle 2", "oddment"];
            assert!(ids(&bundle).iter().all(|id| !never.contains(id)), "{bundle}");
        }
    }
}

#[test]
fn costs_that_are_not_known_are_assumed_and_said_so() {
    let server = start();
    let answer = server.bundles(&beside_kettle(json!({"must_have": ["tin"], "max_items": 1})));
    let found = bundles(&answer);
    assert_eq!(answer.json()["assumed_margin_percent"], 30.0);
    assert_eq!(
        (&found[0]["costs_assumed"], number(&found[0], "margin_before")),
        (&json!(true), 450)
    );
    let answer = server.bundles(&beside_kettle(json!({"must_have": ["cup"], "max_items": 1})));
    assert_eq!(answer.json()["assumed_margin_percent"], json!(null));
    assert_eq!(bundles(&answer)[0]["costs_assumed"], false);
}

#[test]
fn what_is_sold_out_or_objected_to_is_replaced_by_a_substitute() {
    let server = start();
    let objected = |values: Value| beside_kettle(json!({"objected": {"colour": values}}));
    let answer = server.bundles(&objected(json!(["red", "green"])));
    assert_eq!(answer.json()["anchor_item_id"], "kettle 2", "{}", answer.text);
    assert_eq!(answer.json()["instead_of_item_id"], "kettle");
    assert!(!bundles(&answer).is_empty());
    let answer = server.bundles(&objected(json!("blue")));
    assert_eq!(answer.json()["anchor_item_id"], "kettle");
    assert_eq!(answer.json()["instead_of_item_id"], json!(null));
    tell(&server, "kettle", &json!({"stock": 0}));
    let answer = server.bundles(&beside_kettle(json!({})));
    assert_eq!(answer.json()["anchor_item_id"], "kettle 2");
    assert_eq!(answer.json()["instead_of_item_id"], "kettle");
    assert_eq!(because(&server, objected(json!("blue"))), "no_substitute");
}

#[test]
fn a_gift_is_the_last_of_the_items_and_costs_nothing() {
    let server = start();
    let words = json!({"discount": "gift", "max_discount_percent": 20, "limit": 1});
    let answer = server.bundles(&beside_kettle(words));
    let found = bundles(&answer);
    let gift = found[0]["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((number(&gift, "price"), &found[0]["discount"]["kind"]), (0, &json!("gift")));
    assert_eq!(found[0]["discount"]["gift_item_id"], gift["item_id"]);
    assert_eq!(number(&found[0]["discount"], "amount"), number(&gift, "list_price"));
    // No more is known than that none of those tried is better.
    assert_eq!(found[0]["proven_best"], false);
    assert!(found[0]["gap"].is_number());
}

#[test]
fn a_cart_is_brought_to_a_threshold_by_the_least_that_reaches_it() {
    let server = start();
    let answer = server.bundles(&beside_kettle(json!({"threshold": 11_000})));
    let found = bundles(&answer);
    // 11.00 are missing: tea and spoon are just that.
    assert_eq!((ids(&found[0]), number(&found[0], "overshoot")), (vec!["tea", "spoon"], 0));
    assert_eq!(
        (&found[0]["role"], &found[0]["discount"]["kind"]),
        (&json!("threshold"), &json!("none"))
    );
    let passed: Vec<i64> = found.iter().map(|it| number(it, "overshoot")).collect();
    assert!(passed.is_sorted(), "{passed:?}");
    for bundle in &found {
        assert!(9_900 + number(bundle, "price") >= 11_000);
        for item in bundle["items"].as_array().unwrap() {
            assert!(item["evidence"]["at_least"].as_f64().unwrap() > 1.0);
        }
    }
    // Two kettles cost twice as much.
    let twice = json!({"cart": ["kettle", "kettle"], "threshold": 19_800});
    assert_eq!(because(&server, twice), "reached");
    let twice = json!({"cart": ["kettle", "kettle"], "threshold": 20_100});
    assert_eq!(ids(&bundles(&server.bundles(&twice))[0]), ["spoon"]);
    // What stands for a kettle is 4.00 cheaper, so that as much more is missing.
    tell(&server, "kettle", &json!({"stock": 0}));
    let answer = server.bundles(&beside_kettle(json!({"threshold": 10_300})));
    assert_eq!(
        (ids(&bundles(&answer)[0]), answer.json()["anchor_item_id"].as_str()),
        (vec!["tea"], Some("kettle 2"))
    );
}

#[test]
fn what_must_be_in_it_is_in_every_bundle() {
    let server = start();
    for words in [json!({"must_have": ["tin"]}), json!({"must_have": ["spoon", "tea"], "limit": 2})]
    {
        for bundle in bundles(&server.bundles(&beside_kettle(words.clone()))) {
            let must = words["must_have"].as_array().unwrap().iter();
            assert!(must.map(|id| id.as_str().unwrap()).all(|id| ids(&bundle).contains(&id)));
        }
    }
    let answer = server.bundles(&beside_kettle(json!({"must_have": ["nothing"]})));
    assert_eq!(answer.json()["none_because"], "must_have");
    assert_eq!(answer.json()["unknown_items"], json!(["nothing"]));
}

/// Why there is no bundle.
fn because(server: &TestServer, body: Value) -> String {
    let answer = server.bundles(&body);
    assert_eq!(bundles(&answer), [] as [Value; 0], "{body}: {}", answer.text);
    answer.json()["none_because"].as_str().unwrap().to_owned()
}

#[test]
fn an_empty_list_says_why() {
    let server = start();
    let of = |words: Value| because(&server, beside_kettle(words));
    assert_eq!(because(&server, json!({"cart": ["nothing"]})), "unknown_cart");
    assert_eq!(because(&server, json!({"cart": ["oddment"]})), "no_price");
    assert_eq!(
        because(&server, json!({"cart": ["kettle", "oddment"], "threshold": 12_000})),
        "no_price"
    );
    assert_eq!(
        because(&server, json!({"cart": ["kettle", "nothing"], "threshold": 12_000})),
        "no_price"
    );
    assert_eq!(of(json!({"stage": "after_sale"})), "stage");
    assert_eq!(of(json!({"filter": {"brand": "none"}})), "filter");
    assert_eq!(of(json!({"must_have": ["lamp"]})), "must_have");
    assert_eq!(of(json!({"must_have": ["filter"]})), "must_have");
    assert_eq!(of(json!({"filter": {"category": "Kitchen > Filters"}})), "prices");
    assert_eq!(of(json!({"min_margin_percent": 99})), "limits");
    assert_eq!(of(json!({"max_list_price": 10})), "limits");
    assert_eq!(of(json!({"discount": "gift", "max_discount_percent": 0})), "limits");
    assert_eq!(of(json!({"threshold": 9_900})), "reached");
    assert_eq!(of(json!({"threshold": 9_000_000})), "out_of_reach");
    tell(&server, "kettle", &json!({"stock": 0}));
    tell(&server, "kettle 2", &json!({"stock": 0}));
    assert_eq!(of(json!({})), "no_substitute");
}

#[test]
fn what_is_told_is_heard_by_the_next_bundle() {
    let server = start();
    let with_cup =
        beside_kettle(json!({"must_have": ["cup"], "max_items": 1, "max_discount_percent": 0}));
    let list = || number(&bundles(&server.bundles(&with_cup))[0], "list_price");
    assert_eq!(list(), 1_200);
    tell(&server, "cup", &json!({"price": 1_500}));
    assert_eq!(list(), 1_500);
    tell(&server, "cup", &json!({"cost": 1_400}));
    assert_eq!(number(&bundles(&server.bundles(&with_cup))[0], "margin_before"), 100);
    tell(&server, "cup", &json!({"stock": 0}));
    assert_eq!(because(&server, with_cup.clone()), "must_have");
    // An item that the snapshot does not know counts towards a threshold by its told price.
    tell(&server, "new", &json!({"price": 1_100}));
    let body = json!({"cart": ["kettle", "new"], "threshold": 11_300});
    assert_eq!(ids(&bundles(&server.bundles(&body))[0]), ["spoon"]);
}

#[test]
fn a_discount_beyond_the_authority_needs_approval() {
    let server = start();
    let text = "currency = \"EUR\"\n[bundles.authority_percent]\nstorefront = 2\nagent = 3\n";
    settle(&server, text, |answer| answer.text.contains("EUR"));
    let [storefront, agent, manager, _] = with_keys(&server);
    let cheap = beside_kettle(json!({"max_discount_percent": 20, "min_discount_percent": 5}));
    let needs = |key: &str| bundles(&asked_with(&server, key, &cheap))[0]["needs_approval"].clone();
    assert_eq!((needs(&agent), needs(&manager)), (json!(true), json!(false)));
    let usual = bundles(&asked_with(&server, &storefront, &beside_kettle(json!({}))));
    assert!(usual.iter().all(|bundle| bundle["needs_approval"] == false));
}

#[test]
fn only_whoever_decides_on_offers_sees_what_they_leave() {
    let server = start();
    let of_costs =
        ["margin_before", "margin_after", "expected_incremental_margin", "costs_assumed", "gap"];
    let shown = |answer: &Answer| {
        let json = answer.json();
        let bundle = json["bundles"][0].as_object().unwrap().clone();
        let n_shown = of_costs.iter().filter(|&&field| bundle.contains_key(field)).count();
        (n_shown, json.get("assumed_margin_percent").is_some())
    };
    let body = beside_kettle(json!({"must_have": ["tin"]}));
    let gift = beside_kettle(json!({"discount": "gift", "max_discount_percent": 20}));
    assert_eq!(shown(&server.bundles(&body)), (4, true));
    assert_eq!(shown(&server.bundles(&gift)).0, 5);
    let [storefront, agent, manager, admin] = with_keys(&server);
    for key in [&storefront, &agent] {
        assert_eq!(shown(&asked_with(&server, key, &body)), (0, false));
        assert_eq!(shown(&asked_with(&server, key, &gift)), (0, false));
    }
    for key in [&manager, &admin] {
        assert_eq!(shown(&asked_with(&server, key, &body)), (4, true));
    }
}

#[test]
fn a_storefront_cannot_ask_for_what_tells_costs_and_an_agent_for_floors_alone() {
    let server = start();
    let [storefront, agent, manager, _] = with_keys(&server);
    let problem =
        |key: &str, words: Value| asked_with(&server, key, &beside_kettle(words)).problem();
    insta::assert_snapshot!(problem(&storefront, json!({"min_margin_percent": 15})), @"403 scope_insufficient: `min_margin_percent`: what is found by it tells what items cost the shop, so that it takes a key of scope `agent`; the key's is `storefront`");
    insta::assert_snapshot!(problem(&storefront, json!({"goal": "units"})), @"403 scope_insufficient: `goal`: what is found by it tells what items cost the shop, so that it takes a key of scope `manager`; the key's is `storefront`");
    insta::assert_snapshot!(problem(&storefront, json!({"min_discount_percent": 3})), @"403 scope_insufficient: `min_discount_percent`: it is for an agent whose buyer bargains, so that it takes a key of scope `agent`; the key's is `storefront`");
    insta::assert_snapshot!(problem(&agent, json!({"min_margin_percent": 15, "goal": "units"})), @"403 scope_insufficient: `goal`: what is found by it tells what items cost the shop, so that it takes a key of scope `manager`; the key's is `agent`");
    for (key, words) in [
        (&storefront, json!({"goal": "margin", "min_discount_percent": 0})),
        (&agent, json!({"min_discount_percent": 3, "min_margin_percent": 15})),
        (&manager, json!({"min_margin_percent": 15, "goal": "units"})),
    ] {
        assert_eq!(asked_with(&server, key, &beside_kettle(words)).status, StatusCode::OK);
    }
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let server = start();
    let problem = |words: Value| server.bundles(&beside_kettle(words)).problem();
    insta::assert_snapshot!(problem(json!({"colour": "red"})), @"422 body_invalid: `colour`: unknown field `colour`, expected one of `cart`, `viewed`, `customer_id`, `stage`, `exclude`, `must_have`, `filter`, `objected`, `max_items`, `min_items`, `max_discount_percent`, `min_discount_percent`, `min_margin_percent`, `max_list_price`, `goal`, `discount`, `threshold`, `currency`, `limit`, `language` at line 1 column 27");
    insta::assert_snapshot!(problem(json!({"cart": []})), @"422 cart_empty: `cart` is empty, expected at least one item id: bundles are made around the dearest item of it");
    insta::assert_snapshot!(problem(json!({"cart": vec!["x"; 501]})), @"422 too_many_items: `cart` lists 501 items, expected at most 500");
    insta::assert_snapshot!(problem(json!({"max_items": 5})), @"422 body_invalid: `max_items`: 5, expected 1 to 4 at line 1 column 33");
    insta::assert_snapshot!(problem(json!({"max_items": 0})), @"422 body_invalid: `max_items`: 0, expected 1 to 4 at line 1 column 33");
    insta::assert_snapshot!(problem(json!({"min_items": 3, "max_items": 2})), @"422 body_invalid: `min_items`: 3, more than `max_items`, which is 2");
    insta::assert_snapshot!(problem(json!({"max_discount_percent": 100.01})), @"422 body_invalid: `max_discount_percent`: 100.01, expected 0 to 100 percent at line 1 column 49");
    insta::assert_snapshot!(problem(json!({"max_discount_percent": -1})), @"422 body_invalid: `max_discount_percent`: -1, expected 0 to 100 percent at line 1 column 45");
    insta::assert_snapshot!(problem(json!({"max_discount_percent": 9.999})), @"422 body_invalid: `max_discount_percent`: 9.999, expected percent with at most two decimals at line 1 column 47");
    insta::assert_snapshot!(problem(json!({"max_discount_percent": "10"})), @r#"422 body_invalid: `max_discount_percent`: invalid type: string "10", expected percent with at most two decimals at line 1 column 46"#);
    insta::assert_snapshot!(problem(json!({"min_discount_percent": 20, "max_discount_percent": 10})), @"422 body_invalid: `min_discount_percent`: 20, more than `max_discount_percent`, which is 10");
    insta::assert_snapshot!(problem(json!({"min_margin_percent": 100})), @"422 body_invalid: `min_margin_percent`: 100, expected 0 to 99.99 percent at line 1 column 44");
    insta::assert_snapshot!(problem(json!({"max_list_price": 0})), @"422 body_invalid: `max_list_price`: 0, expected 1 to 1000000000000000 minor units at line 1 column 38");
    insta::assert_snapshot!(problem(json!({"threshold": -5})), @"422 body_invalid: `threshold`: -5, expected 1 to 1000000000000000 minor units at line 1 column 34");
    insta::assert_snapshot!(problem(json!({"goal": "profit"})), @"422 body_invalid: `goal`: unknown variant `profit`, expected one of `margin`, `revenue`, `units` at line 1 column 35");
    insta::assert_snapshot!(problem(json!({"discount": "coupon"})), @"422 body_invalid: `discount`: unknown variant `coupon`, expected one of `price`, `gift` at line 1 column 39");
    insta::assert_snapshot!(problem(json!({"currency": "XXX"})), @"422 body_invalid: `currency`: `XXX`, expected `GBP`, which the shop sells in");
    insta::assert_snapshot!(problem(json!({"limit": 11})), @"422 body_invalid: `limit`: 11, expected 1 to 10 at line 1 column 30");
    insta::assert_snapshot!(problem(json!({"must_have": ["tin", "tin"]})), @"422 body_invalid: `must_have[1]`: `tin` stands in `must_have` before; leave it out of one of the two");
    insta::assert_snapshot!(problem(json!({"must_have": ["kettle"]})), @"422 body_invalid: `must_have[0]`: `kettle` stands in `cart`, and nothing of it is offered; leave it out of one of the two");
    insta::assert_snapshot!(problem(json!({"must_have": ["tin"], "exclude": ["tin"]})), @"422 body_invalid: `must_have[0]`: `tin` stands in `exclude`; leave it out of one of the two");
    insta::assert_snapshot!(problem(json!({"must_have": ["tin", "cup"], "max_items": 1})), @"422 body_invalid: `must_have`: 2 items, more than `max_items`, which is 1");
    insta::assert_snapshot!(problem(json!({"must_have": ["a", "b", "c", "d", "e"]})), @"422 too_many_items: `must_have` lists 5 items, expected at most 4");
    insta::assert_snapshot!(problem(json!({"discount": "gift", "max_items": 1})), @"422 body_invalid: `discount`: a gift is one of the items, so that `max_items` 1 leaves 0 to be bought, expected at least 1, as `min_items` and `must_have` need");
    insta::assert_snapshot!(problem(json!({"threshold": 12_000, "discount": "gift"})), @"422 body_invalid: `discount`: cannot stand beside `threshold`: a cart is brought to it by as few and as cheap items as reach it, at their list prices; leave one of the two out");
    insta::assert_snapshot!(problem(json!({"threshold": 12_000, "must_have": ["tin"]})), @"422 body_invalid: `must_have`: cannot stand beside `threshold`: a cart is brought to it by as few and as cheap items as reach it, at their list prices; leave one of the two out");
    insta::assert_snapshot!(problem(json!({"objected": {"colour": []}})), @"422 body_invalid: `objected.colour`: invalid length 0, expected a string or a list of 1 to 100 strings at line 1 column 42");
    insta::assert_snapshot!(problem(json!({"filter": {"include_out_of_stock": true}})), @"422 body_invalid: `filter.include_out_of_stock`: true, expected false: what is sold out is in no bundle; leave it out");
    let as_usual = json!({"filter": {"include_out_of_stock": false}});
    assert_eq!(server.bundles(&beside_kettle(as_usual)).status, StatusCode::OK);
    insta::assert_snapshot!(problem(json!({"filter": {"min_price": 2, "max_price": 1}})), @"422 body_invalid: `filter.min_price`: 2 is above max_price 1");
    assert_eq!(server.bundles(&json!({})).status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(server.bundles(&beside_kettle(json!({"currency": "GBP"}))).status, StatusCode::OK);
}

#[test]
fn the_terms_of_a_shop_are_followed() {
    let server = start();
    let text = "currency = \"CNY\"\nlanguage = \"zh\"\n[bundles]\ndiscount_percents = [5]\nprice_ending = \".00\"\n";
    settle(&server, text, |answer| answer.text.contains("CNY"));
    let words = json!({"min_discount_percent": 0.01, "max_discount_percent": 20});
    for bundle in bundles(&server.bundles(&beside_kettle(words))) {
        assert_eq!(number(&bundle, "price") % 100, 0, "{bundle}");
    }
    let floor = |floor: &str| format!("currency = \"USD\"\n[bundles]\n{floor}\n");
    let body = |words: Value| server.bundles(&beside_kettle(words));
    settle(&server, &floor("min_margin_percent = 95"), |answer| {
        answer.json()["none_because"] == "limits"
    });
    assert_eq!(body(json!({"min_margin_percent": 1})).json()["none_because"], "limits");
    let leader = json!({"must_have": ["filter"], "max_items": 2});
    assert_eq!(body(leader.clone()).json()["none_because"], "must_have");
    // A shop that sells below cost says so.
    let text = floor("min_line_margin_percent = -50\nmin_margin_percent = -50");
    settle(&server, &text, |answer| answer.text.contains("USD") && !bundles(answer).is_empty());
    assert!(ids(&bundles(&body(leader))[0]).contains(&"filter"));
    settle(
        &server,
        "[bundles]\nmax_price_percent = 300\ndefault_margin_percent = 40\n",
        |answer| answer.text.contains("\"GBP\""),
    );
    assert!(ids(&bundles(&body(json!({"must_have": ["lamp"]})))[0]).contains(&"lamp"));
    let tin = body(json!({"must_have": ["tin"], "max_items": 1}));
    assert_eq!(tin.json()["assumed_margin_percent"], 40.0);
    // What cannot be used leaves the terms as they were.
    fs::write(server.model.path().join(SETTINGS_FILE), "[bundles]\nlift = 0\n").unwrap();
    wait_until("wrong settings are not counted", || {
        server.get("/metrics").text.contains("dapei_shops_with_old_settings 1")
    });
    assert_eq!(
        body(json!({"must_have": ["tin"], "max_items": 1})).json()["assumed_margin_percent"],
        40.0
    );
}

#[test]
fn reasons_are_given_in_the_language_asked_for() {
    let server = start();
    let answer = server.bundles(&beside_kettle(json!({"language": "zh", "limit": 1})));
    let found = bundles(&answer);
    let is_chinese = |text: &Value| text.as_str().unwrap().contains('笔');
    assert!(is_chinese(&found[0]["reason"]) && is_chinese(&found[0]["items"][0]["reason"]));
}
