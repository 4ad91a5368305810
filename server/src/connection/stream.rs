//! A connection as HTTP sees it: with or without TLS.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};
use tokio_rustls::server::TlsStream;

use super::LINGER;
use super::between::Between;
use super::guard::Guarded;
use crate::api::problem_instead_of;

/// A connection that speaks HTTP.
#[derive(Debug)]
pub(crate) struct Connection {
    transport: Transport,
    /// What is written instead of what the HTTP library answered.
    instead: Option<Instead>,
}

#[derive(Debug)]
enum Transport {
    Plain(Guarded),
    Tls(Box<TlsStream<Guarded>>),
}

#[derive(Debug)]
struct Instead {
    bytes: Vec<u8>,
    n_written: usize,
    /// Until when the client is read, once all is written and the end was told.
    linger: Option<Pin<Box<Sleep>>>,
}

impl Connection {
    pub(crate) fn plain(stream: Guarded) -> Self {
        Self { transport: Transport::Plain(stream), instead: None }
    }

    /// One whose handshake is done.
    pub(crate) fn tls(mut stream: TlsStream<Guarded>) -> Self {
        stream.get_mut().0.begin();
        Self { transport: Transport::Tls(Box::new(stream)), instead: None }
    }

    /// What may still be read of it.
    pub(crate) fn between(&self) -> &Between {
        match &self.transport {
            Transport::Plain(stream) => stream.between(),
            Transport::Tls(stream) => stream.get_ref().0.between(),
        }
    }
}

impl Transport {
    fn read(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self {
            Self::Plain(stream) => Pin::new(stream).poll_read(context, buffer),
            Self::Tls(stream) => Pin::new(stream).poll_read(context, buffer),
        }
    }

    fn write(&mut self, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self {
            Self::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Self::Tls(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn flush(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Plain(stream) => Pin::new(stream).poll_flush(context),
            Self::Tls(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn shut_down(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}

impl Instead {
    /// Writes it, tells the end, and reads on until the client has ended, too, or had the time to.
    fn write(
        &mut self,
        transport: &mut Transport,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        while self.n_written < self.bytes.len() {
            match ready!(transport.write(context, &self.bytes[self.n_written..]))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                n => self.n_written += n,
            }
        }
        let linger = match &mut self.linger {
            Some(linger) => linger,
            None => {
                ready!(transport.shut_down(context))?;
                self.linger.insert(Box::pin(sleep(LINGER)))
            }
        };
        let mut unread = [0; 4096];
        loop {
            if linger.as_mut().poll(context).is_ready() {
                return Poll::Ready(Ok(()));
            }
            let mut buffer = ReadBuf::new(&mut unread);
            ready!(transport.read(context, &mut buffer))?;
            if buffer.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.transport.read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let Self { transport, instead } = &mut *self;
        if instead.is_none() {
            *instead = problem_instead_of(bytes).map(|bytes| Instead {
                bytes,
                n_written: 0,
                linger: None,
            });
        }
        let Some(other) = instead else { return transport.write(context, bytes) };
        ready!(other.write(transport, context))?;
        *instead = None;
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.transport.flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.transport.shut_down(context)
    }
}
