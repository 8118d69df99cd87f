//! Command text out, parameter lists in. Nothing here allocates or panics.

use crate::{error::Full, hex};

/// Appends to a buffer of the caller. Once something did not fit, [`finish`](Self::finish) fails.
pub(crate) struct Writer<'a> {
    out: &'a mut [u8],
    len: usize,
    overflow: bool,
}

impl<'a> Writer<'a> {
    pub(crate) const fn new(out: &'a mut [u8]) -> Self {
        Self { out, len: 0, overflow: false }
    }

    /// Appends bytes as they are.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        match put(self.out, self.len, bytes) {
            Some(end) => self.len = end,
            None => self.overflow = true,
        }
        self
    }

    /// Appends text.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }

    /// Appends a decimal number.
    pub(crate) fn number(&mut self, value: impl Into<u32>) -> &mut Self {
        let mut rest = value.into();
        let mut digits = [0_u8; 10];
        let mut used = 0;
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
            used += 1;
            if rest == 0 {
                break;
            }
        }
        let start = digits.len() - used;
        self.bytes(digits.get(start..).unwrap_or(&[]))
    }

    /// Appends two hexadecimal digits per byte.
    pub(crate) fn hex(&mut self, bytes: &[u8]) -> &mut Self {
        let place = self.out.get_mut(self.len..).unwrap_or(&mut []);
        match hex::encode(bytes, place) {
            Some(digits) => self.len += digits,
            None => self.overflow = true,
        }
        self
    }

    /// Appends a quoted text. A text that would break out of its quotes is not written and makes
    /// [`finish`](Self::finish) fail.
    pub(crate) fn quoted(&mut self, text: &[u8]) -> &mut Self {
        if is_quotable(text) {
            self.text("\"").bytes(text).text("\"")
        } else {
            self.overflow = true;
            self
        }
    }

    /// The same of a host, where `::` of an IPv6 address gives way to the zeros it stands for.
    pub(crate) fn quoted_in_full(&mut self, host: &[u8]) -> &mut Self {
        let gap = host.windows(2).position(|pair| pair == b"::");
        let Some((head, tail)) = gap.and_then(|gap| Some((host.get(..gap)?, host.get(gap + 2..)?)))
        else {
            return self.quoted(host);
        };
        // As many groups as colons, one less for an empty end, one more in the form of IPv4.
        let colons = host.iter().filter(|&&byte| byte == b':').count();
        let ends = usize::from(head.is_empty()) + usize::from(tail.is_empty());
        let missing = (8 + ends).saturating_sub(colons + usize::from(has(tail, b'.')));
        self.text("\"").bytes(head);
        (0..missing).for_each(|place| {
            self.text(if place == 0 && head.is_empty() { "0" } else { ":0" });
        });
        self.text(if tail.is_empty() { "" } else { ":" }).bytes(tail).text("\"")
    }

    /// Length of the text, unless something did not fit.
    pub(crate) const fn finish(&self) -> Result<usize, Full> {
        if self.overflow { Err(Full) } else { Ok(self.len) }
    }
}

/// Copies `bytes` to `out` from `at` on and gives where they end; `None` when they do not fit.
/// (`copy_from_slice` can panic, and small code keeps that.)
pub(crate) fn put(out: &mut [u8], at: usize, bytes: &[u8]) -> Option<usize> {
    let end = at.checked_add(bytes.len())?;
    for (place, byte) in out.get_mut(at..end)?.iter_mut().zip(bytes) {
        *place = *byte;
    }
    Some(end)
}

/// Whether `byte` is in `text`. (`contains` is made for speed, and is many times as long.)
pub(crate) fn has(text: &[u8], byte: u8) -> bool {
    for &own in text {
        if own == byte {
            return true;
        }
    }
    false
}

/// Whether `text` may stand between double quotes of a command.
pub(crate) fn is_quotable(text: &[u8]) -> bool {
    text.iter().all(|&byte| (0x20..0x7f).contains(&byte) && byte != b'"')
}

/// What a table of whole lines has for `line`. (A `match` on their bytes is many times as long.)
pub(crate) fn lookup<T: Copy>(table: &[(&str, T)], line: &[u8]) -> Option<T> {
    table.iter().find(|(text, _)| text.as_bytes() == line).map(|row| row.1)
}

/// Walks the parameters of an information line: numbers and texts between commas.
///
/// A quoted text may contain commas. Blanks around a parameter are skipped, a missing one reads as
/// empty, as 3GPP TS 27.007 allows.
#[derive(Clone, Copy)]
pub(crate) struct Params<'a> {
    rest: Option<&'a [u8]>,
}

impl<'a> Params<'a> {
    pub(crate) const fn new(list: &'a [u8]) -> Self {
        Self { rest: Some(list) }
    }

    /// The parameters of `line` when it starts with `prefix` (which includes the colon).
    #[inline(always)]
    pub(crate) fn of(line: &'a [u8], prefix: &str) -> Option<Self> {
        let mut params = Self::new(line);
        params.skip(prefix).then_some(params)
    }

    /// Whether `prefix` stands before them; it is left out then.
    #[inline(never)]
    fn skip(&mut self, prefix: &str) -> bool {
        // Not strip_prefix(): out of line, on RISC-V, it leaves a panic in.
        let parts = self.rest.and_then(|list| list.split_at_checked(prefix.len()));
        let behind = parts.filter(|(head, _)| *head == prefix.as_bytes()).map(|(_, behind)| behind);
        self.rest = behind.or(self.rest);
        behind.is_some()
    }

    /// Next parameter without its quotes; `None` behind the last one.
    pub(crate) fn text(&mut self) -> Option<&'a [u8]> {
        let list = self.rest?.trim_ascii_start();
        if let Some(quoted) = list.strip_prefix(b"\"") {
            let end = quoted.iter().position(|&byte| byte == b'"')?;
            let (text, behind) = quoted.split_at_checked(end)?;
            self.rest = after_comma(behind);
            return Some(text);
        }
        let end = list.iter().position(|&byte| byte == b',').unwrap_or(list.len());
        let (text, behind) = list.split_at_checked(end)?;
        self.rest = after_comma(behind);
        Some(text.trim_ascii_end())
    }

    /// Next parameter as a number; `None` when it is missing or not a number.
    pub(crate) fn number(&mut self) -> Option<u32> {
        parse_number(self.text()?)
    }

    /// Next parameter as a number of at most 16 bits.
    pub(crate) fn small(&mut self) -> Option<u16> {
        self.number().and_then(|value| value.try_into().ok())
    }

    /// Next parameter as a number of at most 8 bits.
    pub(crate) fn byte(&mut self) -> Option<u8> {
        self.number().and_then(|value| value.try_into().ok())
    }

    /// Whether all parameters are used up.
    pub(crate) const fn is_empty(&self) -> bool {
        self.rest.is_none()
    }
}

fn after_comma(list: &[u8]) -> Option<&[u8]> {
    let comma = list.iter().position(|&byte| byte == b',')?;
    list.get(comma + 1..)
}

/// A decimal number of 1..=10 digits that fits 32 bits.
pub(crate) fn parse_number(digits: &[u8]) -> Option<u32> {
    parse_digits(digits, 10)
}

/// A hexadecimal number that fits 32 bits.
pub(crate) fn parse_hex(digits: &[u8]) -> Option<u32> {
    parse_digits(digits, 16)
}

fn parse_digits(digits: &[u8], base: u8) -> Option<u32> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u32, |value, &digit| {
        let digit = hex::value(digit).filter(|&digit| digit < base)?;
        value.checked_mul(base.into())?.checked_add(digit.into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(fill: impl Fn(&mut Writer<'_>)) -> Result<std::string::String, Full> {
        let mut out = [0; 24];
        let mut writer = Writer::new(&mut out);
        fill(&mut writer);
        let len = writer.finish()?;
        Ok(std::string::String::from_utf8(out[..len].to_vec()).unwrap())
    }

    #[test]
    fn numbers_are_decimal_without_leading_zeros() {
        assert_eq!(
            written(|w| _ = w.number(0_u8).text(",").number(u32::MAX)).unwrap(),
            "0,4294967295"
        );
    }

    #[test]
    fn every_group_of_an_address_is_written() {
        for (host, in_full) in [
            ("2001:db8::1", "2001:db8:0:0:0:0:0:1"),
            ("::1", "0:0:0:0:0:0:0:1"),
            ("::", "0:0:0:0:0:0:0:0"),
            ("fe80::", "fe80:0:0:0:0:0:0:0"),
            ("::192.0.2.1", "0:0:0:0:0:0:192.0.2.1"),
            ("1:2:3::5:6:7:8", "1:2:3:0:5:6:7:8"),
            ("1:2:3:0:5:6:7:8", "1:2:3:0:5:6:7:8"),
            ("192.0.2.1", "192.0.2.1"),
            ("test.example", "test.example"),
        ] {
            let text = written(|w| _ = w.quoted_in_full(host.as_bytes())).unwrap();
            assert_eq!(text.trim_matches('"'), in_full);
        }
    }

    #[test]
    fn quotes_cannot_be_broken() {
        assert_eq!(written(|w| _ = w.quoted(b"a,b")).unwrap(), "\"a,b\"");
        assert_eq!(written(|w| _ = w.quoted(b"a\"b")), Err(Full));
        assert_eq!(written(|w| _ = w.quoted(b"a\rb")), Err(Full));
    }

    #[test]
    fn what_does_not_fit_fails_once_and_for_all() {
        assert_eq!(written(|w| _ = w.bytes(&[b'x'; 25]).text("y")), Err(Full));
        assert_eq!(written(|w| _ = w.bytes(&[b'x'; 22]).number(100_u8)), Err(Full));
    }

    #[test]
    fn parameters_of_every_form() {
        let mut params = Params::of(b"+X: 1, 22 ,\"a,b\",,\"\"", "+X:").unwrap();
        assert_eq!(params.number(), Some(1));
        assert_eq!(params.byte(), Some(22));
        assert_eq!(params.text(), Some(&b"a,b"[..]));
        assert_eq!(params.text(), Some(&b""[..]));
        assert_eq!(params.text(), Some(&b""[..]));
        assert!(params.is_empty());
        assert_eq!(params.text(), None);
    }

    #[test]
    fn an_open_quote_is_no_parameter() {
        assert_eq!(Params::new(b"\"abc").text(), None);
    }

    #[test]
    fn numbers_out_of_range_are_refused() {
        assert_eq!(parse_number(b"4294967296"), None);
        assert_eq!(parse_number(b"12a"), None);
        assert_eq!(parse_number(b"-1"), None);
        assert_eq!(parse_number(b""), None);
        assert_eq!(Params::new(b"300").byte(), None);
        assert_eq!(Params::new(b"70000").small(), None);
    }
}
