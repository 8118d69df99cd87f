//! Dialogues with lines put in that a modem may say at any time.

use crate::script::{self, Dialogue};

/// Plays the dialogue with each of the notices put in, in each place of each answer; how often.
pub(crate) fn play_with(notices: &[&str], (name, dialogue): &Dialogue) -> usize {
    let mut played = 0;
    for notice in notices {
        for changed in with_notice(dialogue, notice) {
            script::play(&format!("{name} with {notice}"), &changed, script::WHOLE);
            played += 1;
        }
    }
    played
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
