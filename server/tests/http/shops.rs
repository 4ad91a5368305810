//! Many shops in one process: each answers its own keys, and is loaded only while somebody asks.

use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write as _};
use std::net::TcpStream;
use std::thread;

use reqwest::{Method, StatusCode};
use serde_json::json;
use server::keys::{KeyFile, Scope};
use server::model_dir::ModelDir;
use server::shop::{Keeping, SETTINGS_FILE, Shop};

use crate::operations::{Named, operations};
use crate::shop::{customers_snapshot, other_snapshot, snapshot};
use crate::test_server::{Answer, TestServer, sent, wait_until};

const NOW: &str = "2026-11-27T00:00:00Z";
const ALL_STAY: Keeping = Keeping { most_bytes: u64::MAX, idle_ticks: u64::MAX };

fn key(server: &TestServer, shop: &str, scope: Scope) -> String {
    KeyFile::of(&server.root().join(shop)).create("test", scope, NOW).unwrap().0.to_string()
}

fn items(server: &TestServer, key: &str) -> Answer {
    sent(server.request(Method::GET, "/v1/items").bearer_auth(key))
}

fn loaded(server: &TestServer) -> u64 {
    server.get("/readyz").json()["shops_loaded"].as_u64().unwrap()
}

#[test]
fn nothing_of_one_shop_is_reached_with_a_key_of_another() {
    let shops: [(&str, &[u8]); 2] =
        [("north", &customers_snapshot()), ("south", &other_snapshot())];
    let server = TestServer::serving_shops(&shops, ALL_STAY);
    // What only that shop has.
    let own = [("cup", "阿花/1"), ("vase", "nobody")];
    let keys: [[String; 4]; 2] =
        [0, 1].map(|shop| Scope::ALL.map(|scope| key(&server, shops[shop].0, scope)));
    for keys in &keys {
        wait_until("the keys are not followed", || {
            items(&server, &keys[3]).status == StatusCode::OK
        });
    }
    let snapshot_ids =
        [0, 1].map(|shop: usize| items(&server, &keys[shop][0]).json()["snapshot_id"].clone());
    assert_ne!(snapshot_ids[0], snapshot_ids[1]);
    let manage = |shop: usize, request: reqwest::blocking::RequestBuilder| {
        sent(request.bearer_auth(&keys[shop][3]))
    };
    let named = |shop: usize, of: usize| Named {
        shop: shops[shop].0,
        item: own[of].0,
        customer: own[of].1,
    };
    let all = operations(&server);
    let rules = all.iter().find(|operation| operation.path == "/v1/rules" && operation.writes());
    for shop in [0, 1] {
        let written = manage(shop, rules.unwrap().request(&server, &named(shop, shop)));
        assert_eq!(written.status, StatusCode::OK, "{}", written.text);
    }
    let mut matrix = String::new();
    for operation in &all {
        let (method, path, needed) = (&operation.method, &operation.path, operation.needed);
        writeln!(matrix, "{method} {path}").unwrap();
        for (asks, (shop, _)) in shops.iter().enumerate() {
            let others = 1 - asks;
            for (scope, key) in Scope::ALL.into_iter().zip(&keys[asks]) {
                write!(matrix, "  {shop} {scope:<10}").unwrap();
                for owns in [0, 1] {
                    let (named, is_own) = (named(asks, owns), owns == asks);
                    let real = operation.real_path(&named);
                    // What the other shop says of its own item must not change by it.
                    let their_item =
                        server.request(Method::GET, &format!("/v1/items/{}", own[others].0));
                    let before = manage(others, their_item.try_clone().unwrap()).text;
                    let answer = sent(operation.request(&server, &named).bearer_auth(key));
                    assert_eq!(manage(others, their_item).text, before, "{real}");
                    let status = answer.status.as_u16();
                    write!(matrix, " {} {status}", if is_own { "own" } else { "other" }).unwrap();
                    let is_allowed = needed.is_none_or(|needed| needed <= scope);
                    // Only north has customers; Gorse's clients are answered with an empty list; and of any id a shop
                    // may tell something to itself.
                    let names_one = path.contains("{item_id}") || path.contains("{customer_id}");
                    let is_there = is_own && (!path.contains("customer") || asks == 0);
                    let may_miss = names_one && !path.starts_with("/api/") && !operation.writes();
                    let expected = match (is_allowed, may_miss && !is_there) {
                        (false, _) => 403,
                        (true, true) => 404,
                        (true, false) => operation.success().as_u16(),
                    };
                    assert_eq!(status, expected, "{shop} {scope} {method} {real}: {}", answer.text);
                    if operation.writes() {
                        let told =
                            server.request(Method::DELETE, &format!("/v1/items/{}", named.item));
                        assert_eq!(manage(asks, told).status, StatusCode::NO_CONTENT);
                    }
                    if needed.is_none() || !is_allowed {
                        continue;
                    }
                    let (their_name, their_snapshot) =
                        (shops[others].0, snapshot_ids[others].as_str().unwrap());
                    assert!(!answer.text.contains(their_name), "{real}: {}", answer.text);
                    assert!(!answer.text.contains(their_snapshot), "{real}: {}", answer.text);
                    if status != 200 || !answer.header("content-type").contains("json") {
                        continue;
                    }
                    let body = answer.json();
                    if path.starts_with("/api/") {
                        assert_eq!(body == json!([]), !is_own, "{real}");
                    } else if !operation.writes() && !path.contains("rules") {
                        assert_eq!(body["snapshot_id"], snapshot_ids[asks], "{real}");
                    }
                }
                writeln!(matrix).unwrap();
            }
        }
        let nobody = sent(operation.request(&server, &named(0, 0))).status;
        writeln!(matrix, "  without a key {}", nobody.as_u16()).unwrap();
        let expected = needed.map_or(operation.success(), |_| StatusCode::UNAUTHORIZED);
        assert_eq!(nobody, expected, "{path}");
    }
    println!("{matrix}");
}

#[test]
fn a_shop_is_loaded_when_asked_and_dropped_when_nobody_asks() {
    let bytes = snapshot();
    let shops: [(&str, &[u8]); 2] = [("north", &bytes), ("south", &bytes)];
    let server = TestServer::serving_shops(&shops, Keeping { idle_ticks: 6, ..ALL_STAY });
    let key = key(&server, "north", Scope::Storefront);
    assert_eq!(
        server.get("/readyz").json(),
        json!({"status": "ready", "shops": 2, "shops_loaded": 0})
    );
    wait_until("the key is not followed", || items(&server, &key).status == StatusCode::OK);
    assert_eq!(loaded(&server), 1);
    wait_until("it stays though nobody asks", || loaded(&server) == 0);
    assert_eq!(items(&server, &key).status, StatusCode::OK);
    assert_eq!(loaded(&server), 1);
}

/// Memory that a shop of the snapshot `bytes` takes.
fn memory_of(bytes: &[u8]) -> u64 {
    let dir = tempfile::tempdir().unwrap();
    let model = ModelDir::create(dir.path()).unwrap();
    model.publish(bytes).unwrap();
    Shop::open(model).unwrap().memory_bytes()
}

/// Once room was made for its file alone, and the rest came on top until the next look.
#[test]
fn a_shop_that_takes_more_than_its_file_leaves_no_room_for_another() {
    let bytes = snapshot();
    let one = memory_of(&bytes);
    assert!(one > bytes.len() as u64 + 1);
    let shops: [(&str, &[u8]); 2] = [("a", &bytes), ("b", &bytes)];
    let keeping = Keeping { most_bytes: 2 * one - 1, ..ALL_STAY };
    let server = TestServer::serving_shops(&shops, keeping);
    let keys = ["a", "b"].map(|shop| key(&server, shop, Scope::Storefront));
    for key in &keys {
        wait_until("the key is not followed", || items(&server, key).status == StatusCode::OK);
    }
    for key in [&keys[0], &keys[1], &keys[0]] {
        assert_eq!(items(&server, key).status, StatusCode::OK);
        assert_eq!(loaded(&server), 1);
    }
}

/// Once a damaged file of settings took the shop away with the next that made it be loaded again.
#[test]
fn a_shop_whose_settings_cannot_be_used_any_more_keeps_those_it_had() {
    let bytes = snapshot();
    let shops: [(&str, &[u8]); 2] = [("a", &bytes), ("b", &bytes)];
    let keeping = Keeping { most_bytes: memory_of(&bytes), ..ALL_STAY };
    let server = TestServer::serving_shops(&shops, keeping);
    let [a, b] = ["a", "b"].map(|shop| key(&server, shop, Scope::Admin));
    let file = server.root().join("a").join(SETTINGS_FILE);
    fs::write(&file, "currency = \"CNY\"\n").unwrap();
    wait_until("the key is not followed", || items(&server, &b).status == StatusCode::OK);
    let currency = || items(&server, &a).json()["items"][0]["currency"].clone();
    assert_eq!(currency(), "CNY");
    fs::write(&file, "currency = yuan").unwrap();
    // The other one takes its room.
    assert_eq!(items(&server, &b).status, StatusCode::OK);
    assert_eq!(loaded(&server), 1);
    assert_eq!(currency(), "CNY");
    let old = |expected: &str| {
        let text = sent(server.request(Method::GET, "/metrics").bearer_auth(&a)).text;
        text.lines().any(|line| line == format!("dapei_shops_with_old_settings {expected}"))
    };
    wait_until("it is not told", || currency() == "CNY" && old("1"));
    fs::write(&file, "currency = \"EUR\"\n").unwrap();
    wait_until("the file is not followed", || currency() == "EUR" && old("0"));
}

#[test]
fn what_was_asked_for_longest_ago_makes_room() {
    let bytes = snapshot();
    let shops: [(&str, &[u8]); 3] = [("a", &bytes), ("b", &bytes), ("c", &bytes)];
    let one = memory_of(&bytes);
    // Two, and no third.
    let most_bytes = 2 * one + bytes.len() as u64 / 2;
    let server = TestServer::serving_shops(&shops, Keeping { most_bytes, ..ALL_STAY });
    let [a, b, c] = ["a", "b", "c"].map(|shop| key(&server, shop, Scope::Storefront));
    let ask = |key: &str| {
        wait_until("the key is not followed", || items(&server, key).status == StatusCode::OK);
        loaded(&server)
    };
    assert_eq!([ask(&a), ask(&b)], [1, 2]);
    // One of the two is dropped before the third is loaded: that which was asked for first.
    ask(&a);
    assert_eq!(ask(&c), 2);
    for (shop, answers) in [("a", true), ("b", false), ("c", true)] {
        // What is loaded answers though its snapshot is gone.
        let model = ModelDir::open(&server.root().join(shop)).unwrap();
        fs::remove_file(&model.active().unwrap().path).unwrap();
        let key = [&a, &b, &c][["a", "b", "c"].iter().position(|name| *name == shop).unwrap()];
        let expected = if answers { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
        assert_eq!(items(&server, key).status, expected, "{shop}");
    }
}

#[test]
fn a_shop_that_cannot_be_opened_is_none_until_it_can() {
    let bytes = snapshot();
    let server = TestServer::serving_shops(&[("north", &bytes)], ALL_STAY);
    // Whole before it is found: a folder whose name begins with a dot is passed over.
    let made = ModelDir::create(&server.root().join(".south")).unwrap();
    fs::write(KeyFile::of(made.path()).path(), "damaged").unwrap();
    made.publish(&bytes).unwrap();
    fs::rename(made.path(), server.root().join("south")).unwrap();
    // Once this one is found the other was looked at, too.
    ModelDir::create(&server.root().join("west")).unwrap().publish(&bytes).unwrap();
    let west = key(&server, "west", Scope::Storefront);
    wait_until("the shop is not found", || items(&server, &west).status == StatusCode::OK);
    assert_eq!(server.get("/readyz").json()["shops"], 2);
    fs::remove_file(KeyFile::of(&server.root().join("south")).path()).unwrap();
    let south = key(&server, "south", Scope::Storefront);
    wait_until("it is not tried again", || items(&server, &south).status == StatusCode::OK);
    assert_eq!(server.get("/readyz").json()["shops"], 3);
}

/// A copied folder once answered its original's keys, and went on with those that the original revoked.
#[test]
fn a_key_that_stands_in_two_shops_is_none() {
    let server = TestServer::serving_shops(&[("south", &snapshot())], ALL_STAY);
    let key = key(&server, "south", Scope::Storefront);
    wait_until("the key is not followed", || items(&server, &key).status == StatusCode::OK);
    let copy = ModelDir::create(&server.root().join("backup")).unwrap();
    copy.publish(&snapshot()).unwrap();
    let south = KeyFile::of(&server.root().join("south")).path();
    fs::copy(south, KeyFile::of(copy.path()).path()).unwrap();
    wait_until("it answers still", || items(&server, &key).status == StatusCode::UNAUTHORIZED);
    fs::remove_dir_all(copy.path()).unwrap();
    wait_until("it is none still", || items(&server, &key).status == StatusCode::OK);
}

#[test]
fn many_who_ask_first_are_all_answered() {
    let bytes = snapshot();
    let shops: [(&str, &[u8]); 2] = [("north", &bytes), ("south", &bytes)];
    let server = TestServer::serving_shops(&shops, ALL_STAY);
    let keys = ["north", "south"].map(|shop| key(&server, shop, Scope::Storefront));
    for key in &keys {
        wait_until("the key is not followed", || items(&server, key).status == StatusCode::OK);
    }
    thread::scope(|scope| {
        for place in 0..32 {
            let (server, key) = (&server, &keys[place % 2]);
            scope.spawn(move || assert_eq!(items(server, key).status, StatusCode::OK));
        }
    });
}

#[test]
fn no_cache_may_mix_shops() {
    let server = TestServer::start();
    for path in ["/v1/items", "/v1/items/nothing", "/api/item/tea/neighbors/"] {
        let answer = server.get(path);
        assert_eq!(answer.header("vary"), "authorization, x-api-key", "{path}");
        assert_eq!(answer.header("cache-control"), "private, no-store", "{path}");
    }
    assert!(!server.get("/healthz").headers.contains_key("vary"));
}

#[test]
fn a_shop_without_a_snapshot_says_so_until_it_has_one() {
    let server = TestServer::serving_shops(&[("north", &snapshot())], ALL_STAY);
    let model = ModelDir::create(&server.root().join("new")).unwrap();
    let key = key(&server, "new", Scope::Storefront);
    let unavailable = StatusCode::SERVICE_UNAVAILABLE;
    wait_until("the new shop is not found", || items(&server, &key).status == unavailable);
    let answer = items(&server, &key);
    assert_eq!(answer.header("retry-after"), "2");
    insta::assert_snapshot!(answer.problem(), @"503 shop_unavailable: the shop cannot answer now; the request id finds the time in the log");
    model.publish(&snapshot()).unwrap();
    wait_until("it is not tried again", || items(&server, &key).status == StatusCode::OK);
    fs::remove_dir_all(server.root().join("new")).unwrap();
    wait_until("it stays though it is gone", || {
        items(&server, &key).status == StatusCode::UNAUTHORIZED
    });
}

/// Once the shop that took the write was not the one that answered later, and the write was not seen.
#[test]
fn what_is_told_while_a_shop_is_dropped_and_asked_for_again_is_seen() {
    let bytes = snapshot();
    let shops: [(&str, &[u8]); 2] = [("a", &bytes), ("b", &bytes)];
    let keeping = Keeping { most_bytes: memory_of(&bytes), ..ALL_STAY };
    let server = TestServer::serving_shops(&shops, keeping);
    let [a, b] = ["a", "b"].map(|shop| key(&server, shop, Scope::Admin));
    for key in [&b, &a] {
        wait_until("the key is not followed", || items(&server, key).status == StatusCode::OK);
    }
    let mut slow = TcpStream::connect(server.address()).unwrap();
    let body = r#"{"stock":0}"#;
    let head = format!(
        "PUT /v1/items/cup HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {a}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{{",
        body.len()
    );
    slow.write_all(head.as_bytes()).unwrap();
    let under_way = "dapei_http_requests_in_flight 2";
    wait_until("the slow request is under way", || {
        let told = sent(server.request(Method::GET, "/metrics").bearer_auth(&b));
        told.text.lines().any(|line| line == under_way)
    });
    // The one takes the room of the other, and the other takes it back.
    for key in [&b, &a] {
        assert_eq!(items(&server, key).status, StatusCode::OK);
    }
    slow.write_all(&body.as_bytes()[1..]).unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let cup = sent(server.request(Method::GET, "/v1/items/cup").bearer_auth(&a)).json();
    assert_eq!(cup["in_stock"], false);
}
