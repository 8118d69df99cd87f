//! The rows of the drop-in contract, "CoAP bytes": what the calls of the original put on the wire
//! (column "target"), and how its endpoint answers.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may fail anywhere"
)]

mod support;

use coap::{
    Cast, Code, Draft, EncodeError, Endpoint, Event, Instant, MessageId, NO_SLOT, OptionNumber,
    PeerKey, Policy, Request, Ticket, Token, Traits, Transmit, Type,
};
use support::{hex, text, written};

const PEER: PeerKey = PeerKey(1);
const HOST: &str = "10.0.0.1";

/// Arguments of a call of the send family, with the original's defaults.
struct Call<'a> {
    host: Option<&'a str>,
    url: &'a str,
    kind: Type,
    method: Code,
    token: &'a [u8],
    payload: &'a [u8],
    format: i32,
    query: &'a [u8],
}

const GET: Call<'_> = Call {
    host: Some(HOST),
    url: "x",
    kind: Type::Con,
    method: Code::GET,
    token: b"",
    payload: b"",
    format: -1,
    query: b"",
};
const PUT: Call<'_> = Call { method: Code::PUT, ..GET };
const POST: Call<'_> = Call { method: Code::POST, ..GET };

impl Call<'_> {
    /// The message as the binding builds it, with the message id of all rows.
    fn bytes(&self) -> String {
        let mut out = [0; 1152];
        let token = Token::new(self.token).unwrap_or(Token::EMPTY);
        let id = MessageId(0x1234);
        let mut draft = Draft::new(&mut out, self.kind, self.method, id, token.as_bytes()).unwrap();
        if let Some(host) = self.host {
            draft.option(OptionNumber::URI_HOST, host.as_bytes()).unwrap();
        }
        draft.pieces(OptionNumber::URI_PATH, b'/', self.url.as_bytes()).unwrap();
        if self.format >= 0 {
            let format = (self.format as u16).to_be_bytes();
            draft.option(OptionNumber::CONTENT_FORMAT, &format).unwrap();
        }
        if !self.query.is_empty() {
            draft.option(OptionNumber::URI_QUERY, self.query).unwrap();
        }
        draft.payload(self.payload).unwrap();
        let length = usize::from(draft.progress().length);
        text(&out[..length])
    }
}

const REQUESTS: &[(u8, Call<'_>, &str)] = &[
    (1, Call { ..GET }, "400112343831302e302e302e318178"),
    (
        2,
        Call { url: "current/measure", ..GET },
        "400112343831302e302e302e318763757272656e74076d656173757265",
    ),
    (
        3,
        Call { url: "current/measure", token: b"\x01\x02", ..GET },
        "4201123401023831302e302e302e318763757272656e74076d656173757265",
    ),
    (4, Call { token: b"ABCDEFGH", ..GET }, "4801123441424344454647483831302e302e302e318178"),
    (5, Call { token: b"ABCDEFGHI", ..GET }, "400112343831302e302e302e318178"),
    (6, Call { token: b"ABCDEFGHIJKLMNO", ..GET }, "400112343831302e302e302e318178"),
    (7, Call { token: b"ABCDEFGHIJKLMNOP", ..GET }, "400112343831302e302e302e318178"),
    (8, Call { token: b"tk", ..GET }, "42011234746b3831302e302e302e318178"),
    (9, Call { url: "/a/b", ..GET }, "400112343831302e302e302e3181610162"),
    (10, Call { url: "a/b/", ..GET }, "400112343831302e302e302e3181610162"),
    (10, Call { url: "a//b", ..GET }, "400112343831302e302e302e3181610162"),
    (11, Call { url: "", ..GET }, "400112343831302e302e302e31"),
    (11, Call { url: "/", ..GET }, "400112343831302e302e302e31"),
    (12, Call { url: "café", ..GET }, "400112343831302e302e302e3185636166c3a9"),
    (13, Call { url: "a%20b?x=1", ..GET }, "400112343831302e302e302e318961253230623f783d31"),
    (14, Call { host: Some("2001:db8::1"), ..GET }, "400112343b323030313a6462383a3a318178"),
    (15, Call { host: Some("coap.me"), url: "test", ..GET }, "4001123437636f61702e6d658474657374"),
    (16, Call { host: None, ..GET }, "40011234b178"),
    (
        17,
        Call {
            url: "led/turnOn",
            payload: b"test",
            query: b"authorization=1234567",
            format: 0,
            ..PUT
        },
        "400312343831302e302e302e31836c6564067475726e4f6e1200003d08617574686f72697a6174696f6e\
             3d31323334353637ff74657374",
    ),
    (18, Call { ..PUT }, "400312343831302e302e302e318178"),
    (18, Call { ..POST }, "400212343831302e302e302e318178"),
    (
        19,
        Call { payload: b"{\"a\":1}", format: 50, ..POST },
        "400212343831302e302e302e318178120032ff7b2261223a317d",
    ),
    (
        20,
        Call { payload: b"\xa1\x01\x02", format: 60, token: b"\xaa", ..POST },
        "41021234aa3831302e302e302e31817812003cffa10102",
    ),
    (21, Call { payload: b"z", format: 11542, ..POST }, "400212343831302e302e302e318178122d16ff7a"),
    (
        22,
        Call { payload: b"1", query: b"a=1&b=2", ..POST },
        "400212343831302e302e302e31817847613d3126623d32ff31",
    ),
    (23, Call { payload: "é€".as_bytes(), ..POST }, "400212343831302e302e302e318178ffc3a9e282ac"),
    (24, Call { kind: Type::Non, ..GET }, "500112343831302e302e302e318178"),
    (25, Call { kind: Type::Non, payload: b"1", ..PUT }, "500312343831302e302e302e318178ff31"),
    (
        26,
        Call {
            kind: Type::Non,
            payload: b"1",
            query: b"authorization=k",
            format: 50,
            token: b"\x09",
            ..POST
        },
        "51021234093831302e302e302e3181781200323d02617574686f72697a6174696f6e3d6bff31",
    ),
    (27, Call { method: Code::DELETE, ..GET }, "400412343831302e302e302e318178"),
    (
        28,
        Call { url: "abcdefghijkl", ..GET },
        "400112343831302e302e302e318c6162636465666768696a6b6c",
    ),
    (
        28,
        Call { url: "abcdefghijklm", ..GET },
        "400112343831302e302e302e318d006162636465666768696a6b6c6d",
    ),
    (
        29,
        Call { url: "1/2/3/4/5/6/7/8/9", ..GET },
        "400112343831302e302e302e31813101320133013401350136013701380139",
    ),
    (
        30,
        Call { url: "1/2/3/4/5/6/7/8/9/10", ..GET },
        "400112343831302e302e302e31813101320133013401350136013701380139023130",
    ),
    (
        31,
        Call { url: "1/2/3/4/5/6/7/8", payload: b"p", query: b"q=1", format: 50, ..POST },
        "400212343831302e302e302e318131013201330134013501360137013812003233713d31ff70",
    ),
];

#[test]
fn requests_leave_as_in_rows_1_to_31() {
    for (row, call, expected) in REQUESTS {
        assert_eq!(call.bytes(), expected.replace(' ', ""), "row {row}");
    }
}

/// A message with these options and nothing else.
fn with_options(options: &[(u16, &[u8])]) -> Vec<u8> {
    let mut out = vec![0; 2000];
    let mut draft = Draft::new(&mut out, Type::Con, Code::GET, MessageId(0x1234), &[]).unwrap();
    for (number, value) in options {
        draft.option(OptionNumber(*number), value).unwrap();
    }
    let length = draft.progress().length.into();
    out.truncate(length);
    out
}

#[test]
fn option_headers_leave_as_in_rows_32_to_34() {
    for (number, expected) in [
        (268, "40011234d1ff61"),
        (269, "40011234e1000061"),
        (300, "40011234e1001f61"),
        (65000, "40011234e1fcdb61"),
    ] {
        assert_eq!(text(&with_options(&[(number, b"a")])), expected);
    }
    for (length, expected) in [
        (268, "40011234dd16ff"),
        (269, "40011234de160000"),
        (300, "40011234de16001f"),
        (524, "40011234de1600ff"),
        (525, "40011234de160100"),
    ] {
        let bytes = with_options(&[(35, &vec![b'v'; length])]);
        assert!(text(&bytes).starts_with(expected), "length {length}");
        assert!(bytes.ends_with(&vec![b'v'; length]));
    }
}

#[test]
fn options_of_scripts_are_sorted_and_empty_ones_stay_as_in_rows_35_and_36() {
    let options: [(u16, &[u8]); 3] = [(17, b"2"), (11, b"a"), (6, b"\0")];
    assert_eq!(text(&with_options(&options)), "40011234610051616132");
    assert_eq!(text(&with_options(&[(5, b"")])), "4001123450");
    assert_eq!(text(&with_options(&[(6, b"")])), "4001123460");
}

#[test]
fn messages_up_to_1152_bytes_are_built_and_longer_ones_refused_as_in_rows_38_and_39() {
    let build = |length: usize| {
        let mut out = [0; coap::numbers::MESSAGE_LIMIT];
        let mut draft =
            Draft::new(&mut out, Type::Con, Code::POST, MessageId(0x1234), &[]).unwrap();
        draft.option(OptionNumber::URI_HOST, b"h").unwrap();
        draft.option(OptionNumber::URI_PATH, b"x").unwrap();
        draft.payload(&vec![0; length])
    };
    assert_eq!(build(1015), Ok(()));
    assert_eq!(build(1152 - 9), Ok(()));
    assert_eq!(build(1152 - 8), Err(EncodeError::Full));
}

/// A response to `ticket` as `sendResponse` builds it.
fn response(
    ticket: &Ticket,
    code: u8,
    token: &[u8],
    format: Option<u16>,
    payload: &[u8],
) -> String {
    let mut out = [0; 64];
    let mut draft = Draft::new(&mut out, ticket.kind, Code(code), ticket.id, token).unwrap();
    if let Some(format) = format {
        draft.option(OptionNumber::CONTENT_FORMAT, &format.to_be_bytes()).unwrap();
    }
    draft.payload(payload).unwrap();
    let length = usize::from(draft.progress().length);
    text(&out[..length])
}

fn drop_in() -> Endpoint {
    Endpoint::new(Policy::DROP_IN, 1)
}

#[test]
fn responses_leave_as_in_rows_40_to_43() {
    let mut endpoint = drop_in();
    let mut ticket = |id| endpoint.respond(Instant(0), PEER, MessageId(id));
    let beef = ticket(0xbeef);
    assert_eq!(response(&beef, 69, b"\x01\x02", None, b"222"), "6245beef0102ff323232");
    assert_eq!(response(&beef, 163, b"", None, b""), "60a3beef");
    assert_eq!(
        response(&beef, 69, b"\x01", Some(40), b"</a>;rt=\"a\""),
        "6145beef01c20028ff3c2f613e3b72743d226122"
    );
    assert_eq!(response(&ticket(1), 0x45, b"", Some(0), b"x"), "60450001c20000ff78");
}

/// Hands `datagram` to `endpoint`: what the endpoint writes itself, and the event.
fn receive(endpoint: &mut Endpoint, datagram: &str) -> (Vec<String>, Option<Event>) {
    let _ = endpoint.handle_input(Instant(0), PEER, Cast::Unicast, &hex(datagram));
    let out = written(endpoint, 0);
    let event = endpoint.poll_event();
    assert_eq!(endpoint.poll_event(), None);
    (out, event)
}

#[test]
fn the_server_answers_requests_by_their_type_as_in_rows_44_and_45() {
    let mut endpoint = drop_in();
    let (out, event) = receive(&mut endpoint, "4201beef0102b17a");
    assert!(out.is_empty() && matches!(event, Some(Event::Request(_))));
    let ticket = endpoint.respond(Instant(0), PEER, MessageId(0xbeef));
    assert_eq!(response(&ticket, 0x84, ticket.token.as_bytes(), None, b""), "6284beef0102");

    let (_, event) = receive(&mut endpoint, "5201beee0102b17a");
    assert!(matches!(event, Some(Event::Request(_))));
    let ticket = endpoint.respond(Instant(0), PEER, MessageId(0xbeee));
    assert_eq!((ticket.kind, ticket.token.as_bytes()), (Type::Non, &[1, 2][..]));
    assert_ne!(ticket.id, MessageId(0xbeee));
}

#[test]
fn a_server_answers_pings_and_nothing_that_is_no_request_as_in_rows_46_and_47() {
    let mut endpoint = Endpoint::new(Policy::DROP_IN - Policy::DELIVER_STRAY, 1);
    assert_eq!(receive(&mut endpoint, "4000beef"), (vec!["7000beef".into()], None));
    for datagram in ["6145beef07ff78", "7000beef", "5145beef07ff78"] {
        assert_eq!(receive(&mut endpoint, datagram), (vec![], None), "{datagram}");
    }
}

fn sent(endpoint: &mut Endpoint) -> Ticket {
    endpoint.begin(Instant(0), &Request::new(PEER, Type::Con, Traits::DROP_IN)).unwrap()
}

#[test]
fn separate_responses_are_acknowledged_by_their_type_as_in_rows_48_to_50() {
    for (datagram, ack) in [
        ("424577880102ff64617461", vec!["60007788".to_owned()]),
        ("524577880102ff64617461", vec![]),
    ] {
        let mut endpoint = drop_in();
        let ticket = sent(&mut endpoint);
        let (out, event) = receive(&mut endpoint, &format!("6000{:04x}", ticket.id.0));
        assert_eq!((out, event), (vec![], Some(Event::AcknowledgedBy(ticket.slot))));
        let stray = Some(Event::Stray(NO_SLOT));
        assert_eq!(receive(&mut endpoint, datagram), (ack, stray));
    }
    let mut endpoint = drop_in();
    let (out, event) = receive(&mut endpoint, "424577880102ff64617461");
    assert_eq!((out, event), (vec!["60007788".to_owned()], Some(Event::Stray(NO_SLOT))));
}

#[test]
fn a_client_answers_pings_as_in_row_51() {
    assert_eq!(receive(&mut drop_in(), "40007788"), (vec!["70007788".into()], None));
}

#[test]
fn every_message_but_empty_acks_reaches_a_client_that_matches_by_itself() {
    let mut endpoint = drop_in();
    for datagram in ["6145beef07ff78", "7000beef", "5145beef07ff78", "4145bee007", "6101beef07"] {
        assert_eq!(receive(&mut endpoint, datagram).1, Some(Event::Stray(NO_SLOT)), "{datagram}");
    }
    assert_eq!(receive(&mut endpoint, "6000beef").1, Some(Event::AcknowledgedBy(NO_SLOT)));
}

#[test]
fn a_lone_marker_is_an_empty_payload_of_a_response() {
    let (out, event) = receive(&mut drop_in(), "60451234ff");
    assert_eq!((out, event), (vec![], Some(Event::Stray(NO_SLOT))));
}

#[test]
fn a_piggybacked_response_ends_the_repetition_and_comes_once() {
    let mut endpoint = drop_in();
    let ticket = sent(&mut endpoint);
    let datagram = format!("6045{:04x}ff78", ticket.id.0);
    assert_eq!(receive(&mut endpoint, &datagram).1, Some(Event::Stray(ticket.slot)));
    assert_eq!(endpoint.poll_timeout(Instant(0)), None);
    assert_eq!(receive(&mut endpoint, &datagram).1, None);
}

#[test]
fn an_unanswered_request_is_repeated_and_reported() {
    let mut endpoint = drop_in();
    let ticket = sent(&mut endpoint);
    let mut repetitions = 0;
    while let Some(due) = endpoint.poll_timeout(Instant(0)) {
        endpoint.handle_timeout(due);
        while let Some(transmit) = endpoint.poll_transmit(due, &mut [0; 64]) {
            let slot = ticket.slot;
            assert_eq!(transmit, Transmit::Exchange { slot, id: ticket.id });
            repetitions += 1;
        }
        if let Some(event) = endpoint.poll_event() {
            let slot = ticket.slot;
            assert_eq!(event, Event::Finished(slot, coap::Outcome::TimedOut));
        }
    }
    assert_eq!(repetitions, 4);
}

#[test]
fn a_new_request_to_the_same_peer_takes_the_place_of_an_unanswered_one() {
    let mut endpoint = drop_in();
    let first = sent(&mut endpoint);
    let second = sent(&mut endpoint);
    assert_eq!(second.slot, first.slot);
    assert_ne!(second.id, first.id);
    let other = Request::new(PeerKey(2), Type::Con, Traits::DROP_IN);
    assert_ne!(endpoint.begin(Instant(0), &other).unwrap().slot, second.slot);
    assert_eq!(endpoint.poll_event(), None);
}

#[test]
fn requests_are_sent_even_when_nothing_more_can_be_watched() {
    let mut endpoint = drop_in();
    for peer in 0..20 {
        let request = Request::new(PeerKey(peer), Type::Con, Traits::DROP_IN);
        let ticket = endpoint.begin(Instant(0), &request).unwrap();
        assert_eq!(ticket.slot != NO_SLOT, peer < coap::EXCHANGES as u32);
        assert!(!ticket.queued);
    }
}

#[test]
fn without_the_flags_nothing_is_repeated_and_copies_are_new() {
    let mut endpoint = Endpoint::new(Policy::DELIVER_STRAY, 1);
    assert_eq!(sent(&mut endpoint).slot, NO_SLOT);
    for _ in 0..2 {
        assert!(matches!(receive(&mut endpoint, "4201beef0102b17a").1, Some(Event::Request(_))));
    }
}

#[test]
fn a_repeated_request_gets_the_stored_reply() {
    let mut endpoint = drop_in();
    let request = hex("4201beef0102b17a");
    let _ = endpoint.handle_input(Instant(0), PEER, Cast::Unicast, &request);
    let Some(Event::Request(slot)) = endpoint.poll_event() else {
        panic!("no request");
    };
    let ticket = endpoint.respond(Instant(10), PEER, MessageId(0xbeef));
    assert_eq!(ticket.reply, slot);
    let _ = endpoint.handle_input(Instant(20), PEER, Cast::Unicast, &request);
    let mut out = [0; 64];
    assert_eq!(endpoint.poll_transmit(Instant(20), &mut out), Some(Transmit::Reply(slot)));
    assert_eq!(endpoint.poll_transmit(Instant(20), &mut out), None);
    assert_eq!(endpoint.poll_event(), None);
}

#[test]
fn a_slow_handler_gets_an_empty_ack_in_front_and_answers_separately() {
    let mut endpoint = drop_in();
    let _ = receive(&mut endpoint, "4201beef0102b17a");
    let due = endpoint.poll_timeout(Instant(0)).unwrap();
    assert_eq!(due, Instant(1500));
    endpoint.handle_timeout(due);
    assert_eq!(written(&mut endpoint, 1500), ["6000beef"]);
    let ticket = endpoint.respond(Instant(3000), PEER, MessageId(0xbeef));
    assert_eq!((ticket.kind, ticket.reply), (Type::Con, NO_SLOT));
    assert!(ticket.slot != NO_SLOT && ticket.id != MessageId(0xbeef));
    assert_eq!(receive(&mut endpoint, "4201beef0102b17a"), (vec!["6000beef".into()], None));
    let ack = format!("6000{:04x}", ticket.id.0);
    let finished = Event::Finished(ticket.slot, coap::Outcome::Acknowledged);
    assert_eq!(receive(&mut endpoint, &ack), (vec![], Some(finished)));
    assert_eq!(endpoint.poll_timeout(Instant(3000)), None);
}
