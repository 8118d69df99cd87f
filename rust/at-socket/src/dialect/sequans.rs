//! Sequans Monarch (Pycom GPy/FiPy) and Monarch 2.
//!
//! Source of the wire forms: Sequans AT command manual through public drivers and logs. The
//! connection id 1..=6 is chosen by the host, so it is the [`SocketId`] itself.

use crate::{
    detection::Family,
    dialect::{
        Context, DataHeader, Dialect, DialectId, End, Info, NoData, RequestKind, Script,
        Unsolicited,
    },
    network,
    step::{Otherwise, Refusal, Step, Verb, Wait},
    text::{Params, Writer},
    time::Duration,
    types::{
        Framing, Limits, PayloadFormat, Peer, Rings, SocketId, SocketOption, Transport, Verify,
        Wire,
    },
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

/// Refusals of an announcement with "operation not supported" right after a dial are transient.
const ANNOUNCE: Otherwise = Otherwise::AgainOn { refusal: Refusal::NotSupported, tries: 3 };

const SHUT: Step = Step::may(Verb::Shut, Duration::from_secs(12));
const CONFIGURE: Step = Step::must(Verb::Configure, Duration::from_secs(5));
const DIAL: Step =
    Step::must(Verb::Dial, Duration::from_secs(120)).otherwise(Otherwise::Again { tries: DIALS });
const LISTEN: Step = Step::may(Verb::Listen, Duration::from_millis(0)).wait(Wait::Unsolicited);

const OPEN: [Step; 7] = opening(DIAL);
const CREATE: [Step; 7] = opening(Step::must(Verb::Create, Duration::from_secs(10)));
const SERVE: [Step; 7] = opening(Step::must(Verb::Serve, Duration::from_secs(10)));
/// Refused when the one that came in has gone, and nobody listens any more.
const ACCEPT: [Step; 3] = [
    LISTEN,
    Step::must(Verb::Accept, Duration::from_secs(10)).otherwise(Otherwise::Lose),
    Step::may(Verb::AskPeer, Duration::from_secs(5)),
];
const SEND: [Step; 2] = [
    Step::must(Verb::Announce, Duration::from_secs(10)).wait(Wait::Prompt).otherwise(ANNOUNCE),
    Step::must(Verb::Payload, Duration::from_secs(15)),
];
const SEND_TO: [Step; 3] = [LOOKUP, SEND[0], SEND[1]];
const ASK: Step = Step::may(Verb::AskUnread, Duration::from_secs(5));
const FETCH: Step = Step::must(Verb::Fetch, Duration::from_secs(10));
const RECEIVE: [Step; 3] = [LISTEN, ASK, FETCH];
/// Such a transport drops what comes between two commands, and listens for seconds at a time.
const RECEIVE_TEXT: [Step; 4] = [ASK, LISTEN, ASK, FETCH];
/// Old firmware does not know it.
const LOOKUP: Step = Step::must(Verb::Lookup, Duration::from_secs(20));
/// Some commands take minutes; the caller may give up earlier.
const COMMAND: Step = Step::must(Verb::Command, Duration::from_secs(180));
const INIT: [Step; 2] = [
    Step::may(Verb::EchoOff, Duration::from_secs(2)),
    Step::may(Verb::ReportErrors, Duration::from_secs(2)),
];

const PROFILE: Verb = Verb::Secure(0);
const SECURE: Verb = Verb::Secure(1);

/// Places for certificates, and as many for keys.
const CREDENTIALS: u32 = 20;

const fn opening(last: Step) -> [Step; 7] {
    [
        SHUT,
        Step::may(Verb::Timers, Duration::from_secs(5)),
        Step::must(PROFILE, Duration::from_secs(5)),
        Step::must(SECURE, Duration::from_secs(5)),
        Step::must(Verb::Unsecure, Duration::from_secs(5)),
        CONFIGURE,
        last,
    ]
}

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
        }
    }

    fn wire(&self, id: SocketId) -> Option<Wire> {
        Some(Wire(id.get()))
    }

    fn has_option(&self, option: SocketOption, value: u16) -> bool {
        // "Nothing more to come" cannot be said without data.
        option == SocketOption::ReleaseAssistance && (2..=5).contains(&value)
    }

    fn is_tag(&self, tag: u32) -> bool {
        tag < CREDENTIALS
    }

    fn is_identity(&self, tag: u8) -> bool {
        self.is_tag(tag.into())
    }

    fn script(&self, script: &Script) -> &'static [Step] {
        match (script.request, script.framing) {
            (RequestKind::Accept, _) => &ACCEPT,
            (RequestKind::Attach, _) => &network::ATTACH,
            (RequestKind::Close, _) => &[SHUT],
            (RequestKind::Command, _) => &[COMMAND],
            (RequestKind::Create, _) => &CREATE,
            // Scripts that drive a modem by texts expect no command that they did not cause.
            (RequestKind::Init, Framing::Exchange) => &[],
            (RequestKind::Init, Framing::Stream) => &INIT,
            (RequestKind::Listen, _) => &[LISTEN],
            (RequestKind::Resolve, _) => &[LOOKUP],
            (RequestKind::Open, _) => &OPEN,
            (RequestKind::Receive, Framing::Exchange) => &RECEIVE_TEXT,
            (RequestKind::Receive, Framing::Stream) => &RECEIVE,
            (RequestKind::Send, _) => &SEND,
            (RequestKind::SendTo, _) => &SEND_TO,
            (RequestKind::Serve, _) => &SERVE,
            // What is to come is said with the data, and nothing can be asked for.
            _ => &[],
        }
    }

    fn write(&self, verb: Verb, context: &Context<'_>, writer: &mut Writer<'_>) {
        let text = match verb {
            Verb::Accept => "AT+SQNSA=$i,1",
            Verb::Announce => match (context.port, context.assistance) {
                (0, 0) => "AT+SQNSSENDEXT=$i,$l",
                (0, _) => "AT+SQNSSENDEXT=$i,$l,$r",
                _ => "AT+SQNSSENDEXT=$i,$l,$r,$h,$p",
            },
            Verb::AskPeer => "AT+SQNSS=$i",
            Verb::AskUnread => "AT+SQNSI=$i",
            // Ring with length, and the form of payload in both directions.
            Verb::Configure => match context.format {
                PayloadFormat::Hex => "AT+SQNSCFGEXT=$i,1,1,0,0,1,0,0",
                PayloadFormat::Raw => "AT+SQNSCFGEXT=$i,1,0,0,0,0,0,0",
            },
            // A peer that is not there, and anyone is heard and can be sent to.
            Verb::Create => "AT+SQNSD=$i,1,$o,$j,0,$o,1,2",
            // Command mode, one peer. The name that is checked is the one that is dialled.
            Verb::Dial => "AT+SQNSD=$i,$u,$p,$n,0,$o,1,0",
            Verb::Fetch => "AT+SQNSRECV=$i,$l",
            Verb::Lookup => "AT+SQNDNSLKUP=$h,$b",
            PROFILE => profile(context, writer),
            SECURE => "AT+SQNSSCFG=$i,1,$i",
            Verb::Serve => "AT+SQNSL=$i,$f,$o",
            Verb::Unsecure => "AT+SQNSSCFG=$i,0,$i",
            Verb::Shut => "AT+SQNSH=$i",
            // Context 1, automatic packet size, no idle close, 60 s for a dial, 5 s collection.
            Verb::Timers => "AT+SQNSCFG=$i,1,0,0,600,50",
            _ => "",
        };
        context.fill(text, writer);
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

    fn no_data(&self, _: Transport) -> NoData {
        NoData::Nothing
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
        if let Some(mut params) = Params::of(line, "+CEREG:") {
            return params.byte().map(|stat| Unsolicited::Registered(matches!(stat, 1 | 5)));
        }
        matches!(line, b"+SYSSTART" | b"^SYSSTART").then_some(Unsolicited::Restarted)
    }
}

/// TLS 1.2 in the numbers of Monarch 2, all ciphers; bit 0 checks the chain of certificates, bit 2 the
/// name. Behind it the places of the trusted certificate, and of the own one and its key. The profile
/// has the number of the connection. Gives the text that is still to be filled in.
fn profile(context: &Context<'_>, writer: &mut Writer<'_>) -> &'static str {
    let (verify, resumes) = match context.security {
        Some(security) => (security.verify, security.session_cache > 0),
        None => return "",
    };
    context.fill(r#"AT+SQNSPCFG=$i,2,"""#, writer);
    writer.field(match (verify, context.server_name) {
        (Verify::Never, _) => 0_u8,
        (_, None) => 1,
        (_, Some(_)) => 5,
    });
    if resumes { r#",$t,$d,$d,"","",0,1"# } else { r#",$t,$d,$d,"","""# }
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

    #[test]
    fn registration_is_home_or_roaming() {
        let registered = |line| Sequans.unsolicited(line);
        assert_eq!(registered(b"+CEREG: 5"), Some(Unsolicited::Registered(true)));
        assert_eq!(registered(b"+CEREG: 2"), Some(Unsolicited::Registered(false)));
    }
}
