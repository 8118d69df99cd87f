//! Answers: which datagram belongs to a query, and what it says.

use crate::address::Address;
use crate::labels::Malformed;
use crate::message::{FLAG_TRUNCATED, HEADER, Header, MASK_RCODE, RecordType, Records, TYPE_CNAME};
use crate::name::Name;

/// Most aliases followed from the name asked for to its addresses.
pub const MAX_CHAIN: usize = 8;

/// Why a datagram gave no address. All but `Foreign` are about the query it was compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerError {
    /// More than [`MAX_CHAIN`] aliases, or aliases in a circle.
    ChainTooLong,
    /// Another id, not a response, or another question: not an answer to this query. Keep waiting.
    Foreign,
    /// RCODE 1: the server could not read the query.
    FormatError,
    /// The datagram does not hold what it announces.
    Malformed,
    /// The name exists, but not with an address of this family.
    NoAddress,
    /// RCODE 3 (NXDOMAIN): the name does not exist.
    NoSuchName,
    /// RCODE 4: the server does not serve this kind of query.
    NotImplemented,
    /// Any other RCODE.
    OtherCode(u8),
    /// RCODE 5: the server does not serve us.
    Refused,
    /// RCODE 2 (SERVFAIL): the server could not find out.
    ServerFailure,
    /// The TC flag: the answer did not fit a datagram.
    Truncated,
}

impl AnswerError {
    /// Whether this settles the question, so that asking again is of no use.
    #[must_use]
    pub const fn is_definite(self) -> bool {
        matches!(self, Self::NoAddress | Self::NoSuchName)
    }

    const fn from_code(code: u8) -> Self {
        match code {
            1 => Self::FormatError,
            2 => Self::ServerFailure,
            3 => Self::NoSuchName,
            4 => Self::NotImplemented,
            5 => Self::Refused,
            other => Self::OtherCode(other),
        }
    }
}

impl From<Malformed> for AnswerError {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

/// Checks `message` against the query made with the same `id`, `name` and `kind`, and finds the
/// addresses.
///
/// Aliases are followed whatever the order of the records. Records of other names, types and classes
/// are skipped, so a server cannot plant addresses of names nobody asked for.
///
/// # Errors
/// See [`AnswerError`]; `Foreign` also when `name` is no domain name.
pub fn answer<'m>(
    message: &'m [u8],
    id: u16,
    name: &[u8],
    kind: RecordType,
) -> Result<Answer<'m>, AnswerError> {
    let (header, mut reader) = Header::read(message)?;
    let name = Name::new(name).map_err(|_| AnswerError::Foreign)?;
    if !header.responds(id) || !reader.question_is(name, kind)? {
        return Err(AnswerError::Foreign);
    }
    match (header.flags & MASK_RCODE) as u8 {
        0 if header.flags & FLAG_TRUNCATED != 0 => return Err(AnswerError::Truncated),
        0 => {}
        code => return Err(AnswerError::from_code(code)),
    }
    let answers = Records::answers(&header, reader)?;
    follow(&answers, kind)
}

/// Follows aliases from the name of the question to the first one that has addresses.
fn follow<'m>(answers: &Records<'m>, kind: RecordType) -> Result<Answer<'m>, AnswerError> {
    let mut owner = HEADER;
    let mut ttl = u32::MAX;
    for _ in 0..=MAX_CHAIN {
        let (mut records, mut is_there) = (answers.clone(), false);
        while let Some(record) = records.next_of(owner, kind.number()) {
            ttl = ttl.min(record.ttl);
            is_there = true;
        }
        if is_there {
            return Ok(Answer { records: answers.clone(), owner, kind, ttl });
        }
        let alias = answers.clone().next_of(owner, TYPE_CNAME).ok_or(AnswerError::NoAddress)?;
        owner = alias.data_at;
        ttl = ttl.min(alias.ttl);
    }
    Err(AnswerError::ChainTooLong)
}

/// A checked answer with at least one address.
#[derive(Clone, Debug)]
pub struct Answer<'m> {
    records: Records<'m>,
    owner: usize,
    kind: RecordType,
    ttl: u32,
}

impl<'m> Answer<'m> {
    /// The addresses in the order of the datagram, all of the family asked for.
    pub fn addresses(&self) -> impl Iterator<Item = Address> + use<'m> {
        let (mut records, owner, kind) = (self.records.clone(), self.owner, self.kind.number());
        core::iter::from_fn(move || records.next_of(owner, kind)?.address())
    }

    /// Seconds for which the addresses hold: the least of their records and of the aliases leading
    /// to them.
    #[must_use]
    pub const fn ttl(&self) -> u32 {
        self.ttl
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &[u8] = b"\x01a\0";

    /// An answer to the question for A records of `a` with these header words behind the id.
    fn reply(words: [u16; 5], tail: &[u8]) -> Result<u32, AnswerError> {
        let mut bytes = [0; 96];
        let words = words.iter().flat_map(|word| word.to_be_bytes());
        let parts = [7, 0].into_iter().rev().chain(words).chain(NAME.iter().copied());
        let parts = parts.chain([0, 1, 0, 1]).chain(tail.iter().copied());
        let length = bytes.iter_mut().zip(parts).map(|(place, byte)| *place = byte).count();
        answer(&bytes[..length], 7, b"a", RecordType::A).map(|answer| answer.ttl())
    }

    const RECORD: &[u8] = b"\xc0\x0c\0\x01\0\x01\0\0\x02\0\0\x04\x0a\0\0\x01";

    #[test]
    fn flags_that_do_not_concern_us_are_ignored() {
        for flags in [0x8000, 0x8180, 0x85b0] {
            assert_eq!(reply([flags, 1, 1, 0, 0], RECORD), Ok(512));
        }
    }

    #[test]
    fn queries_and_other_operations_are_foreign() {
        for flags in [0x0100, 0x8800, 0xa800] {
            assert_eq!(reply([flags, 1, 1, 0, 0], RECORD), Err(AnswerError::Foreign));
        }
    }

    #[test]
    fn response_codes_come_before_the_truncation_flag() {
        use AnswerError::*;
        let errors =
            [FormatError, ServerFailure, NoSuchName, NotImplemented, Refused, OtherCode(6)];
        for (code, error) in (1..).zip(errors) {
            assert_eq!(reply([0x8380 | code, 1, 0, 0, 0], b""), Err(error));
        }
        assert_eq!(reply([0x8380, 1, 1, 0, 0], RECORD), Err(Truncated));
    }

    #[test]
    fn only_missing_names_and_addresses_settle_the_question() {
        use AnswerError::*;
        for error in [ChainTooLong, FormatError, Foreign, Malformed, NotImplemented, Refused] {
            assert!(!error.is_definite(), "{error:?}");
        }
        assert!(!ServerFailure.is_definite() && !Truncated.is_definite());
        assert!(NoAddress.is_definite() && NoSuchName.is_definite());
    }

    #[test]
    fn every_announced_record_must_be_there() {
        for counts in [[1, 2, 0, 0], [1, 1, 1, 0], [1, 1, 0, 1], [1, 0xffff, 0xffff, 0xffff]] {
            let [one, two, three, four] = counts;
            let words = [0x8180, one, two, three, four];
            assert_eq!(reply(words, RECORD), Err(AnswerError::Malformed), "{counts:?}");
        }
    }

    #[test]
    fn a_time_to_live_with_the_top_bit_is_zero() {
        let record = b"\xc0\x0c\0\x01\0\x01\xff\xff\xff\xff\0\x04\x0a\0\0\x01";
        assert_eq!(reply([0x8180, 1, 1, 0, 0], record), Ok(0));
    }
}
