//! The catalogue of the shop that a request belongs to.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use crate::api::ApiError;
use crate::catalogue::Catalogue;

/// The catalogue at once, or after its shop was loaded.
pub type Finding = Pin<Box<dyn Future<Output = Result<Arc<Catalogue>, ApiError>>>>;

/// Knows the catalogue of every shop. The app is given one, as `web::Data<dyn Catalogues>`.
pub trait Catalogues: Send + Sync {
    /// The catalogue of the shop that `request` belongs to, where its key allows what its route needs. Whether it does is
    /// known before this returns: nothing of the body is looked at otherwise.
    fn catalogue_of(&self, request: &HttpRequest) -> Finding;
}

/// The catalogue of the shop that a request belongs to.
#[derive(Debug)]
pub(in crate::api) struct OfShop(pub(super) Arc<Catalogue>);

impl FromRequest for OfShop {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let catalogues = request.app_data::<web::Data<dyn Catalogues>>();
        let finding = catalogues
            .expect("every app with these routes is given its catalogues")
            .catalogue_of(request);
        Box::pin(async move { finding.await.map(Self) })
    }
}
