//! Requests that only wait are put aside, so that the modem is free for others meanwhile.

use core::mem::take;

use super::{
    Modem,
    operation::{LineState, Operation, Outcome, Phase, Request},
};
use crate::{
    error::ModemError,
    sockets::{Opening, Socket},
    step::{Refusal, Wait},
    time::{Duration, Instant},
    types::Framing,
};

/// A request that was put aside: the time between two tries passes, or the modem tells later whether a
/// connection stands.
#[derive(Debug, Clone, Copy)]
pub struct Aside {
    request: Request,
    operation: Operation,
    /// The engine's counts at that time.
    begun: u32,
    registrations: u8,
}

impl Aside {
    /// Whether it was refused, and waits for another try.
    pub const fn is_refused(&self) -> bool {
        matches!(self.operation.phase, Phase::Pausing)
    }
}

/// Requests that only wait.
impl Modem {
    /// The running request, when it only waits. It is the caller's to take up again when it is
    /// [`due`](Self::due), with the same operands, or to forget; others can be begun meanwhile.
    pub fn poll_aside(&mut self) -> Option<Aside> {
        let opening = match self.operation.phase {
            Phase::Pausing => Opening::Pausing,
            Phase::Waiting if self.is_told_later() => Opening::UnderWay,
            _ => return None,
        };
        if let Some(socket) = self.opening_socket() {
            socket.opening = opening;
        }
        let aside = Aside {
            request: self.request,
            operation: self.operation,
            begun: self.begun,
            registrations: self.registrations,
        };
        self.operation.phase = Phase::Idle;
        Some(aside)
    }

    /// Whether the command was accepted, and a line that names the connection tells how it went.
    fn is_told_later(&self) -> bool {
        self.operation.is_accepted
            && self.framing == Framing::Stream
            && self.request.opens()
            && self.operation.step.wait == Wait::Outcome
    }

    /// The socket of a request that makes a connection or a server.
    fn opening_socket(&mut self) -> Option<&mut Socket> {
        if self.request.opens() { self.socket_mut() } else { None }
    }

    /// When a request that was put aside is to be taken up; `None` at once. `dial_pause` is the time
    /// between two dials of one open.
    pub fn due(&self, aside: &Aside, dial_pause: Duration) -> Option<Instant> {
        let Operation { phase, instant, refusal, .. } = aside.operation;
        match phase {
            // What a refused dial waits for is the network.
            Phase::Pausing if aside.registrations == self.registrations => {
                Some(instant.after(refusal.map_or(dial_pause, Refusal::pause)))
            }
            Phase::Waiting => {
                let socket = self.sockets.of(aside.request.id)?;
                (socket.opening == Opening::UnderWay).then_some(instant)
            }
            _ => None,
        }
    }

    /// Goes on with a request that was put aside, in the place of what runs.
    pub fn take_up(&mut self, now: Instant, aside: &Aside) {
        let is_alone = self.begun == aside.begun;
        self.event = None;
        self.leave_unfinished();
        self.begun = self.begun.wrapping_add(1);
        if !is_alone {
            self.words.clear();
        }
        self.request = aside.request;
        self.operation = aside.operation;
        let opening = self.opening_socket().map(|socket| take(&mut socket.opening));
        let outcome = match opening.unwrap_or(Opening::Pausing) {
            // The socket was closed meanwhile.
            Opening::Idle => return self.fail(ModemError::Closed),
            Opening::Restarted => return self.fail(ModemError::Restarted),
            Opening::Pausing if is_alone && self.line == LineState::InStep && self.is_ready => {
                self.operation.phase = Phase::Ready;
                return;
            }
            Opening::Pausing => return self.try_anew(),
            Opening::UnderWay => return self.handle_timeout(now),
            Opening::Lost | Opening::Stands => Outcome::Done,
            Opening::Refused(code) => Outcome::Refused(code),
        };
        self.conclude(now, outcome);
        if let (Some(Opening::Lost), Some(socket)) = (opening, self.opening_socket()) {
            socket.lose(false);
        }
    }

    /// Tries all that the request needs: others used the modem since.
    fn try_anew(&mut self) {
        let tried = self.operation.tried();
        self.begin_anew();
        self.peer.take(None);
        self.operation.rounds = tried;
    }
}
