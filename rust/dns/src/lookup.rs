//! One lookup from the question to its addresses: tries, ids and verdicts, without any I/O.

use crate::address::Address;
use crate::answer::{AnswerError, answer};
use crate::cache::{CACHE_ADDRESSES, Cache};
use crate::message::RecordType;
use crate::name::{Name, NameError};
use crate::query::query;

/// Queries of one lookup; each has an id of its own.
const TRIES: u8 = 3;

/// Time for the answer to one query, in milliseconds: what resolvers usually wait (RFC 1035 section
/// 4.2.1 asks for 2 to 5 s).
pub const ANSWER_WAIT: u32 = 5_000;

/// What a datagram meant for the lookup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The addresses are known.
    Found,
    /// Not an answer to the query: keep waiting.
    KeepWaiting,
    /// The server did not help: ask again.
    AskAgain,
    /// There is no such name, or no such address of it: asking again is of no use.
    NoSuchName,
}

/// A running lookup and what it found.
pub struct Lookup {
    kind: RecordType,
    id: u16,
    random: u32,
    tries: u8,
    count: u8,
    found: [Address; CACHE_ADDRESSES],
}

impl Lookup {
    /// A lookup of one record type. `random` is any random number; ids are drawn from it.
    #[must_use]
    pub const fn new(kind: RecordType, random: u32) -> Self {
        let found = [Address::V4([0; 4]); CACHE_ADDRESSES];
        Self { kind, id: 0, random: random | 1, tries: 0, count: 0, found }
    }

    /// Looks at what needs no query: literals of either family and the cache.
    ///
    /// # Errors
    /// `name` is neither a literal nor a domain name.
    pub fn begin(&mut self, now: u32, name: &[u8], cache: &mut Cache) -> Result<bool, NameError> {
        if let Some(address) = Address::parse(name) {
            self.count = 0;
            self.keep(address);
            return Ok(true);
        }
        let _ = Name::new(name)?;
        if let Some(addresses) = cache.lookup(now, name, self.kind) {
            self.count = 0;
            addresses.iter().for_each(|address| self.keep(*address));
            return Ok(true);
        }
        Ok(false)
    }

    /// Writes the next query with a fresh id; its length, or `None` once all tries are used up.
    ///
    /// # Errors
    /// `name` is no domain name, or `out` is too small.
    pub fn next_query(&mut self, name: &[u8], out: &mut [u8]) -> Result<Option<usize>, NameError> {
        if self.tries >= TRIES {
            return Ok(None);
        }
        self.tries += 1;
        self.id = self.draw_id();
        query(out, self.id, name, self.kind).map(Some)
    }

    /// Reads a datagram that came while the answer was waited for.
    pub fn handle_answer(
        &mut self,
        now: u32,
        name: &[u8],
        datagram: &[u8],
        cache: &mut Cache,
    ) -> Verdict {
        match answer(datagram, self.id, name, self.kind) {
            Ok(answer) => {
                self.count = 0;
                answer.addresses().for_each(|address| self.keep(address));
                cache.insert(now, name, self.kind, self.addresses(), answer.ttl());
                Verdict::Found
            }
            // Anybody can send noise: it is not the answer, and does not end the wait for it.
            Err(AnswerError::Foreign | AnswerError::Malformed) => Verdict::KeepWaiting,
            Err(error) if error.is_definite() => Verdict::NoSuchName,
            Err(_) => Verdict::AskAgain,
        }
    }

    /// The addresses found, in the order of the answer.
    pub fn addresses(&self) -> &[Address] {
        self.found.get(..self.count.into()).unwrap_or(&self.found)
    }

    /// Keeps one more address, as many as there is room for.
    fn keep(&mut self, address: Address) {
        if let Some(place) = self.found.get_mut(usize::from(self.count)) {
            *place = address;
            self.count += 1;
        }
    }

    /// Marsaglia's xorshift, upper half.
    const fn draw_id(&mut self) -> u16 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 17;
        self.random ^= self.random << 5;
        (self.random >> 16) as u16
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;

    /// The answer to `query` with one A record, valid for `ttl` seconds.
    fn answered(query: &[u8], ttl: u8) -> Vec<u8> {
        let mut message = query.to_vec();
        message[2] = 0x81;
        message[7] = 1;
        message.extend_from_slice(&[0xc0, 12, 0, 1, 0, 1, 0, 0, 0, ttl, 0, 4, 192, 0, 2, 7]);
        message
    }

    fn asked(lookup: &mut Lookup) -> Vec<u8> {
        let mut out = [0; 64];
        let len = lookup.next_query(b"example.org", &mut out).unwrap().unwrap();
        out[..len].to_vec()
    }

    #[test]
    fn literals_need_no_query() {
        let mut lookup = Lookup::new(RecordType::Aaaa, 1);
        assert_eq!(lookup.begin(0, b"192.0.2.1", &mut Cache::new()), Ok(true));
        assert!(lookup.addresses() == [Address::V4([192, 0, 2, 1])]);
        assert!(lookup.begin(0, b"..", &mut Cache::new()).is_err());
    }

    #[test]
    fn each_try_has_an_id_of_its_own_and_tries_end() {
        let mut lookup = Lookup::new(RecordType::A, 7);
        let ids: Vec<_> = (0..TRIES).map(|_| asked(&mut lookup)[..2].to_vec()).collect();
        assert!(ids[0] != ids[1] && ids[1] != ids[2]);
        assert_eq!(lookup.next_query(b"example.org", &mut [0; 64]), Ok(None));
    }

    #[test]
    fn an_answer_to_an_older_try_is_foreign() {
        let mut lookup = Lookup::new(RecordType::A, 7);
        let mut cache = Cache::new();
        let late = answered(&asked(&mut lookup), 60);
        let now = answered(&asked(&mut lookup), 60);
        let mut hear =
            |datagram: &[u8]| lookup.handle_answer(0, b"example.org", datagram, &mut cache);
        assert_eq!(hear(&late), Verdict::KeepWaiting);
        assert_eq!(hear(&now[..20]), Verdict::KeepWaiting);
        assert_eq!(hear(&now), Verdict::Found);
        assert!(lookup.addresses() == [Address::V4([192, 0, 2, 7])]);
    }

    #[test]
    fn the_next_lookup_finds_it_in_the_cache_while_it_lives() {
        let mut cache = Cache::new();
        let mut first = Lookup::new(RecordType::A, 7);
        let datagram = answered(&asked(&mut first), 60);
        first.handle_answer(0, b"example.org", &datagram, &mut cache);
        let mut later = Lookup::new(RecordType::A, 8);
        assert_eq!(later.begin(59_000, b"EXAMPLE.org", &mut cache), Ok(true));
        assert!(later.addresses() == [Address::V4([192, 0, 2, 7])]);
        assert_eq!(later.begin(61_000, b"example.org", &mut cache), Ok(false));
    }
}
