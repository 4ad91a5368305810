//! When each caller's bucket is full again, of a bounded number of callers.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::state::keyed::ShrinkableKeyedStateStore;

/// Parts with a lock each, so that workers rarely wait for each other.
const SHARDS: usize = 16;

/// When each caller's bucket is full again. Callers that find no room share one bucket: they are limited, too.
#[derive(Debug)]
pub(super) struct Table {
    shards: Vec<Mutex<HashMap<u64, Nanos>>>,
    others: Mutex<Option<Nanos>>,
    most_of_shard: usize,
}

impl Table {
    /// Room for `most` callers.
    pub(super) fn new(most: usize) -> Self {
        let shards = (0..SHARDS).map(|_| Mutex::default()).collect();
        Self { shards, others: Mutex::default(), most_of_shard: most.div_ceil(SHARDS) }
    }
}

impl StateStore for Table {
    /// A hash with a seed that nobody knows: no caller can choose its shard, or to be another one.
    type Key = u64;

    fn measure_and_replace<T, F, E>(&self, caller: &u64, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut shard = lock(&self.shards[*caller as usize % SHARDS]);
        if let Some(full_at) = shard.get_mut(caller) {
            let (outcome, next) = measure(Some(*full_at))?;
            *full_at = next;
            return Ok(outcome);
        }
        if shard.len() < self.most_of_shard {
            let (outcome, next) = measure(None)?;
            shard.insert(*caller, next);
            return Ok(outcome);
        }
        drop(shard);
        let mut others = lock(&self.others);
        let (outcome, next) = measure(*others)?;
        *others = Some(next);
        Ok(outcome)
    }
}

impl ShrinkableKeyedStateStore<u64> for Table {
    fn retain_recent(&self, drop_below: Nanos) {
        for shard in &self.shards {
            lock(shard).retain(|_, full_at| *full_at > drop_below);
        }
    }

    fn len(&self) -> usize {
        self.shards.iter().map(|shard| lock(shard).len()).sum()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;
    use std::time::Duration;

    use governor::clock::FakeRelativeClock;
    use governor::middleware::NoOpMiddleware;
    use governor::{Quota, RateLimiter};

    use super::*;

    type Limiter = RateLimiter<u64, Table, FakeRelativeClock, NoOpMiddleware<Nanos>>;

    #[test]
    fn more_callers_than_there_is_room_for_share_one_bucket_until_others_are_forgotten() {
        let clock = FakeRelativeClock::default();
        let quota = Quota::per_second(NonZeroU32::MIN);
        let limiter: Limiter = RateLimiter::new(quota, Table::new(SHARDS), clock.clone());
        for caller in 0..SHARDS as u64 {
            assert!(limiter.check_key(&caller).is_ok());
        }
        // These find no room.
        assert!(limiter.check_key(&100).is_ok());
        assert!(limiter.check_key(&200).is_err());
        assert_eq!(limiter.len(), SHARDS);
        clock.advance(Duration::from_secs(3));
        limiter.retain_recent();
        assert!(limiter.is_empty());
        assert!(limiter.check_key(&100).is_ok() && limiter.check_key(&200).is_ok());
    }

    #[test]
    fn a_caller_may_ask_again_as_tokens_come_back() {
        let clock = FakeRelativeClock::default();
        let quota = Quota::per_second(NonZeroU32::new(2).unwrap());
        let limiter: Limiter = RateLimiter::new(quota, Table::new(100), clock.clone());
        assert!(limiter.check_key(&1).is_ok() && limiter.check_key(&1).is_ok());
        assert!(limiter.check_key(&1).is_err());
        clock.advance(Duration::from_millis(500));
        assert!(limiter.check_key(&1).is_ok() && limiter.check_key(&1).is_err());
        // Who was refused is remembered.
        limiter.retain_recent();
        assert!(limiter.check_key(&1).is_err());
    }
}
