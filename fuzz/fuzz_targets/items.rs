#![no_main]
//! Facts about items; the first byte says in which format.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    dapei_fuzz::items(bytes);
});
