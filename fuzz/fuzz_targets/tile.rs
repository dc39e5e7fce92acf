#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| polity_fuzz::entries::tile(bytes));
