//! From a line of the modem to what it means for the running step and for the sockets.

use heapless::Vec;

use super::{
    ANSWER_PIECES, Modem,
    attach::Network,
    operation::{Bearer, Incoming, LineState, Operation, Outcome, Phase},
};
use crate::{
    dialect::{End, Info, RequestKind, Unsolicited},
    error::ModemError,
    reply::Final,
    sockets::{Opening, Socket, SocketState},
    step::{Step, Verb, Wait},
    text::has,
    time::{Duration, Instant},
    types::{Family, Framing, Peer, Rings, SocketId, Transport, Wire},
};

/// Time between the sign that a data phase is given up and the line that tells why, if it comes.
const ABORT_PAUSE: Duration = Duration::from_millis(200);

/// Meaning of a complete line.
enum Line {
    Address,
    Answers(u8),
    BearerUp,
    Created(Wire),
    Data { id: Option<SocketId>, len: u16, is_hex: bool },
    Empty,
    Failed(u16),
    Final(Final),
    Garbled,
    Incoming { wire: Wire, server: Wire },
    Other,
    Report { is_good: bool },
    Sent(u16),
    Unsolicited(Unsolicited),
}

/// What the modem says.
impl Modem {
    fn is_hex(&self, id: SocketId) -> bool {
        self.sockets.get(id).is_some_and(Socket::is_hex)
    }

    pub(super) fn handle_partial(&mut self) {
        if let Some(header) = self.dialect.functions().inline_data(self.reader.line()) {
            let id = header.wire.and_then(|wire| self.sockets.id_of(wire));
            self.reader.expect_data(header.len.into(), id.is_some_and(|id| self.is_hex(id)), false);
        }
    }

    fn read_line(&mut self) -> Line {
        match self.read_answer() {
            Some(line) => line,
            None => self.read_notice(),
        }
    }

    /// What the line tells as an answer to the running step.
    fn read_answer(&mut self) -> Option<Line> {
        let functions = self.dialect.functions();
        let line = self.reader.line();
        let (operation, step) = self.waiting()?;
        if let Some(header) = functions.data_header(step.verb, line) {
            let id = match header.wire {
                Some(wire) => self.sockets.id_of(wire),
                None => operation.request.socket(),
            };
            let is_hex = header.is_hex.unwrap_or(id.is_some_and(|id| self.is_hex(id)));
            let len = header.len;
            if id == operation.request.socket() {
                self.peer.take(header.peer);
            }
            return Some(Line::Data { id, len, is_hex });
        }
        if is_final(step.wait, &operation)
            && let Some(result) = functions.result(step.verb, line)
        {
            return Some(Line::Final(result));
        }
        self.read_info(&operation, step)
    }

    fn read_info(&mut self, operation: &Operation, step: Step) -> Option<Line> {
        self.detection.hear(step.verb, self.reader.line());
        if let Verb::Ask(query) = step.verb {
            return self.hear_answer(operation, query).then_some(Line::Other);
        }
        let info = self.dialect.functions().info(step.verb, self.reader.line())?;
        Some(match info {
            Info::Accepted(wire, peer) => {
                self.peer.take(Some(peer));
                Line::Created(wire)
            }
            Info::Alive(wire) => {
                if let Some(socket) = self.socket_mut(wire) {
                    socket.note_alive();
                }
                Line::Other
            }
            Info::Address(address) => {
                let is_due = step.wait != Wait::Outcome || operation.answers > 0;
                let is_inet6 = self.family(operation.request) == Family::Inet6;
                let is_wanted = is_inet6 == has(address, b':');
                if is_due && is_wanted && self.peer.get().is_none() {
                    self.peer.take(Some(Peer { host: address, port: 0 }));
                    self.note(|operation| operation.is_found = true);
                }
                Line::Address
            }
            Info::Answers(count) => Line::Answers(count),
            Info::BearerUp => Line::BearerUp,
            Info::Created(wire) => Line::Created(wire),
            Info::Empty => Line::Empty,
            Info::Failed(code) => Line::Failed(code),
            Info::Garbled => Line::Garbled,
            Info::Peer(wire, peer) => {
                let server = operation.request.socket();
                if server.and_then(|id| self.next_incoming(id)) == Some(wire) {
                    self.peer.take(Some(peer));
                    self.note(|operation| operation.is_found = true);
                }
                Line::Other
            }
            Info::Report { is_good } if step.wait == Wait::Report || step.verb == Verb::Settle => {
                Line::Report { is_good }
            }
            Info::Report { .. } => Line::Other,
            Info::Sent(len) => Line::Sent(len),
            Info::Value(value) => {
                self.note(|operation| operation.told = Some(value as i16));
                Line::Other
            }
            Info::Unread(wire) => {
                if let Some(socket) = self.socket_mut(wire) {
                    socket.note_unread();
                }
                Line::Other
            }
        })
    }

    /// What the line tells without having been asked for.
    fn read_notice(&mut self) -> Line {
        let functions = self.dialect.functions();
        let line = self.reader.line();
        self.network.hear(line);
        if let Some(arrival) = functions.arrival(line) {
            let is_awaited = self.accepting() == self.sockets.id_of(arrival.server);
            let line = Line::Incoming { wire: arrival.wire, server: arrival.server };
            if is_awaited && self.incoming.is_empty() {
                self.peer.take(Some(arrival.peer));
                self.note(|operation| operation.is_found = true);
            } else if self.operation.is_none() {
                self.peer.take_visitor(arrival.wire, arrival.peer);
            }
            return line;
        }
        if let Some(header) = functions.pushed(line) {
            return Line::Data { id: None, len: header.len, is_hex: header.is_hex == Some(true) };
        }
        functions.unsolicited(line).map_or(Line::Other, Line::Unsolicited)
    }

    pub(super) fn handle_line(&mut self, now: Instant) {
        match self.read_line() {
            Line::Address => self.handle_address(now),
            Line::Answers(count) => self.handle_answers(now, count),
            Line::BearerUp => self.bearer = Bearer::Up,
            Line::Created(wire) => self.handle_created(now, wire),
            Line::Data { id, len, is_hex } => self.handle_header(id, len, is_hex),
            Line::Empty => self.note(|operation| operation.is_empty = true),
            Line::Failed(code) => self.fail_accepted(now, Some(code)),
            Line::Final(Final::Ok) => self.handle_ok(now),
            Line::Final(Final::Connected) => self.conclude(now, Outcome::Garbled),
            Line::Final(Final::Refused(code)) => {
                self.keep_words();
                self.conclude(now, Outcome::Refused(code));
            }
            Line::Garbled => self.conclude(now, Outcome::Garbled),
            Line::Incoming { wire, server } => self.handle_incoming(now, wire, server),
            Line::Report { is_good: true } => self.conclude(now, Outcome::Done),
            Line::Report { is_good: false } => {
                self.keep_words();
                self.conclude(now, Outcome::Refused(None));
            }
            Line::Sent(len) => self.note(|operation| operation.sent = Some(len)),
            // Echo, status lines nobody asked for, noise.
            Line::Other => {}
            Line::Unsolicited(what) => self.handle_unsolicited(now, what),
        }
    }

    fn keep_words(&mut self) {
        keep(&mut self.words, self.reader.line());
    }

    pub(super) fn note(&mut self, what: impl FnOnce(&mut Operation)) {
        if let Some(operation) = &mut self.operation {
            what(operation);
        }
    }

    /// The socket that waits for a connection to come in.
    fn accepting(&self) -> Option<SocketId> {
        let request = self.operation?.request;
        (request.kind() == RequestKind::Accept).then(|| request.socket()).flatten()
    }

    fn handle_incoming(&mut self, now: Instant, wire: Wire, server: Wire) {
        let is_known = self.incoming.iter().any(|incoming| incoming.wire == wire);
        if !is_known {
            // There are as many places as connections.
            let _ = self.incoming.push(Incoming { wire, server, is_closed: false });
        }
        self.end_listening(now);
    }

    /// What is told late may be about an earlier connection: then a read has to show it.
    fn handle_end(&mut self, end: End) {
        let wire = end.wire;
        if end.has_data {
            self.handle_arrived(wire, None);
        }
        if let Some(socket) = self.socket_mut(wire) {
            if end.is_late && socket.is_doubted() {
                return socket.note_ending();
            }
            socket.lose(end.is_broken);
        }
        self.untold &= !bit(wire);
        for incoming in self.incoming.iter_mut().filter(|incoming| incoming.wire == wire) {
            incoming.is_closed = true;
        }
    }

    fn handle_created(&mut self, now: Instant, wire: Wire) {
        let id = self.operation.and_then(|operation| operation.request.socket());
        let server = self.sockets.of(id).and_then(|socket| socket.wire);
        if self.accepting().is_some() {
            if let Some(server) = server {
                self.handle_incoming(now, wire, server);
            }
        } else if let Some(socket) = self.sockets.of_mut(id) {
            socket.wire = Some(wire);
            self.note_new(wire);
        }
    }

    /// A connection has begun under this number: the end of a stream before it may still be told.
    pub(super) fn note_new(&mut self, wire: Wire) {
        let is_doubted = self.untold & bit(wire) != 0;
        let Some(socket) = self.socket_mut(wire) else {
            return;
        };
        let is_stream = socket.transport == Transport::Tcp;
        socket.doubt(is_doubted && is_stream);
        if is_stream {
            self.untold |= bit(wire);
        }
    }

    /// OK ends a step, unless the line that tells how it went is still to come.
    fn handle_ok(&mut self, now: Instant) {
        match self.waiting() {
            Some((_, step)) if step.wait == Wait::Outcome => {
                self.note(|operation| operation.is_accepted = true);
            }
            _ => self.conclude(now, Outcome::Done),
        }
    }

    fn handle_header(&mut self, id: Option<SocketId>, len: u16, is_hex: bool) {
        let is_ours = id.is_some()
            && self.operation.is_some_and(|operation| operation.request.socket() == id);
        if is_ours {
            self.note(|operation| operation.received = Some(len));
        }
        self.reader.expect_data(len.into(), is_hex, is_ours);
    }

    /// The operation, when it was accepted and its outcome is due.
    fn accepted(&self) -> Option<Operation> {
        let (operation, step) = self.waiting()?;
        (step.wait == Wait::Outcome && operation.is_accepted).then_some(operation)
    }

    /// So many addresses are to come.
    fn handle_answers(&mut self, now: Instant, count: u8) {
        if self.accepted().is_some() {
            self.note(|operation| operation.answers = count);
            if count == 0 {
                self.conclude(now, Outcome::Done);
            }
        }
    }

    fn handle_address(&mut self, now: Instant) {
        if let Some(left) = self.accepted().and_then(|operation| operation.answers.checked_sub(1)) {
            self.note(|operation| operation.answers = left);
            if left == 0 {
                self.conclude(now, Outcome::Done);
            }
        }
    }

    /// What was accepted came to nothing.
    fn fail_accepted(&mut self, now: Instant, code: Option<u16>) {
        if self.accepted().is_some() {
            self.keep_words();
            self.conclude(now, Outcome::Refused(code));
        }
    }

    fn socket_mut(&mut self, wire: Wire) -> Option<&mut Socket> {
        self.sockets.id_of(wire).and_then(|id| self.sockets.get_mut(id))
    }

    /// The line that tells how an open ended.
    fn handle_opened(&mut self, now: Instant, wire: Wire, error: Option<u16>) {
        let id = self.accepted().and_then(|operation| operation.request.socket());
        let socket = self.sockets.of(id);
        if socket.is_some_and(|socket| socket.wire == Some(wire)) {
            match error {
                Some(_) => self.fail_accepted(now, error),
                None => self.conclude(now, Outcome::Done),
            }
            return;
        }
        let is_idle = self.operation.is_none();
        if let Some(socket) = self.socket_mut(wire)
            && socket.opening == Opening::UnderWay
        {
            socket.opening = match error {
                Some(_) => Opening::Refused(error),
                None => Opening::Stands,
            };
            if is_idle && error.is_some() {
                self.keep_words();
            }
        }
    }

    fn handle_arrived(&mut self, wire: Wire, len: Option<u16>) {
        let is_counted = self.limits().rings == Rings::Each;
        let id = self.sockets.id_of(wire);
        if let Some(socket) = self.sockets.of_mut(id) {
            socket.note_arrival(len, is_counted);
        }
        // Also between the result of a read and what is made of it.
        if self.operation.is_some_and(|operation| operation.request.socket() == id) {
            self.note(|operation| operation.was_rung = true);
        }
    }

    /// Data arrived; it follows the line unless the connection was opened here.
    fn handle_pushed(&mut self, wire: Wire, len: u16) {
        let id = self.sockets.id_of(wire);
        let socket = self.sockets.of(id);
        let is_incoming = self.incoming.iter().any(|incoming| incoming.wire == wire);
        if is_incoming || socket.is_some_and(|socket| socket.state != SocketState::Closed) {
            self.handle_arrived(wire, Some(len));
        } else {
            self.reader.expect_data(len.into(), false, false);
        }
    }

    /// No connection is left. An outcome that is due would never come.
    fn handle_bearer_lost(&mut self, now: Instant) {
        self.bearer = Bearer::Lost;
        self.sockets.lose_all();
        self.incoming.clear();
        self.fail_accepted(now, None);
    }

    #[inline(never)]
    fn handle_unsolicited(&mut self, now: Instant, what: Unsolicited) {
        match what {
            Unsolicited::Arrived { wire, len } => self.handle_arrived(wire, len),
            Unsolicited::BearerLost => self.handle_bearer_lost(now),
            Unsolicited::Booted if !self.is_ready => return,
            Unsolicited::Booted | Unsolicited::Restarted => return self.restart(),
            Unsolicited::Ended(end) => self.handle_end(end),
            Unsolicited::Opened { wire, error } => return self.handle_opened(now, wire, error),
            Unsolicited::Pushed { wire, len } => self.handle_pushed(wire, len),
            Unsolicited::Registered(true) => {
                self.registrations = self.registrations.wrapping_add(1);
            }
            Unsolicited::Registered(false) => {}
        }
        self.end_listening(now);
    }

    /// Ends a wait for unsolicited text when it came for this request.
    fn end_listening(&mut self, now: Instant) {
        let Some((operation, step)) = self.waiting() else {
            return;
        };
        let id = operation.request.socket();
        let is_heard = match id.and_then(|id| Some((id, self.sockets.get(id)?))) {
            Some((id, socket)) => self.is_heard(&operation, id, socket),
            None => true,
        };
        if step.wait == Wait::Unsolicited && is_heard {
            self.conclude(now, Outcome::Done);
        }
    }

    /// The modem gave up a data phase. Either it tells right behind how that ended, or it drops
    /// everything until it is told that the data is over.
    pub(super) fn handle_abort(&mut self, now: Instant) {
        if self.waiting().is_some_and(|(_, step)| step.wait == Wait::Report) {
            self.note(|operation| {
                operation.is_aborted = true;
                operation.phase = Phase::Waiting(now.after(ABORT_PAUSE));
            });
        }
    }

    fn restart(&mut self) {
        let functions = self.dialect.functions();
        self.sockets.restart(|id| functions.wire(id));
        self.bearer = Bearer::Unknown;
        self.network = Network::default();
        self.incoming.clear();
        self.is_ready = false;
        self.selected = None;
        self.untold = 0;
        if self.framing == Framing::Stream {
            self.line = LineState::Unknown;
        }
        if let Some(operation) = self.operation {
            self.fail(&operation, ModemError::Restarted);
        }
    }

    pub(super) fn fetch_rest(&mut self, now: Instant, operation: Operation) {
        if operation.pieces >= ANSWER_PIECES {
            return self.conclude(now, Outcome::Garbled);
        }
        if let Some(operation) = &mut self.operation {
            operation.pieces += 1;
            operation.phase = Phase::Continue;
        }
    }
}

/// The place of a number in a set of them; none beyond what a modem has.
fn bit(wire: Wire) -> u32 {
    1_u32.checked_shl(wire.0.into()).unwrap_or(0)
}

/// Keeps the first bytes of `text`.
pub(super) fn keep<const LEN: usize>(words: &mut Vec<u8, LEN, u8>, text: &[u8]) {
    words.clear();
    // At most the capacity.
    let _ = words.extend_from_slice(text.get(..LEN).unwrap_or(text));
}

/// Whether a final result is due: once the command was accepted, only the line that tells how it went.
fn is_final(wait: Wait, operation: &Operation) -> bool {
    match wait {
        Wait::Final | Wait::Prompt => true,
        Wait::Outcome => !operation.is_accepted,
        Wait::Report | Wait::Silence | Wait::Unsolicited => false,
    }
}
