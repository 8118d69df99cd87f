//! Options with one value, read under the rules for unknown, misplaced, repeated and badly sized
//! options (RFC 7252 section 5.4): elective ones are passed over, critical ones are bad.

use core::mem::replace;

use crate::block::Block;
use crate::message::Message;
use crate::option::{MessageOption, read_uint};
use crate::types::{Code, CodeClass, OptionNumber};

impl<'a> Message<'a> {
    /// The options that are understood here, the first of each number.
    pub fn singles(&self) -> impl Iterator<Item = MessageOption<'a>> {
        // The number 0 is that of no option.
        let mut before = OptionNumber(0);
        self.options().filter(move |option| {
            let is_first = replace(&mut before, option.number) != option.number;
            is_first && self.admits(option, false)
        })
    }

    /// The value of an option that has one here; the first value of one that may repeat. Options
    /// stand in order, so nothing behind it is looked at.
    #[must_use]
    pub fn value(&self, number: OptionNumber) -> Option<&'a [u8]> {
        let first = self.options().find(|option| option.number.0 >= number.0)?;
        let is_sound = first.number == number && self.admits(&first, false);
        is_sound.then_some(first.value)
    }

    /// The value of an option that holds a number.
    #[must_use]
    pub fn uint(&self, number: OptionNumber) -> Option<u32> {
        read_uint(self.value(number)?)
    }

    /// The value of Block1 or Block2.
    #[must_use]
    pub fn block(&self, number: OptionNumber) -> Option<Block> {
        self.uint(number).map(Block::from_value)
    }

    /// The first critical option that is not understood.
    #[must_use]
    pub fn bad_option(&self) -> Option<OptionNumber> {
        let mut before = OptionNumber(0);
        let bad = self.options().find(|option| {
            let repeated = replace(&mut before, option.number) == option.number;
            option.number.is_critical() && !self.admits(option, repeated)
        });
        bad.map(|option| option.number)
    }

    /// The code with which a request with these options must be refused whatever the resource. With
    /// 4.02 the standard wants [`Message::bad_option`] named. The order is proxy, critical options,
    /// values.
    #[must_use]
    pub fn refusal(&self) -> Option<Code> {
        let has = |number| self.value(number).is_some();
        if has(OptionNumber::PROXY_URI) || has(OptionNumber::PROXY_SCHEME) {
            return Some(Code::PROXYING_NOT_SUPPORTED);
        }
        if self.bad_option().is_some() {
            return Some(Code::BAD_OPTION);
        }
        // The size of a block is in the three low bits.
        let is_reserved = |number| self.uint(number).is_some_and(|value| value & 7 == 7);
        if self.uint(OptionNumber::HOP_LIMIT) == Some(0)
            || is_reserved(OptionNumber::BLOCK1)
            || is_reserved(OptionNumber::BLOCK2)
            || (self.code == Code::FETCH && !has(OptionNumber::CONTENT_FORMAT))
        {
            return Some(Code::BAD_REQUEST);
        }
        let is_dots = |segment: &[u8]| matches!(segment, b"." | b"..");
        let has_dots = self
            .options()
            .any(|option| option.number == OptionNumber::URI_PATH && is_dots(option.value));
        has_dots.then_some(Code::NOT_FOUND)
    }

    /// The option is understood here; `repeated`: one stands before it.
    fn admits(&self, option: &MessageOption<'_>, repeated: bool) -> bool {
        let is_request = self.code.kind() == CodeClass::Request;
        let rules = option.number.definition();
        rules.is_some_and(|rules| rules.admits(is_request, repeated, option.value.len()))
    }
}

impl Code {
    /// A client that sent this value of No-Response does not want responses with the code (RFC 7967).
    #[must_use]
    pub const fn is_unwanted(self, no_response: u8) -> bool {
        let class = self.class();
        class != 0 && no_response as u32 & (1 << (class - 1)) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(datagram: &[u8]) -> Option<u8> {
        Message::parse(datagram).unwrap().refusal().map(|code| code.0)
    }

    #[test]
    fn values_are_those_of_their_option() {
        let datagram = b"\x40\x03\0\x01\x44ABCD\x20\xb1a\x11\x32\x51\x3c\xd1\x0a\x0a\xd1\x21\x09";
        let message = Message::parse(&datagram[..]).unwrap();
        assert_eq!(message.value(OptionNumber::ETAG), Some(&b"ABCD"[..]));
        assert_eq!(message.uint(OptionNumber::OBSERVE), Some(0));
        assert_eq!(message.uint(OptionNumber::ACCEPT), Some(0x61));
        assert_eq!(message.bad_option(), None);
    }

    #[test]
    fn critical_options_are_bad_when_unknown_repeated_or_badly_sized() {
        assert_eq!(refusal(b"\x40\x01\0\x01\xe0\xfc\xd1"), None);
        assert_eq!(refusal(b"\x40\x01\0\x01\xe0\xfc\xe0"), Some(0x82));
        assert_eq!(refusal(b"\x40\x01\0\x01\xd1\x04\0\x00"), Some(0x82));
        assert_eq!(refusal(b"\x40\x01\0\x01\xd3\x04\0\0\0"), Some(0x82));
        assert_eq!(refusal(b"\x40\x01\0\x01\xd2\x04\0\0"), None);
    }

    #[test]
    fn elective_options_are_ignored_when_unknown_repeated_or_badly_sized() {
        let message = Message::parse(b"\x40\x02\0\x01\x49123456789\x81\x32\x01\x3c").unwrap();
        assert_eq!(message.value(OptionNumber::ETAG), None);
        assert_eq!(message.uint(OptionNumber::CONTENT_FORMAT), Some(0x32));
        assert_eq!(message.refusal(), None);
    }

    #[test]
    fn request_options_in_a_response_are_not_understood() {
        let message = Message::parse(b"\x60\x45\0\x01\xb1a").unwrap();
        assert_eq!(message.bad_option(), Some(OptionNumber::URI_PATH));
    }

    #[test]
    fn proxies_come_before_critical_options_and_values_after() {
        assert_eq!(refusal(b"\x40\x01\0\x01\xd1\x1ah\xe0\xfc\xbb"), Some(0xa5));
        assert_eq!(refusal(b"\x40\x01\0\x01\xd1\x03\0\xe0\xfc\xd0"), Some(0x82));
        assert_eq!(refusal(b"\x40\x01\0\x01\xd1\x03\0"), Some(0x80));
        assert_eq!(refusal(b"\x40\x01\0\x01\xd1\x0a\x07"), Some(0x80));
        assert_eq!(refusal(b"\x40\x05\0\x01"), Some(0x80));
        assert_eq!(refusal(b"\x40\x01\0\x01\xb2.."), Some(0x84));
    }

    #[test]
    fn no_response_is_a_set_of_classes() {
        assert!(Code::CONTENT.is_unwanted(2) && !Code::NOT_FOUND.is_unwanted(2));
        assert!(Code::NOT_FOUND.is_unwanted(26) && Code::BAD_GATEWAY.is_unwanted(26));
        assert!(!Code::CONTENT.is_unwanted(0));
    }
}
