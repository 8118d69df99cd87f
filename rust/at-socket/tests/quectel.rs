//! Dialogues with a Quectel modem, each also in small pieces.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at a wrong dialogue"
)]

mod conditions;
mod notices;
mod script;
mod waiting;

use at_socket::{
    DialectId, Duration, Event, EventKind, Family, Framing, Instant, Modem, Operands, Peer,
    Reading, RequestError, Security, SocketId, Transport, Verify,
};
use proptest::{collection::vec, prelude::*, sample::select, test_runner::RngSeed};
use waiting::Waiting;

/// Lines that may come at any time and change nothing in these dialogues.
const NOTICES: [&str; 4] = [
    r#"\r\n+QIURC: "recv",11\r\n"#,
    r#"\r\n+QIURC: "incoming full"\r\n"#,
    r"\r\n+CEREG: 2\r\n",
    r"\r\n+QIND: SMS DONE\r\n",
];

fn dialogues() -> Vec<script::Dialogue> {
    script::dialogues("quectel", 125)
}

#[test]
fn every_dialogue_in_pieces_of_every_size() {
    script::play_in_pieces(&dialogues());
}

#[test]
fn every_operation_meets_every_condition() {
    let operations = [
        "accept", "close", "command", "create", "listen", "open", "receive", "resolve", "secure",
        "send", "send_to", "serve",
    ];
    conditions::require_every_condition(&dialogues(), &operations);
}

#[test]
fn notices_at_any_point_change_nothing() {
    // Waiting for anything ends with anything.
    let dialogues = dialogues().into_iter().filter(|(_, text)| !text.contains("= listen"));
    let played: usize = dialogues.map(|dialogue| notices::play_with(&NOTICES, &dialogue)).sum();
    assert!(played > 5_000, "only {played} places found");
}

fn socket(number: u8) -> SocketId {
    SocketId::new(number).unwrap()
}

#[test]
fn the_nb_iot_class_has_five_connections() {
    let mut modem = Modem::new(DialectId::QuectelNbIot, Framing::Stream, 1);
    let mut assign = |number| modem.assign(socket(number), Family::Inet, Transport::Udp);
    assert_eq!(assign(5), Ok(()));
    assert_eq!(assign(6), Err(RequestError::UnknownSocket));
    assert_eq!(modem.create(socket(1), 8080), Err(RequestError::Unsupported));
}

#[test]
fn credentials_are_those_of_six_contexts() {
    let mut modem = Modem::new(DialectId::Quectel, Framing::Stream, 1);
    modem.assign(socket(1), Family::Inet, Transport::Tcp).unwrap();
    let mut secure = |tag| {
        let security = Security::new(tag, Verify::Required);
        modem.secure(socket(1), &security, b"example.org")
    };
    assert_eq!(secure(5), Ok(()));
    assert_eq!(secure(6), Err(RequestError::Unsupported));
}

#[test]
fn what_a_closed_socket_cannot_send_is_refused() {
    let mut modem = Modem::new(DialectId::Quectel, Framing::Stream, 1);
    modem.assign(socket(12), Family::Inet, Transport::Udp).unwrap();
    assert_eq!(modem.send(socket(12), 1), Err(RequestError::NotOpen));
    assert_eq!(modem.limits().send, 1460);
}

/// The local port of a fresh socket, as the event tells it.
fn drawn(modem: &mut Modem, now: &mut Instant) -> u16 {
    modem.create(socket(1), 0).unwrap();
    let mut words = std::iter::repeat_n(b"\r\nOK\r\n\r\n+QIOPEN: 0,0\r\n".to_vec(), 50);
    let (operands, mut out) = (Operands::default(), vec![0; 512]);
    loop {
        while modem.poll_transmit(*now, &operands, &mut out).unwrap().is_some() {}
        match (modem.poll_event(), modem.poll_timeout()) {
            (Some(Event { kind: EventKind::Opened, value: port, .. }), _) => return port,
            (None, Some(due)) => {
                modem.handle_input(*now, &words.next().unwrap(), &mut []);
                if modem.poll_timeout() == Some(due) {
                    *now = due;
                    modem.handle_timeout(due);
                }
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn no_two_sockets_draw_the_same_port() {
    for seed in [0, 1, u32::MAX] {
        let mut modem = Modem::new(DialectId::Quectel, Framing::Stream, seed);
        modem.assign(socket(1), Family::Inet, Transport::Udp).unwrap();
        let mut now = Instant::from_millis(0);
        let ports: std::collections::BTreeSet<u16> =
            (0..2000).map(|_| drawn(&mut modem, &mut now)).collect();
        assert!(ports.len() == 2000 && ports.iter().all(|port| (49_152..51_152).contains(port)));
    }
}

/// What a modem may say, and what it must not.
const WORDS: [&[u8]; 30] = [
    b"\r\nOK\r\n",
    b"\r\nOK\r\n",
    b"\r\nOK\r\n",
    b"\r\nERROR\r\n",
    b"\r\n+CME ERROR: 568\r\n",
    b"\r\n> ",
    b"\r\n> ",
    b"\r\nSEND OK\r\n",
    b"\r\nSEND FAIL\r\n",
    b"\r\nCLOSE OK\r\n",
    b"\r\nCONNECT\r\n",
    b"\r\n+QIOPEN: 0,0\r\n",
    b"\r\n+QIOPEN: 0,0\r\n",
    b"\r\n+QIOPEN: 1,563\r\n",
    b"\r\n+QIACT: 1,1,1,\"10.7.89.12\"\r\n",
    b"\r\n+QIURC: \"recv\",0\r\n",
    b"\r\n+QIURC: \"recv\",1,5\r\n",
    b"\r\n+QIURC: \"recv\",9,65535,\"192.0.2.10\",5683\r\n",
    b"\r\n+QIURC: \"closed\",0\r\n",
    b"\r\n+QIURC: \"pdpdeact\",1\r\n",
    b"\r\n+QIURC: \"incoming\",11,0,\"198.51.100.7\",54321\r\n",
    b"\r\n+QIURC: \"incoming\",0,0,\"198.51.100.7\",54321\r\n",
    b"\r\n+QIURC: \"dnsgip\",0,2,600\r\n",
    b"\r\n+QIURC: \"dnsgip\",\"192.0.2.7\"\r\n",
    b"\r\n+QIRD: 3\r\nabc\r\n",
    b"\r\n+QIRD: 0\r\n",
    b"\r\n+QIRD: 4,\"192.0.2.10\",5683\r\nabcd\r\n",
    b"\r\nRDY\r\n",
    b"\r\nAPP RDY\r\n",
    b"\r\n+CEREG: 5\r\n",
];

const HOST: &[u8] = b"192.0.2.10";

/// Longest request: an answer still owed (180 s), recovery, bearer and open, each with its tries.
const BOUND: u32 = 1_500_000;

/// Begins a request; one that cannot be begun changes nothing.
fn begin(modem: &mut Modem, request: u8, number: u8) -> Result<(), RequestError> {
    let (id, other) = (socket(1 + number % 2), socket(2 - number % 2));
    let (peer, wait) = (Peer { host: HOST, port: 80 }, Duration::from_secs(5));
    match request % 10 {
        0 => modem.open(id, &peer, 8080, 0),
        1 => modem.create(id, 0),
        2 => modem.serve(id, 7000),
        3 => modem.accept(id, other, wait),
        4 => modem.send(id, 4),
        5 => modem.send_to(id, &peer, 4),
        6 => modem.receive(id, 1500, wait, Reading::default()),
        7 => modem.close(id),
        8 => modem.resolve(HOST, Family::Inet),
        _ => {
            modem.command(wait);
            Ok(())
        }
    }
}

/// Drives the request to its end. Each time the modem is spoken to or time passes it says some words.
fn run(modem: &mut Modem, now: &mut Instant, words: &mut impl Iterator<Item = Vec<u8>>) {
    let (operands, mut out, mut sink) =
        (Operands { host: HOST, payload: b"data" }, vec![0; 512], vec![0; 1500]);
    let (start, mut waiting) = (*now, Waiting::new());
    for _ in 0..2_000 {
        while modem.poll_transmit(*now, &operands, &mut out).unwrap().is_some() {}
        if modem.poll_event().is_some() {
            return;
        }
        match (words.next(), waiting.due(modem, *now)) {
            (Some(words), _) => modem.handle_input(*now, &words, &mut sink),
            (None, Some(due)) => {
                *now = due;
                waiting.pass(modem, due);
            }
            (None, None) => panic!("neither an event nor a time to wait for"),
        }
        assert!(start.after(Duration::from_millis(BOUND)).has_reached(*now), "takes for ever");
    }
    panic!("turns in circles");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 3_000,
        rng_seed: RngSeed::Fixed(0x2004_1219_7011),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_request_ends_whatever_the_modem_says(
        requests in vec((any::<u8>(), any::<u8>(), vec(select(&WORDS[..]), 0..24)), 1..8),
        stream in any::<bool>(),
    ) {
        let mut modem = Modem::new(DialectId::Quectel, Framing::Stream, 1);
        let mut now = Instant::from_millis(u32::MAX - 60_000);
        let transport = if stream { Transport::Tcp } else { Transport::Udp };
        for number in [1, 2] {
            modem.assign(socket(number), Family::Inet, transport).unwrap();
        }
        for (request, number, words) in requests {
            if begin(&mut modem, request, number).is_ok() {
                run(&mut modem, &mut now, &mut words.iter().map(|word| word.to_vec()));
            }
        }
        // A modem that answers is a modem that works.
        modem.close(socket(1)).unwrap();
        let mut answers = std::iter::repeat_with(|| b"\r\nOK\r\n".to_vec());
        let mut events = None;
        for _ in 0..100 {
            let operands = Operands::default();
            let mut out = vec![0; 512];
            while modem.poll_transmit(now, &operands, &mut out).unwrap().is_some() {}
            events = modem.poll_event();
            if events.is_some() {
                break;
            }
            modem.handle_input(now, &answers.next().unwrap(), &mut []);
            if let Some(due) = modem.poll_timeout() {
                now = due;
                modem.handle_timeout(now);
            }
        }
        let kind = events.map(|event| event.kind);
        prop_assert!(matches!(kind, Some(EventKind::Closed | EventKind::Failed)), "{events:?}");
    }
}
