//! Numbers the endpoint picks: message ids, tokens, jitter. All follow from the seed.

use crate::time::{Duration, Instant};
use crate::types::{MessageId, Token};

/// Message ids are watched in blocks of this many.
const BLOCK: u16 = 4096;
const BLOCKS: usize = 16;

/// Source of message ids, tokens and random parts.
#[derive(Debug)]
pub(crate) struct Draw {
    next_id: u16,
    /// Blocks of which an id was given out, one bit each, and when it last was.
    used: u16,
    used_at: [Instant; BLOCKS],
    tokens: u32,
    keys: [u32; 2],
    state: u32,
}

impl Draw {
    /// Everything drawn later follows from `seed`; it should come from a good source, since the
    /// tokens are what keeps strangers from forging responses.
    pub(crate) const fn new(seed: u64) -> Self {
        let keys = [seed as u32, (seed >> 32) as u32];
        // The generator must not start at zero; the id counter must not show the keys.
        let state = mix(keys[0], keys[1]) | 1;
        Self {
            next_id: (state >> 9) as u16,
            used: 0,
            used_at: [Instant(0); BLOCKS],
            tokens: 0,
            keys,
            state,
        }
    }

    /// The next message id: one up, never 0, which the drop-in calls use for failure.
    ///
    /// With `lifetime`, `None` if every id was given out within it (RFC 7252 section 4.4).
    pub(crate) fn message_id(
        &mut self,
        now: Instant,
        lifetime: Option<Duration>,
    ) -> Option<MessageId> {
        let id = if self.next_id == 0 { 1 } else { self.next_id };
        let entered = id % BLOCK == 0 || id == 1;
        let (block, bit) = (id / BLOCK, 1 << (id / BLOCK));
        let at = self.used_at.get_mut(usize::from(block))?;
        let busy = |lifetime| self.used & bit != 0 && now.since(*at) < lifetime;
        if entered && lifetime.is_some_and(busy) {
            return None;
        }
        *at = now;
        self.used |= bit;
        self.next_id = id.wrapping_add(1);
        Some(MessageId(id))
    }

    /// How many ids were given out since `id`.
    pub(crate) const fn distance(&self, id: MessageId) -> u16 {
        self.next_id.wrapping_sub(id.0)
    }

    /// A fresh token: four bytes, different from those of the last 2^32 calls, not guessable from
    /// them without effort (RFC 7252 section 5.3.1).
    pub(crate) fn token(&mut self) -> Token {
        self.tokens = self.tokens.wrapping_add(1);
        let [first, second] = self.keys;
        let bytes = mix(self.tokens ^ first, second).to_be_bytes();
        Token::cut(&bytes)
    }

    /// A number that looks random (Marsaglia's xorshift).
    pub(crate) const fn random(&mut self) -> u32 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 17;
        self.state ^= self.state << 5;
        self.state
    }
}

/// A permutation of 32 bits chosen by `key`: each step can be undone, so no value comes twice.
const fn mix(value: u32, key: u32) -> u32 {
    let mut x = value.wrapping_mul(0x9e37_79b1);
    x ^= x >> 15;
    x = x.wrapping_add(key).wrapping_mul(0x85eb_ca6b);
    x ^= x >> 13;
    x = (x ^ key.rotate_left(16)).wrapping_mul(0xc2b2_ae35);
    x ^ (x >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_count_up_from_a_random_start_and_skip_zero() {
        let mut draw = Draw::new(1);
        let first = draw.message_id(Instant(0), None).unwrap().0;
        let mut before = first;
        for _ in 0..70_000 {
            let id = draw.message_id(Instant(0), None).unwrap().0;
            let expected = if before == u16::MAX { 1 } else { before + 1 };
            assert_eq!(id, expected);
            before = id;
        }
        assert_ne!(Draw::new(2).message_id(Instant(0), None).unwrap().0, first);
    }

    #[test]
    fn no_id_comes_twice_within_its_lifetime() {
        let mut draw = Draw::new(7);
        let lifetime = Some(Duration(247_000));
        let mut seen = [false; 65_536];
        while let Some(id) = draw.message_id(Instant(0), lifetime) {
            assert!(!core::mem::replace(&mut seen[usize::from(id.0)], true));
        }
        assert!(seen.iter().filter(|&&seen| seen).count() > 61_000);
        assert!(draw.message_id(Instant(247_000), lifetime).is_some());
    }

    #[test]
    fn tokens_differ() {
        let mut draw = Draw::new(0);
        let tokens: Vec<_> = (0..1000).map(|_| draw.token()).collect();
        for (index, token) in tokens.iter().enumerate() {
            assert_eq!(token.as_bytes().len(), 4);
            assert!(!tokens[index + 1..].contains(token));
        }
        assert_ne!(Draw::new(1).token(), tokens[0]);
    }

    #[test]
    fn random_parts_do_not_repeat_soon() {
        let mut draw = Draw::new(0);
        let parts: Vec<_> = (0..100).map(|_| draw.random()).collect();
        assert!(parts.iter().enumerate().all(|(i, part)| !parts[i + 1..].contains(part)));
    }
}
