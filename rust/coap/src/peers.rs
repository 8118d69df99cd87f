//! What is known of remote endpoints: whether they ever answered (PROBING_RATE, RFC 7252 section
//! 4.7) and whether their address is proven (Echo, RFC 9175 section 2.4).

use crate::exchange::Exchange;
use crate::table::worthiest;
use crate::time::{Duration, Instant};
use crate::types::{PeerKey, TOKEN_LEN, Token};

/// Peers remembered; the one used longest ago makes room.
const PEERS: usize = 8;

/// Bytes of an Echo value.
pub const ECHO_LEN: usize = TOKEN_LEN;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer {
    /// There is one; a free place else.
    is_known: bool,
    /// Some response came from it.
    pub(crate) heard: bool,
    /// It has repeated an Echo value.
    pub(crate) proven: bool,
    /// The Echo value it was sent last, which a token can hold; none has no bytes, and so has no
    /// Echo option.
    pub(crate) echo: Token,
    key: PeerKey,
    /// No new non-confirmable request before this moment.
    quiet_until: Instant,
    touched: Instant,
}

/// The peers dealt with last.
#[derive(Debug)]
pub(crate) struct Peers {
    entries: [Peer; PEERS],
}

impl Peers {
    pub(crate) const fn new() -> Self {
        Self { entries: [Peer::NONE; PEERS] }
    }

    /// The address is proven.
    pub(crate) fn is_proven(&self, key: PeerKey) -> bool {
        self.entries.iter().any(|peer| peer.is(key) && peer.proven)
    }

    pub(crate) fn get_mut(&mut self, key: PeerKey) -> Option<&mut Peer> {
        self.entries.iter_mut().find(|peer| peer.is(key))
    }

    /// PROBING_RATE: a peer that never answered is left alone between non-confirmable requests.
    pub(crate) fn not_before(&mut self, now: Instant, exchange: &Exchange) -> Instant {
        match self.get_mut(exchange.peer) {
            Some(peer) if !(exchange.confirmable || peer.heard || peer.quiet_until.is_due(now)) => {
                peer.quiet_until
            }
            _ => now,
        }
    }

    /// A non-confirmable request goes out to a peer that may not be there: one byte per second.
    pub(crate) fn count_probe(&mut self, now: Instant, exchange: &Exchange) {
        if exchange.size == 0 || exchange.confirmable || exchange.multicast {
            return;
        }
        if let Some(peer) = self.touch(now, exchange.peer) {
            let rest = Duration::seconds(exchange.size.into()).min(exchange.timing.wait());
            peer.quiet_until = now.after(rest);
        }
    }

    /// The entry of `key`, made if it is not there.
    pub(crate) fn touch(&mut self, now: Instant, key: PeerKey) -> Option<&mut Peer> {
        let age = |peer: &Peer| match peer {
            _ if peer.is(key) => u32::MAX,
            _ if !peer.is_known => u32::MAX - 1,
            _ => now.since(peer.touched).0 / 2 + 1,
        };
        let peer = worthiest(self.entries.iter_mut(), |peer| age(peer))?;
        if !peer.is(key) {
            *peer = Peer { is_known: true, key, quiet_until: now, ..Peer::NONE };
        }
        peer.touched = now;
        Some(peer)
    }
}

impl Peer {
    const NONE: Self = Self {
        is_known: false,
        heard: false,
        proven: false,
        echo: Token::EMPTY,
        key: PeerKey(0),
        quiet_until: Instant(0),
        touched: Instant(0),
    };

    fn is(&self, key: PeerKey) -> bool {
        self.is_known && self.key == key
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timing::Timing;

    #[test]
    fn the_peer_used_longest_ago_makes_room() {
        let mut peers = Peers::new();
        for key in 0..PEERS as u32 {
            peers.touch(Instant(key), PeerKey(key)).unwrap().heard = true;
        }
        peers.touch(Instant(100), PeerKey(0)).unwrap();
        peers.touch(Instant(101), PeerKey(99)).unwrap();
        assert!(peers.get_mut(PeerKey(0)).is_some_and(|peer| peer.heard));
        assert!(peers.get_mut(PeerKey(1)).is_none());
        assert!(peers.get_mut(PeerKey(99)).is_some_and(|peer| !peer.heard));
    }

    #[test]
    fn a_probe_costs_a_second_per_byte_up_to_a_limit() {
        for (size, until) in [(20, 20_000), (200, 93_000)] {
            let mut peers = Peers::new();
            let exchange = Exchange { size, timing: Timing::DEFAULT, ..Exchange::FREE };
            assert_eq!(peers.not_before(Instant(1), &exchange), Instant(1));
            peers.count_probe(Instant(0), &exchange);
            assert_eq!(peers.not_before(Instant(1), &exchange), Instant(until));
            assert_eq!(peers.not_before(Instant(until), &exchange), Instant(until));
        }
    }
}
