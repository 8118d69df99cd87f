//! What the engines need to know of a MicroPython tree: stored bindgen output and a safe face over it.
//!
//! Three uses, and no more: facts of the tree that must hold for the storage of the engines
//! ([`BYTES_PER_GC_BLOCK`], [`BYTES_PER_UINT`], [`VERSION`]), the last words of a panic ([`fatal`]),
//! and [`cty`] as the common vocabulary of both generated directions.
//!
//! The bindings are stored per version family and word size, so a firmware build needs no libclang;
//! `make bindings` regenerates them, `make check-bindings` compares. A function of MicroPython may
//! enter `allow-list.txt` only if it can neither raise nor run Python code; its EXCEPTION note stands
//! where it is called.
#![no_std]

#[allow(missing_docs, non_camel_case_types, unreachable_pub)]
#[cfg_attr(target_pointer_width = "64", path = "bindings/v1_25_lp64.rs")]
#[cfg_attr(target_pointer_width = "32", path = "bindings/v1_25_ilp32.rs")]
mod bindings;

/// Release of the tree the bindings were made from: major and minor number.
pub const VERSION: (u32, u32) = (bindings::MICROPY_VERSION_MAJOR, bindings::MICROPY_VERSION_MINOR);

/// Bytes of one block of the collector, which is also the alignment of every GC object.
pub const BYTES_PER_GC_BLOCK: usize = bindings::MPNET_BYTES_PER_GC_BLOCK as usize;

/// Bytes of `mp_uint_t`.
pub const BYTES_PER_UINT: usize = bindings::MPNET_BYTES_PER_UINT as usize;

/// Digits of the largest `u32`.
const DIGITS: usize = 10;

/// Prints `mpnet: panic at <file>:<line>` on MicroPython's platform output and ends the program.
///
/// Neither raises nor returns, so it may be called with Rust frames on the stack.
pub fn fatal(file: &str, line: u32) -> ! {
    print("mpnet: panic at ");
    print(file);
    print(":");
    let mut digits = [0; DIGITS];
    print(decimal(line, &mut digits));
    print("\n");
    // SAFETY: takes a value only to describe it; null is what MicroPython itself passes for "none".
    // EXCEPTION: never returns and never raises; it is what raising falls back to.
    unsafe { bindings::nlr_jump_fail(core::ptr::null_mut()) }
}

/// Writes text on the platform output.
fn print(text: &str) {
    // SAFETY: a constant of the firmware, valid for its whole life.
    let printer = unsafe { &bindings::mp_plat_print };
    if let Some(write) = printer.print_strn {
        // SAFETY: the printer's own data, and a pointer valid for the length given.
        // EXCEPTION: the platform printer writes bytes out and runs no Python code.
        unsafe { write(printer.data, text.as_ptr().cast(), text.len()) };
    }
}

/// Decimal text of a number, written from the end of the buffer.
fn decimal(number: u32, buffer: &mut [u8; DIGITS]) -> &str {
    let mut rest = number;
    let mut used = 0;
    for digit in buffer.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
        used += 1;
        if rest == 0 {
            break;
        }
    }
    let text = buffer.get(DIGITS - used..).unwrap_or_default();
    core::str::from_utf8(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_decimal() {
        assert_eq!(decimal(0, &mut [0; DIGITS]), "0");
        assert_eq!(decimal(1_207, &mut [0; DIGITS]), "1207");
        assert_eq!(decimal(u32::MAX, &mut [0; DIGITS]), "4294967295");
    }

    #[test]
    fn the_facts_fit_this_machine() {
        assert_eq!(BYTES_PER_UINT, size_of::<usize>());
        assert!(BYTES_PER_GC_BLOCK.is_power_of_two());
    }
}
