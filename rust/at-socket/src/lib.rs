//! Modem dialects and the AT socket engine.
#![no_std]
#![forbid(unsafe_code)]
