//! Error numbers as scripts know them: POSIX numbers of Linux, which MicroPython uses on every port.

use crate::error::ModemError;

const EACCES: u8 = 13;
const EADDRINUSE: u8 = 98;
const EAGAIN: u8 = 11;
const EBADF: u8 = 9;
const EBUSY: u8 = 16;
const ECONNREFUSED: u8 = 111;
const ECONNRESET: u8 = 104;
const EHOSTUNREACH: u8 = 113;
const EINVAL: u8 = 22;
const EIO: u8 = 5;
const ENETDOWN: u8 = 100;
const ENOBUFS: u8 = 105;
const ENODEV: u8 = 19;
const ENOENT: u8 = 2;
const ENOMEM: u8 = 12;
const ENOTCONN: u8 = 107;
const EOPNOTSUPP: u8 = 95;
const ETIMEDOUT: u8 = 110;

impl ModemError {
    /// The number a socket module raises for it.
    pub fn errno(self) -> u16 {
        let number = match self {
            Self::Broken | Self::Closed | Self::Restarted => ECONNRESET,
            Self::Garbled | Self::NoPrompt => EIO,
            Self::Refused(None) => EIO,
            Self::Refused(Some(code)) => of_code(code),
            Self::TimedOut | Self::Unconfirmed => ETIMEDOUT,
            Self::Denied => EACCES,
            Self::Unaddressed => ENETDOWN,
            Self::Locked | Self::Unrecognised => ENODEV,
            Self::Unsendable => EOPNOTSUPP,
        };
        number.into()
    }
}

/// `+CME ERROR` numbers (TS 27.007 section 9.2). Those that are not here are [`EIO`].
const CME: [(u8, u8); 21] = [
    (3, ENOTCONN),
    (4, EOPNOTSUPP),
    (10, ENODEV),
    (11, ENODEV),
    (12, ENODEV),
    (13, ENODEV),
    (14, ENODEV),
    (15, ENODEV),
    (20, ENOMEM),
    (21, EBADF),
    (22, ENOENT),
    (23, EINVAL),
    (24, EINVAL),
    (25, EINVAL),
    (26, EINVAL),
    (27, EINVAL),
    (30, EHOSTUNREACH),
    (31, ETIMEDOUT),
    (50, EINVAL),
    (148, ENETDOWN),
    (149, EACCES),
];

/// Result codes of Quectel's TCP/IP commands, from [`QUECTEL_FIRST`] on.
const QUECTEL: [u8; 24] = [
    EAGAIN,
    EINVAL,
    ENOMEM,
    ENOBUFS,
    EOPNOTSUPP,
    EADDRINUSE,
    EADDRINUSE,
    EIO,
    EIO,
    EIO,
    ENETDOWN,
    ENETDOWN,
    EBUSY,
    EAGAIN,
    ENOENT,
    ECONNREFUSED,
    ENOTCONN,
    EAGAIN,
    ETIMEDOUT,
    ENETDOWN,
    EIO,
    EINVAL,
    ENETDOWN,
    EADDRINUSE,
];

const QUECTEL_FIRST: u16 = 551;

fn of_code(code: u16) -> u8 {
    let place = code.wrapping_sub(QUECTEL_FIRST);
    let common = || CME.iter().find(|(number, _)| u16::from(*number) == code).map(|row| row.1);
    QUECTEL.get(usize::from(place)).copied().or_else(common).unwrap_or(EIO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_keep_their_numbers() {
        assert_eq!(ModemError::Refused(Some(30)).errno(), u16::from(EHOSTUNREACH));
        assert_eq!(ModemError::Refused(Some(566)).errno(), u16::from(ECONNREFUSED));
        assert_eq!(ModemError::Refused(None).errno(), u16::from(EIO));
        assert_eq!(ModemError::TimedOut.errno(), u16::from(ETIMEDOUT));
    }
}
