//! What holds for all inputs, in virtual time.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise"
)]

mod peer;
mod waiting;

use at_socket::{
    DialectId, Duration, Event, EventKind, Family, Framing, Instant, Modem, Operands,
    PayloadFormat, Peer, Reading, RequestError, SocketId, TransmitKind, Transport,
};
use peer::SimulatedModem;
use proptest::{collection::vec, prelude::*, test_runner::RngSeed};
use waiting::Waiting;

/// The same cases in every run, and no files left behind.
fn config(cases: u32) -> ProptestConfig {
    let (rng_seed, failure_persistence) = (RngSeed::Fixed(0x2004_1219_7011), None);
    ProptestConfig { cases, rng_seed, failure_persistence, ..ProptestConfig::default() }
}

/// Longest request: an answer still owed (180 s), recovery, and an open whose four dials time out.
const BOUND: u32 = 780_000;

/// Turns of the pump that no request needs.
const TURNS: usize = 1_000;

const HOST: &[u8] = b"192.0.2.10";

#[derive(Debug, Clone)]
enum Action {
    Asks(bool),
    Close(u8),
    Command,
    Format(u8, bool),
    Hear(Vec<u8>),
    Listen(u16),
    Open(u8),
    Pass(u16),
    Receive(u8, u16, u16),
    ReplyEnd,
    Send(u8, Vec<u8>),
}

/// The caller's side of the engine.
struct Host {
    modem: Modem,
    framing: Framing,
    now: Instant,
    elapsed: u32,
    payload: Vec<u8>,
    sink: Vec<u8>,
    reading: Reading,
    waiting: Waiting,
    /// The request under way.
    request: Option<Action>,
    log: Vec<String>,
}

impl Host {
    fn new(framing: Framing, format: PayloadFormat) -> Self {
        let mut modem = Modem::new(DialectId::Sequans, framing, 7);
        for number in 1..=6 {
            modem.assign(id(number), Family::Inet, Transport::Udp).unwrap();
            modem.set_format(id(number), format).unwrap();
        }
        Self {
            modem,
            framing,
            now: Instant::from_millis(u32::MAX - 60_000),
            elapsed: 0,
            payload: Vec::new(),
            sink: vec![0; 1500],
            reading: Reading::default(),
            waiting: Waiting::new(),
            request: None,
            log: Vec::new(),
        }
    }

    fn begin(&mut self, action: &Action) -> Result<(), RequestError> {
        match action {
            Action::Close(number) => self.modem.close(id(*number))?,
            Action::Command => {
                self.payload = b"AT+CSQ".to_vec();
                self.modem.command(Duration::from_secs(5));
            }
            Action::Listen(wait) => self.modem.listen(Duration::from_millis((*wait).into())),
            Action::Open(number) => {
                let remote = Peer { host: HOST, port: 5683 };
                self.modem.open(id(*number), &remote, 8080 + u16::from(*number), 8080)?;
            }
            Action::Receive(number, max, wait) => {
                let wait = Duration::from_millis((*wait).into());
                self.modem.receive(id(*number), (*max).into(), wait, self.reading)?;
            }
            Action::Send(number, data) => {
                self.modem.send(id(*number), data.len())?;
                self.payload = data.clone();
            }
            Action::Asks(_)
            | Action::Format(..)
            | Action::Hear(_)
            | Action::Pass(_)
            | Action::ReplyEnd => {
                panic!("{action:?} is no request")
            }
        }
        self.waiting.forget();
        self.request = Some(action.clone());
        Ok(())
    }

    fn act(&mut self, action: &Action, piece: usize) {
        match action {
            Action::Asks(asks) => self.reading.asks = *asks,
            Action::Format(number, is_hex) => {
                let format = if *is_hex { PayloadFormat::Hex } else { PayloadFormat::Raw };
                self.modem.set_format(id(*number), format).unwrap();
            }
            Action::Hear(bytes) => self.hear(bytes, piece),
            Action::Pass(millis) => self.pass((*millis).into()),
            Action::ReplyEnd => self.modem.handle_reply_end(self.now),
            // A refused request changes nothing.
            request => drop(self.begin(request)),
        }
    }

    fn hear(&mut self, bytes: &[u8], piece: usize) {
        for part in bytes.chunks(piece.max(1)) {
            self.modem.handle_input(self.now, part, &mut self.sink);
        }
        self.waiting.hear(&mut self.modem, self.now);
    }

    fn pass(&mut self, millis: u32) {
        self.now = self.now.after(Duration::from_millis(millis));
        self.elapsed += millis;
        self.waiting.pass(&mut self.modem, self.now);
        // After a long sleep the next deadline may have passed as well.
        for _ in 0..TURNS {
            let Some(due) = self.due().filter(|&due| self.now.has_reached(due)) else {
                return;
            };
            self.waiting.pass(&mut self.modem, self.now);
            while self.transmit().is_some() {}
            assert_ne!(self.due(), Some(due), "a timeout that does not pass");
        }
        panic!("it never stops to time out");
    }

    /// When time means something to the request.
    fn due(&mut self) -> Option<Instant> {
        self.waiting.due(&mut self.modem, self.now)
    }

    fn transmit(&mut self) -> Option<(TransmitKind, Vec<u8>)> {
        let mut out = vec![0; 4096];
        let operands = Operands { host: HOST, payload: &self.payload };
        let transmit = self.modem.poll_transmit(self.now, &operands, &mut out).unwrap()?;
        let bytes = match transmit.kind {
            TransmitKind::Payload => self.payload[..transmit.len].to_vec(),
            TransmitKind::ScriptCommand => [&self.payload[..], b"\r"].concat(),
            _ => out[..transmit.len].to_vec(),
        };
        self.log.push(format!("{:?} {}", transmit.kind, bytes.escape_ascii()));
        Some((transmit.kind, bytes))
    }

    /// Empties the engine as its contract asks for after every mutation.
    fn drain(&mut self) -> Option<Event> {
        let mut turns = 0;
        while self.transmit().is_some() {
            turns += 1;
            assert!(turns < TURNS, "it never stops to transmit: {:?}", self.log.last());
        }
        let event = self.take_event();
        assert_eq!(self.modem.poll_event(), None, "two events of one request");
        assert_eq!(self.due().is_some(), self.request.is_some(), "{:?}", self.log);
        event
    }

    fn take_event(&mut self) -> Option<Event> {
        let event = self.modem.poll_event()?;
        let request = self.request.take().expect("an event without a request");
        assert!(is_end_of(&request, &event), "{event:?} ends {request:?}");
        self.log.push(format!("{event:?}"));
        Some(event)
    }

    /// To the next deadline.
    fn wait(&mut self) {
        let due = self.due().expect("nothing to wait for");
        let left = due.as_millis().wrapping_sub(self.now.as_millis());
        assert!(left <= BOUND, "a deadline {left} ms away");
        self.pass(left);
    }

    /// The end of the request under way when the modem says nothing any more.
    fn finish_in_silence(&mut self) -> Event {
        let begin = self.elapsed;
        for _ in 0..TURNS {
            while self.transmit().is_some() {
                if self.framing == Framing::Exchange {
                    self.modem.handle_reply_end(self.now);
                }
            }
            if let Some(event) = self.take_event() {
                assert!(self.elapsed - begin <= BOUND, "{event:?} after {} ms", self.elapsed);
                return event;
            }
            self.wait();
        }
        panic!("no end: {:?}", self.log);
    }

    /// A request from its beginning to its end with a modem that answers.
    fn ask(&mut self, request: &Action, peer: &mut SimulatedModem, piece: usize) -> Event {
        self.begin(request).unwrap_or_else(|error| panic!("{request:?}: {error:?}"));
        let begin = self.elapsed;
        for _ in 0..TURNS {
            if let Some((kind, bytes)) = self.transmit() {
                let answer = self.say(kind, &bytes, peer);
                self.hear(&answer, piece);
                if self.framing == Framing::Exchange {
                    self.modem.handle_reply_end(self.now);
                }
            } else if let Some(event) = self.take_event() {
                assert!(self.elapsed - begin <= BOUND);
                return event;
            } else if peer.has_rings() {
                self.hear(&peer.take_rings(), piece);
            } else {
                self.wait();
            }
        }
        panic!("{request:?} has no end: {:?}", self.log);
    }

    fn say(&self, kind: TransmitKind, bytes: &[u8], peer: &mut SimulatedModem) -> Vec<u8> {
        match (kind, self.framing) {
            (TransmitKind::Listen, _) => peer.take_rings(),
            (_, Framing::Stream) => peer.feed(bytes),
            // The transport ends the line.
            (TransmitKind::ScriptCommand, Framing::Exchange) => peer.feed(bytes),
            (_, Framing::Exchange) => peer.feed(&[bytes, b"\r"].concat()),
        }
    }

    /// What stands fast, to be compared.
    fn summary(&self) -> String {
        let sockets = (1..=6).map(|number| {
            let id = id(number);
            (self.modem.state(id), self.modem.arrivals(id), self.modem.is_usable(id))
        });
        format!("{:?} {:?} {:?}", self.log, sockets.collect::<Vec<_>>(), self.sink)
    }
}

fn id(number: u8) -> SocketId {
    SocketId::new(number).unwrap()
}

fn ended(kind: EventKind, number: u8, value: u16) -> Event {
    Event { kind, socket: Some(id(number)), value, error: None }
}

fn is_end_of(request: &Action, event: &Event) -> bool {
    let is_of = |number: u8| event.socket == Some(id(number));
    match (request, event.kind) {
        (Action::Command, EventKind::Answered | EventKind::Failed)
        | (Action::Listen(_), EventKind::Heard | EventKind::Failed) => event.socket.is_none(),
        (Action::Close(number), EventKind::Closed | EventKind::Failed)
        | (Action::Open(number), EventKind::Opened | EventKind::Failed)
        | (
            Action::Receive(number, ..),
            EventKind::Nothing | EventKind::Received | EventKind::Failed,
        )
        | (Action::Send(number, _), EventKind::Failed) => is_of(*number),
        (Action::Send(number, data), EventKind::Sent) => {
            is_of(*number) && usize::from(event.value) == data.len()
        }
        _ => false,
    }
}

fn framings() -> impl Strategy<Value = Framing> {
    prop_oneof![Just(Framing::Exchange), Just(Framing::Stream)]
}

fn formats() -> impl Strategy<Value = PayloadFormat> {
    prop_oneof![Just(PayloadFormat::Hex), Just(PayloadFormat::Raw)]
}

/// Words of a modem, right and wrong, and bytes that are none.
fn words() -> impl Strategy<Value = Vec<u8>> {
    let fixed = prop::sample::select(vec![
        "\r\nOK\r\n",
        "\r\nERROR\r\n",
        "\r\n> ",
        ">",
        "\r\n+CME ERROR: 3\r\n",
        "\r\n+CME ERROR: 4\r\n",
        "\r\n+CME ERROR: operation not supported\r\n",
        "\r\nNO CARRIER\r\n",
        "\r\nCONNECT\r\n",
        "\r\n+SYSSTART\r\n",
        "\r\n+SHUTDOWN\r\n",
        "\r\n+CEREG: 5\r\n",
        "\r\n+CEREG: 2\r\n",
        "\r",
        "\n",
        "\r\n+SQNSI: 1,0,5,5,0\r\n",
        "\r\n+SQNSRECV: 1,",
        "\r\n+SQNSRING: 1,5,",
        "\r\n+SQNSRECV: 1,1500\r\n",
    ]);
    let numbered = prop::sample::select(vec!["+SQNSRING: ", "+SQNSRECV: ", "+SQNSH: ", "+SQNSI: "]);
    let line =
        (numbered, 0..8_u8, 0..12_u16, any::<bool>()).prop_map(|(name, id, len, has_len)| {
            let tail = if has_len { format!(",{len}") } else { String::new() };
            format!("\r\n{name}{id}{tail}\r\n").into_bytes()
        });
    prop_oneof![
        6 => fixed.prop_map(|word| word.as_bytes().to_vec()),
        4 => line,
        2 => vec(any::<u8>(), 0..20),
        1 => vec(prop::sample::select(b"0123456789abcdefABCDEF".to_vec()), 0..24),
        1 => vec(any::<u8>(), 200..400),
    ]
}

fn texts() -> impl Strategy<Value = Vec<u8>> {
    vec(words(), 1..6).prop_map(|words| words.concat())
}

fn numbers() -> impl Strategy<Value = u8> {
    // Mostly the same ones, so that what is said concerns somebody; 7 is none of this dialect.
    prop_oneof![6 => Just(1_u8), 3 => 2..=6_u8, 1 => Just(7_u8)]
}

fn requests() -> impl Strategy<Value = Action> {
    prop_oneof![
        4 => numbers().prop_map(Action::Open),
        3 => (numbers(), vec(any::<u8>(), 0..12)).prop_map(|(id, data)| Action::Send(id, data)),
        3 => (numbers(), 0..1600_u16, any::<u16>()).prop_map(|(id, max, wait)| Action::Receive(id, max, wait)),
        1 => numbers().prop_map(Action::Close),
        1 => any::<u16>().prop_map(Action::Listen),
        1 => Just(Action::Command),
    ]
}

fn actions() -> impl Strategy<Value = Vec<Action>> {
    let action = prop_oneof![
        4 => requests(),
        8 => texts().prop_map(Action::Hear),
        3 => Just(Action::ReplyEnd),
        3 => any::<u16>().prop_map(Action::Pass),
        1 => (1..=6_u8, any::<bool>()).prop_map(|(id, is_hex)| Action::Format(id, is_hex)),
        1 => any::<bool>().prop_map(Action::Asks),
    ];
    vec(action, 1..40)
}

/// What happens around a modem that works.
#[derive(Debug, Clone)]
enum Deed {
    Arrive(u8, Vec<u8>),
    Listen,
    Receive(u8),
    Send(u8, Vec<u8>),
}

/// Datagrams that come in have at least so many bytes.
fn deeds(least: usize) -> impl Strategy<Value = Vec<Deed>> {
    let payload =
        |least| prop_oneof![8 => vec(any::<u8>(), least..20), 1 => vec(any::<u8>(), 1480..=1500)];
    let deed = prop_oneof![
        5 => (1..=6_u8, payload(least)).prop_map(|(id, data)| Deed::Arrive(id, data)),
        3 => (1..=6_u8, payload(1)).prop_map(|(id, data)| Deed::Send(id, data)),
        3 => (1..=6_u8).prop_map(Deed::Receive),
        1 => Just(Deed::Listen),
    ];
    vec(deed, 1..40)
}

/// Six open sockets and what was said and heard on them.
struct Party {
    host: Host,
    peer: SimulatedModem,
    piece: usize,
    arrived: Vec<Vec<Vec<u8>>>,
    received: Vec<Vec<Vec<u8>>>,
    sent: Vec<Vec<Vec<u8>>>,
}

impl Party {
    fn new(framing: Framing, format: PayloadFormat, seed: u32, piece: usize) -> Self {
        let (host, peer) = (Host::new(framing, format), SimulatedModem::new(seed));
        let none = || vec![Vec::new(); 7];
        let (arrived, received, sent) = (none(), none(), none());
        let mut party = Self { host, peer, piece, arrived, received, sent };
        for number in 1..=6 {
            let event = party.ask(&Action::Open(number));
            assert_eq!(event, ended(EventKind::Opened, number, 8080 + u16::from(number)));
        }
        party
    }

    fn ask(&mut self, request: &Action) -> Event {
        self.host.ask(request, &mut self.peer, self.piece)
    }

    fn act(&mut self, deed: &Deed) {
        match deed {
            Deed::Arrive(number, data) => {
                self.peer.arrive(*number, data.clone());
                self.arrived[usize::from(*number)].push(data.clone());
            }
            Deed::Listen => assert_eq!(self.ask(&Action::Listen(50)).kind, EventKind::Heard),
            Deed::Receive(number) => drop(self.receive(*number)),
            Deed::Send(number, data) => {
                let event = self.ask(&Action::Send(*number, data.clone()));
                assert_eq!(event.kind, EventKind::Sent, "{event:?}");
                self.sent[usize::from(*number)].push(data.clone());
            }
        }
    }

    fn receive(&mut self, number: u8) -> Event {
        self.host.sink.fill(0xaa);
        let event = self.ask(&Action::Receive(number, 1500, 50));
        if event.kind == EventKind::Received {
            let data = self.host.sink[..usize::from(event.value)].to_vec();
            self.received[usize::from(number)].push(data);
        }
        event
    }

    /// Reads until nothing comes any more.
    fn receive_all(&mut self) {
        for number in 1..=6 {
            let mut idle = 0;
            for _ in 0..100 {
                idle = if self.receive(number).kind == EventKind::Received { 0 } else { idle + 1 };
                if idle == 4 {
                    break;
                }
            }
            assert_eq!(idle, 4, "socket {number} never falls silent");
        }
    }
}

proptest! {
    #![proptest_config(config(1500))]

    /// Any bytes, any requests in between, any passing of time: after each the engine stands in a
    /// defined state, and the last request ends within its time though the modem falls silent.
    #[test]
    fn every_request_ends_in_time(framing in framings(), format in formats(), actions in actions(), last in requests()) {
        let mut host = Host::new(framing, format);
        for action in &actions {
            host.act(action, usize::MAX);
            host.drain();
        }
        if host.begin(&last).is_ok() {
            host.finish_in_silence();
            prop_assert_eq!(host.drain(), None);
        }
    }

    /// Pieces of any size mean the same as the whole.
    #[test]
    fn chunking_changes_nothing(framing in framings(), format in formats(), actions in actions(), piece in 1..20_usize) {
        let [mut whole, mut single, mut pieces] = [0; 3].map(|_| Host::new(framing, format));
        for action in &actions {
            for (host, size) in [(&mut whole, usize::MAX), (&mut single, 1), (&mut pieces, piece)] {
                host.act(action, size);
                host.drain();
            }
        }
        prop_assert_eq!(whole.summary(), single.summary());
        prop_assert_eq!(whole.summary(), pieces.summary());
    }

    /// Early and repeated timeouts are harmless.
    #[test]
    fn early_timeouts_change_nothing(framing in framings(), actions in actions()) {
        let [mut host, mut hasty] = [0; 2].map(|_| Host::new(framing, PayloadFormat::Hex));
        for action in &actions {
            host.act(action, usize::MAX);
            host.drain();
            hasty.modem.handle_timeout(hasty.now);
            hasty.act(action, usize::MAX);
            hasty.drain();
            hasty.modem.handle_timeout(hasty.now);
            hasty.modem.handle_timeout(hasty.now);
        }
        prop_assert_eq!(host.summary(), hasty.summary());
    }
}

proptest! {
    #![proptest_config(config(400))]

    /// Datagrams for six sockets at any moment, rings wherever a modem puts them, once or twice, in
    /// pieces of any size: all arrive once, whole and in order; and so does what is sent.
    #[test]
    fn datagrams_arrive_once_whole_and_in_order(
        framing in framings(), format in formats(), deeds in deeds(0), seed in any::<u32>(), piece in 1..40_usize
    ) {
        let mut party = Party::new(framing, format, seed, piece);
        for deed in &deeds {
            party.act(deed);
        }
        party.receive_all();
        for number in 1..=6 {
            prop_assert_eq!(&party.received[number], &party.arrived[number], "socket {}", number);
            prop_assert_eq!(party.peer.sent(number), &party.sent[number][..], "socket {}", number);
        }
    }

    /// Half of the announcements are lost: what came arrives all the same when it is asked for. The
    /// modem tells of bytes, so there is no telling of datagrams without.
    #[test]
    fn unannounced_datagrams_arrive_once_whole_and_in_order(
        framing in framings(), format in formats(), deeds in deeds(1), seed in any::<u32>(), piece in 1..40_usize
    ) {
        let mut party = Party::new(framing, format, seed, piece);
        party.peer.loses_rings = true;
        party.host.reading.asks = true;
        deeds.iter().for_each(|deed| party.act(deed));
        party.receive_all();
        for number in 1..=6 {
            prop_assert_eq!(&party.received[number], &party.arrived[number], "socket {}", number);
        }
    }

    /// Pieces of any size mean the same as the whole, also when the engine answers between them.
    #[test]
    fn a_dialogue_in_pieces_is_the_same_dialogue(
        framing in framings(), format in formats(), deeds in deeds(0), seed in any::<u32>(), piece in 1..40_usize
    ) {
        let mut logs = [usize::MAX, 1, piece].map(|piece| {
            let mut party = Party::new(framing, format, seed, piece);
            deeds.iter().for_each(|deed| party.act(deed));
            party.host.log
        });
        let whole = logs[0].split_off(0);
        prop_assert_eq!(&whole, &logs[1]);
        prop_assert_eq!(&whole, &logs[2]);
    }

    /// Whatever was said before: when the modem has restarted, a good dialogue works after a few tries.
    #[test]
    fn a_good_dialogue_works_after_any_garbage(
        framing in framings(), format in formats(), actions in actions(), seed in any::<u32>(), piece in 1..40_usize
    ) {
        let mut host = Host::new(framing, format);
        for action in &actions {
            host.act(action, usize::MAX);
            host.drain();
        }
        host.hear(b"\r\n+SYSSTART\r\n", piece);
        host.drain();
        let mut peer = SimulatedModem::new(seed);
        let good = (0..5).any(|_| {
            let is_open = host.modem.is_usable(id(1))
                || host.ask(&Action::Open(1), &mut peer, piece).kind == EventKind::Opened;
            is_open
                && host.ask(&Action::Send(1, b"good".to_vec()), &mut peer, piece).kind == EventKind::Sent
                && peer.sent(1).last().is_some_and(|data| data == b"good")
        });
        prop_assert!(good, "{:?}", host.log);
        peer.arrive(1, b"answer".to_vec());
        let heard = (0..5).any(|_| {
            let event = host.ask(&Action::Receive(1, 1500, 1000), &mut peer, piece);
            event == ended(EventKind::Received, 1, 6) && host.sink[..6] == *b"answer"
        });
        prop_assert!(heard, "{:?}", host.log);
    }
}
