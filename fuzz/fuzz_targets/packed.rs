#![no_main]
//! Packed orders; the first byte says how they are packed.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    dapei_fuzz::packed(bytes);
});
