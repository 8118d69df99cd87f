//! Facts of the MicroPython tree that the storage of the engines rests on, checked while compiling.
//!
//! `micropython_module/rust_archive.c` checks the same on the tree a firmware is really built from.

use crate::storage::{CoapEndpointStorage, ModemStorage};
use micropython_sys::{BYTES_PER_GC_BLOCK, BYTES_PER_UINT, VERSION};

// Engines are embedded in GC objects, which start at a block boundary and nowhere finer.
const _: () = assert!(BYTES_PER_GC_BLOCK % align_of::<ModemStorage>() == 0);
const _: () = assert!(BYTES_PER_GC_BLOCK % align_of::<CoapEndpointStorage>() == 0);

// Lengths cross the boundary as `usize` here and `mp_uint_t` or `size_t` there.
const _: () = assert!(BYTES_PER_UINT == size_of::<usize>());

// The window the glue supports: `mp_print_t` and the block size have kept their shape in it.
const _: () = assert!(VERSION.0 == 1 && VERSION.1 >= 11 && VERSION.1 <= 28);
