//! How many threads work.

use std::num::NonZeroUsize;
use std::thread;

use clap::builder::TypedValueParser;

/// More than any machine this runs on has cores; a thousand more would only take memory, or the
/// system would refuse them.
const MOST: usize = 256;

/// Reads a number of threads, 1 to 256.
pub(super) fn parser() -> impl TypedValueParser<Value = NonZeroUsize> {
    let range = clap::value_parser!(u16).range(1..=MOST as i64);
    range.map(|n| NonZeroUsize::new(n.into()).expect("the range begins at 1"))
}

/// The number asked for, or one for each core; never more than there are pieces of work.
pub(super) fn threads(wanted: Option<NonZeroUsize>, n_pieces: usize) -> NonZeroUsize {
    let n_cores = || thread::available_parallelism().unwrap_or(NonZeroUsize::MIN).get();
    let n_threads = wanted.map_or_else(n_cores, NonZeroUsize::get);
    NonZeroUsize::new(n_threads.min(MOST).min(n_pieces)).unwrap_or(NonZeroUsize::MIN)
}

/// What `work` makes of `all`, in one piece for each thread, in their sequence.
pub(super) fn in_pieces<T: Sync, R: Send>(
    wanted: Option<NonZeroUsize>,
    all: &[T],
    work: impl Fn(&[T]) -> R + Sync,
) -> Vec<R> {
    let size = all.len().div_ceil(threads(wanted, all.len()).get()).max(1);
    thread::scope(|scope| {
        let work = &work;
        let pieces: Vec<_> =
            all.chunks(size).map(|piece| scope.spawn(move || work(piece))).collect();
        let joined = pieces.into_iter().map(thread::ScopedJoinHandle::join);
        joined.map(|piece| piece.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_threads_than_pieces_of_work_and_at_least_one() {
        let wanted = NonZeroUsize::new(200);
        assert_eq!(threads(wanted, 1000).get(), 200);
        assert_eq!(threads(wanted, 3).get(), 3);
        assert_eq!(threads(wanted, 0).get(), 1);
        assert!(threads(None, 1000).get() <= MOST);
    }
}
