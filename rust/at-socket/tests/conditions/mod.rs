//! The dialogues that there must be.

use crate::script::Dialogue;

/// What each operation meets: a modem that does as it should, one that refuses, says nothing, says what
/// cannot be read, is late, or restarts.
const CONDITIONS: [&str; 6] = ["normal", "refused", "silent", "garbled", "late", "reset"];

/// Whether there is a dialogue of each operation with each condition; says which one is not.
pub(crate) fn require_every_condition(dialogues: &[Dialogue], operations: &[&str]) {
    for operation in operations {
        for condition in CONDITIONS {
            let name = format!("{operation}_{condition}.at");
            assert!(dialogues.iter().any(|(there, _)| *there == name), "{name} is not there");
        }
    }
}
