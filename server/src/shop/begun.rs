//! The snapshot that a request began with.

use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use super::Shops;
use super::loading::load;
use crate::api::ApiError;
use crate::live::Served;

/// The snapshot that a request began with, and is answered from to its end.
#[derive(Debug, Clone)]
pub struct Begun(Arc<Served>);

impl Deref for Begun {
    type Target = Served;

    fn deref(&self) -> &Served {
        &self.0
    }
}

/// The snapshot at once, or after its shop was loaded.
pub enum Beginning {
    /// It is there, or there will be none; taken when it is given.
    Now(Option<Result<Begun, ApiError>>),
    /// Its shop is loaded first.
    Loading(Pin<Box<dyn Future<Output = Result<Begun, ApiError>>>>),
}

impl Future for Beginning {
    type Output = Result<Begun, ApiError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.get_mut() {
            Self::Now(outcome) => Poll::Ready(outcome.take().expect("polled once")),
            Self::Loading(loading) => loading.as_mut().poll(context),
        }
    }
}

impl FromRequest for Begun {
    type Error = ApiError;
    type Future = Beginning;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Beginning {
        let shops = request.app_data::<web::Data<Shops>>().expect("every app is given its shops");
        let place = match shops.of(request) {
            Ok(place) => place,
            Err(refused) => return Beginning::Now(Some(Err(refused))),
        };
        if let Some(shop) = place.shop() {
            shops.note_asked(&place);
            return Beginning::Now(Some(Ok(Self(shop.live.current()))));
        }
        let shops = web::Data::clone(shops);
        Beginning::Loading(Box::pin(async move {
            let shop = load(web::Data::clone(&shops), Arc::clone(&place)).await?;
            shops.note_asked(&place);
            Ok(Self(shop.live.current()))
        }))
    }
}
