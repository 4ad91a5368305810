//! JSON that is nested as deeply as a body can hold it, and deeper.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use dapei_benches::Connection;
use dapei_benches::trial::post;

use crate::attack::Finding;
use crate::pace::Pace;

const N_CLIENTS: usize = 4;
/// Bodies that each client sends a second.
const A_SECOND: f64 = 50.0;
const LASTS: Duration = Duration::from_secs(20);
const PATIENCE: Duration = Duration::from_secs(10);
/// How deep a body of 64 KiB can be.
const WITHIN_LIMIT: usize = 65_000;
/// Deeper than that.
const BEYOND_LIMIT: usize = 100_000;

/// Sends deep bodies in turn.
pub(crate) fn send(address: SocketAddr) -> io::Result<Vec<Finding>> {
    let requests: Vec<_> = bodies().iter().map(|body| post("/v1/suggestions", body)).collect();
    let (requests, began) = (&requests, Instant::now());
    let mut answers: BTreeMap<String, u64> = BTreeMap::new();
    thread::scope(|scope| {
        let send = |nth| scope.spawn(move || send_each(address, requests, nth, began));
        let clients: Vec<_> = (0..N_CLIENTS).map(send).collect();
        for client in clients {
            for (answer, n_times) in client.join().expect("a client does not panic") {
                *answers.entry(answer).or_default() += n_times;
            }
        }
    });
    let told: Vec<_> = answers.iter().map(|(name, n_times)| format!("{n_times} {name}")).collect();
    let n_wrong = answers.iter().filter(|(name, _)| !name.starts_with('4') && *name != CUT_OFF);
    let n_wrong: u64 = n_wrong.map(|(_, n_times)| n_times).sum();
    Ok(vec![
        Finding::Told { about: "answers", found: told.join(", ") },
        Finding::AtMost { about: "bodies not refused", found: n_wrong as f64, most: 0.0, unit: "" },
    ])
}

const CUT_OFF: &str = "cut off beyond the limit";

/// Arrays and objects, closed and not, alone, as a known field and as an unknown one.
fn bodies() -> Vec<String> {
    let (closed, objects) = (WITHIN_LIMIT / 2 - 20, WITHIN_LIMIT / 6 - 20);
    let arrays = format!("{}{}", "[".repeat(closed), "]".repeat(closed));
    let maps = format!("{}1{}", r#"{"a":"#.repeat(objects), "}".repeat(objects));
    vec![
        "[".repeat(WITHIN_LIMIT),
        r#"{"a":"#.repeat(WITHIN_LIMIT / 5),
        format!(r#"{{"cart":{arrays}}}"#),
        format!(r#"{{"cart":["1"],"filter":{maps}}}"#),
        format!(r#"{{"cart":["1"],"filter":{{"attributes":{maps}}}}}"#),
        format!(r#"{{"other":{maps}}}"#),
        arrays,
        maps,
        "[".repeat(BEYOND_LIMIT),
    ]
}

fn send_each(
    address: SocketAddr,
    requests: &[Vec<u8>],
    nth: usize,
    began: Instant,
) -> BTreeMap<String, u64> {
    let mut answers = BTreeMap::new();
    let mut pace = Pace::a_second(A_SECOND);
    let mut open = None;
    for request in requests.iter().cycle().skip(nth) {
        if LASTS <= began.elapsed() {
            break;
        }
        pace.wait();
        let answer = ask(address, &mut open, request).unwrap_or_else(|error| {
            open = None;
            // Beyond the limit the answer may come before all is sent, and the rest is not read.
            match request.len() > BEYOND_LIMIT {
                true => CUT_OFF.to_owned(),
                false => format!("without an answer ({error})"),
            }
        });
        *answers.entry(answer).or_default() += 1;
    }
    answers
}

fn ask(address: SocketAddr, open: &mut Option<Connection>, request: &[u8]) -> io::Result<String> {
    let mut connection = match open.take() {
        Some(connection) => connection,
        None => {
            let new = Connection::open(address)?;
            new.give_up_after(PATIENCE)?;
            new
        }
    };
    connection.send(request)?;
    let answer = connection.answer()?;
    let (status, is_last) = (answer.status.to_string(), answer.is_last());
    if !is_last {
        *open = Some(connection);
    }
    Ok(status)
}
