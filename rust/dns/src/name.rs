//! Domain names as text.

/// Longest label in bytes (RFC 1035 section 2.3.4).
pub const MAX_LABEL: usize = 63;

/// Longest name in bytes of text without a final dot: 255 on the wire less the first length byte and
/// the root (RFC 1035 section 2.3.4).
pub const MAX_NAME: usize = 253;

/// Why a text is no domain name that can be asked for. The caller's fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameError {
    /// No text at all, or the root alone.
    Empty,
    /// Two dots in a row, or a dot in front.
    EmptyLabel,
    /// A label of more than [`MAX_LABEL`] bytes.
    LabelTooLong,
    /// More than [`MAX_NAME`] bytes.
    NameTooLong,
    /// The output buffer cannot hold the query; [`MAX_QUERY`](crate::MAX_QUERY) bytes always do.
    NoRoom,
}

/// A domain name in text form, checked: labels of 1..=63 bytes, at most 253 bytes, final dot dropped.
///
/// Any byte may occur in a label (RFC 2181 section 11), so text that is not ASCII is passed on as it is.
#[derive(Clone, Copy, Debug)]
pub struct Name<'a>(&'a [u8]);

impl<'a> Name<'a> {
    /// Checks `text`, which may end in one dot.
    ///
    /// # Errors
    /// Every [`NameError`] but `NoRoom`.
    pub fn new(text: &'a [u8]) -> Result<Self, NameError> {
        let text = text.strip_suffix(b".").unwrap_or(text);
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        if text.len() > MAX_NAME {
            return Err(NameError::NameTooLong);
        }
        let name = Self(text);
        name.labels().try_for_each(check_label)?;
        Ok(name)
    }

    /// The text without a final dot.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// The labels from left to right, without the root.
    pub fn labels(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.0.split(|byte| *byte == b'.')
    }
}

impl PartialEq for Name<'_> {
    /// Names differ by more than ASCII case (RFC 1035 section 2.3.3).
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(other.0)
    }
}

impl Eq for Name<'_> {}

const fn check_label(label: &[u8]) -> Result<(), NameError> {
    match label.len() {
        0 => Err(NameError::EmptyLabel),
        1..=MAX_LABEL => Ok(()),
        _ => Err(NameError::LabelTooLong),
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::{format, string::String};

    #[test]
    fn a_final_dot_is_dropped() {
        assert_eq!(Name::new(b"coap.me.").unwrap().as_bytes(), b"coap.me");
    }

    #[test]
    fn names_without_labels_are_refused() {
        assert_eq!(Name::new(b"").unwrap_err(), NameError::Empty);
        assert_eq!(Name::new(b".").unwrap_err(), NameError::Empty);
    }

    #[test]
    fn empty_labels_are_refused_wherever_they_stand() {
        for text in [".a", "a..b", "a..", ".."] {
            assert_eq!(Name::new(text.as_bytes()).unwrap_err(), NameError::EmptyLabel, "{text}");
        }
    }

    #[test]
    fn a_label_has_63_bytes_at_most() {
        assert!(Name::new("a".repeat(63).as_bytes()).is_ok());
        assert_eq!(Name::new("a".repeat(64).as_bytes()).unwrap_err(), NameError::LabelTooLong);
    }

    #[test]
    fn a_name_has_253_bytes_at_most() {
        let long: String = format!("{}{}", "a.".repeat(126), "a");
        assert_eq!(long.len(), 253);
        assert!(Name::new(long.as_bytes()).is_ok());
        assert!(Name::new(format!("{long}.").as_bytes()).is_ok());
        assert_eq!(Name::new(format!("{long}a").as_bytes()).unwrap_err(), NameError::NameTooLong);
    }

    #[test]
    fn case_does_not_tell_names_apart() {
        assert_eq!(Name::new(b"CoAP.me").unwrap(), Name::new(b"coap.ME.").unwrap());
        assert_ne!(Name::new(b"coap.me").unwrap(), Name::new(b"coap.mf").unwrap());
    }
}
