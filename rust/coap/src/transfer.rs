//! Bodies on the way through this server block by block (RFC 7959 sections 2.3 to 2.5). The engine
//! keeps positions; the caller keeps the bytes under the number of the transfer.

use crate::block::{Block, MAX_EXPONENT};
use crate::bytes::Hash;
use crate::message::Message;
use crate::table::worthiest;
use crate::time::{Duration, Instant};
use crate::types::{Code, OptionNumber, PeerKey};

/// Bodies at the same time.
pub const TRANSFERS: usize = 4;

/// Names a body on its way; the caller keeps what belongs to it under this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TransferId(pub u8);

/// What to do with a block of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assembly {
    /// The request is no block: its payload is the body.
    Whole,
    /// The payload belongs at `offset` of the body. If `last`, the body is complete: run the handler;
    /// else answer 2.31. `block` goes into Block1 of either answer.
    Store {
        /// The body.
        id: TransferId,
        /// Where the payload belongs; 0 starts the body anew.
        offset: u32,
        /// The body is complete.
        last: bool,
        /// Block1 of the answer.
        block: Block,
    },
    /// A block that was stored before: answer 2.31 with this Block1.
    Again {
        /// Block1 of the answer.
        block: Block,
    },
    /// Answer with this code. 4.13 goes with Size1 = the limit, 5.03 with Max-Age.
    Refuse(Code),
}

/// Stands for no Content-Format, which has 16 bits.
const NO_FORMAT: u32 = u32::MAX;

/// Which way a body goes; none is a free place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Course {
    None,
    Incoming,
    Outgoing,
}

#[derive(Debug, Clone, Copy)]
struct Transfer {
    course: Course,
    /// Its own place.
    id: TransferId,
    peer: PeerKey,
    key: u32,
    /// Bytes stored, or sent.
    offset: u32,
    /// Where the last block started.
    last: u32,
    /// Content-Format, or NO_FORMAT.
    format: u32,
    at: Instant,
}

impl Transfer {
    const NONE: Self = Self {
        course: Course::None,
        id: TransferId(0),
        peer: PeerKey(0),
        key: 0,
        offset: 0,
        last: 0,
        format: 0,
        at: Instant(0),
    };

    fn is(&self, course: Course, peer: PeerKey, key: u32) -> bool {
        self.course == course && self.peer == peer && self.key == key
    }
}

/// Bodies on their way.
#[derive(Debug)]
pub(crate) struct Transfers {
    entries: [Transfer; TRANSFERS],
}

/// What tells the bodies of one peer apart: method and cache-key options, Request-Tag included
/// (RFC 7959 section 2.5, RFC 9175 section 3.3).
fn key(message: &Message<'_>) -> u32 {
    let mut hash = Hash::START.with(&[message.code.0]);
    for option in message.options().filter(|option| is_part_of_key(option.number)) {
        let [high, low] = option.number.0.to_be_bytes();
        hash = hash.with(&[high, low, option.value.len() as u8]).with(option.value);
    }
    hash.0
}

/// Options that differ from block to block must not take part, nor those that are no part of a cache
/// key. Content-Format is compared on its own.
const fn is_part_of_key(number: OptionNumber) -> bool {
    !number.is_no_cache_key()
        && !matches!(
            number,
            OptionNumber::BLOCK1
                | OptionNumber::BLOCK2
                | OptionNumber::CONTENT_FORMAT
                | OptionNumber::ETAG
                | OptionNumber::IF_NONE_MATCH
                | OptionNumber::OBSERVE
        )
}

impl Transfers {
    pub(crate) const fn new() -> Self {
        Self { entries: [Transfer::NONE; TRANSFERS] }
    }

    /// Takes a request that may be a block of a body of at most `limit` bytes; blocks larger than
    /// `exponent` says are asked for in that size. A body untouched for `idle` may lose its place.
    pub(crate) fn assemble(
        &mut self,
        now: Instant,
        idle: Duration,
        peer: PeerKey,
        message: &Message<'_>,
        limit: u32,
        exponent: u8,
    ) -> Assembly {
        let Some(block) = message.block(OptionNumber::BLOCK1) else {
            return Assembly::Whole;
        };
        let length = message.payload().len();
        let end = block.offset() + length as u32;
        if !block.fits(length) {
            return Assembly::Refuse(Code::BAD_REQUEST);
        }
        if end > limit || message.uint(OptionNumber::SIZE1).is_some_and(|size| size > limit) {
            return Assembly::Refuse(Code::REQUEST_ENTITY_TOO_LARGE);
        }
        let format = message.uint(OptionNumber::CONTENT_FORMAT).unwrap_or(NO_FORMAT);
        let (key, course) = (key(message), Course::Incoming);
        let (place, missing) = if block.number() == 0 {
            (self.place(now, idle, course, peer, key), Code::SERVICE_UNAVAILABLE)
        } else {
            (self.find(course, peer, key), Code::REQUEST_ENTITY_INCOMPLETE)
        };
        let Some(entry) = place else {
            return Assembly::Refuse(missing);
        };
        if block.number() == 0 {
            entry.format = format;
        }
        entry.take(now, block, end, format, exponent)
    }

    /// A body longer than one block starts to go out as answer to `message`; its first `sent` bytes
    /// are in the first answer. `None` if there is no room.
    pub(crate) fn open(
        &mut self,
        now: Instant,
        idle: Duration,
        peer: PeerKey,
        message: &Message<'_>,
        sent: u32,
    ) -> Option<TransferId> {
        let entry = self.place(now, idle, Course::Outgoing, peer, key(message))?;
        entry.offset = sent;
        Some(entry.id)
    }

    /// The outgoing body that `message` asks for more of, and how many bytes of it have been sent.
    pub(crate) fn resume(
        &mut self,
        now: Instant,
        peer: PeerKey,
        message: &Message<'_>,
    ) -> Option<(TransferId, u32)> {
        let entry = self.find(Course::Outgoing, peer, key(message))?;
        entry.at = now;
        Some((entry.id, entry.offset))
    }

    /// `sent` bytes of an outgoing body have been sent.
    pub(crate) fn advance(&mut self, id: TransferId, sent: u32) {
        if let Some(entry) = self.entries.get_mut(usize::from(id.0)) {
            entry.offset = sent;
        }
    }

    /// The body is done with.
    pub(crate) fn end(&mut self, id: TransferId) {
        if let Some(entry) = self.entries.get_mut(usize::from(id.0)) {
            entry.course = Course::None;
        }
    }

    #[inline(never)]
    fn find(&mut self, course: Course, peer: PeerKey, key: u32) -> Option<&mut Transfer> {
        self.entries.iter_mut().find(|entry| entry.is(course, peer, key))
    }

    /// A place for a new body: that of an older one with the same key, a free one, or the one
    /// untouched for longest if that is `idle` or more.
    fn place(
        &mut self,
        now: Instant,
        idle: Duration,
        course: Course,
        peer: PeerKey,
        key: u32,
    ) -> Option<&mut Transfer> {
        for (index, entry) in self.entries.iter_mut().enumerate() {
            entry.id = TransferId(index as u8);
        }
        let worth = |entry: &Transfer| match now.since(entry.at) {
            _ if entry.is(course, peer, key) => u32::MAX,
            _ if entry.course == Course::None => u32::MAX - 1,
            age if age < idle => 0,
            age => age.0 / 2 + 1,
        };
        let entry = worthiest(self.entries.iter_mut(), |entry| worth(entry))?;
        *entry = Transfer { course, peer, key, at: now, id: entry.id, ..Transfer::NONE };
        Some(entry)
    }
}

impl Transfer {
    /// Takes a block that ends at `end`, the next one or the one before.
    fn take(
        &mut self,
        now: Instant,
        block: Block,
        end: u32,
        format: u32,
        exponent: u8,
    ) -> Assembly {
        let offset = block.offset();
        let answer = answer(block, exponent);
        let is_again = block.more() && offset == self.last && end == self.offset;
        if self.format != format || !(offset == self.offset || is_again) {
            return Assembly::Refuse(Code::REQUEST_ENTITY_INCOMPLETE);
        }
        self.at = now;
        if offset != self.offset {
            return Assembly::Again { block: answer };
        }
        (self.last, self.offset) = (offset, end);
        if !block.more() {
            self.course = Course::None;
        }
        Assembly::Store { id: self.id, offset, last: !block.more(), block: answer }
    }
}

/// Block1 of the answer: the block itself, in the smaller size if that is wanted.
const fn answer(block: Block, exponent: u8) -> Block {
    if block.number() != 0 || exponent >= block.exponent() || !block.more() {
        return block;
    }
    Block::new(0, true, exponent)
}

/// The piece of a body at hand that a request with `wanted` in Block2 asks for, in blocks no larger
/// than `exponent` says; `more` is still unknown. `None` for the reserved size: answer 4.00.
#[must_use]
pub fn piece(wanted: Option<Block>, exponent: u8) -> Option<Block> {
    let own = exponent.min(MAX_EXPONENT);
    let Some(wanted) = wanted else {
        return Block::at(0, false, own);
    };
    wanted.size()?;
    Block::at(wanted.offset(), false, own.min(wanted.exponent()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEER: PeerKey = PeerKey(1);
    const IDLE: Duration = Duration(93_000);

    /// A PUT to /`path` with Block1 `number`/`more`/`exponent` and a payload of `length` bytes.
    fn put(path: &[u8], number: u32, more: bool, exponent: u8, length: usize) -> Vec<u8> {
        let mut out = vec![0; 2000];
        let id = crate::types::MessageId(1);
        let kind = crate::types::Type::Con;
        let mut draft = crate::encode::Draft::new(&mut out, kind, Code::PUT, id, b"").unwrap();
        draft.option(OptionNumber::URI_PATH, path).unwrap();
        draft.uint(OptionNumber::BLOCK1, Block::new(number, more, exponent).value()).unwrap();
        draft.payload(&vec![0; length]).unwrap();
        let end = draft.progress().length.into();
        out.truncate(end);
        out
    }

    fn assemble(transfers: &mut Transfers, datagram: &[u8]) -> Assembly {
        let message = Message::parse(datagram).unwrap();
        transfers.assemble(Instant(0), IDLE, PEER, &message, 1000, 6)
    }

    fn stored(number: u32, more: bool, exponent: u8) -> (u32, bool, Block) {
        let block = Block::new(number, more, exponent);
        (block.offset(), !more, block)
    }

    fn store(assembly: Assembly) -> Option<(u32, bool, Block)> {
        match assembly {
            Assembly::Store { offset, last, block, .. } => Some((offset, last, block)),
            _ => None,
        }
    }

    #[test]
    fn blocks_in_sequence_make_a_body() {
        let mut transfers = Transfers::new();
        for (number, more, length) in [(0, true, 128), (1, true, 128), (2, false, 5)] {
            let got = assemble(&mut transfers, &put(b"a", number, more, 3, length));
            assert_eq!(store(got), Some(stored(number, more, 3)));
        }
        let late = assemble(&mut transfers, &put(b"a", 3, false, 3, 5));
        assert_eq!(late, Assembly::Refuse(Code::REQUEST_ENTITY_INCOMPLETE));
    }

    #[test]
    fn a_gap_is_incomplete_and_a_repeated_block_is_not_stored_twice() {
        let mut transfers = Transfers::new();
        assemble(&mut transfers, &put(b"a", 0, true, 0, 16));
        assemble(&mut transfers, &put(b"a", 1, true, 0, 16));
        let again = assemble(&mut transfers, &put(b"a", 1, true, 0, 16));
        assert_eq!(again, Assembly::Again { block: Block::new(1, true, 0) });
        let gap = assemble(&mut transfers, &put(b"a", 3, true, 0, 16));
        assert_eq!(gap, Assembly::Refuse(Code::REQUEST_ENTITY_INCOMPLETE));
        let next = assemble(&mut transfers, &put(b"a", 2, false, 0, 16));
        assert_eq!(store(next), Some(stored(2, false, 0)));
    }

    #[test]
    fn bodies_are_told_apart_by_path_and_peer() {
        let mut transfers = Transfers::new();
        assemble(&mut transfers, &put(b"a", 0, true, 0, 16));
        let other = assemble(&mut transfers, &put(b"b", 1, true, 0, 16));
        assert_eq!(other, Assembly::Refuse(Code::REQUEST_ENTITY_INCOMPLETE));
    }

    #[test]
    fn sizes_are_checked_before_anything_is_stored() {
        let mut transfers = Transfers::new();
        let mut refusal = |datagram: Vec<u8>| assemble(&mut transfers, &datagram);
        let bad = Assembly::Refuse(Code::BAD_REQUEST);
        assert_eq!(refusal(put(b"a", 0, true, 2, 10)), bad);
        assert_eq!(refusal(put(b"a", 0, false, 0, 17)), bad);
        assert_eq!(refusal(put(b"a", 0, true, 7, 16)), bad);
        let large = Assembly::Refuse(Code::REQUEST_ENTITY_TOO_LARGE);
        assert_eq!(refusal(put(b"a", (1 << 20) - 1, true, 6, 1024)), large);
        assert_eq!(refusal(put(b"a", 0, true, 6, 1024)), large);
    }

    #[test]
    fn a_smaller_size_is_asked_for_with_the_first_block() {
        let mut transfers = Transfers::new();
        let datagram = put(b"a", 0, true, 3, 128);
        let message = Message::parse(&datagram).unwrap();
        let got = transfers.assemble(Instant(0), IDLE, PEER, &message, 1000, 1);
        assert_eq!(store(got).unwrap().2, Block::new(0, true, 1));
        let datagram = put(b"a", 4, true, 1, 32);
        let message = Message::parse(&datagram).unwrap();
        let got = transfers.assemble(Instant(0), IDLE, PEER, &message, 1000, 1);
        assert_eq!(store(got), Some(stored(4, true, 1)));
    }

    #[test]
    fn bodies_in_use_keep_their_place_and_idle_ones_lose_it() {
        let mut transfers = Transfers::new();
        for path in [b"a", b"b", b"c", b"d"] {
            assemble(&mut transfers, &put(path, 0, true, 0, 16));
        }
        let full = assemble(&mut transfers, &put(b"e", 0, true, 0, 16));
        assert_eq!(full, Assembly::Refuse(Code::SERVICE_UNAVAILABLE));
        let datagram = put(b"e", 0, true, 0, 16);
        let message = Message::parse(&datagram).unwrap();
        let later = transfers.assemble(Instant(93_000), IDLE, PEER, &message, 1000, 6);
        assert!(store(later).is_some());
    }

    #[test]
    fn outgoing_bodies_are_found_again() {
        let mut transfers = Transfers::new();
        let get = b"\x40\x01\0\x01\xb1a";
        let next = b"\x40\x01\0\x02\xb1a\xc1\x16";
        let first = Message::parse(get).unwrap();
        let id = transfers.open(Instant(0), IDLE, PEER, &first, 1024).unwrap();
        let second = Message::parse(next).unwrap();
        assert_eq!(transfers.resume(Instant(1), PEER, &second), Some((id, 1024)));
        transfers.advance(id, 2048);
        assert_eq!(transfers.resume(Instant(1), PEER, &second), Some((id, 2048)));
        transfers.end(id);
        assert_eq!(transfers.resume(Instant(1), PEER, &second), None);
    }

    #[test]
    fn pieces_keep_to_the_smaller_size() {
        let block = |number, exponent| Some(Block::new(number, true, exponent));
        assert_eq!(piece(None, 6).map(|p| (p.offset(), p.size())), Some((0, Some(1024))));
        assert_eq!(piece(block(2, 2), 6).map(|p| (p.offset(), p.size())), Some((128, Some(64))));
        let smaller = piece(block(2, 6), 3).unwrap();
        assert_eq!((smaller.offset(), smaller.size(), smaller.number()), (2048, Some(128), 16));
        assert_eq!(piece(block(0, 7), 6), None);
    }
}
