//! Final results: the lines that end a command (3GPP TS 27.007 section 9, ITU-T V.250 section 5.7).

use crate::text::{lookup, parse_number};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Final {
    /// Success.
    Ok,
    /// Failure, with the number of `+CME ERROR` when there was one.
    Refused(Option<u16>),
    /// The line became a transparent channel.
    Connected,
}

impl Final {
    /// Reads a whole line.
    pub(crate) fn parse(line: &[u8]) -> Option<Self> {
        if line.starts_with(b"CONNECT ") {
            return Some(Self::Connected);
        }
        lookup(&RESULTS, line).or_else(|| numbered(line).map(Self::Refused))
    }
}

const RESULTS: [(&str, Final); 8] = [
    ("OK", Final::Ok),
    ("ERROR", Final::Refused(None)),
    ("CONNECT", Final::Connected),
    ("NO CARRIER", Final::Refused(None)),
    ("NO ANSWER", Final::Refused(None)),
    ("BUSY", Final::Refused(None)),
    ("NO DIALTONE", Final::Refused(None)),
    ("ABORTED", Final::Refused(None)),
];

fn numbered(line: &[u8]) -> Option<Option<u16>> {
    let detail = line
        .strip_prefix(b"+CME ERROR:")
        .or_else(|| line.strip_prefix(b"+CMS ERROR:"))?
        .trim_ascii();
    let number = parse_number(detail).and_then(|number| number.try_into().ok());
    Some(number.or_else(|| number_of(detail)))
}

/// The number behind a verbose `+CME ERROR` text (TS 27.007 section 9.2).
fn number_of(text: &[u8]) -> Option<u16> {
    TEXTS.iter().find(|(known, _)| text.eq_ignore_ascii_case(known.as_bytes())).map(|entry| entry.1)
}

const TEXTS: [(&str, u16); 16] = [
    ("operation not allowed", 3),
    ("operation not supported", 4),
    ("SIM not inserted", 10),
    ("SIM PIN required", 11),
    ("SIM failure", 13),
    ("SIM busy", 14),
    ("SIM wrong", 15),
    ("memory full", 20),
    ("invalid index", 21),
    ("not found", 22),
    ("memory failure", 23),
    ("text string too long", 24),
    ("no network service", 30),
    ("network timeout", 31),
    ("incorrect parameters", 50),
    ("unknown", 100),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_lines_only() {
        assert_eq!(Final::parse(b"OK"), Some(Final::Ok));
        assert_eq!(Final::parse(b"OKAY"), None);
        assert_eq!(Final::parse(b" OK"), None);
        assert_eq!(Final::parse(b"ok"), None);
        assert_eq!(Final::parse(b"NO CARRIER"), Some(Final::Refused(None)));
        assert_eq!(Final::parse(b"CONNECT 115200"), Some(Final::Connected));
    }

    #[test]
    fn both_forms_of_cme_errors() {
        assert_eq!(Final::parse(b"+CME ERROR: 50"), Some(Final::Refused(Some(50))));
        assert_eq!(
            Final::parse(b"+CME ERROR: operation not supported"),
            Some(Final::Refused(Some(4)))
        );
        assert_eq!(Final::parse(b"+CME ERROR: of a new kind"), Some(Final::Refused(None)));
        assert_eq!(Final::parse(b"+CME ERROR: 99999"), Some(Final::Refused(None)));
    }
}
