//! What a socket is made of.

use core::num::NonZeroU8;

/// Number of socket records of an engine: the largest count any dialect has (Quectel, 12).
pub const MAX_SOCKETS: usize = 12;

/// Longest host text a command carries, in bytes.
pub const HOST_LEN: usize = 128;

/// Most bytes a command line takes without its payload.
pub const COMMAND_LEN: usize = 192;

/// A socket of the engine, 1..=[`MAX_SOCKETS`]. On Sequans it is the connection id on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SocketId(NonZeroU8);

impl SocketId {
    /// A number 1..=[`MAX_SOCKETS`].
    pub const fn new(number: u8) -> Option<Self> {
        match NonZeroU8::new(number) {
            Some(id) if number as usize <= MAX_SOCKETS => Some(Self(id)),
            _ => None,
        }
    }

    /// The number.
    pub const fn get(self) -> u8 {
        self.0.get()
    }

    /// Place in the table of records.
    pub(crate) const fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// Address family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Family {
    /// AF_INET
    #[default]
    Inet,
    /// AF_INET6
    Inet6,
}

/// Transport protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Transport {
    /// SOCK_DGRAM
    #[default]
    Udp,
    /// SOCK_STREAM
    Tcp,
}

/// How payload stands on the serial line, in both directions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PayloadFormat {
    /// Two hexadecimal digits per byte: safe through transports that carry text only.
    #[default]
    Hex,
    /// The bytes themselves.
    Raw,
}

/// TLS or DTLS that the modem speaks for a socket, with credentials it stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Security {
    /// Number under which the modem stores the credentials.
    pub tag: u32,
    /// Whether the peer must show a certificate.
    pub verify: Verify,
    /// Number of the credentials that this side shows, where they are not those of the tag.
    pub identity: Option<u8>,
    /// 1: take up the last session where that is possible.
    pub session_cache: u8,
    /// DTLS connection identifiers (RFC 9146): 1 supported, 2 wanted; 0 none.
    pub connection_id: u8,
    /// Seconds that a DTLS handshake may take; 0 what the modem finds right.
    pub handshake_timeout: u8,
    /// Fragments of DTLS messages (RFC 6066): 1 of 512 bytes, 2 of 1024; 0 as they come.
    pub fragment_extension: u8,
    /// The peer must have a certain name.
    pub(crate) is_named: bool,
}

impl Security {
    /// Without credentials of this side's own, nothing else said.
    pub const fn new(tag: u32, verify: Verify) -> Self {
        Self {
            tag,
            verify,
            identity: None,
            session_cache: 0,
            connection_id: 0,
            handshake_timeout: 0,
            fragment_extension: 0,
            is_named: false,
        }
    }

    /// The value of an option that counts from the next connection on; 0 leaves it to the modem.
    pub(crate) const fn value(&self, option: SocketOption) -> u8 {
        match option {
            SocketOption::SessionCache => self.session_cache,
            SocketOption::ConnectionId => self.connection_id,
            SocketOption::HandshakeTimeout => self.handshake_timeout,
            SocketOption::FragmentExtension => self.fragment_extension,
            _ => 0,
        }
    }
}

/// What becomes of the peer's certificate; the numbers are those of `TLS_PEER_VERIFY`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verify {
    /// It is not looked at.
    Never = 0,
    /// It is checked when there is one.
    Optional = 1,
    /// Without a good one there is no connection.
    Required = 2,
}

/// How a read of datagrams goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// For transports that lose announcements: data that was not announced is asked for before the wait
    /// and after, where the modem has a command for that.
    pub asks: bool,
    /// For modems whose reads join datagrams that wait: each is asked for by the length announced for
    /// it. Only as good as the announcements: a lost one cuts the datagram behind it.
    pub joins: bool,
}

/// What can be set on a connection, or asked. The numbers are those of Zephyr's socket options, but for
/// that of `KeepAlive`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SocketOption {
    /// The cipher suite that was agreed on (IANA's number); asked.
    CipherSuite = 4,
    /// Of [`Security`].
    SessionCache = 12,
    /// Forgets all sessions; set.
    PurgeSessions = 13,
    /// Of [`Security`].
    ConnectionId = 14,
    /// How DTLS connection identifiers are used: 0 not, 1 by the peer, 2 by this side, 3 by both; asked.
    ConnectionIdStatus = 15,
    /// Of [`Security`].
    HandshakeTimeout = 18,
    /// Saves the state of a DTLS connection; set.
    SaveConnection = 19,
    /// Loads what was saved; set.
    LoadConnection = 20,
    /// Of [`Security`].
    FragmentExtension = 22,
    /// Minutes without traffic after which the peer of a stream is asked whether it is still there; 0
    /// never. Holds for all streams of the modem.
    KeepAlive = 60,
    /// RAI: what traffic is still to come, in the numbers of `SO_RAI` (1 none, 2 one more to send,
    /// 3 one more to receive, 4 more, 5 keep the radio connection).
    ReleaseAssistance = 61,
}

impl SocketOption {
    /// What is set by a request.
    const SET: [Self; 5] = [
        Self::PurgeSessions,
        Self::SaveConnection,
        Self::LoadConnection,
        Self::KeepAlive,
        Self::ReleaseAssistance,
    ];

    /// What is asked for by a request.
    const ASKED: [Self; 2] = [Self::CipherSuite, Self::ConnectionIdStatus];

    /// The option of this number that a request can set.
    pub fn set(number: u8) -> Option<Self> {
        Self::SET.into_iter().find(|&option| option as u8 == number)
    }

    /// The option of this number that a request can ask for.
    pub fn asked(number: u8) -> Option<Self> {
        Self::ASKED.into_iter().find(|&option| option as u8 == number)
    }

    /// Whether it is one of secured connections.
    pub(crate) const fn is_secure(self) -> bool {
        (self as u8) < Self::KeepAlive as u8
    }
}

/// The modem's own number of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wire(pub(crate) u8);

/// How the engine's text reaches the modem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// One text out, one text back, as Pycom's `LTE.send_at_cmd`: the transport ends the command
    /// line itself and decides when the answer is over.
    Exchange,
    /// A byte stream both ways, as a UART: the engine writes line ends and keeps the time.
    Stream,
}

/// Remote end of a socket: host as text (address or name) and port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer<'a> {
    /// IPv4, IPv6 (no brackets) or a name, at most [`HOST_LEN`] bytes.
    pub host: &'a [u8],
    /// Port, 1..=65535.
    pub port: u16,
}

/// How a modem announces data that arrived. It tells what a read leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rings {
    /// Again after a read, when that left something.
    AfterRead,
    /// The same, but what arrives in data mode not at all.
    AfterReadOnly,
    /// Each arrival, with its length.
    Each,
    /// Again only after everything was read: an announcement stands until a read comes back empty.
    Once,
}

/// Bounds of a dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
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
    /// How data that arrived is announced.
    pub rings: Rings,
    /// Streams can be listened for.
    pub listens: bool,
    /// The stream that comes in takes the place of what listens: to go on, listen again.
    pub listens_once: bool,
    /// The modem speaks TLS or DTLS for a socket.
    pub secures: bool,
    /// Names are looked up by a command of the modem.
    pub resolves: bool,
    /// Each socket may have its own [`PayloadFormat`]; otherwise payload stands as it is.
    pub chooses_format: bool,
    /// A datagram without payload can be sent.
    pub empty_datagrams: bool,
    /// A datagram socket that is not tied to one peer must be given its local port.
    pub needs_port: bool,
    /// A stream that is opened from here can have a local port of its own.
    pub binds_streams: bool,
    /// The modem's number of the first socket, where the host chooses the numbers.
    pub(crate) first_wire: Option<Wire>,
    /// Number of the data context of the sockets.
    pub(crate) data_context: u8,
    /// The sockets have a bearer (PDP context) of their own beside it, with a name of its own.
    pub(crate) has_bearer: bool,
    /// A read that ends well without payload tells something: of a stream that the peer closed its side,
    /// else a datagram without payload. Otherwise there is nothing to read now.
    pub(crate) reads_blanks: bool,
    /// Credentials are stored under numbers below this one.
    pub(crate) tags: u32,
    /// So are those that this side shows, beside those of the tag.
    pub(crate) identities: u8,
    /// What ends a command line.
    pub(crate) line_end: &'static str,
    /// What a modem that takes everything for data may want, to listen to commands again.
    pub(crate) escape: &'static str,
}

impl Limits {
    /// No sockets, and what most modems are like.
    pub(crate) const NONE: Self = Self {
        sockets: 0,
        send: 0,
        receive: 0,
        directed: false,
        unties: false,
        rings: Rings::Once,
        listens: false,
        listens_once: false,
        secures: false,
        resolves: false,
        chooses_format: false,
        empty_datagrams: false,
        needs_port: false,
        binds_streams: false,
        first_wire: None,
        data_context: 1,
        has_bearer: false,
        reads_blanks: false,
        tags: u32::MAX,
        identities: 0,
        // A bare CR: a LF behind it would become the first byte of the payload.
        line_end: "\r",
        escape: "\x1b",
    };

    /// The number of a connection that the host chooses; `None` when the modem does.
    pub(crate) fn wire(&self, id: SocketId) -> Option<Wire> {
        self.first_wire.map(|first| Wire(first.0 + id.get() - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_one_to_twelve() {
        let valid = (0..=u8::MAX).filter_map(SocketId::new).map(SocketId::index);
        assert!(valid.eq(0..MAX_SOCKETS));
    }
}
