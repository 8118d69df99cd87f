//! An address as text, kept until the caller asks for it.

use heapless::Vec;

use crate::types::Peer;

/// Longest address text: an IPv6 address with a dotted tail.
const ADDRESS_LEN: usize = 46;

pub(super) struct PeerText {
    host: Vec<u8, ADDRESS_LEN, u8>,
    port: u16,
}

impl PeerText {
    pub(super) const fn new() -> Self {
        Self { host: Vec::new(), port: 0 }
    }

    /// Keeps `peer`; one whose text is no address is not kept.
    pub(super) fn take(&mut self, peer: Option<Peer<'_>>) {
        self.host.clear();
        if let Some(peer) = peer {
            // Too long a text leaves it empty.
            let _ = self.host.extend_from_slice(peer.host);
            self.port = peer.port;
        }
    }

    pub(super) fn get(&self) -> Option<Peer<'_>> {
        (!self.host.is_empty()).then_some(Peer { host: &self.host, port: self.port })
    }
}
