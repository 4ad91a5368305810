//! Many connections that hardly do anything, kept up: where one is cut off another takes its place.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use crate::pace::Pace;

/// One of many.
pub(crate) struct Member {
    stream: TcpStream,
    opened: Instant,
    /// Bytes sent so far.
    pub(crate) n_sent: usize,
}

/// What became of all.
#[derive(Debug, Default)]
pub(crate) struct Fates {
    pub(crate) n_cut_off: u64,
    pub(crate) n_unable_to_connect: u64,
    /// How long the connection was open that was open for longest.
    pub(crate) longest: Duration,
}

/// Keeps `n_members` connections open for `lasting`; each may `act` once a second, and is replaced once that fails.
pub(crate) fn keep_up(
    address: SocketAddr,
    n_members: usize,
    lasting: Duration,
    act: impl Fn(usize, &mut Member) -> io::Result<()>,
) -> Fates {
    let mut fates = Fates::default();
    let mut members: Vec<Option<Member>> = (0..n_members).map(|_| None).collect();
    let began = Instant::now();
    let mut pace = Pace::a_second(1.0);
    while began.elapsed() < lasting {
        for (nth, place) in members.iter_mut().enumerate() {
            if let Some(member) = place
                && act(nth, member).is_err()
            {
                fates.n_cut_off += 1;
                fates.longest = fates.longest.max(member.opened.elapsed());
                *place = None;
            }
            if place.is_none() {
                match Member::open(address) {
                    Ok(member) => *place = Some(member),
                    Err(_) => fates.n_unable_to_connect += 1,
                }
            }
        }
        pace.wait();
    }
    let alive = members.iter().flatten().map(|member| member.opened.elapsed());
    fates.longest = alive.fold(fates.longest, Duration::max);
    fates
}

impl Member {
    fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nonblocking(true)?;
        Ok(Self { stream, opened: Instant::now(), n_sent: 0 })
    }

    /// Sends what the connection takes of `bytes` now.
    pub(crate) fn send(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n_sent = ready(self.stream.write(bytes))?.unwrap_or(0);
        self.n_sent += n_sent;
        Ok(n_sent)
    }

    /// Reads what is there, up to `most` bytes. An error once the connection is closed.
    pub(crate) fn read(&mut self, most: usize) -> io::Result<()> {
        let mut read = [0; 1024];
        match ready(self.stream.read(&mut read[..most.min(1024)]))? {
            Some(0) => Err(ErrorKind::UnexpectedEof.into()),
            Some(_) | None => self.check(),
        }
    }

    /// An error once the connection was reset, without reading.
    pub(crate) fn check(&self) -> io::Result<()> {
        self.stream.take_error()?.map_or(Ok(()), Err)
    }
}

/// Nothing where the connection is not ready.
fn ready(outcome: io::Result<usize>) -> io::Result<Option<usize>> {
    match outcome {
        Ok(n_bytes) => Ok(Some(n_bytes)),
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(None),
        Err(error) => Err(error),
    }
}
