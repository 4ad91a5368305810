//! The file that keeps what is known of a shop's keys.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Entry, Key, Keys, Scope};
use crate::half_written::HalfWritten;

/// Its name in the shop's directory.
const KEYS_FILE: &str = "keys.json";
/// Held while it is rewritten; says afterwards that there were keys.
const LOCK_FILE: &str = "keys.lock";
/// What the lock says once a key was made.
const HAD_KEYS: &str = "keys were made here: where keys.json is missing, no key is valid\n";
/// Largest file that is read: some four thousand keys. Unit: bytes.
const MAX_FILE_BYTES: u64 = 1 << 20;
/// Longest name of a key. Unit: bytes.
const MAX_NAME_BYTES: usize = 100;

/// Where the keys of a shop are kept.
#[derive(Debug, Clone)]
pub struct KeyFile {
    dir: PathBuf,
}

/// Why keys could not be read or changed.
#[derive(Debug, Error)]
pub enum KeysError {
    /// The system refused.
    #[error("cannot {act} `{}`", path.display())]
    Io {
        /// What was tried.
        act: &'static str,
        /// With what.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file holds something else.
    #[error("`{}` is no file of keys as `dapei keys` writes it", path.display())]
    Foreign {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        #[source]
        source: serde_json::Error,
    },
    /// No such key.
    #[error("`{}` has no key `{id}`; `dapei keys list` shows the ids of all", path.display())]
    NoKey {
        /// Which file.
        path: PathBuf,
        /// The id that was asked for.
        id: String,
    },
    /// One more would make a file that is too large to be read.
    #[error("`{}` is full: revoke keys that nobody uses (`dapei keys list`)", path.display())]
    Full {
        /// Which file.
        path: PathBuf,
    },
    /// A name that cannot be shown.
    #[error("a key's name has 1 to {MAX_NAME_BYTES} bytes and no control characters")]
    Name,
}

/// The file's content.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    keys: Vec<Entry>,
}

impl KeyFile {
    /// The file of the shop whose snapshots are in `dir`.
    #[must_use]
    pub fn of(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.dir.join(KEYS_FILE)
    }

    /// The keys; nothing where no key was ever made, and no key where all were revoked or their file was lost.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or holds something else.
    pub fn read(&self) -> Result<Option<Keys>, KeysError> {
        let path = self.path();
        let text = match read_plain(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                // Where keys were made, a file that was lost opens nothing.
                return Ok(self.had_keys().then(Keys::default));
            }
            Err(source) => return Err(KeysError::Io { act: "read", path, source }),
        };
        let kept: Kept =
            serde_json::from_slice(&text).map_err(|source| KeysError::Foreign { path, source })?;
        let entries = kept.keys.into_iter().map(|entry| (entry.id.clone(), Arc::new(entry)));
        Ok(Some(Keys(entries.collect())))
    }

    /// Makes a key. Its hash is on disk when this returns.
    ///
    /// # Errors
    ///
    /// A name that cannot be shown, or the file cannot be read or written.
    pub fn create(&self, name: &str, scope: Scope, now: &str) -> Result<(Key, Entry), KeysError> {
        if name.is_empty() || name.len() > MAX_NAME_BYTES || name.chars().any(char::is_control) {
            return Err(KeysError::Name);
        }
        let _lock = self.lock()?;
        let Keys(mut entries) = self.read()?.unwrap_or_default();
        let (key, entry) = loop {
            let (key, entry) = Key::new(name, scope, now);
            if !entries.contains_key(&entry.id) {
                break (key, entry);
            }
        };
        entries.insert(entry.id.clone(), Arc::new(entry.clone()));
        self.write(entries)?;
        Ok((key, entry))
    }

    /// Makes the key called `id` one that allows nothing. Whoever gives the key instead means it, too.
    ///
    /// # Errors
    ///
    /// There is no such key, or the file cannot be read or written.
    pub fn revoke(&self, id: &str) -> Result<Entry, KeysError> {
        let id = Keys::parts(id).map_or(id, |(id, _)| id);
        let no_key = || KeysError::NoKey { path: self.path(), id: id.to_owned() };
        let _lock = self.lock()?;
        let Keys(mut entries) = self.read()?.unwrap_or_default();
        let revoked = entries.remove(id).ok_or_else(no_key)?;
        // The file stays though it may be empty: without one no key would be asked for.
        self.write(entries)?;
        Ok(Arc::unwrap_or_clone(revoked))
    }

    /// Whether a key was ever made.
    fn had_keys(&self) -> bool {
        fs::metadata(self.dir.join(LOCK_FILE)).is_ok_and(|lock| lock.len() > 0)
    }

    fn write(&self, entries: BTreeMap<String, Arc<Entry>>) -> Result<(), KeysError> {
        let kept = Kept { keys: entries.into_values().map(Arc::unwrap_or_clone).collect() };
        let mut text = serde_json::to_vec_pretty(&kept).expect("entries are plain data");
        text.push(b'\n');
        let path = self.path();
        if text.len() as u64 > MAX_FILE_BYTES {
            return Err(KeysError::Full { path });
        }
        let written = HalfWritten::write(&self.dir, &text).and_then(|file| file.put(&path));
        let written = written.and_then(|()| fs::write(self.dir.join(LOCK_FILE), HAD_KEYS));
        // The folder too, or a power failure brings the old file back.
        let written = written.and_then(|()| File::open(&self.dir)?.sync_all());
        written.map_err(|source| KeysError::Io { act: "write", path, source })
    }

    /// Waits for whoever else changes keys; the lock goes with the file.
    fn lock(&self) -> Result<File, KeysError> {
        let path = self.dir.join(LOCK_FILE);
        let opened = OpenOptions::new().create(true).write(true).truncate(false).open(&path);
        opened.and_then(|file| file.lock().map(|()| file)).map_err(|source| KeysError::Io {
            act: "lock",
            path,
            source,
        })
    }
}

/// A plain file's bytes: what else stands at its place could keep a reader waiting, or never end.
fn read_plain(path: &Path) -> io::Result<Vec<u8>> {
    let found = fs::metadata(path)?;
    if !found.is_file() {
        return Err(io::Error::other("it is no plain file"));
    }
    if found.len() > MAX_FILE_BYTES {
        let found = found.len();
        return Err(io::Error::other(format!("it has {found} bytes, at most {MAX_FILE_BYTES}")));
    }
    fs::read(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-27T00:00:00Z";

    #[test]
    fn a_key_counts_from_its_creation_to_its_revocation() {
        let dir = tempfile::tempdir().unwrap();
        let file = KeyFile::of(dir.path());
        assert_eq!(file.read().unwrap(), None);
        let (old, entry) = file.create("web", Scope::Storefront, NOW).unwrap();
        let (new, _) = file.create("web, next", Scope::Agent, NOW).unwrap();
        let keys = file.read().unwrap().unwrap();
        assert_eq!(keys.find(&old.to_string()), Some(&Arc::new(entry.clone())));
        assert_eq!(keys.find(&new.to_string()).unwrap().scope, Scope::Agent);
        let kept = fs::read_to_string(file.path()).unwrap();
        for key in [&old, &new] {
            let key = key.to_string();
            assert!(!kept.contains(key.rsplit_once('_').unwrap().1), "no secret is kept");
        }
        file.revoke(&entry.id).unwrap();
        let keys = file.read().unwrap().unwrap();
        assert_eq!(keys.find(&old.to_string()), None);
        assert!(keys.find(&new.to_string()).is_some());
        let new_id = keys.find(&new.to_string()).unwrap().id.clone();
        file.revoke(&new_id).unwrap();
        assert!(file.read().unwrap().unwrap().is_empty());
        fs::remove_file(file.path()).unwrap();
        assert!(file.read().unwrap().unwrap().is_empty(), "a lost file opens nothing");
    }

    #[test]
    fn a_key_given_for_its_id_is_revoked_and_never_repeated() {
        let dir = tempfile::tempdir().unwrap();
        let file = KeyFile::of(dir.path());
        let (key, _) = file.create("leaked", Scope::Admin, NOW).unwrap();
        file.revoke(&key.to_string()).unwrap();
        assert!(file.read().unwrap().unwrap().is_empty());
        let told = file.revoke(&key.to_string()).unwrap_err().to_string();
        assert!(!told.contains(key.to_string().rsplit_once('_').unwrap().1), "{told}");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_plain_file_is_not_read() {
        let dir = tempfile::tempdir().unwrap();
        let file = KeyFile::of(dir.path());
        std::os::unix::fs::symlink("/dev/zero", file.path()).unwrap();
        assert!(matches!(file.read(), Err(KeysError::Io { .. })));
        fs::remove_file(file.path()).unwrap();
        let large = File::create(file.path()).unwrap();
        large.set_len(MAX_FILE_BYTES + 1).unwrap();
        assert!(matches!(file.read(), Err(KeysError::Io { .. })));
    }

    #[test]
    fn what_cannot_be_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let file = KeyFile::of(dir.path());
        let told =
            |error: KeysError| error.to_string().replace(&dir.path().display().to_string(), "DIR");
        insta::assert_snapshot!(told(file.revoke("0f").unwrap_err()), @"`DIR/keys.json` has no key `0f`; `dapei keys list` shows the ids of all");
        insta::assert_snapshot!(told(file.create("a\nb", Scope::Admin, NOW).unwrap_err()), @"a key's name has 1 to 100 bytes and no control characters");
        assert_eq!(file.read().unwrap(), None, "what failed closes nothing");
        fs::write(file.path(), "{}").unwrap();
        insta::assert_snapshot!(told(file.read().unwrap_err()), @"`DIR/keys.json` is no file of keys as `dapei keys` writes it");
        assert!(
            file.create("web", Scope::Admin, NOW).is_err(),
            "what is not understood is not overwritten"
        );
        assert_eq!(fs::read_to_string(file.path()).unwrap(), "{}");
    }
}
