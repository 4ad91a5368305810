//! The id of an item that something is told of.

use engine::words::{Id, IdError};

/// The id of an item, as the engine takes ids.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ItemId(String);

impl ItemId {
    /// Takes `text` as an id.
    ///
    /// # Errors
    ///
    /// It is empty, or longer than an id may be.
    pub fn parse(text: String) -> Result<Self, IdError> {
        Id::parse(&text)?;
        Ok(Self(text))
    }

    /// The text as the shop wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}
