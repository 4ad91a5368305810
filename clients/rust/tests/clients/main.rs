//! Holds both clients, this one and that in TypeScript, to the service and to its description.

#![expect(clippy::unwrap_used, reason = "a set-up that fails is a failed test")]

mod running;
mod service;
mod description;
mod typescript;
