//! What each snapshot answers, asked for while nothing else happens, and held against what is answered under load.

use std::error::Error;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use dapei_benches::trial::{Asked, House, get, post};
use dapei_benches::{Answer, Connection};
use server::model_dir::ModelDir;

/// Longest wait for a published snapshot; two seconds are promised.
const SERVED_WITHIN: Duration = Duration::from_secs(10);
/// What stands before the id of a snapshot in every answer, at its very beginning.
const SNAPSHOT_ID: &[u8] = br#"{"snapshot_id":""#;
/// What stands before the id of a suggestion, which is another one in every answer.
const SUGGESTION_ID: &[u8] = br#""suggestion_id":""#;

/// Requests, and what each of two snapshots answers to them.
pub(crate) struct Expected {
    requests: Vec<Vec<u8>>,
    snapshots: [OfSnapshot; 2],
}

struct OfSnapshot {
    id: Vec<u8>,
    /// By request, without the ids of suggestions.
    answers: Vec<Vec<u8>>,
}

/// What was seen under load.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) n_checked: u64,
    /// Answers that are not what the snapshot answers that they name.
    pub(crate) n_mixed: u64,
    /// Changes from one snapshot to the other, as the connection saw them that saw the fewest.
    pub(crate) fewest_swaps: usize,
}

impl Tally {
    /// Counts `other` in, but not its swaps, which belong to one run.
    pub(crate) fn add(&mut self, other: &Self) {
        self.n_checked += other.n_checked;
        self.n_mixed += other.n_mixed;
    }
}

impl Expected {
    /// Publishes each snapshot and asks for all answers; the second one is served in the end.
    pub(crate) fn ask(
        address: SocketAddr,
        model: &ModelDir,
        snapshots: &[Vec<u8>; 2],
        n_items: usize,
    ) -> Result<Self, Box<dyn Error>> {
        let ids = House::item_ids(&snapshots[0], n_items)?;
        let mut requests = Vec::new();
        for (place, id) in ids.iter().enumerate() {
            let [second, third] = [place + 1, place + 7].map(|other| &ids[other % ids.len()]);
            requests.push(get(&format!("/v1/items/{id}/related?limit=10")));
            requests.push(post(
                "/v1/suggestions",
                &format!(r#"{{"cart":["{id}","{second}","{third}"],"limit":5}}"#),
            ));
        }
        let mut client = Connection::open(address)?;
        let [first, second] = snapshots;
        let first = OfSnapshot::ask(&mut client, model, first, &requests)?;
        let second = OfSnapshot::ask(&mut client, model, second, &requests)?;
        let n_alike =
            first.answers.iter().zip(&second.answers).filter(|(a, b)| rest(a) == rest(b)).count();
        eprintln!("{} of {} answers are the same in both snapshots", n_alike, requests.len());
        if first.id == second.id || requests.len() < 2 * n_alike {
            return Err("the two models answer alike: a mixed answer could not be told".into());
        }
        Ok(Self { requests, snapshots: [first, second] })
    }

    pub(crate) fn requests(&self) -> &[Vec<u8>] {
        &self.requests
    }

    /// What judges answers from now on.
    pub(crate) fn watch(&self, n_connections: usize) -> Seen<'_> {
        Seen { expected: self, connections: (0..n_connections).map(|_| Mutex::default()).collect() }
    }
}

/// An answer without the id of the snapshot.
fn rest(answer: &[u8]) -> &[u8] {
    let id = snapshot_id(answer).map_or(0, <[u8]>::len);
    answer.get(SNAPSHOT_ID.len() + id..).unwrap_or_default()
}

impl OfSnapshot {
    fn ask(
        client: &mut Connection,
        model: &ModelDir,
        snapshot: &[u8],
        requests: &[Vec<u8>],
    ) -> Result<Self, Box<dyn Error>> {
        let number = format!("\"snapshot_number\":{},", model.publish(snapshot)?.number.0);
        let began = Instant::now();
        loop {
            client.send(&get("/readyz"))?;
            if str::from_utf8(client.receive()?)?.contains(&number) {
                break;
            }
            if SERVED_WITHIN < began.elapsed() {
                return Err(
                    format!("not served within {} s: {number}", SERVED_WITHIN.as_secs()).into()
                );
            }
            thread::sleep(Duration::from_millis(50));
        }
        let mut answers = Vec::new();
        for request in requests {
            client.send(request)?;
            answers.push(without_suggestion_ids(client.receive()?));
        }
        let id = answers.first().and_then(|answer| snapshot_id(answer)).ok_or("no snapshot_id")?;
        Ok(Self { id: id.to_vec(), answers })
    }
}

/// What was seen so far, by connection.
pub(crate) struct Seen<'a> {
    expected: &'a Expected,
    connections: Vec<Mutex<OfConnection>>,
}

#[derive(Debug, Default)]
struct OfConnection {
    n_checked: u64,
    n_mixed: u64,
    n_swaps: usize,
    last: Option<usize>,
}

impl Seen<'_> {
    /// Checks one answer. A mixed one is counted, and no failure; all else that is wrong is one.
    pub(crate) fn judge(&self, asked: Asked, answer: &Answer<'_>) -> Result<(), String> {
        if answer.status != 200 {
            return Err(answer.head.lines().next().unwrap_or_default().to_owned());
        }
        let id = snapshot_id(answer.body).ok_or("no snapshot_id")?;
        let snapshots = &self.expected.snapshots;
        let which = snapshots.iter().position(|snapshot| snapshot.id == id);
        let which = which
            .ok_or_else(|| format!("of an unknown snapshot: {}", String::from_utf8_lossy(id)))?;
        let mut seen =
            self.connections[asked.connection].lock().unwrap_or_else(PoisonError::into_inner);
        seen.n_checked += 1;
        if without_suggestion_ids(answer.body) != snapshots[which].answers[asked.request] {
            seen.n_mixed += 1;
        }
        if seen.last.replace(which).is_some_and(|last| last != which) {
            seen.n_swaps += 1;
        }
        Ok(())
    }

    /// All of it.
    pub(crate) fn tally(self) -> Tally {
        let mut tally = Tally { fewest_swaps: usize::MAX, ..Tally::default() };
        for seen in self.connections {
            let seen = seen.into_inner().unwrap_or_else(PoisonError::into_inner);
            tally.n_checked += seen.n_checked;
            tally.n_mixed += seen.n_mixed;
            tally.fewest_swaps = tally.fewest_swaps.min(seen.n_swaps);
        }
        tally
    }
}

fn snapshot_id(answer: &[u8]) -> Option<&[u8]> {
    let rest = answer.strip_prefix(SNAPSHOT_ID)?;
    rest.split(|&byte| byte == b'"').next()
}

fn without_suggestion_ids(answer: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(answer.len());
    let mut rest = answer;
    while let Some(at) = rest.windows(SUGGESTION_ID.len()).position(|part| part == SUGGESTION_ID) {
        kept.extend_from_slice(&rest[..at]);
        let after = &rest[at + SUGGESTION_ID.len()..];
        let end = after.iter().position(|&byte| byte == b'"').unwrap_or(after.len());
        rest = &after[end..];
    }
    kept.extend_from_slice(rest);
    kept
}
