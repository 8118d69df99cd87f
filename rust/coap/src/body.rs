//! Bodies on the way through a client block by block (RFC 7959 sections 2.3 to 2.5). Both machines
//! hold positions only and know no endpoint: each block is a request of its own.

use crate::block::{Block, MAX_EXPONENT};
use crate::message::Message;
use crate::types::{Code, OptionNumber, Token};

/// Times a body is started anew before it fails.
const RESTARTS: u8 = 3;

/// A body going out in requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub struct Upload {
    /// Where the next block starts.
    pub offset: u32,
    /// Size exponent of the next block, 0 to 6.
    pub exponent: u8,
    /// Times the body was started anew; 0 at first.
    pub restarts: u8,
}

/// How a body goes on after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub enum Onward {
    /// The answer is the final one.
    Done = 0,
    /// The server broke the rules; the body cannot be trusted.
    Failed = 1,
    /// The next block.
    Next = 2,
    /// From the beginning, where the offset is again.
    Restart = 3,
}

impl Upload {
    /// A body to be sent in blocks of 2^(`exponent` + 4) bytes, at most 1024.
    #[must_use]
    pub const fn new(exponent: u8) -> Self {
        let exponent = if exponent > MAX_EXPONENT { MAX_EXPONENT } else { exponent };
        Self { offset: 0, exponent, restarts: 0 }
    }

    /// Block1 of the next request; `more` if the body goes on behind it. `None` if the body is longer
    /// than block numbers go.
    #[must_use]
    pub const fn block(&self, more: bool) -> Option<Block> {
        Block::at(self.offset, more, self.exponent)
    }

    /// The answer to a block of `length` bytes, `more` as it was sent.
    pub fn handle_answer(
        &mut self,
        code: Code,
        block1: Option<Block>,
        length: u16,
        more: bool,
    ) -> Onward {
        // The size that the server asks for.
        let exponent = block1.map_or(self.exponent, |block| block.exponent().min(self.exponent));
        let is_smaller = exponent < self.exponent;
        if code == Code::REQUEST_ENTITY_INCOMPLETE
            || (code == Code::REQUEST_ENTITY_TOO_LARGE && is_smaller)
        {
            let next =
                if code == Code::REQUEST_ENTITY_INCOMPLETE { self.exponent } else { exponent };
            return self.restart(next);
        }
        let own = self.block(true).map(Block::number);
        match block1 {
            _ if code != Code::CONTINUE && !(code.is_success() && more) => Onward::Done,
            // A server that answers the first block as if it were the body.
            None if code != Code::CONTINUE => Onward::Done,
            Some(block) if more && own == Some(block.number()) => {
                self.offset = self.offset.wrapping_add(length.into());
                self.exponent = exponent;
                Onward::Next
            }
            _ => Onward::Failed,
        }
    }

    fn restart(&mut self, exponent: u8) -> Onward {
        if self.restarts >= RESTARTS {
            return Onward::Done;
        }
        *self = Self { offset: 0, exponent, restarts: self.restarts + 1 };
        Onward::Restart
    }
}

/// A body coming in responses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub struct Download {
    /// Where the next block starts; the bytes before it have arrived.
    pub offset: u32,
    /// Size exponent to ask for.
    pub exponent: u8,
    /// Times the body was started anew.
    pub restarts: u8,
    /// ETag of the blocks so far; a token holds as many bytes.
    pub etag: Token,
}

/// What to do with a response that may be a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// Where the payload belongs in the body.
    pub offset: u32,
    /// How the body goes on. Only with `Next` and `Done` does the payload count.
    pub onward: Onward,
}

impl Download {
    /// A body to be asked for in blocks of 2^(`exponent` + 4) bytes, at most 1024.
    #[must_use]
    pub const fn new(exponent: u8) -> Self {
        let exponent = if exponent > MAX_EXPONENT { MAX_EXPONENT } else { exponent };
        Self { offset: 0, exponent, restarts: 0, etag: Token::EMPTY }
    }

    /// Block2 of the next request. `None` if the body is longer than block numbers go.
    #[must_use]
    pub const fn block(&self) -> Option<Block> {
        Block::at(self.offset, false, self.exponent)
    }

    /// Takes a response to the request for the next block.
    pub fn handle_answer(&mut self, message: &Message<'_>) -> Arrival {
        let offset = self.offset;
        Arrival { offset, onward: self.take(message) }
    }

    fn take(&mut self, message: &Message<'_>) -> Onward {
        if !message.code.is_success() {
            return Onward::Done;
        }
        let Some(block) = message.block(OptionNumber::BLOCK2) else {
            // Fine as the whole body; in the middle of one it is something else.
            return if self.offset == 0 { Onward::Done } else { Onward::Failed };
        };
        let etag = message.value(OptionNumber::ETAG).unwrap_or_default();
        if self.offset != 0 && !self.etag.is(etag) {
            return self.restart();
        }
        let length = message.payload().len();
        let is_expected = block.offset() == self.offset && block.exponent() <= self.exponent;
        if !is_expected || !block.fits(length) {
            return Onward::Failed;
        }
        self.exponent = block.exponent();
        self.etag.set(etag);
        self.offset = self.offset.wrapping_add(length as u32);
        if block.more() { Onward::Next } else { Onward::Done }
    }

    fn restart(&mut self) -> Onward {
        if self.restarts >= RESTARTS {
            return Onward::Failed;
        }
        self.offset = 0;
        self.restarts += 1;
        Onward::Restart
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::Draft;
    use crate::types::{MessageId, Type};

    fn block(number: u32, more: bool, exponent: u8) -> Option<Block> {
        Some(Block::new(number, more, exponent))
    }

    /// `download` takes a 2.05 with these options and `length` bytes of payload.
    fn take(download: &mut Download, block2: Option<Block>, etag: &[u8], length: usize) -> Arrival {
        let mut out = [0; 1100];
        let mut draft = Draft::new(&mut out, Type::Con, Code::CONTENT, MessageId(1), &[]).unwrap();
        if !etag.is_empty() {
            draft.option(OptionNumber::ETAG, etag).unwrap();
        }
        if let Some(block2) = block2 {
            draft.uint(OptionNumber::BLOCK2, block2.value()).unwrap();
        }
        draft.payload(&[7; 1024][..length]).unwrap();
        let end = usize::from(draft.progress().length);
        download.handle_answer(&Message::parse(&out[..end]).unwrap())
    }

    #[test]
    fn an_upload_goes_on_after_each_continue() {
        let mut upload = Upload::new(3);
        assert_eq!(upload.block(true), block(0, true, 3));
        let next = upload.handle_answer(Code::CONTINUE, block(0, true, 3), 128, true);
        assert_eq!((next, upload.block(true)), (Onward::Next, block(1, true, 3)));
        let done = upload.handle_answer(Code::CHANGED, block(1, false, 3), 128, false);
        assert_eq!(done, Onward::Done);
    }

    #[test]
    fn a_smaller_size_rescales_the_number() {
        let mut upload = Upload::new(3);
        upload.handle_answer(Code::CONTINUE, block(0, true, 1), 128, true);
        assert_eq!(upload.block(true), block(4, true, 1));
        let mut upload = Upload::new(6);
        let onward =
            upload.handle_answer(Code::REQUEST_ENTITY_TOO_LARGE, block(0, true, 2), 1024, true);
        assert_eq!((onward, upload.block(true)), (Onward::Restart, block(0, true, 2)));
    }

    #[test]
    fn errors_end_an_upload_and_gaps_start_it_anew_three_times() {
        let mut upload = Upload::new(3);
        upload.handle_answer(Code::CONTINUE, block(0, true, 3), 128, true);
        for _ in 0..3 {
            let onward =
                upload.handle_answer(Code::REQUEST_ENTITY_INCOMPLETE, block(1, true, 3), 128, true);
            assert_eq!((onward, upload.offset), (Onward::Restart, 0));
        }
        let onward = upload.handle_answer(Code::REQUEST_ENTITY_INCOMPLETE, None, 128, true);
        assert_eq!(onward, Onward::Done);
        assert_eq!(upload.handle_answer(Code::FORBIDDEN, None, 128, true), Onward::Done);
        let whole = upload.handle_answer(Code::REQUEST_ENTITY_TOO_LARGE, None, 128, true);
        assert_eq!(whole, Onward::Done);
    }

    #[test]
    fn success_on_a_block_in_the_middle_goes_on_and_without_block1_ends() {
        let mut upload = Upload::new(3);
        let onward = upload.handle_answer(Code::CHANGED, block(0, false, 3), 128, true);
        assert_eq!(onward, Onward::Next);
        assert_eq!(upload.handle_answer(Code::CHANGED, None, 128, true), Onward::Done);
    }

    #[test]
    fn answers_for_other_blocks_fail_an_upload() {
        let mut upload = Upload::new(3);
        let onward = upload.handle_answer(Code::CONTINUE, block(5, true, 3), 128, true);
        assert_eq!(onward, Onward::Failed);
        assert_eq!(upload.handle_answer(Code::CONTINUE, None, 10, false), Onward::Failed);
    }

    #[test]
    fn a_download_collects_blocks_in_the_size_of_the_server() {
        let mut download = Download::new(6);
        let mut answer = |block2, length| {
            let arrival = take(&mut download, block2, b"v", length);
            (arrival.offset, arrival.onward, download.block())
        };
        assert_eq!(answer(block(0, true, 3), 128), (0, Onward::Next, block(1, false, 3)));
        assert_eq!(answer(block(1, true, 3), 128), (128, Onward::Next, block(2, false, 3)));
        assert_eq!(answer(block(2, false, 3), 7).1, Onward::Done);
    }

    #[test]
    fn a_response_without_block_is_the_body() {
        let mut download = Download::new(6);
        let arrival = take(&mut download, None, b"v", 9);
        assert_eq!(arrival, Arrival { offset: 0, onward: Onward::Done });
    }

    #[test]
    fn another_etag_starts_anew_and_finally_fails() {
        let mut download = Download::new(0);
        for turn in 0..4 {
            take(&mut download, block(0, true, 0), b"v", 16);
            let arrival = take(&mut download, block(1, true, 0), b"w", 16);
            let expected = if turn < 3 { Onward::Restart } else { Onward::Failed };
            assert_eq!(arrival.onward, expected);
        }
    }

    #[test]
    fn wrong_numbers_and_lengths_fail_a_download() {
        let answer = |block2, length| {
            let mut download = Download::new(2);
            take(&mut download, block2, b"", length).onward
        };
        assert_eq!(answer(block(1, true, 2), 64), Onward::Failed);
        assert_eq!(answer(block(0, true, 2), 63), Onward::Failed);
        assert_eq!(answer(block(0, false, 2), 65), Onward::Failed);
        assert_eq!(answer(block(0, true, 3), 128), Onward::Failed);
        assert_eq!(answer(block(0, true, 7), 0), Onward::Failed);
        assert_eq!(answer(block(0, true, 1), 32), Onward::Next);
    }
}
