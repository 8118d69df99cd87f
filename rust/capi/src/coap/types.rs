//! Structures of the CoAP engine for C, and their way to and from the engine's types.

use coap::{
    Duration, Event, Full, MessageId, NO_SLOT, Outcome, PeerKey, Policy, Request, Timing, Token,
    Traits, Transmit, Type,
};

use crate::Status;

/// Own messages that can be under way at the same time.
pub const COAP_EXCHANGES: usize = 8;
/// Requests kept at the same time.
pub const COAP_REQUESTS: usize = 8;
/// Slot number that stands for none.
pub const COAP_NO_SLOT: u8 = 255;
/// Output capacity that `mpnet_coap_endpoint_poll_transmit` needs.
pub const COAP_WRITTEN_LIMIT: usize = 64;

const _: () = assert!(COAP_EXCHANGES == coap::EXCHANGES);
const _: () = assert!(COAP_REQUESTS == coap::REQUESTS);
const _: () = assert!(COAP_NO_SLOT == NO_SLOT.0);
const _: () = assert!(COAP_WRITTEN_LIMIT == coap::WRITTEN_LIMIT);

/// Flags of an endpoint, to be added.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoapPolicy {
    /// Repeat confirmable messages of the drop-in calls.
    Retransmit = 1,
    /// Recognise repeated messages.
    Deduplicate = 2,
    /// Hand out every datagram, acknowledge every confirmable response.
    DeliverStray = 4,
    /// Take a payload marker without payload for an empty payload, requests excepted.
    LenientMarker = 8,
    /// Answer requests with bad options in the engine.
    RefuseCritical = 16,
    /// Keep to PROBING_RATE.
    Probing = 32,
    /// Send non-confirmable notifications as fast as they are made.
    UnpacedNotifications = 64,
    /// Small answers only to addresses that are not proven.
    RequireEcho = 128,
    /// The drop-in tier.
    DropIn = 15,
    /// The full tier.
    Full = 51,
}

const _: () = {
    assert!(CoapPolicy::Retransmit as u32 == Policy::RETRANSMIT.bits());
    assert!(CoapPolicy::Deduplicate as u32 == Policy::DEDUPLICATE.bits());
    assert!(CoapPolicy::DeliverStray as u32 == Policy::DELIVER_STRAY.bits());
    assert!(CoapPolicy::LenientMarker as u32 == Policy::LENIENT_MARKER.bits());
    assert!(CoapPolicy::RefuseCritical as u32 == Policy::REFUSE_CRITICAL.bits());
    assert!(CoapPolicy::Probing as u32 == Policy::PROBING.bits());
    assert!(CoapPolicy::UnpacedNotifications as u32 == Policy::UNPACED_NOTIFICATIONS.bits());
    assert!(CoapPolicy::RequireEcho as u32 == Policy::REQUIRE_ECHO.bits());
    assert!(CoapPolicy::DropIn as u32 == Policy::DROP_IN.bits());
    assert!(CoapPolicy::Full as u32 == Policy::FULL.bits());
};

/// Flags of a request, to be added.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoapRequestFlag {
    /// A request of the drop-in tier: never queued or refused, takes the place of an older one.
    DropIn = 1,
    /// `token` counts; without this flag and `DROP_IN` a fresh token is drawn.
    GivenToken = 2,
    /// `message_id` counts.
    GivenId = 4,
    /// The request registers for notifications.
    Observe = 8,
    /// The request ends the observation with its token.
    Forget = 16,
    /// The request goes to a group.
    Multicast = 32,
    /// The message is a ping: CON, code 0, no token.
    Ping = 64,
}

const _: () = {
    assert!(CoapRequestFlag::DropIn as u8 == Traits::DROP_IN.bits());
    assert!(CoapRequestFlag::GivenToken as u8 == Traits::GIVEN_TOKEN.bits());
    assert!(CoapRequestFlag::GivenId as u8 == Traits::GIVEN_ID.bits());
    assert!(CoapRequestFlag::Observe as u8 == Traits::OBSERVE.bits());
    assert!(CoapRequestFlag::Forget as u8 == Traits::FORGET.bits());
    assert!(CoapRequestFlag::Multicast as u8 == Traits::MULTICAST.bits());
    assert!(CoapRequestFlag::Ping as u8 == Traits::PING.bits());
};

/// Ready-made transmission parameters.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoapProfile {
    /// RFC 7252.
    Default = 0,
    /// LTE-M.
    Ltem = 1,
    /// NB-IoT.
    Nbiot = 2,
}

/// A request about to be built. All zero: CON with a fresh token and the endpoint's timing.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub struct CoapRequest {
    /// Key of the destination.
    pub peer: u32,
    /// Longest wait for the response after the ACK, in milliseconds; 0: MAX_TRANSMIT_WAIT.
    pub patience_ms: u32,
    /// Timing of this request; with an `ack_timeout` of 0 that of the endpoint.
    pub timing: Timing,
    /// Message id, with `GIVEN_ID`.
    pub message_id: u16,
    /// Expected length on the wire, for PROBING_RATE; 0 is not counted.
    pub size: u16,
    /// 0 CON, 1 NON.
    pub kind: u8,
    /// Set of `mpnet_coap_request_flag`.
    pub flags: u8,
    /// Bytes of the token, with `GIVEN_TOKEN`.
    pub token_length: u8,
    /// The token.
    pub token: [u8; 8],
}

/// What to send.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoapTransmitKind {
    /// The message kept under this exchange, after writing `message_id` into its bytes 2 and 3.
    Exchange = 0,
    /// The reply kept under this request.
    Reply = 1,
    /// The bytes written, to the source of the datagram handled last.
    Source = 2,
    /// The bytes written, to the origin of this request.
    Request = 3,
}

/// One message to send.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct CoapTransmit {
    /// What to send.
    pub kind: CoapTransmitKind,
    /// Bytes written.
    pub length: u16,
    /// Message id of an exchange.
    pub message_id: u16,
    /// Exchange or request.
    pub slot: u8,
}

/// What happened.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoapEventKind {
    /// The datagram is a new request.
    Request = 0,
    /// The datagram answers the request in `slot`, which is over unless `more` or `observing`.
    Response = 1,
    /// The datagram is a newer notification for the request in `slot`.
    Notification = 2,
    /// The datagram is an empty ACK, for the request in `slot` if any.
    Acknowledged = 3,
    /// The datagram belongs to nothing, or to the drop-in request in `slot`, which is over.
    Stray = 4,
    /// The own message in `slot` is over; see `outcome`.
    Finished = 5,
    /// The observer in `slot` wants the state of its resource.
    Notify = 6,
    /// The observer in `slot` is gone.
    Forgotten = 7,
}

/// How an own message ended.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoapOutcome {
    /// Not over, or over with this response.
    None = 0,
    /// The peer acknowledged it.
    Acknowledged = 1,
    /// The response carried a critical option that is not understood.
    BadOption = 2,
    /// The caller gave it up.
    Cancelled = 3,
    /// The peer answered the ping.
    Pong = 4,
    /// The peer answered with a reset.
    Reset = 5,
    /// No answer in time.
    TimedOut = 6,
}

/// One event.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct CoapEvent {
    /// What happened.
    pub kind: CoapEventKind,
    /// How the message ended, for `FINISHED`.
    pub outcome: CoapOutcome,
    /// Exchange, request or observer, or `MPNET_COAP_NO_SLOT`.
    pub slot: u8,
    /// 1: more responses will come (multicast).
    pub more: u8,
    /// 1: notifications will come; the slot stays in use.
    pub observing: u8,
}

impl From<Full> for Status {
    fn from(_: Full) -> Self {
        Self::Full
    }
}

impl CoapRequest {
    pub(super) fn request(&self) -> Result<Request, Status> {
        let token = self.token.get(..self.token_length.into()).ok_or(Status::InvalidArgument)?;
        Ok(Request {
            peer: PeerKey(self.peer),
            patience: Duration(self.patience_ms),
            timing: self.timing,
            id: MessageId(self.message_id),
            size: self.size,
            kind: Type::from_bits(self.kind),
            traits: Traits::from_bits_truncate(self.flags),
            token: Token::cut(token),
        })
    }
}

impl CoapTransmit {
    pub(super) fn set(&mut self, transmit: Transmit) {
        (self.slot, self.length) = (COAP_NO_SLOT, 0);
        self.kind = match transmit {
            Transmit::Exchange { slot, id } => {
                (self.slot, self.message_id) = (slot.0, id.0);
                CoapTransmitKind::Exchange
            }
            Transmit::Reply(slot) => {
                self.slot = slot.0;
                CoapTransmitKind::Reply
            }
            Transmit::Source { length } => {
                self.length = length;
                CoapTransmitKind::Source
            }
            Transmit::Request { slot, length } => {
                (self.slot, self.length) = (slot.0, length);
                CoapTransmitKind::Request
            }
        };
    }
}

impl CoapEvent {
    pub(super) fn set(&mut self, event: Event) {
        (self.outcome, self.more, self.observing) = (CoapOutcome::None, 0, 0);
        (self.kind, self.slot) = match event {
            Event::Request(slot) => (CoapEventKind::Request, slot.0),
            Event::Response { slot, more, observing } => {
                (self.more, self.observing) = (more.into(), observing.into());
                (CoapEventKind::Response, slot.0)
            }
            Event::Notification(slot) => (CoapEventKind::Notification, slot.0),
            Event::AcknowledgedBy(slot) => (CoapEventKind::Acknowledged, slot.0),
            Event::Stray(slot) => (CoapEventKind::Stray, slot.0),
            Event::Notify(observer) => (CoapEventKind::Notify, observer.0),
            Event::Forgotten(observer) => (CoapEventKind::Forgotten, observer.0),
            Event::Finished(slot, outcome) => {
                self.outcome = outcome.into();
                (CoapEventKind::Finished, slot.0)
            }
        };
    }
}

impl From<Outcome> for CoapOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Acknowledged => Self::Acknowledged,
            Outcome::BadOption => Self::BadOption,
            Outcome::Cancelled => Self::Cancelled,
            Outcome::Pong => Self::Pong,
            Outcome::Reset => Self::Reset,
            Outcome::TimedOut => Self::TimedOut,
        }
    }
}
