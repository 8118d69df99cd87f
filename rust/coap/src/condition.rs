//! Conditional requests (RFC 7252 sections 5.10.6.2 and 5.10.8).

use crate::message::Message;
use crate::types::{Code, OptionNumber};

/// What the conditions of a request say about a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// Do it.
    Met,
    /// The client has the current representation: answer 2.03 with the ETag.
    Unchanged,
    /// Do nothing and answer 4.12.
    Failed,
}

impl Condition {
    /// Judges the conditions of `message` for a resource that `exists` or not and whose current ETag
    /// is `etag`, empty if it has none.
    #[must_use]
    pub fn of(message: &Message<'_>, exists: bool, etag: &[u8]) -> Self {
        let is_current = |value: &[u8]| exists && !etag.is_empty() && value == etag;
        let (mut wants_match, mut has_match, mut is_known) = (false, false, false);
        for option in message.options() {
            match option.number {
                OptionNumber::IF_MATCH => {
                    wants_match = true;
                    has_match |= is_current(option.value) || (exists && option.value.is_empty());
                }
                OptionNumber::IF_NONE_MATCH if exists => return Self::Failed,
                OptionNumber::ETAG => is_known |= is_current(option.value),
                _ => {}
            }
        }
        if wants_match && !has_match {
            return Self::Failed;
        }
        let reads = matches!(message.code, Code::GET | Code::FETCH);
        if is_known && reads { Self::Unchanged } else { Self::Met }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(datagram: &[u8], exists: bool, etag: &[u8]) -> Condition {
        Condition::of(&Message::parse(datagram).unwrap(), exists, etag)
    }

    #[test]
    fn if_match_wants_one_current_etag_or_existence() {
        let etags = b"\x40\x03\0\x01\x11a\x01b";
        assert_eq!(judge(etags, true, b"b"), Condition::Met);
        assert_eq!(judge(etags, true, b"c"), Condition::Failed);
        assert_eq!(judge(etags, false, b"b"), Condition::Failed);
        let any = b"\x40\x03\0\x01\x10";
        assert_eq!(judge(any, true, b""), Condition::Met);
        assert_eq!(judge(any, false, b""), Condition::Failed);
    }

    #[test]
    fn if_none_match_wants_absence() {
        let absent = b"\x40\x03\0\x01\x50";
        assert_eq!(judge(absent, false, b""), Condition::Met);
        assert_eq!(judge(absent, true, b"x"), Condition::Failed);
    }

    #[test]
    fn a_current_etag_makes_a_get_unchanged() {
        let get = b"\x40\x01\0\x01\x41a\x01b";
        assert_eq!(judge(get, true, b"b"), Condition::Unchanged);
        assert_eq!(judge(get, true, b"c"), Condition::Met);
        assert_eq!(judge(b"\x40\x02\0\x01\x41a", true, b"a"), Condition::Met);
    }
}
