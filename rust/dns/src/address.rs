//! IP addresses and their text.

use core::ops::Range;

use crate::literal::{parse_v4, parse_v6};
use crate::message::RecordType;

/// Longest text in bytes: `ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255`, though such a one is only
/// read, never written.
pub const MAX_TEXT: usize = 45;

/// An IP address in network byte order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address {
    /// IPv4.
    V4([u8; 4]),
    /// IPv6.
    V6([u8; 16]),
}

impl Address {
    /// Reads a literal: `a.b.c.d` in decimal without leading zeros, or IPv6 text (RFC 4291 section
    /// 2.2) without brackets and zone. None for anything else, which then is a name to look up.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        parse_v4(text).map(Self::V4).or_else(|| parse_v6(text).map(Self::V6))
    }

    /// The record type that carries addresses of this family.
    #[must_use]
    pub const fn kind(&self) -> RecordType {
        match self {
            Self::V4(_) => RecordType::A,
            Self::V6(_) => RecordType::Aaaa,
        }
    }

    /// The canonical text: dotted decimal, or RFC 5952 (lower case, longest run of zeros shortened,
    /// IPv4-mapped addresses with a dotted tail).
    #[must_use]
    pub fn text(&self) -> AddressText {
        let mut text = AddressText { bytes: [0; MAX_TEXT], len: 0 };
        match self {
            Self::V4(octets) => text.dotted(octets),
            Self::V6(octets) => text.colons(octets),
        }
        text
    }
}

/// What IPv4-mapped addresses begin with (RFC 4291 section 2.5.5.2).
const MAPPED: [u8; 12] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/// The text of an address, held by value.
#[derive(Clone, Copy, Debug)]
pub struct AddressText {
    bytes: [u8; MAX_TEXT],
    len: usize,
}

impl AddressText {
    /// The text in ASCII.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or(&self.bytes)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Only ASCII is ever written, so the fallback is never taken.
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    // MAX_TEXT covers every address, so nothing is ever left out here.
    fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.len) {
            *place = byte;
            self.len += 1;
        }
    }

    /// Appends `value` in the given base without leading zeros.
    fn number(&mut self, value: u16, base: u16) {
        let higher = value.checked_div(base).unwrap_or(0);
        if higher > 0 {
            self.number(higher, base);
        }
        let digit = value.wrapping_sub(higher.wrapping_mul(base)) as u8;
        self.push(if digit < 10 { b'0' + digit } else { b'a' + digit - 10 });
    }

    fn dotted(&mut self, octets: &[u8]) {
        for (position, octet) in octets.iter().enumerate() {
            if position > 0 {
                self.push(b'.');
            }
            self.number(u16::from(*octet), 10);
        }
    }

    fn colons(&mut self, octets: &[u8; 16]) {
        if let Some(tail) = octets.strip_prefix(&MAPPED) {
            b"::ffff:".iter().for_each(|byte| self.push(*byte));
            return self.dotted(tail);
        }
        let gap = longest_gap(octets);
        for (position, pair) in octets.chunks_exact(2).enumerate() {
            if position == gap.start && !gap.is_empty() {
                self.push(b':');
            }
            if gap.contains(&position) {
                continue;
            }
            if position > 0 {
                self.push(b':');
            }
            self.number(group(pair), 16);
        }
        if gap.end == 8 {
            self.push(b':');
        }
    }
}

fn group(pair: &[u8]) -> u16 {
    pair.iter().fold(0, |value, byte| value << 8 | u16::from(*byte))
}

/// The positions written as `::`: the first of the longest runs of at least two zero groups.
fn longest_gap(octets: &[u8; 16]) -> Range<usize> {
    let mut longest = 0..0;
    let mut start = 0;
    for (position, pair) in octets.chunks_exact(2).enumerate() {
        if group(pair) != 0 {
            start = position + 1;
        } else if position + 1 - start > longest.len().max(1) {
            longest = start..position + 1;
        }
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(text: &str) -> Option<AddressText> {
        Address::parse(text.as_bytes()).map(|address| address.text())
    }

    #[test]
    fn ipv4_is_dotted_decimal() {
        for text in ["0.0.0.0", "8.8.8.8", "10.0.0.1", "255.255.255.255"] {
            assert_eq!(round(text).unwrap().as_str(), text);
        }
    }

    /// RFC 5952 sections 4 and 5.
    #[test]
    fn ipv6_text_is_canonical() {
        for (read, written) in [
            ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
            ("2001:0db8::0001", "2001:db8::1"),
            ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
            ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
            ("2001:DB8::AAAA", "2001:db8::aaaa"),
            ("0:0:0:0:0:0:0:0", "::"),
            ("0:0:0:0:0:0:0:1", "::1"),
            ("1:0:0:0:0:0:0:0", "1::"),
            ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
            ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
            ("2a00:1450:4001:80b:0:0:0:200e", "2a00:1450:4001:80b::200e"),
        ] {
            assert_eq!(round(read).unwrap().as_str(), written);
        }
    }

    #[test]
    fn each_family_has_its_record_type() {
        assert_eq!(Address::V4([0; 4]).kind(), RecordType::A);
        assert_eq!(Address::V6([0; 16]).kind(), RecordType::Aaaa);
    }
}
