//! Messages: header, question and records (RFC 1035 section 4.1).

use crate::address::Address;
use crate::labels::{Labels, Malformed, reads};
use crate::name::Name;

/// Bytes of the header, and so the offset of the name asked for.
pub(crate) const HEADER: usize = 12;

pub(crate) const CLASS_IN: u16 = 1;
const TYPE_A: u16 = 1;
pub(crate) const TYPE_CNAME: u16 = 5;
const TYPE_AAAA: u16 = 28;

const FLAG_RESPONSE: u16 = 0x8000;
const MASK_OPCODE: u16 = 0x7800;
pub(crate) const FLAG_TRUNCATED: u16 = 0x0200;
pub(crate) const FLAG_RECURSION_DESIRED: u16 = 0x0100;
pub(crate) const MASK_RCODE: u16 = 0x000f;

/// What is asked for: the addresses of one family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordType {
    /// IPv4 host address (RFC 1035 section 3.4.1), type 1.
    A,
    /// IPv6 host address (RFC 3596), type 28.
    Aaaa,
}

impl RecordType {
    /// The TYPE value on the wire.
    #[must_use]
    pub const fn number(self) -> u16 {
        match self {
            Self::A => TYPE_A,
            Self::Aaaa => TYPE_AAAA,
        }
    }
}

pub(crate) struct Header {
    id: u16,
    pub(crate) flags: u16,
    questions: u16,
    answers: u32,
    others: u32,
}

impl Header {
    pub(crate) fn read(message: &[u8]) -> Result<(Self, Reader<'_>), Malformed> {
        let mut reader = Reader { message, at: 0 };
        let (id, flags, questions) = (reader.word()?, reader.word()?, reader.word()?);
        let answers = u32::from(reader.word()?);
        let others = u32::from(reader.word()?) + u32::from(reader.word()?);
        Ok((Self { id, flags, questions, answers, others }, reader))
    }

    /// Whether this is a response to a standard query of that id with one question repeated.
    pub(crate) const fn responds(&self, id: u16) -> bool {
        let wanted = self.flags & (FLAG_RESPONSE | MASK_OPCODE) == FLAG_RESPONSE;
        wanted && self.id == id && self.questions == 1
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Reader<'m> {
    message: &'m [u8],
    at: usize,
}

impl<'m> Reader<'m> {
    fn bytes(&mut self, count: usize) -> Result<&'m [u8], Malformed> {
        let tail = self.message.get(self.at..).ok_or(Malformed)?;
        let bytes = tail.get(..count).ok_or(Malformed)?;
        self.at += count;
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        self.bytes(N)?.try_into().map_err(|_| Malformed)
    }

    fn word(&mut self) -> Result<u16, Malformed> {
        self.array().map(u16::from_be_bytes)
    }

    /// Skips a name and returns where it started.
    fn name(&mut self) -> Result<usize, Malformed> {
        let at = self.at;
        self.at = Labels::skip(self.message, at)?;
        Ok(at)
    }

    pub(crate) fn question_is(
        &mut self,
        name: Name<'_>,
        kind: RecordType,
    ) -> Result<bool, Malformed> {
        let at = self.name()?;
        let (asked, class) = (self.word()?, self.word()?);
        let same = reads(self.message, at, &mut name.labels().map(Ok));
        Ok(same && asked == kind.number() && class == CLASS_IN)
    }

    fn record(&mut self) -> Result<Record<'m>, Malformed> {
        let owner = self.name()?;
        let (kind, class) = (self.word()?, self.word()?);
        let ttl = u32::from_be_bytes(self.array()?);
        let length = self.word()?;
        let data_at = self.at;
        let data = self.bytes(usize::from(length))?;
        // A value with the top bit set stands for 0 (RFC 2181 section 8).
        let ttl = if ttl >> 31 == 0 { ttl } else { 0 };
        let record = Record { owner, kind, class, ttl, data_at, data };
        record.check(self.message, self.at)?;
        Ok(record)
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Record<'m> {
    owner: usize,
    kind: u16,
    class: u16,
    pub(crate) ttl: u32,
    pub(crate) data_at: usize,
    data: &'m [u8],
}

impl Record<'_> {
    /// Whether the data of the types we read have the size of their type.
    fn check(&self, message: &[u8], end: usize) -> Result<(), Malformed> {
        let fits = match (self.class, self.kind) {
            (CLASS_IN, TYPE_CNAME) => Labels::skip(message, self.data_at)? == end,
            (CLASS_IN, TYPE_A) => self.data.len() == 4,
            (CLASS_IN, TYPE_AAAA) => self.data.len() == 16,
            _ => true,
        };
        if fits { Ok(()) } else { Err(Malformed) }
    }

    fn belongs(&self, message: &[u8], owner: usize, kind: u16) -> bool {
        self.class == CLASS_IN
            && self.kind == kind
            && reads(message, self.owner, &mut Labels::new(message, owner))
    }

    pub(crate) fn address(&self) -> Option<Address> {
        let v4 = || self.data.try_into().ok().map(Address::V4);
        let v6 = || self.data.try_into().ok().map(Address::V6);
        v4().or_else(v6)
    }
}

/// The next `left` records; ends after the first error.
#[derive(Clone, Debug)]
pub(crate) struct Records<'m> {
    reader: Reader<'m>,
    left: u32,
}

impl<'m> Records<'m> {
    /// The answer section behind the question.
    ///
    /// # Errors
    /// A record of any section is malformed. Those beyond the answers are read only to see that
    /// nothing is cut off or out of step.
    pub(crate) fn answers(header: &Header, reader: Reader<'m>) -> Result<Self, Malformed> {
        let mut all = Self { reader, left: header.answers + header.others };
        let answers = Self { left: header.answers, ..all.clone() };
        all.try_for_each(|record| record.map(drop))?;
        Ok(answers)
    }

    /// The next record of type `kind` that belongs to the name at `owner`. Malformed ones are left out,
    /// so the section must have been checked.
    pub(crate) fn next_of(&mut self, owner: usize, kind: u16) -> Option<Record<'m>> {
        let message = self.reader.message;
        loop {
            match self.next()? {
                Ok(record) if record.belongs(message, owner, kind) => return Some(record),
                _ => {}
            }
        }
    }
}

impl<'m> Iterator for Records<'m> {
    type Item = Result<Record<'m>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let record = self.reader.record();
        if record.is_err() {
            self.left = 0;
        }
        Some(record)
    }
}
