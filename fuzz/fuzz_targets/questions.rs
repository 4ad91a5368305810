#![no_main]
//! Queries and pairs; the first two bytes say which, and in which format.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    dapei_fuzz::questions(bytes);
});
