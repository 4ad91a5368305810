#![no_main]
//! Exports that are read as they are; the first byte says which.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    dapei_fuzz::presets(bytes);
});
