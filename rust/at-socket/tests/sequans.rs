//! Dialogues with a Sequans modem, each also in small pieces.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at a wrong dialogue"
)]

mod conditions;
mod script;
mod waiting;

#[test]
fn every_dialogue_in_pieces_of_every_size() {
    script::play_in_pieces(&script::dialogues("sequans", 115));
}

#[test]
fn every_operation_meets_every_condition() {
    let operations = [
        "accept", "ask", "close", "command", "create", "listen", "open", "receive", "resolve",
        "secure", "send", "send_to", "serve",
    ];
    conditions::require_every_condition(&script::dialogues("sequans", 115), &operations);
}
