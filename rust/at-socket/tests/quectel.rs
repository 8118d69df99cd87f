//! Dialogues with a Quectel modem, each also in small pieces.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at a wrong dialogue"
)]

mod script;

use std::{fs, path::Path};

use at_socket::{DialectId, Family, Framing, Modem, RequestError, SocketId, Transport};

/// Lines that may come at any time and change nothing in these dialogues.
const NOTICES: [&str; 4] = [
    r#"\r\n+QIURC: "recv",11\r\n"#,
    r#"\r\n+QIURC: "incoming full"\r\n"#,
    r"\r\n+CEREG: 2\r\n",
    r"\r\n+QIND: SMS DONE\r\n",
];

fn dialogues() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/transcripts/quectel");
    let found: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    assert!(found.len() >= 90, "only {} dialogues found", found.len());
    found
}

/// Where a notice may stand in an answer: before it, before its result, behind it.
fn places(answer: &str) -> Vec<usize> {
    let result = ["\\r\\nOK\\r\\n", "\\r\\nERROR\\r\\n", "\\r\\nSEND OK\\r\\n", "\\r\\n>\\x20"]
        .iter()
        .find_map(|result| answer.strip_suffix(result));
    let is_whole = answer.ends_with("\\r\\n");
    let is_text = answer.starts_with("\\r\\n");
    is_text
        .then_some(0)
        .into_iter()
        .chain(result.map(str::len).filter(|&place| place > 0))
        .chain(is_whole.then_some(answer.len()))
        .collect()
}

/// The dialogue with `notice` put into one answer, in each possible place of each answer.
fn with_notice(dialogue: &str, notice: &str) -> Vec<String> {
    let lines: Vec<&str> = dialogue.lines().collect();
    let answers =
        lines.iter().enumerate().filter_map(|(at, line)| Some((at, line.strip_prefix("< ")?)));
    answers
        .flat_map(|(at, answer)| places(answer).into_iter().map(move |place| (at, answer, place)))
        .map(|(at, answer, place)| {
            let (before, behind) = answer.split_at(place);
            let changed = format!("< {before}{notice}{behind}");
            let mut lines = lines.clone();
            lines[at] = &changed;
            lines.join("\n")
        })
        .collect()
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
    // Waiting for anything ends with anything.
    let dialogues = dialogues().into_iter().filter(|(_, text)| !text.contains("= listen"));
    for (name, dialogue) in dialogues {
        for notice in NOTICES {
            for changed in with_notice(&dialogue, notice) {
                script::play(&format!("{name} with {notice}"), &changed, script::WHOLE);
                played += 1;
            }
        }
    }
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
fn what_a_closed_socket_cannot_send_is_refused() {
    let mut modem = Modem::new(DialectId::Quectel, Framing::Stream, 1);
    modem.assign(socket(12), Family::Inet, Transport::Udp).unwrap();
    assert_eq!(modem.send(socket(12), 1), Err(RequestError::NotOpen));
    assert_eq!(modem.limits().send, 1460);
}
