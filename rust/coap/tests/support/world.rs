//! Two endpoints and a bad link between them, in virtual time, all from one seed.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use coap::{
    Cast, CodeClass, EXCHANGES, Endpoint, Event, Instant, Message, MessageId, OBSERVERS, Outcome,
    PeerKey, Policy, REQUESTS, Request, Ticket, Traits, Transmit, Type, WRITTEN_LIMIT,
};

use super::Parts;

/// Marsaglia's xorshift.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 32) % u64::from(limit)) as u32
    }

    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }
}

/// What the link does to datagrams, in percent and milliseconds.
#[derive(Clone, Copy)]
pub(crate) struct Link {
    pub(crate) loss: u32,
    pub(crate) copies: u32,
    pub(crate) delay: (u32, u32),
}

/// What a node answers, and after how long.
pub(crate) struct Reply {
    pub(crate) after: u32,
    pub(crate) parts: Parts,
}

/// What runs on a node.
pub(crate) trait App {
    /// A new request: its answer. Type, id and token are filled in.
    fn serve(&mut self, now: u32, message: &Message<'_>, endpoint: &mut Endpoint) -> Option<Reply>;
    /// A response or notification to the request in `slot`.
    fn receive(&mut self, slot: u8, message: &Message<'_>, is_over: bool);
    /// The request in `slot` is over without a response.
    fn finish(&mut self, slot: u8, outcome: Outcome);
    /// The next request to make, if any.
    fn next(&mut self, now: u32) -> Option<(Request, Parts)>;
    /// The request got this slot.
    fn began(&mut self, slot: u8);
    /// The observer wants this.
    fn notify(&mut self, _observer: u8) -> Option<Parts> {
        None
    }
}

pub(crate) struct Node<A> {
    pub(crate) endpoint: Endpoint,
    pub(crate) app: A,
    own: PeerKey,
    other: PeerKey,
    exchanges: [Vec<u8>; EXCHANGES],
    replies: [Vec<u8>; REQUESTS],
    observers: [Vec<u8>; OBSERVERS],
    late: Vec<(u32, MessageId, Parts)>,
    /// Ids of own CON and NON, with the bytes and the time of the first transmission.
    ids: HashMap<u16, (Vec<u8>, u32)>,
    /// Own CON that nothing has answered yet: id and token.
    open: HashMap<u16, Vec<u8>>,
    outbox: Vec<Vec<u8>>,
}

impl<A: App> Node<A> {
    fn new(app: A, own: u32, other: u32, seed: u64, policy: Policy) -> Self {
        Self {
            endpoint: Endpoint::new(policy, seed),
            app,
            own: PeerKey(own),
            other: PeerKey(other),
            exchanges: Default::default(),
            replies: Default::default(),
            observers: Default::default(),
            late: Vec::new(),
            ids: HashMap::new(),
            open: HashMap::new(),
            outbox: Vec::new(),
        }
    }

    fn send(&mut self, now: u32, bytes: Vec<u8>) {
        let message = Message::parse(&bytes).unwrap();
        if matches!(message.kind, Type::Con | Type::Non) {
            let first = self.ids.entry(message.id.0).or_insert_with(|| (bytes.clone(), now));
            if now - first.1 < 247_000 {
                assert_eq!(first.0, bytes, "an id stands for one message");
            } else {
                *first = (bytes.clone(), now);
            }
        }
        if message.kind == Type::Con {
            self.open.insert(message.id.0, message.token().to_vec());
        }
        self.outbox.push(bytes);
    }

    /// What `message` answers is not outstanding any more.
    fn settle(&mut self, message: &Message<'_>) {
        let (id, token) = (message.id.0, message.token());
        match message.kind {
            Type::Ack | Type::Rst => drop(self.open.remove(&id)),
            _ if message.code.kind() == CodeClass::Response => {
                self.open.retain(|_, open| open != token);
            }
            _ => {}
        }
    }

    fn handle(&mut self, now: u32, datagram: &[u8]) {
        let _ = self.endpoint.handle_input(Instant(now), self.other, Cast::Unicast, datagram);
        let message = Message::parse(datagram).unwrap();
        self.settle(&message);
        let silent = matches!(message.kind, Type::Ack | Type::Rst);
        self.drain(now, Some(datagram), silent);
    }

    fn wake(&mut self, now: u32) {
        self.endpoint.handle_timeout(Instant(now));
        self.drain(now, None, false);
        let (due, rest) = std::mem::take(&mut self.late).into_iter().partition(|l| l.0 <= now);
        self.late = rest;
        let due: Vec<(u32, MessageId, Parts)> = due;
        for (_, id, parts) in due {
            self.respond(now, id, parts);
            self.drain(now, None, false);
        }
        while let Some((request, parts)) = self.app.next(now) {
            let request = Request { peer: self.other, ..request };
            let Ok(ticket) = self.endpoint.begin(Instant(now), &request) else {
                panic!("the application asks for more than fits");
            };
            let slot = ticket.slot;
            self.app.began(slot.0);
            let bytes = fill(parts, &ticket).encode();
            self.exchanges[usize::from(slot.0)] = bytes.clone();
            if !ticket.queued {
                self.send(now, bytes);
            }
            self.drain(now, None, false);
        }
    }

    fn respond(&mut self, now: u32, id: MessageId, parts: Parts) {
        let ticket = self.endpoint.respond(Instant(now), self.other, id);
        let bytes = fill(parts, &ticket).encode();
        if let Some(slot) = ticket.reply.some() {
            self.replies[usize::from(slot.0)] = bytes.clone();
        }
        if let Some(slot) = ticket.slot.some() {
            self.exchanges[usize::from(slot.0)] = bytes.clone();
        }
        if !ticket.queued {
            self.send(now, bytes);
        }
    }

    fn drain(&mut self, now: u32, datagram: Option<&[u8]>, silent: bool) {
        let mut out = [0; WRITTEN_LIMIT];
        loop {
            while let Some(transmit) = self.endpoint.poll_transmit(Instant(now), &mut out) {
                let bytes = match transmit {
                    Transmit::Exchange { slot, id } => {
                        let bytes = &mut self.exchanges[usize::from(slot.0)];
                        [bytes[2], bytes[3]] = id.0.to_be_bytes();
                        bytes.clone()
                    }
                    Transmit::Reply(slot) => self.replies[usize::from(slot.0)].clone(),
                    Transmit::Source { length } => {
                        assert!(!silent, "nothing answers an ACK or RST");
                        out[..length.into()].to_vec()
                    }
                    Transmit::Request { length, .. } => out[..length.into()].to_vec(),
                };
                self.send(now, bytes);
            }
            let Some(event) = self.endpoint.poll_event() else {
                assert!(self.open.len() <= 1, "NSTART is 1");
                return;
            };
            self.react(now, event, datagram);
        }
    }

    fn react(&mut self, now: u32, event: Event, datagram: Option<&[u8]>) {
        let message = datagram.map(|datagram| Message::parse(datagram).unwrap());
        match event {
            Event::Request(_) => {
                let message = message.unwrap();
                match self.app.serve(now, &message, &mut self.endpoint) {
                    Some(reply) if reply.after == 0 => self.respond(now, message.id, reply.parts),
                    Some(reply) => self.late.push((now + reply.after, message.id, reply.parts)),
                    None => {}
                }
            }
            Event::Response { slot, observing, .. } => {
                self.app.receive(slot.0, &message.unwrap(), !observing);
            }
            Event::Notification(slot) => self.app.receive(slot.0, &message.unwrap(), false),
            Event::Finished(slot, outcome) => {
                self.close(slot.0);
                self.app.finish(slot.0, outcome);
            }
            Event::Notify(observer) => {
                let Some(parts) = self.app.notify(observer.0) else {
                    return;
                };
                let made = self.endpoint.notification(Instant(now), observer, false).unwrap();
                let mut parts = fill(parts, &made.ticket);
                parts = parts.uint(coap::OptionNumber::OBSERVE, made.sequence);
                let bytes = parts.encode();
                self.observers[usize::from(observer.0)] = bytes.clone();
                if let Some(slot) = made.ticket.slot.some() {
                    // It may take the place of one that was not acknowledged.
                    self.close(slot.0);
                    self.exchanges[usize::from(slot.0)] = bytes.clone();
                }
                if !made.ticket.queued {
                    self.send(now, bytes);
                }
            }
            Event::AcknowledgedBy(_) | Event::Stray(_) | Event::Forgotten(_) => {}
        }
    }

    /// The message in `slot` is not outstanding any more.
    fn close(&mut self, slot: u8) {
        if let Some(id) = self.exchanges[usize::from(slot)].get(2..4) {
            self.open.remove(&u16::from_be_bytes([id[0], id[1]]));
        }
    }

    fn due(&self, now: u32) -> Option<u32> {
        let engine = self.endpoint.poll_timeout(Instant(now)).map(|due| due.0.max(now));
        engine.into_iter().chain(self.late.iter().map(|late| late.0)).min()
    }
}

fn fill(parts: Parts, ticket: &Ticket) -> Parts {
    Parts { kind: ticket.kind, id: ticket.id.0, token: ticket.token.as_bytes().into(), ..parts }
}

/// A request of the full tier to the other node.
pub(crate) fn request(kind: Type) -> Request {
    Request::new(PeerKey(0), kind, Traits::empty())
}

/// A datagram under way: arrival and order, whether it goes to node B, bytes.
type Flight = (Reverse<(u32, u64)>, bool, Vec<u8>);

pub(crate) struct World<A, B> {
    pub(crate) now: u32,
    pub(crate) a: Node<A>,
    pub(crate) b: Node<B>,
    link: Link,
    random: Random,
    count: u64,
    flights: BinaryHeap<Flight>,
    pub(crate) sent: u64,
}

impl<A: App, B: App> World<A, B> {
    pub(crate) fn new(a: A, b: B, link: Link, seed: u64, policy: Policy) -> Self {
        Self {
            now: 1_000,
            a: Node::new(a, 1, 2, seed, policy),
            b: Node::new(b, 2, 1, seed ^ 0xdead_beef_1234_5678, policy),
            link,
            random: Random::new(seed),
            count: 0,
            flights: BinaryHeap::new(),
            sent: 0,
        }
    }

    /// Until `end`, or until nothing is left to do. The applications are asked for work every
    /// `pause` ms.
    pub(crate) fn run(&mut self, end: u32, pause: u32) {
        let mut next_work = self.now;
        while self.now < end {
            self.a.wake(self.now);
            self.b.wake(self.now);
            self.launch();
            if next_work <= self.now {
                next_work = self.now + pause;
            }
            let flight = self.flights.peek().map(|flight| flight.0.0.0);
            let dues = [self.a.due(self.now), self.b.due(self.now), flight, Some(next_work)];
            self.now = dues.into_iter().flatten().min().unwrap().max(self.now).min(end);
            while self.flights.peek().is_some_and(|flight| flight.0.0.0 <= self.now) {
                let (_, to_b, bytes) = self.flights.pop().unwrap();
                if to_b {
                    self.b.handle(self.now, &bytes);
                } else {
                    self.a.handle(self.now, &bytes);
                }
                self.launch();
            }
        }
    }

    /// Nothing is under way any more, in either endpoint.
    pub(crate) fn is_idle(&self) -> bool {
        self.a.due(self.now).is_none() && self.b.due(self.now).is_none()
    }

    fn launch(&mut self) {
        let from_a = std::mem::take(&mut self.a.outbox);
        let from_b = std::mem::take(&mut self.b.outbox);
        assert_ne!(self.a.own, self.b.own);
        let all =
            from_a.into_iter().map(|b| (true, b)).chain(from_b.into_iter().map(|b| (false, b)));
        for (to_b, bytes) in all {
            self.sent += 1;
            if self.random.chance(self.link.loss) {
                continue;
            }
            let copies = if self.random.chance(self.link.copies) { 2 } else { 1 };
            for _ in 0..copies {
                let (least, most) = self.link.delay;
                let at = self.now + least + self.random.below(most - least + 1);
                self.count += 1;
                self.flights.push((Reverse((at, self.count)), to_b, bytes.clone()));
            }
        }
    }
}
