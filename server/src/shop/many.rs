//! A folder of many shops: which there are, and which of them stay loaded.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tracing::{error, info};

use super::known::Known;
use super::place::Place;
use super::{Keeping, ShopsError};
use crate::model_dir::ModelDir;
use crate::store::{STORE_FILE, StoreAddress};
use crate::watch::chain;

/// Under this name stands why the folder itself could not be listed; no shop is called so.
const ROOT: &str = "";

/// Where many shops are, and how many of them stay loaded.
#[derive(Debug)]
pub(super) struct Many {
    pub(super) root: PathBuf,
    /// Where each has a store of its own; nothing where that is beside its snapshots.
    stores: Option<StoreAddress>,
    keeping: Keeping,
    /// Why folders could not be opened, by name, so that it is told once.
    told: Mutex<BTreeMap<String, String>>,
    /// Held while room is made: two at once would drop too much.
    making_room: Mutex<()>,
}

impl Many {
    /// The shops of the folder `root`, their stores in the folder of `stores`.
    ///
    /// # Errors
    ///
    /// The folder cannot be listed, or holds no folder; or that of the stores is not there.
    pub(super) fn new(
        root: &Path,
        stores: Option<StoreAddress>,
        keeping: Keeping,
    ) -> Result<Self, ShopsError> {
        if let Some(stores) = stores.as_ref().filter(|stores| !stores.path().is_dir()) {
            return Err(ShopsError::Stores { path: stores.path().to_owned() });
        }
        if folders(root)?.is_empty() {
            return Err(ShopsError::None { path: root.to_owned() });
        }
        let (root, told, making_room) = (root.to_owned(), Mutex::default(), Mutex::default());
        Ok(Self { root, stores, keeping, told, making_room })
    }

    /// The shops there are now, where they are others than those of `known`. What cannot be opened is logged once, and
    /// tried again at every look.
    pub(super) fn list(&self, known: &Known) -> Option<BTreeMap<String, Arc<Place>>> {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let mut tell = |name: &str, error: &ShopsError| {
            let error = chain(error);
            if told.get(name) != Some(&error) {
                error!(shop = name, error, "A shop cannot be opened");
                told.insert(name.to_owned(), error);
            }
        };
        let listed = match folders(&self.root) {
            Ok(listed) => listed,
            Err(error) => {
                tell(ROOT, &error);
                return None;
            }
        };
        let mut places = BTreeMap::new();
        for (name, path) in &listed {
            let place = match known.places().get(name) {
                Some(place) => Arc::clone(place),
                None => match self.open(name, path) {
                    Ok(place) => Arc::new(place),
                    Err(error) => {
                        tell(name, &error);
                        continue;
                    }
                },
            };
            places.insert(name.clone(), place);
        }
        told.retain(|name, _| listed.contains_key(name) && !places.contains_key(name));
        if places.keys().eq(known.places().keys()) {
            return None;
        }
        for name in places.keys().filter(|name| !known.places().contains_key(*name)) {
            info!(shop = name, "A shop came");
        }
        for name in known.places().keys().filter(|name| !places.contains_key(*name)) {
            info!(shop = name, "A shop went");
        }
        Some(places)
    }

    fn open(&self, name: &str, path: &Path) -> Result<Place, ShopsError> {
        let beside = || path.join(STORE_FILE);
        let store = self.stores.as_ref().map_or_else(beside, |stores| stores.of_shop(name));
        Ok(Place::new(name.to_owned(), ModelDir::open(path)?, store)?)
    }

    /// Drops the shops that nobody asked for since long, as seen at tick `now`.
    pub(super) fn drop_idle(&self, known: &Known, now: u64) {
        let is_idle =
            |place: &&Arc<Place>| now.saturating_sub(place.asked_at()) > self.keeping.idle_ticks;
        known.places().values().filter(is_idle).for_each(|place| place.unload("idle"));
    }

    /// Drops shops that nobody asked for longest, until what is loaded and `coming_bytes` more fit; never `asked_for`.
    pub(super) fn make_room(
        &self,
        known: &Known,
        asked_for: Option<&Arc<Place>>,
        coming_bytes: u64,
    ) {
        let _turn = self.making_room.lock().unwrap_or_else(PoisonError::into_inner);
        let mut loaded: Vec<(u64, u64, &Arc<Place>)> = known
            .places()
            .values()
            .filter_map(|place| Some((place.asked_turn(), place.loaded_bytes()?, place)))
            .collect();
        loaded.sort_by_key(|&(turn, _, _)| turn);
        let mut n_bytes = loaded.iter().map(|&(_, bytes, _)| bytes).sum::<u64>();
        for (_, bytes, place) in loaded {
            if n_bytes.saturating_add(coming_bytes) <= self.keeping.most_bytes {
                return;
            }
            if !asked_for.is_some_and(|asked_for| Arc::ptr_eq(place, asked_for)) {
                n_bytes -= bytes;
                place.unload("memory");
            }
        }
    }
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
