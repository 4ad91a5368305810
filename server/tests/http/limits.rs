//! What is over a limit is refused at once, and who is slow is cut off, while others are answered.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use reqwest::{Method, StatusCode};
use server::config::{Rate, Settings};
use server::keys::{KeyFile, Scope};
use server::model_dir::ModelDir;

use crate::operations::{Named, operations};
use crate::test_server::{Answer, TestServer, sent, wait_until};

const NOW: &str = "2026-11-27T00:00:00Z";

/// So slow that what is used up stays so while a test asks on.
const SLOW: Option<Rate> = Some(Rate { per_second: 1, burst: 3 });

fn limited() -> Settings {
    let mut settings = Settings::default();
    settings.limits.of_key = SLOW;
    settings
}

fn key(model: &ModelDir, scope: Scope) -> String {
    KeyFile::of(model.path()).create("test", scope, NOW).unwrap().0.to_string()
}

fn ask(server: &TestServer, path: &str, key: &str) -> Answer {
    sent(server.request(Method::GET, path).header("x-api-key", key))
}

/// The first answer of other status than 200.
fn until_refused(ask: impl Fn() -> Answer) -> Answer {
    (0..10_000).map(|_| ask()).find(|answer| answer.status != StatusCode::OK).unwrap()
}

fn counts(server: &TestServer, line: &str) -> bool {
    server.get("/metrics").text.lines().any(|found| found == line)
}

#[test]
fn a_key_that_asks_too_much_is_refused_and_another_is_answered() {
    let (mut busy, mut calm, mut admin) = (String::new(), String::new(), String::new());
    let server = TestServer::with(limited(), |model| {
        busy = key(model, Scope::Storefront);
        calm = key(model, Scope::Storefront);
        admin = key(model, Scope::Admin);
    });
    let first = ask(&server, "/v1/items", &busy);
    assert_eq!(first.header("ratelimit-policy"), "\"key\";q=3;w=3");
    assert_eq!(first.header("ratelimit"), "\"key\";r=2;t=1");
    let refused = until_refused(|| ask(&server, "/v1/items/tea/related", &busy));
    insta::assert_snapshot!(refused.problem(), @"429 rate_limited: more requests than the rate allows; the headers `RateLimit-Policy` and `RateLimit` tell it, `Retry-After` when to ask again");
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(refused.header("ratelimit"), "\"key\";r=0;t=3");
    assert_eq!(ask(&server, "/v1/items", &calm).status, StatusCode::OK);
    // What looks after the service is never refused.
    for _ in 0..20 {
        assert_eq!(server.get("/readyz").status, StatusCode::OK);
        let counts = ask(&server, "/metrics", &admin);
        assert_eq!((counts.status, counts.header("ratelimit")), (StatusCode::OK, ""));
        assert!(counts.text.contains(r#"refused_total{because="rate_limited"} 1"#));
    }
}

#[test]
fn every_route_that_needs_a_key_is_limited() {
    let mut admin = String::new();
    let settings = Settings::default();
    let server = TestServer::with(settings, |model| admin = key(model, Scope::Admin));
    let mut n_limited = 0;
    for operation in operations(&server) {
        let named = Named { shop: "north", item: "tea", customer: "nobody" };
        let path = operation.real_path(&named);
        let answer = sent(operation.request(&server, &named).header("x-api-key", &admin));
        let is_limited = operation.needed.is_some() && path != "/metrics";
        assert_eq!(answer.headers.contains_key("ratelimit"), is_limited, "{path}");
        n_limited += usize::from(is_limited);
    }
    assert!(n_limited >= 6, "{n_limited}");
}

#[test]
fn whoever_tries_unknown_keys_is_limited_by_address_and_whoever_has_one_is_not() {
    let mut settings = Settings::default();
    assert!(settings.limits.of_unknown_key.is_some(), "it is so unless set otherwise");
    settings.limits.of_unknown_key = SLOW;
    let mut known = String::new();
    let server = TestServer::with(settings, |model| known = key(model, Scope::Storefront));
    let first = ask(&server, "/v1/items", "dapei_0_0");
    assert_eq!(first.status, StatusCode::UNAUTHORIZED);
    assert_eq!(first.header("ratelimit-policy"), "\"unknown-key\";q=3;w=3");
    // Every route counts, and every key.
    let refused = (0..10_000)
        .map(|number| {
            ask(&server, ["/v1/items", "/metrics"][number % 2], &format!("dapei_0_{number}"))
        })
        .find(|answer| answer.status != StatusCode::UNAUTHORIZED);
    let refused = refused.unwrap();
    assert!(refused.problem().starts_with("429 rate_limited"), "{}", refused.text);
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(ask(&server, "/v1/items", &known).status, StatusCode::OK);
    // Without any key nothing was tried.
    assert_eq!(server.items("").status, StatusCode::UNAUTHORIZED);
}

#[test]
fn where_there_are_no_keys_a_peer_may_be_limited_and_is_not_by_itself() {
    let server = TestServer::start();
    assert_eq!(server.items("").header("ratelimit"), "");
    let mut settings = limited();
    settings.limits.of_peer = SLOW;
    let server = TestServer::with(settings, |_| ());
    assert_eq!(server.items("").header("ratelimit-policy"), "\"peer\";q=3;w=3");
    let refused = until_refused(|| server.items(""));
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
}

#[test]
fn what_is_over_the_requests_under_way_is_refused_at_once() {
    let mut settings = Settings::default();
    settings.limits.requests_under_way = 1;
    let server = TestServer::with(settings, |_| ());
    let mut slow = TcpStream::connect(server.address()).unwrap();
    let head = "POST /v1/suggestions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
                content-length: 15\r\nconnection: close\r\n\r\n";
    slow.write_all(head.as_bytes()).unwrap();
    wait_until("the slow request is under way", || {
        counts(&server, "dapei_http_requests_in_flight 2")
    });
    let refused = server.items("");
    insta::assert_snapshot!(refused.problem(), @"503 overloaded: too many requests are answered at this moment; nothing waits in a queue, ask again");
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(server.get("/healthz").status, StatusCode::OK);
    assert_eq!(server.get("/readyz").status, StatusCode::OK);
    assert!(counts(&server, r#"dapei_http_requests_refused_total{because="overloaded"} 1"#));
    slow.write_all(br#"{"cart":["tea"]"#).unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert_eq!(server.items("").status, StatusCode::OK);
}

#[test]
fn a_client_that_stops_to_read_is_cut_off_while_others_are_answered() {
    let mut settings = Settings::default();
    settings.connections.read = Duration::from_secs(1);
    let server = TestServer::with(settings, |_| ());
    let mut stuck = TcpStream::connect(server.address()).unwrap();
    let request = "GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nhost: x\r\n\r\n";
    // Far more than all buffers on the way take.
    stuck.write_all(request.repeat(200).as_bytes()).unwrap();
    wait_until("the stuck client is cut off", || {
        assert_eq!(server.related("tea", "").status, StatusCode::OK);
        counts(&server, r#"dapei_connections_cut_total{because="slow_reader"} 1"#)
    });
    let mut taken = Vec::new();
    let end = stuck.read_to_end(&mut taken);
    assert!(end.is_err(), "{} bytes came, and a proper end", taken.len());
}

/// The HTTP library waits for the first head of a connection only so long, and for the next ones without end.
#[test]
fn a_later_head_that_does_not_come_whole_is_waited_for_only_so_long() {
    let mut settings = Settings::default();
    settings.connections.answer = Duration::from_secs(1);
    let server = TestServer::with(settings, |_| ());
    let mut slow = TcpStream::connect(server.address()).unwrap();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let mut reader = BufReader::new(slow.try_clone().unwrap());
    let mut line = String::new();
    while line != "\r\n" {
        line.clear();
        reader.read_line(&mut line).unwrap();
    }
    slow.write_all(b"GET /healthz HT").unwrap();
    wait_until("the slow client is cut off", || {
        counts(&server, r#"dapei_connections_cut_total{because="unanswered"} 1"#)
    });
    assert_eq!(server.get("/healthz").status, StatusCode::OK);
}

#[test]
fn a_head_that_cannot_be_read_is_answered_with_a_problem() {
    let server = TestServer::start();
    let answer = |head: &[u8]| {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream.write_all(head).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.contains("content-type: application/problem+json"), "{head}");
        let problem: serde_json::Value = serde_json::from_str(body).unwrap();
        assert!(head.contains(problem["request_id"].as_str().unwrap()), "{head}");
        format!("{}: {}", problem["status"], problem["detail"].as_str().unwrap())
    };
    insta::assert_snapshot!(answer(b"GET / HTTP/1.1\r\nhost: x\r\nbad header\r\n\r\n"), @"400: the request was refused: it is not HTTP");
    insta::assert_snapshot!(answer(b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03\r\n\r\n"), @"400: the request was refused: it is not HTTP");
    let long =
        |n_bytes: usize| format!("GET / HTTP/1.1\r\nhost: x\r\nlong: {}", "x".repeat(n_bytes));
    insta::assert_snapshot!(answer(long(131_072).as_bytes()), @"431: the request was refused: its head is too large");
}

#[test]
fn a_head_of_100_kb_is_read() {
    let server = TestServer::start();
    let request = server.request(Method::GET, "/healthz").header("long", "x".repeat(100_000));
    assert_eq!(sent(request).status, StatusCode::OK);
}

/// A hundred megabytes, of which the head tells the length or nothing does.
#[test]
fn of_a_refused_body_little_is_read_and_its_client_sees_the_answer() {
    const WHOLE: usize = 100_000_000;
    let piece = [b'a'; 1 << 16];
    let chunk = [format!("{:x}\r\n", piece.len()).as_bytes(), &piece, b"\r\n"].concat();
    let framings = [
        (format!("content-length: {WHOLE}"), &piece[..]),
        ("transfer-encoding: chunked".to_owned(), &chunk),
        ("x-length: none".to_owned(), &piece),
    ];
    let server = TestServer::with(Settings::default(), |_| ());
    for (n_cut, (framing, piece)) in framings.into_iter().enumerate() {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        let head = "POST /v1/suggestions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
        stream.write_all(format!("{head}{framing}\r\n\r\n").as_bytes()).unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let reading = thread::spawn(move || {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            line
        });
        let mut n_sent = 0;
        while n_sent < WHOLE
            && let Ok(n_taken) = stream.write(piece)
        {
            n_sent += n_taken;
        }
        let line = reading.join().unwrap();
        assert!(line.starts_with("HTTP/1.1 4"), "{framing}: {line}");
        // What the system keeps on both sides is not read yet.
        assert!(n_sent < WHOLE / 2, "{framing}: {n_sent} bytes were taken");
        let cut = format!(r#"dapei_connections_cut_total{{because="unread"}} {}"#, n_cut + 1);
        wait_until("the client is cut off", || counts(&server, &cut));
    }
}
