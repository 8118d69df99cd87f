//! What holds for every message, every datagram and every order of calls.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may fail anywhere"
)]

mod support;

use coap::{
    Cast, Code, Draft, Endpoint, Event, Instant, Links, LoneMarker, Message, MessageId,
    OptionNumber, PeerKey, Policy, Request, Slot, Token, Traits, Transmit, Type, Uri,
    WRITTEN_LIMIT,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use support::Parts;

/// The same cases in every run, and no files left behind.
fn config() -> ProptestConfig {
    let (rng_seed, failure_persistence) = (RngSeed::Fixed(0x7252), None);
    ProptestConfig { cases: 400, rng_seed, failure_persistence, ..ProptestConfig::default() }
}

fn kind() -> impl Strategy<Value = Type> {
    (0..4_u8).prop_map(Type::from_bits)
}

fn option() -> impl Strategy<Value = (u16, Vec<u8>)> {
    let number = prop_oneof![0..30_u16, 0..400_u16, any::<u16>()];
    let value = prop_oneof![vec(any::<u8>(), 0..16), vec(any::<u8>(), 260..300)];
    (number, value)
}

fn parts() -> impl Strategy<Value = Parts> {
    let head = (kind(), 1..=255_u8, any::<u16>(), vec(any::<u8>(), 0..=8));
    (head, vec(option(), 0..40), vec(any::<u8>(), 0..64)).prop_map(|(head, options, payload)| {
        let (kind, code, id, token) = head;
        Parts { kind, code: Code(code), id, token, options, payload }
    })
}

/// Datagrams of any bytes, and messages with a few bytes changed.
fn datagram() -> impl Strategy<Value = Vec<u8>> {
    let damaged = (parts(), vec((any::<usize>(), any::<u8>()), 0..4), any::<usize>()).prop_map(
        |(parts, changes, cut)| {
            let mut bytes = parts.encode();
            for (at, byte) in changes {
                let at = at % bytes.len();
                bytes[at] = byte;
            }
            if cut % 3 == 0 {
                bytes.truncate(cut / 3 % (bytes.len() + 1));
            }
            bytes
        },
    );
    prop_oneof![vec(any::<u8>(), 0..40), damaged, short()]
}

/// Small well-formed messages that meet each other's ids and tokens.
fn short() -> impl Strategy<Value = Vec<u8>> {
    let code = prop_oneof![Just(0_u8), 1..6_u8, 0x40..0x46_u8, Just(0x84_u8), any::<u8>()];
    let options =
        vec((prop_oneof![Just(6_u16), Just(11), Just(23), Just(27)], vec(0..8_u8, 0..2)), 0..3);
    (kind(), code, 0..12_u16, vec(0..2_u8, 0..=1), options).prop_map(
        |(kind, code, id, token, options)| {
            let code = Code(code);
            let empty = code == Code::EMPTY;
            let (token, options) = if empty { (vec![], vec![]) } else { (token, options) };
            Parts { kind, code, id, token, options, payload: vec![] }.encode()
        },
    )
}

/// A call of the endpoint.
#[derive(Debug, Clone)]
enum Call {
    Begin { peer: u32, kind: Type, tier: Traits, id: u16, token: u8, observe: bool },
    Cancel(u8),
    Input { peer: u32, multicast: bool, datagram: Vec<u8> },
    Respond { peer: u32, id: u16 },
    Silent { peer: u32, id: u16 },
    Reject { peer: u32, id: u16 },
    Observe { peer: u32, token: u8 },
    Notify,
    Wait(u32),
}

fn call() -> impl Strategy<Value = Call> {
    let tier = prop_oneof![Just(Traits::empty()), Just(Traits::DROP_IN)];
    let begin = (0..3_u32, 0..2_u8, tier, 0..12_u16, 0..2_u8, any::<bool>()).prop_map(
        |(peer, kind, tier, id, token, observe)| {
            let kind = Type::from_bits(kind);
            Call::Begin { peer, kind, tier, id, token, observe }
        },
    );
    let input = (0..3_u32, proptest::bool::weighted(0.1), datagram())
        .prop_map(|(peer, multicast, datagram)| Call::Input { peer, multicast, datagram });
    prop_oneof![
        3 => begin,
        1 => (0..10_u8).prop_map(Call::Cancel),
        8 => input,
        2 => (0..3_u32, 0..12_u16).prop_map(|(peer, id)| Call::Respond { peer, id }),
        1 => (0..3_u32, 0..12_u16).prop_map(|(peer, id)| Call::Silent { peer, id }),
        1 => (0..3_u32, 0..12_u16).prop_map(|(peer, id)| Call::Reject { peer, id }),
        1 => (0..3_u32, 0..2_u8).prop_map(|(peer, token)| Call::Observe { peer, token }),
        1 => Just(Call::Notify),
        3 => prop_oneof![0..100_u32, 0..5_000_u32, 0..300_000_u32].prop_map(Call::Wait),
    ]
}

/// Makes `call`; gives the datagram handed in, if it was that.
fn make(endpoint: &mut Endpoint, now: &mut u32, call: &Call) -> Option<Vec<u8>> {
    let at = Instant(*now);
    match call {
        Call::Begin { peer, kind, tier, id, token, observe } => {
            let mut traits = *tier | Traits::GIVEN_ID | Traits::GIVEN_TOKEN;
            traits.set(Traits::OBSERVE, *observe);
            let request = Request {
                id: MessageId(*id),
                token: Token::new(&[*token]).unwrap(),
                ..Request::new(PeerKey(*peer), *kind, traits)
            };
            let ticket = endpoint.begin(at, &request);
            assert!(
                ticket.is_ok() || *tier == Traits::empty(),
                "drop-in requests are never refused"
            );
        }
        Call::Cancel(slot) => endpoint.cancel(Slot(*slot)),
        Call::Input { peer, multicast, datagram } => {
            let cast = if *multicast { Cast::Multicast } else { Cast::Unicast };
            let _ = endpoint.handle_input(at, PeerKey(*peer), cast, datagram);
            return Some(datagram.clone());
        }
        Call::Respond { peer, id } => {
            endpoint.respond(at, PeerKey(*peer), MessageId(*id));
        }
        Call::Silent { peer, id } => endpoint.stay_silent(PeerKey(*peer), MessageId(*id)),
        Call::Reject { peer, id } => endpoint.reject(PeerKey(*peer), MessageId(*id)),
        Call::Observe { peer, token } => {
            endpoint.observe(at, PeerKey(*peer), Token::new(&[*token]).unwrap(), 7);
        }
        Call::Notify => endpoint.notify(at, 7),
        Call::Wait(span) => {
            *now = now.wrapping_add(*span);
            endpoint.handle_timeout(Instant(*now));
        }
    }
    None
}

/// Drains the endpoint and checks what comes out for `datagram`.
fn drain(endpoint: &mut Endpoint, now: u32, datagram: Option<&[u8]>) {
    let mut out = [0; WRITTEN_LIMIT];
    let (mut written, mut steps) = (0, 0);
    while let Some(transmit) = endpoint.poll_transmit(Instant(now), &mut out) {
        steps += 1;
        assert!(steps < 100, "the pump ends");
        if let Transmit::Source { length } = transmit {
            written += 1;
            let message = Message::parse(&out[..length.into()]).unwrap();
            let datagram = datagram.unwrap();
            let asked = Type::from_bits(datagram[0] >> 4);
            assert!(matches!(asked, Type::Con | Type::Non), "nothing answers an ACK or RST");
            assert!(asked == Type::Con || message.kind != Type::Ack, "no ACK to a NON");
        }
    }
    assert!(written <= 1, "one answer per datagram");
    let mut about = 0;
    while let Some(event) = endpoint.poll_event() {
        steps += 1;
        assert!(steps < 200, "the pump ends");
        match event {
            Event::Finished(..) | Event::Forgotten(_) => {}
            Event::Notify(observer) => {
                endpoint.notification(Instant(now), observer, now % 2 == 0).unwrap();
            }
            _ => about += 1,
        }
    }
    assert!(about <= usize::from(datagram.is_some()), "one event per datagram");
}

/// The smallest encoding of `message`.
fn again(message: &Message<'_>) -> Vec<u8> {
    Parts::decode(message).encode()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_was_written_reads_back_sorted(parts in parts()) {
        let bytes = parts.encode();
        let mut sorted = parts;
        sorted.options.sort_by_key(|(number, _)| *number);
        prop_assert_eq!(Parts::decode(&Message::parse(&bytes).unwrap()), sorted);
    }

    #[test]
    fn what_was_read_is_written_the_same(datagram in datagram()) {
        if let Ok(message) = Message::parse(&datagram) {
            prop_assert_eq!(again(&message), datagram);
        }
    }

    #[test]
    fn parts_of_a_message_lie_in_its_datagram(datagram in datagram()) {
        if let Ok(message) = Message::parse_with(&datagram, LoneMarker::Accept) {
            let options = message.options_offset();
            let end = options + message.option_bytes().len();
            prop_assert_eq!(&datagram[options..end], message.option_bytes());
            prop_assert_eq!(&datagram[message.payload_offset()..], message.payload());
            let _ = message.refusal();
            let _ = message.path(&mut [0; 64]);
        }
    }

    #[test]
    fn a_draft_never_leaves_its_buffer(parts in parts(), room in 0..80_usize) {
        let mut out = [0xaa; 100];
        let id = MessageId(parts.id);
        if let Ok(mut draft) = Draft::new(&mut out[..room], parts.kind, parts.code, id, &parts.token) {
            let mut taken = Vec::new();
            for (number, value) in &parts.options {
                if draft.option(OptionNumber(*number), value).is_ok() {
                    taken.push((*number, value.clone()));
                }
            }
            let length = usize::from(draft.progress().length);
            prop_assert!(length <= room);
            taken.sort_by_key(|(number, _)| *number);
            let bytes = out[..length].to_vec();
            prop_assert_eq!(Parts::decode(&Message::parse(&bytes).unwrap()).options, taken);
        }
        prop_assert!(out[room..].iter().all(|byte| *byte == 0xaa));
    }

    #[test]
    fn texts_of_any_kind_are_read_to_their_end(text in vec(any::<u8>(), 0..60), query in "[a-z=*\"]{0,8}") {
        for link in Links::new(&text) {
            let _ = (link.target(), link.matches(query.as_bytes()));
        }
        let mut uri = b"coap://".to_vec();
        uri.extend(&text);
        if let Ok(uri) = Uri::parse(&uri) {
            let mut out = [0; 512];
            let mut draft = Draft::new(&mut out, Type::Con, Code::GET, MessageId(1), &[]).unwrap();
            let _ = uri.write(&mut draft);
        }
    }

    #[test]
    fn any_calls_keep_the_endpoint_sound_and_it_comes_to_rest(
        calls in vec(call(), 0..80),
        policy in any::<u32>(),
        start in prop_oneof![Just(0_u32), Just(u32::MAX - 100_000)],
    ) {
        let mut endpoint = Endpoint::new(Policy::from_bits_truncate(policy), 5);
        let mut now = start;
        for call in &calls {
            let datagram = make(&mut endpoint, &mut now, call);
            drain(&mut endpoint, now, datagram.as_deref());
        }
        rest(&mut endpoint, now);
    }
}

/// Without further calls everything ends: observations are given up, then nothing is due.
fn rest(endpoint: &mut Endpoint, mut now: u32) {
    for slot in 0..coap::EXCHANGES as u8 {
        endpoint.cancel(Slot(slot));
    }
    for id in 0..coap::OBSERVERS as u8 {
        endpoint.forget_observer(coap::ObserverId(id));
    }
    drain(endpoint, now, None);
    let start = now;
    for _ in 0..200 {
        let Some(due) = endpoint.poll_timeout(Instant(now)) else {
            return;
        };
        now = Instant(now).later(due).0;
        assert!(now.wrapping_sub(start) < 247_000, "at rest within EXCHANGE_LIFETIME");
        endpoint.handle_timeout(Instant(now));
        drain(endpoint, now, None);
    }
    panic!("the endpoint does not come to rest");
}
