//! Dialogues with Nordic modems of all generations, each also in small pieces.

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

/// Lines, and data that nobody asked for, which may come at any time and change nothing here.
const NOTICES: [&str; 5] = [
    r"\r\n#XAPOLL: 77,17\r\n",
    r"\r\n#XSENDNTF: 77,0,1\r\n",
    r"\r\n+CEREG: 2\r\n",
    r"\r\n%MDMEV: SEARCH STATUS 2\r\n",
    r"\r\n#XRECV: 77,0,9\r\n\r\nERROR\r\n\r\n",
];

fn dialogues() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/transcripts/nordic");
    let found: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    assert!(found.len() >= 190, "only {} dialogues found", found.len());
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
    for (name, dialogue) in dialogues() {
        for notice in NOTICES {
            // N0 pushes data of its proxies only.
            if name.starts_with("n0") && notice.contains("#XRECV") {
                continue;
            }
            for changed in notices::with_notice(&dialogue, notice) {
                script::play(&format!("{name} with {notice}"), &changed, script::WHOLE);
                played += 1;
            }
        }
    }
    assert!(played > 10_000, "only {played} places found");
}

fn socket(number: u8) -> SocketId {
    SocketId::new(number).unwrap()
}

#[test]
fn there_are_eight_sockets() {
    let mut modem = Modem::new(DialectId::NordicN1, Framing::Stream, 1);
    let mut assign = |number| modem.assign(socket(number), Family::Inet, Transport::Udp);
    assert_eq!(assign(8), Ok(()));
    assert_eq!(assign(9), Err(RequestError::UnknownSocket));
}

#[test]
fn the_longest_datagram_depends_on_the_generation() {
    let send = |dialect| Modem::new(dialect, Framing::Stream, 1).limits().send;
    assert_eq!(send(DialectId::NordicN1), 1400);
    let others = [DialectId::NordicN0, DialectId::NordicN2, DialectId::NordicN3];
    assert!(others.into_iter().chain([DialectId::NordicN4]).all(|dialect| send(dialect) == 4096));
}
