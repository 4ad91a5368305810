#![no_main]
//! Orders as CSV.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    dapei_fuzz::orders("orders.csv", bytes);
});
