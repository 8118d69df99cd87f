//! Structures and enumerations of the AT functions, and how the engine's own become them.

use at_socket::{
    DialectId, Event, EventKind, ModemError, RequestError, Security, SocketId, Transmit,
    TransmitKind, Verify,
};

use crate::Status;

/// Modem families.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtDialect {
    /// Sequans Monarch and Monarch 2.
    Sequans = 0,
    /// Serial LTE Modem of the nRF Connect SDK, Serial Modem v0.1.0.
    NordicN0 = 1,
    /// Nordic Serial Modem, development state of 2025-11-04.
    NordicN1 = 2,
    /// Nordic Serial Modem v0.2.0.
    NordicN2 = 3,
    /// Nordic Serial Modem v0.3.0 to v1.0.1.
    NordicN3 = 4,
    /// Nordic Serial Modem v2.0.0 and later.
    NordicN4 = 5,
    /// Quectel, LTE class.
    Quectel = 6,
    /// Quectel, NB-IoT class.
    QuectelNbIot = 7,
    /// Not known: `mpnet_at_detect` finds out.
    Unknown = 8,
}

impl AtDialect {
    /// The engine's own name; `None` for a family that was left out of this library.
    pub(crate) const fn known(self) -> Option<DialectId> {
        match self {
            #[cfg(feature = "sequans")]
            Self::Sequans => Some(DialectId::Sequans),
            #[cfg(feature = "nordic")]
            Self::NordicN0 => Some(DialectId::NordicN0),
            #[cfg(feature = "nordic")]
            Self::NordicN1 => Some(DialectId::NordicN1),
            #[cfg(feature = "nordic")]
            Self::NordicN2 => Some(DialectId::NordicN2),
            #[cfg(feature = "nordic")]
            Self::NordicN3 => Some(DialectId::NordicN3),
            #[cfg(feature = "nordic")]
            Self::NordicN4 => Some(DialectId::NordicN4),
            #[cfg(feature = "quectel")]
            Self::Quectel => Some(DialectId::Quectel),
            #[cfg(feature = "quectel")]
            Self::QuectelNbIot => Some(DialectId::QuectelNbIot),
            Self::Unknown => Some(DialectId::Unknown),
            #[allow(unreachable_patterns, reason = "all families are there")]
            _ => None,
        }
    }
}

impl From<DialectId> for AtDialect {
    fn from(dialect: DialectId) -> Self {
        match dialect {
            #[cfg(feature = "sequans")]
            DialectId::Sequans => Self::Sequans,
            #[cfg(feature = "nordic")]
            DialectId::NordicN0 => Self::NordicN0,
            #[cfg(feature = "nordic")]
            DialectId::NordicN1 => Self::NordicN1,
            #[cfg(feature = "nordic")]
            DialectId::NordicN2 => Self::NordicN2,
            #[cfg(feature = "nordic")]
            DialectId::NordicN3 => Self::NordicN3,
            #[cfg(feature = "nordic")]
            DialectId::NordicN4 => Self::NordicN4,
            #[cfg(feature = "quectel")]
            DialectId::Quectel => Self::Quectel,
            #[cfg(feature = "quectel")]
            DialectId::QuectelNbIot => Self::QuectelNbIot,
            DialectId::Unknown => Self::Unknown,
        }
    }
}

/// How text reaches the modem.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtFraming {
    /// One text out, one text back (`send_at_cmd`); no line ends, no clock.
    Exchange = 0,
    /// A byte stream both ways.
    Stream = 1,
}

/// TLS or DTLS that the modem speaks. The options behind `verify` are Zephyr's; 0 leaves them to the modem.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct AtSecurity {
    /// Number under which the modem stores the credentials.
    pub tag: u32,
    /// Number of those that this side shows; -1 for none of their own.
    pub identity: i16,
    /// Whether the peer must show a good certificate: 0 never, 1 if it has one, 2 always.
    pub verify: u8,
    /// 1: take up the last session where that is possible.
    pub session_cache: u8,
    /// DTLS connection identifiers: 1 supported, 2 wanted.
    pub connection_id: u8,
    /// Seconds that a DTLS handshake may take.
    pub handshake_timeout: u8,
    /// Fragments of DTLS messages: 1 of 512 bytes, 2 of 1024.
    pub fragment_extension: u8,
}

impl AtSecurity {
    /// The engine's own form.
    pub(crate) fn known(&self) -> Result<Security, Status> {
        let verify = match self.verify {
            0 => Verify::Never,
            1 => Verify::Optional,
            2 => Verify::Required,
            _ => return Err(Status::InvalidArgument),
        };
        let mut security = Security::new(self.tag, verify);
        security.identity = match self.identity {
            -1 => None,
            place => Some(u8::try_from(place).map_err(|_| Status::InvalidArgument)?),
        };
        security.session_cache = self.session_cache;
        security.connection_id = self.connection_id;
        security.handshake_timeout = self.handshake_timeout;
        security.fragment_extension = self.fragment_extension;
        Ok(security)
    }
}

/// What `mpnet_at_poll_transmit` gave.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtTransmitKind {
    /// Command text in the output buffer.
    Command = 0,
    /// Hexadecimal payload in the output buffer.
    HexPayload = 1,
    /// Nothing to send, text is waited for.
    Listen = 2,
    /// The payload operand itself; nothing is in the output buffer.
    Payload = 3,
    /// The payload operand is a command, to be sent with the transport's line end.
    ScriptCommand = 4,
}

/// What to send, and how long its answer may take.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct AtTransmit {
    /// Bytes to send.
    pub length: usize,
    /// What they are.
    pub kind: AtTransmitKind,
    /// Bytes of CR LF that end a line of this modem: 1 or 2. A command of the script's own is sent
    /// with it, the engine's own commands have it already.
    pub line_end: u8,
    /// Longest time for the answer, in milliseconds.
    pub patience_ms: u32,
}

/// How a request ended.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtEventKind {
    /// The connection is closed.
    Closed = 0,
    /// The request failed; see `status` and `cme`.
    Failed = 1,
    /// The time for listening is over, or something was heard.
    Heard = 2,
    /// Nothing to read within the time given.
    Nothing = 3,
    /// The connection is open; `value` is the local port asked for.
    Opened = 4,
    /// A datagram of `value` bytes was read; what fits is in the sink.
    Received = 5,
    /// `value` bytes were taken.
    Sent = 6,
    /// A command of the script's own was answered with OK.
    Answered = 7,
    /// A name was looked up: `mpnet_at_peer` gives the address, if there is one.
    Resolved = 8,
    /// The modem is of the family `value`, a number of `enum mpnet_at_dialect`.
    Detected = 9,
    /// The modem is in the network; `value` is `<stat>` of its registration.
    Attached = 10,
    /// The modem is not in the network yet; `value` is `<stat>` of its registration.
    Registering = 11,
    /// What was asked for: `value` is a number of 16 bits with a sign, 0 for a text.
    Told = 12,
}

/// An event of the engine.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct AtEvent {
    /// What happened.
    pub kind: AtEventKind,
    /// Socket it happened to; 0 for none.
    pub socket: u8,
    /// Port or length, by kind.
    pub value: u16,
    /// Why it failed; `OK` for everything else.
    pub status: Status,
    /// Number of `+CME ERROR` (TS 27.007 section 9.2); -1 when there was none.
    pub cme: i32,
    /// The error number of a socket module for it; 0 for everything but failures.
    pub error: u16,
}

/// Where a socket stands.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtSocketState {
    /// The modem holds no connection for it.
    Closed = 0,
    /// The connection is open.
    Open = 1,
    /// The connection was open, and peer, network or modem ended it.
    Lost = 2,
}

/// What the engine knows of a socket without asking the modem.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct AtSocket {
    /// Where it stands.
    pub state: AtSocketState,
    /// Whether data can be exchanged as the socket is set now; otherwise it is to be opened (again).
    pub is_usable: bool,
    /// Announced arrivals that were not read yet.
    pub arrivals: u32,
}

/// Bounds of a dialect.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct AtLimits {
    /// Sockets open at once.
    pub sockets: u8,
    /// Bytes per datagram, or per write of a stream.
    pub send: u16,
    /// Bytes per read.
    pub receive: u16,
    /// Datagram sockets send to any peer without being opened again.
    pub directed: bool,
    /// Datagram sockets that are not tied to one peer can be had: always where they are directed.
    pub unties: bool,
    /// The stream that comes in takes the place of what listens: to go on, listen again.
    pub listens_once: bool,
    /// Names are looked up by a command of the modem.
    pub resolves: bool,
    /// A stream that is opened from here can have a local port of its own.
    pub binds_streams: bool,
}

impl From<RequestError> for Status {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::InvalidHost => Self::InvalidHost,
            RequestError::NotOpen => Self::NotOpen,
            RequestError::TooLong => Self::TooLong,
            RequestError::UnknownSocket => Self::UnknownSocket,
            RequestError::Unsupported => Self::Unsupported,
        }
    }
}

impl From<ModemError> for Status {
    fn from(error: ModemError) -> Self {
        match error {
            ModemError::Broken => Self::Broken,
            ModemError::Closed => Self::Closed,
            ModemError::Denied => Self::Denied,
            ModemError::Garbled => Self::Garbled,
            ModemError::Locked => Self::Locked,
            ModemError::NoPrompt => Self::NoPrompt,
            ModemError::Refused(_) => Self::Refused,
            ModemError::Restarted => Self::Restarted,
            ModemError::TimedOut => Self::TimedOut,
            ModemError::Unconfirmed => Self::Unconfirmed,
            ModemError::Unaddressed => Self::Unaddressed,
            ModemError::Unrecognised => Self::Unrecognised,
            ModemError::Unsendable => Self::Unsupported,
        }
    }
}

impl From<Transmit> for AtTransmit {
    fn from(transmit: Transmit) -> Self {
        Self {
            length: transmit.len,
            kind: match transmit.kind {
                TransmitKind::Command => AtTransmitKind::Command,
                TransmitKind::HexPayload => AtTransmitKind::HexPayload,
                TransmitKind::Listen => AtTransmitKind::Listen,
                TransmitKind::Payload => AtTransmitKind::Payload,
                TransmitKind::ScriptCommand => AtTransmitKind::ScriptCommand,
            },
            line_end: 1,
            patience_ms: transmit.patience.as_millis(),
        }
    }
}

impl From<EventKind> for AtEventKind {
    fn from(kind: EventKind) -> Self {
        match kind {
            EventKind::Closed => Self::Closed,
            EventKind::Failed => Self::Failed,
            EventKind::Heard => Self::Heard,
            EventKind::Nothing => Self::Nothing,
            EventKind::Opened => Self::Opened,
            EventKind::Received => Self::Received,
            EventKind::Sent => Self::Sent,
            EventKind::Answered => Self::Answered,
            EventKind::Resolved => Self::Resolved,
            EventKind::Detected => Self::Detected,
            EventKind::Attached => Self::Attached,
            EventKind::Registering => Self::Registering,
            EventKind::Told => Self::Told,
        }
    }
}

impl From<Event> for AtEvent {
    fn from(event: Event) -> Self {
        Self {
            kind: event.kind.into(),
            socket: event.socket.map_or(0, SocketId::get),
            value: event.value,
            status: event.error.map_or(Status::Ok, Status::from),
            cme: match event.error {
                Some(ModemError::Refused(Some(number))) => number.into(),
                _ => -1,
            },
            error: event.error.map_or(0, ModemError::errno),
        }
    }
}
