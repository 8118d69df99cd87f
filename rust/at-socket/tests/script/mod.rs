//! Plays a dialogue of `tests/transcripts` against the engine.
//!
//! A dialogue is text, one item a line (see `tests/README.md`): `@` setting, `=` request, `>` what
//! the engine must say, `<` what the modem answers, `~` time that passes, `!` how the request must
//! end, `?` what stands behind the event, `#` comment. `\r \n \0 \\ \xHH` stand for bytes.

use std::{fs, path::Path};

use at_socket::{
    DialectId, Duration, Event, EventKind, Family, Framing, Instant, Modem, Operands,
    PayloadFormat, Peer, Query, Reading, Security, Setting, SocketId, SocketOption, Transmit,
    TransmitKind, Transport, Verify,
};

use crate::waiting::Waiting;

/// Piece size that hands over an answer as it is.
pub(crate) const WHOLE: usize = usize::MAX;

/// The name of a dialogue's file, and what stands in it.
pub(crate) type Dialogue = (String, String);

/// Those of a folder of `tests/transcripts`, `least` of them or more.
pub(crate) fn dialogues(folder: &str, least: usize) -> Vec<Dialogue> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/transcripts").join(folder);
    let found: Vec<Dialogue> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    assert!(found.len() >= least, "only {} dialogues found", found.len());
    found
}

/// Plays each with the modem's answers as they stand, and in small pieces.
pub(crate) fn play_in_pieces(dialogues: &[Dialogue]) {
    for (name, dialogue) in dialogues {
        for size in [WHOLE, 1, 2, 3, 7, 64] {
            play(name, dialogue, size);
        }
    }
}

/// Plays the dialogue with answers cut into pieces of `size` bytes.
pub(crate) fn play(name: &str, dialogue: &str, size: usize) {
    let mut player = Player::new(name, size);
    let mut lines = dialogue.lines().enumerate().peekable();
    while let Some((number, line)) = lines.next() {
        player.place = format!("{name}:{} in pieces of {size}", number + 1);
        let (kind, text) = line.split_at(line.len().min(1));
        let text = text.strip_prefix(' ').unwrap_or(text);
        match kind {
            "@" => player.set(text),
            "=" => player.request(text),
            ">" => player.expect_transmit(text),
            "<" => {
                let more = lines.peek().is_some_and(|(_, next)| next.starts_with('<'));
                player.answer(&unescape(text), more);
            }
            "~" => player.wait(text.parse().unwrap()),
            "!" => player.expect_event(text),
            "?" => player.expect_more(text),
            "#" | "" => {}
            _ => panic!("{}: unknown item", player.place),
        }
    }
    player.expect_silence();
}

struct Player {
    place: String,
    size: usize,
    dialect: DialectId,
    framing: Framing,
    modem: Modem,
    now: Instant,
    host: Vec<u8>,
    payload: Vec<u8>,
    server_name: Vec<u8>,
    sink: Vec<u8>,
    reading: Reading,
    waiting: Waiting,
    /// What the engine gave already and the dialogue did not mention yet.
    next: Option<(Transmit, Vec<u8>)>,
}

impl Player {
    fn new(name: &str, size: usize) -> Self {
        Self {
            place: name.into(),
            size,
            dialect: DialectId::Sequans,
            framing: Framing::Exchange,
            modem: Modem::new(DialectId::Sequans, Framing::Exchange, 1),
            // Close to the wrap on purpose.
            now: Instant::from_millis(u32::MAX - 3_000),
            host: Vec::new(),
            payload: Vec::new(),
            server_name: Vec::new(),
            sink: vec![0; 1500],
            reading: Reading::default(),
            waiting: Waiting::new(),
            next: None,
        }
    }

    fn set(&mut self, text: &str) {
        let words: Vec<&str> = text.split(' ').collect();
        match words[..] {
            ["dialect", name] => {
                self.dialect = dialect(name);
                self.modem = Modem::new(self.dialect, self.framing, 1);
            }
            ["stream"] => {
                self.framing = Framing::Stream;
                self.modem = Modem::new(self.dialect, Framing::Stream, 1);
            }
            ["socket", id, family, transport] => {
                let family = if family == "AF_INET6" { Family::Inet6 } else { Family::Inet };
                let transport =
                    if transport == "SOCK_STREAM" { Transport::Tcp } else { Transport::Udp };
                self.modem.assign(socket(id), family, transport).unwrap();
            }
            ["format", id, format] => {
                let format = if format == "raw" { PayloadFormat::Raw } else { PayloadFormat::Hex };
                self.modem.set_format(socket(id), format).unwrap();
            }
            ["asks"] => self.reading.asks = true,
            ["joins"] => self.reading.joins = true,
            ["secure", id, tag, verify, options, ref name @ ..] => {
                self.server_name = name.concat().into();
                // The tag, or it and the place of the own credentials: 42, or 7+8.
                let (tag, identity) =
                    tag.split_once('+').map_or((tag, None), |(tag, own)| (tag, Some(own)));
                let (tag, identity) =
                    (tag.parse().unwrap(), identity.map(|own| own.parse().unwrap()));
                let verify = match verify {
                    "never" => Verify::Never,
                    "optional" => Verify::Optional,
                    _ => Verify::Required,
                };
                // "anew", or "resume", and numbers: "resume,connection_id=2".
                let option = |name: &str| {
                    let mut values = options.split(',').filter_map(|option| option.split_once('='));
                    values
                        .find(|(of, _)| *of == name)
                        .map_or(0, |(_, value)| value.parse().unwrap())
                };
                let mut security = Security::new(tag, verify);
                security.identity = identity;
                security.session_cache = options.split(',').any(|option| option == "resume").into();
                security.connection_id = option("connection_id");
                security.handshake_timeout = option("handshake_timeout");
                security.fragment_extension = option("fragment_extension");
                self.modem.secure(socket(id), &security, &self.server_name).unwrap();
            }
            ["sink", len] => self.sink = vec![0; len.parse().unwrap()],
            ["dial_pause", pause] => {
                self.waiting.dial_pause = Duration::from_millis(pause.parse().unwrap());
            }
            _ => panic!("{}: unknown setting", self.place),
        }
    }

    fn request(&mut self, text: &str) {
        self.waiting.forget();
        let words: Vec<&str> = text.splitn(3, ' ').collect();
        match words[..] {
            ["create", id, port] => {
                self.modem.create(socket(id), port.parse().unwrap()).unwrap();
            }
            ["serve", id, port] => {
                self.modem.serve(socket(id), port.parse().unwrap()).unwrap();
            }
            ["accept", id, rest] => {
                let (connection, wait) = rest.split_once(' ').unwrap();
                let wait = Duration::from_millis(wait.parse().unwrap());
                self.modem.accept(socket(id), socket(connection), wait).unwrap();
            }
            ["open", id, rest] => {
                let rest: Vec<&str> = rest.split(' ').collect();
                (self.host, self.payload) = (rest[0].into(), self.server_name.clone());
                let peer = Peer { host: &self.host, port: rest[1].parse().unwrap() };
                // Without a local port the modem chooses, 0 draws one.
                let (port, base) = rest.get(2).map_or((0, 0), |port| (port.parse().unwrap(), 8080));
                self.modem.open(socket(id), &peer, port, base).unwrap();
            }
            ["send", id, data] => {
                self.payload = unescape(data);
                self.modem.send(socket(id), self.payload.len()).unwrap();
            }
            ["send_to", id, rest] => {
                let rest: Vec<&str> = rest.splitn(3, ' ').collect();
                (self.host, self.payload) = (rest[0].into(), unescape(rest[2]));
                let peer = Peer { host: &self.host, port: rest[1].parse().unwrap() };
                self.modem.send_to(socket(id), &peer, self.payload.len()).unwrap();
            }
            ["resolve", family, name] => {
                self.host = name.into();
                let family = if family == "AF_INET6" { Family::Inet6 } else { Family::Inet };
                self.modem.resolve(&self.host, family).unwrap();
            }
            ["receive", id, rest] => {
                let (max, wait) = rest.split_once(' ').unwrap();
                let wait = Duration::from_millis(wait.parse().unwrap());
                self.sink.fill(0);
                let max = max.parse().unwrap();
                self.modem.receive(socket(id), max, wait, self.reading).unwrap();
            }
            ["set_option" | "get_option", id, rest] => self.option_request(socket(id), rest),
            ["close", id] => self.modem.close(socket(id)).unwrap(),
            ["command", patience, text] => {
                self.payload = text.into();
                self.modem.command(Duration::from_millis(patience.parse().unwrap()));
            }
            ["listen", wait] => self.modem.listen(Duration::from_millis(wait.parse().unwrap())),
            _ => self.network_request(&words),
        }
        self.skip_listening();
    }

    /// An option to ask for, or with a value to set.
    fn option_request(&mut self, id: SocketId, rest: &str) {
        match rest.split_once(' ') {
            Some((number, value)) => {
                let option = SocketOption::set(number.parse().unwrap()).unwrap();
                self.modem.set_option(id, option, value.parse().unwrap()).unwrap();
            }
            None => {
                let option = SocketOption::asked(rest.parse().unwrap()).unwrap();
                self.modem.get_option(id, option).unwrap();
            }
        }
    }

    /// Requests that are not about a socket.
    fn network_request(&mut self, words: &[&str]) {
        match *words {
            ["attach" | "attach_on", ref name @ ..] => {
                self.host = name.concat().into();
                self.modem.attach(&self.host, words[0] == "attach").unwrap();
            }
            ["ask", name] => self.modem.ask(query(name)),
            ["detach"] => self.modem.set(Setting::Detach),
            ["radio", state] => {
                let setting = if state == "on" { Setting::Full } else { Setting::Flight };
                self.modem.set(setting);
            }
            ["detect"] => self.modem.detect(),
            _ => panic!("{}: unknown request", self.place),
        }
    }

    fn poll_transmit(&mut self) -> Option<(Transmit, Vec<u8>)> {
        if self.next.is_some() {
            return self.next.take();
        }
        let mut out = vec![0; 4096];
        let operands = Operands { host: &self.host, payload: &self.payload };
        let transmit = self.modem.poll_transmit(self.now, &operands, &mut out).unwrap()?;
        let bytes = match transmit.kind {
            TransmitKind::Payload => self.payload[..transmit.len].to_vec(),
            TransmitKind::ScriptCommand => {
                [&self.payload[..], self.modem.line_end().as_bytes()].concat()
            }
            _ => out[..transmit.len].to_vec(),
        };
        Some((transmit, bytes))
    }

    /// On a byte stream listening is silent: the dialogue has no line for it. What only waits is put
    /// aside.
    fn skip_listening(&mut self) {
        self.waiting.hear(&mut self.modem, self.now);
        if self.framing == Framing::Stream {
            let next = self.poll_transmit();
            self.next = next.filter(|(transmit, _)| transmit.kind != TransmitKind::Listen);
        }
    }

    fn expect_transmit(&mut self, text: &str) {
        let (transmit, bytes) =
            self.poll_transmit().unwrap_or_else(|| panic!("{}: nothing to send", self.place));
        let expected = match (transmit.kind, self.framing) {
            (TransmitKind::Command, Framing::Stream) if is_bare(text) => unescape(text),
            (TransmitKind::Command | TransmitKind::ScriptCommand, Framing::Stream) => {
                [text.as_bytes(), self.modem.line_end().as_bytes()].concat()
            }
            (TransmitKind::Listen, _) => {
                assert_eq!(text, "Pycom_Dummy", "{}", self.place);
                Vec::new()
            }
            _ => unescape(text),
        };
        assert_eq!(show(&bytes), show(&expected), "{}", self.place);
    }

    fn answer(&mut self, bytes: &[u8], more: bool) {
        for piece in bytes.chunks(self.size.min(bytes.len()).max(1)) {
            self.modem.handle_input(self.now, piece, &mut self.sink);
        }
        if self.framing == Framing::Exchange && !more {
            self.modem.handle_reply_end(self.now);
        }
        self.skip_listening();
    }

    fn wait(&mut self, millis: u32) {
        let end = self.now.after(Duration::from_millis(millis));
        while let Some(due) =
            self.waiting.due(&mut self.modem, self.now).filter(|due| end.has_reached(*due))
        {
            self.now = due;
            self.waiting.pass(&mut self.modem, self.now);
            self.skip_listening();
            if self.waiting.due(&mut self.modem, self.now) == Some(due) {
                panic!("{}: a timeout that does not pass", self.place);
            }
        }
        self.now = end;
    }

    fn expect_event(&mut self, text: &str) {
        assert!(self.poll_transmit().is_none(), "{}: more to send", self.place);
        let event = self.modem.poll_event();
        let (expected, data) = text
            .split_once(") ")
            .map_or((text, None), |(event, data)| (&text[..event.len() + 1], Some(unescape(data))));
        let shown = event.map_or("nothing".into(), |event| show_event(&self.modem, &event));
        assert_eq!(shown, expected, "{}", self.place);
        if let Some(data) = data {
            assert_eq!(show(&self.sink[..data.len()]), show(&data), "{}", self.place);
        }
    }

    /// What stands behind an event: the peer, words of the modem, its registration.
    fn expect_more(&mut self, text: &str) {
        if let Some(words) = text.strip_prefix("words ") {
            let words = show(words.as_bytes());
            return assert_eq!(show(self.modem.words()), words, "{}", self.place);
        }
        if let Some(stat) = text.strip_prefix("registration ") {
            return assert_eq!(self.modem.registration(), stat.parse().ok(), "{}", self.place);
        }
        let shown = self.modem.peer().map_or("no peer".into(), |peer| {
            format!("peer {} {}", String::from_utf8_lossy(peer.host), peer.port)
        });
        assert_eq!(shown, text, "{}", self.place);
    }

    fn expect_silence(&mut self) {
        assert!(self.poll_transmit().is_none(), "{}: more to send at the end", self.place);
        assert_eq!(self.modem.poll_event(), None, "{}: an event nobody expects", self.place);
    }
}

/// Text of the recovery that has no line end behind it.
fn is_bare(text: &str) -> bool {
    text == "+++" || text == "\\x1b" || text.contains("\\r")
}

fn dialect(name: &str) -> DialectId {
    match name {
        "nordic_n0" => DialectId::NordicN0,
        "nordic_n1" => DialectId::NordicN1,
        "nordic_n2" => DialectId::NordicN2,
        "nordic_n3" => DialectId::NordicN3,
        "nordic_n4" => DialectId::NordicN4,
        "quectel" => DialectId::Quectel,
        "quectel_nb_iot" => DialectId::QuectelNbIot,
        "sequans" => DialectId::Sequans,
        "unknown" => DialectId::Unknown,
        _ => panic!("unknown dialect {name}"),
    }
}

fn query(name: &str) -> Query {
    match name {
        "address" => Query::Address,
        "apn" => Query::Apn,
        "attached" => Query::Attached,
        "dns" => Query::Dns,
        "imei" => Query::Imei,
        "maker" => Query::Maker,
        "operator" => Query::Operator,
        "radio" => Query::Radio,
        "registration" => Query::Registration,
        "rsrp" => Query::Rsrp,
        "rsrq" => Query::Rsrq,
        "rssi" => Query::Rssi,
        "sim" => Query::Sim,
        _ => panic!("unknown question {name}"),
    }
}

fn socket(number: &str) -> SocketId {
    SocketId::new(number.parse().unwrap()).unwrap()
}

fn show_event(modem: &Modem, event: &Event) -> String {
    let Event { kind, value, .. } = event;
    let socket = event.socket.map_or("None".into(), |id| id.get().to_string());
    match kind {
        EventKind::Closed | EventKind::Nothing => format!("{kind:?}({socket})"),
        EventKind::Failed => format!("Failed({socket}, {:?})", event.error.unwrap()),
        EventKind::Opened | EventKind::Received | EventKind::Sent => {
            format!("{kind:?}({socket}, {value})")
        }
        EventKind::Detected => format!("Detected({:?})", modem.dialect()),
        EventKind::Attached | EventKind::Registering => format!("{kind:?}({value})"),
        EventKind::Told => format!("Told({})", *value as i16),
        EventKind::Answered | EventKind::Heard | EventKind::Resolved => format!("{kind:?}"),
    }
}

fn show(bytes: &[u8]) -> String {
    bytes.escape_ascii().to_string()
}

/// `\r \n \0 \\ \xHH`, a blank as `\x20` where it would be lost at the end of a line.
fn unescape(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        match bytes.next() {
            Some(b'r') => out.push(b'\r'),
            Some(b'n') => out.push(b'\n'),
            Some(b'0') => out.push(0),
            Some(b'\\') => out.push(b'\\'),
            Some(b'x') => {
                let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
                let digits = std::str::from_utf8(&digits).unwrap();
                out.push(u8::from_str_radix(digits, 16).unwrap());
            }
            other => panic!("unknown escape {other:?}"),
        }
    }
    out
}
