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
    pub(super) fn spare_wire(&self, id: SocketId) -> Option<Wire> {
        let functions = self.dialect.functions();
        let own = functions.wire(id)?;
        core::iter::once(own)
            .chain(
                (1..=self.limits().sockets)
                    .filter_map(SocketId::new)
                    .filter_map(|id| functions.wire(id)),
            )
            .find(|&wire| self.sockets.id_of(wire).is_none())
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
    pub(super) fn draw_port(&mut self, base: u16) -> u16 {
        self.random = (self.random % LOCAL_PORTS + PORT_STRIDE) % LOCAL_PORTS;
        // Less than 2000, so it fits.
        base.saturating_add(self.random as u16)
    }

    pub(super) fn begin(&mut self, request: Request) {
        self.event = None;
        self.words.clear();
        self.begun = self.begun.wrapping_add(1);
        self.leave_unfinished();
        let (stage, step) = match self.line {
            LineState::Owed(_) => (Stage::Settle, 0),
            LineState::OutOfStep => (Stage::Recover, 0),
            LineState::Unknown if self.dialect == DialectId::Unknown => (Stage::Contact, 0),
            LineState::Unknown => (Stage::Recover, recovery::FIRST_CONTACT),
            LineState::InStep if self.is_ready => (Stage::Request, 0),
            LineState::InStep => (Stage::Init, 0),
        };
        self.operation = Some(Operation {
            request,
            stage,
            step,
            tries: 0,
            pieces: 0,
            rounds: 0,
            phase: Phase::Ready,
            until: None,
            received: None,
            told: None,
            is_found: false,
            answers: 0,
            was_read: false,
            is_empty: false,
            was_rung: false,
            is_accepted: false,
            is_aborted: false,
            form: None,
            asks: 0,
            sent: None,
        });
    }

    /// A request was given up in the middle: its answer may still come, its payload has no place.
    pub(super) fn leave_unfinished(&mut self) {
        if let Some((operation, step)) = self.waiting() {
            if step.verb == Verb::Fetch
                && let Some(socket) = self.sockets.of_mut(operation.request.socket())
            {
                socket.doubt_arrivals();
            }
            if self.framing == Framing::Stream {
                self.note_owed(&operation, step);
            }
        }
        if self.framing == Framing::Stream && self.is_in_data_phase() {
            self.line = LineState::OutOfStep;
        }
        match self.framing {
            Framing::Exchange => self.reader.reset(),
            Framing::Stream => self.reader.drop_data(),
        }
    }

    /// Whether the modem takes what comes next for payload.
    fn is_in_data_phase(&self) -> bool {
        let Some((operation, step)) =
            self.operation.and_then(|operation| Some((operation, self.step(&operation)?)))
        else {
            return false;
        };
        let is_due = operation.phase == Phase::Ready || step.wait == Wait::Silence;
        let is_payload = matches!(step.verb, Verb::Abandon | Verb::Leave | Verb::Payload);
        is_due && is_payload && operation.stage == Stage::Request
    }

    fn note_owed(&mut self, operation: &Operation, step: Step) {
        if let Phase::Waiting(deadline) = operation.phase {
            match (operation.stage, step.wait) {
                (Stage::Contact | Stage::Recover, _) => self.line = LineState::OutOfStep,
                (_, Wait::Outcome) if operation.is_accepted => {}
                (_, Wait::Final | Wait::Outcome | Wait::Prompt | Wait::Report) => {
                    self.line = LineState::Owed(deadline);
                }
                (_, Wait::Silence | Wait::Unsolicited) => {}
            }
        }
    }
}

/// The cursor.
impl Modem {
    pub(super) fn step(&self, operation: &Operation) -> Option<Step> {
        let functions = self.dialect.functions();
        if let (Stage::Request, Request::Manage { verb }) = (operation.stage, operation.request) {
            return (operation.step == 0).then(|| network::single(verb));
        }
        let script = match operation.stage {
            Stage::Contact => &detection::CONTACT,
            Stage::Request if operation.request == Request::Detect => {
                return detection::step(operation.step);
            }
            Stage::Settle => recovery::settle(),
            Stage::Recover => recovery::ladder(),
            Stage::Init => functions.script(&self.script(operation, RequestKind::Init)),
            Stage::Request => functions.script(&self.script(operation, operation.request.kind())),
        };
        script.get(usize::from(operation.step)).copied()
    }

    fn script(&self, operation: &Operation, request: RequestKind) -> Script {
        let socket = self.sockets.of(operation.request.socket());
        let len = match operation.request {
            Request::Send { len, .. } | Request::SendTo { len, .. } => len,
            _ => 0,
        };
        Script {
            request,
            framing: self.framing,
            transport: socket.map_or(Transport::Udp, |socket| socket.transport),
            len,
            form: operation.form.unwrap_or(Form::Data),
        }
    }

    /// Settles how much of the payload goes out at once, and in which form. A stream may be sent in
    /// pieces, a datagram may not.
    pub(super) fn cut(&mut self, operands: &Operands<'_>) {
        let Some(operation) = self.operation.as_mut().filter(|current| current.form.is_none())
        else {
            return;
        };
        let (Request::Send { id, len } | Request::SendTo { id, len, .. }) = &mut operation.request
        else {
            return;
        };
        let payload = operands.payload.get(..(*len).into()).unwrap_or(operands.payload);
        let transport = self.sockets.get(*id).map_or(Transport::Udp, |socket| socket.transport);
        let (piece, form) = self.dialect.functions().piece(self.framing, transport, payload);
        if piece < payload.len() && transport == Transport::Udp {
            let operation = *operation;
            return self.fail(&operation, ModemError::Unsendable);
        }
        // Not more than it was.
        *len = u16::try_from(piece).unwrap_or(*len).min(*len);
        operation.form = Some(form);
    }

    /// The operation and its step, when an answer is due.
    pub(super) fn waiting(&self) -> Option<(Operation, Step)> {
        let operation = self.operation?;
        matches!(operation.phase, Phase::Waiting(_)).then_some(())?;
        self.step(&operation).map(|step| (operation, step))
    }

    pub(super) fn set_phase(&mut self, phase: Phase) {
        if let Some(operation) = &mut self.operation {
            operation.phase = phase;
        }
    }

    pub(super) fn next_step(&mut self) {
        if let Some(operation) = &mut self.operation {
            operation.step += 1;
            operation.tries = 0;
            operation.pieces = 0;
            operation.phase = Phase::Ready;
        }
    }

    /// Whether what the step is for holds already.
    #[inline(never)]
    pub(super) fn is_superfluous(&self, operation: &Operation, step: Step) -> bool {
        match operation.request {
            Request::Attach { name } if matches!(step.verb, Verb::Ask(_) | Verb::Set(_)) => {
                return self.network.is_superfluous(step.verb, name.is_some());
            }
            Request::Detect => return self.detection.is_superfluous(step.verb),
            _ => {}
        }
        match step.verb {
            Verb::AskBearer => return self.bearer != Bearer::Unknown,
            Verb::StartBearer => return self.bearer == Bearer::Up,
            Verb::StopBearer => return self.bearer != Bearer::Lost,
            Verb::Census | Verb::CensusEnd => return !self.sockets.holds_any(),
            Verb::Sweep => return self.sockets.holds_any(),
            _ => {}
        }
        let functions = self.dialect.functions();
        let Some((id, socket)) =
            operation.request.socket().and_then(|id| Some((id, self.sockets.get(id)?)))
        else {
            return false;
        };
        match step.verb {
            Verb::Abandon => !operation.is_aborted,
            Verb::Accept => self.next_incoming(id).is_some() || !socket.is_readable(),
            Verb::AskUnread => {
                !operation.reading().asks || socket.is_readable() || operation.asked_enough()
            }
            Verb::AskPeer => operation.is_found || self.next_incoming(id).is_none(),
            Verb::Bind => self.local_port(operation) == 0,
            Verb::Configure => socket.is_configured(),
            // A number that the host chooses is not yet a socket of the modem.
            Verb::Create => socket.wire.is_some() && functions.wire(id).is_none(),
            Verb::Fetch => !socket.is_readable(),
            // What looks a name up as such has no socket.
            Verb::Lookup => operation.is_found || !has_name(operation.request),
            Verb::Listen => self.is_heard(operation, id, socket),
            // Nothing is selected for a step that will be left out.
            Verb::Select if operation.request.kind() == RequestKind::Receive => {
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
                if operation.request.kind() == RequestKind::Close
                    && self.framing == Framing::Exchange =>
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
    pub(super) fn is_heard(&self, operation: &Operation, id: SocketId, socket: &Socket) -> bool {
        socket.is_readable()
            || socket.state == SocketState::Lost
            || operation.request.kind() == RequestKind::Accept && self.next_incoming(id).is_some()
    }

    pub(super) fn transmit(
        &mut self,
        now: Instant,
        operation: &Operation,
        step: Step,
        operands: &Operands<'_>,
        out: &mut [u8],
    ) -> Result<Transmit, Full> {
        self.detection.note_said(step.verb);
        let context = self.context(step.verb, operation, operands);
        let (len, kind) = match step.verb {
            Verb::Listen | Verb::Quiet | Verb::Settle => (0, TransmitKind::Listen),
            Verb::Command => {
                // Whatever it does.
                self.selected = None;
                (operands.payload.len(), TransmitKind::ScriptCommand)
            }
            Verb::Payload => payload(&context, operands, out).ok_or(Full)?,
            verb => (self.write_command(verb, &context, out)?, TransmitKind::Command),
        };
        if matches!(step.verb, Verb::Create | Verb::Dial | Verb::Serve)
            && let Some(socket) = self.sockets.of_mut(operation.request.socket())
        {
            socket.note_dial();
        }
        if step.verb == Verb::Leave && self.limits().rings == Rings::AfterReadOnly {
            self.sockets.doubt_all();
        }
        self.note(|operation| {
            operation.is_accepted = false;
            operation.was_rung = false;
            operation.answers = 0;
            operation.asks += u8::from(step.verb == Verb::AskUnread);
        });
        self.reader.await_prompt(step.wait == Wait::Prompt);
        self.reader.await_abort(step.verb == Verb::Payload && step.wait == Wait::Report);
        Ok(self.wait_for_answer(now, step, len, kind))
    }

    pub(super) fn wait_for_answer(
        &mut self,
        now: Instant,
        step: Step,
        len: usize,
        kind: TransmitKind,
    ) -> Transmit {
        let patience = match self.operation.map(|operation| operation.request) {
            Some(Request::Listen { wait }) if step.wait == Wait::Unsolicited => wait,
            Some(Request::Accept { wait, .. } | Request::Receive { wait, .. })
                if step.wait == Wait::Unsolicited =>
            {
                self.wait_left(now, wait)
            }
            Some(Request::Command { patience }) if step.verb == Verb::Command => patience,
            _ => step.patience.span(),
        };
        let deadline = match self.line {
            LineState::Owed(deadline) if step.verb == Verb::Settle => deadline,
            _ => now.after(patience),
        };
        self.set_phase(Phase::Waiting(deadline));
        Transmit { len, kind, patience }
    }

    /// Time left to wait for data: it counts from the first time, not from the last.
    fn wait_left(&mut self, now: Instant, wait: Duration) -> Duration {
        match &mut self.operation {
            Some(operation) => now.until(*operation.until.get_or_insert_with(|| now.after(wait))),
            None => wait,
        }
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

    fn local_port(&self, operation: &Operation) -> u16 {
        match operation.request {
            Request::Create { local_port, .. }
            | Request::Open { local_port, .. }
            | Request::Serve { local_port, .. } => local_port,
            _ => 0,
        }
    }

    /// The address family that the request is about.
    pub(super) fn family(&self, request: Request) -> Family {
        let socket = self.sockets.of(request.socket());
        match request {
            Request::Resolve { family } => family,
            _ => socket.map_or(Family::Inet, |socket| socket.family),
        }
    }

    fn context<'a>(
        &'a self,
        verb: Verb,
        operation: &Operation,
        operands: &Operands<'a>,
    ) -> Context<'a> {
        let request = operation.request;
        // Requests without a socket have no command that names one.
        let id = request.socket().unwrap_or(SocketId::FIRST);
        let socket = self.sockets.get(id);
        let (port, len) = match request {
            Request::Open { port, .. } => (port, 0),
            Request::Send { len, .. } => (0, len),
            Request::SendTo { len, port, .. } => (port, len),
            Request::Receive { max, reading, .. } => (0, read_len(socket, max, reading)),
            _ => (0, 0),
        };
        let incoming = match verb {
            Verb::AskPeer => self.next_incoming(id),
            _ => None,
        };
        let found = self.peer.get().filter(|_| operation.is_found && has_name(request));
        Context {
            framing: self.framing,
            data_context: self.dialect.functions().data_context(),
            // Steps that name a connection come after the one that creates it.
            wire: incoming.or(socket.and_then(|socket| socket.wire)).unwrap_or(Wire(0)),
            transport: socket.map_or(Transport::Udp, |socket| socket.transport),
            family: self.family(request),
            format: socket.map_or(PayloadFormat::Hex, |socket| socket.format),
            host: found.map_or(operands.host, |found| found.host),
            port,
            local_port: self.local_port(operation),
            len,
            payload: operands.payload,
            security: socket.and_then(|socket| socket.security),
            server_name: socket
                .filter(|socket| socket.is_named() && request.kind() == RequestKind::Open)
                .map(|_| operands.payload),
            holds_secured: socket.is_some_and(Socket::holds_secured),
            option: match (request, verb) {
                (Request::SetOption { option, value, .. }, _) => Some((option, value)),
                (Request::GetOption { option, .. }, _) => Some((option, 0)),
                (_, Verb::SecureOption(option)) => socket
                    .and_then(|socket| socket.security)
                    .map(|security| (option, security.value(option).into())),
                _ => None,
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

/// Whether the host of the request is a name to be looked up first.
const fn has_name(request: Request) -> bool {
    matches!(request, Request::SendTo { is_name: true, .. })
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
