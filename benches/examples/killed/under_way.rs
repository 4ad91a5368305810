//! Clients that always have a request under way, and know which of them was answered.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use dapei_benches::Connection;

/// After so long an answer has failed to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// What happened to the requests of some clients.
#[derive(Debug, Default, Clone)]
pub(crate) struct Fate {
    /// Answered 200.
    pub(crate) n_answered: u64,
    /// Answered 200 after the service was told to end.
    pub(crate) n_answered_late: u64,
    /// Answered with something else.
    pub(crate) n_refused: u64,
    /// Sent whole before the service was told to end, and never answered.
    pub(crate) n_lost: u64,
    /// Sent whole after that on a connection of which no answer said that it closes, and never answered.
    pub(crate) n_lost_late: u64,
    /// What the first of those lost or refused met.
    pub(crate) failure: Option<String>,
}

impl Fate {
    /// Counts `other` in.
    pub(crate) fn add(&mut self, other: Self) {
        self.n_answered += other.n_answered;
        self.n_answered_late += other.n_answered_late;
        self.n_refused += other.n_refused;
        self.n_lost += other.n_lost;
        self.n_lost_late += other.n_lost_late;
        self.failure = self.failure.take().or(other.failure);
    }
}

/// Asks one request after the other over one connection, without a pause, until the connection ends.
pub(crate) fn ask_on(
    address: SocketAddr,
    requests: &[Vec<u8>],
    first: usize,
    told_to_end: &AtomicBool,
) -> Fate {
    let mut fate = Fate::default();
    let open =
        Connection::open(address).and_then(|open| open.give_up_after(PATIENCE).map(|()| open));
    let mut open = match open {
        Ok(open) => open,
        Err(error) => {
            fate.failure = Some(format!("cannot connect: {error}"));
            fate.n_refused = 1;
            return fate;
        }
    };
    for request in requests.iter().cycle().skip(first) {
        let was_told = told_to_end.load(Ordering::SeqCst);
        if open.send(request).is_err() {
            // The connection was closed before the whole of it was sent: it was never under way.
            return fate;
        }
        let is_told = || told_to_end.load(Ordering::SeqCst);
        match open.answer() {
            Ok(answer) => {
                match answer.status {
                    200 => fate.n_answered += 1,
                    _ => {
                        fate.n_refused += 1;
                        fate.failure.get_or_insert(answer.head.to_owned());
                    }
                }
                if is_told() {
                    fate.n_answered_late += 1;
                }
                if answer.is_last() {
                    return fate;
                }
            }
            Err(error) => {
                match was_told {
                    true => fate.n_lost_late += 1,
                    false => fate.n_lost += 1,
                }
                fate.failure.get_or_insert(error.to_string());
                return fate;
            }
        }
    }
    fate
}
