//! A socket that is not waited for longer than a client may take.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until};
use tracing::debug;

use super::LINGER;
use super::between::Between;
use crate::config::ConnectionSettings;
use crate::metrics::{Cut, Metrics};

/// What the system keeps of answers that a client did not take yet; it takes twice as much memory. Left to itself it
/// would keep megabytes for each.
const SEND_BUFFER_BYTES: usize = 128 * 1024;

/// Most that is read at once after an answer, and while a client sends and sends without an answer between: the former
/// bounds how many requests, sent without waiting, are answered into memory; the latter how long one client holds a thread.
/// Unit: bytes.
const FIRST_PORTION: usize = 256;
const LAST_PORTION: usize = 64 * 1024;

/// How long a client is waited for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    /// From the first byte of a request to the first byte of its answer.
    answer: Duration,
    /// The span within which an answer that waits for its client moves on.
    read: Duration,
    /// By how much it does at the least.
    read_bytes: u64,
}

/// A socket that gives up on its client. When that is, the connection is reset: what was not taken is thrown away.
#[derive(Debug)]
pub(crate) struct Guarded {
    stream: TcpStream,
    patience: Patience,
    metrics: Arc<Metrics>,
    /// Since when something was asked that nothing was answered to.
    asked: Option<Instant>,
    /// An answer that waits for its client.
    stalled: Option<Stalled>,
    /// How much is read next at the most. Unit: bytes.
    portion: usize,
    /// Whether others have their turn before more is read.
    rests: bool,
    /// How much is read while nothing is answered.
    between: Between,
    /// Since when nothing is read any more, as that was all used.
    full: Option<Instant>,
    /// Rings no later than patience ends. It is set rarely, and looked at again when it rang: to set it for each request
    /// would cost more than it is worth.
    alarm: Pin<Box<Sleep>>,
}

#[derive(Debug, Clone, Copy)]
struct Stalled {
    since: Instant,
    taken_bytes: u64,
}

impl Patience {
    pub(crate) fn new(settings: &ConnectionSettings) -> Self {
        let read_bytes = settings.read_bytes_per_second.saturating_mul(settings.read.as_secs());
        Self { answer: settings.answer, read: settings.read, read_bytes: read_bytes.max(1) }
    }
}

impl Guarded {
    pub(crate) fn new(stream: TcpStream, patience: Patience, metrics: Arc<Metrics>) -> Self {
        let socket = SockRef::from(&stream);
        // A system without one of these serves as well, only with more memory or later.
        let _ = socket.set_tcp_nodelay(true);
        let _ = socket.set_send_buffer_size(SEND_BUFFER_BYTES);
        // For what the system keeps of answers that were written whole: later, so that who is slow is cut off and counted here.
        #[cfg(target_os = "linux")]
        let _ = socket.set_tcp_user_timeout(Some(patience.read.saturating_mul(2)));
        metrics.connected();
        let alarm = Box::pin(sleep_until(Instant::now() + patience.answer.min(patience.read)));
        Self {
            stream,
            patience,
            metrics,
            asked: None,
            stalled: None,
            portion: FIRST_PORTION,
            rests: false,
            between: Between::default(),
            full: None,
            alarm,
        }
    }

    /// What was read so far asked for nothing.
    pub(super) fn begin(&mut self) {
        self.asked = None;
    }

    /// What may still be read of it.
    pub(super) fn between(&self) -> &Between {
        &self.between
    }

    /// Whether the client may be waited for longer; `context` is woken when it may not.
    fn wait(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        loop {
            let answer_by = self.asked.map(|since| since + self.patience.answer);
            let read_by = self.stalled.map(|stalled| stalled.since + self.patience.read);
            let full_by = self.full.map(|since| since + LINGER);
            let ends = answer_by.into_iter().chain(read_by).chain(full_by);
            let Some(end) = ends.min() else { return Ok(()) };
            if self.alarm.is_elapsed() || end < self.alarm.deadline() {
                self.alarm.as_mut().reset(end);
            }
            if self.alarm.as_mut().poll(context).is_pending() {
                return Ok(());
            }
            let now = Instant::now();
            if full_by.is_some_and(|end| end <= now) {
                return Err(self.reset());
            }
            if answer_by.is_some_and(|end| end <= now) {
                return Err(self.cut(Cut::Unanswered));
            }
            if read_by.is_some_and(|end| end <= now)
                && let Some(stalled) = &mut self.stalled
            {
                if stalled.taken_bytes < self.patience.read_bytes {
                    return Err(self.cut(Cut::SlowReader));
                }
                *stalled = Stalled { since: now, taken_bytes: 0 };
            }
        }
    }

    /// Nothing can be done now; or the client was waited for long enough.
    fn pending<T>(&mut self, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        match self.wait(context) {
            Ok(()) => Poll::Pending,
            Err(error) => Poll::Ready(Err(error)),
        }
    }

    fn cut(&self, because: Cut) -> io::Error {
        self.metrics.cut(because);
        debug!(?because, "Cut off a connection");
        self.reset()
    }

    /// Ends it so that the system keeps nothing of it.
    fn reset(&self) -> io::Error {
        // Whether it could be told so or not, it is dropped next.
        let _ = SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
        io::ErrorKind::TimedOut.into()
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        self.metrics.disconnected();
    }
}

impl AsyncRead for Guarded {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        // While an answer waits for its client no request is read: its answer would wait, too. Whoever takes the answer
        // wakes this task.
        if self.stalled.is_some() {
            return self.pending(context);
        }
        if std::mem::take(&mut self.rests) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let left = self.between.left();
        if left == 0 {
            if self.full.is_none() {
                self.full = Some(Instant::now());
                self.metrics.cut(Cut::Unread);
            }
            return self.pending(context);
        }
        let portion = self.portion.min(buffer.remaining()).min(left);
        let mut part = ReadBuf::new(buffer.initialize_unfilled_to(portion));
        match Pin::new(&mut self.stream).poll_read(context, &mut part) {
            Poll::Ready(outcome) => {
                let n_read = part.filled().len();
                buffer.advance(n_read);
                self.between.note(n_read);
                if n_read > 0 && self.asked.is_none() {
                    self.asked = Some(Instant::now());
                }
                if n_read == portion {
                    self.portion = (2 * self.portion).min(LAST_PORTION);
                    self.rests = true;
                }
                Poll::Ready(outcome)
            }
            Poll::Pending => self.pending(context),
        }
    }
}

impl AsyncWrite for Guarded {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.stream).poll_write(context, bytes) {
            Poll::Ready(outcome) => {
                self.asked = None;
                self.portion = FIRST_PORTION;
                if let (Some(stalled), Ok(taken)) = (&mut self.stalled, &outcome) {
                    stalled.taken_bytes += *taken as u64;
                }
                Poll::Ready(outcome)
            }
            Poll::Pending => {
                let since = Instant::now();
                self.stalled.get_or_insert(Stalled { since, taken_bytes: 0 });
                self.pending(context)
            }
        }
    }

    /// All that was to be written was: whoever writes asks for it then.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outcome = ready!(Pin::new(&mut self.stream).poll_flush(context));
        self.stalled = None;
        Poll::Ready(outcome)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
