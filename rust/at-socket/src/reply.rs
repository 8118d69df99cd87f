//! Final results: the lines that end a command (3GPP TS 27.007 section 9, ITU-T V.250 section 5.7).

use crate::text::{Params, parse_number};

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
        if line == b"OK" {
            return Some(Self::Ok);
        }
        if line == b"CONNECT" || line.starts_with(b"CONNECT ") {
            return Some(Self::Connected);
        }
        let mut refusals = Params::new(REFUSALS);
        while let Some(known) = refusals.text() {
            if known == line {
                return Some(Self::Refused(None));
            }
        }
        numbered(line).map(Self::Refused)
    }
}

/// Those without a number.
const REFUSALS: &[u8] = b"ERROR,NO CARRIER,NO ANSWER,BUSY,NO DIALTONE,ABORTED";

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
    let mut known = Params::new(TEXTS);
    while let Some(number) = known.small() {
        if known.text()?.eq_ignore_ascii_case(text) {
            return Some(number);
        }
    }
    None
}

const TEXTS: &[u8] = b"3,operation not allowed,4,operation not supported,10,SIM not inserted,\
    11,SIM PIN required,13,SIM failure,14,SIM busy,15,SIM wrong,20,memory full,21,invalid index,\
    22,not found,23,memory failure,24,text string too long,30,no network service,\
    31,network timeout,50,incorrect parameters,100,unknown";

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
