//! Changes on their way: merged in the store's transaction, on its thread, and seen once they are on disk.

use std::collections::BTreeMap;
use std::mem;
use std::sync::Arc;

use thiserror::Error;
use tokio::sync::oneshot;

use super::Seen;
use super::change::{ItemChange, MAX_ATTRIBUTES};
use super::facts::{MAX_FACTS_BYTES, ToldFacts};
use super::item_id::ItemId;
use super::tally::{Added, Amount};
use crate::store::{Database, StoreError, Write};

/// What happens to what is told of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Merged with what was told before.
    Merge(ItemChange),
    /// All of it is forgotten.
    Forget,
}

/// What is told of an item after its change; or why that was refused.
pub type Outcome = Result<Arc<ToldFacts>, Refused>;

/// Why an item's change is refused, though the store is well. What was told stays.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refused {
    /// With those told before there would be too many attributes.
    #[error(
        "`attributes`: {found} with those told before, expected at most {MAX_ATTRIBUTES}: forget some with null"
    )]
    TooManyAttributes {
        /// How many there would be.
        found: usize,
    },
    /// All facts of the item together are too long.
    #[error("{found} bytes of facts with those told before, expected at most {MAX_FACTS_BYTES}")]
    TooLong {
        /// Length of their JSON. Unit: bytes.
        found: usize,
    },
    /// Too many items are told of that the snapshot does not know.
    #[error(
        "{most} items are told of that the snapshot does not know, which is the most there may be: \
         forget some with DELETE, or train with the orders that name them"
    )]
    TooManyUnknown {
        /// The most there may be.
        most: u64,
    },
    /// Too much is told in all.
    #[error(
        "{most_bytes} bytes of facts are told in all, which is the most there may be: forget some with DELETE"
    )]
    TooMuchTold {
        /// The most there may be. Unit: bytes.
        most_bytes: u64,
    },
}

/// Changes that wait for their turn.
pub(super) struct Telling {
    changes: Vec<(ItemId, Change)>,
    size_bytes: usize,
    seen: Arc<Seen>,
    outcomes: Vec<Outcome>,
    changed: BTreeMap<String, Option<Arc<ToldFacts>>>,
    added: Added,
    reply: oneshot::Sender<Result<Vec<Outcome>, StoreError>>,
}

impl Telling {
    pub(super) fn new(
        changes: Vec<(ItemId, Change)>,
        seen: Arc<Seen>,
        reply: oneshot::Sender<Result<Vec<Outcome>, StoreError>>,
    ) -> Self {
        let size_bytes =
            changes.iter().map(|(id, change)| id.as_str().len() + size_of(change)).sum();
        Self {
            changes,
            size_bytes,
            seen,
            outcomes: Vec::new(),
            changed: BTreeMap::new(),
            added: Added::default(),
            reply,
        }
    }

    /// What is told of `item_id` after `change`, as the transaction under way has it.
    fn merge(
        &mut self,
        database: &mut dyn Database,
        item_id: &str,
        change: &Change,
    ) -> Result<Outcome, StoreError> {
        // Not as answers see it: others may have written before in the same transaction, or from elsewhere.
        let kept = database.told(item_id)?;
        let before = kept.as_deref().map(|json| ToldFacts::kept(item_id, json)).transpose()?;
        let before = before.unwrap_or_default();
        let after = match change {
            Change::Merge(change) => match before.changed(change) {
                Ok(after) => after,
                Err(refused) => return Ok(Err(refused)),
            },
            Change::Forget => ToldFacts::default(),
        };
        if after != before {
            let json = (!after.is_empty()).then(|| after.json());
            let found = json.as_ref().map_or(0, String::len);
            if found > MAX_FACTS_BYTES {
                return Ok(Err(Refused::TooLong { found }));
            }
            let n_bytes = |json: Option<&String>| json.map_or(0, |json| item_id.len() + json.len());
            let (was, is) = (n_bytes(kept.as_ref()), n_bytes(json.as_ref()));
            let (was, is) =
                (Amount { facts: &before, n_bytes: was }, Amount { facts: &after, n_bytes: is });
            if let Err(refused) = self.seen.tally().count(item_id, was, is, &mut self.added) {
                return Ok(Err(refused));
            }
            match &json {
                Some(json) => drop(database.tell(item_id, json)?),
                None => database.forget(item_id)?,
            }
        }
        Ok(Ok(Arc::new(after)))
    }
}

impl Write for Telling {
    fn size_bytes(&self) -> usize {
        self.size_bytes
    }

    fn apply(&mut self, database: &mut dyn Database) -> Result<(), StoreError> {
        for (item_id, change) in mem::take(&mut self.changes) {
            let outcome = self.merge(database, item_id.as_str(), &change)?;
            if let Ok(facts) = &outcome {
                let told = (!facts.is_empty()).then(|| Arc::clone(facts));
                self.changed.insert(item_id.into_string(), told);
            }
            self.outcomes.push(outcome);
        }
        Ok(())
    }

    fn end(self: Box<Self>, outcome: Result<(), StoreError>) {
        let Self { seen, outcomes, changed, added, reply, .. } = *self;
        let replied = match outcome {
            Ok(()) => {
                let items = seen.items.load_full();
                let is_news = |(id, facts): &(String, Option<Arc<ToldFacts>>)| {
                    items.get(id).map(|known| &**known) != facts.as_deref()
                };
                seen.show(changed.into_iter().filter(is_news).collect());
                Ok(outcomes)
            }
            Err(error) => {
                seen.tally().take_back(added);
                Err(error)
            }
        };
        // Whoever asked may have gone; what was told stays.
        let _ = reply.send(replied);
    }
}

/// What a change holds, about. Unit: bytes.
fn size_of(change: &Change) -> usize {
    let texts = match change {
        Change::Forget => 0,
        Change::Merge(change) => change.size_bytes(),
    };
    size_of_val(change) + texts
}
