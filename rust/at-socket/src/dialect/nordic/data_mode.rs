//! Data mode without a length (N0, N1): `+++` ends it wherever it stands, and a datagram is what comes
//! without a pause.

use crate::{
    dialect::Form,
    types::{Framing, Transport},
};

/// Ends data mode without a length.
const MARK: &[u8] = b"+++";

/// The buffer of data mode: the longest datagram.
pub(super) const DATA_LEN: u16 = 4096;

/// How much goes out in data mode without a length. A datagram is not cut before its last plus signs:
/// the modem has to be given time, by a host that says when that is.
pub(super) fn uncounted(framing: Framing, transport: Transport, payload: &[u8]) -> (usize, Form) {
    let len = marked(payload);
    let signs = payload.len() - len;
    let may_pause = transport == Transport::Udp && framing == Framing::Stream && len > 0;
    if may_pause && (1..MARK.len()).contains(&signs) {
        (payload.len(), Form::PausedData)
    } else {
        (len.min(DATA_LEN.into()), Form::Data)
    }
}

/// Where data mode without a length would end too early: at the first mark, or at plus signs that the
/// mark behind the payload would be joined to.
pub(super) fn marked(payload: &[u8]) -> usize {
    let end = payload.iter().rposition(|&byte| byte != b'+').map_or(0, |last| last + 1);
    payload.windows(MARK.len()).position(|window| window == MARK).unwrap_or(end).min(end)
}

#[cfg(test)]
mod tests {
    use super::{
        super::{N1, N2},
        *,
    };
    use crate::dialect::Dialect;

    #[test]
    fn without_a_length_data_mode_is_for_what_does_not_end_it() {
        let piece = |payload: &[u8]| N1.piece(Framing::Stream, Transport::Tcp, payload);
        let mut payload = [b'a'; 5000];
        assert_eq!(piece(&payload[..200]), (200, Form::Text));
        assert_eq!(piece(&payload[..201]), (201, Form::Data));
        assert_eq!(piece(&payload), (4096, Form::Data));
        let exchanged = N1.piece(Framing::Exchange, Transport::Tcp, &payload[..1400]);
        assert_eq!(exchanged, (1400, Form::Text));
        payload[2000..2003].fill(b'+');
        assert_eq!(piece(&payload), (2000, Form::Data));
        assert_eq!(piece(&payload[..2001]), (2000, Form::Data));
        assert_eq!(piece(&payload[1500..2500]), (1000, Form::Text));
        assert_eq!(piece(&payload[1900..]), (1400, Form::Text));
        assert_eq!(N2.piece(Framing::Stream, Transport::Tcp, &payload), (5000, Form::Data));
    }

    #[test]
    fn a_long_datagram_that_ends_in_plus_signs_waits_before_the_mark() {
        let piece = |payload: &[u8]| N1.piece(Framing::Stream, Transport::Udp, payload);
        let mut datagram = [0; 1402];
        datagram[1400..].fill(b'+');
        assert_eq!(piece(&datagram), (1402, Form::PausedData));
        assert_eq!(piece(&datagram[..1401]), (1401, Form::PausedData));
        assert_eq!(piece(&datagram[1..]), (1401, Form::PausedData));
        assert_eq!(piece(&datagram[2..]), (1400, Form::Text));
        assert_eq!(N1.piece(Framing::Exchange, Transport::Udp, &datagram), (1400, Form::Text));
    }
}
