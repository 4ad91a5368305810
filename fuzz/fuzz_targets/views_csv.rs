#![no_main]
//! Views as CSV.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dapei_fuzz::views("views.csv", bytes));
