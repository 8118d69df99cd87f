//! Dialogues in which the family of a modem is found out, each also in small pieces.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at a wrong dialogue"
)]

mod notices;
mod script;

use std::{fs, path::Path};

use at_socket::{DialectId, Family, Framing, Modem, RequestError, SocketId, Transport};

/// Lines that may come from a modem of any family.
const NOTICES: [&str; 5] = [
    r"\r\n+CEREG: 2\r\n",
    r"\r\n#XAPOLL: 77,17\r\n",
    r#"\r\n+QIURC: "recv",11\r\n"#,
    r"\r\n%MDMEV: SEARCH STATUS 2\r\n",
    r"\r\nRDY\r\n",
];

fn dialogues() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/transcripts/detection");
    let found: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    assert!(found.len() >= 20, "only {} dialogues found", found.len());
    found
}

#[test]
fn every_dialogue_in_pieces_of_every_size() {
    for (name, dialogue) in dialogues() {
        for size in [script::WHOLE, 1, 2, 3, 7, 64] {
            script::play(&name, &dialogue, size);
        }
    }
}

#[test]
fn notices_at_any_point_change_nothing() {
    let mut played = 0;
    // Behind the detection another dialect has its own lines.
    let detections = dialogues().into_iter().filter(|(_, text)| text.matches("\n= ").count() == 1);
    for (name, dialogue) in detections {
        for notice in NOTICES {
            for changed in notices::with_notice(&dialogue, notice) {
                script::play(&format!("{name} with {notice}"), &changed, script::WHOLE);
                played += 1;
            }
        }
    }
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
    assert_eq!(modem.poll_event(), Some(at_socket::Event::Detected(DialectId::Sequans)));
}
