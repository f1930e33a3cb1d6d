//! libFuzzer over the targets of `tests::hostile`: the environment's `FUZZ_TARGET` names one.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use peak_alloc::PeakAlloc;
use tests::hostile::{Target, limits, target};

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

fn chosen() -> &'static Target {
    static CHOSEN: OnceLock<&'static Target> = OnceLock::new();
    CHOSEN.get_or_init(|| {
        // libFuzzer ends the process at every panic, even at one that is caught where Automerge is contained. One that
        // nobody catches still ends it.
        std::panic::set_hook(Box::new(|panic| {
            if std::env::var_os("FUZZ_LOUD").is_some() {
                eprintln!("{panic}");
            }
        }));
        limits::assert_memory_is_counted();
        let name = std::env::var("FUZZ_TARGET").expect("FUZZ_TARGET names no target");
        target(&name).expect("there is no such target")
    })
}

fuzz_target!(|bytes: &[u8]| {
    limits::measured(chosen(), bytes);
});
