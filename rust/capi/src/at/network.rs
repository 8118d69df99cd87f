//! The network side of a modem: attaching, and questions about it.

use at_socket::{Query, Setting};

use super::{give, with};
use crate::{Status, slice, storage::ModemStorage};

/// What can be asked of a modem. Numbers come as the value of the event, texts as `mpnet_at_words`.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtQuery {
    /// Text: the modem's own address in the data context.
    Address = 0,
    /// Text: access point name of the data context.
    Apn = 1,
    /// Number: 1 while packet service is attached.
    Attached = 2,
    /// Text: name server that the network tells.
    Dns = 3,
    /// Text: version of the firmware.
    Firmware = 4,
    /// Text: serial number of the equipment.
    Imei = 5,
    /// Text: who made the modem.
    Maker = 6,
    /// Text: name of the model.
    Model = 7,
    /// Text: the network's operator.
    Operator = 8,
    /// Number: functionality, 1 full, 0 minimum, 4 radio off.
    Radio = 9,
    /// Number: `<stat>` of `+CEREG`.
    Registration = 10,
    /// Number: power of the reference signal in dBm.
    Rsrp = 11,
    /// Number: quality of the reference signal in dB.
    Rsrq = 12,
    /// Number: signal strength in dBm.
    Rssi = 13,
    /// Text: `READY`, or what the SIM wants.
    Sim = 14,
}

impl From<AtQuery> for Query {
    fn from(query: AtQuery) -> Self {
        match query {
            AtQuery::Address => Self::Address,
            AtQuery::Apn => Self::Apn,
            AtQuery::Attached => Self::Attached,
            AtQuery::Dns => Self::Dns,
            AtQuery::Firmware => Self::Firmware,
            AtQuery::Imei => Self::Imei,
            AtQuery::Maker => Self::Maker,
            AtQuery::Model => Self::Model,
            AtQuery::Operator => Self::Operator,
            AtQuery::Radio => Self::Radio,
            AtQuery::Registration => Self::Registration,
            AtQuery::Rsrp => Self::Rsrp,
            AtQuery::Rsrq => Self::Rsrq,
            AtQuery::Rssi => Self::Rssi,
            AtQuery::Sim => Self::Sim,
        }
    }
}

/// What can be set.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtSetting {
    /// Detaches from packet service.
    Detach = 0,
    /// The radio off.
    Flight = 1,
    /// Full functionality.
    Full = 2,
}

/// Starts bringing the modem into the network: radio on, SIM, registration, data context. `apn`, the
/// access point name, is the host operand too; without one the modem's own is kept. `is_new` for the
/// first call. Ends with `ATTACHED`, or with `REGISTERING` while the network is still searched for: then
/// it is called again after a while, or when `mpnet_at_registration` changed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_at_attach(
    at: Option<&mut ModemStorage>,
    apn: *const u8,
    apn_length: usize,
    is_new: bool,
) -> Status {
    with(at, |modem| modem.attach(slice::input(apn, apn_length)?, is_new).map_err(Status::from))
}

/// Registration as the modem told it last, `<stat>` of `+CEREG`; `IDLE` when it did not.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_registration(
    at: Option<&mut ModemStorage>,
    registration: Option<&mut u8>,
) -> Status {
    with(at, |modem| give(registration, modem.registration().ok_or(Status::Idle)?))
}

/// Starts asking the modem something. Ends with `TOLD`, or with `NOTHING` when it does not know.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_ask(at: Option<&mut ModemStorage>, query: AtQuery) -> Status {
    with(at, |modem| {
        modem.ask(query.into());
        Ok(())
    })
}

/// Starts setting something about the network. Ends with `ANSWERED`.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_at_set(at: Option<&mut ModemStorage>, setting: AtSetting) -> Status {
    with(at, |modem| {
        modem.set(match setting {
            AtSetting::Detach => Setting::Detach,
            AtSetting::Flight => Setting::Flight,
            AtSetting::Full => Setting::Full,
        });
        Ok(())
    })
}
