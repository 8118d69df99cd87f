//! The client side: requests, their responses, observations.

use crate::dedup::Mark;
use crate::endpoint::{Cast, Endpoint, Event, Ticket};
use crate::exchange::{Exchange, Kind, Outcome, Slot, State};
use crate::message::Message;
use crate::peers::Peer;
use crate::policy::Policy;
use crate::table::worthiest;
use crate::time::{Duration, Instant};
use crate::timing::Timing;
use crate::types::{MessageId, OptionNumber, PeerKey, Token, Type};

/// How a request is looked after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// Repeated until anything answers; a newer one to the same peer takes its place; responses are
    /// handed out unmatched. Never refused and never queued.
    DropIn,
    /// Queued behind NSTART, matched by token, with exactly one outcome.
    Full,
}

/// A request to be sent, without its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Request {
    /// Destination.
    pub peer: PeerKey,
    /// [`Type::Con`] or [`Type::Non`].
    pub kind: Type,
    /// How it is looked after.
    pub tier: Tier,
    /// Token to use; `None`: a fresh one, or no bytes in the drop-in tier.
    pub token: Option<Token>,
    /// Message id to use; `None`: the next one.
    pub id: Option<MessageId>,
    /// It registers for notifications (Observe 0).
    pub observe: bool,
    /// It ends the observation with its token (Observe 1).
    pub forget: bool,
    /// It goes to a group: several answers from several peers (RFC 7252 section 8).
    pub multicast: bool,
    /// It is an empty message, to see whether the peer is there.
    pub ping: bool,
    /// Expected length on the wire for PROBING_RATE; 0 is not counted.
    pub size: u16,
    /// How long to wait for the response once the peer has acknowledged, or from the start if it
    /// will not; `None` is MAX_TRANSMIT_WAIT.
    pub patience: Option<Duration>,
    /// Parameters of this message; `None`: those of the endpoint.
    pub timing: Option<Timing>,
}

impl Request {
    /// A request to `peer` with nothing special.
    #[must_use]
    pub const fn new(peer: PeerKey, kind: Type, tier: Tier) -> Self {
        Self {
            peer,
            kind,
            tier,
            token: None,
            id: None,
            observe: false,
            forget: false,
            multicast: false,
            ping: false,
            size: 0,
            patience: None,
            timing: None,
        }
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
        match request.tier {
            Tier::DropIn => Ok(self.begin_drop_in(now, request)),
            Tier::Full => self.begin_full(now, request),
        }
    }

    /// Ends an own message; the event [`Event::Finished`] follows. Later responses are reset.
    pub fn cancel(&mut self, slot: Slot) {
        if self.exchange(slot).is_some_and(|e| e.state != State::Free) {
            self.end(slot, Outcome::Cancelled);
        }
    }

    fn begin_drop_in(&mut self, now: Instant, request: &Request) -> Ticket {
        let id = request.id.unwrap_or_else(|| self.next_id(now));
        let token = request.token.unwrap_or(Token::EMPTY);
        let repeated = request.kind == Type::Con && self.policy.contains(Policy::RETRANSMIT);
        for (_, older) in self.slots() {
            if older.kind == Kind::DropIn && older.peer == request.peer {
                older.free();
            }
        }
        let free = self.free_slot().filter(|_| repeated);
        if let Some(slot) = free {
            let exchange = self.open(request, Kind::DropIn, id, token);
            self.launch(now, slot, exchange);
        }
        Ticket { slot: free, ..Ticket::once(request.kind, id, token) }
    }

    fn begin_full(&mut self, now: Instant, request: &Request) -> Result<Ticket, Full> {
        if request.forget {
            self.forget(request);
        }
        let slot = self.free_slot().ok_or(Full)?;
        let lifetime = self.timing.exchange_lifetime();
        let id = match request.id {
            Some(id) => id,
            None => self.draw.message_id(now, Some(lifetime)).ok_or(Full)?,
        };
        let (kind, fresh) = if request.ping {
            (Kind::Ping, Token::EMPTY)
        } else {
            (Kind::Request, request.token.unwrap_or_else(|| self.draw.token()))
        };
        let exchange = self.open(request, kind, id, fresh);
        Ok(self.submit(now, slot, exchange))
    }

    /// The observation with the token of `request` is over; its slot tells so.
    fn forget(&mut self, request: &Request) {
        let observation = self.slots().find(|(_, e)| {
            e.observe
                && e.awaits_response()
                && e.peer == request.peer
                && Some(e.token) == request.token
        });
        if let Some((_, exchange)) = observation {
            exchange.end(Outcome::Cancelled);
        }
    }

    fn open(&self, request: &Request, kind: Kind, id: MessageId, token: Token) -> Exchange {
        let timing = request.timing.unwrap_or(self.timing).sane();
        Exchange {
            kind,
            confirmable: request.kind == Type::Con,
            multicast: request.multicast,
            observe: request.observe,
            peer: request.peer,
            id,
            token,
            size: request.size,
            timing,
            patience: request.patience.unwrap_or(timing.wait()).capped(),
            ..Exchange::FREE
        }
    }

    /// Keeps a message under `slot`. It is sent at once if the peer has room, else left to
    /// `poll_transmit`.
    pub(super) fn submit(&mut self, now: Instant, slot: Slot, mut exchange: Exchange) -> Ticket {
        exchange.due = self.not_before(now, &exchange);
        let queued = !self.may_start(now, &exchange) || self.is_queued(now, exchange.peer);
        let kind = if exchange.confirmable { Type::Con } else { Type::Non };
        let ticket = Ticket::once(kind, exchange.id, exchange.token);
        if queued {
            exchange.state = State::Queued;
            if let Some(place) = self.exchange(slot) {
                *place = exchange;
            }
        } else {
            self.launch(now, slot, exchange);
        }
        Ticket { slot: Some(slot), queued, ..ticket }
    }

    fn launch(&mut self, now: Instant, slot: Slot, mut exchange: Exchange) {
        exchange.start(now, self.draw.random());
        self.count_probe(now, &exchange);
        if let Some(place) = self.exchange(slot) {
            *place = exchange;
        }
    }

    /// The oldest queued message whose peer has room. Slots are not in order of age; the ids are.
    pub(super) fn next_in_queue(&self, now: Instant) -> Option<Slot> {
        let queued = |e: &&Exchange| e.state == State::Queued && self.may_start(now, e);
        let exchanges = self.exchanges.iter().enumerate().filter(|(_, e)| queued(e));
        // Age as distance back from the next id.
        let age = |e: &Exchange| 1 + u32::from(self.draw.distance(e.id));
        worthiest(exchanges, |(_, e)| age(e)).map(|(index, _)| Slot(index as u8))
    }

    /// PROBING_RATE: a peer that never answered is left alone between non-confirmable requests.
    fn not_before(&self, now: Instant, exchange: &Exchange) -> Instant {
        let probing = self.policy.contains(Policy::PROBING) && !exchange.confirmable;
        let silent = |peer: &&Peer| !peer.heard && !peer.quiet_until.is_due(now);
        match self.peers.get(exchange.peer).filter(silent) {
            Some(peer) if probing => peer.quiet_until,
            _ => now,
        }
    }

    /// A non-confirmable request goes out to a peer that may not be there.
    pub(super) fn count_probe(&mut self, now: Instant, exchange: &Exchange) {
        let probing = self.policy.contains(Policy::PROBING) && exchange.size != 0;
        if probing && !exchange.confirmable && !exchange.multicast {
            if let Some(peer) = self.peers.touch(now, exchange.peer) {
                peer.probe(now, exchange.size, exchange.timing.wait());
            }
        }
    }

    /// The peer is there.
    fn heard(&mut self, peer: PeerKey) {
        if let Some(peer) = self.peers.get_mut(peer) {
            peer.heard = true;
        }
    }

    /// Others wait for NSTART; those that wait for PROBING_RATE hold nobody up.
    fn is_queued(&self, now: Instant, peer: PeerKey) -> bool {
        let waits = |e: &Exchange| e.state == State::Queued && e.peer == peer && e.due.is_due(now);
        self.exchanges.iter().any(waits)
    }

    /// NSTART and PROBING_RATE allow the message now.
    fn may_start(&self, now: Instant, exchange: &Exchange) -> bool {
        let same_peer = |e: &&Exchange| e.peer == exchange.peer && e.is_outstanding();
        let outstanding = self.exchanges.iter().filter(same_peer).count();
        exchange.due.is_due(now)
            && (exchange.multicast || outstanding < usize::from(exchange.timing.nstart))
    }

    pub(super) fn free_slot(&self) -> Option<Slot> {
        let index = self.exchanges.iter().position(|e| e.state == State::Free)?;
        Some(Slot(index as u8))
    }

    /// The next message id whatever its age, for messages that cannot wait; never 0.
    pub fn next_id(&mut self, now: Instant) -> MessageId {
        self.draw.message_id(now, None).unwrap_or(MessageId(1))
    }

    pub(super) fn handle_empty_ack(&mut self, now: Instant, peer: PeerKey, id: MessageId) {
        let matching = self.by_id(peer, id).filter(|(_, e)| e.state == State::Sending);
        let Some((slot, exchange)) = matching else {
            if self.policy.contains(Policy::DELIVER_STRAY) {
                self.event = Some(Event::AcknowledgedBy(None));
            }
            return;
        };
        let kind = exchange.kind;
        match kind {
            Kind::Answer | Kind::Notification => self.end(slot, Outcome::Acknowledged),
            Kind::Ping => exchange.end(Outcome::Pong),
            Kind::DropIn => exchange.free(),
            Kind::Request => exchange.wait(now),
        }
        if matches!(kind, Kind::DropIn | Kind::Request) {
            self.event = Some(Event::AcknowledgedBy(Some(slot)));
        }
        self.release(now);
        self.heard(peer);
    }

    pub(super) fn handle_reset(&mut self, peer: PeerKey, id: MessageId) {
        let matching = self.by_id(peer, id).filter(|(_, e)| e.state != State::Observing);
        let Some((slot, exchange)) = matching else {
            if !self.reset_notification(peer, id) {
                self.stray(None);
            }
            return;
        };
        match exchange.kind {
            Kind::Ping => exchange.end(Outcome::Pong),
            Kind::DropIn => {
                exchange.free();
                self.stray(Some(slot));
            }
            Kind::Answer | Kind::Notification | Kind::Request => self.end(slot, Outcome::Reset),
        }
        self.heard(peer);
    }

    /// An ACK with a response: matched by id, delivered by token (RFC 7252 section 5.3.2).
    pub(super) fn handle_piggybacked(
        &mut self,
        now: Instant,
        peer: PeerKey,
        message: &Message<'_>,
    ) {
        let matching = self.by_id(peer, message.id);
        let matching = matching.filter(|(_, e)| e.confirmable && e.awaits_response());
        let Some((slot, exchange)) = matching else {
            return self.stray_ack(now, peer, message);
        };
        if exchange.kind == Kind::DropIn {
            exchange.free();
            self.remember(now, Mark::of(peer, message));
            self.heard(peer);
            return self.stray(Some(slot));
        }
        if exchange.token.as_bytes() != message.token() {
            return exchange.wait(now);
        }
        if message.bad_option().is_some() {
            return exchange.end(Outcome::BadOption);
        }
        self.deliver(now, slot, message);
    }

    /// A late or repeated piggybacked response: of use for scripts that match by themselves.
    fn stray_ack(&mut self, now: Instant, peer: PeerKey, message: &Message<'_>) {
        let mark = Mark::of(peer, message);
        if self.policy.contains(Policy::DELIVER_STRAY) && !self.is_duplicate(now, mark) {
            self.remember(now, mark);
            self.stray(None);
        }
    }

    /// A response in a message of its own (RFC 7252 section 5.2.2).
    pub(super) fn handle_response(
        &mut self,
        now: Instant,
        peer: PeerKey,
        cast: Cast,
        message: &Message<'_>,
    ) {
        let mark = Mark::of(peer, message);
        if self.is_duplicate(now, mark) {
            return self.acknowledge(message);
        }
        let matching = self.by_token(Kind::Request, peer, message);
        let Some((slot, _)) = matching.filter(|(_, e)| e.is_timed()) else {
            return self.handle_unmatched(now, peer, cast, message, mark);
        };
        if message.bad_option().is_some() {
            return self.refuse_response(cast, slot, message);
        }
        self.remember(now, mark);
        self.acknowledge(message);
        self.deliver(now, slot, message);
    }

    /// A critical option that is not understood: a CON is reset and ends the request, a NON might be
    /// followed by a better one (RFC 7252 section 5.4.1).
    fn refuse_response(&mut self, cast: Cast, slot: Slot, message: &Message<'_>) {
        if message.kind == Type::Con {
            self.reset_sender(cast, message.id);
            if let Some(exchange) = self.exchange(slot) {
                exchange.end(Outcome::BadOption);
            }
        }
    }

    fn handle_unmatched(
        &mut self,
        now: Instant,
        peer: PeerKey,
        cast: Cast,
        message: &Message<'_>,
        mark: Mark,
    ) {
        if self.policy.contains(Policy::DELIVER_STRAY) {
            self.remember(now, mark);
            self.acknowledge(message);
            let slot = self.drop_in_for(peer, message);
            self.stray(slot);
        } else if message.kind == Type::Con
            || (message.code.is_success() && message.value(OptionNumber::OBSERVE).is_some())
        {
            // Nobody asked, or nobody wants to hear any more: this also ends an observation.
            self.reset_sender(cast, message.id);
        }
    }

    /// The drop-in request that a separate response answers; it needs no further repetition.
    fn drop_in_for(&mut self, peer: PeerKey, message: &Message<'_>) -> Option<Slot> {
        let (slot, exchange) = self.by_token(Kind::DropIn, peer, message)?;
        exchange.free();
        self.heard(peer);
        Some(slot)
    }

    fn acknowledge(&mut self, message: &Message<'_>) {
        if message.kind == Type::Con {
            self.write_empty(Type::Ack, message.id);
        }
    }

    /// The response belongs to the request in `slot` and may be used.
    fn deliver(&mut self, now: Instant, slot: Slot, message: &Message<'_>) {
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
