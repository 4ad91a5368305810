//! What a shop said that outlives the process, and how answers come to see it: its catalogue and its rules.
//!
//! A change of the catalogue is seen by the next answer; rules are looked at again and again, since their days begin and
//! end, and another process may have written a version.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use engine::snapshot::{Snapshot, SnapshotId};
use engine::words::{ChangedFacts, Changes, Money};
use thiserror::Error;

use super::told::Told;
use crate::catalogue::{Catalogue, Limits, ToldFacts, ToldItems};
use crate::live::Live;
use crate::rules::{CheckedRules, InForce, Moment, RulesDocument};
use crate::store::{NewRules, Rules, Store, StoreError};

/// Stock is told in pieces, and counted in millionths of one.
const MILLIONTHS: i64 = 1_000_000;

/// What a shop said that outlives the process.
#[derive(Debug)]
pub struct Kept {
    /// What was told of items.
    pub catalogue: Arc<Catalogue>,
    book: Mutex<Book>,
}

/// The rules, as they were at the last look.
#[derive(Debug, Default)]
struct Book {
    version: u64,
    rules: Arc<CheckedRules>,
    /// The ids of those in force.
    in_force: Vec<String>,
}

/// All that was said at one moment, in the numbers of one snapshot.
#[derive(Debug)]
pub(super) struct Made {
    snapshot_id: SnapshotId,
    items: Arc<ToldItems>,
    /// The ids of the rules in force.
    in_force: Vec<String>,
    told: Told,
}

/// Why what a shop said cannot be followed.
#[derive(Debug, Error)]
pub enum KeptError {
    /// The store does not give it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The rules are none that this release knows.
    #[error("version {version} of the rules in the store cannot be used: {problem}")]
    Rules {
        /// Which version.
        version: u64,
        /// What is wrong with it.
        problem: String,
    },
}

impl Kept {
    /// What the store at `path` keeps, told to the snapshot that is served.
    ///
    /// Reads the store: never call it on a thread that answers requests.
    pub(super) fn open(path: &Path, live: &Arc<Live>) -> Result<Self, KeptError> {
        let store = Arc::new(Store::sqlite_to_serve(path)?);
        let known = Arc::clone(live);
        let is_known =
            Arc::new(move |id: &str| known.current().snapshot.vocabulary().index(id).is_some());
        let book = Book::read(&store)?.unwrap_or_default();
        let catalogue = Arc::new(Catalogue::open(store, is_known, Limits::default())?);
        let kept = Self { catalogue, book: Mutex::new(book) };
        let telling = Arc::clone(live);
        kept.catalogue.listen(Arc::new(move |changed| {
            telling.tell(|told, snapshot| Told {
                changes: with(
                    &told.changes,
                    snapshot,
                    changed.iter().map(|(id, facts)| (id.as_str(), facts.as_ref())),
                ),
                ..told.clone()
            });
        }));
        let made = kept.make(&live.current().snapshot);
        live.tell(|_, snapshot| kept.finish(made, snapshot));
        Ok(kept)
    }

    /// All that was said, in the numbers of `snapshot`. Costs a look at every item that was told of, and indexing the
    /// rules: nobody has to wait for it.
    pub(super) fn make(&self, snapshot: &Snapshot) -> Made {
        let (version, rules) = {
            let book = self.book();
            (book.version, Arc::clone(&book.rules))
        };
        let (items, now) = (self.catalogue.items(), Moment::now());
        let all = items.iter().map(|(id, facts)| (id, Some(facts)));
        let told = Told {
            changes: with(Changes::NONE, snapshot, all),
            in_force: Arc::new(rules.in_force(now, snapshot)),
            rules_version: version,
        };
        let in_force = rules.ids_in_force(now).map(str::to_owned).collect();
        Made { snapshot_id: snapshot.id(), items, in_force, told }
    }

    /// `made`, and what was said since, while nothing else is said. Costs little where it was made for `snapshot` a moment
    /// ago.
    pub(super) fn finish(&self, made: Made, snapshot: &Snapshot) -> Told {
        if made.snapshot_id != snapshot.id() {
            let made = self.make(snapshot);
            return self.finish(made, snapshot);
        }
        let Made { items, in_force, mut told, .. } = made;
        let now = self.catalogue.items();
        told.changes = with(&told.changes, snapshot, now.changed_since(&items));
        let mut book = self.book();
        match book.version == told.rules_version {
            true => book.in_force = in_force,
            false => {
                told.in_force = Arc::new(book.in_force(Moment::now(), snapshot));
                told.rules_version = book.version;
            }
        }
        told
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Another snapshot is served.
    pub(super) fn follow(&self, live: &Arc<Live>) {
        let known = Arc::clone(live);
        self.catalogue
            .follow(Arc::new(move |id| known.current().snapshot.vocabulary().index(id).is_some()));
    }

    /// Follows the rules: which version is the newest, and which of it are in force now. Says the version where that
    /// changed anything.
    ///
    /// Reads the store: never call it on a thread that answers requests.
    pub(super) fn look_at_rules(&self, live: &Live) -> Result<Option<u64>, KeptError> {
        let store = self.catalogue.store();
        let newest = store.read_now(|database| database.newest_rules_number())?;
        let is_same = {
            let book = self.book();
            newest == book.version
                && book.rules.ids_in_force(Moment::now()).eq(book.in_force.iter())
        };
        if is_same {
            return Ok(None);
        }
        // Without the book in hand: the store's thread may wait for somebody who waits for it.
        let mut read = Book::read(store)?.unwrap_or_default();
        let mut version = read.version;
        // What takes longest is done before anybody has to wait for it: nobody can tell anything meanwhile.
        let served = live.current();
        let made = Arc::new(read.in_force(Moment::now(), &served.snapshot));
        live.tell(|told, snapshot| {
            let mut book = self.book();
            // Another look may have been faster, and seen more.
            let is_newest = read.version >= book.version;
            if is_newest {
                *book = read;
            }
            version = book.version;
            let in_force = match is_newest && snapshot.id() == served.snapshot.id() {
                true => made,
                false => Arc::new(book.in_force(Moment::now(), snapshot)),
            };
            Told { in_force, rules_version: version, ..told.clone() }
        });
        Ok(Some(version))
    }

    /// Keeps a version of the rules, a document that was checked; answers follow it at the next look. Says its number.
    ///
    /// # Errors
    ///
    /// The store does not take it, or another version was written since the one that was `expected`.
    pub async fn write_rules(
        &self,
        document: String,
        author: &str,
        expected: Option<u64>,
    ) -> Result<u64, StoreError> {
        let (written_at, author) = (Moment::now().to_string(), author.to_owned());
        let new = NewRules { document, written_at, author, expected };
        self.catalogue.store().write_rules(new).await
    }
}

impl Book {
    /// The newest version in `store`, where there is any.
    fn read(store: &Store) -> Result<Option<Self>, KeptError> {
        let Some(Rules { number, document, .. }) =
            store.read_now(|database| database.newest_rules())?
        else {
            return Ok(None);
        };
        let refused = |problem: String| KeptError::Rules { version: number, problem };
        let document: RulesDocument =
            serde_json::from_str(&document).map_err(|problem| refused(problem.to_string()))?;
        let rules = document.check().map_err(|problem| refused(problem.to_string()))?;
        Ok(Some(Self { version: number, rules: Arc::new(rules), in_force: Vec::new() }))
    }

    fn in_force(&mut self, now: Moment, snapshot: &Snapshot) -> InForce {
        self.in_force = self.rules.ids_in_force(now).map(str::to_owned).collect();
        self.rules.in_force(now, snapshot)
    }
}

/// `changes` with what was told of items that `snapshot` knows.
fn with<'a>(
    changes: &Changes,
    snapshot: &Snapshot,
    told: impl Iterator<Item = (&'a str, Option<&'a Arc<ToldFacts>>)>,
) -> Changes {
    let known = told.filter_map(|(id, facts)| {
        let item = snapshot.vocabulary().index(id)?;
        Some((item, facts.map(|facts| Arc::new(changed(facts)))))
    });
    let mut known = known.peekable();
    match known.peek() {
        Some(_) => changes.with(known),
        None => changes.clone(),
    }
}

fn changed(told: &ToldFacts) -> ChangedFacts {
    let attributes = told.attributes.iter();
    ChangedFacts {
        title: told.title.clone(),
        category: told.category.clone(),
        brand: told.brand.clone(),
        price: told.price.map(Money),
        cost: told.cost.map(Money),
        stock: told.stock.map(|pieces| pieces.saturating_mul(MILLIONTHS)),
        url: told.url.clone(),
        attributes: attributes.map(|(name, value)| (name.clone(), value.clone())).collect(),
        is_hidden: told.hidden,
    }
}
