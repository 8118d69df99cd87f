//! The server side: requests received and the replies to them.

use crate::dedup::Mark;
use crate::endpoint::{Cast, Detail, Endpoint, Event, Ticket, Transmit, Written};
use crate::exchange::{Exchange, Kind, Slot};
use crate::fields::Refusal;
use crate::message::Message;
use crate::policy::Policy;
use crate::received::{Progress, Received};
use crate::time::{Duration, Instant};
use crate::timing::MAX_LATENCY;
use crate::types::{Code, MessageId, PeerKey, Token, Type};

/// How long a handler may take before the empty ACK goes out: well inside the peer's ACK_TIMEOUT.
const PROCESSING: Duration = Duration(1_500);
/// What a client is told to wait when all handlers are busy, seconds.
const RETRY_AFTER: u32 = 5;

impl Endpoint {
    pub(super) fn handle_request(
        &mut self,
        now: Instant,
        peer: PeerKey,
        cast: Cast,
        message: &Message<'_>,
    ) {
        if cast == Cast::Multicast && message.kind == Type::Con {
            return;
        }
        let mark = Mark::of(peer, message);
        if self.is_duplicate(now, mark) && self.handle_repeat(now, mark, peer, cast, message) {
            return;
        }
        if self.policy.contains(Policy::REFUSE_CRITICAL) {
            if let Some(refusal) = message.refusal() {
                return self.refuse(now, cast, message, refusal);
            }
        }
        self.check_echo(peer, message);
        self.end_observation_by(peer, message);
        let lifetime = self.timing.exchange_lifetime();
        // The same id with other content: the peer has given the old request up.
        self.requests.forget(peer, message.id);
        let Some((slot, entry)) = self.requests.place(now, lifetime) else {
            return self.reply_busy(now, cast, message);
        };
        entry.confirmable = message.kind == Type::Con;
        entry.idempotent = message.code.is_idempotent();
        entry.multicast = cast == Cast::Multicast;
        entry.peer = peer;
        entry.id = message.id;
        entry.token = Token::new(message.token()).unwrap_or(Token::EMPTY);
        entry.content = mark.content();
        entry.due = now.after(PROCESSING);
        self.remember(now, mark);
        self.event = Some(Event::Request(slot));
    }

    /// Answers a copy of an earlier request as the first one was answered. False if that is not known
    /// any more and doing it again does no harm.
    fn handle_repeat(
        &mut self,
        now: Instant,
        mark: Mark,
        peer: PeerKey,
        cast: Cast,
        message: &Message<'_>,
    ) -> bool {
        if message.kind == Type::Non {
            return true;
        }
        let known = self.requests.find(peer, message.id);
        let is_copy = |e: &Received| e.confirmable && e.content == mark.content();
        let Some((_, entry)) = known.filter(|(_, entry)| is_copy(entry)) else {
            return self.handle_forgotten(now, peer, cast, message);
        };
        match entry.progress {
            Progress::Answered => entry.resend = true,
            Progress::Acknowledged | Progress::Separate => self.write_empty(Type::Ack, message.id),
            Progress::Rejected => self.write_empty(Type::Rst, message.id),
            Progress::Running | Progress::Free => {}
        }
        true
    }

    /// The reply made room for others. What must not be done twice is answered with an error rather than
    /// with a promise that nobody keeps: the client learns that the outcome is not known.
    fn handle_forgotten(
        &mut self,
        now: Instant,
        peer: PeerKey,
        cast: Cast,
        message: &Message<'_>,
    ) -> bool {
        if message.code.is_idempotent() {
            return false;
        }
        if self.by_token(Kind::Answer, peer, message).is_some() {
            self.write_empty(Type::Ack, message.id);
        } else {
            self.reply(now, cast, message, Code::INTERNAL_SERVER_ERROR, Detail::None);
        }
        true
    }

    fn refuse(&mut self, now: Instant, cast: Cast, message: &Message<'_>, refusal: Refusal) {
        let detail = refusal.option.map_or(Detail::None, Detail::BadOption);
        // A non-confirmable request with a bad option is rejected by silence (RFC 7252 5.4.1).
        if message.kind == Type::Con || refusal.option.is_none() {
            self.reply(now, cast, message, refusal.code, detail);
        }
    }

    fn reply_busy(&mut self, now: Instant, cast: Cast, message: &Message<'_>) {
        let detail = Detail::RetryAfter(RETRY_AFTER);
        self.reply(now, cast, message, Code::SERVICE_UNAVAILABLE, detail);
    }

    /// A reply that the endpoint writes itself; groups are not bothered with errors.
    fn reply(
        &mut self,
        now: Instant,
        cast: Cast,
        message: &Message<'_>,
        code: Code,
        detail: Detail,
    ) {
        if cast == Cast::Multicast {
            return;
        }
        let (kind, id) = match message.kind {
            Type::Con => (Type::Ack, message.id),
            _ => (Type::Non, self.next_id(now)),
        };
        let token = Token::new(message.token()).unwrap_or(Token::EMPTY);
        self.written = Some(Written { kind, code, id, token, detail });
    }

    /// Prepares the response to the request `id` of `peer`. A request that is not known (any more)
    /// gets an ACK with its id and nothing is kept.
    pub fn respond(&mut self, now: Instant, peer: PeerKey, id: MessageId) -> Ticket {
        let leisure = self.draw.random() % u32::from(self.timing.leisure_ms).max(1);
        let fallback = Ticket::once(Type::Ack, id, Token::EMPTY);
        let Some((slot, entry)) = self.requests.find(peer, id) else {
            return fallback;
        };
        let token = entry.token;
        if !entry.confirmable {
            let queued = entry.multicast;
            entry.progress = Progress::Answered;
            entry.resend = queued;
            entry.due = now.after(Duration(leisure));
            let reply = queued.then_some(slot);
            let id = self.next_id(now);
            return Ticket { reply, queued, ..Ticket::once(Type::Non, id, token) };
        }
        match entry.progress {
            Progress::Running | Progress::Answered => {
                entry.progress = Progress::Answered;
                Ticket { token, reply: Some(slot), ..fallback }
            }
            _ => {
                entry.progress = Progress::Separate;
                let id = self.next_id(now);
                self.announce(now, Kind::Answer, peer, id, token)
            }
        }
    }

    /// A message of its own, no reply: confirmable if there is room to watch it.
    pub(super) fn announce(
        &mut self,
        now: Instant,
        kind: Kind,
        peer: PeerKey,
        id: MessageId,
        token: Token,
    ) -> Ticket {
        let Some(slot) = self.free_slot() else {
            return Ticket::once(Type::Non, id, token);
        };
        let exchange = Exchange {
            kind,
            confirmable: true,
            peer,
            id,
            token,
            timing: self.timing,
            patience: MAX_LATENCY,
            ..Exchange::FREE
        };
        self.submit(now, slot, exchange)
    }

    /// The request is to be answered by nothing: No-Response (RFC 7967), or a group request that does
    /// not concern this server. A confirmable one gets its empty ACK.
    pub fn stay_silent(&mut self, peer: PeerKey, id: MessageId) {
        if let Some((_, entry)) = self.requests.find(peer, id) {
            entry.resend = entry.confirmable && entry.progress == Progress::Running;
            entry.progress = Progress::Separate;
        }
    }

    /// The request cannot be processed for lack of context: a confirmable one is reset.
    pub fn reject(&mut self, peer: PeerKey, id: MessageId) {
        if let Some((_, entry)) = self.requests.find(peer, id) {
            entry.resend = entry.confirmable && entry.progress == Progress::Running;
            entry.progress = Progress::Rejected;
        }
    }

    /// The caller does not keep the reply: copies of the request get an empty ACK.
    pub fn forget_reply(&mut self, slot: Slot) {
        if let Some(entry) = self.requests.get_mut(slot) {
            if entry.progress == Progress::Answered && !entry.resend {
                entry.progress = Progress::Separate;
            }
        }
    }

    /// What waits to be said about requests: stored replies, late empty ACKs, resets.
    pub(super) fn poll_requests(&mut self, now: Instant, out: &mut [u8]) -> Option<Transmit> {
        let (slot, entry) = self.requests.iter_mut().find(|(_, e)| e.may_resend(now))?;
        entry.resend = false;
        let kind = match entry.progress {
            Progress::Answered => return Some(Transmit::Reply(slot)),
            Progress::Rejected => Type::Rst,
            _ => Type::Ack,
        };
        let (code, token) = (Code::EMPTY, Token::EMPTY);
        let written = Written { kind, code, id: entry.id, token, detail: Detail::None };
        Some(Transmit::Request { slot, length: written.write(out)? })
    }

    /// Handlers that took too long get their empty ACK (RFC 7252 section 5.2.2).
    pub(super) fn expire_requests(&mut self, now: Instant) {
        for (_, entry) in self.requests.iter_mut() {
            if entry.awaits_ack() && entry.due.is_due(now) {
                entry.progress = Progress::Acknowledged;
                entry.resend = true;
            }
        }
    }
}

impl Received {
    /// The empty ACK is still to come.
    const fn awaits_ack(&self) -> bool {
        matches!(self.progress, Progress::Running) && self.confirmable
    }

    /// A group request whose answer waits for its time.
    const fn is_at_leisure(&self) -> bool {
        matches!(self.progress, Progress::Answered) && self.multicast && self.resend
    }

    pub(super) const fn is_timed(&self) -> bool {
        self.awaits_ack() || self.is_at_leisure()
    }

    const fn may_resend(&self, now: Instant) -> bool {
        self.resend && (!self.is_at_leisure() || self.due.is_due(now))
    }
}
