//! Which messages have been seen before (RFC 7252 section 4.5).

use crate::message::Message;
use crate::time::Instant;
use crate::types::{MessageId, PeerKey};

/// Messages remembered; the oldest makes room for a new one.
pub(crate) const REMEMBERED: usize = 32;

/// What tells copies of a message from other messages: its id, and a digest of its origin and of all its
/// bytes. (The ids of CON and NON are the peer's, those of ACK are ours: the type is among the bytes.)
///
/// The standard compares origin and id. The content is compared too because senders that restart, or
/// count badly, use ids again too early: their new messages are not copies, and taking them for such
/// would answer them with an old reply.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    hash: u32,
    id: MessageId,
}

impl Mark {
    /// The digest: it tells messages with the same origin and id apart.
    pub(crate) const fn content(&self) -> u32 {
        self.hash
    }

    /// The mark of `message`, which is `datagram`.
    pub(crate) fn of(peer: PeerKey, message: &Message<'_>, datagram: &[u8]) -> Self {
        Self { hash: digest(peer.0, datagram), id: message.id }
    }
}

/// Four bytes at a time: payloads are long and this runs for every message.
fn digest(hash: u32, bytes: &[u8]) -> u32 {
    let (mut hash, mut rest) = (hash, bytes);
    while let Some((word, tail)) = rest.split_first_chunk() {
        hash = mix(hash, u32::from_le_bytes(*word));
        rest = tail;
    }
    rest.iter().fold(hash, |hash, byte| mix(hash, u32::from(*byte)))
}

const fn mix(hash: u32, word: u32) -> u32 {
    let mixed = (hash ^ word).wrapping_mul(0x9e37_79b1);
    mixed ^ (mixed >> 15)
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    hash: u32,
    /// End of the lifetime of its id.
    until: Instant,
    id: MessageId,
    is_alive: bool,
}

impl Seen {
    const NONE: Self = Self { hash: 0, until: Instant(0), id: MessageId(0), is_alive: false };

    fn is(&self, mark: &Mark) -> bool {
        self.hash == mark.hash && self.id == mark.id
    }
}

/// The last messages received.
#[derive(Debug)]
pub(crate) struct Duplicates {
    seen: [Seen; REMEMBERED],
    /// Place of the next one: that of the oldest.
    next: u8,
}

impl Duplicates {
    pub(crate) const fn new() -> Self {
        Self { seen: [Seen::NONE; REMEMBERED], next: 0 }
    }

    /// The message came before, within the lifetime of its id.
    pub(crate) fn contains(&mut self, now: Instant, mark: &Mark) -> bool {
        let mut is_known = false;
        for seen in &mut self.seen {
            // Moments are compared modulo 2^32 ms, so entries must not stay for ever.
            seen.is_alive &= !seen.until.is_due(now);
            is_known |= seen.is_alive && seen.is(mark);
        }
        is_known
    }

    /// Remembers a message for the lifetime of its id, which ends with `until`.
    pub(crate) fn insert(&mut self, until: Instant, mark: &Mark) {
        let Mark { hash, id } = *mark;
        if let Some(place) = self.seen.get_mut(usize::from(self.next)) {
            *place = Seen { hash, until, id, is_alive: true };
        }
        self.next = (self.next + 1) % REMEMBERED as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIFETIME: Instant = Instant(247_000);

    fn mark(peer: u32, datagram: &[u8]) -> Mark {
        Mark::of(PeerKey(peer), &Message::parse(datagram).unwrap(), datagram)
    }

    #[test]
    fn a_message_is_known_to_its_peer_for_its_lifetime() {
        let mut duplicates = Duplicates::new();
        duplicates.insert(LIFETIME, &mark(1, b"\x41\x01\0\x07t"));
        let mut at = |now, peer, datagram| duplicates.contains(Instant(now), &mark(peer, datagram));
        assert!(at(246_999, 1, b"\x41\x01\0\x07t"));
        assert!(!at(0, 2, b"\x41\x01\0\x07t"));
        assert!(!at(0, 1, b"\x41\x01\0\x08t"));
        assert!(!at(247_000, 1, b"\x41\x01\0\x07t"));
    }

    #[test]
    fn other_content_under_the_same_id_is_another_message() {
        let mut duplicates = Duplicates::new();
        let put = b"\x40\x03\0\x01\xb4data\xff{\"temperature\":21.5}";
        duplicates.insert(LIFETIME, &mark(1, put));
        for at in [1, 7, 10, put.len() - 2] {
            let mut other = *put;
            other[at] ^= 1;
            assert!(!duplicates.contains(Instant(0), &mark(1, &other)), "{at}");
        }
        assert!(duplicates.contains(Instant(0), &mark(1, put)));
    }

    #[test]
    fn acknowledgements_carry_ids_of_their_own_space() {
        let mut duplicates = Duplicates::new();
        duplicates.insert(LIFETIME, &mark(1, b"\x60\x45\0\x07"));
        assert!(!duplicates.contains(Instant(0), &mark(1, b"\x40\x45\0\x07")));
        assert!(duplicates.contains(Instant(0), &mark(1, b"\x60\x45\0\x07")));
    }

    #[test]
    fn the_oldest_makes_room() {
        let mut duplicates = Duplicates::new();
        let get = |id: u8| mark(1, &[0x40, 0x01, 0, id]);
        for id in 0..=REMEMBERED as u8 {
            duplicates.insert(LIFETIME, &get(id));
        }
        assert!(!duplicates.contains(Instant(0), &get(0)));
        assert!(duplicates.contains(Instant(0), &get(1)));
        assert!(duplicates.contains(Instant(0), &get(REMEMBERED as u8)));
    }
}
