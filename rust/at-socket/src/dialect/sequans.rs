//! Sequans Monarch (Pycom GPy/FiPy) and Monarch 2.
//!
//! Source of the wire forms: Sequans AT command manual through public drivers and logs. The
//! connection id 1..=6 is chosen by the host, so it is the [`SocketId`] itself.

use crate::{
    detection::Family,
    dialect::{
        Context, DataHeader, Dialect, DialectId, End, Info, RequestKind, Script, Unsolicited,
        tables::{Scripts, Texts, scripts, steps, texts},
    },
    step::{Otherwise, Refusal, Step, Verb, Wait},
    text::{Params, Writer},
    time::Duration,
    types::{Framing, Limits, PayloadFormat, Peer, Rings, SocketOption, Wire},
};

pub(crate) struct Sequans;

const SEQUANS: Option<DialectId> = Some(DialectId::Sequans);

/// Pycom's modems tell the versions of their firmware only.
pub(crate) const FAMILY: Family = Family {
    names: &[
        ("sequans", SEQUANS),
        ("gm01", SEQUANS),
        ("gm02", SEQUANS),
        ("vzm20", SEQUANS),
        ("sqn", SEQUANS),
        ("ryz014", SEQUANS),
        ("ue#.#", SEQUANS),
        ("lr#.#.#.", SEQUANS),
    ],
    probe: "AT+SQNSCFGEXT?",
    questions: &[],
    default: DialectId::Sequans,
};

/// Connection ids.
const CONNECTIONS: u8 = 6;

/// Bytes per AT+SQNSSENDEXT and per AT+SQNSRECV.
const DATA_LEN: u16 = 1500;

/// Dials of one open.
const DIALS: u8 = 4;

const PROFILE: Verb = Verb::Secure(0);
const SECURE: Verb = Verb::Secure(1);

steps! {
    ECHO_OFF = Step::may(Verb::EchoOff, Duration::from_secs(2));
    REPORT_ERRORS = Step::may(Verb::ReportErrors, Duration::from_secs(2));
    SHUT = Step::may(Verb::Shut, Duration::from_secs(12));
    TIMERS = Step::may(Verb::Timers, Duration::from_secs(5));
    SET_PROFILE = Step::must(PROFILE, Duration::from_secs(5));
    SET_SECURE = Step::must(SECURE, Duration::from_secs(5));
    UNSECURE = Step::must(Verb::Unsecure, Duration::from_secs(5));
    CONFIGURE = Step::must(Verb::Configure, Duration::from_secs(5));
    CREATE = Step::must(Verb::Create, Duration::from_secs(10));
    DIAL = Step::must(Verb::Dial, Duration::from_secs(120))
        .otherwise(Otherwise::Again { tries: DIALS });
    SERVE = Step::must(Verb::Serve, Duration::from_secs(10));
    LISTEN = Step::may(Verb::Listen, Duration::from_millis(0)).wait(Wait::Unsolicited);
    /// Refused when the one that came in has gone, and nobody listens any more.
    ACCEPT = Step::must(Verb::Accept, Duration::from_secs(10)).otherwise(Otherwise::Lose);
    ASK_PEER = Step::may(Verb::AskPeer, Duration::from_secs(5));
    /// Refusals right after a dial are transient.
    ANNOUNCE = Step::must(Verb::Announce, Duration::from_secs(10))
        .wait(Wait::Prompt)
        .otherwise(Otherwise::AgainOn { refusal: Refusal::NotSupported, tries: 3 });
    PAYLOAD = Step::must(Verb::Payload, Duration::from_secs(15));
    ASK = Step::may(Verb::AskUnread, Duration::from_secs(5));
    FETCH = Step::must(Verb::Fetch, Duration::from_secs(10));
    /// Old firmware does not know it.
    LOOKUP = Step::must(Verb::Lookup, Duration::from_secs(20));
}

const SCRIPTS: Scripts = scripts! {
    Accept => [LISTEN, ACCEPT, ASK_PEER],
    Close => [SHUT],
    Create => [SHUT, TIMERS, SET_PROFILE, SET_SECURE, UNSECURE, CONFIGURE, CREATE],
    Init => [ECHO_OFF, REPORT_ERRORS],
    // Scripts that drive a modem by texts expect no command that they did not cause.
    Init => [],
    Listen => [LISTEN],
    Open => [SHUT, TIMERS, SET_PROFILE, SET_SECURE, UNSECURE, CONFIGURE, DIAL],
    Receive => [LISTEN, ASK, FETCH],
    // A transport of texts drops what comes between two commands, and listens for seconds at a time.
    Receive => [ASK, LISTEN, ASK, FETCH],
    Resolve => [LOOKUP],
    Send => [ANNOUNCE, PAYLOAD],
    SendTo => [LOOKUP, ANNOUNCE, PAYLOAD],
    Serve => [SHUT, TIMERS, SET_PROFILE, SET_SECURE, UNSECURE, CONFIGURE, SERVE],
};

/// Places for certificates, and as many for keys.
const CREDENTIALS: u8 = 20;

const TEXTS: Texts = texts! {
    Verb::Accept => "AT+SQNSA=$i,1",
    Verb::Announce => "AT+SQNSSENDEXT=$i,$l",
    Verb::Announce => "AT+SQNSSENDEXT=$i,$l,$r",
    Verb::Announce => "AT+SQNSSENDEXT=$i,$l,$r,$h,$p",
    Verb::AskPeer => "AT+SQNSS=$i",
    Verb::AskUnread => "AT+SQNSI=$i",
    // Ring with length, and the form of payload in both directions: hexadecimal, or as it is.
    Verb::Configure => "AT+SQNSCFGEXT=$i,1,1,0,0,1,0,0",
    Verb::Configure => "AT+SQNSCFGEXT=$i,1,0,0,0,0,0,0",
    // A peer that is not there, and anyone is heard and can be sent to.
    Verb::Create => "AT+SQNSD=$i,1,$o,$j,0,$o,1,2",
    // Command mode, one peer. The name that is checked is the one that is dialled.
    Verb::Dial => "AT+SQNSD=$i,$u,$p,$n,0,$o,1,0",
    Verb::Fetch => "AT+SQNSRECV=$i,$l",
    Verb::Lookup => "AT+SQNDNSLKUP=$h,$b",
    // TLS 1.2 in the numbers of Monarch 2, all ciphers, what is checked. Behind it the places of the
    // trusted certificate, and of the own one and its key; the last number takes up a session. The
    // profile has the number of the connection.
    PROFILE => r#"AT+SQNSPCFG=$i,2,"",$z,$t,$d,$d,"","""#,
    PROFILE => r#"AT+SQNSPCFG=$i,2,"",$z,$t,$d,$d,"","",0,1"#,
    SECURE => "AT+SQNSSCFG=$i,1,$i",
    Verb::Serve => "AT+SQNSL=$i,$f,$o",
    Verb::Unsecure => "AT+SQNSSCFG=$i,0,$i",
    Verb::Shut => "AT+SQNSH=$i",
    // Context 1, automatic packet size, no idle close, 60 s for a dial, 5 s collection.
    Verb::Timers => "AT+SQNSCFG=$i,1,0,0,600,50",
};

impl Dialect for Sequans {
    fn limits(&self) -> &'static Limits {
        &Limits {
            sockets: CONNECTIONS,
            send: DATA_LEN,
            receive: DATA_LEN,
            directed: false,
            unties: true,
            rings: Rings::Each,
            listens: true,
            listens_once: true,
            secures: true,
            resolves: true,
            chooses_format: true,
            empty_datagrams: true,
            needs_port: true,
            // The modem takes a local port for datagrams only.
            binds_streams: false,
            first_wire: Some(Wire(1)),
            tags: CREDENTIALS as u32,
            identities: CREDENTIALS,
            ..Limits::NONE
        }
    }

    fn has_option(&self, option: SocketOption, value: u16) -> bool {
        // "Nothing more to come" cannot be said without data.
        option == SocketOption::ReleaseAssistance && (2..=5).contains(&value)
    }

    fn step(&self, script: &Script, place: u8) -> Option<Step> {
        let nth = match script.request {
            RequestKind::Init | RequestKind::Receive => {
                u8::from(script.framing == Framing::Exchange)
            }
            _ => 0,
        };
        SCRIPTS.step(script.request, nth, place)
    }

    fn write(&self, verb: Verb, context: &Context<'_>, writer: &mut Writer<'_>) {
        let nth = match verb {
            Verb::Announce if context.port > 0 => 2,
            Verb::Announce => u8::from(context.assistance > 0),
            Verb::Configure => u8::from(context.format == PayloadFormat::Raw),
            PROFILE => u8::from(context.security.is_some_and(|own| own.session_cache > 0)),
            _ => 0,
        };
        context.fill(TEXTS.get(verb, nth), writer);
    }

    fn data_header<'a>(&self, verb: Verb, line: &'a [u8]) -> Option<DataHeader<'a>> {
        if verb != Verb::Fetch {
            return None;
        }
        let mut params = Params::of(line, "+SQNSRECV:")?;
        let (wire, len) = (connection(&mut params)?, params.small()?);
        let peer = params.text().zip(params.small()).map(|(host, port)| Peer { host, port });
        (len <= DATA_LEN).then_some(DataHeader { wire: Some(wire), len, is_hex: None, peer })
    }

    fn info<'a>(&self, verb: Verb, line: &'a [u8]) -> Option<Info<'a>> {
        match verb {
            Verb::AskUnread => {
                let mut params = Params::of(line, "+SQNSI:")?;
                let wire = connection(&mut params)?;
                let (_sent, _received) = (params.text()?, params.text()?);
                (params.number()? > 0).then_some(Info::Unread(wire))
            }
            Verb::AskPeer => {
                let mut params = Params::of(line, "+SQNSS:")?;
                let (wire, _state) = (connection(&mut params)?, params.text()?);
                let (_address, _port) = (params.text()?, params.text()?);
                Some(Info::Peer(wire, Peer { host: params.text()?, port: params.small()? }))
            }
            // The name, then all its addresses, in quotes or not.
            Verb::Lookup => {
                let mut params = Params::of(line, "+SQNDNSLKUP:")?;
                params.text()?;
                params.text().map(Info::Address)
            }
            _ => None,
        }
    }

    fn inline_data<'a>(&self, line: &'a [u8]) -> Option<DataHeader<'a>> {
        // Ring mode 2, left behind by another program: "+SQNSRING: <id>,<length>,<data>".
        let mut params = Params::of(line, "+SQNSRING:")?;
        let (wire, len) = (connection(&mut params)?, params.small()?);
        (!params.is_empty()).then_some(DataHeader {
            wire: Some(wire),
            len,
            is_hex: None,
            peer: None,
        })
    }

    fn unsolicited(&self, line: &[u8]) -> Option<Unsolicited> {
        if let Some(mut params) = Params::of(line, "+SQNSRING:") {
            let wire = connection(&mut params)?;
            return Some(Unsolicited::Arrived { wire, len: params.small() });
        }
        if let Some(mut params) = Params::of(line, "+SQNSH:") {
            return Some(Unsolicited::Ended(End::closed(connection(&mut params)?)));
        }
        matches!(line, b"+SYSSTART" | b"^SYSSTART").then_some(Unsolicited::Restarted)
    }
}

fn connection(params: &mut Params<'_>) -> Option<Wire> {
    params.byte().filter(|id| (1..=CONNECTIONS).contains(id)).map(Wire)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rings_of_every_form() {
        let arrived = |len| Some(Unsolicited::Arrived { wire: Wire(2), len });
        assert_eq!(Sequans.unsolicited(b"+SQNSRING: 2"), arrived(None));
        assert_eq!(Sequans.unsolicited(b"+SQNSRING: 2,5"), arrived(Some(5)));
        assert_eq!(Sequans.unsolicited(b"+SQNSRING: 7,5"), None);
        assert_eq!(Sequans.inline_data(b"+SQNSRING: 2,"), None);
        assert_eq!(
            Sequans.inline_data(b"+SQNSRING: 2,5,"),
            Some(DataHeader { wire: Some(Wire(2)), len: 5, is_hex: None, peer: None })
        );
    }

    #[test]
    fn data_headers_with_and_without_address() {
        let header = |peer| Some(DataHeader { wire: Some(Wire(1)), len: 10, is_hex: None, peer });
        let peer = Peer { host: b"192.0.2.1", port: 5683 };
        let read = |line| Sequans.data_header(Verb::Fetch, line);
        assert_eq!(read(b"+SQNSRECV: 1,10"), header(None));
        assert_eq!(read(b"+SQNSRECV: 1,10,\"192.0.2.1\",5683"), header(Some(peer)));
        assert_eq!(read(b"+SQNSRECV: 1,10,192.0.2.1,5683"), header(Some(peer)));
        assert_eq!(Sequans.data_header(Verb::Fetch, b"+SQNSRECV: 1,1501"), None);
        assert_eq!(Sequans.data_header(Verb::Announce, b"+SQNSRECV: 1,10"), None);
    }
}
