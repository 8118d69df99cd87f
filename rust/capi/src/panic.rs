//! What happens on a panic: file and line on MicroPython's output, then the end.
//!
//! Release archives refer to none of this (`make check-panics`); it serves debug builds.

use core::panic::PanicInfo;

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    let (file, line) =
        info.location().map_or(("?", 0), |location| (location.file(), location.line()));
    micropython_sys::fatal(file, line)
}

/// The core library of hosted targets is built to unwind and names this symbol; nothing unwinds here.
#[cfg(not(target_os = "none"))]
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}
