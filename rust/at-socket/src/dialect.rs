//! What differs between modem families: command text, answers, unsolicited lines.
//!
//! A dialect is a set of pure functions. The engine stores its [`DialectId`] only and looks the
//! functions up, so its memory holds no pointers and unused dialects drop out of the firmware.

pub(crate) mod sequans;

use crate::{
    error::Full,
    recovery,
    step::{Step, Verb},
    text::Writer,
    types::{Family, Framing, Limits, PayloadFormat, SocketId, Transport},
};

/// A modem family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DialectId {
    /// Sequans Monarch and Monarch 2 (`AT+SQNS…`).
    Sequans,
}

impl DialectId {
    pub(crate) const fn functions(self) -> &'static dyn Dialect {
        match self {
            Self::Sequans => &sequans::Sequans,
        }
    }
}

/// The kinds of requests a dialect has scripts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestKind {
    /// Close a connection.
    Close,
    /// A command of the script's own.
    Command,
    /// Before the first request on a byte stream.
    Init,
    /// Wait for unsolicited text.
    Listen,
    /// Open a connection.
    Open,
    /// Wait for data and read it.
    Receive,
    /// Send one datagram or a piece of a stream.
    Send,
}

/// What a command can be written from.
pub(crate) struct Context<'a> {
    pub(crate) id: SocketId,
    pub(crate) transport: Transport,
    /// AF_INET or AF_INET6.
    #[allow(dead_code, reason = "Sequans reads the family from the address text")]
    pub(crate) family: Family,
    pub(crate) format: PayloadFormat,
    pub(crate) host: &'a [u8],
    pub(crate) port: u16,
    pub(crate) local_port: u16,
    /// Bytes to send, or to ask for.
    pub(crate) len: u16,
}

/// Payload that follows a header line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DataHeader {
    pub(crate) id: SocketId,
    pub(crate) len: u16,
}

/// An unsolicited line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unsolicited {
    /// Data arrived; its length when told.
    Arrived { id: SocketId, len: Option<u16> },
    /// The connection was closed from the other side.
    Closed { id: SocketId },
    /// The modem is registered with a network, or no longer.
    Registered(bool),
    /// The modem restarted.
    Restarted,
}

/// A modem family: pure functions, no state.
pub(crate) trait Dialect: Sync {
    /// Bounds of the family.
    fn limits(&self) -> Limits;

    /// Steps of a request.
    fn script(&self, request: RequestKind, framing: Framing) -> &'static [Step];

    /// Command text of a step, without line end. Nothing for steps without text.
    fn write(&self, verb: Verb, context: &Context<'_>, writer: &mut Writer<'_>);

    /// Whether `line`, an answer to `verb`, announces payload behind its line end.
    fn data_header(&self, verb: Verb, line: &[u8]) -> Option<DataHeader>;

    /// Whether `line`, so far, announces payload right behind its last comma.
    fn inline_data(&self, line: &[u8]) -> Option<DataHeader>;

    /// Meaning of an unsolicited line; `None` when it is none.
    fn unsolicited(&self, line: &[u8]) -> Option<Unsolicited>;
}

/// Command text of a step as a checked length.
pub(crate) fn command(
    dialect: DialectId,
    verb: Verb,
    context: &Context<'_>,
    out: &mut [u8],
) -> Result<usize, Full> {
    let mut writer = Writer::new(out);
    if !recovery::write(verb, &mut writer) {
        dialect.functions().write(verb, context, &mut writer);
    }
    writer.finish()
}
