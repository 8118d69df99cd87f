//! Dialogues in which the family of a modem is found out, each also in small pieces.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at a wrong dialogue"
)]

mod notices;
mod script;
mod waiting;

use at_socket::{DialectId, EventKind, Family, Framing, Modem, RequestError, SocketId, Transport};

/// Lines that may come from a modem of any family.
const NOTICES: [&str; 5] = [
    r"\r\n+CEREG: 2\r\n",
    r"\r\n#XAPOLL: 77,17\r\n",
    r#"\r\n+QIURC: "recv",11\r\n"#,
    r"\r\n%MDMEV: SEARCH STATUS 2\r\n",
    r"\r\nRDY\r\n",
];

fn dialogues() -> Vec<script::Dialogue> {
    script::dialogues("detection", 20)
}

#[test]
fn every_dialogue_in_pieces_of_every_size() {
    script::play_in_pieces(&dialogues());
}

#[test]
fn notices_at_any_point_change_nothing() {
    // Behind the detection another dialect has its own lines.
    let detections = dialogues().into_iter().filter(|(_, text)| text.matches("\n= ").count() == 1);
    let played: usize = detections.map(|dialogue| notices::play_with(&NOTICES, &dialogue)).sum();
    assert!(played > 1_000, "only {played} places found");
}

#[test]
fn a_modem_of_no_known_family_has_no_sockets() {
    let mut modem = Modem::new(DialectId::Unknown, Framing::Stream, 1);
    let first = SocketId::new(1).unwrap();
    let assigned = modem.assign(first, Family::Inet, Transport::Udp);
    assert_eq!(assigned, Err(RequestError::UnknownSocket));
    assert_eq!(modem.resolve(b"example.org", Family::Inet), Err(RequestError::Unsupported));
}

#[test]
fn a_dialect_that_is_given_is_not_detected() {
    let mut modem = Modem::new(DialectId::Sequans, Framing::Stream, 1);
    modem.detect();
    assert_eq!(modem.poll_timeout(), None);
    let event = modem.poll_event().unwrap();
    assert_eq!((event.kind, modem.dialect()), (EventKind::Detected, DialectId::Sequans));
}
