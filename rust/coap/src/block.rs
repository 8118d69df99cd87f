//! The block option (RFC 7959 section 2.2).

/// Largest size exponent: blocks of 1024 bytes.
pub const MAX_EXPONENT: u8 = 6;
/// Largest block number.
pub const MAX_NUMBER: u32 = (1 << 20) - 1;

/// Number, more bit and size exponent (SZX) of a block: the value of the option, 24 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block(u32);

impl Block {
    /// The block with this number (20 bits), more bit and size exponent (3 bits, of which 7 is reserved).
    #[must_use]
    pub const fn new(number: u32, more: bool, exponent: u8) -> Self {
        Self::from_value(number << 4 | (more as u32) << 3 | exponent as u32 & 7)
    }

    /// Reads the value of a Block1 or Block2 option; bits beyond 24 are cut off.
    #[must_use]
    pub const fn from_value(value: u32) -> Self {
        Self(value & 0x00ff_ffff)
    }

    /// The value of the option.
    #[must_use]
    pub const fn value(self) -> u32 {
        self.0
    }

    /// Block number, 20 bits.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0 >> 4
    }

    /// More blocks follow.
    #[must_use]
    pub const fn more(self) -> bool {
        self.0 & 8 != 0
    }

    /// SZX: the size is 2^(SZX + 4) bytes; 7 is reserved.
    #[must_use]
    pub const fn exponent(self) -> u8 {
        (self.0 & 7) as u8
    }

    /// Bytes in a full block; `None` for the reserved exponent.
    #[must_use]
    pub const fn size(self) -> Option<u16> {
        if self.exponent() > MAX_EXPONENT { None } else { Some(16 << self.exponent()) }
    }

    /// Whether a payload of `length` bytes can be this block: a full one, unless it is the last.
    pub(crate) fn fits(self, length: usize) -> bool {
        self.size().is_some_and(|size| {
            if self.more() { length == size.into() } else { length <= size.into() }
        })
    }

    /// Where the block starts in the body. At most 2^30 - 1024 for legal exponents.
    #[must_use]
    pub const fn offset(self) -> u32 {
        self.number() << (self.exponent() + 4)
    }

    /// The block of this exponent that starts at `offset`; `None` if none does.
    #[must_use]
    pub const fn at(offset: u32, more: bool, exponent: u8) -> Option<Self> {
        let shift = exponent as u32 + 4;
        if exponent > MAX_EXPONENT
            || offset & ((1 << shift) - 1) != 0
            || offset >> shift > MAX_NUMBER
        {
            return None;
        }
        Some(Self::new(offset >> shift, more, exponent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_match_the_table_both_ways() {
        for (number, more, exponent, value, offset) in [
            (0, false, 0, 0, 0),
            (0, true, 0, 0x08, 0),
            (0, false, 2, 0x02, 0),
            (0, false, 3, 0x03, 0),
            (0, true, 3, 0x0b, 0),
            (1, false, 3, 0x13, 128),
            (2, false, 1, 0x21, 64),
            (3, true, 3, 0x3b, 384),
            (0, false, 6, 0x06, 0),
            (0, true, 6, 0x0e, 0),
            (15, true, 6, 0xfe, 15_360),
            (16, false, 2, 0x0102, 1024),
            (4095, true, 2, 0xfffa, 262_080),
            (4096, false, 2, 0x01_0002, 262_144),
            (1_048_575, false, 0, 0xff_fff0, 16_777_200),
            (1_048_575, true, 6, 0xff_fffe, 1_073_740_800),
        ] {
            let block = Block::new(number, more, exponent);
            assert_eq!(block.value(), value);
            assert_eq!(Block::from_value(value), block);
            assert_eq!(block.offset(), offset);
            assert_eq!(Block::at(offset, more, exponent), Some(block));
        }
    }

    #[test]
    fn size_seven_is_reserved() {
        assert_eq!(Block::from_value(7).size(), None);
        assert_eq!(Block::from_value(6).size(), Some(1024));
        assert_eq!(Block::at(0, false, 7), None);
    }

    #[test]
    fn blocks_start_at_multiples_of_their_size() {
        assert_eq!(Block::at(100, false, 0), None);
        assert_eq!(Block::at(1 << 30, false, 6), None);
    }
}
