//! Nordic Serial Modem, generations N1 to N4 (development state of 2025-11 to v2.0.0).
//!
//! Source of the wire forms: the application's own source and its command pages. The modem chooses
//! the handle of a socket; readiness is told once by `#XAPOLL` and armed again by a read, so every
//! read is non-blocking, and what a read may have left is told again or, of a stream, read on.
//!
//! Only hexadecimal text and data mode with a length carry any byte. N1 has no such length: there data
//! mode takes what does not contain its end.

mod data_mode;
pub(crate) mod n0;

use self::data_mode::{DATA_LEN, uncounted};
use crate::{
    detection::{Family as ModemFamily, Question, Verdict},
    dialect::{
        Context, DataHeader, Dialect, DialectId, End, Form, Info, RequestKind, Script, Unsolicited,
        tables::{Scripts, Texts, scripts, steps, texts},
    },
    step::{Otherwise, Step, Verb, Wait},
    text::{Params, Writer, parse_hex, parse_number},
    time::Duration,
    types::{Framing, Limits, Peer, Rings, SocketOption, Transport, Wire},
};

/// A generation with handles in its commands.
pub(crate) struct Nordic(Generation);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Generation {
    /// The first with handles.
    N1,
    /// Data mode with a length.
    N2,
    /// Readiness set per handle, automatic reception.
    N3,
    /// Listeners again, unsolicited lines held back while a command runs.
    N4,
}

pub(crate) const N1: Nordic = Nordic(Generation::N1);
pub(crate) const N2: Nordic = Nordic(Generation::N2);
pub(crate) const N3: Nordic = Nordic(Generation::N3);
pub(crate) const N4: Nordic = Nordic(Generation::N4);

/// The generations, from the last to the first. The last question closes every socket of N1: it comes
/// before any is opened.
pub(crate) const FAMILY: ModemFamily = ModemFamily {
    names: &[("nordic", None), ("nrf91", None), ("mfw_nrf", None)],
    probe: "AT#XSOCKET=?",
    questions: &[
        is_there("AT#XACCEPT=?", DialectId::NordicN4),
        is_there("AT#XRECVCFG=?", DialectId::NordicN3),
        is_there("AT#XSMVER", DialectId::NordicN2),
        Question { command: "AT#XSLMVER", yes: Verdict::AskOn, no: Verdict::Foreign },
        is_there("AT#XCLOSE", DialectId::NordicN1),
    ],
    default: DialectId::NordicN0,
};

/// A command of this generation and of none before.
const fn is_there(command: &'static str, generation: DialectId) -> Question {
    Question { command, yes: Verdict::Is(generation), no: Verdict::AskOn }
}

/// Sockets of the modem.
const SOCKETS: u8 = 8;

/// Most bytes of payload in a command.
const HEX_LEN: u16 = 1400;

/// Up to here two digits per byte cost less time than the round trip of data mode.
const SHORT_LEN: u16 = 200;

/// Most bytes per read.
const RECEIVE_LEN: u16 = 2048;

/// Readiness for every socket, present and future.
const POLL: u8 = 0;
/// A pause of the host must not split a datagram in data mode.
const PACE: u8 = 1;
/// No data that nobody asked for.
const HOLD: u8 = 2;
/// The port of a server that was closed a moment ago.
const REUSE: u8 = 3;

steps! {
    ECHO_OFF = Step::may(Verb::EchoOff, Duration::from_secs(2));
    REPORT_ERRORS = Step::may(Verb::ReportErrors, Duration::from_secs(2));
    /// A restart may have gone unnoticed.
    CENSUS = Step::must(Verb::Census, Duration::from_secs(5));
    CENSUS_END = Step::may(Verb::CensusEnd, Duration::from_secs(5));
    SWEEP = Step::may(Verb::Sweep, Duration::from_secs(10));
    SET_POLL = prepare(POLL);
    SET_PACE = prepare(PACE);
    /// Data that another program had pushed would reach nobody.
    SET_HOLD = prepare(HOLD);
    REUSE_PORT = prepare(REUSE).otherwise(Otherwise::Overlook);
    SELECT = Step::must(Verb::Select, Duration::from_secs(5));
    /// A socket that cannot be selected is gone.
    SELECT_OLD = Step::must(Verb::Select, Duration::from_secs(5)).otherwise(Otherwise::Overlook);
    /// A handle that is gone is refused: closed all the same.
    SHUT = Step::must(Verb::Shut, Duration::from_secs(10)).otherwise(Otherwise::Overlook);
    CREATE = Step::must(Verb::Create, Duration::from_secs(10));
    BIND = Step::must(Verb::Bind, Duration::from_secs(5));
    SERVER_NAME = Step::must(Verb::ServerName, Duration::from_secs(5));
    /// A modem that cannot makes a new session.
    RESUME = secure(SocketOption::SessionCache).otherwise(Otherwise::Overlook);
    CONNECTION_ID = secure(SocketOption::ConnectionId);
    HANDSHAKE_TIMEOUT = secure(SocketOption::HandshakeTimeout);
    FRAGMENT_EXTENSION = secure(SocketOption::FragmentExtension);
    /// A name lookup and a handshake.
    DIAL = Step::must(Verb::Dial, Duration::from_secs(130));
    SERVE = Step::must(Verb::Serve, Duration::from_secs(10));
    /// Refused when nobody waits any more.
    ACCEPT = Step::must(Verb::Accept, Duration::from_secs(10)).otherwise(Otherwise::Nothing);
    /// The modem itself gives up after 30 s.
    HEX_SEND = Step::must(Verb::HexSend, Duration::from_secs(35));
    TEXT_SEND = Step::must(Verb::TextSend, Duration::from_secs(35));
    ANNOUNCE = Step::must(Verb::Announce, Duration::from_secs(10));
    PAYLOAD = Step::must(Verb::Payload, Duration::from_secs(45)).wait(Wait::Report);
    ABANDON = Step::must(Verb::Abandon, Duration::from_secs(5)).wait(Wait::Report);
    /// Nothing is said until the mark.
    UNCOUNTED = Step::must(Verb::Payload, Duration::from_millis(0)).wait(Wait::Silence);
    /// After its time without a byte, see [`PACE`], the modem takes what might have begun the mark for
    /// payload.
    PAUSED = Step::must(Verb::Payload, Duration::from_secs(2)).wait(Wait::Silence);
    LEAVE = Step::must(Verb::Leave, Duration::from_secs(45)).wait(Wait::Report);
    LISTEN = Step::may(Verb::Listen, Duration::from_millis(0)).wait(Wait::Unsolicited);
    /// Refusals of every kind look the same; what is wrong with a socket its readiness tells.
    FETCH = Step::must(Verb::Fetch, Duration::from_secs(10)).otherwise(Otherwise::Nothing);
    /// Where the modem does not know the socket, it is gone.
    WATCH = Step::must(Verb::Watch, Duration::from_secs(2)).otherwise(Otherwise::Lose);
    LOOKUP = Step::must(Verb::Lookup, Duration::from_secs(65));
    SET_OPTION = Step::must(Verb::SetOption, Duration::from_secs(5));
    GET_OPTION = Step::must(Verb::GetOption, Duration::from_secs(5));
}

/// Of those with handles.
const SCRIPTS: Scripts = scripts! {
    Accept => [LISTEN, ACCEPT],
    Close => [SHUT],
    Create => [SHUT, CREATE, BIND],
    GetOption => [GET_OPTION],
    Init => [ECHO_OFF, REPORT_ERRORS, CENSUS, CENSUS_END, SWEEP, SET_POLL, SET_PACE],
    Init => [ECHO_OFF, REPORT_ERRORS, CENSUS, CENSUS_END, SWEEP, SET_POLL, SET_PACE, SET_HOLD],
    Listen => [LISTEN],
    Open => [
        SHUT, CREATE, BIND, SERVER_NAME, RESUME, CONNECTION_ID, HANDSHAKE_TIMEOUT,
        FRAGMENT_EXTENSION, DIAL,
    ],
    Receive => [LISTEN, FETCH, WATCH],
    Resolve => [LOOKUP],
    // By the form of the payload, and data mode with a length.
    Send => [ANNOUNCE, UNCOUNTED, LEAVE],
    Send => [ANNOUNCE, PAUSED, LEAVE],
    Send => [HEX_SEND],
    Send => [ANNOUNCE, PAYLOAD, ABANDON],
    Serve => [SHUT, CREATE, REUSE_PORT, BIND, SERVE],
    SetOption => [SET_OPTION],
};

/// Commands of those with handles.
const TEXTS: Texts = texts! {
    Verb::Accept => "AT#XACCEPT=$i",
    Verb::Announce => "AT#XSEND=$i,2,0",
    Verb::Announce => "AT#XSEND=$i,2,0,$l",
    Verb::Announce => "AT#XSENDTO=$i,2,0,$h,$p",
    Verb::Announce => "AT#XSENDTO=$i,2,0,$h,$p,$l",
    Verb::Bind => "AT#XBIND=$i,$o",
    Verb::Census => "AT#XSOCKET?",
    Verb::CensusEnd => "AT#XSSOCKET?",
    // Of the client role; with credentials their tag and how the peer is verified.
    Verb::Create => "AT#XSOCKET=$f,$k,0",
    Verb::Create => "AT#XSSOCKET=$f,$k,0,$t,$y",
    Verb::Dial => "AT#XCONNECT=$i,$h,$p",
    // Never blocking: a blocking read would occupy the modem.
    Verb::Fetch => "AT#XRECV=$i,$e,64,0",
    Verb::Fetch => "AT#XRECV=$i,$e,64,0,$l",
    Verb::Fetch => "AT#XRECVFROM=$i,$e,64,0",
    Verb::Fetch => "AT#XRECVFROM=$i,$e,64,0,$l",
    Verb::GetOption => "AT#XSSOCKETOPT=$i,0,$w",
    Verb::HexSend => r#"AT#XSEND=$i,1,0,"$x""#,
    Verb::HexSend => r#"AT#XSENDTO=$i,1,0,$h,$p,"$x""#,
    Verb::Lookup => "AT#XGETADDRINFO=$h,$f",
    Verb::Prepare(POLL) => "AT#XAPOLL=1,1",
    Verb::Prepare(POLL) => "AT#XAPOLL=,1,1",
    Verb::Prepare(PACE) => "AT#XDATACTRL=1000",
    Verb::Prepare(HOLD) => "AT#XRECVCFG=,0",
    Verb::Prepare(REUSE) => "AT#XSOCKETOPT=$i,1,2,1",
    Verb::Serve => "AT#XLISTEN=$i",
    Verb::ServerName => "AT#XSSOCKETOPT=$i,1,2,$n",
    Verb::SetOption => "AT#XSOCKETOPT=$i,1,$w,$v",
    Verb::SetOption => "AT#XSSOCKETOPT=$i,1,$w,$v",
    Verb::Shut => "AT#XCLOSE=$i",
    Verb::Sweep => "AT#XCLOSE",
    Verb::Watch => "AT#XAPOLL=$i,1,1",
};

/// Said before the handshake.
const fn secure(option: SocketOption) -> Step {
    Step::must(Verb::SecureOption(option), Duration::from_secs(5))
}

const fn prepare(what: u8) -> Step {
    Step::may(Verb::Prepare(what), Duration::from_secs(2))
}

impl Dialect for Nordic {
    fn limits(&self) -> &'static Limits {
        // Before, a listener blocks the modem until somebody connects, or does not exist.
        if self.0 >= Generation::N4 { &Limits { listens: true, ..LIMITS } } else { &LIMITS }
    }

    fn has_option(&self, option: SocketOption, _: u16) -> bool {
        match option {
            SocketOption::FragmentExtension => self.0 >= Generation::N3,
            SocketOption::LoadConnection | SocketOption::SaveConnection => self.0 >= Generation::N4,
            option => has_option(option),
        }
    }

    fn step(&self, script: &Script, place: u8) -> Option<Step> {
        let (kind, form) = request(script);
        let nth = match kind {
            RequestKind::Init => u8::from(self.0 >= Generation::N3),
            RequestKind::Send if form == Form::Data && self.has_lengths() => 3,
            RequestKind::Send => form as u8,
            _ => 0,
        };
        SCRIPTS.step(kind, nth, place)
    }

    fn piece(&self, framing: Framing, transport: Transport, payload: &[u8]) -> (usize, Form) {
        // Over a transport of texts data mode is for what fits no command.
        let short = match framing {
            Framing::Exchange => HEX_LEN,
            Framing::Stream => SHORT_LEN,
        };
        let (short, hex) = (usize::from(short), usize::from(HEX_LEN));
        let len = payload.len();
        let (data, form) = match self.has_lengths() {
            true => (len, Form::Data),
            false => uncounted(framing, transport, payload),
        };
        let is_whole = data == len && form == Form::Data;
        let is_hex = len <= short || !is_whole && (len <= hex || data <= short);
        if is_hex { (len.min(hex), Form::Text) } else { (data, form) }
    }

    fn write(&self, verb: Verb, context: &Context<'_>, writer: &mut Writer<'_>) {
        let (verb, nth) = said(verb, context);
        let nth = match verb {
            Verb::Announce => 2 * nth + u8::from(self.has_lengths()),
            // Without a length it is the most that the modem gives.
            Verb::Fetch => 2 * nth + u8::from(context.len < RECEIVE_LEN),
            Verb::Prepare(POLL) => u8::from(self.0 >= Generation::N3),
            _ => nth,
        };
        context.fill(TEXTS.get(verb, nth), writer);
    }

    fn data_header<'a>(&self, verb: Verb, line: &'a [u8]) -> Option<DataHeader<'a>> {
        (verb == Verb::Fetch).then_some(())?;
        header(line)
    }

    fn info<'a>(&self, verb: Verb, line: &'a [u8]) -> Option<Info<'a>> {
        match verb {
            Verb::Accept => {
                let mut params = Params::of(line, "#XACCEPT:")?;
                let (handle, _context) = (params.byte()?, params.byte()?);
                Some(Info::Accepted(Wire(handle), peer(&mut params)?))
            }
            Verb::Census | Verb::CensusEnd => handle(line).map(Info::Alive),
            Verb::Create => handle(line).map(Info::Created),
            // A header that cannot be read, and behind it payload of any kind.
            Verb::Fetch => line.starts_with(b"#XRECV").then_some(Info::Garbled),
            _ => answer(verb, line),
        }
    }

    fn inline_data<'a>(&self, _: &'a [u8]) -> Option<DataHeader<'a>> {
        None
    }

    fn pushed<'a>(&self, line: &'a [u8]) -> Option<DataHeader<'a>> {
        header(line)
    }

    fn unsolicited(&self, line: &[u8]) -> Option<Unsolicited> {
        let what = unsolicited(line)?;
        Some(match what {
            Unsolicited::Ended(end) => Unsolicited::Ended(End { is_late: self.defers(), ..end }),
            _ => what,
        })
    }
}

impl Nordic {
    fn has_lengths(&self) -> bool {
        self.0 >= Generation::N2
    }

    /// Unsolicited lines wait until the host has been silent for a while.
    fn defers(&self) -> bool {
        self.0 >= Generation::N4
    }
}

/// Bounds of all generations.
const LIMITS: Limits = Limits {
    sockets: SOCKETS,
    send: DATA_LEN,
    receive: RECEIVE_LEN,
    directed: true,
    unties: true,
    rings: Rings::AfterRead,
    listens: false,
    listens_once: false,
    resolves: true,
    binds_streams: true,
    secures: true,
    chooses_format: false,
    empty_datagrams: false,
    needs_port: false,
    // The default bearer.
    data_context: 0,
    reads_blanks: true,
    // A quote that lost its partner takes line ends for text; this closes it. Where none is open the modem
    // takes it all back.
    escape: "\"\r\x08\x08",
    ..Limits::NONE
};

/// The kind of request in a table of scripts, and the form of payload: all sending goes alike.
fn request(script: &Script) -> (RequestKind, Form) {
    match script.request {
        RequestKind::SendTo => (RequestKind::Send, script.form),
        kind => (kind, script.form),
    }
}

/// The verb in a table of texts, and which of its texts it is: the later one is for a peer that is named,
/// or a secured socket.
fn said(verb: Verb, context: &Context<'_>) -> (Verb, u8) {
    let is_later = match verb {
        Verb::Announce | Verb::HexSend | Verb::TextSend => context.port > 0,
        Verb::Create => context.security.is_some(),
        Verb::Fetch => context.transport == Transport::Udp && context.security.is_none(),
        // Options of secured connections are set alike before the handshake and behind it.
        Verb::SecureOption(_) => return (Verb::SetOption, 1),
        Verb::SetOption => context.option.is_some_and(|(option, _)| option.is_secure()),
        _ => false,
    };
    (verb, is_later.into())
}

/// The handle of a socket, a new one or one of many.
fn handle(line: &[u8]) -> Option<Wire> {
    let mut params = Params::of(line, "#XSSOCKET:").or_else(|| Params::of(line, "#XSOCKET:"))?;
    params.byte().map(Wire)
}

/// `#XRECV: handle,mode,length` or `#XRECVFROM: handle,mode,length,"address",port`.
fn header(line: &[u8]) -> Option<DataHeader<'_>> {
    let mut params = Params::of(line, "#XRECVFROM:").or_else(|| Params::of(line, "#XRECV:"))?;
    let wire = Some(Wire(params.byte()?));
    let is_hex = match params.byte()? {
        0 => Some(false),
        1 => Some(true),
        _ => return None,
    };
    let len = params.small()?;
    Some(DataHeader { wire, len, is_hex, peer: peer(&mut params) })
}

/// The address and the port behind a length.
fn peer<'a>(params: &mut Params<'a>) -> Option<Peer<'a>> {
    params.text().zip(params.small()).map(|(host, port)| Peer { host, port })
}

/// Options of all generations.
const fn has_option(option: SocketOption) -> bool {
    !matches!(
        option,
        SocketOption::FragmentExtension
            | SocketOption::KeepAlive
            | SocketOption::LoadConnection
            | SocketOption::SaveConnection
    )
}

/// Answers that are the same in all generations.
fn answer(verb: Verb, line: &[u8]) -> Option<Info<'_>> {
    match verb {
        Verb::GetOption => {
            // The handle, if there is one, and the value: `0x` stands before hexadecimal digits.
            let mut params = Params::of(line, "#XSSOCKETOPT:")?;
            let first = params.text()?;
            let text = params.text().unwrap_or(first);
            let value = match text.strip_prefix(b"0x") {
                Some(digits) => parse_hex(digits),
                None => parse_number(text),
            };
            value.and_then(|value| value.try_into().ok()).map(Info::Value)
        }
        Verb::Lookup => {
            let addresses = Params::of(line, "#XGETADDRINFO:")?.text()?;
            let first = addresses.split(|&byte| byte == b' ').next()?;
            is_address(first).then_some(Info::Address(first))
        }
        Verb::Abandon | Verb::Leave | Verb::Payload | Verb::Settle => {
            let status = Params::of(line, "#XDATAMODE:")?.text()?;
            Some(Info::Report { is_good: status == b"0" })
        }
        Verb::HexSend | Verb::TextSend => {
            // With one to three numbers, by generation; the last one counts the bytes.
            let mut params =
                Params::of(line, "#XSENDTO:").or_else(|| Params::of(line, "#XSEND:"))?;
            let mut sent = params.small()?;
            while !params.is_empty() {
                sent = params.small()?;
            }
            Some(Info::Sent(sent))
        }
        _ => None,
    }
}

/// The words of a failed lookup stand where addresses do.
fn is_address(text: &[u8]) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_hexdigit() || matches!(byte, b'.' | b':');
    text.iter().all(is_part) && text.iter().any(|byte| matches!(byte, b'.' | b':'))
}

/// Unsolicited lines of all generations.
fn unsolicited(line: &[u8]) -> Option<Unsolicited> {
    if let Some(mut params) = Params::of(line, "#XAPOLL:") {
        return polled(Wire(params.byte()?), params.byte()?);
    }
    // The banner has no line end before it, so the rest of a broken line may stand there.
    let is_banner = line.ends_with(b"Ready")
        || line.ends_with(b"INIT ERROR")
        || line.ends_with(b"Bootloader mode ready");
    is_banner.then_some(Unsolicited::Restarted)
}

/// Readiness that ends a connection as its peer wants.
const HANG_UP: u8 = 16;

/// Readiness: 1 to read; 8 error, 16 hang-up, 32 invalid.
const fn polled(wire: Wire, events: u8) -> Option<Unsolicited> {
    match (events & 1, events & 56) {
        (0, 0) => None,
        (_, 0) => Some(Unsolicited::Arrived { wire, len: None }),
        (has_data, how) => {
            let (has_data, is_broken) = (has_data > 0, how != HANG_UP);
            Some(Unsolicited::Ended(End { has_data, is_broken, ..End::closed(wire) }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readiness_is_read_bit_by_bit() {
        let wire = Wire(3);
        let events = |events| polled(wire, events);
        assert_eq!(events(1), Some(Unsolicited::Arrived { wire, len: None }));
        assert_eq!(events(5), Some(Unsolicited::Arrived { wire, len: None }));
        assert_eq!(events(4), None);
        let end = |has_data, is_broken| {
            Some(Unsolicited::Ended(End { has_data, is_broken, ..End::closed(wire) }))
        };
        for broken in [8, 32, 24, 12] {
            assert_eq!(events(broken), end(false, true), "{broken}");
        }
        assert_eq!(events(20), end(false, false));
        assert_eq!(events(17), end(true, false));
        assert_eq!(events(25), end(true, true));
        assert_eq!(N1.unsolicited(b"#XAPOLL: 3,17"), events(17));
        assert_eq!(N1.unsolicited(b"#XAPOLL: 3"), None);
    }

    #[test]
    fn data_headers_tell_handle_form_and_peer() {
        let header = |line| N1.data_header(Verb::Fetch, line);
        let data = |is_hex, peer| {
            Some(DataHeader { wire: Some(Wire(0)), len: 10, is_hex: Some(is_hex), peer })
        };
        let peer = Peer { host: b"192.0.2.10", port: 5683 };
        assert_eq!(header(b"#XRECV: 0,0,10"), data(false, None));
        assert_eq!(header(b"#XRECV: 0,1,10"), data(true, None));
        assert_eq!(header(b"#XRECVFROM: 0,0,10,\"192.0.2.10\",5683"), data(false, Some(peer)));
        assert_eq!(header(b"#XRECV: 0,2,10"), None);
        assert_eq!(N1.info(Verb::Fetch, b"#XRECV: 0,2,10"), Some(Info::Garbled));
        assert_eq!(N1.data_header(Verb::Create, b"#XRECV: 0,0,10"), None);
        assert_eq!(N3.pushed(b"#XRECV: 0,0,10"), data(false, None));
    }

    #[test]
    fn who_came_in_is_told_with_its_handle() {
        let peer = Peer { host: b"198.51.100.7", port: 54_321 };
        assert_eq!(
            N4.info(Verb::Accept, b"#XACCEPT: 1,0,\"198.51.100.7\",54321"),
            Some(Info::Accepted(Wire(1), peer))
        );
        assert_eq!(N4.info(Verb::Accept, b"#XACCEPT: 1,\"198.51.100.7\""), None);
        assert!(N4.limits().listens && !N1.limits().listens);
    }

    #[test]
    fn the_first_of_several_addresses_counts() {
        let found = |line| N4.info(Verb::Lookup, line);
        let line = b"#XGETADDRINFO: \"192.0.2.10 2001:db8::1\"";
        assert_eq!(found(line), Some(Info::Address(b"192.0.2.10")));
        assert_eq!(found(b"#XGETADDRINFO: \"2001:db8::1\""), Some(Info::Address(b"2001:db8::1")));
        assert_eq!(found(b"#XGETADDRINFO: \"DNS: no name\""), None);
        assert_eq!(found(b"#XGETADDRINFO: \"bad\""), None);
        assert_eq!(found(b"#XGETADDRINFO: \"\""), None);
    }

    #[test]
    fn data_phases_end_with_a_report() {
        let report = |line| N2.info(Verb::Payload, line);
        assert_eq!(report(b"#XDATAMODE: 0"), Some(Info::Report { is_good: true }));
        assert_eq!(report(b"#XDATAMODE: -1"), Some(Info::Report { is_good: false }));
        assert_eq!(N2.info(Verb::HexSend, b"#XDATAMODE: 0"), None);
    }

    #[test]
    fn the_banner_may_follow_half_a_line() {
        for line in [&b"Ready"[..], b"#XRECV: 0,0Ready", b"INIT ERROR", b"Bootloader mode ready"] {
            assert_eq!(N4.unsolicited(line), Some(Unsolicited::Restarted));
        }
        assert_eq!(N4.unsolicited(b"+CPIN: READY"), None);
    }

    #[test]
    fn sent_bytes_are_counted_in_every_generation() {
        let sent = |line| N1.info(Verb::HexSend, line);
        for line in [&b"#XSEND: 4"[..], b"#XSEND: 7,4", b"#XSENDTO: 7,0,4", b"#XSEND: 7,1,4"] {
            assert_eq!(sent(line), Some(Info::Sent(4)));
        }
        assert_eq!(sent(b"#XSEND: "), None);
        assert_eq!(sent(b"#XSENDNTF: 7,0,4"), None);
    }
}
