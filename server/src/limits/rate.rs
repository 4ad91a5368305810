//! A token bucket for each caller, and what its headers say.
//!
//! Source of the headers: R. Polli, A. Martinez, D. Miller, *RateLimit header fields for HTTP*, IETF draft
//! draft-ietf-httpapi-ratelimit-headers, 2025: structured fields, a policy by name with its quota `q` and window `w` in
//! seconds, and what remains `r` with the seconds `t` until all is there again.

use std::num::NonZeroU32;

use actix_web::http::header::HeaderValue;
use governor::clock::{Clock, MonotonicClock};
use governor::middleware::StateInformationMiddleware;
use governor::{Quota, RateLimiter};

use super::Standing;
use super::table::Table;
use crate::config::Rate;

/// Most callers that are told apart. Their buckets take some megabytes at the most.
const MOST_CALLERS: usize = 65_536;
const IS_TEXT: &str = "names and numbers are header text";

type Limiter = RateLimiter<u64, Table, MonotonicClock, StateInformationMiddleware>;

/// The buckets of all callers of one kind.
#[derive(Debug)]
pub(super) struct Meter {
    limiter: Limiter,
    clock: MonotonicClock,
    rate: Rate,
    name: &'static str,
    policy: HeaderValue,
}

/// What came of counting a request.
#[derive(Debug)]
pub(super) struct Verdict {
    /// What the headers say.
    pub(super) standing: Standing,
    /// After how long to ask again, where this was too much.
    pub(super) retry_seconds: Option<u64>,
}

impl Meter {
    /// Buckets of `rate` for callers of the kind called `name`.
    pub(super) fn new(name: &'static str, rate: Rate) -> Self {
        let at_least_1 = |number: u32| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        let quota =
            Quota::per_second(at_least_1(rate.per_second)).allow_burst(at_least_1(rate.burst));
        let window = u64::from(rate.burst).div_ceil(rate.per_second.max(1).into());
        let policy = format!("\"{name}\";q={};w={window}", rate.burst);
        Self {
            limiter: RateLimiter::new(quota, Table::new(MOST_CALLERS), MonotonicClock),
            clock: MonotonicClock,
            rate,
            name,
            policy: HeaderValue::try_from(policy).expect(IS_TEXT),
        }
    }

    /// Takes a token of `caller`.
    pub(super) fn count(&self, caller: u64) -> Verdict {
        match self.limiter.check_key(&caller) {
            Ok(state) => Verdict {
                standing: self.standing(state.remaining_burst_capacity()),
                retry_seconds: None,
            },
            Err(not_until) => {
                let wait = not_until.wait_time_from(self.clock.now());
                Verdict { standing: self.standing(0), retry_seconds: Some(wait.as_secs() + 1) }
            }
        }
    }

    /// What the headers say where `remaining` tokens are left.
    fn standing(&self, remaining: u32) -> Standing {
        let missing = self.rate.burst.saturating_sub(remaining);
        let reset = u64::from(missing).div_ceil(self.rate.per_second.max(1).into());
        let state = format!("\"{}\";r={remaining};t={reset}", self.name);
        let state = HeaderValue::try_from(state).expect(IS_TEXT);
        Standing { policy: self.policy.clone(), state }
    }

    /// Forgets callers whose bucket is full.
    pub(super) fn forget_idle(&self) {
        self.limiter.retain_recent();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_tell_the_policy_and_what_is_left() {
        let meter = Meter::new("key", Rate { per_second: 2, burst: 5 });
        let standing = meter.standing(4);
        assert_eq!(standing.policy, "\"key\";q=5;w=3");
        assert_eq!(standing.state, "\"key\";r=4;t=1");
        assert_eq!(meter.standing(0).state, "\"key\";r=0;t=3");
        assert_eq!(meter.standing(5).state, "\"key\";r=5;t=0");
    }
}
