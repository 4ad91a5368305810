//! Spans of requests, as a collector gets them.

use server::config::{Settings, TelemetrySettings};

fn sending_to(otlp_endpoint: String) -> Settings {
    let telemetry = Some(TelemetrySettings { otlp_endpoint, sample_percent: 100 });
    Settings { telemetry, ..Settings::default() }
}

#[cfg(feature = "otel")]
#[test]
fn a_span_of_each_request_is_sent_when_the_service_ends_at_the_latest() {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::thread;

    use reqwest::Method;

    use crate::test_server::{TestServer, sent};

    let collector = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}/v1/traces", collector.local_addr().unwrap());
    // Takes one batch.
    let collecting = thread::spawn(move || {
        let (mut stream, _) = collector.accept().unwrap();
        let mut request = Vec::new();
        let mut bytes = [0; 4096];
        let whole = |request: &[u8]| {
            let text = String::from_utf8_lossy(request).into_owned();
            let Some((head, _)) = text.split_once("\r\n\r\n") else { return false };
            let head = head.to_lowercase();
            let length = head.split("content-length: ").nth(1).unwrap();
            let length: usize = length.lines().next().unwrap().parse().unwrap();
            request.len() >= head.len() + 4 + length
        };
        while !whole(&request) {
            let n = stream.read(&mut bytes).unwrap();
            request.extend_from_slice(&bytes[..n]);
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
        String::from_utf8_lossy(&request).into_owned()
    });
    let server = TestServer::with(sending_to(endpoint), |_| ());
    let request = server.request(Method::GET, "/v1/items/tea/related");
    let caller = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    sent(request.header("traceparent", caller).header("x-request-id", "ask-7"));
    drop(server);
    let batch = collecting.join().unwrap();
    assert!(batch.starts_with("POST /v1/traces "), "{batch}");
    for told in ["GET /v1/items/{item_id}/related", "http.response.status_code", "ask-7", "dapei"] {
        assert!(batch.contains(told), "{told}: {batch}");
    }
    assert!(!batch.contains("tea"), "{batch}");
}

#[cfg(not(feature = "otel"))]
#[test]
fn a_build_without_traces_refuses_to_be_asked_for_them() {
    use actix_web::rt::System;
    use server::model_dir::ModelDir;
    use server::service::Service;
    use server::shop::{Shop, Shops};

    let dir = tempfile::tempdir().unwrap();
    let model = ModelDir::create(dir.path()).unwrap();
    model.publish(&crate::shop::snapshot()).unwrap();
    let settings = sending_to("http://127.0.0.1:1/v1/traces".to_owned()).check().unwrap();
    let refused = System::new().block_on(async {
        let shops = Shops::one(Shop::open(model).unwrap()).unwrap();
        Service::with(shops, "127.0.0.1:0", &settings).map(|_| ()).unwrap_err().to_string()
    });
    insta::assert_snapshot!(refused, @"`telemetry.otlp_endpoint` is set, and this build sends no traces: build it with `--features otel`, or leave it out");
}
