//! The corpus of malformed and edge datagrams against a whole server.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may fail anywhere"
)]

mod support;

use coap::{Cast, Endpoint, Instant, PeerKey, Policy};
use support::hex;
use support::server::{Server, describe};

/// Rows of the corpus: name, datagram, right answers.
fn corpus() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let table = include_str!("../../../tests/datagrams/malformed.tsv");
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| {
        let columns: Vec<_> = line.split('\t').collect();
        (columns[0], hex(columns[1]), columns[2])
    })
    .collect()
}

fn is_right(answer: &str, expected: &str) -> bool {
    expected.split(" / ").any(|one| match one.strip_suffix("xx") {
        Some(class) => answer.starts_with(class),
        None => answer == one,
    })
}

#[test]
fn all_64_datagrams_get_a_right_answer() {
    let mut server = Server::new(Policy::FULL);
    let corpus = corpus();
    assert_eq!(corpus.len(), 64);
    let wrong: Vec<_> = corpus
        .iter()
        .enumerate()
        .filter_map(|(index, (name, datagram, expected))| {
            let answers = server.handle(index as u32 * 1000, PeerKey(1), datagram);
            let answer = describe(datagram, &answers);
            (!is_right(&answer, expected)).then(|| format!("{name}: {answer}, not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_drop_in_tier_answers_nothing_it_must_not() {
    let mut endpoint = Endpoint::new(Policy::DROP_IN, 1);
    for (name, datagram, expected) in corpus() {
        let _ = endpoint.handle_input(Instant(0), PeerKey(1), Cast::Unicast, &datagram);
        let written = support::written(&mut endpoint, 0);
        while endpoint.poll_event().is_some() {}
        // Scripts get every response, so the one that nobody asked for is acknowledged.
        if expected == "RST" && name != "CON 2.05 nobody asked for" {
            assert_eq!(written.len(), 1, "{name}");
            assert!(written[0].starts_with("7000"), "{name}");
        }
        if expected == "silence" {
            assert!(written.is_empty(), "{name}");
        }
    }
}

#[test]
fn groups_are_never_reset_and_get_no_errors() {
    let mut endpoint = Endpoint::new(Policy::FULL, 1);
    for (name, datagram, _) in corpus() {
        let _ = endpoint.handle_input(Instant(0), PeerKey(1), Cast::Multicast, &datagram);
        assert!(support::written(&mut endpoint, 0).is_empty(), "{name}");
        while endpoint.poll_event().is_some() {}
    }
}

#[test]
fn copies_of_each_datagram_get_the_same_answer_and_run_no_handler() {
    let mut server = Server::new(Policy::FULL);
    for (index, (name, datagram, _)) in corpus().iter().enumerate() {
        let now = index as u32 * 1000;
        let first = server.handle(now, PeerKey(1), datagram);
        let second = server.handle(now + 1, PeerKey(1), datagram);
        let is_con = datagram.first().is_some_and(|byte| byte & 0x30 == 0);
        if is_con {
            assert_eq!(first, second, "{name}");
        }
    }
}
