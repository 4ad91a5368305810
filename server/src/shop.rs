//! The way from a request to the snapshot that answers it: through a shop.
//!
//! In: a request. Out: the snapshot that its shop serves at that moment, kept until the request is
//! answered. There is one shop for now; which shop a request belongs to is decided in
//! [`Shops::of`] and nowhere else.

use std::future::{Ready, ready};
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use crate::api::ApiError;
use crate::live::{Live, Served};
use crate::model_dir::{ModelDir, ModelDirError, Published, SnapshotNumber};

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
    /// The state of the directory that could not be followed, so that it is told once.
    failed_on: Mutex<Option<Failure>>,
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

/// What was tried in vain: the published file, or nothing where none could be found.
type Failure = Option<Published>;

impl Shops {
    /// A process with one shop.
    #[must_use]
    pub fn one(shop: Shop) -> Self {
        Self { only: Arc::new(shop) }
    }

    /// The shop that `request` belongs to.
    ///
    /// # Errors
    ///
    /// None yet; with several shops, a request that names none it may use.
    pub fn of(&self, _request: &HttpRequest) -> Result<&Arc<Shop>, ApiError> {
        Ok(&self.only)
    }

    /// Every shop.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Shop>> {
        std::iter::once(&self.only)
    }
}

impl Shop {
    /// A shop that serves the active snapshot of `model`.
    ///
    /// # Errors
    ///
    /// There is none, or it cannot be used.
    pub fn open(model: ModelDir) -> Result<Self, ModelDirError> {
        let (published, snapshot) = model.load_active()?;
        let live = Live::new(Served::new(published, snapshot));
        Ok(Self { live, model, failed_on: Mutex::new(None) })
    }

    /// Serves the active snapshot where that is not served already. What is served stays where the
    /// directory cannot be followed.
    ///
    /// Costs a listing; and reading the snapshot where it is another one: never call it on a
    /// thread that answers requests.
    ///
    /// # Errors
    ///
    /// There is no active snapshot or it cannot be used. The same failure is returned once.
    pub fn look(&self) -> Result<Look, ModelDirError> {
        let served = self.live.current();
        let active = match self.model.active() {
            Ok(active) => active,
            Err(error) => return self.fail(None, error),
        };
        if active == served.published {
            self.succeed();
            return Ok(Look::Unchanged);
        }
        if self.has_failed_on(&active) {
            return Ok(Look::Unchanged);
        }
        match self.model.load(&active) {
            Ok(snapshot) => {
                let (from, to) = (served.number(), active.number);
                self.live.swap(Served::new(active, snapshot));
                self.succeed();
                Ok(Look::Swapped { from, to })
            }
            Err(error) => self.fail(Some(active), error),
        }
    }

    fn has_failed_on(&self, active: &Published) -> bool {
        let failed_on = self.failed_on.lock().unwrap_or_else(PoisonError::into_inner);
        failed_on.as_ref().is_some_and(|failure| failure.as_ref() == Some(active))
    }

    fn fail(&self, failure: Failure, error: ModelDirError) -> Result<Look, ModelDirError> {
        let mut failed_on = self.failed_on.lock().unwrap_or_else(PoisonError::into_inner);
        if failed_on.as_ref() == Some(&failure) {
            return Ok(Look::Unchanged);
        }
        *failed_on = Some(failure);
        Err(error)
    }

    fn succeed(&self) {
        *self.failed_on.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// The snapshot that a request began with, and is answered from to its end.
#[derive(Debug)]
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
