//! The AT socket engine for C: `struct mpnet_at`, one per modem.
//!
//! The pump, after every request and every `handle_*` call:
//!
//! 1. `mpnet_at_poll_transmit` until `IDLE`: send what it gave, hand the answer to
//!    `mpnet_at_handle_input`; over an exchange transport end it with `mpnet_at_handle_reply_end`.
//! 2. `mpnet_at_poll_event`: how the request ended.
//! 3. `mpnet_at_poll_aside`: whether the request only waits. Then the modem is free for others, until
//!    `mpnet_at_take_up`.
//! 4. `mpnet_at_poll_timeout`: when to call `mpnet_at_handle_timeout` at the latest.

mod network;
mod types;

pub use network::*;
pub use types::*;

use at_socket::{
    Duration, Family, Framing, Instant, Modem, Operands, PayloadFormat, Peer, Reading,
    RequestError, SocketId, SocketOption, SocketState, Transport,
};
use dns::{Address, AddressText};

use crate::{
    Status, slice, status,
    storage::{self, AsideStorage, ModemStorage},
};

/// Most bytes of a command without its payload.
pub const COMMAND_LEN: usize = 192;

/// Largest socket number of any dialect.
pub const MAX_SOCKETS: usize = 12;

/// Most bytes of the modem's own words.
pub const WORDS_LIMIT: usize = 64;

/// Time between two dials of one open, unless it is set.
pub const DIAL_PAUSE_MS: u32 = 5000;

/// Base of the range of local ports drawn for sockets without one.
pub const LOCAL_PORT_DEFAULT: u16 = 8080;

const _: () = assert!(COMMAND_LEN == at_socket::COMMAND_LEN);
const _: () = assert!(MAX_SOCKETS == at_socket::MAX_SOCKETS);

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
/// `UNSUPPORTED` for a dialect that was left out of this library.
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
    match dialect.known() {
        Some(dialect) => storage::init(at, Modem::new(dialect, framing, seed)),
        None => Status::Unsupported,
    }
}

/// Starts finding out which family the modem is of, unless that is known; until then it has no sockets.
/// Ends with `DETECTED`; `mpnet_at_limits` tells something new then.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_detect(at: Option<&mut ModemStorage>) -> Status {
    with(at, |modem| {
        modem.detect();
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
        let bounds = modem.limits();
        let of_dialect = AtLimits {
            sockets: bounds.sockets,
            send: bounds.send,
            receive: bounds.receive,
            directed: bounds.directed,
            unties: bounds.unties,
            listens_once: bounds.listens_once,
            resolves: bounds.resolves,
            binds_streams: bounds.binds_streams,
        };
        give(limits, of_dialect)
    })
}

/// From the next open on the modem speaks TLS or DTLS for the socket. A server name, if any, is the
/// payload operand of the open too. `UNSUPPORTED` where the modem cannot, or not with these options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_at_secure(
    at: Option<&mut ModemStorage>,
    socket: u8,
    security: Option<&AtSecurity>,
    server_name: *const u8,
    server_name_length: usize,
) -> Status {
    with(at, |modem| {
        let security = security.ok_or(Status::NullPointer)?.known()?;
        let id = SocketId::new(socket).ok_or(Status::UnknownSocket)?;
        let name = slice::input(server_name, server_name_length)?;
        modem.secure(id, &security, name).map_err(Status::from)
    })
}

/// Starts setting an option, in the numbers of Zephyr's socket options: `SO_RAI` 61 (release assistance, 1
/// none, 2 one more to send, 3 one more to receive, 4 more, 5 keep the radio connection);
/// `TLS_SESSION_CACHE_PURGE` 13, `TLS_DTLS_CONN_SAVE` 19 and `TLS_DTLS_CONN_LOAD` 20; and 60, minutes without
/// traffic after which the peers of streams are asked whether they are still there, 0 for never, for all
/// streams of the modem. `UNSUPPORTED` where the modem has no such option or value. Ends with `ANSWERED`.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_set_option(
    at: Option<&mut ModemStorage>,
    socket: u8,
    option: u8,
    value: u16,
) -> Status {
    with_socket(at, socket, |modem, id| {
        let option = SocketOption::set(option).ok_or(RequestError::Unsupported)?;
        modem.set_option(id, option, value)
    })
}

/// Starts asking for an option, in the numbers of Zephyr's socket options: `TLS_CIPHERSUITE_USED` 4 or
/// `TLS_DTLS_CID_STATUS` 15. Ends with `TOLD`.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_get_option(
    at: Option<&mut ModemStorage>,
    socket: u8,
    option: u8,
) -> Status {
    with_socket(at, socket, |modem, id| {
        modem.get_option(id, SocketOption::asked(option).ok_or(RequestError::Unsupported)?)
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
/// asked for when the modem did not tell one. `asks`: for transports that lose announcements, data that
/// was not announced is asked for; `joins`: for modems whose reads join datagrams that wait, each is asked
/// for by the length announced for it.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_receive(
    at: Option<&mut ModemStorage>,
    socket: u8,
    length: usize,
    wait_ms: u32,
    asks: bool,
    joins: bool,
) -> Status {
    let wait = Duration::from_millis(wait_ms);
    with_socket(at, socket, |modem, id| modem.receive(id, length, wait, Reading { asks, joins }))
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

/// Takes the running request out of the engine when it only waits: `IDLE` otherwise. It is the caller's to
/// take up again, or to forget.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_poll_aside(
    at: Option<&mut ModemStorage>,
    aside: Option<&mut AsideStorage>,
) -> Status {
    with(at, |modem| {
        let aside = aside.ok_or(Status::NullPointer)?;
        let rest = modem.poll_aside().ok_or(Status::Idle)?;
        // It is not null.
        let _ = storage::init(Some(aside), rest);
        Ok(())
    })
}

/// Whether a request that was put aside was refused, and waits for another try: `IDLE` otherwise.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_is_refused(aside: Option<&mut AsideStorage>) -> Status {
    status::of(|| storage::engine(aside)?.is_refused().then_some(()).ok_or(Status::Idle))
}

/// Goes on with a request that was put aside, when that is due: `IDLE` otherwise. Its operands are the
/// same. `dial_pause_ms` is the time between two dials of one open.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_take_up(
    at: Option<&mut ModemStorage>,
    aside: Option<&mut AsideStorage>,
    now_ms: u32,
    dial_pause_ms: u32,
) -> Status {
    with(at, |modem| {
        let (aside, now) = (storage::engine(aside)?, Instant::from_millis(now_ms));
        let due = modem.due(aside, Duration::from_millis(dial_pause_ms));
        if due.is_some_and(|due| !now.has_reached(due)) {
            return Err(Status::Idle);
        }
        modem.take_up(now, aside);
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
/// at most `MPNET_DNS_ADDRESS_TEXT` bytes, the canonical one of an address (RFC 5952), whatever form the
/// modem has. `IDLE` when there is none.
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
        let address = Address::parse(peer.host).map(|address| address.text());
        let host = address.as_ref().map_or(peer.host, AddressText::as_bytes);
        let length = slice::put(out, 0, host).ok_or(Status::BufferTooSmall)?;
        *port = peer.port;
        give(out_length, length)
    })
}

/// The modem's own words, at most 64 bytes: to the last request when it refused it, or the text that was
/// asked for.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_at_words(
    at: Option<&mut ModemStorage>,
    out: *mut u8,
    out_capacity: usize,
    out_length: Option<&mut usize>,
) -> Status {
    with(at, |modem| {
        let out = slice::output(out, out_capacity)?;
        give(out_length, slice::put(out, 0, modem.words()).ok_or(Status::BufferTooSmall)?)
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
    with(at, |modem| {
        let mut ended = AtEvent::from(modem.poll_event().ok_or(Status::Idle)?);
        if ended.kind == AtEventKind::Detected {
            ended.value = AtDialect::from(modem.dialect()) as u16;
        }
        give(event, ended)
    })
}
