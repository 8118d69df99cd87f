//! Observation, both sides: RFC 7641 and the figures of its appendix.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may fail anywhere"
)]

mod support;

use coap::{
    Cast, Endpoint, Event, Instant, MessageId, ObserverId, Outcome, PeerKey, Policy, Request, Slot,
    Token, Traits, Transmit, Type,
};
use support::{hex, written};

const PEER: PeerKey = PeerKey(1);

fn receive(endpoint: &mut Endpoint, now: u32, datagram: &str) -> (Vec<String>, Vec<Event>) {
    let _ = endpoint.handle_input(Instant(now), PEER, Cast::Unicast, &hex(datagram));
    let out = written(endpoint, now);
    (out, events(endpoint))
}

fn events(endpoint: &mut Endpoint) -> Vec<Event> {
    std::iter::from_fn(|| endpoint.poll_event()).collect()
}

/// A client that has registered with figure 3: token 4a, first value 9, Max-Age 15.
fn observing() -> (Endpoint, Slot) {
    let mut endpoint = Endpoint::new(Policy::FULL, 7);
    let request = Request {
        id: MessageId(0x1633),
        token: Token::new(b"\x4a").unwrap(),
        traits: Traits::OBSERVE | Traits::GIVEN_ID | Traits::GIVEN_TOKEN,
        ..Request::new(PEER, Type::Con, Traits::empty())
    };
    let slot = endpoint.begin(Instant(0), &request).unwrap().slot;
    let first = Event::Response { slot, more: false, observing: true };
    let got = receive(&mut endpoint, 0, "614516334a6109810fff31382e352043656c");
    assert_eq!(got, (vec![], vec![first]));
    (endpoint, slot)
}

#[test]
fn figure_3_notifications_follow_the_first_response() {
    let (mut endpoint, slot) = observing();
    let got = receive(&mut endpoint, 5_000, "51457b504a6110810fff31392e322043656c");
    assert_eq!(got, (vec![], vec![Event::Notification(slot)]));
}

#[test]
fn older_notifications_are_acknowledged_and_swallowed() {
    let (mut endpoint, slot) = observing();
    let got = receive(&mut endpoint, 1, "41457b504a6110");
    assert_eq!(got, (vec!["60007b50".into()], vec![Event::Notification(slot)]));
    let got = receive(&mut endpoint, 2, "41457b4f4a610f");
    assert_eq!(got, (vec!["60007b4f".into()], vec![]));
}

#[test]
fn figure_4_a_stale_representation_is_asked_for_again_with_the_same_token() {
    let (mut endpoint, slot) = observing();
    let due = endpoint.poll_timeout(Instant(0)).unwrap();
    assert!((20_000..=30_000).contains(&due.0), "{due:?}");
    endpoint.handle_timeout(due);
    let Some(Transmit::Exchange { slot: again, id }) = endpoint.poll_transmit(due, &mut [0; 64])
    else {
        panic!("no registration");
    };
    assert_eq!(again, slot);
    assert_ne!(id, MessageId(0x1633));
    let got = receive(&mut endpoint, due.0 + 9, &format!("6145{:04x}4a612c", id.0));
    assert_eq!(got, (vec![], vec![Event::Notification(slot)]));
}

#[test]
fn a_response_without_observe_ends_the_observation() {
    for datagram in ["51457b514aff31", "51847b514a"] {
        let (mut endpoint, slot) = observing();
        let last = Event::Response { slot, more: false, observing: false };
        assert_eq!(receive(&mut endpoint, 1, datagram), (vec![], vec![last]));
        assert_eq!(endpoint.poll_timeout(Instant(1)), None);
    }
}

#[test]
fn figure_6_a_forgotten_observation_is_reset() {
    let (mut endpoint, slot) = observing();
    endpoint.cancel(slot);
    assert_eq!(events(&mut endpoint), [Event::Finished(slot, Outcome::Cancelled)]);
    let got = receive(&mut endpoint, 1, "4145aa0f4a615b810fff31392e332043656c");
    assert_eq!(got, (vec!["7000aa0f".into()], vec![]));
    let got = receive(&mut endpoint, 1, "5145aa104a615b");
    assert_eq!(got, (vec!["7000aa10".into()], vec![]));
}

#[test]
fn asking_to_be_forgotten_ends_the_observation_and_is_answered() {
    let (mut endpoint, slot) = observing();
    let request = Request {
        token: Token::new(b"\x4a").unwrap(),
        traits: Traits::FORGET | Traits::GIVEN_TOKEN,
        ..Request::new(PEER, Type::Con, Traits::empty())
    };
    let ticket = endpoint.begin(Instant(1), &request).unwrap();
    let over = Event::Finished(slot, Outcome::Cancelled);
    let own = ticket.slot;
    assert_ne!(own, slot);
    assert_eq!(events(&mut endpoint), [over]);
    let answer = Event::Response { slot: own, more: false, observing: false };
    let got = receive(&mut endpoint, 2, &format!("6145{:04x}4aff31", ticket.id.0));
    assert_eq!(got, (vec![], vec![answer]));
}

/// A server with the observer of figure 3.
fn observed(policy: Policy) -> (Endpoint, ObserverId) {
    let mut endpoint = Endpoint::new(policy, 7);
    let (_, got) = receive(&mut endpoint, 0, "410116334a605b74656d7065726174757265");
    assert!(matches!(got[..], [Event::Request(_)]));
    let token = Token::new(b"\x4a").unwrap();
    let (observer, sequence) = endpoint.observe(Instant(0), PEER, token, 7).unwrap();
    assert_eq!(sequence, 0);
    endpoint.respond(Instant(0), PEER, MessageId(0x1633));
    (endpoint, observer)
}

const UNPACED: Policy = Policy::FULL.union(Policy::UNPACED_NOTIFICATIONS);

#[test]
fn a_new_state_is_told_with_the_next_number_and_the_token_of_the_registration() {
    let (mut endpoint, observer) = observed(UNPACED);
    endpoint.notify(Instant(10), 8);
    assert_eq!(events(&mut endpoint), []);
    endpoint.notify(Instant(10), 7);
    assert_eq!(events(&mut endpoint), [Event::Notify(observer)]);
    let made = endpoint.notification(Instant(10), observer, false).unwrap();
    assert_eq!(made.sequence, 1);
    assert_eq!((made.ticket.kind, made.ticket.token.as_bytes()), (Type::Non, &b"\x4a"[..]));
    assert_eq!(events(&mut endpoint), []);
}

#[test]
fn notifications_come_no_faster_than_one_in_three_seconds() {
    let (mut endpoint, observer) = observed(Policy::FULL);
    endpoint.notify(Instant(10), 7);
    endpoint.notify(Instant(20), 7);
    assert_eq!(events(&mut endpoint), []);
    assert_eq!(endpoint.poll_timeout(Instant(20)), Some(Instant(3000)));
    endpoint.handle_timeout(Instant(3000));
    assert_eq!(events(&mut endpoint), [Event::Notify(observer)]);
}

/// Tells the observer a state with a confirmable notification: its id and slot.
fn confirmable(endpoint: &mut Endpoint, now: u32, observer: ObserverId) -> (MessageId, Slot) {
    endpoint.notify(Instant(now), 7);
    assert_eq!(events(endpoint), [Event::Notify(observer)]);
    let made = endpoint.notification(Instant(now), observer, true).unwrap();
    assert_eq!(made.ticket.kind, Type::Con);
    (made.ticket.id, made.ticket.slot)
}

#[test]
fn a_newer_state_waits_for_the_ack() {
    let (mut endpoint, observer) = observed(UNPACED);
    let (id, slot) = confirmable(&mut endpoint, 10, observer);
    endpoint.notify(Instant(20), 7);
    assert_eq!(events(&mut endpoint), []);
    let (_, got) = receive(&mut endpoint, 30, &format!("6000{:04x}", id.0));
    let over = Event::Finished(slot, Outcome::Acknowledged);
    assert_eq!(got, [over, Event::Notify(observer)]);
}

#[test]
fn a_newer_state_takes_the_place_of_a_repetition_and_the_count_goes_on() {
    let (mut endpoint, observer) = observed(UNPACED);
    let (id, slot) = confirmable(&mut endpoint, 0, observer);
    endpoint.notify(Instant(1), 7);
    let mut attempts = 0;
    loop {
        let due = endpoint.poll_timeout(Instant(1)).unwrap();
        endpoint.handle_timeout(due);
        let is_repeated = endpoint.poll_transmit(due, &mut [0; 64]).is_some();
        match events(&mut endpoint)[..] {
            [Event::Notify(_)] => {
                let made = endpoint.notification(due, observer, false).unwrap();
                assert_eq!((made.ticket.slot, made.ticket.kind), (slot, Type::Con));
                assert_ne!(made.ticket.id, id);
                assert!((2000..=3000).contains(&due.0) && !is_repeated);
            }
            [] => assert!(is_repeated),
            ref rest => {
                let over = Event::Finished(slot, Outcome::TimedOut);
                assert_eq!(*rest, [over, Event::Forgotten(observer)]);
                assert!((62_000..=93_000).contains(&due.0), "{due:?}");
                break;
            }
        }
        attempts += 1;
    }
    assert_eq!(attempts, 4);
}

#[test]
fn a_reset_to_any_notification_ends_the_observation() {
    let (mut endpoint, observer) = observed(UNPACED);
    let (id, slot) = confirmable(&mut endpoint, 10, observer);
    let (_, got) = receive(&mut endpoint, 30, &format!("7000{:04x}", id.0));
    assert_eq!(got, [Event::Finished(slot, Outcome::Reset), Event::Forgotten(observer)]);

    let (mut endpoint, observer) = observed(UNPACED);
    endpoint.notify(Instant(10), 7);
    events(&mut endpoint);
    let made = endpoint.notification(Instant(10), observer, false).unwrap();
    let (_, got) = receive(&mut endpoint, 30, &format!("7000{:04x}", made.ticket.id.0));
    assert_eq!(got, [Event::Forgotten(observer)]);
    endpoint.notify(Instant(40), 7);
    assert_eq!(events(&mut endpoint), []);
    assert_eq!(endpoint.notification(Instant(40), observer, false), None);
}

#[test]
fn deregistration_and_plain_requests_on_the_token_end_the_observation() {
    for datagram in ["410116364a61015b74656d7065726174757265", "410116364ab461626364"] {
        let (mut endpoint, observer) = observed(UNPACED);
        let (_, got) = receive(&mut endpoint, 30, datagram);
        assert!(matches!(got[..], [Event::Request(_), Event::Forgotten(id)] if id == observer));
    }
    let (mut endpoint, _) = observed(UNPACED);
    let (_, got) = receive(&mut endpoint, 30, "410116364bb461626364");
    assert!(matches!(got[..], [Event::Request(_)]), "another token disturbs nothing");
}

#[test]
fn a_notification_that_was_given_up_leaves_the_observer_alive() {
    let (mut endpoint, observer) = observed(UNPACED);
    let (_, slot) = confirmable(&mut endpoint, 10, observer);
    endpoint.cancel(slot);
    assert_eq!(events(&mut endpoint), [Event::Finished(slot, Outcome::Cancelled)]);
    confirmable(&mut endpoint, 20, observer);
}
