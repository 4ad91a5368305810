//! What callers and shops wish of a list, against slow references.

#![expect(clippy::unwrap_used, reason = "a set-up that fails is a failed test")]

mod shop;
mod filters;
mod rules;
