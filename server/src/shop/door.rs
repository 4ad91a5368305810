//! Who may ask a shop: its file of keys, followed.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwapOption;

use crate::keys::{KeyFile, Keys, KeysError};
use crate::watch::chain;

/// Who may ask a shop.
#[derive(Debug)]
pub(crate) struct Door {
    /// Anybody where no key was ever made.
    keys: ArcSwapOption<Keys>,
    file: KeyFile,
    /// Why the file could not be followed, so that it is told once.
    failed: Mutex<Option<String>>,
}

impl Door {
    /// That of the shop whose snapshots are in `dir`.
    pub(super) fn open(dir: &Path) -> Result<Self, KeysError> {
        let file = KeyFile::of(dir);
        let keys = ArcSwapOption::from(file.read()?.map(Arc::new));
        Ok(Self { keys, file, failed: Mutex::new(None) })
    }

    /// The keys of which a request must carry one; nothing where anybody may ask.
    pub(super) fn keys(&self) -> Option<Arc<Keys>> {
        self.keys.load_full()
    }

    /// Follows the file of keys; says how many there are where that changed anything. A file that cannot be read
    /// leaves the keys as they are, and one that is gone leaves none: a shop that asked for keys never stops to.
    ///
    /// Reads the file: never call it on a thread that answers requests.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or holds something else. The same failure is returned once.
    pub(super) fn look(&self) -> Result<Option<usize>, KeysError> {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        let read = match self.file.read() {
            Ok(read) => read,
            Err(error) => {
                let told = chain(&error);
                if failed.as_ref() == Some(&told) {
                    return Ok(None);
                }
                *failed = Some(told);
                return Err(error);
            }
        };
        *failed = None;
        let before = self.keys.load_full();
        let now = read.or_else(|| before.is_some().then(Keys::default));
        if before.as_deref() == now.as_ref() {
            return Ok(None);
        }
        let n_keys = now.as_ref().map(Keys::len);
        self.keys.store(now.map(Arc::new));
        Ok(n_keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Scope;

    #[test]
    fn a_file_of_keys_that_cannot_be_read_leaves_the_keys_and_is_told_once() {
        let dir = tempfile::tempdir().unwrap();
        let file = KeyFile::of(dir.path());
        assert!(Door::open(dir.path()).unwrap().keys().is_none());
        file.create("web", Scope::Storefront, "2026-11-27T00:00:00Z").unwrap();
        let door = Door::open(dir.path()).unwrap();
        assert_eq!(door.look().unwrap(), None);
        std::fs::write(file.path(), "damaged").unwrap();
        assert!(door.look().is_err());
        assert_eq!(door.look().unwrap(), None);
        assert_eq!(door.keys().unwrap().len(), 1);
        std::fs::remove_file(file.path()).unwrap();
        assert_eq!(door.look().unwrap(), Some(0));
        assert!(door.keys().unwrap().is_empty());
    }
}
