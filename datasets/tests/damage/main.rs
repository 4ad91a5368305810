//! Damaged files, 200 of each kind: refused with an error that says which, read with their damaged
//! rows reported, or read as any reader would; no panic, and never more than 256 MiB.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]
#![allow(clippy::print_stdout, reason = "a test tells what it counted")]

#[path = "../files/mod.rs"]
mod files;
#[path = "../../../fuzz/src/lib.rs"]
#[allow(unreachable_pub, dead_code, reason = "what is fuzzed is a library of its own")]
mod fuzz;
mod harm;
mod ceiling;
mod subjects;
mod formats;
mod inputs;
mod snapshots;
