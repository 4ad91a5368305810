//! The way from a request to the snapshot that answers it: through a shop.
//!
//! In: a request. Out: the snapshot that its shop serves at that moment, kept until the request is
//! answered. Which shop a request belongs to, and whether it may ask, is decided in `Shops::of`
//! and nowhere else: a handler has a snapshot by [`Begun`] only, which asks there. What looks after
//! the service (readiness, counts) sees the shops, and answers nothing of what they hold.
//!
//! A process has one shop, loaded at once, or many, each loaded when somebody asks and dropped when
//! nobody does. Of many, a key tells which one is meant; one without keys cannot be asked.

mod told;
mod settings;
mod kept;
mod door;
mod answering;
mod place;
mod known;
mod many;
mod loading;
mod begun;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::HttpRequest;
use arc_swap::ArcSwap;
use thiserror::Error;

pub use answering::{Look, Shop, ShopError};
pub use begun::{Beginning, Begun, CataloguesOfShops};
pub use kept::{Kept, KeptError};
pub(crate) use place::Place;
pub use settings::{SETTINGS_FILE, SettingsError, ShopSettings};
pub use told::Told;

use self::known::Known;
use self::loading::Loading;
use self::many::Many;
use crate::api::ApiError;
use crate::keys::{Entry, KeysError, Scope};
use crate::limits::{Caller, admit};
use crate::model_dir::ModelDirError;
use crate::store::StoreAddress;

/// All shops of this process.
#[derive(Debug)]
pub struct Shops {
    known: ArcSwap<Known>,
    many: Option<Many>,
    loading: Loading,
    /// How often the keys were looked at: a clock that costs nothing to read.
    ticks: AtomicU64,
    /// Requests that were answered by one of many shops, so that it is known who was asked for longest ago.
    turns: AtomicU64,
}

/// How long and how many shops stay loaded.
#[derive(Debug, Clone, Copy)]
pub struct Keeping {
    /// Most bytes that stay loaded, of snapshots, of what finds their items by name, of lists, and of what was told;
    /// before more would be, those that nobody asked for longest are dropped. The one asked for stays, however large it is.
    pub most_bytes: u64,
    /// Looks ([`Shops::look_at_keys`]) without a request after which a shop is dropped.
    pub idle_ticks: u64,
}

/// Who asks: of which shop, and with which key.
#[derive(Debug)]
pub(crate) struct Asking {
    /// The shop.
    pub(crate) place: Arc<Place>,
    /// What is kept of the key; nothing where the shop has no keys, and anybody may ask for all.
    pub(crate) key: Option<Arc<Entry>>,
}

/// What a route needs, told where the route is.
#[derive(Debug, Clone, Copy)]
pub struct Needs(pub Scope);

/// Why shops cannot be served.
#[derive(Debug, Error)]
pub enum ShopsError {
    /// The folder of shops cannot be listed.
    #[error("cannot list the shops in `{}`", path.display())]
    Root {
        /// Which folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// There is no shop.
    #[error(
        "no shop in `{0}`: make one with `dapei train --orders FILE --model {0}/NAME`",
        path.display()
    )]
    None {
        /// Which folder.
        path: PathBuf,
    },
    /// There is no folder for the stores of many shops.
    #[error(
        "the stores of many shops are to be in `{}`, which is no folder: make it, each shop has a file of its own in it",
        path.display()
    )]
    Stores {
        /// Which path.
        path: PathBuf,
    },
    /// There is nothing to serve.
    #[error(transparent)]
    Model(#[from] ModelDirError),
    /// It is not known who may ask.
    #[error(transparent)]
    Keys(#[from] KeysError),
}

impl Shops {
    /// A process with one shop.
    ///
    /// # Errors
    ///
    /// Its file of keys cannot be read.
    pub fn one(shop: Shop) -> Result<Self, KeysError> {
        let place = Arc::new(Place::of(shop)?);
        Ok(Self::new(Known::new(BTreeMap::from([(String::new(), place)])), None))
    }

    /// A process with every shop of the folder `root`: each folder in it is a directory of snapshots.
    ///
    /// # Errors
    ///
    /// The folder cannot be listed or holds no folder. A shop that cannot be opened is logged, and tried again at every
    /// look: the others are served meanwhile.
    pub fn many(root: &Path, keeping: Keeping) -> Result<Self, ShopsError> {
        Self::many_with_stores(root, None, keeping)
    }

    /// The same, with what each shop says kept in the folder that `stores` names, where it does.
    ///
    /// # Errors
    ///
    /// As [`Shops::many`] has them; or `stores` names a file.
    pub fn many_with_stores(
        root: &Path,
        stores: Option<StoreAddress>,
        keeping: Keeping,
    ) -> Result<Self, ShopsError> {
        let shops = Self::new(Known::default(), Some(Many::new(root, stores, keeping)?));
        shops.look_at_keys();
        Ok(shops)
    }

    fn new(known: Known, many: Option<Many>) -> Self {
        Self {
            known: ArcSwap::from_pointee(known),
            many,
            loading: Loading::default(),
            ticks: AtomicU64::new(0),
            turns: AtomicU64::new(0),
        }
    }

    /// The shop that `request` belongs to, where its key allows what its route needs.
    ///
    /// # Errors
    ///
    /// The shop has keys, and the request has none of them, or one that does not allow this; or the caller asked for too
    /// much.
    pub(crate) fn of(&self, request: &HttpRequest) -> Result<Asking, ApiError> {
        self.find(request).or_else(|refused| {
            if matches!(refused, ApiError::KeyUnknown) {
                admit(request, Caller::UnknownKey)?;
            }
            Err(refused)
        })
    }

    fn find(&self, request: &HttpRequest) -> Result<Asking, ApiError> {
        let known = self.known.load();
        let key = || carried_key(request).ok_or(ApiError::KeyMissing);
        if self.many.is_none()
            && let Some(only) = known.places().values().next()
        {
            let key = match only.door.keys() {
                Some(keys) => {
                    let entry = keys.find(key()?).ok_or(ApiError::KeyUnknown)?;
                    admit(request, Caller::Key { shop: &only.name, id: &entry.id })?;
                    check(request, entry)?;
                    Some(Arc::clone(entry))
                }
                None => {
                    admit(request, Caller::Peer)?;
                    None
                }
            };
            return Ok(Asking { place: Arc::clone(only), key });
        }
        let (entry, place) = known.of_key(key()?)?;
        admit(request, Caller::Key { shop: &place.name, id: &entry.id })?;
        check(request, entry)?;
        Ok(Asking { place: Arc::clone(place), key: Some(Arc::clone(entry)) })
    }

    /// Somebody is answered by `place`: it is not idle, and others are dropped before it.
    fn note_asked(&self, place: &Place) {
        if self.many.is_some() {
            let turn = self.turns.fetch_add(1, Ordering::Relaxed);
            place.note_asked(self.ticks.load(Ordering::Relaxed), turn);
        }
    }

    /// All shops, by name.
    pub(crate) fn places(&self) -> Vec<Arc<Place>> {
        self.known.load().places().values().cloned().collect()
    }

    /// Whether this process was given many shops, be it one at the moment.
    #[must_use]
    pub fn are_many(&self) -> bool {
        self.many.is_some()
    }

    /// The folder that was given.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        let first = || self.places().first().map(|place| place.model().path().to_owned());
        self.many.as_ref().map_or_else(|| first().unwrap_or_default(), |many| many.root.clone())
    }

    /// Whether any shop has a key.
    #[must_use]
    pub fn have_keys(&self) -> bool {
        self.places().iter().any(|place| place.door.keys().is_some())
    }

    /// Follows who may ask, and which shops there are; drops those that nobody asks for. Waits for no snapshot. What
    /// could not be followed is logged.
    ///
    /// Reads a file a shop: never call it on a thread that answers requests.
    pub fn look_at_keys(&self) {
        let now = self.ticks.fetch_add(1, Ordering::Relaxed) + 1;
        let known = self.known.load_full();
        // All of them, whatever the first says.
        let n_others = known.places().values().filter(|place| place.look_at_keys()).count();
        let Some(many) = &self.many else { return };
        match many.list(&known) {
            Some(places) => self.known.store(Arc::new(Known::new(places))),
            None if n_others > 0 => {
                self.known.store(Arc::new(Known::new(known.places().clone())));
            }
            None => {}
        }
        many.drop_idle(&self.known.load(), now);
    }

    /// Follows the snapshots of all shops, one after the other and in turn with shops that are loaded, so that two are
    /// never read at once; room is made for each beforehand.
    ///
    /// Reads snapshots: never call it on a thread that answers requests.
    pub(crate) fn look_for_snapshots(&self) {
        for place in self.places() {
            let coming_bytes = place.next_bytes();
            if coming_bytes > 0 {
                let _turn = self.loading.turn();
                self.make_room(Some(&place), coming_bytes);
                place.look_for_a_snapshot();
            } else {
                place.look_for_a_snapshot();
            }
        }
        // What is served now may be larger than its file told.
        self.make_room(None, 0);
    }

    /// Drops shops that nobody asked for longest, until what is loaded and `coming_bytes` more fit; never `asked_for`.
    pub(crate) fn make_room(&self, asked_for: Option<&Arc<Place>>, coming_bytes: u64) {
        if let Some(many) = &self.many {
            many.make_room(&self.known.load(), asked_for, coming_bytes);
        }
    }
}

/// Whether the key of `request`, of which `entry` is kept, allows what its route needs.
fn check(request: &HttpRequest, entry: &Entry) -> Result<(), ApiError> {
    // A route that does not say what it needs is for nobody else.
    let needed = request.app_data::<Needs>().map_or(Scope::Admin, |needs| needs.0);
    let found = entry.scope;
    match needed <= found {
        true => Ok(()),
        false => Err(ApiError::ScopeInsufficient { needed, found }),
    }
}

/// The key that `request` carries, as `Authorization: Bearer KEY` or `X-API-Key: KEY`; the first where it carries both.
fn carried_key(request: &HttpRequest) -> Option<&str> {
    let header = |name| request.headers().get(name)?.to_str().ok();
    let by_bearer = header("authorization").and_then(|text| {
        let (scheme, key) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(key.trim())
    });
    by_bearer.or_else(|| header("x-api-key").map(str::trim))
}
