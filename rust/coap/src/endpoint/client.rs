//! The client side: requests, their responses, observations.

use bitflags::bitflags;

use crate::endpoint::{Endpoint, Event, Input, Ticket, Transmit};
use crate::exchange::{Exchange, Kind, NO_SLOT, Outcome, Slot, State};
use crate::policy::Policy;
use crate::time::{Duration, Instant};
use crate::timing::Timing;
use crate::types::{MessageId, OptionNumber, PeerKey, Token, Type};

bitflags! {
    /// What is special about a request. Without any it is queued behind NSTART, gets a fresh token and
    /// the next message id, is matched by token, and has exactly one outcome.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Traits: u8 {
        /// Of the drop-in tier: repeated until anything answers; a newer one to the same peer takes its
        /// place; responses are handed out unmatched. Never refused and never queued; no token but one
        /// that is given.
        const DROP_IN = 1 << 0;
        /// [`Request::token`] counts.
        const GIVEN_TOKEN = 1 << 1;
        /// [`Request::id`] counts.
        const GIVEN_ID = 1 << 2;
        /// It registers for notifications (Observe 0).
        const OBSERVE = 1 << 3;
        /// It ends the observation with its token (Observe 1).
        const FORGET = 1 << 4;
        /// It goes to a group: several answers from several peers (RFC 7252 section 8).
        const MULTICAST = 1 << 5;
        /// It is an empty message, to see whether the peer is there.
        const PING = 1 << 6;
    }
}

/// A request to be sent, without its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Request {
    /// Destination.
    pub peer: PeerKey,
    /// How long to wait for the response once the peer has acknowledged, or from the start if it
    /// will not; zero is MAX_TRANSMIT_WAIT.
    pub patience: Duration,
    /// Parameters of this message; with an ACK_TIMEOUT of zero those of the endpoint.
    pub timing: Timing,
    /// Message id to use.
    pub id: MessageId,
    /// Expected length on the wire for PROBING_RATE; 0 is not counted.
    pub size: u16,
    /// [`Type::Con`] or [`Type::Non`].
    pub kind: Type,
    /// What is special about it.
    pub traits: Traits,
    /// Token to use.
    pub token: Token,
}

impl Request {
    /// A request to `peer` with these traits and nothing else special.
    #[must_use]
    pub const fn new(peer: PeerKey, kind: Type, traits: Traits) -> Self {
        Self {
            peer,
            patience: Duration(0),
            timing: Timing::NONE,
            id: MessageId(0),
            size: 0,
            kind,
            traits,
            token: Token::EMPTY,
        }
    }

    const fn is(&self, traits: Traits) -> bool {
        self.traits.contains(traits)
    }
}

/// Nothing more can be under way: every slot is taken, or every message id was used within
/// EXCHANGE_LIFETIME.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;

impl Endpoint {
    /// Prepares a request: what to write, and when it may go. The caller then builds the message,
    /// keeps it under the slot and sends it unless the ticket says `queued`.
    ///
    /// # Errors
    /// [`Full`], never in the drop-in tier.
    pub fn begin(&mut self, now: Instant, request: &Request) -> Result<Ticket, Full> {
        let mut ticket = Ticket::once(request.kind, request.id, request.token);
        let is_begun = if request.is(Traits::DROP_IN) {
            self.begin_drop_in(now, request, &mut ticket);
            true
        } else {
            self.begin_full(now, request, &mut ticket)
        };
        if is_begun { Ok(ticket) } else { Err(Full) }
    }

    /// Ends an own message; the event [`Event::Finished`] follows. Later responses are reset.
    pub fn cancel(&mut self, slot: Slot) {
        if self.exchange(slot).is_some_and(|e| e.state != State::Free) {
            self.end(slot, Outcome::Cancelled);
        }
    }

    fn begin_drop_in(&mut self, now: Instant, request: &Request, ticket: &mut Ticket) {
        if !request.is(Traits::GIVEN_ID) {
            ticket.id = self.next_id(now);
        }
        for older in self.exchanges.iter_mut() {
            if older.kind == Kind::DropIn && older.peer == request.peer {
                older.free();
            }
        }
        if request.kind == Type::Con && self.policy.contains(Policy::RETRANSMIT) {
            ticket.slot = self.open(request, Kind::DropIn, ticket);
            self.launch(now, ticket.slot);
        }
    }

    fn begin_full(&mut self, now: Instant, request: &Request, ticket: &mut Ticket) -> bool {
        if request.is(Traits::FORGET) {
            self.forget(request);
        }
        if self.exchanges.place().is_none() {
            return false;
        }
        if !request.is(Traits::GIVEN_ID) {
            let lifetime = self.timing.exchange_lifetime();
            let Some(id) = self.draw.message_id(now, Some(lifetime)) else {
                return false;
            };
            ticket.id = id;
        }
        let mut kind = Kind::Request;
        if request.is(Traits::PING) {
            kind = Kind::Ping;
            ticket.token = Token::EMPTY;
        } else if !request.is(Traits::GIVEN_TOKEN) {
            ticket.token = self.draw.token();
        }
        self.submit(now, request, kind, ticket)
    }

    /// The observation with the token of `request` is over; its slot tells so.
    fn forget(&mut self, request: &Request) {
        let observation = self.exchanges.iter_mut().find(|e| {
            e.observe
                && e.awaits_response()
                && e.peer == request.peer
                && request.is(Traits::GIVEN_TOKEN)
                && e.token.is(request.token.as_bytes())
        });
        if let Some(exchange) = observation {
            exchange.end(Outcome::Cancelled);
        }
    }

    /// Fills a free slot, if there is one, where the message is not yet under way.
    #[inline(never)]
    fn open(&mut self, request: &Request, kind: Kind, ticket: &Ticket) -> Slot {
        let Some(exchange) = self.exchanges.place() else {
            return NO_SLOT;
        };
        let slot = exchange.slot;
        *exchange = Exchange::FREE;
        exchange.slot = slot;
        exchange.kind = kind;
        exchange.confirmable = request.kind == Type::Con;
        exchange.multicast = request.is(Traits::MULTICAST);
        exchange.observe = request.is(Traits::OBSERVE);
        exchange.token = ticket.token;
        exchange.id = ticket.id;
        exchange.size = request.size;
        exchange.peer = request.peer;
        let is_special = request.timing.ack_timeout != Duration(0);
        exchange.timing = if is_special { request.timing.sane() } else { self.timing };
        exchange.patience = match request.patience {
            Duration(0) => exchange.timing.wait(),
            patience => patience.capped(),
        };
        slot
    }

    /// Takes a slot for the message of `ticket`, which is sent at once if its turn has come, else left to
    /// `poll_transmit`. False if there is none.
    #[inline(never)]
    pub(super) fn submit(
        &mut self,
        now: Instant,
        request: &Request,
        kind: Kind,
        ticket: &mut Ticket,
    ) -> bool {
        let slot = self.open(request, kind, ticket);
        let probing = self.policy.contains(Policy::PROBING);
        let Some(exchange) = self.exchanges.get_mut(slot) else {
            return false;
        };
        exchange.due = if probing { self.peers.not_before(now, exchange) } else { now };
        exchange.state = State::Queued;
        ticket.slot = slot;
        ticket.queued = self.exchanges.next_in_queue(now, &self.draw) != Some(slot);
        if !ticket.queued {
            self.launch(now, slot);
        }
        true
    }

    /// First transmission: now.
    #[inline(never)]
    pub(super) fn launch(&mut self, now: Instant, slot: Slot) -> Option<Transmit> {
        let random = self.draw.random();
        let exchange = self.exchanges.get_mut(slot)?;
        exchange.start(now, random);
        if self.policy.contains(Policy::PROBING) {
            self.peers.count_probe(now, exchange);
        }
        Some(Transmit::Exchange { slot, id: exchange.id })
    }

    /// The peer is there.
    fn heard(&mut self, peer: PeerKey) {
        if let Some(peer) = self.peers.get_mut(peer) {
            peer.heard = true;
        }
    }

    /// The next message id whatever its age, for messages that cannot wait; never 0.
    pub fn next_id(&mut self, now: Instant) -> MessageId {
        self.draw.message_id(now, None).unwrap_or(MessageId(1))
    }

    pub(super) fn handle_empty_ack(&mut self, input: &Input<'_>) {
        let matching = self.by_id(input).filter(|e| e.state == State::Sending);
        let Some(exchange) = matching else {
            if self.policy.contains(Policy::DELIVER_STRAY) {
                self.event = Some(Event::AcknowledgedBy(NO_SLOT));
            }
            return;
        };
        let slot = exchange.slot;
        match exchange.kind {
            Kind::Answer | Kind::Notification => self.end(slot, Outcome::Acknowledged),
            Kind::Ping => self.end(slot, Outcome::Pong),
            Kind::DropIn | Kind::Request => {
                if exchange.kind == Kind::DropIn {
                    exchange.free();
                } else {
                    exchange.wait(input.now);
                }
                self.event = Some(Event::AcknowledgedBy(slot));
            }
        }
        self.release(input.now);
        self.heard(input.peer);
    }

    pub(super) fn handle_reset(&mut self, input: &Input<'_>) {
        let matching = self.by_id(input).filter(|e| e.state != State::Observing);
        let Some(exchange) = matching else {
            if !self.reset_notification(input) {
                self.stray(NO_SLOT);
            }
            return;
        };
        let slot = exchange.slot;
        match exchange.kind {
            Kind::Ping => self.end(slot, Outcome::Pong),
            Kind::DropIn => {
                exchange.free();
                self.stray(slot);
            }
            Kind::Answer | Kind::Notification | Kind::Request => self.end(slot, Outcome::Reset),
        }
        self.heard(input.peer);
    }

    /// An ACK with a response: matched by id, delivered by token (RFC 7252 section 5.3.2).
    pub(super) fn handle_piggybacked(&mut self, input: &Input<'_>) {
        let message = input.message;
        let matching = self.by_id(input);
        let matching = matching.filter(|e| e.confirmable && e.awaits_response());
        let Some(exchange) = matching else {
            return self.stray_ack(input);
        };
        let slot = exchange.slot;
        if exchange.kind == Kind::DropIn {
            exchange.free();
            self.remember(input);
            self.heard(input.peer);
            self.stray(slot);
        } else if !exchange.token.is(message.token()) {
            exchange.wait(input.now);
        } else if message.bad_option().is_some() {
            self.end(slot, Outcome::BadOption);
        } else {
            self.deliver(slot, input);
        }
    }

    /// A late or repeated piggybacked response: of use for scripts that match by themselves.
    fn stray_ack(&mut self, input: &Input<'_>) {
        if self.policy.contains(Policy::DELIVER_STRAY) && !self.is_duplicate(input) {
            self.remember(input);
            self.stray(NO_SLOT);
        }
    }

    /// A response in a message of its own (RFC 7252 section 5.2.2).
    pub(super) fn handle_response(&mut self, input: &Input<'_>) {
        if self.is_duplicate(input) {
            return self.acknowledge(input);
        }
        let matching = self.by_token(Kind::Request, input);
        let Some(exchange) = matching.filter(|e| e.is_timed()) else {
            return self.handle_unmatched(input);
        };
        let slot = exchange.slot;
        if input.message.bad_option().is_some() {
            return self.refuse_response(slot, input);
        }
        self.remember(input);
        self.acknowledge(input);
        self.deliver(slot, input);
    }

    /// A critical option that is not understood: a CON is reset and ends the request, a NON might be
    /// followed by a better one (RFC 7252 section 5.4.1).
    fn refuse_response(&mut self, slot: Slot, input: &Input<'_>) {
        if input.message.kind == Type::Con {
            self.reset_sender(input.cast, input.message.id);
            self.end(slot, Outcome::BadOption);
        }
    }

    fn handle_unmatched(&mut self, input: &Input<'_>) {
        let message = input.message;
        if self.policy.contains(Policy::DELIVER_STRAY) {
            self.remember(input);
            self.acknowledge(input);
            let slot = self.drop_in_for(input);
            self.stray(slot);
        } else if message.kind == Type::Con
            || (message.code.is_success() && message.value(OptionNumber::OBSERVE).is_some())
        {
            // Nobody asked, or nobody wants to hear any more: this also ends an observation.
            self.reset_sender(input.cast, message.id);
        }
    }

    /// The drop-in request that a separate response answers; it needs no further repetition.
    fn drop_in_for(&mut self, input: &Input<'_>) -> Slot {
        let Some(exchange) = self.by_token(Kind::DropIn, input) else {
            return NO_SLOT;
        };
        let slot = exchange.slot;
        exchange.free();
        self.heard(input.peer);
        slot
    }

    #[inline(never)]
    fn acknowledge(&mut self, input: &Input<'_>) {
        if input.message.kind == Type::Con {
            self.write_empty(Type::Ack, input.message.id);
        }
    }

    /// The response belongs to the request in `slot` and may be used.
    #[inline(never)]
    fn deliver(&mut self, slot: Slot, input: &Input<'_>) {
        let (now, message) = (input.now, input.message);
        let jitter = self.draw.random() % 10_000;
        let Some(exchange) = self.exchange(slot) else {
            return;
        };
        let peer = exchange.peer;
        let may_observe = exchange.observe && message.code.is_success();
        self.event = match message.uint(OptionNumber::OBSERVE).filter(|_| may_observe) {
            Some(value) => {
                let known = exchange.registered;
                let newer = !known || exchange.is_newer(now, value);
                exchange.register(now, message.uint(OptionNumber::MAX_AGE).unwrap_or(60), jitter);
                if newer {
                    exchange.newest = (value, now);
                }
                match (known, newer) {
                    (false, _) => Some(Event::Response { slot, more: false, observing: true }),
                    (true, true) => Some(Event::Notification(slot)),
                    (true, false) => None,
                }
            }
            None => {
                let more = exchange.multicast;
                if !more {
                    exchange.free();
                }
                Some(Event::Response { slot, more, observing: false })
            }
        };
        self.heard(peer);
    }

    /// The representation is stale: register again with the same token and bytes
    /// (RFC 7641 section 3.3.1).
    pub(super) fn renew(&mut self, now: Instant, slot: Slot) {
        let id = self.next_id(now);
        let random = self.draw.random();
        if let Some(exchange) = self.exchange(slot) {
            exchange.id = id;
            exchange.start(now, random);
            exchange.resend = true;
        }
    }
}
