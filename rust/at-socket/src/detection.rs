//! Finding out which family a modem is of: its own words about itself first, then which commands it
//! knows.
//!
//! A family brings one [`Family`] in its own file; what is said and in which order stands here.

use crate::{
    dialect::{Context, DataHeader, Dialect, DialectId, FAMILIES, Info, Script, Unsolicited},
    step::{Otherwise, Step, Verb, Wait},
    text::Writer,
    time::Duration,
    types::Limits,
};

/// How modems of a family are told from others, and from each other.
pub(crate) struct Family {
    /// What stands in a line about maker, model or firmware, in lower case: `^` is the start of the
    /// line, `#` any digit. With it the member where the words tell even that.
    pub(crate) names: &'static [(&'static str, Option<DialectId>)],
    /// A command that no other family knows.
    pub(crate) probe: &'static str,
    /// What tells the members apart, one after the other.
    pub(crate) questions: &'static [Question],
    /// The member that is left when no question settled it.
    pub(crate) default: DialectId,
}

/// A command whose result tells something.
pub(crate) struct Question {
    pub(crate) command: &'static str,
    /// When it is answered with OK.
    pub(crate) yes: Verdict,
    /// When it is refused.
    pub(crate) no: Verdict,
}

/// What a result says about the modem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Nothing yet.
    AskOn,
    /// None of the family after all.
    Foreign,
    /// It is this one.
    Is(DialectId),
}

/// What is known by now.
pub(crate) struct Detection {
    family: Option<u8>,
    dialect: Option<DialectId>,
    is_foreign: bool,
    /// The modem did not answer to lines that end with CR alone.
    needs_lf: bool,
}

/// Commands that modems answer with words about themselves.
const IDENTITY: [&str; 5] = ["AT+CGMI", "AT+CGMM", "AT+CGMR", "ATI1", "ATI"];

/// A modem of which nothing is known may sleep, and its first bytes get lost.
pub(crate) const CONTACT: [Step; 3] = [
    attention(Verb::Attention, 5),
    attention(Verb::AttentionLf, 2),
    // Late answers to these are not answers to what follows.
    Step::may(Verb::Quiet, Duration::from_millis(200)).wait(Wait::Silence),
];

/// Place in [`CONTACT`] where an answer leads.
pub(crate) const CONTACT_MADE: u8 = 2;

const fn attention(verb: Verb, tries: u8) -> Step {
    let and_fail = matches!(verb, Verb::AttentionLf);
    Step::must(verb, Duration::from_millis(500)).otherwise(Otherwise::AskAgain { tries, and_fail })
}

/// The step at a place of the whole dialogue. What is known already is not asked.
pub(crate) fn step(place: u8) -> Option<Step> {
    let verb = match place {
        0 => Verb::EchoOff,
        1 => Verb::ReportErrors,
        2..=6 => Verb::Identify(place - 2),
        7..=11 => Verb::Probe(place - 7),
        12..=16 => Verb::Question(place - 12),
        _ => return None,
    };
    // A late answer would be taken for one to the next question.
    Some(Step::must(verb, Duration::from_secs(5)).otherwise(Otherwise::Overlook))
}

impl Detection {
    pub(crate) const fn new() -> Self {
        Self { family: None, dialect: None, is_foreign: false, needs_lf: false }
    }

    /// Forgets all but how to be heard.
    pub(crate) const fn restart(&mut self) {
        *self = Self { needs_lf: self.needs_lf, ..Self::new() };
    }

    fn family(&self) -> Option<&'static Family> {
        FAMILIES.get(usize::from(self.family?)).copied()
    }

    fn question(&self, place: u8) -> Option<&'static Question> {
        self.family()?.questions.get(usize::from(place))
    }

    /// What ends a command line.
    pub(crate) const fn line_end(&self) -> &'static str {
        if self.needs_lf { "\r\n" } else { "\r" }
    }

    /// `verb` is about to be said.
    pub(crate) const fn note_said(&mut self, verb: Verb) {
        match verb {
            Verb::Attention => self.needs_lf = false,
            Verb::AttentionLf => self.needs_lf = true,
            _ => {}
        }
    }

    /// Whether there is nothing to say.
    pub(crate) fn is_superfluous(&self, verb: Verb) -> bool {
        match verb {
            Verb::Identify(_) => self.family.is_some(),
            Verb::Probe(place) => {
                self.family.is_some() || FAMILIES.get(usize::from(place)).is_none()
            }
            Verb::Question(place) => {
                self.dialect.is_some() || self.is_foreign || self.question(place).is_none()
            }
            _ => false,
        }
    }

    /// Text of a question; false for all other steps.
    pub(crate) fn write(&self, verb: Verb, writer: &mut Writer<'_>) -> bool {
        let text = match verb {
            Verb::AttentionLf => Some("AT"),
            Verb::Identify(place) => IDENTITY.get(usize::from(place)).copied(),
            Verb::Probe(place) => FAMILIES.get(usize::from(place)).map(|family| family.probe),
            Verb::Question(place) => self.question(place).map(|question| question.command),
            _ => return false,
        };
        writer.text(text.unwrap_or_default());
        true
    }

    /// Takes a line that came as an answer to `verb`.
    pub(crate) fn hear(&mut self, verb: Verb, line: &[u8]) {
        let is_about_itself = matches!(verb, Verb::Identify(_) | Verb::Question(_));
        if !is_about_itself || line.starts_with(b"AT") {
            return;
        }
        let families = (0..).zip(FAMILIES);
        for (place, family) in
            families.filter(|(place, _)| self.family.is_none_or(|own| own == *place))
        {
            if let Some((_, dialect)) = family.names.iter().find(|(name, _)| is_in(name, line)) {
                self.family = Some(place);
                self.dialect = dialect.or(self.dialect);
                return;
            }
        }
    }

    /// `verb` was answered with OK, or refused.
    pub(crate) fn note_result(&mut self, verb: Verb, is_yes: bool) {
        match verb {
            Verb::Probe(place) if is_yes => self.family = Some(place),
            Verb::Question(place) if self.dialect.is_none() => {
                let verdict = self.question(place).map_or(Verdict::AskOn, |question| {
                    if is_yes { question.yes } else { question.no }
                });
                match verdict {
                    Verdict::AskOn => {}
                    Verdict::Foreign => self.is_foreign = true,
                    Verdict::Is(dialect) => self.dialect = Some(dialect),
                }
            }
            _ => {}
        }
    }

    /// Which it is, once everything was asked.
    pub(crate) fn result(&self) -> Option<DialectId> {
        if self.is_foreign {
            return None;
        }
        self.dialect.or(self.family().map(|family| family.default))
    }
}

/// Whether `name` stands in `line`; see [`Family::names`].
fn is_in(name: &str, line: &[u8]) -> bool {
    match name.strip_prefix('^') {
        Some(start) => starts_with(words(line), start),
        None => (0..line.len()).any(|at| starts_with(line.get(at..).unwrap_or_default(), name)),
    }
}

fn starts_with(line: &[u8], name: &str) -> bool {
    line.len() >= name.len()
        && line.iter().zip(name.bytes()).all(|(byte, wanted)| match wanted {
            b'#' => byte.is_ascii_digit(),
            _ => byte.eq_ignore_ascii_case(&wanted),
        })
}

/// The line without the name of the command that some modems put before it.
fn words(line: &[u8]) -> &[u8] {
    let is_named = line.starts_with(b"+CGM");
    line.splitn(2, |byte| is_named && *byte == b':').last().unwrap_or(line).trim_ascii()
}

/// A modem of which no family is known: it can be asked, and told what the script says.
pub(crate) struct Unknown;

impl Dialect for Unknown {
    fn limits(&self) -> &'static Limits {
        &Limits::NONE
    }

    fn step(&self, _: &Script, _: u8) -> Option<Step> {
        None
    }

    fn write(&self, _: Verb, _: &Context<'_>, _: &mut Writer<'_>) {}

    fn data_header<'a>(&self, _: Verb, _: &'a [u8]) -> Option<DataHeader<'a>> {
        None
    }

    fn info<'a>(&self, _: Verb, _: &'a [u8]) -> Option<Info<'a>> {
        None
    }

    fn inline_data<'a>(&self, _: &'a [u8]) -> Option<DataHeader<'a>> {
        None
    }

    fn unsolicited(&self, _: &[u8]) -> Option<Unsolicited> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(lines: &[&str]) -> Detection {
        let mut detection = Detection::new();
        for line in lines {
            detection.hear(Verb::Identify(0), line.as_bytes());
        }
        detection
    }

    #[test]
    fn modems_are_known_by_their_words() {
        let known = |line| heard(&[line]).result();
        for line in ["Sequans", "UE5.0.0.0c", "LR8.0.5.12-55042", "GM02SP", "+CGMM: VZM20Q"] {
            assert_eq!(known(line), Some(DialectId::Sequans), "{line}");
        }
        for line in ["Quectel", "QUECTEL_LTE", "EC21", "EG95", "BG95-M3", "+CGMM: BG77"] {
            assert_eq!(known(line), Some(DialectId::Quectel), "{line}");
        }
        for line in ["BC66", "BC660K-GL", "BC26"] {
            assert_eq!(known(line), Some(DialectId::QuectelNbIot), "{line}");
        }
        // The eldest is left when no question settles it.
        for line in ["Nordic Semiconductor ASA", "nRF9160-SICA", "mfw_nrf91x1_2.0.1"] {
            assert_eq!(known(line), Some(DialectId::NordicN0), "{line}");
        }
        for line in ["SIMCOM INCORPORATED", "u-blox", "LR-EC21", "UE5", "AT+CGMI Quectel", ""] {
            assert_eq!(known(line), None, "{line}");
        }
    }

    #[test]
    fn a_later_line_tells_the_member_and_no_other_family() {
        assert_eq!(heard(&["Quectel", "BC66"]).result(), Some(DialectId::QuectelNbIot));
        assert_eq!(heard(&["Quectel", "nordic"]).result(), Some(DialectId::Quectel));
    }

    #[test]
    fn there_is_a_step_for_every_question() {
        assert!(FAMILIES.len() <= 5);
        assert!(FAMILIES.iter().all(|family| family.questions.len() <= 5));
        assert_eq!(step(16).map(|step| step.verb), Some(Verb::Question(4)));
        assert_eq!(step(17), None);
    }
}
