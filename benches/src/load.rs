//! A client that costs little: plain blocking sockets, kept open, one request under way on each.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use crate::process::threads_cpu_time;

/// Connections of a [`Load`].
const N_CONNECTIONS: usize = 32;
/// Threads that drive them.
const N_THREADS: usize = 2;
/// How the threads of a server made with actix are called.
const SERVER_THREADS: &str = "actix-";
/// Longest answer that is read. Unit: bytes.
const MAX_ANSWER_BYTES: usize = 256 * 1024;

/// 32 open connections to a server of this process, driven by two threads.
#[derive(Debug)]
pub struct Load {
    connections: Vec<Connection>,
}

/// What so many requests took.
#[derive(Debug, Clone, Copy)]
pub struct Taken {
    /// From the first request to the last answer.
    pub elapsed: Duration,
    /// What the threads of all servers spent on a processor meanwhile, in and out of the kernel.
    pub server_cpu: Duration,
    /// Requests answered.
    pub n_requests: u64,
}

/// One open connection.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    answer: Vec<u8>,
    length: usize,
}

impl Load {
    /// Connects to the server at `address`.
    ///
    /// # Errors
    ///
    /// The server cannot be reached.
    pub fn connect(address: SocketAddr) -> io::Result<Self> {
        let connections = (0..N_CONNECTIONS).map(|_| Connection::open(address));
        Ok(Self { connections: connections.collect::<io::Result<_>>()? })
    }

    /// Sends `n_requests` of `requests` in turn, from `first` on, and waits for the answers.
    ///
    /// # Panics
    ///
    /// Where an answer does not arrive or is no 200.
    pub fn ask(&mut self, requests: &[Vec<u8>], first: usize, n_requests: u64) -> Taken {
        let each = self.connections.len().div_ceil(N_THREADS);
        let share = |thread: usize| (n_requests + thread as u64) / N_THREADS as u64;
        let server_before = threads_cpu_time(SERVER_THREADS);
        let began = Instant::now();
        thread::scope(|scope| {
            for (thread, connections) in self.connections.chunks_mut(each).enumerate() {
                let first = first + thread * requests.len() / N_THREADS;
                scope.spawn(move || drive(connections, requests, first, share(thread)));
            }
        });
        let elapsed = began.elapsed();
        let server_cpu = threads_cpu_time(SERVER_THREADS).saturating_sub(server_before);
        Taken { elapsed, server_cpu, n_requests }
    }
}

impl Taken {
    /// Requests answered a second.
    #[must_use]
    pub fn a_second(&self) -> f64 {
        self.n_requests as f64 / self.elapsed.as_secs_f64()
    }

    /// What the server spent on a processor for one request. Unit: microseconds.
    #[must_use]
    pub fn server_micros(&self) -> f64 {
        self.server_cpu.as_secs_f64() * 1e6 / self.n_requests as f64
    }
}

/// Keeps one request under way on each connection until all are answered.
fn drive(connections: &mut [Connection], requests: &[Vec<u8>], first: usize, n_requests: u64) {
    let n_connections = connections.len() as u64;
    let mut next = requests.iter().cycle().skip(first % requests.len());
    let mut send = |connection: &mut Connection| {
        let request = next.next().expect("there are requests to send");
        connection.send(request).expect("the server reads");
    };
    connections.iter_mut().take(n_requests as usize).for_each(&mut send);
    for n_answered in 0..n_requests {
        let connection = &mut connections[(n_answered % n_connections) as usize];
        let body = connection.receive().expect("the server answers 200");
        assert!(!body.is_empty());
        if n_answered + n_connections < n_requests {
            send(connection);
        }
    }
}

impl Connection {
    /// Connects to the server at `address`.
    ///
    /// # Errors
    ///
    /// The server cannot be reached.
    pub fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, answer: vec![0; MAX_ANSWER_BYTES], length: 0 })
    }

    /// Sends a whole request.
    ///
    /// # Errors
    ///
    /// The connection is gone.
    pub fn send(&mut self, request: &[u8]) -> io::Result<()> {
        self.stream.write_all(request)
    }

    /// The body of the next answer.
    ///
    /// # Errors
    ///
    /// The connection is gone, or the answer is no 200 with a length.
    pub fn receive(&mut self) -> io::Result<&[u8]> {
        let wrong = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
        self.length = 0;
        let body_start = loop {
            self.read_more()?;
            let head = &self.answer[..self.length];
            if let Some(end) = head.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let head = str::from_utf8(&self.answer[..body_start]).map_err(|_| wrong("no text"))?;
        if !head.starts_with("HTTP/1.1 200 ") {
            return Err(wrong(head));
        }
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("content-length").then(|| value.parse::<usize>().ok())?
        });
        let end = body_start + length.ok_or_else(|| wrong("no content-length"))?;
        while self.length < end {
            self.read_more()?;
        }
        Ok(&self.answer[body_start..end])
    }

    fn read_more(&mut self) -> io::Result<()> {
        match self.stream.read(&mut self.answer[self.length..])? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                self.length += read;
                Ok(())
            }
        }
    }
}
