//! Clients that ask at a fixed rate, whatever the answers take.
//!
//! Each connection has a thread and its own timetable. A request that cannot be sent when it is due, since the answer before
//! is not there yet, is sent late, and its latency counts from when it was due. What was due and never asked when the run
//! ends counts with how long it waited.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::latencies::Latencies;
use crate::connection::{Answer, Connection};

/// After so long an answer has failed to come.
const PATIENCE: Duration = Duration::from_secs(10);

/// So many requests a second over so many open connections.
#[derive(Debug, Clone, Copy)]
pub struct Steady {
    /// Whom to ask.
    pub address: SocketAddr,
    /// Connections, each with one request under way at most.
    pub n_connections: usize,
    /// Requests due in a second, over all connections.
    pub a_second: f64,
}

/// Which request an answer belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// The connection, from 0 on.
    pub connection: usize,
    /// The request, by its place in the list.
    pub request: usize,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Told {
    /// Of all requests, those that failed among them.
    pub latencies: Latencies,
    /// Requests without an answer, or with one that was judged wrong.
    pub n_failed: u64,
    /// What was wrong with the first one of a connection.
    pub first_failure: Option<String>,
}

/// Says what is wrong with an answer, where something is.
pub type Judge<'a> = &'a (dyn Fn(Asked, &Answer<'_>) -> Result<(), String> + Sync);

impl Steady {
    /// Asks `requests` in turn until it is `over`.
    ///
    /// # Panics
    ///
    /// Where `requests` are none, or a judge panics.
    #[must_use]
    pub fn ask(&self, requests: &[Vec<u8>], over: &AtomicBool, judge: Judge<'_>) -> Told {
        assert!(!requests.is_empty());
        let began = Instant::now();
        thread::scope(|scope| {
            let asking: Vec<_> = (0..self.n_connections)
                .map(|nth| scope.spawn(move || self.drive(nth, began, requests, over, judge)))
                .collect();
            let mut all = Told::default();
            for told in asking {
                let told = told.join().expect("a judge does not panic");
                all.latencies.extend(told.latencies);
                all.n_failed += told.n_failed;
                all.first_failure = all.first_failure.or(told.first_failure);
            }
            all
        })
    }

    fn drive(
        &self,
        nth: usize,
        began: Instant,
        requests: &[Vec<u8>],
        over: &AtomicBool,
        judge: Judge<'_>,
    ) -> Told {
        let every = Duration::from_secs_f64(self.n_connections as f64 / self.a_second);
        let mut due = began + every.mul_f64(nth as f64 / self.n_connections as f64);
        let mut told = Told::default();
        let mut connection = None;
        // Each begins elsewhere in the list, so that all of it is asked.
        let mut request = nth * requests.len() / self.n_connections;
        while !over.load(Ordering::Relaxed) {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            let asked = Asked { connection: nth, request };
            if let Err(failure) = self.exchange(&mut connection, asked, &requests[request], judge) {
                told.n_failed += 1;
                told.first_failure.get_or_insert(failure);
                connection = None;
            }
            told.latencies.push(due.elapsed());
            due += every;
            request = (request + 1) % requests.len();
        }
        while due < Instant::now() {
            told.latencies.push(due.elapsed());
            due += every;
        }
        told
    }

    /// Asks one request, over a new connection where there is none.
    fn exchange(
        &self,
        connection: &mut Option<Connection>,
        asked: Asked,
        request: &[u8],
        judge: Judge<'_>,
    ) -> Result<(), String> {
        let failed = |act: &'static str| move |error: io::Error| format!("cannot {act}: {error}");
        let open = match connection {
            Some(open) => open,
            None => {
                let new = Connection::open(self.address).map_err(failed("connect"))?;
                new.give_up_after(PATIENCE).map_err(failed("connect"))?;
                connection.insert(new)
            }
        };
        open.send(request).map_err(failed("send"))?;
        let answer = open.answer().map_err(failed("receive"))?;
        judge(asked, &answer)?;
        if answer.is_last() {
            *connection = None;
        }
        Ok(())
    }
}
