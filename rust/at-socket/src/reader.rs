//! Byte parser of the serial line: lines, prompts and payload of known length.
//!
//! Bytes may arrive in any pieces; every byte is looked at once. Whether a line announces payload is
//! the dialect's knowledge: after such a line the caller says [`Reader::expect_data`], and nothing is
//! matched inside the payload.

use heapless::Vec;

use crate::hex;

/// Longest line kept; what goes beyond is dropped, the first bytes stay.
const LINE_LEN: usize = 256;

/// What the reader found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    /// A complete line; see [`Reader::line`].
    Line,
    /// A line so far, up to and with a comma: payload may start inside a line.
    Partial,
    /// The modem asks for payload.
    Prompt,
    /// The modem gave up a data phase.
    Abort,
    /// The announced payload is complete.
    Data,
    /// Something else than a hexadecimal digit where a digit must stand.
    NotHex,
}

/// State of the line between two pieces of input.
pub(crate) struct Reader {
    line: Vec<u8, LINE_LEN, u16>,
    /// Payload bytes still to come; none while lines are read.
    left: u16,
    /// Payload bytes seen since the header, also those that found no room in the sink.
    seen: u16,
    /// Payload comes as two digits per byte; the first of a pair.
    is_hex: bool,
    high: Option<u8>,
    line_taken: bool,
    keeps_data: bool,
    awaits_prompt: bool,
    awaits_abort: bool,
    skip_space: bool,
    skip_lf: bool,
}

impl Reader {
    pub(crate) const fn new() -> Self {
        Self {
            line: Vec::new(),
            left: 0,
            seen: 0,
            is_hex: false,
            high: None,
            line_taken: false,
            keeps_data: false,
            awaits_prompt: false,
            awaits_abort: false,
            skip_space: false,
            skip_lf: false,
        }
    }

    /// Forgets everything half read.
    pub(crate) fn reset(&mut self) {
        *self = Self::new();
    }

    /// The line of the last [`Token::Line`] or [`Token::Partial`].
    pub(crate) fn line(&self) -> &[u8] {
        &self.line
    }

    /// From now on a `>` at the start of a line is a prompt.
    pub(crate) const fn await_prompt(&mut self, awaits: bool) {
        self.awaits_prompt = awaits;
    }

    /// From now on a line `+++`, with or without an end, tells that the modem gave up a data phase.
    pub(crate) const fn await_abort(&mut self, awaits: bool) {
        self.awaits_abort = awaits;
    }

    /// The next `len` bytes of payload are data, in hexadecimal twice as many characters: kept in
    /// the sink or dropped.
    pub(crate) const fn expect_data(&mut self, len: u16, is_hex: bool, keep: bool) {
        self.seen = 0;
        self.keeps_data = keep;
        self.line_taken = true;
        self.left = len;
        self.is_hex = is_hex;
        self.high = None;
    }

    /// Payload still to come has nowhere to go any more.
    pub(crate) const fn drop_data(&mut self) {
        self.keeps_data = false;
    }

    /// Whether payload is still missing.
    pub(crate) const fn is_in_data(&self) -> bool {
        self.left > 0
    }

    /// Takes input until something is found or `input` is used up. Payload goes to `sink`; what does
    /// not fit there is counted and dropped.
    pub(crate) fn feed(&mut self, input: &mut &[u8], sink: &mut [u8]) -> Option<Token> {
        let sink = if self.keeps_data { sink } else { &mut [] };
        while !input.is_empty() {
            let token =
                if self.is_in_data() { self.feed_data(input, sink) } else { self.feed_line(input) };
            if token.is_some() {
                return token;
            }
        }
        None
    }

    #[inline(never)]
    fn feed_line(&mut self, input: &mut &[u8]) -> Option<Token> {
        if self.line_taken {
            self.line.clear();
            self.line_taken = false;
        }
        let (&byte, rest) = input.split_first()?;
        let skip_space = core::mem::take(&mut self.skip_space);
        self.skip_lf = byte == b'\r';
        match byte {
            b'\r' | b'\n' => {
                *input = rest;
                self.end_line()
            }
            b' ' if skip_space => {
                *input = rest;
                None
            }
            b'>' if self.awaits_prompt && self.line.is_empty() => {
                *input = rest;
                self.awaits_prompt = false;
                self.skip_space = true;
                Some(Token::Prompt)
            }
            _ => self.append_text(input),
        }
    }

    /// Takes text up to a line end, or up to and with a comma.
    fn append_text(&mut self, input: &mut &[u8]) -> Option<Token> {
        let stop = input.iter().position(|byte| matches!(byte, b'\r' | b'\n' | b','));
        let is_comma = stop.is_some_and(|at| input.get(at) == Some(&b','));
        let len = stop.map_or(input.len(), |at| at + usize::from(is_comma));
        let (text, rest) = input.split_at_checked(len)?;
        *input = rest;
        let room = self.line.capacity() - self.line.len();
        // The first `room` bytes fit by construction.
        let _ = self.line.extend_from_slice(text.get(..room).unwrap_or(text));
        if self.awaits_abort && self.line == b"+++" {
            self.awaits_abort = false;
            self.line_taken = true;
            return Some(Token::Abort);
        }
        is_comma.then_some(Token::Partial)
    }

    fn end_line(&mut self) -> Option<Token> {
        if self.line.is_empty() {
            return None;
        }
        self.line_taken = true;
        Some(Token::Line)
    }

    /// The LF that ends the header line is not payload.
    fn skip_header_end(&mut self, input: &mut &[u8]) {
        if core::mem::take(&mut self.skip_lf)
            && let Some(rest) = input.strip_prefix(b"\n")
        {
            *input = rest;
        }
    }

    /// Payload bytes as they are, or two digits each.
    fn feed_data(&mut self, input: &mut &[u8], sink: &mut [u8]) -> Option<Token> {
        self.skip_header_end(input);
        while self.left > 0 {
            let (&first, rest) = input.split_first()?;
            *input = rest;
            let mut byte = first;
            if self.is_hex {
                let Some(nibble) = hex::value(first) else {
                    self.left = 0;
                    return Some(Token::NotHex);
                };
                let Some(upper) = self.high.take() else {
                    self.high = Some(nibble);
                    continue;
                };
                byte = upper << 4 | nibble;
            }
            if let Some(place) = sink.get_mut(usize::from(self.seen)) {
                *place = byte;
            }
            self.seen += 1;
            self.left -= 1;
        }
        Some(Token::Data)
    }
}

#[cfg(test)]
mod tests {
    use std::{format, string::String, vec, vec::Vec};

    use super::*;

    /// Tokens of `input` fed in pieces of `size`; lines that start with `D` announce data.
    fn tokens(input: &[u8], size: usize, is_hex: bool) -> (Vec<String>, Vec<u8>) {
        let mut reader = Reader::new();
        reader.await_prompt(true);
        let mut sink = [0; 16];
        let mut found = Vec::new();
        for mut piece in input.chunks(size) {
            while let Some(token) = reader.feed(&mut piece, &mut sink) {
                let line = String::from_utf8_lossy(reader.line()).into_owned();
                match token {
                    Token::Line => {
                        if let Some(len) = line.strip_prefix('D') {
                            reader.expect_data(len.parse().unwrap(), is_hex, true);
                        }
                        found.push(line);
                    }
                    Token::Partial => {}
                    other => found.push(format!("{other:?}")),
                }
            }
        }
        let seen = sink.len().min(reader.seen.into());
        (found, sink[..seen].to_vec())
    }

    #[test]
    fn lines_and_payload_in_any_pieces() {
        let input = b"\r\nA\r\n\r\nB\r\nD6\r\n\r\nOK\r\n\r\n\r\nOK\r\n";
        for size in 1..input.len() {
            let (found, data) = tokens(input, size, false);
            assert_eq!(found, ["A", "B", "D6", "Data", "OK"], "pieces of {size}");
            assert_eq!(data, b"\r\nOK\r\n");
        }
    }

    #[test]
    fn hexadecimal_payload_of_either_case() {
        for size in 1..20 {
            let (found, data) = tokens(b"D4\r\n0aFf00A0\r\n\r\nOK\r\n", size, true);
            assert_eq!(found, ["D4", "Data", "OK"]);
            assert_eq!(data, [0x0a, 0xff, 0x00, 0xa0]);
        }
    }

    #[test]
    fn something_else_than_a_digit_is_told() {
        assert_eq!(tokens(b"D2\r\n0x00\r\nOK\r\n", 64, true).0, ["D2", "NotHex", "00", "OK"]);
    }

    #[test]
    fn a_prompt_needs_no_line_end() {
        for prompt in ["\r\n> ", "> ", ">"] {
            let input = format!("{prompt}X\r\n");
            for size in 1..6 {
                assert_eq!(tokens(input.as_bytes(), size, false).0, ["Prompt", "X"]);
            }
        }
    }

    #[test]
    fn an_overlong_line_keeps_its_first_bytes() {
        let mut input = vec![b'x'; 300];
        input.extend_from_slice(b"\r\nOK\r\n");
        let (found, _) = tokens(&input, 7, false);
        assert_eq!(found, [String::from_utf8(vec![b'x'; LINE_LEN]).unwrap(), "OK".into()]);
    }

    #[test]
    fn payload_beyond_the_sink_is_counted_and_dropped() {
        let (found, data) = tokens(b"D20\r\n0123456789abcdefghij\r\nOK\r\n", 3, false);
        assert_eq!(found, ["D20", "Data", "OK"]);
        assert_eq!(data, b"0123456789abcdef");
    }
}
