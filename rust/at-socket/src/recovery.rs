//! Getting back in step with a modem on a byte stream whose state is not known: it may be waiting for
//! payload, be online, talk to somebody else's command, or not be there.

use crate::{
    step::{Otherwise, Step, Verb, Wait},
    text::Writer,
    time::Duration,
};

/// Bytes of one block of filler.
const FILLER_LEN: usize = 186;

/// Blocks of filler: together more than the longest payload in hexadecimal.
const FILLERS: u8 = 17;

const fn silent(verb: Verb, millis: u32) -> Step {
    Step::may(verb, Duration::from_millis(millis)).wait(Wait::Silence)
}

const fn attention(otherwise: Otherwise) -> Step {
    Step::must(Verb::Attention, Duration::from_millis(300)).otherwise(otherwise)
}

const ASK: Step = attention(Otherwise::AskAgain { tries: 3, and_fail: false });

/// From the least to the most drastic. The first answered [`Verb::Attention`] leads to the last step.
const LADDER: [Step; 10] = [
    silent(Verb::Quiet, 2_000),
    ASK,
    // Cancels a prompt for payload of unknown length, or closes quotes: whatever the dialect needs.
    silent(Verb::Escape, 300),
    ASK,
    // Feeds a prompt for payload of known length; the garbage it sends is the price.
    silent(Verb::Filler, 50).otherwise(Otherwise::Repeat { times: FILLERS }),
    ASK,
    // Leaves a transparent connection: silence, "+++", silence.
    silent(Verb::Quiet, 1_200),
    silent(Verb::Leave, 1_200),
    attention(Otherwise::AskAgain { tries: 5, and_fail: true }),
    // Late answers to anything of the above are not answers to what follows.
    silent(Verb::Quiet, 200),
];

/// Place in the ladder where a modem is taken up of which nothing bad is known.
pub(crate) const FIRST_CONTACT: u8 = 1;

/// The ladder.
pub(crate) const fn ladder() -> &'static [Step] {
    &LADDER
}

/// Last step of the ladder.
pub(crate) const fn last() -> u8 {
    LADDER.len() as u8 - 1
}

/// The answer to a command of an earlier request may still come.
pub(crate) const fn settle() -> &'static [Step] {
    const SETTLE: [Step; 1] = [Step::must(Verb::Settle, Duration::from_millis(0))];
    &SETTLE
}

/// Text of the steps that are the same for every modem; false for all others.
///
/// The text of [`Verb::Escape`] is the dialect's.
pub(crate) fn write(verb: Verb, writer: &mut Writer<'_>) -> bool {
    match verb {
        Verb::Attention => _ = writer.text("AT"),
        Verb::Filler => (0..FILLER_LEN / 3).for_each(|_| _ = writer.text("AT\r")),
        Verb::Abandon | Verb::Leave => _ = writer.text("+++"),
        Verb::EchoOff => _ = writer.text("ATE0"),
        Verb::ReportErrors => _ = writer.text("AT+CMEE=1"),
        _ => return false,
    }
    true
}

/// Whether the text stands for itself, without a line end behind it.
pub(crate) const fn is_bare(verb: Verb) -> bool {
    matches!(verb, Verb::Abandon | Verb::Escape | Verb::Filler | Verb::Leave)
}
