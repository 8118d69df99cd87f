//! The endpoint: which datagram means what, what goes out and when (RFC 7252 section 4).
//!
//! One mutation ([`Endpoint::begin`], [`Endpoint::respond`], [`Endpoint::handle_input`] …), then
//! [`Endpoint::poll_transmit`] until `None`, [`Endpoint::poll_event`] until `None`, and
//! [`Endpoint::poll_timeout`] once.

mod blockwise;
mod client;
mod notify;
mod server;

use crate::bytes::write_decimal;
use crate::dedup::{Duplicates, Mark};
use crate::draw::Draw;
use crate::encode::Draft;
use crate::exchange::{
    EXCHANGES, Exchange, Exchanges, Expiry, Kind, NO_SLOT, Outcome, Slot, State,
};
use crate::message::{LoneMarker, Message, ParseError};
use crate::observe::{ObserverId, Observers};
use crate::peers::Peers;
use crate::policy::Policy;
use crate::received::Requests;
use crate::time::{Instant, Soonest};
use crate::timing::Timing;
use crate::transfer::Transfers;
use crate::types::{Code, CodeClass, MessageId, OptionNumber, PeerKey, Token, Type};

pub use client::{Full, Request, Traits};
pub use notify::{Notification, UNPROVEN_LIMIT};

/// What a client is told to wait when all handlers are busy, seconds.
const RETRY_AFTER: u32 = 5;

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
#[repr(C)]
pub struct Ticket {
    /// Message id to write.
    pub id: MessageId,
    /// Type to write.
    pub kind: Type,
    /// Not to be sent now: `poll_transmit` says when.
    pub queued: bool,
    /// Own message under which to keep it for repetition, or `NO_SLOT`: it is sent once.
    pub slot: Slot,
    /// Request under which to keep the message as reply to duplicates, or `NO_SLOT`.
    pub reply: Slot,
    /// Token to write.
    pub token: Token,
}

impl Ticket {
    /// Of nothing yet.
    pub const EMPTY: Self = Self::once(Type::Con, MessageId(0), Token::EMPTY);

    /// Of a message that is sent once, now.
    const fn once(kind: Type, id: MessageId, token: Token) -> Self {
        Self { kind, id, token, slot: NO_SLOT, reply: NO_SLOT, queued: false }
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
        length: u16,
    },
    /// The `length` bytes written, to the origin of this request.
    Request {
        /// The request.
        slot: Slot,
        /// Bytes written.
        length: u16,
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
    AcknowledgedBy(Slot),
    /// A datagram that belongs to nothing, or to this request of the drop-in tier, which is over.
    Stray(Slot),
    /// An own message is over.
    Finished(Slot, Outcome),
    /// This observer wants the state of its resource: see [`Endpoint::notification`].
    Notify(ObserverId),
    /// This observer is gone.
    Forgotten(ObserverId),
}

/// A message that came in.
struct Input<'a> {
    now: Instant,
    peer: PeerKey,
    cast: Cast,
    message: &'a Message<'a>,
    mark: Mark,
}

/// A message that the endpoint writes itself.
#[derive(Debug, Clone, Copy)]
struct Written {
    kind: Type,
    code: Code,
    id: MessageId,
    /// The option that a 4.02 names.
    bad_option: OptionNumber,
    token: Token,
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
    exchanges: Exchanges,
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
            exchanges: const { Exchanges::new() },
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
    pub fn set_timing(&mut self, timing: &Timing) {
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
            Ok(message) => {
                let mark = Mark::of(peer, message, datagram);
                self.dispatch(&Input { now, peer, cast, message, mark });
            }
            Err(ParseError::Format { kind: Type::Con, id }) => self.reset_sender(cast, *id),
            Err(_) => {}
        }
        parsed
    }

    /// The table of RFC 7252 section 4.2 and 4.3: type by class of code.
    fn dispatch(&mut self, input: &Input<'_>) {
        let message = input.message;
        match (message.kind, message.code.kind()) {
            (Type::Con, CodeClass::Empty | CodeClass::Reserved) => {
                self.reset_sender(input.cast, message.id);
            }
            (Type::Con | Type::Non, CodeClass::Request) => self.handle_request(input),
            (Type::Con | Type::Non, CodeClass::Response) => self.handle_response(input),
            (Type::Ack, CodeClass::Empty) => self.handle_empty_ack(input),
            (Type::Ack, CodeClass::Response) => self.handle_piggybacked(input),
            (Type::Rst, CodeClass::Empty) => self.handle_reset(input),
            (Type::Non, CodeClass::Empty) => {}
            (Type::Non, CodeClass::Reserved) | (Type::Ack | Type::Rst, _) => self.stray(NO_SLOT),
        }
    }

    /// Hands the datagram out as it is, where the policy wants that.
    #[inline(never)]
    fn stray(&mut self, slot: Slot) {
        if self.policy.contains(Policy::DELIVER_STRAY) {
            self.event = Some(Event::Stray(slot));
        }
    }

    #[inline(never)]
    fn reset_sender(&mut self, cast: Cast, id: MessageId) {
        if cast == Cast::Unicast {
            self.write_empty(Type::Rst, id);
        }
    }

    #[inline(never)]
    fn write_empty(&mut self, kind: Type, id: MessageId) {
        let (code, token) = (Code::EMPTY, Token::EMPTY);
        self.written = Some(Written { kind, code, id, bad_option: OptionNumber(0), token });
    }

    /// The next message to send. `out` needs [`WRITTEN_LIMIT`] bytes.
    pub fn poll_transmit(&mut self, now: Instant, out: &mut [u8]) -> Option<Transmit> {
        if let Some(written) = &self.written {
            let length = written.write(out)?;
            self.written = None;
            return Some(Transmit::Source { length });
        }
        self.poll_requests(now, out).or_else(|| self.poll_exchanges(now))
    }

    fn poll_exchanges(&mut self, now: Instant) -> Option<Transmit> {
        let resend =
            self.exchanges.iter_mut().find(|exchange| exchange.resend && exchange.is_timed());
        if let Some(exchange) = resend {
            exchange.resend = false;
            return Some(Transmit::Exchange { slot: exchange.slot, id: exchange.id });
        }
        self.launch(now, self.exchanges.next_in_queue(now, &self.draw)?)
    }

    /// The next event. Call it until `None` after each mutation.
    pub fn poll_event(&mut self) -> Option<Event> {
        if let Some(event) = self.event.take() {
            return Some(event);
        }
        let finished = self.exchanges.iter_mut().find(|exchange| exchange.state == State::Over);
        if let Some(exchange) = finished {
            exchange.free();
            return Some(Event::Finished(exchange.slot, exchange.outcome));
        }
        self.poll_observers()
    }

    /// When [`Endpoint::handle_timeout`] is wanted next; `None` if nothing is under way. It may lie
    /// in the past.
    #[must_use]
    pub fn poll_timeout(&self, now: Instant) -> Option<Instant> {
        let mut soonest = Soonest::new(now);
        self.observers.wait(&mut soonest);
        self.exchanges.wait(&mut soonest);
        self.requests.wait(&mut soonest);
        soonest.get()
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

    /// The own message under way with the id of `input`.
    fn by_id(&mut self, input: &Input<'_>) -> Option<&mut Exchange> {
        self.exchanges.by_id(input.peer, input.message.id)
    }

    /// The own message with the token of `input`.
    fn by_token(&mut self, kind: Kind, input: &Input<'_>) -> Option<&mut Exchange> {
        self.exchanges.by_token(kind, input.peer, input.message)
    }

    fn exchange(&mut self, slot: Slot) -> Option<&mut Exchange> {
        self.exchanges.get_mut(slot)
    }

    #[inline(never)]
    fn remember(&mut self, input: &Input<'_>) {
        let lifetime = match input.message.kind {
            Type::Non => self.timing.non_lifetime(),
            _ => self.timing.exchange_lifetime(),
        };
        self.duplicates.insert(input.now.after(lifetime), &input.mark);
    }

    /// The message came before and copies are not wanted.
    #[inline(never)]
    fn is_duplicate(&mut self, input: &Input<'_>) -> bool {
        self.policy.contains(Policy::DEDUPLICATE)
            && self.duplicates.contains(input.now, &input.mark)
    }
}

impl Written {
    /// Writes the message; `None` if `out` is too short.
    fn write(&self, out: &mut [u8]) -> Option<u16> {
        let mut draft =
            Draft::new(out, self.kind, self.code, self.id, self.token.as_bytes()).ok()?;
        match self.code {
            Code::BAD_OPTION => draft.payload(&diagnostic(self.bad_option)).ok()?,
            Code::SERVICE_UNAVAILABLE => draft.uint(OptionNumber::MAX_AGE, RETRY_AFTER).ok()?,
            _ => {}
        }
        Some(draft.progress().length)
    }
}

/// "bad option" and the number in five digits (RFC 7252 section 5.4.1 wants it named).
fn diagnostic(number: OptionNumber) -> [u8; 16] {
    let mut text = *b"bad option 00000";
    if let Some(digits) = text.last_chunk_mut::<5>() {
        write_decimal(digits, number.0);
    }
    text
}
