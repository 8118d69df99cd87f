//! How steps and requests end.

use heapless::Vec;

use super::{
    Event, EventKind, Modem,
    operation::{ASKS, Bearer, Incoming, LineState, Outcome, Phase, Request, Stage},
};
use crate::{
    detection,
    dialect::RequestKind,
    error::ModemError,
    network::Setting,
    recovery,
    sockets::SocketState,
    step::{Otherwise, Refusal, Step, Verb, Wait},
    time::Instant,
    types::{Framing, Limits, Rings, SocketOption, Transport, Wire},
};

/// Empty reads after which a request stops waiting on.
const EMPTY_READS: u8 = 8;

/// "Not found", a number of `+CME ERROR`.
const NOT_FOUND: u16 = 22;

/// How steps and requests end.
impl Modem {
    pub(super) fn expire(&mut self, deadline: Instant) {
        let is_listening = matches!(self.operation.step.wait, Wait::Silence | Wait::Unsolicited);
        self.conclude(deadline, if is_listening { Outcome::Done } else { Outcome::Expired });
    }

    /// The hub: moves the cursor by what came of the current step.
    pub(super) fn conclude(&mut self, now: Instant, outcome: Outcome) {
        if !self.is_waiting() {
            return;
        }
        let Step { verb, wait, .. } = self.operation.step;
        match (outcome, wait) {
            (Outcome::Prompt, Wait::Prompt) => self.next_step(),
            (Outcome::Prompt, _) => {}
            (Outcome::Done, Wait::Prompt) => self.fail(ModemError::NoPrompt),
            (Outcome::Done, _) if matches!(verb, Verb::Create) && self.is_nameless() => {
                self.fail_at(Outcome::Garbled);
            }
            (Outcome::Done, _) if matches!(verb, Verb::Lookup) && self.is_lost() => {
                self.fail(ModemError::Refused(Some(NOT_FOUND)));
            }
            (Outcome::Done, Wait::Silence) => self.end_silence(),
            (Outcome::Done, _) => {
                self.note_done(verb);
                self.next_step();
                self.judge(verb);
                match (self.operation.stage, verb) {
                    (Stage::Contact, Verb::Attention | Verb::AttentionLf) => {
                        self.operation.place = detection::CONTACT_MADE;
                    }
                    (_, Verb::Attention) => self.operation.place = recovery::last(),
                    _ => {}
                }
            }
            // Whatever the answer was: it came, and nothing is owed any more.
            (Outcome::Refused(_), _) if matches!(verb, Verb::Settle) => self.next_step(),
            (Outcome::Garbled, _) => self.fail_at(outcome),
            (Outcome::Expired | Outcome::Refused(_), _) => self.conclude_badly(now, outcome),
        }
    }

    /// Whether the modem did not say under which number it holds the connection.
    fn is_nameless(&self) -> bool {
        self.socket().is_some_and(|socket| socket.wire.is_none())
    }

    /// Whether a datagram has no address to go to.
    fn is_lost(&self) -> bool {
        self.request.kind == RequestKind::SendTo && !self.operation.is_found
    }

    fn end_silence(&mut self) {
        match self.operation.step.otherwise {
            Otherwise::Repeat { times } if self.operation.tries + 1 < times => self.try_again(),
            _ => self.next_step(),
        }
    }

    /// The step was refused, or not answered.
    fn conclude_badly(&mut self, now: Instant, outcome: Outcome) {
        let Step { verb, otherwise, .. } = self.operation.step;
        let tried = self.operation.tries + 1;
        let is_refused = outcome != Outcome::Expired;
        self.note_bearer(verb, outcome);
        if self.pauses(now, outcome) {
            return;
        }
        match otherwise {
            // What was given up is ended by name.
            _ if self.operation.is_aborted && matches!(verb, Verb::Payload) && !is_refused => {
                self.next_step();
            }
            _ if is_refused && self.is_sent_in_part() => self.next_step(),
            _ if is_refused && self.is_rousing(verb) => self.await_registration(),
            Otherwise::Nothing if is_refused => {
                self.operation.is_empty = true;
                self.next_step();
            }
            Otherwise::Overlook if !is_refused => self.fail_at(outcome),
            Otherwise::GoOn | Otherwise::Overlook => {
                self.note_missed(verb, outcome);
                self.next_step();
            }
            Otherwise::Over { refusal, tries }
                if self.operation.rounds + 1 < tries && outcome.is(refusal) =>
            {
                self.rewind();
                self.pause(now, Some(refusal));
            }
            Otherwise::Lose if is_refused => self.fail_lost(),
            Otherwise::AskAgain { tries, .. } if tried < tries => self.try_again(),
            Otherwise::AskAgain { and_fail: false, .. } => self.next_step(),
            // What the next read will find came while this one was refused.
            _ if matches!(verb, Verb::Fetch) && self.operation.was_rung && is_refused => {
                self.end(EventKind::Nothing, 0);
            }
            _ if matches!(verb, Verb::Fetch) && self.ends_guess(outcome) => {
                let was_asked = self.operation.asks > 0;
                self.restart_request();
                if was_asked {
                    // The modem told of data that it does not have.
                    self.operation.asks = ASKS;
                }
            }
            _ if matches!(self.operation.stage, Stage::Contact | Stage::Settle) => {
                self.line = LineState::OutOfStep;
                self.restart_request();
            }
            _ => self.fail_at(outcome),
        }
    }

    /// Whether the step is tried again, behind a pause of its own or that between dials.
    fn pauses(&mut self, now: Instant, outcome: Outcome) -> bool {
        let tried = self.operation.tried() + 1;
        let refusal = match self.operation.step.otherwise {
            // A command that is not answered still runs, and another one must not meet it.
            Otherwise::Again { tries } if tried < tries && !self.is_unanswered(outcome) => None,
            Otherwise::AgainOn { refusal, tries } if tried < tries && outcome.is(refusal) => {
                Some(refusal)
            }
            _ => return false,
        };
        self.operation.tries += 1;
        self.pause(now, refusal);
        true
    }

    /// Whether the first bytes of a piece of a stream were taken. How the rest fares, the next piece
    /// tells.
    fn is_sent_in_part(&self) -> bool {
        self.transport() == Transport::Tcp && self.operation.sent.is_some_and(|sent| sent > 0)
    }

    fn is_unanswered(&self, outcome: Outcome) -> bool {
        self.framing == Framing::Stream && outcome == Outcome::Expired
    }

    /// A read that was tried on a guess came back empty: now it is known that nothing waits.
    fn ends_guess(&mut self, outcome: Outcome) -> bool {
        // Where arrivals are not counted every read is a guess; silence tells nothing about it, and on a
        // byte stream about none.
        let is_silent = outcome == Outcome::Expired;
        if is_silent && (self.framing == Framing::Stream || self.limits().rings != Rings::Each) {
            return false;
        }
        let Some(socket) = self.socket_mut().filter(|socket| socket.is_guess(is_silent)) else {
            return false;
        };
        socket.forget_arrivals();
        true
    }

    /// The request again, with all that has to come before it.
    fn restart_request(&mut self) {
        self.operation.phase = Phase::Idle;
        self.begin_anew();
    }

    fn try_again(&mut self) {
        self.operation.tries += 1;
        self.operation.phase = Phase::Ready;
    }

    fn pause(&mut self, now: Instant, refusal: Option<Refusal>) {
        self.operation.phase = Phase::Pausing;
        self.operation.instant = now;
        self.operation.refusal = refusal;
    }

    /// Back to the first step.
    fn rewind(&mut self) {
        self.operation.rounds += 1;
        self.operation.place = 0;
        self.operation.tries = 0;
    }

    /// A read came back empty: the request waits on, for the rest of its time.
    #[inline(never)]
    fn listens_on(&mut self) -> bool {
        let operation = &self.operation;
        if !operation.is_empty || operation.received.is_some() || operation.rounds >= EMPTY_READS {
            return false;
        }
        if !operation.was_rung
            && let Some(socket) = self.socket_mut()
        {
            socket.forget_arrivals();
        }
        self.rewind();
        self.operation.was_read = false;
        self.operation.is_empty = false;
        true
    }

    /// What is known of the bearer once `verb` came out like this.
    fn note_bearer(&mut self, verb: Verb, outcome: Outcome) {
        self.bearer = match (verb, outcome) {
            (Verb::AskBearer, Outcome::Done) if self.bearer != Bearer::Up => Bearer::Down,
            (Verb::StopBearer, _) => Bearer::Down,
            (verb, Outcome::Done) if needs_bearer(verb) => Bearer::Up,
            // It may be the bearer's fault.
            (verb, _) if needs_bearer(verb) && self.bearer != Bearer::Lost => Bearer::Unknown,
            _ => return,
        };
    }

    /// What is known once `verb` was answered.
    fn note_done(&mut self, verb: Verb) {
        self.note_bearer(verb, Outcome::Done);
        self.detection.note_result(verb, true);
        if let Verb::Set(setting) = verb {
            self.network.note_set(setting);
            if matches!(setting, Setting::Detach | Setting::Flight) {
                self.bearer = Bearer::Unknown;
            }
        }
        if matches!(verb, Verb::CensusEnd) {
            self.sockets.end_census();
        }
        let listens_once = self.limits().listens_once;
        let Some(socket) = self.sockets.of_mut(self.request.id) else {
            return;
        };
        match verb {
            Verb::Configure => socket.note_configured(),
            Verb::Dial | Verb::Serve => socket.state = SocketState::Open,
            // A stream is created first and dialled then.
            Verb::Create => {
                self.selected = socket.wire;
                if self.request.kind == RequestKind::Create {
                    socket.state = SocketState::Open;
                }
            }
            Verb::Fetch => self.operation.was_read = true,
            // What listened is the stream now.
            Verb::Accept if listens_once => {
                if let Some(wire) = socket.wire {
                    // Room enough: it is taken out by the same request.
                    let _ = self.incoming.push(Incoming { wire, server: wire, is_closed: false });
                }
            }
            Verb::Payload => socket.assist(0),
            Verb::Select => self.selected = socket.wire,
            Verb::Shut => self.note_shut(true),
            Verb::Timers => socket.note_timers(),
            Verb::Watch => socket.doubt(false),
            _ => {}
        }
    }

    /// The connection was asked to close; a number that the modem chose is gone with it.
    fn note_shut(&mut self, is_confirmed: bool) {
        let keeps_wires = self.keeps_wires();
        if let Some(id) = self.request.id
            && let Some(socket) = self.sockets.get_mut(id)
        {
            socket.shut(is_confirmed);
            let wire = socket.wire;
            self.selected = None;
            // A number that the host chooses stays with the socket.
            if !keeps_wires {
                socket.wire = None;
            }
            // What came in through it, or under its number, is not for whoever has the number next.
            if let Some(wire) = wire {
                self.forget_incoming(wire);
            }
        }
    }

    /// What is known once `verb` was refused or not answered, and the request goes on all the same.
    fn note_missed(&mut self, verb: Verb, outcome: Outcome) {
        self.detection.note_result(verb, false);
        match verb {
            Verb::Select | Verb::Shut => self.note_shut(false),
            // A modem without timers refuses them every time.
            Verb::Timers if outcome != Outcome::Expired => {
                if let Some(socket) = self.socket_mut() {
                    socket.note_timers();
                }
            }
            _ => {}
        }
    }

    /// All steps are done: what had to come first gives way to the request, the request to its event.
    pub(super) fn end_script(&mut self) {
        match self.operation.stage {
            Stage::Contact | Stage::Settle => self.line = LineState::InStep,
            Stage::Recover => {
                self.line = LineState::InStep;
                self.is_ready = false;
                self.selected = None;
            }
            Stage::Init => {
                self.is_ready = true;
                if self.is_orphaned() {
                    return self.fail(ModemError::Closed);
                }
            }
            Stage::Request => {
                if !self.listens_on() {
                    self.end_request();
                }
                return;
            }
        }
        self.restart_request();
    }

    /// The request ends like this.
    #[inline(never)]
    pub(super) fn end(&mut self, kind: EventKind, value: u16) {
        self.operation.phase = Phase::Idle;
        self.event = Some(Event { kind, socket: self.request.id, value, error: None });
    }

    /// The request fails; what its socket is, it stays.
    #[inline(never)]
    pub(super) fn end_failed(&mut self, error: ModemError) {
        self.end(EventKind::Failed, 0);
        if let Some(event) = &mut self.event {
            event.error = Some(error);
        }
    }

    /// Whether the request is about a connection that turned out to be gone.
    fn is_orphaned(&self) -> bool {
        let needs_connection = match self.request.kind {
            RequestKind::GetOption | RequestKind::Send | RequestKind::SendTo => true,
            RequestKind::SetOption => self.request.option != Some(SocketOption::KeepAlive),
            _ => false,
        };
        needs_connection && self.socket().is_some_and(|socket| socket.state != SocketState::Open)
    }

    #[inline(never)]
    fn end_request(&mut self) {
        let Request { kind, verb, local_port, len, .. } = self.request;
        match kind {
            RequestKind::Accept => self.end_accept(),
            RequestKind::Attach => self.end_attach(),
            RequestKind::Close => self.end(EventKind::Closed, 0),
            RequestKind::Create | RequestKind::Open | RequestKind::Serve => {
                self.end(EventKind::Opened, local_port);
            }
            RequestKind::Detect => self.end_detection(),
            RequestKind::GetOption => self.end_question(),
            RequestKind::Manage if matches!(verb, Verb::Ask(_)) => self.end_question(),
            RequestKind::Command | RequestKind::Manage | RequestKind::SetOption => {
                self.end(EventKind::Answered, 0);
            }
            RequestKind::Init | RequestKind::Listen => self.end(EventKind::Heard, 0),
            RequestKind::Receive => self.end_receive(),
            RequestKind::Resolve => self.end(EventKind::Resolved, 0),
            RequestKind::Send | RequestKind::SendTo => {
                self.end(EventKind::Sent, self.operation.sent.unwrap_or(len));
            }
        }
    }

    fn end_question(&mut self) {
        match self.operation.told {
            Some(number) => self.end(EventKind::Told, number as u16),
            None => self.end(EventKind::Nothing, 0),
        }
    }

    /// From here on the modem is one of the dialect that was found.
    fn end_detection(&mut self) {
        let Some(dialect) = self.detection.result() else {
            return self.end_failed(ModemError::Unrecognised);
        };
        self.dialect = dialect;
        // What the dialect sets beforehand is still to be said.
        self.is_ready = false;
        self.end(EventKind::Detected, 0);
    }

    fn end_accept(&mut self) {
        if let Some(connection) = self.request.connection
            && let Some(incoming) = self.take_incoming()
        {
            self.sockets.adopt(connection, incoming.wire, incoming.is_closed);
            self.note_new(incoming.wire);
            self.request.id = Some(connection);
            return self.end(EventKind::Opened, 0);
        }
        match self.socket().map(|socket| socket.state) {
            Some(SocketState::Open) => self.end(EventKind::Nothing, 0),
            _ => self.end_failed(ModemError::Closed),
        }
    }

    fn take_incoming(&mut self) -> Option<Incoming> {
        let wire = self.next_incoming(self.request.id?)?;
        let taken = self.incoming.iter().find(|incoming| incoming.wire == wire).copied();
        self.forget_incoming(wire);
        taken
    }

    /// Forgets the connections that came in under this number or through it.
    fn forget_incoming(&mut self, wire: Wire) {
        let mut kept = Vec::new();
        for incoming in &self.incoming {
            if incoming.wire != wire && incoming.server != wire {
                // There is room: it was there before.
                let _ = kept.push(*incoming);
            }
        }
        self.incoming = kept;
    }

    fn end_receive(&mut self) {
        let Limits { rings, reads_blanks, .. } = *self.limits();
        let asked = self.request.len;
        let operation = &self.operation;
        let Some(socket) = self.sockets.of_mut(self.request.id) else {
            return self.end(EventKind::Nothing, 0);
        };
        let mut received = operation.received;
        if received.is_none() && operation.is_empty {
            if !operation.was_rung {
                socket.forget_arrivals();
            }
        } else if received.is_none() && operation.was_read {
            match (reads_blanks, socket.transport) {
                (false, _) => socket.refuse_arrival(),
                (true, Transport::Udp) => received = Some(0),
                (true, Transport::Tcp) => {
                    socket.forget_arrivals();
                    socket.lose(false);
                }
            }
        }
        if let Some(len) = received {
            socket.take(len, asked, rings, operation.was_rung);
            self.end(EventKind::Received, len);
        } else if socket.state == SocketState::Lost {
            let error = socket.loss();
            self.end_failed(error);
        } else {
            self.end(EventKind::Nothing, 0);
        }
    }

    /// Fails at a step: on a byte stream an answer that did not come as it must leaves the line out of
    /// step.
    fn fail_at(&mut self, outcome: Outcome) {
        let step = self.operation.step;
        let is_refused = matches!(outcome, Outcome::Refused(_));
        if self.framing == Framing::Stream && !is_refused && !self.operation.is_accepted {
            self.line = LineState::OutOfStep;
        }
        let error = failure(step, outcome);
        if is_transient(step, outcome) {
            self.end_failed(error);
        } else {
            self.fail(error);
        }
    }

    /// Fails as the modem knows no such connection any more.
    fn fail_lost(&mut self) {
        let mut error = ModemError::Closed;
        let is_read = self.request.kind == RequestKind::Receive;
        if let Some(socket) = self.socket_mut() {
            // What a read would have given is gone with it.
            socket.lose(is_read);
            socket.forget_arrivals();
            error = socket.loss();
        }
        self.fail(error);
    }

    pub(super) fn fail(&mut self, mut error: ModemError) {
        let kind = self.request.kind;
        let listens_once = self.limits().listens_once;
        if let Some(socket) = self.socket_mut() {
            match (kind, error) {
                (RequestKind::Receive, ModemError::Refused(_)) => socket.refuse_arrival(),
                (RequestKind::Receive, ModemError::Garbled) => socket.take_arrival(),
                (RequestKind::Receive, ModemError::TimedOut) => socket.doubt_arrivals(),
                // The stream may be there by now, and nobody listens.
                (RequestKind::Accept, ModemError::TimedOut) if listens_once => socket.lose(false),
                // The modem closed it and its word was lost: the next open closes and dials again.
                (RequestKind::Send, ModemError::Refused(code)) => {
                    socket.lose(false);
                    // Without a reason: of a stream that is the one there is.
                    if code.is_none() && socket.transport == Transport::Tcp {
                        error = ModemError::Closed;
                    }
                }
                _ => {}
            }
        }
        self.end_failed(error);
    }
}

/// Whether success shows that the bearer is up.
const fn needs_bearer(verb: Verb) -> bool {
    matches!(verb, Verb::Create | Verb::Dial | Verb::Lookup | Verb::Serve | Verb::StartBearer)
}

/// Whether the refusal is of the kind that passes: it says nothing about the connection.
fn is_transient(step: Step, outcome: Outcome) -> bool {
    match step.otherwise {
        Otherwise::Over { refusal, .. } => outcome.is(refusal),
        _ => false,
    }
}

/// Why a request fails that failed at `step`.
const fn failure(step: Step, outcome: Outcome) -> ModemError {
    match (outcome, step.wait, step.verb) {
        (Outcome::Refused(code), _, _) => ModemError::Refused(code),
        (Outcome::Garbled, _, _) => ModemError::Garbled,
        (_, Wait::Prompt, _) => ModemError::NoPrompt,
        (_, _, Verb::Payload) => ModemError::Unconfirmed,
        _ => ModemError::TimedOut,
    }
}
