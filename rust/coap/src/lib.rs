//! CoAP codec and endpoint.
#![no_std]
#![forbid(unsafe_code)]
