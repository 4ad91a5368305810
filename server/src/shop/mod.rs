//! The way from a request to the snapshot that answers it: through a shop.
//!
//! In: a request. Out: the snapshot that its shop serves at that moment, kept until the request is
//! answered. Which shop a request belongs to, and whether it may ask, is decided in `Shops::of`
//! and nowhere else: no handler has a snapshot that was not given there.
//!
//! A process has one shop, loaded at once, or many, each loaded when somebody asks and dropped when
//! nobody does. Of many, a key tells which one is meant; one without keys cannot be asked.

mod door;
mod answering;
mod place;
mod begun;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::HttpRequest;
use arc_swap::ArcSwap;
use thiserror::Error;
use tracing::{error, info};

pub use answering::{Look, Shop};
pub use begun::{Beginning, Begun};
pub(crate) use place::Place;

use crate::api::ApiError;
use crate::keys::{Keys, KeysError, Scope};
use crate::model_dir::{ModelDir, ModelDirError};
use crate::watch::chain;

/// All shops of this process.
#[derive(Debug)]
pub struct Shops {
    known: ArcSwap<Known>,
    many: Option<Many>,
    /// How often the shops were looked at: a clock that costs nothing to read.
    ticks: AtomicU64,
}

/// Where many shops are, and how many of them stay loaded.
#[derive(Debug)]
struct Many {
    root: PathBuf,
    keeping: Keeping,
    /// Why folders could not be opened, by name, so that it is told once.
    told: Mutex<BTreeMap<String, String>>,
}

/// How long and how many shops stay loaded.
#[derive(Debug, Clone, Copy)]
pub struct Keeping {
    /// Most bytes of snapshots that stay loaded; beyond, those that nobody asked for longest are dropped. The one
    /// asked for stays, however large it is.
    pub most_bytes: u64,
    /// Looks ([`Shops::look`]) without a request after which a shop is dropped.
    pub idle_ticks: u64,
}

/// The shops there are, at one moment.
#[derive(Debug, Default)]
struct Known {
    places: BTreeMap<String, Arc<Place>>,
    /// The places with a key of this id; rarely more than one.
    by_key: HashMap<String, Vec<Arc<Place>>>,
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
        let known = Known { places: BTreeMap::from([(String::new(), place)]), ..Known::default() };
        Ok(Self { known: ArcSwap::from_pointee(known), many: None, ticks: AtomicU64::new(0) })
    }

    /// A process with every shop of the folder `root`: each folder in it is a directory of snapshots.
    ///
    /// # Errors
    ///
    /// The folder cannot be listed or holds no shop. One that cannot be opened is logged, and tried again at every look:
    /// the others are served meanwhile.
    pub fn many(root: &Path, keeping: Keeping) -> Result<Self, ShopsError> {
        if folders(root)?.is_empty() {
            return Err(ShopsError::None { path: root.to_owned() });
        }
        let told = Mutex::default();
        let many = Many { root: root.to_owned(), keeping, told };
        let shops = Self { known: ArcSwap::default(), many: Some(many), ticks: AtomicU64::new(0) };
        shops.look();
        Ok(shops)
    }

    /// The shop that `request` belongs to, where its key allows what its route needs.
    ///
    /// # Errors
    ///
    /// The shop has keys, and the request has none of them, or one that does not allow this.
    pub(crate) fn of(&self, request: &HttpRequest) -> Result<Arc<Place>, ApiError> {
        let known = self.known.load();
        let needed = || request.app_data::<Needs>().map_or(Scope::Admin, |needs| needs.0);
        if let Some(only) = known.only(self.many.as_ref()) {
            if let Some(keys) = only.door.keys() {
                let key = carried_key(request).ok_or(ApiError::KeyMissing)?;
                check(&keys, key, needed())?;
            }
            return Ok(Arc::clone(only));
        }
        let key = carried_key(request).ok_or(ApiError::KeyMissing)?;
        let id = Keys::id_of(key).ok_or(ApiError::KeyUnknown)?;
        let places = known.by_key.get(id).map_or(&[][..], Vec::as_slice);
        let theirs =
            |place: &&Arc<Place>| place.door.keys().is_some_and(|keys| keys.find(key).is_some());
        let place = places.iter().find(theirs).ok_or(ApiError::KeyUnknown)?;
        let keys = place.door.keys().ok_or(ApiError::KeyUnknown)?;
        check(&keys, key, needed())?;
        place.note_asked(self.ticks.load(Ordering::Relaxed));
        Ok(Arc::clone(place))
    }

    /// All shops, by name.
    pub(crate) fn places(&self) -> Vec<Arc<Place>> {
        self.known.load().places.values().cloned().collect()
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

    /// Follows the shops' folders: snapshots, keys, shops that came and went; and drops what nobody asks for. What
    /// could not be followed is logged.
    ///
    /// Reads a file a shop, and the snapshots that changed: never call it on a thread that answers requests.
    pub fn look(&self) {
        self.ticks.fetch_add(1, Ordering::Relaxed);
        let mut are_others = false;
        for place in self.places() {
            are_others |= place.look();
        }
        if let Some(many) = &self.many {
            let came_or_went = self.list_anew(many);
            if are_others && !came_or_went {
                self.known.store(Arc::new(Known::new(self.known.load().places.clone())));
            }
            self.drop_idle(many);
        }
    }

    /// Drops shops that nobody asked for longest, until what is loaded fits; never `asked_for`.
    pub(crate) fn make_room(&self, asked_for: &Arc<Place>) {
        let Some(many) = &self.many else { return };
        let mut loaded: Vec<(u64, Arc<Place>)> = self
            .places()
            .into_iter()
            .filter(|place| place.shop().is_some())
            .map(|place| (place.asked(), place))
            .collect();
        loaded.sort_by_key(|&(asked, _)| asked);
        let mut n_bytes: u64 = loaded.iter().map(|(_, place)| place.loaded_bytes()).sum();
        for (_, place) in loaded {
            if n_bytes <= many.keeping.most_bytes {
                return;
            }
            if !Arc::ptr_eq(&place, asked_for) {
                n_bytes -= place.loaded_bytes();
                place.unload("memory");
            }
        }
    }

    fn drop_idle(&self, many: &Many) {
        let now = self.ticks.load(Ordering::Relaxed);
        let is_idle =
            |place: &Arc<Place>| now.saturating_sub(place.asked()) > many.keeping.idle_ticks;
        self.places().iter().filter(|place| is_idle(place)).for_each(|place| place.unload("idle"));
    }

    /// Whether shops came or went.
    fn list_anew(&self, many: &Many) -> bool {
        let listed = match folders(&many.root) {
            Ok(listed) => listed,
            Err(error) => {
                error!(error = %chain(&error), "The shops stay as they were");
                return false;
            }
        };
        let known = self.known.load();
        if listed.keys().eq(known.places.keys()) {
            return false;
        }
        let mut told = many.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.retain(|name, _| listed.contains_key(name));
        let mut places = BTreeMap::new();
        for (name, path) in listed {
            let place = match known.places.get(&name) {
                Some(place) => Arc::clone(place),
                None => match open(&name, &path) {
                    Ok(place) => {
                        told.remove(&name);
                        info!(shop = name, "A shop came");
                        Arc::new(place)
                    }
                    // Tried again at the next look: it may be written just now.
                    Err(error) => {
                        let error = chain(&error);
                        if told.get(&name) != Some(&error) {
                            error!(shop = name, error, "A shop cannot be opened");
                            told.insert(name, error);
                        }
                        continue;
                    }
                },
            };
            places.insert(name, place);
        }
        for name in known.places.keys().filter(|name| !places.contains_key(*name)) {
            info!(shop = name, "A shop went");
        }
        self.known.store(Arc::new(Known::new(places)));
        true
    }
}

impl Known {
    fn new(places: BTreeMap<String, Arc<Place>>) -> Self {
        let mut by_key: HashMap<String, Vec<Arc<Place>>> = HashMap::new();
        for place in places.values() {
            for entry in place.door.keys().iter().flat_map(|keys| keys.iter()) {
                by_key.entry(entry.id.clone()).or_default().push(Arc::clone(place));
            }
        }
        Self { places, by_key }
    }

    fn only(&self, many: Option<&Many>) -> Option<&Arc<Place>> {
        self.places.values().next().filter(|_| many.is_none())
    }
}

/// Whether `key` is one of `keys` and allows what is `needed`.
fn check(keys: &Keys, key: &str, needed: Scope) -> Result<(), ApiError> {
    let found = keys.find(key).ok_or(ApiError::KeyUnknown)?.scope;
    match needed <= found {
        true => Ok(()),
        false => Err(ApiError::ScopeInsufficient { needed, found }),
    }
}

fn open(name: &str, path: &Path) -> Result<Place, ShopsError> {
    Ok(Place::new(name.to_owned(), ModelDir::open(path)?)?)
}

/// The folders in `root` by name; not those whose name begins with a dot or is no text.
fn folders(root: &Path) -> Result<BTreeMap<String, PathBuf>, ShopsError> {
    let failed = |source| ShopsError::Root { path: root.to_owned(), source };
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(root).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if let Ok(name) = entry.file_name().into_string()
            && !name.starts_with('.')
            && entry.path().is_dir()
        {
            found.insert(name, entry.path());
        }
    }
    Ok(found)
}

/// The key that `request` carries, as `Authorization: Bearer KEY` or `X-API-Key: KEY`.
fn carried_key(request: &HttpRequest) -> Option<&str> {
    let header = |name| request.headers().get(name)?.to_str().ok();
    let bearer = |text: &'_ str| -> Option<usize> {
        let (scheme, key) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(text.len() - key.len())
    };
    let by_bearer = header("authorization").and_then(|text| Some(text[bearer(text)?..].trim()));
    by_bearer.or_else(|| header("x-api-key").map(str::trim))
}
