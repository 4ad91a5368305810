//! The way from a request to the snapshot that answers it: through a shop.
//!
//! In: a request. Out: the snapshot that its shop serves at that moment, kept until the request is
//! answered. There is one shop for now; which shop a request belongs to, and whether it may ask, is
//! decided in [`Shops::of`] and nowhere else: no handler has a snapshot that was not given there.

use std::future::{Ready, ready};
use std::ops::Deref;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use arc_swap::ArcSwapOption;
use engine::snapshot::Snapshot;
use thiserror::Error;
use tracing::warn;

use crate::api::ApiError;
use crate::keys::{KeyFile, Keys, KeysError, Scope};
use crate::live::{Live, Served};
use crate::model_dir::{ModelDir, ModelDirError, Published, SnapshotNumber, Usable};
use crate::watch::chain;

/// All shops of this process.
#[derive(Debug)]
pub struct Shops {
    only: Arc<Shop>,
}

/// One shop: where its snapshots are published, and which of them answers.
#[derive(Debug)]
pub struct Shop {
    /// What answers now.
    pub live: Live,
    model: ModelDir,
    /// Who may ask; anybody where no key was ever made.
    keys: ArcSwapOption<Keys>,
    key_file: KeyFile,
    /// Why the directory could not be followed, so that it is told once.
    failed: Mutex<Option<Failure>>,
    /// Why the file of keys could not be followed, so that it is told once.
    keys_failed: Mutex<Option<String>>,
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

/// Why a shop cannot be opened.
#[derive(Debug, Error)]
pub enum ShopError {
    /// There is nothing to serve.
    #[error(transparent)]
    Model(#[from] ModelDirError),
    /// It is not known who may ask.
    #[error(transparent)]
    Keys(#[from] KeysError),
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

impl Shops {
    /// A process with one shop.
    #[must_use]
    pub fn one(shop: Shop) -> Self {
        Self { only: Arc::new(shop) }
    }

    /// The shop that `request` belongs to, where its key allows what its route needs.
    ///
    /// # Errors
    ///
    /// The shop has keys, and the request has none of them, or one that does not allow this.
    pub fn of(&self, request: &HttpRequest) -> Result<&Arc<Shop>, ApiError> {
        let shop = &self.only;
        let keys = shop.keys.load();
        let Some(keys) = keys.as_ref() else { return Ok(shop) };
        // A route that does not say what it needs is for nobody else.
        let needed = request.app_data::<Needs>().map_or(Scope::Admin, |needs| needs.0);
        let key = carried_key(request).ok_or(ApiError::KeyMissing)?;
        let found = keys.find(key).ok_or(ApiError::KeyUnknown)?.scope;
        match needed <= found {
            true => Ok(shop),
            false => Err(ApiError::ScopeInsufficient { needed, found }),
        }
    }

    /// The one shop, as whoever looks after the service sees it.
    #[must_use]
    pub fn only(&self) -> &Arc<Shop> {
        &self.only
    }

    /// Every shop.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Shop>> {
        std::iter::once(&self.only)
    }
}

/// What a route needs, told where the route is.
#[derive(Debug, Clone, Copy)]
pub struct Needs(pub Scope);

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

impl Shop {
    /// A shop that serves the chosen snapshot of `model`, or else the newest that can be used;
    /// those passed over are logged.
    ///
    /// # Errors
    ///
    /// There is none, or the chosen one cannot be used; or its file of keys cannot be read.
    pub fn open(model: ModelDir) -> Result<Self, ShopError> {
        let key_file = KeyFile::of(model.path());
        let keys = ArcSwapOption::from(key_file.read()?.map(Arc::new));
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
        let (failed, keys_failed) = (Mutex::new(failed), Mutex::new(None));
        Ok(Self { live, model, keys, key_file, failed, keys_failed })
    }

    /// Where its snapshots are.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.model.path()
    }

    /// Whether a key is needed to ask for anything.
    #[must_use]
    pub fn asks_for_keys(&self) -> bool {
        self.keys.load().is_some()
    }

    /// Follows the file of keys; says how many there are where that changed anything. A file that cannot be read
    /// leaves the keys as they are, and one that is gone leaves none: a shop that asked for keys never stops to.
    ///
    /// Reads the file: never call it on a thread that answers requests.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or holds something else. The same failure is returned once.
    pub fn look_at_keys(&self) -> Result<Option<usize>, KeysError> {
        let mut failed = self.keys_failed.lock().unwrap_or_else(PoisonError::into_inner);
        let read = match self.key_file.read() {
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

/// The snapshot that a request began with, and is answered from to its end.
#[derive(Debug, Clone)]
pub struct Begun(Arc<Served>);

impl Deref for Begun {
    type Target = Served;

    fn deref(&self) -> &Served {
        &self.0
    }
}

impl FromRequest for Begun {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let shops = request.app_data::<web::Data<Shops>>().expect("every app is given its shops");
        ready(shops.of(request).map(|shop| Self(shop.live.current())))
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::num::NonZeroUsize;

    use engine::train::{TrainParams, train};
    use engine::words::{Id, Intake, LineStatus, OrderLine, Quantity};

    use super::*;

    /// The snapshot of a shop with one order.
    fn snapshot() -> Vec<u8> {
        let params = TrainParams::default().check().unwrap();
        let mut intake = Intake::new();
        let line = OrderLine {
            order: Id::parse("1").unwrap(),
            item: Id::parse("tea").unwrap(),
            customer: None,
            time: None,
            quantity: Quantity::ONE,
            status: LineStatus::Paid,
            unit_price: None,
            unit_cost: None,
            title: None,
            category: None,
        };
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

    #[test]
    fn a_file_of_keys_that_cannot_be_read_leaves_the_keys_and_is_told_once() {
        let dir = tempfile::tempdir().unwrap();
        let model = ModelDir::create(dir.path()).unwrap();
        model.publish(&snapshot()).unwrap();
        let file = KeyFile::of(dir.path());
        file.create("web", Scope::Storefront, "2026-11-27T00:00:00Z").unwrap();
        let shop = Shop::open(model).unwrap();
        assert_eq!(shop.look_at_keys().unwrap(), None);
        std::fs::write(file.path(), "damaged").unwrap();
        assert!(shop.look_at_keys().is_err());
        assert_eq!(shop.look_at_keys().unwrap(), None);
        assert_eq!(shop.keys.load().as_ref().unwrap().len(), 1);
        std::fs::remove_file(file.path()).unwrap();
        assert_eq!(shop.look_at_keys().unwrap(), Some(0));
        assert!(shop.asks_for_keys());
    }
}
