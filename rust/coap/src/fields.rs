//! All options with one value, read in one pass under the rules for unknown, misplaced, repeated and
//! badly sized options (RFC 7252 section 5.4).

use crate::block::Block;
use crate::message::Message;
use crate::numbers::Definition;
use crate::option::MessageOption;
use crate::types::{Code, CodeClass, OptionNumber};

/// What the options of a message say. Absent and ignored options are `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fields<'a> {
    /// Accept, a content format.
    pub accept: Option<u16>,
    /// Block1.
    pub block1: Option<Block>,
    /// Block2.
    pub block2: Option<Block>,
    /// Content-Format.
    pub content_format: Option<u16>,
    /// Echo, 1 to 40 bytes.
    pub echo: Option<&'a [u8]>,
    /// First ETag, 1 to 8 bytes.
    pub etag: Option<&'a [u8]>,
    /// Hop-Limit.
    pub hop_limit: Option<u8>,
    /// If-Match stands at least once.
    pub if_match: bool,
    /// If-None-Match stands.
    pub if_none_match: bool,
    /// Location-Path or Location-Query stands at least once.
    pub location: bool,
    /// Max-Age in seconds.
    pub max_age: Option<u32>,
    /// No-Response, a set of classes.
    pub no_response: Option<u8>,
    /// Observe, 24 bits.
    pub observe: Option<u32>,
    /// Proxy-Uri or Proxy-Scheme stands.
    pub proxy: bool,
    /// First Request-Tag.
    pub request_tag: Option<&'a [u8]>,
    /// Size1 in bytes.
    pub size1: Option<u32>,
    /// Size2 in bytes.
    pub size2: Option<u32>,
    /// Uri-Host.
    pub uri_host: Option<&'a [u8]>,
    /// Uri-Port.
    pub uri_port: Option<u16>,
    /// A path segment is "." or "..".
    pub dot_segment: bool,
    /// The first critical option that is not understood.
    pub bad_option: Option<OptionNumber>,
}

impl<'a> Fields<'a> {
    /// Reads the options of `message`; its code says whether the rules are those of requests.
    #[must_use]
    pub fn read(message: &Message<'a>) -> Self {
        let request = message.code.kind() == CodeClass::Request;
        let mut fields = Self::default();
        let mut before = None;
        for option in message.options() {
            let repeated = before == Some(option.number);
            before = Some(option.number);
            let rules = option.number.definition();
            if rules.is_some_and(|rules| is_understood(&rules, request, repeated, &option)) {
                fields.note(&option);
            } else if option.number.is_critical() && fields.bad_option.is_none() {
                fields.bad_option = Some(option.number);
            }
        }
        fields
    }

    /// Why a request with these options must be refused whatever the resource, and the option at
    /// fault if the standard wants it named. The order is proxy, critical options, values.
    #[must_use]
    pub fn refusal(&self, method: Code) -> Option<Refusal> {
        let refuse = |code| Some(Refusal { code, option: None });
        if self.proxy {
            return refuse(Code::PROXYING_NOT_SUPPORTED);
        }
        if let Some(option) = self.bad_option {
            return Some(Refusal { code: Code::BAD_OPTION, option: Some(option) });
        }
        let reserved_size = |block: Option<Block>| block.is_some_and(|b| b.size().is_none());
        if self.hop_limit == Some(0)
            || reserved_size(self.block1)
            || reserved_size(self.block2)
            || (method == Code::FETCH && self.content_format.is_none())
        {
            return refuse(Code::BAD_REQUEST);
        }
        if self.dot_segment { refuse(Code::NOT_FOUND) } else { None }
    }

    /// The client does not want responses with `code` (RFC 7967).
    #[must_use]
    pub fn suppresses(&self, code: Code) -> bool {
        let class = code.class();
        class != 0 && u32::from(self.no_response.unwrap_or(0)) & (1 << (class - 1)) != 0
    }

    fn note(&mut self, option: &MessageOption<'a>) {
        let number = option.uint();
        let short = number.map(|number| number as u16);
        match option.number {
            OptionNumber::ACCEPT => self.accept = short,
            OptionNumber::BLOCK1 => self.block1 = number.map(Block::from_value),
            OptionNumber::BLOCK2 => self.block2 = number.map(Block::from_value),
            OptionNumber::CONTENT_FORMAT => self.content_format = short,
            OptionNumber::ECHO => self.echo = Some(option.value),
            OptionNumber::ETAG => self.etag = self.etag.or(Some(option.value)),
            OptionNumber::HOP_LIMIT => self.hop_limit = number.map(|number| number as u8),
            OptionNumber::IF_MATCH => self.if_match = true,
            OptionNumber::IF_NONE_MATCH => self.if_none_match = true,
            OptionNumber::LOCATION_PATH | OptionNumber::LOCATION_QUERY => self.location = true,
            OptionNumber::MAX_AGE => self.max_age = number,
            OptionNumber::NO_RESPONSE => self.no_response = number.map(|number| number as u8),
            OptionNumber::OBSERVE => self.observe = number,
            OptionNumber::PROXY_SCHEME | OptionNumber::PROXY_URI => self.proxy = true,
            OptionNumber::REQUEST_TAG => self.request_tag = self.request_tag.or(Some(option.value)),
            OptionNumber::SIZE1 => self.size1 = number,
            OptionNumber::SIZE2 => self.size2 = number,
            OptionNumber::URI_HOST => self.uri_host = Some(option.value),
            OptionNumber::URI_PATH => self.dot_segment |= matches!(option.value, b"." | b".."),
            OptionNumber::URI_PORT => self.uri_port = short,
            _ => {}
        }
    }
}

fn is_understood(
    rules: &Definition,
    request: bool,
    repeated: bool,
    option: &MessageOption<'_>,
) -> bool {
    let (stands, repeats) = if request {
        (rules.in_request, rules.repeats_in_request)
    } else {
        (rules.in_response, rules.repeats_in_response)
    };
    let length = option.value.len();
    stands
        && (repeats || !repeated)
        && (usize::from(rules.min)..=usize::from(rules.max)).contains(&length)
}

/// The answer to a request that must not be processed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// Response code.
    pub code: Code,
    /// The option to name in the diagnostic payload.
    pub option: Option<OptionNumber>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(datagram: &[u8]) -> Option<u8> {
        let message = Message::parse(datagram).unwrap();
        Fields::read(&message).refusal(message.code).map(|refusal| refusal.code.0)
    }

    #[test]
    fn values_are_read_in_one_pass() {
        let datagram = b"\x40\x03\0\x01\x44ABCD\x20\xb1a\x11\x32\x51\x3c\xd1\x0a\x0a\xd1\x21\x09";
        let message = Message::parse(&datagram[..]);
        let fields = Fields::read(&message.unwrap());
        assert_eq!(fields.etag, Some(&b"ABCD"[..]));
        assert_eq!(fields.bad_option, None);
        assert_eq!(fields.observe, Some(0));
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
        let fields = Fields::read(&message);
        assert_eq!((fields.etag, fields.content_format), (None, Some(0x32)));
        assert_eq!(fields.refusal(Code::POST), None);
    }

    #[test]
    fn request_options_in_a_response_are_not_understood() {
        let message = Message::parse(b"\x60\x45\0\x01\xb1a").unwrap();
        assert_eq!(Fields::read(&message).bad_option, Some(OptionNumber::URI_PATH));
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
        let fields = Fields { no_response: Some(2), ..Fields::default() };
        assert!(fields.suppresses(Code::CONTENT) && !fields.suppresses(Code::NOT_FOUND));
        let fields = Fields { no_response: Some(26), ..Fields::default() };
        assert!(fields.suppresses(Code::NOT_FOUND) && fields.suppresses(Code::BAD_GATEWAY));
        assert!(!Fields::default().suppresses(Code::CONTENT));
    }
}
