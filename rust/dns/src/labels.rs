//! Domain names inside a message, with their compression (RFC 1035 section 4.1.4).

/// A name has at most this many labels, so an honest one needs no more pointers.
const MAX_JUMPS: u8 = 127;

/// Bytes of a name on the wire, length bytes and root included.
const MAX_WIRE: usize = 255;

/// A message that does not hold what it announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// The labels of a name inside a message, pointers followed (RFC 1035 section 4.1.4).
///
/// Ends after the root or after the first error. A pointer must lead to a place before the run of
/// labels it ends, which an honest writer cannot help and a loop cannot satisfy.
#[derive(Clone, Debug)]
pub(crate) struct Labels<'m> {
    message: &'m [u8],
    at: usize,
    run: usize,
    room: usize,
    jumps: u8,
    end: Option<usize>,
    done: bool,
}

enum Element<'m> {
    Label(&'m [u8]),
    Pointer(usize),
    Root,
}

impl<'m> Labels<'m> {
    /// The name that starts at offset `at` of `message`.
    pub(crate) const fn new(message: &'m [u8], at: usize) -> Self {
        let (room, jumps) = (MAX_WIRE, MAX_JUMPS);
        Self { message, at, run: at, room, jumps, end: None, done: false }
    }

    /// Reads to the root and returns the offset of the first byte after the name's own bytes.
    pub(crate) fn skip(message: &'m [u8], at: usize) -> Result<usize, Malformed> {
        let mut labels = Self::new(message, at);
        labels.try_for_each(|label| label.map(drop))?;
        labels.end.ok_or(Malformed)
    }

    fn element(&mut self) -> Result<Element<'m>, Malformed> {
        let tail = self.message.get(self.at..).ok_or(Malformed)?;
        let (&first, tail) = tail.split_first().ok_or(Malformed)?;
        match first >> 6 {
            0 if first == 0 => Ok(Element::Root),
            0 => tail.get(..usize::from(first)).map(Element::Label).ok_or(Malformed),
            3 => {
                let low = tail.first().ok_or(Malformed)?;
                Ok(Element::Pointer(usize::from(first & 0x3f) << 8 | usize::from(*low)))
            }
            // 01 and 10 are reserved; no resolver sends them.
            _ => Err(Malformed),
        }
    }

    fn pass(&mut self, label: &'m [u8]) -> Result<(), Malformed> {
        let length = label.len() + 1;
        // One byte stays reserved for the root.
        self.room = self.room.checked_sub(length).filter(|room| *room > 0).ok_or(Malformed)?;
        self.at += length;
        Ok(())
    }

    fn jump(&mut self, target: usize) -> Result<(), Malformed> {
        if target >= self.run {
            return Err(Malformed);
        }
        self.jumps = self.jumps.checked_sub(1).ok_or(Malformed)?;
        self.end = self.end.or(Some(self.at + 2));
        self.run = target;
        self.at = target;
        Ok(())
    }

    fn advance(&mut self) -> Result<Option<&'m [u8]>, Malformed> {
        loop {
            match self.element()? {
                Element::Label(label) => {
                    self.pass(label)?;
                    return Ok(Some(label));
                }
                Element::Pointer(target) => self.jump(target)?,
                Element::Root => {
                    self.end = self.end.or(Some(self.at + 1));
                    return Ok(None);
                }
            }
        }
    }
}

impl<'m> Iterator for Labels<'m> {
    type Item = Result<&'m [u8], Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let label = self.advance();
        self.done = !matches!(label, Ok(Some(_)));
        label.transpose()
    }
}

/// Whether the name at `at` reads as `labels`, case aside. False for a malformed one.
pub(crate) fn reads(
    message: &[u8],
    at: usize,
    labels: &mut dyn Iterator<Item = Result<&[u8], Malformed>>,
) -> bool {
    for left in Labels::new(message, at) {
        match (left, labels.next()) {
            (Ok(left), Some(Ok(right))) if left.eq_ignore_ascii_case(right) => {}
            _ => return false,
        }
    }
    labels.next().is_none()
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::name::Name;
    use std::{vec, vec::Vec};

    fn labels(message: &[u8], at: usize) -> Result<Vec<&[u8]>, Malformed> {
        Labels::new(message, at).collect()
    }

    #[test]
    fn labels_follow_a_pointer_back() {
        let message = b"\x02me\0\x04coap\xc0\x00!";
        assert_eq!(labels(message, 4), Ok(vec![&b"coap"[..], b"me"]));
        assert_eq!(Labels::skip(message, 4), Ok(11));
    }

    #[test]
    fn pointers_to_themselves_forward_or_around_are_refused() {
        assert_eq!(labels(b"\xc0\x00", 0), Err(Malformed));
        assert_eq!(labels(b"\xc0\x02\0", 0), Err(Malformed));
        assert_eq!(labels(b"\x01a\xc0\x00", 0), Err(Malformed));
        assert_eq!(labels(b"\xc0\x02\xc0\x00", 2), Err(Malformed));
    }

    #[test]
    fn names_that_leave_the_message_are_refused() {
        for message in [&b""[..], b"\x05abc", b"\x01a", b"\xc0", b"\xff\xff"] {
            assert_eq!(labels(message, 0), Err(Malformed), "{message:?}");
        }
        assert_eq!(labels(b"\0", 7), Err(Malformed));
    }

    #[test]
    fn reserved_label_types_are_refused() {
        assert_eq!(labels(b"\x41a\0", 0), Err(Malformed));
        assert_eq!(labels(b"\x80a\0", 0), Err(Malformed));
    }

    #[test]
    fn a_name_of_256_bytes_on_the_wire_is_refused() {
        let mut message = b"\x01a".repeat(127);
        message.push(0);
        assert_eq!(Labels::skip(&message, 0), Ok(255));
        message.splice(0..2, *b"\x02aa");
        assert_eq!(Labels::skip(&message, 0), Err(Malformed));
    }

    #[test]
    fn long_chains_of_pointers_end() {
        let mut message = vec![0, 0];
        for target in 0..200_u16 {
            message.extend((0xc000 + target * 2).to_be_bytes());
        }
        assert_eq!(labels(&message, 2 * 127), Ok(vec![]));
        assert_eq!(labels(&message, 2 * 128), Err(Malformed));
    }

    #[test]
    fn comparing_needs_equal_labels_and_an_equal_number_of_them() {
        let message = b"\x04CoAP\x02me\0";
        let read = |text| reads(message, 0, &mut Name::new(text).unwrap().labels().map(Ok));
        assert!(read(b"coap.me"));
        assert!(!read(b"coap"));
        assert!(!read(b"coap.me.uk"));
        assert!(!read(b"coap.mf"));
        assert!(!reads(b"\x04coap", 0, &mut core::iter::empty()));
    }
}
