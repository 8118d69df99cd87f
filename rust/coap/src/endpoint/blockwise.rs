//! Block-wise transfers of the server side: positions in bodies (RFC 7959).

use crate::endpoint::Endpoint;
use crate::message::Message;
use crate::time::Instant;
use crate::transfer::{Assembly, TransferId};
use crate::types::PeerKey;

impl Endpoint {
    /// Takes a request that may be a block of a body. The body may have `limit` bytes; blocks larger
    /// than 2^(`exponent` + 4) bytes are asked for in that size.
    pub fn assemble(
        &mut self,
        now: Instant,
        peer: PeerKey,
        message: &Message<'_>,
        limit: u32,
        exponent: u8,
    ) -> Assembly {
        let idle = self.timing.wait();
        self.transfers.assemble(now, idle, peer, message, limit, exponent)
    }

    /// The answer to `message` is longer than one block; its first `sent` bytes go out now and the
    /// caller keeps the rest under the number given. `None` if there is no room: then later blocks
    /// have to be made anew.
    pub fn open_body(
        &mut self,
        now: Instant,
        peer: PeerKey,
        message: &Message<'_>,
        sent: u32,
    ) -> Option<TransferId> {
        let idle = self.timing.wait();
        self.transfers.open(now, idle, peer, message, sent)
    }

    /// The body that `message` asks for more of, and how many of its bytes have been sent.
    pub fn resume_body(
        &mut self,
        now: Instant,
        peer: PeerKey,
        message: &Message<'_>,
    ) -> Option<(TransferId, u32)> {
        self.transfers.resume(now, peer, message)
    }

    /// `sent` bytes of the body have been sent.
    pub fn advance_body(&mut self, id: TransferId, sent: u32) {
        self.transfers.advance(id, sent);
    }

    /// The body is done with, coming or going.
    pub fn end_body(&mut self, id: TransferId) {
        self.transfers.end(id);
    }
}
