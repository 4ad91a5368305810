//! The shops there are at one moment, and which of them a key belongs to.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use tracing::error;

use super::place::Place;
use crate::api::ApiError;
use crate::keys::{Entry, Keys};

/// What is kept of a key, and the shop that it opens.
type Opening = (Arc<Entry>, Arc<Place>);

/// The shops there are, at one moment.
#[derive(Debug, Default)]
pub(super) struct Known {
    places: BTreeMap<String, Arc<Place>>,
    /// The places with a key of this id, each with what is kept of it; rarely more than one.
    by_id: HashMap<String, Vec<Opening>>,
}

impl Known {
    /// These shops, with the keys that they have now.
    pub(super) fn new(places: BTreeMap<String, Arc<Place>>) -> Self {
        let mut by_id: HashMap<String, Vec<Opening>> = HashMap::new();
        for place in places.values() {
            for entry in place.door.keys().iter().flat_map(|keys| keys.iter()) {
                let others = by_id.entry(entry.id.clone()).or_default();
                for (_, other) in others.iter().filter(|(other, _)| other.has_secret_of(entry)) {
                    error!(
                        key = entry.id,
                        shop = place.name,
                        other = other.name,
                        "A key stands in two shops, as a copied folder has it: neither answers to it"
                    );
                }
                others.push((Arc::clone(entry), Arc::clone(place)));
            }
        }
        Self { places, by_id }
    }

    pub(super) fn places(&self) -> &BTreeMap<String, Arc<Place>> {
        &self.places
    }

    /// The shop that `key` belongs to, and what is kept of the key. One that belongs to two belongs to none: nobody
    /// could tell which is meant.
    pub(super) fn of_key(&self, key: &str) -> Result<(&Arc<Entry>, &Arc<Place>), ApiError> {
        let (id, secret) = Keys::parts(key).ok_or(ApiError::KeyUnknown)?;
        let same_id = self.by_id.get(id).into_iter().flatten();
        let mut found = same_id.filter(|(entry, _)| entry.is_of(secret));
        match (found.next(), found.next()) {
            (Some((entry, place)), None) => Ok((entry, place)),
            (None | Some(_), _) => Err(ApiError::KeyUnknown),
        }
    }
}
