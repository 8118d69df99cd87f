//! Queries.

use crate::bytes::put;
use crate::message::{CLASS_IN, FLAG_RECURSION_DESIRED, HEADER, RecordType};
use crate::name::{MAX_NAME, Name, NameError};

/// Longest query in bytes: header, name, type and class.
pub const MAX_QUERY: usize = HEADER + MAX_NAME + 2 + 4;

/// Writes the recursive query for the records of type `kind` of `name` into `out` and returns its
/// length in bytes.
///
/// # Errors
/// `name` is no domain name, or `out` is too small ([`NameError::NoRoom`]).
pub fn query(out: &mut [u8], id: u16, name: &[u8], kind: RecordType) -> Result<usize, NameError> {
    let name = Name::new(name)?;
    let mut writer = Writer { out, len: 0 };
    for word in [id, FLAG_RECURSION_DESIRED, 1, 0, 0, 0] {
        writer.word(word)?;
    }
    for label in name.labels() {
        // Labels are at most 63 bytes long, see `Name::new`.
        writer.bytes(&[label.len() as u8])?;
        writer.bytes(label)?;
    }
    writer.bytes(&[0])?;
    writer.word(kind.number())?;
    writer.word(CLASS_IN)?;
    Ok(writer.len)
}

struct Writer<'a> {
    out: &'a mut [u8],
    len: usize,
}

impl Writer<'_> {
    fn bytes(&mut self, bytes: &[u8]) -> Result<(), NameError> {
        self.len = put(self.out, self.len, bytes).ok_or(NameError::NoRoom)?;
        Ok(())
    }

    fn word(&mut self, word: u16) -> Result<(), NameError> {
        self.bytes(&word.to_be_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_query_fits_its_constant_exactly() {
        let mut text = [b'a'; MAX_NAME];
        text.iter_mut().skip(1).step_by(2).for_each(|byte| *byte = b'.');
        let name = core::str::from_utf8(&text).unwrap();
        let mut out = [0; MAX_QUERY];
        assert_eq!(query(&mut out, 1, name.as_bytes(), RecordType::A), Ok(MAX_QUERY));
    }

    #[test]
    fn a_query_that_does_not_fit_is_refused_at_every_length() {
        for room in 0..20 {
            let mut out = [0; 20];
            let out = out.get_mut(..room).unwrap();
            assert_eq!(query(out, 1, b"ab", RecordType::A), Err(NameError::NoRoom));
        }
        assert_eq!(query(&mut [0; 20], 1, b"ab", RecordType::A), Ok(20));
    }

    #[test]
    fn what_is_no_name_is_not_asked_for() {
        assert_eq!(query(&mut [0; 64], 1, b"a..b", RecordType::A), Err(NameError::EmptyLabel));
    }
}
