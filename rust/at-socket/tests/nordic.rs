//! Dialogues with Nordic modems of all generations, each also in small pieces.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at a wrong dialogue"
)]

mod conditions;
mod notices;
mod script;
mod waiting;

use at_socket::{
    DialectId, Duration, Family, Framing, Instant, Modem, Operands, Peer, Reading, RequestError,
    SocketId, Transport,
};
use proptest::{collection::vec, prelude::*, sample::select};

/// Lines, and data that nobody asked for, which may come at any time and change nothing here; the data last.
const NOTICES: [&str; 5] = [
    r"\r\n#XAPOLL: 77,17\r\n",
    r"\r\n#XSENDNTF: 77,0,1\r\n",
    r"\r\n+CEREG: 2\r\n",
    r"\r\n%MDMEV: SEARCH STATUS 2\r\n",
    r"\r\n#XRECV: 77,0,9\r\n\r\nERROR\r\n\r\n",
];

fn dialogues() -> Vec<script::Dialogue> {
    script::dialogues("nordic", 270)
}

#[test]
fn every_dialogue_in_pieces_of_every_size() {
    script::play_in_pieces(&dialogues());
}

/// Those of N1 are those of the later generations, but for data mode, too: see below.
#[test]
fn every_operation_meets_every_condition() {
    let common = [
        "bind",
        "close",
        "command",
        "create",
        "data_mode",
        "listen",
        "open",
        "receive",
        "receive_from",
        "resolve",
        "secure",
        "send",
        "send_to",
    ];
    let own = ["n2_data_mode", "n3_data_mode", "n4_data_mode", "n4_accept", "n4_serve"];
    let operations: Vec<String> = ["n0", "n1"]
        .iter()
        .flat_map(|generation| common.map(|operation| format!("{generation}_{operation}")))
        .chain(own.map(String::from))
        .collect();
    let operations: Vec<&str> = operations.iter().map(String::as_str).collect();
    conditions::require_every_condition(&dialogues(), &operations);
}

/// A dialogue with N1 as one with a later generation has it; none where N1 has no length for data mode.
fn of_generation(number: u8, (name, dialogue): &script::Dialogue) -> Option<script::Dialogue> {
    if !name.starts_with("n1_") || name.contains("data_mode") || dialogue.contains("> +++") {
        return None;
    }
    let mut text = dialogue.replace("nordic_n1", &format!("nordic_n{number}"));
    for handle in 0..8 {
        for name in ["XSEND", "XSENDTO"] {
            let told = format!("#{name}: {handle},");
            text = text.replace(&told, &format!("{told}0,"));
        }
    }
    if number >= 3 {
        let paced = "> AT#XDATACTRL=1000\n< \\r\\nOK\\r\\n\n";
        let held = paced.replace("XDATACTRL=1000", "XRECVCFG=,0");
        text = text.replace("XAPOLL=1,1", "XAPOLL=,1,1").replace(paced, &format!("{paced}{held}"));
    }
    Some((name.replace("n1_", &format!("n{number}_as_n1_")), text))
}

#[test]
fn later_generations_do_as_the_first_with_handles() {
    let dialogues = dialogues();
    for number in 2..=4 {
        let later: Vec<script::Dialogue> =
            dialogues.iter().filter_map(|dialogue| of_generation(number, dialogue)).collect();
        assert!(later.len() >= 95, "only {} dialogues found", later.len());
        script::play_in_pieces(&later);
    }
}

#[test]
fn notices_at_any_point_change_nothing() {
    // Listening for anything ends with anything.
    let dialogues = dialogues().into_iter().filter(|(name, _)| !name.contains("_listen_"));
    let played: usize = dialogues
        .map(|dialogue| {
            // N0 pushes data of its proxies only.
            let pushes = !dialogue.0.starts_with("n0");
            let notices = if pushes { &NOTICES[..] } else { &NOTICES[..NOTICES.len() - 1] };
            notices::play_with(notices, &dialogue)
        })
        .sum();
    assert!(played > 10_000, "only {played} places found");
}

fn socket(number: u8) -> SocketId {
    SocketId::new(number).unwrap()
}

#[test]
fn there_are_eight_sockets() {
    let mut modem = Modem::new(DialectId::NordicN1, Framing::Stream, 1);
    let mut assign = |number| modem.assign(socket(number), Family::Inet, Transport::Udp);
    assert_eq!(assign(8), Ok(()));
    assert_eq!(assign(9), Err(RequestError::UnknownSocket));
}

#[test]
fn the_longest_datagram_is_the_buffer_of_data_mode() {
    let send = |dialect| Modem::new(dialect, Framing::Stream, 1).limits().send;
    let dialects = [DialectId::NordicN0, DialectId::NordicN1, DialectId::NordicN2];
    assert!(dialects.into_iter().all(|dialect| send(dialect) == 4096));
}

/// What a modem may say, whole or broken, and what it never says.
fn scraps() -> impl Strategy<Value = Vec<u8>> {
    let lines: [&[u8]; 18] = [
        b"\r\nOK\r\n",
        b"\r\nERROR\r\n",
        b"\r\n#XSOCKET: 0,2,17\r\n",
        b"\r\n#XSOCKET: 255,1,6\r\n\r\nOK\r\n",
        b"\r\n#XSSOCKET: 3,1,258\r\n",
        b"\r\n#XAPOLL: 0,1\r\n",
        b"\r\n#XAPOLL: 0,17\r\n",
        b"\r\n#XRECV: 0,0,65535\r\n",
        b"\r\n#XRECVFROM: 0,1,3,\"192.0.2.1\",7\r\n0aF",
        b"\r\n#XRECV: 3\r\nabc",
        b"\r\n#XDATAMODE: -1\r\n",
        b"\r\n#XACCEPT: 2,0,\"192.0.2.1\",7\r\n",
        b"\r\n#XGETADDRINFO: \"192.0.2.1 x\"\r\n",
        b"\r\n#XSOCKETSELECT: 0,1,0,2,-1,1,0\r\n",
        b"\r\n#XSENDTO: 0,0,70000\r\n",
        b"+++",
        b"Ready\r\n",
        b"\r\n+CME ERROR: 4\r\n",
    ];
    prop_oneof![
        4 => select(lines.map(<[u8]>::to_vec).to_vec()),
        1 => vec(any::<u8>(), 0..40),
    ]
}

/// Starts a request; which ones are refused does not matter here.
fn request(modem: &mut Modem, number: u8) {
    let peer = Peer { host: b"192.0.2.1", port: 7 };
    let (one, two) = (socket(1), socket(2));
    let wait = Duration::from_millis(50);
    let _ = match number % 10 {
        0 => modem.create(one, 0),
        1 => modem.open(two, &peer, 0, 0),
        2 => modem.send_to(one, &peer, 250),
        3 => modem.send(two, 250),
        4 => modem.receive(one, 100, wait, Reading::default()),
        5 => modem.receive(two, 100, wait, Reading::default()),
        6 => modem.serve(two, 7),
        7 => modem.accept(two, socket(3), wait),
        8 => modem.resolve(b"example.org", Family::Inet),
        _ => modem.close(one),
    };
}

proptest! {
    #[test]
    fn whatever_the_modem_says_every_request_ends(
        generation in 0_usize..5,
        talk in vec((any::<u8>(), vec(scraps(), 0..6)), 1..20),
    ) {
        let dialects = [
            DialectId::NordicN0,
            DialectId::NordicN1,
            DialectId::NordicN2,
            DialectId::NordicN3,
            DialectId::NordicN4,
        ];
        let mut modem = Modem::new(dialects[generation], Framing::Stream, 1);
        modem.assign(socket(1), Family::Inet, Transport::Udp).unwrap();
        modem.assign(socket(2), Family::Inet, Transport::Tcp).unwrap();
        modem.assign(socket(3), Family::Inet, Transport::Tcp).unwrap();
        let payload: [u8; 250] = std::array::from_fn(|at| b"a+++\0"[at % 5]);
        let operands = Operands { host: b"192.0.2.1", payload: &payload };
        let (mut out, mut sink) = ([0; 1024], [0; 64]);
        let mut now = Instant::from_millis(u32::MAX - 1000);
        for (number, said) in talk {
            request(&mut modem, number);
            let mut said = said.iter();
            // Each step ends with what is said, or with its time.
            for _ in 0..2_000 {
                if modem.poll_transmit(now, &operands, &mut out).unwrap().is_some() {
                    if let Some(said) = said.next() {
                        modem.handle_input(now, said, &mut sink);
                    }
                } else if let Some(due) = modem.poll_timeout() {
                    now = due;
                    modem.handle_timeout(now);
                } else {
                    break;
                }
            }
            prop_assert_eq!(modem.poll_timeout(), None);
            let _ = modem.poll_event();
        }
    }
}
