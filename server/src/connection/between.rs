//! How much a client may send while no request of its connection is being answered.
//!
//! Between two requests there are only the head of the next one and, after an answer to a body that was not read to its
//! end, the rest of that body, which is thrown away: many clients look for the answer only once all is sent. The longest
//! body that any route takes is read so, and some more; who sends on after that is not worth it.

use std::cell::Cell;
use std::rc::Rc;

/// Most that is read between two requests. A bulk has 10 MiB, the longest head that the HTTP library takes 128 KiB. Unit: bytes.
const MOST_BYTES: usize = 16 << 20;

/// What may still be read of one connection, known to its socket and to whatever answers.
#[derive(Debug, Clone)]
pub(crate) struct Between(Rc<Cell<Option<usize>>>);

/// A request that is being answered, until this is dropped: its body has limits of its own.
#[derive(Debug)]
pub(crate) struct Answering(Between);

impl Default for Between {
    fn default() -> Self {
        Self(Rc::new(Cell::new(Some(MOST_BYTES))))
    }
}

impl Between {
    /// A request of the connection is being answered from now on.
    pub(crate) fn answer(&self) -> Answering {
        self.0.set(None);
        Answering(self.clone())
    }

    /// How much may be read now; any amount while a request is being answered. Unit: bytes.
    pub(super) fn left(&self) -> usize {
        self.0.get().unwrap_or(usize::MAX)
    }

    /// So much was read.
    pub(super) fn note(&self, n_bytes: usize) {
        self.0.set(self.0.get().map(|left| left.saturating_sub(n_bytes)));
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.0.set(Some(MOST_BYTES));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_counts_between_requests_only() {
        let between = Between::default();
        between.note(MOST_BYTES - 1);
        assert_eq!(between.left(), 1);
        {
            let _answering = between.answer();
            between.note(MOST_BYTES);
            assert_eq!(between.left(), usize::MAX);
        }
        assert_eq!(between.left(), MOST_BYTES);
        between.note(2 * MOST_BYTES);
        assert_eq!(between.left(), 0);
    }
}
