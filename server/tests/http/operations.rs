//! The operations that the description has, so that a test meets later ones by itself.

use reqwest::blocking::RequestBuilder;
use reqwest::{Method, StatusCode};
use serde_json::json;
use server::keys::Scope;

use crate::test_server::{TestServer, encoded};

/// One of them.
pub(crate) struct Operation {
    /// The narrowest scope that allows it; none where all may ask.
    pub(crate) needed: Option<Scope>,
    pub(crate) method: Method,
    /// With names of parameters in it.
    pub(crate) path: String,
    takes_body: bool,
}

/// What a request names: things of a shop that are there.
pub(crate) struct Named<'a> {
    /// The shop, so that what is written there can be recognised.
    pub(crate) shop: &'a str,
    pub(crate) item: &'a str,
    pub(crate) customer: &'a str,
}

/// All of them, by path.
pub(crate) fn operations(server: &TestServer) -> Vec<Operation> {
    let description = server.get("/openapi.json").json();
    let mut found = Vec::new();
    for (path, operations) in description["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let scope = operation["security"][0]["key"][0].as_str();
            found.push(Operation {
                needed: scope.map(|name| name.parse().unwrap()),
                method: Method::from_bytes(method.to_uppercase().as_bytes()).unwrap(),
                path: path.clone(),
                takes_body: operation.get("requestBody").is_some(),
            });
        }
    }
    found
}

impl Operation {
    /// Its path with the names of what is there.
    pub(crate) fn real_path(&self, named: &Named<'_>) -> String {
        let real = self.path.replace("{item_id}", &encoded(named.item));
        let real = real.replace("{customer_id}", &encoded(named.customer));
        // The first version is there as soon as rules were written.
        let real = real.replace("{version}", "1");
        assert!(!real.contains('{'), "{real} names something that no test knows");
        real
    }

    /// Whether it says something to the shop, which may be of an item that it did not know.
    pub(crate) fn writes(&self) -> bool {
        let only_asks =
            ["/v1/suggestions", "/v1/bundles", "/v1/bundles/plot"].contains(&self.path.as_str());
        self.method != Method::GET && !only_asks
    }

    /// What is answered where all is well.
    pub(crate) fn success(&self) -> StatusCode {
        match self.method == Method::DELETE {
            true => StatusCode::NO_CONTENT,
            false => StatusCode::OK,
        }
    }

    /// A request for what is there, without a key.
    pub(crate) fn request(&self, server: &TestServer, named: &Named<'_>) -> RequestBuilder {
        let Named { shop, item, customer } = named;
        let request = server.request(self.method.clone(), &self.real_path(named));
        if !self.takes_body {
            return request;
        }
        match (self.method.as_str(), &*self.path) {
            ("PUT", "/v1/items/{item_id}") => request.json(&json!({"stock": 5})),
            ("POST", "/v1/items/bulk") => request
                .header("content-type", "application/x-ndjson")
                .body(json!({"item_id": item, "stock": 5}).to_string()),
            ("PUT", "/v1/rules") => {
                let items = json!({"item_ids": ["nothing"]});
                let id = format!("rule of {shop}");
                request.json(&json!({"rules": [{"id": id, "action": "hide", "items": items}]}))
            }
            ("POST", "/v1/suggestions") => {
                request.json(&json!({"cart": [item], "viewed": [item], "customer_id": customer}))
            }
            ("POST", "/v1/bundles" | "/v1/bundles/plot") => {
                request.json(&json!({"cart": [item], "viewed": [item], "customer_id": customer}))
            }
            (method, path) => panic!("{method} {path} takes a body that no test knows"),
        }
    }
}
