//! A family that no modem is of: what another one takes is this file, its line in [`DialectId`], and
//! its row in [`FAMILIES`](super::FAMILIES). Nothing else of the engine knows of it.

use crate::{
    detection::Family,
    dialect::{
        Context, DataHeader, Dialect, DialectId, Info, Script, Unsolicited,
        tables::{Scripts, Texts, scripts, steps, texts},
    },
    step::{Step, Verb, Wait},
    text::{Params, Writer},
    time::Duration,
    types::{Limits, Wire},
};

pub(crate) struct Example;

pub(crate) const FAMILY: Family = Family {
    names: &[("example inc", Some(DialectId::Example))],
    probe: "AT%XOPEN?",
    questions: &[],
    default: DialectId::Example,
};

const PATIENCE: Duration = Duration::from_secs(5);

steps! {
    DIAL = Step::must(Verb::Dial, PATIENCE);
    ANNOUNCE = Step::must(Verb::Announce, PATIENCE).wait(Wait::Prompt);
    PAYLOAD = Step::must(Verb::Payload, PATIENCE);
    LISTEN = Step::may(Verb::Listen, Duration::from_millis(0)).wait(Wait::Unsolicited);
    FETCH = Step::must(Verb::Fetch, PATIENCE);
    SHUT = Step::may(Verb::Shut, PATIENCE);
}

const SCRIPTS: Scripts = scripts! {
    Close => [SHUT],
    Open => [DIAL],
    Receive => [LISTEN, FETCH],
    Send => [ANNOUNCE, PAYLOAD],
};

const TEXTS: Texts = texts! {
    Verb::Announce => "AT%XSEND=$i,$l",
    Verb::Dial => "AT%XOPEN=$i,$h,$p",
    Verb::Fetch => "AT%XREAD=$i",
    Verb::Shut => "AT%XSHUT=$i",
};

impl Dialect for Example {
    fn limits(&self) -> &'static Limits {
        &Limits { sockets: 2, send: 100, receive: 100, first_wire: Some(Wire(41)), ..Limits::NONE }
    }

    fn step(&self, script: &Script, place: u8) -> Option<Step> {
        SCRIPTS.step(script.request, 0, place)
    }

    fn write(&self, verb: Verb, context: &Context<'_>, writer: &mut Writer<'_>) {
        context.fill(TEXTS.get(verb, 0), writer);
    }

    fn data_header<'a>(&self, verb: Verb, line: &'a [u8]) -> Option<DataHeader<'a>> {
        let mut params = (verb == Verb::Fetch).then(|| Params::of(line, "%XREAD:"))??;
        let (wire, len) = (Some(Wire(params.byte()?)), params.small()?);
        Some(DataHeader { wire, len, is_hex: Some(false), peer: None })
    }

    fn info<'a>(&self, _: Verb, _: &'a [u8]) -> Option<Info<'a>> {
        None
    }

    fn inline_data<'a>(&self, _: &'a [u8]) -> Option<DataHeader<'a>> {
        None
    }

    fn unsolicited(&self, line: &[u8]) -> Option<Unsolicited> {
        let wire = Wire(Params::of(line, "%XRING:")?.byte()?);
        Some(Unsolicited::Arrived { wire, len: None })
    }
}

mod tests {
    use std::{string::String, vec::Vec};

    use crate::{
        DialectId, Duration, Event, EventKind, Family, Framing, Instant, Modem, Operands, Peer,
        Reading, SocketId, TransmitKind, Transport,
    };

    const NOW: Instant = Instant::from_millis(0);
    const OPERANDS: Operands<'_> = Operands { host: b"192.0.2.10", payload: b"ping" };

    /// Drives the request that was begun to its end: what was said, how it ended, what was received.
    fn run(modem: &mut Modem, answers: &[(&str, &str)]) -> (Vec<String>, Event, Vec<u8>) {
        let (mut said, mut sink) = (Vec::new(), [0; 100]);
        for _ in 0..100 {
            let mut out = [0; 200];
            if let Some(next) = modem.poll_transmit(NOW, &OPERANDS, &mut out).unwrap() {
                let bytes = match next.kind {
                    TransmitKind::Payload => OPERANDS.payload,
                    _ => out.get(..next.len).unwrap(),
                };
                let text = String::from_utf8(bytes.into()).unwrap();
                let known = answers.iter().find(|(command, _)| *command == text.trim_end());
                modem.handle_input(
                    NOW,
                    known.map_or("\r\nERROR\r\n", |a| a.1).as_bytes(),
                    &mut sink,
                );
                said.push(text);
            } else if let Some(event) = modem.poll_event() {
                return (said, event, sink.into());
            } else if let Some(due) = modem.poll_timeout() {
                modem.handle_timeout(due);
            }
        }
        unreachable!("the request does not end: {said:?}")
    }

    const OK: &str = "\r\nOK\r\n";

    fn detected(answers: &[(&str, &str)]) -> Modem {
        let mut modem = Modem::new(DialectId::Unknown, Framing::Stream, 1);
        modem.detect();
        assert_eq!(run(&mut modem, answers).1.kind, EventKind::Detected);
        assert_eq!(modem.dialect(), DialectId::Example);
        modem
    }

    #[test]
    fn another_family_is_found_by_its_words_and_by_its_commands() {
        detected(&[("AT", OK), ("AT+CGMI", "\r\nExample Inc.\r\n\r\nOK\r\n")]);
        detected(&[("AT", OK), ("AT%XOPEN?", OK)]);
    }

    #[test]
    fn sockets_of_another_family_work() {
        let mut modem = detected(&[("AT", OK), ("AT%XOPEN?", OK)]);
        let id = SocketId::new(2).unwrap();
        let ended = |kind, value| Event { kind, socket: Some(id), value, error: None };
        modem.assign(id, Family::Inet, Transport::Udp).unwrap();
        modem.open(id, &Peer { host: OPERANDS.host, port: 7 }, 0, 0).unwrap();
        let opened = run(&mut modem, &[("AT%XOPEN=42,\"192.0.2.10\",7", OK)]);
        assert_eq!(opened.1, ended(EventKind::Opened, 0));
        modem.send(id, 4).unwrap();
        let sent = run(&mut modem, &[("AT%XSEND=42,4", "\r\n> "), ("ping", OK)]);
        assert_eq!(sent.1, ended(EventKind::Sent, 4));
        modem.handle_input(NOW, b"\r\n%XRING: 42\r\n", &mut []);
        modem.receive(id, 100, Duration::from_millis(0), Reading::default()).unwrap();
        let (_, event, data) =
            run(&mut modem, &[("AT%XREAD=42", "\r\n%XREAD: 42,4\r\npong\r\nOK\r\n")]);
        assert_eq!((event, data.get(..4)), (ended(EventKind::Received, 4), Some(&b"pong"[..])));
        modem.close(id).unwrap();
        assert_eq!(run(&mut modem, &[("AT%XSHUT=42", OK)]).1, ended(EventKind::Closed, 0));
    }
}
