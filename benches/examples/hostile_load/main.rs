//! Attacks, and honest clients beside them.
//!
//! While each attack goes on, honest clients ask at a fixed rate: none of them may fail, few may wait, and the service's
//! memory stays under a bound. Clients, attackers and the service share the machine's processors; how hard each attack
//! is, its file says.
//!
//! ```text
//! make trial-hostile
//! cargo run --release -p dapei-benches --example hostile_load -- NAME…
//! ```

mod attack;
mod crowd;
mod deep_json;
mod large_bodies;
mod made_up_names;
mod pace;
mod slow_clients;

use std::error::Error;
use std::fs;
use std::io;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use dapei_benches::Connection;
use dapei_benches::trial::{
    House, MIB, ServiceProcess, Steady, Told, Training, Verdict, get, post,
};

use attack::{ATTACKS, Attack};

/// Honest requests a second.
const A_SECOND: f64 = 2_000.0;
/// Open connections of honest clients.
const N_CONNECTIONS: usize = 32;
/// Longest 99th percentile of honest requests. Unit: milliseconds.
const P99_MS: f64 = 50.0;
/// The most memory the service may have beside what it has at rest. Unit: MiB.
const MEMORY_MIB: f64 = 256.0;
/// How long honest clients are alone first.
const ALONE: Duration = Duration::from_secs(20);
/// How long honest clients ask of each service before it is attacked.
const WARM_UP: Duration = Duration::from_secs(3);
/// Lines that an attack may add to the metrics: a route and a status may be new, what clients make up is not.
const NEW_METRICS: f64 = 200.0;
/// Files that an attack needs open, and so does the service.
const N_FILES: u64 = 4_096;
/// Items that honest clients ask about.
const N_ITEMS: usize = 200;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let attacks = wanted_attacks()?;
    check_open_files()?;
    let house = House::find()?;
    let snapshot = house.snapshot(Training::Usual)?;
    let model = house.model("hostile", &snapshot)?;
    let requests = honest_requests(&House::item_ids(&snapshot, N_ITEMS)?);
    let mut verdict = Verdict::default();
    for attack in [&NOBODY].into_iter().chain(attacks) {
        // A service of its own, so that the harm of one attack is not laid to the next one.
        let service = ServiceProcess::start(house.dapei(), model.path())?;
        let mut trial =
            Trial { name: attack.name, requests: &requests, service, verdict: &mut verdict };
        trial.suffer(attack)?;
    }
    Ok(verdict.close(&format!(
        "Hostile load: {A_SECOND} honest requests a second over {N_CONNECTIONS} connections"
    ))?)
}

/// How it is without an attack.
const NOBODY: Attack = Attack {
    name: "nobody else",
    about: "honest clients alone",
    act: |_| {
        thread::sleep(ALONE);
        Ok(Vec::new())
    },
};

/// The attacks that the arguments name; all where they name none.
fn wanted_attacks() -> Result<Vec<&'static Attack>, Box<dyn Error>> {
    let names: Vec<String> = std::env::args().skip(1).collect();
    if names.is_empty() {
        return Ok(ATTACKS.iter().collect());
    }
    let named = |name: &String| ATTACKS.iter().find(|attack| attack.name == *name);
    let all: Vec<_> = ATTACKS.iter().map(|attack| attack.name).collect();
    let missing = |name| format!("no attack `{name}`, expected some of: {}", all.join(", "));
    names.iter().map(|name| named(name).ok_or_else(|| missing(name).into())).collect()
}

/// Refuses to begin where too few files can be open at once, rather than call that a failure of the service.
fn check_open_files() -> Result<(), Box<dyn Error>> {
    let limits = fs::read_to_string("/proc/self/limits")?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    let most = line.and_then(|rest| rest.split_whitespace().next()).unwrap_or_default();
    match most.parse::<u64>() {
        Ok(most) if most < N_FILES => Err(format!(
            "at most {most} files can be open at once, expected {N_FILES}: raise it with `ulimit -n {N_FILES}`"
        )
        .into()),
        // Else it is said to be unlimited.
        Ok(_) | Err(_) => Ok(()),
    }
}

fn honest_requests(ids: &[String]) -> Vec<Vec<u8>> {
    let of = |(place, id): (usize, &String)| {
        let other = &ids[(place + 7) % ids.len()];
        let body = format!(r#"{{"cart":["{id}","{other}"],"limit":5}}"#);
        [get(&format!("/v1/items/{id}/related?limit=10")), post("/v1/suggestions", &body)]
    };
    ids.iter().enumerate().flat_map(of).collect()
}

/// A service, what honest clients ask of it, and what was found so far.
struct Trial<'a> {
    name: &'static str,
    requests: &'a [Vec<u8>],
    service: ServiceProcess,
    verdict: &'a mut Verdict,
}

impl Trial<'_> {
    fn suffer(&mut self, attack: &Attack) -> Result<(), Box<dyn Error>> {
        eprintln!("{}: {}", attack.name, attack.about);
        let (address, memory) = (self.service.address(), self.service.memory());
        // Each item was asked about once, so that what is made at first use is there.
        let (first, ()) = self.honest_while(|| thread::sleep(WARM_UP));
        let (at_rest, metrics_before) = (memory.resident()?, self.n_metrics()?);
        memory.forget_peak()?;
        let (mut told, found) = self.honest_while(|| (attack.act)(address));
        let peak = memory.peak()?;
        let added = self.n_metrics()?.saturating_sub(metrics_before);

        found?.into_iter().for_each(|finding| finding.add_to(self.name, self.verdict));
        let latencies = &mut told.latencies;
        let [half, longest] = [0.5, 1.0].map(|share| latencies.quantile(share));
        let figures =
            format!("{} requests, p50 {half:.2}, longest {longest:.2} ms", latencies.len());
        let p99 = latencies.quantile(0.99);
        let n_failed = told.n_failed + first.n_failed;
        self.tell("honest", figures);
        if let Some(failure) = told.first_failure.or(first.first_failure) {
            self.tell("a failure", failure);
        }
        self.at_most("honest p99", p99, P99_MS, "ms");
        self.at_most("honest requests that failed", n_failed as f64, 0.0, "");
        self.tell("memory at rest", format!("{} MiB", at_rest / MIB));
        let beside = peak.saturating_sub(at_rest) / MIB;
        self.at_most("peak of memory beside that", beside as f64, MEMORY_MIB, "MiB");
        self.at_most("new lines of metrics", added as f64, NEW_METRICS, "");
        Ok(())
    }

    fn tell(&mut self, about: &str, found: String) {
        self.verdict.tell(format!("{}: {about}", self.name), found);
    }

    fn at_most(&mut self, about: &str, found: f64, most: f64, unit: &str) {
        self.verdict.at_most(format!("{}: {about}", self.name), found, most, unit);
    }

    /// Honest clients ask while `act` goes on.
    fn honest_while<T>(&self, act: impl FnOnce() -> T) -> (Told, T) {
        let address = self.service.address();
        let steady = Steady { address, n_connections: N_CONNECTIONS, a_second: A_SECOND };
        let (requests, over) = (self.requests, &AtomicBool::new(false));
        thread::scope(|scope| {
            let honest = scope.spawn(move || {
                steady.ask(requests, over, &|_, answer| match answer.status {
                    200 => Ok(()),
                    _ => Err(answer.head.lines().next().unwrap_or_default().to_owned()),
                })
            });
            let acted = act();
            over.store(true, Ordering::Relaxed);
            (honest.join().expect("clients do not panic"), acted)
        })
    }

    fn n_metrics(&self) -> io::Result<usize> {
        let mut open = Connection::open(self.service.address())?;
        open.send(&get("/metrics"))?;
        let body = open.receive()?;
        Ok(body.split(|&byte| byte == b'\n').count())
    }
}
