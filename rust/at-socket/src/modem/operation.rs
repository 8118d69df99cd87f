//! What runs: a request, where it stands, and what is known of the line it runs on.

use crate::{
    dialect::{Form, RequestKind},
    step::{Refusal, Step, Verb},
    time::{Duration, Instant},
    types::{Family, Reading, SocketId, SocketOption, Wire},
};

/// What is asked of the modem: its kind, and what requests of that kind need.
#[derive(Debug, Clone, Copy)]
pub(super) struct Request {
    pub(super) kind: RequestKind,
    /// The socket that it is for, if it is for one.
    pub(super) id: Option<SocketId>,
    /// The socket of the connection that is taken.
    pub(super) connection: Option<SocketId>,
    /// A question or setting of the script's own.
    pub(super) verb: Verb,
    pub(super) option: Option<SocketOption>,
    /// Of the address that is looked up without a socket.
    pub(super) family: Family,
    pub(super) reading: Reading,
    /// The host is a name to be looked up first.
    pub(super) has_name: bool,
    /// Of the peer, when the request names it.
    pub(super) port: u16,
    pub(super) local_port: u16,
    /// Bytes to send, or the most to read.
    pub(super) len: u16,
    /// Of the option.
    pub(super) value: u16,
    /// Time to wait for what is to come.
    pub(super) wait: Duration,
    /// Tells access point names apart; none to keep the modem's.
    pub(super) name: Option<u32>,
}

impl Request {
    /// Without what its kind needs.
    pub(super) const fn new(kind: RequestKind, id: Option<SocketId>) -> Self {
        Self {
            kind,
            id,
            connection: None,
            verb: Verb::Listen,
            option: None,
            family: Family::Inet,
            reading: Reading { asks: false, joins: false },
            has_name: false,
            port: 0,
            local_port: 0,
            len: 0,
            value: 0,
            wait: Duration::from_millis(0),
            name: None,
        }
    }

    /// Whether it makes a connection or a server.
    pub(super) const fn opens(&self) -> bool {
        matches!(self.kind, RequestKind::Create | RequestKind::Open | RequestKind::Serve)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// No request runs.
    Idle,
    /// The next step is to be sent.
    Ready,
    /// The rest of an answer is to be fetched.
    Continue,
    /// An answer is due.
    Waiting,
    /// Time passes before the step is tried again.
    Pausing,
}

/// What is known of the line to the modem. Over an exchange transport it is always in step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineState {
    InStep,
    /// An answer to an earlier command may come until then.
    Owed(Instant),
    /// The modem did not answer as it must.
    OutOfStep,
    /// Nothing was said yet.
    Unknown,
}

/// A connection that came in and was not taken yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Incoming {
    pub(super) wire: Wire,
    /// The one that listens.
    pub(super) server: Wire,
    pub(super) is_closed: bool,
}

/// What is known of the bearer (PDP context) of the sockets, on modems that want it started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bearer {
    Down,
    /// The network took it away: what is left of it is to be taken down.
    Lost,
    Unknown,
    Up,
}

/// What the steps of an operation are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Contact,
    Settle,
    Recover,
    Init,
    Request,
}

/// Where the running request stands; in this order for the reason that [`Modem`](super::Modem) names.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub(super) struct Operation {
    pub(super) phase: Phase,
    pub(super) stage: Stage,
    /// Place of the next step in its script.
    pub(super) place: u8,
    pub(super) tries: u8,
    pub(super) pieces: u8,
    /// How often the request was started over.
    pub(super) rounds: u8,
    /// The address was found: that of a name, or of a peer.
    pub(super) is_found: bool,
    /// Addresses still to come.
    pub(super) answers: u8,
    /// A read ended well.
    pub(super) was_read: bool,
    /// The modem said that there is nothing to read.
    pub(super) is_empty: bool,
    /// Data was announced while the read was under way: it may not be about what was read.
    pub(super) was_rung: bool,
    /// The final result came; the line that tells how it went is due.
    pub(super) is_accepted: bool,
    /// The modem gave up the data phase.
    pub(super) is_aborted: bool,
    /// How the payload goes out, once that is settled.
    pub(super) form: Option<Form>,
    /// How often it was asked for data that was not announced.
    pub(super) asks: u8,
    /// The step that was sent last.
    pub(super) step: Step,
    /// What the pause is for; none between dials.
    pub(super) refusal: Option<Refusal>,
    pub(super) received: Option<u16>,
    /// The number that was asked for; 0 for a text.
    pub(super) told: Option<i16>,
    /// Bytes that the modem says it took.
    pub(super) sent: Option<u16>,
    /// End of the time for the answer; of a pause its beginning.
    pub(super) instant: Instant,
    /// End of the time that the request may wait for data.
    pub(super) until: Option<Instant>,
}

/// Before the wait for data and behind it.
pub(super) const ASKS: u8 = 2;

impl Operation {
    /// About to begin with the step at `place`.
    pub(super) const fn new(phase: Phase, stage: Stage, place: u8) -> Self {
        Self {
            phase,
            stage,
            place,
            tries: 0,
            pieces: 0,
            rounds: 0,
            is_found: false,
            answers: 0,
            was_read: false,
            is_empty: false,
            was_rung: false,
            is_accepted: false,
            is_aborted: false,
            form: None,
            asks: 0,
            step: Step::may(Verb::Listen, Duration::from_millis(0)),
            refusal: None,
            received: None,
            told: None,
            sent: None,
            instant: Instant::from_millis(0),
            until: None,
        }
    }

    /// How often the step was tried before, also before the request was put aside.
    pub(super) const fn tried(&self) -> u8 {
        self.rounds.saturating_add(self.tries)
    }

    /// Whether there is no need to ask for unread data again: no time has passed since, or it was of no
    /// use.
    pub(super) const fn asked_enough(&self) -> bool {
        self.asks >= ASKS || self.asks > 0 && self.until.is_none()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Done,
    Expired,
    Garbled,
    Prompt,
    Refused(Option<u16>),
}

impl Outcome {
    /// Whether it is this refusal.
    pub(super) fn is(self, refusal: Refusal) -> bool {
        self == Self::Refused(Some(refusal.code()))
    }
}
