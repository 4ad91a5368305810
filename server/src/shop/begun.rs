//! The snapshot that a request began with.

use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use engine::suggest::{Language, Shelf};

use super::answering::Shop;
use super::kept::Kept;
use super::loading::load;
use super::settings::ShopSettings;
use super::told::Told;
use super::{Asking, Shops};
use crate::api::ApiError;
use crate::api::catalogue::{Catalogues, Finding, OfShop};
use crate::catalogue::{ToldFacts, ToldItems};
use crate::keys::{Entry, Scope};
use crate::live::Served;

/// The snapshot that a request began with, and is answered from to its end; with what the shop had said by then.
#[derive(Debug, Clone)]
pub struct Begun {
    shop: Arc<Shop>,
    served: Arc<Served>,
    told: Arc<Told>,
    key: Option<Arc<Entry>>,
}

impl Begun {
    fn new(shop: Arc<Shop>, key: Option<Arc<Entry>>) -> Self {
        let served = shop.live.current();
        let told = served.told.load_full();
        Self { shop, served, told, key }
    }

    /// What the answer is made from.
    #[must_use]
    pub fn shelf(&self) -> Shelf<'_> {
        let (snapshot, told) = (&self.served.snapshot, &self.told);
        Shelf { snapshot, changes: &told.changes, rules: &told.in_force.rules }
    }

    /// What the shop had said when the request began.
    #[must_use]
    pub fn told(&self) -> &Told {
        &self.told
    }

    /// The shop's own settings.
    pub(crate) fn settings(&self) -> Arc<ShopSettings> {
        self.shop.settings()
    }

    /// The language to answer in: the one that was `asked` for, or else the shop's.
    pub(crate) fn language(&self, asked: Option<Language>) -> Language {
        asked.unwrap_or_else(|| self.shop.settings().language)
    }

    /// What the shop said that outlives the process.
    ///
    /// # Errors
    ///
    /// There is no store, and none could be made: the log said why when the shop was opened.
    pub(crate) fn kept(&self) -> Result<Arc<Kept>, ApiError> {
        self.shop.kept().map_err(|_| ApiError::StoreReadOnly)
    }

    /// What the shop tells of an item that the snapshot does not know.
    #[must_use]
    pub fn told_of(&self, item_id: &str) -> Option<Arc<ToldFacts>> {
        self.shop.kept().ok()?.catalogue.items().get(item_id).cloned()
    }

    /// All that is told of items at this moment.
    pub(crate) fn told_items(&self) -> Arc<ToldItems> {
        self.shop.kept().map_or_else(|_| Arc::default(), |kept| kept.catalogue.items())
    }

    /// Whether whoever asks is shown items that are hidden from buyers: those who decide on offers are, and anybody where
    /// the shop has no keys.
    pub(crate) fn sees_hidden(&self) -> bool {
        self.check(Scope::Manager).is_ok()
    }

    /// Whether whoever asks is shown what items cost the shop, and what it keeps of a price: the same.
    pub(crate) fn sees_costs(&self) -> bool {
        self.check(Scope::Manager).is_ok()
    }

    /// The scope of the key that was asked with.
    pub(crate) fn scope(&self) -> Option<Scope> {
        self.key.as_ref().map(|key| key.scope)
    }

    /// The shop, and what is kept of the key that it was asked with.
    pub(crate) fn asked(&self) -> (&Arc<Shop>, Option<&Entry>) {
        (&self.shop, self.key.as_deref())
    }

    /// That whoever asks may see what only those of `scope` may.
    ///
    /// # Errors
    ///
    /// The key allows less.
    pub(crate) fn check(&self, needed: Scope) -> Result<(), ApiError> {
        match self.key.as_ref().map(|key| key.scope) {
            Some(found) if found < needed => Err(ApiError::ScopeInsufficient { needed, found }),
            Some(_) | None => Ok(()),
        }
    }
}

impl Deref for Begun {
    type Target = Served;

    fn deref(&self) -> &Served {
        &self.served
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
        let Asking { place, key } = match shops.of(request) {
            Ok(caller) => caller,
            Err(refused) => return Beginning::Now(Some(Err(refused))),
        };
        if let Some(shop) = place.shop() {
            shops.note_asked(&place);
            return Beginning::Now(Some(Ok(Self::new(shop, key))));
        }
        let shops = web::Data::clone(shops);
        Beginning::Loading(Box::pin(async move {
            let shop = load(web::Data::clone(&shops), Arc::clone(&place)).await?;
            shops.note_asked(&place);
            Ok(Self::new(shop, key))
        }))
    }
}

/// Finds the catalogue of the shop that a request belongs to.
#[derive(Debug)]
pub struct CataloguesOfShops;

impl Catalogues for CataloguesOfShops {
    fn catalogue_of(&self, request: &HttpRequest) -> Finding {
        // Who asks is known before the first await.
        let beginning = Begun::extract(request);
        Box::pin(async move {
            let begun = beginning.await?;
            let catalogue = Arc::clone(&begun.kept()?.catalogue);
            Ok(OfShop::new(catalogue, Some(begun.shop)))
        })
    }
}
