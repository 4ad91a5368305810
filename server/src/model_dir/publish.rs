//! Publishing: write beside, sync, rename; and what is thrown away afterwards.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Duration;

use super::{ModelDir, ModelDirError, Published, SnapshotNumber};
use crate::half_written::{self, HalfWritten};

/// Held while a number is taken, so that two trainers never take the same.
const LOCK_FILE: &str = ".lock";
/// A half-written file older than this belongs to a trainer that died. Writing the largest
/// snapshot takes minutes at most.
const ABANDONED_AFTER: Duration = Duration::from_secs(60 * 60);

impl ModelDir {
    /// Publishes a snapshot, given as its bytes, under the next number. When this returns, the file
    /// is on disk under its name; until then no reader sees it.
    ///
    /// # Errors
    ///
    /// The directory cannot be written, or the last number is taken: nothing is published then.
    /// With [`ModelDirError::NotSynced`] it is published and will be served, but not surely on disk.
    pub fn publish(&self, bytes: &[u8]) -> Result<Published, ModelDirError> {
        self.publish_with(bytes, sync_directory)
    }

    fn publish_with(
        &self,
        bytes: &[u8],
        sync: impl FnOnce(&Path) -> io::Result<()>,
    ) -> Result<Published, ModelDirError> {
        self.remove_abandoned();
        let beside = HalfWritten::write(self.path(), bytes)
            .map_err(|source| ModelDirError::io("write into", self.path(), source))?;
        let _lock = self.lock()?;
        let number = match self.list()?.pop() {
            Some(newest) => newest.number.next().ok_or(ModelDirError::LastNumber(newest.path))?,
            None => SnapshotNumber(1),
        };
        let path = self.path().join(number.file_name());
        beside.put(&path).map_err(|source| ModelDirError::io("publish", &path, source))?;
        sync(self.path()).map_err(|source| ModelDirError::NotSynced {
            number,
            path: path.clone(),
            source,
        })?;
        self.published(number)
    }

    /// Removes all but the `keep` newest snapshots, and never the active one. Gives the numbers
    /// removed.
    ///
    /// # Errors
    ///
    /// The directory cannot be listed or written.
    pub fn prune(&self, keep: NonZeroUsize) -> Result<Vec<SnapshotNumber>, ModelDirError> {
        let _lock = self.lock()?;
        let published = self.list()?;
        let active = self.active()?.number;
        let n_old = published.len().saturating_sub(keep.get());
        let mut removed = Vec::new();
        for old in published[..n_old].iter().filter(|old| old.number != active) {
            fs::remove_file(&old.path)
                .map_err(|source| ModelDirError::io("remove", &old.path, source))?;
            removed.push(old.number);
        }
        Ok(removed)
    }

    /// Waits for other trainers; the lock goes with the file.
    pub(super) fn lock(&self) -> Result<File, ModelDirError> {
        let path = self.path().join(LOCK_FILE);
        let failed = |source| ModelDirError::io("lock", &path, source);
        let file = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(false)
            .open(&path)
            .map_err(failed)?;
        file.lock().map_err(failed)?;
        Ok(file)
    }

    /// Removes what dead trainers left. Failing to is no reason not to publish.
    fn remove_abandoned(&self) {
        let Ok(entries) = fs::read_dir(self.path()) else { return };
        for entry in entries.flatten() {
            let is_half =
                entry.file_name().to_str().is_some_and(|n| n.starts_with(half_written::PREFIX));
            let age = entry.metadata().and_then(|found| found.modified()).ok();
            let age = age.and_then(|written| written.elapsed().ok()).unwrap_or_default();
            if is_half && age > ABANDONED_AFTER {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// Puts the new name on disk, not only the bytes it names.
fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    fn model() -> (tempfile::TempDir, ModelDir) {
        let dir = tempfile::tempdir().unwrap();
        let model = ModelDir::create(&dir.path().join("model")).unwrap();
        (dir, model)
    }

    fn numbers(model: &ModelDir) -> Vec<u32> {
        model.list().unwrap().iter().map(|snapshot| snapshot.number.0).collect()
    }

    fn files(model: &ModelDir) -> Vec<String> {
        let entries = fs::read_dir(model.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn snapshots_are_numbered_from_one_and_nothing_else_is_left() {
        let (_dir, model) = model();
        assert_eq!(model.publish(b"first").unwrap().number, SnapshotNumber(1));
        let second = model.publish(b"second").unwrap();
        assert_eq!(fs::read(&second.path).unwrap(), b"second");
        assert_eq!(second.size_bytes, 6);
        assert_eq!(files(&model), [".lock", "snapshot-000001.dapei", "snapshot-000002.dapei"]);
    }

    #[test]
    fn after_the_last_number_there_is_none_and_nothing_is_published() {
        let (_dir, model) = model();
        let stray = "snapshot-4294967295.dapei";
        fs::write(model.path().join(stray), "").unwrap();
        let told = model.publish(b"new").unwrap_err().to_string();
        let told = told.replace(&model.path().display().to_string(), "DIR");
        insta::assert_snapshot!(told, @"`DIR/snapshot-4294967295.dapei` has the last number there is: move it away, and publish again");
        assert_eq!(files(&model), [".lock", stray]);
    }

    #[test]
    fn what_is_not_surely_on_disk_is_said_to_be_published() {
        let (_dir, model) = model();
        let full = |_: &Path| Err(io::Error::other("no space left"));
        let told = model.publish_with(b"first", full).unwrap_err().to_string();
        let told = told.replace(&model.path().display().to_string(), "DIR");
        insta::assert_snapshot!(told, @"snapshot 1 is published as `DIR/snapshot-000001.dapei`, but may be lost if the power fails now");
        assert_eq!(model.active().unwrap().number, SnapshotNumber(1));
    }

    #[test]
    fn trainers_that_publish_at_once_take_different_numbers() {
        let (_dir, model) = model();
        std::thread::scope(|scope| {
            for trainer in 0..8_u8 {
                let model = &model;
                scope.spawn(move || {
                    (0..5).for_each(|_| {
                        model.publish(&[trainer]).unwrap();
                    })
                });
            }
        });
        assert_eq!(numbers(&model), (1..=40).collect::<Vec<u32>>());
        let mut held: Vec<u8> =
            model.list().unwrap().iter().map(|s| fs::read(&s.path).unwrap()[0]).collect();
        held.sort_unstable();
        assert_eq!(held, (0..8).flat_map(|trainer| [trainer; 5]).collect::<Vec<u8>>());
    }

    #[test]
    fn the_newest_are_kept_and_the_active_one_always() {
        let (_dir, model) = model();
        for _ in 0..6 {
            model.publish(b"").unwrap();
        }
        fs::write(model.path().join("active"), "2").unwrap();
        let removed = model.prune(NonZeroUsize::new(3).unwrap()).unwrap();
        assert_eq!(removed, [SnapshotNumber(1), SnapshotNumber(3)]);
        assert_eq!(numbers(&model), [2, 4, 5, 6]);
    }

    #[test]
    fn what_a_dead_trainer_left_is_removed_once_it_is_old() {
        let (_dir, model) = model();
        let old = model.path().join(".half-written-old");
        let written = SystemTime::now() - 2 * ABANDONED_AFTER;
        File::create(&old).unwrap().set_modified(written).unwrap();
        fs::write(model.path().join(".half-written-now"), "").unwrap();
        model.publish(b"").unwrap();
        assert_eq!(files(&model), [".half-written-now", ".lock", "snapshot-000001.dapei"]);
    }
}
