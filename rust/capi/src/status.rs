//! The one result type of the ABI. Numbers are never reused.

/// Result of every function: `OK`, `IDLE`, or an error of one of four groups.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Done; outputs are written.
    Ok = 0,
    /// Nothing to do now; outputs are untouched.
    Idle = 1,

    // Caller: the call itself was wrong.
    /// A required pointer was null.
    NullPointer = -1,
    /// The object was never initialised.
    Uninitialised = -2,
    /// A value is outside its range.
    InvalidArgument = -3,
    /// No such socket, or not in use.
    UnknownSocket = -4,
    /// The socket is not open.
    NotOpen = -5,
    /// The host text cannot stand in a command.
    InvalidHost = -6,
    /// The dialect cannot do this.
    Unsupported = -7,

    // Capacity: something does not fit.
    /// The output buffer is too small.
    BufferTooSmall = -20,
    /// A table is full.
    Full = -21,
    /// A datagram or message is longer than the limit.
    TooLong = -22,

    // Modem: what the other end of the serial line did.
    /// The modem answered with an error.
    Refused = -40,
    /// The modem did not ask for the payload.
    NoPrompt = -41,
    /// No final result in time.
    TimedOut = -42,
    /// The payload was handed over, its final result did not come in time.
    Unconfirmed = -43,
    /// The modem restarted.
    Restarted = -44,
    /// The peer or the network closed the connection.
    Closed = -45,
    /// The answer broke the framing rules of the dialect.
    Garbled = -46,
    /// The modem is of no family that this library knows.
    Unrecognised = -47,
    /// The network does not let this SIM in.
    Denied = -48,
    /// The SIM wants something, a PIN for instance.
    Locked = -49,
    /// The network gave the modem no address.
    Unaddressed = -50,
    /// The connection broke: not closed by its peer.
    Broken = -51,

    // Wire: what came over the network.
    /// A message that the protocol's rules reject.
    Malformed = -60,
    /// The name does not exist, or has no address of the family asked for.
    NoSuchName = -61,
}

/// The status a body ends with.
pub(crate) fn of(body: impl FnOnce() -> Result<(), Status>) -> Status {
    match body() {
        Ok(()) => Status::Ok,
        Err(status) => status,
    }
}
