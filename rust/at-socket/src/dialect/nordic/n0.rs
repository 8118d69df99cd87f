//! Nordic Serial LTE Modem (nRF Connect SDK up to 3.1) and Serial Modem v0.1.0: generation N0.
//!
//! Lines end with CR LF, commands act on the one selected socket, and data mode has no length: it ends
//! with `+++`. What would be taken for that sign goes out as text in quotes, where it can.

use super::{
    ANNOUNCE, BIND, CENSUS_END, CONNECTION_ID, CREATE, DIAL, ECHO_OFF, FETCH, GET_OPTION,
    HANDSHAKE_TIMEOUT, LEAVE, LIMITS, LISTEN, LOOKUP, PACE, PAUSED, POLL, REPORT_ERRORS, RESUME,
    SELECT, SELECT_OLD, SERVER_NAME, SET_OPTION, SET_PACE, SET_POLL, SHUT, STEPS, TEXT_SEND,
    UNCOUNTED, answer, data_mode::uncounted, handle, has_option, peer, request, said, unsolicited,
};
use crate::{
    dialect::{
        Context, DataHeader, Dialect, Form, Info, RequestKind, Script, Unsolicited,
        tables::{Scripts, Texts, scripts, texts},
    },
    step::{Step, Verb},
    text::{Params, Writer, is_quotable},
    types::{Framing, Limits, Rings, SocketOption, Transport, Wire},
};

pub(crate) struct NordicN0;

/// Most bytes of payload in a command.
const TEXT_LEN: usize = 1024;

const SCRIPTS: Scripts = scripts! {
    Close => [SELECT_OLD, SHUT],
    Create => [SELECT_OLD, SHUT, CREATE, BIND],
    GetOption => [SELECT, GET_OPTION],
    // All sockets at once.
    Init => [ECHO_OFF, REPORT_ERRORS, CENSUS_END, SET_POLL, SET_PACE],
    Listen => [LISTEN],
    Open => [
        SELECT_OLD, SHUT, CREATE, BIND, SERVER_NAME, RESUME, CONNECTION_ID, HANDSHAKE_TIMEOUT, DIAL,
    ],
    Receive => [LISTEN, SELECT, FETCH],
    Resolve => [LOOKUP],
    // By the form of the payload.
    Send => [SELECT, ANNOUNCE, UNCOUNTED, LEAVE],
    Send => [SELECT, ANNOUNCE, PAUSED, LEAVE],
    Send => [SELECT, TEXT_SEND],
    SetOption => [SELECT, SET_OPTION],
};

const TEXTS: Texts = texts! {
    Verb::Announce => "AT#XSEND",
    Verb::Announce => "AT#XSENDTO=$h,$p",
    Verb::Bind => "AT#XBIND=$o",
    Verb::CensusEnd => "AT#XSOCKETSELECT?",
    Verb::Create => "AT#XSOCKET=$f,$k,0",
    Verb::Create => "AT#XSSOCKET=$f,$k,0,$t,$y",
    Verb::Dial => "AT#XCONNECT=$h,$p",
    Verb::Fetch => "AT#XRECV=0,64",
    Verb::Fetch => "AT#XRECVFROM=0,64",
    Verb::GetOption => "AT#XSSOCKETOPT=0,$w",
    Verb::Lookup => "AT#XGETADDRINFO=$h,$f",
    Verb::Prepare(POLL) => "AT#XAPOLL=1,1",
    Verb::Prepare(PACE) => "AT#XDATACTRL=1000",
    Verb::Select => "AT#XSOCKETSELECT=$i",
    Verb::ServerName => "AT#XSSOCKETOPT=1,2,$n",
    Verb::SetOption => "AT#XSOCKETOPT=1,$w,$v",
    Verb::SetOption => "AT#XSSOCKETOPT=1,$w,$v",
    Verb::Shut => "AT#XSOCKET=0",
    Verb::TextSend => "AT#XSEND=$s",
    Verb::TextSend => "AT#XSENDTO=$h,$p,$s",
};

impl Dialect for NordicN0 {
    fn limits(&self) -> &'static Limits {
        // What becomes readable in data mode is announced neither then nor later.
        &Limits {
            rings: Rings::AfterReadOnly,
            line_end: "\r\n",
            escape: "\"\r\n\x08\x08\x08",
            ..LIMITS
        }
    }

    fn has_option(&self, option: SocketOption, _: u16) -> bool {
        has_option(option)
    }

    fn step(&self, script: &Script, place: u8) -> Option<Step> {
        let (kind, form) = request(script);
        SCRIPTS.step(kind, if kind == RequestKind::Send { form as u8 } else { 0 }, place)
    }

    fn piece(&self, framing: Framing, transport: Transport, payload: &[u8]) -> (usize, Form) {
        if payload.len() <= TEXT_LEN && is_quotable(payload) {
            return (payload.len(), Form::Text);
        }
        match uncounted(framing, transport, payload) {
            // Plus signs only, so it is text.
            (0, _) => {
                let signs = payload.iter().take(TEXT_LEN).take_while(|&&byte| byte == b'+');
                (signs.count(), Form::Text)
            }
            piece => piece,
        }
    }

    fn write(&self, verb: Verb, context: &Context<'_>, writer: &mut Writer<'_>) {
        let (verb, nth) = said(verb, context);
        context.fill(TEXTS.get(verb, nth), writer);
    }

    fn data_header<'a>(&self, verb: Verb, line: &'a [u8]) -> Option<DataHeader<'a>> {
        (verb == Verb::Fetch).then_some(())?;
        header(line, "#XRECV:", "#XRECVFROM:")
    }

    fn info<'a>(&self, verb: Verb, line: &'a [u8]) -> Option<Info<'a>> {
        match verb {
            Verb::CensusEnd => alive(line).map(Info::Alive),
            Verb::Create => handle(line).map(Info::Created),
            Verb::Fetch => line.starts_with(b"#XRECV").then_some(Info::Garbled),
            _ => answer(verb, line),
        }
    }

    fn inline_data<'a>(&self, _: &'a [u8]) -> Option<DataHeader<'a>> {
        None
    }

    fn pushed<'a>(&self, line: &'a [u8]) -> Option<DataHeader<'a>> {
        // The client and server modes of another program.
        header(line, "#XTCPDATA:", "#XUDPDATA:")
    }

    fn unsolicited(&self, line: &[u8]) -> Option<Unsolicited> {
        unsolicited(line)
    }
}

/// `prefix length` or `prefix length,"address",port`.
fn header<'a>(line: &'a [u8], stream: &str, datagram: &str) -> Option<DataHeader<'a>> {
    let mut params = Params::of(line, datagram).or_else(|| Params::of(line, stream))?;
    let len = params.small()?;
    Some(DataHeader { wire: None, len, is_hex: Some(false), peer: peer(&mut params) })
}

/// The handle of one socket of the list; the line behind the list has the selected one only.
fn alive(line: &[u8]) -> Option<Wire> {
    let mut params = Params::of(line, "#XSOCKETSELECT:")?;
    let handle = params.byte()?;
    (!params.is_empty()).then_some(Wire(handle))
}

#[cfg(test)]
mod tests {
    use super::{super::data_mode::marked, *};

    fn piece(payload: &[u8]) -> (usize, Form) {
        NordicN0.piece(Framing::Stream, Transport::Tcp, payload)
    }

    #[test]
    fn what_ends_data_mode_goes_out_as_text() {
        assert_eq!(piece(b"hello+++"), (8, Form::Text));
        assert_eq!(piece(b"\0hello"), (6, Form::Data));
        assert_eq!(piece(b"\0hello+"), (6, Form::Data));
        assert_eq!(piece(b"\0a+b++c"), (7, Form::Data));
        assert_eq!(piece(b"\0a+++b"), (2, Form::Data));
        assert_eq!(piece(b"++++b\0"), (4, Form::Text));
        assert_eq!(piece(b"+b\0"), (3, Form::Data));
        assert_eq!(piece(&[b'a'; 2000]), (2000, Form::Data));
        assert_eq!(piece(b""), (0, Form::Text));
    }

    #[test]
    fn a_datagram_is_not_cut_before_its_last_plus_signs() {
        let piece = |framing, payload| NordicN0.piece(framing, Transport::Udp, payload);
        assert_eq!(piece(Framing::Stream, b"\0hello+"), (7, Form::PausedData));
        assert_eq!(piece(Framing::Stream, b"\0hello++"), (8, Form::PausedData));
        assert_eq!(piece(Framing::Stream, b"\0hello+++"), (6, Form::Data));
        assert_eq!(piece(Framing::Stream, b"\0he+++llo+"), (3, Form::Data));
        assert_eq!(piece(Framing::Stream, b"hello+"), (6, Form::Text));
        assert_eq!(piece(Framing::Exchange, b"\0hello+"), (6, Form::Data));
    }

    #[test]
    fn every_payload_goes_out_piece_by_piece() {
        let mut payload = [0_u8; 3000];
        for (index, byte) in payload.iter_mut().enumerate() {
            *byte = if index % 7 < 4 { b'+' } else { (index % 256) as u8 };
        }
        let mut rest = &payload[..];
        while !rest.is_empty() {
            let (len, form) = piece(rest);
            assert!(len > 0);
            let (sent, behind) = rest.split_at(len);
            assert!(if form == Form::Text { is_quotable(sent) } else { marked(sent) == len });
            rest = behind;
        }
    }

    #[test]
    fn headers_name_no_socket() {
        let header = NordicN0.data_header(Verb::Fetch, b"#XRECV: 5").unwrap();
        assert_eq!((header.wire, header.len, header.peer), (None, 5, None));
        let header = NordicN0.data_header(Verb::Fetch, b"#XRECVFROM: 5,\"192.0.2.1\",7").unwrap();
        assert_eq!(header.peer.unwrap().host, b"192.0.2.1");
        assert_eq!(NordicN0.pushed(b"#XTCPDATA: 5").unwrap().len, 5);
        assert_eq!(NordicN0.info(Verb::Fetch, b"#XRECV: "), Some(Info::Garbled));
    }
}
