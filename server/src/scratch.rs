//! One working memory for each thread that asks the engine.

use std::cell::RefCell;

use engine::suggest::Scratch;

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::new(Scratch::default());
}

/// Asks the engine with this thread's working memory. Asking while asking is a mistake.
pub(crate) fn with_scratch<T>(ask: impl FnOnce(&mut Scratch) -> T) -> T {
    SCRATCH.with_borrow_mut(ask)
}
