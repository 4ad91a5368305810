//! What is counted of the service while it runs, as Prometheus reads it.
//!
//! In: every request answered. Out: a text in the OpenMetrics format. Deliberately absent: names of items, of customers and
//! of other shops than the one whose key asks; whoever may read this may not know who they are.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::{encode_eof, encode_registry};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::process::{cpu_time, resident_memory_bytes};
use crate::shop::{Place, Shop, Shops};

/// From what an answer costs at the least to the longest wait that is allowed. Unit: seconds.
const BUCKETS: [f64; 14] =
    [1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 2.5e-2, 5e-2, 0.1, 0.25, 0.5, 1.0, 10.0];

const NEVER_FAILS: &str = "a string takes all text";

/// The counts of a process.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    durations: Family<Route, Histogram, fn() -> Histogram>,
    in_flight: Gauge,
    refused: Family<RefusedBecause, Counter>,
    connections: Gauge,
    cut: Family<CutBecause, Counter>,
    shops: Gauge,
    shops_loaded: Gauge,
    shops_memory: Gauge,
    shops_with_old_settings: Gauge,
    store_waiting: Gauge,
    ready_lists: Gauge,
    snapshot_age: Gauge,
    memory: Gauge,
    cpu: Counter<f64, AtomicU64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: String,
    method: &'static str,
    status: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Serving {
    shop: String,
    snapshot: String,
}

/// Why a request is refused whatever it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Its caller asked for too much.
    RateLimited,
    /// All turns are taken.
    Overloaded,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RefusedBecause {
    because: &'static str,
}

/// Why a connection is cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Its client does not take the answer.
    SlowReader,
    /// Nothing was answered in time, mostly as the request did not come whole.
    Unanswered,
    /// There was no handshake of TLS in time.
    Handshake,
    /// It was refused, and sent more than is read afterwards.
    Unread,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CutBecause {
    because: &'static str,
}

impl Refusal {
    const ALL: [Self; 2] = [Self::RateLimited, Self::Overloaded];

    fn name(self) -> &'static str {
        match self {
            Self::RateLimited => "rate_limited",
            Self::Overloaded => "overloaded",
        }
    }
}

impl Cut {
    const ALL: [Self; 4] = [Self::SlowReader, Self::Unanswered, Self::Handshake, Self::Unread];

    fn name(self) -> &'static str {
        match self {
            Self::SlowReader => "slow_reader",
            Self::Unanswered => "unanswered",
            Self::Handshake => "handshake",
            Self::Unread => "unread",
        }
    }
}

/// A request under way, until it is dropped.
#[derive(Debug)]
pub(crate) struct UnderWay(Gauge);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("dapei");
        let requests = Family::default();
        registry.register("http_requests", "Requests answered", requests.clone());
        let buckets: fn() -> Histogram = || Histogram::new(BUCKETS);
        let durations = Family::new_with_constructor(buckets);
        registry.register_with_unit(
            "http_request_duration",
            "From the head of a request to its answer",
            Unit::Seconds,
            durations.clone(),
        );
        // What never was counts 0.
        let refused = Family::<RefusedBecause, Counter>::default();
        for refusal in Refusal::ALL {
            drop(refused.get_or_create(&RefusedBecause { because: refusal.name() }));
        }
        registry.register(
            "http_requests_refused",
            "Requests refused as there were too many, of their caller or in all",
            refused.clone(),
        );
        let cut = Family::<CutBecause, Counter>::default();
        for each in Cut::ALL {
            drop(cut.get_or_create(&CutBecause { because: each.name() }));
        }
        registry.register(
            "connections_cut",
            "Connections cut off as their client was too slow, or sent on though it was refused",
            cut.clone(),
        );
        let mut gauge = |name: &str, about: &str| {
            let gauge = Gauge::default();
            registry.register(name, about, gauge.clone());
            gauge
        };
        let in_flight = gauge("http_requests_in_flight", "Requests that are not answered yet");
        let connections = gauge("connections", "Connections that are open");
        let shops = gauge("shops", "Shops that there are");
        let shops_loaded = gauge("shops_loaded", "Shops that are loaded");
        let shops_memory = gauge(
            "shops_memory_bytes",
            "Memory that is counted for the shops that are loaded: snapshots, lists, and what was told",
        );
        let shops_with_old_settings = gauge(
            "shops_with_old_settings",
            "Shops that keep the settings they had, as their shop.toml cannot be used",
        );
        let store_waiting =
            gauge("store_waiting", "Reads and writes that wait for the shops' stores");
        let ready_lists =
            gauge("ready_lists", "Lists of single items that are kept ready, of all shops");
        let snapshot_age = gauge(
            "snapshot_age_seconds",
            "Time since the oldest of the snapshots that are served was published; 0 where none is",
        );
        let memory = gauge("memory_resident_bytes", "Memory that the process has");
        let cpu = Counter::default();
        registry.register_with_unit(
            "cpu",
            "Time on a processor, of all threads",
            Unit::Seconds,
            cpu.clone(),
        );
        Self {
            registry,
            requests,
            durations,
            in_flight,
            refused,
            connections,
            cut,
            shops,
            shops_loaded,
            shops_memory,
            shops_with_old_settings,
            store_waiting,
            ready_lists,
            snapshot_age,
            memory,
            cpu,
        }
    }
}

impl Metrics {
    /// A request came.
    pub(crate) fn begin(&self) -> UnderWay {
        self.in_flight.inc();
        UnderWay(self.in_flight.clone())
    }

    /// A request was refused.
    pub(crate) fn refused(&self, refusal: Refusal) {
        self.refused.get_or_create(&RefusedBecause { because: refusal.name() }).inc();
    }

    /// A connection was accepted.
    pub(crate) fn connected(&self) {
        self.connections.inc();
    }

    /// A connection ended, however.
    pub(crate) fn disconnected(&self) {
        self.connections.dec();
    }

    /// A connection is cut off.
    pub(crate) fn cut(&self, cut: Cut) {
        self.cut.get_or_create(&CutBecause { because: cut.name() }).inc();
    }

    /// A request to `route` was answered; no route is `none`.
    pub(crate) fn answered(
        &self,
        route: Option<&str>,
        method: &Method,
        status: StatusCode,
        duration: Duration,
    ) {
        let route = route.unwrap_or("none").to_owned();
        let status = u32::from(status.as_u16());
        let answered = Answered { route: route.clone(), method: name_of(method), status };
        self.requests.get_or_create(&answered).inc();
        self.durations.get_or_create(&Route { route }).observe(duration.as_secs_f64());
    }

    /// All that is counted, and how things are now; with what `own`, the shop whose key asks, serves.
    pub(crate) fn text(&self, shops: &Shops, own: &Place) -> String {
        let places = shops.places();
        let loaded: Vec<_> = places.iter().filter_map(|place| place.shop()).collect();
        let ages = loaded.iter().map(|shop| shop.live.current().age().as_secs());
        self.shops.set(places.len() as i64);
        self.shops_loaded.set(loaded.len() as i64);
        let shops_memory: u64 = loaded.iter().map(|shop| shop.memory_bytes()).sum();
        self.shops_memory.set(shops_memory as i64);
        let n_old = places.iter().filter(|place| place.keeps_old_settings()).count();
        self.shops_with_old_settings.set(n_old as i64);
        let kept = loaded.iter().filter_map(|shop| shop.kept().ok());
        let n_waiting: usize = kept.map(|kept| kept.catalogue.store().n_waiting()).sum();
        self.store_waiting.set(n_waiting as i64);
        let n_lists: usize = loaded.iter().map(|shop| shop.live.current().ready.n_kept()).sum();
        self.ready_lists.set(n_lists as i64);
        self.snapshot_age.set(ages.max().unwrap_or(0) as i64);
        if let Some(bytes) = resident_memory_bytes() {
            self.memory.set(bytes as i64);
        }
        if let Some(spent) = cpu_time() {
            // The counter takes what came in addition; two readers at once count a little twice.
            self.cpu.inc_by((spent.as_secs_f64() - self.cpu.get()).max(0.0));
        }
        let mut text = String::new();
        encode_registry(&mut text, &self.registry).expect(NEVER_FAILS);
        if let Some(shop) = own.shop() {
            encode_registry(&mut text, &of_one(own, &shop)).expect(NEVER_FAILS);
        }
        encode_eof(&mut text).expect(NEVER_FAILS);
        text
    }
}

/// What `shop` serves. Made for each reader anew: what stands in it is for nobody else.
fn of_one(place: &Place, shop: &Shop) -> Registry {
    let served = shop.live.current();
    let mut registry = Registry::with_prefix("dapei");
    let snapshot = Family::<Serving, Gauge>::default();
    let serving = Serving { shop: place.name().to_owned(), snapshot: served.id().to_owned() };
    snapshot.get_or_create(&serving).set(1);
    registry.register("snapshot_info", "The snapshot that this key's shop serves", snapshot);
    let rules_version = Gauge::<i64>::default();
    rules_version.set(served.told.load().rules_version as i64);
    registry.register(
        "rules_version",
        "The version of the rules that this key's shop follows; 0 where none was ever written",
        rules_version,
    );
    registry
}

/// `method` where it is a usual one: a client could make up others without end.
fn name_of(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
