//! What holds for all inputs.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "helpers of tests")]

use std::net::{Ipv4Addr, Ipv6Addr};

use dns::{Address, AnswerError, Cache, MAX_QUERY, RecordType, answer, query};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// The same cases in every run, and no files left behind.
fn config(cases: u32) -> ProptestConfig {
    let (rng_seed, failure_persistence) = (RngSeed::Fixed(0x1035_2181_3596), None);
    ProptestConfig { cases, rng_seed, failure_persistence, ..ProptestConfig::default() }
}

fn kinds() -> impl Strategy<Value = RecordType> {
    prop_oneof![Just(RecordType::A), Just(RecordType::Aaaa)]
}

fn addresses(kind: RecordType) -> BoxedStrategy<Address> {
    match kind {
        RecordType::A => any::<[u8; 4]>().prop_map(Address::V4).boxed(),
        RecordType::Aaaa => any::<[u8; 16]>().prop_map(Address::V6).boxed(),
    }
}

fn octets(address: &Address) -> &[u8] {
    match address {
        Address::V4(octets) => octets,
        Address::V6(octets) => octets,
    }
}

/// A family and one to six addresses of it with their times to live.
fn records() -> impl Strategy<Value = (RecordType, Vec<(Address, u32)>)> {
    kinds().prop_flat_map(|kind| {
        let record = (addresses(kind), 0..0x8000_0000_u32);
        (Just(kind), vec(record, 1..6))
    })
}

/// IPv6 octets with many zero groups, as runs of zeros are what its text is about.
fn sparse() -> impl Strategy<Value = [u8; 16]> {
    let group = prop_oneof![3 => Just(0_u16), 1 => 0..16_u16, 1 => any::<u16>(), 1 => Just(0xffff)];
    proptest::array::uniform8(group).prop_map(|groups| Ipv6Addr::from(groups).octets())
}

const NAME: &str = "[a-zA-Z0-9_-]{1,20}(\\.[a-zA-Z0-9-]{1,63}){0,3}";

fn question(id: u16, name: &str, kind: RecordType) -> Vec<u8> {
    let mut out = [0; MAX_QUERY];
    let length = query(&mut out, id, name.as_bytes(), kind).unwrap();
    out[..length].to_vec()
}

fn append(datagram: &mut Vec<u8>, kind: RecordType, address: &Address, ttl: u32) {
    let data = octets(address);
    datagram.extend([0xc0, 12]);
    datagram.extend(kind.number().to_be_bytes());
    datagram.extend([0, 1]);
    datagram.extend(ttl.to_be_bytes());
    datagram.extend((data.len() as u16).to_be_bytes());
    datagram.extend(data);
}

fn answered(id: u16, name: &str, kind: RecordType, records: &[(Address, u32)]) -> Vec<u8> {
    let mut datagram = question(id, name, kind);
    datagram[2] |= 0x80;
    datagram[7] = records.len() as u8;
    for (address, ttl) in records {
        append(&mut datagram, kind, address, *ttl);
    }
    datagram
}

proptest! {
    #![proptest_config(config(2000))]

    #[test]
    fn an_answer_gives_back_what_was_put_into_it(
        id: u16, name in NAME, (kind, records) in records()
    ) {
        let datagram = answered(id, &name, kind, &records);
        let answer = answer(&datagram, id, name.to_uppercase().as_bytes(), kind).unwrap();
        let expected: Vec<Address> = records.iter().map(|(address, _)| *address).collect();
        prop_assert_eq!(answer.addresses().collect::<Vec<_>>(), expected);
        prop_assert_eq!(Some(answer.ttl()), records.iter().map(|(_, ttl)| *ttl).min());
    }

    #[test]
    fn an_answer_to_another_id_is_foreign(
        id: u16, other: u16, name in NAME, (kind, records) in records()
    ) {
        prop_assume!(id != other);
        let datagram = answered(id, &name, kind, &records);
        prop_assert_eq!(answer(&datagram, other, name.as_bytes(), kind).unwrap_err(), AnswerError::Foreign);
    }

    #[test]
    fn an_answer_cut_anywhere_is_an_error(
        id: u16, name in NAME, (kind, records) in records(), at: prop::sample::Index
    ) {
        let datagram = answered(id, &name, kind, &records);
        let cut = &datagram[..at.index(datagram.len())];
        prop_assert_eq!(answer(cut, id, name.as_bytes(), kind).unwrap_err(), AnswerError::Malformed);
    }

    #[test]
    fn any_name_gives_a_query_or_an_error(id: u16, name in ".{0,300}", kind in kinds()) {
        let mut out = [0; MAX_QUERY];
        if let Ok(length) = query(&mut out, id, name.as_bytes(), kind) {
            out[2] |= 0x80;
            let error = answer(&out[..length], id, name.as_bytes(), kind).unwrap_err();
            prop_assert_eq!(error, AnswerError::NoAddress);
        }
    }
}

proptest! {
    #![proptest_config(config(5000))]

    #[test]
    fn any_bytes_give_an_answer_or_an_error(bytes in vec(any::<u8>(), 0..80), kind in kinds()) {
        if let Ok(answer) = answer(&bytes, 7, b"coap.me", kind) {
            prop_assert!(answer.addresses().count() > 0);
        }
    }

    #[test]
    fn any_bytes_behind_the_question_give_an_answer_or_an_error(
        kind in kinds(), counts in proptest::array::uniform3(0..4_u8),
        tail in vec(prop_oneof![any::<u8>(), 0..2_u8, Just(0xc0), 0..64_u8], 0..120)
    ) {
        let mut datagram = question(7, "coap.me", kind);
        datagram[2] |= 0x80;
        for (place, count) in [7, 9, 11].into_iter().zip(counts) {
            datagram[place] = count;
        }
        datagram.extend(tail);
        if let Ok(answer) = answer(&datagram, 7, b"coap.me", kind) {
            prop_assert!(answer.addresses().all(|address| address.kind() == kind));
            prop_assert!(answer.addresses().count() > 0);
        }
    }

    #[test]
    fn one_damaged_byte_gives_an_answer_or_an_error(
        (kind, records) in records(), at: prop::sample::Index, byte: u8
    ) {
        let mut datagram = answered(7, "www.example.org", kind, &records);
        let at = at.index(datagram.len());
        datagram[at] = byte;
        if let Ok(answer) = answer(&datagram, 7, b"www.example.org", kind) {
            prop_assert!((1..=records.len()).contains(&answer.addresses().count()));
        }
    }

    #[test]
    fn ipv4_text_is_that_of_the_standard_library(octets: [u8; 4]) {
        let address = Address::V4(octets);
        let text = address.text();
        prop_assert_eq!(text.as_str(), Ipv4Addr::from(octets).to_string());
        prop_assert_eq!(Address::parse(text.as_bytes()), Some(address));
    }

    #[test]
    fn ipv6_text_is_that_of_the_standard_library(
        octets in prop_oneof![any::<[u8; 16]>(), sparse()]
    ) {
        let address = Address::V6(octets);
        let text = address.text();
        prop_assert_eq!(text.as_str(), Ipv6Addr::from(octets).to_string());
        prop_assert_eq!(Address::parse(text.as_bytes()), Some(address));
    }

    #[test]
    fn literals_are_those_of_the_standard_library(
        text in prop_oneof![
            "[0-9a-fA-F:.]{0,45}",
            "([0-9a-f]{0,5}:){0,9}[0-9a-f]{0,4}",
            "([0-9a-f]{1,2}:){0,7}(:[0-9a-f]{1,2}){0,7}",
            "([0-9a-f]{0,2}:){0,7}([0-9]{1,3}\\.){3}[0-9]{1,3}",
            "([0-9]{1,3}\\.){2,4}[0-9]{1,3}",
        ]
    ) {
        let v4 = text.parse().map(|address: Ipv4Addr| Address::V4(address.octets())).ok();
        let v6 = text.parse().map(|address: Ipv6Addr| Address::V6(address.octets())).ok();
        prop_assert_eq!(Address::parse(text.as_bytes()), v4.or(v6));
    }
}

proptest! {
    #![proptest_config(config(1000))]

    /// Against a list that keeps everything: what the cache gives was stored last and has not expired.
    #[test]
    fn the_cache_never_gives_what_is_older_than_its_ttl(
        start: u32, steps in vec((0..8_u8, 0..40_000_u32, 0..60_u32, any::<bool>()), 1..60)
    ) {
        let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
        let (mut cache, mut now) = (Cache::new(), start);
        let mut stored: Vec<(u8, u32, u32, Address)> = Vec::new();
        for (count, (which, pause, ttl, insert)) in steps.into_iter().enumerate() {
            now = now.wrapping_add(pause);
            let name = names[usize::from(which)];
            if insert {
                let address = Address::V4((count as u32).to_be_bytes());
                cache.insert(now, name.as_bytes(), RecordType::A, &[address], ttl);
                stored.push((which, now, ttl, address));
                continue;
            }
            let last = stored.iter().rev().find(|entry| entry.0 == which);
            if let Some(&[address]) = cache.lookup(now, name.as_bytes(), RecordType::A) {
                let &(_, at, ttl, expected) = last.unwrap();
                prop_assert_eq!(address, expected);
                prop_assert!(now.wrapping_sub(at) < ttl * 1000);
            }
        }
    }
}
