//! CoAP (RFC 7252 and friends) as a codec and an endpoint that do no I/O.
//!
//! * **Codec**: [`Message::parse`] reads a datagram in place, [`Draft`] writes one, options in any
//!   order. Both know nothing of time.
//! * **Endpoint**: [`Endpoint`] decides what a datagram means, what has to be sent and when. It owns
//!   numbers only: the caller keeps the bytes of messages under the slots the endpoint names, and
//!   brings time and randomness along.
//!
//! # The loop
//! One mutation, then drain:
//! ```
//! # use coap::{Cast, Endpoint, Instant, PeerKey, Policy, WRITTEN_LIMIT};
//! # let (now, peer, datagram) = (Instant(0), PeerKey(1), b"\x40\0\0\x0f");
//! let mut endpoint = Endpoint::new(Policy::FULL, 0x1234_5678_9abc_def0);
//! let _ = endpoint.handle_input(now, peer, Cast::Unicast, datagram);
//! let mut out = [0; WRITTEN_LIMIT];
//! while let Some(transmit) = endpoint.poll_transmit(now, &mut out) {
//!     // send what `transmit` names
//! }
//! while let Some(event) = endpoint.poll_event() {
//!     // run a handler, hand a response out
//! }
//! let wake_at = endpoint.poll_timeout(now);
//! # assert_eq!(wake_at, None);
//! ```
//! Early or repeated [`Endpoint::handle_timeout`] does no harm; time wraps at 2^32 ms.
//!
//! # Bounds
//! Nothing grows. What happens when a table is full:
//!
//! | table | size | when full |
//! |---|---|---|
//! | own messages under way | [`EXCHANGES`] | [`Endpoint::begin`] says [`Full`]; a request of the drop-in tier is sent once; a separate response and a notification go out non-confirmable |
//! | requests received | [`REQUESTS`] | answered ones make room, idempotent methods and then the oldest first; if all handlers are at work, 5.03 |
//! | messages remembered for de-duplication | 32 | the oldest makes room; a copy that comes later than that is a new message |
//! | observers | [`OBSERVERS`] | a registration is answered as a plain request |
//! | bodies in blocks | [`TRANSFERS`] | one that was idle for MAX_TRANSMIT_WAIT makes room, else 5.03 |
//! | peers (PROBING_RATE, Echo) | 8 | the one used longest ago makes room |
//! | message ids | 65535 in EXCHANGE_LIFETIME | [`Full`]; the drop-in tier and messages that cannot wait go on |
//!
//! A copy of a request whose stored reply had to make room is handled again if its method is
//! idempotent, and answered 5.00 if not.
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]

mod block;
mod body;
mod bytes;
mod condition;
mod dedup;
mod draw;
mod encode;
mod endpoint;
mod exchange;
mod fields;
mod link;
mod message;
pub mod numbers;
mod observe;
mod option;
mod peers;
mod policy;
mod received;
mod table;
mod time;
mod timing;
mod transfer;
mod types;
mod uri;

pub use block::{Block, MAX_EXPONENT, MAX_NUMBER};
pub use body::{Arrival, Download, Onward, Upload};
pub use condition::Condition;
pub use encode::{Draft, EncodeError, Progress};
pub use endpoint::{
    Cast, Endpoint, Event, Full, Notification, Request, Ticket, Traits, Transmit, UNPROVEN_LIMIT,
    WRITTEN_LIMIT,
};
pub use exchange::{EXCHANGES, NO_SLOT, Outcome, Slot};
pub use link::{Link, Links};
pub use message::{LoneMarker, Message, ParseError};
pub use observe::{OBSERVERS, ObserverId};
pub use option::{MessageOption, OptionError, Options, read_uint, write_uint};
pub use peers::ECHO_LEN;
pub use policy::Policy;
pub use received::REQUESTS;
pub use time::{Duration, Instant};
pub use timing::Timing;
pub use transfer::{Assembly, TRANSFERS, TransferId, piece};
pub use types::{Code, CodeClass, MessageId, OptionNumber, PeerKey, TOKEN_LEN, Token, Type};
pub use uri::{Uri, UriError, compose};
