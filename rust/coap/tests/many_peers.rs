//! More peers than tables have places, all with the same ids and tokens: each gets its own replies and no
//! other's, whatever makes room for whatever.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may fail anywhere"
)]

mod support;

use coap::{
    Cast, Code, EXCHANGES, Endpoint, Event, Instant, Message, MessageId, PeerKey, Policy, REQUESTS,
    Transmit, Type, WRITTEN_LIMIT,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use support::Parts;

/// A request as its sender knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Asked {
    peer: u32,
    id: u16,
    content: u8,
}

/// The tables that a caller keeps beside the endpoint, with names in the place of bytes.
struct Caller {
    endpoint: Endpoint,
    now: u32,
    /// Origin of the request in each place, and the reply to it.
    requests: [Option<(Asked, Option<Asked>)>; REQUESTS],
    /// The separate response in each slot.
    exchanges: [Option<Asked>; EXCHANGES],
    /// Handlers at work.
    pending: Vec<Asked>,
}

#[derive(Debug, Clone)]
enum Step {
    Ask { asked: Asked, kind: Type, code: Code },
    Answer(usize),
    Wait(u32),
}

fn step() -> impl Strategy<Value = Step> {
    let code = prop_oneof![Just(Code::GET), Just(Code::POST)];
    let kind = prop_oneof![3 => Just(Type::Con), 1 => Just(Type::Non)];
    let ask =
        (0..40_u32, 0..3_u16, 0..2_u8, kind, code).prop_map(|(peer, id, content, kind, code)| {
            Step::Ask { asked: Asked { peer, id, content }, kind, code }
        });
    prop_oneof![
        6 => ask,
        4 => (0..40_usize).prop_map(Step::Answer),
        1 => prop_oneof![0..100_u32, 0..4_000_u32, 0..100_000_u32].prop_map(Step::Wait),
    ]
}

impl Caller {
    fn new() -> Self {
        Self {
            endpoint: Endpoint::new(Policy::FULL, 9),
            now: 0,
            requests: [None; REQUESTS],
            exchanges: [None; EXCHANGES],
            pending: Vec::new(),
        }
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::Ask { asked, kind, code } => self.ask(*asked, *kind, *code),
            Step::Answer(at) if !self.pending.is_empty() => {
                let asked = self.pending.remove(at % self.pending.len());
                self.answer(asked);
            }
            Step::Answer(_) => {}
            Step::Wait(span) => {
                self.now += span;
                self.endpoint.handle_timeout(Instant(self.now));
                self.drain(None);
            }
        }
    }

    fn ask(&mut self, asked: Asked, kind: Type, code: Code) {
        let datagram = Parts::new(kind, code, asked.id, b"t").payload([asked.content]).encode();
        let peer = PeerKey(asked.peer);
        let at = Instant(self.now);
        self.endpoint.handle_input(at, peer, Cast::Unicast, &datagram).unwrap();
        self.drain(Some(asked));
    }

    fn answer(&mut self, asked: Asked) {
        let (peer, id) = (PeerKey(asked.peer), MessageId(asked.id));
        let ticket = self.endpoint.respond(Instant(self.now), peer, id);
        if let Some(place) = ticket.reply.some() {
            let request = self.requests[usize::from(place.0)].as_mut().unwrap();
            assert_eq!(request.0, asked, "the reply is kept with its request");
            request.1 = Some(asked);
        }
        if let Some(slot) = ticket.slot.some() {
            self.exchanges[usize::from(slot.0)] = Some(asked);
        }
        self.drain(None);
    }

    /// Sends what there is to send, to `source` or to whom the tables say, and hears what happened.
    fn drain(&mut self, source: Option<Asked>) {
        let mut out = [0; WRITTEN_LIMIT];
        while let Some(transmit) = self.endpoint.poll_transmit(Instant(self.now), &mut out) {
            match transmit {
                Transmit::Exchange { slot, .. } => {
                    assert!(self.exchanges[usize::from(slot.0)].is_some(), "there is a message");
                }
                Transmit::Reply(slot) => {
                    let (asked, reply) = self.requests[usize::from(slot.0)].unwrap();
                    assert_eq!(reply, Some(asked), "it is the reply to that request");
                    assert_eq!(source, Some(asked), "and a copy of that request asked for it");
                }
                Transmit::Request { slot, length } => {
                    let message = Message::parse(&out[..length.into()]).unwrap();
                    let (asked, _) = self.requests[usize::from(slot.0)].unwrap();
                    assert_eq!(message.id.0, asked.id);
                    assert_eq!(message.code, Code::EMPTY);
                }
                Transmit::Source { length } => {
                    let message = Message::parse(&out[..length.into()]).unwrap();
                    let asked = source.unwrap();
                    assert!(message.kind != Type::Ack || message.id.0 == asked.id);
                    assert!(!message.code.is_success(), "nobody's response");
                }
            }
        }
        while let Some(event) = self.endpoint.poll_event() {
            match event {
                Event::Request(place) => {
                    let asked = source.unwrap();
                    self.requests[usize::from(place.0)] = Some((asked, None));
                    self.pending.retain(|old| (old.peer, old.id) != (asked.peer, asked.id));
                    self.pending.push(asked);
                }
                Event::Finished(slot, _) => self.exchanges[usize::from(slot.0)] = None,
                _ => panic!("{event:?}"),
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        rng_seed: RngSeed::Fixed(0x7252),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn replies_reach_the_peer_that_asked_and_no_other(steps in vec(step(), 0..300)) {
        let mut caller = Caller::new();
        for step in &steps {
            caller.take(step);
        }
    }
}
