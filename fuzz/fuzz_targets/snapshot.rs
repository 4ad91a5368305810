#![no_main]
//! A snapshot, as it is and signed anew.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    dapei_fuzz::snapshot(bytes);
});
