//! What a shop tells while it sells: seen by the next answer, on every route, and after every restart.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::keys::{KeyFile, Scope};
use server::model_dir::ModelDir;
use server::shop::{Shop, Shops};

use crate::shop::{customers_snapshot, later_snapshot};
use crate::test_server::{Answer, TestServer, encoded, sent, wait_until};

const NOW: &str = "2026-11-27T00:00:00Z";

fn tell(server: &TestServer, item: &str, facts: &Value) -> Answer {
    let path = format!("/v1/items/{}", encoded(item));
    let answer = sent(server.request(Method::PUT, &path).json(facts));
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer
}

fn forget(server: &TestServer, item: &str) {
    let path = format!("/v1/items/{}", encoded(item));
    assert_eq!(sent(server.request(Method::DELETE, &path)).status, StatusCode::NO_CONTENT);
}

fn rule(server: &TestServer, rules: &Value) -> Answer {
    sent(server.request(Method::PUT, "/v1/rules").json(&json!({ "rules": rules })))
}

/// Every list that names items which a buyer is offered.
fn lists(server: &TestServer) -> Vec<(&'static str, Vec<String>)> {
    let cart = json!({"cart": ["tea"], "limit": 100});
    let kinds = json!({"cart": ["tea"], "limit": 100, "relations": ["complementary", "none"]});
    let explored = json!({"cart": ["tea"], "limit": 20, "explore": 5, "max_alike": 0});
    let ids = |answer: &Answer| {
        let listed = answer.json().as_array().unwrap().clone();
        listed.iter().map(|item| item["Id"].as_str().unwrap().to_owned()).collect()
    };
    vec![
        ("related", server.related("tea", "?limit=20").ids("related")),
        ("long related", server.related("tea", "?limit=100").ids("related")),
        ("related by kind", server.related("tea", "?relation=complementary,none").ids("related")),
        ("suggestions", server.suggestions(&cart).ids("suggestions")),
        ("suggestions by kind", server.suggestions(&kinds).ids("suggestions")),
        ("explored", server.suggestions(&explored).ids("suggestions")),
        ("neighbors", ids(&server.get("/api/item/tea/neighbors?n=100"))),
        (
            "reorder",
            server.get(&format!("/v1/customers/{}/reorder", encoded("阿花/1"))).ids("reorder"),
        ),
    ]
}

fn holding(server: &TestServer, item: &str) -> Vec<&'static str> {
    let lists = lists(server).into_iter();
    lists.filter(|(_, ids)| ids.iter().any(|id| id == item)).map(|(name, _)| name).collect()
}

const ALL: [&str; 8] = [
    "related",
    "long related",
    "related by kind",
    "suggestions",
    "suggestions by kind",
    "explored",
    "neighbors",
    "reorder",
];

#[test]
fn what_is_sold_out_is_gone_from_the_next_answer_on_every_route() {
    let server = TestServer::serving(&customers_snapshot());
    assert_eq!(holding(&server, "honey"), ALL);
    tell(&server, "honey", &json!({"stock": 0}));
    assert_eq!(holding(&server, "honey"), [] as [&str; 0]);
    assert_eq!(server.item("honey").json()["in_stock"], false);
    tell(&server, "honey", &json!({"stock": 1}));
    assert_eq!(holding(&server, "honey"), ALL);
    tell(&server, "honey", &json!({"hidden": true}));
    assert_eq!(holding(&server, "honey"), [] as [&str; 0]);
    assert!(!server.items("?query=honey").ids("items").contains(&"honey".to_owned()));
    forget(&server, "honey");
    assert_eq!(holding(&server, "honey"), ALL);
}

#[test]
fn an_item_that_is_hidden_is_there_for_those_who_decide_on_offers_only() {
    let server = TestServer::start();
    let file = KeyFile::of(server.model.path());
    let keys = Scope::ALL.map(|scope| file.create("test", scope, NOW).unwrap().0.to_string());
    let asked = |path: &str, key: &str| sent(server.request(Method::GET, path).bearer_auth(key));
    wait_until("the keys are not followed", || server.items("").status == StatusCode::UNAUTHORIZED);
    wait_until("the keys are not followed", || {
        asked("/v1/items", &keys[3]).status == StatusCode::OK
    });
    let told = json!({"hidden": true, "title": "Secret honey"});
    for item in ["honey", "never-sold"] {
        let path = format!("/v1/items/{item}");
        let answer = sent(server.request(Method::PUT, &path).bearer_auth(&keys[3]).json(&told));
        assert_eq!(answer.status, StatusCode::OK);
        for (scope, key) in Scope::ALL.into_iter().zip(&keys) {
            let (shown, found) = (asked(&path, key), asked("/v1/items?query=secret", key));
            let is_there = found.ids("items").iter().any(|id| id == item);
            match scope {
                Scope::Storefront | Scope::Agent => {
                    assert!(shown.problem().starts_with("404 item_not_found"), "{scope}");
                    assert!(!is_there, "{scope} {item}");
                    let by_id = asked(&format!("/v1/items?query={item}"), key);
                    assert_eq!(by_id.ids("items"), [] as [String; 0]);
                }
                Scope::Manager | Scope::Admin => {
                    assert_eq!(shown.json()["hidden"], true, "{scope}");
                    assert!(is_there, "{scope} {item}");
                }
            }
        }
    }
    assert_eq!(asked("/v1/items/tea", &keys[3]).json()["hidden"], Value::Null);
}

#[test]
fn a_search_knows_told_titles_and_items_that_only_were_told_of() {
    let server = TestServer::start();
    let found = |query: &str| {
        let query = encoded(query);
        server.items(&format!("?limit=100&query={query}")).ids("items")
    };
    let all = found("");
    assert_eq!(found("honey"), ["honey"]);
    tell(&server, "honey", &json!({"title": "Heather spread"}));
    tell(&server, "scones", &json!({"title": "Heather scones"}));
    tell(&server, "aaa", &json!({"title": "Heather tea"}));
    // Those that sell come first, then the others by id.
    assert_eq!(found("heather"), ["honey", "aaa", "scones"]);
    assert_eq!(server.items("?limit=2&query=heather").ids("items"), ["honey", "aaa"]);
    assert_eq!(found("HEATHER spread"), ["honey"]);
    let shown = server.items("?query=scones").json();
    assert_eq!(shown["items"][0]["title"], "Heather scones");
    // By its id it is found whatever it is called, and first.
    assert_eq!(found("honey"), ["honey"]);
    assert_eq!(found("scones"), ["scones"]);
    assert_eq!(found(""), [all.clone(), vec!["aaa".to_owned(), "scones".to_owned()]].concat());
    // What training called it is no name of it any more.
    tell(&server, "tea", &json!({"title": "Infusion"}));
    let of_training = server.item("cup").json()["title"].as_str().unwrap().to_owned();
    tell(&server, "cup", &json!({"title": "Beaker"}));
    let words = of_training.replace("cup", "").replace("Cup", "");
    assert!(!words.trim().is_empty(), "{of_training}");
    assert!(!found(&of_training).contains(&"cup".to_owned()), "{of_training}");
    tell(&server, "cup", &json!({"stock": 4}));
    assert_eq!(found("beaker"), ["cup"]);
    for item in ["honey", "scones", "aaa", "cup", "tea"] {
        forget(&server, item);
    }
    assert_eq!(found("heather"), [] as [String; 0]);
    assert!(found(&of_training).contains(&"cup".to_owned()));
    assert_eq!(found(""), all);
}

#[test]
fn a_rule_that_hides_holds_on_every_route() {
    let server = TestServer::serving(&customers_snapshot());
    let hide = json!([{"id": "h", "action": "hide", "items": {"item_ids": ["honey"]}}]);
    assert_eq!(rule(&server, &hide).status, StatusCode::OK);
    assert_eq!(holding(&server, "honey"), [] as [&str; 0]);
    let is_found = || server.get("/v1/items?query=honey").text.contains("\"item_id\":\"honey\"");
    assert!(!is_found());
    assert_eq!(rule(&server, &json!([])).status, StatusCode::OK);
    assert_eq!(holding(&server, "honey"), ALL);
    assert!(is_found());
}

#[test]
fn what_is_sold_out_is_found_by_its_name_and_stands_in_no_list() {
    let server = TestServer::serving(&customers_snapshot());
    let lists = |path: &str| server.get(path).text.contains("\"item_id\":\"honey\"");
    assert!(lists("/v1/items?limit=100"));
    tell(&server, "honey", &json!({"stock": 0}));
    assert!(!lists("/v1/items?limit=100"));
    assert!(lists("/v1/items?query=honey"));
    tell(&server, "new", &json!({"stock": 0, "title": "New"}));
    assert!(!server.get("/v1/items?limit=100").text.contains("\"new\""));
}

#[test]
fn what_a_customer_may_buy_again_says_what_left_it_empty() {
    let server = TestServer::serving(&customers_snapshot());
    let reorder = || server.get(&format!("/v1/customers/{}/reorder", encoded("阿花/1"))).json();
    tell(&server, "sold-out", &json!({"stock": 9}));
    let hide = json!([{"id": "h", "action": "hide", "items": {"item_ids": ["honey", "sold-out"]}}]);
    assert_eq!(rule(&server, &hide).status, StatusCode::OK);
    assert_eq!(reorder()["emptied_by"], Value::Null);
    tell(&server, "lantern", &json!({"hidden": true}));
    let empty = reorder();
    assert_eq!((&empty["reorder"], &empty["none_because"]), (&json!([]), &json!("filter")));
    assert_eq!(empty["emptied_by"], json!(["shown", "rules"]));
}

#[test]
fn a_category_told_again_changes_no_answer() {
    let server = TestServer::start();
    let before = server.related("cup", "?limit=20").ids("related");
    tell(&server, "cup", &json!({"category": "Kitchen > Cups"}));
    assert_eq!(server.related("cup", "?limit=20").ids("related"), before);
}

#[test]
fn what_was_told_is_there_after_a_restart_and_after_a_swap() {
    let dir = tempfile::tempdir().unwrap();
    let model = ModelDir::create(dir.path()).unwrap();
    model.publish(&customers_snapshot()).unwrap();
    let open = || Shops::one(Shop::open(model.clone()).unwrap()).unwrap();
    let hide = json!([{"id": "h", "action": "hide", "items": {"item_ids": ["lantern"]}}]);
    {
        let server = TestServer::of_shops(open(), model.clone());
        tell(&server, "honey", &json!({"stock": 0, "title": "Heather honey"}));
        assert_eq!(rule(&server, &hide).status, StatusCode::OK);
    }
    let server = TestServer::of_shops(open(), model.clone());
    let is_so = || {
        holding(&server, "honey").is_empty()
            && holding(&server, "lantern").is_empty()
            && server.item("honey").json()["title"] == "Heather honey"
    };
    assert!(is_so());
    let before = server.item("tea").json()["snapshot_id"].clone();
    model.publish(&later_snapshot()).unwrap();
    wait_until("the snapshot is not served", || server.item("tea").json()["snapshot_id"] != before);
    assert_eq!(server.item("honey").json()["title"], "Heather honey");
    let related = server.related("tea", "?limit=100").ids("related");
    assert!(!related.contains(&"honey".to_owned()) && !related.contains(&"lantern".to_owned()));
}

#[test]
fn filters_see_prices_brands_categories_and_attributes_that_were_told() {
    let server = TestServer::start();
    let with = |filter: &Value| {
        let filter = encoded(&filter.to_string());
        server.related("tea", &format!("?limit=20&filter={filter}")).ids("related")
    };
    let facts = json!({
        "price": 120, "brand": "Hive", "category": "Food>Spreads", "attributes": {"size": "1 lb"},
    });
    for filter in [
        json!({"max_price": 200}),
        json!({"brand": "Hive"}),
        json!({"category": "Food"}),
        json!({"attributes": {"size": "1 lb"}}),
    ] {
        assert!(!with(&filter).contains(&"honey".to_owned()), "{filter}");
        tell(&server, "honey", &facts);
        assert_eq!(with(&filter), ["honey"], "{filter}");
        forget(&server, "honey");
    }
    let shown = {
        tell(&server, "honey", &facts);
        server.item("honey").json()
    };
    assert_eq!(shown["price"], 120);
    assert_eq!(shown["category"], "Food > Spreads");
    assert_eq!(shown["attributes"]["size"], "1 lb");
}

#[test]
fn an_item_that_the_snapshot_does_not_know_answers_by_back_off_at_once() {
    let server = TestServer::start();
    assert_eq!(server.related("scones", "").status, StatusCode::NOT_FOUND);
    tell(&server, "scones", &json!({"title": "Scones", "category": "Kitchen>Cups", "price": 300}));
    let answer = server.related("scones", "?limit=3");
    // The best seller of its category comes first, and all is marked as back-off.
    assert_eq!(answer.ids("related")[0], "cup");
    let json = answer.json();
    assert_eq!(json["item_id"], "scones");
    for item in json["related"].as_array().unwrap() {
        assert_eq!((&item["relation"], &item["confidence"]), (&json!("none"), &json!(0.0)));
    }
    let cart = server.suggestions(&json!({"cart": ["scones"], "limit": 3}));
    assert_eq!(cart.ids("suggestions")[0], "cup");
    assert_eq!(cart.json()["unknown_items"], json!(["scones"]));
    let item = server.item("scones").json();
    assert_eq!((&item["title"], &item["orders"]), (&json!("Scones"), &json!(0)));
    assert_eq!(
        server.related("scones", "?relation=complementary").json()["none_because"],
        "no_relation"
    );
    forget(&server, "scones");
    assert_eq!(server.related("scones", "").status, StatusCode::NOT_FOUND);
}

#[test]
fn an_answer_is_explained_by_every_rule_that_touched_it() {
    let server = TestServer::start();
    let rules = json!([
        {"id": "less", "action": "bury", "factor": 0.5, "items": {"item_ids": ["cup"]}},
        {"id": "first", "action": "pin", "position": 1, "items": {"item_ids": ["lantern"]}},
        {"id": "pair", "action": "exclude", "items": {"item_ids": ["honey"]}, "with": {"item_ids": ["tea"]}},
        {"id": "past", "action": "hide", "items": {"item_ids": ["cup"]}, "until": "2020-01-01"},
    ]);
    let written = rule(&server, &rules);
    assert_eq!(written.json(), json!({"version": 1, "unknown_items": []}));
    let answer = server.related("tea", "?explain=true&limit=20");
    assert_eq!(answer.ids("related")[..2], ["lantern", "cup"]);
    let json = answer.json();
    assert_eq!(
        json["related"][0]["explained"],
        json!({"standing": "placed", "rules": [{"id": "first", "action": "pin"}]})
    );
    assert_eq!(
        json["related"][1]["explained"],
        json!({"standing": "ranked", "rules": [{"id": "less", "action": "bury"}]})
    );
    assert_eq!(
        json["rules"],
        json!({"version": 1, "in_force": 3, "hiding": [{"id": "pair", "action": "exclude", "items": 1}]})
    );
    let body = json!({"cart": ["tea"], "explain": true});
    assert_eq!(server.suggestions(&body).json()["rules"]["version"], 1);
    // Without being asked nothing is explained.
    assert_eq!(server.related("tea", "").json()["rules"], Value::Null);
    let all = json!([{"id": "none", "action": "hide", "items": {"category": "Kitchen"}},
        {"id": "rest", "action": "hide", "items": {"item_ids": ["honey", "lantern", "sold-out", "tea", "茶/1 50%+"]}}]);
    assert_eq!(rule(&server, &all).status, StatusCode::OK);
    let emptied = server.related("tea", "?limit=20").json();
    assert_eq!(
        (&emptied["none_because"], &emptied["emptied_by"]),
        (&json!("filter"), &json!(["rules"]))
    );
}

#[test]
fn who_wrote_rules_in_between_is_told_and_versions_stay() {
    let server = TestServer::start();
    let hide = |id: &str| json!({"rules": [{"id": id, "action": "hide", "items": {"brand": "x"}}]});
    let put = |id: &str, tag: Option<&str>| {
        let request = server.request(Method::PUT, "/v1/rules").json(&hide(id));
        sent(match tag {
            Some(tag) => request.header("if-match", tag),
            None => request,
        })
    };
    let none = server.get("/v1/rules");
    assert_eq!((none.json()["version"].as_u64(), none.header("etag")), (Some(0), "\"0\""));
    assert_eq!(put("a", Some("\"0\"")).header("etag"), "\"1\"");
    insta::assert_snapshot!(put("b", Some("\"0\"")).problem(), @"412 rules_conflict: the newest rules are version 1, not 0 as expected: read them, and write again");
    insta::assert_snapshot!(put("b", Some("0")).problem(), @"422 header_invalid: `If-Match`: 0, expected an `ETag` such as \"3\"");
    insta::assert_snapshot!(put("b", Some("\"+1\"")).problem(), @r#"422 header_invalid: `If-Match`: "+1", expected an `ETag` such as "3""#);
    assert_eq!(put("b", Some("\"1\"")).json()["version"], 2);
    let newest = server.get("/v1/rules").json();
    assert_eq!((&newest["author"], &newest["in_force"]), (&json!("nobody"), &json!(["b"])));
    let versions = server.get("/v1/rules/versions").json();
    let numbers: Vec<u64> = versions["versions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|version| version["version"].as_u64().unwrap())
        .collect();
    assert_eq!(numbers, [2, 1]);
    assert_eq!(server.get("/v1/rules/versions/1").json()["rules"], hide("a"));
    let most = i64::MAX;
    assert_eq!(server.get(&format!("/v1/rules/versions?before={most}")).status, StatusCode::OK);
    insta::assert_snapshot!(server.get("/v1/rules/versions?before=9223372036854775808").problem(), @"422 query_invalid: `before`: `9223372036854775808`, expected 0 to 9223372036854775807");
    insta::assert_snapshot!(server.get("/v1/rules/versions/3").problem(), @"404 rules_version_not_found: the store keeps no version `3` of the rules");
    insta::assert_snapshot!(server.get("/v1/rules/versions/one").problem(), @"404 rules_version_not_found: the store keeps no version `one` of the rules");
    insta::assert_snapshot!(rule(&server, &json!([{"id": "a", "action": "hide", "items": {}}])).problem(), @"422 body_invalid: `rules[0]` (`a`): `items`: means no item, expected `item_ids`, `category`, `brand` or `attributes`");
    insta::assert_snapshot!(rule(&server, &json!([{"id": "a", "action": "hid", "items": {}}])).problem(), @"422 body_invalid: `rules[0].action`: unknown variant `hid`, expected one of `boost`, `bury`, `hide`, `pin`, `exclude`, `force` at line 1 column 25");
}
