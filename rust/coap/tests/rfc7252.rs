//! Messages of the standards: read, written, and the dialogues of RFC 7252 appendix A.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may fail anywhere"
)]

mod support;

use coap::{
    Cast, Code, Duration, Endpoint, Event, Instant, Message, MessageId, Outcome, PeerKey, Policy,
    Request, Ticket, Token, Traits, Transmit, Type,
};
use support::{Parts, hex, text, written};

const PEER: PeerKey = PeerKey(1);

/// Rows of the table of messages: name, bytes, parts.
fn messages() -> Vec<(&'static str, Vec<u8>, Parts)> {
    let table = include_str!("../../../tests/datagrams/messages.tsv");
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| {
        let columns: Vec<_> = line.split('\t').collect();
        (columns[0], hex(columns[1]), parts(&columns[2..]))
    })
    .collect()
}

/// The parts in the columns type, code, id, token, options, payload.
fn parts(columns: &[&str]) -> Parts {
    let bytes = |column: &str| if column == "-" { Vec::new() } else { hex(column) };
    let kind = match columns[0] {
        "CON" => Type::Con,
        "NON" => Type::Non,
        "ACK" => Type::Ack,
        "RST" => Type::Rst,
        other => panic!("type {other}"),
    };
    let (class, detail) = columns[1].split_once('.').unwrap();
    let code = Code::new(class.parse().unwrap(), detail.parse().unwrap());
    let id = u16::from_str_radix(columns[2], 16).unwrap();
    let options = columns[4].split(' ').filter(|option| *option != "-").map(|option| {
        let (number, value) = option.split_once('=').unwrap();
        (number.parse().unwrap(), hex(value))
    });
    Parts {
        options: options.collect(),
        payload: bytes(columns[5]),
        ..Parts::new(kind, code, id, &bytes(columns[3]))
    }
}

#[test]
fn every_message_is_read_into_its_parts() {
    let messages = messages();
    assert!(messages.len() >= 70);
    for (name, bytes, parts) in messages {
        assert_eq!(Parts::decode(&Message::parse(&bytes).unwrap()), parts, "{name}");
    }
}

#[test]
fn every_message_is_written_from_its_parts() {
    for (name, bytes, parts) in messages() {
        assert_eq!(text(&parts.encode()), text(&bytes), "{name}");
        let mut reversed = parts.clone();
        // Options of equal number keep their order, so only the others are turned round.
        reversed.options.reverse();
        reversed.options.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
        let mut stable = parts.clone();
        stable.options.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
        assert_eq!(text(&stable.encode()), text(&bytes), "{name}");
        assert_eq!(reversed.encode().len(), bytes.len(), "{name}");
    }
}

fn client() -> Endpoint {
    Endpoint::new(Policy::FULL, 7)
}

/// Starts a GET with this id and token.
fn get(endpoint: &mut Endpoint, kind: Type, id: u16, token: &[u8]) -> Ticket {
    let request = Request {
        id: MessageId(id),
        token: Token::new(token).unwrap(),
        ..Request::new(PEER, kind, Traits::GIVEN_ID | Traits::GIVEN_TOKEN)
    };
    endpoint.begin(Instant(0), &request).unwrap()
}

/// Hands a datagram over: what is written, and the events.
fn receive(endpoint: &mut Endpoint, now: u32, datagram: &str) -> (Vec<String>, Vec<Event>) {
    let _ = endpoint.handle_input(Instant(now), PEER, Cast::Unicast, &hex(datagram));
    let out = written(endpoint, now);
    (out, std::iter::from_fn(|| endpoint.poll_event()).collect())
}

fn response(ticket: &Ticket) -> Event {
    Event::Response { slot: ticket.slot, more: false, observing: false }
}

#[test]
fn figures_16_and_17_piggybacked_responses() {
    for (id, token, datagram) in
        [(0x7d34, "", "60457d34ff32322e332043"), (0x7d35, "20", "61457d3520ff32322e332043")]
    {
        let mut endpoint = client();
        let ticket = get(&mut endpoint, Type::Con, id, &hex(token));
        assert_eq!(receive(&mut endpoint, 5, datagram), (vec![], vec![response(&ticket)]));
        assert_eq!(endpoint.poll_timeout(Instant(5)), None);
    }
}

#[test]
fn figure_18_a_lost_request_goes_out_again() {
    let mut endpoint = client();
    let ticket = get(&mut endpoint, Type::Con, 0x7d36, b"\x31");
    let due = endpoint.poll_timeout(Instant(0)).unwrap();
    endpoint.handle_timeout(Instant(due.0 - 1));
    assert_eq!(endpoint.poll_transmit(due, &mut [0; 64]), None);
    endpoint.handle_timeout(due);
    let again = Transmit::Exchange { slot: ticket.slot, id: MessageId(0x7d36) };
    assert_eq!(endpoint.poll_transmit(due, &mut [0; 64]), Some(again));
    assert_eq!(endpoint.poll_transmit(due, &mut [0; 64]), None);
    let (_, events) = receive(&mut endpoint, due.0 + 9, "61457d3631ff32322e332043");
    assert_eq!(events, [response(&ticket)]);
}

#[test]
fn figure_19_a_lost_response_is_replayed() {
    let mut server = Endpoint::new(Policy::FULL, 7);
    let request = "41017d3742bb74656d7065726174757265";
    let (_, events) = receive(&mut server, 0, request);
    let [Event::Request(slot)] = events[..] else { panic!("{events:?}") };
    let ticket = server.respond(Instant(0), PEER, MessageId(0x7d37));
    assert_eq!(
        (ticket.kind, ticket.id.0, ticket.token.as_bytes()),
        (Type::Ack, 0x7d37, &b"\x42"[..])
    );
    let _ = server.handle_input(Instant(2000), PEER, Cast::Unicast, &hex(request));
    let mut out = [0; 64];
    assert_eq!(server.poll_transmit(Instant(2000), &mut out), Some(Transmit::Reply(slot)));
    assert_eq!(server.poll_event(), None);
}

#[test]
fn figure_20_a_separate_response_is_acknowledged() {
    let mut endpoint = client();
    let ticket = get(&mut endpoint, Type::Con, 0x7d38, b"\x53");
    let acknowledged = Event::AcknowledgedBy(ticket.slot);
    assert_eq!(receive(&mut endpoint, 1, "60007d38"), (vec![], vec![acknowledged]));
    let separate = "4145ad7b53ff32322e332043";
    let answer = (vec!["6000ad7b".to_owned()], vec![response(&ticket)]);
    assert_eq!(receive(&mut endpoint, 2, separate), answer);
    assert_eq!(receive(&mut endpoint, 3, separate), (vec!["6000ad7b".to_owned()], vec![]));
}

#[test]
fn figure_21_a_client_that_forgot_resets_the_response() {
    let mut endpoint = client();
    assert_eq!(receive(&mut endpoint, 1, "60007d39"), (vec![], vec![]));
    let reset = (vec!["7000ad7c".to_owned()], vec![]);
    assert_eq!(receive(&mut endpoint, 2, "4145ad7c64ff32322e332043"), reset);
}

#[test]
fn figure_22_non_confirmable_request_and_response() {
    let mut endpoint = client();
    let ticket = get(&mut endpoint, Type::Non, 0x7d40, b"\x75");
    let datagram = "5145ad7d75ff32322e332043";
    assert_eq!(receive(&mut endpoint, 1, datagram), (vec![], vec![response(&ticket)]));
    assert_eq!(receive(&mut endpoint, 2, datagram), (vec![], vec![]));
}

#[test]
fn figure_23_a_group_answers_with_many_responses() {
    let mut endpoint = client();
    let request = Request {
        token: Token::new(b"\x86").unwrap(),
        traits: Traits::MULTICAST | Traits::GIVEN_TOKEN,
        patience: Duration(10_000),
        ..Request::new(PeerKey(0), Type::Non, Traits::empty())
    };
    let ticket = endpoint.begin(Instant(0), &request).unwrap();
    let slot = ticket.slot;
    for (peer, datagram) in [(2, "514560b186ff32322e332043"), (3, "5184952a86")] {
        let datagram = hex(datagram);
        let _ = endpoint.handle_input(Instant(1), PeerKey(peer), Cast::Unicast, &datagram);
        let expected = Event::Response { slot, more: true, observing: false };
        assert_eq!(endpoint.poll_event(), Some(expected));
    }
    assert_eq!(endpoint.poll_timeout(Instant(1)), Some(Instant(10_000)));
    endpoint.handle_timeout(Instant(10_000));
    assert_eq!(endpoint.poll_event(), Some(Event::Finished(slot, Outcome::TimedOut)));
}

#[test]
fn a_response_may_overtake_its_ack() {
    let mut endpoint = client();
    let ticket = get(&mut endpoint, Type::Con, 0x7d38, b"\x53");
    let (_, events) = receive(&mut endpoint, 1, "5145ad7b53ff32322e332043");
    assert_eq!(events, [response(&ticket)]);
    assert_eq!(receive(&mut endpoint, 2, "60007d38"), (vec![], vec![]));
}

#[test]
fn an_ack_with_another_token_stops_repetition_and_delivers_nothing() {
    let mut endpoint = client();
    let ticket = get(&mut endpoint, Type::Con, 0x7d38, b"\x53");
    assert_eq!(receive(&mut endpoint, 1, "61457d3899ff31"), (vec![], vec![]));
    let due = endpoint.poll_timeout(Instant(1)).unwrap();
    assert!(due.0 > 90_000);
    endpoint.handle_timeout(due);
    let over = Event::Finished(ticket.slot, Outcome::TimedOut);
    assert_eq!(endpoint.poll_event(), Some(over));
}

#[test]
fn responses_from_elsewhere_are_not_for_us() {
    let mut endpoint = client();
    get(&mut endpoint, Type::Con, 0x7d38, b"\x53");
    let datagram = hex("61457d3853ff31");
    let _ = endpoint.handle_input(Instant(1), PeerKey(2), Cast::Unicast, &datagram);
    assert_eq!(endpoint.poll_event(), None);
}

#[test]
fn a_reset_ends_a_request() {
    let mut endpoint = client();
    let ticket = get(&mut endpoint, Type::Con, 0x7d38, b"\x53");
    let over = Event::Finished(ticket.slot, Outcome::Reset);
    assert_eq!(receive(&mut endpoint, 1, "70007d38"), (vec![], vec![over]));
}

#[test]
fn a_cancelled_request_resets_its_late_response() {
    let mut endpoint = client();
    let ticket = get(&mut endpoint, Type::Con, 0x7d38, b"\x53");
    let slot = ticket.slot;
    endpoint.cancel(slot);
    assert_eq!(endpoint.poll_event(), Some(Event::Finished(slot, Outcome::Cancelled)));
    let reset = (vec!["7000ad7b".to_owned()], vec![]);
    assert_eq!(receive(&mut endpoint, 1, "4145ad7b53ff32322e332043"), reset);
}

#[test]
fn critical_options_in_responses_reject_them_by_their_type() {
    // Option 65001 is critical and unknown.
    let mut endpoint = client();
    let ticket = get(&mut endpoint, Type::Con, 0x7d38, b"\x53");
    let bad = Event::Finished(ticket.slot, Outcome::BadOption);
    assert_eq!(receive(&mut endpoint, 1, "61457d3853e0fcdc"), (vec![], vec![bad]));

    let mut endpoint = client();
    get(&mut endpoint, Type::Con, 0x7d38, b"\x53");
    let expected = (vec!["7000ad7b".to_owned()], vec![bad]);
    assert_eq!(receive(&mut endpoint, 1, "4145ad7b53e0fcdc"), expected);

    let mut endpoint = client();
    get(&mut endpoint, Type::Con, 0x7d38, b"\x53");
    assert_eq!(receive(&mut endpoint, 1, "5145ad7b53e0fcdc"), (vec![], vec![]));
}

#[test]
fn a_ping_comes_back_as_reset() {
    let mut endpoint = client();
    let request =
        Request { traits: Traits::PING, ..Request::new(PEER, Type::Con, Traits::empty()) };
    let ticket = endpoint.begin(Instant(0), &request).unwrap();
    assert_eq!(ticket.token.as_bytes(), b"");
    let pong = format!("7000{:04x}", ticket.id.0);
    let over = Event::Finished(ticket.slot, Outcome::Pong);
    assert_eq!(receive(&mut endpoint, 1, &pong), (vec![], vec![over]));
}

#[test]
fn requests_to_one_peer_queue_and_leave_in_their_order() {
    let mut endpoint = client();
    let request = Request::new(PEER, Type::Con, Traits::empty());
    let tickets: Vec<_> = (0..3).map(|_| endpoint.begin(Instant(0), &request).unwrap()).collect();
    assert_eq!(tickets.iter().map(|t| t.queued).collect::<Vec<_>>(), [false, true, true]);
    let other = endpoint.begin(Instant(0), &Request { peer: PeerKey(2), ..request }).unwrap();
    assert!(!other.queued);
    assert_eq!(endpoint.poll_transmit(Instant(0), &mut [0; 64]), None);
    for pair in tickets.windows(2) {
        let ack = hex(&format!("6000{:04x}", pair[0].id.0));
        let _ = endpoint.handle_input(Instant(10), PEER, Cast::Unicast, &ack);
        let next = Transmit::Exchange { slot: pair[1].slot, id: pair[1].id };
        assert_eq!(endpoint.poll_transmit(Instant(10), &mut [0; 64]), Some(next));
        assert_eq!(endpoint.poll_transmit(Instant(10), &mut [0; 64]), None);
    }
}

#[test]
fn the_table_of_requests_is_bounded_and_says_so() {
    let mut endpoint = client();
    let request = Request::new(PEER, Type::Con, Traits::empty());
    for _ in 0..coap::EXCHANGES {
        assert!(endpoint.begin(Instant(0), &request).is_ok());
    }
    assert_eq!(endpoint.begin(Instant(0), &request), Err(coap::Full));
}

#[test]
fn silent_peers_are_left_alone_between_non_confirmable_requests() {
    let mut endpoint = client();
    let request = Request {
        size: 20,
        patience: Duration(1000),
        ..Request::new(PEER, Type::Non, Traits::empty())
    };
    assert!(!endpoint.begin(Instant(0), &request).unwrap().queued);
    endpoint.handle_timeout(Instant(1000));
    while endpoint.poll_event().is_some() {}
    let second = endpoint.begin(Instant(1000), &request).unwrap();
    assert!(second.queued);
    assert_eq!(endpoint.poll_timeout(Instant(1000)), Some(Instant(20_000)));
    assert_eq!(endpoint.poll_transmit(Instant(19_999), &mut [0; 64]), None);
    let due = Transmit::Exchange { slot: second.slot, id: second.id };
    assert_eq!(endpoint.poll_transmit(Instant(20_000), &mut [0; 64]), Some(due));
}

#[test]
fn a_peer_that_answered_may_be_asked_again_at_once() {
    let mut endpoint = client();
    let request = Request { size: 20, ..Request::new(PEER, Type::Non, Traits::empty()) };
    let first = endpoint.begin(Instant(0), &request).unwrap();
    let answer = format!("5445ad7d{}", text(first.token.as_bytes()));
    receive(&mut endpoint, 1, &answer);
    assert!(!endpoint.begin(Instant(2), &request).unwrap().queued);
}

#[test]
fn busy_handlers_are_answered_5_03_and_never_lost() {
    let mut server = Endpoint::new(Policy::FULL, 7);
    for id in 0..coap::REQUESTS {
        let (out, events) = receive(&mut server, 0, &format!("4101{id:04x}42"));
        assert!(out.is_empty() && matches!(events[..], [Event::Request(_)]));
    }
    let (out, events) = receive(&mut server, 0, "4101ffff42");
    assert_eq!((out, events), (vec!["61a3ffff42d10105".to_owned()], vec![]));
}

#[test]
fn refused_options_are_named() {
    let mut server = Endpoint::new(Policy::FULL, 7);
    let (out, _) = receive(&mut server, 0, "4101502361e0fcdc");
    assert_eq!(out, [format!("6182502361ff{}", text(b"bad option 65001"))]);
}
