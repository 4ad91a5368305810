//! SIGTERM under load.

use std::error::Error;
use std::net::SocketAddr;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use dapei_benches::Connection;
use dapei_benches::trial::{House, ServiceProcess, Verdict, get, post};

use crate::under_way::{Fate, ask_on};

/// How often it is tried.
const ROUNDS: usize = 5;
/// Clients that always have a request under way.
const N_BUSY: usize = 32;
/// Clients that have sent half of a body.
const N_HALF_SENT: usize = 8;
/// Clients that asked once and keep their connection.
const N_IDLE: usize = 8;
/// How long clients ask before the service is told to end.
const LOAD_FIRST: Duration = Duration::from_secs(3);
/// When the other halves are sent, counted from the signal.
const HALVES_AFTER: Duration = Duration::from_secs(1);
/// The service's own bound, and a little for the process to go.
const ENDS_WITHIN: Duration = Duration::from_secs(12);
/// Longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// What one round showed.
struct Stop {
    fate: Fate,
    n_halves_answered: usize,
    seconds: f64,
    exit: String,
}

/// Tells the service to end, several times, under load.
pub(crate) fn try_stops(
    house: &House,
    snapshot: &[u8],
    verdict: &mut Verdict,
) -> Result<(), Box<dyn Error>> {
    let model = house.model("stop", snapshot)?;
    let ids = House::item_ids(snapshot, 100)?;
    let requests: Vec<_> =
        ids.iter().map(|id| get(&format!("/v1/items/{id}/related?limit=20"))).collect();
    let body = format!(r#"{{"cart":["{}"]}}"#, ids[0]);
    let (mut all, mut n_halves, mut longest, mut exits) = (Fate::default(), 0, 0.0_f64, Vec::new());
    for round in 1..=ROUNDS {
        eprintln!("SIGTERM, round {round} of {ROUNDS}");
        let mut service = ServiceProcess::start(house.dapei(), model.path())?;
        let stop = stop_once(&mut service, &requests, &body)?;
        all.add(stop.fate);
        n_halves += stop.n_halves_answered;
        longest = longest.max(stop.seconds);
        exits.push(stop.exit);
    }
    exits.dedup();
    verdict.tell("SIGTERM: requests answered", all.n_answered.to_string());
    verdict.tell("SIGTERM: of them after the signal", all.n_answered_late.to_string());
    if let Some(failure) = &all.failure {
        verdict.tell("SIGTERM: a failure", failure.trim());
    }
    verdict.at_most(
        "SIGTERM: under way at the signal and never answered",
        all.n_lost as f64,
        0.0,
        "",
    );
    verdict.at_most(
        "SIGTERM: sent later on open connections and never answered",
        all.n_lost_late as f64,
        0.0,
        "",
    );
    verdict.at_most(
        "SIGTERM: answered with another status than 200",
        all.n_refused as f64,
        0.0,
        "",
    );
    let n_sent = (ROUNDS * N_HALF_SENT) as f64;
    verdict.at_least(
        "SIGTERM: bodies half sent at the signal, answered 200",
        n_halves as f64,
        n_sent,
        "",
    );
    verdict.is("SIGTERM: exit codes", &exits.join(", "), "0");
    verdict.at_most("SIGTERM: longest stop", longest, ENDS_WITHIN.as_secs_f64(), "s");
    Ok(())
}

fn stop_once(
    service: &mut ServiceProcess,
    requests: &[Vec<u8>],
    body: &str,
) -> Result<Stop, Box<dyn Error>> {
    let address = service.address();
    let idle: Vec<_> = (0..N_IDLE).map(|_| asked_once(address)).collect::<Result<_, _>>()?;
    let told_to_end = AtomicBool::new(false);
    // The half bodies are sent shortly before the signal: the service does not wait for one for long.
    let halves_sent = Barrier::new(N_HALF_SENT + 1);
    let (told_to_end, halves_sent) = (&told_to_end, &halves_sent);
    thread::scope(|scope| {
        let busy: Vec<_> = (0..N_BUSY)
            .map(|nth| scope.spawn(move || ask_on(address, requests, nth * 3, told_to_end)))
            .collect();
        let halves: Vec<_> = (0..N_HALF_SENT)
            .map(|_| scope.spawn(move || send_in_halves(address, body, halves_sent)))
            .collect();
        halves_sent.wait();
        told_to_end.store(true, Ordering::SeqCst);
        service.terminate()?;
        let began = Instant::now();
        let exit = service.wait(ENDS_WITHIN)?;
        let seconds = began.elapsed().as_secs_f64();
        if exit.is_none() {
            // Else its clients would never end.
            service.kill()?;
        }
        let exit = exit.map_or("still running".to_owned(), |status| {
            status.code().map_or("by a signal".to_owned(), |code| code.to_string())
        });
        let mut fate = Fate::default();
        for client in busy {
            fate.add(client.join().expect("a client does not panic"));
        }
        let halves =
            halves.into_iter().map(|client| client.join().expect("a client does not panic"));
        let n_halves_answered = halves.filter(|answered| matches!(answered, Ok(200))).count();
        drop(idle);
        Ok(Stop { fate, n_halves_answered, seconds, exit })
    })
}

/// A connection that is kept and asks no more.
fn asked_once(address: SocketAddr) -> Result<Connection, Box<dyn Error>> {
    let mut open = Connection::open(address)?;
    open.send(&get("/healthz"))?;
    open.receive()?;
    Ok(open)
}

/// Sends a request of which the second half follows after the signal; the status of its answer.
fn send_in_halves(address: SocketAddr, body: &str, sent: &Barrier) -> std::io::Result<u16> {
    thread::sleep(LOAD_FIRST);
    let request = post("/v1/suggestions", body);
    let half = request.len() - body.len() / 2;
    let begin = || {
        let mut open = Connection::open(address)?;
        open.give_up_after(PATIENCE)?;
        open.send(&request[..half])?;
        Ok(open)
    };
    let begun: std::io::Result<Connection> = begin();
    // So that the service has read the head when the signal comes.
    thread::sleep(HALVES_AFTER / 2);
    sent.wait();
    let mut open = begun?;
    thread::sleep(HALVES_AFTER);
    open.send(&request[half..])?;
    open.answer().map(|answer| answer.status)
}
