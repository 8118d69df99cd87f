//! The network side that every cellular modem has: registration, its data context, what it tells about
//! itself (3GPP TS 27.007). The text is the same for all dialects but for the number of the context.

use crate::{
    dialect::Context,
    step::{Otherwise, Refusal, Step, Verb},
    text::{Params, Writer, parse_number},
    time::Duration,
};

/// What can be asked of a modem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Query {
    /// The modem's own address in the data context.
    Address,
    /// Access point name of the data context.
    Apn,
    /// 1 while packet service is attached.
    Attached,
    /// Name server that the network tells.
    Dns,
    /// Version of the firmware.
    Firmware,
    /// Serial number of the equipment.
    Imei,
    /// Who made the modem.
    Maker,
    /// Name of the model.
    Model,
    /// The network's operator.
    Operator,
    /// Functionality: 1 full, 0 minimum, 4 radio off.
    Radio,
    /// `<stat>` of `+CEREG`.
    Registration,
    /// Power of the reference signal in dBm.
    Rsrp,
    /// Quality of the reference signal in dB.
    Rsrq,
    /// Signal strength in dBm.
    Rssi,
    /// `READY`, or what the SIM wants.
    Sim,
}

/// What can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// Attaches to packet service.
    Attach,
    /// The access point name of a bearer that the modem keeps beside the data context.
    BearerName,
    /// Brings the data context up.
    Context,
    /// Detaches from packet service.
    Detach,
    /// The radio off.
    Flight,
    /// Full functionality.
    Full,
    /// The access point name of the data context.
    Name,
    /// Registration is told when it changes.
    Notices,
}

/// What an answer tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer<'a> {
    /// A number; `None` where the modem says that it is not known.
    Number(Option<i16>),
    Text(&'a [u8]),
}

/// How an answer is read.
#[derive(Clone, Copy)]
enum Form {
    /// A line that may have no prefix.
    Bare,
    Number,
    Text,
    /// The same, of the line whose first parameter is the data context.
    TextOfContext,
}

/// A question: command, place of the parameter in the answer, form. What the answer starts with is the
/// name of the command.
const fn row(query: Query) -> (&'static str, u8, Form) {
    match query {
        Query::Address => ("AT+CGPADDR=$c", 1, Form::TextOfContext),
        Query::Apn => ("AT+CGDCONT?", 2, Form::TextOfContext),
        Query::Attached => ("AT+CGATT?", 0, Form::Number),
        Query::Dns => ("AT+CGCONTRDP=$c", 5, Form::TextOfContext),
        Query::Firmware => ("AT+CGMR", 0, Form::Bare),
        Query::Imei => ("AT+CGSN", 0, Form::Bare),
        Query::Maker => ("AT+CGMI", 0, Form::Bare),
        Query::Model => ("AT+CGMM", 0, Form::Bare),
        Query::Operator => ("AT+COPS?", 2, Form::Text),
        Query::Radio => ("AT+CFUN?", 0, Form::Number),
        Query::Registration => ("AT+CEREG?", 1, Form::Number),
        Query::Rsrp => ("AT+CESQ", 5, Form::Number),
        Query::Rsrq => ("AT+CESQ", 4, Form::Number),
        Query::Rssi => ("AT+CSQ", 0, Form::Number),
        Query::Sim => ("AT+CPIN?", 0, Form::Text),
    }
}

/// What a number of steps stands for: the value of the first, halves of the unit in each, and the last;
/// above it is not known.
const fn scale(query: Query) -> (i16, i16, u16) {
    match query {
        Query::Rsrp => (-141, 2, 97),
        Query::Rsrq => (-20, 1, 34),
        Query::Rssi => (-113, 4, 31),
        _ => (0, 2, i16::MAX as u16),
    }
}

const fn ask(query: Query) -> Step {
    Step::must(Verb::Ask(query), Duration::from_secs(10))
}

const fn set(setting: Setting) -> Step {
    Step::must(Verb::Set(setting), Duration::from_secs(150))
}

/// A question or setting of the script's own.
pub(crate) const fn single(verb: Verb) -> Step {
    match verb {
        Verb::Ask(query) => ask(query),
        verb => Step::must(verb, Duration::from_secs(150)),
    }
}

/// From whatever state to an address in the network. What holds already is left out; when the modem is
/// not registered yet, it ends behind the question for that.
pub(crate) const ATTACH: [Step; 17] = [
    ask(Query::Radio),
    ask(Query::Apn),
    // The name counts from the next attachment on.
    set(Setting::Flight),
    // The steps about a bearer are for sockets that have one of their own.
    Step::must(Verb::Set(Setting::BearerName), Duration::from_secs(5)),
    set(Setting::Name),
    set(Setting::Full),
    ask(Query::Sim).otherwise(Otherwise::AgainOn { refusal: Refusal::SimBusy, tries: 10 }),
    ask(Query::Registration),
    set(Setting::Notices),
    ask(Query::Attached),
    set(Setting::Attach),
    Step::may(Verb::AskBearer, Duration::from_secs(10)),
    Step::may(Verb::StopBearer, Duration::from_secs(40)),
    Step::must(Verb::StartBearer, Duration::from_secs(150)),
    ask(Query::Address),
    // Most modems bring it up with the attachment.
    set(Setting::Context),
    ask(Query::Address),
];

/// Whether the step is about a bearer.
pub(crate) const fn is_of_bearer(verb: Verb) -> bool {
    matches!(
        verb,
        Verb::AskBearer | Verb::StopBearer | Verb::StartBearer | Verb::Set(Setting::BearerName)
    )
}

/// Text of the steps about the network; false for all others, and for what only a dialect has.
pub(crate) fn write(verb: Verb, context: &Context<'_>, writer: &mut Writer<'_>) -> bool {
    let text = match verb {
        Verb::Ask(query) => row(query).0,
        Verb::Set(Setting::Name) => r#"AT+CGDCONT=$c,"IPV4V6",$h"#,
        Verb::Set(Setting::Context) => "AT+CGACT=1,$c",
        Verb::Set(Setting::Attach) => "AT+CGATT=1",
        Verb::Set(Setting::Detach) => "AT+CGATT=0",
        Verb::Set(Setting::Flight) => "AT+CFUN=4",
        Verb::Set(Setting::Full) => "AT+CFUN=1",
        Verb::Set(Setting::Notices) => "AT+CEREG=1",
        _ => return false,
    };
    context.fill(text.as_bytes(), writer);
    true
}

/// What `line` tells to a question; `number` is that of the data context.
pub(crate) fn answer(query: Query, number: u8, line: &[u8]) -> Option<Answer<'_>> {
    let (command, place, form) = row(query);
    let list = named(command, line);
    if let Form::Bare = form {
        return bare(list, line).map(Answer::Text);
    }
    let mut params = Params::new(list?);
    if query == Query::Registration && told(line).is_some() {
        return None;
    }
    if let Form::TextOfContext = form
        && params.clone().byte() != Some(number)
    {
        return None;
    }
    for _ in 0..place {
        // Missing parameters are legal, and so are missing ones at the end.
        params.text();
    }
    let text = params.text().unwrap_or_default();
    let Form::Number = form else {
        return Some(Answer::Text(text));
    };
    let (first, halves, last) = scale(query);
    let steps = parse_number(text).and_then(|steps| u16::try_from(steps).ok());
    let known = steps.filter(|&steps| steps <= last);
    // At most 97 steps, or halves of 2: no product leaves the range.
    let value = |steps: u16| first + (i32::from(steps) * i32::from(halves) / 2) as i16;
    Some(Answer::Number(known.map(value)))
}

/// What follows the name of `command` and a colon.
fn named<'a>(command: &str, line: &'a [u8]) -> Option<&'a [u8]> {
    let name = command.as_bytes().strip_prefix(b"AT")?;
    let end = name.iter().position(|byte| matches!(byte, b'=' | b'?')).unwrap_or(name.len());
    let (head, list) = line.split_at_checked(end)?;
    if Some(head) == name.get(..end) { list.strip_prefix(b":") } else { None }
}

/// A line that is not one of those that come by themselves, nor the echo; `list` is what follows its
/// name, if it has one.
fn bare<'a>(list: Option<&'a [u8]>, line: &'a [u8]) -> Option<&'a [u8]> {
    let text = match list {
        Some(text) => text.trim_ascii(),
        None if line.starts_with(b"AT") || line.starts_with(b"+") => return None,
        None => line,
    };
    let first = text.first()?;
    let is_text = first.is_ascii_alphanumeric() || *first == b'"';
    is_text.then_some(text).map(|text| Params::new(text).text().unwrap_or(text))
}

/// `<stat>` of a line about registration that came by itself: the second parameter stands in quotes,
/// or there is none.
pub(crate) fn told(line: &[u8]) -> Option<u8> {
    let list = line.strip_prefix(b"+CEREG:")?;
    let second = list.split(|&byte| byte == b',').nth(1).map(<[u8]>::trim_ascii);
    let is_answer = second.is_some_and(|text| parse_number(text).is_some());
    if is_answer { None } else { Params::new(list).byte() }
}

/// Whether the answer to the question for registration says that changes are told.
pub(crate) fn is_noticed(line: &[u8]) -> bool {
    Params::of(line, "+CEREG:").and_then(|mut params| params.byte()).is_some_and(|mode| mode > 0)
}

/// Whether data can be exchanged: at home, roaming, and both with CS fallback not preferred.
pub(crate) const fn is_registered(stat: u8) -> bool {
    matches!(stat, 1 | 5 | 9 | 10)
}

/// Whether `text` is an address that the modem has.
pub(crate) fn is_address(text: &[u8]) -> bool {
    text.iter().any(|byte| matches!(byte, b'1'..=b'9' | b'a'..=b'f' | b'A'..=b'F'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(query: Query, line: &str) -> Option<i16> {
        match answer(query, 1, line.as_bytes()) {
            Some(Answer::Number(number)) => number,
            other => unreachable!("{line}: {other:?}"),
        }
    }

    fn text(query: Query, line: &str) -> Option<&str> {
        match answer(query, 1, line.as_bytes()) {
            Some(Answer::Text(text)) => core::str::from_utf8(text).ok(),
            _ => None,
        }
    }

    #[test]
    fn registration_asked_for_is_not_registration_told() {
        assert_eq!(number(Query::Registration, "+CEREG: 0,1"), Some(1));
        assert_eq!(number(Query::Registration, "+CEREG: 2,5,\"2A01\",\"0112B30C\",7"), Some(5));
        assert_eq!(answer(Query::Registration, 1, b"+CEREG: 5"), None);
        assert_eq!(answer(Query::Registration, 1, b"+CEREG: 5,\"2A01\",\"0112B30C\",7"), None);
        assert_eq!(told(b"+CEREG: 5,\"1234\",\"0112B30C\",7"), Some(5));
        assert_eq!((told(b"+CEREG: 2,1"), told(b"+CSQ: 5")), (None, None));
    }

    #[test]
    fn signals_have_units_and_may_be_unknown() {
        assert_eq!(number(Query::Rssi, "+CSQ: 17,99"), Some(-79));
        assert_eq!(number(Query::Rssi, "+CSQ: 99,99"), None);
        assert_eq!(number(Query::Rsrp, "+CESQ: 99,99,255,255,20,47"), Some(-94));
        assert_eq!(number(Query::Rsrq, "+CESQ: 99,99,255,255,20,47"), Some(-10));
        assert_eq!(number(Query::Rsrq, "+CESQ: 99,99,255,255,255,255"), None);
    }

    #[test]
    fn texts_are_those_of_the_context() {
        assert_eq!(text(Query::Address, "+CGPADDR: 1,\"10.0.12.55\",\"\""), Some("10.0.12.55"));
        assert_eq!(text(Query::Address, "+CGPADDR: 2,\"10.0.12.55\""), None);
        assert_eq!(text(Query::Address, "+CGPADDR: 1"), Some(""));
        assert_eq!(
            text(Query::Apn, "+CGDCONT: 1,\"IP\",\"iot.example\",\"\",0,0"),
            Some("iot.example")
        );
        let line = "+CGCONTRDP: 1,5,\"apn\",\"10.0.0.2.255.0.0.0\",\"10.0.0.1\",\"192.0.2.53\"";
        assert_eq!(text(Query::Dns, line), Some("192.0.2.53"));
        assert_eq!(text(Query::Operator, "+COPS: 0"), Some(""));
        assert!(is_address(b"10.0.12.55") && is_address(b"2001:db8::1"));
        assert!(!is_address(b"0.0.0.0") && !is_address(b""));
    }

    #[test]
    fn words_may_have_a_prefix_and_quotes() {
        assert_eq!(text(Query::Imei, "351358810000017"), Some("351358810000017"));
        assert_eq!(text(Query::Imei, "+CGSN: \"351358810000017\""), Some("351358810000017"));
        assert_eq!(text(Query::Imei, "+CEREG: 5"), None);
        assert_eq!(text(Query::Imei, "AT+CGSN"), None);
        assert_eq!(
            text(Query::Maker, "Nordic Semiconductor ASA"),
            Some("Nordic Semiconductor ASA")
        );
        assert_eq!(text(Query::Model, "#XAPOLL: 1,1"), None);
    }
}
