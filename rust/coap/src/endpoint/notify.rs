//! The server side of observations, and the proof of addresses.

use crate::endpoint::{Endpoint, Event, Input, Ticket};
use crate::exchange::{Kind, NO_SLOT, Slot, State};
use crate::observe::{Interest, ObserverId};
use crate::peers::ECHO_LEN;
use crate::policy::Policy;
use crate::time::Instant;
use crate::types::{OptionNumber, PeerKey, Token, Type};

/// Longest answer to an address that is not proven: about three times a small request
/// (RFC 9175 section 2.4).
pub const UNPROVEN_LIMIT: usize = 136;

/// What to write into a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notification {
    /// Type, id, token, and where to keep the message.
    pub ticket: Ticket,
    /// Observe value.
    pub sequence: u32,
}

impl Endpoint {
    /// The GET or FETCH with `token` of `peer` registers for notifications of `resource`, a number the
    /// caller picks. Gives the observer and the Observe value of the response; `None` if there is no
    /// room, then the response goes without Observe.
    pub fn observe(
        &mut self,
        now: Instant,
        peer: PeerKey,
        token: Token,
        resource: u16,
    ) -> Option<(ObserverId, u32)> {
        self.observers.register(now, peer, token, resource)
    }

    /// The observation is over: asked for, or the last notification carried an error. The event
    /// [`Event::Forgotten`] follows.
    pub fn forget_observer(&mut self, id: ObserverId) {
        if let Some(observer) = self.observers.get_mut(id) {
            let slot = observer.go();
            self.cancel(slot);
        }
    }

    /// `resource` has a new state; [`Event::Notify`] follows for each observer as soon as it may be
    /// told.
    pub fn notify(&mut self, now: Instant, resource: u16) {
        self.observers.mark(resource);
        self.release(now);
    }

    /// Prepares the notification that [`Event::Notify`] asked for. `None` if the observer is gone.
    pub fn notification(
        &mut self,
        now: Instant,
        id: ObserverId,
        confirmable: bool,
    ) -> Option<Notification> {
        let message_id = self.next_id(now);
        let observer = self.observers.get_mut(id)?;
        let confirmable = confirmable || observer.wants_confirmation(now);
        let (sequence, token) = (observer.next_sequence(), observer.token);
        let (peer, slot) = (observer.peer, observer.slot);
        let mut ticket = Ticket::once(Type::Non, message_id, token);
        if slot != NO_SLOT {
            self.replace(slot, &mut ticket);
        } else if confirmable {
            self.announce(now, Kind::Notification, peer, &mut ticket);
        }
        self.observers.get_mut(id)?.note(now, message_id, ticket.slot);
        Some(Notification { ticket, sequence })
    }

    /// A newer state takes the place of the one not yet acknowledged: the count and the time-out go
    /// on (RFC 7641 section 4.5.2).
    fn replace(&mut self, slot: Slot, ticket: &mut Ticket) {
        (ticket.kind, ticket.slot) = (Type::Con, slot);
        if let Some(exchange) = self.exchange(slot) {
            exchange.id = ticket.id;
            exchange.resend = false;
            ticket.queued = exchange.state == State::Queued;
        }
    }

    /// A reset may name a non-confirmable notification: that ends the observation.
    pub(super) fn reset_notification(&mut self, input: &Input<'_>) -> bool {
        let (peer, id) = (input.peer, input.message.id);
        let matching = self.observers.iter_mut().find(|observer| {
            observer.interest == Interest::Registered
                && observer.peer == peer
                && observer.last_id == id
        });
        matching.is_some_and(|observer| {
            observer.interest = Interest::Gone;
            true
        })
    }

    /// A new request on the token of an observation that does not register again ends it.
    pub(super) fn end_observation_by(&mut self, input: &Input<'_>) {
        let message = input.message;
        if let Some(observer) = self.observers.find(input.peer, message.token()) {
            if message.uint(OptionNumber::OBSERVE) != Some(0) {
                let slot = observer.go();
                self.cancel(slot);
            }
        }
    }

    /// Observers whose time has come become ready.
    pub(super) fn release(&mut self, now: Instant) {
        let paced = !self.policy.contains(Policy::UNPACED_NOTIFICATIONS);
        self.observers.release(now, paced);
    }

    /// What there is to say about observers.
    pub(super) fn poll_observers(&mut self) -> Option<Event> {
        self.observers.iter_mut().find_map(|observer| match observer.interest {
            Interest::Gone => {
                observer.interest = Interest::None;
                Some(Event::Forgotten(observer.id))
            }
            Interest::Registered if observer.is_ready => {
                observer.is_ready = false;
                observer.is_dirty = false;
                Some(Event::Notify(observer.id))
            }
            _ => None,
        })
    }

    /// An answer of `length` bytes to `peer` needs a challenge first: the address is not proven and
    /// the answer would amplify what an attacker sends with it (RFC 9175 section 2.4).
    #[must_use]
    pub fn must_challenge(&self, peer: PeerKey, length: usize) -> bool {
        self.policy.contains(Policy::REQUIRE_ECHO)
            && length > UNPROVEN_LIMIT
            && !self.peers.is_proven(peer)
    }

    /// The Echo value for a 4.01 to `peer`: `fresh` must be random, and is remembered.
    pub fn challenge(&mut self, now: Instant, peer: PeerKey, fresh: &[u8; ECHO_LEN]) {
        if let Some(peer) = self.peers.touch(now, peer) {
            peer.echo.set(fresh);
        }
    }

    /// A request that repeats the Echo value proves its address.
    pub(super) fn check_echo(&mut self, input: &Input<'_>) {
        if !self.policy.contains(Policy::REQUIRE_ECHO) {
            return;
        }
        let Some(echo) = input.message.value(OptionNumber::ECHO) else {
            return;
        };
        if let Some(peer) = self.peers.get_mut(input.peer) {
            peer.proven |= peer.echo.is(echo);
        }
    }
}
