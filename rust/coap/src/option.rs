//! Options on the wire: delta coding with extended nibbles, and the uint format
//! (RFC 7252 sections 3.1 and 3.2).

use crate::types::OptionNumber;

/// The byte between options and payload.
pub(crate) const PAYLOAD_MARKER: u8 = 0xff;

/// One option of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageOption<'a> {
    /// Which option it is.
    pub number: OptionNumber,
    /// Its value as it came.
    pub value: &'a [u8],
}

impl MessageOption<'_> {
    /// The value as unsigned integer; leading zeros are accepted. `None` beyond four bytes.
    #[must_use]
    pub fn uint(&self) -> Option<u32> {
        read_uint(self.value)
    }
}

/// Reads the uint format: big-endian, any leading zeros, `None` beyond four bytes.
#[must_use]
pub fn read_uint(value: &[u8]) -> Option<u32> {
    if value.len() > 4 {
        return None;
    }
    Some(value.iter().fold(0, |sum, &byte| (sum << 8) | u32::from(byte)))
}

/// Writes the uint format in its shortest form; zero has no bytes. Gives the bytes and their number.
#[must_use]
pub const fn write_uint(value: u32) -> ([u8; 4], usize) {
    let unused = value.leading_zeros() / 8;
    // The significant bytes move to the front: a shift by 32 is an empty value.
    let front = match value.checked_shl(unused * 8) {
        Some(front) => front,
        None => 0,
    };
    (front.to_be_bytes(), 4 - unused as usize)
}

/// The bytes are no sequence of options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OptionError;

/// Splits the next option off `rest`, adding its delta to `number`. `None` at the end, in front of the
/// payload marker and in front of what is no option: that stays in `rest`.
#[inline(never)]
pub(crate) fn take<'a>(rest: &mut &'a [u8], number: &mut u32) -> Option<&'a [u8]> {
    let (&first, mut tail) = rest.split_first()?;
    let delta = extended(first >> 4, &mut tail)?;
    let length = extended(first & 0x0f, &mut tail)?;
    *number += delta;
    if *number > u32::from(u16::MAX) {
        return None;
    }
    let (value, tail) = tail.split_at_checked(length as usize)?;
    *rest = tail;
    Some(value)
}

/// The number that a nibble and its extension bytes stand for. The nibble of the payload marker stands
/// for none.
fn extended(nibble: u8, tail: &mut &[u8]) -> Option<u32> {
    match nibble {
        0..=12 => Some(nibble.into()),
        13 => {
            let (&[byte], rest) = tail.split_first_chunk()?;
            *tail = rest;
            Some(u32::from(byte) + 13)
        }
        14 => {
            let (&bytes, rest) = tail.split_first_chunk()?;
            *tail = rest;
            Some(u32::from(u16::from_be_bytes(bytes)) + 269)
        }
        _ => None,
    }
}

/// The header of an option: up to five bytes, and how many of them count.
pub(crate) const fn header(delta: u16, length: u16) -> ([u8; 5], usize) {
    let (high, delta_extension, delta_bits) = nibble(delta);
    let (low, length_extension, length_bits) = nibble(length);
    let extension = (delta_extension << length_bits) | length_extension;
    let bits = delta_bits + length_bits;
    // The extension moves to the front; without one the shift would be by 32.
    let front = extension.wrapping_shl(32 - bits);
    let [a, b, c, d] = front.to_be_bytes();
    ([high << 4 | low, a, b, c, d], 1 + bits as usize / 8)
}

/// The nibble for `value`, its extension, and the bits of the extension.
#[inline]
const fn nibble(value: u16) -> (u8, u32, u32) {
    match value {
        0..=12 => (value as u8, 0, 0),
        13..=268 => (13, value as u32 - 13, 8),
        269.. => (14, value as u32 - 269, 16),
    }
}

/// The options of a parsed message in the order of the wire.
#[derive(Debug, Clone)]
pub struct Options<'a> {
    rest: &'a [u8],
    number: u32,
}

impl<'a> Options<'a> {
    /// Reads from `bytes`, which start behind the token or, with `number` the number of the option
    /// before, at a later option.
    #[must_use]
    pub const fn new(bytes: &'a [u8], number: u16) -> Self {
        Self { rest: bytes, number: number as u32 }
    }

    /// The next option of bytes that were not checked before; `None` at their end and in front of the
    /// payload marker.
    ///
    /// # Errors
    /// [`OptionError`]: what follows is no option.
    pub fn try_next(&mut self) -> Result<Option<MessageOption<'a>>, OptionError> {
        let option = self.next();
        match self.rest {
            [first, ..] if option.is_none() && *first != PAYLOAD_MARKER => Err(OptionError),
            _ => Ok(option),
        }
    }

    /// Bytes not yet read.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl<'a> Iterator for Options<'a> {
    type Item = MessageOption<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let value = take(&mut self.rest, &mut self.number)?;
        Some(MessageOption { number: OptionNumber(self.number as u16), value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The header table of the rule book, section 3.1: delta, length, bytes.
    const HEADERS: &[(u16, u16, &[u8])] = &[
        (0, 0, &[0x00]),
        (1, 1, &[0x11]),
        (12, 12, &[0xcc]),
        (13, 0, &[0xd0, 0x00]),
        (13, 13, &[0xdd, 0x00, 0x00]),
        (14, 0, &[0xd0, 0x01]),
        (268, 0, &[0xd0, 0xff]),
        (269, 0, &[0xe0, 0x00, 0x00]),
        (270, 1, &[0xe1, 0x00, 0x01]),
        (0, 268, &[0x0d, 0xff]),
        (0, 269, &[0x0e, 0x00, 0x00]),
        (0, 270, &[0x0e, 0x00, 0x01]),
        (258, 1, &[0xd1, 0xf5]),
        (292, 4, &[0xe4, 0x00, 0x17]),
        (2048, 2, &[0xe2, 0x06, 0xf3]),
        (65535, 0, &[0xe0, 0xfe, 0xf2]),
        (65535, 1034, &[0xee, 0xfe, 0xf2, 0x02, 0xfd]),
    ];

    #[test]
    fn headers_are_written_as_in_the_table() {
        for &(delta, length, bytes) in HEADERS {
            let (header, count) = header(delta, length);
            assert_eq!(&header[..count], bytes, "{delta} {length}");
        }
    }

    #[test]
    fn headers_are_read_as_in_the_table() {
        for &(delta, length, bytes) in HEADERS {
            let mut option = bytes.to_vec();
            option.resize(bytes.len() + usize::from(length), 0x55);
            let mut options = Options::new(&option, 0);
            let read = options.next().unwrap();
            assert_eq!(read.number, OptionNumber(delta));
            assert_eq!(read.value.len(), usize::from(length));
            assert_eq!(options.next(), None);
            assert!(options.rest().is_empty());
        }
    }

    #[test]
    fn uints_are_written_without_leading_zeros() {
        for (value, bytes) in [
            (0, &[][..]),
            (1, &[1]),
            (60, &[0x3c]),
            (255, &[0xff]),
            (256, &[1, 0]),
            (65_535, &[0xff, 0xff]),
            (65_536, &[1, 0, 0]),
            (16_777_215, &[0xff, 0xff, 0xff]),
            (16_777_216, &[1, 0, 0, 0]),
            (u32::MAX, &[0xff, 0xff, 0xff, 0xff]),
        ] {
            let (written, count) = write_uint(value);
            assert_eq!(&written[..count], bytes);
            assert_eq!(read_uint(bytes), Some(value));
        }
    }

    #[test]
    fn uints_are_read_with_leading_zeros_up_to_four_bytes() {
        assert_eq!(read_uint(&[0, 0, 0, 7]), Some(7));
        assert_eq!(read_uint(&[0, 0, 0, 0, 7]), None);
    }

    #[test]
    fn reserved_nibbles_and_cut_options_are_errors() {
        for bytes in [
            &[0xf0][..],
            &[0x1f],
            &[0xd0],
            &[0xe0, 0x00],
            &[0xbd],
            &[0x0e, 0x00],
            &[0xb5, 0x74, 0x65],
            &[0xe0, 0xff, 0xff],
        ] {
            assert_eq!(Options::new(bytes, 0).try_next(), Err(OptionError), "{bytes:02x?}");
        }
        assert_eq!(Options::new(&[0xe0, 0xfe, 0xf2], 1).try_next(), Err(OptionError));
    }

    #[test]
    fn reading_stops_in_front_of_the_marker() {
        let mut options = Options::new(&[0xb1, 0x61, 0xff, 0x00], 0);
        assert_eq!(options.next().map(|option| option.value), Some(&b"a"[..]));
        assert_eq!(options.next(), None);
        assert_eq!(options.rest(), [0xff, 0x00]);
    }
}
