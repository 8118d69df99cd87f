//! What differs between modem families: command text, answers, unsolicited lines.
//!
//! A dialect is a set of pure functions. The engine stores its [`DialectId`] only and looks the
//! functions up, so its memory holds no pointers and unused dialects drop out of the firmware.

#[cfg(test)]
mod example;
#[cfg(feature = "nordic")]
mod nordic;
#[cfg(feature = "quectel")]
mod quectel;
#[cfg(feature = "sequans")]
mod sequans;
mod tables;

use crate::{
    detection::{Detection, Family as ModemFamily, Unknown},
    error::Full,
    network, recovery,
    reply::Final,
    step::{Step, Verb},
    text::Writer,
    types::{
        Family, Framing, Limits, PayloadFormat, Peer, Security, SocketOption, Transport, Verify,
        Wire,
    },
};

/// A modem family; the features of this crate choose which there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DialectId {
    /// Of the tests alone.
    #[cfg(test)]
    Example,
    /// Nordic Serial LTE Modem (nRF Connect SDK up to 3.1) and Serial Modem v0.1.0.
    #[cfg(feature = "nordic")]
    NordicN0,
    /// Nordic Serial Modem, development state of 2025-11: handles in the commands.
    #[cfg(feature = "nordic")]
    NordicN1,
    /// Nordic Serial Modem v0.2.0.
    #[cfg(feature = "nordic")]
    NordicN2,
    /// Nordic Serial Modem v0.3.0 to v1.0.1.
    #[cfg(feature = "nordic")]
    NordicN3,
    /// Nordic Serial Modem v2.0.0 and later.
    #[cfg(feature = "nordic")]
    NordicN4,
    /// Quectel, LTE class: EC2x, EG9x, EC200U, BG95, BG96, BG77, BG600 (`AT+QI…`).
    #[cfg(feature = "quectel")]
    Quectel,
    /// Quectel, NB-IoT class: BC26, BC66, BC260, BC660.
    #[cfg(feature = "quectel")]
    QuectelNbIot,
    /// Sequans Monarch and Monarch 2 (`AT+SQNS…`).
    #[cfg(feature = "sequans")]
    Sequans,
    /// Not known: [`Modem::detect`](crate::Modem::detect) finds out.
    Unknown,
}

/// The families that [`Modem::detect`](crate::Modem::detect) tells apart; the first whose words match
/// wins.
pub(crate) static FAMILIES: &[&ModemFamily] = &[
    #[cfg(feature = "nordic")]
    &nordic::FAMILY,
    #[cfg(feature = "quectel")]
    &quectel::FAMILY,
    #[cfg(feature = "sequans")]
    &sequans::FAMILY,
    #[cfg(test)]
    &example::FAMILY,
];

impl DialectId {
    pub(crate) const fn functions(self) -> &'static dyn Dialect {
        match self {
            #[cfg(test)]
            Self::Example => &example::Example,
            #[cfg(feature = "nordic")]
            Self::NordicN0 => &nordic::n0::NordicN0,
            #[cfg(feature = "nordic")]
            Self::NordicN1 => &nordic::N1,
            #[cfg(feature = "nordic")]
            Self::NordicN2 => &nordic::N2,
            #[cfg(feature = "nordic")]
            Self::NordicN3 => &nordic::N3,
            #[cfg(feature = "nordic")]
            Self::NordicN4 => &nordic::N4,
            #[cfg(feature = "quectel")]
            Self::Quectel => &quectel::Quectel::LTE,
            #[cfg(feature = "quectel")]
            Self::QuectelNbIot => &quectel::Quectel::NB_IOT,
            #[cfg(feature = "sequans")]
            Self::Sequans => &sequans::Sequans,
            Self::Unknown => &Unknown,
        }
    }
}

/// The kinds of requests a dialect has scripts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestKind {
    /// Take a stream that was listened for.
    Accept,
    /// Bring the modem into the network.
    Attach,
    /// Close a connection.
    Close,
    /// A command of the script's own.
    Command,
    /// Take a datagram socket that is not tied to one peer.
    Create,
    /// Before the first request on a byte stream.
    Init,
    /// Wait for unsolicited text.
    Listen,
    /// Open a connection.
    Open,
    /// Wait for data and read it.
    Receive,
    /// Look a name up.
    Resolve,
    /// Listen for streams.
    Serve,
    /// Send one datagram or a piece of a stream.
    Send,
    /// Send one datagram to a peer named with it.
    SendTo,
    /// Ask for the value of an option of a connection.
    GetOption,
    /// Set an option of a connection.
    SetOption,
    /// Find out which family the modem is of.
    Detect,
    /// Ask or set something about the network.
    Manage,
}

/// What decides the steps of a request, but for [`RequestKind::Attach`], [`RequestKind::Command`],
/// [`RequestKind::Detect`] and [`RequestKind::Manage`].
pub(crate) struct Script {
    pub(crate) request: RequestKind,
    pub(crate) framing: Framing,
    pub(crate) transport: Transport,
    /// Bytes to send.
    pub(crate) len: u16,
    /// How the payload goes out, see [`Dialect::piece`].
    pub(crate) form: Form,
}

/// How payload goes out, on modems that take it in several ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As it is.
    Data,
    /// As it is, and after a pause what ends it.
    PausedData,
    /// As text in the command.
    Text,
}

/// What a command can be written from.
pub(crate) struct Context<'a> {
    pub(crate) framing: Framing,
    /// Number of the data context.
    pub(crate) data_context: u8,
    pub(crate) wire: Wire,
    pub(crate) transport: Transport,
    pub(crate) family: Family,
    pub(crate) format: PayloadFormat,
    pub(crate) host: &'a [u8],
    pub(crate) port: u16,
    pub(crate) local_port: u16,
    /// Bytes to send, or to ask for.
    pub(crate) len: u16,
    pub(crate) payload: &'a [u8],
    pub(crate) security: Option<Security>,
    /// Name that a secured peer must have.
    pub(crate) server_name: Option<&'a [u8]>,
    /// The connection that the modem may still hold is a secured one.
    pub(crate) holds_secured: bool,
    /// The option to set, and its value.
    pub(crate) option: Option<(SocketOption, u16)>,
    /// Release assistance of what is sent: 1 nothing comes behind it, 2 one answer; 0 not known.
    pub(crate) assistance: u8,
}

impl<'a> Context<'a> {
    /// What is to be sent.
    fn sent(&self) -> &'a [u8] {
        self.payload.get(..self.len.into()).unwrap_or(self.payload)
    }

    /// Writes `text`, in which `$` and a letter stand for a value, texts in quotes:
    ///
    /// | | |
    /// |---|---|
    /// | `$a` | 1 if the certificate of the peer is looked at, else 0 |
    /// | `$b` | 1 for IPv6, 0 for IPv4 |
    /// | `$c` | number of the data context |
    /// | `$d` | tag of the own credentials; nothing without them |
    /// | `$e` | 1 over a transport of texts, 0 on a byte stream |
    /// | `$f` | family of addresses: 1 IPv4, 2 IPv6 |
    /// | `$g` | host; of an IPv6 address every group, as not every modem reads `::` |
    /// | `$h` | host |
    /// | `$i` | number of the connection |
    /// | `$j` | loopback address |
    /// | `$k` | kind of socket: 1 stream, 2 datagrams |
    /// | `$l` | bytes to send, or to ask for |
    /// | `$m` | 1 if the peer must have a name, else 0 |
    /// | `$n` | name that a secured peer must have, or else the host |
    /// | `$o` | own port |
    /// | `$p` | port of the peer |
    /// | `$r` | release assistance: 1 nothing comes behind it, 2 one answer, 0 not known |
    /// | `$s` | what is to be sent |
    /// | `$t` | tag of the credentials |
    /// | `$u` | 1 for datagrams, 0 for streams |
    /// | `$v` | value of the option |
    /// | `$w` | number of the option |
    /// | `$x` | what is to be sent, in hexadecimal and without quotes |
    /// | `$y` | [`Verify`] as a number |
    /// | `$z` | bits: 1 the certificates of the peer are checked, 4 its name is too |
    pub(crate) fn fill(&self, text: &[u8], writer: &mut Writer<'_>) {
        let mut parts = text.split(|&byte| byte == b'$');
        writer.bytes(parts.next().unwrap_or_default());
        for part in parts {
            if let Some((letter, behind)) = part.split_first() {
                self.write_value(*letter, writer);
                writer.bytes(behind);
            }
        }
    }

    #[inline(never)]
    fn write_value(&self, letter: u8, writer: &mut Writer<'_>) {
        match letter {
            b'g' => _ = writer.quoted_in_full(self.host),
            b'h' => _ = writer.quoted(self.host),
            b'j' if self.family == Family::Inet6 => _ = writer.text("\"0:0:0:0:0:0:0:1\""),
            b'j' => _ = writer.text("\"127.0.0.1\""),
            b'n' => _ = writer.quoted(self.server_name.unwrap_or(self.host)),
            b's' => _ = writer.quoted(self.sent()),
            b'x' => _ = writer.hex(self.sent()),
            letter => _ = self.number(letter).map(|number| writer.number(number)),
        }
    }

    fn number(&self, letter: u8) -> Option<u32> {
        let security = self.security.as_ref();
        Some(match letter {
            b'a' => u32::from(security?.verify != Verify::Never),
            b'b' => u32::from(self.family == Family::Inet6),
            b'c' => self.data_context.into(),
            b'd' => security?.identity?.into(),
            b'e' => u32::from(self.framing == Framing::Exchange),
            b'f' => 1 + u32::from(self.family == Family::Inet6),
            b'i' => self.wire.0.into(),
            b'k' => 1 + u32::from(self.transport == Transport::Udp),
            b'l' => self.len.into(),
            b'm' => u32::from(self.server_name.is_some()),
            b'o' => self.local_port.into(),
            b'p' => self.port.into(),
            b'r' => self.assistance.into(),
            b't' => security?.tag,
            b'u' => u32::from(self.transport == Transport::Udp),
            b'v' => self.option?.1.into(),
            b'w' => self.option?.0 as u32,
            b'y' => security?.verify as u32,
            b'z' => match (security?.verify, self.server_name) {
                (Verify::Never, _) => 0,
                (_, None) => 1,
                (_, Some(_)) => 5,
            },
            _ => return None,
        })
    }
}

/// Payload that follows a header line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DataHeader<'a> {
    /// Connection; `None` when the line does not name it, as it answers for the one asked for.
    pub(crate) wire: Option<Wire>,
    pub(crate) len: u16,
    /// Whether it comes in hexadecimal; `None` when the line does not tell, as the socket is set.
    pub(crate) is_hex: Option<bool>,
    /// Where it came from, when the line tells.
    pub(crate) peer: Option<Peer<'a>>,
}

/// What an information line tells beside payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Info<'a> {
    /// The number of a connection that came in, and where it came from.
    Accepted(Wire, Peer<'a>),
    /// The modem holds this connection.
    Alive(Wire),
    /// An address that was looked up.
    Address(&'a [u8]),
    /// So many addresses follow.
    Answers(u8),
    /// The bearer is up.
    BearerUp,
    /// The number of a new connection.
    Created(Wire),
    /// Nothing to read.
    Empty,
    /// Where a connection came from.
    Peer(Wire, Peer<'a>),
    /// What was accepted failed, with this error number.
    Failed(u16),
    /// Payload was announced in a way that cannot be read.
    Garbled,
    /// So many bytes were taken.
    Sent(u16),
    /// The value of an option.
    Value(u16),
    /// Data waits to be read.
    Unread(Wire),
    /// How a step that waits for no final result went.
    Report { is_good: bool },
}

/// A connection that came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Arrival<'a> {
    pub(crate) wire: Wire,
    /// The one that listens.
    pub(crate) server: Wire,
    /// Where it came from.
    pub(crate) peer: Peer<'a>,
}

/// How a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct End {
    pub(crate) wire: Wire,
    /// Data arrived before.
    pub(crate) has_data: bool,
    /// By an error, not closed by the peer.
    pub(crate) is_broken: bool,
    /// Told late: it may be about an earlier connection of that number.
    pub(crate) is_late: bool,
}

impl End {
    /// Closed from the other side.
    pub(crate) const fn closed(wire: Wire) -> Self {
        Self { wire, has_data: false, is_broken: false, is_late: false }
    }
}

/// An unsolicited line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unsolicited {
    /// Data arrived; its length when told.
    Arrived { wire: Wire, len: Option<u16> },
    /// The bearer is gone, and all connections with it.
    BearerLost,
    /// The modem finished its start: news only when that was not noticed.
    Booted,
    /// A connection ended.
    Ended(End),
    /// An open ended: well, or with an error number.
    Opened { wire: Wire, error: Option<u16> },
    /// Data arrived. Of a connection that this program did not open it follows the line: another
    /// program asked for that.
    Pushed { wire: Wire, len: u16 },
    /// The modem restarted.
    Restarted,
}

/// A modem family: pure functions, no state.
pub(crate) trait Dialect: Sync {
    /// Bounds of the family.
    fn limits(&self) -> &'static Limits;

    /// Whether a connection has this option, and it can have this value.
    fn has_option(&self, option: SocketOption, value: u16) -> bool {
        let _ = (option, value);
        false
    }

    /// How many bytes of `payload` go out at once, and how; all of them, usually. Of a datagram it is
    /// all or too few.
    fn piece(&self, framing: Framing, transport: Transport, payload: &[u8]) -> (usize, Form) {
        let _ = (framing, transport);
        (payload.len(), Form::Data)
    }

    /// The step at `place` of a request; none behind the last.
    fn step(&self, script: &Script, place: u8) -> Option<Step>;

    /// Command text of a step, without line end. Nothing for steps without text.
    fn write(&self, verb: Verb, context: &Context<'_>, writer: &mut Writer<'_>);

    /// Whether `line`, an answer to `verb`, is a final result.
    fn result(&self, verb: Verb, line: &[u8]) -> Option<Final> {
        let _ = verb;
        Final::parse(line)
    }

    /// Whether `line`, an answer to `verb`, announces payload behind its line end.
    fn data_header<'a>(&self, verb: Verb, line: &'a [u8]) -> Option<DataHeader<'a>>;

    /// What else `line`, an answer to `verb`, tells.
    fn info<'a>(&self, verb: Verb, line: &'a [u8]) -> Option<Info<'a>>;

    /// Whether `line`, so far, announces payload right behind its last comma.
    fn inline_data<'a>(&self, line: &'a [u8]) -> Option<DataHeader<'a>>;

    /// Whether `line`, which nobody asked for, announces payload behind its line end.
    fn pushed<'a>(&self, _line: &'a [u8]) -> Option<DataHeader<'a>> {
        None
    }

    /// Meaning of an unsolicited line; `None` when it is none.
    fn unsolicited(&self, line: &[u8]) -> Option<Unsolicited>;

    /// Whether `line`, which nobody asked for, tells of a connection that came in.
    fn arrival<'a>(&self, _line: &'a [u8]) -> Option<Arrival<'a>> {
        None
    }
}

/// Command text of a step as a checked length.
pub(crate) fn command(
    dialect: DialectId,
    detection: &Detection,
    verb: Verb,
    context: &Context<'_>,
    out: &mut [u8],
) -> Result<usize, Full> {
    let mut writer = Writer::new(out);
    if verb == Verb::Escape {
        writer.text(dialect.functions().limits().escape);
    } else if !recovery::write(verb, &mut writer)
        && !detection.write(verb, &mut writer)
        && !network::write(verb, context, &mut writer)
    {
        dialect.functions().write(verb, context, &mut writer);
    }
    writer.finish()
}
