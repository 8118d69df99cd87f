//! Dialogues about the network, for every dialect, each also in small pieces.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at a wrong dialogue"
)]

mod notices;
mod script;
mod waiting;

use at_socket::{
    DialectId, Duration, Event, EventKind, Framing, Instant, Modem, Operands, RequestError,
    TransmitKind,
};
use proptest::{collection::vec, prelude::*, sample::select, test_runner::RngSeed};
use waiting::Waiting;

/// Lines that may come by themselves from a modem of any family.
const NOTICES: [&str; 4] = [
    r"\r\n+CSCON: 1\r\n",
    r"\r\n%MDMEV: SEARCH STATUS 2\r\n",
    r"\r\n+CGEV: ME PDN ACT 0\r\n",
    r#"\r\n+CTZV: "+04"\r\n"#,
];

fn dialogues() -> Vec<script::Dialogue> {
    script::dialogues("network", 20)
}

#[test]
fn every_dialogue_in_pieces_of_every_size() {
    script::play_in_pieces(&dialogues());
}

#[test]
fn notices_at_any_point_change_nothing() {
    let played: usize =
        dialogues().iter().map(|dialogue| notices::play_with(&NOTICES, dialogue)).sum();
    assert!(played > 2_000, "only {played} places found");
}

#[test]
fn a_name_that_breaks_out_of_its_quotes_is_refused() {
    let mut modem = Modem::new(DialectId::Sequans, Framing::Stream, 1);
    assert_eq!(modem.attach(b"a\"b", true), Err(RequestError::InvalidHost));
    assert_eq!(modem.attach(b"", true), Ok(()));
}

const WORDS: [&[u8]; 16] = [
    b"\r\nOK\r\n",
    b"\r\nOK\r\n",
    b"\r\nOK\r\n",
    b"\r\nERROR\r\n",
    b"\r\n+CME ERROR: 14\r\n",
    b"\r\n+CFUN: 1\r\n",
    b"\r\n+CFUN: 70000\r\n",
    b"\r\n+CGDCONT: 1,\"IP\",\"apn\"\r\n",
    b"\r\n+CPIN: READY\r\n",
    b"\r\n+CEREG: 1,1\r\n",
    b"\r\n+CEREG: 0,2\r\n",
    b"\r\n+CEREG: 5\r\n",
    b"\r\n+CGATT: 1\r\n",
    b"\r\n+CGPADDR: 1,\"10.0.0.1\"\r\n",
    b"\r\nRDY\r\n",
    b"\r\n> \r\n+CGDCONT: 1,\"IP",
];

/// Longest request: every command of the list in its time, the SIM ten times, recovery before it.
const BOUND: u32 = 1_500_000;

/// Drives a request to its end; each time the modem is spoken to or time passes it says some words.
fn run(
    modem: &mut Modem,
    now: &mut Instant,
    words: &mut impl Iterator<Item = &'static [u8]>,
) -> Event {
    let (operands, mut out) = (Operands { host: b"apn", payload: b"AT" }, [0; 256]);
    let (start, mut waiting) = (*now, Waiting::new());
    for _ in 0..2_000 {
        while let Some(next) = modem.poll_transmit(*now, &operands, &mut out).unwrap() {
            assert_ne!(next.kind, TransmitKind::Payload);
        }
        if let Some(event) = modem.poll_event() {
            return event;
        }
        if let Some(words) = words.next() {
            modem.handle_input(*now, words, &mut []);
        } else {
            *now = waiting.due(modem, *now).unwrap();
            waiting.pass(modem, *now);
        }
        assert!(start.after(Duration::from_millis(BOUND)).has_reached(*now), "takes for ever");
    }
    panic!("turns in circles");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2_000,
        rng_seed: RngSeed::Fixed(0x2004_1219_7011),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_request_ends_whatever_the_modem_says(
        dialect in select(&[DialectId::Sequans, DialectId::NordicN4, DialectId::Quectel, DialectId::Unknown][..]),
        requests in vec((0..4_u8, vec(select(&WORDS[..]), 0..30)), 1..6),
    ) {
        let mut modem = Modem::new(dialect, Framing::Stream, 1);
        let mut now = Instant::from_millis(u32::MAX - 60_000);
        for (request, words) in requests {
            match request {
                0 => modem.attach(b"apn", true).unwrap(),
                1 => modem.attach(b"", false).unwrap(),
                2 => modem.ask(at_socket::Query::Registration),
                _ => modem.detect(),
            }
            let event = run(&mut modem, &mut now, &mut words.into_iter());
            let is_of_request = match request {
                0 | 1 => matches!(event.kind, EventKind::Attached | EventKind::Registering),
                2 => matches!(event.kind, EventKind::Told | EventKind::Nothing),
                _ => event.kind == EventKind::Detected,
            };
            prop_assert!(is_of_request || event.kind == EventKind::Failed, "{event:?}");
            prop_assert_eq!(event.socket, None);
        }
    }
}
