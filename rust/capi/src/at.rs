//! The AT socket engine for C: `struct mpnet_at`, one per modem.
//!
//! The pump, after every request and every `handle_*` call:
//!
//! 1. `mpnet_at_poll_transmit` until `IDLE`: send what it gave, hand the answer to
//!    `mpnet_at_handle_input`; over an exchange transport end it with `mpnet_at_handle_reply_end`.
//! 2. `mpnet_at_poll_event`: how the request ended.
//! 3. `mpnet_at_poll_timeout`: when to call `mpnet_at_handle_timeout` at the latest.

use at_socket::{
    DialectId, Duration, Event, Family, Framing, Instant, Modem, ModemError, Operands,
    PayloadFormat, Peer, RequestError, Security, SocketId, SocketOption, SocketState, Transmit,
    TransmitKind, Transport, Verify,
};

use crate::{
    Status, slice, status,
    storage::{self, ModemStorage},
};

/// Most bytes of a command without its payload.
pub const COMMAND_LEN: usize = 192;

/// Largest socket number of any dialect.
pub const MAX_SOCKETS: usize = 12;

/// Most bytes of the modem's own words.
pub const WORDS_LIMIT: usize = 64;

/// Base of the range of local ports drawn for sockets without one.
pub const LOCAL_PORT_DEFAULT: u16 = 8080;

const _: () = assert!(COMMAND_LEN == at_socket::COMMAND_LEN);
const _: () = assert!(MAX_SOCKETS == at_socket::MAX_SOCKETS);

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
}

impl From<AtDialect> for DialectId {
    fn from(dialect: AtDialect) -> Self {
        match dialect {
            AtDialect::Sequans => Self::Sequans,
            AtDialect::NordicN0 => Self::NordicN0,
            AtDialect::NordicN1 => Self::NordicN1,
            AtDialect::NordicN2 => Self::NordicN2,
            AtDialect::NordicN3 => Self::NordicN3,
            AtDialect::NordicN4 => Self::NordicN4,
            AtDialect::Quectel => Self::Quectel,
            AtDialect::QuectelNbIot => Self::QuectelNbIot,
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
    /// Names are looked up by a command of the modem.
    pub resolves: bool,
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
            ModemError::Closed => Self::Closed,
            ModemError::Garbled => Self::Garbled,
            ModemError::NoPrompt => Self::NoPrompt,
            ModemError::Refused(_) => Self::Refused,
            ModemError::Restarted => Self::Restarted,
            ModemError::TimedOut => Self::TimedOut,
            ModemError::Unconfirmed => Self::Unconfirmed,
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

impl From<Event> for AtEvent {
    fn from(event: Event) -> Self {
        let none = |kind| Self { kind, socket: 0, value: 0, status: Status::Ok, cme: -1, error: 0 };
        let plain = |kind, id: SocketId, value| Self { socket: id.get(), value, ..none(kind) };
        match event {
            Event::Answered => none(AtEventKind::Answered),
            Event::Closed(id) => plain(AtEventKind::Closed, id, 0),
            Event::Failed(id, error) => Self {
                socket: id.map_or(0, SocketId::get),
                status: error.into(),
                cme: match error {
                    ModemError::Refused(Some(number)) => number.into(),
                    _ => -1,
                },
                error: error.errno(),
                ..none(AtEventKind::Failed)
            },
            Event::Heard => none(AtEventKind::Heard),
            Event::Nothing(id) => plain(AtEventKind::Nothing, id, 0),
            Event::Opened(id, port) => plain(AtEventKind::Opened, id, port),
            Event::Received(id, len) => plain(AtEventKind::Received, id, len),
            Event::Resolved => none(AtEventKind::Resolved),
            Event::Sent(id, len) => plain(AtEventKind::Sent, id, len),
        }
    }
}

/// Runs `body` on the engine; its error, or OK.
fn with(
    at: Option<&mut ModemStorage>,
    body: impl FnOnce(&mut Modem) -> Result<(), Status>,
) -> Status {
    status::of(|| storage::engine(at).and_then(body))
}

/// Runs `body` on the engine and the socket `id`.
fn with_socket(
    at: Option<&mut ModemStorage>,
    id: u8,
    body: impl FnOnce(&mut Modem, SocketId) -> Result<(), RequestError>,
) -> Status {
    with(at, |modem| {
        let id = SocketId::new(id).ok_or(Status::UnknownSocket)?;
        body(modem, id).map_err(Status::from)
    })
}

/// Writes `value` behind `out`.
fn give<T>(out: Option<&mut T>, value: T) -> Result<(), Status> {
    *out.ok_or(Status::NullPointer)? = value;
    Ok(())
}

/// Makes `at` the engine of a modem of which nothing is known. `seed` is any random number.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_init(
    at: Option<&mut ModemStorage>,
    dialect: AtDialect,
    framing: AtFraming,
    seed: u32,
) -> Status {
    let framing = match framing {
        AtFraming::Exchange => Framing::Exchange,
        AtFraming::Stream => Framing::Stream,
    };
    storage::init(at, Modem::new(dialect.into(), framing, seed))
}

/// Time between two dials of one open, in milliseconds.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_set_dial_pause(at: Option<&mut ModemStorage>, pause_ms: u32) -> Status {
    with(at, |modem| {
        modem.set_dial_pause(Duration::from_millis(pause_ms));
        Ok(())
    })
}

/// For modems whose reads join datagrams that wait: each is asked for by the length announced for it.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_set_joins(at: Option<&mut ModemStorage>, joins: bool) -> Status {
    with(at, |modem| {
        modem.set_joins(joins);
        Ok(())
    })
}

/// Makes `socket` a fresh socket of the engine: IPv4 or IPv6, datagram or stream.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_assign(
    at: Option<&mut ModemStorage>,
    socket: u8,
    is_inet6: bool,
    is_stream: bool,
) -> Status {
    let family = if is_inet6 { Family::Inet6 } else { Family::Inet };
    let transport = if is_stream { Transport::Tcp } else { Transport::Udp };
    with_socket(at, socket, |modem, id| modem.assign(id, family, transport))
}

/// Bounds of the dialect.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_limits(
    at: Option<&mut ModemStorage>,
    limits: Option<&mut AtLimits>,
) -> Status {
    with(at, |modem| {
        let at_socket::Limits { sockets, send, receive, directed, resolves, .. } = modem.limits();
        give(limits, AtLimits { sockets, send, receive, directed, resolves })
    })
}

/// From the next open on the modem speaks TLS or DTLS for the socket, where `mpnet_at_limits` says so:
/// with the credentials it stores under `tag`; `verify` 0 never, 1 optional, 2 required. A server name,
/// if any, is the payload operand of the open too.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_at_secure(
    at: Option<&mut ModemStorage>,
    socket: u8,
    tag: u32,
    verify: u8,
    resumes: bool,
    server_name: *const u8,
    server_name_length: usize,
) -> Status {
    with(at, |modem| {
        let verify = match verify {
            0 => Verify::Never,
            1 => Verify::Optional,
            2 => Verify::Required,
            _ => return Err(Status::InvalidArgument),
        };
        let id = SocketId::new(socket).ok_or(Status::UnknownSocket)?;
        let name = slice::input(server_name, server_name_length)?;
        modem.secure(id, &Security { tag, verify, resumes }, name).map_err(Status::from)
    })
}

/// Starts telling the modem what traffic of the socket is still to come (release assistance), in the
/// numbers of `SO_RAI`: 1 none, 2 one more to send, 3 one more to receive, 4 more, 5 keep the radio
/// connection. Ends with `ANSWERED`.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_set_release_assistance(
    at: Option<&mut ModemStorage>,
    socket: u8,
    value: u16,
) -> Status {
    with_socket(at, socket, |modem, id| {
        modem.set_option(id, SocketOption::ReleaseAssistance, value)
    })
}

/// How payload of the socket stands on the serial line: hexadecimal, or the bytes themselves.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_set_raw(
    at: Option<&mut ModemStorage>,
    socket: u8,
    is_raw: bool,
) -> Status {
    let format = if is_raw { PayloadFormat::Raw } else { PayloadFormat::Hex };
    with_socket(at, socket, |modem, id| modem.set_format(id, format))
}

/// What is known of a socket without asking the modem.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_socket(
    at: Option<&mut ModemStorage>,
    socket: u8,
    out: Option<&mut AtSocket>,
) -> Status {
    with(at, |modem| {
        let id = SocketId::new(socket).ok_or(Status::UnknownSocket)?;
        let state = match modem.state(id) {
            SocketState::Closed => AtSocketState::Closed,
            SocketState::Open => AtSocketState::Open,
            SocketState::Lost => AtSocketState::Lost,
        };
        // At most a dozen.
        let arrivals = modem.arrivals(id) as u32;
        give(out, AtSocket { state, is_usable: modem.is_usable(id), arrivals })
    })
}

/// Starts opening a connection. `host` is the operand of the request. `local_port` 0 draws one of
/// 2000 ports from `base_port` up.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_at_open(
    at: Option<&mut ModemStorage>,
    socket: u8,
    host: *const u8,
    host_length: usize,
    port: u16,
    local_port: u16,
    base_port: u16,
) -> Status {
    let host = match slice::input(host, host_length) {
        Ok(host) => host,
        Err(status) => return status,
    };
    with_socket(at, socket, |modem, id| modem.open(id, &Peer { host, port }, local_port, base_port))
}

/// Starts listening for streams at `local_port`, where `mpnet_at_limits` says so.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_serve(
    at: Option<&mut ModemStorage>,
    socket: u8,
    local_port: u16,
) -> Status {
    with_socket(at, socket, |modem, id| modem.serve(id, local_port))
}

/// Starts taking a stream that came in at a listening socket; waits for one up to `wait_ms`. It becomes
/// the connection of the socket `connection`, and `mpnet_at_peer` tells where it came from. Ends with
/// `OPENED`, or with `NOTHING` when none came.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_accept(
    at: Option<&mut ModemStorage>,
    socket: u8,
    connection: u8,
    wait_ms: u32,
) -> Status {
    with_socket(at, socket, |modem, id| {
        let connection = SocketId::new(connection).ok_or(RequestError::UnknownSocket)?;
        modem.accept(id, connection, Duration::from_millis(wait_ms))
    })
}

/// Starts sending `length` bytes. The payload is the operand of the request.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_send(
    at: Option<&mut ModemStorage>,
    socket: u8,
    length: usize,
) -> Status {
    with_socket(at, socket, |modem, id| modem.send(id, length))
}

/// Starts taking a datagram socket that is not tied to one peer, where `mpnet_at_limits` says so.
/// `local_port` 0 leaves the port to the modem.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_create(
    at: Option<&mut ModemStorage>,
    socket: u8,
    local_port: u16,
) -> Status {
    with_socket(at, socket, |modem, id| modem.create(id, local_port))
}

/// Starts sending one datagram of `length` bytes to a peer; host and payload are the operands of the
/// request. The socket is one of `mpnet_at_create`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_at_send_to(
    at: Option<&mut ModemStorage>,
    socket: u8,
    host: *const u8,
    host_length: usize,
    port: u16,
    length: usize,
) -> Status {
    let host = match slice::input(host, host_length) {
        Ok(host) => host,
        Err(status) => return status,
    };
    with_socket(at, socket, |modem, id| modem.send_to(id, &Peer { host, port }, length))
}

/// Starts looking up the address of a name, the host operand, by a command of the modem, where
/// `mpnet_at_limits` says so.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_at_resolve(
    at: Option<&mut ModemStorage>,
    name: *const u8,
    name_length: usize,
    is_inet6: bool,
) -> Status {
    with(at, |modem| {
        let family = if is_inet6 { Family::Inet6 } else { Family::Inet };
        modem.resolve(slice::input(name, name_length)?, family).map_err(Status::from)
    })
}

/// Starts reading one datagram; waits for one up to `wait_ms` when none is announced. `length` is
/// asked for when the modem did not tell one.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_receive(
    at: Option<&mut ModemStorage>,
    socket: u8,
    length: usize,
    wait_ms: u32,
) -> Status {
    let wait = Duration::from_millis(wait_ms);
    with_socket(at, socket, |modem, id| modem.receive(id, length, wait))
}

/// Starts closing a connection.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_close(at: Option<&mut ModemStorage>, socket: u8) -> Status {
    with_socket(at, socket, Modem::close)
}

/// Starts a command of the script's own, given as payload operand; its answer may take `patience_ms`.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_command(at: Option<&mut ModemStorage>, patience_ms: u32) -> Status {
    with(at, |modem| {
        modem.command(Duration::from_millis(patience_ms));
        Ok(())
    })
}

/// Starts waiting for unsolicited text.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_listen(at: Option<&mut ModemStorage>, wait_ms: u32) -> Status {
    with(at, |modem| {
        modem.listen(Duration::from_millis(wait_ms));
        Ok(())
    })
}

/// What to send next. `host` and `payload` are the operands of the running request; `out` has room
/// for `MPNET_COMMAND_LEN` bytes, or for two digits per byte of a hexadecimal payload.
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments, reason = "a slice is two arguments in C")]
pub unsafe extern "C" fn mpnet_at_poll_transmit(
    at: Option<&mut ModemStorage>,
    now_ms: u32,
    host: *const u8,
    host_length: usize,
    payload: *const u8,
    payload_length: usize,
    out: *mut u8,
    out_capacity: usize,
    transmit: Option<&mut AtTransmit>,
) -> Status {
    with(at, |modem| {
        let operands = Operands {
            host: slice::input(host, host_length)?,
            payload: slice::input(payload, payload_length)?,
        };
        let out = slice::output(out, out_capacity)?;
        let next = modem.poll_transmit(Instant::from_millis(now_ms), &operands, out);
        let next = next.map_err(|_| Status::BufferTooSmall)?.ok_or(Status::Idle)?;
        // At most two bytes.
        let line_end = modem.line_end().len() as u8;
        give(transmit, AtTransmit { line_end, ..next.into() })
    })
}

/// Takes text of the modem, in any pieces. Received payload goes to `sink`: the same buffer for all
/// pieces of a request.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_at_handle_input(
    at: Option<&mut ModemStorage>,
    now_ms: u32,
    bytes: *const u8,
    length: usize,
    sink: *mut u8,
    sink_capacity: usize,
) -> Status {
    with(at, |modem| {
        let bytes = slice::input(bytes, length)?;
        let sink = slice::output(sink, sink_capacity)?;
        modem.handle_input(Instant::from_millis(now_ms), bytes, sink);
        Ok(())
    })
}

/// An exchange transport has nothing more to say to the last command.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_handle_reply_end(at: Option<&mut ModemStorage>, now_ms: u32) -> Status {
    with(at, |modem| {
        modem.handle_reply_end(Instant::from_millis(now_ms));
        Ok(())
    })
}

/// Time has come this far; early and repeated calls are harmless.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_handle_timeout(at: Option<&mut ModemStorage>, now_ms: u32) -> Status {
    with(at, |modem| {
        modem.handle_timeout(Instant::from_millis(now_ms));
        Ok(())
    })
}

/// Where the last datagram came from when the modem told, or the address looked up (port 0): text of
/// at most `MPNET_DNS_ADDRESS_TEXT` bytes. `IDLE` when there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_at_peer(
    at: Option<&mut ModemStorage>,
    out: *mut u8,
    out_capacity: usize,
    out_length: Option<&mut usize>,
    port: Option<&mut u16>,
) -> Status {
    with(at, |modem| {
        let out = slice::output(out, out_capacity)?;
        let port = port.ok_or(Status::NullPointer)?;
        let peer = modem.peer().ok_or(Status::Idle)?;
        let place = out.get_mut(..peer.host.len()).ok_or(Status::BufferTooSmall)?;
        place.copy_from_slice(peer.host);
        *port = peer.port;
        give(out_length, peer.host.len())
    })
}

/// The modem's own words to the last request, when it refused it: at most 64 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_at_words(
    at: Option<&mut ModemStorage>,
    out: *mut u8,
    out_capacity: usize,
    out_length: Option<&mut usize>,
) -> Status {
    with(at, |modem| {
        let out = slice::output(out, out_capacity)?;
        let words = modem.words();
        out.get_mut(..words.len()).ok_or(Status::BufferTooSmall)?.copy_from_slice(words);
        give(out_length, words.len())
    })
}

/// When `mpnet_at_handle_timeout` is due; `IDLE` when never.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_poll_timeout(
    at: Option<&mut ModemStorage>,
    deadline_ms: Option<&mut u32>,
) -> Status {
    with(at, |modem| {
        let deadline = modem.poll_timeout().ok_or(Status::Idle)?;
        give(deadline_ms, deadline.as_millis())
    })
}

/// How the request ended, once; `IDLE` while it runs.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_poll_event(
    at: Option<&mut ModemStorage>,
    event: Option<&mut AtEvent>,
) -> Status {
    with(at, |modem| give(event, modem.poll_event().ok_or(Status::Idle)?.into()))
}
