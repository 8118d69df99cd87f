//! Own messages that wait for something: an ACK, a response, their turn
//! (RFC 7252 sections 4.2 and 4.7, RFC 7641 for the client side of observations).

use crate::draw::Draw;
use crate::message::Message;
use crate::table::worthiest;
use crate::time::{Duration, Instant, Soonest};
use crate::timing::Timing;
use crate::types::{MessageId, PeerKey, Token, Type};

/// Own messages that can be under way at the same time.
pub const EXCHANGES: usize = 8;

/// Names an own message under way; the caller keeps its bytes and address under this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Slot(pub u8);

/// The slot of nothing.
pub const NO_SLOT: Slot = Slot(255);

impl Slot {
    /// The slot, if it is one.
    #[must_use]
    pub fn some(self) -> Option<Self> {
        (self != NO_SLOT).then_some(self)
    }

    /// Its place in a table.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The first place that is `free`.
    pub(crate) fn first<T>(entries: &[T], free: impl Fn(&T) -> bool) -> Option<Self> {
        entries.iter().position(free).map(|index| Self(index as u8))
    }
}

/// How an own message ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The peer acknowledged an own response or notification.
    Acknowledged,
    /// The response carried a critical option that is not understood.
    BadOption,
    /// The caller gave it up, or a newer one took its place.
    Cancelled,
    /// The peer answered the ping.
    Pong,
    /// The peer answered with a reset.
    Reset,
    /// No answer in time.
    TimedOut,
}

/// What an own message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Confirmable response sent after the empty ACK.
    Answer,
    /// Request of the drop-in tier: repeated until anything answers, never matched for the caller.
    DropIn,
    /// Confirmable notification; its observer knows the slot.
    Notification,
    /// Empty confirmable message.
    Ping,
    /// Request of the full tier.
    Request,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Free,
    /// Waits for its first transmission; not before `due`.
    Queued,
    /// Confirmable and not yet acknowledged; `due` is the next repetition.
    Sending,
    /// The response is awaited until `due`.
    Waiting,
    /// Registered as observer; to be renewed at `due`.
    Observing,
    /// Ended; the caller has not been told yet of the outcome.
    Over,
}

/// What becomes of a message whose timer expired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expiry {
    GiveUp,
    Resend,
    Skip,
}

#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub(crate) struct Exchange {
    pub(crate) state: State,
    pub(crate) outcome: Outcome,
    pub(crate) kind: Kind,
    pub(crate) confirmable: bool,
    pub(crate) multicast: bool,
    /// The request asks for notifications.
    pub(crate) observe: bool,
    /// The server has agreed to notify.
    pub(crate) registered: bool,
    /// While under way: to be sent (again) by the next `poll_transmit`.
    pub(crate) resend: bool,
    pub(crate) tries: u8,
    /// Its own place.
    pub(crate) slot: Slot,
    pub(crate) token: Token,
    pub(crate) id: MessageId,
    /// Expected length on the wire, for PROBING_RATE; 0 is not counted.
    pub(crate) size: u16,
    pub(crate) peer: PeerKey,
    pub(crate) timing: Timing,
    pub(crate) timeout: Duration,
    pub(crate) patience: Duration,
    pub(crate) first: Instant,
    pub(crate) due: Instant,
    /// Observe value and arrival of the newest notification.
    pub(crate) newest: (u32, Instant),
}

impl Exchange {
    /// All zero, so that many of them are made by one fill.
    pub(crate) const FREE: Self = Self {
        state: State::Free,
        outcome: Outcome::Acknowledged,
        kind: Kind::Answer,
        confirmable: false,
        multicast: false,
        observe: false,
        registered: false,
        resend: false,
        tries: 0,
        slot: Slot(0),
        peer: PeerKey(0),
        id: MessageId(0),
        token: Token::EMPTY,
        size: 0,
        timing: Timing::NONE,
        timeout: Duration(0),
        patience: Duration(0),
        first: Instant(0),
        due: Instant(0),
        newest: (0, Instant(0)),
    };

    /// First transmission: now.
    pub(crate) fn start(&mut self, now: Instant, random: u32) {
        self.tries = 0;
        self.first = now;
        if self.confirmable {
            self.timeout = self.timing.initial(random);
            self.due = now.after(self.timeout);
            self.state = State::Sending;
        } else {
            self.wait(now);
        }
    }

    /// No (more) repetitions; a response may still come.
    pub(crate) fn wait(&mut self, now: Instant) {
        self.resend = false;
        self.due = now.after(self.patience);
        self.state = State::Waiting;
    }

    /// Ends the exchange; `poll_event` tells the caller.
    pub(crate) fn end(&mut self, outcome: Outcome) {
        self.state = State::Over;
        self.outcome = outcome;
    }

    /// Makes room for another message.
    pub(crate) const fn free(&mut self) {
        self.state = State::Free;
    }

    /// Counts against NSTART: unacknowledged, or a request without any answer.
    pub(crate) fn is_outstanding(&self) -> bool {
        match self.state {
            State::Sending => !self.multicast,
            State::Waiting => !self.multicast && !self.confirmable,
            _ => false,
        }
    }

    /// A response with its token would be for this request.
    pub(crate) fn awaits_response(&self) -> bool {
        matches!(self.kind, Kind::Request | Kind::DropIn)
            && matches!(self.state, State::Sending | State::Waiting | State::Observing)
    }

    /// Under way, or about to be.
    pub(crate) fn is_alive(&self) -> bool {
        self.state == State::Queued || self.is_timed()
    }

    /// Has a timer running.
    pub(crate) fn is_timed(&self) -> bool {
        matches!(self.state, State::Sending | State::Waiting | State::Observing)
    }

    /// The timer of a confirmable message expired. Times that passed while nobody looked are
    /// skipped, not made up for: no two transmissions closer than ACK_TIMEOUT, none after
    /// MAX_TRANSMIT_SPAN.
    #[inline(never)]
    pub(crate) fn expire(&mut self, now: Instant) -> Expiry {
        let last = self.timing.max_retransmit;
        while self.tries < last && self.due.is_due(now) {
            self.tries += 1;
            self.timeout = self.timeout.times(2);
            self.due = self.due.after(self.timeout);
        }
        if self.tries == last && self.due.is_due(now) {
            return Expiry::GiveUp;
        }
        if now.since(self.first) > self.timing.span() {
            return Expiry::Skip;
        }
        if self.tries < last {
            self.due = self.due.later(now.after(self.timing.ack_timeout));
        }
        Expiry::Resend
    }

    /// The server notifies; the registration is renewed once the representation is `max_age` seconds
    /// old, and 5 to 15 s more so that clients do not come together (RFC 7641 section 3.3.1).
    pub(crate) fn register(&mut self, now: Instant, max_age: u32, jitter: u32) {
        self.registered = true;
        self.resend = false;
        self.state = State::Observing;
        // Moments compare rightly up to 24 days apart.
        let fresh = max_age.min(2_000_000) * 1000 + 5_000 + jitter;
        self.due = now.after(Duration(fresh));
    }

    /// A notification with this Observe value is newer than all before (RFC 7641 section 3.4).
    pub(crate) fn is_newer(&self, now: Instant, value: u32) -> bool {
        let (newest, at) = self.newest;
        is_newer(newest, value, now.since(at))
    }
}

/// Own messages. (Most of this is asked in several places: small code wants one of each.)
#[derive(Debug)]
pub(crate) struct Exchanges {
    entries: [Exchange; EXCHANGES],
}

impl Exchanges {
    pub(crate) const fn new() -> Self {
        Self { entries: [Exchange::FREE; EXCHANGES] }
    }

    pub(crate) fn get_mut(&mut self, slot: Slot) -> Option<&mut Exchange> {
        self.entries.get_mut(slot.index())
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Exchange> {
        self.entries.iter_mut()
    }

    /// A place for another message.
    #[inline(never)]
    pub(crate) fn place(&mut self) -> Option<&mut Exchange> {
        let slot = Slot::first(&self.entries, |e| e.state == State::Free)?;
        let exchange = self.entries.get_mut(slot.index())?;
        exchange.slot = slot;
        Some(exchange)
    }

    /// The message under way with this id.
    #[inline(never)]
    pub(crate) fn by_id(&mut self, peer: PeerKey, id: MessageId) -> Option<&mut Exchange> {
        self.iter_mut().find(|e| e.is_timed() && e.peer == peer && e.id == id)
    }

    /// The message with the token of `message`, under way or about to be; to a group when anyone may
    /// answer.
    #[inline(never)]
    pub(crate) fn by_token(
        &mut self,
        kind: Kind,
        peer: PeerKey,
        message: &Message<'_>,
    ) -> Option<&mut Exchange> {
        self.iter_mut().find(|e| {
            e.kind == kind
                && e.is_alive()
                && (e.peer == peer || (e.multicast && message.kind == Type::Non))
                && e.token.is(message.token())
        })
    }

    /// The oldest queued message whose peer has room. Slots are not in order of age; the ids are.
    #[inline(never)]
    pub(crate) fn next_in_queue(&self, now: Instant, draw: &Draw) -> Option<Slot> {
        let queued = |e: &&Exchange| e.state == State::Queued && self.may_start(now, e);
        // Age as distance back from the next id.
        let age = |e: &&Exchange| 1 + u32::from(draw.distance(e.id));
        Some(worthiest(self.entries.iter().filter(queued), age)?.slot)
    }

    /// NSTART and PROBING_RATE allow the message now.
    fn may_start(&self, now: Instant, exchange: &Exchange) -> bool {
        let same_peer = |e: &&Exchange| e.peer == exchange.peer && e.is_outstanding();
        let outstanding = self.entries.iter().filter(same_peer).count();
        exchange.due.is_due(now)
            && (exchange.multicast || outstanding < usize::from(exchange.timing.nstart))
    }

    /// When something has to be done next.
    pub(crate) fn wait(&self, soonest: &mut Soonest) {
        for exchange in &self.entries {
            let is_late = exchange.state == State::Queued && !soonest.is_due(exchange.due);
            if exchange.is_timed() || is_late {
                soonest.add(exchange.due);
            }
        }
    }
}

/// `next`, coming `later`, is newer than `newest` (RFC 7641 section 3.4).
pub(crate) fn is_newer(newest: u32, next: u32, later: Duration) -> bool {
    const HALF: u32 = 1 << 23;
    (newest < next && next - newest < HALF)
        || (newest > next && newest - next > HALF)
        || later > Duration(128_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sending(initial: u32) -> Exchange {
        let timing = Timing::DEFAULT;
        let mut exchange = Exchange { confirmable: true, timing, ..Exchange::FREE };
        exchange.start(Instant(0), initial - 2000);
        exchange
    }

    /// Drives an exchange whose timer is always looked at in time: when it sends and when it fails.
    fn schedule(mut exchange: Exchange) -> (Vec<u32>, u32) {
        let mut sends = vec![0];
        loop {
            let now = exchange.due;
            match exchange.expire(now) {
                Expiry::Resend => sends.push(now.0),
                Expiry::GiveUp => return (sends, now.0),
                Expiry::Skip => panic!("an exchange in time skips nothing"),
            }
        }
    }

    #[test]
    fn repetitions_follow_the_schedule_vectors() {
        let expected = [
            (2000, vec![0, 2000, 6000, 14000, 30000], 62000),
            (2500, vec![0, 2500, 7500, 17500, 37500], 77500),
            (3000, vec![0, 3000, 9000, 21000, 45000], 93000),
        ];
        for (initial, sends, fails) in expected {
            assert_eq!(schedule(sending(initial)), (sends, fails));
        }
    }

    #[test]
    fn a_late_timer_sends_once_and_keeps_its_distance() {
        let mut exchange = sending(2000);
        assert_eq!(exchange.expire(Instant(13_500)), Expiry::Resend);
        assert_eq!(exchange.tries, 2);
        assert_eq!(exchange.due, Instant(15_500));
    }

    #[test]
    fn nothing_is_sent_after_the_span_and_the_end_comes_on_time() {
        let mut exchange = sending(3000);
        exchange.timing.max_retransmit = 4;
        assert_eq!(exchange.expire(Instant(50_000)), Expiry::Skip);
        assert_eq!(exchange.due, Instant(93_000));
        assert_eq!(exchange.expire(Instant(93_000)), Expiry::GiveUp);
        assert_eq!(sending(2000).expire(Instant(100_000)), Expiry::GiveUp);
    }

    #[test]
    fn notifications_are_ordered_as_in_the_vectors() {
        for (newest, next, seconds, newer) in [
            (10, 11, 1, true),
            (11, 10, 1, false),
            (5, 5, 1, false),
            (0, 8_388_607, 1, true),
            (0, 8_388_608, 1, false),
            (8_388_608, 0, 1, false),
            (8_388_609, 0, 1, true),
            (16_777_215, 0, 1, true),
            (0, 16_777_215, 1, false),
            (11, 10, 128, false),
            (11, 10, 129, true),
        ] {
            assert_eq!(
                is_newer(newest, next, Duration::seconds(seconds)),
                newer,
                "{newest} {next}"
            );
        }
    }
}
