//! Panics of the Parquet reader, which some damaged files cause, made into errors.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use parquet::errors::ParquetError;

thread_local! {
    static IS_CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a step of the Parquet reader; where it panics, the file is at fault, and says what the
/// reader found. Nothing is written to the standard error: for that, the first call wraps the
/// process's panic hook into one that leaves other panics to it.
pub(super) fn contained<T>(
    step: impl FnOnce() -> Result<T, ParquetError>,
) -> Result<T, ParquetError> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !IS_CONTAINED.get() {
                others(info);
            }
        }));
    });
    let before = IS_CONTAINED.replace(true);
    // Nothing that the step touched is used again after an error.
    let done = panic::catch_unwind(AssertUnwindSafe(step));
    IS_CONTAINED.set(before);
    done.unwrap_or_else(|panic| {
        let found = told(&*panic);
        Err(ParquetError::General(format!("its pages do not hold what they promise ({found})")))
    })
}

/// What a panic says, its first line.
fn told(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.and_then(|text| text.lines().next()).unwrap_or("no more is known")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_that_says_what_was_found() {
        let found = contained::<()>(|| panic!("slice ends at {}", 7)).unwrap_err().to_string();
        assert!(found.ends_with("do not hold what they promise (slice ends at 7)"), "{found}");
        assert_eq!(contained(|| Ok(3)).unwrap(), 3);
        assert!(!IS_CONTAINED.get());
    }
}
