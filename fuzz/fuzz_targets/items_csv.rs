#![no_main]
//! Facts about items as CSV.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dapei_fuzz::items("items.csv", bytes));
