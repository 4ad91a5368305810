//! One shop's snapshots: which of them answers.

use std::sync::{Mutex, PoisonError};

use engine::snapshot::Snapshot;
use tracing::warn;

use crate::live::{Live, Served};
use crate::model_dir::{ModelDir, ModelDirError, Published, SnapshotNumber, Usable};
use crate::watch::chain;

/// A shop that answers: where its snapshots are published, and which of them is served.
#[derive(Debug)]
pub struct Shop {
    /// What answers now.
    pub live: Live,
    model: ModelDir,
    /// Why the directory could not be followed, so that it is told once.
    failed: Mutex<Option<Failure>>,
}

/// What a look at the directory led to.
#[derive(Debug, PartialEq, Eq)]
pub enum Look {
    /// Served is what the directory says.
    Unchanged,
    /// Another snapshot is served from now on.
    Swapped {
        /// Which was served until now.
        from: SnapshotNumber,
        /// Which is served from now on.
        to: SnapshotNumber,
    },
}

/// What was tried in vain.
#[derive(Debug, PartialEq, Eq)]
enum Failure {
    /// No active snapshot was found.
    NoneActive,
    /// The system did not give the file. It may give it at the next look.
    Unreadable(Published),
    /// The file was read and is no usable snapshot. It stays one until another is published.
    Unusable(Published),
}

impl Shop {
    /// A shop that serves the chosen snapshot of `model`, or else the newest that can be used;
    /// those passed over are logged.
    ///
    /// # Errors
    ///
    /// There is none, or the chosen one cannot be used.
    pub fn open(model: ModelDir) -> Result<Self, ModelDirError> {
        let Usable { published, snapshot, passed_over } = model.load_usable()?;
        let used = published.number;
        for (Published { number, .. }, error) in &passed_over {
            warn!(
                snapshot.number = number.0,
                snapshot.used = used.0,
                error = %chain(error),
                "Snapshot {number} cannot be used, the older {used} is"
            );
        }
        let newest = passed_over.into_iter().next();
        let failed = newest.map(|(published, _)| Failure::Unusable(published));
        let live = Live::new(Served::new(published, snapshot));
        Ok(Self { live, model, failed: Mutex::new(failed) })
    }

    pub(super) fn model(&self) -> &ModelDir {
        &self.model
    }

    /// Serves the active snapshot where that is not served already. What is served stays where the
    /// directory cannot be followed.
    ///
    /// Costs a listing; and reading the snapshot where it is another one: never call it on a
    /// thread that answers requests.
    ///
    /// # Errors
    ///
    /// There is no active snapshot or it cannot be used. The same failure is returned once; what
    /// the system did not give is asked for again at every look.
    pub fn look(&self) -> Result<Look, ModelDirError> {
        self.follow(|active| self.model.load(active))
    }

    fn follow(
        &self,
        load: impl FnOnce(&Published) -> Result<Snapshot, ModelDirError>,
    ) -> Result<Look, ModelDirError> {
        let served = self.live.current();
        let active = match self.model.active() {
            Ok(active) => active,
            Err(error) => return self.fail(Failure::NoneActive, error),
        };
        if active == served.published {
            self.succeed();
            return Ok(Look::Unchanged);
        }
        if self.is_known_unusable(&active) {
            return Ok(Look::Unchanged);
        }
        match load(&active) {
            Ok(snapshot) => {
                let (from, to) = (served.number(), active.number);
                self.live.swap(Served::new(active, snapshot));
                self.succeed();
                Ok(Look::Swapped { from, to })
            }
            Err(error @ (ModelDirError::Snapshot { .. } | ModelDirError::NoFile(_))) => {
                self.fail(Failure::Unusable(active), error)
            }
            Err(error) => self.fail(Failure::Unreadable(active), error),
        }
    }

    fn is_known_unusable(&self, active: &Published) -> bool {
        match &*self.failed.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(Failure::Unusable(known)) => known == active,
            Some(Failure::Unreadable(_) | Failure::NoneActive) | None => false,
        }
    }

    fn fail(&self, failure: Failure, error: ModelDirError) -> Result<Look, ModelDirError> {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        if failed.as_ref() == Some(&failure) {
            return Ok(Look::Unchanged);
        }
        *failed = Some(failure);
        Err(error)
    }

    fn succeed(&self) {
        *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::num::NonZeroUsize;

    use engine::train::{TrainParams, train};
    use engine::words::{Id, Intake, OrderLine};

    use super::*;

    /// The snapshot of a shop with one order.
    fn snapshot() -> Vec<u8> {
        let params = TrainParams::default().check().unwrap();
        let mut intake = Intake::new();
        let line = OrderLine::one(Id::parse("1").unwrap(), Id::parse("tea").unwrap());
        intake.push_line(&line).unwrap();
        let history = intake.finish().unwrap();
        train(&history, &params, NonZeroUsize::MIN, &|_| ()).unwrap().bytes
    }

    #[test]
    fn a_snapshot_that_the_system_did_not_give_is_asked_for_again_and_told_once() {
        let dir = tempfile::tempdir().unwrap();
        let model = ModelDir::create(dir.path()).unwrap();
        model.publish(&snapshot()).unwrap();
        let shop = Shop::open(model.clone()).unwrap();
        model.publish(&snapshot()).unwrap();
        let too_many_files = |published: &Published| {
            Err(ModelDirError::Io {
                act: "read",
                path: published.path.clone(),
                source: io::Error::other("too many open files"),
            })
        };
        assert!(shop.follow(too_many_files).is_err());
        assert_eq!(shop.follow(too_many_files).unwrap(), Look::Unchanged);
        // Once read as failed for ever: the same file is served as soon as it can be read.
        let swapped = Look::Swapped { from: SnapshotNumber(1), to: SnapshotNumber(2) };
        assert_eq!(shop.look().unwrap(), swapped);
    }
}
