//! Dialogues with a Sequans modem, each also in small pieces.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at a wrong dialogue"
)]

mod script;

use std::{fs, path::Path};

#[test]
fn every_dialogue_in_pieces_of_every_size() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/transcripts/sequans");
    let mut played = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let dialogue = fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy();
        for size in [script::WHOLE, 1, 2, 3, 7, 64] {
            script::play(&name, &dialogue, size);
        }
        played += 1;
    }
    assert!(played >= 20, "only {played} dialogues found");
}

/// Each operation meets a modem that does as it should, one that refuses, says nothing, says what
/// cannot be read, is late, or restarts.
#[test]
fn every_operation_meets_every_condition() {
    let operations = [
        "accept", "ask", "close", "command", "create", "listen", "open", "receive", "resolve",
        "secure", "send", "send_to", "serve",
    ];
    let conditions = ["normal", "refused", "silent", "garbled", "late", "reset"];
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/transcripts/sequans");
    for operation in operations {
        for condition in conditions {
            let path = format!("{folder}/{operation}_{condition}.at");
            assert!(fs::exists(&path).unwrap(), "{path} is not there");
        }
    }
}
