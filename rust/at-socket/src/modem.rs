//! The engine: one request at a time, a script of steps each, and the table of sockets beside it.

mod aside;
mod attach;
mod cursor;
mod ending;
mod event;
mod hearing;
mod operation;
mod peer;

use heapless::Vec;

use crate::{
    detection::Detection,
    dialect::{DialectId, RequestKind},
    error::{Full, RequestError},
    reader::{Reader, Token},
    sockets::{Opening, Socket, SocketState, Sockets},
    step::{Verb, Wait},
    text::{has, is_quotable},
    time::{Duration, Instant},
    types::{
        Family, Framing, HOST_LEN, Limits, MAX_SOCKETS, PayloadFormat, Peer, Reading, Security,
        SocketId, SocketOption, Transport, Wire,
    },
};
pub use aside::Aside;
use attach::Network;
pub use event::{Event, EventKind};
use operation::{Bearer, Incoming, LineState, Operation, Outcome, Phase, Request, Stage};
use peer::PeerText;

/// Pieces in which an exchange transport may hand over one answer.
const ANSWER_PIECES: u8 = 8;

/// Longest refusal kept word for word.
const WORDS_LEN: usize = 64;

/// Local ports drawn for sockets without one: this many from the base up.
const LOCAL_PORTS: u32 = 2000;

/// From one of them to the next; it has no divisor in common with their number.
const PORT_STRIDE: u32 = 1237;

/// First of the ports for datagram sockets that ask for none (RFC 6335 section 6).
const EPHEMERAL_PORT: u16 = 49_152;

/// What the caller must do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transmit {
    /// Bytes written to the output buffer; for [`TransmitKind::Payload`] and
    /// [`TransmitKind::ScriptCommand`] bytes of the payload operand.
    pub len: usize,
    /// What they are.
    pub kind: TransmitKind,
    /// Longest time the answer may take.
    pub patience: Duration,
}

/// What [`Modem::poll_transmit`] gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransmitKind {
    /// Command text in the output buffer.
    Command,
    /// Hexadecimal payload in the output buffer.
    HexPayload,
    /// The payload operand is a command: it is sent with the line end of the transport.
    ScriptCommand,
    /// Nothing to send: unsolicited text, or the rest of an answer, is waited for.
    Listen,
    /// The payload operand itself, unchanged.
    Payload,
}

/// Bytes of the caller that a request is made of; the same ones for every `poll_transmit` of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Operands<'a> {
    /// Host of the peer, for [`Modem::open`].
    pub host: &'a [u8],
    /// Payload, for [`Modem::send`]; command text, for [`Modem::command`].
    pub payload: &'a [u8],
}

/// The engine of one modem.
///
/// What is read everywhere comes first, where short instructions reach it: about 100 bytes of code less.
#[repr(C)]
pub struct Modem {
    operation: Operation,
    /// The request that runs, or the one that ended last.
    request: Request,
    dialect: DialectId,
    detection: Detection,
    framing: Framing,
    sockets: Sockets,
    reader: Reader,
    event: Option<Event>,
    /// Requests begun or taken up, so far.
    begun: u32,
    /// How often the modem told that it is in the network.
    registrations: u8,
    random: u32,
    line: LineState,
    is_ready: bool,
    /// The connection that commands are about, on modems that select one.
    selected: Option<Wire>,
    bearer: Bearer,
    network: Network,
    /// Numbers of connections whose end the modem has not told, one bit each.
    untold: u32,
    /// Connections that came in, oldest first.
    incoming: Vec<Incoming, MAX_SOCKETS, u8>,
    /// Where the last datagram came from, or what was looked up.
    peer: PeerText,
    /// The modem's own words: to the last refusal, or the text that was asked for.
    words: Vec<u8, WORDS_LEN, u8>,
}

impl Modem {
    /// A modem of which nothing is known yet. `seed` is any random number.
    pub fn new(dialect: DialectId, framing: Framing, seed: u32) -> Self {
        Self {
            dialect,
            detection: Detection::new(),
            framing,
            sockets: Sockets::new(),
            reader: const { Reader::new() },
            request: const { Request::new(RequestKind::Listen, None) },
            operation: const { Operation::new(Phase::Idle, Stage::Request, 0) },
            event: None,
            begun: 0,
            registrations: 0,
            random: seed,
            line: match framing {
                Framing::Exchange => LineState::InStep,
                Framing::Stream => LineState::Unknown,
            },
            is_ready: false,
            untold: 0,
            selected: None,
            bearer: Bearer::Unknown,
            network: Network::default(),
            incoming: Vec::new(),
            peer: PeerText::new(),
            words: Vec::new(),
        }
    }

    /// Which family the modem is of.
    pub const fn dialect(&self) -> DialectId {
        self.dialect
    }

    /// Finds out which family the modem is of, unless that is known. Until then it has no sockets. Ends
    /// with [`EventKind::Detected`].
    pub fn detect(&mut self) {
        if self.dialect == DialectId::Unknown {
            self.detection.restart();
            self.begin(RequestKind::Detect, None);
        } else {
            self.request.id = None;
            self.end(EventKind::Detected, 0);
        }
    }

    /// Bounds of the dialect.
    #[inline(never)]
    pub fn limits(&self) -> &'static Limits {
        self.dialect.functions().limits()
    }

    /// Makes `id` a fresh socket. A connection that the modem still holds under it is closed before
    /// the next open, and what it received is not for the new socket.
    pub fn assign(
        &mut self,
        id: SocketId,
        family: Family,
        transport: Transport,
    ) -> Result<(), RequestError> {
        self.sockets.reclaim(id, self.limits().wire(id));
        let wire = self.spare_wire(id);
        let format = self.possible_format(PayloadFormat::default());
        let socket = self.known_mut(id)?;
        socket.wire = socket.wire.or(wire);
        socket.family = family;
        socket.transport = transport;
        socket.format = format;
        socket.security = None;
        socket.assist(0);
        socket.state = SocketState::Closed;
        socket.opening = Opening::Idle;
        socket.forget_arrivals();
        Ok(())
    }

    /// From the next [`open`](Self::open) on the modem speaks TLS or DTLS for this socket, where
    /// [`Limits::secures`] says so. When the peer must have a name, `server_name` is it, and it is the
    /// payload operand of `open` too.
    pub fn secure(
        &mut self,
        id: SocketId,
        security: &Security,
        server_name: &[u8],
    ) -> Result<(), RequestError> {
        let (functions, limits) = (self.dialect.functions(), self.limits());
        let is_stored = security.tag < limits.tags
            && security.identity.is_none_or(|tag| tag < limits.identities);
        // A modem that cannot take up a session makes a new one.
        let has_options = [
            SocketOption::ConnectionId,
            SocketOption::HandshakeTimeout,
            SocketOption::FragmentExtension,
        ]
        .into_iter()
        .map(|option| (option, security.value(option).into()))
        .all(|(option, value)| value == 0 || functions.has_option(option, value));
        if !limits.secures || !is_stored || !has_options {
            return Err(RequestError::Unsupported);
        }
        if !server_name.is_empty() {
            require_host(server_name)?;
        }
        let socket = self.known_mut(id)?;
        socket.security = Some(Security { is_named: !server_name.is_empty(), ..*security });
        Ok(())
    }

    /// Sets an option, of an open socket but for [`SocketOption::KeepAlive`]. Ends with
    /// [`EventKind::Answered`].
    pub fn set_option(
        &mut self,
        id: SocketId,
        option: SocketOption,
        value: u16,
    ) -> Result<(), RequestError> {
        self.require_option(id, option, value)?;
        if option == SocketOption::ReleaseAssistance {
            self.known_mut(id)?.assist(value);
        }
        let request = self.begin(RequestKind::SetOption, Some(id));
        request.option = Some(option);
        request.value = value;
        Ok(())
    }

    /// Asks for the value of an option of an open socket. Ends with [`EventKind::Told`]: 16 bits without a
    /// sign.
    pub fn get_option(&mut self, id: SocketId, option: SocketOption) -> Result<(), RequestError> {
        self.require_option(id, option, 0)?;
        self.begin(RequestKind::GetOption, Some(id)).option = Some(option);
        Ok(())
    }

    fn require_option(
        &mut self,
        id: SocketId,
        option: SocketOption,
        value: u16,
    ) -> Result<(), RequestError> {
        let has_option = self.dialect.functions().has_option(option, value);
        let socket = self.known_mut(id)?;
        if !has_option || option.is_secure() && socket.security.is_none() {
            return Err(RequestError::Unsupported);
        }
        if socket.state != SocketState::Open && option != SocketOption::KeepAlive {
            return Err(RequestError::NotOpen);
        }
        Ok(())
    }

    /// How payload of this socket stands on the serial line; told to the modem at the next open. No
    /// effect where [`Limits::chooses_format`] says so.
    pub fn set_format(&mut self, id: SocketId, format: PayloadFormat) -> Result<(), RequestError> {
        let format = self.possible_format(format);
        self.known_mut(id).map(|socket| socket.format = format)
    }

    /// Whether data can be exchanged as the socket is set now; otherwise it is to be opened (again).
    pub fn is_usable(&self, id: SocketId) -> bool {
        let is_configured =
            |socket: &Socket| socket.is_configured() || !self.limits().chooses_format;
        self.sockets
            .get(id)
            .is_some_and(|socket| socket.state == SocketState::Open && is_configured(socket))
    }

    /// Where the socket stands.
    pub fn state(&self, id: SocketId) -> SocketState {
        self.sockets.get(id).map_or(SocketState::Closed, |socket| socket.state)
    }

    /// Announced arrivals that were not read yet, connections that came in among them.
    pub fn arrivals(&self, id: SocketId) -> usize {
        self.sockets.get(id).map_or(0, Socket::arrivals)
            + usize::from(self.next_incoming(id).is_some())
    }

    /// What ends a command line on a byte stream: the caller appends it to
    /// [`TransmitKind::ScriptCommand`].
    pub fn line_end(&self) -> &'static str {
        match self.dialect {
            DialectId::Unknown => self.detection.line_end(),
            #[allow(unreachable_patterns)] // without a family of modems there is no other
            dialect => dialect.functions().limits().line_end,
        }
    }

    /// Opens a connection to `peer`. `local_port` 0 draws one of 2000 ports from `base_port` up, or
    /// leaves the port to the modem when `base_port` is 0.
    pub fn open(
        &mut self,
        id: SocketId,
        peer: &Peer<'_>,
        local_port: u16,
        base_port: u16,
    ) -> Result<(), RequestError> {
        let _ = self.known_mut(id)?;
        require_host(peer.host)?;
        let local_port = match local_port {
            0 if base_port > 0 => self.draw_port(base_port),
            port => port,
        };
        let request = self.begin(RequestKind::Open, Some(id));
        request.port = peer.port;
        request.local_port = local_port;
        Ok(())
    }

    /// Takes a datagram socket that is not tied to one peer, where [`Limits::unties`] says so;
    /// `local_port` 0 leaves the port to the modem, or draws one where the modem leaves it to us.
    pub fn create(&mut self, id: SocketId, local_port: u16) -> Result<(), RequestError> {
        let limits = self.limits();
        if !limits.unties || self.is_secured(id) {
            return Err(RequestError::Unsupported);
        }
        let _ = self.known_mut(id)?;
        let local_port = match local_port {
            0 if limits.needs_port => self.draw_port(EPHEMERAL_PORT),
            port => port,
        };
        self.begin(RequestKind::Create, Some(id)).local_port = local_port;
        Ok(())
    }

    /// Listens for streams at `local_port`, where [`Limits::listens`] says so.
    pub fn serve(&mut self, id: SocketId, local_port: u16) -> Result<(), RequestError> {
        if !self.limits().listens || self.is_secured(id) {
            return Err(RequestError::Unsupported);
        }
        let _ = self.known_mut(id)?;
        self.begin(RequestKind::Serve, Some(id)).local_port = local_port;
        Ok(())
    }

    /// Takes a stream that came in at the socket `id`, which listens; waits for one up to `wait`. It
    /// becomes the connection of the socket `connection`, which is not open. Where it came from is
    /// [`peer`](Self::peer).
    pub fn accept(
        &mut self,
        id: SocketId,
        connection: SocketId,
        wait: Duration,
    ) -> Result<(), RequestError> {
        if !self.limits().listens {
            return Err(RequestError::Unsupported);
        }
        if self.known_mut(connection)?.state == SocketState::Open || connection == id {
            return Err(RequestError::UnknownSocket);
        }
        if self.known_mut(id)?.state == SocketState::Closed {
            return Err(RequestError::NotOpen);
        }
        let is_told = self.peer.is_of(self.next_incoming(id));
        if !is_told {
            self.peer.take(None);
        }
        let request = self.begin(RequestKind::Accept, Some(id));
        request.connection = Some(connection);
        request.wait = wait;
        self.operation.is_found = is_told;
        Ok(())
    }

    /// Sends `len` bytes, given as payload operand.
    pub fn send(&mut self, id: SocketId, len: usize) -> Result<(), RequestError> {
        let len = self.require_sendable(id, len)?;
        self.begin(RequestKind::Send, Some(id)).len = len;
        Ok(())
    }

    /// Sends one datagram of `len` bytes, given as payload operand, to `peer`; the socket is one of
    /// [`create`](Self::create). A secured socket has the one peer of its handshake, and no modem
    /// takes another with the data: there `peer` is not said.
    pub fn send_to(
        &mut self,
        id: SocketId,
        peer: &Peer<'_>,
        len: usize,
    ) -> Result<(), RequestError> {
        require_host(peer.host)?;
        if self.is_secured(id) {
            return self.send(id, len);
        }
        let len = self.require_sendable(id, len)?;
        self.peer.take(None);
        let request = self.begin(RequestKind::SendTo, Some(id));
        request.len = len;
        request.port = peer.port;
        request.has_name = !is_address(peer.host);
        Ok(())
    }

    /// Looks up the address of a name, given as host operand, where [`Limits::resolves`] says so.
    pub fn resolve(&mut self, name: &[u8], family: Family) -> Result<(), RequestError> {
        require_host(name)?;
        if !self.limits().resolves {
            return Err(RequestError::Unsupported);
        }
        self.peer.take(None);
        self.begin(RequestKind::Resolve, None).family = family;
        Ok(())
    }

    /// Reads one datagram. When none is announced, waits for one up to `wait`. `max` is asked for
    /// when the modem did not tell the length.
    pub fn receive(
        &mut self,
        id: SocketId,
        max: usize,
        wait: Duration,
        reading: Reading,
    ) -> Result<(), RequestError> {
        // What arrived before a connection was lost can still be read.
        if self.known_mut(id)?.state == SocketState::Closed {
            return Err(RequestError::NotOpen);
        }
        let limit = self.limits().receive;
        let max = u16::try_from(max).unwrap_or(limit).min(limit);
        self.peer.take(None);
        let request = self.begin(RequestKind::Receive, Some(id));
        request.len = max;
        request.wait = wait;
        request.reading = reading;
        Ok(())
    }

    /// Closes a connection.
    pub fn close(&mut self, id: SocketId) -> Result<(), RequestError> {
        let _ = self.known_mut(id)?;
        self.begin(RequestKind::Close, Some(id));
        Ok(())
    }

    /// Says a command of the script's own, given as payload operand. Its answer is the transport's to
    /// keep; the engine looks for what is announced in it, and for its end within `patience`.
    pub fn command(&mut self, patience: Duration) {
        self.begin(RequestKind::Command, None).wait = patience;
    }

    /// Waits for unsolicited text.
    pub fn listen(&mut self, wait: Duration) {
        self.begin(RequestKind::Listen, None).wait = wait;
    }

    /// What to send next, if anything. The answer's time counts from `now`.
    pub fn poll_transmit(
        &mut self,
        now: Instant,
        operands: &Operands<'_>,
        out: &mut [u8],
    ) -> Result<Option<Transmit>, Full> {
        loop {
            // Anew behind what had to come first.
            self.cut(operands);
            match self.operation.phase {
                Phase::Ready => {}
                Phase::Continue => {
                    return Ok(Some(self.wait_for_answer(now, 0, TransmitKind::Listen)));
                }
                Phase::Idle | Phase::Waiting | Phase::Pausing => return Ok(None),
            }
            let Some(step) = self.step() else {
                self.end_script();
                continue;
            };
            self.operation.step = step;
            if !self.is_superfluous() {
                return self.transmit(now, operands, out).map(Some);
            }
            self.next_step();
        }
    }

    /// Takes text of the modem, in any pieces. Received payload goes to `sink`, which must be the
    /// same buffer for all pieces of one request.
    pub fn handle_input(&mut self, now: Instant, mut bytes: &[u8], sink: &mut [u8]) {
        while let Some(token) = self.reader.feed(&mut bytes, sink) {
            match token {
                Token::Abort => self.handle_abort(now),
                Token::Data => {}
                Token::Line => self.handle_line(now),
                Token::NotHex => self.conclude(now, Outcome::Garbled),
                Token::Partial => self.handle_partial(),
                Token::Prompt => self.conclude(now, Outcome::Prompt),
            }
        }
    }

    /// The exchange transport has nothing more to say to the last command.
    pub fn handle_reply_end(&mut self, now: Instant) {
        if !self.reader.is_in_data() {
            // Some transports cut the last line end.
            self.handle_input(now, b"\r", &mut []);
        }
        if !self.is_waiting() {
            return;
        }
        let operation = &self.operation;
        let is_due = operation.is_accepted && operation.pieces < ANSWER_PIECES;
        if self.reader.is_in_data() || is_due {
            self.fetch_rest(now);
        } else if matches!(operation.step.wait, Wait::Silence | Wait::Unsolicited)
            || operation.received.is_some()
            || operation.is_found && matches!(operation.step.verb, Verb::AskPeer | Verb::Lookup)
        {
            self.conclude(now, Outcome::Done);
        } else {
            self.conclude(now, Outcome::Expired);
        }
    }

    /// When [`handle_timeout`](Self::handle_timeout) is due.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.is_waiting().then_some(self.operation.instant)
    }

    /// Time has come this far.
    pub fn handle_timeout(&mut self, now: Instant) {
        if let Some(deadline) = self.poll_timeout().filter(|&deadline| now.has_reached(deadline)) {
            self.expire(deadline);
        }
    }

    /// Where the last datagram came from, when the modem told; or the address looked up, with port 0.
    pub fn peer(&self) -> Option<Peer<'_>> {
        self.peer.get()
    }

    /// The line with which the modem refused the last request, or the text that was asked for; else
    /// empty. Cut behind 64 bytes.
    pub fn words(&self) -> &[u8] {
        &self.words
    }

    /// How the request ended, once.
    pub const fn poll_event(&mut self) -> Option<Event> {
        self.event.take()
    }
}

/// Whether the host is an address, not a name.
fn is_address(host: &[u8]) -> bool {
    has(host, b':') || host.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'.'))
}

/// A host that can stand in a command.
fn require_host(host: &[u8]) -> Result<(), RequestError> {
    let is_host = !host.is_empty() && host.len() <= HOST_LEN && is_quotable(host);
    is_host.then_some(()).ok_or(RequestError::InvalidHost)
}
