//! Who may ask a shop, and for what.
//!
//! In: the key that a request carries. Out: the entry it belongs to, with its scope.
//! Deliberately absent: the keys themselves. A file keeps the hash of each; the key is shown once, when it is made.

mod scope;
mod file;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use file::{KeyFile, KeysError};
pub use scope::Scope;

use crate::random::random_number;

/// What every key begins with, so that one that leaked is recognised.
const PREFIX: &str = "dapei_";
const ID_DIGITS: usize = 8;
const SECRET_BYTES: usize = 32;

/// The keys of a shop.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Keys(BTreeMap<String, Arc<Entry>>);

/// What is kept of a key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Tells it from the others; no secret.
    pub id: String,
    /// What it is for, in words.
    pub name: String,
    /// What it allows.
    pub scope: Scope,
    /// When it was made, RFC 3339.
    pub created: String,
    /// BLAKE3 of its secret, in hexadecimal. A secret is 32 random bytes, so that no slow hash is needed.
    #[serde(with = "hexadecimal")]
    hash: blake3::Hash,
}

/// A hash as it stands in the file.
mod hexadecimal {
    use std::borrow::Cow;

    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    pub(super) fn serialize<S: Serializer>(hash: &blake3::Hash, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hash.to_hex())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<blake3::Hash, D::Error> {
        let text = Cow::<str>::deserialize(from)?;
        blake3::Hash::from_hex(text.as_bytes()).map_err(D::Error::custom)
    }
}

/// A key as its bearer keeps it: `dapei_`, its id, `_`, and 32 random bytes in hexadecimal.
///
/// Shown by [`fmt::Display`] only, so that no log holds it by chance.
pub struct Key(String);

impl Key {
    /// A new key that nobody can guess, and what is to be kept of it.
    ///
    /// # Panics
    ///
    /// Where the system has no random numbers: nothing on such a machine could be trusted.
    #[must_use]
    pub fn new(name: &str, scope: Scope, created: &str) -> (Self, Entry) {
        // Asked of the system at once, and kept nowhere else.
        let mut secret = [0; SECRET_BYTES];
        getrandom::fill(&mut secret).expect("the system gives random numbers");
        let secret: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        let id = format!("{:032x}", random_number())[..ID_DIGITS].to_owned();
        let key = Self(format!("{PREFIX}{id}_{secret}"));
        let hash = blake3::hash(secret.as_bytes());
        let (name, created) = (name.to_owned(), created.to_owned());
        (key, Entry { id, name, scope, created, hash })
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Entry {
    /// Whether it is what is kept of the key with `secret`. Compares in a time that says nothing about either.
    #[must_use]
    pub fn is_of(&self, secret: &str) -> bool {
        self.hash == blake3::hash(secret.as_bytes())
    }

    /// Whether both are of one key.
    #[must_use]
    pub fn has_secret_of(&self, other: &Self) -> bool {
        self.hash == other.hash
    }
}

impl Keys {
    /// The entry that `key` belongs to. Its secret is compared in a time that says nothing about it.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<&Arc<Entry>> {
        let (id, secret) = Self::parts(key)?;
        self.0.get(id).filter(|entry| entry.is_of(secret))
    }

    /// The id and the secret of what looks like a key.
    #[must_use]
    pub fn parts(key: &str) -> Option<(&str, &str)> {
        key.strip_prefix(PREFIX)?.split_once('_')
    }

    /// All entries, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.0.values()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_by_all_of_it_only() {
        let (key, entry) = Key::new("web", Scope::Storefront, "2026-11-27T00:00:00Z");
        let keys = Keys(BTreeMap::from([(entry.id.clone(), Arc::new(entry.clone()))]));
        let text = key.to_string();
        assert_eq!(text.len(), PREFIX.len() + ID_DIGITS + 1 + 64);
        assert_eq!(keys.find(&text), Some(&Arc::new(entry.clone())));
        for wrong in
            [&text[..text.len() - 1], &text[1..], &format!("{text}0"), "", PREFIX, "dapei__"]
        {
            assert_eq!(keys.find(wrong), None);
        }
        let other = Key::new("web", Scope::Storefront, "2026-11-27T00:00:00Z").0.to_string();
        let (_, secret) = other.rsplit_once('_').unwrap();
        assert_eq!(keys.find(&format!("{PREFIX}{}_{secret}", entry.id)), None);
    }
}
