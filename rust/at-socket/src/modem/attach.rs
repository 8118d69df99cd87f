//! The network side of a modem: attaching, and questions about it.

use super::{EventKind, Modem, hearing::keep, require_host};
use crate::{
    dialect::RequestKind,
    error::{ModemError, RequestError},
    network::{self, Answer, Query, Setting},
    step::Verb,
};

/// What is known of the network side while the modem is brought into the network.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Network {
    /// Functionality.
    radio: Option<i16>,
    /// Registration, as asked for or told last.
    registration: Option<u8>,
    /// What comes before registration is done.
    is_prepared: bool,
    /// Changes of registration are told.
    is_noticed: bool,
    /// The access point name is the one that is wanted.
    is_named: bool,
    is_sim_ready: bool,
    is_attached: bool,
    /// A modem that does not search was told to.
    is_roused: bool,
    has_address: bool,
}

impl Network {
    /// Whether what the step is for holds already.
    #[inline(never)]
    pub(super) fn is_superfluous(&self, verb: Verb, wants_name: bool) -> bool {
        let has_name = self.is_named || !wants_name;
        match verb {
            Verb::Ask(Query::Radio | Query::Sim) => self.is_prepared,
            Verb::Ask(Query::Apn) | Verb::Set(Setting::BearerName | Setting::Name) => {
                self.is_prepared || has_name
            }
            Verb::Set(Setting::Flight) => self.is_prepared || has_name || self.radio != Some(1),
            Verb::Set(Setting::Full) => self.is_prepared || self.radio == Some(1),
            Verb::Set(Setting::Notices) => self.is_noticed,
            Verb::Ask(Query::Attached) => self.is_idle(),
            Verb::Set(Setting::Attach) => self.is_attached && !self.is_idle(),
            Verb::Set(Setting::Context) | Verb::Ask(Query::Address) => self.has_address,
            _ => false,
        }
    }

    fn is_idle(&self) -> bool {
        self.registration == Some(IDLE)
    }

    fn is_registered(&self) -> bool {
        self.registration.is_some_and(network::is_registered)
    }

    fn note_number(&mut self, query: Query, number: Option<i16>) {
        match query {
            Query::Attached => self.is_attached = number == Some(1),
            Query::Radio => self.radio = number,
            Query::Registration => {
                self.registration = number.and_then(|stat| stat.try_into().ok());
            }
            _ => {}
        }
    }

    /// It was set.
    pub(super) fn note_set(&mut self, setting: Setting) {
        match setting {
            Setting::Attach => self.is_attached = true,
            Setting::Flight => self.radio = Some(4),
            Setting::Full => self.radio = Some(1),
            Setting::Name => self.is_named = true,
            Setting::Notices => self.is_noticed = true,
            Setting::BearerName | Setting::Context | Setting::Detach => {}
        }
    }

    /// The modem told it by itself.
    pub(super) const fn note_registration(&mut self, stat: u8) {
        self.registration = Some(stat);
    }
}

/// Requests.
impl Modem {
    /// Brings the modem into the network: radio on, SIM, registration, data context. `apn` is the access
    /// point name and the host operand; empty, the modem's own is kept. `anew` for the first call, which
    /// ends with [`EventKind::Registering`] when the network is still searched for: it is called again after
    /// a while, or when [`registration`](Self::registration) changed. Ends with [`EventKind::Attached`].
    pub fn attach(&mut self, apn: &[u8], anew: bool) -> Result<(), RequestError> {
        if !apn.is_empty() {
            require_host(apn)?;
        }
        if anew {
            self.network = Network::default();
        }
        let name = (!apn.is_empty()).then(|| sum_of(apn));
        self.begin(RequestKind::Attach, None).name = name;
        Ok(())
    }

    /// Asks the modem something. Ends with [`EventKind::Told`]; texts are [`words`](Self::words).
    pub fn ask(&mut self, query: Query) {
        self.begin(RequestKind::Manage, None).verb = Verb::Ask(query);
    }

    /// Sets the functionality of the modem, or detaches it. Ends with [`EventKind::Answered`].
    pub fn set(&mut self, setting: Setting) {
        self.begin(RequestKind::Manage, None).verb = Verb::Set(setting);
    }

    /// Registration as the modem told it last (`<stat>` of `+CEREG`).
    pub const fn registration(&self) -> Option<u8> {
        self.network.registration
    }
}

/// The running request.
impl Modem {
    /// Takes what the line tells to a question; false when it does not answer it.
    pub(super) fn hear_answer(&mut self, query: Query) -> bool {
        let functions = self.dialect.functions();
        let line = self.reader.line();
        if matches!(query, Query::Firmware | Query::Imei | Query::Maker | Query::Model)
            && functions.unsolicited(line).is_some()
        {
            return false;
        }
        let Some(answer) = network::answer(query, self.limits().data_context, line) else {
            return false;
        };
        let (told, text) = match answer {
            Answer::Number(number) => (number, line),
            Answer::Text(text) => ((!text.is_empty()).then_some(0), text),
        };
        let mut kept = text;
        if self.request.kind == RequestKind::Attach {
            kept = line;
            self.network.is_noticed |= network::is_noticed(line);
            match query {
                Query::Address => self.network.has_address = network::is_address(text),
                Query::Apn => self.network.is_named = Some(sum_of(text)) == self.request.name,
                Query::Sim => self.network.is_sim_ready = text == b"READY",
                _ => self.network.note_number(query, told),
            }
        }
        keep(&mut self.words, kept);
        self.operation.told = told;
        true
    }

    /// What a step of the attachment means once it is done: nothing, or the end of the request.
    pub(super) fn judge(&mut self, verb: Verb) {
        if self.request.kind != RequestKind::Attach {
            return;
        }
        let network = &mut self.network;
        match verb {
            Verb::Ask(Query::Sim) if !network.is_sim_ready => {
                self.fail(ModemError::Locked);
            }
            Verb::Ask(Query::Registration) if !network.is_noticed => {}
            Verb::Ask(Query::Registration) | Verb::Set(Setting::Notices) => {
                network.is_prepared = true;
                match network.registration {
                    Some(DENIED) => self.fail(ModemError::Denied),
                    Some(IDLE) if !network.is_roused => network.is_roused = true,
                    _ => self.await_registration(),
                }
            }
            Verb::Set(Setting::Attach) => self.await_registration(),
            _ => {}
        }
    }

    /// Unless the modem is registered the request ends, to be made again.
    pub(super) fn await_registration(&mut self) {
        if !self.network.is_registered() {
            let stat = self.network.registration.unwrap_or(UNKNOWN);
            self.end(EventKind::Registering, stat.into());
        }
    }

    /// Whether the modem was told to attach while it was not searching: it may find nothing yet.
    pub(super) fn is_rousing(&self, verb: Verb) -> bool {
        let is_attach = self.request.kind == RequestKind::Attach;
        is_attach && matches!(verb, Verb::Set(Setting::Attach)) && !self.network.is_registered()
    }

    pub(super) fn end_attach(&mut self) {
        match self.network {
            Network { has_address: true, registration: Some(stat), .. } => {
                self.end(EventKind::Attached, stat.into());
            }
            _ => self.end_failed(ModemError::Unaddressed),
        }
    }
}

/// `<stat>` of a modem that does not search, of a network that refuses this SIM, and of a modem that
/// cannot tell.
const IDLE: u8 = 0;
const DENIED: u8 = 3;
const UNKNOWN: u8 = 4;

/// Tells names apart without keeping them (FNV-1a).
fn sum_of(name: &[u8]) -> u32 {
    name.iter().fold(0x811c_9dc5, |sum, byte| {
        (sum ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193)
    })
}
