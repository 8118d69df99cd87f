//! Datagrams as they are on the wire, written in hex.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "helpers of tests")]

use dns::{Address, Answer, AnswerError, RecordType, answer, query};

use RecordType::{A, Aaaa};

/// Hex digits to bytes; white space separates.
fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.split_whitespace().flat_map(str::bytes).collect();
    let pairs = digits.chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

fn texts(answer: &Answer<'_>) -> Vec<String> {
    answer.addresses().map(|address| address.text().as_str().to_owned()).collect()
}

/// The addresses and the time to live of an answer to the query for `name` with id 0007.
fn read(name: &str, kind: RecordType, datagram: &str) -> Result<(Vec<String>, u32), AnswerError> {
    let datagram = hex(datagram);
    answer(&datagram, 7, name.as_bytes(), kind).map(|answer| (texts(&answer), answer.ttl()))
}

fn found(addresses: &[&str], ttl: u32) -> Result<(Vec<String>, u32), AnswerError> {
    Ok((addresses.iter().map(|&text| text.to_owned()).collect(), ttl))
}

const COAP_ME_A: &str = "04636f6170026d6500 0001 0001";

#[test]
fn the_query_for_google_is_the_one_of_the_original() {
    let mut out = [0; 64];
    let length = query(&mut out, 7, b"google.com", Aaaa).unwrap();
    let wire = hex("00070100000100000000000006676f6f676c6503636f6d00001c0001");
    assert_eq!(&out[..length], wire);
}

#[test]
fn the_query_for_an_ipv4_address_asks_for_type_1_and_ignores_a_final_dot() {
    let mut out = [0; 64];
    let length = query(&mut out, 0xbeef, b"coap.me.", A).unwrap();
    let wire = hex(&format!("beef 0100 0001 0000 0000 0000 {COAP_ME_A}"));
    assert_eq!(&out[..length], wire);
}

#[test]
fn an_aaaa_answer_with_a_pointer_to_the_question_is_read() {
    let datagram = "0007 8180 0001 0001 0000 0000
        06676f6f676c6503636f6d00 001c 0001
        c00c 001c 0001 0000012c 0010 2a001450 4001080b 00000000 0000200e";
    assert_eq!(read("google.com", Aaaa, datagram), found(&["2a00:1450:4001:80b::200e"], 300));
}

#[test]
fn case_of_the_echoed_question_and_of_owners_does_not_matter() {
    let datagram = "0007 8180 0001 0001 0000 0000
        04434f4150024d4500 0001 0001
        04636f6170c011 0001 0001 00000e10 0004 86668e1b";
    assert_eq!(read("CoAP.me", A, datagram), found(&["134.102.142.27"], 3600));
}

#[test]
fn all_addresses_are_given_in_order_and_the_least_ttl_counts() {
    let datagram = format!(
        "0007 8180 0001 0003 0000 0000 {COAP_ME_A}
        c00c 0001 0001 0000003c 0004 0a000001
        c00c 0001 0001 0000001e 0004 0a000002
        c00c 0001 0001 0000005a 0004 0a000003"
    );
    assert_eq!(read("coap.me", A, &datagram), found(&["10.0.0.1", "10.0.0.2", "10.0.0.3"], 30));
}

/// www.example.org is edge.example.net, which is a.edge.example.net.
const CHAIN_QUESTION: &str = "03777777076578616d706c65036f726700 0001 0001";
const CHAIN_WWW: &str = "c00c 0005 0001 00000e10 0012 0465646765 076578616d706c65 036e657400";
const CHAIN_EDGE: &str = "c02d 0005 0001 0000000a 0004 0161 c02d";
const CHAIN_ADDRESS: &str = "c04b 0001 0001 00000014 0004 c0000201";

#[test]
fn aliases_are_followed_and_their_ttl_counts() {
    let datagram = format!(
        "0007 8180 0001 0003 0000 0000 {CHAIN_QUESTION} {CHAIN_WWW} {CHAIN_EDGE} {CHAIN_ADDRESS}"
    );
    assert_eq!(read("www.example.org", A, &datagram), found(&["192.0.2.1"], 10));
}

#[test]
fn aliases_are_followed_in_any_order_of_records() {
    // The same records from last to first, so names are spelled out where they come first.
    let datagram = format!(
        "0007 8180 0001 0003 0000 0000 {CHAIN_QUESTION}
        0161 0465646765 076578616d706c65 036e657400 0001 0001 00000014 0004 c0000201
        c023 0005 0001 0000000a 0002 c021
        c00c 0005 0001 00000e10 0002 c023"
    );
    assert_eq!(read("www.example.org", A, &datagram), found(&["192.0.2.1"], 10));
}

#[test]
fn an_alias_without_its_target_is_no_address() {
    let datagram = format!("0007 8180 0001 0001 0000 0000 {CHAIN_QUESTION} {CHAIN_WWW}");
    assert_eq!(read("www.example.org", A, &datagram), Err(AnswerError::NoAddress));
}

#[test]
fn aliases_in_a_circle_end() {
    let datagram = format!(
        "0007 8180 0001 0002 0000 0000 {COAP_ME_A}
        c00c 0005 0001 0000003c 0004 0162 c011
        c025 0005 0001 0000003c 0002 c00c"
    );
    assert_eq!(read("coap.me", A, &datagram), Err(AnswerError::ChainTooLong));
}

/// An answer in which `coap.me` leads through `aliases` one-letter names to an address.
fn chain(aliases: u8) -> Vec<u8> {
    let name = |letter: u8| [1, b'a' + letter, 0];
    let mut datagram = hex(&format!("0007 8180 0001 0000 0000 0000 {COAP_ME_A}"));
    datagram[7] = aliases + 1;
    let mut owner = hex("c00c");
    for alias in 0..aliases {
        datagram.extend(&owner);
        datagram.extend(hex("0005 0001 0000003c 0003"));
        datagram.extend(name(alias));
        owner = name(alias).to_vec();
    }
    datagram.extend(&owner);
    datagram.extend(hex("0001 0001 0000003c 0004 0a000001"));
    datagram
}

#[test]
fn eight_aliases_are_followed_and_nine_are_not() {
    assert_eq!(answer(&chain(8), 7, b"coap.me", A).unwrap().addresses().count(), 1);
    assert_eq!(answer(&chain(9), 7, b"coap.me", A).unwrap_err(), AnswerError::ChainTooLong);
}

#[test]
fn records_of_other_names_types_and_classes_are_skipped() {
    let datagram = format!(
        "0007 8180 0001 0006 0001 0001 {COAP_ME_A}
        0365766c00 0001 0001 0000003c 0004 06060606
        c00c 001c 0001 0000003c 0010 20010db8 00000000 00000000 00000001
        c00c 0001 0003 0000003c 0004 07070707
        c00c 002e 0001 0000003c 0003 0102ff
        c00c 0041 0001 0000003c 0003 000100
        c00c 0001 0001 0000003c 0004 0a000001
        c00c 0002 0001 0000003c 0002 c00c
        00 0029 04d0 00000000 0000",
    );
    assert_eq!(read("coap.me", A, &datagram), found(&["10.0.0.1"], 60));
}

#[test]
fn addresses_outside_the_answer_section_do_not_count() {
    let datagram =
        format!("0007 8180 0001 0000 0000 0001 {COAP_ME_A} c00c 0001 0001 0000003c 0004 0a000001");
    assert_eq!(read("coap.me", A, &datagram), Err(AnswerError::NoAddress));
}

#[test]
fn a_missing_name_and_a_failing_server_are_told_apart() {
    let code = |code: u8| format!("0007 818{code} 0001 0000 0000 0000 {COAP_ME_A}");
    assert_eq!(read("coap.me", A, &code(3)), Err(AnswerError::NoSuchName));
    assert_eq!(read("coap.me", A, &code(2)), Err(AnswerError::ServerFailure));
    assert_eq!(read("coap.me", A, &code(5)), Err(AnswerError::Refused));
    assert_eq!(read("coap.me", A, &code(0)), Err(AnswerError::NoAddress));
}

#[test]
fn answers_to_other_queries_are_foreign() {
    let record = "c00c 0001 0001 0000003c 0004 0a000001";
    let head = "8180 0001 0001 0000 0000";
    let other_id = format!("0008 {head} {COAP_ME_A} {record}");
    let other_name = format!("0007 {head} 04636f6170026d6600 0001 0001 {record}");
    let longer_name = format!("0007 {head} 04636f6170026d6502756b00 0001 0001 {record}");
    let other_type = format!("0007 {head} 04636f6170026d6500 001c 0001 {record}");
    let other_class = format!("0007 {head} 04636f6170026d6500 0001 0003 {record}");
    let no_question = format!("0007 8180 0000 0001 0000 0000 {record}");
    let two_questions = format!("0007 8180 0002 0001 0000 0000 {COAP_ME_A} {COAP_ME_A} {record}");
    for datagram in
        [other_id, other_name, longer_name, other_type, other_class, no_question, two_questions]
    {
        assert_eq!(read("coap.me", A, &datagram), Err(AnswerError::Foreign), "{datagram}");
    }
    let query = format!("0007 0100 0001 0000 0000 0000 {COAP_ME_A}");
    assert_eq!(read("coap.me", A, &query), Err(AnswerError::Foreign));
}

#[test]
fn a_truncated_answer_is_refused_even_with_addresses() {
    let datagram =
        format!("0007 8380 0001 0001 0000 0000 {COAP_ME_A} c00c 0001 0001 0000003c 0004 0a000001");
    assert_eq!(read("coap.me", A, &datagram), Err(AnswerError::Truncated));
}

#[test]
fn a_datagram_cut_anywhere_is_refused() {
    let whole = hex(&format!(
        "0007 8180 0001 0003 0000 0000 {CHAIN_QUESTION} {CHAIN_WWW} {CHAIN_EDGE} {CHAIN_ADDRESS}"
    ));
    for length in 0..whole.len() {
        let cut = &whole[..length];
        assert_eq!(answer(cut, 7, b"www.example.org", A).unwrap_err(), AnswerError::Malformed);
    }
}

#[test]
fn hostile_names_and_lengths_are_refused() {
    for record in [
        "c021 0001 0001 0000003c 0004 0a000001",
        "c0ff 0001 0001 0000003c 0004 0a000001",
        "ffff 0001 0001 0000003c 0004 0a000001",
        "0161c019 0001 0001 0000003c 0004 0a000001",
        "4161 0001 0001 0000003c 0004 0a000001",
        "c00c 0001 0001 0000003c 0003 0a0000",
        "c00c 0001 0001 0000003c 0005 0a00000100",
        "c00c 001c 0001 0000003c 0004 0a000001",
        "c00c 0005 0001 0000003c 0003 c00c00",
        "c00c 0005 0001 0000003c 0000",
        "c00c 0001 0001 0000003c ffff 0a000001",
    ] {
        let datagram = format!("0007 8180 0001 0001 0000 0000 {COAP_ME_A} {record}");
        assert_eq!(read("coap.me", A, &datagram), Err(AnswerError::Malformed), "{record}");
    }
}

#[test]
fn a_question_that_points_to_itself_is_refused() {
    let datagram = "0007 8180 0001 0001 0000 0000 c00c 0001 0001
        c00c 0001 0001 0000003c 0004 0a000001";
    assert_eq!(read("coap.me", A, datagram), Err(AnswerError::Malformed));
}

#[test]
fn a_question_that_points_into_the_header_is_compared_like_any_other() {
    // The id and flags words read as the label "\x81\x80..." would need; here they are no such name.
    let datagram = "0007 8180 0001 0000 0000 0000 c000 0001 0001";
    assert_eq!(read("coap.me", A, datagram), Err(AnswerError::Foreign));
}

#[test]
fn the_largest_hostile_datagram_ends_soon() {
    // As many records as fit, each owned by the longest detour of pointers.
    let mut datagram = hex(&format!("0007 8180 0001 1700 0000 0000 {COAP_ME_A}"));
    datagram.extend(hex("c00c 0010 0001 00000000 00fc"));
    let first = datagram.len();
    for step in 0..126 {
        let target = if step == 0 { 12 } else { first + 2 * (step - 1) };
        datagram.extend((0xc000 | target as u16).to_be_bytes());
    }
    let last = (0xc000 | (first + 2 * 125) as u16).to_be_bytes();
    for _ in 1..0x1700 {
        datagram.extend(last);
        datagram.extend(hex("0005 0001 00000000 0002"));
        datagram.extend(last);
    }
    assert_eq!(answer(&datagram, 7, b"coap.me", A).unwrap_err(), AnswerError::ChainTooLong);
}

#[test]
fn literals_need_no_query() {
    assert_eq!(Address::parse(b"10.0.0.1"), Some(Address::V4([10, 0, 0, 1])));
    assert_eq!(Address::parse(b"::1").unwrap().text().as_str(), "::1");
    assert_eq!(Address::parse(b"coap.me"), None);
}
