//! Datagram to message (RFC 7252 section 3). Nothing is copied; nothing is allocated.

use crate::bytes::put;
use crate::option::{self, Options, PAYLOAD_MARKER};
use crate::types::{Code, CodeClass, MessageId, OptionNumber, TOKEN_LEN, Token, Type};

/// A well-formed message, borrowed from its datagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<'a> {
    /// Message type.
    pub kind: Type,
    /// Method or response code.
    pub code: Code,
    /// Message id.
    pub id: MessageId,
    token: &'a [u8],
    options: &'a [u8],
    payload: &'a [u8],
    has_marker: bool,
}

/// Why a datagram is no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParseError {
    /// Another protocol or version: to be dropped without a word (RFC 7252 section 3).
    Foreign,
    /// Format error. A confirmable one is answered with a reset (RFC 7252 section 4.2).
    Format {
        /// Type of the message.
        kind: Type,
        /// Its message id.
        id: MessageId,
    },
}

/// What to do with a payload marker that nothing follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoneMarker {
    /// A format error, as the standard says.
    Refuse,
    /// An empty payload, unless the message is a request.
    Accept,
}

impl<'a> Message<'a> {
    /// Reads `datagram`, to the end of its options.
    ///
    /// # Errors
    /// See [`ParseError`]; the order of the checks is that of RFC 7252 section 3.
    pub fn parse(datagram: &'a [u8]) -> Result<Self, ParseError> {
        Self::parse_with(datagram, LoneMarker::Refuse)
    }

    /// [`Message::parse`] with a choice about lone payload markers.
    ///
    /// # Errors
    /// As [`Message::parse`].
    pub fn parse_with(datagram: &'a [u8], marker: LoneMarker) -> Result<Self, ParseError> {
        let Some((&[first, code, high, low], rest)) = datagram.split_first_chunk() else {
            return Err(ParseError::Foreign);
        };
        if first >> 6 != 1 {
            return Err(ParseError::Foreign);
        }
        let kind = Type::from_bits(first >> 4);
        let id = MessageId(u16::from_be_bytes([high, low]));
        Self::body(kind, Code(code), id, usize::from(first & 0x0f), rest, marker)
            .ok_or(ParseError::Format { kind, id })
    }

    fn body(
        kind: Type,
        code: Code,
        id: MessageId,
        token_length: usize,
        rest: &'a [u8],
        marker: LoneMarker,
    ) -> Option<Self> {
        if token_length > TOKEN_LEN || (code == Code::EMPTY && (token_length | rest.len()) != 0) {
            return None;
        }
        let (token, body) = rest.split_at_checked(token_length)?;
        let mut tail = body;
        let mut number = 0;
        while option::take(&mut tail, &mut number).is_some() {}
        let options = body.get(..body.len() - tail.len())?;
        let (payload, has_marker) = match tail {
            [] => (tail, false),
            [_] if marker == LoneMarker::Refuse || code.kind() == CodeClass::Request => {
                return None;
            }
            [PAYLOAD_MARKER, payload @ ..] => (payload, true),
            _ => return None,
        };
        Some(Self { kind, code, id, token, options, payload, has_marker })
    }

    /// The token, 0 to 8 bytes.
    #[must_use]
    pub const fn token(&self) -> &'a [u8] {
        self.token
    }

    /// The token as a value of its own.
    #[must_use]
    pub fn to_token(&self) -> Token {
        Token::cut(self.token)
    }

    /// The options, ascending by number.
    #[must_use]
    pub const fn options(&self) -> Options<'a> {
        Options::new(self.options, 0)
    }

    /// The bytes of all options.
    #[must_use]
    pub const fn option_bytes(&self) -> &'a [u8] {
        self.options
    }

    /// The payload; empty if there is none.
    #[must_use]
    pub const fn payload(&self) -> &'a [u8] {
        self.payload
    }

    /// Joins the non-empty values of Uri-Path with `/` into `out`; `None` if it is too short.
    #[must_use]
    pub fn path<'o>(&self, out: &'o mut [u8]) -> Option<&'o [u8]> {
        let mut length = 0;
        for option in self.options() {
            if option.number != OptionNumber::URI_PATH || option.value.is_empty() {
                continue;
            }
            if length != 0 {
                *out.get_mut(length)? = b'/';
                length += 1;
            }
            length = put(out, length, option.value)?;
        }
        out.get(..length)
    }

    /// There was a payload marker; with an empty payload only under [`LoneMarker::Accept`].
    #[must_use]
    pub const fn has_marker(&self) -> bool {
        self.has_marker
    }

    /// Where the options start in the datagram.
    #[must_use]
    pub const fn options_offset(&self) -> usize {
        HEADER_LEN + self.token.len()
    }

    /// Where the payload starts in the datagram, or its end if there is none.
    #[must_use]
    pub const fn payload_offset(&self) -> usize {
        let end = self.options_offset() + self.options.len();
        if self.has_marker() { end + 1 } else { end }
    }
}

/// Bytes in front of the token.
pub(crate) const HEADER_LEN: usize = 4;

// The marker is a byte that cannot start an option; `take` stops there and nowhere else.
const _: () = assert!(PAYLOAD_MARKER >> 4 == 15);

#[cfg(test)]
mod tests {
    use super::*;

    const FORMAT: fn(Type, u16) -> ParseError =
        |kind, id| ParseError::Format { kind, id: MessageId(id) };

    #[test]
    fn a_request_falls_into_its_parts() {
        let datagram = b"\x42\x03\x12\x34\x01\x02\xb1a\x01b\x11\x32\xff{}";
        let message = Message::parse(datagram).unwrap();
        assert_eq!((message.kind, message.code), (Type::Con, Code::PUT));
        assert_eq!(message.id, MessageId(0x1234));
        assert_eq!(message.token(), [1, 2]);
        let options: Vec<_> = message.options().map(|o| (o.number, o.value)).collect();
        assert_eq!(
            options,
            [
                (OptionNumber::URI_PATH, &b"a"[..]),
                (OptionNumber::URI_PATH, b"b"),
                (OptionNumber::CONTENT_FORMAT, b"\x32"),
            ]
        );
        assert_eq!(message.payload(), b"{}");
        assert_eq!(message.options_offset(), 6);
        assert_eq!(&datagram[message.payload_offset()..], b"{}");
    }

    #[test]
    fn the_path_joins_what_is_not_empty() {
        let message = Message::parse(b"\x40\x01\0\x01\xb1a\x00\x01b\x41x").unwrap();
        assert_eq!(message.path(&mut [0; 8]), Some(&b"a/b"[..]));
        assert_eq!(message.path(&mut [0; 2]), None);
    }

    #[test]
    fn short_datagrams_and_other_versions_are_foreign() {
        for datagram in [&b""[..], b"\x40\x01\x50", b"\x00\x01\x50\x01", b"\x80\x01\x50\x02"] {
            assert_eq!(Message::parse(datagram), Err(ParseError::Foreign));
        }
    }

    #[test]
    fn token_lengths_beyond_eight_or_beyond_the_datagram_are_format_errors() {
        let long = b"\x49\x01\x50\x04123456789";
        assert_eq!(Message::parse(long), Err(FORMAT(Type::Con, 0x5004)));
        assert_eq!(Message::parse(b"\x58\x01\x50\x0712"), Err(FORMAT(Type::Non, 0x5007)));
    }

    #[test]
    fn empty_messages_have_nothing_behind_the_id() {
        assert!(Message::parse(b"\x40\x00\x50\x10").is_ok());
        assert_eq!(Message::parse(b"\x41\x00\x50\x11a"), Err(FORMAT(Type::Con, 0x5011)));
        assert_eq!(Message::parse(b"\x60\x00\x50\x12\0"), Err(FORMAT(Type::Ack, 0x5012)));
    }

    #[test]
    fn a_lone_marker_is_refused_or_taken_for_an_empty_payload_outside_requests() {
        let response = b"\x60\x45\x00\x01\xff";
        assert_eq!(Message::parse(response), Err(FORMAT(Type::Ack, 1)));
        let message = Message::parse_with(response, LoneMarker::Accept).unwrap();
        assert!(message.has_marker() && message.payload().is_empty());
        assert_eq!(message.payload_offset(), response.len());
        let request = b"\x40\x01\x00\x01\xff";
        assert!(Message::parse_with(request, LoneMarker::Accept).is_err());
    }

    #[test]
    fn the_marker_byte_inside_an_option_is_a_value() {
        let message = Message::parse(b"\x40\x01\x00\x01\xb1\xff").unwrap();
        assert!(!message.has_marker());
        assert_eq!(message.options().count(), 1);
    }
}
