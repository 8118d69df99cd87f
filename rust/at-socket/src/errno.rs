//! Error numbers as scripts know them: POSIX numbers of Linux, which MicroPython uses on every port.

use crate::error::ModemError;

const EACCES: u16 = 13;
const EADDRINUSE: u16 = 98;
const EAGAIN: u16 = 11;
const EBADF: u16 = 9;
const EBUSY: u16 = 16;
const ECONNREFUSED: u16 = 111;
const ECONNRESET: u16 = 104;
const EHOSTUNREACH: u16 = 113;
const EINVAL: u16 = 22;
const EIO: u16 = 5;
const ENETDOWN: u16 = 100;
const ENOBUFS: u16 = 105;
const ENODEV: u16 = 19;
const ENOENT: u16 = 2;
const ENOMEM: u16 = 12;
const ENOTCONN: u16 = 107;
const EOPNOTSUPP: u16 = 95;
const ETIMEDOUT: u16 = 110;

impl ModemError {
    /// The number a socket module raises for it.
    pub const fn errno(self) -> u16 {
        match self {
            Self::Closed | Self::Restarted => ECONNRESET,
            Self::Garbled | Self::NoPrompt => EIO,
            Self::Refused(None) => EIO,
            Self::Refused(Some(code)) => of_code(code),
            Self::TimedOut | Self::Unconfirmed => ETIMEDOUT,
            Self::Denied => EACCES,
            Self::Unaddressed => ENETDOWN,
            Self::Locked | Self::Unrecognised => ENODEV,
            Self::Unsendable => EOPNOTSUPP,
        }
    }
}

/// `+CME ERROR` numbers (TS 27.007 section 9.2) and the result codes of Quectel's TCP/IP commands,
/// which start at 550.
const fn of_code(code: u16) -> u16 {
    match code {
        3 | 567 => ENOTCONN,
        4 | 555 => EOPNOTSUPP,
        10..=15 => ENODEV,
        20 | 553 => ENOMEM,
        21 => EBADF,
        22 | 565 => ENOENT,
        23..=27 | 50 | 552 | 572 => EINVAL,
        30 => EHOSTUNREACH,
        31 | 569 => ETIMEDOUT,
        148 | 561 | 562 | 570 | 573 => ENETDOWN,
        149 => EACCES,
        551 | 564 | 568 => EAGAIN,
        554 => ENOBUFS,
        556 | 557 | 574 => EADDRINUSE,
        563 => EBUSY,
        566 => ECONNREFUSED,
        _ => EIO,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_keep_their_numbers() {
        assert_eq!(ModemError::Refused(Some(30)).errno(), EHOSTUNREACH);
        assert_eq!(ModemError::Refused(Some(566)).errno(), ECONNREFUSED);
        assert_eq!(ModemError::Refused(None).errno(), EIO);
        assert_eq!(ModemError::TimedOut.errno(), ETIMEDOUT);
    }
}
