#![no_main]
//! Orders as Parquet.

libfuzzer_sys::fuzz_target!(
    init: dapei_fuzz::let_readers_contain_panics(),
    |bytes: &[u8]| dapei_fuzz::orders("orders.parquet", bytes)
);
