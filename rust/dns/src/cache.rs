//! Addresses of earlier answers, for as long as their time to live lasts.

use crate::address::Address;
use crate::bytes::put;
use crate::message::RecordType;
use crate::name::Name;

/// Names remembered at a time.
pub const CACHE_ENTRIES: usize = 4;

/// Addresses remembered per name; further ones of an answer are left out.
pub const CACHE_ADDRESSES: usize = 4;

/// Longest name remembered, in bytes.
pub const CACHE_NAME: usize = 64;

/// Longest time an answer is remembered, in seconds: one day, far below half the period of the
/// millisecond count, so that ages can be compared.
pub const MAX_TTL: u32 = 86_400;

/// A cache of fixed size. Negative answers have no place in it: their time to live is in a record we
/// do not read.
///
/// Times are milliseconds that wrap around; every call drops what has expired by then, so entries
/// cannot come back to life unless 48 days pass without one.
#[derive(Clone, Copy, Debug)]
pub struct Cache {
    entries: [Entry; CACHE_ENTRIES],
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    name: [u8; CACHE_NAME],
    addresses: [Address; CACHE_ADDRESSES],
    stored: u32,
    /// Milliseconds from `stored` on; 0 marks a free entry.
    lifetime: u32,
    name_len: u8,
    count: u8,
    kind: RecordType,
}

impl Entry {
    const FREE: Self = Self {
        name: [0; CACHE_NAME],
        addresses: [Address::V4([0; 4]); CACHE_ADDRESSES],
        stored: 0,
        lifetime: 0,
        name_len: 0,
        count: 0,
        kind: RecordType::A,
    };

    fn is_of(&self, name: Name<'_>, kind: RecordType) -> bool {
        let own = self.name.get(..usize::from(self.name_len)).unwrap_or_default();
        self.lifetime > 0 && self.kind == kind && own.eq_ignore_ascii_case(name.as_bytes())
    }

    /// Milliseconds since it was stored; the greatest value when free.
    const fn age(&self, now: u32) -> u32 {
        if self.lifetime == 0 { u32::MAX } else { now.wrapping_sub(self.stored) }
    }
}

impl Cache {
    /// An empty cache.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: [Entry::FREE; CACHE_ENTRIES] }
    }

    /// The addresses of `name` in the family of `kind`, unless unknown or expired.
    pub fn lookup(&mut self, now: u32, name: &[u8], kind: RecordType) -> Option<&[Address]> {
        self.expire(now);
        let name = Name::new(name).ok()?;
        let entry = self.entries.iter().find(|entry| entry.is_of(name, kind))?;
        entry.addresses.get(..usize::from(entry.count))
    }

    /// Remembers the addresses of an answer for `ttl` seconds, at most [`MAX_TTL`], in place of an
    /// older answer for the same name or else of the oldest one.
    ///
    /// Nothing is stored for a `ttl` of 0, a name over [`CACHE_NAME`] bytes or no addresses.
    pub fn insert(
        &mut self,
        now: u32,
        name: &[u8],
        kind: RecordType,
        addresses: &[Address],
        ttl: u32,
    ) {
        self.expire(now);
        let Ok(name) = Name::new(name) else { return };
        self.forget(name, kind);
        let (text, lifetime) = (name.as_bytes(), ttl.min(MAX_TTL) * 1000);
        if text.len() > CACHE_NAME || addresses.is_empty() || lifetime == 0 {
            return;
        }
        let Some(place) = self.entries.iter_mut().max_by_key(|place| place.age(now)) else {
            return;
        };
        // It fits, see above.
        let _ = put(&mut place.name, 0, text);
        for (place, address) in place.addresses.iter_mut().zip(addresses) {
            *place = *address;
        }
        place.name_len = text.len() as u8;
        place.count = addresses.len().min(CACHE_ADDRESSES) as u8;
        place.kind = kind;
        place.stored = now;
        place.lifetime = lifetime;
    }

    /// Forgets everything, for instance when the DNS server changes.
    pub const fn clear(&mut self) {
        *self = Self::new();
    }

    fn forget(&mut self, name: Name<'_>, kind: RecordType) {
        let same = |entry: &&mut Entry| entry.is_of(name, kind);
        self.entries.iter_mut().filter(same).for_each(|entry| entry.lifetime = 0);
    }

    fn expire(&mut self, now: u32) {
        let expired = |entry: &&mut Entry| entry.age(now) >= entry.lifetime;
        self.entries.iter_mut().filter(expired).for_each(|entry| entry.lifetime = 0);
    }
}

impl Default for Cache {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use RecordType::{A, Aaaa};

    const ONE: Address = Address::V4([10, 0, 0, 1]);
    const TWO: Address = Address::V4([10, 0, 0, 2]);

    fn with(now: u32, names: &[&str], ttl: u32) -> Cache {
        let mut cache = Cache::new();
        for (later, name) in names.iter().enumerate() {
            cache.insert(now.wrapping_add(later as u32), name.as_bytes(), A, &[ONE], ttl);
        }
        cache
    }

    #[test]
    fn an_entry_lives_as_long_as_its_ttl() {
        let mut cache = with(5, &["coap.me"], 60);
        assert_eq!(cache.lookup(60_004, b"coap.me", A), Some(&[ONE][..]));
        assert_eq!(cache.lookup(60_005, b"coap.me", A), None);
    }

    #[test]
    fn time_may_wrap_around() {
        let mut cache = with(u32::MAX - 9, &["coap.me"], 60);
        assert!(cache.lookup(59_989, b"coap.me", A).is_some());
        assert!(cache.lookup(59_990, b"coap.me", A).is_none());
    }

    #[test]
    fn an_expired_entry_stays_expired_when_time_wraps() {
        let mut cache = with(0, &["coap.me"], 60);
        assert!(cache.lookup(u32::MAX, b"coap.me", A).is_none());
        assert!(cache.lookup(1, b"coap.me", A).is_none());
    }

    #[test]
    fn no_entry_outlives_a_day() {
        let mut cache = with(0, &["coap.me"], u32::MAX);
        assert!(cache.lookup(86_399_999, b"coap.me", A).is_some());
        assert!(cache.lookup(86_400_000, b"coap.me", A).is_none());
    }

    #[test]
    fn families_are_kept_apart_and_case_and_final_dot_do_not_matter() {
        let mut cache = with(0, &["coap.me"], 60);
        assert_eq!(cache.lookup(0, b"coap.me", Aaaa), None);
        assert_eq!(cache.lookup(0, b"CoAP.me.", A), Some(&[ONE][..]));
        assert_eq!(cache.lookup(0, b"coap.m", A), None);
    }

    #[test]
    fn a_newer_answer_replaces_the_older_one() {
        let mut cache = with(0, &["coap.me"], 60);
        cache.insert(1, b"COAP.me", A, &[TWO, ONE], 60);
        assert_eq!(cache.lookup(1, b"coap.me", A), Some(&[TWO, ONE][..]));
        assert_eq!(cache.entries.iter().filter(|entry| entry.lifetime > 0).count(), 1);
    }

    #[test]
    fn an_answer_for_no_time_removes_the_older_one() {
        let mut cache = with(0, &["coap.me"], 60);
        cache.insert(1, b"coap.me", A, &[TWO], 0);
        assert_eq!(cache.lookup(1, b"coap.me", A), None);
    }

    #[test]
    fn a_full_cache_drops_the_oldest() {
        let mut cache = with(u32::MAX - 1, &["a", "b", "c", "d", "e"], 60);
        assert!(cache.lookup(4, b"a", A).is_none());
        for name in ["b", "c", "d", "e"] {
            assert!(cache.lookup(4, name.as_bytes(), A).is_some(), "{name}");
        }
    }

    #[test]
    fn long_names_and_empty_answers_are_not_kept() {
        let label = core::str::from_utf8(&[b'a'; 62]).unwrap();
        let mut cache = with(0, &[label], 60);
        assert!(cache.lookup(0, label.as_bytes(), A).is_some());
        let long = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaa";
        assert_eq!(long.len(), 65);
        let mut cache = with(0, &[long], 60);
        assert!(cache.lookup(0, long.as_bytes(), A).is_none());
        cache.insert(0, b"coap.me", A, &[], 60);
        assert!(cache.lookup(0, b"coap.me", A).is_none());
    }

    #[test]
    fn at_most_four_addresses_are_kept_and_clearing_forgets_them() {
        let mut cache = Cache::new();
        cache.insert(0, b"coap.me", A, &[ONE, TWO, ONE, TWO, ONE], 60);
        assert_eq!(cache.lookup(0, b"coap.me", A), Some(&[ONE, TWO, ONE, TWO][..]));
        cache.clear();
        assert_eq!(cache.lookup(0, b"coap.me", A), None);
    }
}
