//! The CoAP engine for C: `struct mpnet_coap_endpoint`, one per `Coap` object.
//!
//! The caller keeps bytes and addresses in two tables indexed by slots: own messages under way
//! (`MPNET_COAP_EXCHANGES`) and requests received (`MPNET_COAP_REQUESTS`). The pump, after every call
//! that changes something:
//!
//! 1. `mpnet_coap_endpoint_poll_transmit` until `IDLE`: send what it names.
//! 2. `mpnet_coap_endpoint_poll_event` until `IDLE`: run handlers, hand responses out.
//! 3. `mpnet_coap_endpoint_poll_timeout`: when to call `mpnet_coap_endpoint_handle_timeout`.

mod body;
mod fields;
mod message;
mod observe;
mod types;

use core::convert::Infallible;

use coap::{Cast, Endpoint, Instant, MessageId, PeerKey, Policy, Slot, Ticket, Timing};

pub use self::body::*;
pub use self::fields::*;
use self::message::datagram_of;
pub use self::message::*;
pub use self::observe::*;
pub use self::types::*;
use crate::{Status, slice, storage, storage::CoapEndpointStorage};

/// How a function ends: with a status, by `?` or as its last word. (The success of a `Result<(), Status>`
/// would be a number of its own, to be turned into `OK` everywhere.)
type End = Result<Infallible, Status>;

const DONE: End = Err(Status::Ok);

fn status(end: End) -> Status {
    match end {
        Ok(never) => match never {},
        Err(status) => status,
    }
}

/// Runs `body` on the engine.
fn with(
    endpoint: Option<&mut CoapEndpointStorage>,
    body: impl FnOnce(&mut Endpoint) -> End,
) -> Status {
    status(storage::engine(endpoint).and_then(body))
}

/// Writes `value` behind `out`.
fn give<T>(out: Option<&mut T>, value: T) -> End {
    *out.ok_or(Status::NullPointer)? = value;
    DONE
}

/// The key of a remote endpoint: a hash of its host (any bytes that name it) and port. 0 if `host` is
/// null with a length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_peer_key(host: *const u8, length: usize, port: u16) -> u32 {
    slice::input(host, length).map_or(0, |host| PeerKey::of(host, port).0)
}

/// Makes `endpoint` a fresh engine. `policy` is a set of `mpnet_coap_policy`; ids, tokens and jitter
/// follow from `seed`, 64 random bits.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_endpoint_init(
    endpoint: Option<&mut CoapEndpointStorage>,
    policy: u32,
    seed: u64,
) -> Status {
    storage::init(endpoint, Endpoint::new(Policy::from_bits_truncate(policy), seed))
}

/// Changes the policy.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_endpoint_set_policy(
    endpoint: Option<&mut CoapEndpointStorage>,
    policy: u32,
) -> Status {
    with(endpoint, |endpoint| {
        endpoint.set_policy(Policy::from_bits_truncate(policy));
        DONE
    })
}

/// Changes the transmission parameters of later messages.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_endpoint_set_timing(
    endpoint: Option<&mut CoapEndpointStorage>,
    timing: Option<&Timing>,
) -> Status {
    with(endpoint, |endpoint| {
        endpoint.set_timing(timing.ok_or(Status::NullPointer)?);
        DONE
    })
}

/// The transmission parameters of later messages.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_endpoint_timing(
    endpoint: Option<&mut CoapEndpointStorage>,
    out: Option<&mut Timing>,
) -> Status {
    with(endpoint, |endpoint| give(out, endpoint.timing()))
}

/// Ready-made parameters: `profile` is one of `mpnet_coap_profile`.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_timing_profile(profile: u8, out: Option<&mut Timing>) -> Status {
    const DEFAULT: u8 = CoapProfile::Default as u8;
    const LTEM: u8 = CoapProfile::Ltem as u8;
    const NBIOT: u8 = CoapProfile::Nbiot as u8;
    let timing = match profile {
        DEFAULT => Timing::DEFAULT,
        LTEM => Timing::LTEM,
        NBIOT => Timing::NBIOT,
        _ => return Status::InvalidArgument,
    };
    status(give(out, timing))
}

/// The next message id, for messages the engine does not look after; never 0.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_endpoint_next_message_id(
    endpoint: Option<&mut CoapEndpointStorage>,
    now_ms: u32,
    message_id: Option<&mut u16>,
) -> Status {
    with(endpoint, |endpoint| {
        let message_id = message_id.ok_or(Status::NullPointer)?;
        *message_id = endpoint.next_id(Instant(now_ms)).0;
        DONE
    })
}

/// Prepares a request: what to write into it, where to keep it, whether to send it now. `FULL` only
/// without the flag `DROP_IN`.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_endpoint_begin(
    endpoint: Option<&mut CoapEndpointStorage>,
    now_ms: u32,
    request: Option<&CoapRequest>,
    ticket: Option<&mut Ticket>,
) -> Status {
    with(endpoint, |endpoint| {
        let ticket = ticket.ok_or(Status::NullPointer)?;
        let request = request.ok_or(Status::NullPointer)?.request()?;
        *ticket = endpoint.begin(Instant(now_ms), &request)?;
        DONE
    })
}

/// Ends the own message in `slot`; an event tells so.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_endpoint_cancel(
    endpoint: Option<&mut CoapEndpointStorage>,
    slot: u8,
) -> Status {
    with(endpoint, |endpoint| {
        endpoint.cancel(Slot(slot));
        DONE
    })
}

/// Takes a datagram from `peer`; `multicast` is 1 if it was addressed to a group. `MALFORMED`: it was
/// dropped, a reset may be due.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_endpoint_handle_input(
    endpoint: Option<&mut CoapEndpointStorage>,
    now_ms: u32,
    peer: u32,
    multicast: u8,
    datagram: *const u8,
    length: usize,
    view: Option<&mut CoapView>,
) -> Status {
    with(endpoint, |endpoint| {
        let view = view.ok_or(Status::NullPointer)?;
        let datagram = datagram_of(datagram, length)?;
        let cast = if multicast == 0 { Cast::Unicast } else { Cast::Multicast };
        let message = endpoint.handle_input(Instant(now_ms), PeerKey(peer), cast, datagram);
        view.set(message.as_ref().map_err(|_| Status::Malformed)?);
        DONE
    })
}

/// The next message to send, `IDLE` if there is none. `out` needs `MPNET_COAP_WRITTEN_LIMIT` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_endpoint_poll_transmit(
    endpoint: Option<&mut CoapEndpointStorage>,
    now_ms: u32,
    out: *mut u8,
    capacity: usize,
    transmit: Option<&mut CoapTransmit>,
) -> Status {
    with(endpoint, |endpoint| {
        let transmit = transmit.ok_or(Status::NullPointer)?;
        let out = slice::output(out, capacity)?;
        if out.len() < COAP_WRITTEN_LIMIT {
            return Err(Status::BufferTooSmall);
        }
        transmit.set(endpoint.poll_transmit(Instant(now_ms), out).ok_or(Status::Idle)?);
        DONE
    })
}

/// The next event, `IDLE` if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_endpoint_poll_event(
    endpoint: Option<&mut CoapEndpointStorage>,
    event: Option<&mut CoapEvent>,
) -> Status {
    with(endpoint, |endpoint| {
        let event = event.ok_or(Status::NullPointer)?;
        event.set(endpoint.poll_event().ok_or(Status::Idle)?);
        DONE
    })
}

/// When `mpnet_coap_endpoint_handle_timeout` is wanted, as a value of the same clock; it may lie in the
/// past. `IDLE` if nothing is under way.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_endpoint_poll_timeout(
    endpoint: Option<&mut CoapEndpointStorage>,
    now_ms: u32,
    due_ms: Option<&mut u32>,
) -> Status {
    with(endpoint, |endpoint| {
        let due = endpoint.poll_timeout(Instant(now_ms)).ok_or(Status::Idle)?;
        give(due_ms, due.0)
    })
}

/// Time has come to `now_ms`. Early and repeated calls do no harm.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_endpoint_handle_timeout(
    endpoint: Option<&mut CoapEndpointStorage>,
    now_ms: u32,
) -> Status {
    with(endpoint, |endpoint| {
        endpoint.handle_timeout(Instant(now_ms));
        DONE
    })
}

/// Prepares the response to the request `message_id` of `peer`. A request that is not known gets an
/// ACK with its id, and nothing is kept.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_endpoint_respond(
    endpoint: Option<&mut CoapEndpointStorage>,
    now_ms: u32,
    peer: u32,
    message_id: u16,
    ticket: Option<&mut Ticket>,
) -> Status {
    with(endpoint, |endpoint| {
        let ticket = ticket.ok_or(Status::NullPointer)?;
        *ticket = endpoint.respond(Instant(now_ms), PeerKey(peer), MessageId(message_id));
        DONE
    })
}

/// The request is answered by nothing (No-Response, or a group request of no concern); a confirmable
/// one gets its empty ACK.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_endpoint_stay_silent(
    endpoint: Option<&mut CoapEndpointStorage>,
    peer: u32,
    message_id: u16,
) -> Status {
    with(endpoint, |endpoint| {
        endpoint.stay_silent(PeerKey(peer), MessageId(message_id));
        DONE
    })
}

/// The request cannot be processed for lack of context; a confirmable one is reset.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_endpoint_reject(
    endpoint: Option<&mut CoapEndpointStorage>,
    peer: u32,
    message_id: u16,
) -> Status {
    with(endpoint, |endpoint| {
        endpoint.reject(PeerKey(peer), MessageId(message_id));
        DONE
    })
}

/// The caller does not keep the reply to the request in `slot`: copies get an empty ACK.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_endpoint_forget_reply(
    endpoint: Option<&mut CoapEndpointStorage>,
    slot: u8,
) -> Status {
    with(endpoint, |endpoint| {
        endpoint.forget_reply(Slot(slot));
        DONE
    })
}

#[cfg(test)]
#[expect(clippy::undocumented_unsafe_blocks, reason = "all pointers are to arrays of the test")]
mod tests {
    use core::mem::MaybeUninit;

    use super::*;

    fn endpoint() -> CoapEndpointStorage {
        let mut memory = MaybeUninit::<CoapEndpointStorage>::zeroed();
        // Any bits are a valid array of words.
        let status = mpnet_coap_endpoint_init(
            Some(unsafe { memory.assume_init_mut() }),
            CoapPolicy::DropIn as u32,
            1,
        );
        assert_eq!(status, Status::Ok);
        unsafe { memory.assume_init() }
    }

    #[test]
    fn a_request_goes_out_again_until_it_is_acknowledged() {
        let mut endpoint = endpoint();
        let request =
            CoapRequest { peer: 1, flags: CoapRequestFlag::DropIn as u8, ..CoapRequest::default() };
        let mut ticket = Ticket::EMPTY;
        let status =
            mpnet_coap_endpoint_begin(Some(&mut endpoint), 0, Some(&request), Some(&mut ticket));
        assert_eq!((status, ticket.slot.0, ticket.token.length()), (Status::Ok, 0, 0));

        let mut due = 0;
        let status = mpnet_coap_endpoint_poll_timeout(Some(&mut endpoint), 0, Some(&mut due));
        assert_eq!(status, Status::Ok);
        assert!((2000..=3000).contains(&due));
        mpnet_coap_endpoint_handle_timeout(Some(&mut endpoint), due);
        let mut out = [0; COAP_WRITTEN_LIMIT];
        let mut transmit = CoapTransmit {
            kind: CoapTransmitKind::Source,
            length: 9,
            message_id: 0,
            slot: COAP_NO_SLOT,
        };
        let mut poll = |endpoint: &mut _, capacity| unsafe {
            let transmit = Some(&mut transmit);
            mpnet_coap_endpoint_poll_transmit(
                Some(endpoint),
                due,
                out.as_mut_ptr(),
                capacity,
                transmit,
            )
        };
        assert_eq!(poll(&mut endpoint, 63), Status::BufferTooSmall);
        assert_eq!(poll(&mut endpoint, 64), Status::Ok);
        assert_eq!(poll(&mut endpoint, 64), Status::Idle);
        assert_eq!((transmit.kind, transmit.slot), (CoapTransmitKind::Exchange, 0));
        assert_eq!(transmit.message_id, ticket.id.0);

        let [high, low] = ticket.id.0.to_be_bytes();
        let ack = [0x60, 0, high, low];
        let mut view = CoapView::default();
        let status = unsafe {
            let view = Some(&mut view);
            mpnet_coap_endpoint_handle_input(Some(&mut endpoint), due, 1, 0, ack.as_ptr(), 4, view)
        };
        assert_eq!(status, Status::Ok);
        let status = mpnet_coap_endpoint_poll_timeout(Some(&mut endpoint), due, Some(&mut due));
        assert_eq!(status, Status::Idle);
    }

    #[test]
    fn null_objects_and_outputs_are_refused() {
        let mut endpoint = endpoint();
        assert_eq!(mpnet_coap_endpoint_poll_event(None, None), Status::NullPointer);
        assert_eq!(mpnet_coap_endpoint_poll_event(Some(&mut endpoint), None), Status::NullPointer);
        let status = mpnet_coap_endpoint_begin(Some(&mut endpoint), 0, None, None);
        assert_eq!(status, Status::NullPointer);
    }

    #[test]
    fn a_token_beyond_eight_bytes_is_an_invalid_argument() {
        let mut endpoint = endpoint();
        let request = CoapRequest { token_length: 9, ..CoapRequest::default() };
        let mut ticket = Ticket::EMPTY;
        let status =
            mpnet_coap_endpoint_begin(Some(&mut endpoint), 0, Some(&request), Some(&mut ticket));
        assert_eq!(status, Status::InvalidArgument);
    }

    #[test]
    fn profiles_are_found_by_number() {
        let mut timing = Timing::default();
        assert_eq!(mpnet_coap_timing_profile(2, Some(&mut timing)), Status::Ok);
        assert_eq!((timing.ack_timeout.0, timing.max_retransmit), (10_000, 2));
        assert_eq!(mpnet_coap_timing_profile(3, Some(&mut timing)), Status::InvalidArgument);
    }
}
