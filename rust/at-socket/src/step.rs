//! Operations as data: a request is a list of steps, and the engine only moves a cursor.

use crate::{
    network::{Query, Setting},
    time::{Duration, Hundredths},
    types::SocketOption,
};

/// What one step says to the modem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    /// Ends a data phase that the modem gave up.
    Abandon,
    /// Takes a connection that came in.
    Accept,
    /// Announces payload.
    Announce,
    /// Asks whether the bearer (PDP context) of the sockets is up.
    AskBearer,
    /// Asks where a connection came from.
    AskPeer,
    /// Asks whether data waits that was not announced; not said unless the caller wants it.
    AskUnread,
    /// `AT`, to see whether the modem listens.
    Attention,
    /// The same for one that may want LF behind CR.
    AttentionLf,
    /// Asks something about the network, or about the modem itself.
    Ask(Query),
    /// Asks which connections the modem holds; not said while none of ours is.
    Census,
    /// Asks for the rest of them; those that were not named are gone.
    CensusEnd,
    /// A command of the script's own.
    Command,
    /// Binds a connection to a local port.
    Bind,
    /// Sets how a connection delivers data and rings.
    Configure,
    /// Takes a socket from the modem.
    Create,
    /// Opens a connection.
    Dial,
    /// Echo off.
    EchoOff,
    /// Cancels a prompt.
    Escape,
    /// Reads data.
    Fetch,
    /// Asks for the value of an option of a connection.
    GetOption,
    /// Sends payload in one command, in hexadecimal.
    HexSend,
    /// Feeds a prompt that nobody remembers.
    Filler,
    /// Asks the modem who it is, in one of several ways.
    Identify(u8),
    /// Leaves a transparent connection, or a data phase without a length.
    Leave,
    /// Says nothing; unsolicited text may come.
    Listen,
    /// Looks a name up.
    Lookup,
    /// The payload itself, after the prompt.
    Payload,
    /// A setting that the dialect makes, most of them before the first request; it numbers them.
    Prepare(u8),
    /// Tries the command that only one family of modems knows.
    Probe(u8),
    /// What tells the members of that family apart; it numbers them.
    Question(u8),
    /// Says nothing and hears nothing.
    Quiet,
    /// Errors with numbers.
    ReportErrors,
    /// Makes a connection the one that commands are about.
    Select,
    /// Tells a connection the name that its peer must have.
    ServerName,
    /// Sets something about the network.
    Set(Setting),
    /// Sets an option of a connection.
    SetOption,
    /// Waits for the answer to an earlier command.
    Settle,
    /// A setting for a connection to be secured; the dialect numbers them.
    Secure(u8),
    /// Listens for streams.
    Serve,
    /// Closes a connection.
    Shut,
    /// Sets an option of a connection to be secured; not said unless it has a value.
    SecureOption(SocketOption),
    /// Brings the bearer up.
    StartBearer,
    /// Takes down what is left of a lost bearer.
    StopBearer,
    /// Closes what an earlier program left open; not said while connections of ours are.
    Sweep,
    /// Sends payload in one command, as text in quotes.
    TextSend,
    /// Sets the timers of a connection.
    Timers,
    /// Lets a connection be one that is not secured, as it was the last time.
    Unsecure,
    /// Asks to be told once more how a connection stands; not said unless that is in doubt.
    Watch,
}

/// What ends a step well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wait {
    /// A final result.
    Final,
    /// A final result, then an unsolicited line that tells how it went.
    Outcome,
    /// A prompt.
    Prompt,
    /// A line that tells how it went, without a final result.
    Report,
    /// The end of its time, whatever is said meanwhile.
    Silence,
    /// Unsolicited text that the request waits for, or the end of its time.
    Unsolicited,
}

/// What a refused or unanswered step means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Otherwise {
    /// The request fails.
    Fail,
    /// Go on as if it had worked.
    GoOn,
    /// Refused, it means that there is nothing to read.
    Nothing,
    /// Go on when it was refused; fail when nothing was said.
    Overlook,
    /// Say it up to `tries` times in all without a pause, then fail or go on.
    AskAgain { tries: u8, and_fail: bool },
    /// Try up to `tries` times in all, with the pause between dials of the modem, then fail.
    Again { tries: u8 },
    /// On this refusal alone try up to `tries` times in all, its pause apart; else fail.
    AgainOn { refusal: Refusal, tries: u8 },
    /// Refused, it means that the connection is gone.
    Lose,
    /// On this refusal alone start the request over, up to `tries` times in all, its pause apart; else
    /// fail.
    Over { refusal: Refusal, tries: u8 },
    /// Say it so many times, then go on.
    Repeat { times: u8 },
}

/// A refusal that passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Of Sequans, right after a dial.
    NotSupported,
    /// Right after the start.
    SimBusy,
    /// Of Quectel: the send buffer is full, which comes without a number.
    Busy,
    /// Of Quectel: another look-up runs.
    DnsBusy,
    /// Of Quectel: the number is in use, by a connection that came in or of another program.
    InUse,
}

impl Refusal {
    /// The number that comes with it.
    pub(crate) const fn code(self) -> u16 {
        match self {
            Self::NotSupported => 4,
            Self::SimBusy => 14,
            Self::Busy => 568,
            Self::DnsBusy => 564,
            Self::InUse => 563,
        }
    }

    /// Time until it is worth another try.
    pub(crate) const fn pause(self) -> Duration {
        Duration::from_secs(match self {
            Self::NotSupported => 2,
            Self::SimBusy | Self::Busy | Self::DnsBusy => 1,
            Self::InUse => 0,
        })
    }
}

/// One command and its answer.
#[repr(align(4))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) verb: Verb,
    pub(crate) wait: Wait,
    pub(crate) otherwise: Otherwise,
    /// Longest time for the answer.
    pub(crate) patience: Hundredths,
}

impl Step {
    /// A command that must be answered with OK.
    pub(crate) const fn must(verb: Verb, patience: Duration) -> Self {
        let patience = Hundredths::of(patience);
        Self { verb, wait: Wait::Final, otherwise: Otherwise::Fail, patience }
    }

    /// A command whose answer does not matter.
    pub(crate) const fn may(verb: Verb, patience: Duration) -> Self {
        Self { otherwise: Otherwise::GoOn, ..Self::must(verb, patience) }
    }

    /// The same step with another reading of failure.
    pub(crate) const fn otherwise(self, otherwise: Otherwise) -> Self {
        Self { otherwise, ..self }
    }

    /// The same step, ended by something else than a final result.
    pub(crate) const fn wait(self, wait: Wait) -> Self {
        Self { wait, ..self }
    }
}
