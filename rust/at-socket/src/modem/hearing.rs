//! From a line of the modem to what it means for the running step and for the sockets.

use super::operation::LineState;
use super::{
    ANSWER_PIECES, Modem,
    operation::{Operation, Outcome, Phase},
};
use crate::{
    dialect::{DataHeader, Unsolicited},
    error::ModemError,
    reply::Final,
    sockets::{Socket, SocketState},
    step::Wait,
    time::Instant,
    types::{Framing, SocketId},
};

/// Meaning of a complete line.
enum Line {
    Data(DataHeader),
    Final(Final),
    Other,
    Unsolicited(Unsolicited),
}

/// What the modem says.
impl Modem {
    fn is_hex(&self, id: SocketId) -> bool {
        self.sockets.get(id).is_some_and(Socket::is_hex)
    }

    pub(super) fn handle_partial(&mut self) {
        if let Some(header) = self.dialect.functions().inline_data(self.reader.line()) {
            self.reader.expect_data(header.len.into(), self.is_hex(header.id), false);
        }
    }

    fn read_line(&self) -> Line {
        let functions = self.dialect.functions();
        let line = self.reader.line();
        if let Some((_, step)) = self.waiting() {
            if let Some(header) = functions.data_header(step.verb, line) {
                return Line::Data(header);
            }
            if matches!(step.wait, Wait::Final | Wait::Prompt)
                && let Some(result) = Final::parse(line)
            {
                return Line::Final(result);
            }
        }
        functions.unsolicited(line).map_or(Line::Other, Line::Unsolicited)
    }

    pub(super) fn handle_line(&mut self, now: Instant) {
        match self.read_line() {
            Line::Data(header) => self.handle_header(header),
            Line::Final(Final::Ok) => self.conclude(now, Outcome::Done),
            Line::Final(Final::Connected) => self.conclude(now, Outcome::Garbled),
            Line::Final(Final::Refused(code)) => {
                self.keep_words();
                self.conclude(now, Outcome::Refused(code));
            }
            // Echo, status lines nobody asked for, noise.
            Line::Other => {}
            Line::Unsolicited(what) => self.handle_unsolicited(now, what),
        }
    }

    fn keep_words(&mut self) {
        let line = self.reader.line();
        self.words.clear();
        let kept = line.get(..self.words.capacity()).unwrap_or(line);
        // At most the capacity.
        let _ = self.words.extend_from_slice(kept);
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
        if self.operation.is_some_and(|operation| matches!(operation.phase, Phase::Pausing(_))) {
            self.set_phase(Phase::Ready);
        }
    }

    /// Ends a wait for unsolicited text when it came for this request.
    fn end_listening(&mut self, now: Instant) {
        let Some((operation, step)) = self.waiting() else {
            return;
        };
        let is_heard = match operation.request.socket().and_then(|id| self.sockets.get(id)) {
            Some(socket) => socket.is_readable() || socket.state == SocketState::Lost,
            None => true,
        };
        if step.wait == Wait::Unsolicited && is_heard {
            self.conclude(now, Outcome::Done);
        }
    }

    fn restart(&mut self) {
        self.sockets.restart();
        if self.framing == Framing::Stream {
            self.is_ready = false;
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
