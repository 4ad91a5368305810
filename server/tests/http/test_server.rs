//! A running service, with a verb for each endpoint.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use actix_web::dev::ServerHandle;
use actix_web::rt::System;
use reqwest::blocking::{Client, RequestBuilder, Response};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use server::config::Settings;
use server::model_dir::ModelDir;
use server::service::Service;
use server::shop::{Keeping, Shop, Shops};

use crate::shop;

/// A service on a free port, and the directory it serves from; both end when it is dropped.
pub(crate) struct TestServer {
    pub(crate) model: ModelDir,
    address: SocketAddr,
    client: Client,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
    dir: tempfile::TempDir,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

impl TestServer {
    pub(crate) fn start() -> Self {
        Self::serving(&shop::snapshot())
    }

    /// A service that runs with `settings`; `prepare` is given its directory of snapshots before.
    pub(crate) fn with(settings: Settings, prepare: impl FnOnce(&ModelDir)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let model = ModelDir::create(dir.path()).unwrap();
        model.publish(&shop::snapshot()).unwrap();
        prepare(&model);
        let shop = Shop::open(model.clone()).unwrap();
        Self::of(Shops::one(shop).unwrap(), model, dir, settings)
    }

    /// A service of the snapshot with these bytes.
    pub(crate) fn serving(snapshot: &[u8]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let model = ModelDir::create(dir.path()).unwrap();
        model.publish(snapshot).unwrap();
        let shop = Shop::open(model.clone()).unwrap();
        Self::of(Shops::one(shop).unwrap(), model, dir, Settings::default())
    }

    /// A service of `shops`, which stay when it is dropped; `model` is that of the first.
    pub(crate) fn of_shops(shops: Shops, model: ModelDir) -> Self {
        Self::of(shops, model, tempfile::tempdir().unwrap(), Settings::default())
    }

    /// A service of many shops: their names, each with its snapshot's bytes. `model` is that of the first.
    pub(crate) fn serving_shops(shops: &[(&str, &[u8])], keeping: Keeping) -> Self {
        let dir = tempfile::tempdir().unwrap();
        for (name, snapshot) in shops {
            ModelDir::create(&dir.path().join(name)).unwrap().publish(snapshot).unwrap();
        }
        let model = ModelDir::open(&dir.path().join(shops[0].0)).unwrap();
        let shops = Shops::many(dir.path(), keeping).unwrap();
        Self::of(shops, model, dir, Settings::default())
    }

    fn of(shops: Shops, model: ModelDir, dir: tempfile::TempDir, settings: Settings) -> Self {
        let settings = settings.check().unwrap();
        let (tell, told) = mpsc::channel();
        let thread = thread::spawn(move || {
            System::new().block_on(async {
                let service = Service::with(shops, "127.0.0.1:0", &settings).unwrap();
                tell.send((service.addresses()[0], service.handle())).unwrap();
                service.run().await.unwrap();
            });
        });
        let (address, handle) = told.recv().unwrap();
        let thread = Some(thread);
        Self { model, address, client: Client::new(), handle, thread, dir }
    }

    /// The folder of all that is served.
    pub(crate) fn root(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn related(&self, item_id: &str, parameters: &str) -> Answer {
        self.get(&format!("/v1/items/{}/related{parameters}", encoded(item_id)))
    }

    pub(crate) fn item(&self, item_id: &str) -> Answer {
        self.get(&format!("/v1/items/{}", encoded(item_id)))
    }

    pub(crate) fn items(&self, parameters: &str) -> Answer {
        self.get(&format!("/v1/items{parameters}"))
    }

    pub(crate) fn suggestions(&self, body: &Value) -> Answer {
        self.suggestions_of_text(body.to_string())
    }

    pub(crate) fn suggestions_of_text(&self, body: impl Into<reqwest::blocking::Body>) -> Answer {
        let request = self.request(Method::POST, "/v1/suggestions");
        sent(request.header("content-type", "application/json").body(body))
    }

    pub(crate) fn bundles(&self, body: &Value) -> Answer {
        sent(self.request(Method::POST, "/v1/bundles").json(body))
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        sent(self.request(Method::GET, path))
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.address))
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        // The command is sent at once; its future only waits for the end, as the join does.
        drop(self.handle.stop(false));
        self.thread.take().map(JoinHandle::join);
    }
}

pub(crate) fn sent(request: RequestBuilder) -> Answer {
    let response: Response = request.send().unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    Answer { status, headers, text: response.text().unwrap() }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    /// The JSON of a 200, laid out for reading.
    pub(crate) fn pretty(&self) -> String {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        serde_json::to_string_pretty(&self.json()).unwrap()
    }

    /// The ids that the list named `list` holds, in its sequence.
    pub(crate) fn ids(&self, list: &str) -> Vec<String> {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        let json = self.json();
        let ids = json[list].as_array().unwrap().iter().map(|entry| &entry["item_id"]);
        ids.map(|id| id.as_str().unwrap().to_owned()).collect()
    }

    /// The problem as `status code: detail`, after a check of all that every problem has.
    pub(crate) fn problem(&self) -> String {
        let json = self.json();
        let code = json["code"].as_str().unwrap();
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(json["type"], format!("urn:dapei:problem:{code}"));
        assert_eq!(json["status"], self.status.as_u16());
        assert_eq!(json["request_id"], self.header("x-request-id"));
        assert!(!json["title"].as_str().unwrap().is_empty());
        format!("{} {code}: {}", self.status.as_u16(), json["detail"].as_str().unwrap())
    }
}

/// Percent-encodes everything that is no letter or digit.
pub(crate) fn encoded(id: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let encode = |byte: u8| match keep(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    id.bytes().map(encode).collect()
}

/// Waits for what the service does by itself.
pub(crate) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(10), "{what}");
        thread::yield_now();
    }
}
