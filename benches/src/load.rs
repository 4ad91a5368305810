//! A client that costs little: connections kept open, one request under way on each.

use std::io;
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use crate::connection::Connection;
use crate::process::threads_cpu_time;

/// Connections of a [`Load`].
const N_CONNECTIONS: usize = 32;
/// Threads that drive them.
const N_THREADS: usize = 2;
/// How the threads of a server made with actix are called.
const SERVER_THREADS: &str = "actix-";

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
