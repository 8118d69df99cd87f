//! Observers of this server and proof of addresses, for C.

use coap::{ECHO_LEN, Instant, ObserverId, PeerKey, TOKEN_LEN, Ticket, Token};

use super::{DONE, with};
use crate::{Status, slice, storage::CoapEndpointStorage};

/// Observers at the same time.
pub const COAP_OBSERVERS: usize = 8;
/// Bytes of an Echo value.
pub const COAP_ECHO_LEN: usize = 8;
const _: () = assert!(COAP_OBSERVERS == coap::OBSERVERS);
const _: () = assert!(COAP_ECHO_LEN == ECHO_LEN);

/// The GET or FETCH of `peer` with this token registers for notifications of `resource`, a number that
/// the caller picks. Gives the observer, under which the caller keeps address and registration, and
/// the Observe value of the response. `FULL`: answer without Observe.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_endpoint_observe(
    endpoint: Option<&mut CoapEndpointStorage>,
    now_ms: u32,
    peer: u32,
    token: *const u8,
    token_length: usize,
    resource: u16,
    observer: Option<&mut u8>,
    sequence: Option<&mut u32>,
) -> Status {
    with(endpoint, |endpoint| {
        let token = slice::input(token, token_length)?;
        if token.len() > TOKEN_LEN {
            return Err(Status::InvalidArgument);
        }
        let observer = observer.ok_or(Status::NullPointer)?;
        let sequence = sequence.ok_or(Status::NullPointer)?;
        let registered =
            endpoint.observe(Instant(now_ms), PeerKey(peer), Token::cut(token), resource);
        let (ObserverId(id), value) = registered.ok_or(Status::Full)?;
        (*observer, *sequence) = (id, value);
        DONE
    })
}

/// The observation is over: asked for, or its last notification carried an error. The event
/// `FORGOTTEN` follows.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_endpoint_forget_observer(
    endpoint: Option<&mut CoapEndpointStorage>,
    observer: u8,
) -> Status {
    with(endpoint, |endpoint| {
        endpoint.forget_observer(ObserverId(observer));
        DONE
    })
}

/// `resource` has a new state. The event `NOTIFY` follows for each observer as soon as it may be told.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_endpoint_notify(
    endpoint: Option<&mut CoapEndpointStorage>,
    now_ms: u32,
    resource: u16,
) -> Status {
    with(endpoint, |endpoint| {
        endpoint.notify(Instant(now_ms), resource);
        DONE
    })
}

/// Prepares the notification that the event `NOTIFY` asked for: `sequence` goes into Observe. The
/// engine makes every fifth one confirmable; `confirmable` forces it. `IDLE` if the observer is gone.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_endpoint_notification(
    endpoint: Option<&mut CoapEndpointStorage>,
    now_ms: u32,
    observer: u8,
    confirmable: bool,
    ticket: Option<&mut Ticket>,
    sequence: Option<&mut u32>,
) -> Status {
    with(endpoint, |endpoint| {
        let ticket = ticket.ok_or(Status::NullPointer)?;
        let sequence = sequence.ok_or(Status::NullPointer)?;
        let made = endpoint.notification(Instant(now_ms), ObserverId(observer), confirmable);
        let made = made.ok_or(Status::Idle)?;
        (*ticket, *sequence) = (made.ticket, made.sequence);
        DONE
    })
}

/// `OK` if an answer of `length` bytes must not go to `peer` yet: answer 4.01 with an Echo option
/// instead (`mpnet_coap_endpoint_challenge`). `IDLE` if it may go.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_endpoint_must_challenge(
    endpoint: Option<&mut CoapEndpointStorage>,
    peer: u32,
    length: usize,
) -> Status {
    with(endpoint, |endpoint| {
        if endpoint.must_challenge(PeerKey(peer), length) { DONE } else { Err(Status::Idle) }
    })
}

/// Remembers the Echo value sent to `peer`: `MPNET_COAP_ECHO_LEN` random bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_endpoint_challenge(
    endpoint: Option<&mut CoapEndpointStorage>,
    now_ms: u32,
    peer: u32,
    fresh: *const u8,
    length: usize,
) -> Status {
    with(endpoint, |endpoint| {
        let fresh = slice::input(fresh, length)?;
        let fresh = fresh.try_into().map_err(|_| Status::InvalidArgument)?;
        endpoint.challenge(Instant(now_ms), PeerKey(peer), fresh);
        DONE
    })
}

#[cfg(test)]
#[expect(clippy::undocumented_unsafe_blocks, reason = "all pointers are to arrays of the test")]
mod tests {
    use super::*;
    use crate::coap::{CoapEvent, CoapEventKind, CoapOutcome, CoapPolicy};
    use crate::coap::{mpnet_coap_endpoint_init, mpnet_coap_endpoint_poll_event};

    #[test]
    fn an_observer_is_told_through_the_abi() {
        let mut memory = core::mem::MaybeUninit::<CoapEndpointStorage>::zeroed();
        let endpoint = unsafe { memory.assume_init_mut() };
        let policy = CoapPolicy::Full as u32 | CoapPolicy::UnpacedNotifications as u32;
        assert_eq!(mpnet_coap_endpoint_init(Some(endpoint), policy, 1), Status::Ok);
        let (mut observer, mut sequence) = (9, 9);
        let status = unsafe {
            let (observer, sequence) = (Some(&mut observer), Some(&mut sequence));
            mpnet_coap_endpoint_observe(
                Some(endpoint),
                0,
                1,
                b"t".as_ptr(),
                1,
                7,
                observer,
                sequence,
            )
        };
        assert_eq!((status, observer, sequence), (Status::Ok, 0, 0));
        assert_eq!(mpnet_coap_endpoint_notify(Some(endpoint), 5, 7), Status::Ok);
        let mut event = CoapEvent {
            kind: CoapEventKind::Stray,
            outcome: CoapOutcome::None,
            slot: 9,
            more: 0,
            observing: 0,
        };
        assert_eq!(mpnet_coap_endpoint_poll_event(Some(endpoint), Some(&mut event)), Status::Ok);
        assert_eq!((event.kind, event.slot), (CoapEventKind::Notify, 0));
        let mut ticket = Ticket::EMPTY;
        let status = mpnet_coap_endpoint_notification(
            Some(endpoint),
            5,
            observer,
            true,
            Some(&mut ticket),
            Some(&mut sequence),
        );
        assert_eq!((status, sequence, ticket.kind as u8, ticket.slot.0), (Status::Ok, 1, 0, 0));
    }
}
