//! Message to datagram. Options come in any order and go straight to their place in the output, so
//! the caller needs neither a list of them nor a limit on their number.

use core::cell::Cell;

use crate::bytes::{Parts, put};
use crate::message::HEADER_LEN;
use crate::option::{self, PAYLOAD_MARKER, write_uint};
use crate::types::{Code, MessageId, OptionNumber, Type};

/// Why a part could not be added. The draft stays as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EncodeError {
    /// The output buffer is too short.
    Full,
    /// An option after the payload, or a second payload.
    Sealed,
    /// A token of more than eight bytes.
    TokenTooLong,
}

/// How far a draft has come: everything but the buffer, so that a draft can be put aside. The message is
/// the first `length` bytes of the buffer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Progress {
    /// Bytes written.
    pub length: u16,
    /// Where the options start.
    pub options: u16,
    /// Number of the last option.
    pub last: u16,
    /// 1 once the payload is written; a number, as which it goes through C unchanged.
    pub sealed: u16,
}

/// A message being written into a buffer of the caller.
#[derive(Debug)]
pub struct Draft<'a> {
    out: &'a mut [u8],
    progress: Progress,
}

impl<'a> Draft<'a> {
    /// Starts a message: header and token.
    ///
    /// # Errors
    /// [`EncodeError::TokenTooLong`], [`EncodeError::Full`].
    pub fn new(
        out: &'a mut [u8],
        kind: Type,
        code: Code,
        id: MessageId,
        token: &[u8],
    ) -> Result<Self, EncodeError> {
        if token.len() > crate::types::TOKEN_LEN {
            return Err(EncodeError::TokenTooLong);
        }
        let [high, low] = id.0.to_be_bytes();
        let head = out.first_chunk_mut::<HEADER_LEN>().ok_or(EncodeError::Full)?;
        *head = [0x40 | (kind as u8) << 4 | token.len() as u8, code.0, high, low];
        let options = put(out, HEADER_LEN, token).ok_or(EncodeError::Full)? as u16;
        Ok(Self { out, progress: Progress { length: options, options, last: 0, sealed: 0 } })
    }

    /// Goes on with a draft put aside: `out` holds what was written.
    #[must_use]
    pub const fn resume(out: &'a mut [u8], progress: Progress) -> Self {
        Self { out, progress }
    }

    /// How far the draft has come; `length` is the length of the message.
    #[must_use]
    pub const fn progress(&self) -> Progress {
        self.progress
    }

    /// Adds an option behind those with the same or a smaller number.
    ///
    /// # Errors
    /// [`EncodeError::Full`], [`EncodeError::Sealed`].
    pub fn option(&mut self, number: OptionNumber, value: &[u8]) -> Result<(), EncodeError> {
        if self.progress.sealed != 0 {
            return Err(EncodeError::Sealed);
        }
        match number.0.checked_sub(self.progress.last) {
            Some(delta) => {
                let start = self.progress.length.into();
                self.progress.length = self.write(start, delta, value)?;
                self.progress.last = number.0;
                Ok(())
            }
            None => self.insert(number.0, value),
        }
    }

    /// Adds an option with an unsigned integer in its shortest form (RFC 7252 section 3.2).
    ///
    /// # Errors
    /// As [`Draft::option`].
    pub fn uint(&mut self, number: OptionNumber, value: u32) -> Result<(), EncodeError> {
        let (bytes, count) = write_uint(value);
        self.option(number, bytes.get(..count).unwrap_or(&bytes))
    }

    /// Adds one option per piece of `text` between separators; empty pieces are left out.
    ///
    /// # Errors
    /// As [`Draft::option`]; options before the one that did not fit stay.
    pub fn pieces(
        &mut self,
        number: OptionNumber,
        separator: u8,
        text: &[u8],
    ) -> Result<(), EncodeError> {
        for piece in Parts::new(text, separator) {
            if !piece.is_empty() {
                self.option(number, piece)?;
            }
        }
        Ok(())
    }

    /// Ends the message with `payload`; an empty one writes nothing.
    ///
    /// # Errors
    /// As [`Draft::option`].
    pub fn payload(&mut self, payload: &[u8]) -> Result<(), EncodeError> {
        if self.progress.sealed != 0 {
            return Err(EncodeError::Sealed);
        }
        if !payload.is_empty() {
            self.progress.length =
                self.put_two(self.progress.length.into(), &[PAYLOAD_MARKER], payload)?;
        }
        self.progress.sealed = 1;
        Ok(())
    }

    /// Writes header and value at `start`; gives the end.
    fn write(&mut self, start: usize, delta: u16, value: &[u8]) -> Result<u16, EncodeError> {
        let length = u16::try_from(value.len()).map_err(|_| EncodeError::Full)?;
        let (head, count) = option::header(delta, length);
        self.put_two(start, head.get(..count).unwrap_or(&head), value)
    }

    /// Writes `head` and `tail` at `start`; gives the end. What does not fit may be there in part,
    /// behind the message.
    fn put_two(&mut self, start: usize, head: &[u8], tail: &[u8]) -> Result<u16, EncodeError> {
        let end = put(self.out, start, head).and_then(|at| put(self.out, at, tail));
        end.and_then(|end| end.try_into().ok()).ok_or(EncodeError::Full)
    }

    /// Writes an option in front of the first one with a larger number.
    fn insert(&mut self, number: u16, value: &[u8]) -> Result<(), EncodeError> {
        let gap = self.gap(number).ok_or(EncodeError::Full)?;
        let (head, head_count) = option::header(gap.next - number, gap.next_length);
        let (_, own_count) = option::header(number - gap.before, value.len().min(65535) as u16);
        let own_end = gap.start + own_count + value.len();
        let old_body = gap.start + gap.next_head;
        let new_body = own_end + head_count;
        let old_end = usize::from(self.progress.length);
        let new_end = old_end + new_body - old_body;
        let length = u16::try_from(new_end).map_err(|_| EncodeError::Full)?;
        self.shift(old_body..old_end, new_body..new_end).ok_or(EncodeError::Full)?;
        self.write(gap.start, number - gap.before, value)?;
        put(self.out, own_end, head.get(..head_count).unwrap_or(&head)).ok_or(EncodeError::Full)?;
        self.progress.length = length;
        Ok(())
    }

    /// Where an option with `number` belongs, when it is not behind all others.
    fn gap(&self, number: u16) -> Option<Gap> {
        let written = self.out.get(self.progress.options.into()..self.progress.length.into())?;
        let mut rest = written;
        let mut at = 0_u32;
        loop {
            let (before, left) = (at, rest.len());
            let value = option::take(&mut rest, &mut at)?;
            if at > u32::from(number) {
                let start = usize::from(self.progress.options) + written.len() - left;
                return Some(Gap {
                    start,
                    before: before as u16,
                    next: at as u16,
                    next_head: left - rest.len() - value.len(),
                    next_length: value.len() as u16,
                });
            }
        }
    }

    /// Moves the bytes at `from` up to `to`, which is as long and may overlap.
    fn shift(&mut self, from: core::ops::Range<usize>, to: core::ops::Range<usize>) -> Option<()> {
        let cells = Cell::from_mut(&mut *self.out).as_slice_of_cells();
        let (old, new) = (cells.get(from)?, cells.get(to)?);
        for (old, new) in old.iter().rev().zip(new.iter().rev()) {
            new.set(old.get());
        }
        Some(())
    }
}

/// A place between two options.
struct Gap {
    start: usize,
    before: u16,
    next: u16,
    next_head: usize,
    next_length: u16,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Message;

    fn draft(out: &mut [u8]) -> Draft<'_> {
        Draft::new(out, Type::Con, Code::GET, MessageId(0x1234), &[]).unwrap()
    }

    fn written(draft: &Draft<'_>) -> Vec<u8> {
        draft.out[..draft.progress.length.into()].to_vec()
    }

    #[test]
    fn ascending_options_are_appended() {
        let mut out = [0; 64];
        let mut draft = draft(&mut out);
        draft.option(OptionNumber::URI_HOST, b"10.0.0.1").unwrap();
        draft.pieces(OptionNumber::URI_PATH, b'/', b"/current//measure/").unwrap();
        draft.payload(b"").unwrap();
        assert_eq!(written(&draft), b"\x40\x01\x12\x34\x3810.0.0.1\x87current\x07measure");
    }

    #[test]
    fn options_in_any_order_come_out_sorted_and_equal_numbers_keep_their_order() {
        let options: [(u16, &[u8]); 7] = [
            (17, b"2"),
            (11, b"a"),
            (60, &[0; 300]),
            (6, b"\0"),
            (11, b"b"),
            (300, b"x"),
            (11, b""),
        ];
        let mut out = [0; 400];
        let mut draft = draft(&mut out);
        for (number, value) in options {
            draft.option(OptionNumber(number), value).unwrap();
        }
        draft.payload(b"p").unwrap();
        let mut sorted = options;
        sorted.sort_by_key(|&(number, _)| number);
        let datagram = written(&draft);
        let message = Message::parse(&datagram).unwrap();
        let read: Vec<_> = message.options().map(|o| (o.number.0, o.value)).collect();
        assert_eq!(read, sorted);
        assert_eq!(message.payload(), b"p");
    }

    #[test]
    fn a_part_that_does_not_fit_leaves_the_draft_as_it_was() {
        let mut out = [0; 12];
        let mut draft = draft(&mut out);
        draft.option(OptionNumber(11), b"ab").unwrap();
        let before = written(&draft);
        assert_eq!(draft.option(OptionNumber(12), &[0; 9]), Err(EncodeError::Full));
        assert_eq!(draft.option(OptionNumber(3), &[0; 9]), Err(EncodeError::Full));
        assert_eq!(draft.payload(&[0; 9]), Err(EncodeError::Full));
        assert_eq!(written(&draft), before);
        assert!(draft.option(OptionNumber(3), &[0; 4]).is_ok());
    }

    #[test]
    fn nothing_follows_the_payload() {
        let mut out = [0; 32];
        let mut draft = draft(&mut out);
        draft.payload(b"x").unwrap();
        assert_eq!(draft.option(OptionNumber(11), b"a"), Err(EncodeError::Sealed));
        assert_eq!(draft.payload(b"y"), Err(EncodeError::Sealed));
    }

    #[test]
    fn tokens_of_nine_bytes_are_refused() {
        let mut out = [0; 32];
        let error = Draft::new(&mut out, Type::Con, Code::GET, MessageId(1), &[0; 9]).err();
        assert_eq!(error, Some(EncodeError::TokenTooLong));
        let error = Draft::new(&mut out[..5], Type::Con, Code::GET, MessageId(1), &[0; 8]).err();
        assert_eq!(error, Some(EncodeError::Full));
    }

    #[test]
    fn uints_take_their_shortest_form() {
        let mut out = [0; 32];
        let mut draft = draft(&mut out);
        draft.uint(OptionNumber::OBSERVE, 0).unwrap();
        draft.uint(OptionNumber::CONTENT_FORMAT, 50).unwrap();
        assert_eq!(&written(&draft)[4..], [0x60, 0x61, 50]);
    }
}
