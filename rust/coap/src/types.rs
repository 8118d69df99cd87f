//! Small values of the protocol: type, code, message id, token, option number, peer.

use crate::bytes::Hash;

/// Message type (RFC 7252 section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Type {
    /// Confirmable: repeated until acknowledged or reset.
    Con = 0,
    /// Non-confirmable: sent once.
    Non = 1,
    /// Acknowledgement of a confirmable message.
    Ack = 2,
    /// Reset: the message with this id could not be processed.
    Rst = 3,
}

impl Type {
    /// The type in the two low bits of `bits`; the others are ignored.
    #[must_use]
    pub const fn from_bits(bits: u8) -> Self {
        match bits & 3 {
            0 => Self::Con,
            1 => Self::Non,
            2 => Self::Ack,
            _ => Self::Rst,
        }
    }
}

/// Code of a message: three bits of class, five bits of detail (RFC 7252 section 3).
///
/// Registered codes are constants of this type, see [`crate::numbers`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code(pub u8);

/// What the class of a code says about the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeClass {
    /// 0.00.
    Empty,
    /// 0.01 to 0.31.
    Request,
    /// 2.xx, 4.xx, 5.xx.
    Response,
    /// Classes 1, 3, 6 and 7: not allowed over UDP.
    Reserved,
}

impl Code {
    /// The code `class.detail`; bits that do not fit are cut off.
    #[must_use]
    pub const fn new(class: u8, detail: u8) -> Self {
        Self((class << 5) | (detail & 0x1f))
    }

    /// The number before the dot, 0 to 7.
    #[must_use]
    pub const fn class(self) -> u8 {
        self.0 >> 5
    }

    /// The number behind the dot, 0 to 31.
    #[must_use]
    pub const fn detail(self) -> u8 {
        self.0 & 0x1f
    }

    /// What kind of message carries this code (RFC 7252 section 5.2, 12.1).
    #[must_use]
    pub const fn kind(self) -> CodeClass {
        match (self.class(), self.detail()) {
            (0, 0) => CodeClass::Empty,
            (0, _) => CodeClass::Request,
            (2 | 4 | 5, _) => CodeClass::Response,
            _ => CodeClass::Reserved,
        }
    }

    /// 2.xx.
    #[must_use]
    pub const fn is_success(self) -> bool {
        self.class() == 2
    }

    /// A method whose repetition changes nothing (RFC 7252 section 5.1, RFC 8132).
    #[must_use]
    pub const fn is_idempotent(self) -> bool {
        matches!(self, Self::GET | Self::PUT | Self::DELETE | Self::FETCH | Self::IPATCH)
    }
}

/// Message id: ties ACK and RST to their message and marks duplicates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct MessageId(pub u16);

/// A number that the caller picks per remote endpoint (address and port): equal for equal
/// endpoints, different for different ones as far as 32 bits go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeerKey(pub u32);

impl PeerKey {
    /// The key of `host` (any text or bytes that name it) and `port`: FNV-1a over both.
    #[must_use]
    pub fn of(host: &[u8], port: u16) -> Self {
        Self(Hash::START.with(host).with(&port.to_be_bytes()).0)
    }
}

/// Longest token (RFC 7252 section 3; RFC 8974 is not implemented).
pub const TOKEN_LEN: usize = 8;

/// A token: 0 to 8 bytes that tie a response to its request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub struct Token {
    /// How many bytes count.
    length: u8,
    /// The bytes, then zeros. (Eight are TOKEN_LEN, of which the C header has not the name.)
    bytes: [u8; 8],
}

impl Token {
    /// The token without bytes.
    pub const EMPTY: Self = Self { length: 0, bytes: [0; TOKEN_LEN] };

    /// The token with the bytes of `token`, or `None` if there are more than eight.
    #[must_use]
    pub fn new(token: &[u8]) -> Option<Self> {
        (token.len() <= TOKEN_LEN).then(|| Self::cut(token))
    }

    /// The token with the first eight bytes of `token`.
    #[must_use]
    pub fn cut(token: &[u8]) -> Self {
        let mut cut = Self::EMPTY;
        cut.set(token);
        cut
    }

    /// Becomes the token with the first eight bytes of `token`.
    #[inline(never)]
    pub(crate) fn set(&mut self, token: &[u8]) {
        *self = Self::EMPTY;
        for (place, byte) in self.bytes.iter_mut().zip(token) {
            *place = *byte;
            self.length += 1;
        }
    }

    /// Its bytes, and zeros up to eight.
    #[must_use]
    pub const fn padded(&self) -> [u8; TOKEN_LEN] {
        self.bytes
    }

    /// How many bytes there are, 0 to 8.
    #[must_use]
    pub const fn length(&self) -> u8 {
        self.length
    }

    /// These are its bytes.
    #[inline(never)]
    pub(crate) fn is(&self, bytes: &[u8]) -> bool {
        self.as_bytes() == bytes
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length.into()).unwrap_or(&self.bytes)
    }
}

/// Option number. Registered numbers are constants of this type, see [`crate::numbers`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OptionNumber(pub u16);

impl OptionNumber {
    /// An endpoint that does not understand the option must refuse the message (RFC 7252 5.4.6).
    #[must_use]
    pub const fn is_critical(self) -> bool {
        self.0 & 1 != 0
    }

    /// A proxy that does not understand the option must not forward the message.
    #[must_use]
    pub const fn is_unsafe(self) -> bool {
        self.0 & 2 != 0
    }

    /// Safe to forward and not part of the cache key.
    #[must_use]
    pub const fn is_no_cache_key(self) -> bool {
        !self.is_unsafe() && self.0 & 0x1e == 0x1c
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_bits_are_those_of_the_standard() {
        for (bits, kind) in [Type::Con, Type::Non, Type::Ack, Type::Rst].into_iter().enumerate() {
            assert_eq!(Type::from_bits(bits as u8), kind);
            assert_eq!(kind as usize, bits);
            assert_eq!(Type::from_bits(bits as u8 | 0xfc), kind);
        }
    }

    #[test]
    fn every_code_has_one_class_and_survives_the_way_through_its_parts() {
        for byte in 0..=255 {
            let code = Code(byte);
            assert_eq!(Code::new(code.class(), code.detail()), code);
            let kind = match byte {
                0x00 => CodeClass::Empty,
                0x01..=0x1f => CodeClass::Request,
                0x40..=0x5f | 0x80..=0xbf => CodeClass::Response,
                _ => CodeClass::Reserved,
            };
            assert_eq!(code.kind(), kind, "{byte:02x}");
        }
    }

    #[test]
    fn a_token_holds_up_to_eight_bytes() {
        assert_eq!(Token::new(&[]), Some(Token::EMPTY));
        assert_eq!(Token::new(b"ABCDEFGH").unwrap().as_bytes(), b"ABCDEFGH");
        assert_eq!(Token::new(b"ABCDEFGHI"), None);
        assert_ne!(Token::new(b"\0"), Token::new(b""));
    }

    #[test]
    fn option_bits_follow_the_number() {
        for (number, critical, unsafe_, no_cache_key) in [
            (1, true, false, false),
            (3, true, true, false),
            (4, false, false, false),
            (14, false, true, false),
            (28, false, false, true),
            (60, false, false, true),
            (252, false, false, true),
            (258, false, true, false),
            (292, false, false, false),
        ] {
            let number = OptionNumber(number);
            assert_eq!(number.is_critical(), critical, "{number:?}");
            assert_eq!(number.is_unsafe(), unsafe_, "{number:?}");
            assert_eq!(number.is_no_cache_key(), no_cache_key, "{number:?}");
        }
    }

    #[test]
    fn peer_keys_tell_hosts_and_ports_apart() {
        let key = PeerKey::of(b"10.0.0.1", 5683);
        assert_eq!(key, PeerKey::of(b"10.0.0.1", 5683));
        assert_ne!(key, PeerKey::of(b"10.0.0.2", 5683));
        assert_ne!(key, PeerKey::of(b"10.0.0.1", 5684));
    }
}
