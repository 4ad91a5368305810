//! External names at the border, dense numbers inside.

use thiserror::Error;

/// Longest id that is accepted. Unit: bytes. Long enough for any platform's id and for a URL used
/// as one; short enough that a column mapped by mistake (a description, a blob) is noticed.
pub const MAX_ID_BYTES: usize = 512;

/// The name a shop gives an order, an item or a customer: opaque text, byte for byte.
///
/// Leading zeros, spaces inside and letter case are kept. It does not say what it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id<'a>(&'a str);

/// Why a text is no id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IdError {
    /// Nothing stands where an id is needed.
    #[error("empty, expected an id")]
    Empty,
    /// Longer than [`MAX_ID_BYTES`].
    #[error("{found} bytes long, expected an id of at most {MAX_ID_BYTES}")]
    TooLong {
        /// Length found. Unit: bytes.
        found: usize,
    },
}

impl<'a> Id<'a> {
    /// Takes `text` as an id.
    ///
    /// # Errors
    ///
    /// Empty text, or text longer than [`MAX_ID_BYTES`].
    pub fn parse(text: &'a str) -> Result<Self, IdError> {
        match text.len() {
            0 => Err(IdError::Empty),
            found if found > MAX_ID_BYTES => Err(IdError::TooLong { found }),
            _ => Ok(Self(text)),
        }
    }

    /// The text as the shop wrote it.
    #[must_use]
    pub fn as_str(self) -> &'a str {
        self.0
    }
}

/// The dense number of an item inside one history or snapshot, most bought first.
///
/// It means nothing outside of the vocabulary that gave it and never leaves the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemIndex(pub u32);

impl ItemIndex {
    /// The number as a position in a slice.
    #[must_use]
    pub fn position(self) -> usize {
        self.0 as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_keeps_leading_zeros_spaces_and_case() {
        assert_eq!(Id::parse("007 aB").unwrap().as_str(), "007 aB");
    }

    #[test]
    fn an_id_is_neither_empty_nor_a_novel() {
        assert_eq!(Id::parse(""), Err(IdError::Empty));
        let novel = "x".repeat(MAX_ID_BYTES + 1);
        assert_eq!(Id::parse(&novel), Err(IdError::TooLong { found: MAX_ID_BYTES + 1 }));
        assert!(Id::parse(&novel[1..]).is_ok());
    }
}
