//! How a request ends.

use crate::{error::ModemError, types::SocketId};

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// What came of it.
    pub kind: EventKind,
    /// The socket that it was for, if it was for one; of a connection that came in, the one it became.
    pub socket: Option<SocketId>,
    /// A number, by kind; else 0.
    pub value: u16,
    /// Why it failed.
    pub error: Option<ModemError>,
}

/// What came of a request, and what the value of the event is then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// The connection is closed.
    Closed,
    /// The request failed.
    Failed,
    /// The time for listening is over, or something was heard.
    Heard,
    /// Nothing to read within the time given; the modem does not know what was asked for.
    Nothing,
    /// The connection is open; local port that was asked for.
    Opened,
    /// A datagram of this length was read; what fits is in the sink.
    Received,
    /// The payload was taken; its length.
    Sent,
    /// A command of the script's own was answered with OK.
    Answered,
    /// A name was looked up: its first address is [`Modem::peer`](crate::Modem::peer); empty when there is none.
    Resolved,
    /// The modem is of the family that [`Modem::dialect`](crate::Modem::dialect) tells.
    Detected,
    /// The modem is in the network and has an address; `<stat>` of its registration.
    Attached,
    /// The modem is not in the network yet; `<stat>` of its registration.
    Registering,
    /// What was asked for: a number of 16 bits, with a sign where it may be negative, or 0 for a text.
    Told,
}
