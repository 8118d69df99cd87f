//! What is known of remote endpoints: whether they ever answered (PROBING_RATE, RFC 7252 section
//! 4.7) and whether their address is proven (Echo, RFC 9175 section 2.4).

use crate::table::worthiest;
use crate::time::{Duration, Instant};
use crate::types::PeerKey;

/// Peers remembered; the one used longest ago makes room.
const PEERS: usize = 8;

/// Bytes of an Echo value.
pub const ECHO_LEN: usize = 8;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer {
    /// There is one; a free place else.
    is_known: bool,
    /// Some response came from it.
    pub(crate) heard: bool,
    /// It has repeated an Echo value.
    pub(crate) proven: bool,
    /// The Echo value it was sent last.
    pub(crate) echo: Option<[u8; ECHO_LEN]>,
    key: PeerKey,
    /// No new non-confirmable request before this moment.
    pub(crate) quiet_until: Instant,
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

    pub(crate) fn get(&self, key: PeerKey) -> Option<&Peer> {
        self.entries.iter().find(|peer| peer.is(key))
    }

    pub(crate) fn get_mut(&mut self, key: PeerKey) -> Option<&mut Peer> {
        self.entries.iter_mut().find(|peer| peer.is(key))
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
        echo: None,
        key: PeerKey(0),
        quiet_until: Instant(0),
        touched: Instant(0),
    };

    fn is(&self, key: PeerKey) -> bool {
        self.is_known && self.key == key
    }

    /// `size` bytes went out to a peer that may not exist: one byte per second, at most `longest`.
    pub(crate) fn probe(&mut self, now: Instant, size: u16, longest: Duration) {
        let rest = Duration::seconds(size.into()).min(longest);
        self.quiet_until = now.after(rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peer_used_longest_ago_makes_room() {
        let mut peers = Peers::new();
        for key in 0..PEERS as u32 {
            peers.touch(Instant(key), PeerKey(key)).unwrap().heard = true;
        }
        peers.touch(Instant(100), PeerKey(0)).unwrap();
        peers.touch(Instant(101), PeerKey(99)).unwrap();
        assert!(peers.get(PeerKey(0)).is_some_and(|peer| peer.heard));
        assert!(peers.get(PeerKey(1)).is_none());
        assert!(peers.get(PeerKey(99)).is_some_and(|peer| !peer.heard));
    }

    #[test]
    fn a_probe_costs_a_second_per_byte_up_to_a_limit() {
        let mut peers = Peers::new();
        let peer = peers.touch(Instant(0), PeerKey(1)).unwrap();
        peer.probe(Instant(0), 20, Duration(93_000));
        assert_eq!(peer.quiet_until, Instant(20_000));
        peer.probe(Instant(0), 200, Duration(93_000));
        assert_eq!(peer.quiet_until, Instant(93_000));
    }
}
