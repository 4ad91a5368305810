//! The catalogue of the shop that a request belongs to.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use crate::api::ApiError;
use crate::catalogue::Catalogue;
use crate::shop::Shop;

/// The catalogue at once, or after its shop was loaded.
pub type Finding = Pin<Box<dyn Future<Output = Result<OfShop, ApiError>>>>;

/// Knows the catalogue of every shop. The app is given one, as `web::Data<dyn Catalogues>`.
pub trait Catalogues: Send + Sync {
    /// The catalogue of the shop that `request` belongs to, where its key allows what its route needs. Whether it does is
    /// known before this returns: nothing of the body is looked at otherwise.
    fn catalogue_of(&self, request: &HttpRequest) -> Finding;
}

/// The catalogue of the shop that a request belongs to, until the request is answered.
#[derive(Debug)]
pub struct OfShop {
    pub(super) catalogue: Arc<Catalogue>,
    /// What answers of the shop: while somebody tells it something, no other is loaded that would not hear of it.
    _shop: Option<Arc<Shop>>,
}

impl OfShop {
    /// That of `catalogue`, which `shop` answers by, where there is one.
    #[must_use]
    pub fn new(catalogue: Arc<Catalogue>, shop: Option<Arc<Shop>>) -> Self {
        Self { catalogue, _shop: shop }
    }
}

impl FromRequest for OfShop {
    type Error = ApiError;
    type Future = Finding;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let catalogues = request.app_data::<web::Data<dyn Catalogues>>();
        catalogues
            .expect("every app with these routes is given its catalogues")
            .catalogue_of(request)
    }
}
