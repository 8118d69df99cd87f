//! Duties of a server beyond the exchange: groups, silence, proof of addresses, block-wise dialogues.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may fail anywhere"
)]

mod support;

use coap::{
    Cast, Endpoint, Event, Instant, MessageId, PeerKey, Policy, Transmit, Type, UNPROVEN_LIMIT,
};
use support::server::Server;
use support::{hex, text, written};

const PEER: PeerKey = PeerKey(1);

fn request(endpoint: &mut Endpoint, now: u32, cast: Cast, datagram: &str) -> Option<Event> {
    let _ = endpoint.handle_input(Instant(now), PEER, cast, &hex(datagram));
    assert!(written(endpoint, now).is_empty());
    endpoint.poll_event()
}

#[test]
fn answers_to_a_group_come_at_leisure() {
    let mut endpoint = Endpoint::new(Policy::FULL, 7);
    let datagram = "51017d4186bb74656d7065726174757265";
    let event = request(&mut endpoint, 0, Cast::Multicast, datagram);
    let Some(Event::Request(slot)) = event else { panic!("{event:?}") };
    let ticket = endpoint.respond(Instant(0), PEER, MessageId(0x7d41));
    assert_eq!((ticket.kind, ticket.queued, ticket.reply), (Type::Non, true, slot));
    let due = endpoint.poll_timeout(Instant(0)).unwrap();
    assert!(due.0 < 5000);
    if due.0 > 0 {
        assert_eq!(endpoint.poll_transmit(Instant(due.0 - 1), &mut [0; 64]), None);
    }
    assert_eq!(endpoint.poll_transmit(due, &mut [0; 64]), Some(Transmit::Reply(slot)));
    assert_eq!(endpoint.poll_timeout(due), None);
}

#[test]
fn confirmable_requests_to_a_group_are_ignored() {
    let mut endpoint = Endpoint::new(Policy::FULL, 7);
    assert_eq!(request(&mut endpoint, 0, Cast::Multicast, "41017d4186"), None);
}

#[test]
fn silence_is_an_empty_ack_for_con_and_nothing_for_non() {
    let mut endpoint = Endpoint::new(Policy::FULL, 7);
    for (datagram, id, answer) in
        [("4101123442", 0x1234, vec!["60001234".to_owned()]), ("5101123542", 0x1235, vec![])]
    {
        assert!(request(&mut endpoint, 0, Cast::Unicast, datagram).is_some());
        endpoint.stay_silent(PEER, MessageId(id));
        assert_eq!(written(&mut endpoint, 0), answer);
        let _ = endpoint.handle_input(Instant(1), PEER, Cast::Unicast, &hex(datagram));
        assert_eq!(written(&mut endpoint, 1), answer, "the copy too");
        assert_eq!(endpoint.poll_event(), None);
    }
}

/// NON_LIFETIME and EXCHANGE_LIFETIME, RFC 7252 section 4.8.2.
#[test]
fn copies_are_known_as_long_as_their_id_lives() {
    for (datagram, lifetime) in [("5101123442", 145_000), ("4101123442", 247_000)] {
        let mut endpoint = Endpoint::new(Policy::FULL, 7);
        for (now, is_new) in [(0, true), (lifetime - 1, false), (lifetime, true)] {
            let _ = endpoint.handle_input(Instant(now), PEER, Cast::Unicast, &hex(datagram));
            assert_eq!(endpoint.poll_event().is_some(), is_new, "{datagram} after {now} ms");
            endpoint.stay_silent(PEER, MessageId(0x1234));
            let _ = written(&mut endpoint, now);
        }
    }
}

#[test]
fn requests_without_context_are_reset() {
    let mut endpoint = Endpoint::new(Policy::DROP_IN, 7);
    assert!(request(&mut endpoint, 0, Cast::Unicast, "4101123442").is_some());
    endpoint.reject(PEER, MessageId(0x1234));
    assert_eq!(written(&mut endpoint, 0), ["70001234"]);
    let _ = endpoint.handle_input(Instant(1), PEER, Cast::Unicast, &hex("4101123442"));
    assert_eq!(written(&mut endpoint, 1), ["70001234"]);
}

#[test]
fn a_reply_that_was_not_kept_becomes_an_empty_ack() {
    let mut endpoint = Endpoint::new(Policy::DROP_IN, 7);
    let event = request(&mut endpoint, 0, Cast::Unicast, "4102123442");
    let Some(Event::Request(slot)) = event else { panic!("{event:?}") };
    endpoint.respond(Instant(0), PEER, MessageId(0x1234));
    endpoint.forget_reply(slot);
    let _ = endpoint.handle_input(Instant(1), PEER, Cast::Unicast, &hex("4102123442"));
    assert_eq!(written(&mut endpoint, 1), ["60001234"]);
}

#[test]
fn long_forgotten_copies_are_done_again_only_if_that_is_harmless() {
    let mut endpoint = Endpoint::new(Policy::DROP_IN, 7);
    for (first, method) in [(0x1000_u16, "01"), (0x2000, "02")] {
        for id in first..first + 12 {
            let datagram = format!("41{method}{id:04x}42");
            assert!(request(&mut endpoint, 0, Cast::Unicast, &datagram).is_some());
            endpoint.respond(Instant(0), PEER, MessageId(id));
        }
    }
    let _ = endpoint.handle_input(Instant(1), PEER, Cast::Unicast, &hex("4102200042"));
    assert_eq!(written(&mut endpoint, 1), ["61a0200042"], "a POST runs once");
    assert_eq!(endpoint.poll_event(), None);
    assert!(
        request(&mut endpoint, 1, Cast::Unicast, "4101100042").is_some(),
        "a GET may run again"
    );
}

#[test]
fn a_forgotten_copy_whose_separate_response_is_under_way_is_acknowledged() {
    let mut endpoint = Endpoint::new(Policy::DROP_IN, 7);
    assert!(request(&mut endpoint, 0, Cast::Unicast, "4102123442").is_some());
    endpoint.handle_timeout(Instant(1500));
    assert_eq!(written(&mut endpoint, 1500), ["60001234"]);
    assert_eq!(endpoint.respond(Instant(1600), PEER, MessageId(0x1234)).kind, Type::Con);
    for id in 0x2000..0x200c_u16 {
        let datagram = format!("4102{id:04x}43");
        assert!(request(&mut endpoint, 1700, Cast::Unicast, &datagram).is_some());
        endpoint.respond(Instant(1700), PEER, MessageId(id));
    }
    let _ = endpoint.handle_input(Instant(1800), PEER, Cast::Unicast, &hex("4102123442"));
    assert_eq!(written(&mut endpoint, 1800), ["60001234"]);
}

#[test]
fn the_reply_to_a_post_outlives_the_blocks_of_another_client() {
    let mut endpoint = Endpoint::new(Policy::DROP_IN, 7);
    let event = request(&mut endpoint, 0, Cast::Unicast, "4102123442");
    let Some(Event::Request(slot)) = event else { panic!("{event:?}") };
    endpoint.respond(Instant(0), PEER, MessageId(0x1234));
    for id in 0..20 {
        let datagram = hex(&format!("4101{id:04x}42"));
        let _ = endpoint.handle_input(Instant(1), PeerKey(2), Cast::Unicast, &datagram);
        assert!(matches!(endpoint.poll_event(), Some(Event::Request(_))));
        endpoint.respond(Instant(1), PeerKey(2), MessageId(id));
    }
    let _ = endpoint.handle_input(Instant(2), PEER, Cast::Unicast, &hex("4102123442"));
    assert_eq!(endpoint.poll_transmit(Instant(2), &mut [0; 64]), Some(Transmit::Reply(slot)));
}

#[test]
fn a_sensor_that_always_uses_the_same_id_is_heard_every_time() {
    let mut endpoint = Endpoint::new(Policy::DROP_IN, 7);
    for now in 0..5 {
        let datagram = format!("40030001b164ff{:02x}", 0x30 + now);
        let event = request(&mut endpoint, now, Cast::Unicast, &datagram);
        let Some(Event::Request(slot)) = event else { panic!("{event:?}") };
        assert_eq!(endpoint.respond(Instant(now), PEER, MessageId(1)).reply, slot);
        let _ = endpoint.handle_input(Instant(now), PEER, Cast::Unicast, &hex(&datagram));
        let again = endpoint.poll_transmit(Instant(now), &mut [0; 64]);
        assert_eq!(again, Some(Transmit::Reply(slot)), "a copy is a copy");
        assert_eq!(endpoint.poll_event(), None);
    }
}

#[test]
fn an_id_that_is_used_again_does_not_lend_its_reply_to_an_old_copy() {
    for (old, new) in [("4102000142ff30", "4102000142ff31"), ("4102000142ff30", "5102000142ff30")] {
        let mut endpoint = Endpoint::new(Policy::DROP_IN, 7);
        for datagram in [old, new] {
            assert!(request(&mut endpoint, 0, Cast::Unicast, datagram).is_some());
            endpoint.respond(Instant(0), PEER, MessageId(1));
        }
        let _ = endpoint.handle_input(Instant(1), PEER, Cast::Unicast, &hex(old));
        assert_eq!(written(&mut endpoint, 1), ["61a0000142"]);
    }
}

#[test]
fn large_answers_wait_for_a_proof_of_the_address() {
    let mut endpoint = Endpoint::new(Policy::FULL | Policy::REQUIRE_ECHO, 7);
    assert!(!endpoint.must_challenge(PEER, UNPROVEN_LIMIT));
    assert!(endpoint.must_challenge(PEER, UNPROVEN_LIMIT + 1));
    endpoint.challenge(Instant(0), PEER, b"abcdefgh");
    let echo = |value: &[u8; 8], id| format!("4101{id}42d8ef{}", text(value));
    assert!(request(&mut endpoint, 1, Cast::Unicast, &echo(b"abcdefgX", "0001")).is_some());
    assert!(endpoint.must_challenge(PEER, 1000));
    assert!(request(&mut endpoint, 2, Cast::Unicast, &echo(b"abcdefgh", "0002")).is_some());
    assert!(!endpoint.must_challenge(PEER, 1000));
    assert!(endpoint.must_challenge(PeerKey(2), 1000));
    endpoint.set_policy(Policy::FULL);
    assert!(!endpoint.must_challenge(PeerKey(2), 1000));
}

/// The answer of `server` to `head` followed by a payload of `length` bytes.
fn answer(server: &mut Server, head: &str, length: usize) -> String {
    let mut datagram = hex(head);
    if length > 0 {
        datagram.push(0xff);
        datagram.extend(std::iter::repeat_n(b'x', length));
    }
    let answers = server.handle(0, PEER, &datagram);
    text(&answers[0])
}

/// `head` of a request to /large, with this id and the options behind the path.
fn large(method: &str, id: &str, options: &str) -> String {
    format!("40{method}{id}b5{}{options}", text(b"large"))
}

#[test]
fn figure_2_a_body_is_read_in_blocks_of_128() {
    let mut server = Server::new(Policy::FULL);
    server.exponent = 3;
    server.large = vec![b'x'; 300];
    let first = answer(&mut server, &large("01", "1234", ""), 0);
    assert!(first.starts_with("60451234d10a0bff") && first.len() == 2 * (8 + 128));
    assert!(answer(&mut server, &large("01", "1235", "c113"), 0).starts_with("60451235d10a1bff"));
    let last = answer(&mut server, &large("01", "1236", "c123"), 0);
    assert!(last.starts_with("60451236d10a23ff") && last.len() == 2 * (8 + 44));
}

#[test]
fn figures_3_and_4_the_client_asks_for_smaller_blocks() {
    let mut server = Server::new(Policy::FULL);
    server.large = vec![b'x'; 300];
    let early = answer(&mut server, &large("01", "1234", "c102"), 0);
    assert!(early.starts_with("60451234d10a0aff") && early.len() == 2 * (8 + 64));
    let late = answer(&mut server, &large("01", "1235", "c122"), 0);
    assert!(late.starts_with("60451235d10a2aff"));
}

#[test]
fn figure_7_a_body_is_written_in_blocks_of_128() {
    let mut server = Server::new(Policy::FULL);
    for (id, block, length, expected) in [
        ("1234", "d1030b", 128, "605f1234d10e0b"),
        ("1235", "d1031b", 128, "605f1235d10e1b"),
        ("1236", "d10323", 40, "60441236d10e23"),
    ] {
        assert_eq!(answer(&mut server, &large("03", id, block), length), expected);
    }
    assert_eq!(server.large.len(), 296);
}

#[test]
fn figure_9_the_server_asks_for_smaller_blocks() {
    let mut server = Server::new(Policy::FULL);
    server.exponent = 1;
    for (id, block, length, expected) in [
        ("1234", "d1030b", 128, "605f1234d10e09"),
        ("1235", "d10349", 32, "605f1235d10e49"),
        ("1236", "d10359", 32, "605f1236d10e59"),
        ("1237", "d10361", 7, "60441237d10e61"),
    ] {
        assert_eq!(answer(&mut server, &large("03", id, block), length), expected);
    }
    assert_eq!(server.large.len(), 199);
}

#[test]
fn bodies_beyond_the_limit_are_refused_with_their_first_block() {
    let mut server = Server::new(Policy::FULL);
    // Size1 = 65535, behind Block1.
    let head = large("03", "1234", "d1030ed214ffff");
    assert_eq!(answer(&mut server, &head, 1024), "608d1234");
}

#[test]
fn a_request_is_a_copy_for_the_lifetime_of_its_id() {
    for (datagram, lifetime) in [("4101123442", 247_000), ("5101123442", 145_000)] {
        let mut endpoint = Endpoint::new(Policy::FULL, 7);
        assert!(request(&mut endpoint, 0, Cast::Unicast, datagram).is_some());
        assert_eq!(request(&mut endpoint, lifetime - 1, Cast::Unicast, datagram), None);
        assert!(request(&mut endpoint, lifetime, Cast::Unicast, datagram).is_some());
    }
}
