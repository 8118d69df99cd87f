//! From a request to the text of its current step.

use super::{
    LOCAL_PORTS, Modem, Operands, PORT_STRIDE, Transmit, TransmitKind,
    operation::{Bearer, LineState, Operation, Phase, Request, Stage},
};
use crate::{
    detection,
    dialect::{self, Context, DialectId, Form, RequestKind, Script},
    error::{Full, ModemError, RequestError},
    network, recovery,
    sockets::{Socket, SocketState},
    step::{Step, Verb, Wait},
    text,
    time::{Duration, Instant},
    types::{Family, Framing, PayloadFormat, Reading, Rings, SocketId, Transport, Wire},
};

/// Some commands take minutes; the caller may give up earlier.
const COMMAND: [Step; 1] = [Step::must(Verb::Command, Duration::from_secs(180))];

/// Requests.
impl Modem {
    pub(super) fn known_mut(&mut self, id: SocketId) -> Result<&mut Socket, RequestError> {
        if id.get() > self.limits().sockets {
            return Err(RequestError::UnknownSocket);
        }
        self.sockets.get_mut(id).ok_or(RequestError::UnknownSocket)
    }

    pub(super) fn is_secured(&self, id: SocketId) -> bool {
        self.sockets.get(id).is_some_and(|socket| socket.security.is_some())
    }

    /// The length of a payload that the socket can send.
    pub(super) fn require_sendable(
        &mut self,
        id: SocketId,
        len: usize,
    ) -> Result<u16, RequestError> {
        let limits = self.limits();
        let socket = self.known_mut(id)?;
        if socket.state != SocketState::Open {
            return Err(RequestError::NotOpen);
        }
        if len == 0 && socket.transport == Transport::Udp && !limits.empty_datagrams {
            return Err(RequestError::Unsupported);
        }
        let limit = limits.send;
        u16::try_from(len).ok().filter(|&len| len <= limit).ok_or(RequestError::TooLong)
    }

    /// The number of a connection for a socket that has none yet; `None` when the modem chooses.
    #[inline(never)]
    pub(super) fn spare_wire(&self, id: SocketId) -> Option<Wire> {
        let limits = self.limits();
        let (mut wire, mut number) = (limits.wire(id)?, 0);
        while self.sockets.id_of(wire).is_some() {
            number += 1;
            let other = SocketId::new(number).filter(|id| id.get() <= limits.sockets)?;
            wire = limits.wire(other)?;
        }
        Some(wire)
    }

    /// Whether numbers of connections stay with their sockets, as the host chooses them.
    pub(super) fn keeps_wires(&self) -> bool {
        self.limits().first_wire.is_some()
    }

    /// The oldest connection that came in through `server`.
    pub(super) fn next_incoming(&self, server: SocketId) -> Option<Wire> {
        let server = self.sockets.get(server)?.wire?;
        self.incoming
            .iter()
            .find(|incoming| incoming.server == server)
            .map(|incoming| incoming.wire)
    }

    /// The form of payload that comes closest to `wanted`.
    pub(super) fn possible_format(&self, wanted: PayloadFormat) -> PayloadFormat {
        if self.limits().chooses_format { wanted } else { PayloadFormat::Raw }
    }

    /// Each port comes once before one comes again: sockets that are open at the same time differ.
    #[inline(never)]
    pub(super) fn draw_port(&mut self, base: u16) -> u16 {
        self.random = (self.random % LOCAL_PORTS + PORT_STRIDE) % LOCAL_PORTS;
        // Less than 2000, so it fits.
        base.saturating_add(self.random as u16)
    }

    /// Begins a request, and gives it, so that the caller says what it needs.
    pub(super) fn begin(&mut self, kind: RequestKind, id: Option<SocketId>) -> &mut Request {
        self.leave_unfinished();
        self.request = Request::new(kind, id);
        self.start();
        &mut self.request
    }

    /// Begins the request anew.
    pub(super) fn begin_anew(&mut self) {
        self.leave_unfinished();
        self.start();
    }

    fn start(&mut self) {
        self.event = None;
        self.words.clear();
        self.begun = self.begun.wrapping_add(1);
        let (stage, place) = match self.line {
            LineState::Owed(_) => (Stage::Settle, 0),
            LineState::OutOfStep => (Stage::Recover, 0),
            LineState::Unknown if self.dialect == DialectId::Unknown => (Stage::Contact, 0),
            LineState::Unknown => (Stage::Recover, recovery::FIRST_CONTACT),
            LineState::InStep if self.is_ready => (Stage::Request, 0),
            LineState::InStep => (Stage::Init, 0),
        };
        self.operation = Operation::new(Phase::Ready, stage, place);
    }

    /// A request was given up in the middle: its answer may still come, its payload has no place.
    pub(super) fn leave_unfinished(&mut self) {
        if self.is_waiting()
            && matches!(self.operation.step.verb, Verb::Fetch)
            && let Some(socket) = self.socket_mut()
        {
            socket.doubt_arrivals();
        }
        match self.framing {
            Framing::Exchange => self.reader.reset(),
            Framing::Stream => {
                self.note_owed();
                if self.is_in_data_phase() {
                    self.line = LineState::OutOfStep;
                }
                self.reader.drop_data();
            }
        }
    }

    /// Whether the modem takes what comes next for payload.
    fn is_in_data_phase(&self) -> bool {
        let Some(step) = self.step().filter(|_| self.operation.phase != Phase::Idle) else {
            return false;
        };
        let is_due = self.operation.phase == Phase::Ready || step.wait == Wait::Silence;
        let is_payload = matches!(step.verb, Verb::Abandon | Verb::Leave | Verb::Payload);
        is_due && is_payload && self.operation.stage == Stage::Request
    }

    fn note_owed(&mut self) {
        let operation = &self.operation;
        if !self.is_waiting() {
            return;
        }
        match (operation.stage, operation.step.wait) {
            (Stage::Contact | Stage::Recover, _) => self.line = LineState::OutOfStep,
            (_, Wait::Outcome) if operation.is_accepted => {}
            (_, Wait::Final | Wait::Outcome | Wait::Prompt | Wait::Report) => {
                self.line = LineState::Owed(operation.instant);
            }
            (_, Wait::Silence | Wait::Unsolicited) => {}
        }
    }
}

/// The cursor.
impl Modem {
    /// The step to be sent next; none behind the last.
    pub(super) fn step(&self) -> Option<Step> {
        let place = self.operation.place;
        let script = match (self.operation.stage, self.request.kind) {
            (Stage::Contact, _) => &detection::CONTACT,
            (Stage::Settle, _) => recovery::settle(),
            (Stage::Recover, _) => recovery::ladder(),
            (Stage::Init, _) => return self.step_of(RequestKind::Init),
            (Stage::Request, RequestKind::Attach) => &network::ATTACH,
            (Stage::Request, RequestKind::Command) => &COMMAND,
            (Stage::Request, RequestKind::Detect) => return detection::step(place),
            (Stage::Request, RequestKind::Manage) => {
                return (place == 0).then(|| network::single(self.request.verb));
            }
            (Stage::Request, kind) => return self.step_of(kind),
        };
        script.get(usize::from(place)).copied()
    }

    fn step_of(&self, request: RequestKind) -> Option<Step> {
        let script = Script {
            request,
            framing: self.framing,
            transport: self.transport(),
            len: self.request.len,
            form: self.operation.form.unwrap_or(Form::Data),
        };
        self.dialect.functions().step(&script, self.operation.place)
    }

    pub(super) fn transport(&self) -> Transport {
        self.socket().map_or(Transport::Udp, |socket| socket.transport)
    }

    /// Settles how much of the payload goes out at once, and in which form. A stream may be sent in
    /// pieces, a datagram may not.
    pub(super) fn cut(&mut self, operands: &Operands<'_>) {
        let is_settled = self.operation.form.is_some() || !self.is_running();
        if is_settled || !matches!(self.request.kind, RequestKind::Send | RequestKind::SendTo) {
            return;
        }
        let len = self.request.len;
        let payload = operands.payload.get(..len.into()).unwrap_or(operands.payload);
        let transport = self.transport();
        let (piece, form) = self.dialect.functions().piece(self.framing, transport, payload);
        if piece < payload.len() && transport == Transport::Udp {
            return self.fail(ModemError::Unsendable);
        }
        // Not more than it was.
        self.request.len = u16::try_from(piece).unwrap_or(len).min(len);
        self.operation.form = Some(form);
    }

    /// Whether a request runs.
    pub(super) fn is_running(&self) -> bool {
        self.operation.phase != Phase::Idle
    }

    /// Whether an answer is due.
    #[inline(never)]
    pub(super) fn is_waiting(&self) -> bool {
        self.operation.phase == Phase::Waiting
    }

    /// The socket of the request, if it is for one.
    pub(super) fn socket(&self) -> Option<&Socket> {
        self.sockets.of(self.request.id)
    }

    /// The same, to be changed.
    pub(super) fn socket_mut(&mut self) -> Option<&mut Socket> {
        self.sockets.of_mut(self.request.id)
    }

    pub(super) fn next_step(&mut self) {
        self.operation.place += 1;
        self.operation.tries = 0;
        self.operation.pieces = 0;
        self.operation.phase = Phase::Ready;
    }

    /// Whether what the step is for holds already.
    #[inline(never)]
    pub(super) fn is_superfluous(&self) -> bool {
        let (request, operation) = (&self.request, &self.operation);
        let verb = operation.step.verb;
        match request.kind {
            RequestKind::Attach if network::is_of_bearer(verb) && !self.limits().has_bearer => {
                return true;
            }
            RequestKind::Attach if matches!(verb, Verb::Ask(_) | Verb::Set(_)) => {
                return self.network.is_superfluous(verb, request.name.is_some());
            }
            RequestKind::Detect => return self.detection.is_superfluous(verb),
            _ => {}
        }
        match verb {
            Verb::AskBearer => return self.bearer != Bearer::Unknown,
            Verb::StartBearer => return self.bearer == Bearer::Up,
            Verb::StopBearer => return self.bearer != Bearer::Lost,
            Verb::Census | Verb::CensusEnd => return !self.sockets.holds_any(),
            Verb::Sweep => return self.sockets.holds_any(),
            _ => {}
        }
        let Some((id, socket)) = request.id.zip(self.socket()) else {
            return false;
        };
        match verb {
            Verb::Abandon => !operation.is_aborted,
            Verb::Accept => self.next_incoming(id).is_some() || !socket.is_readable(),
            Verb::AskUnread => {
                !request.reading.asks || socket.is_readable() || operation.asked_enough()
            }
            Verb::AskPeer => operation.is_found || self.next_incoming(id).is_none(),
            Verb::Bind => request.local_port == 0,
            Verb::Configure => socket.is_configured(),
            // A number that the host chooses is not yet a socket of the modem.
            Verb::Create => socket.wire.is_some() && !self.keeps_wires(),
            Verb::Fetch => !socket.is_readable(),
            // What looks a name up as such has no socket.
            Verb::Lookup => operation.is_found || !request.has_name,
            Verb::Listen => self.is_heard(id, socket),
            // Nothing is selected for a step that will be left out.
            Verb::Select if request.kind == RequestKind::Receive => {
                !socket.is_readable() || socket.wire == self.selected
            }
            Verb::SecureOption(option) => {
                socket.security.is_none_or(|security| security.value(option) == 0)
            }
            Verb::Secure(_) => socket.security.is_none(),
            Verb::ServerName => socket.security.is_none() || !socket.is_named(),
            Verb::Select => socket.wire.is_none() || socket.wire == self.selected,
            // Scripts that drive a modem by texts expect it after each close.
            Verb::Shut
                if request.kind == RequestKind::Close && self.framing == Framing::Exchange =>
            {
                socket.wire.is_none()
            }
            Verb::Shut => socket.is_clean() || socket.wire.is_none(),
            // Scripts that drive a modem by texts expect no command that they did not cause.
            Verb::Timers => socket.has_timers() || self.framing == Framing::Exchange,
            Verb::Unsecure => socket.security.is_some() || !socket.holds_secured(),
            Verb::Watch => !(operation.is_empty && socket.is_ending()) || operation.was_rung,
            _ => false,
        }
    }

    /// Whether what the request waits for is there already.
    pub(super) fn is_heard(&self, id: SocketId, socket: &Socket) -> bool {
        socket.is_readable()
            || socket.state == SocketState::Lost
            || self.request.kind == RequestKind::Accept && self.next_incoming(id).is_some()
    }

    pub(super) fn transmit(
        &mut self,
        now: Instant,
        operands: &Operands<'_>,
        out: &mut [u8],
    ) -> Result<Transmit, Full> {
        let Step { verb, wait, .. } = self.operation.step;
        self.detection.note_said(verb);
        let context = self.context(verb, operands);
        let (len, kind) = match verb {
            Verb::Listen | Verb::Quiet | Verb::Settle => (0, TransmitKind::Listen),
            Verb::Command => {
                // Whatever it does.
                self.selected = None;
                (operands.payload.len(), TransmitKind::ScriptCommand)
            }
            Verb::Payload => payload(&context, operands, out).ok_or(Full)?,
            verb => (self.write_command(verb, &context, out)?, TransmitKind::Command),
        };
        if matches!(verb, Verb::Create | Verb::Dial | Verb::Serve)
            && let Some(socket) = self.socket_mut()
        {
            socket.note_dial();
        }
        if matches!(verb, Verb::Leave) && self.limits().rings == Rings::AfterReadOnly {
            self.sockets.doubt_all();
        }
        self.operation.is_accepted = false;
        self.operation.was_rung = false;
        self.operation.answers = 0;
        self.operation.asks += u8::from(matches!(verb, Verb::AskUnread));
        self.reader.await_prompt(wait == Wait::Prompt);
        self.reader.await_abort(matches!(verb, Verb::Payload) && wait == Wait::Report);
        Ok(self.wait_for_answer(now, len, kind))
    }

    pub(super) fn wait_for_answer(
        &mut self,
        now: Instant,
        len: usize,
        kind: TransmitKind,
    ) -> Transmit {
        let wait = self.request.wait;
        let operation = &mut self.operation;
        let patience = match (operation.step.verb, operation.step.wait) {
            // It counts from the first time, not from the last.
            (_, Wait::Unsolicited) => {
                now.until(*operation.until.get_or_insert_with(|| now.after(wait)))
            }
            (Verb::Command, _) => wait,
            _ => operation.step.patience.span(),
        };
        operation.instant = match self.line {
            LineState::Owed(deadline) if matches!(operation.step.verb, Verb::Settle) => deadline,
            _ => now.after(patience),
        };
        operation.phase = Phase::Waiting;
        Transmit { len, kind, patience }
    }

    fn write_command(
        &self,
        verb: Verb,
        context: &Context<'_>,
        out: &mut [u8],
    ) -> Result<usize, Full> {
        let len = dialect::command(self.dialect, &self.detection, verb, context, out)?;
        if self.framing == Framing::Exchange || recovery::is_bare(verb) {
            return Ok(len);
        }
        text::put(out, len, self.line_end().as_bytes()).ok_or(Full)
    }

    /// The address family that the request is about.
    pub(super) fn family(&self) -> Family {
        self.socket().map_or(self.request.family, |socket| socket.family)
    }

    fn context<'a>(&'a self, verb: Verb, operands: &Operands<'a>) -> Context<'a> {
        let request = &self.request;
        let socket = self.socket();
        let len = match request.kind {
            RequestKind::Receive => read_len(socket, request.len, request.reading),
            _ => request.len,
        };
        let incoming = match verb {
            Verb::AskPeer => request.id.and_then(|id| self.next_incoming(id)),
            _ => None,
        };
        let found = self.peer.get().filter(|_| self.operation.is_found && request.has_name);
        Context {
            framing: self.framing,
            data_context: self.limits().data_context,
            // Steps that name a connection come after the one that creates it.
            wire: incoming.or(socket.and_then(|socket| socket.wire)).unwrap_or(Wire(0)),
            transport: self.transport(),
            family: self.family(),
            format: socket.map_or(PayloadFormat::Hex, |socket| socket.format),
            host: found.map_or(operands.host, |found| found.host),
            port: request.port,
            local_port: request.local_port,
            len,
            payload: operands.payload,
            security: socket.and_then(|socket| socket.security),
            server_name: socket
                .filter(|socket| socket.is_named() && request.kind == RequestKind::Open)
                .map(|_| operands.payload),
            holds_secured: socket.is_some_and(Socket::holds_secured),
            option: match verb {
                Verb::SecureOption(option) => socket
                    .and_then(|socket| socket.security)
                    .map(|security| (option, security.value(option).into())),
                _ => request.option.map(|option| (option, request.value)),
            },
            assistance: socket.map_or(0, Socket::assistance),
        }
    }
}

/// Bytes to ask for. At least as many as announced: a datagram cut by the modem cannot be made
/// whole. No more than that from a modem that joins what waits.
fn read_len(socket: Option<&Socket>, max: u16, reading: Reading) -> u16 {
    match socket.and_then(Socket::next_datagram) {
        Some(len) if reading.joins => len,
        Some(len) => max.max(len),
        None => max,
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
