//! Clients that send or read as slowly as they can, so that connections and what belongs to them stay taken.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use dapei_benches::trial::get;

use crate::attack::Finding;
use crate::crowd::{Fates, Member, keep_up};

const N_SLOW_HEADS: usize = 2_000;
const N_SLOW_BODIES: usize = 200;
const N_SLOW_READERS: usize = 200;

/// How long an attack lasts: longer than the service lets one connection be slow.
const HEADS_LAST: Duration = Duration::from_secs(25);
const BODIES_LAST: Duration = Duration::from_secs(30);
const READERS_LAST: Duration = Duration::from_secs(60);

/// How long one connection may be slow. Unit: seconds.
const HEAD_WITHIN: f64 = 10.0;
const BODY_WITHIN: f64 = 20.0;
const READ_WITHIN: f64 = 45.0;

const HEAD: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: dapei\r\nx-slow: ";
const BODY: &[u8] = b"POST /v1/suggestions HTTP/1.1\r\nhost: dapei\r\ncontent-type: application/json\r\ncontent-length: 60000\r\n\r\n{\"cart\":[\"";
/// Most requests that a slow reader sends.
const MOST_REQUESTS: usize = 2_000;

/// Heads that never end.
pub(crate) fn heads(address: SocketAddr) -> io::Result<Vec<Finding>> {
    let fates = keep_up(address, N_SLOW_HEADS, HEADS_LAST, |_, member| trickle(member, HEAD));
    Ok(findings(&fates, HEAD_WITHIN))
}

/// Bodies that never end.
pub(crate) fn bodies(address: SocketAddr) -> io::Result<Vec<Finding>> {
    let fates = keep_up(address, N_SLOW_BODIES, BODIES_LAST, |_, member| trickle(member, BODY));
    Ok(findings(&fates, BODY_WITHIN))
}

/// Answers that are never read, or one byte a second.
pub(crate) fn readers(address: SocketAddr) -> io::Result<Vec<Finding>> {
    let request = get("/v1/items/85123A/related?limit=100");
    let requests = request.repeat(100);
    let fates = keep_up(address, N_SLOW_READERS, READERS_LAST, |nth, member| {
        while member.n_sent < MOST_REQUESTS * request.len() {
            if member.send(&requests[member.n_sent % requests.len()..])? == 0 {
                break;
            }
        }
        match nth % 2 {
            0 => member.read(1),
            _ => member.check(),
        }
    });
    Ok(findings(&fates, READ_WITHIN))
}

/// All of `first`, then one byte each time.
fn trickle(member: &mut Member, first: &[u8]) -> io::Result<()> {
    member.send(first.get(member.n_sent..).filter(|rest| !rest.is_empty()).unwrap_or(b"a"))?;
    member.read(1024)
}

fn findings(fates: &Fates, within: f64) -> Vec<Finding> {
    let Fates { n_cut_off, n_unable_to_connect, longest } = fates;
    let found = format!("{n_cut_off} cut off, {n_unable_to_connect} unable to connect");
    let longest = longest.as_secs_f64();
    vec![
        Finding::Told { about: "slow connections", found },
        Finding::AtMost {
            about: "longest slow connection",
            found: longest,
            most: within,
            unit: "s",
        },
    ]
}
