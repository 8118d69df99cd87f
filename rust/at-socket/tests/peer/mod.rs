//! A Sequans modem that works: it answers commands, keeps datagrams, and rings wherever a modem may.

use std::collections::VecDeque;

/// Noise of a generator: where rings come is up to the modem.
struct Chance(u32);

impl Chance {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) % bound
    }
}

#[derive(Default)]
struct Connection {
    is_open: bool,
    is_hex: bool,
    inbox: VecDeque<Vec<u8>>,
    sent: Vec<Vec<u8>>,
}

/// A payload that was announced.
struct Announced {
    id: usize,
    left: usize,
    bytes: Vec<u8>,
}

pub(crate) struct SimulatedModem {
    chance: Chance,
    connections: Vec<Connection>,
    line: Vec<u8>,
    announced: Option<Announced>,
    rings: Vec<u8>,
    /// Every second ring is lost on its way.
    pub(crate) loses_rings: bool,
    out: Vec<u8>,
}

impl SimulatedModem {
    pub(crate) fn new(seed: u32) -> Self {
        Self {
            chance: Chance(seed),
            connections: (0..7).map(|_| Connection::default()).collect(),
            line: Vec::new(),
            announced: None,
            rings: Vec::new(),
            loses_rings: false,
            out: Vec::new(),
        }
    }

    /// Datagrams that were sent on connection `id`.
    pub(crate) fn sent(&self, id: usize) -> &[Vec<u8>] {
        &self.connections[id].sent
    }

    /// A datagram comes in.
    pub(crate) fn arrive(&mut self, id: u8, data: Vec<u8>) {
        let ring = format!("\r\n+SQNSRING: {id},{}\r\n", data.len());
        let is_lost = self.loses_rings && self.chance.below(2) == 0;
        let count = if is_lost { 0 } else { 1 + u32::from(self.chance.below(12) == 0) };
        for _ in 0..count {
            self.rings.extend_from_slice(ring.as_bytes());
        }
        self.connections[usize::from(id)].inbox.push_back(data);
    }

    pub(crate) fn has_rings(&self) -> bool {
        !self.rings.is_empty()
    }

    pub(crate) fn take_rings(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.rings)
    }

    /// Takes bytes of the host and gives the answer.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Vec<u8> {
        for &byte in bytes {
            match (&mut self.announced, byte) {
                (Some(announced), _) => {
                    announced.bytes.push(byte);
                    announced.left -= 1;
                    if announced.left == 0 {
                        self.end_payload();
                    }
                }
                (None, b'\r') => self.end_line(),
                (None, 0x1b | b'\n') => {}
                (None, _) => self.line.push(byte),
            }
        }
        std::mem::take(&mut self.out)
    }

    /// Lets the rings out at one point in two.
    fn maybe_ring(&mut self) {
        if self.chance.below(2) == 0 {
            self.out.append(&mut self.rings);
        }
    }

    fn end(&mut self, result: &str) {
        self.maybe_ring();
        self.out.extend_from_slice(format!("\r\n{result}\r\n").as_bytes());
        self.maybe_ring();
    }

    fn end_payload(&mut self) {
        let Some(announced) = self.announced.take() else { return };
        let connection = &mut self.connections[announced.id];
        let data = if connection.is_hex { unhex(&announced.bytes) } else { Some(announced.bytes) };
        match data {
            Some(data) => connection.sent.push(data),
            None => return self.end("ERROR"),
        }
        self.end("OK");
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let line = String::from_utf8_lossy(&line).into_owned();
        let Some(start) = line.find("AT") else { return };
        let (name, rest) = line[start..].split_once('=').unwrap_or((&line[start..], ""));
        let fields: Vec<&str> = rest.split(',').collect();
        let id = fields[0].parse().unwrap_or(0);
        match name {
            "AT+SQNSCFGEXT" => self.connections[id].is_hex = fields[2] == "1",
            "AT+SQNSD" if self.connections[id].is_open => return self.end("+CME ERROR: 3"),
            "AT+SQNSD" => self.connections[id].is_open = true,
            "AT+SQNSH" => {
                self.connections[id].is_open = false;
                self.connections[id].inbox.clear();
            }
            "AT+SQNSI" => {
                let unread: usize = self.connections[id].inbox.iter().map(Vec::len).sum();
                self.maybe_ring();
                let info = format!("\r\n+SQNSI: {id},0,{unread},{unread},0\r\n");
                self.out.extend_from_slice(info.as_bytes());
            }
            "AT+SQNSSENDEXT" => return self.announce(id, fields[1].parse().unwrap()),
            "AT+SQNSRECV" => return self.read(id, fields[1].parse().unwrap()),
            _ => {}
        }
        self.end("OK");
    }

    fn announce(&mut self, id: usize, len: usize) {
        if !self.connections[id].is_open || len == 0 {
            return self.end("+CME ERROR: 3");
        }
        self.maybe_ring();
        self.out.extend_from_slice(b"\r\n> ");
        let left = if self.connections[id].is_hex { 2 * len } else { len };
        self.announced = Some(Announced { id, left, bytes: Vec::new() });
    }

    fn read(&mut self, id: usize, limit: usize) {
        let connection = &mut self.connections[id];
        let Some(mut data) = connection.inbox.pop_front() else {
            return self.end("+CME ERROR: 4");
        };
        if data.len() > limit {
            connection.inbox.push_front(data.split_off(limit));
        }
        let shown = if connection.is_hex { hex(&data) } else { data.clone() };
        self.maybe_ring();
        self.out.extend_from_slice(format!("\r\n+SQNSRECV: {id},{}\r\n", data.len()).as_bytes());
        self.out.extend_from_slice(&shown);
        self.out.extend_from_slice(b"\r\n");
        self.end("OK");
    }
}

fn hex(data: &[u8]) -> Vec<u8> {
    data.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()
}

fn unhex(digits: &[u8]) -> Option<Vec<u8>> {
    let digits = std::str::from_utf8(digits).ok()?;
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok())
        .collect()
}
