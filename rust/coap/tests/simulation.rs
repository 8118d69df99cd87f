//! Two endpoints over a link that loses, copies and reorders, in virtual time.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may fail anywhere"
)]

mod support;

use std::collections::{HashMap, HashSet};

use coap::{
    Arrival, Block, Code, Download, Endpoint, Instant, Message, Onward, OptionNumber, Outcome,
    Policy, Request, Traits, Type, Upload,
};
use support::Parts;
use support::server::{Answer, LIMIT, Server};
use support::world::{App, Link, Random, Reply, World, request};

const GOOD: Link = Link { loss: 0, copies: 0, delay: (10, 10) };
const BAD: Link = Link { loss: 20, copies: 10, delay: (20, 900) };
const POLICY: Policy = Policy::FULL.difference(Policy::PROBING);

/// Makes numbered requests and answers with their number, at once or later.
struct Echo {
    random: Random,
    wanted: u32,
    made: u32,
    last: u32,
    open: HashMap<u8, u32>,
    pending: Option<u32>,
    outcomes: HashMap<u32, Vec<Option<Outcome>>>,
    handled: HashSet<Vec<u8>>,
}

impl Echo {
    fn new(seed: u64, wanted: u32) -> Self {
        Self {
            random: Random::new(seed),
            wanted,
            made: 0,
            last: 0,
            open: HashMap::new(),
            pending: None,
            outcomes: HashMap::new(),
            handled: HashSet::new(),
        }
    }

    fn answered(&self) -> usize {
        self.outcomes.values().filter(|outcomes| outcomes[..] == [None]).count()
    }
}

impl App for Echo {
    fn serve(&mut self, _: u32, message: &Message<'_>, _: &mut Endpoint) -> Option<Reply> {
        assert!(self.handled.insert(message.payload().to_vec()), "handled twice");
        let after = if self.random.chance(60) { 0 } else { 500 + self.random.below(6000) };
        let parts = Parts::new(Type::Ack, Code::CHANGED, 0, b"").payload(message.payload());
        Some(Reply { after, parts })
    }

    fn receive(&mut self, slot: u8, message: &Message<'_>, is_over: bool) {
        assert!(is_over);
        let number = self.open.remove(&slot).unwrap();
        assert_eq!(message.payload(), number.to_string().as_bytes());
        self.outcomes.entry(number).or_default().push(None);
    }

    fn finish(&mut self, slot: u8, outcome: Outcome) {
        // Own separate responses end here too; they have no number.
        if let Some(number) = self.open.get(&slot).copied() {
            self.open.remove(&slot);
            self.outcomes.entry(number).or_default().push(Some(outcome));
        } else {
            assert!(matches!(outcome, Outcome::Acknowledged | Outcome::TimedOut | Outcome::Reset));
        }
    }

    fn next(&mut self, now: u32) -> Option<(Request, Parts)> {
        let is_due = self.made == 0 || now >= self.last + 300;
        if self.made == self.wanted || self.open.len() >= 3 || !is_due {
            return None;
        }
        self.last = now;
        self.made += 1;
        self.pending = Some(self.made);
        let kind = if self.random.chance(80) { Type::Con } else { Type::Non };
        let parts = Parts::new(kind, Code::POST, 0, b"").payload(self.made.to_string());
        Some((request(kind), parts))
    }

    fn began(&mut self, slot: u8) {
        let number = self.pending.take().unwrap();
        assert_eq!(self.open.insert(slot, number), None);
    }
}

/// Both sides make requests; gives the part of requests that were answered, in percent.
fn exchange(link: Link, seed: u64) -> u32 {
    let (a, b) = (Echo::new(seed, 40), Echo::new(seed + 1000, 40));
    let mut world = World::new(a, b, link, seed, POLICY);
    while world.a.app.made < 40 || world.b.app.made < 40 || !world.is_idle() {
        world.run(world.now + 10_000, 100);
        assert!(world.now < 10_000_000, "seed {seed}: no end");
    }
    let mut answered = 0;
    for app in [&world.a.app, &world.b.app] {
        assert_eq!(app.outcomes.len(), 40, "seed {seed}: a request without outcome");
        assert!(app.outcomes.values().all(|all| all.len() == 1), "seed {seed}: two outcomes");
        answered += app.answered();
    }
    answered as u32 * 100 / 80
}

#[test]
fn over_a_good_link_every_request_is_answered() {
    for seed in 0..5 {
        assert_eq!(exchange(GOOD, seed), 100);
    }
}

#[test]
fn over_a_bad_link_every_request_has_one_outcome_and_is_handled_at_most_once() {
    for seed in 0..40 {
        assert!(exchange(BAD, seed) > 75, "seed {seed}");
    }
}

#[test]
fn over_a_dead_link_every_request_times_out() {
    assert_eq!(exchange(Link { loss: 100, ..BAD }, 1), 0);
}

/// A resource that changes, and a client that watches it.
struct Watched {
    state: u32,
    changes: u32,
    next_change: u32,
    random: Random,
    changed: bool,
}

impl App for Watched {
    fn serve(&mut self, now: u32, message: &Message<'_>, endpoint: &mut Endpoint) -> Option<Reply> {
        let mut parts =
            Parts::new(Type::Ack, Code::CONTENT, 0, b"").payload(self.state.to_string());
        if message.uint(OptionNumber::OBSERVE) == Some(0) {
            let token = coap::Token::new(message.token()).unwrap();
            let peer = coap::PeerKey(1);
            let (_, sequence) = endpoint.observe(Instant(now), peer, token, 7).unwrap();
            parts = parts.uint(OptionNumber::OBSERVE, sequence);
        }
        Some(Reply { after: 0, parts })
    }

    fn receive(&mut self, _: u8, _: &Message<'_>, _: bool) {
        panic!("this side asks nothing");
    }

    fn finish(&mut self, _: u8, _: Outcome) {}

    fn next(&mut self, now: u32) -> Option<(Request, Parts)> {
        if self.changes > 0 && now >= self.next_change {
            self.changes -= 1;
            self.state += 1;
            self.changed = true;
            self.next_change = now + self.random.below(8000);
        }
        None
    }

    fn began(&mut self, _: u8) {}

    fn notify(&mut self, _: u8) -> Option<Parts> {
        Some(Parts::new(Type::Non, Code::CONTENT, 0, b"").payload(self.state.to_string()))
    }
}

struct Watcher {
    begun: bool,
    slot: Option<u8>,
    seen: Vec<u32>,
}

impl App for Watcher {
    fn serve(&mut self, _: u32, _: &Message<'_>, _: &mut Endpoint) -> Option<Reply> {
        panic!("this side serves nothing");
    }

    fn receive(&mut self, slot: u8, message: &Message<'_>, is_over: bool) {
        assert_eq!(self.slot, Some(slot));
        if is_over {
            self.slot = None;
        }
        self.seen.push(std::str::from_utf8(message.payload()).unwrap().parse().unwrap());
    }

    fn finish(&mut self, slot: u8, _: Outcome) {
        assert_eq!(self.slot.take(), Some(slot));
        self.begun = false;
    }

    fn next(&mut self, _: u32) -> Option<(Request, Parts)> {
        if self.begun {
            return None;
        }
        self.begun = true;
        let parts = Parts::new(Type::Con, Code::GET, 0, b"");
        let observe = Request { traits: Traits::OBSERVE, ..request(Type::Con) };
        Some((observe, parts.uint(OptionNumber::OBSERVE, 0)))
    }

    fn began(&mut self, slot: u8) {
        self.slot = Some(slot);
    }
}

#[test]
fn an_observer_finally_sees_the_last_state_and_never_goes_back() {
    for (seed, link) in (0..30).map(|seed| (seed, if seed % 5 == 0 { GOOD } else { BAD })) {
        let watched = Watched {
            state: 0,
            changes: 40,
            next_change: 5000,
            random: Random::new(seed),
            changed: false,
        };
        let watcher = Watcher { begun: false, slot: None, seen: Vec::new() };
        let mut world = World::new(watcher, watched, link, seed, POLICY);
        while world.b.app.changes > 0 || world.now < 1_000_000 {
            world.run(world.now + 100, 100);
            if std::mem::take(&mut world.b.app.changed) {
                world.b.endpoint.notify(Instant(world.now), 7);
            }
        }
        let seen = &world.a.app.seen;
        assert_eq!(seen.last(), Some(&40), "seed {seed}");
        assert!(seen.len() > 10, "seed {seed}: {seen:?}");
        assert!(seen.windows(2).all(|pair| pair[0] <= pair[1]), "seed {seed}: {seen:?}");
    }
}

/// Writes a body to `large` block by block and reads it back.
struct Mover {
    body: Vec<u8>,
    upload: Option<Upload>,
    download: Download,
    got: Vec<u8>,
    slot: Option<u8>,
    sent: (u16, bool),
    requests: u32,
    done: bool,
}

impl App for Mover {
    fn serve(&mut self, _: u32, _: &Message<'_>, _: &mut Endpoint) -> Option<Reply> {
        panic!("this side serves nothing");
    }

    fn receive(&mut self, slot: u8, message: &Message<'_>, is_over: bool) {
        assert!(is_over && self.slot.take() == Some(slot));
        if let Some(upload) = &mut self.upload {
            let (length, more) = self.sent;
            match upload.handle_answer(
                message.code,
                message.block(OptionNumber::BLOCK1),
                length,
                more,
            ) {
                Onward::Done => {
                    assert_eq!(message.code, Code::CHANGED);
                    self.upload = None;
                }
                Onward::Next | Onward::Restart => {}
                Onward::Failed => panic!("{message:?}"),
            }
            return;
        }
        let Arrival { offset, onward } = self.download.handle_answer(message);
        assert_eq!(offset as usize, self.got.len());
        self.got.extend(message.payload());
        match onward {
            Onward::Done => self.done = true,
            Onward::Next => {}
            other => panic!("{other:?} {message:?}"),
        }
    }

    fn finish(&mut self, slot: u8, outcome: Outcome) {
        // The same block again, as a request of its own.
        assert_eq!((self.slot.take(), outcome), (Some(slot), Outcome::TimedOut));
    }

    fn next(&mut self, _: u32) -> Option<(Request, Parts)> {
        if self.slot.is_some() || self.done {
            return None;
        }
        self.requests += 1;
        let (code, number, block, payload) = match &self.upload {
            Some(upload) => {
                let start = upload.offset as usize;
                let end = self.body.len().min(start + (16 << upload.exponent));
                let more = end < self.body.len();
                self.sent = ((end - start) as u16, more);
                let payload = self.body[start..end].to_vec();
                (Code::PUT, OptionNumber::BLOCK1, upload.block(more).unwrap(), payload)
            }
            None => (Code::GET, OptionNumber::BLOCK2, self.download.block().unwrap(), Vec::new()),
        };
        let parts = Parts::new(Type::Con, code, 0, b"")
            .option(OptionNumber::URI_PATH, "large")
            .uint(number, block.value())
            .payload(payload);
        Some((request(Type::Con), parts))
    }

    fn began(&mut self, slot: u8) {
        self.slot = Some(slot);
    }
}

/// The server of the corpus on a node: it uses that node's endpoint.
struct Blocks(Server);

impl App for Blocks {
    fn serve(&mut self, now: u32, message: &Message<'_>, _: &mut Endpoint) -> Option<Reply> {
        let (code, options, payload): Answer = self.0.serve(now, coap::PeerKey(1), message);
        let parts = Parts { options, payload, ..Parts::new(Type::Ack, code, 0, b"") };
        Some(Reply { after: 0, parts })
    }

    fn receive(&mut self, _: u8, _: &Message<'_>, _: bool) {}

    fn finish(&mut self, _: u8, _: Outcome) {}

    fn next(&mut self, _: u32) -> Option<(Request, Parts)> {
        None
    }

    fn began(&mut self, _: u8) {}
}

/// Moves a body of `length` bytes there and back; gives the number of requests.
fn move_body(link: Link, seed: u64, length: usize, exponents: (u8, u8)) -> u32 {
    let body: Vec<_> = (0..length).map(|at| (at * 7 + at / 256) as u8).collect();
    let mover = Mover {
        body: body.clone(),
        upload: Some(Upload::new(exponents.0)),
        download: Download::new(exponents.0),
        got: Vec::new(),
        slot: None,
        sent: (0, false),
        requests: 0,
        done: false,
    };
    let mut server = Server::new(POLICY);
    server.exponent = exponents.1;
    let mut world = World::new(mover, Blocks(server), link, seed, POLICY);
    while !world.a.app.done {
        world.run(world.now + 10_000, 10);
        assert!(world.now < 100_000_000, "seed {seed}: no end");
    }
    assert_eq!(world.b.app.0.large, body, "seed {seed}");
    assert_eq!(world.a.app.got, body, "seed {seed}");
    world.a.app.requests
}

#[test]
fn bodies_arrive_whole_in_as_many_requests_as_blocks() {
    assert_eq!(move_body(GOOD, 1, 10_240, (6, 6)), 20);
    assert_eq!(move_body(GOOD, 1, 10_241, (6, 6)), 22);
    assert_eq!(move_body(GOOD, 1, LIMIT as usize, (5, 5)), 80);
}

#[test]
fn the_smaller_block_size_wins() {
    // The first block goes out in the larger size, all others in the smaller one.
    assert_eq!(move_body(GOOD, 1, 1024, (6, 4)), 1 + 4);
    assert_eq!(move_body(GOOD, 1, 2048, (6, 4)), (1 + 4) + 8);
    assert_eq!(move_body(GOOD, 1, 1024, (2, 6)), 32);
    assert_eq!(Block::at(1024, true, 4).map(Block::number), Some(4));
}

#[test]
fn bodies_arrive_whole_over_a_bad_link() {
    for seed in 0..15 {
        move_body(BAD, seed, 10_000, (4, 6));
    }
}
