//! An address as text, kept until the caller asks for it.

use heapless::Vec;

use crate::types::{Peer, Wire};

/// Longest address text: an IPv6 address with a dotted tail.
const ADDRESS_LEN: usize = 46;

pub(super) struct PeerText {
    host: Vec<u8, ADDRESS_LEN, u8>,
    port: u16,
    /// The connection that came in from there, when it is the peer of one that nobody took yet.
    visitor: Option<Wire>,
}

impl PeerText {
    pub(super) const fn new() -> Self {
        Self { host: Vec::new(), port: 0, visitor: None }
    }

    /// Keeps `peer`; one whose text is no address is not kept.
    pub(super) fn take(&mut self, peer: Option<Peer<'_>>) {
        self.host.clear();
        self.visitor = None;
        if let Some(peer) = peer {
            // Too long a text leaves it empty.
            let _ = self.host.extend_from_slice(peer.host);
            self.port = peer.port;
        }
    }

    /// Keeps where a connection came from that nobody waits for now.
    pub(super) fn take_visitor(&mut self, wire: Wire, peer: Peer<'_>) {
        self.take(Some(peer));
        self.visitor = Some(wire);
    }

    /// Whether this is where `wire` came from.
    pub(super) fn is_of(&self, wire: Option<Wire>) -> bool {
        wire.is_some() && self.visitor == wire && !self.host.is_empty()
    }

    pub(super) fn get(&self) -> Option<Peer<'_>> {
        (!self.host.is_empty()).then_some(Peer { host: &self.host, port: self.port })
    }
}
