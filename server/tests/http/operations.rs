//! The operations that the description has, so that a test meets later ones by itself.

use reqwest::Method;
use server::keys::Scope;

use crate::test_server::{TestServer, encoded};

/// One of them.
pub(crate) struct Operation {
    /// The narrowest scope that allows it; none where all may ask.
    pub(crate) needed: Option<Scope>,
    pub(crate) method: Method,
    /// With names of parameters in it.
    pub(crate) path: String,
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
            });
        }
    }
    found
}

/// `path` of things that are there.
pub(crate) fn real(path: &str, item_id: &str, customer_id: &str) -> String {
    let real = path.replace("{item_id}", &encoded(item_id));
    let real = real.replace("{customer_id}", &encoded(customer_id));
    assert!(!real.contains('{'), "{real} names something that no test knows");
    real
}
