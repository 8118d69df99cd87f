//! The engine: one request at a time, a script of steps each, and the table of sockets beside it.

use crate::{
    dialect::{self, Context, DataHeader, DialectId, RequestKind, Unsolicited},
    error::{Full, ModemError, RequestError},
    reader::{Reader, Token},
    reply::Final,
    sockets::{Socket, SocketState, Sockets},
    step::{Otherwise, Step, Verb, Wait},
    text::is_quotable,
    time::{Duration, Instant},
    types::{Family, Framing, HOST_LEN, Limits, PayloadFormat, Peer, SocketId, Transport},
};

/// Pieces in which an exchange transport may hand over one answer.
const ANSWER_PIECES: u8 = 8;

/// Local ports drawn for sockets without one: this many from the base up.
const LOCAL_PORTS: u32 = 2000;

/// What the caller must do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transmit {
    /// Bytes written to the output buffer; for [`TransmitKind::Payload`] bytes of the payload.
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
    /// Payload, for [`Modem::send`].
    pub payload: &'a [u8],
}

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The connection is closed.
    Closed(SocketId),
    /// The request failed.
    Failed(SocketId, ModemError),
    /// The time for listening is over, or something was heard.
    Heard,
    /// Nothing to read within the time given.
    Nothing(SocketId),
    /// The connection is open; local port that was asked for.
    Opened(SocketId, u16),
    /// A datagram of this length was read; what fits is in the sink.
    Received(SocketId, u16),
    /// The payload was taken.
    Sent(SocketId, u16),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Request {
    Close {
        id: SocketId,
    },
    Listen {
        wait: Duration,
    },
    Open {
        id: SocketId,
        port: u16,
        local_port: u16,
    },
    Receive {
        id: SocketId,
        max: u16,
        wait: Duration,
    },
    Send {
        id: SocketId,
        len: u16,
    },
}

impl Request {
    const fn kind(self) -> RequestKind {
        match self {
            Self::Close { .. } => RequestKind::Close,
            Self::Listen { .. } => RequestKind::Listen,
            Self::Open { .. } => RequestKind::Open,
            Self::Receive { .. } => RequestKind::Receive,
            Self::Send { .. } => RequestKind::Send,
        }
    }

    const fn socket(self) -> Option<SocketId> {
        match self {
            Self::Listen { .. } => None,
            Self::Close { id }
            | Self::Open { id, .. }
            | Self::Receive { id, .. }
            | Self::Send { id, .. } => Some(id),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// The current step is to be sent.
    Ready,
    /// The rest of an answer is to be fetched.
    Continue,
    /// An answer is due.
    Waiting(Instant),
    /// Time passes before the step is tried again.
    Pausing(Instant),
}

#[derive(Debug, Clone, Copy)]
struct Operation {
    request: Request,
    is_init: bool,
    step: u8,
    tries: u8,
    pieces: u8,
    phase: Phase,
    received: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done,
    Expired,
    Garbled,
    Prompt,
    Refused(Option<u16>),
}

/// Meaning of a complete line.
enum Line {
    Data(DataHeader),
    Final(Final),
    Other,
    Unsolicited(Unsolicited),
}

/// The engine of one modem.
pub struct Modem {
    dialect: DialectId,
    framing: Framing,
    sockets: Sockets,
    reader: Reader,
    operation: Option<Operation>,
    event: Option<Event>,
    dial_pause: Duration,
    random: u32,
    is_ready: bool,
}

impl Modem {
    /// A modem of which nothing is known yet. `seed` is any random number.
    pub fn new(dialect: DialectId, framing: Framing, seed: u32) -> Self {
        Self {
            dialect,
            framing,
            sockets: Sockets::new(),
            reader: Reader::new(),
            operation: None,
            event: None,
            dial_pause: Duration::from_secs(5),
            random: seed | 1,
            is_ready: framing == Framing::Exchange,
        }
    }

    /// Bounds of the dialect.
    pub fn limits(&self) -> Limits {
        self.dialect.functions().limits()
    }

    /// Time between two dials of one open; 5 s unless set.
    pub const fn set_dial_pause(&mut self, pause: Duration) {
        self.dial_pause = pause;
    }

    /// Makes `id` a fresh socket. A connection that the modem still holds under it is closed before
    /// the next open, and what it received is not for the new socket.
    pub fn assign(
        &mut self,
        id: SocketId,
        family: Family,
        transport: Transport,
    ) -> Result<(), RequestError> {
        let socket = self.known_mut(id)?;
        socket.family = family;
        socket.transport = transport;
        socket.format = PayloadFormat::default();
        socket.state = SocketState::Closed;
        socket.forget_arrivals();
        Ok(())
    }

    /// How payload of this socket stands on the serial line; told to the modem at the next open.
    pub fn set_format(&mut self, id: SocketId, format: PayloadFormat) -> Result<(), RequestError> {
        self.known_mut(id).map(|socket| socket.format = format)
    }

    /// Whether data can be exchanged as the socket is set now; otherwise it is to be opened (again).
    pub fn is_usable(&self, id: SocketId) -> bool {
        self.sockets
            .get(id)
            .is_some_and(|socket| socket.state == SocketState::Open && socket.is_configured())
    }

    /// Where the socket stands.
    pub fn state(&self, id: SocketId) -> SocketState {
        self.sockets
            .get(id)
            .map_or(SocketState::Closed, |socket| socket.state)
    }

    /// Announced arrivals that were not read yet.
    pub fn arrivals(&self, id: SocketId) -> usize {
        self.sockets.get(id).map_or(0, Socket::arrivals)
    }

    /// Opens a connection to `peer`. `local_port` 0 draws one of 2000 ports from `base_port` up.
    pub fn open(
        &mut self,
        id: SocketId,
        peer: &Peer<'_>,
        local_port: u16,
        base_port: u16,
    ) -> Result<(), RequestError> {
        let _ = self.known_mut(id)?;
        if peer.host.is_empty() || peer.host.len() > HOST_LEN || !is_quotable(peer.host) {
            return Err(RequestError::InvalidHost);
        }
        let local_port = match local_port {
            0 => self.draw_port(base_port),
            port => port,
        };
        self.begin(Request::Open {
            id,
            port: peer.port,
            local_port,
        });
        Ok(())
    }

    /// Sends `len` bytes, given as payload operand.
    pub fn send(&mut self, id: SocketId, len: usize) -> Result<(), RequestError> {
        if self.known_mut(id)?.state != SocketState::Open {
            return Err(RequestError::NotOpen);
        }
        let len = u16::try_from(len).map_err(|_| RequestError::TooLong)?;
        if len > self.limits().send {
            return Err(RequestError::TooLong);
        }
        self.begin(Request::Send { id, len });
        Ok(())
    }

    /// Reads one datagram. When none is announced, waits for one up to `wait`. `max` is asked for
    /// when the modem did not tell the length.
    pub fn receive(
        &mut self,
        id: SocketId,
        max: usize,
        wait: Duration,
    ) -> Result<(), RequestError> {
        // What arrived before a connection was lost can still be read.
        if self.known_mut(id)?.state == SocketState::Closed {
            return Err(RequestError::NotOpen);
        }
        let limit = self.limits().receive;
        let max = u16::try_from(max).unwrap_or(limit).min(limit);
        self.begin(Request::Receive { id, max, wait });
        Ok(())
    }

    /// Closes a connection.
    pub fn close(&mut self, id: SocketId) -> Result<(), RequestError> {
        let _ = self.known_mut(id)?;
        self.begin(Request::Close { id });
        Ok(())
    }

    /// Waits for unsolicited text.
    pub fn listen(&mut self, wait: Duration) {
        self.begin(Request::Listen { wait });
    }

    /// What to send next, if anything. The answer's time counts from `now`.
    pub fn poll_transmit(
        &mut self,
        now: Instant,
        operands: &Operands<'_>,
        out: &mut [u8],
    ) -> Result<Option<Transmit>, Full> {
        loop {
            let Some(operation) = self.operation else {
                return Ok(None);
            };
            let Some(step) = self.step(&operation) else {
                self.end_script(&operation);
                continue;
            };
            match operation.phase {
                Phase::Ready if self.is_superfluous(&operation, step) => self.next_step(),
                Phase::Ready => {
                    return self
                        .transmit(now, &operation, step, operands, out)
                        .map(Some);
                }
                Phase::Continue => {
                    return Ok(Some(self.wait_for_answer(
                        now,
                        step,
                        0,
                        TransmitKind::Listen,
                    )));
                }
                Phase::Waiting(_) | Phase::Pausing(_) => return Ok(None),
            }
        }
    }

    /// Takes text of the modem, in any pieces. Received payload goes to `sink`, which must be the
    /// same buffer for all pieces of one request.
    pub fn handle_input(&mut self, now: Instant, mut bytes: &[u8], sink: &mut [u8]) {
        while let Some(token) = self.reader.feed(&mut bytes, sink) {
            match token {
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
        let Some((operation, step)) = self.waiting() else {
            return;
        };
        if self.reader.is_in_data() {
            self.fetch_rest(now, operation);
        } else if step.wait == Wait::Unsolicited || operation.received.is_some() {
            self.conclude(now, Outcome::Done);
        } else {
            self.conclude(now, Outcome::Expired);
        }
    }

    /// When [`handle_timeout`](Self::handle_timeout) is due.
    pub fn poll_timeout(&self) -> Option<Instant> {
        match self.operation?.phase {
            Phase::Waiting(deadline) | Phase::Pausing(deadline) => Some(deadline),
            Phase::Ready | Phase::Continue => None,
        }
    }

    /// Time has come this far.
    pub fn handle_timeout(&mut self, now: Instant) {
        let Some(deadline) = self
            .poll_timeout()
            .filter(|&deadline| now.has_reached(deadline))
        else {
            return;
        };
        match self.operation.map(|operation| operation.phase) {
            Some(Phase::Pausing(_)) => self.set_phase(Phase::Ready),
            _ => self.expire(deadline),
        }
    }

    /// How the request ended, once.
    pub const fn poll_event(&mut self) -> Option<Event> {
        self.event.take()
    }
}

/// Requests.
impl Modem {
    fn known_mut(&mut self, id: SocketId) -> Result<&mut Socket, RequestError> {
        if id.get() > self.limits().sockets {
            return Err(RequestError::UnknownSocket);
        }
        self.sockets.get_mut(id).ok_or(RequestError::UnknownSocket)
    }

    /// Marsaglia's xorshift: ports need to differ, not to be secret.
    fn draw_port(&mut self, base: u16) -> u16 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 17;
        self.random ^= self.random << 5;
        // Less than 2000, so it fits.
        base.saturating_add((self.random % LOCAL_PORTS) as u16)
    }

    fn begin(&mut self, request: Request) {
        self.event = None;
        match self.framing {
            Framing::Exchange => self.reader.reset(),
            Framing::Stream => self.reader.drop_data(),
        }
        self.operation = Some(Operation {
            request,
            is_init: !self.is_ready,
            step: 0,
            tries: 0,
            pieces: 0,
            phase: Phase::Ready,
            received: None,
        });
    }
}

/// The cursor.
impl Modem {
    fn step(&self, operation: &Operation) -> Option<Step> {
        let kind = if operation.is_init {
            RequestKind::Init
        } else {
            operation.request.kind()
        };
        let script = self.dialect.functions().script(kind, self.framing);
        script.get(usize::from(operation.step)).copied()
    }

    /// The operation and its step, when an answer is due.
    fn waiting(&self) -> Option<(Operation, Step)> {
        let operation = self.operation?;
        matches!(operation.phase, Phase::Waiting(_)).then_some(())?;
        self.step(&operation).map(|step| (operation, step))
    }

    fn set_phase(&mut self, phase: Phase) {
        if let Some(operation) = &mut self.operation {
            operation.phase = phase;
        }
    }

    fn next_step(&mut self) {
        if let Some(operation) = &mut self.operation {
            operation.step += 1;
            operation.tries = 0;
            operation.pieces = 0;
            operation.phase = Phase::Ready;
        }
    }

    /// Whether what the step is for holds already.
    fn is_superfluous(&self, operation: &Operation, step: Step) -> bool {
        let Some(socket) = operation
            .request
            .socket()
            .and_then(|id| self.sockets.get(id))
        else {
            return false;
        };
        match step.verb {
            Verb::Configure => socket.is_configured(),
            Verb::Fetch => !socket.is_readable(),
            Verb::Listen => socket.is_readable() || socket.state == SocketState::Lost,
            Verb::Shut => operation.request.kind() == RequestKind::Open && socket.is_clean(),
            Verb::Timers => socket.has_timers(),
            _ => false,
        }
    }

    fn transmit(
        &mut self,
        now: Instant,
        operation: &Operation,
        step: Step,
        operands: &Operands<'_>,
        out: &mut [u8],
    ) -> Result<Transmit, Full> {
        let context = self.context(operation, operands);
        let (len, kind) = match step.verb {
            Verb::Listen => (0, TransmitKind::Listen),
            Verb::Payload => payload(&context, operands, out).ok_or(Full)?,
            verb => (
                self.write_command(verb, &context, out)?,
                TransmitKind::Command,
            ),
        };
        if step.verb == Verb::Dial
            && let Some(socket) = self.sockets.get_mut(context.id)
        {
            socket.note_dial();
        }
        self.reader.await_prompt(step.wait == Wait::Prompt);
        Ok(self.wait_for_answer(now, step, len, kind))
    }

    fn wait_for_answer(
        &mut self,
        now: Instant,
        step: Step,
        len: usize,
        kind: TransmitKind,
    ) -> Transmit {
        let patience = match self.operation.map(|operation| operation.request) {
            Some(Request::Listen { wait } | Request::Receive { wait, .. })
                if step.wait == Wait::Unsolicited =>
            {
                wait
            }
            _ => step.patience,
        };
        self.set_phase(Phase::Waiting(now.after(patience)));
        Transmit {
            len,
            kind,
            patience,
        }
    }

    fn write_command(
        &self,
        verb: Verb,
        context: &Context<'_>,
        out: &mut [u8],
    ) -> Result<usize, Full> {
        let len = dialect::command(self.dialect, verb, context, out)?;
        if self.framing == Framing::Exchange {
            return Ok(len);
        }
        // A bare CR: a LF behind it would become the first byte of the payload.
        *out.get_mut(len).ok_or(Full)? = b'\r';
        Ok(len + 1)
    }

    fn context<'a>(&self, operation: &Operation, operands: &Operands<'a>) -> Context<'a> {
        let request = operation.request;
        // Requests without a socket have no command that names one.
        let id = request.socket().unwrap_or(SocketId::FIRST);
        let socket = self.sockets.get(id);
        let (port, local_port, len) = match request {
            Request::Open {
                port, local_port, ..
            } => (port, local_port, 0),
            Request::Send { len, .. } => (0, 0, len),
            Request::Receive { max, .. } => {
                (0, 0, socket.and_then(Socket::next_arrival).unwrap_or(max))
            }
            Request::Close { .. } | Request::Listen { .. } => (0, 0, 0),
        };
        Context {
            id,
            transport: socket.map_or(Transport::Udp, |socket| socket.transport),
            family: socket.map_or(Family::Inet, |socket| socket.family),
            format: socket.map_or(PayloadFormat::Hex, |socket| socket.format),
            host: operands.host,
            port,
            local_port,
            len,
        }
    }
}

/// What the modem says.
impl Modem {
    fn is_hex(&self, id: SocketId) -> bool {
        self.sockets.get(id).is_some_and(Socket::is_hex)
    }

    fn handle_partial(&mut self) {
        if let Some(header) = self.dialect.functions().inline_data(self.reader.line()) {
            self.reader
                .expect_data(header.len.into(), self.is_hex(header.id), false);
        }
    }

    fn read_line(&self) -> Line {
        let functions = self.dialect.functions();
        let line = self.reader.line();
        if let Some((_, step)) = self.waiting() {
            if let Some(header) = functions.data_header(step.verb, line) {
                return Line::Data(header);
            }
            if step.wait != Wait::Unsolicited
                && let Some(result) = Final::parse(line)
            {
                return Line::Final(result);
            }
        }
        functions
            .unsolicited(line)
            .map_or(Line::Other, Line::Unsolicited)
    }

    fn handle_line(&mut self, now: Instant) {
        match self.read_line() {
            Line::Data(header) => self.handle_header(header),
            Line::Final(Final::Ok) => self.conclude(now, Outcome::Done),
            Line::Final(Final::Connected) => self.conclude(now, Outcome::Garbled),
            Line::Final(Final::Refused(code)) => self.conclude(now, Outcome::Refused(code)),
            // Echo, status lines nobody asked for, noise.
            Line::Other => {}
            Line::Unsolicited(what) => self.handle_unsolicited(now, what),
        }
    }

    fn handle_header(&mut self, header: DataHeader) {
        let is_hex = self.is_hex(header.id);
        let is_ours = self
            .operation
            .as_mut()
            .filter(|operation| operation.request.socket() == Some(header.id))
            .map(|operation| operation.received = Some(header.len))
            .is_some();
        self.reader.expect_data(header.len.into(), is_hex, is_ours);
    }

    fn handle_unsolicited(&mut self, now: Instant, what: Unsolicited) {
        match what {
            Unsolicited::Arrived { id, len } => {
                if let Some(socket) = self.sockets.get_mut(id) {
                    socket.note_arrival(len);
                }
            }
            Unsolicited::Closed { id } => {
                if let Some(socket) = self.sockets.get_mut(id) {
                    socket.lose();
                }
            }
            Unsolicited::Registered(true) => self.end_pause(),
            Unsolicited::Registered(false) => {}
            Unsolicited::Restarted => return self.restart(),
        }
        self.end_listening(now);
    }

    /// What a refused dial waits for is the network.
    fn end_pause(&mut self) {
        if self
            .operation
            .is_some_and(|operation| matches!(operation.phase, Phase::Pausing(_)))
        {
            self.set_phase(Phase::Ready);
        }
    }

    /// Ends a wait for unsolicited text when it came for this request.
    fn end_listening(&mut self, now: Instant) {
        let Some((operation, step)) = self.waiting() else {
            return;
        };
        let is_heard = match operation
            .request
            .socket()
            .and_then(|id| self.sockets.get(id))
        {
            Some(socket) => socket.is_readable() || socket.state == SocketState::Lost,
            None => true,
        };
        if step.wait == Wait::Unsolicited && is_heard {
            self.conclude(now, Outcome::Done);
        }
    }

    fn restart(&mut self) {
        self.sockets.restart();
        self.is_ready = self.framing == Framing::Exchange;
        if let Some(operation) = self.operation {
            self.fail(&operation, ModemError::Restarted);
        }
    }

    fn fetch_rest(&mut self, now: Instant, operation: Operation) {
        if operation.pieces >= ANSWER_PIECES {
            return self.conclude(now, Outcome::Garbled);
        }
        if let Some(operation) = &mut self.operation {
            operation.pieces += 1;
            operation.phase = Phase::Continue;
        }
    }
}

/// How steps and requests end.
impl Modem {
    fn expire(&mut self, deadline: Instant) {
        let is_listening = self
            .waiting()
            .is_some_and(|(_, step)| step.wait == Wait::Unsolicited);
        self.conclude(
            deadline,
            if is_listening {
                Outcome::Done
            } else {
                Outcome::Expired
            },
        );
    }

    /// The hub: moves the cursor by what came of the current step.
    fn conclude(&mut self, now: Instant, outcome: Outcome) {
        let Some((operation, step)) = self.waiting() else {
            return;
        };
        match (outcome, step.wait) {
            (Outcome::Prompt, Wait::Prompt) => self.next_step(),
            (Outcome::Prompt, _) => {}
            (Outcome::Done, Wait::Prompt) => self.fail(&operation, ModemError::NoPrompt),
            (Outcome::Done, _) => {
                self.note_done(&operation, step.verb);
                self.next_step();
            }
            (Outcome::Garbled, _) => self.fail(&operation, ModemError::Garbled),
            (Outcome::Expired | Outcome::Refused(_), _) => {
                self.conclude_badly(now, &operation, step, outcome);
            }
        }
    }

    fn conclude_badly(
        &mut self,
        now: Instant,
        operation: &Operation,
        step: Step,
        outcome: Outcome,
    ) {
        let tried = operation.tries + 1;
        match step.otherwise {
            Otherwise::GoOn => {
                if outcome != Outcome::Expired {
                    self.note_done(operation, step.verb);
                }
                self.next_step();
            }
            Otherwise::Again { tries } if tried < tries => self.pause(now, self.dial_pause),
            Otherwise::AgainOn { code, tries, pause }
                if tried < tries && outcome == Outcome::Refused(Some(code)) =>
            {
                self.pause(now, pause);
            }
            _ => self.fail(operation, failure(step, outcome)),
        }
    }

    fn pause(&mut self, now: Instant, pause: Duration) {
        if let Some(operation) = &mut self.operation {
            operation.tries += 1;
            operation.phase = Phase::Pausing(now.after(pause));
        }
    }

    /// What is known once `verb` was answered.
    fn note_done(&mut self, operation: &Operation, verb: Verb) {
        let Some(socket) = operation
            .request
            .socket()
            .and_then(|id| self.sockets.get_mut(id))
        else {
            return;
        };
        match verb {
            Verb::Configure => socket.note_configured(),
            Verb::Dial => socket.state = SocketState::Open,
            Verb::Shut => socket.shut(),
            Verb::Timers => socket.note_timers(),
            _ => {}
        }
    }

    /// All steps are done: the initialisation gives way to the request, the request to its event.
    fn end_script(&mut self, operation: &Operation) {
        if operation.is_init {
            self.is_ready = true;
            return self.begin(operation.request);
        }
        self.operation = None;
        self.event = Some(match operation.request {
            Request::Close { id } => Event::Closed(id),
            Request::Listen { .. } => Event::Heard,
            Request::Open { id, local_port, .. } => Event::Opened(id, local_port),
            Request::Receive { id, .. } => self.end_receive(id, operation.received),
            Request::Send { id, len } => Event::Sent(id, len),
        });
    }

    fn end_receive(&mut self, id: SocketId, received: Option<u16>) -> Event {
        let Some(socket) = self.sockets.get_mut(id) else {
            return Event::Nothing(id);
        };
        match received {
            Some(len) => {
                socket.take_arrival();
                Event::Received(id, len)
            }
            None if socket.state == SocketState::Lost => Event::Failed(id, ModemError::Closed),
            None => Event::Nothing(id),
        }
    }

    fn fail(&mut self, operation: &Operation, error: ModemError) {
        self.operation = None;
        let Some(id) = operation.request.socket() else {
            self.event = Some(Event::Heard);
            return;
        };
        if let Some(socket) = self.sockets.get_mut(id) {
            match (operation.request.kind(), error) {
                (RequestKind::Receive, ModemError::Refused(_)) => socket.refuse_arrival(),
                (RequestKind::Receive, ModemError::Garbled) => socket.take_arrival(),
                // The modem closed it and its word was lost: the next open closes and dials again.
                (RequestKind::Send, ModemError::Refused(_)) => socket.lose(),
                _ => {}
            }
        }
        self.event = Some(Event::Failed(id, error));
    }
}

/// Payload as it goes out: its length and form.
fn payload(
    context: &Context<'_>,
    operands: &Operands<'_>,
    out: &mut [u8],
) -> Option<(usize, TransmitKind)> {
    let payload = operands.payload.get(..context.len.into())?;
    match context.format {
        PayloadFormat::Hex => {
            crate::hex::encode(payload, out).map(|len| (len, TransmitKind::HexPayload))
        }
        PayloadFormat::Raw => Some((payload.len(), TransmitKind::Payload)),
    }
}

/// Why a request fails that failed at `step`.
const fn failure(step: Step, outcome: Outcome) -> ModemError {
    match (outcome, step.wait, step.verb) {
        (Outcome::Refused(code), _, _) => ModemError::Refused(code),
        (_, Wait::Prompt, _) => ModemError::NoPrompt,
        (_, _, Verb::Payload) => ModemError::Unconfirmed,
        _ => ModemError::TimedOut,
    }
}
