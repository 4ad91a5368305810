//! Work in pieces, on several threads, the results in the sequence of the pieces.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Cuts `0..n` into ranges of `size` and works on each; `start` makes what a thread keeps from piece
/// to piece. The results do not depend on the number of threads unless `work` does.
pub(crate) fn in_pieces<S, T: Send>(
    n: usize,
    size: usize,
    threads: NonZeroUsize,
    start: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, Range<usize>) -> T + Sync,
) -> Vec<T> {
    let n_pieces = n.div_ceil(size);
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(n_pieces));
    let take = || {
        let mut kept = start();
        loop {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            if piece >= n_pieces {
                return;
            }
            let result = work(&mut kept, piece * size..n.min((piece + 1) * size));
            // Whoever panicked with the lock held ends the scope anyway.
            done.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push((piece, result));
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads.get().min(n_pieces) {
            scope.spawn(take);
        }
        take();
    });
    let mut done = done.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    done.sort_unstable_by_key(|&(piece, _)| piece);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_back_in_their_sequence_whatever_the_threads() {
        for threads in [1, 2, 7] {
            let threads = NonZeroUsize::new(threads).unwrap();
            let pieces = in_pieces(10, 3, threads, || (), |(), range| range.collect::<Vec<_>>());
            assert_eq!(pieces, [vec![0, 1, 2], vec![3, 4, 5], vec![6, 7, 8], vec![9]]);
            assert!(in_pieces(0, 3, threads, || (), |(), _| ()).is_empty());
        }
    }
}
