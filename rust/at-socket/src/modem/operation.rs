//! What runs: a request, where it stands, and what is known of the line it runs on.

use crate::{
    dialect::{Form, RequestKind},
    step::Verb,
    time::{Duration, Hundredths, Instant},
    types::{Family, Reading, SocketId, SocketOption, Wire},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Request {
    Accept {
        id: SocketId,
        connection: SocketId,
        wait: Duration,
    },
    /// `name` tells access point names apart; none to keep the modem's.
    Attach {
        name: Option<u32>,
    },
    Close {
        id: SocketId,
    },
    Command {
        patience: Duration,
    },
    Create {
        id: SocketId,
        local_port: u16,
    },
    Detect,
    Listen {
        wait: Duration,
    },
    Manage {
        verb: Verb,
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
        reading: Reading,
    },
    Resolve {
        family: Family,
    },
    Send {
        id: SocketId,
        len: u16,
    },
    SendTo {
        id: SocketId,
        len: u16,
        port: u16,
        is_name: bool,
    },
    GetOption {
        id: SocketId,
        option: SocketOption,
    },
    SetOption {
        id: SocketId,
        option: SocketOption,
        value: u16,
    },
    Serve {
        id: SocketId,
        local_port: u16,
    },
}

impl Request {
    pub(super) const fn kind(self) -> RequestKind {
        match self {
            Self::Accept { .. } => RequestKind::Accept,
            Self::Close { .. } => RequestKind::Close,
            Self::Command { .. } => RequestKind::Command,
            Self::Create { .. } => RequestKind::Create,
            Self::Attach { .. } => RequestKind::Attach,
            // Their steps are of no dialect.
            Self::Detect | Self::Manage { .. } => RequestKind::Init,
            Self::Listen { .. } => RequestKind::Listen,
            Self::Open { .. } => RequestKind::Open,
            Self::Receive { .. } => RequestKind::Receive,
            Self::Resolve { .. } => RequestKind::Resolve,
            Self::Send { .. } => RequestKind::Send,
            Self::SendTo { .. } => RequestKind::SendTo,
            Self::GetOption { .. } => RequestKind::GetOption,
            Self::SetOption { .. } => RequestKind::SetOption,
            Self::Serve { .. } => RequestKind::Serve,
        }
    }

    /// Whether it makes a connection or a server.
    pub(super) const fn opens(self) -> bool {
        matches!(self, Self::Create { .. } | Self::Open { .. } | Self::Serve { .. })
    }

    pub(super) const fn socket(self) -> Option<SocketId> {
        match self {
            Self::Attach { .. }
            | Self::Command { .. }
            | Self::Detect
            | Self::Listen { .. }
            | Self::Manage { .. }
            | Self::Resolve { .. } => None,
            Self::Accept { id, .. }
            | Self::Close { id }
            | Self::Create { id, .. }
            | Self::Open { id, .. }
            | Self::Receive { id, .. }
            | Self::Send { id, .. }
            | Self::SendTo { id, .. }
            | Self::GetOption { id, .. }
            | Self::SetOption { id, .. }
            | Self::Serve { id, .. } => Some(id),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// The current step is to be sent.
    Ready,
    /// The rest of an answer is to be fetched.
    Continue,
    /// An answer is due.
    Waiting(Instant),
    /// Time passes before the step is tried again: so much from then on, or the pause between dials.
    Pausing(Instant, Option<Hundredths>),
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

#[derive(Debug, Clone, Copy)]
pub(super) struct Operation {
    pub(super) request: Request,
    pub(super) stage: Stage,
    pub(super) step: u8,
    pub(super) tries: u8,
    pub(super) pieces: u8,
    /// How often the request was started over.
    pub(super) rounds: u8,
    pub(super) phase: Phase,
    /// End of the time that the request may wait for data.
    pub(super) until: Option<Instant>,
    pub(super) received: Option<u16>,
    /// The number that was asked for; 0 for a text.
    pub(super) told: Option<i16>,
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
    /// Bytes that the modem says it took.
    pub(super) sent: Option<u16>,
}

/// Before the wait for data and behind it.
pub(super) const ASKS: u8 = 2;

impl Operation {
    /// Most bytes of a stream that the read may give.
    pub(super) const fn asked(&self) -> u16 {
        match self.request {
            Request::Receive { max, .. } => max,
            _ => 0,
        }
    }

    /// How often the step was tried before, also before the request was put aside.
    pub(super) const fn tried(&self) -> u8 {
        self.rounds.saturating_add(self.tries)
    }

    /// How the data is read.
    pub(super) fn reading(&self) -> Reading {
        match self.request {
            Request::Receive { reading, .. } => reading,
            _ => Reading::default(),
        }
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
