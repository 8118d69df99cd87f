//! Registries as tables: codes, options, content formats. One row per registered number.

use crate::types::{Code, OptionNumber};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $class:literal . $detail:literal, $text:literal;)*) => {
        impl Code {
            $($(#[$doc])* pub const $name: Self = Self::new($class, $detail);)*

            /// The registered name, `None` for numbers without one.
            #[must_use]
            pub const fn name(self) -> Option<&'static str> {
                match self {
                    $(Self::$name => Some($text),)*
                    _ => None,
                }
            }
        }

        #[cfg(test)]
        const CODES: &[(Code, &str)] = &[$((Code::$name, $text),)*];
    };
}

codes! {
    /// 0.00, no request and no response: ping, ACK or RST.
    EMPTY = 0 . 0, "Empty";
    /// RFC 7252 section 5.8.1.
    GET = 0 . 1, "GET";
    /// RFC 7252 section 5.8.2.
    POST = 0 . 2, "POST";
    /// RFC 7252 section 5.8.3.
    PUT = 0 . 3, "PUT";
    /// RFC 7252 section 5.8.4.
    DELETE = 0 . 4, "DELETE";
    /// RFC 8132 section 2.
    FETCH = 0 . 5, "FETCH";
    /// RFC 8132 section 3.
    PATCH = 0 . 6, "PATCH";
    /// RFC 8132 section 3, the idempotent form.
    IPATCH = 0 . 7, "iPATCH";
    /// RFC 7252 section 5.9.1.1.
    CREATED = 2 . 1, "Created";
    /// RFC 7252 section 5.9.1.2.
    DELETED = 2 . 2, "Deleted";
    /// RFC 7252 section 5.9.1.3.
    VALID = 2 . 3, "Valid";
    /// RFC 7252 section 5.9.1.4.
    CHANGED = 2 . 4, "Changed";
    /// RFC 7252 section 5.9.1.5.
    CONTENT = 2 . 5, "Content";
    /// RFC 7959 section 2.9.1.
    CONTINUE = 2 . 31, "Continue";
    /// RFC 7252 section 5.9.2.1.
    BAD_REQUEST = 4 . 0, "Bad Request";
    /// RFC 7252 section 5.9.2.2.
    UNAUTHORIZED = 4 . 1, "Unauthorized";
    /// RFC 7252 section 5.9.2.3.
    BAD_OPTION = 4 . 2, "Bad Option";
    /// RFC 7252 section 5.9.2.4.
    FORBIDDEN = 4 . 3, "Forbidden";
    /// RFC 7252 section 5.9.2.5.
    NOT_FOUND = 4 . 4, "Not Found";
    /// RFC 7252 section 5.9.2.6.
    METHOD_NOT_ALLOWED = 4 . 5, "Method Not Allowed";
    /// RFC 7252 section 5.9.2.7.
    NOT_ACCEPTABLE = 4 . 6, "Not Acceptable";
    /// RFC 7959 section 2.9.2.
    REQUEST_ENTITY_INCOMPLETE = 4 . 8, "Request Entity Incomplete";
    /// RFC 8132 section 5.
    CONFLICT = 4 . 9, "Conflict";
    /// RFC 7252 section 5.9.2.8.
    PRECONDITION_FAILED = 4 . 12, "Precondition Failed";
    /// RFC 7252 section 5.9.2.9, RFC 7959 section 2.9.3.
    REQUEST_ENTITY_TOO_LARGE = 4 . 13, "Request Entity Too Large";
    /// RFC 7252 section 5.9.2.10.
    UNSUPPORTED_CONTENT_FORMAT = 4 . 15, "Unsupported Content-Format";
    /// RFC 8132 section 5.
    UNPROCESSABLE_ENTITY = 4 . 22, "Unprocessable Entity";
    /// RFC 8516.
    TOO_MANY_REQUESTS = 4 . 29, "Too Many Requests";
    /// RFC 7252 section 5.9.3.1.
    INTERNAL_SERVER_ERROR = 5 . 0, "Internal Server Error";
    /// RFC 7252 section 5.9.3.2.
    NOT_IMPLEMENTED = 5 . 1, "Not Implemented";
    /// RFC 7252 section 5.9.3.3.
    BAD_GATEWAY = 5 . 2, "Bad Gateway";
    /// RFC 7252 section 5.9.3.4.
    SERVICE_UNAVAILABLE = 5 . 3, "Service Unavailable";
    /// RFC 7252 section 5.9.3.5.
    GATEWAY_TIMEOUT = 5 . 4, "Gateway Timeout";
    /// RFC 7252 section 5.9.3.6.
    PROXYING_NOT_SUPPORTED = 5 . 5, "Proxying Not Supported";
    /// RFC 8768.
    HOP_LIMIT_REACHED = 5 . 8, "Hop Limit Reached";
}

/// How often and where an option may stand, and how long its value may be.
#[derive(Debug, PartialEq, Eq)]
pub struct Definition {
    number: OptionNumber,
    /// Longest value in bytes.
    pub max: u16,
    /// Shortest value in bytes.
    pub min: u8,
    /// Has a meaning in requests (bit 0), in responses (1); may stand there more than once (2, 3).
    places: u8,
}

impl Definition {
    /// Whether the option, of this `length`, is understood in a request or a response; `repeated`: one
    /// stands before it.
    #[must_use]
    pub fn admits(&self, is_request: bool, repeated: bool, length: usize) -> bool {
        let place = if is_request { self.places } else { self.places >> 1 };
        let lengths = usize::from(self.min)..=usize::from(self.max);
        place & 1 != 0 && (place & 4 != 0 || !repeated) && lengths.contains(&length)
    }
}

/// A row of the table below.
const fn definition(number: u16, min: u8, max: u16, stands: &str, repeats: &str) -> Definition {
    let places = contains(stands, b'Q') as u8
        | (contains(stands, b'S') as u8) << 1
        | (contains(repeats, b'Q') as u8) << 2
        | (contains(repeats, b'S') as u8) << 3;
    Definition { number: OptionNumber(number), max, min, places }
}

const fn contains(text: &str, letter: u8) -> bool {
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == letter {
            return true;
        }
        rest = tail;
    }
    false
}

macro_rules! options {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $text:literal,
        $min:literal ..= $max:literal, $stands:literal, $repeats:literal;)*) => {
        impl OptionNumber {
            $($(#[$doc])* pub const $name: Self = Self($number);)*

            /// The registered name, `None` for numbers this engine does not understand.
            #[must_use]
            pub const fn name(self) -> Option<&'static str> {
                match self.0 {
                    $($number => Some($text),)*
                    _ => None,
                }
            }

            /// The rules of the option, `None` if this engine does not understand it.
            #[must_use]
            pub fn definition(self) -> Option<&'static Definition> {
                DEFINITIONS.iter().find(|row| row.number == self)
            }
        }

        const DEFINITIONS: &[Definition] =
            &[$(definition($number, $min, $max, $stands, $repeats),)*];

        #[cfg(test)]
        const OPTIONS: &[(OptionNumber, &str)] = &[$((OptionNumber::$name, $text),)*];
    };
}

// Number, name, length of the value, stands in reQuests / reSponses, repeats there.
// OSCORE (9), Q-Block (19, 31) and EDHOC (21) are left out: an engine that cannot process a critical
// option must not claim to understand it.
options! {
    /// RFC 7252 section 5.10.8.1.
    IF_MATCH = 1, "If-Match", 0..=8, "Q", "Q";
    /// RFC 7252 section 5.10.1.
    URI_HOST = 3, "Uri-Host", 1..=255, "Q", "";
    /// RFC 7252 section 5.10.6.
    ETAG = 4, "ETag", 1..=8, "QS", "Q";
    /// RFC 7252 section 5.10.8.2.
    IF_NONE_MATCH = 5, "If-None-Match", 0..=0, "Q", "";
    /// RFC 7641.
    OBSERVE = 6, "Observe", 0..=3, "QS", "";
    /// RFC 7252 section 5.10.1.
    URI_PORT = 7, "Uri-Port", 0..=2, "Q", "";
    /// RFC 7252 section 5.10.7.
    LOCATION_PATH = 8, "Location-Path", 0..=255, "S", "S";
    /// RFC 7252 section 5.10.1.
    URI_PATH = 11, "Uri-Path", 0..=255, "Q", "Q";
    /// RFC 7252 section 5.10.3.
    CONTENT_FORMAT = 12, "Content-Format", 0..=2, "QS", "";
    /// RFC 7252 section 5.10.5, seconds.
    MAX_AGE = 14, "Max-Age", 0..=4, "S", "";
    /// RFC 7252 section 5.10.1.
    URI_QUERY = 15, "Uri-Query", 0..=255, "Q", "Q";
    /// RFC 8768.
    HOP_LIMIT = 16, "Hop-Limit", 1..=1, "Q", "";
    /// RFC 7252 section 5.10.4.
    ACCEPT = 17, "Accept", 0..=2, "Q", "";
    /// RFC 7252 section 5.10.7.
    LOCATION_QUERY = 20, "Location-Query", 0..=255, "S", "S";
    /// RFC 7959 section 2.1.
    BLOCK2 = 23, "Block2", 0..=3, "QS", "";
    /// RFC 7959 section 2.1.
    BLOCK1 = 27, "Block1", 0..=3, "QS", "";
    /// RFC 7959 section 4, bytes.
    SIZE2 = 28, "Size2", 0..=4, "QS", "";
    /// RFC 7252 section 5.10.2.
    PROXY_URI = 35, "Proxy-Uri", 1..=1034, "Q", "";
    /// RFC 7252 section 5.10.2.
    PROXY_SCHEME = 39, "Proxy-Scheme", 1..=255, "Q", "";
    /// RFC 7252 section 5.10.9, RFC 7959 section 4, bytes.
    SIZE1 = 60, "Size1", 0..=4, "QS", "";
    /// RFC 9175 section 2.
    ECHO = 252, "Echo", 1..=40, "QS", "";
    /// RFC 7967.
    NO_RESPONSE = 258, "No-Response", 0..=1, "Q", "";
    /// RFC 9175 section 3.
    REQUEST_TAG = 292, "Request-Tag", 0..=8, "Q", "Q";
}

macro_rules! formats {
    ($($(#[$doc:meta])* $name:ident = $number:literal;)*) => {
        $($(#[$doc])* pub const $name: u16 = $number;)*
    };
}

/// Content formats that the engine itself needs (registry "CoAP Content-Formats").
pub mod format {
    formats! {
        /// text/plain; charset=utf-8.
        TEXT_PLAIN = 0;
        /// application/link-format (RFC 6690).
        LINK_FORMAT = 40;
        /// application/octet-stream.
        OCTET_STREAM = 42;
        /// application/json.
        JSON = 50;
        /// application/cbor.
        CBOR = 60;
    }
}

/// UDP port of the `coap` scheme (RFC 7252 section 6.1).
pub const PORT: u16 = 5683;
/// UDP port of the `coaps` scheme (RFC 7252 section 6.2).
pub const SECURE_PORT: u16 = 5684;
/// Longest message to send when nothing is known of the path (RFC 7252 section 4.6), bytes.
pub const MESSAGE_LIMIT: usize = 1152;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_bytes_are_those_of_the_registry() {
        for (code, byte) in [
            (Code::IPATCH, 0x07),
            (Code::CREATED, 0x41),
            (Code::CONTINUE, 0x5f),
            (Code::PRECONDITION_FAILED, 0x8c),
            (Code::UNPROCESSABLE_ENTITY, 0x96),
            (Code::TOO_MANY_REQUESTS, 0x9d),
            (Code::HOP_LIMIT_REACHED, 0xa8),
        ] {
            assert_eq!(code.0, byte);
        }
    }

    #[test]
    fn every_code_of_the_table_has_its_name_and_no_number_stands_twice() {
        for (index, (code, name)) in CODES.iter().enumerate() {
            assert_eq!(code.name(), Some(*name));
            assert!(CODES.iter().skip(index + 1).all(|(other, _)| other != code), "{name}");
        }
        assert_eq!(Code::new(2, 30).name(), None);
    }

    #[test]
    fn the_option_table_ascends_and_gives_names_and_rules() {
        assert!(OPTIONS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for (number, name) in OPTIONS {
            assert_eq!(number.name(), Some(*name));
            let rules = number.definition().unwrap();
            assert!(u16::from(rules.min) <= rules.max, "{name}");
            let (stands, repeats) = (rules.places & 3, rules.places >> 2);
            assert!(stands != 0 && repeats & !stands == 0, "{name}");
        }
    }

    #[test]
    fn an_etag_repeats_in_requests_only() {
        let rules = OptionNumber::ETAG.definition().unwrap();
        assert!(rules.admits(true, true, 8) && !rules.admits(false, true, 8));
    }

    #[test]
    fn options_that_cannot_be_processed_are_not_understood() {
        for number in [9, 13, 19, 21, 31, 65000] {
            assert!(OptionNumber(number).definition().is_none());
        }
    }
}
