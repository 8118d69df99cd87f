//! Every deviation from the standard and every opt-in, one flag each.

use bitflags::bitflags;

bitflags! {
    /// What an endpoint does beyond, or short of, RFC 7252.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Policy: u32 {
        /// Repeat confirmable messages of the drop-in calls. Off: scripts that repeat by themselves.
        const RETRANSMIT = 1 << 0;
        /// Recognise repeated messages and answer them with the stored reply. Off: every copy is new.
        const DEDUPLICATE = 1 << 1;
        /// Hand every datagram to the caller, matched or not, and acknowledge every confirmable
        /// response: scripts of the drop-in contract match by themselves or not at all.
        const DELIVER_STRAY = 1 << 2;
        /// Take a payload marker without payload for an empty payload in messages that are no
        /// requests: the drop-in contract delivered those.
        const LENIENT_MARKER = 1 << 3;
        /// Check the options of requests and answer 4.00, 4.02 and 5.05 in the engine. Off: drop-in
        /// handlers read critical options by themselves.
        const REFUSE_CRITICAL = 1 << 4;
        /// Keep to PROBING_RATE towards peers that never answered (RFC 7252 section 4.7). Off:
        /// private networks.
        const PROBING = 1 << 5;
        /// Send non-confirmable notifications as fast as they are made (RFC 7641 section 4.5.1 allows
        /// one per round-trip time).
        const UNPACED_NOTIFICATIONS = 1 << 6;

        /// Answer an address that has not proven itself with small messages only (RFC 9175 section
        /// 2.4): for servers that the open Internet reaches.
        const REQUIRE_ECHO = 1 << 7;

        /// The drop-in tier: what the original delivered, with the standard's reliability.
        const DROP_IN = Self::RETRANSMIT.bits()
            | Self::DEDUPLICATE.bits()
            | Self::DELIVER_STRAY.bits()
            | Self::LENIENT_MARKER.bits();
        /// The full tier: the standard.
        const FULL = Self::RETRANSMIT.bits()
            | Self::DEDUPLICATE.bits()
            | Self::REFUSE_CRITICAL.bits()
            | Self::PROBING.bits();
    }
}
