#![no_main]
//! Orders as CSV, all the way to an answer.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    dapei_fuzz::trained("orders.csv", bytes);
});
