//! DNS for a client that asks one question at a time: queries, answers, address text and a small cache.
//!
//! The crate does no I/O and keeps no clock: bytes and time are arguments, so that the same code serves
//! a lookup over a modem's socket, a native socket and a test. What to use:
//!
//! * [`Lookup`]: one lookup with its tries, from literals and the cache to the answer. It is made of:
//! * [`Address::parse`]: a literal needs no lookup.
//! * [`Cache::lookup`]: the addresses of an earlier answer while its time to live lasts.
//! * [`query`] writes the datagram for one name, one record type and a caller's random id.
//! * [`answer`] checks a received datagram against that query and yields [`Answer::addresses`].
//!   [`AnswerError::Foreign`] means "not ours, keep waiting"; [`AnswerError::is_definite`] tells
//!   whether asking again can help.
//! * [`Cache::insert`] remembers them, [`Address::text`] prints them.
//!
//! Sources: RFC 1035 (messages), RFC 2181 (TTL), RFC 3596 (AAAA), RFC 4291 and RFC 5952 (IPv6 text).
#![no_std]
#![forbid(unsafe_code)]

#[cfg(test)]
extern crate std;

mod address;
mod answer;
mod bytes;
mod cache;
mod labels;
mod literal;
mod lookup;
mod message;
mod name;
mod query;

pub use address::{Address, AddressText, MAX_TEXT};
pub use answer::{Answer, AnswerError, MAX_CHAIN, answer};
pub use cache::{CACHE_ADDRESSES, CACHE_ENTRIES, CACHE_NAME, Cache, MAX_TTL};
pub use lookup::{ANSWER_WAIT, Lookup, Verdict};
pub use message::RecordType;
pub use name::{MAX_LABEL, MAX_NAME, Name, NameError};
pub use query::{MAX_QUERY, query};
