//! Names that nobody ever heard of, a million of each kind: whatever keeps one for later grows.

use std::io;
use std::net::SocketAddr;
use std::thread;

use dapei_benches::Connection;
use dapei_benches::trial::{get, post};

use crate::attack::Finding;
use crate::pace::Pace;

const N_NAMES: usize = 1_000_000;
const N_CLIENTS: usize = 4;
/// Requests a second, over all clients.
const A_SECOND: f64 = 10_000.0;
/// Requests that a client sends at once.
const AT_ONCE: usize = 16;
/// Ids in a cart, as many as are allowed.
const IN_A_CART: usize = 500;
/// Carts a second, over all clients.
const CARTS_A_SECOND: f64 = 100.0;

/// Asks what goes with items that do not exist.
pub(crate) fn items(address: SocketAddr) -> io::Result<Vec<Finding>> {
    one_by_one(address, &|name| get(&format!("/v1/items/made-up-{name}/related")))
}

/// Asks for paths that do not exist.
pub(crate) fn routes(address: SocketAddr) -> io::Result<Vec<Finding>> {
    one_by_one(address, &|name| get(&format!("/made-up-{name}/{name}")))
}

/// Asks for customers that do not exist.
pub(crate) fn customers(address: SocketAddr) -> io::Result<Vec<Finding>> {
    one_by_one(address, &|name| get(&format!("/v1/customers/made-up-{name}/reorder")))
}

/// Asks about carts of items that do not exist.
pub(crate) fn carts(address: SocketAddr) -> io::Result<Vec<Finding>> {
    let requests_of = |first: usize| {
        let ids: Vec<_> =
            (first..first + IN_A_CART).map(|name| format!("\"made-up-{name}\"")).collect();
        post("/v1/suggestions", &format!(r#"{{"cart":[{}]}}"#, ids.join(",")))
    };
    by_all(
        address,
        Batches { names: IN_A_CART, a_second: CARTS_A_SECOND, answers: 1, status: 200 },
        &requests_of,
    )
}

fn one_by_one(
    address: SocketAddr,
    request: &(dyn Fn(usize) -> Vec<u8> + Sync),
) -> io::Result<Vec<Finding>> {
    let requests_of = |first: usize| (first..first + AT_ONCE).flat_map(request).collect();
    let a_second = A_SECOND / AT_ONCE as f64;
    by_all(
        address,
        Batches { names: AT_ONCE, a_second, answers: AT_ONCE, status: 404 },
        &requests_of,
    )
}

/// How names are sent.
#[derive(Clone, Copy)]
struct Batches {
    /// Names in each.
    names: usize,
    /// How many a second, over all clients.
    a_second: f64,
    /// Answers to each.
    answers: usize,
    /// What they are to say.
    status: u16,
}

/// Sends all names; `requests_of` gives the bytes of the batch that begins with a name.
fn by_all(
    address: SocketAddr,
    batches: Batches,
    requests_of: &(dyn Fn(usize) -> Vec<u8> + Sync),
) -> io::Result<Vec<Finding>> {
    let n_batches = N_NAMES / batches.names;
    let client = move |nth: usize| -> io::Result<u64> {
        let mut open = Connection::open(address)?;
        let mut pace = Pace::a_second(batches.a_second / N_CLIENTS as f64);
        let mut n_wrong = 0;
        for batch in (nth..n_batches).step_by(N_CLIENTS) {
            pace.wait();
            open.send(&requests_of(batch * batches.names))?;
            for _ in 0..batches.answers {
                n_wrong += u64::from(open.answer()?.status != batches.status);
            }
        }
        Ok(n_wrong)
    };
    let client = &client;
    let n_wrong: u64 = thread::scope(|scope| {
        let clients: Vec<_> = (0..N_CLIENTS).map(|nth| scope.spawn(move || client(nth))).collect();
        clients
            .into_iter()
            .map(|client| client.join().expect("a client does not panic"))
            .sum::<io::Result<u64>>()
    })?;
    Ok(vec![
        Finding::Told { about: "names sent", found: (n_batches * batches.names).to_string() },
        Finding::AtMost {
            about: "answers with another status",
            found: n_wrong as f64,
            most: 0.0,
            unit: "",
        },
    ])
}
