#![no_main]
//! Queries as CSV.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dapei_fuzz::queries("queries.csv", bytes));
