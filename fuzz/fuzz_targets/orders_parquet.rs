#![no_main]
//! Orders as Parquet.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    dapei_fuzz::orders("orders.parquet", bytes);
});
