//! A connection as HTTP sees it: with or without TLS.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_rustls::server::TlsStream;

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
}

impl Transport {
    fn write(
        &mut self,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self {
            Self::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Self::Tls(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.transport {
            Transport::Plain(stream) => Pin::new(stream).poll_read(context, buffer),
            Transport::Tls(stream) => Pin::new(stream).poll_read(context, buffer),
        }
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
            match problem_instead_of(bytes) {
                Some(bytes) => *instead = Some(Instead { bytes, n_written: 0 }),
                None => return transport.write(context, bytes),
            }
        }
        let Some(Instead { bytes: other, n_written }) = instead else {
            return Poll::Ready(Ok(0));
        };
        while *n_written < other.len() {
            match transport.write(context, &other[*n_written..]) {
                Poll::Ready(Ok(0)) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Poll::Ready(Ok(n)) => *n_written += n,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => return Poll::Pending,
            }
        }
        *instead = None;
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.transport {
            Transport::Plain(stream) => Pin::new(stream).poll_flush(context),
            Transport::Tls(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.transport {
            Transport::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Transport::Tls(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}
