//! C ABI over the engines.
#![no_std]
