//! A client's connection, from the moment it is accepted: who is slow is cut off, and TLS is spoken where it is asked for.
//!
//! ```text
//! TcpStream ─► Guarded (how long it is waited for) ─► TLS, or not ─► Connection ─► HTTP
//! ```
//!
//! In: connections. Out: bytes of HTTP, both ways. Deliberately absent: what they mean.
//!
//! The HTTP library waits without end for a client that does not take its answer, and for the second head of a
//! connection. Both waits are for the socket, so that the socket ends them. It also reads on without end what else a
//! refused client sends: the socket stops that, too.

use std::time::Duration;

mod between;
mod guard;
mod stream;
mod certificate;

pub(crate) use between::Between;
pub(crate) use certificate::Certificate;
pub use certificate::TlsError;
pub(crate) use guard::{Guarded, Patience};
pub(crate) use stream::Connection;

/// How long a connection that is closed after its answer stays open: one that is closed with something unread is reset,
/// and the client might not see the answer.
pub(crate) const LINGER: Duration = Duration::from_secs(1);
