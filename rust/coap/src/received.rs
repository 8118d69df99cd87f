//! Requests received: which are being handled, which are answered and how
//! (RFC 7252 sections 4.2, 4.5, 5.2).

use crate::exchange::Slot;
use crate::table::worthiest;
use crate::time::{Duration, Instant, Soonest};
use crate::types::{MessageId, PeerKey, Token};

/// Requests kept at the same time, with the replies that the caller stores for duplicates.
pub const REQUESTS: usize = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    Free,
    /// The handler is at work; a confirmable request gets its empty ACK at `due`.
    Running,
    /// The empty ACK is out, the response is not.
    Acknowledged,
    /// The caller holds the reply; it goes out (again) at `due` if `resend` says so.
    Answered,
    /// Answered by a separate message, or by an empty ACK for good.
    Separate,
    /// Answered by a reset.
    Rejected,
}

#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub(crate) struct Received {
    pub(crate) progress: Progress,
    pub(crate) confirmable: bool,
    /// Handling it again, when the reply is gone, would change nothing.
    pub(crate) idempotent: bool,
    pub(crate) multicast: bool,
    /// To be answered again, or late, by the next `poll_transmit`.
    pub(crate) resend: bool,
    /// Its own place.
    pub(crate) slot: Slot,
    pub(crate) token: Token,
    pub(crate) id: MessageId,
    pub(crate) peer: PeerKey,
    /// Of the mark: a peer that uses ids again too early does not get the reply to something else.
    pub(crate) content: u32,
    pub(crate) at: Instant,
    pub(crate) due: Instant,
}

impl Received {
    const FREE: Self = Self {
        progress: Progress::Free,
        confirmable: false,
        idempotent: false,
        multicast: false,
        resend: false,
        slot: Slot(0),
        peer: PeerKey(0),
        id: MessageId(0),
        token: Token::EMPTY,
        content: 0,
        at: Instant(0),
        due: Instant(0),
    };

    /// How readily the place is given to another request; 0 is never.
    fn readiness(&self) -> u32 {
        match (self.progress, self.confirmable) {
            (Progress::Free, _) => 5,
            (Progress::Answered, _) if self.multicast && self.resend => 0,
            (Progress::Answered, true) if !self.idempotent => 3,
            (Progress::Answered | Progress::Separate | Progress::Rejected, _) => 4,
            (Progress::Running, false) => 2,
            (Progress::Acknowledged, _) => 1,
            (Progress::Running, true) => 0,
        }
    }
}

/// The requests received last.
#[derive(Debug)]
pub(crate) struct Requests {
    entries: [Received; REQUESTS],
}

impl Requests {
    pub(crate) const fn new() -> Self {
        Self { entries: [Received::FREE; REQUESTS] }
    }

    /// The request with this origin and id.
    #[inline(never)]
    pub(crate) fn find(&mut self, peer: PeerKey, id: MessageId) -> Option<&mut Received> {
        self.iter_mut().find(|e| e.progress != Progress::Free && e.peer == peer && e.id == id)
    }

    /// Nothing is known any more of the request with this origin and id.
    pub(crate) fn forget(&mut self, peer: PeerKey, id: MessageId) {
        if let Some(entry) = self.find(peer, id) {
            entry.progress = Progress::Free;
            entry.resend = false;
        }
    }

    pub(crate) fn get_mut(&mut self, slot: Slot) -> Option<&mut Received> {
        self.entries.get_mut(slot.index())
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Received> {
        self.entries.iter_mut()
    }

    /// When something has to be done next.
    pub(crate) fn wait(&self, soonest: &mut Soonest) {
        for request in self.entries.iter().filter(|request| request.is_timed()) {
            soonest.add(request.due);
        }
    }

    /// A place for a new request: a free one, else the oldest that nobody waits for, with the replies
    /// to POST and PATCH last. `None` if all are confirmable requests whose handlers are at work.
    pub(crate) fn place(&mut self, now: Instant, lifetime: Duration) -> Option<&mut Received> {
        for (index, entry) in self.entries.iter_mut().enumerate() {
            entry.slot = Slot(index as u8);
            if now.since(entry.at) >= lifetime {
                entry.progress = Progress::Free;
            }
        }
        // The most ready one, of several the oldest.
        let worth = |entry: &Received| match entry.readiness() {
            0 => 0,
            readiness => readiness << 28 | now.since(entry.at).0 >> 4,
        };
        worthiest(self.iter_mut(), |entry| worth(entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIFETIME: Duration = Duration(247_000);

    fn fill(requests: &mut Requests) {
        for id in 0..REQUESTS as u16 {
            let at = Instant(id.into());
            let entry = requests.place(at, LIFETIME).unwrap();
            entry.progress = Progress::Running;
            entry.confirmable = true;
            entry.at = at;
            entry.id = MessageId(id);
        }
    }

    #[test]
    fn answered_requests_make_room_and_the_oldest_goes_first() {
        let mut requests = Requests::new();
        fill(&mut requests);
        assert!(requests.place(Instant(100), LIFETIME).is_none());
        for id in [5, 3] {
            requests.find(PeerKey(0), MessageId(id)).unwrap().progress = Progress::Answered;
        }
        let place = requests.place(Instant(100), LIFETIME).unwrap();
        assert_eq!(place.id, MessageId(3));
    }

    #[test]
    fn requests_without_answer_end_with_their_lifetime() {
        let mut requests = Requests::new();
        fill(&mut requests);
        assert!(requests.place(Instant(246_999), LIFETIME).is_none());
        assert!(requests.place(Instant(247_000), LIFETIME).is_some());
    }
}
