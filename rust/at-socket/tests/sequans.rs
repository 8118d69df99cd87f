//! Dialogues with a Sequans modem, each also in small pieces.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at a wrong dialogue"
)]

mod script;
mod waiting;

use std::fs;

#[test]
fn every_dialogue_in_pieces_of_every_size() {
    script::play_in_pieces(&script::dialogues("sequans", 115));
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
