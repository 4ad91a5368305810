#![no_main]
//! Views; the first byte says in which format.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    dapei_fuzz::views(bytes);
});
