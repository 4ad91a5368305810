//! Bodies of 100 MB, where 64 KiB are read.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use crate::attack::Finding;
use crate::pace::Pace;

const BODY_BYTES: usize = 100_000_000;
/// Clients of each framing.
const N_EACH: usize = 4;
/// Bodies that each client begins a second, at most.
const A_SECOND: f64 = 10.0;
const LASTS: Duration = Duration::from_secs(20);
const PATIENCE: Duration = Duration::from_secs(10);
/// What is sent at once. Unit: bytes.
const PIECE: usize = 1 << 16;

/// How it is said where the body ends.
#[derive(Debug, Clone, Copy)]
enum Framing {
    Length,
    Chunked,
    /// Not at all: what follows the head is no body.
    Nothing,
}

impl Framing {
    const ALL: [Self; 3] = [Self::Length, Self::Chunked, Self::Nothing];

    fn header(self) -> String {
        match self {
            Self::Length => format!("content-length: {BODY_BYTES}\r\n"),
            Self::Chunked => "transfer-encoding: chunked\r\n".to_owned(),
            Self::Nothing => String::new(),
        }
    }

    fn piece(self) -> Vec<u8> {
        let letters = vec![b'a'; PIECE];
        match self {
            Self::Length | Self::Nothing => letters,
            Self::Chunked => [format!("{PIECE:x}\r\n").as_bytes(), &letters, b"\r\n"].concat(),
        }
    }
}

#[derive(Default)]
struct Tally {
    /// By status, or `cut off`.
    answers: BTreeMap<String, u64>,
    n_sent: u64,
    most_of_one: usize,
}

/// Sends bodies without end.
pub(crate) fn send(address: SocketAddr) -> io::Result<Vec<Finding>> {
    let began = Instant::now();
    let mut all = Tally::default();
    thread::scope(|scope| {
        let clients: Vec<_> = Framing::ALL
            .iter()
            .flat_map(|framing| std::iter::repeat_n(framing, N_EACH))
            .map(|&framing| scope.spawn(move || send_each(address, framing, began)))
            .collect();
        for client in clients {
            let tally = client.join().expect("a client does not panic");
            for (answer, n_times) in tally.answers {
                *all.answers.entry(answer).or_default() += n_times;
            }
            all.n_sent += tally.n_sent;
            all.most_of_one = all.most_of_one.max(tally.most_of_one);
        }
    });
    let answers: Vec<_> =
        all.answers.iter().map(|(name, n_times)| format!("{n_times} {name}")).collect();
    let n_wrong =
        all.answers.iter().filter(|(name, _)| !name.starts_with('4') && *name != "cut off");
    let n_wrong: u64 = n_wrong.map(|(_, n_times)| n_times).sum();
    Ok(vec![
        Finding::Told { about: "answers", found: answers.join(", ") },
        Finding::Told { about: "sent in all", found: format!("{} MB", all.n_sent / 1_000_000) },
        Finding::Told {
            about: "most sent of one body",
            found: format!("{} kB", all.most_of_one / 1_000),
        },
        Finding::AtMost {
            about: "bodies neither refused nor cut off",
            found: n_wrong as f64,
            most: 0.0,
            unit: "",
        },
    ])
}

fn send_each(address: SocketAddr, framing: Framing, began: Instant) -> Tally {
    let mut tally = Tally::default();
    let mut pace = Pace::a_second(A_SECOND);
    let piece = framing.piece();
    while began.elapsed() < LASTS {
        pace.wait();
        let mut n_sent = 0;
        let answer = send_one(address, framing, &piece, &mut n_sent);
        let answer = answer.unwrap_or_else(|_| "cut off".to_owned());
        *tally.answers.entry(answer).or_default() += 1;
        tally.n_sent += n_sent as u64;
        tally.most_of_one = tally.most_of_one.max(n_sent);
    }
    tally
}

/// Sends one body, until the service takes no more; the status of the answer.
fn send_one(
    address: SocketAddr,
    framing: Framing,
    piece: &[u8],
    n_sent: &mut usize,
) -> io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let head = "POST /v1/suggestions HTTP/1.1\r\nhost: dapei\r\ncontent-type: application/json\r\n";
    stream.write_all(format!("{head}{}\r\n", framing.header()).as_bytes())?;
    while *n_sent < BODY_BYTES {
        match stream.write(piece) {
            Ok(written) => *n_sent += written,
            // It was refused; the answer may be there.
            Err(_) => break,
        }
    }
    let mut answer = [0; 12];
    stream.read_exact(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer[9..]).into_owned())
}
