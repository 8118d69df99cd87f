//! All dialogues of `tests/transcripts`, in pieces of every size. They stand in the program: it has no files.

#[path = "../../rust/at-socket/tests/script/mod.rs"]
#[allow(dead_code)]
mod script;
#[path = "../../rust/at-socket/tests/waiting/mod.rs"]
#[allow(dead_code)]
mod waiting;

/// Folder, name, text.
static DIALOGUES: &[(&str, &str, &str)] = include!(env!("DIALOGUES"));

fn all_of(folder: &str, least: usize) {
    let found: Vec<script::Dialogue> = DIALOGUES
        .iter()
        .filter(|(of, ..)| *of == folder)
        .map(|(_, name, text)| (name.to_string(), text.to_string()))
        .collect();
    assert!(found.len() >= least, "only {} dialogues found", found.len());
    script::play_in_pieces(&found);
}

#[test]
fn detection() {
    all_of("detection", 20);
}

#[test]
fn network() {
    all_of("network", 20);
}

#[test]
fn nordic() {
    all_of("nordic", 190);
}

#[test]
fn quectel() {
    all_of("quectel", 90);
}

#[test]
fn sequans() {
    all_of("sequans", 115);
}
