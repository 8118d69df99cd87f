//! The endpoint: which datagram means what, what goes out and when (RFC 7252 section 4).
//!
//! One mutation ([`Endpoint::begin`], [`Endpoint::respond`], [`Endpoint::handle_input`] …), then
//! [`Endpoint::poll_transmit`] until `None`, [`Endpoint::poll_event`] until `None`, and
//! [`Endpoint::poll_timeout`] once.

mod blockwise;
mod client;
mod notify;
mod server;

use crate::dedup::{Duplicates, Lifetimes, Mark};
use crate::draw::Draw;
use crate::encode::Draft;
use crate::exchange::{EXCHANGES, Exchange, Expiry, Kind, Outcome, Slot, State};
use crate::message::{LoneMarker, Message, ParseError};
use crate::observe::{ObserverId, Observers};
use crate::peers::Peers;
use crate::policy::Policy;
use crate::received::Requests;
use crate::time::Instant;
use crate::timing::Timing;
use crate::transfer::Transfers;
use crate::types::{Code, CodeClass, MessageId, OptionNumber, PeerKey, Token, Type};

pub use client::{Full, Request, Tier};
pub use notify::{Notification, UNPROVEN_LIMIT};

/// Room that [`Endpoint::poll_transmit`] needs for messages it writes itself.
pub const WRITTEN_LIMIT: usize = 64;

/// How a datagram was addressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cast {
    /// To this endpoint alone.
    Unicast,
    /// To a group: nothing may be reset and errors are kept silent (RFC 7252 section 8).
    Multicast,
}

/// What the caller has to know to send a message: it writes type, id and token, and keeps the bytes
/// under the slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    /// Type to write.
    pub kind: Type,
    /// Message id to write.
    pub id: MessageId,
    /// Token to write.
    pub token: Token,
    /// Where to keep the message for repetition; `None`: it is sent once.
    pub slot: Option<Slot>,
    /// Request under which to keep the message as reply to duplicates.
    pub reply: Option<Slot>,
    /// Not to be sent now: `poll_transmit` says when.
    pub queued: bool,
}

impl Ticket {
    /// Of a message that is sent once, now.
    const fn once(kind: Type, id: MessageId, token: Token) -> Self {
        Self { kind, id, token, slot: None, reply: None, queued: false }
    }
}

/// What to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transmit {
    /// The message kept under this slot, with `id` written into its header.
    Exchange {
        /// Slot of the own message.
        slot: Slot,
        /// Message id, new if an observation is renewed.
        id: MessageId,
    },
    /// The reply kept for this request.
    Reply(Slot),
    /// The `length` bytes written, to the source of the datagram handled last.
    Source {
        /// Bytes written.
        length: usize,
    },
    /// The `length` bytes written, to the origin of this request.
    Request {
        /// The request.
        slot: Slot,
        /// Bytes written.
        length: usize,
    },
}

/// What happened. The first five are about the datagram handled last, at most one per datagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A new request, to be answered with [`Endpoint::respond`].
    Request(Slot),
    /// A response to this own request.
    Response {
        /// The request.
        slot: Slot,
        /// More will come: the request is a multicast one.
        more: bool,
        /// The server will send notifications; the slot stays in use.
        observing: bool,
    },
    /// A newer notification for this own request.
    Notification(Slot),
    /// An empty ACK, for this own request if any.
    AcknowledgedBy(Option<Slot>),
    /// A datagram that belongs to nothing, or to this request of the drop-in tier, which is over.
    Stray(Option<Slot>),
    /// An own message is over.
    Finished(Slot, Outcome),
    /// This observer wants the state of its resource: see [`Endpoint::notification`].
    Notify(ObserverId),
    /// This observer is gone.
    Forgotten(ObserverId),
}

/// A message that the endpoint writes itself.
#[derive(Debug, Clone, Copy)]
struct Written {
    kind: Type,
    code: Code,
    id: MessageId,
    token: Token,
    detail: Detail,
}

#[derive(Debug, Clone, Copy)]
enum Detail {
    None,
    BadOption(OptionNumber),
    /// Max-Age of a 5.03, seconds.
    RetryAfter(u32),
}

/// One CoAP endpoint. It owns numbers only; the bytes of messages stay with the caller.
#[derive(Debug)]
// What is used most stands first: there the short forms of load and store reach it.
#[repr(C)]
pub struct Endpoint {
    event: Option<Event>,
    written: Option<Written>,
    policy: Policy,
    timing: Timing,
    draw: Draw,
    exchanges: [Exchange; EXCHANGES],
    requests: Requests,
    duplicates: Duplicates,
    peers: Peers,
    observers: Observers,
    transfers: Transfers,
}

impl Endpoint {
    /// An endpoint with `policy`; ids, tokens and jitter follow from `seed`.
    #[must_use]
    pub const fn new(policy: Policy, seed: u64) -> Self {
        Self {
            policy,
            timing: Timing::DEFAULT,
            draw: Draw::new(seed),
            exchanges: const { [Exchange::FREE; EXCHANGES] },
            requests: const { Requests::new() },
            duplicates: const { Duplicates::new() },
            peers: const { Peers::new() },
            observers: const { Observers::new() },
            transfers: const { Transfers::new() },
            written: None,
            event: None,
        }
    }

    /// Changes the policy; what is under way goes on under the new one.
    pub const fn set_policy(&mut self, policy: Policy) {
        self.policy = policy;
    }

    /// Changes the parameters of later messages.
    pub fn set_timing(&mut self, timing: Timing) {
        self.timing = timing.sane();
    }

    /// The parameters of later messages.
    #[must_use]
    pub const fn timing(&self) -> Timing {
        self.timing
    }

    /// Takes a datagram. The message is given back for the caller's use; what it means comes out of
    /// the polls.
    ///
    /// # Errors
    /// The datagram is no message: it is dropped, a reset may be due.
    pub fn handle_input<'a>(
        &mut self,
        now: Instant,
        peer: PeerKey,
        cast: Cast,
        datagram: &'a [u8],
    ) -> Result<Message<'a>, ParseError> {
        self.written = None;
        self.event = None;
        let marker = if self.policy.contains(Policy::LENIENT_MARKER) {
            LoneMarker::Accept
        } else {
            LoneMarker::Refuse
        };
        let parsed = Message::parse_with(datagram, marker);
        match &parsed {
            Ok(message) => self.dispatch(now, peer, cast, message),
            Err(ParseError::Format { kind: Type::Con, id }) => self.reset_sender(cast, *id),
            Err(_) => {}
        }
        parsed
    }

    /// The table of RFC 7252 section 4.2 and 4.3: type by class of code.
    fn dispatch(&mut self, now: Instant, peer: PeerKey, cast: Cast, message: &Message<'_>) {
        match (message.kind, message.code.kind()) {
            (Type::Con, CodeClass::Empty | CodeClass::Reserved) => {
                self.reset_sender(cast, message.id);
            }
            (Type::Con | Type::Non, CodeClass::Request) => {
                self.handle_request(now, peer, cast, message);
            }
            (Type::Con | Type::Non, CodeClass::Response) => {
                self.handle_response(now, peer, cast, message);
            }
            (Type::Ack, CodeClass::Empty) => self.handle_empty_ack(now, peer, message.id),
            (Type::Ack, CodeClass::Response) => self.handle_piggybacked(now, peer, message),
            (Type::Rst, CodeClass::Empty) => self.handle_reset(peer, message.id),
            (Type::Non, CodeClass::Empty) => {}
            (Type::Non, CodeClass::Reserved) | (Type::Ack | Type::Rst, _) => self.stray(None),
        }
    }

    /// Hands the datagram out as it is, where the policy wants that.
    #[inline(never)]
    fn stray(&mut self, slot: Option<Slot>) {
        if self.policy.contains(Policy::DELIVER_STRAY) {
            self.event = Some(Event::Stray(slot));
        }
    }

    fn reset_sender(&mut self, cast: Cast, id: MessageId) {
        if cast == Cast::Unicast {
            self.write_empty(Type::Rst, id);
        }
    }

    fn write_empty(&mut self, kind: Type, id: MessageId) {
        let (code, token) = (Code::EMPTY, Token::EMPTY);
        self.written = Some(Written { kind, code, id, token, detail: Detail::None });
    }

    /// The next message to send. `out` needs [`WRITTEN_LIMIT`] bytes.
    pub fn poll_transmit(&mut self, now: Instant, out: &mut [u8]) -> Option<Transmit> {
        if let Some(written) = self.written.take() {
            return Some(Transmit::Source { length: written.write(out)? });
        }
        self.poll_requests(now, out).or_else(|| self.poll_exchanges(now))
    }

    fn poll_exchanges(&mut self, now: Instant) -> Option<Transmit> {
        let resend = self.slots().find(|(_, exchange)| exchange.resend);
        if let Some((slot, exchange)) = resend {
            exchange.resend = false;
            return Some(Transmit::Exchange { slot, id: exchange.id });
        }
        let slot = self.next_in_queue(now)?;
        let random = self.draw.random();
        let exchange = self.exchange(slot)?;
        exchange.start(now, random);
        let started = *exchange;
        self.count_probe(now, &started);
        Some(Transmit::Exchange { slot, id: started.id })
    }

    /// The next event. Call it until `None` after each mutation.
    pub fn poll_event(&mut self) -> Option<Event> {
        if let Some(event) = self.event.take() {
            return Some(event);
        }
        let finished = self.slots().find_map(|(slot, exchange)| {
            if exchange.state != State::Over {
                return None;
            }
            exchange.free();
            Some(Event::Finished(slot, exchange.outcome))
        });
        finished.or_else(|| self.poll_observers())
    }

    /// When [`Endpoint::handle_timeout`] is wanted next; `None` if nothing is under way. It may lie
    /// in the past.
    #[must_use]
    pub fn poll_timeout(&self, now: Instant) -> Option<Instant> {
        let mut soonest = self.observers.due();
        for exchange in &self.exchanges {
            let is_late = exchange.state == State::Queued && !exchange.due.is_due(now);
            if exchange.is_timed() || is_late {
                soonest = Instant::sooner(soonest, exchange.due);
            }
        }
        for request in self.requests.iter().filter(|request| request.is_timed()) {
            soonest = Instant::sooner(soonest, request.due);
        }
        soonest
    }

    /// Time has come to `now`. Early and repeated calls do no harm.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.expire_requests(now);
        for index in 0..EXCHANGES {
            self.expire(now, Slot(index as u8));
        }
        self.release(now);
    }

    fn expire(&mut self, now: Instant, slot: Slot) {
        let Some(exchange) = self.exchange(slot).filter(|e| e.is_timed() && e.due.is_due(now))
        else {
            return;
        };
        let expiry = match exchange.state {
            State::Observing => return self.renew(now, slot),
            State::Sending => exchange.expire(now),
            _ => Expiry::GiveUp,
        };
        match expiry {
            Expiry::GiveUp => self.end(slot, Outcome::TimedOut),
            Expiry::Resend => {
                let is_replaced =
                    exchange.kind == Kind::Notification && self.observers.ask_again(slot);
                if let Some(exchange) = self.exchange(slot) {
                    exchange.resend = !is_replaced;
                }
            }
            Expiry::Skip => {}
        }
    }

    /// Ends an own message; who observes by it is told more, or lost.
    fn end(&mut self, slot: Slot, outcome: Outcome) {
        if let Some(exchange) = self.exchange(slot) {
            exchange.end(outcome);
            if exchange.kind == Kind::Notification {
                self.observers.settle(slot, outcome);
            }
        }
    }

    fn slots(&mut self) -> impl Iterator<Item = (Slot, &mut Exchange)> {
        self.exchanges.iter_mut().enumerate().map(|(index, entry)| (Slot(index as u8), entry))
    }

    /// The own message under way with this id. (Asked in several places: small code wants one search.)
    #[inline(never)]
    fn by_id(&mut self, peer: PeerKey, id: MessageId) -> Option<(Slot, &mut Exchange)> {
        self.slots().find(|(_, e)| e.is_timed() && e.peer == peer && e.id == id)
    }

    /// The own message with this token, under way or about to be; to a group when anyone may answer.
    #[inline(never)]
    fn by_token(
        &mut self,
        kind: Kind,
        peer: PeerKey,
        message: &Message<'_>,
    ) -> Option<(Slot, &mut Exchange)> {
        self.slots().find(|(_, e)| {
            e.kind == kind
                && e.is_alive()
                && (e.peer == peer || (e.multicast && message.kind == Type::Non))
                && e.token.as_bytes() == message.token()
        })
    }

    fn exchange(&mut self, slot: Slot) -> Option<&mut Exchange> {
        self.exchanges.get_mut(usize::from(slot.0))
    }

    fn remember(&mut self, now: Instant, mark: Mark) {
        let timing = self.timing;
        let lifetimes = Lifetimes { con: timing.exchange_lifetime(), non: timing.non_lifetime() };
        self.duplicates.insert(now, lifetimes, mark);
    }

    /// The message came before and copies are not wanted.
    fn is_duplicate(&mut self, now: Instant, mark: Mark) -> bool {
        self.policy.contains(Policy::DEDUPLICATE) && self.duplicates.contains(now, mark)
    }
}

impl Written {
    /// Writes the message; `None` if `out` is too short.
    fn write(&self, out: &mut [u8]) -> Option<usize> {
        let mut draft =
            Draft::new(out, self.kind, self.code, self.id, self.token.as_bytes()).ok()?;
        match self.detail {
            Detail::None => {}
            Detail::BadOption(number) => draft.payload(&diagnostic(number)).ok()?,
            Detail::RetryAfter(seconds) => draft.uint(OptionNumber::MAX_AGE, seconds).ok()?,
        }
        Some(draft.progress().length.into())
    }
}

/// "bad option" and the number in five digits (RFC 7252 section 5.4.1 wants it named).
fn diagnostic(number: OptionNumber) -> [u8; 16] {
    let mut text = *b"bad option 00000";
    let mut rest = number.0;
    for digit in text.iter_mut().rev().take(5) {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    text
}
