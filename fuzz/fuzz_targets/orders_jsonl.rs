#![no_main]
//! Orders as JSON lines.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    dapei_fuzz::orders("orders.jsonl", bytes);
});
