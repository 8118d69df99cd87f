//! How steps and requests end.

use super::{
    Event, Modem,
    operation::{ASKS, Bearer, Incoming, LineState, Operation, Outcome, Phase, Request, Stage},
};
use crate::{
    detection,
    dialect::{NoData, RequestKind},
    error::ModemError,
    network::Setting,
    recovery,
    sockets::SocketState,
    step::{Otherwise, Step, Verb, Wait},
    time::{Hundredths, Instant},
    types::{Framing, Rings, SocketId, SocketOption, Transport},
};

/// Empty reads after which a request stops waiting on.
const EMPTY_READS: u8 = 8;

/// "Not found", a number of `+CME ERROR`.
const NOT_FOUND: u16 = 22;

/// How steps and requests end.
impl Modem {
    pub(super) fn expire(&mut self, deadline: Instant) {
        let is_listening = self
            .waiting()
            .is_some_and(|(_, step)| matches!(step.wait, Wait::Silence | Wait::Unsolicited));
        self.conclude(deadline, if is_listening { Outcome::Done } else { Outcome::Expired });
    }

    /// The hub: moves the cursor by what came of the current step.
    pub(super) fn conclude(&mut self, now: Instant, outcome: Outcome) {
        let Some((operation, step)) = self.waiting() else {
            return;
        };
        match (outcome, step.wait) {
            (Outcome::Prompt, Wait::Prompt) => self.next_step(),
            (Outcome::Prompt, _) => {}
            (Outcome::Done, Wait::Prompt) => self.fail(&operation, ModemError::NoPrompt),
            (Outcome::Done, _) if step.verb == Verb::Create && self.is_nameless(&operation) => {
                self.fail_at(&operation, step, Outcome::Garbled);
            }
            (Outcome::Done, _) if step.verb == Verb::Lookup && is_lost(&operation) => {
                self.fail(&operation, ModemError::Refused(Some(NOT_FOUND)));
            }
            (Outcome::Done, Wait::Silence) => self.end_silence(&operation, step),
            (Outcome::Done, _) => {
                self.note_done(&operation, step.verb);
                self.next_step();
                self.judge(&operation, step.verb);
                match (operation.stage, step.verb) {
                    (Stage::Contact, Verb::Attention | Verb::AttentionLf) => {
                        self.skip_to(detection::CONTACT_MADE);
                    }
                    (_, Verb::Attention) => self.skip_to(recovery::last()),
                    _ => {}
                }
            }
            // Whatever the answer was: it came, and nothing is owed any more.
            (Outcome::Refused(_), _) if step.verb == Verb::Settle => self.next_step(),
            (Outcome::Garbled, _) => self.fail_at(&operation, step, outcome),
            (Outcome::Expired | Outcome::Refused(_), _) => {
                self.conclude_badly(now, &operation, step, outcome);
            }
        }
    }

    /// Whether the modem did not say under which number it holds the connection.
    fn is_nameless(&self, operation: &Operation) -> bool {
        let socket = self.sockets.of(operation.request.socket());
        socket.is_some_and(|socket| socket.wire.is_none())
    }

    fn end_silence(&mut self, operation: &Operation, step: Step) {
        match step.otherwise {
            Otherwise::Repeat { times } if operation.tries + 1 < times => self.try_again(),
            _ => self.next_step(),
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
        self.note_bearer(step.verb, outcome);
        if let Some(pause) = self.pause_before(operation, step, outcome) {
            return self.pause(now, pause);
        }
        match step.otherwise {
            // What was given up is ended by name.
            _ if operation.is_aborted
                && step.verb == Verb::Payload
                && outcome == Outcome::Expired =>
            {
                self.next_step();
            }
            _ if outcome != Outcome::Expired && self.is_sent_in_part(operation) => self.next_step(),
            _ if outcome != Outcome::Expired && self.is_rousing(operation, step.verb) => {
                self.await_registration();
            }
            Otherwise::Nothing if matches!(outcome, Outcome::Refused(_)) => {
                self.note(|operation| operation.is_empty = true);
                self.next_step();
            }
            Otherwise::Overlook if outcome == Outcome::Expired => {
                self.fail_at(operation, step, outcome);
            }
            Otherwise::GoOn | Otherwise::Overlook => {
                self.note_missed(operation, step.verb, outcome);
                self.next_step();
            }
            Otherwise::Over { code, tries, pause }
                if operation.rounds + 1 < tries && outcome == Outcome::Refused(Some(code)) =>
            {
                self.start_over(now, pause);
            }
            Otherwise::Lose if matches!(outcome, Outcome::Refused(_)) => self.fail_lost(operation),
            Otherwise::AskAgain { tries, .. } if tried < tries => self.try_again(),
            Otherwise::AskAgain { and_fail: false, .. } => self.next_step(),
            _ if step.verb == Verb::Fetch
                && operation.was_rung
                && matches!(outcome, Outcome::Refused(_)) =>
            {
                self.end_read_too_early(operation);
            }
            _ if step.verb == Verb::Fetch && self.ends_guess(operation, outcome) => {
                self.operation = None;
                self.begin(operation.request);
                if operation.asks > 0 {
                    // The modem told of data that it does not have.
                    self.note(|operation| operation.asks = ASKS);
                }
            }
            _ if matches!(operation.stage, Stage::Contact | Stage::Settle) => {
                self.line = LineState::OutOfStep;
                self.operation = None;
                self.begin(operation.request);
            }
            _ => self.fail_at(operation, step, outcome),
        }
    }

    /// The pause before the step is tried again, if it is: one of its own, or that between dials.
    fn pause_before(
        &self,
        operation: &Operation,
        step: Step,
        outcome: Outcome,
    ) -> Option<Option<Hundredths>> {
        let tried = operation.tried() + 1;
        match step.otherwise {
            // A command that is not answered still runs, and another one must not meet it.
            Otherwise::Again { tries } if tried < tries && !self.is_unanswered(outcome) => {
                Some(None)
            }
            Otherwise::AgainOn { code, tries, pause } if tried < tries => {
                (outcome == Outcome::Refused(Some(code))).then_some(Some(pause))
            }
            _ => None,
        }
    }

    /// Whether the first bytes of a piece of a stream were taken. How the rest fares, the next piece
    /// tells.
    fn is_sent_in_part(&self, operation: &Operation) -> bool {
        let is_stream =
            operation.request.socket().is_some_and(|id| self.transport(id) == Transport::Tcp);
        is_stream && operation.sent.is_some_and(|sent| sent > 0)
    }

    fn is_unanswered(&self, outcome: Outcome) -> bool {
        self.framing == Framing::Stream && outcome == Outcome::Expired
    }

    /// A read that was tried on a guess came back empty: now it is known that nothing waits.
    fn ends_guess(&mut self, operation: &Operation, outcome: Outcome) -> bool {
        // Where arrivals are not counted every read is a guess; silence tells nothing about it, and on a
        // byte stream about none.
        let is_silent = outcome == Outcome::Expired;
        if is_silent && (self.framing == Framing::Stream || self.limits().rings != Rings::Each) {
            return false;
        }
        let socket = self.sockets.of_mut(operation.request.socket());
        let Some(socket) = socket.filter(|socket| socket.is_guess(is_silent)) else {
            return false;
        };
        socket.forget_arrivals();
        true
    }

    /// A read was refused, and while it was the data came that the next read will find.
    fn end_read_too_early(&mut self, operation: &Operation) {
        self.operation = None;
        self.event = operation.request.socket().map(Event::Nothing);
    }

    fn skip_to(&mut self, step: u8) {
        if let Some(operation) = &mut self.operation {
            operation.step = step;
        }
    }

    fn try_again(&mut self) {
        if let Some(operation) = &mut self.operation {
            operation.tries += 1;
            operation.phase = Phase::Ready;
        }
    }

    fn pause(&mut self, now: Instant, pause: Option<Hundredths>) {
        if let Some(operation) = &mut self.operation {
            operation.tries += 1;
            operation.phase = Phase::Pausing(now, pause);
        }
    }

    /// The first step again, `pause` from now.
    fn start_over(&mut self, now: Instant, pause: Hundredths) {
        if let Some(operation) = &mut self.operation {
            operation.rounds += 1;
            operation.step = 0;
            operation.tries = 0;
            operation.phase = Phase::Pausing(now, Some(pause));
        }
    }

    /// A read came back empty: the request waits on, for the rest of its time.
    fn listens_on(&mut self, operation: &Operation) -> bool {
        if !operation.is_empty || operation.received.is_some() || operation.rounds >= EMPTY_READS {
            return false;
        }
        if !operation.was_rung
            && let Some(socket) = self.sockets.of_mut(operation.request.socket())
        {
            socket.forget_arrivals();
        }
        self.note(|operation| {
            operation.step = 0;
            operation.tries = 0;
            operation.rounds += 1;
            operation.phase = Phase::Ready;
            operation.was_read = false;
            operation.is_empty = false;
        });
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
    fn note_done(&mut self, operation: &Operation, verb: Verb) {
        self.note_bearer(verb, Outcome::Done);
        self.detection.note_result(verb, true);
        if let Verb::Set(setting) = verb {
            self.network.note_set(setting);
            if matches!(setting, Setting::Detach | Setting::Flight) {
                self.bearer = Bearer::Unknown;
            }
        }
        if verb == Verb::CensusEnd {
            self.sockets.end_census();
        }
        let listens_once = self.limits().listens_once;
        let Some(socket) = self.sockets.of_mut(operation.request.socket()) else {
            return;
        };
        match verb {
            Verb::Configure => socket.note_configured(),
            Verb::Dial | Verb::Serve => socket.state = SocketState::Open,
            // A stream is created first and dialled then.
            Verb::Create => {
                self.selected = socket.wire;
                if operation.request.kind() == RequestKind::Create {
                    socket.state = SocketState::Open;
                }
            }
            Verb::Fetch => self.note(|operation| operation.was_read = true),
            // What listened is the stream now.
            Verb::Accept if listens_once => {
                if let Some(wire) = socket.wire {
                    // Room enough: it is taken out by the same request.
                    let _ = self.incoming.push(Incoming { wire, server: wire, is_closed: false });
                }
            }
            Verb::Payload => socket.assist(0),
            Verb::Select => self.selected = socket.wire,
            Verb::Shut => self.note_shut(operation, true),
            Verb::Timers => socket.note_timers(),
            Verb::Watch => socket.doubt(false),
            _ => {}
        }
    }

    /// The connection was asked to close; a number that the modem chose is gone with it.
    fn note_shut(&mut self, operation: &Operation, is_confirmed: bool) {
        if let Some(id) = operation.request.socket()
            && let Some(socket) = self.sockets.get_mut(id)
        {
            socket.shut(is_confirmed);
            let wire = socket.wire;
            self.selected = None;
            // A number that the host chooses stays with the socket.
            if self.dialect.functions().wire(id).is_none() {
                socket.wire = None;
            }
            // What came in through it, or under its number, is not for whoever has the number next.
            self.incoming
                .retain(|incoming| wire != Some(incoming.server) && wire != Some(incoming.wire));
        }
    }

    /// What is known once `verb` was refused or not answered, and the request goes on all the same.
    fn note_missed(&mut self, operation: &Operation, verb: Verb, outcome: Outcome) {
        self.detection.note_result(verb, false);
        let Some(socket) = self.sockets.of_mut(operation.request.socket()) else {
            return;
        };
        match verb {
            Verb::Select | Verb::Shut => self.note_shut(operation, false),
            // A modem without timers refuses them every time.
            Verb::Timers if outcome != Outcome::Expired => socket.note_timers(),
            _ => {}
        }
    }

    /// All steps are done: what had to come first gives way to the request, the request to its event.
    pub(super) fn end_script(&mut self, operation: &Operation) {
        if operation.stage == Stage::Request && self.listens_on(operation) {
            return;
        }
        self.operation = None;
        match operation.stage {
            Stage::Contact | Stage::Settle => self.line = LineState::InStep,
            Stage::Recover => {
                self.line = LineState::InStep;
                self.is_ready = false;
                self.selected = None;
            }
            Stage::Init => {
                self.is_ready = true;
                if self.is_orphaned(operation.request) {
                    return self.fail(operation, ModemError::Closed);
                }
            }
            Stage::Request => return self.end_request(operation),
        }
        self.begin(operation.request);
    }

    /// Whether the request is about a connection that turned out to be gone.
    fn is_orphaned(&self, request: Request) -> bool {
        let needs_connection = match request {
            Request::GetOption { .. } => true,
            Request::SetOption { option, .. } => option != SocketOption::KeepAlive,
            _ => matches!(request.kind(), RequestKind::Send | RequestKind::SendTo),
        };
        let socket = self.sockets.of(request.socket());
        needs_connection && socket.is_some_and(|socket| socket.state != SocketState::Open)
    }

    fn end_request(&mut self, operation: &Operation) {
        self.event = Some(match operation.request {
            Request::Accept { id, connection, .. } => self.end_accept(id, connection),
            Request::Attach { .. } => self.end_attach(),
            Request::Command { .. } | Request::SetOption { .. } => Event::Answered,
            Request::GetOption { .. } | Request::Manage { verb: Verb::Ask(_) } => {
                Event::Told(operation.told)
            }
            Request::Manage { .. } => Event::Answered,
            Request::Create { id, local_port } => Event::Opened(id, local_port),
            Request::Detect => self.end_detection(),
            Request::Resolve { .. } => Event::Resolved,
            Request::SendTo { id, len, .. } => Event::Sent(id, operation.sent.unwrap_or(len)),
            Request::Close { id } => Event::Closed(id),
            Request::Listen { .. } => Event::Heard,
            Request::Open { id, local_port, .. } | Request::Serve { id, local_port } => {
                Event::Opened(id, local_port)
            }
            Request::Receive { id, .. } => self.end_receive(id, operation),
            Request::Send { id, len } => Event::Sent(id, operation.sent.unwrap_or(len)),
        });
    }

    /// From here on the modem is one of the dialect that was found.
    fn end_detection(&mut self) -> Event {
        let Some(dialect) = self.detection.result() else {
            return Event::Failed(None, ModemError::Unrecognised);
        };
        self.dialect = dialect;
        // What the dialect sets beforehand is still to be said.
        self.is_ready = false;
        Event::Detected(dialect)
    }

    fn end_accept(&mut self, id: SocketId, connection: SocketId) -> Event {
        if let Some(incoming) = self.take_incoming(id) {
            self.sockets.adopt(connection, incoming.wire, incoming.is_closed);
            self.note_new(incoming.wire);
            return Event::Opened(connection, 0);
        }
        match self.sockets.get(id).map(|socket| socket.state) {
            Some(SocketState::Open) => Event::Nothing(id),
            _ => Event::Failed(Some(id), ModemError::Closed),
        }
    }

    fn take_incoming(&mut self, server: SocketId) -> Option<Incoming> {
        let wire = self.next_incoming(server)?;
        let taken = self.incoming.iter().find(|incoming| incoming.wire == wire).copied();
        self.incoming.retain(|incoming| incoming.wire != wire);
        taken
    }

    fn end_receive(&mut self, id: SocketId, operation: &Operation) -> Event {
        let no_data = self.dialect.functions().no_data(self.transport(id));
        let rings = self.limits().rings;
        let Some(socket) = self.sockets.get_mut(id) else {
            return Event::Nothing(id);
        };
        match operation.received {
            Some(len) => {
                socket.take(len, operation.asked(), rings, operation.was_rung);
                return Event::Received(id, len);
            }
            None if operation.is_empty && operation.was_rung => {}
            None if operation.is_empty => socket.forget_arrivals(),
            None if operation.was_read => match no_data {
                NoData::EmptyDatagram => {
                    socket.take(0, operation.asked(), rings, operation.was_rung);
                    return Event::Received(id, 0);
                }
                NoData::EndOfStream => {
                    socket.forget_arrivals();
                    socket.lose(false);
                }
                NoData::Nothing => socket.refuse_arrival(),
            },
            None => {}
        }
        if socket.state == SocketState::Lost {
            Event::Failed(Some(id), socket.loss())
        } else {
            Event::Nothing(id)
        }
    }

    fn transport(&self, id: SocketId) -> Transport {
        self.sockets.get(id).map_or(Transport::Udp, |socket| socket.transport)
    }

    /// Fails at a step: on a byte stream an answer that did not come as it must leaves the line out of
    /// step.
    fn fail_at(&mut self, operation: &Operation, step: Step, outcome: Outcome) {
        let is_refused = matches!(outcome, Outcome::Refused(_));
        if self.framing == Framing::Stream && !is_refused && !operation.is_accepted {
            self.line = LineState::OutOfStep;
        }
        if is_transient(step, outcome) {
            self.operation = None;
            self.event = Some(Event::Failed(operation.request.socket(), failure(step, outcome)));
        } else {
            self.fail(operation, failure(step, outcome));
        }
    }

    /// Fails as the modem knows no such connection any more.
    fn fail_lost(&mut self, operation: &Operation) {
        let mut error = ModemError::Closed;
        if let Some(socket) = self.sockets.of_mut(operation.request.socket()) {
            // What a read would have given is gone with it.
            socket.lose(operation.request.kind() == RequestKind::Receive);
            socket.forget_arrivals();
            error = socket.loss();
        }
        self.fail(operation, error);
    }

    pub(super) fn fail(&mut self, operation: &Operation, mut error: ModemError) {
        self.operation = None;
        let id = operation.request.socket();
        let listens_once = self.limits().listens_once;
        if let Some(socket) = self.sockets.of_mut(id) {
            match (operation.request.kind(), error) {
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
        self.event = Some(Event::Failed(id, error));
    }
}

/// Whether a datagram has no address to go to.
const fn is_lost(operation: &Operation) -> bool {
    matches!(operation.request, Request::SendTo { .. }) && !operation.is_found
}

/// Whether success shows that the bearer is up.
const fn needs_bearer(verb: Verb) -> bool {
    matches!(verb, Verb::Create | Verb::Dial | Verb::Lookup | Verb::Serve | Verb::StartBearer)
}

/// Whether the refusal is of the kind that passes: it says nothing about the connection.
fn is_transient(step: Step, outcome: Outcome) -> bool {
    match step.otherwise {
        Otherwise::Over { code, .. } => outcome == Outcome::Refused(Some(code)),
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
