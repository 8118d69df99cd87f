//! Which messages have been seen before (RFC 7252 section 4.5).

use heapless::Deque;

use crate::time::{Duration, Instant};
use crate::types::{MessageId, PeerKey, Type};

/// Messages remembered; the oldest makes room for a new one.
pub(crate) const REMEMBERED: usize = 32;

#[derive(Debug, Clone, Copy)]
struct Seen {
    peer: PeerKey,
    id: MessageId,
    kind: Type,
    at: Instant,
}

/// The last messages received.
#[derive(Debug)]
pub(crate) struct Duplicates {
    seen: Deque<Seen, REMEMBERED>,
}

/// How long message ids stay in use.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lifetimes {
    pub(crate) con: Duration,
    pub(crate) non: Duration,
}

impl Duplicates {
    pub(crate) const fn new() -> Self {
        Self { seen: Deque::new() }
    }

    /// The message came before, within the lifetime of its id.
    pub(crate) fn contains(
        &mut self,
        now: Instant,
        lifetimes: Lifetimes,
        peer: PeerKey,
        kind: Type,
        id: MessageId,
    ) -> bool {
        self.forget_old(now, lifetimes);
        self.seen.iter().any(|seen| {
            let lifetime = if seen.kind == Type::Non { lifetimes.non } else { lifetimes.con };
            seen.peer == peer
                && seen.id == id
                // The ids of CON and NON are the peer's, those of ACK are ours.
                && (seen.kind == Type::Ack) == (kind == Type::Ack)
                && now.since(seen.at) < lifetime
        })
    }

    /// Remembers a message.
    pub(crate) fn insert(&mut self, now: Instant, peer: PeerKey, kind: Type, id: MessageId) {
        if self.seen.is_full() {
            self.seen.pop_front();
        }
        let seen = Seen { peer, id, kind, at: now };
        // There is room: one was taken out above.
        let _ = self.seen.push_back(seen);
    }

    /// Ages are compared modulo 2^32 ms, so entries must not stay for ever.
    fn forget_old(&mut self, now: Instant, lifetimes: Lifetimes) {
        while self.seen.front().is_some_and(|seen| now.since(seen.at) >= lifetimes.con) {
            self.seen.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIFETIMES: Lifetimes = Lifetimes { con: Duration(247_000), non: Duration(145_000) };
    const PEER: PeerKey = PeerKey(1);
    const ID: MessageId = MessageId(7);

    #[test]
    fn a_message_is_known_to_its_peer_for_its_lifetime() {
        let mut duplicates = Duplicates::new();
        duplicates.insert(Instant(0), PEER, Type::Con, ID);
        let mut at =
            |now, peer, id| duplicates.contains(Instant(now), LIFETIMES, peer, Type::Con, id);
        assert!(at(246_999, PEER, ID));
        assert!(!at(0, PeerKey(2), ID));
        assert!(!at(0, PEER, MessageId(8)));
        assert!(!at(247_000, PEER, ID));
    }

    #[test]
    fn acknowledgements_carry_ids_of_their_own_space() {
        let mut duplicates = Duplicates::new();
        duplicates.insert(Instant(0), PEER, Type::Ack, ID);
        assert!(!duplicates.contains(Instant(0), LIFETIMES, PEER, Type::Con, ID));
        assert!(duplicates.contains(Instant(0), LIFETIMES, PEER, Type::Ack, ID));
    }

    #[test]
    fn non_confirmable_ids_live_shorter() {
        let mut duplicates = Duplicates::new();
        duplicates.insert(Instant(0), PEER, Type::Non, ID);
        assert!(duplicates.contains(Instant(144_999), LIFETIMES, PEER, Type::Con, ID));
        assert!(!duplicates.contains(Instant(145_000), LIFETIMES, PEER, Type::Con, ID));
    }

    #[test]
    fn the_oldest_makes_room() {
        let mut duplicates = Duplicates::new();
        for id in 0..=REMEMBERED as u16 {
            duplicates.insert(Instant(0), PEER, Type::Con, MessageId(id));
        }
        assert!(!duplicates.contains(Instant(0), LIFETIMES, PEER, Type::Con, MessageId(0)));
        assert!(duplicates.contains(Instant(0), LIFETIMES, PEER, Type::Con, MessageId(1)));
        assert!(duplicates.contains(
            Instant(0),
            LIFETIMES,
            PEER,
            Type::Con,
            MessageId(REMEMBERED as u16)
        ));
    }
}
