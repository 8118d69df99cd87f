//! C ABI over the engines: what `micropython_module/` calls, and nothing else.
//!
//! # Contract, valid for every function
//!
//! * A function returns [`Status`]: `OK`, `IDLE` (nothing to do) or a negative error. Outputs are
//!   written only on `OK`.
//! * Order of arguments: object, `now_ms`, inputs (pointer, length), outputs (pointer, capacity).
//! * Engine objects are plain memory of the caller ([`storage`]), made valid by their `_init`
//!   function. There is no `_free`: engines own nothing outside themselves.
//! * Pointers are used during the call only and never kept. A null pointer with length 0 is an empty
//!   slice; a null pointer with another length is answered with `NULL_POINTER`.
//! * Results that refer to a buffer are offsets into it, never addresses.
//! * `now_ms` is a free-running millisecond counter that wraps at 2^32.
//! * No function calls back and none panics.
//!
//! Unsafe code lives in `storage.rs` and `slice.rs` alone.
#![cfg_attr(all(feature = "port", not(test)), no_std)]
#![allow(clippy::missing_safety_doc, reason = "the contract of every pointer stands above")]

mod at;
mod coap;
mod dns;
mod slice;
mod status;
mod storage;

#[cfg(all(feature = "port", not(test)))]
mod abi_check;
#[cfg(all(feature = "port", not(test)))]
mod panic;

pub use at::*;
pub use coap::*;
pub use dns::*;
pub use status::Status;
pub use storage::{
    AT_ASIDE_WORDS, AT_WORDS, AsideStorage, COAP_ENDPOINT_WORDS, CoapEndpointStorage,
    DNS_CACHE_WORDS, DNS_LOOKUP_WORDS, DnsCacheStorage, DnsLookupStorage, ModemStorage,
};
