//! Modem dialects and the AT socket engine.
//!
//! One [`Modem`] is one modem; its sockets are ids in it. The engine does no I/O, reads no clock,
//! allocates nothing and calls nobody: bytes, time and randomness are arguments.
//!
//! # Contract
//!
//! A request method or one `handle_*` call is a mutation. After each:
//!
//! 1. [`Modem::poll_transmit`] until it gives nothing; send what it gave, hand the answer to
//!    [`Modem::handle_input`], and over a [`Framing::Exchange`] transport end it with
//!    [`Modem::handle_reply_end`].
//! 2. [`Modem::poll_event`]: how the request ended, once.
//! 3. [`Modem::poll_aside`]: whether the request only waits; then it is the caller's until it is due,
//!    and others can be begun meanwhile.
//! 4. [`Modem::poll_timeout`]: when to call [`Modem::handle_timeout`] at the latest.
//!
//! A new request replaces an unfinished one, so nothing has to be cleaned up when the caller is
//! interrupted in the middle. `handle_timeout` may come early or twice. Buffers are never kept.
#![no_std]
#![forbid(unsafe_code)]
// What only a family uses that is left out.
#![cfg_attr(
    not(all(feature = "nordic", feature = "quectel", feature = "sequans")),
    allow(dead_code)
)]

#[cfg(test)]
extern crate std;

mod detection;
mod dialect;
mod errno;
mod error;
mod hex;
mod modem;
mod network;
mod reader;
mod recovery;
mod reply;
mod sockets;
mod step;
mod text;
mod time;
mod types;

pub use dialect::DialectId;
pub use error::{Full, ModemError, RequestError};
pub use modem::{Aside, Event, EventKind, Modem, Operands, Transmit, TransmitKind};
pub use network::{Query, Setting};
pub use sockets::SocketState;
pub use time::{Duration, Instant};
pub use types::{
    COMMAND_LEN, Family, Framing, HOST_LEN, Limits, MAX_SOCKETS, PayloadFormat, Peer, Reading,
    Security, SocketId, SocketOption, Transport, Verify,
};
