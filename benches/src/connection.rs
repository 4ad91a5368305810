//! One open connection to a server: plain blocking sockets, which cost little beside what is measured.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Longest answers that are read, those that came together among them. Unit: bytes.
const MAX_ANSWER_BYTES: usize = 256 * 1024;

/// One open connection.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    /// What was read; of it, what was not given yet stands at `given..length`.
    read: Vec<u8>,
    given: usize,
    length: usize,
}

/// What a server answered.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The HTTP status.
    pub status: u16,
    /// Status line and headers.
    pub head: &'a str,
    /// The body.
    pub body: &'a [u8],
}

impl Answer<'_> {
    /// Whether the server closes the connection after this answer.
    #[must_use]
    pub fn is_last(&self) -> bool {
        header(self.head, "connection").is_some_and(|value| value.eq_ignore_ascii_case("close"))
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
        Ok(Self { stream, read: vec![0; MAX_ANSWER_BYTES], given: 0, length: 0 })
    }

    /// Waits no longer than `patience` for anything.
    ///
    /// # Errors
    ///
    /// The system refuses, or `patience` is zero.
    pub fn give_up_after(&self, patience: Duration) -> io::Result<()> {
        self.stream.set_read_timeout(Some(patience))?;
        self.stream.set_write_timeout(Some(patience))
    }

    /// Sends a whole request, or a part of one.
    ///
    /// # Errors
    ///
    /// The connection is gone.
    pub fn send(&mut self, request: &[u8]) -> io::Result<()> {
        self.stream.write_all(request)
    }

    /// The body of the next answer, which is to be a 200.
    ///
    /// # Errors
    ///
    /// The connection is gone, or the answer is no 200 with a length.
    pub fn receive(&mut self) -> io::Result<&[u8]> {
        let answer = self.answer()?;
        match answer.status {
            200 => Ok(answer.body),
            _ => Err(wrong(answer.head)),
        }
    }

    /// The next answer, whatever its status.
    ///
    /// # Errors
    ///
    /// The connection is gone, or what came is no HTTP answer with a length.
    pub fn answer(&mut self) -> io::Result<Answer<'_>> {
        self.read.copy_within(self.given..self.length, 0);
        self.length -= self.given;
        self.given = 0;
        let body_start = loop {
            let read = &self.read[..self.length];
            if let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            self.read_more()?;
        };
        let head = str::from_utf8(&self.read[..body_start]).map_err(|_| wrong("no text"))?;
        let status = head.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok());
        let status = status.ok_or_else(|| wrong(head))?;
        let length = header(head, "content-length").and_then(|value| value.parse::<usize>().ok());
        let end = body_start + length.ok_or_else(|| wrong("no content-length"))?;
        while self.length < end {
            self.read_more()?;
        }
        self.given = end;
        let head = str::from_utf8(&self.read[..body_start]).map_err(|_| wrong("no text"))?;
        Ok(Answer { status, head, body: &self.read[body_start..end] })
    }

    fn read_more(&mut self) -> io::Result<()> {
        if self.length == self.read.len() {
            return Err(wrong("longer than what is read of an answer"));
        }
        let read = loop {
            match self.stream.read(&mut self.read[self.length..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                outcome => break outcome?,
            }
        };
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.length += read;
        Ok(())
    }
}

fn header<'a>(head: &'a str, wanted: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case(wanted).then_some(value.trim())
    })
}

fn wrong(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_owned())
}
