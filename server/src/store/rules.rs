//! Writing a version of the rules: the next number, where nobody wrote in between.

use tokio::sync::oneshot;

use super::database::{Database, Rules};
use super::error::StoreError;
use super::queue::{Store, Write};

/// Longest document of rules that is kept. Unit: bytes.
pub const MAX_RULES_BYTES: usize = 1 << 20;
/// How many versions are kept; the oldest makes room for the newest.
pub const KEPT_VERSIONS: u64 = 1000;

/// Rules that are to become the newest version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRules {
    /// The rules: one JSON text.
    pub document: String,
    /// When they are written: RFC 3339.
    pub written_at: String,
    /// Who writes them: the name of a key, or `file`.
    pub author: String,
    /// The newest version that the writer knows, 0 for none; nothing where they are to be written whatever is there.
    pub expected: Option<u64>,
}

impl Store {
    /// Keeps a version of the rules; says its number. It is on disk when this returns.
    ///
    /// # Errors
    ///
    /// Another version was written since the one that was expected; the document is too long; or the store does not take
    /// it. Nothing was written then.
    pub async fn write_rules(&self, rules: NewRules) -> Result<u64, StoreError> {
        let found = rules.document.len();
        if found > MAX_RULES_BYTES {
            return Err(StoreError::RulesTooLong { found, most: MAX_RULES_BYTES });
        }
        let (reply, replied) = oneshot::channel();
        self.write(Box::new(Writing { rules, written: Ok(0), reply }))?;
        replied.await.unwrap_or(Err(StoreError::Stopped))
    }
}

/// Rules that wait for their turn.
struct Writing {
    rules: NewRules,
    /// Their number; or why they were refused, though the database is well.
    written: Result<u64, StoreError>,
    reply: oneshot::Sender<Result<u64, StoreError>>,
}

impl Write for Writing {
    fn size_bytes(&self) -> usize {
        self.rules.document.len()
    }

    fn apply(&mut self, database: &mut dyn Database) -> Result<(), StoreError> {
        let found = database.newest_rules_number()?;
        if let Some(expected) = self.rules.expected.filter(|&expected| expected != found) {
            self.written = Err(StoreError::RulesConflict { expected, found });
            return Ok(());
        }
        let NewRules { document, written_at, author, expected: _ } = &self.rules;
        let rules = Rules {
            number: found + 1,
            written_at: written_at.clone(),
            author: author.clone(),
            document: document.clone(),
        };
        database.add_rules(&rules)?;
        if let Some(oldest) = rules.number.checked_sub(KEPT_VERSIONS - 1) {
            database.drop_rules_before(oldest)?;
        }
        self.written = Ok(rules.number);
        Ok(())
    }

    fn end(self: Box<Self>, outcome: Result<(), StoreError>) {
        // Whoever asked may have gone; what was written stays.
        let _ = self.reply.send(outcome.and(self.written));
    }
}
