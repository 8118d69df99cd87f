//! Requests that only wait, while others have the modem.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test stops at the first surprise")]

use at_socket::{
    Aside, DialectId, Duration, Event, EventKind, Family, Framing, Instant, Modem, ModemError,
    Operands, Peer, SocketId, SocketState, Transport,
};

const NOW: Instant = Instant::from_millis(0);
const OPERANDS: Operands<'_> = Operands { host: b"192.0.2.10", payload: b"ping" };
const DIAL_PAUSE: Duration = Duration::from_secs(5);

fn ended(kind: EventKind, number: u8, value: u16) -> Event {
    Event { kind, socket: Some(id(number)), value, error: None }
}

/// How a request left the engine.
enum End {
    Aside(Aside),
    Event(Event),
}

impl End {
    fn aside(self) -> Aside {
        match self {
            Self::Aside(aside) => aside,
            Self::Event(event) => panic!("{event:?}"),
        }
    }

    fn event(self) -> Event {
        match self {
            Self::Aside(_) => panic!("it waits"),
            Self::Event(event) => event,
        }
    }
}

/// A modem whose answer to a command is OK, unless it stands in `answers`, each for one command.
struct Line<'a> {
    modem: Modem,
    answers: Vec<(&'a str, &'a str)>,
    said: Vec<String>,
}

impl<'a> Line<'a> {
    fn new(dialect: DialectId, transport: Transport) -> Self {
        let mut modem = Modem::new(dialect, Framing::Stream, 1);
        for number in 1..=3 {
            modem.assign(id(number), Family::Inet, transport).unwrap();
        }
        Self { modem, answers: Vec::new(), said: Vec::new() }
    }

    fn hear(&mut self, text: &str) {
        self.modem.handle_input(NOW, text.as_bytes(), &mut [0; 100]);
    }

    fn run(&mut self, answers: &[(&'a str, &'a str)]) -> End {
        self.answers = answers.to_vec();
        self.said.clear();
        for _ in 0..100 {
            let mut out = [0; 200];
            if let Some(next) = self.modem.poll_transmit(NOW, &OPERANDS, &mut out).unwrap() {
                let said = String::from_utf8(out.get(..next.len).unwrap().into()).unwrap();
                let place = self.answers.iter().position(|(command, _)| said.starts_with(command));
                let answer = place.map_or("\r\nOK\r\n", |place| self.answers.remove(place).1);
                self.hear(answer);
                self.said.push(said.trim_end().into());
            } else if let Some(event) = self.modem.poll_event() {
                return End::Event(event);
            } else if let Some(aside) = self.modem.poll_aside() {
                return End::Aside(aside);
            } else if let Some(due) = self.modem.poll_timeout() {
                self.modem.handle_timeout(due);
            }
        }
        panic!("the request does not end: {:?}", self.said);
    }

    fn open(&mut self, number: u8, answers: &[(&'a str, &'a str)]) -> End {
        let peer = Peer { host: OPERANDS.host, port: 7 };
        self.modem.open(id(number), &peer, 8080, 0).unwrap();
        self.run(answers)
    }

    fn close(&mut self, number: u8) {
        self.modem.close(id(number)).unwrap();
        assert_eq!(self.run(&[]).event(), ended(EventKind::Closed, number, 0));
    }

    fn take_up(&mut self, aside: &Aside, answers: &[(&'a str, &'a str)]) -> End {
        let now = self.modem.due(aside, DIAL_PAUSE).unwrap_or(NOW);
        self.modem.take_up(now, aside);
        self.run(answers)
    }
}

fn id(number: u8) -> SocketId {
    SocketId::new(number).unwrap()
}

/// A Quectel modem; opens are accepted, and how they went comes later.
fn quectel() -> Line<'static> {
    Line::new(DialectId::Quectel, Transport::Tcp)
}

fn opened(number: u8) -> Event {
    ended(EventKind::Opened, number, 8080)
}

fn failed(number: u8, error: ModemError) -> Event {
    Event { error: Some(error), ..ended(EventKind::Failed, number, 0) }
}

#[test]
fn several_opens_wait_at_the_same_time() {
    let mut line = quectel();
    let asides = [1, 2, 3].map(|number| line.open(number, &[]).aside());
    assert!(!asides.iter().any(Aside::is_refused));
    assert!(asides.iter().all(|aside| line.modem.due(aside, DIAL_PAUSE).is_some()));
    line.hear("\r\n+QIOPEN: 1,0\r\n");
    line.hear("\r\n+QIOPEN: 2,566\r\n");
    assert_eq!(
        [0, 1, 2].map(|at| line.modem.due(&asides[at], DIAL_PAUSE).is_none()),
        [false, true, true]
    );
    line.close(3);
    assert_eq!(line.take_up(&asides[1], &[]).event(), opened(2));
    assert_eq!(line.modem.state(id(2)), SocketState::Open);
    assert_eq!(line.modem.state(id(1)), SocketState::Closed);
    line.hear("\r\n+QIOPEN: 0,566\r\n");
    let refused = failed(1, ModemError::Refused(Some(566)));
    assert_eq!(line.take_up(&asides[0], &[]).event(), refused);
}

#[test]
fn what_comes_before_the_open_is_taken_up_is_kept() {
    let mut line = quectel();
    let aside = line.open(1, &[]).aside();
    line.hear("\r\n+QIOPEN: 0,0\r\n\r\n+QIURC: \"recv\",0\r\n\r\n+QIURC: \"closed\",0\r\n");
    assert_eq!(line.take_up(&aside, &[]).event(), opened(1));
    assert_eq!((line.modem.state(id(1)), line.modem.arrivals(id(1))), (SocketState::Lost, 1));
}

#[test]
fn an_open_that_is_not_told_of_times_out() {
    let mut line = quectel();
    let aside = line.open(1, &[]).aside();
    assert_eq!(line.modem.due(&aside, DIAL_PAUSE), Some(Instant::from_millis(150_000)));
    assert_eq!(line.take_up(&aside, &[]).event(), failed(1, ModemError::TimedOut));
}

#[test]
fn what_ends_the_connection_ends_the_open() {
    for (text, error) in [
        ("\r\nRDY\r\n", ModemError::Restarted),
        ("\r\n+QIURC: \"pdpdeact\",1\r\n", ModemError::Refused(None)),
    ] {
        let mut line = quectel();
        let aside = line.open(1, &[]).aside();
        line.hear(text);
        assert_eq!(line.modem.due(&aside, DIAL_PAUSE), None);
        assert_eq!(line.take_up(&aside, &[]).event(), failed(1, error));
        assert_eq!(
            line.open(1, &[("AT+QIOPEN", "\r\nOK\r\n\r\n+QIOPEN: 0,0\r\n")]).event(),
            opened(1)
        );
    }
}

#[test]
fn an_id_in_use_is_closed_and_opened_again() {
    let mut line = quectel();
    let aside = line.open(1, &[]).aside();
    line.hear("\r\n+QIOPEN: 0,563\r\n");
    let aside = line.take_up(&aside, &[]).aside();
    let accepted = line.take_up(&aside, &[]).aside();
    assert_eq!(line.said.iter().filter(|said| said.starts_with("AT+QICLOSE=0")).count(), 1);
    line.hear("\r\n+QIOPEN: 0,0\r\n");
    assert_eq!(line.take_up(&accepted, &[]).event(), opened(1));
}

#[test]
fn a_refused_dial_is_repeated_as_it_was_unless_somebody_else_spoke() {
    let refused = &[("AT+SQNSD=1", "\r\nNO CARRIER\r\n")][..];
    let mut line = Line::new(DialectId::Sequans, Transport::Udp);
    let mut aside = line.open(1, refused).aside();
    assert_eq!(line.modem.due(&aside, DIAL_PAUSE), Some(NOW.after(DIAL_PAUSE)));
    assert!(aside.is_refused());
    // A look at the clock changes nothing, nor does what the modem says by itself.
    line.hear("\r\n+CEREG: 2\r\n");
    aside = line.take_up(&aside, refused).aside();
    assert_eq!(line.said.len(), 1);
    assert_eq!(line.open(2, &[]).event(), opened(2));
    aside = line.take_up(&aside, refused).aside();
    assert_eq!(line.said, ["AT+SQNSH=1", "AT+SQNSD=1,1,7,\"192.0.2.10\",0,8080,1,0"]);
    line.close(2);
    // Four dials are four dials.
    let event = line.take_up(&aside, refused).event();
    assert_eq!(event, failed(1, ModemError::Refused(None)));
}

#[test]
fn nobody_dials_for_a_socket_that_was_closed() {
    let mut line = Line::new(DialectId::Sequans, Transport::Udp);
    let aside = line.open(1, &[("AT+SQNSD", "\r\nNO CARRIER\r\n")]).aside();
    line.close(1);
    assert_eq!(line.take_up(&aside, &[]).event(), failed(1, ModemError::Closed));
    assert!(line.said.is_empty());
    let aside = line.open(1, &[("AT+SQNSD", "\r\nNO CARRIER\r\n")]).aside();
    line.modem.assign(id(1), Family::Inet, Transport::Tcp).unwrap();
    assert_eq!(line.take_up(&aside, &[]).event(), failed(1, ModemError::Closed));
}

#[test]
fn an_open_that_was_forgotten_leaves_nothing() {
    let mut line = quectel();
    let _ = line.open(1, &[]).aside();
    line.hear("\r\n+QIOPEN: 0,0\r\n");
    assert_eq!(line.modem.state(id(1)), SocketState::Closed);
    assert_eq!(line.open(1, &[("AT+QIOPEN", "\r\nOK\r\n\r\n+QIOPEN: 0,0\r\n")]).event(), opened(1));
    assert_eq!(line.said.first().map(String::as_str), Some("AT+QICLOSE=0"));
}
