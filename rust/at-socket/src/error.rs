//! Errors by who is at fault: the caller, the modem, or a capacity.

/// The caller asked for something that cannot be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestError {
    /// The host text is empty, too long, or has characters that cannot stand in a command.
    InvalidHost,
    /// The socket is not open.
    NotOpen,
    /// More bytes than one datagram of this dialect carries.
    TooLong,
    /// No such socket, or not in use.
    UnknownSocket,
    /// The dialect has no such operation.
    Unsupported,
}

/// The modem, or the network behind it, did not do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModemError {
    /// The connection broke: the network or the modem gave it up, or an error of its own.
    Broken,
    /// The connection was closed by the peer or the network.
    Closed,
    /// The network does not let this SIM in.
    Denied,
    /// The answer broke the framing rules of the dialect.
    Garbled,
    /// The SIM wants something, a PIN for instance.
    Locked,
    /// The payload was not asked for (no prompt).
    NoPrompt,
    /// A final result that says no; with its number when the modem gave one.
    Refused(Option<u16>),
    /// The modem restarted in the middle.
    Restarted,
    /// No final result in time.
    TimedOut,
    /// The network gave the modem no address.
    Unaddressed,
    /// The modem is of no family that is known here.
    Unrecognised,
    /// The dialect has no form in which this payload can be sent.
    Unsendable,
    /// The payload was handed over, then no final result came in time.
    Unconfirmed,
}

/// A buffer of the caller or a table of the engine has no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;
