//! A server around an endpoint: it does what the binding does, with two resources.
//!
//! `test` answers GET with a fixed text and takes PUT; `large` is read and written block by block.

use coap::{
    Assembly, Block, Cast, Code, Condition, Endpoint, Event, Instant, Message, MessageId,
    OptionNumber, PeerKey, Policy, REQUESTS, Slot, Transmit, Type, piece,
};

use super::Parts;

/// Largest body taken.
pub(crate) const LIMIT: u32 = 20_000;
const ETAG: &[u8] = b"\x01\x02";

/// The answer to a request before it has type, id and token.
pub(crate) type Answer = (Code, Vec<(u16, Vec<u8>)>, Vec<u8>);

pub(crate) struct Server {
    pub(crate) endpoint: Endpoint,
    replies: [Vec<u8>; REQUESTS],
    bodies: Vec<Vec<u8>>,
    pub(crate) large: Vec<u8>,
    /// Blocks are no larger than this exponent says.
    pub(crate) exponent: u8,
}

impl Server {
    pub(crate) fn new(policy: Policy) -> Self {
        Self {
            endpoint: Endpoint::new(policy, 99),
            replies: Default::default(),
            bodies: vec![Vec::new(); coap::TRANSFERS],
            large: Vec::new(),
            exponent: 6,
        }
    }

    /// Takes a datagram; everything that goes out for it.
    pub(crate) fn handle(&mut self, now: u32, peer: PeerKey, datagram: &[u8]) -> Vec<Vec<u8>> {
        let _ = self.endpoint.handle_input(Instant(now), peer, Cast::Unicast, datagram);
        let mut out = self.drain(now);
        while let Some(event) = self.endpoint.poll_event() {
            if let Event::Request(slot) = event {
                out.extend(self.answer(now, peer, slot, datagram));
            }
        }
        out.extend(self.drain(now));
        out
    }

    fn drain(&mut self, now: u32) -> Vec<Vec<u8>> {
        let mut out = Vec::new();
        let mut buffer = [0; coap::WRITTEN_LIMIT];
        while let Some(transmit) = self.endpoint.poll_transmit(Instant(now), &mut buffer) {
            out.push(match transmit {
                Transmit::Source { length } | Transmit::Request { length, .. } => {
                    buffer[..length.into()].to_vec()
                }
                Transmit::Reply(slot) => self.replies[usize::from(slot.0)].clone(),
                Transmit::Exchange { .. } => panic!("this server sends nothing of its own"),
            });
        }
        out
    }

    fn answer(&mut self, now: u32, peer: PeerKey, slot: Slot, datagram: &[u8]) -> Option<Vec<u8>> {
        let message = Message::parse(datagram).unwrap();
        let (code, options, payload) = self.serve(now, peer, &message);
        if code.is_unwanted(message.uint(OptionNumber::NO_RESPONSE).unwrap_or(0) as u8) {
            self.endpoint.stay_silent(peer, message.id);
            return None;
        }
        let ticket = self.endpoint.respond(Instant(now), peer, message.id);
        let mut parts = Parts::new(ticket.kind, code, ticket.id.0, message.token());
        (parts.options, parts.payload) = (options, payload);
        let bytes = parts.encode();
        if ticket.reply == slot {
            self.replies[usize::from(slot.0)] = bytes.clone();
        }
        Some(bytes)
    }

    /// Path, method, block, conditions, formats, handler: the order of the rule book.
    pub(crate) fn serve(&mut self, now: u32, peer: PeerKey, message: &Message<'_>) -> Answer {
        let mut path = [0; 2000];
        let is_large = match message.path(&mut path) {
            Some(b"test") => false,
            Some(b"large") => true,
            _ => return plain(Code::NOT_FOUND),
        };
        if !matches!(message.code, Code::GET | Code::PUT) {
            return plain(Code::METHOD_NOT_ALLOWED);
        }
        let is_other = |number| message.uint(number).is_some_and(|format| format != 0);
        let at = Instant(now);
        let mut block1 = None;
        let mut body = message.payload().to_vec();
        match self.endpoint.assemble(at, peer, message, LIMIT, self.exponent) {
            Assembly::Whole => {}
            Assembly::Store { id, offset, last, block } => {
                let stored = &mut self.bodies[usize::from(id.0)];
                stored.truncate(offset as usize);
                assert_eq!(stored.len(), offset as usize);
                stored.extend(message.payload());
                if !last {
                    return with_block(Code::CONTINUE, OptionNumber::BLOCK1, block, Vec::new());
                }
                body = std::mem::take(stored);
                block1 = Some(block);
            }
            Assembly::Again { block } => {
                return with_block(Code::CONTINUE, OptionNumber::BLOCK1, block, Vec::new());
            }
            Assembly::Refuse(code) => return plain(code),
        }
        if is_other(OptionNumber::CONTENT_FORMAT) {
            return plain(Code::UNSUPPORTED_CONTENT_FORMAT);
        }
        match Condition::of(message, true, ETAG) {
            Condition::Met => {}
            Condition::Unchanged => return plain(Code::VALID),
            Condition::Failed => return plain(Code::PRECONDITION_FAILED),
        }
        if is_other(OptionNumber::ACCEPT) {
            return plain(Code::NOT_ACCEPTABLE);
        }
        if message.code == Code::GET {
            let text = if is_large { self.large.clone() } else { b"hello".to_vec() };
            return self.slice(message.block(OptionNumber::BLOCK2), &text);
        }
        if is_large {
            self.large = body;
        }
        match block1 {
            Some(block) => with_block(Code::CHANGED, OptionNumber::BLOCK1, block, Vec::new()),
            None => plain(Code::CHANGED),
        }
    }

    /// The block that the request asks for.
    fn slice(&self, wanted: Option<Block>, body: &[u8]) -> Answer {
        let Some(piece) = piece(wanted, self.exponent) else {
            return plain(Code::BAD_REQUEST);
        };
        let start = piece.offset() as usize;
        if start != 0 && start >= body.len() {
            return plain(Code::BAD_REQUEST);
        }
        let end = body.len().min(start + usize::from(piece.size().unwrap()));
        let more = end < body.len();
        if wanted.is_none() && !more {
            return (Code::CONTENT, Vec::new(), body.to_vec());
        }
        let block = Block::new(piece.number(), more, piece.exponent());
        with_block(Code::CONTENT, OptionNumber::BLOCK2, block, body[start..end].to_vec())
    }
}

fn plain(code: Code) -> Answer {
    (code, Vec::new(), Vec::new())
}

fn with_block(code: Code, number: OptionNumber, block: Block, payload: Vec<u8>) -> Answer {
    let (bytes, count) = coap::write_uint(block.value());
    (code, vec![(number.0, bytes[..count].to_vec())], payload)
}

/// What a client sees of an answer: "silence", "RST", "ACK0.00", or the code if type, id and token
/// are right.
pub(crate) fn describe(request: &[u8], answers: &[Vec<u8>]) -> String {
    let [answer] = answers else {
        return if answers.is_empty() { "silence".into() } else { format!("{answers:02x?}") };
    };
    let answer = Message::parse(answer).unwrap();
    let id = MessageId(u16::from_be_bytes([request[2], request[3]]));
    let code = format!("{}.{:02}", answer.code.class(), answer.code.detail());
    let request = Message::parse(request);
    match (answer.kind, request) {
        (Type::Rst, _) if answer.id == id => "RST".into(),
        (Type::Ack, _) if answer.id == id && answer.code == Code::EMPTY => "ACK0.00".into(),
        (Type::Ack, Ok(r)) if r.kind == Type::Con && r.id == id && r.token() == answer.token() => {
            code
        }
        (Type::Non, Ok(r)) if r.kind == Type::Non && r.token() == answer.token() => code,
        other => format!("{other:?}"),
    }
}
