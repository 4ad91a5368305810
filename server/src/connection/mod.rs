//! A client's connection, from the moment it is accepted: who is slow is cut off, and TLS is spoken where it is asked for.
//!
//! ```text
//! TcpStream ─► Guarded (how long it is waited for) ─► TLS, or not ─► Connection ─► HTTP
//! ```
//!
//! In: connections. Out: bytes of HTTP, both ways. Deliberately absent: what they mean.
//!
//! The HTTP library waits without end for a client that does not take its answer, and for the second head of a
//! connection. Both waits are for the socket, so that the socket ends them.

mod guard;
mod stream;
mod certificate;

pub(crate) use certificate::Certificate;
pub use certificate::TlsError;
pub(crate) use guard::{Guarded, Patience};
pub(crate) use stream::Connection;
