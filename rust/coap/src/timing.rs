//! Transmission parameters and the spans derived from them (RFC 7252 section 4.8).

use crate::time::Duration;

/// Longest time a datagram may travel (RFC 7252 section 4.8.2).
pub(crate) const MAX_LATENCY: Duration = Duration(100_000);
/// DEFAULT_LEISURE (RFC 7252 section 4.8), milliseconds.
const DEFAULT_LEISURE: u16 = 5_000;

/// Parameters of one endpoint or one request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Timing {
    /// ACK_TIMEOUT.
    pub ack_timeout: Duration,
    /// ACK_RANDOM_FACTOR in percent; 150 is the standard's 1.5.
    pub random_percent: u16,
    /// MAX_RETRANSMIT.
    pub max_retransmit: u8,
    /// NSTART: outstanding interactions per peer.
    pub nstart: u8,
    /// Leisure in milliseconds: answers to a group are spread over it (RFC 7252 section 8.2).
    pub leisure_ms: u16,
}

impl Timing {
    /// Of nothing under way.
    pub(crate) const NONE: Self = Self {
        ack_timeout: Duration(0),
        random_percent: 0,
        max_retransmit: 0,
        nstart: 0,
        leisure_ms: 0,
    };
    /// The standard's values.
    pub const DEFAULT: Self = Self::profile(2_000, 4);
    /// LTE-M: round trips of one to three seconds after idle.
    pub const LTEM: Self = Self::profile(3_000, 4);
    /// NB-IoT: round trips of ten seconds and more after idle. Fewer repetitions keep the whole wait
    /// near that of the default.
    pub const NBIOT: Self = Self::profile(10_000, 2);

    const fn profile(ack_timeout: u32, max_retransmit: u8) -> Self {
        Self {
            ack_timeout: Duration(ack_timeout),
            random_percent: 150,
            max_retransmit,
            nstart: 1,
            leisure_ms: DEFAULT_LEISURE,
        }
    }

    /// The parameters brought into the range the arithmetic is made for: a timeout of 1 ms to 1000 s,
    /// a factor of 1 to 10, at most 8 retransmissions, at least one interaction.
    #[must_use]
    #[inline(never)]
    pub fn sane(self) -> Self {
        Self {
            ack_timeout: Duration(self.ack_timeout.0.clamp(1, 1_000_000)),
            random_percent: self.random_percent.clamp(100, 1000),
            max_retransmit: self.max_retransmit.min(8),
            nstart: self.nstart.max(1),
            ..self
        }
    }

    /// First timeout of a message: ACK_TIMEOUT plus a part of the random range drawn from `random`.
    #[must_use]
    pub const fn initial(self, random: u32) -> Duration {
        let range = self.scaled(self.random_percent.saturating_sub(100) as u32);
        Duration(self.ack_timeout.0.saturating_add(random % range.0.saturating_add(1))).capped()
    }

    /// MAX_TRANSMIT_SPAN: from the first transmission to the last.
    #[must_use]
    pub const fn span(self) -> Duration {
        self.spread(self.max_retransmit as u32)
    }

    /// MAX_TRANSMIT_WAIT: from the first transmission to giving up.
    #[must_use]
    pub const fn wait(self) -> Duration {
        self.spread(self.max_retransmit as u32 + 1)
    }

    /// EXCHANGE_LIFETIME: how long a confirmable message id stays in use.
    #[must_use]
    pub const fn exchange_lifetime(self) -> Duration {
        self.span().plus(MAX_LATENCY).plus(MAX_LATENCY).plus(self.ack_timeout)
    }

    /// NON_LIFETIME: how long a non-confirmable message id stays in use.
    #[must_use]
    pub const fn non_lifetime(self) -> Duration {
        self.span().plus(MAX_LATENCY)
    }

    /// ACK_TIMEOUT * (2^doublings - 1) * ACK_RANDOM_FACTOR.
    const fn spread(self, doublings: u32) -> Duration {
        let turns = 1_u32.wrapping_shl(doublings).wrapping_sub(1);
        self.scaled(self.random_percent as u32).times(turns)
    }

    const fn scaled(self, percent: u32) -> Duration {
        // Parameters in range stay far below 2^32; others saturate.
        Duration(self.ack_timeout.0.saturating_mul(percent) / 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of the timing table: T, R, then SPAN, WAIT, EXCHANGE_LIFETIME, NON_LIFETIME in ms.
    #[test]
    fn derived_spans_match_the_table() {
        for (t, r, span, wait, exchange, non) in [
            (2_000, 4, 45_000, 93_000, 247_000, 145_000),
            (3_000, 4, 67_500, 139_500, 270_500, 167_500),
            (5_000, 3, 52_500, 112_500, 257_500, 152_500),
            (10_000, 2, 45_000, 105_000, 255_000, 145_000),
            (15_000, 2, 67_500, 157_500, 282_500, 167_500),
        ] {
            let timing = Timing::profile(t, r);
            assert_eq!(timing.span(), Duration(span));
            assert_eq!(timing.wait(), Duration(wait));
            assert_eq!(timing.exchange_lifetime(), Duration(exchange));
            assert_eq!(timing.non_lifetime(), Duration(non));
        }
    }

    #[test]
    fn the_first_timeout_lies_in_the_random_range() {
        assert_eq!(Timing::DEFAULT.initial(0), Duration(2_000));
        assert_eq!(Timing::DEFAULT.initial(1_000), Duration(3_000));
        assert_eq!(Timing::DEFAULT.initial(1_001), Duration(2_000));
        for random in [0, 1, 999, u32::MAX] {
            assert!((2_000..=3_000).contains(&Timing::DEFAULT.initial(random).0));
        }
    }

    #[test]
    fn wild_parameters_are_brought_into_range() {
        let wild = Timing {
            ack_timeout: Duration(u32::MAX),
            random_percent: 0,
            max_retransmit: 255,
            nstart: 0,
            leisure_ms: 0,
        };
        let sane = wild.sane();
        assert_eq!(sane.max_retransmit, 8);
        assert!(sane.wait() <= Duration::MAX && sane.wait() > sane.span());
        assert_eq!(Timing::DEFAULT.sane(), Timing::DEFAULT);
        assert_eq!(wild.wait(), Duration(0));
    }
}
