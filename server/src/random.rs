//! Random numbers for ids that must not collide. Secrets are asked of the system at once: what was given out stays in
//! the pool for a while.

use std::cell::RefCell;

/// How many bytes are asked of the system at once: ids for several answers.
const POOL_BYTES: usize = 2048;
const ID_BYTES: usize = 16;

thread_local! {
    static POOL: RefCell<Pool> = const { RefCell::new(Pool { bytes: [0; POOL_BYTES], used: POOL_BYTES }) };
}

struct Pool {
    bytes: [u8; POOL_BYTES],
    used: usize,
}

/// A number nobody has seen or can guess. Range: all 128 bits, from the system's generator.
///
/// # Panics
///
/// Where the system has no random numbers: nothing on such a machine could be trusted.
#[must_use]
pub(crate) fn random_number() -> u128 {
    POOL.with_borrow_mut(|pool| {
        if pool.used + ID_BYTES > POOL_BYTES {
            getrandom::fill(&mut pool.bytes).expect("the system gives random numbers");
            pool.used = 0;
        }
        let mut id = [0; ID_BYTES];
        id.copy_from_slice(&pool.bytes[pool.used..pool.used + ID_BYTES]);
        pool.used += ID_BYTES;
        u128::from_le_bytes(id)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn numbers_do_not_repeat_where_the_pool_is_filled_again() {
        let numbers: HashSet<u128> = (0..3 * POOL_BYTES).map(|_| random_number()).collect();
        assert_eq!(numbers.len(), 3 * POOL_BYTES);
    }
}
