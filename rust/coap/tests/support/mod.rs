//! What the tests share: hex, and a message as a list of its parts.
#![allow(dead_code, reason = "each test file uses its own part")]

pub(crate) mod server;
pub(crate) mod world;

use coap::{Code, Draft, Endpoint, Instant, Message, MessageId, OptionNumber, Transmit, Type};

/// Bytes of a hex text.
pub(crate) fn hex(text: &str) -> Vec<u8> {
    assert!(text.len() % 2 == 0, "odd number of digits: {text}");
    let byte = |at| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(byte).collect()
}

/// Hex text of bytes.
pub(crate) fn text(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A message in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) kind: Type,
    pub(crate) code: Code,
    pub(crate) id: u16,
    pub(crate) token: Vec<u8>,
    pub(crate) options: Vec<(u16, Vec<u8>)>,
    pub(crate) payload: Vec<u8>,
}

impl Parts {
    pub(crate) fn new(kind: Type, code: Code, id: u16, token: &[u8]) -> Self {
        Self { kind, code, id, token: token.into(), options: Vec::new(), payload: Vec::new() }
    }

    pub(crate) fn option(mut self, number: OptionNumber, value: impl AsRef<[u8]>) -> Self {
        self.options.push((number.0, value.as_ref().into()));
        self
    }

    pub(crate) fn uint(self, number: OptionNumber, value: u32) -> Self {
        let (bytes, count) = coap::write_uint(value);
        self.option(number, &bytes[..count])
    }

    pub(crate) fn payload(mut self, payload: impl AsRef<[u8]>) -> Self {
        self.payload = payload.as_ref().into();
        self
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = vec![0; 70_000];
        let id = MessageId(self.id);
        let mut draft = Draft::new(&mut out, self.kind, self.code, id, &self.token).unwrap();
        for (number, value) in &self.options {
            draft.option(OptionNumber(*number), value).unwrap();
        }
        draft.payload(&self.payload).unwrap();
        let length = draft.progress().length.into();
        out.truncate(length);
        out
    }

    pub(crate) fn decode(message: &Message<'_>) -> Self {
        Self {
            kind: message.kind,
            code: message.code,
            id: message.id.0,
            token: message.token().into(),
            options: message.options().map(|o| (o.number.0, o.value.into())).collect(),
            payload: message.payload().into(),
        }
    }
}

/// What the endpoint writes itself, as hex; other transmissions fail the test.
pub(crate) fn written(endpoint: &mut Endpoint, now: u32) -> Vec<String> {
    let mut out = [0; coap::WRITTEN_LIMIT];
    let mut all = Vec::new();
    while let Some(transmit) = endpoint.poll_transmit(Instant(now), &mut out) {
        match transmit {
            Transmit::Source { length } | Transmit::Request { length, .. } => {
                all.push(text(&out[..length.into()]));
            }
            other => panic!("{other:?}"),
        }
    }
    all
}
