#![no_main]
//! Orders as TSV.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    dapei_fuzz::orders("orders.tsv", bytes);
});
