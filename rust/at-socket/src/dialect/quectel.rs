//! Quectel: the LTE class (EC2x, EG9x, EC200U, BG95, BG96, BG77, BG600) and the NB-IoT class (BC…).
//!
//! Source of the wire forms: TCP(IP) AT command manuals and application notes of BG96, BG95 and
//! EC200U; for IPv6, of which they say little, a public driver of BG96. The connection id 0..=11 is
//! chosen by the host: one less than the [`SocketId`]. All connections are in buffer access mode, so
//! that back-pressure stays in the modem.

use crate::{
    detection::{Family, Question, Verdict},
    dialect::{
        Arrival, Context, DataHeader, Dialect, DialectId, End, Info, RequestKind, Script,
        Unsolicited,
        tables::{Scripts, Texts, scripts, steps, texts},
    },
    network::Setting,
    reply::Final,
    step::{Otherwise, Refusal, Step, Verb, Wait},
    text::{Params, Writer, lookup, parse_number},
    time::Duration,
    types::{Limits, Peer, Rings, SocketOption, Transport, Wire},
};

/// What differs between the classes of modules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Lte,
    NbIot,
}

pub(crate) struct Quectel {
    class: Class,
}

const LTE: Option<DialectId> = Some(DialectId::Quectel);
const NB_IOT: Option<DialectId> = Some(DialectId::QuectelNbIot);

/// The maker's name leaves the class open, the model tells it.
pub(crate) const FAMILY: Family = Family {
    names: &[
        ("quectel", None),
        ("^ec2", LTE),
        ("^eg9", LTE),
        ("^bg9", LTE),
        ("^bg77", LTE),
        ("^bg600", LTE),
        ("^bc2", NB_IOT),
        ("^bc6", NB_IOT),
    ],
    probe: "AT+QISTATE?",
    questions: &[Question { command: "AT+CGMM", yes: Verdict::AskOn, no: Verdict::AskOn }],
    default: DialectId::Quectel,
};

/// The PDP context of all connections.
const CONTEXT: &str = "1";

/// Connection ids of the LTE class.
const CONNECTIONS: u8 = 12;

/// Connection ids of the NB-IoT class.
const NB_IOT_CONNECTIONS: u8 = 5;

/// Bytes per AT+QISEND.
const SEND_LEN: u16 = 1460;

/// Bytes per AT+QIRD and AT+QSSLRECV.
const READ_LEN: u16 = 1500;

/// Bytes per command that every part of the NB-IoT class takes.
const NB_IOT_LEN: u16 = 1024;

const PAYLOAD_ECHO_OFF: Verb = Verb::Prepare(0);
const SECURE_CIPHERS: Verb = Verb::Secure(0);
const SECURE_DTLS: Verb = Verb::Secure(1);
const SECURE_LEVEL: Verb = Verb::Secure(2);
const SECURE_NAME: Verb = Verb::Secure(3);
const SECURE_VERSION: Verb = Verb::Secure(4);

steps! {
    ECHO_OFF = Step::may(Verb::EchoOff, Duration::from_secs(2));
    REPORT_ERRORS = Step::may(Verb::ReportErrors, Duration::from_secs(2));
    NO_PAYLOAD_ECHO = Step::may(PAYLOAD_ECHO_OFF, Duration::from_secs(2));
    ASK_BEARER = Step::may(Verb::AskBearer, Duration::from_secs(10));
    STOP_BEARER = Step::may(Verb::StopBearer, Duration::from_secs(40));
    START_BEARER = Step::must(Verb::StartBearer, Duration::from_secs(150))
        .otherwise(Otherwise::Again { tries: 4 });
    /// Some parts of the NB-IoT class have a bearer of their own and do not know the command.
    TRY_BEARER = Step::may(Verb::StartBearer, Duration::from_secs(150));
    /// The modem waits up to 10 s for the peer.
    SHUT = Step::may(Verb::Shut, Duration::from_secs(12));
    SET_VERSION = Step::must(SECURE_VERSION, Duration::from_secs(5));
    SET_CIPHERS = Step::must(SECURE_CIPHERS, Duration::from_secs(5));
    SET_LEVEL = Step::must(SECURE_LEVEL, Duration::from_secs(5));
    /// Old firmware has no names, and no DTLS that would have to be off for a stream.
    SET_NAME = Step::may(SECURE_NAME, Duration::from_secs(5));
    SET_NO_DTLS = Step::may(SECURE_DTLS, Duration::from_secs(5));
    SET_DTLS = Step::must(SECURE_DTLS, Duration::from_secs(5));
    DIAL = opening(Verb::Dial);
    CREATE = opening(Verb::Create);
    SERVE = opening(Verb::Serve);
    LISTEN = Step::may(Verb::Listen, Duration::from_millis(0)).wait(Wait::Unsolicited);
    ASK_PEER = Step::may(Verb::AskPeer, Duration::from_secs(5));
    ANNOUNCE = Step::must(Verb::Announce, Duration::from_secs(10))
        .wait(Wait::Prompt)
        .otherwise(Otherwise::Lose);
    PAYLOAD = Step::must(Verb::Payload, Duration::from_secs(120))
        .otherwise(Otherwise::Over { refusal: Refusal::Busy, tries: 5 });
    FETCH = Step::must(Verb::Fetch, Duration::from_secs(10)).otherwise(Otherwise::Lose);
    LOOKUP = Step::must(Verb::Lookup, Duration::from_secs(60))
        .wait(Wait::Outcome)
        .otherwise(Otherwise::Over { refusal: Refusal::DnsBusy, tries: 5 });
    SET_OPTION = Step::must(Verb::SetOption, Duration::from_secs(5));
}

const SCRIPTS: Scripts = scripts! {
    // The modem takes connections by itself.
    Accept => [LISTEN, ASK_PEER],
    Close => [SHUT],
    Create => [ASK_BEARER, STOP_BEARER, START_BEARER, SHUT, CREATE],
    Init => [ECHO_OFF, REPORT_ERRORS, NO_PAYLOAD_ECHO],
    Listen => [LISTEN],
    // Streams, datagrams, both of the NB-IoT class. The settings are left out for connections that are not
    // secured.
    Open => [
        ASK_BEARER, STOP_BEARER, START_BEARER, SHUT, SET_VERSION, SET_CIPHERS, SET_LEVEL, SET_NAME,
        SET_NO_DTLS, DIAL,
    ],
    Open => [
        ASK_BEARER, STOP_BEARER, START_BEARER, SHUT, SET_VERSION, SET_CIPHERS, SET_LEVEL, SET_NAME,
        SET_DTLS, DIAL,
    ],
    Open => [ASK_BEARER, STOP_BEARER, TRY_BEARER, SHUT, DIAL],
    Receive => [LISTEN, FETCH],
    Resolve => [ASK_BEARER, STOP_BEARER, START_BEARER, LOOKUP],
    Resolve => [ASK_BEARER, STOP_BEARER, TRY_BEARER, LOOKUP],
    Send => [ANNOUNCE, PAYLOAD],
    // A length of 0 would ask for statistics; nothing of a stream is sent without a word.
    Send => [],
    // The modem takes addresses only.
    SendTo => [LOOKUP, ANNOUNCE, PAYLOAD],
    Serve => [ASK_BEARER, STOP_BEARER, START_BEARER, SHUT, SERVE],
    SetOption => [SET_OPTION],
};

const TEXTS: Texts = texts! {
    Verb::Announce => "AT+QISEND=$i,$l",
    Verb::Announce => "AT+QISEND=$i,$l,$g,$p",
    Verb::Announce => "AT+QSSLSEND=$i,$l",
    Verb::AskBearer => "AT+QIACT?",
    Verb::AskPeer => "AT+QISTATE=1,$i",
    // Buffer access mode.
    Verb::Create => r#"AT+QIOPEN=$c,$i,"UDP SERVICE",$j,$p,$o,0"#,
    Verb::Dial => r#"AT+QIOPEN=$c,$i,"TCP",$g,$p,$o,0"#,
    Verb::Dial => r#"AT+QIOPEN=$c,$i,"UDP",$g,$p,$o,0"#,
    // The modem takes the name that it sends and checks from the host that it dials.
    Verb::Dial => "AT+QSSLOPEN=$c,$t,$i,$n,$p,0",
    // Of a stream as much as is wanted; one datagram per command, which must not be cut.
    Verb::Fetch => "AT+QIRD=$i,$l",
    Verb::Fetch => "AT+QIRD=$i",
    Verb::Fetch => "AT+QSSLRECV=$i,$l",
    Verb::Fetch => "AT+QSSLRECV=$i,1500",
    Verb::Lookup => "AT+QIDNSGIP=$c,$h",
    PAYLOAD_ECHO_OFF => "AT+QISDE=0",
    SECURE_CIPHERS => r#"AT+QSSLCFG="ciphersuite",$t,0XFFFF"#,
    SECURE_DTLS => r#"AT+QSSLCFG="dtls",$t,$u"#,
    SECURE_LEVEL => r#"AT+QSSLCFG="seclevel",$t,$a"#,
    SECURE_NAME => r#"AT+QSSLCFG="sni",$t,$m"#,
    // TLS 1.2
    SECURE_VERSION => r#"AT+QSSLCFG="sslversion",$t,3"#,
    Verb::Serve => r#"AT+QIOPEN=$c,$i,"TCP LISTENER",$j,$p,$o,0"#,
    // Both families of addresses.
    Verb::Set(Setting::BearerName) => "AT+QICSGP=$c,3,$h",
    Verb::SetOption => r#"AT+QICFG="tcp/keepalive",0"#,
    // Minutes until the first probe, seconds between two, how many.
    Verb::SetOption => r#"AT+QICFG="tcp/keepalive",1,$v,75,9"#,
    Verb::Shut => "AT+QICLOSE=$i",
    Verb::Shut => "AT+QSSLCLOSE=$i",
    Verb::StartBearer => "AT+QIACT=$c",
    Verb::StopBearer => "AT+QIDEACT=$c",
};

/// Final results of one step each. The data phase ends with these alone: an OK in between, as of some
/// NB-IoT parts, does not tell whether the data was taken. The close is told by the NB-IoT class, alone
/// or behind an OK.
const RESULTS: [(&str, (Verb, Final)); 3] = [
    ("SEND OK", (Verb::Payload, Final::Ok)),
    ("SEND FAIL", (Verb::Payload, Final::Refused(Some(Refusal::Busy.code())))),
    ("CLOSE OK", (Verb::Shut, Final::Ok)),
];

const NOTICES: [(&str, Unsolicited); 5] = [
    ("RDY", Unsolicited::Restarted),
    ("POWERED DOWN", Unsolicited::Restarted),
    ("NORMAL POWER DOWN", Unsolicited::Restarted),
    ("PSM POWER DOWN", Unsolicited::Restarted),
    ("APP RDY", Unsolicited::Booted),
];

/// What a `+QIURC` is about, beside answers to look-ups and connections that came in.
#[derive(Clone, Copy)]
enum Event {
    Arrived,
    Closed,
    BearerLost,
}

const EVENTS: [(&str, Event); 3] =
    [("recv", Event::Arrived), ("closed", Event::Closed), ("pdpdeact", Event::BearerLost)];

/// SSL contexts of the modem: the tag of the credentials is one of them.
const SSL_CONTEXTS: u32 = 6;

/// OK comes at once, how it went within 150 s.
const fn opening(verb: Verb) -> Step {
    Step::must(verb, Duration::from_secs(150))
        .wait(Wait::Outcome)
        .otherwise(Otherwise::Over { refusal: Refusal::InUse, tries: 2 })
}

impl Quectel {
    pub(crate) const LTE: Self = Self { class: Class::Lte };
    pub(crate) const NB_IOT: Self = Self { class: Class::NbIot };
}

impl Dialect for Quectel {
    fn limits(&self) -> &'static Limits {
        match self.class {
            Class::Lte => &const { limits(Class::Lte) },
            Class::NbIot => &const { limits(Class::NbIot) },
        }
    }

    fn has_option(&self, option: SocketOption, _: u16) -> bool {
        option == SocketOption::KeepAlive
    }

    fn step(&self, script: &Script, place: u8) -> Option<Step> {
        let is_stream = script.transport == Transport::Tcp;
        let nth = match (script.request, self.class) {
            (RequestKind::Open, Class::Lte) => u8::from(!is_stream),
            (RequestKind::Open, Class::NbIot) => 2,
            (RequestKind::Resolve, class) => u8::from(class == Class::NbIot),
            (RequestKind::Send, _) => u8::from(script.len == 0 && is_stream),
            _ => 0,
        };
        SCRIPTS.step(script.request, nth, place)
    }

    fn write(&self, verb: Verb, context: &Context<'_>, writer: &mut Writer<'_>) {
        let is_udp = context.transport == Transport::Udp;
        let is_secured = context.security.is_some();
        let nth = match verb {
            Verb::Announce | Verb::Dial if is_secured => 2,
            Verb::Announce => u8::from(context.port > 0),
            Verb::Dial => u8::from(is_udp),
            Verb::Fetch => u8::from(is_udp) + 2 * u8::from(is_secured),
            Verb::SetOption => u8::from(context.option.is_some_and(|(_, minutes)| minutes > 0)),
            Verb::Shut => u8::from(context.holds_secured),
            _ => 0,
        };
        context.fill(TEXTS.get(verb, nth), writer);
    }

    fn result(&self, verb: Verb, line: &[u8]) -> Option<Final> {
        let is_script = matches!(verb, Verb::Command | Verb::Settle);
        if let Some((of, result)) = lookup(&RESULTS, line) {
            return (is_script || verb == of).then_some(result);
        }
        Final::parse(line).filter(|result| verb != Verb::Payload || *result != Final::Ok)
    }

    fn data_header<'a>(&self, verb: Verb, line: &'a [u8]) -> Option<DataHeader<'a>> {
        if verb != Verb::Fetch {
            return None;
        }
        let mut params = read(line)?;
        let len = params.small().filter(|&len| len > 0)?;
        let host = params.text();
        // Three numbers are statistics.
        if host.is_some_and(|host| parse_number(host).is_some()) {
            return None;
        }
        let peer = host.zip(params.small()).map(|(host, port)| Peer { host, port });
        Some(DataHeader { wire: None, len, is_hex: None, peer })
    }

    fn info<'a>(&self, verb: Verb, line: &'a [u8]) -> Option<Info<'a>> {
        match verb {
            Verb::AskBearer => {
                let mut params = Params::of(line, "+QIACT:")?;
                let is_ours = params.text() == Some(CONTEXT.as_bytes());
                (is_ours && params.byte() == Some(1)).then_some(Info::BearerUp)
            }
            Verb::Fetch => {
                let len = read(line)?.small()?;
                (len == 0).then_some(Info::Empty)
            }
            Verb::Lookup => answer(line),
            Verb::AskPeer => {
                let mut params = Params::of(line, "+QISTATE:")?;
                let (wire, _service) = (connection(&mut params)?, params.text()?);
                Some(Info::Peer(wire, Peer { host: params.text()?, port: params.small()? }))
            }
            _ => None,
        }
    }

    fn inline_data<'a>(&self, line: &'a [u8]) -> Option<DataHeader<'a>> {
        if self.class == Class::Lte {
            return None;
        }
        // Direct push of the NB-IoT class, data in quotes or not:
        // +QIURC: "recv",<id>,<length>,<data>
        let mut params = event(line, b"recv")?;
        let (wire, len) = (connection(&mut params)?, params.small()?);
        (!params.is_empty()).then_some(DataHeader {
            wire: Some(wire),
            len,
            is_hex: None,
            peer: None,
        })
    }

    fn arrival<'a>(&self, line: &'a [u8]) -> Option<Arrival<'a>> {
        let mut params = event(line, b"incoming")?;
        let (wire, server) = (connection(&mut params)?, connection(&mut params)?);
        let peer = Peer { host: params.text()?, port: params.small()? };
        Some(Arrival { wire, server, peer })
    }

    fn unsolicited(&self, line: &[u8]) -> Option<Unsolicited> {
        if let Some(params) = Params::of(line, "+QIURC:").or_else(|| Params::of(line, "+QSSLURC:"))
        {
            return notice(params);
        }
        if let Some(mut params) =
            Params::of(line, "+QIOPEN:").or_else(|| Params::of(line, "+QSSLOPEN:"))
        {
            let (wire, error) = (connection(&mut params)?, params.small()?);
            return Some(Unsolicited::Opened {
                wire,
                error: Some(error).filter(|&error| error > 0),
            });
        }
        lookup(&NOTICES, line)
    }
}

/// Bounds of a class.
const fn limits(class: Class) -> Limits {
    let is_lte = matches!(class, Class::Lte);
    Limits {
        sockets: if is_lte { CONNECTIONS } else { NB_IOT_CONNECTIONS },
        send: if is_lte { SEND_LEN } else { NB_IOT_LEN },
        receive: if is_lte { READ_LEN } else { NB_IOT_LEN },
        // Several firmwares of the NB-IoT class lack the "UDP SERVICE".
        directed: is_lte,
        unties: is_lte,
        listens: is_lte,
        listens_once: false,
        rings: Rings::Once,
        secures: is_lte,
        resolves: true,
        binds_streams: true,
        chooses_format: false,
        empty_datagrams: false,
        needs_port: true,
        first_wire: Some(Wire(0)),
        has_bearer: is_lte,
        tags: SSL_CONTEXTS,
        ..Limits::NONE
    }
}

/// Parameters of an answer to a read.
fn read(line: &[u8]) -> Option<Params<'_>> {
    Params::of(line, "+QIRD:").or_else(|| Params::of(line, "+QSSLRECV:"))
}

fn connection(params: &mut Params<'_>) -> Option<Wire> {
    params.byte().filter(|&id| id < CONNECTIONS).map(Wire)
}

/// Parameters behind the name of a `+QIURC`.
fn event<'a>(line: &'a [u8], name: &[u8]) -> Option<Params<'a>> {
    let mut params = Params::of(line, "+QIURC:")?;
    (params.text() == Some(name)).then_some(params)
}

/// Answer to a look-up: `"dnsgip",error,count,ttl`, then an address each.
fn answer(line: &[u8]) -> Option<Info<'_>> {
    let mut params = event(line, b"dnsgip")?;
    let text = params.text()?;
    Some(match parse_number(text) {
        None if text.iter().any(|byte| matches!(byte, b'.' | b':')) => Info::Address(text),
        None => return None,
        Some(0) => Info::Answers(params.byte().unwrap_or(0)),
        Some(error) => Info::Failed(error.try_into().unwrap_or(u16::MAX)),
    })
}

/// What a `+QIURC` tells beside answers to look-ups and connections that came in.
fn notice(mut params: Params<'_>) -> Option<Unsolicited> {
    match lookup(&EVENTS, params.text()?)? {
        Event::Arrived => {
            let wire = connection(&mut params)?;
            Some(match params.small() {
                // Direct push, or the length told in buffer access mode.
                Some(len) => Unsolicited::Pushed { wire, len },
                None => Unsolicited::Arrived { wire, len: None },
            })
        }
        Event::Closed => Some(Unsolicited::Ended(End::closed(connection(&mut params)?))),
        Event::BearerLost => {
            (params.text() == Some(CONTEXT.as_bytes())).then_some(Unsolicited::BearerLost)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::SocketId;

    const LTE: Quectel = Quectel::LTE;

    #[test]
    fn ids_are_one_less_than_sockets() {
        let wires =
            (1..=CONNECTIONS).filter_map(SocketId::new).filter_map(|id| LTE.limits().wire(id));
        assert!(wires.eq((0..12).map(Wire)));
    }

    #[test]
    fn notices_of_every_form() {
        let wire = Wire(3);
        let notice = |line| LTE.unsolicited(line);
        assert_eq!(notice(b"+QIURC: \"recv\",3"), Some(Unsolicited::Arrived { wire, len: None }));
        let pushed = Some(Unsolicited::Pushed { wire, len: 10 });
        assert_eq!(notice(b"+QIURC: \"recv\",3,10"), pushed);
        assert_eq!(notice(b"+QIURC: \"recv\",3,10,\"192.0.2.10\",5683"), pushed);
        assert_eq!(notice(b"+QIURC: \"closed\",3"), Some(Unsolicited::Ended(End::closed(wire))));
        assert_eq!(notice(b"+QIURC: \"closed\",12"), None);
        assert_eq!(notice(b"+QIURC: \"pdpdeact\",1"), Some(Unsolicited::BearerLost));
        assert_eq!(notice(b"+QIURC: \"pdpdeact\",2"), None);
        assert_eq!(notice(b"+QIURC: \"incoming full\""), None);
        assert_eq!(notice(b"+QIOPEN: 3,0"), Some(Unsolicited::Opened { wire, error: None }));
        assert_eq!(notice(b"+QIOPEN: 3,566"), Some(Unsolicited::Opened { wire, error: Some(566) }));
        assert_eq!(notice(b"RDY"), Some(Unsolicited::Restarted));
        assert_eq!(notice(b"APP RDY"), Some(Unsolicited::Booted));
        assert_eq!(notice(b"+CPIN: READY"), None);
    }

    #[test]
    fn data_headers_are_not_statistics() {
        let header = |len, peer| Some(DataHeader { wire: None, len, is_hex: None, peer });
        let read = |line| LTE.data_header(Verb::Fetch, line);
        assert_eq!(read(b"+QIRD: 5"), header(5, None));
        let peer = Peer { host: b"192.0.2.10", port: 5683 };
        assert_eq!(read(b"+QIRD: 10,\"192.0.2.10\",5683"), header(10, Some(peer)));
        assert_eq!(read(b"+QIRD: 5,0,5"), None);
        assert_eq!(read(b"+QIRD: 0"), None);
        assert_eq!(LTE.info(Verb::Fetch, b"+QIRD: 0"), Some(Info::Empty));
        assert_eq!(LTE.info(Verb::Fetch, b"+QIRD: 5,0,5"), None);
        assert_eq!(LTE.data_header(Verb::Announce, b"+QIRD: 5"), None);
    }

    #[test]
    fn answers_to_a_look_up() {
        let answer = |line| LTE.info(Verb::Lookup, line);
        assert_eq!(answer(b"+QIURC: \"dnsgip\",0,2,600"), Some(Info::Answers(2)));
        assert_eq!(answer(b"+QIURC: \"dnsgip\",\"192.0.2.7\""), Some(Info::Address(b"192.0.2.7")));
        assert_eq!(answer(b"+QIURC: \"dnsgip\",565"), Some(Info::Failed(565)));
        assert_eq!(answer(b"+QIURC: \"recv\",0"), None);
    }

    #[test]
    fn connections_that_came_in() {
        let peer = Peer { host: b"198.51.100.7", port: 54_321 };
        assert_eq!(
            LTE.arrival(b"+QIURC: \"incoming\",11,0,\"198.51.100.7\",54321"),
            Some(Arrival { wire: Wire(11), server: Wire(0), peer })
        );
        assert_eq!(LTE.arrival(b"+QIURC: \"incoming full\""), None);
        assert_eq!(
            LTE.info(Verb::AskPeer, b"+QISTATE: 11,\"TCP INCOMING\",\"198.51.100.7\",54321,7000,2"),
            Some(Info::Peer(Wire(11), peer))
        );
    }

    #[test]
    fn results_of_the_data_phase_are_results_there_only() {
        let result = |verb, line| LTE.result(verb, line);
        assert_eq!(result(Verb::Payload, b"SEND OK"), Some(Final::Ok));
        assert_eq!(
            result(Verb::Payload, b"SEND FAIL"),
            Some(Final::Refused(Some(Refusal::Busy.code())))
        );
        assert_eq!(result(Verb::Payload, b"OK"), None);
        assert_eq!(result(Verb::Payload, b"ERROR"), Some(Final::Refused(None)));
        assert_eq!(result(Verb::Announce, b"SEND OK"), None);
        assert_eq!(result(Verb::Shut, b"CLOSE OK"), Some(Final::Ok));
        assert_eq!(result(Verb::Fetch, b"CLOSE OK"), None);
        assert_eq!(result(Verb::Command, b"SEND OK"), Some(Final::Ok));
    }

    #[test]
    fn payload_in_a_line_is_of_the_nb_iot_class() {
        let line = b"+QIURC: \"recv\",2,5,";
        assert_eq!(LTE.inline_data(line), None);
        let header = DataHeader { wire: Some(Wire(2)), len: 5, is_hex: None, peer: None };
        assert_eq!(Quectel::NB_IOT.inline_data(line), Some(header));
        assert_eq!(Quectel::NB_IOT.inline_data(b"+QIURC: \"recv\",2,"), None);
    }
}
