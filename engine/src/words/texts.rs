//! Many short texts in one block of memory, found by position.

use thiserror::Error;

/// A column of texts: all run together, and where each ends.
///
/// Costs the text and 4 bytes a row; a row is found in constant time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    text: String,
    ends: Vec<u32>,
}

/// Why parts make no column of texts.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TextsError {
    /// Positions do not cut the text into rows.
    #[error("position {position} of {length} does not cut a text column at a character, in order")]
    Cut {
        /// The offending position. Unit: bytes.
        position: usize,
        /// Length of the whole text. Unit: bytes.
        length: usize,
    },
    /// The texts together are too long for 32-bit positions.
    #[error("the texts of one column together exceed 4 GiB")]
    TooLong,
}

impl Texts {
    /// A column with these rows.
    ///
    /// # Errors
    ///
    /// More than 4 GiB of text.
    pub fn from_rows(rows: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Self, TextsError> {
        let mut column = Self::default();
        for row in rows {
            column.text.push_str(row.as_ref());
            column.ends.push(u32::try_from(column.text.len()).map_err(|_| TextsError::TooLong)?);
        }
        Ok(column)
    }

    /// A column of so many empty rows.
    #[must_use]
    pub fn blank(n_rows: usize) -> Self {
        Self { text: String::new(), ends: vec![0; n_rows] }
    }

    /// A column from its parts: the texts run together and the position where each ends.
    ///
    /// # Errors
    ///
    /// Positions that go back, leave the text or split a character.
    pub fn from_parts(text: String, ends: Vec<u32>) -> Result<Self, TextsError> {
        let length = text.len();
        let mut start = 0;
        for &end in &ends {
            let position = end as usize;
            if position < start || !text.is_char_boundary(position) {
                return Err(TextsError::Cut { position, length });
            }
            start = position;
        }
        if start != length {
            return Err(TextsError::Cut { position: start, length });
        }
        Ok(Self { text, ends })
    }

    /// What [`Texts::from_parts`] takes.
    #[must_use]
    pub fn parts(&self) -> (&str, &[u32]) {
        (&self.text, &self.ends)
    }

    /// The text of `row`.
    ///
    /// # Panics
    ///
    /// Where there is no such row.
    #[must_use]
    pub fn row(&self, row: usize) -> &str {
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        &self.text[start..self.ends[row] as usize]
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_they_went_in() {
        let rows = ["tea", "", "茶", "cup"];
        let texts = Texts::from_rows(rows).unwrap();
        assert_eq!((0..texts.len()).map(|row| texts.row(row)).collect::<Vec<_>>(), rows);
    }

    #[test]
    fn positions_that_do_not_cut_the_text_are_refused() {
        let split = Texts::from_parts("茶".to_owned(), vec![1, 3]).unwrap_err();
        assert_eq!(split, TextsError::Cut { position: 1, length: 3 });
        assert!(Texts::from_parts("tea".to_owned(), vec![2]).is_err());
        assert!(Texts::from_parts("tea".to_owned(), vec![3, 2]).is_err());
        assert!(Texts::from_parts("tea".to_owned(), vec![9]).is_err());
    }
}
