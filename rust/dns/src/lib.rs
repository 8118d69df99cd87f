//! DNS query and answer codec.
#![no_std]
#![forbid(unsafe_code)]
