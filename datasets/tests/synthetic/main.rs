//! The made-up shop: the same for the same seed, true to its truth table, hard and solvable.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod shop;
mod bytes;
mod truth;
mod customers;
mod hard;
mod found;
mod related;
