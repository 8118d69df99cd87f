//! Who observes which resource of this server (RFC 7641 sections 3.5 and 4).

use crate::exchange::{NO_SLOT, Outcome, Slot};
use crate::time::{Duration, Instant, Soonest};
use crate::types::{MessageId, PeerKey, Token};

/// Observers at the same time. When all are in use, a registration is answered as a plain request.
pub const OBSERVERS: usize = 8;

/// Between two non-confirmable notifications while the round-trip time is unknown (RFC 7641 4.5.1).
const PACE: Duration = Duration(3_000);
/// After this many non-confirmable notifications one is confirmable, to see whether anybody listens.
const PLAIN_IN_A_ROW: u8 = 4;
/// After this time a notification is confirmable; the standard asks for one in 24 hours.
const CONFIRM_AFTER: Duration = Duration(6 * 60 * 60 * 1000);

/// Names an observer; the caller keeps its address and registration under this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ObserverId(pub u8);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interest {
    /// The place is free.
    None,
    /// Registered.
    Registered,
    /// Over; the caller has not been told yet.
    Gone,
}

#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub(crate) struct Observer {
    pub(crate) interest: Interest,
    /// The resource has a state that was not sent.
    pub(crate) is_dirty: bool,
    /// Its own place.
    pub(crate) id: ObserverId,
    /// The caller is to be asked for the state.
    pub(crate) is_ready: bool,
    /// The confirmable notification under way.
    pub(crate) slot: Slot,
    /// Non-confirmable notifications since the last confirmable one.
    plain: u8,
    pub(crate) token: Token,
    pub(crate) resource: u16,
    pub(crate) last_id: MessageId,
    pub(crate) peer: PeerKey,
    /// Observe value of the next notification, 24 bits.
    pub(crate) sequence: u32,
    sent: Instant,
    confirmed: Instant,
}

impl Observer {
    /// All zero, so that many of them are made by one fill.
    const FREE: Self = Self {
        interest: Interest::None,
        id: ObserverId(0),
        peer: PeerKey(0),
        token: Token::EMPTY,
        resource: 0,
        sequence: 0,
        is_dirty: false,
        is_ready: false,
        slot: Slot(0),
        last_id: MessageId(0),
        sent: Instant(0),
        confirmed: Instant(0),
        plain: 0,
    };

    /// The next Observe value.
    pub(crate) const fn next_sequence(&mut self) -> u32 {
        let value = self.sequence;
        self.sequence = (value + 1) & 0x00ff_ffff;
        value
    }

    /// It is time for a confirmable notification.
    pub(crate) fn wants_confirmation(&self, now: Instant) -> bool {
        self.plain >= PLAIN_IN_A_ROW || now.since(self.confirmed) >= CONFIRM_AFTER
    }

    /// The observation is over; gives the confirmable notification under way.
    pub(crate) fn go(&mut self) -> Slot {
        self.interest = Interest::Gone;
        core::mem::replace(&mut self.slot, NO_SLOT)
    }

    /// A notification went out.
    pub(crate) fn note(&mut self, now: Instant, id: MessageId, slot: Slot) {
        self.last_id = id;
        self.slot = slot;
        self.sent = now;
        if slot == NO_SLOT {
            self.plain = self.plain.saturating_add(1);
        } else {
            self.plain = 0;
            self.confirmed = now;
        }
    }

    /// There is something to tell and nothing under way.
    fn waits(&self) -> bool {
        matches!(self.interest, Interest::Registered)
            && self.is_dirty
            && !self.is_ready
            && self.slot == NO_SLOT
    }
}

/// The observers of this server.
#[derive(Debug)]
pub(crate) struct Observers {
    entries: [Observer; OBSERVERS],
}

impl Observers {
    pub(crate) const fn new() -> Self {
        Self { entries: [Observer::FREE; OBSERVERS] }
    }

    /// Registers `peer` with `token`, in place of an older registration of the two. `None` if there
    /// is no room.
    pub(crate) fn register(
        &mut self,
        now: Instant,
        peer: PeerKey,
        token: Token,
        resource: u16,
    ) -> Option<(ObserverId, u32)> {
        let index = self
            .index_of(peer, token.as_bytes())
            .or_else(|| self.entries.iter().position(|entry| entry.interest == Interest::None))?;
        let entry = self.entries.get_mut(index)?;
        let is_known = entry.interest == Interest::Registered;
        let sequence = if is_known { entry.sequence } else { 0 };
        let id = ObserverId(index as u8);
        *entry = Observer {
            interest: Interest::Registered,
            id,
            peer,
            token,
            resource,
            sequence,
            slot: if is_known { entry.slot } else { NO_SLOT },
            sent: now,
            confirmed: now,
            ..Observer::FREE
        };
        Some((id, entry.next_sequence()))
    }

    pub(crate) fn get_mut(&mut self, id: ObserverId) -> Option<&mut Observer> {
        let entry = self.entries.get_mut(usize::from(id.0))?;
        (entry.interest == Interest::Registered).then_some(entry)
    }

    pub(crate) fn find(&mut self, peer: PeerKey, token: &[u8]) -> Option<&mut Observer> {
        let index = self.index_of(peer, token)?;
        self.entries.get_mut(index)
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Observer> {
        self.entries.iter_mut()
    }

    /// The confirmable notification in `slot` is over: its observer may be told more, or is lost.
    pub(crate) fn settle(&mut self, slot: Slot, outcome: Outcome) {
        if let Some(observer) = self.told_by(slot) {
            observer.slot = NO_SLOT;
            if matches!(outcome, Outcome::Reset | Outcome::TimedOut) {
                observer.interest = Interest::Gone;
            }
        }
    }

    /// The confirmable notification in `slot` is to be repeated: with the newest state if there is one.
    /// True if the caller is to be asked for it.
    pub(crate) fn ask_again(&mut self, slot: Slot) -> bool {
        self.told_by(slot).is_some_and(|observer| {
            observer.is_ready |= observer.is_dirty;
            observer.is_dirty
        })
    }

    fn told_by(&mut self, slot: Slot) -> Option<&mut Observer> {
        let is_told = |e: &&mut Observer| e.interest == Interest::Registered && e.slot == slot;
        self.entries.iter_mut().find(is_told)
    }

    /// `resource` has a new state.
    pub(crate) fn mark(&mut self, resource: u16) {
        for entry in &mut self.entries {
            entry.is_dirty |= entry.interest == Interest::Registered && entry.resource == resource;
        }
    }

    /// Those who wait and may be told now become ready.
    pub(crate) fn release(&mut self, now: Instant, paced: bool) {
        for entry in self.entries.iter_mut().filter(|entry| entry.waits()) {
            entry.is_ready =
                !paced || entry.wants_confirmation(now) || entry.sent.after(PACE).is_due(now);
        }
    }

    /// When the next one who waits may be told.
    pub(crate) fn wait(&self, soonest: &mut Soonest) {
        for entry in self.entries.iter().filter(|entry| entry.waits()) {
            soonest.add(entry.sent.after(PACE));
        }
    }

    fn index_of(&self, peer: PeerKey, token: &[u8]) -> Option<usize> {
        self.entries.iter().position(|entry| {
            entry.interest == Interest::Registered && entry.peer == peer && entry.token.is(token)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEER: PeerKey = PeerKey(1);

    fn token(byte: u8) -> Token {
        Token::new(&[byte]).unwrap()
    }

    #[test]
    fn the_same_peer_and_token_is_one_observer_whose_sequence_goes_on() {
        let mut observers = Observers::new();
        let first = observers.register(Instant(0), PEER, token(1), 7).unwrap();
        let again = observers.register(Instant(5), PEER, token(1), 7).unwrap();
        let other = observers.register(Instant(5), PEER, token(2), 7).unwrap();
        assert_eq!(first.0, again.0);
        assert!(again.1 > first.1);
        assert_ne!(other.0, first.0);
    }

    #[test]
    fn a_full_table_takes_no_more() {
        let mut observers = Observers::new();
        for byte in 0..OBSERVERS as u8 {
            assert!(observers.register(Instant(0), PEER, token(byte), 1).is_some());
        }
        assert_eq!(observers.register(Instant(0), PEER, token(99), 1), None);
    }

    #[test]
    fn notifications_keep_their_pace() {
        let mut observers = Observers::new();
        let (id, _) = observers.register(Instant(0), PEER, token(1), 7).unwrap();
        observers.mark(7);
        observers.release(Instant(1000), true);
        assert!(!observers.get_mut(id).unwrap().is_ready);
        let mut soonest = Soonest::new(Instant(10));
        observers.wait(&mut soonest);
        assert_eq!(soonest.get(), Some(Instant(3000)));
        observers.release(Instant(3000), true);
        assert!(observers.get_mut(id).unwrap().is_ready);
    }

    #[test]
    fn every_fifth_notification_asks_for_an_ack() {
        let mut observers = Observers::new();
        let (id, _) = observers.register(Instant(0), PEER, token(1), 7).unwrap();
        let observer = observers.get_mut(id).unwrap();
        for _ in 0..4 {
            assert!(!observer.wants_confirmation(Instant(0)));
            observer.note(Instant(0), MessageId(1), NO_SLOT);
        }
        assert!(observer.wants_confirmation(Instant(0)));
        observer.note(Instant(0), MessageId(2), Slot(0));
        assert!(!observer.wants_confirmation(Instant(0)));
        assert!(observer.wants_confirmation(Instant(CONFIRM_AFTER.0)));
    }

    #[test]
    fn sequences_wrap_at_24_bits() {
        let mut observer = Observer { sequence: 0x00ff_ffff, ..Observer::FREE };
        assert_eq!(observer.next_sequence(), 0x00ff_ffff);
        assert_eq!(observer.next_sequence(), 0);
    }
}
