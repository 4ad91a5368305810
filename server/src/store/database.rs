//! What a database must be able to do to keep a store: the one interface.

use super::error::StoreError;

/// What is kept of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToldRow<'a> {
    /// Which item: any text, also with zero bytes in it.
    pub item_id: &'a str,
    /// What was told of it: one JSON text.
    pub facts: &'a str,
    /// Grows with every write to the store; no two rows have the same.
    pub revision: u64,
}

/// A version of the rules, without them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesVersion {
    /// Counts from 1, one more with every version.
    pub number: u64,
    /// When it was written, as its writer said: RFC 3339.
    pub written_at: String,
    /// Who wrote it: the name of a key, or `file`.
    pub author: String,
    /// Length of the document. Unit: bytes.
    pub size_bytes: u64,
}

/// A version of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Counts from 1, one more with every version.
    pub number: u64,
    /// When it was written, as its writer said: RFC 3339.
    pub written_at: String,
    /// Who wrote it: the name of a key, or `file`.
    pub author: String,
    /// The rules: one JSON text.
    pub document: String,
}

/// A database that keeps a store. It is used by one thread at a time, and may be shared with other processes.
///
/// Writes come between [`Database::begin`] and [`Database::commit`], and see what was written since; reads may come at
/// any time.
pub trait Database: Send {
    /// Begins a transaction. No other writer comes between what it reads and what it writes.
    ///
    /// # Errors
    ///
    /// Another writer does not end, or the database cannot be written; no transaction is under way then.
    fn begin(&mut self) -> Result<(), StoreError>;

    /// Keeps what was written since [`Database::begin`]: it outlives a loss of power from now on.
    ///
    /// # Errors
    ///
    /// It could not be kept. The transaction is still under way: [`Database::roll_back`] ends it.
    fn commit(&mut self) -> Result<(), StoreError>;

    /// Ends the transaction under way, if there is one, as if nothing had been written.
    fn roll_back(&mut self);

    /// The facts of one item, where any are kept.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    fn told(&mut self, item_id: &str) -> Result<Option<String>, StoreError>;

    /// Gives all that is kept of items to `take`, in no sequence that is promised, until that fails.
    ///
    /// # Errors
    ///
    /// The database cannot be read, or `take` failed.
    fn each_told(
        &mut self,
        take: &mut dyn FnMut(ToldRow<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;

    /// Keeps `facts` of an item in place of what was kept; says its revision.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    fn tell(&mut self, item_id: &str, facts: &str) -> Result<u64, StoreError>;

    /// Keeps nothing of an item any more.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    fn forget(&mut self, item_id: &str) -> Result<(), StoreError>;

    /// The number of the newest rules; 0 where there are none.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    fn newest_rules_number(&mut self) -> Result<u64, StoreError>;

    /// The rules of version `number`, where they are kept.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    fn rules(&mut self, number: u64) -> Result<Option<Rules>, StoreError>;

    /// At most `most` versions of the rules, newest first; only those before version `before` where that is given.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    fn rules_versions(
        &mut self,
        before: Option<u64>,
        most: usize,
    ) -> Result<Vec<RulesVersion>, StoreError>;

    /// Keeps a version of the rules whose number is not taken.
    ///
    /// # Errors
    ///
    /// The number is taken, or the database cannot be written.
    fn add_rules(&mut self, rules: &Rules) -> Result<(), StoreError>;

    /// Keeps no version before `number` any more.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    fn drop_rules_before(&mut self, number: u64) -> Result<(), StoreError>;

    /// The newest rules, where there are any.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    fn newest_rules(&mut self) -> Result<Option<Rules>, StoreError> {
        let number = self.newest_rules_number()?;
        self.rules(number)
    }
}
