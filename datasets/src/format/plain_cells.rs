//! Cells of lines of text without quotes, where they lie in the text.

use std::ops::Range;

/// The cells of one column in lines that follow one another, all with as many cells.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PlainColumn<'t> {
    bytes: &'t [u8],
    /// The same, where it is UTF-8.
    text: Option<&'t str>,
    /// Where each cell begins, counted through all lines, and where the next line would. The byte
    /// before is a delimiter or a line break.
    starts: &'t [u32],
    n_columns: usize,
    place: usize,
}

/// One such line.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlainLine<'t> {
    /// What stands on it, without its break.
    pub(super) bytes: &'t [u8],
    /// Which line of the file it is, the first being 1.
    pub(super) number: u64,
}

impl<'t> PlainColumn<'t> {
    /// The columns at `places` of lines whose `n_columns` cells begin at `starts` in `bytes`; nothing
    /// where there is no place.
    pub(super) fn several(
        bytes: &'t [u8],
        starts: &'t [u32],
        n_columns: usize,
        places: &[Option<usize>],
    ) -> Vec<Option<Self>> {
        let text = std::str::from_utf8(bytes).ok();
        let column = |place: usize| Self { bytes, text, starts, n_columns, place };
        places.iter().map(|place| place.map(column)).collect()
    }

    /// All of the lines, where they are UTF-8.
    pub(super) fn text(&self) -> Option<&'t str> {
        self.text
    }

    /// All of the lines.
    pub(super) fn bytes(&self) -> &'t [u8] {
        self.bytes
    }

    /// Where the cell of line `at` begins and ends.
    #[inline]
    pub(super) fn range(&self, at: usize) -> Range<usize> {
        let cell = at * self.n_columns + self.place;
        let (start, mut end) = (self.starts[cell] as usize, self.starts[cell + 1] as usize - 1);
        let is_last = self.place + 1 == self.n_columns;
        if is_last && start < end && self.bytes[end - 1] == b'\r' {
            end -= 1;
        }
        start..end
    }
}
