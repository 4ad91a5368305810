#![no_main]
//! What `check` says of a file; the first byte says in which format.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    dapei_fuzz::check(bytes);
});
