//! Dialogues with Nordic modems of all generations, each also in small pieces.

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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/transcripts/nordic");
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
    assert!(played >= 50, "only {played} dialogues found");
}
