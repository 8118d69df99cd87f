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
    network,
    reply::Final,
    sockets::{Opening, Socket, SocketState},
    step::{Step, Verb, Wait},
    text::has,
    time::{Duration, Instant},
    types::{Family, Framing, Peer, Rings, SocketId, Transport, Wire},
};

/// Time between the sign that a data phase is given up and the line that tells why, if it comes.
const ABORT_PAUSE: Duration = Duration::from_millis(200);

/// What the modem says.
impl Modem {
    fn is_hex(&self, id: SocketId) -> bool {
        self.sockets.get(id).is_some_and(Socket::is_hex)
    }

    pub(super) fn handle_partial(&mut self) {
        if let Some(header) = self.dialect.functions().inline_data(self.reader.line()) {
            let id = header.wire.and_then(|wire| self.sockets.id_of(wire));
            self.reader.expect_data(header.len, id.is_some_and(|id| self.is_hex(id)), false);
        }
    }

    #[inline(never)]
    pub(super) fn handle_line(&mut self, now: Instant) {
        if !self.is_waiting() || !self.handle_answer(now) {
            self.handle_notice(now);
        }
    }

    /// Takes what the line tells as an answer to the running step; false when it is none.
    fn handle_answer(&mut self, now: Instant) -> bool {
        let functions = self.dialect.functions();
        let line = self.reader.line();
        let verb = self.operation.step.verb;
        if let Some(header) = functions.data_header(verb, line) {
            let id = match header.wire {
                Some(wire) => self.sockets.id_of(wire),
                None => self.request.id,
            };
            if id == self.request.id {
                self.peer.take(header.peer);
            }
            let is_hex = header.is_hex.unwrap_or(id.is_some_and(|id| self.is_hex(id)));
            self.handle_header(id, header.len, is_hex);
            return true;
        }
        if is_final(&self.operation)
            && let Some(result) = functions.result(verb, line)
        {
            self.handle_final(now, result);
            return true;
        }
        self.detection.hear(verb, line);
        match verb {
            Verb::Ask(query) => self.hear_answer(query),
            _ => self.handle_info(now),
        }
    }

    fn handle_final(&mut self, now: Instant, result: Final) {
        match result {
            // Unless the line that tells how it went is still to come.
            Final::Ok if self.operation.step.wait == Wait::Outcome => {
                self.operation.is_accepted = true;
            }
            Final::Ok => self.conclude(now, Outcome::Done),
            Final::Connected => self.conclude(now, Outcome::Garbled),
            Final::Refused(code) => {
                self.keep_words();
                self.conclude(now, Outcome::Refused(code));
            }
        }
    }

    fn handle_info(&mut self, now: Instant) -> bool {
        let Step { verb, wait, .. } = self.operation.step;
        let Some(info) = self.dialect.functions().info(verb, self.reader.line()) else {
            return false;
        };
        match info {
            Info::Accepted(wire, peer) => {
                self.peer.take(Some(peer));
                self.handle_created(now, wire);
            }
            Info::Alive(wire) => {
                if let Some(socket) = self.socket_of(wire) {
                    socket.note_alive();
                }
            }
            Info::Address(address) => {
                let is_due = wait != Wait::Outcome || self.operation.answers > 0;
                let is_inet6 = self.family() == Family::Inet6;
                let is_wanted = is_inet6 == has(address, b':');
                if is_due && is_wanted && self.peer.get().is_none() {
                    self.peer.take(Some(Peer { host: address, port: 0 }));
                    self.operation.is_found = true;
                }
                if self.operation.answers > 0 {
                    let left = self.operation.answers - 1;
                    self.handle_answers(now, left);
                }
            }
            Info::Answers(count) => self.handle_answers(now, count),
            Info::BearerUp => self.bearer = Bearer::Up,
            Info::Created(wire) => self.handle_created(now, wire),
            Info::Empty => self.operation.is_empty = true,
            Info::Failed(code) => self.fail_accepted(now, Some(code)),
            Info::Garbled => self.conclude(now, Outcome::Garbled),
            Info::Peer(wire, peer) => {
                if self.request.id.and_then(|id| self.next_incoming(id)) == Some(wire) {
                    self.peer.take(Some(peer));
                    self.operation.is_found = true;
                }
            }
            Info::Report { is_good } => {
                if wait == Wait::Report || matches!(verb, Verb::Settle) {
                    self.handle_final(now, if is_good { Final::Ok } else { Final::Refused(None) });
                }
            }
            Info::Sent(len) => self.operation.sent = Some(len),
            Info::Value(value) => self.operation.told = Some(value as i16),
            Info::Unread(wire) => {
                if let Some(socket) = self.socket_of(wire) {
                    socket.note_unread();
                }
            }
        }
        true
    }

    /// Takes what the line tells without having been asked for: nothing, when it is an echo, a status line
    /// nobody asked for, noise.
    fn handle_notice(&mut self, now: Instant) {
        let functions = self.dialect.functions();
        let line = self.reader.line();
        if let Some(stat) = network::told(line) {
            self.handle_registration(now, stat);
        } else if let Some(arrival) = functions.arrival(line) {
            let is_awaited = self.accepting() == self.sockets.id_of(arrival.server);
            let (wire, server) = (arrival.wire, arrival.server);
            if is_awaited && self.incoming.is_empty() {
                self.peer.take(Some(arrival.peer));
                self.operation.is_found = true;
            } else if !self.is_running() {
                self.peer.take_visitor(wire, arrival.peer);
            }
            self.handle_incoming(now, wire, server);
        } else if let Some(header) = functions.pushed(line) {
            self.handle_header(None, header.len, header.is_hex == Some(true));
        } else if let Some(what) = functions.unsolicited(line) {
            self.handle_unsolicited(now, what);
        }
    }

    fn handle_registration(&mut self, now: Instant, stat: u8) {
        self.network.note_registration(stat);
        if network::is_registered(stat) {
            self.registrations = self.registrations.wrapping_add(1);
        }
        self.end_listening(now);
    }

    fn keep_words(&mut self) {
        keep(&mut self.words, self.reader.line());
    }

    /// The socket that waits for a connection to come in.
    fn accepting(&self) -> Option<SocketId> {
        let is_accept = self.is_running() && self.request.kind == RequestKind::Accept;
        self.request.id.filter(|_| is_accept)
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
        if let Some(socket) = self.socket_of(wire) {
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
        let server = self.socket().and_then(|socket| socket.wire);
        if self.accepting().is_some() {
            if let Some(server) = server {
                self.handle_incoming(now, wire, server);
            }
        } else if let Some(socket) = self.socket_mut() {
            socket.wire = Some(wire);
            self.note_new(wire);
        }
    }

    /// A connection has begun under this number: the end of a stream before it may still be told.
    pub(super) fn note_new(&mut self, wire: Wire) {
        let is_doubted = self.untold & bit(wire) != 0;
        let Some(socket) = self.socket_of(wire) else {
            return;
        };
        let is_stream = socket.transport == Transport::Tcp;
        socket.doubt(is_doubted && is_stream);
        if is_stream {
            self.untold |= bit(wire);
        }
    }

    #[inline(never)]
    fn handle_header(&mut self, id: Option<SocketId>, len: u16, is_hex: bool) {
        let is_ours = id.is_some() && id == self.request.id && self.is_running();
        if is_ours {
            self.operation.received = Some(len);
        }
        self.reader.expect_data(len, is_hex, is_ours);
    }

    /// Whether the command was accepted and its outcome is due.
    fn is_accepted(&self) -> bool {
        let operation = &self.operation;
        self.is_waiting() && operation.step.wait == Wait::Outcome && operation.is_accepted
    }

    /// So many addresses are to come.
    fn handle_answers(&mut self, now: Instant, count: u8) {
        if self.is_accepted() {
            self.operation.answers = count;
            if count == 0 {
                self.conclude(now, Outcome::Done);
            }
        }
    }

    /// What was accepted came to nothing.
    fn fail_accepted(&mut self, now: Instant, code: Option<u16>) {
        if self.is_accepted() {
            self.keep_words();
            self.conclude(now, Outcome::Refused(code));
        }
    }

    /// The socket of a connection.
    fn socket_of(&mut self, wire: Wire) -> Option<&mut Socket> {
        self.sockets.of_mut(self.sockets.id_of(wire))
    }

    /// The line that tells how an open ended.
    fn handle_opened(&mut self, now: Instant, wire: Wire, error: Option<u16>) {
        let is_ours = self.socket().is_some_and(|socket| socket.wire == Some(wire));
        if is_ours && self.is_accepted() {
            match error {
                Some(_) => self.fail_accepted(now, error),
                None => self.conclude(now, Outcome::Done),
            }
            return;
        }
        let is_idle = !self.is_running();
        if let Some(socket) = self.socket_of(wire)
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
        if self.request.id == id {
            self.operation.was_rung = true;
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
            self.reader.expect_data(len, false, false);
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
        }
        self.end_listening(now);
    }

    /// Ends a wait for unsolicited text when it came for this request.
    fn end_listening(&mut self, now: Instant) {
        let is_heard = match self.request.id.zip(self.socket()) {
            Some((id, socket)) => self.is_heard(id, socket),
            None => true,
        };
        if self.is_waiting() && self.operation.step.wait == Wait::Unsolicited && is_heard {
            self.conclude(now, Outcome::Done);
        }
    }

    /// The modem gave up a data phase. Either it tells right behind how that ended, or it drops
    /// everything until it is told that the data is over.
    pub(super) fn handle_abort(&mut self, now: Instant) {
        if self.is_waiting() && self.operation.step.wait == Wait::Report {
            self.operation.is_aborted = true;
            self.operation.instant = now.after(ABORT_PAUSE);
        }
    }

    fn restart(&mut self) {
        self.sockets.restart(self.limits().first_wire.is_some());
        self.bearer = Bearer::Unknown;
        self.network = Network::default();
        self.incoming.clear();
        self.is_ready = false;
        self.selected = None;
        self.untold = 0;
        if self.framing == Framing::Stream {
            self.line = LineState::Unknown;
        }
        if self.is_running() {
            self.fail(ModemError::Restarted);
        }
    }

    pub(super) fn fetch_rest(&mut self, now: Instant) {
        if self.operation.pieces >= ANSWER_PIECES {
            return self.conclude(now, Outcome::Garbled);
        }
        self.operation.pieces += 1;
        self.operation.phase = Phase::Continue;
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
fn is_final(operation: &Operation) -> bool {
    match operation.step.wait {
        Wait::Final | Wait::Prompt => true,
        Wait::Outcome => !operation.is_accepted,
        Wait::Report | Wait::Silence | Wait::Unsolicited => false,
    }
}
