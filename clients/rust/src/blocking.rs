//! The client for threads.

use reqwest::Url;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use serde::de::DeserializeOwned;

use crate::answer::{
    Bundles, Health, Item, Items, Readiness, RelatedItems, ReorderList, Suggestions,
};
use crate::call::{Call, TIMEOUT, base, bearer, understood};
use crate::error::ClientError;
use crate::question::{OfferBundles, Related, Suggest};

/// A client of one service that waits for answers. Cheap to clone; clones share their connections. Not for use inside of
/// tasks, where [`crate::Client`] is.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::blocking::Client,
    base: Url,
    key: Option<HeaderValue>,
}

impl Client {
    /// A client of the service at `address`, such as `http://127.0.0.1:7700`; nothing is asked yet.
    /// It waits ten seconds for an answer at most.
    ///
    /// # Errors
    ///
    /// The address is no address of a service.
    pub fn new(address: &str) -> Result<Self, ClientError> {
        let http = reqwest::blocking::Client::builder()
            .timeout(TIMEOUT)
            .build()
            .map_err(ClientError::Setup)?;
        Ok(Self { http, base: base(address)?, key: None })
    }

    /// With a key, from now on.
    ///
    /// # Errors
    ///
    /// The key cannot stand in a header.
    pub fn with_key(self, key: &str) -> Result<Self, ClientError> {
        Ok(Self { key: Some(bearer(key)?), ..self })
    }

    /// Through this client, with its timeouts, its proxies and its TLS.
    #[must_use]
    pub fn with_http(self, http: reqwest::blocking::Client) -> Self {
        Self { http, ..self }
    }

    /// Items by title or id, best-sellers first; all of them for an empty `query`. `limit`: 1 to 100.
    ///
    /// # Errors
    ///
    /// As every question: see [`ClientError`].
    pub fn find_items(&self, query: &str, limit: Option<u32>) -> Result<Items, ClientError> {
        self.send(Call::find_items(query, limit))
    }

    /// What is known of one item.
    ///
    /// # Errors
    ///
    /// As every question: see [`ClientError`].
    pub fn item(&self, item_id: &str) -> Result<Item, ClientError> {
        self.send(Call::item(item_id)?)
    }

    /// What goes with one item.
    ///
    /// # Errors
    ///
    /// As every question: see [`ClientError`].
    pub fn related(&self, item_id: &str, asked: &Related) -> Result<RelatedItems, ClientError> {
        self.send(Call::related(item_id, asked)?)
    }

    /// What goes with a whole cart, in one list.
    ///
    /// # Errors
    ///
    /// As every question: see [`ClientError`].
    pub fn suggestions(&self, asked: &Suggest) -> Result<Suggestions, ClientError> {
        self.send(Call::suggestions(asked)?)
    }

    /// What to offer beside a whole cart, at one price.
    ///
    /// # Errors
    ///
    /// As every question: see [`ClientError`].
    pub fn bundles(&self, asked: &OfferBundles) -> Result<Bundles, ClientError> {
        self.send(Call::bundles(asked)?)
    }

    /// What a customer may buy again. Needs a key of scope `agent` where the shop has keys.
    ///
    /// # Errors
    ///
    /// As every question: see [`ClientError`].
    pub fn reorder(
        &self,
        customer_id: &str,
        limit: Option<u32>,
    ) -> Result<ReorderList, ClientError> {
        self.send(Call::reorder(customer_id, limit)?)
    }

    /// Whether the process lives.
    ///
    /// # Errors
    ///
    /// As every question: see [`ClientError`].
    pub fn health(&self) -> Result<Health, ClientError> {
        self.send(Call::health())
    }

    /// Whether questions are answered, and from which snapshot.
    ///
    /// # Errors
    ///
    /// As every question: see [`ClientError`].
    pub fn readiness(&self) -> Result<Readiness, ClientError> {
        self.send(Call::readiness())
    }

    fn send<T: DeserializeOwned>(&self, call: Call) -> Result<T, ClientError> {
        let address = call.address(&self.base);
        let mut request =
            self.http.request(call.method, address).header(ACCEPT, "application/json");
        if let Some(key) = &self.key {
            request = request.header(AUTHORIZATION, key.clone());
        }
        if let Some(body) = call.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body);
        }
        let response = request.send().map_err(ClientError::Unreached)?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.bytes().map_err(ClientError::Unreached)?;
        understood(status, &headers, &body)
    }
}
