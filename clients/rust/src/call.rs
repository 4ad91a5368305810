//! One request before it is sent, and its answer after it came: what both clients share.

use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Method, StatusCode, Url};
use serde::de::DeserializeOwned;

use crate::error::{ClientError, Problem};
use crate::question::{OfferBundles, Related, Suggest};
use crate::words::word;

/// Longest wait for a whole answer, unless another HTTP client is given.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(10);

/// Operations of the service's description that the client has, by their ids.
pub const COVERED: [&str; 8] = [
    "find_items",
    "get_health",
    "get_item",
    "get_readiness",
    "list_related_items",
    "list_reorder_items",
    "offer_bundles",
    "suggest",
];

/// Operations that it does not have, each with the reason.
pub const NOT_COVERED: [(&str, &str); 11] = [
    ("delete_item", "for the shop's own back office"),
    ("get_description", "for programs that write clients"),
    ("get_metrics", "for Prometheus"),
    ("get_rules", "for who decides on offers"),
    ("get_rules_version", "for who decides on offers"),
    ("list_neighbors", "for clients of another engine, which are there already"),
    ("list_rules_versions", "for who decides on offers"),
    ("plot_bundles", "a picture, for a page"),
    ("post_items", "for the shop's own back office"),
    ("put_item", "for the shop's own back office"),
    ("put_rules", "for who decides on offers"),
];

/// A request, all but where it goes.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) method: Method,
    /// Parts of the path, not yet encoded.
    pub(crate) path: Vec<String>,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) body: Option<Vec<u8>>,
}

impl Call {
    fn get(path: &[&str]) -> Self {
        let path = path.iter().map(|&part| part.to_owned()).collect();
        Self { method: Method::GET, path, query: Vec::new(), body: None }
    }

    fn with(mut self, name: &'static str, value: Option<impl ToString>) -> Self {
        self.query.extend(value.map(|value| (name, value.to_string())));
        self
    }

    pub(crate) fn find_items(query: &str, limit: Option<u32>) -> Self {
        let query = Some(query).filter(|query| !query.is_empty());
        Self::get(&["v1", "items"]).with("query", query).with("limit", limit)
    }

    pub(crate) fn item(item_id: &str) -> Result<Self, ClientError> {
        Ok(Self::get(&["v1", "items", addressable(item_id)?]))
    }

    pub(crate) fn related(item_id: &str, asked: &Related) -> Result<Self, ClientError> {
        let kinds = asked.relations.iter().map(word).collect::<Result<Vec<_>, _>>();
        let kinds = kinds.map_err(ClientError::Question)?.join(",");
        let filter = asked.filter.as_ref().map(serde_json::to_string).transpose();
        let language = asked.language.map(word).transpose().map_err(ClientError::Question)?;
        Ok(Self::get(&["v1", "items", addressable(item_id)?, "related"])
            .with("relation", Some(kinds).filter(|kinds| !kinds.is_empty()))
            .with("limit", asked.limit)
            .with("filter", filter.map_err(ClientError::Question)?)
            .with("language", language)
            .with("explain", asked.explain.then_some(true)))
    }

    pub(crate) fn suggestions(asked: &Suggest) -> Result<Self, ClientError> {
        let body = serde_json::to_vec(asked).map_err(ClientError::Question)?;
        let mut call = Self::get(&["v1", "suggestions"]);
        (call.method, call.body) = (Method::POST, Some(body));
        Ok(call)
    }

    pub(crate) fn bundles(asked: &OfferBundles) -> Result<Self, ClientError> {
        let body = serde_json::to_vec(asked).map_err(ClientError::Question)?;
        let mut call = Self::get(&["v1", "bundles"]);
        (call.method, call.body) = (Method::POST, Some(body));
        Ok(call)
    }

    pub(crate) fn reorder(customer_id: &str, limit: Option<u32>) -> Result<Self, ClientError> {
        let path = ["v1", "customers", addressable(customer_id)?, "reorder"];
        Ok(Self::get(&path).with("limit", limit))
    }

    pub(crate) fn health() -> Self {
        Self::get(&["healthz"])
    }

    pub(crate) fn readiness() -> Self {
        Self::get(&["readyz"])
    }

    /// Where it goes, below `base`.
    pub(crate) fn address(&self, base: &Url) -> Url {
        let mut address = base.clone();
        if let Ok(mut parts) = address.path_segments_mut() {
            parts.pop_if_empty().extend(&self.path);
        }
        if !self.query.is_empty() {
            address.query_pairs_mut().extend_pairs(&self.query);
        }
        address
    }
}

/// Every address is cleared of parts that are dots, however they are written, so that another item would be meant.
fn addressable(id: &str) -> Result<&str, ClientError> {
    match id {
        "" | "." | ".." => Err(ClientError::Id { id: id.to_owned() }),
        id => Ok(id),
    }
}

/// The address of a service, which other paths can stand below.
pub(crate) fn base(address: &str) -> Result<Url, ClientError> {
    let refused = || ClientError::Address { address: address.to_owned() };
    let base = Url::parse(address).map_err(|_| refused())?;
    let is_one = matches!(base.scheme(), "http" | "https")
        && base.query().is_none()
        && base.fragment().is_none();
    if is_one { Ok(base) } else { Err(refused()) }
}

/// The header that carries a key; it is kept out of what is printed for debugging.
pub(crate) fn bearer(key: &str) -> Result<HeaderValue, ClientError> {
    if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(ClientError::Key);
    }
    let mut header =
        HeaderValue::from_str(&format!("Bearer {key}")).map_err(|_| ClientError::Key)?;
    header.set_sensitive(true);
    Ok(header)
}

/// What came, read.
pub(crate) fn understood<T: DeserializeOwned>(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<T, ClientError> {
    let not_understood = |source| ClientError::NotUnderstood { status: status.as_u16(), source };
    if status.is_success() {
        return serde_json::from_slice(body).map_err(not_understood);
    }
    let problem: Problem = serde_json::from_slice(body).map_err(not_understood)?;
    let seconds = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    Err(ClientError::Refused {
        problem: Box::new(problem),
        retry_after: seconds.map(Duration::from_secs),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::question::Filter;
    use crate::words::{Language, RelationKind};

    /// Every call with all that it can ask, by the operation that it is.
    fn calls() -> [(&'static str, Call); COVERED.len()] {
        let related = Related {
            relations: vec![RelationKind::Hot],
            limit: Some(1),
            filter: Some(Filter::default()),
            language: Some(Language::Zh),
            explain: true,
        };
        [
            ("find_items", Call::find_items("tea", Some(1))),
            ("get_health", Call::health()),
            ("get_item", Call::item("ID").unwrap()),
            ("get_readiness", Call::readiness()),
            ("list_related_items", Call::related("ID", &related).unwrap()),
            ("list_reorder_items", Call::reorder("ID", Some(1)).unwrap()),
            ("offer_bundles", Call::bundles(&OfferBundles::default()).unwrap()),
            ("suggest", Call::suggestions(&Suggest::default()).unwrap()),
        ]
    }

    #[test]
    fn every_call_goes_where_its_operation_is_with_the_parameters_it_has() {
        let description: Value =
            serde_json::from_str(include_str!("../../../server/openapi.json")).unwrap();
        assert_eq!(calls().map(|(id, _)| id), COVERED);
        for (id, call) in calls() {
            let path = format!("/{}", call.path.join("/"));
            let paths = description["paths"].as_object().unwrap();
            let is_here = |found: &str| {
                found
                    .split('/')
                    .map(|part| if part.starts_with('{') { "ID" } else { part })
                    .eq(path.split('/'))
            };
            let found = paths.iter().find(|(found, _)| is_here(found));
            let operation =
                &found.unwrap_or_else(|| panic!("{path}")).1[call.method.as_str().to_lowercase()];
            assert_eq!(operation["operationId"], id);
            let described = operation["parameters"].as_array().cloned().unwrap_or_default();
            let in_query = described.iter().filter(|parameter| parameter["in"] == "query");
            let mut in_query: Vec<&str> =
                in_query.map(|parameter| parameter["name"].as_str().unwrap()).collect();
            let mut asked: Vec<&str> = call.query.iter().map(|(name, _)| *name).collect();
            in_query.sort_unstable();
            asked.sort_unstable();
            assert_eq!(asked, in_query, "{id}");
            assert_eq!(call.body.is_some(), operation["requestBody"].is_object(), "{id}");
        }
    }

    #[test]
    fn ids_are_parts_of_the_path_whatever_they_hold() {
        let base = base("http://shop.example/dapei").unwrap();
        let address = |id: &str| Call::item(id).unwrap().address(&base).to_string();
        assert_eq!(address("茶/1 50%"), "http://shop.example/dapei/v1/items/%E8%8C%B6%2F1%2050%25");
        assert_eq!(address("?a#b"), "http://shop.example/dapei/v1/items/%3Fa%23b");
        assert!(Call::item("..").is_err());
    }
}
