//! How much may be asked, by whom, and at once.
//!
//! In: who asks, as `Shops::of` found it out. Out: whether that is within the rate, with what is left of it; and a turn
//! for each request that is answered. Deliberately absent: queues of requests. What is over is refused at once, so that a service
//! that has too much to do does it in time, and says so to the others.

mod rate;
mod table;

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::http::header::HeaderValue;
use actix_web::{HttpMessage, HttpRequest, web};

use self::rate::Meter;
use crate::api::ApiError;
use crate::config::LimitSettings;

/// What looks after the service: it is asked most when there is much to do.
const NEVER_LIMITED: [&str; 3] = ["/healthz", "/readyz", "/metrics"];
/// After how long to ask again where all turns are taken. An answer takes far less.
const RETRY_SECONDS: u64 = 1;

/// Counters of what keys have under way. Keys that share one share its bound, too.
const KEY_COUNTERS: usize = 1 << 12;
/// The share of all turns that one key has at the most: a key that stands in a page takes none of those of others.
const SHARE_OF_KEY: usize = 2;

/// The limits of a service, and how far they are used up.
#[derive(Debug)]
pub(crate) struct Limits {
    of_key: Option<Meter>,
    of_peer: Option<Meter>,
    of_unknown_key: Option<Meter>,
    /// Requests answered at the same time; 0 sets no limit.
    most_under_way: usize,
    under_way: AtomicUsize,
    /// The same by key.
    under_way_of: Box<[AtomicUsize]>,
    hasher: RandomState,
}

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Caller<'a> {
    /// Who has a key.
    Key {
        /// The shop that it belongs to.
        shop: &'a str,
        /// Its id.
        id: &'a str,
    },
    /// Anybody, as the shop has no keys.
    Peer,
    /// Who has a key that nobody knows.
    UnknownKey,
}

/// Where a caller stands: what the headers of the answer say.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    /// The header `RateLimit-Policy`.
    pub(crate) policy: HeaderValue,
    /// The header `RateLimit`.
    pub(crate) state: HeaderValue,
}

/// A request that is answered, until this is dropped.
#[derive(Debug)]
pub(crate) struct Turn(Option<web::Data<Limits>>);

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(limits) = &self.0 {
            limits.under_way.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// A request of one key that is answered, until this is dropped.
#[derive(Debug)]
struct TurnOfKey {
    limits: web::Data<Limits>,
    counter: usize,
}

impl Drop for TurnOfKey {
    fn drop(&mut self) {
        self.limits.under_way_of[self.counter].fetch_sub(1, Ordering::Relaxed);
    }
}

impl Limits {
    /// The limits that `settings` set.
    pub(crate) fn new(settings: &LimitSettings) -> Self {
        Self {
            of_key: settings.of_key.map(|rate| Meter::new("key", rate)),
            of_peer: settings.of_peer.map(|rate| Meter::new("peer", rate)),
            of_unknown_key: settings.of_unknown_key.map(|rate| Meter::new("unknown-key", rate)),
            most_under_way: settings.requests_under_way,
            under_way: AtomicUsize::new(0),
            under_way_of: (0..KEY_COUNTERS).map(|_| AtomicUsize::new(0)).collect(),
            hasher: RandomState::new(),
        }
    }

    /// A turn for `request`; nothing where all are taken.
    pub(crate) fn turn(limits: &web::Data<Self>, path: &str) -> Result<Turn, ApiError> {
        if limits.most_under_way == 0 || NEVER_LIMITED.contains(&path) {
            return Ok(Turn(None));
        }
        // Made at once, so that one that is refused gives its place back, too.
        let turn = Turn(Some(web::Data::clone(limits)));
        match limits.under_way.fetch_add(1, Ordering::Relaxed) < limits.most_under_way {
            true => Ok(turn),
            false => Err(ApiError::Overloaded { retry_seconds: RETRY_SECONDS }),
        }
    }

    /// A turn for a request of the key `id` of `shop`; nothing where it has its share of all turns.
    fn turn_of_key(
        limits: &web::Data<Self>,
        shop: &str,
        id: &str,
    ) -> Result<Option<TurnOfKey>, ApiError> {
        if limits.most_under_way == 0 {
            return Ok(None);
        }
        let counter = limits.hasher.hash_one((shop, id)) as usize % KEY_COUNTERS;
        let turn = TurnOfKey { limits: web::Data::clone(limits), counter };
        let most = limits.most_under_way.div_ceil(SHARE_OF_KEY);
        match limits.under_way_of[counter].fetch_add(1, Ordering::Relaxed) < most {
            true => Ok(Some(turn)),
            false => Err(ApiError::Overloaded { retry_seconds: RETRY_SECONDS }),
        }
    }

    /// Forgets callers that asked for nothing for so long that they may ask for all again.
    pub(crate) fn forget_idle(&self) {
        let all = self.of_key.iter().chain(&self.of_peer).chain(&self.of_unknown_key);
        all.for_each(Meter::forget_idle);
    }

    /// Counts a request of `caller`, whose connection comes from `peer`.
    fn count(&self, caller: Caller<'_>, peer: Option<IpAddr>) -> Option<rate::Verdict> {
        match caller {
            Caller::Key { shop, id } => {
                let meter = self.of_key.as_ref()?;
                Some(meter.count(self.hasher.hash_one((shop, id))))
            }
            Caller::Peer => {
                let meter = self.of_peer.as_ref()?;
                Some(meter.count(self.hasher.hash_one(peer.map(network))))
            }
            Caller::UnknownKey => {
                let meter = self.of_unknown_key.as_ref()?;
                Some(meter.count(self.hasher.hash_one(peer.map(network))))
            }
        }
    }
}

/// Counts `request` for `caller`, once, and notes for the answer where that caller stands.
///
/// # Errors
///
/// The caller asked for more than may be asked for.
pub(crate) fn admit(request: &HttpRequest, caller: Caller<'_>) -> Result<(), ApiError> {
    let Some(limits) = request.app_data::<web::Data<Limits>>() else { return Ok(()) };
    let is_spared = match caller {
        Caller::Key { .. } | Caller::Peer => NEVER_LIMITED.contains(&request.path()),
        Caller::UnknownKey => false,
    };
    if is_spared || request.extensions().contains::<Standing>() {
        return Ok(());
    }
    if let Caller::Key { shop, id } = caller
        && !request.extensions().contains::<TurnOfKey>()
        && let Some(turn) = Limits::turn_of_key(limits, shop, id)?
    {
        request.extensions_mut().insert(turn);
    }
    let peer = request.peer_addr().map(|address| address.ip());
    let Some(verdict) = limits.count(caller, peer) else { return Ok(()) };
    request.extensions_mut().insert(verdict.standing);
    match verdict.retry_seconds {
        None => Ok(()),
        Some(retry_seconds) => Err(ApiError::RateLimited { retry_seconds }),
    }
}

/// What of an address tells one client from another: one has a whole /64 of IPv6 to itself.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() & !u128::from(u64::MAX)).into()),
        IpAddr::V4(address) => IpAddr::V4(address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Rate;

    fn none() -> LimitSettings {
        LimitSettings { of_key: None, of_peer: None, of_unknown_key: None, requests_under_way: 0 }
    }

    fn limits(settings: LimitSettings) -> web::Data<Limits> {
        web::Data::new(Limits::new(&settings))
    }

    #[test]
    fn each_key_of_each_shop_has_a_rate_of_its_own() {
        let of_key = Some(Rate { per_second: 1, burst: 2 });
        let limits = limits(LimitSettings { of_key, ..none() });
        let is_over = |shop, id| {
            limits.count(Caller::Key { shop, id }, None).unwrap().retry_seconds.is_some()
        };
        assert!(!is_over("a", "1") && !is_over("a", "1"));
        assert!((0..1000).any(|_| is_over("a", "1")));
        assert!(!is_over("b", "1") && !is_over("a", "2"));
        assert!(limits.count(Caller::Peer, None).is_none());
    }

    #[test]
    fn clients_of_one_network_of_ipv6_are_one() {
        let network = |text: &str| super::network(text.parse().unwrap());
        assert_eq!(network("2001:db8::1"), network("2001:db8::ffff:1"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
        assert_ne!(network("10.0.0.1"), network("10.0.0.2"));
        assert_eq!(network("::ffff:10.0.0.1"), network("10.0.0.1"));
    }

    #[test]
    fn one_key_never_has_all_turns() {
        let limits = limits(LimitSettings { requests_under_way: 4, ..none() });
        let turn = |id| Limits::turn_of_key(&limits, "a", id);
        let held = [turn("web").unwrap(), turn("web").unwrap()];
        assert!(turn("web").is_err());
        assert!(turn("panel").is_ok());
        drop(held);
        assert!(turn("web").is_ok());
    }

    #[test]
    fn turns_are_given_back_and_what_looks_after_the_service_needs_none() {
        let settings = LimitSettings { requests_under_way: 1, ..none() };
        let limits = limits(settings);
        let first = Limits::turn(&limits, "/").unwrap();
        assert!(Limits::turn(&limits, "/").is_err());
        assert!(Limits::turn(&limits, "/").is_err());
        assert!(Limits::turn(&limits, "/healthz").is_ok());
        drop(first);
        assert!(Limits::turn(&limits, "/").is_ok());
        assert!(Limits::turn(&limits, "/").is_ok());
    }
}
