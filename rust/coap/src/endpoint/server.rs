//! The server side: requests received and the replies to them.

use crate::encode::Draft;
use crate::endpoint::{Cast, Endpoint, Event, Input, Request, Ticket, Traits, Transmit, Written};
use crate::exchange::{Kind, Slot};
use crate::policy::Policy;
use crate::received::{Progress, Received};
use crate::time::{Duration, Instant};
use crate::timing::MAX_LATENCY;
use crate::types::{Code, MessageId, OptionNumber, PeerKey, Token, Type};

/// How long a handler may take before the empty ACK goes out: well inside the peer's ACK_TIMEOUT.
const PROCESSING: Duration = Duration(1_500);

impl Endpoint {
    pub(super) fn handle_request(&mut self, input: &Input<'_>) {
        let message = input.message;
        if input.cast == Cast::Multicast && message.kind == Type::Con {
            return;
        }
        if self.is_duplicate(input) && self.handle_repeat(input) {
            return;
        }
        if self.policy.contains(Policy::REFUSE_CRITICAL) {
            if let Some(code) = message.refusal() {
                return self.reply(input, code);
            }
        }
        self.check_echo(input);
        self.end_observation_by(input);
        let lifetime = self.timing.exchange_lifetime();
        // The same id with other content: the peer has given the old request up.
        self.requests.forget(input.peer, message.id);
        let Some(entry) = self.requests.place(input.now, lifetime) else {
            return self.reply(input, Code::SERVICE_UNAVAILABLE);
        };
        let slot = entry.slot;
        entry.progress = Progress::Running;
        entry.confirmable = message.kind == Type::Con;
        entry.idempotent = message.code.is_idempotent();
        entry.multicast = input.cast == Cast::Multicast;
        entry.resend = false;
        entry.token.set(message.token());
        entry.id = message.id;
        entry.peer = input.peer;
        entry.content = input.mark.content();
        entry.at = input.now;
        entry.due = input.now.after(PROCESSING);
        self.remember(input);
        self.event = Some(Event::Request(slot));
    }

    /// Answers a copy of an earlier request as the first one was answered. False if that is not known
    /// any more and doing it again does no harm.
    fn handle_repeat(&mut self, input: &Input<'_>) -> bool {
        let message = input.message;
        if message.kind == Type::Non {
            return true;
        }
        let known = self.requests.find(input.peer, message.id);
        let is_copy = |e: &Received| e.confirmable && e.content == input.mark.content();
        let Some(entry) = known.filter(|entry| is_copy(entry)) else {
            return self.handle_forgotten(input);
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
    fn handle_forgotten(&mut self, input: &Input<'_>) -> bool {
        if input.message.code.is_idempotent() {
            return false;
        }
        if self.by_token(Kind::Answer, input).is_some() {
            self.write_empty(Type::Ack, input.message.id);
        } else {
            self.reply(input, Code::INTERNAL_SERVER_ERROR);
        }
        true
    }

    /// A reply that the endpoint writes itself; groups are not bothered with errors.
    #[inline(never)]
    fn reply(&mut self, input: &Input<'_>, code: Code) {
        let message = input.message;
        let is_confirmable = message.kind == Type::Con;
        // A non-confirmable request with a bad option is rejected by silence (RFC 7252 5.4.1).
        if input.cast == Cast::Multicast || (code == Code::BAD_OPTION && !is_confirmable) {
            return;
        }
        let (kind, id) = match is_confirmable {
            true => (Type::Ack, message.id),
            false => (Type::Non, self.next_id(input.now)),
        };
        let bad_option = message.bad_option().unwrap_or(OptionNumber(0));
        self.written = Some(Written { kind, code, id, bad_option, token: message.to_token() });
    }

    /// Prepares the response to the request `id` of `peer`. A request that is not known (any more)
    /// gets an ACK with its id and nothing is kept.
    pub fn respond(&mut self, now: Instant, peer: PeerKey, id: MessageId) -> Ticket {
        let leisure = self.draw.random() % u32::from(self.timing.leisure_ms).max(1);
        let mut ticket = Ticket::once(Type::Ack, id, Token::EMPTY);
        let Some(entry) = self.requests.find(peer, id) else {
            return ticket;
        };
        ticket.token = entry.token;
        if entry.confirmable && !matches!(entry.progress, Progress::Running | Progress::Answered) {
            entry.progress = Progress::Separate;
            ticket.id = self.next_id(now);
            self.announce(now, Kind::Answer, peer, &mut ticket);
            return ticket;
        }
        entry.progress = Progress::Answered;
        if entry.confirmable || entry.multicast {
            ticket.reply = entry.slot;
        }
        if !entry.confirmable {
            ticket.queued = entry.multicast;
            entry.resend = entry.multicast;
            entry.due = now.after(Duration(leisure));
            ticket.kind = Type::Non;
            ticket.id = self.next_id(now);
        }
        ticket
    }

    /// A message of its own, no reply: confirmable if there is room to watch it.
    #[inline(never)]
    pub(super) fn announce(
        &mut self,
        now: Instant,
        kind: Kind,
        peer: PeerKey,
        ticket: &mut Ticket,
    ) {
        let request =
            Request { patience: MAX_LATENCY, ..Request::new(peer, Type::Con, Traits::empty()) };
        let is_watched = self.submit(now, &request, kind, ticket);
        ticket.kind = if is_watched { Type::Con } else { Type::Non };
    }

    /// The request is to be answered by nothing: No-Response (RFC 7967), or a group request that does
    /// not concern this server. A confirmable one gets its empty ACK.
    pub fn stay_silent(&mut self, peer: PeerKey, id: MessageId) {
        if let Some(entry) = self.requests.find(peer, id) {
            entry.resend = entry.confirmable && entry.progress == Progress::Running;
            entry.progress = Progress::Separate;
        }
    }

    /// The request cannot be processed for lack of context: a confirmable one is reset.
    pub fn reject(&mut self, peer: PeerKey, id: MessageId) {
        if let Some(entry) = self.requests.find(peer, id) {
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
        let entry = self.requests.iter_mut().find(|e| e.may_resend(now))?;
        let slot = entry.slot;
        entry.resend = false;
        let kind = match entry.progress {
            Progress::Answered => return Some(Transmit::Reply(slot)),
            Progress::Rejected => Type::Rst,
            _ => Type::Ack,
        };
        let draft = Draft::new(out, kind, Code::EMPTY, entry.id, &[]).ok()?;
        Some(Transmit::Request { slot, length: draft.progress().length })
    }

    /// Handlers that took too long get their empty ACK (RFC 7252 section 5.2.2).
    pub(super) fn expire_requests(&mut self, now: Instant) {
        for entry in self.requests.iter_mut() {
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
    #[inline(never)]
    const fn is_at_leisure(&self) -> bool {
        matches!(self.progress, Progress::Answered) && self.multicast && self.resend
    }

    pub(crate) const fn is_timed(&self) -> bool {
        self.awaits_ack() || self.is_at_leisure()
    }

    const fn may_resend(&self, now: Instant) -> bool {
        self.resend && (!self.is_at_leisure() || self.due.is_due(now))
    }
}
